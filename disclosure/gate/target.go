package gate

import (
	"net/netip"
	"net/url"
	"strings"
	"unicode"
	"unicode/utf8"

	"daylight/disclosure"
	"daylight/disclosure/pattern"
)

// targetForm is a text that leads to an asset, in lower case.
type targetForm struct {
	asset  string // id, for messages
	what   string // host, bucket, object …
	needle string
	// An address that a link must have to lead to the asset: host and, where the host is not the asset's own, the
	// beginning of the path. Empty for forms that are no hosts.
	host, port, path string
	// A name may stand inside a defanged address, where the form allows those.
	inDefanged bool
}

// targetForms returns every form of the assets of a case that must not stand in what is published.
//
// A host that many share (an endpoint of a storage provider, the vendor's own site, this very machine) is no
// locator by itself and is looked for together with what makes it one.
func targetForms(c *disclosure.Case) []targetForm {
	var out []targetForm
	assets := c.AssetsEver()
	for i := range assets {
		a := &assets[i]
		for _, t := range strings.Split(a.Target, ",") { // a connection string may name several hosts
			out = append(out, formsOf(a.ID, strings.TrimSpace(t), c)...)
		}
		if key := strings.ToLower(strings.Trim(a.Key, "/ ")); len(key) >= 5 {
			out = append(out, targetForm{asset: a.ID, what: "object", needle: key})
		}
	}
	return out
}

func formsOf(id, target string, c *disclosure.Case) []targetForm {
	scheme, host, port, path := splitTarget(target)
	if host == "" {
		return unread(id, target)
	}
	if scheme == "s3" || scheme == "gs" {
		return bucketForm(id, host)
	}
	first, _, _ := strings.Cut(strings.TrimPrefix(path, "/"), "/")
	form := targetForm{asset: id, what: "host", needle: host, host: host}
	switch {
	case isLocal(host):
		form.port, form.needle = port, hostPort(host, port)
		if port == "" {
			form.path = "/" + first
			form.needle = host + form.path
		}
	case isEndpoint(host):
		form.path = "/" + first
		form.needle = host + form.path
	case ownedBySite(host, c):
		if strings.Trim(path, "/") == "" {
			// The site itself is the asset. Its name is the vendor's, but an address that opens it is not to be given.
			form.needle = "://" + host
		} else {
			// With and without www. it is the same site, and a name before the needle counts as one of its own.
			form.host = strings.TrimPrefix(host, "www.")
			form.path = strings.TrimRight(path, "/")
			form.needle = form.host + form.path
		}
	}
	out := []targetForm{form}
	if people := unicodeHost(form.host); people != form.host {
		written := form
		written.needle, written.host = strings.ReplaceAll(form.needle, form.host, people), people
		out = append(out, written)
	}
	if b := bucketOf(host, first); b != "" {
		out = append(out, bucketForm(id, b)...)
	}
	return out
}

// unread looks for a target that cannot be taken apart, such as one of an imported case, just as it is written.
func unread(id, target string) []targetForm {
	if target = strings.ToLower(target); len(target) < 4 {
		return nil
	}
	return []targetForm{{asset: id, what: "target", needle: target}}
}

// splitTarget takes a target apart: an address with a scheme, or host, port and path without one.
func splitTarget(target string) (scheme, host, port, path string) {
	target = strings.ToLower(target)
	if !strings.Contains(target, "://") {
		target = "//" + target
	}
	if u, err := url.Parse(target); err == nil {
		return u.Scheme, strings.TrimSuffix(u.Hostname(), "."), u.Port(), u.Path
	}
	// What is no address is still looked for.
	scheme, rest, _ := strings.Cut(target, "://")
	host, path, _ = strings.Cut(strings.TrimPrefix(rest, "//"), "/")
	return scheme, host, "", "/" + path
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

// isEndpoint reports whether a host serves the buckets of everybody.
func isEndpoint(host string) bool { return endpoint.MatchString(host) }

// ownedBySite reports whether a host is the vendor's site, whose name a writeup gives anyway.
func ownedBySite(host string, c *disclosure.Case) bool {
	for _, p := range c.Parties {
		domain := strings.TrimPrefix(strings.ToLower(strings.TrimSpace(p.Domain)), "www.")
		if domain != "" && strings.TrimPrefix(host, "www.") == domain {
			return true
		}
	}
	return false
}

// bucketOf returns the name of a bucket from a host or, at a provider's endpoint, from the path.
func bucketOf(host, first string) string {
	if isEndpoint(host) || isLocal(host) {
		return first
	}
	if m := bucketInHost.FindStringSubmatch(host); m != nil {
		return m[1]
	}
	return ""
}

// bucketForm looks for the bare name of a bucket, if it is a name that no sentence holds by chance: "files" is not.
func bucketForm(id, bucket string) []targetForm {
	form := targetForm{asset: id, what: "bucket", needle: bucket, inDefanged: true}
	if len(bucket) < 3 {
		return nil
	}
	if len(bucket) < 12 && !strings.ContainsAny(bucket, "-._0123456789") {
		form.needle = "s3://" + bucket
	}
	return []targetForm{form}
}

// targetsIn looks for forms that lead to an asset in one view of a line.
func (s *scanner) targetsIn(view string, add report) {
	lower := strings.ToLower(view)
	refanged := lower
	if s.strict {
		refanged = refang(lower)
	}
	for _, t := range s.targets {
		if t.foundIn(lower, !s.strict) {
			add(CheckTargetDefanged, t.what+" of asset "+t.asset, "")
		} else if s.strict && t.foundIn(refanged, false) {
			add(CheckTargetDefanged, t.what+" of asset "+t.asset+", defanged, which this form does not allow", "")
		}
	}
}

// foundIn reports whether a line in lower case holds the form as a whole word.
func (t *targetForm) foundIn(lower string, defangedAllowed bool) bool {
	for from := 0; ; {
		i := strings.Index(lower[from:], t.needle)
		if i < 0 {
			return false
		}
		at, end := from+i, from+i+len(t.needle)
		if wholeName(lower, at, end, t.host != "") && (!t.inDefanged || !defangedAllowed || !defangedAround(lower, at, end)) {
			return true
		}
		from = at + 1
	}
}

// wholeName reports whether s[at:end] is a name of its own. A name before it with a dot is one of its subdomains and
// counts; a name after the dot of a host makes it another host.
func wholeName(s string, at, end int, host bool) bool {
	if endsInName(s[:at]) && beginsAsName(s[at:]) || endsInName(s[:end]) && beginsAsName(s[end:]) {
		return false
	}
	if after, dot := strings.CutPrefix(s[end:], "."); host && dot && beginsAsName(after) {
		return strings.Contains(s[at:end], "/") // "file.sql" after a path is still the path
	}
	return true
}

func beginsAsName(s string) bool {
	r, _ := utf8.DecodeRuneInString(s)
	return inName(r)
}

func endsInName(s string) bool {
	r, _ := utf8.DecodeLastRuneInString(s)
	return inName(r)
}

// inName reports whether a name may hold the character: quotation marks, spaces and dots of other scripts end one.
func inName(r rune) bool {
	return r == '-' || r == '_' || unicode.In(r, unicode.L, unicode.M, unicode.N)
}

// defangedAround reports whether the word around s[at:end] is a defanged address.
func defangedAround(s string, at, end int) bool {
	const stops = " \t\"'<>`,;|"
	from := strings.LastIndexAny(s[:at], stops) + 1
	to := len(s)
	if i := strings.IndexAny(s[end:], stops); i >= 0 {
		to = end + i
	}
	word := s[from:to]
	return containsAny(word, []string{"[.]", "(.)", "[dot]", "(dot)", "{.}", "hxxp", "[:]", "[://]"})
}

// address matches what a browser follows: with a scheme, or without one ("//host/").
var address = pattern.New(`(?i)(?:\b[a-z][a-z0-9+.-]{1,20}:)?//[^\s"'<>\\` + "`" + `]+`)

// linksIn looks for live links to an asset or to an IP address. Links to the vendor, the press and others are fine.
func linksIn(view string, targets []targetForm, add report) {
	if !strings.Contains(view, "//") {
		return
	}
	for _, link := range address.FindAllString(view, -1) {
		scheme, rest, _ := strings.Cut(link, "//")
		if strings.HasPrefix(strings.ToLower(scheme), "hxxp") {
			continue // no program follows it, and it is how a target is written in a full writeup
		}
		rest = strings.ToLower(strings.TrimRight(rest, ").,;:]}"))
		host, port, path := splitHost(rest)
		if numericHost(host) {
			add(CheckNoLiveLinks, "link to an IP address", "")
		}
		for _, t := range targets {
			if t.leadsTo(host, port, path) {
				add(CheckNoLiveLinks, "link to asset "+t.asset, "")
			}
		}
	}
}

// splitHost takes what follows the // of an address apart.
func splitHost(rest string) (host, port, path string) {
	if i := strings.IndexAny(rest, "/?#"); i >= 0 {
		rest, path = rest[:i], rest[i:]
	}
	rest = rest[strings.LastIndexByte(rest, '@')+1:]
	if strings.HasPrefix(rest, "[") {
		host, port, _ = strings.Cut(rest[1:], "]")
		return host, strings.TrimPrefix(port, ":"), path
	}
	host, port, _ = strings.Cut(rest, ":")
	return strings.TrimSuffix(host, "."), port, path
}

// leadsTo reports whether an address belongs to the asset.
func (t *targetForm) leadsTo(host, port, path string) bool {
	if t.host == "" || host != t.host && !strings.HasSuffix(host, "."+t.host) {
		return false
	}
	if t.port != "" && port != t.port {
		return false
	}
	if t.path == "" {
		return true
	}
	rest, ok := strings.CutPrefix(path, t.path)
	return ok && (rest == "" || strings.ContainsAny(rest[:1], "/?#") || strings.HasSuffix(t.path, "/"))
}

var numeric = pattern.New(`^(?:\d{1,10}|0x[0-9a-f]{1,8}|(?:0?[0-7]{1,3}|0x[0-9a-f]{1,2})(?:\.(?:0?[0-7]{1,3}|0x[0-9a-f]{1,2})){3})$`)

// numericHost reports whether a host is an IP address in any notation that browsers follow. This machine is none
// that a link could betray.
func numericHost(host string) bool {
	if a, err := netip.ParseAddr(host); err == nil {
		return !a.IsLoopback() && !a.IsUnspecified()
	}
	return numeric.MatchString(host)
}
