package probe

import (
	"net/http"
	"regexp"
	"slices"

	"daylight/disclosure"
	"daylight/disclosure/fault"
)

// Bounds of an expectation. Patterns are RE2: their time grows with the input only linearly.
const (
	maxPattern = 512 // bytes
	maxHeaders = 8
	maxStatus  = 20
)

// Clauses are a compiled expectation: what a person wrote down about how open and closed look. A nil clause is the
// default one.
type Clauses struct{ Open, Closed *Clause }

// Clause is one of the two. All its parts have to hold.
type Clause struct {
	status  []int
	headers map[string]*regexp.Regexp
	body    *regexp.Regexp
}

// Compile checks an expectation; nil is one without clauses.
func Compile(e *disclosure.Expect) (Clauses, error) {
	var c Clauses
	if e == nil {
		return c, nil
	}
	if e.Send != "" {
		return c, fault.Errorf(fault.Invalid, "expect.send goes with kind tcp_expect; kind http sends its own request")
	}
	var err error
	if c.Open, err = compileMatch("open", e.Open); err != nil {
		return c, err
	}
	if c.Closed, err = compileMatch("closed", e.Closed); err != nil {
		return c, err
	}
	if c.Closed != nil {
		for _, s := range c.Closed.status {
			if _, trouble := ServerTrouble(s); trouble {
				return c, fault.Errorf(fault.Invalid,
					"expect.closed: status %d says that the server is in trouble, not that anything was closed", s)
			}
		}
	}
	return c, nil
}

func compileMatch(name string, m *disclosure.Match) (*Clause, error) {
	if m == nil {
		return nil, nil //nolint:nilnil // no clause is a valid clause: the default one
	}
	if len(m.Status) == 0 && len(m.Headers) == 0 && m.Body == "" {
		return nil, fault.Errorf(fault.Invalid, "expect.%s is empty; give status, headers or body", name)
	}
	if len(m.Status) > maxStatus || len(m.Headers) > maxHeaders {
		return nil, fault.Errorf(fault.Invalid,
			"expect.%s may name %d statuses and %d headers at most", name, maxStatus, maxHeaders)
	}
	c := &Clause{status: m.Status, headers: map[string]*regexp.Regexp{}}
	for _, s := range m.Status {
		if s < 200 || s > 599 {
			return nil, fault.Errorf(fault.Invalid, "expect.%s: %d is no final HTTP status (200 to 599)", name, s)
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
		return nil, fault.Errorf(fault.Invalid, "expect.%s: a pattern may have %d bytes at most", where, maxPattern)
	}
	re, err := regexp.Compile(pattern)
	if err != nil {
		return nil, fault.Errorf(fault.Invalid, "expect.%s is no RE2 pattern: %w", where, err)
	}
	return re, nil
}

// NeedsBody reports whether a pattern looks at the body.
func (c Clauses) NeedsBody() bool {
	return (c.Open != nil && c.Open.body != nil) || (c.Closed != nil && c.Closed.body != nil)
}

// BodyLimit returns how much of an answer's body is read. A body that may be the exposed data itself is read only for
// a pattern; the text of a refusal is read to tell a firewall's from the server's.
func (c Clauses) BodyLimit(status int, l Limits) int64 {
	switch {
	case c.NeedsBody():
		return l.Body
	case status >= http.StatusBadRequest:
		return l.Error
	}
	return 0
}

// Matches reports whether all parts of the clause hold. anyStatus says which statuses do when it names none.
func (c *Clause) Matches(a Answer, anyStatus func(int) bool) bool {
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
func (c *Clause) specific() bool { return c.body != nil || len(c.headers) > 0 }
