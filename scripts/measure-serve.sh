#!/usr/bin/env bash
# Measures `bot serve` with a database of 100,000 cases: time until /healthz answers, resident memory when idle,
# processor time over ten idle seconds, and how long list, search and board take.
set -euo pipefail
cd "$(dirname "$0")/.."
dir="${1:-$(mktemp -d)}"
port="${PORT:-18080}"

go build -o "$dir/bot" ./cmd/bot
[ -f "$dir/daylight.db" ] || DAYLIGHT_LARGE="$dir" go test ./db -count=1 -run '^TestMakeLargeDatabase$' >/dev/null
printf 'web: {listen: "127.0.0.1:%s"}\n' "$port" >"$dir/config.yaml"

start=$(date +%s%N)
"$dir/bot" --dir "$dir" serve 2>"$dir/serve.log" &
pid=$!
trap 'kill "$pid" 2>/dev/null || true' EXIT
until curl -fs "http://127.0.0.1:$port/healthz" >/dev/null 2>&1; do
  kill -0 "$pid" || { cat "$dir/serve.log" >&2; exit 1; }
  sleep 0.005
done
echo "ready after $((($(date +%s%N) - start) / 1000000)) ms"
sleep 3
ticks() { awk '{print $14+$15}' "/proc/$pid/stat"; }
before=$(ticks)
sleep 10
echo "idle: $(awk '/VmRSS/ {printf "%.1f MB resident", $2/1024}' "/proc/$pid/status"), $((($(ticks) - before) * 10)) ms of processor time in 10 s"
for path in '/' '/?q=bucket' '/?overdue=1'; do
  curl -s -o /dev/null -w "board $path: %{time_total} s\n" "http://127.0.0.1:$port$path"
done
time_ms() { local t; t=$(date +%s%N); "$@" >/dev/null; echo $((($(date +%s%N) - t) / 1000000)); }
echo "bot case list: $(time_ms "$dir/bot" --dir "$dir" case list) ms, bot case search bucket: $(time_ms "$dir/bot" --dir "$dir" case search bucket) ms (whole process)"
echo "after that: $(awk '/VmRSS/ {printf "%.1f MB resident, ", $2/1024} /VmHWM/ {printf "%.1f MB at most ", $2/1024}' "/proc/$pid/status")"
