package outreach_test

import (
	"testing"
	"time"

	"daylight/disclosure"
	"daylight/disclosure/outreach"
)

func TestAStandingSaysWhetherAnyCheckCanAskWhatIsLeft(t *testing.T) {
	t.Parallel()
	bucket := disclosure.Asset{ID: "A1", Kind: "s3", Exposure: disclosure.ExposureOpen}
	shut := bucket
	shut.Exposure, shut.Closure.Verified = disclosure.ExposureClosed, true
	leak := disclosure.Asset{ID: "A2", Kind: "leaked_credentials", Exposure: disclosure.ExposureUnconfirmed}
	for rule, c := range map[string]struct {
		assets  []disclosure.Asset
		unasked bool
	}{
		"a bucket is asked":                          {[]disclosure.Asset{bucket}, false},
		"nothing asks leaked credentials":            {[]disclosure.Asset{leak}, true},
		"one of two is asked":                        {[]disclosure.Asset{bucket, leak}, false},
		"what is closed does not ask what is left":   {[]disclosure.Asset{shut, leak}, true},
		"nothing is left, so nothing is to be asked": {[]disclosure.Asset{shut}, false},
		"where nothing is theirs, nothing is asked":  {nil, true},
	} {
		g := outreach.Grounds{
			Case: &disclosure.Case{ID: "DL-2020-0001", Parties: []disclosure.Party{{Role: disclosure.Vendor, Name: "NextMotion"}}, Assets: c.assets},
			Role: disclosure.Vendor, Name: "NextMotion", Now: time.Date(2020, 1, 27, 9, 0, 0, 0, time.UTC),
		}
		if got := g.Standing(); got.Unasked != c.unasked {
			t.Errorf("%s: %+v", rule, got)
		}
	}
}
