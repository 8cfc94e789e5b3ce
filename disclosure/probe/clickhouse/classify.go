package clickhouse

import (
	"bytes"
	"net/http"
	"regexp"
	"strings"

	"daylight/disclosure"
	"daylight/disclosure/probe"
)

// judge judges the answer to the query.
func judge(a probe.Answer) disclosure.FacetResult {
	if a.Status == http.StatusOK {
		if ours(a.Header) && string(bytes.TrimSuffix(a.Body, []byte("\n"))) == "1" {
			return probe.Open()
		}
		return probe.Unsure(disclosure.ReasonUnrecognised)
	}
	if r, ok := closing[errorNumber(a)]; ok && (a.Status == http.StatusUnauthorized || a.Status == http.StatusForbidden) {
		return probe.Closed(r)
	}
	return disclosure.FacetResult{}
}

// ours reports whether an answer comes from ClickHouse. The body alone, a single digit, could come from anything.
func ours(h http.Header) bool {
	if strings.HasPrefix(h.Get("Content-Type"), "text/tab-separated-values") {
		return true
	}
	for name := range h {
		if strings.HasPrefix(name, "X-Clickhouse-") {
			return true
		}
	}
	return false
}

// closing are the errors with which the server refuses a stranger, from its list of error codes.
var closing = map[string]disclosure.Reason{
	"192": disclosure.ReasonAuthRequired, // unknown user: the default user is gone
	"193": disclosure.ReasonAuthRequired, // wrong password
	"194": disclosure.ReasonAuthRequired, // a password is required
	"195": disclosure.ReasonDeniedForUs,  // address not allowed
	// 497 (access denied) is not one: it is about a single query of a user who was let in. Other queries may be allowed.
	"516": disclosure.ReasonAuthRequired, // authentication failed
}

var exception = regexp.MustCompile(`^Code: ([0-9]{1,4})[.,] `)

// errorNumber returns the number of an error, "" when the answer is not an error. Newer servers send it in a header too, and
// then the two have to agree.
func errorNumber(a probe.Answer) string {
	m := exception.FindSubmatch(a.Body)
	if m == nil || !bytes.Contains(a.Body, []byte("DB::Exception: ")) {
		return ""
	}
	if named := a.Header.Get("X-Clickhouse-Exception-Code"); named != "" && named != string(m[1]) {
		return ""
	}
	return string(m[1])
}
