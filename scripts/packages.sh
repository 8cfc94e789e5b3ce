#!/bin/sh
# Installs packages of Debian or Ubuntu for the scripts beside it, one call after the other: two of them that install at once would
# stand in each other's way. RUNLEVEL=1 keeps the services of the packages from being started.
#
#   scripts/packages.sh PACKAGE...
#   scripts/packages.sh --unpack DIR PACKAGE...   only puts their files into DIR: servers of FTP may not be installed side by side
set -eu
[ "$(id -u)" = 0 ] && command -v apt-get >/dev/null || { echo "as root on Debian or Ubuntu: apt-get install --no-install-recommends $*" >&2; exit 1; }
if [ -z "${PACKAGES_LOCKED:-}" ]; then
  export PACKAGES_LOCKED=1
  if command -v flock >/dev/null; then exec flock "${TMPDIR:-/tmp}/daylight-packages.lock" "$0" "$@"; fi
fi
export RUNLEVEL=1 DEBIAN_FRONTEND=noninteractive
unpack=""
if [ "$1" = --unpack ]; then
  unpack="$2"
  shift 2
  mkdir -p "$unpack"
fi
echo "installing $*" >&2
get() {
  if [ -z "$unpack" ]; then
    apt-get -o DPkg::Lock::Timeout=300 install -y -qq --no-install-recommends "$@" >/dev/null 2>&1
    return
  fi
  (
    cd "$unpack" && rm -f ./*.deb && apt-get download -qq "$@" >/dev/null 2>&1 || exit 1
    for package in ./*.deb; do dpkg -x "$package" . || exit 1; done
    rm -f ./*.deb
  )
}
get "$@" || { apt-get -o DPkg::Lock::Timeout=300 update -qq >/dev/null 2>&1 || true; get "$@"; } ||
  { echo "could not be installed: $*" >&2; exit 1; }
