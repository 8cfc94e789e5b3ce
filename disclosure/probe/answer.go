package probe

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"hash"
	"maps"
	"slices"
	"strings"

	"daylight/disclosure"
)

// minMACKey is the shortest key for answer seals, in bytes.
const minMACKey = 16

// maxHeaderValue bounds a recorded header value, in bytes.
const maxHeaderValue = 100

// Summary is an answer reduced to what may be kept: where it came from in the plan, its status, the provider's error
// code and the name of the document's root element.
type Summary struct {
	Facet  string
	Status int
	Code   string
	Root   string
	Header map[string]string // of [StableHeaders]
}

// StableHeaders returns the allow-listed headers of an answer. They tell what kind of server answered and are
// the same from probe to probe; a redirect to another site is kept as its defanged host only.
func StableHeaders(a Answer) map[string]string {
	out := map[string]string{}
	for _, name := range [...]string{"Server", "Content-Type", "Retry-After", "X-Amz-Bucket-Region"} {
		if v := printable(a.Header.Get(name)); v != "" {
			out[strings.ToLower(name)] = v
		}
	}
	if scheme, _, _ := strings.Cut(a.Header.Get("WWW-Authenticate"), " "); scheme != "" {
		out["www-authenticate"] = printable(strings.TrimSuffix(scheme, ","))
	}
	if a.Location != nil {
		if SameSite(a.URL.Hostname(), a.Location.Hostname()) {
			out["location"] = "same site"
		} else {
			out["location"] = printable(Defang(a.Location.Hostname()))
		}
	}
	return out
}

// IsStable reports whether [StableHeaders] may hold an entry of the name.
func IsStable(name string) bool {
	switch name {
	case "server", "content-type", "retry-after", "x-amz-bucket-region", "www-authenticate", "location":
		return true
	default:
		return false
	}
}

// printable keeps the visible ASCII of a short header value.
func printable(v string) string {
	if len(v) > maxHeaderValue {
		v = v[:maxHeaderValue]
	}
	return strings.Map(func(r rune) rune {
		if r < ' ' || r > '~' {
			return -1
		}
		return r
	}, v)
}

// Seal returns the HMAC-SHA256 in hex over the summaries, "" without a key. Two probes with the same seal got
// the same answer; nobody without the key can guess the answer from it. What changes each time (dates, request
// ids, the body) is not in it.
func (e *Env) Seal(answers ...Summary) string {
	if len(e.macKey) == 0 || len(answers) == 0 {
		return ""
	}
	mac := hmac.New(sha256.New, e.macKey)
	for _, a := range answers {
		writeSummary(mac, a)
	}
	return hex.EncodeToString(mac.Sum(nil))
}

// writeSummary quotes each part, so that no value can pass for two.
func writeSummary(mac hash.Hash, a Summary) {
	mac.Write(fmt.Appendf(nil, "%q %d %q %q\n", a.Facet, a.Status, a.Code, a.Root))
	for _, name := range slices.Sorted(maps.Keys(a.Header)) {
		if name != "retry-after" { // counts down
			mac.Write(fmt.Appendf(nil, "%q: %q\n", name, a.Header[name]))
		}
	}
}

// Note writes what may be kept of a into o: the size adds up, the rest is that of the latest answer with a status.
func Note(o *disclosure.Observation, a Answer) {
	o.Bytes += a.Bytes
	if a.Peer != "" {
		o.Peer = a.Peer
	}
	if a.Status != 0 {
		o.Status, o.Headers = a.Status, StableHeaders(a)
	}
	if a.Fault != nil && a.Fault.Local {
		o.Local = true
	}
}
