package spreadsheet

import (
	"bytes"
	"crypto/sha256"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"daylight/cmd/bot/internal/casefile"
	"daylight/cmd/bot/internal/strictyaml"
	"daylight/disclosure/pattern"
)

// draft is a case while its rows are read. Its values become a case file.
type draft struct {
	name   string
	first  int
	said   map[column]saying // what the rows say of the case
	assets []asked
	events []map[string]any
	rows   []int // of the events
}

// saying is what a row says of the case.
type saying struct {
	text string
	row  int
}

// asked is an asset of the case.
type asked struct {
	target, kind string
	row          int
}

// placeholders stand for a cell with a mistake that was named, so that the check of the case file does not name it again.
const (
	anyDate = "2000-01-01"
	anyKind = "note"
)

// row takes an event to its case.
func (s *sheet) row(r row) {
	for i := len(s.heads); i < len(r.cells); i++ {
		if strings.TrimSpace(r.cells[i]) != "" {
			s.mistakes = append(s.mistakes, Mistake{Row: r.number, Cell: letters(i) + strconv.Itoa(r.number), Message: "this cell stands in no column: is a separator part of a text that needs quotes?"})
			return
		}
	}
	for i, v := range r.cells {
		if len(v) > MaxCell {
			s.mistakes = append(s.mistakes, Mistake{Row: r.number, Cell: letters(i) + strconv.Itoa(r.number), Message: fmt.Sprintf("the cell is longer than %d bytes", MaxCell)})
			return
		}
	}
	d := s.caseOf(r)
	for _, c := range []column{title, summary, vendor, country, domain, language, records, data, embargo} {
		s.say(d, r, c)
	}
	s.asset(d, r)
	d.events = append(d.events, s.event(r))
	d.rows = append(d.rows, r.number)
}

// caseOf finds the case to which a row belongs. A cell that was left empty because the row above has the case names none: sorted
// by date, such a row would go to another case.
func (s *sheet) caseOf(r row) *draft {
	by := caseName
	if _, has := s.at[caseName]; !has {
		by = title
	}
	called := s.cell(r, by)
	if called == "" {
		s.add(r.number, by, "the row names no case: repeat its name in each of its rows")
		d := &draft{name: "?", first: r.number, said: map[column]saying{title: {"?", r.number}}} // what else is wrong in the row is told too
		s.order = append(s.order, d)
		return d
	}
	if owner := s.cell(r, vendor); by == title && owner != "" {
		called += " (" + owner + ")" // the same finding at another one is another case
	}
	d := s.drafts[called]
	if d == nil {
		d = &draft{name: called, first: r.number, said: map[column]saying{}}
		s.drafts[called] = d
		s.order = append(s.order, d)
	}
	return d
}

// say takes what a row says of its case. Two rows that differ are a mistake: nobody knows which of them is right.
func (s *sheet) say(d *draft, r row, c column) {
	written := s.cell(r, c)
	before, twice := d.said[c]
	switch {
	case written == "" || d.name == "?" || twice && before.text == written:
	case twice:
		s.add(r.number, c, "row %d says %q of the same case: write the same in each row, or in one only", before.row, clip(before.text))
	default:
		d.said[c] = saying{written, r.number}
	}
}

func (s *sheet) asset(d *draft, r row) {
	target, kind := s.cell(r, asset), strings.ReplaceAll(strings.ToLower(s.cell(r, assetKind)), " ", "_")
	if target == "" {
		if kind != "" {
			s.add(r.number, assetKind, "the row names a kind and no asset: fill in the column asset")
		}
		return
	}
	for i := range d.assets {
		a := &d.assets[i]
		switch {
		case a.target != target:
			continue
		case a.kind == "":
			a.kind = kind
		case kind != "" && a.kind != kind:
			s.add(r.number, assetKind, "row %d says %q of the same asset", a.row, clip(a.kind))
		}
		return
	}
	d.assets = append(d.assets, asked{target, kind, r.number})
}

// event reads the fields of one event.
func (s *sheet) event(r row) map[string]any {
	e := map[string]any{}
	put := func(field, value string) {
		if value != "" {
			e[field] = value
		}
	}
	at, known := s.when(r, date, s.cell(r, clock), s.cell(r, zone))
	e["at"] = at
	switch end := squeezed(s.cell(r, until)); end {
	case "":
	case "open", "offen", "ongoing":
		e["until"] = "open"
	default:
		if end, ok := s.when(r, until, "", s.cell(r, zone)); ok && known {
			e["until"] = end
		}
	}
	e["kind"] = s.kind(r)
	for _, c := range []column{party, channel, source, visibility} {
		put(string(c), s.words.read(c, s.cell(r, c)))
	}
	put("name", s.cell(r, name))
	put("actor", s.cell(r, actor))
	put("ref", s.cell(r, link))
	put("text", s.cell(r, text))
	yes, ok := truth(s.cell(r, planned))
	if !ok {
		s.add(r.number, planned, "%q is neither yes nor no", clip(s.cell(r, planned)))
	}
	if yes {
		e["planned"] = true
	}
	return e
}

func (s *sheet) kind(r row) string {
	written := s.cell(r, event)
	if written == "" {
		s.add(r.number, event, "the event is missing: write what happened, such as discovered, contacted or closed")
		return anyKind
	}
	if advice := twofold(written); advice != "" {
		s.add(r.number, event, "%s", advice)
		return anyKind
	}
	return s.words.read(event, written)
}

// when reads a date of a row, and says whether there is a good one.
func (s *sheet) when(r row, c column, at, in string) (string, bool) {
	written := s.cell(r, c)
	if written == "" {
		s.add(r.number, c, "the date is missing: write 2020-01-27, or what is known of it, such as 2020-01 or 2020")
		return anyDate, false
	}
	known, err := s.dates.read(written, at, in)
	if err != nil {
		s.add(r.number, c, "%s", err)
		return anyDate, false
	}
	return known, true
}

// finish makes the case file of a case and has it checked. Its mistakes come back by row and column.
func (s *sheet) finish(d *draft) (Case, bool) {
	d.assets = slices.DeleteFunc(d.assets, func(a asked) bool {
		if a.kind == "" {
			s.add(a.row, assetKind, "the asset has no kind: write s3, http or another one (`bot probe kinds` lists them)")
		}
		return a.kind == ""
	})
	raw, err := json.Marshal(map[string]any{"case": s.section(d), "events": d.events})
	if err != nil {
		s.mistakes = append(s.mistakes, Mistake{Row: d.first, Message: "this case cannot be written as a case file: " + err.Error()})
		return Case{}, false
	}
	if len(raw) > casefile.MaxSize {
		s.mistakes = append(s.mistakes, Mistake{Row: d.first, Message: fmt.Sprintf("the rows of %q are more than the history of one case needs (%d MiB)", clip(d.name), casefile.MaxSize>>20)})
		return Case{}, false
	}
	file, err := casefile.Parse(bytes.NewReader(raw), d.name+".json", s.options.Kinds...)
	if err == nil {
		return Case{Name: d.name, Row: d.first, File: file, Hash: sha256.Sum256(raw)}, true
	}
	wrong, ok := errors.AsType[*strictyaml.MistakesError](err)
	if !ok {
		s.mistakes = append(s.mistakes, Mistake{Row: d.first, Message: messageOf(err)})
		return Case{}, false
	}
	for _, m := range wrong.Mistakes {
		number, c := d.place(m.Path)
		s.add(number, c, "%s", shorter(m.Message))
	}
	return Case{}, false
}

var numberIn = pattern.New(`^(events|case\.assets)\[(\d+)\]`)

// place finds the row and the column of a path in the case file.
func (d *draft) place(path string) (int, column) {
	if m := numberIn.FindStringSubmatch(path); m != nil {
		n, _ := strconv.Atoi(m[2])
		if m[1] == "events" && n < len(d.rows) {
			return d.rows[n], fieldOf(path[len(m[0]):])
		}
		if m[1] != "events" && n < len(d.assets) {
			return d.assets[n].row, fieldOf(path)
		}
	}
	c := fieldOf(path)
	if v, ok := d.said[c]; ok {
		return v.row, c
	}
	return d.first, c
}

var listed = pattern.New(` \(known are [^)]*\)`)

// shorter leaves out the list of all words, which would stand in every line of a message.
func shorter(message string) string {
	return listed.ReplaceAllString(message, "; docs/spreadsheet.md lists the words")
}
