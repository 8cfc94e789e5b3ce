// Package change says what somebody corrected: a field, what stood there before and what stands there now. It knows no
// case, so that every room can read it.
package change

import (
	"strings"
	"unicode/utf8"
)

// Field names what was changed, as the command line spells it.
type Field string

// The fields that can be changed.
const (
	Title    Field = "title"
	Summary  Field = "summary"
	Tracking Field = "tracking" // the vendor's reference for our report
	Severity Field = "severity"
	Embargo  Field = "embargo"
	Assignee Field = "assignee"
	Name     Field = "name" // of a party
	Country  Field = "country"
	Language Field = "language"
	Domain   Field = "domain"
	Kind     Field = "kind"
	Target   Field = "target"
	Key      Field = "key"
	Noun     Field = "noun"
	Owner    Field = "owner" // the vendor whose asset it is
	Host     Field = "host"  // the provider that hosts the asset
	Channel  Field = "channel"
	Address  Field = "address"
	Found    Field = "found"
	Quality  Field = "quality"
	Inbox    Field = "inbox" // what an item of the inbox was taken for
)

// Value is one changed field. An empty string is nothing.
type Value struct {
	Field Field  `json:"field"`
	Old   string `json:"old,omitempty"`
	New   string `json:"new,omitempty"`
}

// Edit is what one event changed.
type Edit struct {
	Fields  []Value `json:"fields,omitempty"`
	Dropped bool    `json:"dropped,omitempty"` // what it is about is no part of the case any more
}

// Add notes a field if its value differs.
func (e *Edit) Add(f Field, before, after string) {
	if before != after {
		e.Fields = append(e.Fields, Value{Field: f, Old: before, New: after})
	}
}

// Get returns the new value of a field and whether the field was changed.
func (e *Edit) Get(f Field) (string, bool) {
	if e == nil {
		return "", false
	}
	for _, v := range e.Fields {
		if v.Field == f {
			return v.New, true
		}
	}
	return "", false
}

// String says old and new of each field in one line.
func (e *Edit) String() string {
	parts := make([]string, len(e.Fields))
	for i, v := range e.Fields {
		parts[i] = string(v.Field) + ": " + shown(v.Old) + " → " + shown(v.New)
	}
	return strings.Join(parts, "; ")
}

// longest is how much of a value a line shows; the event holds all of it.
const longest = 80

func shown(s string) string {
	s = strings.Join(strings.Fields(s), " ")
	if s == "" {
		return "nothing"
	}
	if utf8.RuneCountInString(s) > longest {
		s = string([]rune(s)[:longest-1]) + "…"
	}
	return "“" + s + "”"
}
