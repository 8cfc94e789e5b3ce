# Walks of peers-closures.sh through servers that it fetches itself: those of npm, and those of FTP that Debian does not install side by
# side. It is sourced: run, see, halt, nginx_as, certificate, D, PORT and site are its.

CACHE="${PEERS_CACHE:-${XDG_CACHE_HOME:-$HOME/.cache}/daylight/peers}"

# npm_program NAME VERSION prints the command of a package of npm, which it installs once.
npm_program() {
  local at="$CACHE/$1-$2"
  if [ ! -x "$at/node_modules/.bin/$1" ] && command -v npm >/dev/null; then
    npm install --silent --no-audit --no-fund --ignore-scripts --save-exact --prefix "$at" "$1@$2" >/dev/null 2>&1
  fi
  [ ! -x "$at/node_modules/.bin/$1" ] || echo "$at/node_modules/.bin/$1"
}

# unpacked NAME PACKAGE... prints the command of a server whose packages it unpacks once.
unpacked() {
  local at="$CACHE/$1"
  [ -x "$at/usr/sbin/$1" ] || scripts/packages.sh --unpack "$at" "${@:2}" >>"$D/log" 2>&1
  [ ! -x "$at/usr/sbin/$1" ] || echo "$at/usr/sbin/$1"
}

# fetched NAME prints the command of a server of this file, nothing where it cannot be had.
fetched() {
  case "$1" in
    serve) npm_program serve 14.2.4 ;;
    s3rver) npm_program s3rver 3.7.1 ;;
    pouchdb) npm_program pouchdb-server 4.2.0 ;;
    proftpd) unpacked proftpd proftpd-core libhiredis0.14 libmemcached11 libmemcachedutil2 libhashkit2 libpcre2-posix3 ;;
    pureftpd) unpacked pure-ftpd pure-ftpd pure-ftpd-common ;;
  esac
}

# behind COMMAND... starts a server at the port beside, for one that nginx stands in front of at its own.
behind() { PORT=$((PORT + 1)) run "$@"; BEHIND="$PID" PID=""; }
unbehind() { halt; PID="$BEHIND" BEHIND=""; halt; }

# serve_as CONFIG OPTION... runs npm's serve. CONFIG is its serve.json.
serve_as() {
  halt
  printf '%s\n' "$1" >"$D/serve.json"
  run "$(fetched serve)" -l "tcp://127.0.0.1:$PORT" -n -L -c "$D/serve.json" "${@:2}" "$D/site"
}

walk_serve() {
  serve_as '{}'; see serve open "open null open" "$site" http_listing
  serve_as '{"trailingSlash": true}'; see serve "trailingSlash, open" "open null open" "$site" http_listing
  serve_as '{"trailingSlash": false}'; see serve "trailingSlash off, open" "open null open" "$site" http_listing
  serve_as '{"directoryListing": false}'; see serve "directoryListing off" "closed strong resource_gone" "$site" http_listing
  serve_as '{"directoryListing": ["/!(export)/**"]}'; see serve "directoryListing not here" "closed strong resource_gone" "$site" http_listing
  serve_as '{"unlisted": ["a.csv"]}'; see serve "unlisted" "open null open" "$site" http_listing
  serve_as '{"redirects": [{"source": "/export/**", "destination": "/login", "type": 302}]}'
  see serve "redirect to /login" "closed weak login_in_front" "$site" http_listing
  serve_as '{"rewrites": [{"source": "/export/**", "destination": "/index.html"}]}'; see serve "rewrite to the front page" "inconclusive null soft404" "$site" http_listing
  serve_as '{}' --single; see serve "--single" "inconclusive null soft404" "$site" http_listing
  : >"$D/site/export/index.html"; serve_as '{}'; see serve "blank index page" "inconclusive null replaced" "$site" http_listing; rm "$D/site/export/index.html"
  mv "$D/site/export" "$D/kept"; see serve gone "closed strong resource_gone" "$site" http_listing; mv "$D/kept" "$D/site/export"
  see serve reopened "open null open" "$site" http_listing
  halt; see serve stopped "closed weak conn_refused" "$site" http_listing
}

walk_s3rver() {
  local at="http://127.0.0.1:$PORT/exports" key="http://127.0.0.1:$PORT/exports/a.csv" pass="proxy_pass http://127.0.0.1:$((PORT + 1));"
  printf 'u:{PLAIN}p\n' >"$D/pw"
  behind "$(fetched s3rver)" -d "$D/s3" -a 127.0.0.1 -p $((PORT + 1)) --silent --no-vhost-buckets --configure-bucket exports
  curl -sS -o /dev/null -T "$D/site/export/a.csv" "http://127.0.0.1:$((PORT + 1))/exports/a.csv"
  nginx_as "location / { $pass }"; see s3rver open "open null open" "$at" s3
  see s3rver "open, object named" "open null open" "$key" s3
  nginx_as "auth_basic x; auth_basic_user_file $D/pw; location / { $pass }"; see s3rver "Basic in front" "closed strong auth_in_front" "$key" s3
  nginx_as "location / { deny all; $pass }"; see s3rver "deny all in front" "closed weak denied_for_us" "$key" s3
  nginx_as "location = /exports { return 403; } location / { $pass }"; see s3rver "listing denied, object left" "open null open" "$key" s3
  nginx_as "location = /exports/a.csv { return 403; } location / { $pass }"; see s3rver "object denied, listing left" "open null open" "$key" s3
  nginx_as "location / { return 302 /login; }"; see s3rver "302 to /login" "closed weak login_in_front" "$key" s3
  nginx_as "location / { $pass }"
  curl -sS -o /dev/null -X DELETE "http://127.0.0.1:$((PORT + 1))/exports/a.csv"; see s3rver "object removed" "open null open" "$key" s3
  curl -sS -o /dev/null -X DELETE "http://127.0.0.1:$((PORT + 1))/exports"; see s3rver "bucket removed" "closed strong resource_gone" "$at" s3
  curl -sS -o /dev/null -X PUT "http://127.0.0.1:$((PORT + 1))/exports"; see s3rver reopened "open null open" "$at" s3
  unbehind; see s3rver stopped "closed weak conn_refused" "$at" s3
}

# pouchdb_as CONFIG
pouchdb_as() {
  unbehind
  mkdir -p "$D/pouch"
  printf '%s\n' "$1" >"$D/pouch.json"
  behind env -C "$D/pouch" "$(fetched pouchdb)" --host 127.0.0.1 --port $((PORT + 1)) --dir "$D/pouch" --config "$D/pouch.json" --no-color
}

walk_pouchdb() {
  local at="http://127.0.0.1:$PORT" db="http://127.0.0.1:$PORT/patients" pass="proxy_pass http://127.0.0.1:$((PORT + 1));"
  printf 'u:{PLAIN}p\n' >"$D/pw"
  pouchdb_as '{}'; curl -sS -o /dev/null -X PUT "http://127.0.0.1:$((PORT + 1))/patients"
  nginx_as "location / { $pass }"; see pouchdb open "open null open" "$at" couchdb
  see pouchdb "open, database named" "open null open" "$db" couchdb
  pouchdb_as '{"admins": {"anna": "secret"}}'; nginx_as "location / { $pass }"; see pouchdb "an administrator, list left" "open null open" "$at" couchdb
  see pouchdb "an administrator, database named" "open null open" "$db" couchdb
  # It knows no require_valid_user: only a server in front shuts it, or the members of each database.
  nginx_as "auth_basic x; auth_basic_user_file $D/pw; location / { $pass }"; see pouchdb "Basic in front" "closed strong auth_in_front" "$db" couchdb
  nginx_as "location / { deny all; $pass }"; see pouchdb "deny all in front" "closed weak denied_for_us" "$db" couchdb
  nginx_as "location = /_all_dbs { return 403; } location = /_session { return 403; } location / { $pass }"
  see pouchdb "list denied, database left" "open null open" "$db" couchdb
  nginx_as "location / { return 302 /login; }"; see pouchdb "302 to /login" "closed weak login_in_front" "$db" couchdb
  nginx_as "location / { $pass }"; see pouchdb reopened "open null open" "$at" couchdb
  unbehind; see pouchdb stopped "closed weak conn_refused" "$at" couchdb
}

# proftpd_as SERVER [ANONYMOUS]: what stands for the server, and within the block for anonymous users; no block where it is "none".
proftpd_as() {
  local at="$CACHE/proftpd"
  halt
  mkdir -p "$D/ftp"
  {
    printf 'ServerName x\nServerType standalone\nPort %s\nDefaultAddress 127.0.0.1\nSocketBindTight on\nUseIPv6 off\nUseReverseDNS off\nUser nobody\nGroup nogroup\nPidFile %s\nScoreboardFile %s\nSystemLog %s\nWtmpLog off\nTransferLog none\nRequireValidShell off\nUseFtpUsers off\nAuthOrder mod_auth_unix.c\n%s\n' \
      "$PORT" "$D/proftpd.pid" "$D/proftpd.scores" "$D/proftpd.log" "$1"
    [ "${2:-}" = none ] || printf '<Anonymous %s>\nUser nobody\nGroup nogroup\nUserAlias anonymous nobody\nRequireValidShell off\n%s\n</Anonymous>\n' "$D/ftp" "${2:-}"
  } >"$D/proftpd.conf"
  chmod a+rx "$D" "$D/ftp"
  run env LD_LIBRARY_PATH="$(dirname "$at"/usr/lib/*/libhashkit.so.2)" "$(fetched proftpd)" -n -c "$D/proftpd.conf"
}

walk_proftpd() {
  local at="ftp://127.0.0.1:$PORT"
  proftpd_as ''; see proftpd open "open null open" "$at" ftp
  proftpd_as '' '<Limit LIST NLST MLSD RETR>
DenyAll
</Limit>'; see proftpd "LIST and RETR denied" "open null open" "$at" ftp
  proftpd_as '' none; see proftpd "no Anonymous block" "closed strong auth_required" "$at" ftp
  proftpd_as '' 'AnonRequirePassword on'; see proftpd "AnonRequirePassword" "closed strong auth_required" "$at" ftp
  proftpd_as '' '<Limit LOGIN>
DenyAll
</Limit>'; see proftpd "Limit LOGIN DenyAll" "closed strong auth_required" "$at" ftp
  proftpd_as '' '<Limit LOGIN>
Order allow,deny
Allow from 192.0.2.1
DenyAll
</Limit>'; see proftpd "Limit LOGIN, our address not" "closed strong auth_required" "$at" ftp
  proftpd_as '<Limit LOGIN>
DenyAll
</Limit>'; see proftpd "Limit LOGIN, whole server" "inconclusive null eof" "$at" ftp
  halt; see proftpd stopped "closed weak conn_refused" "$at" ftp
  proftpd_as ''; see proftpd reopened "open null open" "$at" ftp
}

pureftpd_as() {
  halt
  mkdir -p "$D/ftp"; chmod a+rx "$D" "$D/ftp"
  run env FTP_ANON_DIR="$D/ftp" "$(fetched pureftpd)" -S "127.0.0.1,$PORT" -g "$D/pure.pid" -H "$@"
}

walk_pureftpd() {
  local at="ftp://127.0.0.1:$PORT"
  certificate
  cat "$D/key" "$D/crt" >"$D/pure.pem"
  pureftpd_as; see pureftpd open "open null open" "$at" ftp
  pureftpd_as -E; see pureftpd "NoAnonymous" "closed strong auth_required" "$at" ftp
  pureftpd_as -i; see pureftpd "AnonymousCantUpload, open" "open null open" "$at" ftp
  pureftpd_as -Y 2 -2 "$D/pure.pem"; see pureftpd "TLS demanded, still open" "open null open" "$at" ftp
  pureftpd_as -E -Y 2 -2 "$D/pure.pem"; see pureftpd "TLS demanded, NoAnonymous" "closed strong auth_required" "$at" ftp
  pureftpd_as -E -Y 3 -2 "$D/pure.pem"; see pureftpd "TLS for data too, NoAnonymous" "closed strong auth_required" "$at" ftp
  halt; see pureftpd stopped "closed weak conn_refused" "$at" ftp
  pureftpd_as; see pureftpd reopened "open null open" "$at" ftp
}
