package templates_test

import (
	"strings"
	"testing"

	"daylight/disclosure"
	"daylight/disclosure/statement"
	"daylight/templates"
)

func TestASeverityStandsInAnIssueWhereAPersonJudgedItAndNowhereElse(t *testing.T) {
	t.Parallel()
	s := newSet(t)
	rows := map[string]string{"en": "| **Severity** |", "de": "| **Schwere** |", "fr": "| **Gravité** |"}
	for _, lang := range templates.MessageLanguages() {
		said := map[string]bool{}
		for _, severity := range append(disclosure.Severities(), "") {
			for _, report := range []bool{false, true} {
				d := nextMotion(lang)
				d.Exposed.Severity, d.Report = severity, report
				title, body, err := s.IssueBody(lang, d)
				if err != nil {
					t.Fatal(err)
				}
				_, rest, has := strings.Cut(body, rows[lang])
				row, _, _ := strings.Cut(rest, "|")
				states := false
				for _, m := range s.IssueStates(lang, d, title, body) {
					states = states || m.Kind == statement.Severity && m.Text == strings.TrimSpace(row)
				}
				if judged := severity != ""; has != judged || states != judged || judged && strings.TrimSpace(row) == "" {
					t.Errorf("%s, %q: the row stands there: %t, is stated: %t, %q", lang, severity, has, states, row)
				}
				said[row] = true
			}
		}
		if len(said) != len(disclosure.Severities())+1 {
			t.Errorf("%s: two severities read alike: %v", lang, said)
		}
	}
}
