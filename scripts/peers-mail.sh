#!/bin/sh
# Starts a real mail server (Postfix) and mailbox server (Dovecot) on high loopback ports, for the integration tests of
# the mail channel, and a real signer (OpenDKIM) for what the vendor sends. Everything lives in one folder; stop ends exactly
# the processes that start began, by their ids.
#
#   scripts/peers-mail.sh install   install the packages (Debian or Ubuntu, as root)
#   scripts/peers-mail.sh start     start all and print the settings
#   scripts/peers-mail.sh stop      stop all and remove the folder
#   scripts/peers-mail.sh status    say whether they run
#   scripts/peers-mail.sh run       install if needed, start, run the tests, stop
#
# Then: go test -tags integration ./notify/email/, and -run RealMail ./cmd/bot/internal/e2e/
# The folder is $DAYLIGHT_MAIL_PEERS, else /tmp/daylight-mail-peers; the ports begin with $DAYLIGHT_MAIL_PORTS, else 22. The servers need root to start.
set -eu

D=${DAYLIGHT_MAIL_PEERS:-/tmp/daylight-mail-peers}
P=${DAYLIGHT_MAIL_PORTS:-22}
SMTP=${P}025 SUBMISSION=${P}587 SMTPS=${P}465 IMAPS=${P}993 IMAP=${P}143 LMTP=${P}024 AUTH=${P}012 SIGNER=${P}891

say() { printf '%s\n' "$*" >&2; }

install_packages() {
	echo 'postfix postfix/main_mailer_type select No configuration' | debconf-set-selections
	"$(dirname "$0")/packages.sh" postfix dovecot-imapd dovecot-lmtpd openssl opendkim opendkim-tools
}

certificate() {
	openssl req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN=daylight-peers-ca \
		-addext basicConstraints=critical,CA:TRUE -keyout "$D/ca.key" -out "$D/ca.pem" 2>/dev/null
	openssl req -newkey rsa:2048 -nodes -subj /CN=localhost -keyout "$D/server.key" -out "$D/server.csr" 2>/dev/null
	printf 'subjectAltName=DNS:localhost,IP:127.0.0.1\n' >"$D/san"
	openssl x509 -req -in "$D/server.csr" -CA "$D/ca.pem" -CAkey "$D/ca.key" -CAcreateserial -days 2 \
		-extfile "$D/san" -out "$D/server.pem" 2>/dev/null
	chmod 644 "$D/server.key" # a key for two days on loopback, read by the daemons' users
}

dovecot_config() {
	mkdir -p "$D/dovecot/run" "$D/dovecot/state" "$D/mail"
	chown mail:mail "$D/mail"
	printf 'team:{PLAIN}team-password::::::\nsecurity:{PLAIN}security-password::::::\n' >"$D/dovecot/users"
	cat >"$D/dovecot/dovecot.conf" <<CONF
base_dir = $D/dovecot/run
state_dir = $D/dovecot/state
log_path = $D/dovecot/log
protocols = imap lmtp
listen = 127.0.0.1
mail_location = maildir:~/Maildir
ssl = yes
ssl_cert = <$D/server.pem
ssl_key = <$D/server.key
first_valid_uid = 1
first_valid_gid = 1
auth_username_format = %Ln
auth_mechanisms = plain login
recipient_delimiter = +
lda_mailbox_autocreate = yes
default_internal_user = dovecot
default_login_user = dovenull
passdb {
  driver = passwd-file
  args = scheme=PLAIN $D/dovecot/users
}
userdb {
  driver = passwd-file
  args = $D/dovecot/users
  default_fields = uid=mail gid=mail home=$D/mail/%n
}
service imap-login {
  inet_listener imap {
    port = $IMAP
  }
  inet_listener imaps {
    port = $IMAPS
    ssl = yes
  }
}
service lmtp {
  inet_listener lmtp {
    port = $LMTP
  }
}
service auth {
  inet_listener {
    port = $AUTH
  }
}
CONF
}

# The key of the vendor's domain. Its record is what the name server would say; the tests read it from the file. The key is
# worth nothing elsewhere, so that the folder may lie in /tmp, which others can read.
signer_config() {
	mkdir -p "$D/signer"
	opendkim-genkey -b 2048 -d vendor.example -s s1 -D "$D/signer"
	printf '127.0.0.1\n' >"$D/signer/hosts"
	cat >"$D/signer/opendkim.conf" <<CONF
Socket inet:$SIGNER@127.0.0.1
PidFile $D/signer/pid
Background yes
Mode s
Domain vendor.example
Selector s1
KeyFile $D/signer/s1.private
InternalHosts $D/signer/hosts
Canonicalization relaxed/simple
OversignHeaders From
RequireSafeKeys no
CONF
}

postfix_config() {
	mkdir -p "$D/postfix" "$D/queue" "$D/data"
	chown postfix "$D/data"
	cat >"$D/postfix/main.cf" <<CONF
compatibility_level = 3.6
queue_directory = $D/queue
data_directory = $D/data
mail_owner = postfix
setgid_group = postdrop
command_directory = /usr/sbin
daemon_directory = /usr/lib/postfix/sbin
meta_directory = /etc/postfix
shlib_directory = /usr/lib/postfix
maillog_file = $D/postfix.log
maillog_file_prefixes = $D
multi_instance_name = postfix-daylight
multi_instance_enable = yes
myhostname = mx.example.org
inet_interfaces = 127.0.0.1
inet_protocols = ipv4
mynetworks = 127.0.0.0/8
mydestination =
alias_maps =
alias_database =
virtual_mailbox_domains = example.org, vendor.example
virtual_mailbox_maps = texthash:$D/postfix/mailboxes
virtual_transport = lmtp:inet:127.0.0.1:$LMTP
virtual_alias_maps =
transport_maps = texthash:$D/postfix/transport
recipient_delimiter = +
smtpd_sasl_type = dovecot
smtpd_sasl_path = inet:127.0.0.1:$AUTH
smtpd_tls_cert_file = $D/server.pem
smtpd_tls_key_file = $D/server.key
smtpd_recipient_restrictions = permit_mynetworks, permit_sasl_authenticated, reject
smtp_tls_security_level = may
append_dot_mydomain = no
biff = no
queue_run_delay = 10s
minimal_backoff_time = 10s
maximal_backoff_time = 20s
maximal_queue_lifetime = 1m
bounce_queue_lifetime = 1m
CONF
	printf 'team@example.org x\nsecurity@vendor.example x\n' >"$D/postfix/mailboxes"
	# A refusal at once, and one that comes later as a bounce: the mailbox server does not know the domain's names.
	printf 'policy.example error:5.7.1 refused by policy\nunknown.example lmtp:inet:127.0.0.1:%s\n' "$LMTP" >"$D/postfix/transport"
	cat >"$D/postfix/master.cf" <<CONF
127.0.0.1:$SMTP inet n - n - - smtpd
  -o smtpd_milters=inet:127.0.0.1:$SIGNER
  -o milter_default_action=tempfail
127.0.0.1:$SUBMISSION inet n - n - - smtpd
  -o smtpd_tls_security_level=encrypt
  -o smtpd_sasl_auth_enable=yes
  -o smtpd_recipient_restrictions=permit_sasl_authenticated,reject
127.0.0.1:$SMTPS inet n - n - - smtpd
  -o smtpd_tls_wrappermode=yes
  -o smtpd_sasl_auth_enable=yes
  -o smtpd_recipient_restrictions=permit_sasl_authenticated,reject
pickup unix n - n 60 1 pickup
cleanup unix n - n - 0 cleanup
qmgr unix n - n 10 1 qmgr
tlsmgr unix - - n 1000? 1 tlsmgr
rewrite unix - - n - - trivial-rewrite
bounce unix - - n - 0 bounce
defer unix - - n - 0 bounce
trace unix - - n - 0 bounce
verify unix - - n - 1 verify
flush unix n - n 1000? 0 flush
proxymap unix - - n - - proxymap
smtp unix - - n - - smtp
relay unix - - n - - smtp
error unix - - n - - error
retry unix - - n - - error
discard unix - - n - - discard
lmtp unix - - n - - lmtp
anvil unix - - n - 1 anvil
scache unix - - n - 1 scache
postlog unix-dgram n - n - 1 postlogd
CONF
}

# pid_of prints the id in a file if that process is alive and of the name given.
pid_of() {
	[ -s "$1" ] || return 1
	pid=$(tr -d ' \n' <"$1")
	[ -r "/proc/$pid/comm" ] && [ "$(cat "/proc/$pid/comm")" = "$2" ] && echo "$pid"
}

running() { pid_of "$D/queue/pid/master.pid" master >/dev/null && pid_of "$D/signer/pid" opendkim >/dev/null && pid_of "$D/dovecot/run/master.pid" dovecot >/dev/null; }

installed() { command -v postfix >/dev/null && command -v dovecot >/dev/null && command -v opendkim >/dev/null && command -v opendkim-genkey >/dev/null; }

start() {
	if running; then
		say "they run already, in $D"
		return
	fi
	[ "$(id -u)" = 0 ] || { say 'Postfix and Dovecot need root to start'; exit 1; }
	installed || { say "not installed: run $0 install"; exit 1; }
	rm -rf "$D"
	mkdir -p "$D"
	chmod 755 "$D"
	certificate
	dovecot_config
	dovecot -c "$D/dovecot/dovecot.conf"
	signer_config
	opendkim -x "$D/signer/opendkim.conf"
	postfix_config
	postfix -c "$D/postfix" check 2>>"$D/postfix.err" || true
	postfix -c "$D/postfix" start >>"$D/postfix.err" 2>&1 || { cat "$D/postfix.err" >&2; exit 1; }
	cat >"$D/settings" <<CONF
smtp=127.0.0.1:$SUBMISSION
smtps=127.0.0.1:$SMTPS
imaps=127.0.0.1:$IMAPS
ca=$D/ca.pem
key=$D/signer/s1.txt
mail=$D/mail
vendor=127.0.0.1:$SMTP
CONF
	n=0
	until running; do
		n=$((n + 1))
		[ $n -lt 50 ] || { say 'they did not start:'; tail -20 "$D/dovecot/log" "$D/postfix.log" >&2; exit 1; }
		sleep 0.1
	done
	cat "$D/settings"
}

stop() {
	for f in "$D/queue/pid/master.pid master" "$D/signer/pid opendkim" "$D/dovecot/run/master.pid dovecot"; do
		# shellcheck disable=SC2086 # two words on purpose
		set -- $f
		if pid=$(pid_of "$1" "$2"); then
			kill "$pid"
			n=0
			while kill -0 "$pid" 2>/dev/null && [ $n -lt 50 ]; do
				n=$((n + 1))
				sleep 0.1
			done
		fi
	done
	rm -rf "$D"
}

case ${1:-} in
install) install_packages ;;
start) start ;;
stop) stop ;;
status) if running; then say "running in $D"; else say 'not running'; exit 1; fi ;;
run)
	installed || install_packages
	start
	trap stop EXIT
	cd "$(dirname "$0")/.."
	go test -tags integration -count=1 ./notify/email/
	go test -tags integration -count=1 -run RealMail ./cmd/bot/internal/e2e/
	;;
*)
	say "usage: $0 install|start|stop|status|run"
	exit 2
	;;
esac
