#!/usr/bin/env bash
# Starts real web servers on loopback (nginx, a container registry and, with PEERS_SLOW=1, RabbitMQ) for the tests of
# the web's probe kinds with the build tag "integration". Missing packages are installed with apt when that is possible.
#
#   scripts/peers-web.sh start         install if needed, start, print how to run the tests
#   scripts/peers-web.sh stop          stop what "start" started
#   scripts/peers-web.sh run           start, run the tests, stop
#   scripts/peers-web.sh state P S     bring peer P (site, cert, registry, rabbitmq) into state S (open, closed, gone);
#                                      the tests call this between their probes
#
# All lives in one folder, $PEERS_WEB_DIR or a folder of the cache. Only processes that "start" began are ended, by id.
set -euo pipefail

CACHE="${PEERS_CACHE:-${XDG_CACHE_HOME:-$HOME/.cache}/daylight/peers}"
D="${PEERS_WEB_DIR:-$CACHE/web}"
ROOT="$(cd "$(dirname "$0")/.." && pwd)"
SITE=19101 DENIED=19102 CATCHALL=19103 LOGIN=19104 CERT=19105 REGISTRY=19106
MQ=19107 MQ_AMQP=19108 MQ_DIST=19109 MQ_EPMD=19110
NGINX="$(PATH="$PATH:/usr/sbin" command -v nginx || true)"

say() { printf '%s\n' "$*" >&2; }

slow() { [ "${PEERS_SLOW:-}" = 1 ]; }

# need PROGRAM PACKAGE installs a package unless its program is here.
need() {
  PATH="$PATH:/usr/sbin" command -v "$1" >/dev/null || "$ROOT/scripts/packages.sh" "$2" || { say "SKIPPED: $1 is not here"; return 1; }
}

running() { [ -f "$D/$1.pid" ] && kill -0 "$(cat "$D/$1.pid")" 2>/dev/null; }

# ended PID SECONDS waits until a process is gone.
ended() {
  for _ in $(seq 1 $(($2 * 10))); do
    kill -0 "$1" 2>/dev/null || return 0
    sleep 0.1
  done
  return 1
}

# finish NAME ends a process that we started and waits for its end.
finish() {
  if running "$1"; then
    local pid
    pid="$(cat "$D/$1.pid")"
    kill "$pid"
    ended "$pid" 20 || { kill -9 "$pid" && ended "$pid" 2; } || true
  fi
  rm -f "$D/$1.pid"
}

# answers STATUS URL waits until a server answers with a status; 000 is nobody there.
answers() {
  local got=
  for _ in $(seq 1 150); do
    got="$(curl -sk -o /dev/null -m 2 -w '%{http_code}' "${@:3}" "$2" || true)"
    [ "$got" = "$1" ] && return 0
    sleep 0.1
  done
  say "$2 answers $got, not $1; see the logs in $D"
  return 1
}

### nginx: four sites over plain HTTP and one over TLS

site_files() {
  mkdir -p "$D/site/.git" "$D/site/export"
  echo '<!doctype html><title>Shop</title>' >"$D/site/index.html"
  echo 'ref: refs/heads/SENTINEL-branch' >"$D/site/.git/HEAD"
  echo 'PASSWORD=SENTINEL' >"$D/site/.env"
  echo 'SENTINEL' >"$D/site/export/SENTINEL-patient-0042.jpg"
}

certificate() {
  openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 2 -subj /CN=SENTINEL \
    -addext subjectAltName=IP:127.0.0.1 -set_serial "$2" -keyout "$D/$1.key" -out "$D/$1.pem" 2>/dev/null
}

nginx_config() {
  local user=''
  [ "$(id -u)" = 0 ] && user='user root;' # the folder may be below a home that only root enters
  certificate open 0x2a && certificate closed 0x2b
  cp "$D/open.key" "$D/cert.key" && cp "$D/open.pem" "$D/cert.pem"
  : >"$D/site.conf"
  echo 'autoindex on;' >"$D/site.conf"
  mkdir -p "$D/tmp"
  cat >"$D/nginx.conf" <<CONF
$user
daemon off;
worker_processes 1;
pid $D/tmp/nginx.pid;
error_log $D/nginx.log;
events { worker_connections 64; }
http {
  access_log off;
  client_body_temp_path $D/tmp/body; proxy_temp_path $D/tmp/proxy; fastcgi_temp_path $D/tmp/fastcgi;
  uwsgi_temp_path $D/tmp/uwsgi; scgi_temp_path $D/tmp/scgi;
  default_type application/octet-stream;
  types { text/html html; }
  server { listen 127.0.0.1:$SITE; root $D/site; include $D/site.conf; }
  server { listen 127.0.0.1:$DENIED; root $D/site; location ~ /\\.(git|env) { deny all; } }
  server { listen 127.0.0.1:$CATCHALL; default_type text/html; location / { return 200 '<html><title>Request Rejected</title>Your support ID is: 1 SENTINEL'; } }
  server { listen 127.0.0.1:$LOGIN; location / { return 302 /login?SENTINEL; } }
  server { listen 127.0.0.1:$CERT ssl; ssl_certificate $D/cert.pem; ssl_certificate_key $D/cert.key; return 204; }
}
CONF
}

# site_start launches the server with the configuration as it is.
site_start() {
  nohup "$NGINX" -p "$D" -c "$D/nginx.conf" -e "$D/nginx.log" >"$D/nginx.out" 2>&1 &
  echo $! >"$D/nginx.pid"
  answers 204 "https://127.0.0.1:$CERT/"
}

start_nginx() {
  need nginx nginx-light && need openssl openssl || return 0
  NGINX="$(PATH="$PATH:/usr/sbin" command -v nginx)"
  running nginx && return 0
  site_files && nginx_config && site_start
}

state_site() {
  case "$1" in
    open) site_files; echo 'autoindex on;' >"$D/site.conf" ;;
    closed) site_files; echo 'location ~ /\.(git|env) { deny all; }' >"$D/site.conf" ;;
    gone) rm -rf "$D/site/.git" "$D/site/.env" "$D/site/export"; echo 'autoindex on;' >"$D/site.conf" ;;
  esac
  # A restart and no reload: an old worker may still answer for a moment after one.
  finish nginx && site_start
}

state_cert() {
  finish nginx
  [ "$1" = gone ] && return 0
  cp "$D/$1.key" "$D/cert.key" && cp "$D/$1.pem" "$D/cert.pem" && site_start
}

### container registry

start_registry() {
  need docker-registry docker-registry || return 0
  running registry || state_registry open
}

state_registry() {
  finish registry
  [ "$1" = gone ] && return 0
  local auth='' status=200
  # Without a file of passwords, the registry makes one with a password that nobody knows.
  [ "$1" = closed ] && status=401 && auth="auth: {htpasswd: {realm: SENTINEL, path: $D/htpasswd}}"
  mkdir -p "$D/images"
  printf '%s\n' 'version: 0.1' "storage: {filesystem: {rootdirectory: $D/images}}" "http: {addr: '127.0.0.1:$REGISTRY'}" "$auth" >"$D/registry.yml"
  nohup docker-registry serve "$D/registry.yml" >"$D/registry.log" 2>&1 &
  echo $! >"$D/registry.pid"
  answers "$status" "http://127.0.0.1:$REGISTRY/v2/"
}

### RabbitMQ

mq_env() {
  env HOME="$D/mq" NODENAME="daylight@localhost" RABBITMQ_NODENAME="daylight@localhost" RABBITMQ_CONFIG_FILE="$D/mq/rabbitmq.conf" \
    RABBITMQ_MNESIA_BASE="$D/mq/data" RABBITMQ_LOG_BASE="$D/mq/log" RABBITMQ_ENABLED_PLUGINS_FILE="$D/mq/plugins" \
    RABBITMQ_CONF_ENV_FILE="$D/mq/none" RABBITMQ_PID_FILE="$D/mq/pid" RABBITMQ_DIST_PORT=$MQ_DIST \
    ERL_EPMD_ADDRESS=127.0.0.1 ERL_EPMD_PORT=$MQ_EPMD "$@"
}

start_rabbitmq() {
  slow || { say "SKIPPED: RabbitMQ is heavy; set PEERS_SLOW=1 for it"; return 0; }
  need rabbitmq-server rabbitmq-server || return 0
  running rabbitmq && return 0
  rm -rf "$D/mq" && mkdir -p "$D/mq"
  : >"$D/mq/none"
  echo '[rabbitmq_management].' >"$D/mq/plugins"
  printf '%s\n' "listeners.tcp.1 = 127.0.0.1:$MQ_AMQP" 'loopback_users = none' \
    'management.tcp.ip = 127.0.0.1' "management.tcp.port = $MQ" >"$D/mq/rabbitmq.conf"
  mq_env nohup /usr/lib/rabbitmq/bin/rabbitmq-server >"$D/mq/out" 2>&1 &
  local child=$!
  for _ in $(seq 1 300); do # the server is a child of what was started; it writes its own id
    [ -s "$D/mq/pid" ] && break
    sleep 0.1
  done
  [ -s "$D/mq/pid" ] || { say "RabbitMQ did not start; see $D/mq/out"; kill "$child"; return 1; }
  cp "$D/mq/pid" "$D/rabbitmq.pid"
  answers 200 "http://127.0.0.1:$MQ/api/whoami" -u guest:guest
}

mq_control() { mq_env /usr/lib/rabbitmq/bin/rabbitmqctl -q -n daylight@localhost "$@" >/dev/null; }

state_rabbitmq() {
  case "$1" in
    open)
      mq_control start_app
      mq_control add_user guest guest 2>/dev/null || true # it may be there
      mq_control set_user_tags guest administrator
      answers 200 "http://127.0.0.1:$MQ/api/whoami" -u guest:guest
      ;;
    closed) mq_control delete_user guest && answers 401 "http://127.0.0.1:$MQ/api/whoami" -u guest:guest ;;
    gone) mq_control stop_app && answers 000 "http://127.0.0.1:$MQ/api/whoami" ;;
  esac
}

stop_rabbitmq() {
  [ -f "$D/rabbitmq.pid" ] || return 0
  finish rabbitmq
  # The name server that came with it listens on a port of our own.
  epmd -port $MQ_EPMD -kill >/dev/null 2>&1 || true
}

### all of them

start_peers() {
  mkdir -p "$D"
  command -v curl >/dev/null || { say "SKIPPED: curl is not here; install the package curl"; exit 1; }
  start_nginx && start_registry && start_rabbitmq
  say "$(settings) go test -tags integration -run Server ./disclosure/probe/..."
}

# settings are the addresses of the peers that run, for the tests.
settings() {
  printf 'PEERS_WEB=%s PEERS_WEB_DIR=%s' "$ROOT/scripts/peers-web.sh" "$D"
  if running nginx; then
    printf ' SITE_URL=http://127.0.0.1:%s DENIED_URL=http://127.0.0.1:%s CATCHALL_URL=http://127.0.0.1:%s LOGIN_URL=http://127.0.0.1:%s CERT_URL=tls://127.0.0.1:%s' \
      $SITE $DENIED $CATCHALL $LOGIN $CERT
  fi
  if running registry; then printf ' REGISTRY_URL=http://127.0.0.1:%s' $REGISTRY; fi
  if running rabbitmq; then printf ' RABBITMQ_URL=http://127.0.0.1:%s' $MQ; fi
}

# stop_peers waits for the end of each: a server that still writes puts files back into the folder that is being removed.
stop_peers() {
  finish nginx
  finish registry
  stop_rabbitmq
  rm -rf "$D"
}

case "${1:-}" in
  start) start_peers ;;
  stop) stop_peers ;;
  state)
    case "${2:-} ${3:-}" in
      "site "* | "cert "* | "registry "* | "rabbitmq "*) ;;
      *) say "no such peer: ${2:-}"; exit 2 ;;
    esac
    case "${3:-}" in open | closed | gone) "state_$2" "$3" ;; *) say "no such state: ${3:-}"; exit 2 ;; esac
    ;;
  run)
    trap stop_peers EXIT
    start_peers
    cd "$ROOT"
    # One package at a time: several of them change the state of one server.
    # shellcheck disable=SC2046 # the settings are words without spaces, but for a folder that was chosen so
    env $(settings) go test -tags integration -count=1 -p 1 -run Server ./disclosure/probe/{httpfile,httplisting,httpmatch,tlscert,tcpexpect}/
    ;;
  *) sed -n '2,12p' "$0" | sed 's/^# \{0,1\}//'; exit 2 ;;
esac
