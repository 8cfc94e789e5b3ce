package expect

import (
	"net/http"
	"regexp"
	"slices"

	"daylight/disclosure"
	"daylight/disclosure/fault"
	"daylight/disclosure/probe"
)

// Bounds of an expectation. Patterns are RE2, so their time grows only linearly with the input.
const (
	maxPattern = 512 // bytes
	maxHeaders = 8
	maxStatus  = 20
)

// Clauses are a compiled expectation. A nil clause is the default one: open is the list of a folder and nothing else, closed is
// 401, 403, 404 and 410.
type Clauses struct{ Open, Closed *Clause }

// Clause describes one of the two. All its parts have to match.
type Clause struct {
	status  []int
	headers map[string]*regexp.Regexp
	body    *regexp.Regexp
}

// Compile checks and compiles an expectation; nil has no clauses.
func Compile(e *disclosure.Expect) (Clauses, error) {
	var c Clauses
	if e == nil {
		return c, nil
	}
	if e.Send != "" {
		return c, fault.Errorf(fault.Invalid, "expect.send is for kind tcp_expect; kind http sends its own request")
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
			if _, trouble := probe.ServerTrouble(s); trouble {
				return c, fault.Errorf(fault.Invalid,
					"expect.closed: status %d says that the server is in trouble, not that anything was closed", s)
			}
		}
	}
	return c, nil
}

// compileMatch compiles one clause. An empty clause is refused: it would match every answer.
func compileMatch(name string, m *disclosure.Match) (*Clause, error) {
	if m == nil {
		return nil, nil //nolint:nilnil // no clause is valid: it is the default one
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
			return nil, fault.Errorf(fault.Invalid, "expect.%s: %d is not a final HTTP status (200 to 599)", name, s)
		}
	}
	for header, pattern := range m.Headers {
		re, err := Pattern("expect."+name+".headers."+header, pattern)
		if err != nil {
			return nil, err
		}
		c.headers[http.CanonicalHeaderKey(header)] = re
	}
	if m.Body != "" {
		re, err := Pattern("expect."+name+".body", m.Body)
		if err != nil {
			return nil, err
		}
		c.body = re
	}
	return c, nil
}

// Pattern compiles a pattern; where says in words of the file where it stands.
func Pattern(where, text string) (*regexp.Regexp, error) {
	if len(text) > maxPattern {
		return nil, fault.Errorf(fault.Invalid, "%s: a pattern may have %d bytes at most", where, maxPattern)
	}
	re, err := regexp.Compile(text)
	if err != nil {
		return nil, fault.Errorf(fault.Invalid, "%s is not an RE2 pattern: %w", where, err)
	}
	return re, nil
}

// NeedsBody reports whether a pattern looks at the body.
func (c Clauses) NeedsBody() bool {
	return (c.Open != nil && c.Open.body != nil) || (c.Closed != nil && c.Closed.body != nil)
}

// BodyLimit returns how many bytes of a body are read. A success may be the exposed data itself, so it is read only for a
// pattern. The text of a refusal is read to tell that of a firewall from that of the server.
func (c Clauses) BodyLimit(status int, l probe.Limits) int64 {
	switch {
	case c.NeedsBody():
		return l.Body
	case status >= http.StatusBadRequest:
		return l.Error
	}
	return 0
}

// Content returns how many bytes of what is exposed are read at most: those of a success.
func (c Clauses) Content(l probe.Limits) int64 { return c.BodyLimit(http.StatusOK, l) }

// Matches reports whether all parts of the clause match. anyStatus decides about the status when the clause names none.
func (c *Clause) Matches(a probe.Answer, anyStatus func(int) bool) bool {
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

// specific reports whether the clause looks at more than the status. A status alone is what anything in front of a server
// can send as well.
func (c *Clause) specific() bool { return c.body != nil || len(c.headers) > 0 }
