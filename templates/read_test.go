package templates_test

import (
	"strings"
	"testing"

	"daylight/disclosure"
	"daylight/disclosure/closure"
	"daylight/templates"
)

func TestAnIssueCallsAnAddressOnlyWhatIsOne(t *testing.T) {
	t.Parallel()
	s := newSet(t)
	label := map[string]string{"en": "| **Address** |", "de": "| **Adresse** |", "fr": "| **Adresse** |"}
	spelled := map[string]string{"en": "written in this form", "de": "in dieser Schreibweise", "fr": "sous cette forme"}
	for _, lang := range templates.MessageLanguages() {
		for target, want := range map[string]bool{"Example Server 1.2": false, "login of a test account": false, "https://shop.example/": true, "shop.example": true} {
			d := nextMotion(lang)
			d.Assets = []templates.AssetFacts{{Asset: disclosure.Asset{ID: "A1", Kind: closure.ProductFlaw, Target: target}}}
			_, body, err := s.IssueBody(lang, d)
			if err != nil {
				t.Fatal(err)
			}
			if strings.Contains(body, label[lang]) != want || strings.Contains(body, spelled[lang]) != want || !want && !strings.Contains(body, "`"+target+"`") {
				t.Errorf("%s, %q is called an address: %t\n%s", lang, target, !want, body)
			}
		}
	}
}

func TestACommandThatSignsInIsNotSaidToTakeNoAccount(t *testing.T) {
	t.Parallel()
	s := newSet(t)
	says := map[string]string{"en": "takes no account of yours", "de": "kein Konto bei Ihnen", "fr": "aucun compte chez vous"}
	for _, lang := range templates.MessageLanguages() {
		for login, want := range map[string]bool{"": true, "default": false} {
			d := nextMotion(lang)
			d.Assets[0].Plan = []templates.Step{{Name: "list", Login: login}}
			_, body, err := s.IssueBody(lang, d)
			if err != nil || strings.Contains(body, says[lang]) != want {
				t.Errorf("%s, as %q: %v\n%s", lang, login, err, body)
			}
		}
	}
}

func TestStepsWithClausesAreKeptApart(t *testing.T) {
	t.Parallel()
	s := newSet(t)
	d := nextMotion("en")
	d.Assets[0].Asset.Kind, d.Assets[0].Plan = "http", []templates.Step{{Name: "http"}, {Name: "control"}, {Name: "beside"}, {Name: "other_way"}}
	_, body, err := s.IssueBody("en", d)
	if want := "A check is a request for the address without credentials; where the answer alone does not tell, a request for a path that the site cannot have; where both are refused, a request for a path beside the folder; and a HEAD request over the other of http and https."; err != nil || !strings.Contains(body, want) {
		t.Errorf("%v\n%s", err, body)
	}
}
