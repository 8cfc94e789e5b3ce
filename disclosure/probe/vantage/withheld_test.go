package vantage

import (
	"encoding/base64"
	"encoding/json"
	"testing"

	"daylight/disclosure/observed"
	"daylight/disclosure/probe"
)

// An agent does not know what a broker told before. What the record makes of its answer is no other answer; nor may that word be put
// over any other open one.
func TestARecordMayKnowThatSomethingIsWithheld(t *testing.T) {
	key, withheld := newKey(t), probe.Unsure(observed.ReasonWithheld)
	for rule, c := range map[string]struct {
		status, recorded observed.FacetResult
		good             bool
	}{
		"the agent was told less":        {withheld, withheld, true},
		"the agent was told as before":   {probe.Open(), withheld, false},
		"the agent was not told in time": {probe.Unsure(observed.ReasonTimeoutRead), probe.Unsure(observed.ReasonTimeoutRead), false},
	} {
		o := observed.Observation{Kind: "mqtt", Vantage: "paris", Facets: map[string]observed.FacetResult{"connect": probe.Open(), "status": c.status}}
		o.Summarise()
		b, err := json.Marshal(Statement{Vantage: "paris", Observation: o})
		if err != nil {
			t.Fatal(err)
		}
		signed := key.sign(purposeAnswer, b)
		o.Attested = &observed.Attestation{Key: keyID(key.public()), Signature: base64.StdEncoding.EncodeToString(signed.Signature), Statement: string(b)}
		if err := Verify(o, key.public()); err != nil {
			t.Fatalf("%s: %v", rule, err)
		}
		o.Facets = map[string]observed.FacetResult{"connect": withheld, "status": c.recorded}
		o.Summarise()
		if err := Verify(o, key.public()); (err == nil) != c.good {
			t.Errorf("%s: %v", rule, err)
		}
	}
}
