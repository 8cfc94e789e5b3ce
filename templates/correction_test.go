package templates_test

import (
	"strings"
	"testing"

	"daylight/disclosure/civil"
	"daylight/disclosure/fault"
	"daylight/templates"
)

func TestACorrectionSaysWhatWasWrongInEachLanguage(t *testing.T) {
	t.Parallel()
	set, err := templates.New()
	if err != nil {
		t.Fatal(err)
	}
	d := templates.Correction{
		Case: "DL-2020-0001", Team: templates.Team{Name: "Daylight Research", Site: "https://research.example", Signer: "Ada"}, On: civil.OnDay(2020, 2, 20),
		Because: "the provider was told\non 30 January", Address: "https://research.example/cases/dl-2020-0001/",
	}
	seen := map[string]string{}
	for _, lang := range templates.MessageLanguages() {
		for _, announced := range []bool{true, false} {
			for _, withdrawn := range []bool{true, false} {
				d.Announced, d.Withdrawn = announced, withdrawn
				subject, body, err := set.Correction(lang, d)
				if err != nil {
					t.Fatal(err)
				}
				for _, want := range []string{"the provider was told on 30 January", "2020", d.Address, "Ada", "DL-2020-0001"} {
					if !strings.Contains(strings.Join(strings.Fields(body), " "), want) {
						t.Errorf("%s: lacks %q:\n%s", lang, want, body)
					}
				}
				if !strings.HasSuffix(subject, "[DL-2020-0001]") || strings.Contains(body, "{{") || strings.Contains(body, "\n\n\n") {
					t.Errorf("%s: %q\n%s", lang, subject, body)
				}
				if other, twice := seen[body]; twice {
					t.Errorf("%s says the same as %s", lang, other)
				}
				seen[body] = lang
			}
		}
	}
	d.Address = ""
	if _, body, err := set.Correction("en", d); err != nil || strings.Contains(body, "find it here") {
		t.Errorf("an address that is not known is named: %v\n%s", err, body)
	}
	for _, lacks := range []func(*templates.Correction){func(d *templates.Correction) { d.Because = " \n " }, func(d *templates.Correction) { d.On = civil.When{} }} {
		bad := d
		lacks(&bad)
		if _, _, err := set.Correction("en", bad); fault.CodeOf(err) != fault.Invalid {
			t.Errorf("a correction that lacks something is written: %v", err)
		}
	}
}
