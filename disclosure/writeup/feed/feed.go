// Package feed holds the forms in which a page is written for readers of feeds and for programs.
package feed

import (
	"bytes"
	"encoding/json"
	"encoding/xml"

	"daylight/disclosure/fault"
)

// Entry is the Atom entry of a page, RFC 4287. Its dates are days of the team's zone, and Atom wants an instant, so they stand for midnight
// UTC of that day.
type Entry struct {
	XMLName   xml.Name  `xml:"http://www.w3.org/2005/Atom entry"`
	Lang      string    `xml:"http://www.w3.org/XML/1998/namespace lang,attr,omitempty"`
	ID        string    `xml:"id"` // never changes, whatever the page says
	Title     string    `xml:"title"`
	Published string    `xml:"published,omitempty"`
	Updated   string    `xml:"updated"`
	Author    *Author   `xml:"author"`
	Link      *Link     `xml:"link"`
	Category  *Category `xml:"category"`
	Summary   string    `xml:"summary,omitempty"`
}

// Author is who publishes.
type Author struct {
	Name string `xml:"name"`
	URI  string `xml:"uri,omitempty"`
}

// Link is the address of the page.
type Link struct {
	Rel  string `xml:"rel,attr,omitempty"`
	Type string `xml:"type,attr,omitempty"`
	Lang string `xml:"hreflang,attr,omitempty"`
	Href string `xml:"href,attr"`
}

// Category is the form of the page.
type Category struct {
	Term string `xml:"term,attr"`
}

// Marshal writes a document of Atom.
func Marshal(v any) ([]byte, error) {
	out, err := xml.MarshalIndent(v, "", " ")
	if err != nil {
		return nil, fault.Errorf(fault.Internal, "the feed could not be written: %w", err)
	}
	return append([]byte(xml.Header), append(out, '\n')...), nil
}

// Midnight is the instant that stands for a day in Atom, "" for none.
func Midnight(day string) string {
	if day == "" {
		return ""
	}
	return day + "T00:00:00Z"
}

// Table is the timeline of a page for programs.
type Table struct {
	Case      string `json:"case"`
	Title     string `json:"title"`
	Lang      string `json:"lang"`
	Mode      string `json:"mode"`
	Withdrawn bool   `json:"withdrawn"`
	Published string `json:"published,omitempty"` // a day of the team's zone
	Modified  string `json:"modified,omitempty"`
	Revision  string `json:"revision,omitempty"`
	URL       string `json:"url,omitempty"`
	Events    []Row  `json:"events"`
	Durations []Span `json:"durations"`
	Rule      string `json:"rule"` // by which days are counted
}

// Row is an event of the timeline.
type Row struct {
	Date      string   `json:"date"`         // as the page prints it
	At        string   `json:"at,omitempty"` // machine-readable, as exact as its source
	What      string   `json:"what"`
	Text      []string `json:"text,omitempty"`
	Source    string   `json:"source,omitempty"`
	Planned   bool     `json:"planned,omitempty"`
	Corrected bool     `json:"corrected,omitempty"`
}

// Span is a duration that was derived from it.
type Span struct {
	What        string `json:"what"`
	Days        string `json:"days,omitempty"`
	WorkingDays string `json:"working_days,omitempty"`
	Note        string `json:"note,omitempty"`
}

// JSON writes the table.
func (t *Table) JSON() ([]byte, error) {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetIndent("", " ")
	if err := e.Encode(t); err != nil {
		return nil, fault.Errorf(fault.Internal, "the timeline could not be written: %w", err)
	}
	return b.Bytes(), nil
}
