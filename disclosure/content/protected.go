package content

import (
	"strings"

	"daylight/disclosure"
	"daylight/disclosure/content/reading"
)

// Printed is a fact that a page prints by itself.
type Printed struct{ Where, Text string }

// printedOf are the facts of a case in which a person or a project may be named.
func printedOf(c *disclosure.Case) []Printed {
	out := []Printed{{"the title of the case", c.Title}, {"the summary of the case", c.Summary}}
	for i := range c.Parties {
		out = append(out, Printed{"the name of a party (" + string(c.Parties[i].Role) + ")", c.Parties[i].Name})
	}
	return out
}

// printedWords says where a protected word stands among the facts that a page prints by itself.
func (s *Subject) printedWords() map[string]string {
	if s.Protected == nil {
		return nil
	}
	out := map[string]string{}
	for _, p := range s.Printed {
		for _, h := range s.Protected(p.Text) {
			if out[h.Value] == "" {
				out[h.Value] = p.Where
			}
		}
	}
	return out
}

// protectedIn looks for the words that the team protects. Nothing of a word is shown: its value is its keyed digest.
func (s *scanner) protectedIn(p *reading.Passage) []found {
	if s.about.Protected == nil {
		return nil
	}
	var out []found
	for _, h := range s.about.Protected(p.Text) {
		f := found{rule: RuleProtected, at: span{h.Start, h.End}, what: h.What, value: h.Value, lifts: h.Lifts}
		if where := s.printed[h.Value]; where != "" {
			f.lifts = "It stands in " + where + ", which the page prints by itself: correct it there, or two people decide that it stays."
		}
		out = append(out, f)
	}
	return out
}

// without is the name of a file, or what stands around a find, without the words that the team protects.
func (s *scanner) without(name string) string {
	if s.about.Protected == nil {
		return name
	}
	var b strings.Builder
	last := 0
	for _, h := range s.about.Protected(name) {
		b.WriteString(name[last:h.Start] + blank)
		last = h.End
	}
	return b.String() + name[last:]
}
