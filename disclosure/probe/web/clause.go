package web

import (
	"net/http"
	"regexp"
	"slices"

	"daylight/disclosure"
	"daylight/disclosure/probe"
)

// Bounds of an expectation. Patterns are RE2: their time grows with the input only linearly.
const (
	maxPattern = 512 // bytes
	maxHeaders = 8
	maxStatus  = 20
)

// clauses are a compiled expectation. A nil clause is the default one.
type clauses struct{ open, closed *clause }

type clause struct {
	status  []int
	headers map[string]*regexp.Regexp
	body    *regexp.Regexp
}

func compile(e *disclosure.Expect) (clauses, error) {
	var c clauses
	if e == nil {
		return c, nil
	}
	if e.Send != "" {
		return c, disclosure.Errorf(disclosure.Invalid, "expect.send goes with kind tcp_expect; kind http sends its own request")
	}
	var err error
	if c.open, err = compileMatch("open", e.Open); err != nil {
		return c, err
	}
	if c.closed, err = compileMatch("closed", e.Closed); err != nil {
		return c, err
	}
	if c.closed != nil {
		for _, s := range c.closed.status {
			if _, trouble := probe.ServerTrouble(s); trouble {
				return c, disclosure.Errorf(disclosure.Invalid,
					"expect.closed: status %d says that the server is in trouble, not that anything was closed", s)
			}
		}
	}
	return c, nil
}

func compileMatch(name string, m *disclosure.Match) (*clause, error) {
	if m == nil {
		return nil, nil //nolint:nilnil // no clause is a valid clause: the default one
	}
	if len(m.Status) == 0 && len(m.Headers) == 0 && m.Body == "" {
		return nil, disclosure.Errorf(disclosure.Invalid, "expect.%s is empty; give status, headers or body", name)
	}
	if len(m.Status) > maxStatus || len(m.Headers) > maxHeaders {
		return nil, disclosure.Errorf(disclosure.Invalid,
			"expect.%s may name %d statuses and %d headers at most", name, maxStatus, maxHeaders)
	}
	c := &clause{status: m.Status, headers: map[string]*regexp.Regexp{}}
	for _, s := range m.Status {
		if s < 200 || s > 599 {
			return nil, disclosure.Errorf(disclosure.Invalid, "expect.%s: %d is no final HTTP status (200 to 599)", name, s)
		}
	}
	for header, pattern := range m.Headers {
		re, err := compilePattern(name+".headers."+header, pattern)
		if err != nil {
			return nil, err
		}
		c.headers[http.CanonicalHeaderKey(header)] = re
	}
	if m.Body != "" {
		re, err := compilePattern(name+".body", m.Body)
		if err != nil {
			return nil, err
		}
		c.body = re
	}
	return c, nil
}

func compilePattern(where, pattern string) (*regexp.Regexp, error) {
	if len(pattern) > maxPattern {
		return nil, disclosure.Errorf(disclosure.Invalid, "expect.%s: a pattern may have %d bytes at most", where, maxPattern)
	}
	re, err := regexp.Compile(pattern)
	if err != nil {
		return nil, disclosure.Errorf(disclosure.Invalid, "expect.%s is no RE2 pattern: %w", where, err)
	}
	return re, nil
}

// needsBody reports whether a pattern looks at the body.
func (c clauses) needsBody() bool {
	return (c.open != nil && c.open.body != nil) || (c.closed != nil && c.closed.body != nil)
}

// bodyLimit returns how much of an answer's body is read. A body that may be the exposed data itself is read only for
// a pattern; the text of a refusal is read to tell a firewall's from the server's.
func (c clauses) bodyLimit(status int, l probe.Limits) int64 {
	switch {
	case c.needsBody():
		return l.Body
	case status >= http.StatusBadRequest:
		return l.Error
	}
	return 0
}

// matches reports whether all parts of the clause hold. anyStatus says which statuses do when it names none.
func (c *clause) matches(a probe.Answer, anyStatus func(int) bool) bool {
	if len(c.status) > 0 {
		if !slices.Contains(c.status, a.Status) {
			return false
		}
	} else if !anyStatus(a.Status) {
		return false
	}
	for name, re := range c.headers {
		if !slices.ContainsFunc(a.Header.Values(name), re.MatchString) {
			return false
		}
	}
	return c.body == nil || c.body.Match(a.Body)
}

// specific reports whether the clause looks at more than the status.
func (c *clause) specific() bool { return c.body != nil || len(c.headers) > 0 }
