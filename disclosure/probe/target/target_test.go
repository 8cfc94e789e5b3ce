package target_test

import (
	"testing"

	"daylight/disclosure"
	"daylight/disclosure/probe/target"
)

func TestOfTakesWhatAProbeNeeds(t *testing.T) {
	e := &disclosure.Expect{Open: &disclosure.Match{Status: []int{200}}}
	got := target.Of(disclosure.Asset{ID: "A1", Kind: "s3", Target: "s3://bucket", Key: "k", Expect: e}, "DL-2020-0001")
	if want := (target.Target{Kind: "s3", Target: "s3://bucket", Key: "k", Expect: e, Case: "DL-2020-0001"}); got != want {
		t.Errorf("%+v", got)
	}
}
