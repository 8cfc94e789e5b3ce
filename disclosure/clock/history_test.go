package clock_test

import (
	"slices"
	"testing"

	"daylight/disclosure"
	"daylight/disclosure/clock"
	"daylight/disclosure/milestone"
	"daylight/disclosure/observed"
)

// told numbers events as an import does, and tells the history of a case with two assets.
func told(imported bool, events ...disclosure.Event) flatInput {
	c := &disclosure.Case{Imported: imported, Work: disclosure.WorkActive, Assets: []disclosure.Asset{{ID: "A1"}, {ID: "A2"}}, Exposed: disclosure.Exposed{Data: []string{"names"}}}
	c.Parties = []disclosure.Party{{Role: disclosure.Vendor, Country: "FR"}}
	for i := range events {
		events[i].Seq = i + 1
	}
	c.ClockEvents = disclosure.ClockEventsOf(events)
	return flatten(clock.InputOf(c))
}

// flatInput is an input of one vendor, written down as [vendorTold] is.
type flatInput struct {
	clock.Input
	Episodes []vendorTold
}

func flatten(h clock.Input) flatInput {
	out := flatInput{Input: h}
	moment := func(m milestone.Moment) clock.Moment { return clock.Moment{At: m.At, Seq: m.Seq} }
	for i := range h.Episodes {
		e := &h.Episodes[i]
		f := vendorTold{
			Number: e.Number, Discovered: moment(e.Discovered), Reopened: moment(e.Reopened), Exploited: moment(e.Exploited),
			Stub: moment(e.Stub), Limited: moment(e.Limited), Full: moment(e.Full), Fixed: moment(e.Closure.Moment),
			Pauses: e.Pauses, Moves: e.Moves, Waived: e.Waived,
		}
		for j := range e.Parties {
			p := &e.Parties[j]
			for _, a := range p.Attempts {
				f.Attempts = append(f.Attempts, attempt{
					Moment: moment(a.Moment), Role: p.Role, Name: p.Name, Channel: a.Channel, Contact: a.Contact, Bounced: moment(a.Bounced),
				})
			}
			if p.Role == disclosure.Vendor {
				promise := p.Promise()
				f.Acknowledged, f.Aware, f.HeadsUp = moment(p.FirstAnswer()), moment(p.Aware), moment(p.HeadsUp)
				f.Promised, f.PromisedFor = moment(promise.Moment), promise.Until
			}
		}
		out.Episodes = append(out.Episodes, f)
	}
	return out
}

// Attempt is the first attempt to reach a role.
func (e *vendorTold) Attempt(role disclosure.Role) clock.Moment {
	for _, a := range e.Attempts {
		if a.Role == role {
			return a.Moment
		}
	}
	return clock.Moment{}
}

// Acceptance is the first one that did not come back.
func (e *vendorTold) Acceptance(role disclosure.Role) clock.Moment {
	for _, a := range e.Attempts {
		if a.Role == role && a.Bounced.IsZero() {
			return a.Moment
		}
	}
	return clock.Moment{}
}

func TestAHistoryHoldsWhatClocksDependOn(t *testing.T) {
	t.Parallel()
	on := func(n int, k disclosure.Kind, change ...func(*disclosure.Event)) disclosure.Event {
		e := disclosure.Event{Kind: k, At: clockDay(n)}
		for _, c := range change {
			c(&e)
		}
		return e
	}
	to := func(r disclosure.Role, ch disclosure.Channel) func(*disclosure.Event) {
		return func(e *disclosure.Event) { e.Party, e.Channel = r, ch }
	}
	asset := func(id string) func(*disclosure.Event) { return func(e *disclosure.Event) { e.Detail.AssetID = id } }
	seen := func(e *disclosure.Event) { e.Detail.Closure = &disclosure.Closure{Verified: true} }
	onClock := func(k disclosure.ClockSet) func(*disclosure.Event) {
		return func(e *disclosure.Event) { e.Detail.Clock = &k }
	}
	contact := on(0, disclosure.KindContacted, to(disclosure.Vendor, disclosure.Email))

	for _, c := range []struct {
		rule     string
		imported bool
		events   []disclosure.Event
		holds    func(h flatInput) bool
	}{
		{"a bounced mail is an attempt and no acceptance", true, []disclosure.Event{contact, on(0, disclosure.KindBounced, to(disclosure.Vendor, disclosure.Email)), on(5, disclosure.KindContacted, to(disclosure.Vendor, disclosure.Form))}, func(h flatInput) bool {
			e := h.Episodes[0]
			return e.Attempt(disclosure.Vendor).At == clockDay(0) && e.Acceptance(disclosure.Vendor).At == clockDay(5)
		}},
		{"a refused mail was never contacted and is an attempt", false, []disclosure.Event{on(0, disclosure.KindBounced, to(disclosure.Vendor, disclosure.Email), func(e *disclosure.Event) { e.Detail.Message = &disclosure.Message{Key: "k"} })}, func(h flatInput) bool {
			e := h.Episodes[0]
			return e.Attempt(disclosure.Vendor).At == clockDay(0) && e.Acceptance(disclosure.Vendor).IsZero()
		}},
		{"a bounce of one channel leaves the other", true, []disclosure.Event{contact, on(1, disclosure.KindContacted, to(disclosure.Vendor, disclosure.Form)), on(2, disclosure.KindBounced, to(disclosure.Vendor, disclosure.Email))}, func(h flatInput) bool {
			e := h.Episodes[0]
			return !e.Attempts[0].Bounced.IsZero() && e.Attempts[1].Bounced.IsZero()
		}},
		{"a bounce finds its message by key", false, []disclosure.Event{
			on(0, disclosure.KindContacted, to(disclosure.Vendor, disclosure.Email), func(e *disclosure.Event) { e.Detail.Message = &disclosure.Message{Key: "a", Contact: "C1"} }),
			on(1, disclosure.KindContacted, to(disclosure.Vendor, disclosure.Email), func(e *disclosure.Event) { e.Detail.Message = &disclosure.Message{Key: "b", Contact: "C2"} }),
			on(2, disclosure.KindBounced, to(disclosure.Vendor, disclosure.Email), func(e *disclosure.Event) { e.Detail.Message = &disclosure.Message{Key: "a"} }),
		}, func(h flatInput) bool {
			e := h.Episodes[0]
			return !e.Attempts[0].Bounced.IsZero() && e.Attempts[1].Bounced.IsZero()
		}},
		{"a bounce finds its attempt by contact", false, []disclosure.Event{
			on(0, disclosure.KindContacted, to(disclosure.Vendor, disclosure.Email), func(e *disclosure.Event) { e.Detail.Message = &disclosure.Message{Key: "a", Contact: "C1"} }),
			on(1, disclosure.KindContacted, to(disclosure.Vendor, disclosure.Email), func(e *disclosure.Event) { e.Detail.Message = &disclosure.Message{Key: "b", Contact: "C2"} }),
			on(2, disclosure.KindBounced, to(disclosure.Vendor, disclosure.Email), func(e *disclosure.Event) { e.Detail.Contact = &disclosure.Contact{ID: "C1"} }),
		}, func(h flatInput) bool {
			e := h.Episodes[0]
			return !e.Attempts[0].Bounced.IsZero() && e.Attempts[1].Bounced.IsZero()
		}},
		{"an automatic answer is no acknowledgement", true, []disclosure.Event{contact, on(1, disclosure.KindAutoReplied, to(disclosure.Vendor, disclosure.Email))}, func(h flatInput) bool {
			return h.Episodes[0].Acknowledged.IsZero()
		}},
		{"a provider's answer is not the vendor's", true, []disclosure.Event{contact, on(1, disclosure.KindReplied, to(disclosure.Provider, disclosure.Email))}, func(h flatInput) bool {
			return h.Episodes[0].Acknowledged.IsZero()
		}},
		{"a promise is an answer with a date", true, []disclosure.Event{contact, on(1, disclosure.KindFixPromised, to(disclosure.Vendor, disclosure.Email), func(e *disclosure.Event) { e.Until = clockDay(9) })}, func(h flatInput) bool {
			e := h.Episodes[0]
			return e.Acknowledged.At == clockDay(1) && e.PromisedFor == clockDay(9)
		}},
		{"one of two assets closed is not closed", true, []disclosure.Event{contact, on(3, disclosure.KindClosed, asset("A1"))}, func(h flatInput) bool {
			return h.Episodes[0].Fixed.IsZero()
		}},
		{"the last asset closes the case", true, []disclosure.Event{contact, on(3, disclosure.KindClosed, asset("A1")), on(5, disclosure.KindClosed, asset("A2"))}, func(h flatInput) bool {
			return h.Episodes[0].Fixed.At == clockDay(5)
		}},
		{"a claimed closure does not count in a case of ours", false, []disclosure.Event{contact, on(3, disclosure.KindClosed)}, func(h flatInput) bool {
			return h.Episodes[0].Fixed.IsZero()
		}},
		{"a closure that probes saw counts", false, []disclosure.Event{contact, on(3, disclosure.KindClosed, seen)}, func(h flatInput) bool {
			return h.Episodes[0].Fixed.At == clockDay(3)
		}},
		{"a re-opening begins an episode", true, []disclosure.Event{contact, on(3, disclosure.KindExploited), on(5, disclosure.KindClosed), on(90, disclosure.KindReopened, asset("A2")), on(93, disclosure.KindContacted, to(disclosure.Vendor, disclosure.Email))}, func(h flatInput) bool {
			e := h.Episodes[len(h.Episodes)-1]
			return len(h.Episodes) == 2 && e.Number == 2 && e.Reopened.At == clockDay(90) && e.Attempt(disclosure.Vendor).At == clockDay(93) && !e.Exploited.IsZero()
		}},
		{"open again while another is open begins none", true, []disclosure.Event{contact, on(5, disclosure.KindClosed, asset("A1")), on(9, disclosure.KindReopened, asset("A1"))}, func(h flatInput) bool {
			return len(h.Episodes) == 1
		}},
		{"told out of order, sorted by date", true, []disclosure.Event{on(90, disclosure.KindReopened), contact, on(5, disclosure.KindClosed)}, func(h flatInput) bool {
			return len(h.Episodes) == 2 && h.Episodes[0].Fixed.At == clockDay(5)
		}},
		{"planned is not happened", true, []disclosure.Event{contact, on(3, disclosure.KindClosed, func(e *disclosure.Event) { e.Planned = true })}, func(h flatInput) bool {
			return h.Episodes[0].Fixed.IsZero()
		}},
		{"corrected is not happened", true, []disclosure.Event{contact, on(1, disclosure.KindContacted, to(disclosure.Vendor, disclosure.Email), func(e *disclosure.Event) { e.Corrects = 1 })}, func(h flatInput) bool {
			return h.Episodes[0].Attempt(disclosure.Vendor).At == clockDay(1) && len(h.Episodes[0].Attempts) == 1
		}},
		{"a date that a setting gave is the policy's matter", false, []disclosure.Event{contact, on(0, disclosure.KindDeadlineSet, onClock(disclosure.ClockSet{Clause: "publication", Due: clockDay(30)}), func(e *disclosure.Event) { e.Source = disclosure.SourceSystem })}, func(h flatInput) bool {
			return len(h.Episodes[0].Moves) == 0
		}},
		{"pauses and extensions", false, []disclosure.Event{
			contact, on(2, disclosure.KindClockPaused, onClock(disclosure.ClockSet{Clause: "fix", Reason: "they asked"})), on(4, disclosure.KindClockResumed, onClock(disclosure.ClockSet{Clause: "fix"})),
			on(5, disclosure.KindExtensionGranted, onClock(disclosure.ClockSet{Clause: "fix", Due: clockDay(20), Reason: "holidays"}), func(e *disclosure.Event) { e.Actor, e.Detail.CoApprover = "Ada", "Grace" }),
		}, func(h flatInput) bool {
			e := h.Episodes[0]
			return len(e.Pauses) == 1 && e.Pauses[0].WaitingOn == disclosure.WaitingOnUs && e.Pauses[0].To.At == clockDay(4) && e.Pauses[0].From.Text == "they asked" &&
				len(e.Moves) == 1 && e.Moves[0].CoApprover == "Grace" && e.Moves[0].Text == "holidays"
		}},
		{"the case keeps its policy and holidays", false, []disclosure.Event{contact, on(0, disclosure.KindPolicyChanged, func(e *disclosure.Event) {
			e.Detail.Policy = &disclosure.PolicyRef{Name: "zdi", Version: "1", Holidays: "FR@2026"}
		})}, func(h flatInput) bool {
			return h.Policy.Name == "zdi" && h.Holidays == "FR@2026"
		}},
		{"else the holidays are those of the vendor's country", false, []disclosure.Event{contact}, func(h flatInput) bool {
			return h.Holidays == "FR" && h.PersonalData
		}},
		{"published forms are told apart", false, []disclosure.Event{
			contact, on(30, disclosure.KindPublished, func(e *disclosure.Event) { e.Detail.Consent = &disclosure.Consent{Mode: disclosure.Limited} }),
			on(40, disclosure.KindPublished, func(e *disclosure.Event) { e.Detail.Consent = &disclosure.Consent{Mode: disclosure.Full} }),
		}, func(h flatInput) bool {
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
	p := clock.Policy{Clauses: []clock.Clause{
		{Name: "fix", Due: disclosure.DueFix, From: from(clock.AnchorAttempt), Days: 7},
		{Name: "publication", Due: disclosure.DuePublishLimited, From: from(clock.AnchorAttempt), Days: 30},
	}}
	events := []disclosure.Event{
		{Seq: 1, Kind: disclosure.KindContacted, At: clockDay(0), Party: disclosure.Vendor},
		{Seq: 2, Kind: disclosure.KindRejected, At: clockDay(3), Detail: disclosure.Detail{Work: disclosure.WorkRejected}},
	}
	for _, d := range clock.Evaluate(p, clock.InputOf(&disclosure.Case{Work: disclosure.WorkRejected, ClockEvents: disclosure.ClockEventsOf(events)}), noon(4), nil, nil) {
		if d.State != disclosure.ClockTerminated {
			t.Errorf("%s is %s in a rejected case", d.Clause, d.State)
		}
	}
	events[1] = disclosure.Event{Seq: 2, Kind: disclosure.KindWorkClosed, At: clockDay(3), Detail: disclosure.Detail{Work: disclosure.WorkClosed, Outcome: disclosure.OutcomeStillOpen}}
	ds := clock.Evaluate(p, clock.InputOf(&disclosure.Case{Work: disclosure.WorkClosed, ClockEvents: disclosure.ClockEventsOf(events)}), noon(4), nil, nil)
	if ds[0].State != disclosure.ClockTerminated || ds[1].State != disclosure.ClockRunning {
		t.Errorf("closed: %s, %s; want the publication still to come", ds[0].State, ds[1].State)
	}
	for _, d := range clock.Evaluate(p, clock.InputOf(&disclosure.Case{Work: disclosure.WorkActive, ClockEvents: disclosure.ClockEventsOf(events)}), noon(4), nil, nil) {
		if d.State != disclosure.ClockRunning {
			t.Errorf("%s is %s after the work was taken up again", d.Clause, d.State)
		}
	}
}

// A case of two years: thirty events that matter among five hundred probes.
func longStory() []disclosure.Event {
	var events []disclosure.Event
	add := func(e disclosure.Event) {
		e.Seq = len(events) + 1
		events = append(events, e)
	}
	add(disclosure.Event{Kind: disclosure.KindDiscovered, At: clockDay(-3)})
	for i := range 500 {
		add(disclosure.Event{Kind: disclosure.KindProbed, At: clockDay(i), Detail: disclosure.Detail{AssetID: "A1", Probe: &observed.Observation{Verdict: observed.Open}}})
		if i%20 == 0 {
			add(disclosure.Event{Kind: disclosure.KindContacted, At: clockDay(i), Party: disclosure.Roles()[i/20%3], Channel: disclosure.Email})
		}
	}
	return events
}

func BenchmarkHistoryOf(b *testing.B) {
	events := longStory()
	c := &disclosure.Case{Work: disclosure.WorkActive, Assets: []disclosure.Asset{{ID: "A1"}}, ClockEvents: disclosure.ClockEventsOf(events)}
	b.ReportAllocs()
	for b.Loop() {
		clock.InputOf(c)
	}
}
