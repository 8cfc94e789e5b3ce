package desk

import (
	"strings"
	"testing"

	"daylight/cmd/bot/internal/config"
	"daylight/cmd/bot/internal/policyfile"
	"daylight/disclosure"
	"daylight/disclosure/clock"
	"daylight/disclosure/fault"
	"daylight/disclosure/holiday"
)

func TestThePolicyThatACaseBeganWithIsNamed(t *testing.T) {
	t.Parallel()
	cfg := config.Default()
	policies, err := policyfile.Load(nil, holiday.Known)
	if err != nil {
		t.Fatal(err)
	}
	rules := clock.Rules{Policies: policies, Default: cfg.Policies.Default}
	other := &clock.Policy{Name: "of-a-team", Version: "2"}
	for _, c := range []struct {
		rule        string
		ref         disclosure.PolicyRef
		asked       *clock.Policy
		want, other string
		note        string
		code        fault.Code
	}{
		{"none is the default", disclosure.PolicyRef{}, nil, "exposed-data", "", "", ""},
		{"its own", disclosure.PolicyRef{Name: "cert-cc", Version: "2026-11-30"}, nil, "cert-cc", "", "", ""},
		{"an older version is said", disclosure.PolicyRef{Name: "cert-cc", Version: "2001-01-01"}, nil, "cert-cc", "", "began under version 2001-01-01", ""},
		{"another one is said", disclosure.PolicyRef{Name: "cert-cc", Version: "2001-01-01"}, other, "of-a-team", "cert-cc", "", ""},
		{"one of the team, from its file", disclosure.PolicyRef{Name: "of-a-team", Version: "1"}, other, "of-a-team", "", "began under version 1", ""},
		{"one of the team without its file", disclosure.PolicyRef{Name: "of-a-team"}, nil, "", "", "", fault.NotFound},
	} {
		var x Explanation
		err := x.choose(c.ref, c.asked, rules)
		if c.code != "" {
			if fault.CodeOf(err) != c.code || !strings.Contains(err.Error(), "--policy") {
				t.Errorf("%s: %v", c.rule, err)
			}
			continue
		}
		notes := strings.Join(x.Notes, "; ")
		if err != nil || x.Policy.Name != c.want || x.Other != c.other || !strings.Contains(notes, c.note) || c.note == "" && notes != "" {
			t.Errorf("%s: %s %q %q %v", c.rule, x.Policy.Name, x.Other, notes, err)
		}
	}
}
