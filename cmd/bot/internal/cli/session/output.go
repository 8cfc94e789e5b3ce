package session

import (
	"bytes"
	"encoding/json"
	"fmt"
	"strings"
	"text/tabwriter"

	"daylight/cmd/bot/internal/cli/wording"
)

// PrintJSON prints one value. HTML characters stay as they are: this goes to programs and terminals.
func (s *Session) PrintJSON(v any) error {
	enc := json.NewEncoder(s.Out)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", "  ")
	return enc.Encode(v)
}

// Table prints rows in columns. Cells are made safe for a terminal: what a vendor wrote must not move the cursor.
func (s *Session) Table(head []string, rows [][]string) error {
	var text bytes.Buffer
	w := tabwriter.NewWriter(&text, 0, 4, 2, ' ', 0)
	fmt.Fprintln(w, strings.ToUpper(strings.Join(head, "\t")))
	for _, row := range rows {
		for i := range row {
			row[i] = wording.OneLine(row[i])
		}
		fmt.Fprintln(w, strings.Join(row, "\t"))
	}
	if err := w.Flush(); err != nil {
		return err
	}
	for line := range strings.Lines(text.String()) {
		fmt.Fprintln(s.Out, strings.TrimRight(line, " \n"))
	}
	return nil
}

// Created prints the id of something new.
func (s *Session) Created(id string, more map[string]any) error {
	if !s.JSON {
		_, err := fmt.Fprintln(s.Out, id)
		return err
	}
	out := map[string]any{"id": id}
	for k, v := range more {
		out[k] = v
	}
	return s.PrintJSON(out)
}

// Line prints one line, whatever stands in it.
func (s *Session) Line(text string) { fmt.Fprintln(s.Out, wording.OneLine(text)) }

// Fact is a line of a description: a word and what stands behind it.
type Fact [2]string

// Facts prints the lines that say something.
func (s *Session) Facts(lines []Fact) {
	for _, l := range lines {
		if l[1] != "" {
			fmt.Fprintf(s.Out, "  %-9s  %s\n", l[0], wording.OneLine(l[1]))
		}
	}
}
