package timeline

import (
	"strings"

	"daylight/disclosure"
	"daylight/disclosure/pattern"
)

// placeholderForms are texts that somebody meant to replace. Published timelines really hold rows such as
// "YYYY-MM-DD" and "TODO".
func placeholderForms() []*pattern.Pattern {
	return []*pattern.Pattern{placeholderDate, placeholderWord, placeholderLorem, placeholderOnly, placeholderBlank}
}

var (
	placeholderDate = pattern.New(`(?i)\b(yyyy|jjjj|aaaa)[-/. ](mm|\?\?)[-/. ](dd|tt|jj|\?\?)\b|\b(dd|tt|jj)[-/.](mm)[-/.](yyyy|jjjj|aaaa|yy)\b`)
	// Upper case on purpose: "todo" is Spanish for "all".
	placeholderWord  = pattern.New(`\b(TODO|TBD|TBA|TBC|FIXME|XXX+)\b`)
	placeholderLorem = pattern.New(`(?i)\blorem ipsum\b`)
	// The whole text is a stand-in.
	placeholderOnly = pattern.New(`(?i)^(todo|tbd|tba|tbc|fixme|lorem|x{3,}|\?+|…+|\.{2,}|-+|n/?a|test|foo|bar|placeholder)[.!]?$`)
	// A blank to be filled in. Angle and square brackets with a verb inside; "[redacted]" is text.
	placeholderBlank = pattern.New(`(?i)[<\[{](insert|add|fill in|replace|your|vendor name|company name|date here)\b[^>\]}]*[>\]}]`)
)

// placeholder looks for texts that were never filled in.
func (l *linter) placeholder(e *disclosure.Event) {
	for _, text := range []string{e.Text, e.Name, e.Ref} {
		found, ok := placeholderIn(text)
		if ok {
			l.add(LintWarning, RulePlaceholderText, e.Seq, "%s still holds a placeholder (%q): write the text, or leave it out", describe(e), found)
			return
		}
	}
}

// placeholderIn returns the placeholder that a text holds.
func placeholderIn(text string) (string, bool) {
	text = strings.TrimSpace(text)
	if text == "" {
		return "", false
	}
	for _, form := range placeholderForms() {
		if m := form.FindString(text); m != "" {
			return Clip(m, 40), true
		}
	}
	return "", false
}

// Clip shortens a text for a message, at a character's border.
func Clip(s string, n int) string {
	for i := range s {
		if i > n {
			return s[:i] + "…"
		}
	}
	return s
}
