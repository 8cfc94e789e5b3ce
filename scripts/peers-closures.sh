#!/usr/bin/env bash
# Walks real servers through the fixes that their admins apply, and prints what a probe says of each: open, shut, gone, open again.
# It ends with 1 where a state is called otherwise than its line says. Only loopback, and only processes that it began are ended.
#
#   scripts/peers-closures.sh                  every server that is installed
#   scripts/peers-closures.sh redis memcached  these
#
# NAME is nginx, apache, lighttpd, caddy, redis, memcached, slapd, mosquitto, postgres, pgbouncer, samba, ganesha, mariadb, etcd,
# registry, vsftpd, rsync (Debian packages nginx-light, apache2, redis-server, postgresql, samba, nfs-ganesha, mariadb-server, etcd-server,
# docker-registry and so on), fileserver, which is Go's, or serve, s3rver, pouchdb (npm), proftpd, pureftpd, which it fetches. BOT names a
# bot that is built already, and PEERS_PORT the first of three ports.
set -uo pipefail
cd "$(dirname "$0")/.."
PATH="$PATH:/usr/sbin:/sbin"
D="$(mktemp -d)"
PORT="${PEERS_PORT:-19310}" PID="" BEHIND="" wrong=0 passed=0
BOT="${BOT:-$D/bot}"

taken() { (exec 3<>"/dev/tcp/127.0.0.1/$PORT") 2>/dev/null; }

# halt ends a server and waits until nobody listens in its place: what it forked may outlive it by a moment.
halt() {
  [ -n "$PID" ] || return 0
  kill "$PID" 2>/dev/null
  for _ in $(seq 100); do kill -0 "$PID" 2>/dev/null || break; sleep 0.05; done
  kill -9 "$PID" 2>/dev/null
  wait "$PID" 2>/dev/null
  PID=""
  for _ in $(seq 100); do taken || return 0; sleep 0.05; done
}
trap 'unbehind; rm -rf "$D"' EXIT

# run COMMAND... starts a server and waits until it takes connections, a minute at most where the machine is busy.
run() {
  "$@" >>"$D/log" 2>&1 </dev/null &
  PID=$!
  for _ in $(seq 1200); do
    taken && return 0
    kill -0 "$PID" 2>/dev/null || break
    sleep 0.05
  done
  echo "did not start: $*; $(tail -2 "$D/log")" >&2
}

# see NAME STATE WANT TARGET KIND asks once. WANT is "verdict strength reason".
see() { judge "$1" "$2" "$3" "$4" --kind "$5" --allow-private --opt-in; }

# see_again NAME STATE WANT asks the asset of the case that new_case made: what it answered before is known.
see_again() { judge "$1" "$2" "$3" --dir "$D/case" "$CASE"; }

# new_case TARGET
new_case() {
  rm -rf "$D/case" && mkdir "$D/case"
  "$BOT" --dir "$D/case" init >>"$D/log" 2>&1
  sed -i 's/allow_private: \[\]/allow_private: [127.0.0.0\/8]/' "$D/case/config.yaml"
  CASE="$("$BOT" --dir "$D/case" case new --title x --vendor x --asset "$1" 2>>"$D/log")"
}

# ask prints "verdict strength reason" of one probe.
ask() {
  "$BOT" probe "$@" --json 2>/dev/null |
    sed -n 's/^.*"verdict": *"\([a-z]*\)".*$/\1/p; s/^.*"strength": *"\{0,1\}\([a-z]*\)"\{0,1\}.*$/\1/p; s/^.*"reason": *"\([a-z0-9_]*\)".*$/\1/p' | head -3 | xargs
}

# judge NAME STATE WANT ARGUMENT... asks until an answer comes. A server on a busy machine may take longer than a probe waits; that is no
# answer, so it is asked again, unless it is what is wanted.
judge() {
  local got line=ok
  for _ in $(seq 6); do
    got="$(ask "${@:4}")"
    case "$got" in "$3") break ;; "inconclusive null timeout_"* | "") sleep 1 ;; *) break ;; esac
  done
  if [ "$got" = "$3" ]; then passed=$((passed + 1)); else line="WRONG, want $3" wrong=$((wrong + 1)); fi
  printf '%-10s %-34s %-34s %s\n' "$1" "$2" "$got" "$line"
}

site="http://127.0.0.1:$PORT/export/"
files() { mkdir -p "$D/site/export" "$D/site/empty"; echo x >"$D/site/export/a.csv"; echo hello >"$D/site/index.html"; chmod -R a+rX "$D"; }

nginx_as() {
  halt
  cat >"$D/nginx.conf" <<CONF
daemon off; pid $D/n.pid; error_log $D/n.log; worker_processes 1; $([ "$(id -u)" = 0 ] && echo 'user root;')
events {}
http { access_log off; client_body_temp_path $D/t1; proxy_temp_path $D/t2; fastcgi_temp_path $D/t3; uwsgi_temp_path $D/t4; scgi_temp_path $D/t5;
 types { text/html html; } server { listen 127.0.0.1:$PORT; root $D/site; $1 } }
CONF
  run nginx -p "$D" -c "$D/nginx.conf" -e "$D/n.log"
}

walk_nginx() {
  local closed="closed strong"
  printf 'u:{PLAIN}p\n' >"$D/pw"
  nginx_as 'autoindex on;'; see nginx open "open null open" "$site" http_listing
  nginx_as ''; see nginx "autoindex off" "$closed denied" "$site" http_listing
  nginx_as 'autoindex on; location /export/ { deny all; }'; see nginx "deny all" "$closed denied" "$site" http_listing
  nginx_as 'autoindex on; location /export/ { allow 192.0.2.1; deny all; }'; see nginx "allow-list" "$closed denied" "$site" http_listing
  nginx_as "autoindex on; auth_basic x; auth_basic_user_file $D/pw;"; see nginx "Basic" "$closed auth_in_front" "$site" http_listing
  nginx_as 'autoindex on; location /export/ { return 302 /login; }'; see nginx "302 to /login" "closed weak login_in_front" "$site" http_listing
  nginx_as 'autoindex on; location /export/ { return 302 https://acme.okta.com/; }'; see nginx "302 to SSO" "closed weak login_in_front" "$site" http_listing
  nginx_as 'autoindex on; location /export/ { return 301 /; }'; see nginx "301 to the front page" "inconclusive null soft404" "$site" http_listing
  : >"$D/site/export/index.html"; nginx_as 'autoindex on;'; see nginx "blank index page" "inconclusive null replaced" "$site" http_listing; rm "$D/site/export/index.html"
  nginx_as 'deny all;'; see nginx "deny all, whole site" "closed weak denied_for_us" "$site" http_listing
  mv "$D/site/export" "$D/kept"; nginx_as 'autoindex on;'; see nginx gone "$closed resource_gone" "$site" http_listing; mv "$D/kept" "$D/site/export"
  nginx_as 'autoindex on;'; see nginx reopened "open null open" "$site" http_listing
  halt; see nginx stopped "closed weak conn_refused" "$site" http_listing
}

apache_as() {
  halt
  local modules=/usr/lib/apache2/modules m
  {
    for m in mpm_event authz_core authz_host dir autoindex alias auth_basic authn_core authn_file authz_user; do
      [ ! -e "$modules/mod_$m.so" ] || echo "LoadModule ${m}_module $modules/mod_$m.so"
    done
    printf 'ServerName x\nListen 127.0.0.1:%s\nPidFile %s\nErrorLog %s\nMutex file:%s\nDocumentRoot %s\n<Directory %s>\nRequire all granted\n</Directory>\n%s\n' \
      "$PORT" "$D/a.pid" "$D/a.log" "$D" "$D/site" "$D/site" "$1"
  } >"$D/apache.conf"
  run apache2 -DFOREGROUND -f "$D/apache.conf"
}

walk_apache() {
  apache_as "<Directory $D/site/export>
Options +Indexes
</Directory>"; see apache open "open null open" "$site" http_listing
  apache_as "<Directory $D/site/export>
Options -Indexes
</Directory>"; see apache "-Indexes" "closed strong denied" "$site" http_listing
  apache_as "<Directory $D/site/export>
Options +Indexes
Require all denied
</Directory>"; see apache "Require all denied" "closed strong denied" "$site" http_listing
  apache_as "Redirect /export /login"; see apache "Redirect to /login" "closed weak login_in_front" "$site" http_listing
  halt; see apache stopped "closed weak conn_refused" "$site" http_listing
}

lighttpd_as() {
  halt
  printf 'server.modules = ("mod_access","mod_dirlisting","mod_redirect")\nserver.document-root = "%s"\nserver.port = %s\nserver.bind = "127.0.0.1"\nindex-file.names = ("index.html")\n%s\n' \
    "$D/site" "$PORT" "$1" >"$D/l.conf"
  run lighttpd -D -f "$D/l.conf"
}

walk_lighttpd() {
  lighttpd_as 'dir-listing.activate = "enable"'; see lighttpd open "open null open" "$site" http_listing
  lighttpd_as 'dir-listing.activate = "disable"'; see lighttpd "dir-listing off" "closed strong denied" "$site" http_listing
  lighttpd_as '$HTTP["url"] =~ "^/export/" { url.access-deny = ("") }'; see lighttpd "url.access-deny" "closed strong denied" "$site" http_listing
  halt; see lighttpd stopped "closed weak conn_refused" "$site" http_listing
}

caddy_as() {
  halt
  printf '{\nadmin off\nauto_https off\nstorage file_system %s\n}\nhttp://127.0.0.1:%s {\nroot * %s\n%s\n}\n' "$D/c" "$PORT" "$D/site" "$1" >"$D/Caddyfile"
  run env HOME="$D" caddy run --config "$D/Caddyfile" --adapter caddyfile
}

walk_caddy() {
  caddy_as 'file_server browse'; see caddy open "open null open" "$site" http_listing
  caddy_as 'file_server'; see caddy "no browse" "closed strong resource_gone" "$site" http_listing
  caddy_as 'respond /export/* 403
file_server browse'; see caddy "respond 403" "closed strong denied" "$site" http_listing
  caddy_as 'redir /export/* /login
file_server browse'; see caddy "redir to /login" "closed weak login_in_front" "$site" http_listing
  halt; see caddy stopped "closed weak conn_refused" "$site" http_listing
}

redis_as() { halt; run redis-server --bind 127.0.0.1 --protected-mode no --save "" --dir "$D" "$@"; }

walk_redis() {
  local at="redis://127.0.0.1:$PORT" tls=(--port 0 --tls-port "$PORT" --tls-cert-file "$D/crt" --tls-key-file "$D/key" --tls-ca-cert-file "$D/crt")
  openssl req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN=localhost -keyout "$D/key" -out "$D/crt" 2>/dev/null
  redis_as --port "$PORT"; see redis open "open null open" "$at" redis
  redis_as --port "$PORT" --user default on nopass +ping; see redis "half: +ping" "open null open" "$at" redis
  redis_as --port "$PORT" --user default on nopass '~*' +get +set +keys; see redis "half: +get +set +keys" "open null open" "$at" redis
  redis_as --port "$PORT" --requirepass x; see redis requirepass "closed strong auth_required" "$at" redis
  redis_as --port "$PORT" --user default off --user admin on '>x' '~*' +@all; see redis "default off" "closed strong auth_required" "$at" redis
  redis_as --port "$PORT" --user default on nopass -@all; see redis "nopass -@all" "closed weak no_permission" "$at" redis
  redis_as "${tls[@]}" --tls-auth-clients no; see redis "TLS, still open" "open null open" "$at" redis
  redis_as "${tls[@]}" --tls-auth-clients no --requirepass x; see redis "TLS and requirepass" "closed strong auth_required" "$at" redis
  redis_as "${tls[@]}"; see redis "TLS with client certificates" "closed strong auth_required" "$at" redis
  halt; see redis stopped "closed weak conn_refused" "$at" redis
  redis_as --port "$PORT"; see redis reopened "open null open" "$at" redis
}

memcached_as() { halt; run memcached -u nobody -l 127.0.0.1 -p "$PORT" -U 0 "$@"; }

walk_memcached() {
  local at="memcached://127.0.0.1:$PORT"
  echo u:p >"$D/auth"; chmod a+rX "$D" "$D/auth"
  memcached_as; see memcached open "open null open" "$at" memcached
  memcached_as -B binary; see memcached "binary only" "open null open" "$at" memcached
  memcached_as -Y "$D/auth"; see memcached "-Y" "closed strong auth_required" "$at" memcached
  mkdir -p "$D/sasl"; printf 'mech_list: plain\n' >"$D/sasl/memcached.conf"
  halt; run env SASL_CONF_PATH="$D/sasl" memcached -u nobody -l 127.0.0.1 -p "$PORT" -U 0 -S; see memcached "-S (SASL)" "closed strong auth_required" "$at" memcached
  halt; see memcached stopped "closed weak conn_refused" "$at" memcached
  memcached_as; see memcached reopened "open null open" "$at" memcached
}

. scripts/peers-closures-stores.sh
. scripts/peers-closures-fetched.sh
[ -x "$BOT" ] || go build -o "$BOT" ./cmd/bot || exit 1
files
# program NAME is the command of a server, nothing for one that this script builds.
program() {
  case "$1" in
    nginx | lighttpd | caddy | memcached | slapd | mosquitto | pgbouncer | etcd | vsftpd | rsync) echo "$1" ;;
    apache) echo apache2 ;; redis) echo redis-server ;; samba) echo smbd ;; ganesha) echo ganesha.nfsd ;; mariadb) echo mariadbd ;;
    registry) echo docker-registry ;; postgres) echo pg_ctlcluster ;; fileserver) echo go ;;
    serve | s3rver | pouchdb | proftpd | pureftpd) fetched "$1" ;;
    *) echo "no such server: $1" >&2; exit 2 ;;
  esac
}

for name in "${@:-nginx apache lighttpd caddy fileserver redis memcached slapd mosquitto postgres pgbouncer samba ganesha mariadb etcd registry vsftpd rsync serve s3rver pouchdb proftpd pureftpd}"; do
  for one in $name; do
    command="$(program "$one")" || exit 2
    if [ -n "$command" ] && command -v "$command" >/dev/null; then "walk_$one"; else echo "SKIPPED $one: ${command:-it} is not here"; fi
    halt
  done
done
echo "$passed passed, $wrong failed"
[ "$wrong" = 0 ]
