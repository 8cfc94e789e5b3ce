package closure_test

import (
	"strings"
	"testing"
	"time"

	"daylight/disclosure"
	"daylight/disclosure/closure"
	"daylight/disclosure/fault"
)

func TestAnAssetOfAKindThatNobodyKnowsIsRefused(t *testing.T) {
	t.Parallel()
	rules := closure.Rules{Kinds: []string{"azure", "http_file", "redis", "s3"}}
	for _, c := range []struct{ kind, noun, want string }{
		{"s3", "", ""},
		{closure.ProductFlaw, "", ""},
		{closure.LeakedCredentials, "", ""},
		{closure.Other, "open server room", ""},
		{"reddis", "", `the nearest is "redis"`},
		{"azure.blob", "", `the nearest is "azure"`},
		{"S3", "", `the nearest is "s3"`},
		{"file", "", `the nearest is "http_file"`},
		{closure.Other, " ", "needs a noun"},
		{"s3", "bucket", "only an asset of kind"},
		{closure.Other, "<b>x</b>", "letters, digits"},
		{closure.Other, strings.Repeat("x", 61), "letters, digits"},
	} {
		err := rules.CheckKind(&disclosure.Asset{Kind: c.kind, Noun: c.noun, Target: "x"})
		switch {
		case c.want == "" && err != nil:
			t.Errorf("%s %q: %v", c.kind, c.noun, err)
		case c.want != "" && (fault.CodeOf(err) != fault.Invalid || !strings.Contains(err.Error(), c.want)):
			t.Errorf("%s %q: %v, want %q", c.kind, c.noun, err, c.want)
		}
	}
	// Where the kinds of probes are not known, none is refused.
	if err := (closure.Rules{}).CheckKind(&disclosure.Asset{Kind: "anything"}); err != nil {
		t.Error(err)
	}
}

func TestWhatNoProbeCanAskIsNeverProbed(t *testing.T) {
	t.Parallel()
	rules := closure.DefaultRules()
	rules.Kinds = []string{"s3"}
	for kind, asked := range map[string]bool{"s3": true, closure.ProductFlaw: false, closure.LeakedCredentials: false, closure.Other: false, "gopher": false} {
		err := rules.MayProbe(&disclosure.Asset{ID: "A1", Kind: kind}, disclosure.ProbeForPerson, time.Date(2020, 1, 27, 0, 0, 0, 0, time.UTC))
		if (err == nil) != asked {
			t.Errorf("%s may be probed: %v", kind, err)
		}
		if err != nil && !strings.Contains(err.Error(), "no probe can ask A1") {
			t.Errorf("%s: %v", kind, err)
		}
	}
}

func TestNamesOfAssetsAreShort(t *testing.T) {
	t.Parallel()
	for want, ids := range map[string][]string{
		"A1": {"A1"}, "A1, A2": {"A1", "A2"}, "A1 to A3, A7": {"A1", "A2", "A3", "A7"}, "A9 to A11": {"A9", "A10", "A11"}, "X, A2": {"X", "A2"}, "": nil,
	} {
		if got := closure.Names(ids); got != want {
			t.Errorf("%v are named %q, want %q", ids, got, want)
		}
	}
	var odd []string
	for i := range 30 {
		odd = append(odd, strings.Repeat("B", i+1))
	}
	if got := closure.Names(odd); !strings.HasSuffix(got, " and 10 more") {
		t.Error(got)
	}
}
