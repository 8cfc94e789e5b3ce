# Walks of peers-closures.sh through directories, brokers, databases and shares. It is sourced: run, see, new_case, see_again, halt, D and PORT are its.

# certificate makes a key and a certificate that clients may be asked for, once.
certificate() {
  [ -e "$D/crt" ] || openssl req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN=localhost -keyout "$D/key" -out "$D/crt" 2>/dev/null
  chmod a+r "$D/crt" "$D/key"
}

slapd_as() {
  halt
  mkdir -p "$D/ldap"
  printf 'include /etc/ldap/schema/core.schema\npidfile %s/slapd.pid\nmodulepath /usr/lib/ldap\nmoduleload back_mdb\n%s\ndatabase mdb\nsuffix "dc=example,dc=org"\nrootdn "cn=admin,dc=example,dc=org"\nrootpw secret\ndirectory %s/ldap\nmaxsize 10485760\n%s\n' \
    "$D" "$1" "$D" "${2:-}" >"$D/slapd.conf"
  if [ ! -e "$D/ldap/data.mdb" ]; then
    printf 'dn: dc=example,dc=org\nobjectClass: top\nobjectClass: dcObject\nobjectClass: organization\no: Example\ndc: example\n\ndn: ou=people,dc=example,dc=org\nobjectClass: organizationalUnit\nou: people\n' |
      slapadd -f "$D/slapd.conf" >>"$D/log" 2>&1
  fi
  run slapd -h "ldap://127.0.0.1:$PORT" -f "$D/slapd.conf" -d 0
}

walk_slapd() {
  local at="ldap://127.0.0.1:$PORT/dc=example,dc=org" child="ldap://127.0.0.1:$PORT/ou=people,dc=example,dc=org" tls
  certificate
  tls="TLSCertificateFile $D/crt
TLSCertificateKeyFile $D/key"
  slapd_as ''; see slapd open "open null open" "$at" ldap
  slapd_as '' 'access to dn.base="dc=example,dc=org" by * none
access to * by * read'; see slapd "base hidden, entry named" "open null open" "$child" ldap
  see slapd "base hidden, base named" "closed weak resource_gone_ambiguous" "$at" ldap
  slapd_as "$tls
security ssf=128"; see slapd "ssf=128, open within TLS" "open null open" "$at" ldap
  slapd_as "$tls
security ssf=128
require authc"; see slapd "ssf=128 and require authc" "closed strong auth_required" "$at" ldap
  slapd_as 'security ssf=128'; see slapd "ssf=128, no TLS offered" "inconclusive null tls_wanted" "$at" ldap
  slapd_as 'require authc'; see slapd "require authc" "closed strong auth_required" "$at" ldap
  slapd_as 'disallow bind_anon
require authc'; see slapd "disallow bind_anon, authc" "closed strong auth_required" "$at" ldap
  slapd_as '' 'access to * by anonymous none by * read'; see slapd "by anonymous none" "closed weak resource_gone_ambiguous" "$at" ldap
  slapd_as '' 'access to * by anonymous disclose by * read'; see slapd "by anonymous disclose" "closed strong access_denied" "$at" ldap
  halt; see slapd stopped "closed weak conn_refused" "$at" ldap
  slapd_as ''; see slapd reopened "open null open" "$at" ldap
}

mosquitto_as() { halt; { printf 'listener %s 127.0.0.1\n' "$PORT"; [ "$(id -u)" != 0 ] || echo 'user root'; printf '%s\n' "$@"; } >"$D/mosquitto.conf"; run mosquitto -c "$D/mosquitto.conf"; }

walk_mosquitto() {
  local at="mqtt://127.0.0.1:$PORT" tls=("cafile $D/crt" "certfile $D/crt" "keyfile $D/key")
  certificate
  (umask 077 && : >"$D/passwords"); mosquitto_passwd -b "$D/passwords" u p >/dev/null 2>&1
  printf 'user nobody\ntopic read none\n' >"$D/acl"
  mosquitto_as 'allow_anonymous true'; see mosquitto open "open null open" "$at" mqtt
  new_case "$at"; see_again mosquitto "open, in a case" "open null open"
  mosquitto_as 'allow_anonymous true' "acl_file $D/acl"; see mosquitto "ACL without any topic, first look" "open null open" "$at" mqtt
  see_again mosquitto "ACL without any topic, in a case" "inconclusive null withheld"
  printf 'topic read #\n' >"$D/acl"; mosquitto_as 'allow_anonymous true' "acl_file $D/acl"; see_again mosquitto "ACL with every topic, in a case" "inconclusive null withheld"
  printf 'topic read $SYS/#\n' >"$D/acl"; mosquitto_as 'allow_anonymous true' "acl_file $D/acl"; see_again mosquitto "ACL with the topics of the broker" "open null open"
  mosquitto_as 'allow_anonymous false' "password_file $D/passwords"; see mosquitto passwords "closed strong auth_required" "$at" mqtt
  mosquitto_as 'allow_anonymous true' "${tls[@]}"; see mosquitto "TLS, still open" "open null open" "$at" mqtt
  mosquitto_as 'allow_anonymous true' "${tls[@]}" 'require_certificate true'; see mosquitto "client certificates" "closed strong auth_required" "$at" mqtt
  halt; see mosquitto stopped "closed weak conn_refused" "$at" mqtt
  mosquitto_as 'allow_anonymous true'; see mosquitto reopened "open null open" "$at" mqtt
}

postgres_as() {
  local bin as=()
  halt
  bin="$(ls -d /usr/lib/postgresql/*/bin | sort -V | tail -1)"
  [ "$(id -u)" != 0 ] || as=(setpriv --reuid=postgres --regid=postgres --clear-groups)
  if [ ! -d "$D/pg" ]; then
    mkdir "$D/pg"; [ "$(id -u)" != 0 ] || chown postgres: "$D/pg"; chmod a+x "$D"
    (cd "$D/pg" && "${as[@]}" "$bin/initdb" -D "$D/pg/data" -A trust -U postgres >"$D/pg.log" 2>&1)
  fi
  printf '%s\n' "$@" >"$D/pg/data/pg_hba.conf"
  run env -C "$D/pg" "${as[@]}" "$bin/postgres" -D "$D/pg/data" -p "$PORT" -c listen_addresses=127.0.0.1 -c "unix_socket_directories=$D/pg"
  for _ in $(seq 60); do "$bin/pg_isready" -q -h 127.0.0.1 -p "$PORT" && break; sleep 0.1; done
}

walk_postgres() {
  local at="postgres://127.0.0.1:$PORT"
  postgres_as 'host all all 127.0.0.1/32 trust'; see postgres open "open null open" "$at" postgres
  postgres_as 'host shop all 127.0.0.1/32 trust'; see postgres "trust for shop, shop named" "open null open" "$at/shop" postgres
  see postgres "trust for shop, none named" "closed weak denied_for_us" "$at" postgres
  postgres_as 'host all app 127.0.0.1/32 trust'; see postgres "trust for app, app named" "open null open" "postgres://app@127.0.0.1:$PORT" postgres
  postgres_as 'host all all 127.0.0.1/32 scram-sha-256'; see postgres scram "closed strong auth_required" "$at" postgres
  postgres_as 'host all all 127.0.0.1/32 md5'; see postgres md5 "closed strong auth_required" "$at" postgres
  postgres_as 'host all all 127.0.0.1/32 reject'; see postgres reject "closed weak denied_for_us" "$at" postgres
  postgres_as 'host all all 192.0.2.1/32 trust'; see postgres "no line for us" "closed weak denied_for_us" "$at" postgres
  halt; see postgres stopped "closed weak conn_refused" "$at" postgres
  postgres_as 'host all all 127.0.0.1/32 trust'; see postgres reopened "open null open" "$at" postgres
}

# samba_as GLOBAL SHARE
samba_as() {
  halt
  local s="$D/samba"
  mkdir -p "$s/"{files,private,lock,state,cache,pid,rpc}; chmod a+rx "$s" "$s/files"
  printf '[global]\nserver role = standalone server\nmap to guest = Bad User\nsmb ports = %s\ninterfaces = 127.0.0.1\nbind interfaces only = yes\nload printers = no\ndisable spoolss = yes\n' "$PORT" >"$D/smb.conf"
  printf 'private dir = %s/private\nlock directory = %s/lock\nstate directory = %s/state\ncache directory = %s/cache\npid directory = %s/pid\nncalrpc dir = %s/rpc\n%s\n[%s]\npath = %s/files\nread only = yes\n%s\n' \
    "$s" "$s" "$s" "$s" "$s" "$s" "$1" "${3:-public}" "$s" "$2" >>"$D/smb.conf"
  run setsid smbd --foreground --no-process-group --debug-stdout --configfile="$D/smb.conf"
}

walk_samba() {
  local at="smb://127.0.0.1:$PORT/public"
  samba_as '' 'guest ok = yes'; see samba open "open null open" "$at" smb
  samba_as 'server min protocol = SMB3_11' 'guest ok = yes'; see samba "SMB 3.1.1 only, open" "open null open" "$at" smb
  samba_as 'server min protocol = SMB3_11' 'guest ok = no'; see samba "SMB 3.1.1 only, no guest" "closed strong access_denied" "$at" smb
  samba_as '' 'guest ok = no'; see samba "guest ok = no" "closed strong access_denied" "$at" smb
  samba_as '' 'guest ok = yes
valid users = root'; see samba "valid users" "closed strong access_denied" "$at" smb
  samba_as '' 'guest ok = yes
hosts deny = ALL'; see samba "hosts deny, share" "closed strong access_denied" "$at" smb
  samba_as 'hosts deny = ALL' 'guest ok = yes'; see samba "hosts deny, global" "closed weak denied_for_us" "$at" smb
  samba_as '' 'guest ok = yes' other; see samba "share removed" "closed weak resource_gone_ambiguous" "$at" smb
  halt; see samba stopped "closed weak conn_refused" "$at" smb
  samba_as '' 'guest ok = yes'; see samba reopened "open null open" "$at" smb
}

ganesha_as() {
  halt
  mkdir -p "$D/nfs/"{files,recovery}
  printf 'NFS_CORE_PARAM { Protocols = 4; NFS_Port = %s; Bind_addr = 127.0.0.1; Enable_UDP = false; Enable_NLM = false; Enable_RQUOTA = false; }\nNFSV4 { Grace_Period = 5; Lease_Lifetime = 5; RecoveryRoot = %s/nfs/recovery; }\nNFS_KRB5 { Active_krb5 = false; }\nEXPORT { Export_Id = 1; Path = %s/nfs/files; Pseudo = /export; SecType = sys; Transports = TCP; Protocols = 4; FSAL { Name = VFS; } %s }\n' \
    "$PORT" "$D" "$D" "$1" >"$D/ganesha.conf"
  run ganesha.nfsd -F -f "$D/ganesha.conf" -L "$D/ganesha.log" -p "$D/ganesha.pid"
  sleep 1
}

walk_ganesha() {
  local at="nfs://127.0.0.1:$PORT/export"
  ganesha_as 'Access_Type = RO;'; see ganesha open "open null open" "$at" nfs
  ganesha_as 'Access_Type = NONE;'; see ganesha "Access_Type NONE" "closed weak resource_gone_ambiguous" "$at" nfs
  ganesha_as 'Access_Type = NONE; CLIENT { Clients = 192.0.2.1; Access_Type = RO; }'; see ganesha "client list" "closed weak resource_gone_ambiguous" "$at" nfs
  halt; see ganesha stopped "closed weak conn_refused" "$at" nfs
  ganesha_as 'Access_Type = RO;'; see ganesha reopened "open null open" "$at" nfs
}

mariadb_as() {
  halt
  if [ ! -d "$D/maria" ]; then
    mkdir "$D/maria"; [ "$(id -u)" != 0 ] || chown mysql: "$D/maria"; chmod a+x "$D"
    mariadb-install-db --no-defaults --user=mysql --datadir="$D/maria" --auth-root-authentication-method=normal --skip-test-db >>"$D/log" 2>&1
  fi
  printf '%s\n' "$1" >"$D/init.sql"; chmod a+r "$D/init.sql"
  run mariadbd --no-defaults --user=mysql --datadir="$D/maria" --bind-address=127.0.0.1 --port="$PORT" --skip-name-resolve --socket="$D/maria/s" \
    --pid-file="$D/maria/p" --init-file="$D/init.sql"
}

walk_mariadb() {
  local at="mysql://127.0.0.1:$PORT" root="root@'127.0.0.1'"
  mariadb_as "CREATE OR REPLACE USER $root IDENTIFIED BY '';"; see mariadb open "open null open" "$at" mysql_login
  mariadb_as "CREATE OR REPLACE USER $root IDENTIFIED BY 'x';"; see mariadb password "closed strong auth_required" "$at" mysql_login
  see mariadb "password, greeting only" "open null open" "$at" mysql
  mariadb_as "CREATE OR REPLACE USER $root IDENTIFIED BY '' REQUIRE X509;"; see mariadb "REQUIRE X509" "closed strong auth_required" "$at" mysql_login
  mariadb_as "CREATE OR REPLACE USER $root IDENTIFIED BY '' ACCOUNT LOCK;"; see mariadb "ACCOUNT LOCK" "closed strong access_denied" "$at" mysql_login
  halt; see mariadb stopped "closed weak conn_refused" "$at" mysql_login
  mariadb_as "CREATE OR REPLACE USER $root IDENTIFIED BY '';"; see mariadb reopened "open null open" "$at" mysql_login
}

etcd_as() {
  halt
  run etcd --data-dir "$D/etcd" --log-level error --listen-client-urls "$1://127.0.0.1:$PORT" --advertise-client-urls "$1://127.0.0.1:$PORT" \
    --listen-peer-urls http://127.0.0.1:$((PORT + 1)) --initial-advertise-peer-urls http://127.0.0.1:$((PORT + 1)) \
    --initial-cluster default=http://127.0.0.1:$((PORT + 1)) "${@:2}"
  sleep 2 # until it has a leader
}

walk_etcd() {
  local at="http://127.0.0.1:$PORT" api="http://127.0.0.1:$PORT/v3"
  certificate
  etcd_as http; see etcd open "open null open" "$at" etcd
  etcd_as https --cert-file "$D/crt" --key-file "$D/key"; see etcd "TLS, still open" "open null open" "$at" etcd
  etcd_as https --cert-file "$D/crt" --key-file "$D/key" --client-cert-auth --trusted-ca-file "$D/crt"
  see etcd "client certificates" "closed strong auth_required" "$at" etcd
  etcd_as http
  for call in 'auth/user/add {"name":"root","password":"x"}' 'auth/role/add {"name":"root"}' 'auth/user/grant {"user":"root","role":"root"}' 'auth/enable {}'; do
    curl -sS -o /dev/null -d "${call#* }" "$api/${call%% *}"
  done
  see etcd "auth enable" "closed strong auth_required" "$at" etcd
  rm -rf "$D/etcd"; halt; see etcd stopped "closed weak conn_refused" "$at" etcd
  etcd_as http; see etcd reopened "open null open" "$at" etcd
}

registry_as() {
  halt
  printf '%s\n' 'version: 0.1' "storage: {filesystem: {rootdirectory: $D/images}}" "http: {addr: '127.0.0.1:$PORT'}" "$1" >"$D/registry.yml"
  run docker-registry serve "$D/registry.yml"
}

walk_registry() {
  local at="http://127.0.0.1:$PORT"
  certificate
  registry_as ''; see registry open "open null open" "$at" docker_registry
  registry_as "auth: {htpasswd: {realm: x, path: $D/htpasswd}}"; see registry htpasswd "closed strong auth_required" "$at" docker_registry
  registry_as "auth: {token: {realm: 'http://127.0.0.1:1/token', service: x, issuer: x, rootcertbundle: $D/crt}}"
  see registry "token server" "inconclusive null token_wanted" "$at" docker_registry
  halt; see registry stopped "closed weak conn_refused" "$at" docker_registry
  registry_as ''; see registry reopened "open null open" "$at" docker_registry
}

vsftpd_as() {
  halt
  mkdir -p "$D/ftp" "$D/none"; chmod 0555 "$D/ftp" "$D/none"
  printf 'listen=YES\nlisten_address=127.0.0.1\nlisten_port=%s\nanon_root=%s\nno_anon_password=YES\nbackground=NO\nsecure_chroot_dir=%s\nseccomp_sandbox=NO\n%s\n' \
    "$PORT" "$D/ftp" "$D/none" "$1" >"$D/vsftpd.conf"
  [ "$(id -u)" != 0 ] || chown root: "$D/vsftpd.conf"
  run vsftpd "$D/vsftpd.conf"
}

walk_vsftpd() {
  local at="ftp://127.0.0.1:$PORT"
  vsftpd_as 'anonymous_enable=YES'; see vsftpd open "open null open" "$at" ftp
  vsftpd_as $'anonymous_enable=NO\nlocal_enable=YES'; see vsftpd "anonymous_enable=NO" "closed strong auth_required" "$at" ftp
  vsftpd_as $'anonymous_enable=YES\ntcp_wrappers=NO\nmax_clients=1\ndirlist_enable=NO'; see vsftpd "dirlist_enable=NO" "open null open" "$at" ftp
  halt; see vsftpd stopped "closed weak conn_refused" "$at" ftp
  vsftpd_as 'anonymous_enable=YES'; see vsftpd reopened "open null open" "$at" ftp
}

rsync_as() {
  halt
  (umask 077 && echo u:p >"$D/secrets")
  printf 'port = %s\naddress = 127.0.0.1\nuse chroot = no\n[%s]\npath = %s/site\n%s\n' "$PORT" "$2" "$D" "$1" >"$D/rsyncd.conf"
  run rsync --daemon --no-detach --config="$D/rsyncd.conf"
}

walk_rsync() {
  local at="rsync://127.0.0.1:$PORT/backup"
  rsync_as '' backup; see rsync open "open null open" "$at" rsync
  rsync_as "auth users = u
secrets file = $D/secrets" backup; see rsync "auth users" "closed strong auth_required" "$at" rsync
  rsync_as 'hosts allow = 192.0.2.1' backup; see rsync "hosts allow" "closed weak denied_for_us" "$at" rsync
  rsync_as '' other; see rsync "module removed" "closed weak resource_gone_ambiguous" "$at" rsync
  halt; see rsync stopped "closed weak conn_refused" "$at" rsync
  rsync_as '' backup; see rsync reopened "open null open" "$at" rsync
}

pgbouncer_as() {
  halt
  printf '[databases]\n* = host=127.0.0.1 port=1\n[pgbouncer]\nlisten_addr=127.0.0.1\nlisten_port=%s\nunix_socket_dir=\nauth_file=%s/users\nlogfile=%s/pgb.log\npidfile=%s/pgb.pid\n%s\n' "$PORT" "$D" "$D" "$D" "$1" >"$D/pgb.ini"
  echo '"u" "p"' >"$D/users"; chmod a+rwx "$D"; chmod a+r "$D/users" "$D/pgb.ini"
  local as=(); [ "$(id -u)" != 0 ] || as=(setpriv --reuid=postgres --regid=postgres --clear-groups)
  run "${as[@]}" pgbouncer "$D/pgb.ini"
}

walk_pgbouncer() {
  local at="postgres://127.0.0.1:$PORT"
  pgbouncer_as 'auth_type=scram-sha-256'; see pgbouncer scram "closed strong auth_required" "$at" postgres
  pgbouncer_as 'auth_type=md5'; see pgbouncer md5 "closed strong auth_required" "$at" postgres
  echo 'host all all 127.0.0.1/32 reject' >"$D/hba"; chmod a+r "$D/hba"
  pgbouncer_as "auth_type=hba
auth_hba_file=$D/hba"; see pgbouncer "hba reject" "closed weak denied_for_us" "$at" postgres
  halt; see pgbouncer stopped "closed weak conn_refused" "$at" postgres
}

fileserver_as() { halt; run "$D/fileserver" "127.0.0.1:$PORT" "$1"; }

walk_fileserver() {
  mkdir -p "$D/fs"
  printf 'package main\n\nimport (\n"net/http"\n"os"\n)\n\nfunc main() { panic(http.ListenAndServe(os.Args[1], http.FileServer(http.Dir(os.Args[2])))) }\n' >"$D/fs/main.go"
  [ -x "$D/fileserver" ] || go build -o "$D/fileserver" "$D/fs/main.go" || return
  fileserver_as "$D/site"; rm -f "$D/site/index.html"; see fileserver open "open null open" "$site" http_listing
  : >"$D/site/export/index.html"; see fileserver "blank index page" "inconclusive null replaced" "$site" http_listing; rm "$D/site/export/index.html"
  mv "$D/site/export" "$D/kept"; see fileserver gone "closed strong resource_gone" "$site" http_listing; mv "$D/kept" "$D/site/export"
  see fileserver reopened "open null open" "$site" http_listing
  halt; see fileserver stopped "closed weak conn_refused" "$site" http_listing
}
