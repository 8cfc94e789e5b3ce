package tcpexpect

import (
	"net/http"
	"regexp"
	"slices"

	"daylight/disclosure"
	"daylight/disclosure/fault"
	"daylight/disclosure/probe"
)

// Bounds of a clause. Patterns are RE2: their time grows with the input only linearly.
const (
	maxPattern = 512 // bytes
	maxHeaders = 8
	maxStatus  = 20
)

// clause is a compiled [disclosure.Match]. All its parts have to hold.
type clause struct {
	status  []int
	headers map[string]*regexp.Regexp
	body    *regexp.Regexp
}

// textClause compiles a clause over TCP: a pattern over what was said.
func textClause(where string, m disclosure.Match) (clause, error) {
	if m.Body == "" || len(m.Status) > 0 || len(m.Headers) > 0 {
		return clause{}, fault.Errorf(fault.Invalid, "%s: over TCP a clause has a body and nothing else", where)
	}
	re, err := pattern(where+".body", m.Body)
	return clause{body: re}, err
}

// webClause compiles a clause over HTTP. A status alone is what anything in front of a service can say.
func webClause(where string, m disclosure.Match) (clause, error) {
	if len(m.Status) == 0 || (len(m.Headers) == 0 && m.Body == "") || len(m.Status) > maxStatus || len(m.Headers) > maxHeaders {
		return clause{}, fault.Errorf(fault.Invalid,
			"%s: over HTTP a clause has a status and, beside it, headers or a body; %d statuses and %d headers at most",
			where, maxStatus, maxHeaders)
	}
	c := clause{status: m.Status, headers: map[string]*regexp.Regexp{}}
	for _, s := range m.Status {
		if _, trouble := probe.ServerTrouble(s); trouble || s < 200 || s > 599 {
			return clause{}, fault.Errorf(fault.Invalid, "%s: status %d is no answer about the service", where, s)
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

// pattern compiles one. One that an empty answer meets says nothing.
func pattern(where, text string) (*regexp.Regexp, error) {
	if len(text) > maxPattern {
		return nil, fault.Errorf(fault.Invalid, "%s: a pattern may have %d bytes at most", where, maxPattern)
	}
	re, err := regexp.Compile(text)
	if err != nil {
		return nil, fault.Errorf(fault.Invalid, "%s is no RE2 pattern: %w", where, err)
	}
	if re.MatchString("") || re.MatchString("\n") {
		return nil, fault.Errorf(fault.Invalid, "%s: an empty answer meets this pattern", where)
	}
	return re, nil
}

// says reports whether any of the clauses holds over what was said.
func says(clauses []clause, b []byte) bool {
	return slices.ContainsFunc(clauses, func(c clause) bool { return c.body.Match(b) })
}

// shows reports whether any of the clauses holds over an answer.
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
