package manuscript_test

import (
	"testing"

	"daylight/disclosure/manuscript"
)

func TestAPersonSawOnlyTheFilesThatTheyWereGivenLast(t *testing.T) {
	t.Parallel()
	given := manuscript.Preview{For: "Bob", Mode: "full", Lang: "en", Digest: "d1"}
	var none manuscript.Manuscript
	m := none.Shown(&given)
	for _, c := range []struct {
		rule string
		of   manuscript.Manuscript
		p    manuscript.Preview
		want bool
	}{
		{"nothing was given", none, given, false},
		{"what was given was seen", m, given, true},
		{"a name that is written otherwise is not known to be that person", m, manuscript.Preview{For: "bob", Mode: "full", Lang: "en", Digest: "d1"}, false},
		{"another person", m, manuscript.Preview{For: "carol", Mode: "full", Lang: "en", Digest: "d1"}, false},
		{"another form", m, manuscript.Preview{For: "Bob", Mode: "limited", Lang: "en", Digest: "d1"}, false},
		{"another language", m, manuscript.Preview{For: "Bob", Mode: "full", Lang: "de", Digest: "d1"}, false},
		{"other files", m, manuscript.Preview{For: "Bob", Mode: "full", Lang: "en", Digest: "d2"}, false},
		{"the files before", m.Shown(&manuscript.Preview{For: "Bob", Mode: "full", Lang: "en", Digest: "d2"}), given, false},
		{"nobody", m.Shown(&manuscript.Preview{Mode: "full", Lang: "en", Digest: "d1"}), manuscript.Preview{Mode: "full", Lang: "en", Digest: "d1"}, false},
		{"no digest", m.Shown(&manuscript.Preview{For: "x"}), manuscript.Preview{For: "x"}, false},
	} {
		if got := c.of.Saw(c.p); got != c.want {
			t.Errorf("%s: %t", c.rule, got)
		}
	}
	if len(none.Seen) != 0 || m.IsZero() || !none.Shown(nil).IsZero() {
		t.Error("a preview changes another copy, or counts for nothing")
	}
}
