#!/usr/bin/env bash
# Runs real servers on loopback (etcd, InfluxDB, ClickHouse, Azurite, and with PEERS_SLOW=1 fake-gcs-server) for the tests
# of their probes with the build tag "integration". Those that cannot be had here are skipped, and it is said how to get
# them. The tests walk each server through its states: open, half shut where there is such a thing, shut, gone, reopened.
#
#   scripts/peers-http.sh start             get what is missing, start all, print how to run the tests
#   scripts/peers-http.sh stop              stop what "start" and "set" started
#   scripts/peers-http.sh run               start, run the tests, stop
#   scripts/peers-http.sh set PEER STATE    bring one server into a state and print its address; the tests do this
#
# Packages of the system are installed only as root. PEERS_HTTP_PORT is the first of ten ports (default 19300).
set -euo pipefail

AZURITE_VERSION="${AZURITE_VERSION:-3.37.0}"
FAKE_GCS_VERSION="${FAKE_GCS_VERSION:-v1.56.1}"
BASE="${PEERS_HTTP_PORT:-19300}"
CACHE="${PEERS_CACHE:-${XDG_CACHE_HOME:-$HOME/.cache}/daylight/peers}"
DATA="$CACHE/http-$BASE"
ROOT="$(cd "$(dirname "$0")/.." && pwd)"
PEERS="etcd influxdb clickhouse azure gcs"
SECRET="SENTINEL-patient-0042.jpg" # the tests look for it in what they record

say() { printf '%s\n' "$*" >&2; }

url() {
  case "$1" in
    etcd) echo "http://127.0.0.1:$BASE" ;;
    influxdb) echo "http://127.0.0.1:$((BASE + 2))" ;;
    clickhouse) echo "http://127.0.0.1:$((BASE + 4))" ;;
    azure) echo "http://127.0.0.1:$((BASE + 7))" ;;
    gcs) echo "http://127.0.0.1:$((BASE + 8))" ;;
    *) return 1 ;;
  esac
}

# --- getting them -----------------------------------------------------------------------------------------------------

# package COMMAND PACKAGE installs a package of the system when the command is missing.
package() {
  command -v "$1" >/dev/null || "$ROOT/scripts/packages.sh" "$2" && return 0
  say "skipped: $1 is missing; get it with: apt-get install $2"
  return 1
}

# get PEER returns 1 when it cannot be had.
get() {
  case "$1" in
    etcd) package etcd etcd-server ;;
    influxdb) package influxd influxdb ;;
    clickhouse) package clickhouse-server clickhouse-server ;;
    azure)
      [ -x "$CACHE/azurite/node_modules/.bin/azurite-blob" ] && return 0
      if command -v npm >/dev/null; then
        npm install --silent --no-audit --no-fund --prefix "$CACHE/azurite" "azurite@$AZURITE_VERSION" >&2 && return 0
      fi
      say "skipped: Azurite is missing; get npm, or: npm install --prefix $CACHE/azurite azurite@$AZURITE_VERSION"
      return 1
      ;;
    gcs)
      [ "${PEERS_SLOW:-}" = 1 ] || { say "skipped: fake-gcs-server, whose building takes minutes; set PEERS_SLOW=1"; return 1; }
      [ -x "$CACHE/fake-gcs-server" ] && return 0
      say "building fake-gcs-server ($FAKE_GCS_VERSION), this takes some minutes"
      (cd "$CACHE" && GOFLAGS=-mod=mod GOBIN="$CACHE" go install "github.com/fsouza/fake-gcs-server@$FAKE_GCS_VERSION") && return 0
      say "skipped: fake-gcs-server cannot be built here"
      return 1
      ;;
  esac
}

# --- processes --------------------------------------------------------------------------------------------------------

running() { [ -f "$DATA/$1.pid" ] && kill -0 "$(cat "$DATA/$1.pid")" 2>/dev/null; }

# launch PEER COMMAND... starts a process and waits until it answers at the path of health.
launch() {
  local peer="$1" health
  shift
  case "$peer" in
    etcd) health=/health ;;
    influxdb | clickhouse) health=/ping ;;
    azure) health="/devstoreaccount1?comp=list" ;;
    gcs) health=/_internal/healthcheck ;;
  esac
  if curl -s -o /dev/null "$(url "$peer")/" || [ $? != 7 ]; then # 7: nobody listens
    say "something else is at $(url "$peer"); set PEERS_HTTP_PORT"
    return 1
  fi
  nohup "$@" >"$DATA/$peer.log" 2>&1 &
  echo $! >"$DATA/$peer.pid"
  for _ in $(seq 1 300); do
    if curl -s -o "$DATA/$peer.health" "$(url "$peer")$health"; then
      # etcd answers before it has a leader, and then it is not of service yet.
      if [ "$peer" != etcd ] || grep -q '"true"' "$DATA/$peer.health"; then return 0; fi
    fi
    running "$peer" || break
    sleep 0.1
  done
  say "$peer did not start; the end of its log:"
  tail -n 5 "$DATA/$peer.log" >&2
  return 1
}

# ended PID SECONDS waits until a process is gone.
ended() {
  for _ in $(seq 1 $(($2 * 10))); do
    kill -0 "$1" 2>/dev/null || return 0
    sleep 0.1
  done
  return 1
}

# halt PEER waits for the end: a server that still writes puts files back into the folder that is being removed.
halt() {
  if running "$1"; then
    local pid
    pid="$(cat "$DATA/$1.pid")"
    kill "$pid"
    ended "$pid" 15 || { kill -9 "$pid" && ended "$pid" 2; } || true
  fi
  rm -f "$DATA/$1.pid"
}

# --- states -----------------------------------------------------------------------------------------------------------

set_etcd() {
  local u
  u="$(url etcd)"
  case "$1" in
    open)
      halt etcd && rm -rf "$DATA/etcd"
      launch etcd etcd --data-dir "$DATA/etcd" --listen-client-urls "$u" --advertise-client-urls "$u" \
        --listen-peer-urls "http://127.0.0.1:$((BASE + 1))" --initial-advertise-peer-urls "http://127.0.0.1:$((BASE + 1))" \
        --initial-cluster "default=http://127.0.0.1:$((BASE + 1))"
      curl -sf -o /dev/null "$u/v3/kv/put" -d "{\"key\":\"$(printf %s "$SECRET" | base64)\",\"value\":\"U0VOVElORUw=\"}"
      ;;
    closed)
      curl -sf -o /dev/null "$u/v3/auth/user/add" -d '{"name":"root","password":"x"}'
      curl -sf -o /dev/null "$u/v3/auth/user/grant" -d '{"user":"root","role":"root"}'
      curl -sf -o /dev/null "$u/v3/auth/enable" -d '{}'
      ;;
  esac
}

# influx_config AUTH writes its configuration.
influx_config() {
  printf '%s\n' 'reporting-disabled = true' "bind-address = \"127.0.0.1:$((BASE + 3))\"" \
    '[meta]' "  dir = \"$DATA/influxdb/meta\"" '[data]' "  dir = \"$DATA/influxdb/data\"" "  wal-dir = \"$DATA/influxdb/wal\"" \
    '[http]' "  bind-address = \"127.0.0.1:$((BASE + 2))\"" "  auth-enabled = $1" >"$DATA/influxdb.conf"
}

set_influxdb() {
  case "$1" in
    open)
      halt influxdb && rm -rf "$DATA/influxdb"
      influx_config false
      launch influxdb influxd -config "$DATA/influxdb.conf"
      curl -sf -o /dev/null "$(url influxdb)/query" --data-urlencode "q=CREATE DATABASE \"$SECRET\""
      ;;
    unclaimed) # authentication is on, and nobody is administrator yet
      halt influxdb && influx_config true
      launch influxdb influxd -config "$DATA/influxdb.conf"
      ;;
    closed)
      curl -sf -o /dev/null "$(url influxdb)/query" --data-urlencode "q=CREATE USER admin WITH PASSWORD 'x' WITH ALL PRIVILEGES"
      ;;
  esac
}

# clickhouse_config PASSWORD NETWORK writes its configuration.
clickhouse_config() {
  printf '%s' '<yandex><logger><level>warning</level><console>1</console></logger><listen_host>127.0.0.1</listen_host>' \
    "<http_port>$((BASE + 4))</http_port><tcp_port>$((BASE + 5))</tcp_port><interserver_http_port>$((BASE + 6))</interserver_http_port>" \
    "<path>$DATA/clickhouse/</path><tmp_path>$DATA/clickhouse/tmp/</tmp_path><users_config>$DATA/users.xml</users_config>" \
    '<default_profile>default</default_profile><default_database>default</default_database>' \
    '<mark_cache_size>5368709120</mark_cache_size></yandex>' >"$DATA/clickhouse.xml"
  printf '%s' '<yandex><profiles><default></default></profiles><quotas><default></default></quotas><users><default>' \
    "<password>$1</password><networks><ip>$2</ip></networks><profile>default</profile><quota>default</quota>" \
    '</default></users></yandex>' >"$DATA/users.xml"
}

set_clickhouse() {
  halt clickhouse
  case "$1" in
    open) clickhouse_config "" ::/0 ;;
    closed) clickhouse_config x ::/0 ;;
    elsewhere) clickhouse_config "" 192.0.2.1 ;; # open to an address that is not ours; old servers mistake an IPv4 mask
  esac
  mkdir -p "$DATA/clickhouse"
  launch clickhouse clickhouse-server --config-file="$DATA/clickhouse.xml"
}

# azure_as_owner METHOD PATH QUERY HEADER... signs a request with the emulator's well-known key. QUERY is written a line a
# parameter, "name:value", and headers are those that begin with x-ms-, sorted.
azure_as_owner() {
  local method="$1" path="/devstoreaccount1$2" query="$3" date key canonical="" args=() length="" body=()
  shift 3
  date="$(LC_ALL=C date -u '+%a, %d %b %Y %H:%M:%S GMT')"
  key="$(printf %s 'Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw==' | base64 -d | od -An -tx1 | tr -d ' \n')"
  for h in "$@"; do canonical+="$h"$'\n' args+=(-H "$h"); done
  canonical+="x-ms-date:$date"$'\n'"x-ms-version:2019-12-12"$'\n'
  if [ "$method" = PUT ] && [ -z "$query" ]; then length=8 body=(--data-binary SENTINEL -H Content-Type:); else body=(-H Content-Length:\ 0); fi
  local text="$method"$'\n\n\n'"$length"$'\n\n\n\n\n\n\n\n\n'"$canonical/devstoreaccount1$path${query:+$'\n'$query}"
  local signature
  signature="$(printf %s "$text" | openssl dgst -sha256 -mac HMAC -macopt "hexkey:$key" -binary | base64 -w0)"
  curl -sf -o /dev/null -X "$method" "${args[@]}" "${body[@]}" -H "x-ms-date:$date" -H x-ms-version:2019-12-12 \
    -H "Authorization: SharedKey devstoreaccount1:$signature" "$(url azure)$path?$(tr ':\n' '=&' <<<"$query")"
}

# azure_access [LEVEL] sets who may read the container; none is private.
azure_access() {
  azure_as_owner PUT /container $'comp:acl\nrestype:container' ${1:+"x-ms-blob-public-access:$1"}
}

set_azure() {
  case "$1" in
    open)
      running azure || launch azure "$CACHE/azurite/node_modules/.bin/azurite-blob" --blobHost 127.0.0.1 --blobPort "$((BASE + 7))" \
        --location "$DATA/azure" --silent --skipApiVersionCheck --disableTelemetry
      azure_as_owner PUT /container restype:container || true # it is there after the first time
      azure_as_owner PUT "/container/$SECRET" "" x-ms-blob-type:BlockBlob
      azure_access container
      ;;
    half) azure_access blob ;;
    closed) azure_access ;;
    deleted) azure_as_owner DELETE /container restype:container ;;
  esac
}

set_gcs() {
  case "$1" in
    open)
      running gcs || launch gcs "$CACHE/fake-gcs-server" -scheme http -host 127.0.0.1 -port "$((BASE + 8))" -backend memory \
        -public-host "127.0.0.1:$((BASE + 8))" -data "$DATA"
      curl -s -o /dev/null -H 'Content-Type: application/json' "$(url gcs)/storage/v1/b?project=p" -d '{"name":"example-bucket"}'
      curl -sf -o /dev/null -H 'Content-Type: image/jpeg' --data-binary SENTINEL \
        "$(url gcs)/upload/storage/v1/b/example-bucket/o?uploadType=media&name=$SECRET"
      ;;
    deleted)
      curl -sf -o /dev/null -X DELETE "$(url gcs)/storage/v1/b/example-bucket/o/$SECRET"
      curl -sf -o /dev/null -X DELETE "$(url gcs)/storage/v1/b/example-bucket"
      ;;
  esac
}

# --- commands ---------------------------------------------------------------------------------------------------------

set_state() {
  url "$1" >/dev/null || { say "no such server: $1; there are: $PEERS"; exit 2; }
  if [ "$2" = gone ]; then halt "$1"; else "set_$1" "$2"; fi
  url "$1"
}

ready=""

start_peers() {
  mkdir -p "$DATA"
  for peer in $PEERS; do
    get "$peer" || continue
    set_state "$peer" open >/dev/null
    ready="$ready $peer"
  done
  say "PEERS_HTTP=$ROOT/scripts/peers-http.sh PEERS_HTTP_READY=\"$ready\" go test -tags integration -count=1 -run Server$(packages)"
}

# packages are those with the tests of the servers that run. Some kinds are tables of one package.
packages() {
  for peer in $ready; do
    case "$peer" in
      etcd | influxdb | clickhouse) echo ./disclosure/probe/tcpexpect/ ;;
      *) echo "./disclosure/probe/$peer/" ;;
    esac
  done | sort -u | sed 's/^/ /' | tr -d '\n'
}

stop_peers() {
  for peer in $PEERS; do halt "$peer"; done
  rm -rf "$DATA"
}

case "${1:-}" in
  start) start_peers ;;
  stop) stop_peers ;;
  set) mkdir -p "$DATA" && set_state "${2:?which server}" "${3:?which state}" ;;
  run)
    trap stop_peers EXIT
    start_peers
    [ -n "$ready" ] || { say "skipped: none of the servers is to be had here"; exit 0; }
    # shellcheck disable=SC2046 # a word each
    cd "$ROOT" && PEERS_HTTP="$ROOT/scripts/peers-http.sh" PEERS_HTTP_READY="$ready" \
      go test -tags integration -count=1 -p 1 -run Server $(packages)
    ;;
  *) sed -n '2,11p' "$0" | sed 's/^# \{0,1\}//'; exit 2 ;;
esac
