package gate_test

import (
	"slices"
	"strings"
	"testing"

	"daylight/disclosure/content/people"
	"daylight/disclosure/gate"
	"daylight/disclosure/hint"
	"daylight/disclosure/manuscript"
)

func TestAProtectedWordStopsAPage(t *testing.T) {
	key := people.Key("a key of this test")
	find := key.Finder([]string{strings.Join(key.Digest("Morgenrot"), " ")}).Find
	said := func(change func(*gate.Input)) gate.Check {
		t.Helper()
		in := passing(t)
		in.Files = map[string][]byte{"index.md": []byte("# A case\n\nThe office of Morgenrots answered.\n")}
		change(&in)
		checks := gate.Run(in)
		i := slices.IndexFunc(checks, func(c gate.Check) bool { return c.Name == gate.CheckNoProtectedWords })
		if i < 0 {
			t.Fatal("the gate has no such check")
		}
		return checks[i]
	}
	guards := []manuscript.Word{{ID: "w1"}}
	if c := said(func(*gate.Input) {}); c.State != gate.CheckNotApplicable {
		t.Errorf("nothing is protected: %+v", c)
	}
	stops := said(func(in *gate.Input) { in.Case.Manuscript.Guards, in.Protected = guards, find })
	if stops.State != gate.CheckFail || len(stops.Findings) != 1 || stops.Findings[0].Line != 3 || strings.Contains(strings.ToLower(stops.Reason), "morgenrot") || stops.Hint.Code != hint.SeeFindings {
		t.Errorf("%+v", stops)
	}
	if c := said(func(in *gate.Input) {
		in.Case.Manuscript.Guards, in.Protected = guards, find
		in.Files = map[string][]byte{"index.md": []byte("# A case")}
	}); c.State != gate.CheckPass {
		t.Errorf("it stands nowhere: %+v", c)
	}
	if c := said(func(in *gate.Input) {
		in.Case.Manuscript.Guards, in.Protected = guards, find
		in.Case.Manuscript.Overrides = []manuscript.Override{{Check: gate.CheckNoProtectedWords, Finding: stops.Findings[0].Digest, By: []string{"ada", "bob"}, Reason: "she asked for it"}}
	}); c.State != gate.CheckOverridden || !strings.Contains(c.Reason, "she asked for it") {
		t.Errorf("two people let it pass: %+v", c)
	}
	// That nobody looked is no sign that nothing is there.
	if c := said(func(in *gate.Input) { in.Case.Manuscript.Guards = guards }); c.State != gate.CheckFail || c.Hint.Code != hint.ProtectWords {
		t.Errorf("the words cannot be read: %+v", c)
	}
	if c := said(func(in *gate.Input) {
		in.Case.Manuscript.Guards, in.Protected = guards, find
		read := gate.ReadFiles(in.Case, in.Mode, in.Contact, nil, in.Files)
		in.Found = &read
	}); c.State != gate.CheckFail {
		t.Errorf("the files were read without the words: %+v", c)
	}
}
