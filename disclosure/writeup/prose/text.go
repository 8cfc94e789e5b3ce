package prose

import (
	"slices"

	"daylight/disclosure"
	"daylight/disclosure/cite"
)

// Section names a part of the text, as files and gate name it.
type Section string

// The sections, in the order of a file.
const (
	Summary Section = "summary"
	Exposed Section = "exposed" // what was exposed
	Found   Section = "found"   // how it was found
	Impact  Section = "impact"
	Owners  Section = "owners" // advice for owners of such systems
	People  Section = "people" // advice for the people concerned
	Kept    Section = "kept"   // what we kept
	Credits Section = "credits"
	Links   Section = "links"
)

// Sections are all sections, in the order of a file.
func Sections() []Section {
	return []Section{Summary, Exposed, Found, Impact, Owners, People, Kept, Credits, Links}
}

// Field names a field of the text.
type Field string

// The fields. A title takes the place of the case's.
const (
	Title    Field = "title"
	Product  Field = "product"
	Versions Field = "versions"
	CVE      Field = "cve"
	CWE      Field = "cwe"
	Severity Field = "severity"
)

// Fields are all fields, in the order of a file.
func Fields() []Field { return []Field{Title, Product, Versions, CVE, CWE, Severity} }

// Severities are what the field of that name may say, from low to high.
func Severities() []string {
	var out []string
	for _, s := range disclosure.Severities() {
		out = append(out, string(s))
	}
	return out
}

// Limits of a text.
const (
	MaxFile    = 64 << 10 // bytes of all of it
	MaxSection = 20000    // bytes of a section
	MaxLinks   = 60       // of all of it
	MaxDepth   = 6        // lists and quotes within each other
)

// Text is what somebody wrote in one language. The zero value says nothing.
type Text struct {
	Fields map[Field][]string
	Lines  map[Field]int // on which line of the file a field stands
	// Limited names the sections and fields that may stand on a limited page. All others stay out of it.
	Limited  []string
	Passages []cite.Passage // by section, none of them empty
}

// On is the part of the text that a page of the mode shows: all of it on a full page, what was marked for it on a limited one,
// and nothing on any other.
func (t *Text) On(mode disclosure.Mode) Text {
	switch mode {
	case disclosure.Full:
		return *t
	case disclosure.Limited:
	case disclosure.Stub:
		return Text{}
	default:
		return Text{}
	}
	out := Text{Fields: map[Field][]string{}, Lines: t.Lines, Limited: t.Limited}
	for f, v := range t.Fields {
		if slices.Contains(t.Limited, string(f)) {
			out.Fields[f] = v
		}
	}
	for _, p := range t.Passages {
		if slices.Contains(t.Limited, p.Section) {
			out.Passages = append(out.Passages, p)
		}
	}
	return out
}

// Passage is a section of the text; its Text is "" where nothing is written.
func (t *Text) Passage(s Section) cite.Passage {
	if i := slices.IndexFunc(t.Passages, func(p cite.Passage) bool { return p.Section == string(s) }); i >= 0 {
		return t.Passages[i]
	}
	return cite.Passage{Section: string(s)}
}

// Field is what a field says, its values joined.
func (t *Text) Field(f Field) []string { return t.Fields[f] }

// Title is the title, "" where none is written.
func (t *Text) Title() string {
	if v := t.Fields[Title]; len(v) > 0 {
		return v[0]
	}
	return ""
}

// ToCheck are the passages with the title as one of them: dates may be typed there too.
func (t *Text) ToCheck() []cite.Passage {
	out := slices.Clone(t.Passages)
	if title := t.Title(); title != "" {
		out = append([]cite.Passage{{Section: string(Title), Line: max(1, t.Lines[Title]), Text: title}}, out...)
	}
	return out
}
