#!/usr/bin/env bash
# Starts real servers on high ports of loopback, for the tests of the TCP probes with the build tag "integration". All that
# they write lies in one folder. Only processes that this script began are ended, and they are gone before it says so.
#
#   scripts/peers-tcp.sh start               install what is missing (Debian or Ubuntu, as root), start, print the settings
#   scripts/peers-tcp.sh stop                stop what "start" started and remove the folder
#   scripts/peers-tcp.sh run                 start, run the tests, stop
#   scripts/peers-tcp.sh state NAME STATE    bring a server into a state; the tests do this: open, half, closed, gone …
#
# NAME is redis, memcached, postgres, mosquitto, vsftpd, rsync or slapd; with PEERS_SLOW=1 also mariadb, samba, ganesha,
# zookeeper or ferretdb, which speaks the protocol of MongoDB and is built with Go. The folder is $PEERS_TCP_DIR, else
# /tmp/daylight-tcp-peers.
set -euo pipefail

D="${PEERS_TCP_DIR:-/tmp/daylight-tcp-peers}"
ROOT="$(cd "$(dirname "$0")/.." && pwd)"
CACHE="${PEERS_CACHE:-${XDG_CACHE_HOME:-$HOME/.cache}/daylight/peers}"
FERRETDB="${FERRETDB_VERSION:-v1.24.2}"
SELF="$ROOT/scripts/$(basename "$0")"
PATH="$PATH:/usr/sbin:/sbin"

say() { printf '%s\n' "$*" >&2; }

names() {
  echo redis memcached postgres mosquitto vsftpd rsync slapd
  [ "${PEERS_SLOW:-}" != 1 ] || echo mariadb samba ganesha zookeeper ferretdb
}

# facts NAME sets what is fixed about a server: port, command, packages and the tested packages of ours.
facts() {
  tests="$1"
  case "$1" in
    redis) port=16379 command=redis-server packages=redis-server ;;
    memcached) port=21211 command=memcached packages=memcached ;;
    postgres)
      port=15432 packages=postgresql
      command="$(ls -d /usr/lib/postgresql/*/bin/postgres 2>/dev/null | sort -V | tail -1 || true)"
      ;;
    mosquitto) port=11883 command=mosquitto packages=mosquitto tests=mqtt ;;
    vsftpd) port=12121 command=vsftpd packages=vsftpd tests=ftp ;;
    rsync) port=18730 command=rsync packages=rsync ;;
    slapd) port=13389 command=slapd packages=slapd tests=ldap ;;
    mariadb) port=13306 command=mariadbd packages=mariadb-server tests=mysql ;;
    samba) port=14445 command=smbd packages=samba tests=smb ;;
    ganesha) port=12049 command=ganesha.nfsd packages="nfs-ganesha nfs-ganesha-vfs" tests=nfs ;;
    zookeeper) port=12181 command=/usr/share/zookeeper/bin/zkServer.sh packages=zookeeper tests=tcpexpect ;;
    ferretdb) port=27117 command="$CACHE/ferretdb-$FERRETDB" packages="" tests=mongodb ;;
    *) say "there is no server $1; there are: $(PEERS_SLOW=1 names | xargs)"; exit 2 ;;
  esac
}

installed() { facts "$1" && [ -n "$command" ] && command -v "$command" >/dev/null; }

# build_ferretdb builds the program from the source of its module, outside of the bot's own. The module lacks a file that
# names its version.
build_ferretdb() {
  local source copy="$CACHE/ferretdb-src"
  say "building FerretDB $FERRETDB, this takes a minute"
  mkdir -p "$CACHE"
  source="$(cd "$CACHE" && GOFLAGS=-mod=mod go mod download -json "github.com/FerretDB/FerretDB@$FERRETDB" |
    sed -n 's/^.*"Dir": "\(.*\)".*$/\1/p')"
  [ -n "$source" ] || return 1
  rm -rf "$copy" && cp -r "$source" "$copy" && chmod -R u+w "$copy"
  echo "$FERRETDB" >"$copy/build/version/version.txt"
  (cd "$copy" && go build -mod=mod -o "$CACHE/ferretdb-$FERRETDB" ./cmd/ferretdb)
  rm -rf "$copy"
}

install_missing() {
  local missing=() name
  if [ "${PEERS_SLOW:-}" = 1 ] && ! installed ferretdb; then
    build_ferretdb || say "FerretDB was not built"
  fi
  for name in $(names); do
    # shellcheck disable=SC2206 # several words on purpose
    installed "$name" || missing+=($packages)
  done
  [ ${#missing[@]} -gt 0 ] || return 0
  "$ROOT/scripts/packages.sh" "${missing[@]}" || true # what is missing still is said below
}

# folder makes the folder, and refuses one that holds something else: it is removed as a whole in the end.
folder() {
  [ ! -e "$D/.peers" ] || return 0
  if [ -e "$D" ] && [ -n "$(ls -A "$D")" ]; then
    say "$D is not empty and not of this script; name another folder by PEERS_TCP_DIR"
    exit 1
  fi
  mkdir -p "$D" && chmod 755 "$D" && : >"$D/.peers"
}

# began PID prints when a process that has not ended began: a number that is given to another one later does not pass
# for it.
began() { sed -n 's/^.*) //; /^Z/!p' "/proc/$1/stat" 2>/dev/null | cut -d' ' -f20; }

# spawn NAME COMMAND… starts a server in the background and remembers it.
spawn() {
  local name="$1"
  shift
  setsid "$@" </dev/null >>"$D/$name.log" 2>&1 &
  echo "$! $(began $!)" >"$D/$name.pid"
}

# pid_of NAME prints the id of a server that this script began and that still runs.
pid_of() {
  local pid at
  [ -s "$D/$1.pid" ] || return 1
  read -r pid at <"$D/$1.pid"
  [ -n "$at" ] && [ "$(began "$pid")" = "$at" ] && echo "$pid"
}

# halt NAME ends a server and waits until it has: one that still writes puts files back into the folder.
halt() {
  local pid signal
  for signal in "${2:-TERM}" KILL; do
    pid="$(pid_of "$1")" || break
    kill -s "$signal" "$pid"
    for _ in $(seq 1 150); do
      pid_of "$1" >/dev/null || break
      sleep 0.1
    done
  done
  rm -f "$D/$1.pid"
}

listening() { (exec 3<>"/dev/tcp/127.0.0.1/$1") 2>/dev/null; }

# serving NAME says whether a server that listens is done with starting. Only one listens before it is.
serving() { [ "$1" != postgres ] || "$(dirname "$command")/pg_isready" -q -h 127.0.0.1 -p "$port"; }

# ready NAME waits until a server takes connections.
ready() {
  facts "$1"
  for _ in $(seq 1 300); do
    pid_of "$1" >/dev/null || break
    listening "$port" && serving "$1" && return
    sleep 0.1
  done
  say "$1 did not start; the end of $D/$1.log:"
  tail -5 "$D/$1.log" >&2 || true
  exit 1
}

unknown() { say "$1 has no state $2"; exit 2; }

as_redis() {
  local options=(--protected-mode no)
  case "$1" in
    open) ;;
    half) options+=(--user default on nopass +ping) ;;
    closed) options+=(--requirepass x) ;;
    *) unknown redis "$1" ;;
  esac
  spawn redis redis-server --bind 127.0.0.1 --port "$port" --save "" --dir "$D/redis" "${options[@]}"
}

as_memcached() {
  local options=()
  case "$1" in
    open) ;;
    closed) echo u:p >"$D/memcached/auth" && options+=(-Y "$D/memcached/auth") ;;
    *) unknown memcached "$1" ;;
  esac
  chmod -R a+rX "$D/memcached"
  spawn memcached memcached -u nobody -l 127.0.0.1 -p "$port" -U 0 "${options[@]}"
}

as_postgres() {
  local data="$D/postgres/data" bin
  bin="$(dirname "$command")"
  local as=(setpriv --reuid=postgres --regid=postgres --clear-groups)
  [ "$(id -u)" = 0 ] || as=()
  if [ ! -d "$data" ]; then
    [ "$(id -u)" != 0 ] || chown postgres: "$D/postgres"
    (cd "$D/postgres" && "${as[@]}" "$bin/initdb" -D "$data" -A trust -U postgres >"$D/postgres.log" 2>&1)
    (cd "$D/postgres" && "${as[@]}" openssl req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN=localhost \
      -keyout "$data/server.key" -out "$data/server.crt" 2>>"$D/postgres.log")
  fi
  case "$1" in
    open) printf 'host all all 127.0.0.1/32 trust\n' ;;
    half) printf 'hostssl all all 127.0.0.1/32 scram-sha-256\nhostnossl all all 127.0.0.1/32 trust\n' ;;
    closed) printf 'host all all 127.0.0.1/32 scram-sha-256\n' ;;
    denied) printf 'host all all 192.0.2.1/32 scram-sha-256\n' ;;
    *) unknown postgres "$1" ;;
  esac >"$data/pg_hba.conf"
  (cd "$D/postgres" && spawn postgres "${as[@]}" "$command" -D "$data" -p "$port" -c listen_addresses=127.0.0.1 -c ssl=on \
    -c "unix_socket_directories=$D/postgres")
}

as_mosquitto() {
  case "$1" in
    open) printf 'listener %s 127.0.0.1\nallow_anonymous true\n' "$port" ;;
    closed)
      (umask 077 && : >"$D/mosquitto/passwords")
      mosquitto_passwd -b "$D/mosquitto/passwords" u p >&2
      printf 'listener %s 127.0.0.1\nallow_anonymous false\npassword_file %s\n' "$port" "$D/mosquitto/passwords"
      ;;
    *) unknown mosquitto "$1" ;;
  esac >"$D/mosquitto/conf"
  [ "$(id -u)" != 0 ] || echo "user root" >>"$D/mosquitto/conf"
  spawn mosquitto mosquitto -c "$D/mosquitto/conf"
}

as_vsftpd() {
  local anonymous=YES local=NO
  case "$1" in
    open) ;;
    closed) anonymous=NO local=YES ;;
    *) unknown vsftpd "$1" ;;
  esac
  mkdir -p "$D/vsftpd/root" "$D/vsftpd/empty"
  chmod 0555 "$D/vsftpd/root" "$D/vsftpd/empty"
  cat >"$D/vsftpd/conf" <<CONF
listen=YES
listen_address=127.0.0.1
listen_port=$port
anonymous_enable=$anonymous
local_enable=$local
anon_root=$D/vsftpd/root
no_anon_password=YES
background=NO
secure_chroot_dir=$D/vsftpd/empty
seccomp_sandbox=NO
CONF
  spawn vsftpd vsftpd "$D/vsftpd/conf"
}

as_rsync() {
  local module=backup rules=""
  case "$1" in
    open) ;;
    closed)
      (umask 077 && echo u:p >"$D/rsync/secrets")
      rules=$'auth users = u\nsecrets file = '"$D/rsync/secrets"
      ;;
    denied) rules="hosts allow = 192.0.2.1" ;;
    missing) module=other ;;
    *) unknown rsync "$1" ;;
  esac
  mkdir -p "$D/rsync/files"
  printf 'port = %s\naddress = 127.0.0.1\nuse chroot = no\nmotd file = %s\n[%s]\npath = %s\n%s\n' \
    "$port" "$D/rsync/motd" "$module" "$D/rsync/files" "$rules" >"$D/rsync/conf"
  echo welcome >"$D/rsync/motd"
  spawn rsync rsync --daemon --no-detach --config="$D/rsync/conf"
}

as_slapd() {
  local before="" after=""
  case "$1" in
    open) ;;
    closed) before=$'disallow bind_anon\nrequire authc' ;;
    hidden) after="access to * by anonymous none by * read" ;;
    *) unknown slapd "$1" ;;
  esac
  cat >"$D/slapd/conf" <<CONF
include /etc/ldap/schema/core.schema
pidfile $D/slapd/slapd.pid
modulepath /usr/lib/ldap
moduleload back_mdb
$before
database mdb
suffix "dc=example,dc=org"
rootdn "cn=admin,dc=example,dc=org"
rootpw secret
directory $D/slapd/db
maxsize 10485760
$after
CONF
  if [ ! -d "$D/slapd/db" ]; then
    mkdir -p "$D/slapd/db"
    printf 'dn: dc=example,dc=org\nobjectClass: top\nobjectClass: dcObject\nobjectClass: organization\no: Example\ndc: example\n' |
      slapadd -f "$D/slapd/conf" >>"$D/slapd.log" 2>&1
  fi
  spawn slapd slapd -h "ldap://127.0.0.1:$port" -f "$D/slapd/conf" -d 0
}

as_mariadb() {
  local data="$D/mariadb/data" user=mysql
  [ "$(id -u)" = 0 ] || user="$(id -un)"
  if [ ! -d "$data" ]; then
    [ "$(id -u)" != 0 ] || chown mysql: "$D/mariadb"
    mariadb-install-db --no-defaults --user="$user" --datadir="$data" --auth-root-authentication-method=normal --skip-test-db \
      >"$D/mariadb.log" 2>&1
  fi
  case "$1" in
    open) echo "CREATE OR REPLACE USER root@'127.0.0.1' IDENTIFIED BY '';" ;;
    closed) echo "CREATE OR REPLACE USER root@'127.0.0.1' IDENTIFIED BY 'x';" ;;
    denied) echo "DROP USER IF EXISTS root@'127.0.0.1';" ;;
    *) unknown mariadb "$1" ;;
  esac >"$D/mariadb/init.sql"
  chmod a+r "$D/mariadb/init.sql"
  spawn mariadb mariadbd --no-defaults --user="$user" --datadir="$data" --bind-address=127.0.0.1 --port="$port" --skip-name-resolve \
    --socket="$D/mariadb/s.sock" --pid-file="$D/mariadb/p.pid" --init-file="$D/mariadb/init.sql"
}

as_samba() {
  local share=public guest=yes
  case "$1" in
    open) ;;
    closed) guest=no ;;
    missing) share=other ;;
    *) unknown samba "$1" ;;
  esac
  mkdir -p "$D/samba/"{files,private,lock,state,cache,pid,rpc}
  cat >"$D/samba/conf" <<CONF
[global]
server role = standalone server
map to guest = Bad User
smb ports = $port
interfaces = 127.0.0.1
bind interfaces only = yes
load printers = no
disable spoolss = yes
private dir = $D/samba/private
lock directory = $D/samba/lock
state directory = $D/samba/state
cache directory = $D/samba/cache
pid directory = $D/samba/pid
ncalrpc dir = $D/samba/rpc
[$share]
path = $D/samba/files
read only = yes
guest ok = $guest
CONF
  spawn samba smbd --foreground --no-process-group --debug-stdout --configfile="$D/samba/conf"
}

as_ganesha() {
  local access=RO
  case "$1" in
    open) ;;
    closed) access=NONE ;;
    *) unknown ganesha "$1" ;;
  esac
  mkdir -p "$D/ganesha/"{files,recovery}
  cat >"$D/ganesha/conf" <<CONF
NFS_CORE_PARAM { Protocols = 4; NFS_Port = $port; Bind_addr = 127.0.0.1; Enable_UDP = false; Enable_NLM = false; Enable_RQUOTA = false; }
NFSV4 { Grace_Period = 5; Lease_Lifetime = 5; RecoveryRoot = $D/ganesha/recovery; }
NFS_KRB5 { Active_krb5 = false; }
EXPORT { Export_Id = 1; Path = $D/ganesha/files; Pseudo = /export; Access_Type = $access; SecType = sys; Transports = TCP; Protocols = 4; FSAL { Name = VFS; } }
CONF
  spawn ganesha ganesha.nfsd -F -f "$D/ganesha/conf" -L "$D/ganesha.log" -p "$D/ganesha/pid"
}

as_zookeeper() {
  local words=srvr,ruok
  case "$1" in
    open) ;;
    half) words=ruok ;;
    *) unknown zookeeper "$1" ;;
  esac
  mkdir -p "$D/zookeeper/conf" "$D/zookeeper/data"
  printf 'tickTime=2000\ndataDir=%s\nclientPort=%s\nclientPortAddress=127.0.0.1\n4lw.commands.whitelist=%s\nadmin.enableServer=false\n' \
    "$D/zookeeper/data" "$port" "$words" >"$D/zookeeper/conf/zoo.cfg"
  spawn zookeeper env ZOO_LOG_DIR="$D/zookeeper" "$command" start-foreground "$D/zookeeper/conf/zoo.cfg"
}

as_ferretdb() {
  local options=()
  case "$1" in
    open) ;;
    closed) options+=(--test-enable-new-auth --setup-username=u --setup-password=p --setup-database=test) ;;
    *) unknown ferretdb "$1" ;;
  esac
  rm -rf "$D/ferretdb/data" && mkdir -p "$D/ferretdb/data"
  spawn ferretdb "$command" --handler=sqlite --sqlite-url="file:$D/ferretdb/data/" --state-dir="$D/ferretdb" --telemetry=disable \
    --listen-addr="127.0.0.1:$port" --debug-addr=- "${options[@]}"
}

# state NAME STATE ends a server and starts it again as it shall be.
state() {
  facts "$1"
  folder
  local signal=TERM
  [ "$1" != postgres ] || signal=INT # does not wait for its clients
  halt "$1" "$signal"
  [ "$2" != gone ] || return 0
  if listening "$port"; then
    say "port $port, which $1 needs, is taken by something that this script did not start"
    exit 1
  fi
  mkdir -p "$D/$1"
  "as_$1" "$2"
  ready "$1"
}

start_peers() {
  local name
  folder
  install_missing
  printf 'PEERS_TCP=%q PEERS_TCP_DIR=%q' "$SELF" "$D" >"$D/settings"
  : >"$D/tests"
  for name in $(names); do
    if ! installed "$name"; then
      say "SKIPPED $name: not installed; ${packages:+as root: apt-get install }${packages:-it is built with go, see above}"
      continue
    fi
    state "$name" open
    printf ' PEERS_TCP_%s=127.0.0.1:%s' "${name^^}" "$port" >>"$D/settings"
    echo "./disclosure/probe/$tests/" >>"$D/tests"
  done
  [ "${PEERS_SLOW:-}" = 1 ] || say "left out mariadb, samba, ganesha, zookeeper and ferretdb; PEERS_SLOW=1 adds them"
  say "$(cat "$D/settings") go test -tags integration -run Server $(xargs <"$D/tests")"
}

stop_peers() {
  local name signal
  [ -e "$D/.peers" ] || return 0
  for name in $(PEERS_SLOW=1 names); do
    signal=TERM
    [ "$name" != postgres ] || signal=INT
    halt "$name" "$signal"
  done
  rm -rf "$D"
}

case "${1:-}" in
  start) start_peers ;;
  stop) stop_peers ;;
  run)
    trap stop_peers EXIT
    start_peers
    # One package after the other: two servers that restart at once are slow on a small machine.
    cd "$ROOT" && xargs -r env $(cat "$D/settings") go test -tags integration -count=1 -p 1 -run Server <"$D/tests"
    ;;
  state) state "${2:?name of a server}" "${3:?state}" ;;
  *) sed -n '2,12p' "$0" | sed 's/^# \{0,1\}//'; exit 2 ;;
esac
