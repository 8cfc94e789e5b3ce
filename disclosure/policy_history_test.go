package disclosure_test

import (
	"slices"
	"testing"

	. "daylight/disclosure"
)

// told numbers events as an import does, and tells the history of a case with two assets.
func told(imported bool, events ...Event) History {
	c := &Case{Imported: imported, Work: WorkActive, Assets: []Asset{{ID: "A1"}, {ID: "A2"}}, Exposed: Exposed{Data: []string{"names"}}}
	c.Parties = []Party{{Role: Vendor, Country: "FR"}}
	for i := range events {
		events[i].Seq = i + 1
	}
	c.Turns = TurnsOf(events)
	return HistoryOf(c)
}

func TestAHistoryHoldsWhatClocksDependOn(t *testing.T) {
	t.Parallel()
	on := func(n int, k Kind, change ...func(*Event)) Event {
		e := Event{Kind: k, At: clockDay(n)}
		for _, c := range change {
			c(&e)
		}
		return e
	}
	to := func(r Role, ch Channel) func(*Event) { return func(e *Event) { e.Party, e.Channel = r, ch } }
	asset := func(id string) func(*Event) { return func(e *Event) { e.Detail.AssetID = id } }
	seen := func(e *Event) { e.Detail.Closure = &Closure{Verified: true} }
	clock := func(k ClockSet) func(*Event) { return func(e *Event) { e.Detail.Clock = &k } }
	contact := on(0, KindContacted, to(Vendor, Email))

	for _, c := range []struct {
		rule     string
		imported bool
		events   []Event
		holds    func(h History) bool
	}{
		{"a bounced mail is an attempt and no acceptance", true, []Event{contact, on(0, KindBounced, to(Vendor, Email)), on(5, KindContacted, to(Vendor, Form))}, func(h History) bool {
			e := h.Episodes[0]
			return e.Attempt(Vendor).At == clockDay(0) && e.Acceptance(Vendor).At == clockDay(5)
		}},
		{"a refused mail was never contacted and is an attempt", false, []Event{on(0, KindBounced, to(Vendor, Email), func(e *Event) { e.Detail.Message = &Message{Key: "k"} })}, func(h History) bool {
			e := h.Episodes[0]
			return e.Attempt(Vendor).At == clockDay(0) && e.Acceptance(Vendor).IsZero()
		}},
		{"a bounce of one channel leaves the other", true, []Event{contact, on(1, KindContacted, to(Vendor, Form)), on(2, KindBounced, to(Vendor, Email))}, func(h History) bool {
			e := h.Episodes[0]
			return !e.Attempts[0].Bounced.IsZero() && e.Attempts[1].Bounced.IsZero()
		}},
		{"a bounce finds its message by key", false, []Event{
			on(0, KindContacted, to(Vendor, Email), func(e *Event) { e.Detail.Message = &Message{Key: "a", Contact: "C1"} }),
			on(1, KindContacted, to(Vendor, Email), func(e *Event) { e.Detail.Message = &Message{Key: "b", Contact: "C2"} }),
			on(2, KindBounced, to(Vendor, Email), func(e *Event) { e.Detail.Message = &Message{Key: "a"} }),
		}, func(h History) bool {
			e := h.Episodes[0]
			return !e.Attempts[0].Bounced.IsZero() && e.Attempts[1].Bounced.IsZero()
		}},
		{"a bounce finds its attempt by contact", false, []Event{
			on(0, KindContacted, to(Vendor, Email), func(e *Event) { e.Detail.Message = &Message{Key: "a", Contact: "C1"} }),
			on(1, KindContacted, to(Vendor, Email), func(e *Event) { e.Detail.Message = &Message{Key: "b", Contact: "C2"} }),
			on(2, KindBounced, to(Vendor, Email), func(e *Event) { e.Detail.Contact = &Contact{ID: "C1"} }),
		}, func(h History) bool {
			e := h.Episodes[0]
			return !e.Attempts[0].Bounced.IsZero() && e.Attempts[1].Bounced.IsZero()
		}},
		{"an automatic answer is no acknowledgement", true, []Event{contact, on(1, KindAutoReplied, to(Vendor, Email))}, func(h History) bool {
			return h.Episodes[0].Acknowledged.IsZero()
		}},
		{"a provider's answer is not the vendor's", true, []Event{contact, on(1, KindReplied, to(Provider, Email))}, func(h History) bool {
			return h.Episodes[0].Acknowledged.IsZero()
		}},
		{"a promise is an answer with a date", true, []Event{contact, on(1, KindFixPromised, to(Vendor, Email), func(e *Event) { e.Until = clockDay(9) })}, func(h History) bool {
			e := h.Episodes[0]
			return e.Acknowledged.At == clockDay(1) && e.PromisedFor == clockDay(9)
		}},
		{"one of two assets closed is not closed", true, []Event{contact, on(3, KindClosed, asset("A1"))}, func(h History) bool {
			return h.Episodes[0].Fixed.IsZero()
		}},
		{"the last asset closes the case", true, []Event{contact, on(3, KindClosed, asset("A1")), on(5, KindClosed, asset("A2"))}, func(h History) bool {
			return h.Episodes[0].Fixed.At == clockDay(5)
		}},
		{"a claimed closure does not count in a case of ours", false, []Event{contact, on(3, KindClosed)}, func(h History) bool {
			return h.Episodes[0].Fixed.IsZero()
		}},
		{"a closure that probes saw counts", false, []Event{contact, on(3, KindClosed, seen)}, func(h History) bool {
			return h.Episodes[0].Fixed.At == clockDay(3)
		}},
		{"a re-opening begins an episode", true, []Event{contact, on(3, KindExploited), on(5, KindClosed), on(90, KindReopened, asset("A2")), on(93, KindContacted, to(Vendor, Email))}, func(h History) bool {
			e := h.Episodes[len(h.Episodes)-1]
			return len(h.Episodes) == 2 && e.Number == 2 && e.Reopened.At == clockDay(90) && e.Attempt(Vendor).At == clockDay(93) && !e.Exploited.IsZero()
		}},
		{"open again while another is open begins none", true, []Event{contact, on(5, KindClosed, asset("A1")), on(9, KindReopened, asset("A1"))}, func(h History) bool {
			return len(h.Episodes) == 1
		}},
		{"told out of order, sorted by date", true, []Event{on(90, KindReopened), contact, on(5, KindClosed)}, func(h History) bool {
			return len(h.Episodes) == 2 && h.Episodes[0].Fixed.At == clockDay(5)
		}},
		{"planned is not happened", true, []Event{contact, on(3, KindClosed, func(e *Event) { e.Planned = true })}, func(h History) bool {
			return h.Episodes[0].Fixed.IsZero()
		}},
		{"corrected is not happened", true, []Event{contact, on(1, KindContacted, to(Vendor, Email), func(e *Event) { e.Corrects = 1 })}, func(h History) bool {
			return h.Episodes[0].Attempt(Vendor).At == clockDay(1) && len(h.Episodes[0].Attempts) == 1
		}},
		{"a date that a setting gave is the policy's matter", false, []Event{contact, on(0, KindDeadlineSet, clock(ClockSet{Clause: "publication", Due: clockDay(30)}), func(e *Event) { e.Source = SourceSystem })}, func(h History) bool {
			return len(h.Episodes[0].Moves) == 0
		}},
		{"pauses and extensions", false, []Event{
			contact, on(2, KindClockPaused, clock(ClockSet{Clause: "fix", Reason: "they asked"})), on(4, KindClockResumed, clock(ClockSet{Clause: "fix"})),
			on(5, KindExtensionGranted, clock(ClockSet{Clause: "fix", Due: clockDay(20), Reason: "holidays"}), func(e *Event) { e.Actor, e.Detail.Second = "Ada", "Grace" }),
		}, func(h History) bool {
			e := h.Episodes[0]
			return len(e.Pauses) == 1 && e.Pauses[0].Ball == BallOurs && e.Pauses[0].To.At == clockDay(4) && e.Pauses[0].From.Text == "they asked" &&
				len(e.Moves) == 1 && e.Moves[0].Second == "Grace" && e.Moves[0].Text == "holidays"
		}},
		{"the case keeps its policy and holidays", false, []Event{contact, on(0, KindNote, func(e *Event) {
			e.Detail.Policy = &PolicyRef{Name: "zdi", Version: "1", Holidays: "FR@2026"}
		})}, func(h History) bool {
			return h.Policy.Name == "zdi" && h.Holidays == "FR@2026"
		}},
		{"else the holidays are those of the vendor's country", false, []Event{contact}, func(h History) bool {
			return h.Holidays == "FR" && h.PersonalData
		}},
		{"published forms are told apart", false, []Event{
			contact, on(30, KindPublished, func(e *Event) { e.Detail.Consent = &Consent{Mode: Limited} }),
			on(40, KindPublished, func(e *Event) { e.Detail.Consent = &Consent{Mode: Full} }),
		}, func(h History) bool {
			e := h.Episodes[0]
			return e.Limited.At == clockDay(30) && e.Full.At == clockDay(40) && e.Stub.IsZero()
		}},
	} {
		t.Run(c.rule, func(t *testing.T) {
			t.Parallel()
			if h := told(c.imported, slices.Clone(c.events)...); !c.holds(h) {
				t.Errorf("history %+v", h)
			}
		})
	}
}

func TestWorkThatEndedEndsTheClocks(t *testing.T) {
	t.Parallel()
	p := Policy{Clauses: []Clause{
		{Name: "fix", Due: DueFix, From: from(AnchorAttempt), Days: 7},
		{Name: "publication", Due: DuePublishLimited, From: from(AnchorAttempt), Days: 30},
	}}
	events := []Event{
		{Seq: 1, Kind: KindContacted, At: clockDay(0), Party: Vendor},
		{Seq: 2, Kind: KindRejected, At: clockDay(3), Detail: Detail{Work: WorkRejected}},
	}
	for _, d := range Evaluate(p, HistoryOf(&Case{Work: WorkRejected, Turns: TurnsOf(events)}), noon(4), nil, nil) {
		if d.State != ClockTerminated {
			t.Errorf("%s is %s in a rejected case", d.Clause, d.State)
		}
	}
	events[1] = Event{Seq: 2, Kind: KindNote, At: clockDay(3), Detail: Detail{Work: WorkClosed, Outcome: OutcomeStillOpen}}
	ds := Evaluate(p, HistoryOf(&Case{Work: WorkClosed, Turns: TurnsOf(events)}), noon(4), nil, nil)
	if ds[0].State != ClockTerminated || ds[1].State != ClockRunning {
		t.Errorf("closed: %s, %s; want the publication still to come", ds[0].State, ds[1].State)
	}
	for _, d := range Evaluate(p, HistoryOf(&Case{Work: WorkActive, Turns: TurnsOf(events)}), noon(4), nil, nil) {
		if d.State != ClockRunning {
			t.Errorf("%s is %s after the work was taken up again", d.Clause, d.State)
		}
	}
}

// A case of two years: thirty events that matter among five hundred probes.
func longStory() []Event {
	var events []Event
	add := func(e Event) {
		e.Seq = len(events) + 1
		events = append(events, e)
	}
	add(Event{Kind: KindDiscovered, At: clockDay(-3)})
	for i := range 500 {
		add(Event{Kind: KindProbed, At: clockDay(i), Detail: Detail{AssetID: "A1", Probe: &Observation{Verdict: Open}}})
		if i%20 == 0 {
			add(Event{Kind: KindContacted, At: clockDay(i), Party: Roles()[i/20%3], Channel: Email})
		}
	}
	return events
}

func BenchmarkHistoryOf(b *testing.B) {
	events := longStory()
	c := &Case{Work: WorkActive, Assets: []Asset{{ID: "A1"}}, Turns: TurnsOf(events)}
	b.ReportAllocs()
	for b.Loop() {
		HistoryOf(c)
	}
}
