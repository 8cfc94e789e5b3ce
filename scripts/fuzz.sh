#!/usr/bin/env bash
# Lets every fuzz target look for new inputs, each for the given time (default 20s). What it finds is written to the
# target's testdata folder: mend it and commit the find, and it runs with every `go test` from then on.
set -euo pipefail
cd "$(dirname "$0")/.."
time="${1:-20s}"
failed=0
while IFS=: read -r file _ line; do
  target="$(sed -E 's/^func (Fuzz[A-Za-z0-9]*).*/\1/' <<<"$line")"
  dir="./$(dirname "$file")"
  printf '%s %s\n' "$dir" "$target"
  go test "$dir" -run '^$' -fuzz "^$target\$" -fuzztime "$time" -fuzzminimizetime 1x || failed=1
done < <(grep -rn '^func Fuzz' --include='*_test.go' . | sed 's|^\./||')
exit "$failed"
