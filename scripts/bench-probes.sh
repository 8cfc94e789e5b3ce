#!/usr/bin/env bash
# Measures `bot probe batch` beside nuclei and httpx on the same S3-like servers on loopback (scripts/probefarm): the same
# question, the same number at a time, one after the other on this machine.
#
#   scripts/bench-probes.sh speed     10,000 targets that answer at once: the median of five rounds in which the tools take turns,
#                                     probes a second, ratios, memory, and how near that is to the bound
#   scripts/bench-probes.sh patience  50,000 targets at 100 ms, 30 % of them dead, 2,000 at a time, a record for each
#   scripts/bench-probes.sh           both
#
# nuclei and httpx are built from exact versions the first time, which takes some minutes, and are kept. Where that is
# not possible they are left out. NUCLEI and HTTPX name binaries that are there already, "" leaves one out; RUNS says how many rounds there are.
# The bound is wrk (Debian package of that name) with one connection a request, as a probe has it, against one of the servers.
set -euo pipefail

ROOT="$(cd "$(dirname "$0")/.." && pwd)"
CACHE="${PEERS_CACHE:-${XDG_CACHE_HOME:-$HOME/.cache}/daylight/peers}"
PORT="${BENCH_PORT:-18088}"
RUNS="${RUNS:-5}"
WORK="$(mktemp -d)"
FARM_PID=""
ulimit -n "$(ulimit -Hn)"

farm_down() {
  if [ -n "$FARM_PID" ]; then kill "$FARM_PID" 2>/dev/null || true; wait "$FARM_PID" 2>/dev/null || true; fi
  FARM_PID=""
}
trap 'farm_down; rm -rf "$WORK"' EXIT

# farm_up ARGUMENTS starts the servers and waits until all of them listen.
farm_up() {
  farm_down
  : >"$WORK/farm.log"
  "$WORK/probefarm" -port "$PORT" -out "$WORK/targets" "$@" >"$WORK/farm.log" 2>&1 &
  FARM_PID=$!
  for _ in $(seq 1 300); do
    grep -q ready "$WORK/farm.log" && return
    kill -0 "$FARM_PID" 2>/dev/null || break
    sleep 0.1
  done
  cat "$WORK/farm.log" >&2
  exit 1
}

# peer NAME MODULE VERSION PACKAGE builds another tool, and prints its path if it is there.
peer() {
  local bin="$CACHE/$1-$3"
  if [ ! -x "$bin" ]; then
    echo "building $1 $3, this takes some minutes" >&2
    mkdir -p "$CACHE/$1-src"
    printf 'module peer\ngo 1.26\nrequire %s %s\n' "$2" "$3" >"$CACHE/$1-src/go.mod"
    if ! (cd "$CACHE/$1-src" && GOFLAGS= go build -mod=mod -o "$bin" "$2/$4") >"$CACHE/$1-build.log" 2>&1; then
      echo "$1 $3 could not be built and is left out; see $CACHE/$1-build.log" >&2
      return
    fi
  fi
  echo "$bin"
}

# measure NAME COMMAND… runs it and sets SECONDS_, PEAK (MiB) and CODE.
measure() {
  local name="$1"
  shift
  # A tool that ends with a code of its own has been measured all the same.
  python3 - "$WORK/$name.time" "$@" <<'PY' || true
import os, resource, subprocess, sys, time
began = time.monotonic()
with open(sys.argv[1] + ".err", "w") as err:
    code = subprocess.call(sys.argv[2:], stdout=subprocess.DEVNULL, stderr=err)
took = time.monotonic() - began
peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
open(sys.argv[1], "w").write(f"{took:.3f} {peak:.0f} {code}\n")
PY
  read -r SECONDS_ PEAK CODE <"$WORK/$name.time"
}

calc() { python3 -c "print($1)"; }

# turn NAME COMMAND… measures one turn of a tool and keeps it for the table.
turn() {
  measure "$@"
  echo "$SECONDS_ $PEAK" >>"$WORK/$1.turns"
}

# bound asks with wrk for as long as a turn of the others takes, and keeps the requests a second.
bound() {
  command -v wrk >/dev/null || return 0
  wrk -t2 -c"$1" -d3s -H 'Connection: close' "$(head -1 "$WORK/hosts")/bucket-0/?list-type=2&max-keys=0" |
    sed -n 's,^Requests/sec: *,,p' >>"$WORK/wrk.turns"
}

# table prints the medians: probes a second, times as fast as the tool, part of the bound, and the peak of memory.
table() {
  python3 - "$WORK" "$1" <<'PY'
import os, statistics, sys
work, n = sys.argv[1], int(sys.argv[2])
def turns(name):
    try:
        return [list(map(float, line.split())) for line in open(os.path.join(work, name + ".turns"))]
    except FileNotFoundError:
        return []
rate = lambda name: [n / t[0] for t in turns(name)]
ours, wrk = rate("daylight"), [t[0] for t in turns("wrk")]
print("| | probes/s, median (least to most) | daylight is | of wrk | MiB |\n|---|---|---|---|---|")
for name in ("daylight", "nuclei", "httpx"):
    mine = rate(name)
    if not mine:
        continue
    each = statistics.median(a / b for a, b in zip(ours, mine))
    of = f"{statistics.median(a / b for a, b in zip(mine, wrk)):.2f}" if wrk else "-"
    print(f"| {name} | {statistics.median(mine):,.0f} ({min(mine):,.0f} to {max(mine):,.0f}) | {each:.1f} x | {of} | {statistics.median(t[1] for t in turns(name)):.0f} |")
if wrk:
    print(f"| wrk, Connection: close | {statistics.median(wrk):,.0f} ({min(wrk):,.0f} to {max(wrk):,.0f}) | | 1 | |")
print(f"rounds: {len(ours)}, load: {' '.join(open('/proc/loadavg').read().split()[:3])}")
PY
}

speed() {
  local n="${SPEED_TARGETS:-10000}" c="${SPEED_CONCURRENCY:-256}" nuclei httpx run
  nuclei="${NUCLEI-$(peer nuclei github.com/projectdiscovery/nuclei/v3 v3.3.5 cmd/nuclei)}"
  httpx="${HTTPX-$(peer httpx github.com/projectdiscovery/httpx v1.6.9 cmd/httpx)}"
  command -v wrk >/dev/null || echo "wrk is not here and the bound is left out; apt-get install wrk" >&2
  farm_up -n "$n"
  # The other tools append the path themselves.
  sed 's,/bucket-.*,,' "$WORK/targets" >"$WORK/hosts"
  cat >"$WORK/list.yaml" <<'YAML'
id: list
info: {name: list, author: bench, severity: info}
http:
  - method: GET
    path: ["{{BaseURL}}/bucket-0/?list-type=2&max-keys=0"]
    matchers: [{type: word, part: body, words: ["<ListBucketResult"]}]
YAML
  for run in $(seq 1 "$RUNS"); do
    turn daylight "$WORK/bot" probe batch "$WORK/targets" --kind s3 --concurrency "$c" --timeout 5s --allow-private --json
    echo "round $run: daylight $SECONDS_ s ($(tail -1 "$WORK/daylight.time.err"))"
    if [ -n "$nuclei" ]; then
      turn nuclei "$nuclei" -l "$WORK/hosts" -t "$WORK/list.yaml" -duc -ni -nh -nc -silent -j -or -rl 100000 -bs "$c" -c "$c" \
        -timeout 5 -retries 0 -nmhe -o "$WORK/nuclei.out"
      echo "round $run: nuclei $SECONDS_ s, $(wc -l <"$WORK/nuclei.out") open found"
      rm -f "$WORK/nuclei.out"
    fi
    if [ -n "$httpx" ]; then
      turn httpx "$httpx" -l "$WORK/hosts" -path '/bucket-0/?list-type=2&max-keys=0' -ms '<ListBucketResult' -j -ob -nc -silent -duc -nfs \
        -t "$c" -rl 100000 -timeout 5 -retries 0 -o "$WORK/httpx.out"
      echo "round $run: httpx $SECONDS_ s, $(wc -l <"$WORK/httpx.out") open found"
      rm -f "$WORK/httpx.out"
    fi
    bound "$c"
  done
  table "$n"
}

patience() {
  local servers=10000 repeat=5 c=2000 timeout=5 n bound
  n=$((servers * repeat))
  farm_up -n "$servers" -repeat "$repeat" -delay 100ms -dead 30
  bound="$(calc "max($timeout, $n*(0.3*$timeout+0.7*0.1)/$c)")"
  measure patience "$WORK/bot" probe batch "$WORK/targets" --kind s3 --concurrency "$c" --timeout "${timeout}s" --allow-private --json \
    --evidence "$WORK/evidence.jsonl"
  tail -1 "$WORK/patience.time.err"
  echo "daylight  $n targets, 100 ms, 30 % dead, $c at a time: $SECONDS_ s, bound $bound s, $(calc "round($SECONDS_/$bound, 3)") of it," \
    "$PEAK MiB peak, $(wc -l <"$WORK/evidence.jsonl") records"
}

cd "$ROOT"
go build -o "$WORK/bot" ./cmd/bot
go build -o "$WORK/probefarm" ./scripts/probefarm
mkdir -p "$WORK/home"
export DAYLIGHT_DIR="$WORK/home"
case "${1:-all}" in
  speed) speed ;;
  patience) patience ;;
  all) speed && patience ;;
  *) sed -n '2,12p' "$0" | sed 's/^# \{0,1\}//'; exit 2 ;;
esac
