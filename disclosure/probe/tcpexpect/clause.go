package tcpexpect

import (
	"net/http"
	"regexp"
	"slices"

	"daylight/disclosure"
	"daylight/disclosure/fault"
	"daylight/disclosure/probe"
)

// Bounds of a clause. Patterns are RE2, so their time grows only linearly with the input.
const (
	maxPattern = 512 // bytes
	maxHeaders = 8
	maxStatus  = 20
)

// clause is a compiled [disclosure.Match]. All its parts have to match.
type clause struct {
	status  []int
	headers map[string]*regexp.Regexp
	body    *regexp.Regexp
}

// textClause compiles a clause over TCP: a pattern for what the service sends.
func textClause(where string, m disclosure.Match) (clause, error) {
	if m.Body == "" || len(m.Status) > 0 || len(m.Headers) > 0 {
		return clause{}, fault.Errorf(fault.Invalid, "%s: over TCP a clause has a body and nothing else", where)
	}
	re, err := pattern(where+".body", m.Body)
	return clause{body: re}, err
}

// webClause compiles a clause over HTTP. A status alone is not enough, because anything in front of a service can send one.
func webClause(where string, m disclosure.Match) (clause, error) {
	if len(m.Status) == 0 || (len(m.Headers) == 0 && m.Body == "") || len(m.Status) > maxStatus || len(m.Headers) > maxHeaders {
		return clause{}, fault.Errorf(fault.Invalid,
			"%s: over HTTP a clause has a status and, beside it, headers or a body; %d statuses and %d headers at most",
			where, maxStatus, maxHeaders)
	}
	c := clause{status: m.Status, headers: map[string]*regexp.Regexp{}}
	for _, s := range m.Status {
		if _, trouble := probe.ServerTrouble(s); trouble || s < 200 || s > 599 {
			return clause{}, fault.Errorf(fault.Invalid, "%s: status %d says nothing about the service", where, s)
		}
	}
	for name, text := range m.Headers {
		re, err := pattern(where+".headers."+name, text)
		if err != nil {
			return clause{}, err
		}
		c.headers[http.CanonicalHeaderKey(name)] = re
	}
	if m.Body == "" {
		return c, nil
	}
	var err error
	c.body, err = pattern(where+".body", m.Body)
	return c, err
}

// pattern compiles a pattern. It refuses one that matches an empty answer, because such a pattern proves nothing.
func pattern(where, text string) (*regexp.Regexp, error) {
	if len(text) > maxPattern {
		return nil, fault.Errorf(fault.Invalid, "%s: a pattern may have %d bytes at most", where, maxPattern)
	}
	re, err := regexp.Compile(text)
	if err != nil {
		return nil, fault.Errorf(fault.Invalid, "%s is not an RE2 pattern: %w", where, err)
	}
	if re.MatchString("") || re.MatchString("\n") {
		return nil, fault.Errorf(fault.Invalid, "%s: this pattern matches an empty answer", where)
	}
	return re, nil
}

// says reports whether any of the clauses matches what the service sent.
func says(clauses []clause, b []byte) bool {
	return slices.ContainsFunc(clauses, func(c clause) bool { return c.body.Match(b) })
}

// shows reports whether any of the clauses matches an answer.
func shows(clauses []clause, a probe.Answer) bool {
	return slices.ContainsFunc(clauses, func(c clause) bool {
		if !slices.Contains(c.status, a.Status) {
			return false
		}
		for name, re := range c.headers {
			if !slices.ContainsFunc(a.Header.Values(name), re.MatchString) {
				return false
			}
		}
		return c.body == nil || c.body.Match(a.Body)
	})
}
