package target

import (
	"strings"

	"golang.org/x/net/publicsuffix"

	"daylight/disclosure/fault"
)

// about are hosts whose pages tell of exposed things and are none themselves. A probe of such a page would find it readable
// for ever. The names below them belong to them too.
var about = map[string]string{ //nolint:gosec // names of sites, and no credentials
	"shodan.io": "Shodan", "censys.io": "Censys", "censys.com": "Censys", "grayhatwarfare.com": "GrayhatWarfare", "zoomeye.org": "ZoomEye", "zoomeye.ai": "ZoomEye",
	"zoomeye.hk": "ZoomEye", "fofa.info": "FOFA", "fofa.so": "FOFA", "binaryedge.io": "BinaryEdge", "leakix.net": "LeakIX", "onyphe.io": "ONYPHE", "netlas.io": "Netlas",
	"criminalip.io": "Criminal IP", "hunter.how": "Hunter", "urlscan.io": "urlscan", "virustotal.com": "VirusTotal", "greynoise.io": "GreyNoise", "abuseipdb.com": "AbuseIPDB",
	"ipinfo.io": "IPinfo", "securitytrails.com": "SecurityTrails", "dnsdumpster.com": "DNSdumpster", "crt.sh": "crt.sh", "bgp.he.net": "Hurricane Electric", "publicwww.com": "PublicWWW",
	"intelx.io": "Intelligence X", "osint.sh": "OSINT.sh", "haveibeenpwned.com": "Have I Been Pwned", "web.archive.org": "a web archive", "archive.org": "a web archive",
	"archive.today": "a web archive", "archive.ph": "a web archive", "archive.is": "a web archive", "archive.li": "a web archive", "webcache.googleusercontent.com": "a web archive",
	"google.com": "a search engine", "bing.com": "a search engine", "duckduckgo.com": "a search engine", "yandex.com": "a search engine", "yandex.ru": "a search engine",
	"bit.ly": "a shortener of addresses", "t.co": "a shortener of addresses", "tinyurl.com": "a shortener of addresses", "goo.gl": "a shortener of addresses", "ow.ly": "a shortener of addresses",
	"is.gd": "a shortener of addresses", "twitter.com": "a social network", "x.com": "a social network", "linkedin.com": "a social network", "reddit.com": "a social network",
	"facebook.com": "a social network", "t.me": "a social network", "slack.com": "a chat", "teams.microsoft.com": "a chat", "discord.com": "a chat",
}

// ownPages are names below those of about that hold what belongs to somebody else.
var ownPages = map[string]bool{
	"storage.cloud.google.com": true, "console.cloud.google.com": true, "console.firebase.google.com": true, "storage.yandex.com": true,
	"drive.google.com": true, "docs.google.com": true, "groups.google.com": true, "sites.google.com": true,
}

// aboutHost says what a host is when its pages are about an asset, "" for any other.
func aboutHost(host string) string {
	for name := host; name != ""; {
		if ownPages[name] {
			return ""
		}
		if what := about[name]; what != "" {
			return what
		}
		_, name, _ = strings.Cut(name, ".")
	}
	return ""
}

// fileEndings are top-level domains that are endings of files more often than of a host without "www".
var fileEndings = map[string]bool{"zip": true, "mov": true, "md": true, "py": true, "sh": true, "rs": true}

// refuseNoAddress refuses pages about an asset, and words that are no address at all. low is in lower case.
func refuseNoAddress(low string, named bool) error {
	scheme, rest, given := strings.Cut(Undefanged(low), "://")
	if !given {
		rest = scheme
	}
	authority, tail := splitAuthority(rest)
	host, port, err := splitPort(authority[strings.LastIndexByte(authority, '@')+1:])
	if err != nil {
		return nil //nolint:nilerr // whoever reads the address says what is wrong
	}
	if what := aboutHost(strings.TrimPrefix(strings.TrimSuffix(host, "."), "www.")); what != "" && (!given || isHTTP(scheme)) {
		return fault.Errorf(fault.Invalid, "this is a page of %s about something, and not the thing itself; write the address of what is exposed", what)
	}
	if named || given || port != 0 || strings.HasPrefix(low, "arn:") {
		return nil
	}
	if strings.Contains(host, ":") || strings.HasPrefix(authority, "[") {
		return nil // an IPv6 address
	}
	return refuseWord(host, tail)
}

// refuseWord refuses a bare word and the name of a file, which would else become a web address that nobody has.
func refuseWord(host, tail string) error {
	if host == "" {
		return fault.Errorf(fault.Invalid, "the address has no host; write for example https://example.com/path")
	}
	if !strings.Contains(host, ".") {
		return fault.Errorf(fault.Invalid, "a bare word names no asset; write s3://NAME for a bucket at Amazon, gs://NAME for one at Google, or a whole address such as https://example.com/path")
	}
	last := host[strings.LastIndexByte(host, '.')+1:]
	suffix, official := publicsuffix.PublicSuffix(host)
	switch {
	case strings.Trim(last, "0123456789") == "" || last == "example" || last == "test" || last == "localhost" || last == "onion" || strings.ContainsFunc(last, func(r rune) bool { return r > '~' }):
		return nil
	case fileEndings[last] && tail == "" && strings.Count(host, ".") == 1:
		return fault.Errorf(fault.Invalid, "this may be the name of a file; write the whole address, such as https://example.com/%s", host)
	case !official && !strings.Contains(suffix, "."):
		return fault.Errorf(fault.Invalid, "there is no domain that ends in .%s; write the whole address, such as https://example.com/path", last)
	}
	return nil
}
