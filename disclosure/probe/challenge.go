package probe

import (
	"bytes"
	"net/http"
	"strings"
)

// challengeHeaders are set by services in front of a server when they answer in its place. Headers that such a service adds
// to every answer, including those that it lets pass, are not among them.
var challengeHeaders = [...]string{"Cf-Mitigated", "X-Amzn-Waf-Action", "X-Sucuri-Block"}

// challengeMarks are phrases of block and challenge pages, in lower case.
var challengeMarks = [...][]byte{
	[]byte("request rejected"), []byte("the requested url was rejected"), []byte("your support id is"), // F5
	[]byte("attention required! | cloudflare"), []byte("cf-chl-"), []byte("just a moment..."), // Cloudflare
	[]byte("sucuri website firewall"), []byte("incapsula incident id"), []byte("_incapsula_resource"),
	[]byte("akamaighost"), []byte("reference&#32;&#35;"), // Akamai
	[]byte("request blocked"), []byte("captcha"), []byte("web application firewall"), []byte("mod_security"),
	[]byte("fortiguard intrusion prevention"), []byte("perimeterx"), []byte("access to this page has been denied"),
}

// IsChallenge reports whether an answer comes from a firewall or a bot check instead of the asset. Such an answer may be
// meant for our address alone, so it is never a closure. body may be nil, or the beginning of the body.
func IsChallenge(h http.Header, body []byte) bool {
	for _, name := range challengeHeaders {
		if h.Get(name) != "" {
			return true
		}
	}
	if len(body) == 0 || !IsHTML(h, body) {
		return false
	}
	low := bytes.ToLower(body)
	for _, mark := range challengeMarks {
		if bytes.Contains(low, mark) {
			return true
		}
	}
	return false
}

// IsHTML reports whether an answer is an HTML page, by its type or its first bytes.
func IsHTML(h http.Header, body []byte) bool {
	if strings.HasPrefix(strings.ToLower(strings.TrimSpace(h.Get("Content-Type"))), "text/html") {
		return true
	}
	start := bytes.ToLower(bytes.TrimLeft(body[:min(len(body), 256)], " \t\r\n\ufeff"))
	return bytes.HasPrefix(start, []byte("<!doctype html")) || bytes.HasPrefix(start, []byte("<html"))
}
