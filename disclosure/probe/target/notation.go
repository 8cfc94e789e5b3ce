package target

import (
	"net/netip"
	"strings"

	"daylight/disclosure/fault"
	"daylight/disclosure/pattern"
)

// Plain turns what people write instead of an address into one: a command with its arguments, the notation of a scanner, a
// connection string. how says in words what was turned, "" for nothing. What cannot be turned surely is refused with what to
// write, so that it never becomes a web address by accident. named says that the person named the kind: then a bare word may
// well be the name of a bucket.
func Plain(text string, named bool) (address, how string, err error) {
	if len(text) > maxAddress {
		return text, "", nil // Clean refuses it
	}
	if strings.ContainsAny(text, " \t\n") {
		address, how, err := fromCommand(text)
		if err != nil || how == "" {
			return text, "", err
		}
		again, more, err := plainWord(address, named)
		return again, joined(how, more), err
	}
	return plainWord(text, named)
}

func joined(how, more string) string {
	if more == "" {
		return how
	}
	return how + "; " + more
}

// plainWord reads a notation without spaces.
func plainWord(text string, named bool) (address, how string, err error) {
	low := strings.ToLower(text)
	for _, n := range notations {
		if m := n.form.FindStringSubmatch(text); m != nil {
			address, err := n.read(m)
			if err != nil {
				return "", "", err
			}
			if address == text {
				break
			}
			return address, n.how, nil
		}
	}
	if inner, ok := strings.CutPrefix(low, "jdbc:"); ok {
		return fromJDBC(text[len(text)-len(inner):])
	}
	if err := refuseNoAddress(low, named); err != nil {
		return "", "", err
	}
	return text, "", nil
}

// notation is one way of writing that is not an address itself.
type notation struct {
	form *pattern.Pattern
	how  string
	read func(m []string) (string, error)
}

const (
	hostAt = `(?:[A-Za-z0-9_](?:[A-Za-z0-9_.-]*[A-Za-z0-9_])?|\[[0-9A-Fa-f:.]+\])`
	// dotted is a host that cannot be a scheme.
	dotted = `(?:[A-Za-z0-9_-]+(?:\.[A-Za-z0-9_-]+)+|\[[0-9A-Fa-f:.]+\])`
)

var notations = [...]notation{
	{ // what netip reads as a network of one address is that address
		form: pattern.New(`^([0-9A-Fa-f:.]+)/([0-9]{1,3})$`), how: "the one address of this network",
		read: func(m []string) (string, error) {
			p, err := netip.ParsePrefix(m[1] + "/" + m[2])
			switch {
			case err != nil:
				return m[0], nil // a host and a path of digits
			case !p.IsSingleIP():
				return "", fault.Errorf(fault.Invalid, "this is a whole network; make each exposed host an asset of its own, such as %s", p.Addr())
			case p.Addr().Is6():
				return "[" + p.Addr().String() + "]", nil
			}
			return p.Addr().String(), nil
		},
	},
	{
		form: pattern.New(`(?i)^tcp[/:](` + hostAt + `):([0-9]{1,5})$`), how: "host and port of a scanner's notation",
		read: func(m []string) (string, error) { return m[1] + ":" + m[2], nil },
	},
	{
		form: pattern.New(`(?i)^(` + hostAt + `):([0-9]{1,5})/tcp$`), how: "host and port of a scanner's notation",
		read: func(m []string) (string, error) { return m[1] + ":" + m[2], nil },
	},
	{
		form: pattern.New(`(?i)^(?:udp[/:].*|.*[0-9]/udp)$`),
		read: refuse("probes ask over TCP only; write tcp://host:port if the service answers there too"),
	},
	{
		form: pattern.New(`(?i)^[0-9]{1,5}/tcp$`),
		read: refuse("this is a port without a host; write host:port"),
	},
	{
		form: pattern.New(`^(` + dotted + `)::([A-Za-z0-9_.-]+(?:/.*)?)$`), how: "module of an rsync daemon",
		read: func(m []string) (string, error) { return "rsync://" + m[1] + "/" + m[2], nil },
	},
	{
		form: pattern.New(`^[^@/\s]+@` + hostAt + `:[^0-9].*$`),
		read: refuse("this is a path over SSH, which asks for a login; write the address of the service that is open"),
	},
	{
		form: pattern.New(`^(` + dotted + `):(/[^/].*)$`), how: "export of an NFS server",
		read: func(m []string) (string, error) { return "nfs://" + m[1] + m[2], nil },
	},
	{
		form: pattern.New(`^\\\\([^\\/]+)\\([^\\/]+)(?:\\.*)?$`), how: "share of an SMB server",
		read: func(m []string) (string, error) { return "smb://" + m[1] + "/" + m[2], nil },
	},
	{
		form: pattern.New(`^//[^/].*$`),
		read: refuse("this may be a share or a web address; write smb://host/share or https://host/path"),
	},
	{
		form: pattern.New(`(?i)^(?:s3a|s3n)://(.*)$`), how: "bucket in the notation of Hadoop",
		read: func(m []string) (string, error) { return "s3://" + m[1], nil },
	},
	{
		form: pattern.New(`(?i)^gcs://(.*)$`), how: "bucket of Google",
		read: func(m []string) (string, error) { return "gs://" + m[1], nil },
	},
	{
		form: pattern.New(`(?i)^(?:wasbs?|abfss?)://([^@/]+)@([^/@]+)(/.*)?$`), how: "container in the notation of Hadoop",
		read: func(m []string) (string, error) { return "https://" + m[2] + "/" + m[1] + m[3], nil },
	},
	{
		form: pattern.New(`(?i)^s3://([^/]+\.(?:amazonaws\.com(?:\.cn)?|digitaloceanspaces\.com|wasabisys\.com|backblazeb2\.com))(/.*)?$`), how: "the host of a bucket",
		read: func(m []string) (string, error) { return "https://" + m[1] + m[2], nil },
	},
	{
		form: pattern.New(`(?i)^mongodb\+srv://.*$`),
		read: refuse("mongodb+srv:// names a record and no host; look up _mongodb._tcp of that name and write mongodb://host:27017 for each host"),
	},
	{
		form: pattern.New(`(?i)^(?:oss|cos|cosn|obs|b2|r2|oci|swift|az|azure)://.*$`),
		read: refuse("a name alone does not tell in which region it is; write the web address of the bucket as its provider shows it"),
	},
	{
		form: pattern.New(`(?i)^(?:mssql|sqlserver|oracle|cassandra|cql|amqps?|kafka|neo4j|bolt|hdfs|db2|rdp|vnc|telnet|ssh|sftp|imaps?|pop3s?|smtps?|ws|wss|rtsp|sip)://.*$`),
		read: refuse("no kind of probe speaks this protocol; write tcp://host:port to ask whether the port still answers"),
	},
	{
		form: pattern.New(`(?i)^(?:mailto:)?[a-z0-9._%+'-]+@[a-z0-9-]+(?:\.[a-z0-9-]+)*\.[a-z]{2,}$`),
		read: refuse("this is a mail address; write what is exposed, such as https://example.com/path"),
	},
}

func refuse(why string) func([]string) (string, error) {
	return func([]string) (string, error) { return "", fault.Errorf(fault.Invalid, "%s", why) }
}

// fromJDBC reads what follows "jdbc:".
func fromJDBC(inner string) (address, how string, err error) {
	scheme, rest, ok := strings.Cut(inner, "://")
	how = "connection string of Java"
	switch strings.ToLower(scheme) {
	case "postgresql", "postgres", "mysql", "mariadb", "mongodb", "redis", "rediss":
		if ok {
			return strings.ToLower(scheme) + "://" + rest, how, nil
		}
	case "clickhouse", "ch":
		if ok {
			host, _ := splitAuthority(rest)
			if portOf(host) == 0 {
				host += ":8123"
			}
			return "http://" + host, how, nil
		}
	}
	return "", "", fault.Errorf(fault.Invalid, "no kind of probe speaks this protocol; write tcp://host:port to ask whether the port still answers")
}
