package medium_test

import (
	"testing"

	"daylight/disclosure"
	"daylight/disclosure/medium"
)

func TestEveryChannelOfTheFactsHasARow(t *testing.T) {
	t.Parallel()
	for _, c := range disclosure.Channels() {
		m := medium.Of(c)
		if m.Channel != c || m.Sent == "" || !m.Ours.Valid() || !m.Theirs.Valid() {
			t.Errorf("%s has no whole row: %+v", c, m)
		}
		if m.Carried && m.Via == "" {
			t.Errorf("%s is carried, and nobody knows by which way its answers come", c)
		}
	}
}

func TestWhatNobodyKnowsCarriesNothing(t *testing.T) {
	t.Parallel()
	for _, c := range []disclosure.Channel{"", "pigeon"} {
		if m := medium.Of(c); m.Carried || m.Mailbox || m.Place || m.Via != "" {
			t.Errorf("%q: %+v", c, m)
		}
	}
}
