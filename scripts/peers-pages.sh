#!/usr/bin/env bash
# Looks at pages with programs of others: axe in a real browser, html-validate, Hugo and Jekyll as builders of sites, and a schema of Atom.
# What is missing is installed with npm and apt when that is possible; what cannot be installed is skipped and named.
#
#   scripts/peers-pages.sh run              the looks of a page: the common ones in each language, in light or dark, on 320 or 1280 px
#   scripts/peers-pages.sh pictures DIR     and a picture of each in light, dark, on 390 px and in print
#
# PEERS_SLOW=1 looks at each look in each language in all four ways. PEERS_CACHE chooses the folder of what is installed.
set -euo pipefail

AXE=4.13.0 PLAYWRIGHT=1.65.1 HTML_VALIDATE=10.17.0
CACHE="${PEERS_CACHE:-${XDG_CACHE_HOME:-$HOME/.cache}/daylight/peers}"
DIR="$CACHE/pages-$AXE-$PLAYWRIGHT-$HTML_VALIDATE"
ROOT="$(cd "$(dirname "$0")/.." && pwd)"
failed=0

say() { printf '%s\n' "$*" >&2; }

# need PROGRAM PACKAGE installs a package unless its program is here.
need() { command -v "$1" >/dev/null || "$ROOT/scripts/packages.sh" "$2" || { say "SKIPPED: $1 is not here"; return 1; }; }

modules() {
  command -v npm >/dev/null || { say "SKIPPED: npm is not here, so neither axe nor html-validate looks at a page"; return 1; }
  [ -f "$DIR/node_modules/axe-core/package.json" ] && return 0
  mkdir -p "$DIR" && echo '{"private":true}' >"$DIR/package.json"
  (cd "$DIR" && npm install --no-audit --no-fund --ignore-scripts --save-exact "axe-core@$AXE" "playwright-core@$PLAYWRIGHT" "html-validate@$HTML_VALIDATE" >&2) ||
    { say "SKIPPED: npm could not install axe-core, playwright-core and html-validate"; return 1; }
}

# browser prints the path of a Chromium that answers.
browser() {
  for name in "${CHROMIUM:-}" chromium chromium-browser google-chrome; do
    [ -n "$name" ] && command -v "$name" && return 0
  done
  "$ROOT/scripts/packages.sh" chromium && command -v chromium
}

looks() {
  modules || return 0
  "$DIR/node_modules/.bin/html-validate" --config "$ROOT/scripts/pages/htmlvalidate.json" "$1/*/index.html" || failed=1
  local chromium more=()
  chromium="$(browser)" || { say "SKIPPED: no Chromium is here, so axe looks at no page"; return 0; }
  [ "${PEERS_SLOW:-}" = 1 ] && more+=(--all)
  [ -n "${PICTURES:-}" ] && more+=(--pictures "$PICTURES")
  CHROMIUM="$chromium" node "$ROOT/scripts/pages/check.mjs" "$DIR" "$1" "${more[@]}" || failed=1
}

# atom has the validating parser of Ruby read entries and a feed. It knows RFC 4287; the validator of the W3C is no package of Debian, npm or pip.
atom() {
  need ruby ruby || return 0
  ruby -e 'require "rss"' 2>/dev/null || { say "SKIPPED: this Ruby has no rss, so nobody validates the feed"; return 0; }
  local feed="$1/site"
  mkdir -p "$feed"
  cp -r "$1"/full.* "$1"/episodes.en "$1"/open.fr "$1"/nosite.es "$feed/"
  mkdir -p "$1/site/team"
  (cd "$ROOT" && go build -o "$feed/team/bot" ./cmd/bot && cd "$feed/team" && ./bot init >/dev/null && ./bot publish feed "$feed" >&2) || failed=1
  ruby -rrss -e 'ARGV.each { |f| begin; RSS::Parser.parse(File.read(f), true) || abort("#{f} is no Atom"); rescue RSS::Error => e; abort("#{f}: #{e.message}"); end }
    puts "Ruby rss #{RSS::VERSION}: #{ARGV.size} documents of Atom are valid"' "$1"/*/entry.atom "$feed/feed.atom" || failed=1
  # A check that cannot fail is none.
  sed 's/<id>.*<.id>//' "$1/full.en/entry.atom" >"$1/broken.atom"
  ruby -rrss -e 'RSS::Parser.parse(File.read(ARGV[0]), true)' "$1/broken.atom" 2>/dev/null && { say "the validator of Atom takes an entry without an id"; failed=1; }
  rm -rf "$feed" "$1/broken.atom"
}

# sites has builders of sites read the looks that have dates, corrections and traps in them.
sites() {
  local some="$1/site"
  mkdir -p "$some"
  cp -r "$1"/corrected.* "$1"/hostile.* "$1"/prose.de "$1"/stub.es "$some/"
  "$ROOT/scripts/pages/sites.sh" "$some" || failed=1
  rm -rf "$some"
}

run() {
  local pages
  pages="$(mktemp -d)"
  # shellcheck disable=SC2064 # the folder of now
  trap "rm -rf '$pages'" EXIT
  (cd "$ROOT" && PAGES_DIR="$pages" go test -tags integration -count=1 -run WritePagesForPeers ./disclosure/writeup)
  looks "$pages"
  sites "$pages"
  atom "$pages"
  exit "$failed"
}

case "${1:-}" in
  run) run ;;
  pictures) PICTURES="${2:?a folder}" run ;;
  *) sed -n '2,8p' "$0" | sed 's/^# \{0,1\}//'; exit 2 ;;
esac
