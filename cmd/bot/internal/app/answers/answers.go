// Package answers says for people what the answers to each kind of probe mean, and which test shows it. `bot probe kinds KIND` shows
// a row; docs/probes.md, which is written from it, all of them.
package answers

import (
	"fmt"
	"strings"

	"daylight/cmd/bot/internal/app/byhand"
	"daylight/disclosure/probe"
)

// Row is what one kind takes for open and for closed.
type Row struct {
	Open   string `json:"open"`
	Half   string `json:"half"`   // one part open and another closed, which is open
	Strong string `json:"strong"` // closed, and it counts towards a closure
	Weak   string `json:"weak"`   // closed, and it proves little: "no longer reachable" at most
	Fixes  string `json:"fixes"`  // what somebody who runs such a thing does
	Blind  string `json:"blind"`  // what no answer tells; "" for nothing that is known
	Dir    string `json:"-"`      // of the package with the test, below disclosure/probe
	Test   string `json:"test"`
}

// Of returns the row of a kind. ok is false for one that has none.
func Of(kind string) (r Row, ok bool) {
	r, ok = rows[kind]
	return r, ok
}

// Page writes the table of all kinds.
func Page(kinds []probe.Info) string {
	var b strings.Builder
	b.WriteString(head)
	for i := range kinds {
		k := &kinds[i]
		r := rows[k.Name]
		fmt.Fprintf(&b, "\n## %s\n\nAsks: %s. Reads: %s.\n\n", k.Name, k.Sends, k.Reads)
		b.WriteString("| What answers | What it means |\n|---|---|\n")
		for _, line := range [...][2]string{
			{r.Open, "**open**"}, {r.Half, "**open**, half of it"}, {r.Strong, "**closed**, strong: it counts towards a closure"}, {r.Weak, "closed, weak: no longer reachable at most"},
		} {
			if line[0] != none {
				fmt.Fprintf(&b, "| %s | %s |\n", line[0], line[1])
			}
		}
		if r.Blind != "" {
			fmt.Fprintf(&b, "\nWhat no answer tells: %s.\n", r.Blind)
		}
		b.WriteString(seeing(k.Name))
		fmt.Fprintf(&b, "\nUsual fixes: %s. Shown by `%s` in `disclosure/probe/%s`.\n", r.Fixes, r.Test, r.Dir)
	}
	return b.String()
}

// seeing says how anybody sees the same by hand.
func seeing(kind string) string {
	l, why := byhand.Example(kind)
	if l.Command == "" {
		return "\nNo command shows it by hand: " + why + ".\n"
	}
	code := func(marks []string) string { return "`" + strings.Join(marks, "` or `") + "`" }
	return "\nBy hand, where the answer holds " + code(l.Open) + " while it is open and " + code(l.Closed) + " once it is closed:\n\n```sh\n" + l.Command + "\n```\n"
}

// none stands where a kind has no such answer.
const none = "–"

const head = `# What the answers to our probes mean

Written from the kinds by ` + "`go test ./cmd/bot/internal/app/answers -update`" + `; do not edit it.

For whoever runs what was found: which answers count as shut, and what usually brings them. A closure takes three strong answers in a
row over a day; weak ones alone are published as "no longer reachable". Everything that stands in no line here (a time-out, a broken
connection, a block page, an answer that the kind does not know) decides nothing: the asset is asked again, and after three days
two people may look and attest what they saw. So does a page, or a way elsewhere, in the place of what was open. A login in front is strong
where it was open before, on the same network or with the same certificate; a redirect to a login once two vantage points see it; both are
weak else. Where no connection comes about, a closed firewall looks like a machine that is off: it is ` + "`filtered`" + `, weak, once a web port of
the same machine, another service on it that we know or another of our places gets an answer. Each request carries the name of the team and the id of the case in its user agent.
`

var rows = map[string]Row{
	"s3": {
		Open: "the listing answers with its root element; a named object answers HEAD with 200", Half: "listing refused while the named object is readable, or the other way round",
		Strong: "AccessDenied, NoSuchBucket; a login in front", Weak: "404 for the object alone; the page of a server in front that refuses everything; the name is gone",
		Blind: "open to any signed-in AWS user, or to whoever pays for the request (requester pays): without credentials, which are never used, both refuse us as a private bucket does; and of a bucket without a named object, whether its objects are readable",
		Fixes: "block public access; remove the public policy or ACL; delete the bucket", Dir: "s3", Test: "TestServerOpenHalfClosedReopenedGone",
	},
	"azure": {
		Open: "the properties of the container, or 200 for the named blob", Half: "container refused while the named blob is readable",
		Strong: "409 PublicAccessNotPermitted; 401 NoAuthenticationInformation; 404 of the service itself, with its request id", Weak: "404 ResourceNotFound of something else; 403 AuthorizationFailure, the firewall of the account",
		Fixes: "switch off public access of the account or of the container", Dir: "azure", Test: "TestServerOpenHalfClosedGoneReopened",
	},
	"gcs": {
		Open: "a listing, or 200 for the named object", Half: "listing refused while the named object is readable",
		Strong: "401 and 403 that name the anonymous caller; the bucket does not exist", Weak: "denied for our address",
		Blind: "open to anybody with a Google account (allAuthenticatedUsers), or to whoever pays for the request: without credentials, which are never used, neither is seen",
		Fixes: "remove allUsers; enforce public access prevention; delete the bucket", Dir: "gcs", Test: "TestServerOpenDeletedGoneReopened",
	},
	"firebase": {
		Open: "null for a child that cannot exist", Half: "rules that open another place",
		Strong: "401 Permission denied; the database is locked", Weak: "404",
		Fixes: "write rules that ask for a login", Dir: "firebase", Test: "TestAnswersAreClassified",
	},
	"elasticsearch": {
		Open: "a count of documents", Half: "the cluster refuses while the named index answers",
		Strong: "401, 403 security_exception", Weak: "404; 403 of Amazon's gateway; refused connection",
		Fixes: "switch on security; put a login in front; bind to an inner address", Dir: "elasticsearch", Test: "TestAClusterThatRefusesAllIsOpenWhileTheNamedIndexIs",
	},
	"couchdb": {
		Open: "the session of an administrator, or a list of databases", Half: "the list is refused while the named database answers",
		Strong: "401; a login in front", Weak: "404; the page of a server in front that refuses everything; refused connection",
		Fixes: "set an administrator and require_valid_user; a login in front, which is the only way with PouchDB Server", Dir: "couchdb", Test: "TestAServerThatShutItsListIsOpenWhileTheNamedDatabaseIs",
	},
	"influxdb": {
		Open: "a query about a database that does not exist is run", Half: "–",
		Strong: "401", Weak: "refused connection",
		Fixes: "auth-enabled = true", Dir: "tcpexpect", Test: "TestInfluxDBServerOpenUnclaimedClosedGoneReopened",
	},
	"clickhouse": {
		Open: "1 for SELECT 1", Half: "–",
		Strong: "401 or 516, a password is demanded", Weak: "denied for our address; refused connection",
		Fixes: "set a password for the user default; restrict networks", Dir: "tcpexpect", Test: "TestClickHouseServerOpenClosedDeniedGoneReopened",
	},
	"etcd": {
		Open: "a header for a count of keys", Half: "–",
		Strong: "user name is empty; a certificate is demanded", Weak: "refused connection",
		Fixes: "auth enable; client certificates", Dir: "tcpexpect", Test: "TestEtcdServerOpenClosedGoneReopened",
	},
	"docker_registry": {
		Open: "200 for /v2/", Half: "–",
		Strong: "401 with a challenge for a password; 403 DENIED", Weak: "refused connection",
		Fixes: "htpasswd; a login in front. A challenge for a token decides nothing, because anybody may get one: two people look", Dir: "tcpexpect", Test: "TestRegistryServerLives",
	},
	"docker_api": {
		Open: "an Api-Version for /_ping", Half: "–",
		Strong: "a client certificate is demanded; 401 with a challenge", Weak: "403 of a server in front; refused connection",
		Fixes: "--tlsverify; bind to the socket", Dir: "tcpexpect", Test: "TestDockerAPIRecordedAnswersAreClassified",
	},
	"kubernetes": {
		Open: "a list without a login", Half: "the cluster hides its namespaces while the named one is open",
		Strong: "401; 403 for system:anonymous", Weak: "refused connection",
		Fixes: "--anonymous-auth=false; take the binding from system:anonymous", Dir: "kubernetes", Test: "TestAClusterThatHidesItsNamespacesIsOpenWhileTheNamedOneIs",
	},
	"rabbitmq": {
		Open: "guest and guest are let in (asked after two people agreed)", Half: "–",
		Strong: "401", Weak: "refused connection",
		Fixes: "delete guest; loopback_users", Dir: "tcpexpect", Test: "TestRabbitMQServerLives",
	},
	"http_file": {
		Open: "the first bytes of the file, or its recorded length", Half: "one file of a .git folder is hidden while another is served; http is open while https is shut, or the reverse",
		Strong: "401; 403 where the site lets us in elsewhere; 404 on a site that is there", Weak: "404 on a site that has nothing; 403 for everything",
		Fixes: "deny hidden files; remove the folder; put a login in front", Dir: "httpfile", Test: "TestOneHiddenFileClosesNoGitFolder",
	},
	"http_listing": {
		Open: "a page that lists files", Half: "http is open while https is shut, or the reverse",
		Strong: "401; 403 where the site lets us in elsewhere; 404 on a site that is there", Weak: "404 on a site that has nothing; 403 for everything",
		Fixes: "autoindex off; Options -Indexes; deny; remove the folder. An index page decides nothing, because it may be a firewall's: two people look", Dir: "httplisting", Test: "TestServerLives",
	},
	"http_match": {
		Open: "what the clause for open says", Half: "http is open while https is shut, or the reverse",
		Strong: "what the clause for closed says, with 401 or 403", Weak: "what the clause for closed says, with 404",
		Fixes: "whatever the clauses were written for", Dir: "httpmatch", Test: "TestServerLives",
	},
	"http": {
		Open: "what the clause for open says; the list of a folder", Half: "http is open while https is shut, or the reverse",
		Strong: "401 with a challenge; 403 for this address alone", Weak: "404; 403 for everything; refused connection",
		Fixes: "a login in front; deny; remove the page", Dir: "web", Test: "TestExpectationDecides",
	},
	"http_expect": {
		Open: "the clause for open of the definition", Half: "–",
		Strong: "the clause for closed: a login or a refusal", Weak: "the clause for closed with 404",
		Fixes: "switch on the login of the product; put one in front", Dir: "tcpexpect", Test: "TestShippedDefinitionsClassify",
	},
	"tcp_expect": {
		Open: "the clause for open of the definition", Half: "–",
		Strong: "the clause for closed of the definition", Weak: "refused connection",
		Fixes: "whatever the clauses were written for", Dir: "tcpexpect", Test: "TestAnswersAreClassified",
	},
	"tcp_port": {
		Open: "the connection comes about, whatever stands behind it", Half: "–",
		Strong: "–", Weak: "refused, or filtered, beside a port that is alive",
		Fixes: "a firewall; bind to an inner address; stop the service", Dir: "tcpport", Test: "TestRefusalCountsOnlyBesideALivingPort",
	},
	"tls_cert": {
		Open: "a certificate with the mark of the finding", Half: "–",
		Strong: "another certificate", Weak: "refused connection; the name is gone",
		Fixes: "replace and revoke the certificate", Dir: "tlscert", Test: "TestCertificateIsOpenWhileTheMarkIsOnIt",
	},
	"dns_dangling": {
		Open: "the name leads to a provider that gives it to anybody", Half: "–",
		Strong: "the record is gone, as two name servers say", Weak: "the name of the provider answers otherwise",
		Fixes: "remove the record; claim the name again", Dir: "dangling", Test: "TestChainsAreJudged",
	},
	"mongodb": {
		Open: "the start-up warnings", Half: "–",
		Strong: "code 13, Unauthorized", Weak: "refused connection",
		Fixes: "authorization: enabled; bindIp", Dir: "mongodb", Test: "TestServerLife",
	},
	"redis": {
		Open: "a number of keys for DBSIZE, or an answer to GET", Half: "PING is allowed, and neither DBSIZE nor GET",
		Strong: "NOAUTH, DENIED of the protected mode", Weak: "NOPERM for all that we ask; refused connection",
		Fixes: "requirepass; user default off; bind and protected-mode", Dir: "redis", Test: "TestServerLife",
	},
	"memcached": {
		Open: "a version, or the binary answer that there is no such key", Half: "–",
		Strong: "unauthenticated; a login (SASL) is wanted", Weak: "refused connection",
		Fixes: "-Y with a file of users; listen on an inner address", Dir: "memcached", Test: "TestServerLife",
	},
	"postgres": {
		Open: "AuthenticationOk before any password", Half: "one user is let in and a stranger is not: name the user as key",
		Strong: "a password is demanded", Weak: "no line of pg_hba for our address",
		Blind: "that one database or one user is let in without a password, where the asset names none: write postgres://user@host/database",
		Fixes: "scram-sha-256 instead of trust; listen_addresses", Dir: "postgres", Test: "TestServerLife",
	},
	"mysql": {
		Open: "the greeting of the server: a password does not change it", Half: "–",
		Strong: "–", Weak: "the host is not allowed; refused connection",
		Fixes: "a firewall; bind-address. A password is seen by mysql_login only", Dir: "mysql", Test: "TestServerGreeting",
	},
	"mysql_login": {
		Open: "the user of the finding is let in without a password (asked after two people agreed)", Half: "–",
		Strong: "access denied, a certificate is demanded, the user is gone", Weak: "the host is not allowed; refused connection",
		Fixes: "set a password; drop the anonymous user", Dir: "mysql", Test: "TestServerLogin",
	},
	"mqtt": {
		Open: "CONNACK 0 without a user", Half: "–",
		Strong: "CONNACK 4 or 5, not authorised", Weak: "refused connection",
		Blind: "which topics a stranger may read: that would bring other people's messages. A broker that lets us in and no longer tells its version, " +
			"as it did, has got an access list, and decides nothing: two people look. mosquitto answers the same to a list without any topic and to `topic read #`, " +
			"which leaves a stranger everything",
		Fixes: "allow_anonymous false; client certificates; an access list, which two people attest", Dir: "mqtt", Test: "TestServerLife",
	},
	"ftp": {
		Open: "230 for anonymous", Half: "–",
		Strong: "530; where TLS is demanded, 530 within it", Weak: "refused connection",
		Blind: "whether LIST is allowed: it is never sent; and why a server hangs up before its greeting, as ProFTPD does where Limit LOGIN denies the whole server",
		Fixes: "anonymous_enable=NO, NoAnonymous; take out the Anonymous block; demand TLS as well", Dir: "ftp", Test: "TestServerLife",
	},
	"rsync": {
		Open: "the module answers OK", Half: "–",
		Strong: "AUTHREQD", Weak: "access denied, which may be for our address; unknown module; refused connection",
		Fixes: "auth users and secrets file; hosts allow", Dir: "rsync", Test: "TestServerLife",
	},
	"ldap": {
		Open: "an entry for a stranger", Half: "–",
		Strong: "a login is demanded (8, 48, 49, or 1 with the words for it); insufficient access (50)", Weak: "no such object; refused connection",
		Blind: "what lies below an entry that is hidden: name the entry that is open in the address, such as ldap://host/ou=people,dc=example,dc=org",
		Fixes: "require authc; an access rule for anonymous", Dir: "ldap", Test: "TestServerLife",
	},
	"smb": {
		Open: "the share opens for a guest", Half: "–",
		Strong: "access denied to the guest or to the share", Weak: "turned away before any login; the share is gone; refused connection",
		Fixes: "guest ok = no; valid users; hosts deny", Dir: "smb", Test: "TestServerLife",
	},
	"nfs": {
		Open: "LOOKUP finds the export", Half: "–",
		Strong: "Kerberos is demanded", Weak: "NFS4ERR_ACCESS, which may be for our address; no such export; refused connection",
		Fixes: "krb5; a list of clients, which ends as no longer reachable", Dir: "nfs", Test: "TestServerLife",
	},
	"zookeeper": {
		Open: "an answer to srvr", Half: "–",
		Strong: "–", Weak: "refused connection",
		Fixes: "a firewall; enforce authentication", Dir: "tcpexpect", Test: "TestZooKeeperServerLife",
	},
}
