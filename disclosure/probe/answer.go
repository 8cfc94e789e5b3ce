package probe

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"hash"
	"slices"
	"strconv"
	"strings"

	"daylight/disclosure/observed"
	"daylight/disclosure/probe/target"
)

// minMACKey is the shortest key for answer seals, in bytes.
const minMACKey = 16

// maxHeaderValue bounds a recorded header value, in bytes, so that no content can hide in one.
const maxHeaderValue = 100

// Summary is an answer reduced to what may be kept: the facet that it was for, its status, the error code of the service and
// the name of the root element of its document. The seal is computed over summaries.
type Summary struct {
	Facet  string
	Status int
	Code   string
	Root   string
	Header map[string]string // of [StableHeaders]
}

// StableHeaders returns the allow-listed headers of an answer, under lower-case names. They tell what sort of server answered
// and are the same from probe to probe. Of WWW-Authenticate only the scheme is kept, because realms may hold names; of a
// redirect to another site only the defanged host.
func StableHeaders(a Answer) map[string]string {
	if a.stable != nil {
		return a.stable
	}
	return stableHeaders(a)
}

func stableHeaders(a Answer) map[string]string {
	out := map[string]string{}
	for _, name := range [...][2]string{
		{"Server", "server"}, {"Content-Type", "content-type"}, {"Retry-After", "retry-after"}, {"X-Amz-Bucket-Region", "x-amz-bucket-region"},
	} {
		if v := printable(a.Header.Get(name[0])); v != "" {
			out[name[1]] = v
		}
	}
	if scheme, _, _ := strings.Cut(a.Header.Get("Www-Authenticate"), " "); scheme != "" {
		out["www-authenticate"] = printable(strings.TrimSuffix(scheme, ","))
	}
	if a.Location != nil {
		if target.SameSite(a.URL.Hostname(), a.Location.Hostname()) {
			out["location"] = "same site"
		} else {
			out["location"] = printable(target.Defang(a.Location.Hostname()))
		}
	}
	return out
}

// IsStable reports whether [StableHeaders] may hold an entry of that name.
func IsStable(name string) bool {
	switch name {
	case "server", "content-type", "retry-after", "x-amz-bucket-region", "www-authenticate", "location":
		return true
	default:
		return false
	}
}

// printable cuts a header value to its bound and drops all but printable ASCII.
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

// Seal returns the HMAC-SHA256 in hex over the summaries, "" without a key. Two probes with the same seal got the same
// answer. It is keyed because answers are so short that a plain hash could be reversed by trying all of them. What changes
// each time (dates, request ids, the body) is not part of it.
func (e *Env) Seal(answers ...Summary) string {
	if len(e.macKey) == 0 || len(answers) == 0 {
		return ""
	}
	text := make([]byte, 0, sealBytes)
	for _, a := range answers {
		text = a.appendTo(text)
	}
	mac, ok := e.macs.Get().(hash.Hash)
	if !ok {
		mac = hmac.New(sha256.New, e.macKey)
	}
	mac.Reset()
	mac.Write(text)
	sum := mac.Sum(text[:0])
	e.macs.Put(mac)
	return string(hex.AppendEncode(sum, sum)[len(sum):])
}

// sealBytes is enough for what most answers are reduced to.
const sealBytes = 384

// appendTo quotes each part, so that no value can be mistaken for two.
func (s Summary) appendTo(b []byte) []byte {
	b = append(strconv.AppendQuote(b, s.Facet), ' ')
	b = append(strconv.AppendInt(b, int64(s.Status), 10), ' ')
	b = append(strconv.AppendQuote(b, s.Code), ' ')
	b = append(strconv.AppendQuote(b, s.Root), '\n')
	names := make([]string, 0, 8)
	for name := range s.Header {
		if name != "retry-after" { // it counts down
			names = append(names, name)
		}
	}
	slices.Sort(names)
	for _, name := range names {
		b = append(strconv.AppendQuote(b, name), ": "...)
		b = append(strconv.AppendQuote(b, s.Header[name]), '\n')
	}
	return b
}

// RecordAnswer writes what may be kept of a into o. Sizes add up; everything else is that of the latest answer with a status.
func RecordAnswer(o *observed.Observation, a Answer) {
	o.Bytes += a.Bytes
	if a.Peer != "" {
		o.Peer, o.Key = a.Peer, a.Key
	}
	if a.Status != 0 {
		o.Status, o.Headers = a.Status, StableHeaders(a)
	}
	if a.Fault != nil && a.Fault.Local {
		o.Local = true
	}
}
