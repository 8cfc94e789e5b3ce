package probe

import (
	"cmp"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"golang.org/x/net/http/httpguts"

	"daylight/disclosure/fault"
)

// wireBytes is enough for most requests.
const wireBytes = 320

// wire returns the request to u exactly as it goes over the wire. [Prober.Plan] shows the same bytes. They are those of net/http, which a
// test holds them to; it would build a request of many parts first, twice for each probe.
func (e *Env) wire(r Request, u *url.URL) ([]byte, error) {
	if err := e.permitted(r); err != nil {
		return nil, err
	}
	host, err := httpguts.PunycodeHostPort(strings.TrimSuffix(u.Host, ":"))
	path := cmp.Or(u.EscapedPath(), "/")
	if err != nil || u.Opaque != "" || !httpguts.ValidHostHeader(host) || strings.Contains(host, "%") || !oneWord(path) || !oneWord(u.RawQuery) {
		return nil, fault.Errorf(fault.Invalid, "this address fits into no request")
	}
	b := make([]byte, 0, wireBytes)
	b = append(append(append(b, r.Method...), ' '), path...)
	if u.RawQuery != "" || u.ForceQuery {
		b = append(append(b, '?'), u.RawQuery...)
	}
	b = append(append(append(b, " HTTP/1.1\r\nHost: "...), host...), "\r\nUser-Agent: "...)
	b = append(e.identity.appendTo(b, r.Case), "\r\nConnection: close\r\n"...) // one request, one connection
	if r.Method == http.MethodPost {
		b = append(strconv.AppendInt(append(b, "Content-Length: "...), int64(len(r.Payload)), 10), "\r\n"...)
	}
	fields := make([][2]string, 0, 8)
	accept := "*/*"
	for name, value := range r.Header {
		if name = http.CanonicalHeaderKey(name); name == "Accept" {
			accept = value
			continue
		}
		fields = append(fields, [2]string{name, value})
	}
	fields = append(fields, [2]string{"Accept", accept})
	if e.identity.From != "" {
		fields = append(fields, [2]string{"From", e.identity.From})
	}
	slices.SortFunc(fields, func(a, b [2]string) int { return strings.Compare(a[0], b[0]) })
	for _, f := range fields {
		if !httpguts.ValidHeaderFieldValue(f[1]) {
			return nil, fault.Errorf(fault.Invalid, "the value of the header %s fits into no request", f[0])
		}
		b = append(append(append(append(b, f[0]...), ": "...), f[1]...), "\r\n"...)
	}
	return append(append(b, "\r\n"...), r.Payload...), nil
}

// oneWord reports whether a part of an address can stand in the first line of a request.
func oneWord(part string) bool {
	return !strings.ContainsFunc(part, func(c rune) bool { return c <= ' ' || c == 0x7f })
}
