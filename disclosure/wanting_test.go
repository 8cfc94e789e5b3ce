package disclosure_test

import (
	"testing"
	"time"

	"daylight/disclosure"
	"daylight/disclosure/civil"
)

func TestARequestForTimeWaitsUntilItIsAnswered(t *testing.T) {
	t.Parallel()
	on := func(n int) civil.When { return civil.OnDay(2020, time.February, n) }
	const asks, grants, refuses = disclosure.KindExtensionRequested, disclosure.KindExtensionGranted, disclosure.KindExtensionRefused
	for name, tt := range map[string]struct {
		events []disclosure.ClockEvent
		want   int // event of the request that waits for Acme; 0 for none
	}{
		"nobody asked":                       {nil, 0},
		"it waits":                           {[]disclosure.ClockEvent{{Seq: 1, Kind: asks, Party: disclosure.Vendor, Name: "Acme", At: on(1)}}, 1},
		"the newest counts":                  {[]disclosure.ClockEvent{{Seq: 1, Kind: asks, Party: disclosure.Vendor, Name: "Acme", At: on(1)}, {Seq: 2, Kind: asks, Party: disclosure.Vendor, Name: "Acme", At: on(2)}}, 2},
		"granted":                            {[]disclosure.ClockEvent{{Seq: 1, Kind: asks, Party: disclosure.Vendor, Name: "Acme", At: on(1)}, {Seq: 2, Kind: grants, Party: disclosure.Vendor, Name: "Acme", At: on(2)}}, 0},
		"refused":                            {[]disclosure.ClockEvent{{Seq: 1, Kind: asks, Party: disclosure.Vendor, Name: "Acme", At: on(1)}, {Seq: 2, Kind: refuses, Party: disclosure.Vendor, At: on(2)}}, 0},
		"asked again":                        {[]disclosure.ClockEvent{{Seq: 1, Kind: asks, Party: disclosure.Vendor, Name: "Acme", At: on(1)}, {Seq: 2, Kind: refuses, At: on(2)}, {Seq: 3, Kind: asks, Party: disclosure.Vendor, Name: "Acme", At: on(3)}}, 3},
		"an answer to another is none":       {[]disclosure.ClockEvent{{Seq: 1, Kind: asks, Party: disclosure.Vendor, Name: "Acme", At: on(1)}, {Seq: 2, Kind: grants, Party: disclosure.Vendor, Name: "Beta", At: on(2)}}, 1},
		"a request of another is not theirs": {[]disclosure.ClockEvent{{Seq: 1, Kind: asks, Party: disclosure.Vendor, Name: "Beta", At: on(1)}}, 0},
		"nor is one of nobody":               {[]disclosure.ClockEvent{{Seq: 1, Kind: asks, At: on(1)}}, 0},
	} {
		c := &disclosure.Case{Parties: []disclosure.Party{{Role: disclosure.Vendor, Name: "Acme"}, {Role: disclosure.Vendor, Name: "Beta"}}, ClockEvents: tt.events}
		got, ok := c.Wanting(disclosure.Vendor, "Acme")
		if ok != (tt.want > 0) || ok && got.Seq != tt.want {
			t.Errorf("%s: event %d, %t, want %d", name, got.Seq, ok, tt.want)
		}
	}
}
