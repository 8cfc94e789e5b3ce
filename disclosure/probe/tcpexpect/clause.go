package tcpexpect

import (
	"cmp"
	"net/http"
	"regexp"
	"slices"
	"strings"

	"daylight/disclosure"
	"daylight/disclosure/fault"
	"daylight/disclosure/observed"
	"daylight/disclosure/probe"
	"daylight/disclosure/probe/expect"
)

// Bounds of a clause.
const (
	maxPatterns = 8 // headers and places in a document
	maxStatus   = 20
)

// match is a clause as it is written: what any expectation may say, and what only a definition may.
type match struct {
	disclosure.Match
	JSON   map[string]string `json:"json"`   // place in the document to RE2 pattern, see [tree.at]
	Reason observed.Reason   `json:"reason"` // of an answer that is not open; "" is the usual one
	Code   string            `json:"code"`   // over TCP, for the seal; "" is the name of the list
}

// clause is a compiled [match]. All its parts have to match. A header and a place in the document that are missing are matched as an
// empty text.
type clause struct {
	status  []int
	headers map[string]*regexp.Regexp
	body    *regexp.Regexp
	json    map[string]*regexp.Regexp
	reason  observed.Reason
	code    string
}

// textClause compiles a clause over TCP: a pattern for what the service sends.
func textClause(where string, m match) (clause, error) {
	if m.Body == "" || len(m.Status) > 0 || len(m.Headers) > 0 || len(m.JSON) > 0 {
		return clause{}, fault.Errorf(fault.Invalid, "%s: over TCP a clause has a body, a reason and a code, and nothing else", where)
	}
	re, err := expect.Pattern(where+".body", m.Body)
	if err == nil && meetsNothing(re) {
		err = fault.Errorf(fault.Invalid, "%s.body: this pattern matches an empty answer", where)
	}
	return clause{body: re, reason: m.Reason, code: cmp.Or(m.Code, where)}, err
}

// webClause compiles a clause over HTTP. A status alone is not enough, because anything in front of a service can send one, and neither
// are patterns that an empty answer meets. What decides nothing may be known by its status.
func webClause(where string, m match) (clause, error) {
	if len(m.Status) == 0 || len(m.Status) > maxStatus || len(m.Headers)+len(m.JSON) > maxPatterns || m.Code != "" {
		return clause{}, fault.Errorf(fault.Invalid,
			"%s: over HTTP a clause has a status and, beside it, headers, json or a body; %d statuses and %d headers and places at most",
			where, maxStatus, maxPatterns)
	}
	for _, s := range m.Status {
		if _, trouble := probe.ServerTrouble(s); trouble || s < 200 || s > 599 {
			return clause{}, fault.Errorf(fault.Invalid, "%s: status %d says nothing about the service", where, s)
		}
	}
	c := clause{status: m.Status, reason: m.Reason}
	var err error
	if c.headers, err = patterns(where+".headers.", m.Headers, http.CanonicalHeaderKey); err != nil {
		return c, err
	}
	for place := range m.JSON {
		if !strings.HasPrefix(place, "/") {
			return c, fault.Errorf(fault.Invalid, "%s: a place in the document is written as /errors/0/code", where)
		}
	}
	if c.json, err = patterns(where+".json.", m.JSON, func(place string) string { return place }); err != nil {
		return c, err
	}
	if m.Body != "" {
		if c.body, err = expect.Pattern(where+".body", m.Body); err != nil {
			return c, err
		}
	}
	if where != inUnsure && !c.proves() {
		return c, fault.Errorf(fault.Invalid, "%s: an empty answer with this status would meet the clause", where)
	}
	return c, nil
}

// proves reports whether some part of a clause is met by no answer that is empty.
func (c clause) proves() bool {
	for _, part := range [...]map[string]*regexp.Regexp{c.headers, c.json} {
		for _, re := range part {
			if !meetsNothing(re) {
				return true
			}
		}
	}
	return c.body != nil && !meetsNothing(c.body)
}

func patterns(where string, written map[string]string, key func(string) string) (map[string]*regexp.Regexp, error) {
	out := map[string]*regexp.Regexp{}
	for name, text := range written {
		re, err := expect.Pattern(where+name, text)
		if err != nil {
			return nil, err
		}
		out[key(name)] = re
	}
	return out, nil
}

// meetsNothing reports whether a pattern matches an empty answer. Alone it would prove nothing.
func meetsNothing(re *regexp.Regexp) bool { return re.MatchString("") || re.MatchString("\n") }

// said returns the first clause that matches what the service sent, nil for none.
func said(clauses []clause, b []byte) *clause {
	return first(clauses, func(c *clause) bool { return c.body.Match(b) })
}

// shown returns the first clause that matches an answer, nil for none.
func shown(clauses []clause, a probe.Answer, doc tree) *clause {
	return first(clauses, func(c *clause) bool {
		if !slices.Contains(c.status, a.Status) || c.body != nil && !c.body.Match(a.Body) || len(c.json) > 0 && !doc.read {
			return false
		}
		for name, re := range c.headers {
			if values := valuesOf(a.Header, name); !slices.ContainsFunc(values, re.MatchString) && (len(values) > 0 || !re.MatchString("")) {
				return false
			}
		}
		for place, re := range c.json {
			if !re.MatchString(doc.at(place)) {
				return false
			}
		}
		return true
	})
}

// valuesOf returns the values of a header, and of all whose names begin so where the name ends in *.
func valuesOf(h http.Header, name string) []string {
	start, several := strings.CutSuffix(name, "*")
	if !several {
		return h.Values(name)
	}
	var all []string
	for n, values := range h {
		if strings.HasPrefix(n, start) {
			all = append(all, values...)
		}
	}
	return all
}

func first(clauses []clause, meets func(*clause) bool) *clause {
	for i := range clauses {
		if meets(&clauses[i]) {
			return &clauses[i]
		}
	}
	return nil
}
