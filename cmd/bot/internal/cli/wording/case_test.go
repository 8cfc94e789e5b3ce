package wording

import (
	"strings"
	"testing"

	"daylight/disclosure"
	"daylight/disclosure/observed"
)

func TestWhatAPersonHasToKnowOfAnAsset(t *testing.T) {
	shut := observed.FacetResult{Verdict: observed.Closed, Strength: observed.Strong, Reason: observed.ReasonDenied}
	for rule, c := range map[string]struct {
		asset disclosure.Asset
		want  string
	}{
		"a part that was open has no answer":  {disclosure.Asset{Last: shut, OpenFacets: []string{"listing_plain"}, ConfirmedBy: "ada"}, "says nothing of listing_plain"},
		"the asset is open, and says so":      {disclosure.Asset{Last: observed.FacetResult{Verdict: observed.Open}, OpenFacets: []string{"list"}, ConfirmedBy: "ada"}, ""},
		"nobody knows for days":               {disclosure.Asset{UndecidedNotified: true, ConfirmedBy: "ada"}, "bot probe attest"},
		"every part was seen shut":            {disclosure.Asset{Last: shut, ConfirmedBy: "ada"}, ""},
		"what probes proved needs no persons": {disclosure.Asset{Last: shut, OpenFacets: []string{"x"}, Closure: disclosure.Closure{Verified: true}}, ""},
	} {
		if got := Identity(&c.asset); (got == "") != (c.want == "") || !strings.Contains(got, c.want) {
			t.Errorf("%s: %q, want %q", rule, got, c.want)
		}
	}
}
