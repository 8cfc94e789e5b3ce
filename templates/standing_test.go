package templates_test

import (
	"strings"
	"testing"

	"daylight/disclosure/outreach"
	"daylight/templates"
)

// TestAStatusPromisesNoCheckThatCannotBeMade: of leaked credentials or a flaw in a product no check of ours says whether they are remedied.
func TestAStatusPromisesNoCheckThatCannotBeMade(t *testing.T) {
	t.Parallel()
	s, err := templates.New()
	if err != nil {
		t.Fatal(err)
	}
	promise := map[string][]string{
		"en": {"we check at once", "Our checks follow"}, "de": {"Wir prüfen sofort", "Unsere Prüfungen folgen"}, "fr": {"nous vérifions aussitôt", "Nos vérifications suivent"},
	}
	for lang, words := range promise {
		for i, claimed := range []bool{false, true} {
			st := outreach.Standing{Stand: outreach.StandOpen, Claimed: claimed}
			if got := s.IssueStanding(lang, st); !strings.Contains(got, words[i]) {
				t.Errorf("%s, claimed %v: a check that can be made is not promised:\n%s", lang, claimed, got)
			}
			st.Unasked = true
			got := s.IssueStanding(lang, st)
			for _, w := range words {
				if strings.Contains(got, w) {
					t.Errorf("%s, claimed %v: %q is promised:\n%s", lang, claimed, w, got)
				}
			}
			if strings.Contains(got, "** |  |") || strings.Contains(got, "/fixed") == claimed {
				t.Errorf("%s, claimed %v: the next step is missing or asks again:\n%s", lang, claimed, got)
			}
		}
	}
}
