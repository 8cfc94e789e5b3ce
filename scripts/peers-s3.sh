#!/usr/bin/env bash
# Starts a real S3-compatible server (MinIO) on loopback, for the tests of the bucket probe and of whole closures with
# the build tag "integration". Building it takes some minutes the first time; the binary is kept.
#
#   scripts/peers-s3.sh start    build if needed, start, print how to run the tests
#   scripts/peers-s3.sh stop     stop what "start" started
#   scripts/peers-s3.sh run      start, run the tests, stop
set -euo pipefail

VERSION="${MINIO_VERSION:-v0.0.0-20260212201848-7aac2a2c5b7c}"
PORT="${PEERS_S3_PORT:-19000}"
CACHE="${PEERS_CACHE:-${XDG_CACHE_HOME:-$HOME/.cache}/daylight/peers}"
BIN="$CACHE/minio"
DATA="$CACHE/minio-data-$PORT"
URL="http://127.0.0.1:$PORT"
ROOT="$(cd "$(dirname "$0")/.." && pwd)"

running() { [ -f "$DATA.pid" ] && kill -0 "$(cat "$DATA.pid")" 2>/dev/null; }

start_peer() {
  mkdir -p "$CACHE"
  if [ ! -x "$BIN" ]; then
    echo "building MinIO ($VERSION), this takes some minutes" >&2
    (cd "$CACHE" && GOFLAGS=-mod=mod GOBIN="$CACHE" go install "github.com/minio/minio@$VERSION") || exit 1
  fi
  if ! running; then
    rm -rf "$DATA" && mkdir -p "$DATA"
    MINIO_ROOT_USER=admin MINIO_ROOT_PASSWORD=admin12345 MINIO_BROWSER=off \
      nohup "$BIN" server "$DATA" --address "127.0.0.1:$PORT" >"$DATA.log" 2>&1 &
    echo $! >"$DATA.pid"
  fi
  for _ in $(seq 1 100); do
    if curl -fs -o /dev/null "$URL/minio/health/live"; then
      echo "S3_URL=$URL S3_USER=admin S3_PASSWORD=admin12345 go test -tags integration -run Server ./disclosure/probe/s3/ ./cmd/bot/internal/app/" >&2
      return
    fi
    running || break
    sleep 0.1
  done
  echo "MinIO did not start; see $DATA.log" >&2
  exit 1
}

# ended PID SECONDS waits until a process is gone.
ended() {
  for _ in $(seq 1 $(($2 * 10))); do
    kill -0 "$1" 2>/dev/null || return 0
    sleep 0.1
  done
  return 1
}

# stop_peer waits for the end: a server that still writes puts files back into the folder that is being removed.
stop_peer() {
  if running; then
    local pid
    pid="$(cat "$DATA.pid")"
    kill "$pid"
    ended "$pid" 10 || { kill -9 "$pid" && ended "$pid" 2; } || true
  fi
  rm -rf "$DATA" "$DATA.pid"
}

case "${1:-}" in
  start) start_peer ;;
  stop) stop_peer ;;
  run)
    start_peer
    trap stop_peer EXIT
    cd "$ROOT" && S3_URL="$URL" S3_USER=admin S3_PASSWORD=admin12345 go test -tags integration -count=1 -run Server ./disclosure/probe/s3/ ./cmd/bot/internal/app/
    ;;
  *) sed -n '2,8p' "$0" | sed 's/^# \{0,1\}//'; exit 2 ;;
esac
