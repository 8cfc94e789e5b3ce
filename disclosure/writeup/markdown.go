package writeup

import (
	"bytes"
	"encoding/json"
	"strings"

	"daylight/disclosure/fault"
	"daylight/disclosure/pattern"
	"daylight/disclosure/writeup/prose"
)

// yamlString quotes text for the front matter. JSON's strings are strings of YAML.
func yamlString(s string) (string, error) {
	b, err := json.Marshal(s)
	if err != nil {
		return "", fault.Errorf(fault.Internal, "a title cannot be quoted: %w", err)
	}
	return string(b), nil
}

var manyLines = pattern.New(`\n{3,}`)

// squeeze leaves one blank line between blocks.
func squeeze(b []byte) []byte {
	return append(bytes.TrimSpace(manyLines.ReplaceAll(b, []byte("\n\n"))), '\n')
}

// markdown writes the timeline and the durations of a story as tables.
func (s *story) markdown() []byte {
	t := s.t
	var b strings.Builder
	row := func(cells ...string) {
		for _, c := range cells {
			b.WriteString("| " + prose.InertCell(c) + " ")
		}
		b.WriteString("|\n")
	}
	row(t.get("col.date"), t.get("col.what"), t.get("col.source"))
	b.WriteString("|---|---|---|\n")
	for i := range s.rows {
		r := &s.rows[i]
		row(r.Date, r.Sentence(), r.Source)
	}
	if durations := s.durations(); len(durations) > 0 {
		b.WriteString("\n")
		row(t.get("col.span"), t.get("col.days"), t.get("col.work"))
		b.WriteString("|---|---:|---:|\n")
		for _, d := range durations {
			days := d.Days
			if d.Note != "" {
				days = d.Note
			}
			row(d.Label, days, d.Work)
		}
		b.WriteString("\n" + prose.Inert(t.get("rule")) + "\n")
	}
	return []byte(b.String())
}

// Sentence writes what happened, in one line.
func (r *storyRow) Sentence() string {
	parts := []string{r.Label}
	if r.Contradicts != "" {
		parts[0] += " (" + r.Contradicts + ")"
	}
	for _, b := range r.Text {
		parts = append(parts, nonEmpty(append([]string{b.Text}, b.Items...)...)...)
	}
	return strings.Join(parts, ". ")
}
