package target

import (
	"fmt"
	"net/netip"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"daylight/disclosure/pattern"
	"daylight/disclosure/place"
)

// form is a text that leads to an asset, in lower case.
type form struct {
	asset  string
	what   string // host, bucket, object …
	needle string
	value  string   // the same for all spellings of one thing
	parts  []string // the words and numbers of the needle
	edge   edge
	// An address that a link must have to lead to the asset: host and, where the host is not the asset's own, the
	// beginning of the path. Empty for forms that are no hosts.
	host, port, path string
	inDefanged       bool // it may stand inside a defanged address, where the form of the page allows those
	framed           bool // a line below ends it, which no name of its kind would hold
	strictly         bool // it is looked for only where nothing may lead to the asset
}

// edge says what must not stand beside a form.
type edge int

const (
	nameEdge   edge = iota // a longer name
	numberEdge             // a longer word or number
	digitEdge              // a digit
	hostEdge               // a digit, and the name of a host goes on behind it
)

// add adds the forms of one target.
//
// A host that many share (an endpoint of a storage provider, the vendor's own site, this very machine) is no
// locator by itself and is looked for together with what makes it one.
func (s *Set) add(id, target string, sites []string) {
	scheme, host, port, path, query := split(target)
	if host == "" {
		s.unread(id, target)
		return
	}
	if scheme == "s3" || scheme == "gs" {
		s.bucket(id, host)
		return
	}
	first, _, _ := strings.Cut(strings.TrimPrefix(path, "/"), "/")
	f := form{asset: id, what: "host", needle: host, host: host}
	addr, isAddr := place.Numeric(host)
	switch {
	case isLocal(host):
		f.port, f.needle = port, hostPort(host, port)
		if port == "" {
			f.path = "/" + first
			f.needle = host + f.path
		}
	case isAddr:
		s.address(id, addr.Unmap())
		f.edge = digitEdge
		if addr.Is6() {
			f.edge = nameEdge
		}
	case endpoint.MatchString(host):
		f.path = "/" + first
		f.needle = host + f.path
	case slices.Contains(sites, strings.TrimPrefix(host, "www.")):
		if strings.Trim(path, "/") == "" {
			// The site itself is the asset. Its name is the vendor's, but an address that opens it is not to be given.
			f.needle = "://" + host
		} else {
			// With and without www. it is the same site, and a name before the needle counts as one of its own.
			f.host = strings.TrimPrefix(host, "www.")
			f.path = strings.TrimRight(path, "/")
			f.needle = f.host + f.path
		}
	default:
		if label, _, more := strings.Cut(host, "."); more && telling(label) && bucketOf(host, first) == "" {
			s.forms = append(s.forms, form{asset: id, what: "name of the host", needle: label, value: host, strictly: true})
		}
	}
	f.value = f.needle
	s.forms = append(s.forms, f)
	if people := unicodeHost(f.host); people != f.host {
		written := f
		written.needle, written.host = strings.ReplaceAll(f.needle, f.host, people), people
		s.forms = append(s.forms, written)
	}
	if b := bucketOf(host, first); b != "" {
		s.bucket(id, b)
	}
	s.beyond(id, path, query)
}

// beyond looks for what stands behind the host, which leads to the asset of a page that names its vendor.
func (s *Set) beyond(id, path, query string) {
	path = strings.TrimRight(path, "/")
	if strings.Count(path, "/") > 1 && len(path) >= 8 || telling(strings.TrimPrefix(path, "/")) {
		s.forms = append(s.forms, form{asset: id, what: "path", needle: path, value: path, strictly: true})
	}
	if base := path[strings.LastIndexByte(path, '/')+1:]; telling(base) {
		s.forms = append(s.forms, form{asset: id, what: "file", needle: base, value: path, strictly: true})
	}
	if len(query) >= 8 && strings.Contains(query, "=") {
		s.forms = append(s.forms, form{asset: id, what: "query", needle: query, value: query, strictly: true})
	}
}

// usual are names of files that every site has.
var usual = []string{"index.html", "index.htm", "index.php", "robots.txt", "sitemap.xml", "favicon.ico", "security.txt", "wp-config.php", "phpinfo.php", "docker-compose.yml", ".git/config", "package.json"}

// telling reports whether a name leads somewhere by itself, and is no word that any sentence may hold.
func telling(s string) bool {
	return len(s) >= 8 && strings.ContainsAny(s, "-_.0123456789") && !slices.Contains(usual, s)
}

// unread looks for a target that cannot be taken apart, such as one of an imported case, just as it is written.
func (s *Set) unread(id, target string) {
	if target = lower(target); len(target) >= 4 {
		s.forms = append(s.forms, form{asset: id, what: "target", needle: target, value: target})
	}
}

// split takes a target apart: an address with a scheme, or host, port and path without one.
func split(target string) (scheme, host, port, path, query string) {
	target = lower(target)
	if !strings.Contains(target, "://") {
		target = "//" + target
	}
	if u, err := url.Parse(target); err == nil {
		return u.Scheme, strings.TrimSuffix(u.Hostname(), "."), u.Port(), u.Path, u.RawQuery
	}
	// What is no address is still looked for.
	scheme, rest, _ := strings.Cut(target, "://")
	host, path, _ = strings.Cut(strings.TrimPrefix(rest, "//"), "/")
	return scheme, host, "", "/" + path, ""
}

// hostPort joins a host and a port as addresses do. A literal of IP version 6 stands in brackets.
func hostPort(host, port string) string {
	if strings.Contains(host, ":") {
		host = "[" + host + "]"
	}
	return host + ":" + port
}

// isLocal reports whether a host is this machine, as in tests and the demo.
func isLocal(host string) bool {
	if a, err := netip.ParseAddr(host); err == nil {
		return a.IsLoopback() || a.IsUnspecified()
	}
	return host == "localhost" || strings.HasSuffix(host, ".localhost")
}

var (
	endpoint     = pattern.New(`^(?:s3[.-](?:[a-z0-9-]+\.)*amazonaws\.com(?:\.cn)?|s3\.[a-z0-9.-]+|storage\.googleapis\.com|[a-z0-9-]+\.digitaloceanspaces\.com)$`)
	bucketInHost = pattern.New(`^(.+)\.(?:s3[.-][a-z0-9.-]*|storage\.googleapis\.com|blob\.core\.windows\.net|[a-z0-9-]+\.digitaloceanspaces\.com|firebaseio\.com|appspot\.com|oss-[a-z0-9.-]+)$`)
)

// bucketOf returns the name of a bucket from a host or, at a provider's endpoint, from the path.
func bucketOf(host, first string) string {
	if endpoint.MatchString(host) || isLocal(host) {
		return first
	}
	if m := bucketInHost.FindStringSubmatch(host); m != nil {
		return m[1]
	}
	return ""
}

// bucket looks for the bare name of a bucket, if it is a name that no sentence holds by chance: "files" is not.
func (s *Set) bucket(id, bucket string) {
	f := form{asset: id, what: "bucket", needle: bucket, value: bucket, inDefanged: true}
	if len(bucket) < 3 {
		return
	}
	if len(bucket) < 12 && !strings.ContainsAny(bucket, "-._0123456789") {
		f.needle = "s3://" + bucket
	}
	s.forms = append(s.forms, f)
}

// address adds the other spellings of a machine's address: of C libraries and browsers, of reverse lookups, and of names that providers
// and services make of it ("ec2-192-0-2-7", "192-0-2-7.nip.io"). Those of IPv6 that hold it are found by [Set.At].
func (s *Set) address(id string, a netip.Addr) {
	s.at[a] = id
	whole := a.String()
	add := func(e edge, needle string) {
		s.forms = append(s.forms, form{asset: id, what: "address", needle: needle, value: whole, edge: e, inDefanged: true})
	}
	if a.Is6() {
		digits := strings.ReplaceAll(a.StringExpanded(), ":", "")
		nibbles := strings.Split(digits, "")
		slices.Reverse(nibbles)
		add(nameEdge, strings.Join(nibbles, ".")+".ip6.arpa")
		add(nameEdge, strings.ReplaceAll(whole, ":", "-"))
		add(nameEdge, strings.ReplaceAll(a.StringExpanded(), ":", "-"))
		add(nameEdge, digits)
		return
	}
	b := a.As4()
	last3 := uint32(b[1])<<16 | uint32(b[2])<<8 | uint32(b[3])
	n := uint32(b[0])<<24 | last3
	padded := fmt.Sprintf("%03d.%03d.%03d.%03d", b[0], b[1], b[2], b[3])
	for _, mark := range []string{"-", "_"} {
		add(digitEdge, strings.ReplaceAll(whole, ".", mark))
		add(digitEdge, strings.ReplaceAll(padded, ".", mark))
	}
	add(digitEdge, padded)
	add(digitEdge, fmt.Sprintf("%d.%d.%d.%d.in-addr.arpa", b[3], b[2], b[1], b[0]))
	add(hostEdge, fmt.Sprintf("%d.%d.%d.%d.", b[3], b[2], b[1], b[0]))
	add(digitEdge, fmt.Sprintf("%d-%d-%d-%d.", b[3], b[2], b[1], b[0]))
	add(numberEdge, strconv.FormatUint(uint64(n), 10))
	add(numberEdge, fmt.Sprintf("0x%08x", n))
	add(numberEdge, fmt.Sprintf("0%o", n))
	add(numberEdge, strings.Join([]string{octal(b[0]), octal(b[1]), octal(b[2]), octal(b[3])}, "."))
	add(numberEdge, fmt.Sprintf("0%o.0%o.0%o.0%o", b[0], b[1], b[2], b[3]))
	add(numberEdge, fmt.Sprintf("%04o.%04o.%04o.%04o", b[0], b[1], b[2], b[3]))
	add(numberEdge, fmt.Sprintf("0x%x.0x%x.0x%x.0x%x", b[0], b[1], b[2], b[3]))
	add(numberEdge, fmt.Sprintf("0x%02x.0x%02x.0x%02x.0x%02x", b[0], b[1], b[2], b[3]))
	if digits := fmt.Sprintf("%08x", n); strings.ContainsAny(digits, "abcdef") {
		add(numberEdge, digits)
	}
	// Short spellings that look like a section or a version are left to links: "10.1".
	const plain = 1000
	if last2 := last3 & 0xffff; last2 >= plain {
		add(numberEdge, fmt.Sprintf("%d.%d.%d", b[0], b[1], last2))
	}
	if last3 >= plain {
		add(numberEdge, fmt.Sprintf("%d.%d", b[0], last3))
	}
}

// octal is a number as C writes it in base eight.
func octal(b byte) string {
	if b == 0 {
		return "0"
	}
	return fmt.Sprintf("0%o", b)
}
