package writeup_test

import (
	"bytes"
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strconv"

	"golang.org/x/net/html"

	"daylight/disclosure"
	"daylight/disclosure/writeup"
)

// heard are the attributes that hold text or dates.
var heard = []string{"datetime", "content", "alt", "title", "aria-label"}

// isoDate is a date as machines read it.
var isoDate = regexp.MustCompile(`\b\d{4}-\d{2}-\d{2}\b`)

// shownIn is what people and machines read of a page or picture, where it has a digit: its text, a node a line, and some attributes.
func shownIn(page []byte) []string {
	var out []string
	add := func(text []byte) {
		if bytes.ContainsAny(text, "0123456789") && !bytes.HasPrefix(bytes.TrimSpace(text), []byte(".tl{")) {
			out = append(out, string(text))
		}
	}
	for z := html.NewTokenizer(bytes.NewReader(page)); ; {
		switch z.Next() {
		case html.ErrorToken:
			return out
		case html.TextToken:
			add(z.Text())
		case html.StartTagToken, html.SelfClosingTagToken:
			for more := true; more; {
				var name, value []byte
				if name, value, more = z.TagAttr(); slices.Contains(heard, string(name)) {
					add(value)
				}
			}
		default: // an end, a comment or a doctype says nothing
		}
	}
}

// datesIn are the dates of a text, as 2020-01-27 or 2020-01.
func (r *reader) datesIn(text string) []string {
	out := isoDate.FindAllString(text, -1)
	for _, m := range r.dates.FindAllStringSubmatch(text, -1) {
		date := fmt.Sprintf("%s-%02d", m[3], slices.Index(r.months, m[2])+1)
		if m[1] != "" {
			d, _ := strconv.Atoi(m[1])
			date += fmt.Sprintf("-%02d", d)
		}
		out = append(out, date)
	}
	return out
}

// parseBack reads the page in HTML, with its fact box and its description, and both pictures, and counts what it read. A date is that of a
// milestone, or of an event, because timeline and pictures show events as they are on record; a length lies between two milestones.
func (r *reader) parseBack(files map[string][]byte, dates map[string]bool, days map[int]bool, events []disclosure.Event, found map[string]int) error {
	dates = maps.Clone(dates)
	for i := range events {
		at := events[i].At.String()
		dates[at[:min(len("2020-01-02"), len(at))]] = true
		dates[at[:min(len("2020-01"), len(at))]] = true // events that a picture counts together are dated by their months
	}
	for _, name := range pages() {
		for _, text := range shownIn(files[name]) {
			for _, date := range r.datesIn(text) {
				if found[name]++; !dates[date] {
					return fmt.Errorf("%s: %s is no milestone and no event: %q", name, date, text)
				}
			}
			for _, m := range r.days.FindAllStringSubmatch(text, -1) {
				found[name+" days"]++
				for _, text := range m[1:3] {
					if n, err := strconv.Atoi(text); err == nil && !days[n] {
						return fmt.Errorf("%s: %d lies between no milestones: %q", name, n, m[0])
					}
				}
			}
		}
	}
	return nil
}

func pages() []string { return []string{writeup.FileHTML, writeup.FilePicture, writeup.FileNarrow} }
