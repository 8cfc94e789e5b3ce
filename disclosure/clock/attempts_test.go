package clock_test

import (
	"slices"
	"testing"

	"daylight/disclosure"
	"daylight/disclosure/clock"
	"daylight/disclosure/milestone"
)

// happened is an event some days after the Monday.
func happened(n int, k disclosure.Kind, change ...func(*disclosure.Event)) disclosure.Event {
	e := disclosure.Event{Kind: k, At: clockDay(n)}
	for _, c := range change {
		c(&e)
	}
	return e
}

func party(r disclosure.Role, name string) func(*disclosure.Event) {
	return func(e *disclosure.Event) { e.Party, e.Name = r, name }
}

func by(ch disclosure.Channel) func(*disclosure.Event) {
	return func(e *disclosure.Event) { e.Channel = ch }
}

func contact(id string) func(*disclosure.Event) {
	return func(e *disclosure.Event) { e.Detail.Contact = &disclosure.Contact{ID: id} }
}

func sent(key, to string) func(*disclosure.Event) {
	return func(e *disclosure.Event) { e.Detail.Message = &disclosure.Message{Key: key, Contact: to} }
}

func TestWhichAttemptCameBack(t *testing.T) {
	t.Parallel()
	const contacted, bounced = disclosure.KindContacted, disclosure.KindBounced
	for _, c := range []struct {
		rule    string
		wrote   []disclosure.Event
		back    disclosure.Event
		bounced string // a letter for each attempt: b came back, . did not
	}{
		{"the newest", []disclosure.Event{happened(0, contacted), happened(1, contacted)}, happened(2, bounced), ".b"},
		{"one that names nobody is the vendor's", []disclosure.Event{happened(0, contacted, party(disclosure.Vendor, "")), happened(1, contacted, party(disclosure.Provider, ""))}, happened(2, bounced), "b."},
		{"one of the provider", []disclosure.Event{happened(0, contacted, party(disclosure.Provider, "")), happened(1, contacted)}, happened(2, bounced, party(disclosure.Provider, "")), "b."},
		{"of the name", []disclosure.Event{happened(0, contacted, party(disclosure.Vendor, "A")), happened(1, contacted, party(disclosure.Vendor, "B"))}, happened(2, bounced, party(disclosure.Vendor, "A")), "b."},
		{"of a name that the attempt does not tell", []disclosure.Event{happened(0, contacted, party(disclosure.Vendor, "A")), happened(1, contacted)}, happened(2, bounced, party(disclosure.Vendor, "A")), ".b"},
		{"a bounce without a name, beside two, is nobody's", []disclosure.Event{happened(0, contacted, party(disclosure.Vendor, "A")), happened(1, contacted, party(disclosure.Vendor, "B"))}, happened(2, bounced, party(disclosure.Vendor, "")), "..b"},
		{"of another name is another attempt", []disclosure.Event{happened(0, contacted, party(disclosure.Vendor, "A"))}, happened(2, bounced, party(disclosure.Vendor, "B")), ".b"},
		{"of the channel", []disclosure.Event{happened(0, contacted, by(disclosure.Email)), happened(1, contacted, by(disclosure.Form))}, happened(2, bounced, by(disclosure.Email)), "b."},
		{"of a channel that the attempt does not tell", []disclosure.Event{happened(0, contacted, by(disclosure.Email)), happened(1, contacted)}, happened(2, bounced, by(disclosure.Email)), ".b"},
		{"a bounce without a channel fits any", []disclosure.Event{happened(0, contacted, by(disclosure.Email)), happened(1, contacted, by(disclosure.Form))}, happened(2, bounced), ".b"},
		{"of the contact", []disclosure.Event{happened(0, contacted, contact("C1")), happened(1, contacted, contact("C2"))}, happened(2, bounced, contact("C1")), "b."},
		{"of a contact that the attempt does not tell", []disclosure.Event{happened(0, contacted, contact("C1")), happened(1, contacted)}, happened(2, bounced, contact("C1")), ".b"},
		{"a bounce without a contact fits any", []disclosure.Event{happened(0, contacted, contact("C1")), happened(1, contacted, contact("C2"))}, happened(2, bounced), ".b"},
		{"of the message", []disclosure.Event{happened(0, contacted, sent("a", "C1")), happened(1, contacted, sent("b", "C1"))}, happened(2, bounced, sent("a", "C1")), "b."},
		{"of a message that was never on record", []disclosure.Event{happened(0, contacted, sent("a", "C1"))}, happened(2, bounced, sent("c", "C1")), ".b"},
		{"one that came back already does not come back again", []disclosure.Event{happened(0, contacted), happened(1, contacted), happened(2, bounced)}, happened(3, bounced), "bb"},
		{"a third bounce of two is an attempt of its own", []disclosure.Event{happened(0, contacted), happened(1, bounced)}, happened(3, bounced, party(disclosure.Vendor, "A")), "bb"},
		{"nobody was written to", nil, happened(3, bounced), "b"},
	} {
		e := told(true, append(c.wrote, c.back)...).Episodes[0]
		got := ""
		for _, a := range e.Attempts {
			if a.Bounced.IsZero() {
				got += "."
			} else {
				got += "b"
			}
		}
		if got != c.bounced {
			t.Errorf("%s: %q, want %q", c.rule, got, c.bounced)
		}
	}
	e := told(true, happened(3, bounced, party(disclosure.Provider, "AWS"), by(disclosure.Form))).Episodes[0].Attempts[0]
	if e.Role != disclosure.Provider || e.Name != "AWS" || e.Channel != disclosure.Form || e.At != clockDay(3) || e.Bounced.At != clockDay(3) {
		t.Errorf("what was refused at the door: %+v", e)
	}
}

func TestWhatAnEpisodeKeepsOfAnEvent(t *testing.T) {
	t.Parallel()
	vendor, provider := party(disclosure.Vendor, ""), party(disclosure.Provider, "")
	first := func(get func(vendorTold) clock.Moment, day int) func(flatInput) bool {
		return func(h flatInput) bool {
			m := get(h.Episodes[0])
			return day < 0 && m.IsZero() || day >= 0 && m.At == clockDay(day)
		}
	}
	discovered := func(e vendorTold) clock.Moment { return e.Discovered }
	answered := func(e vendorTold) clock.Moment { return e.Acknowledged }
	aware := func(e vendorTold) clock.Moment { return e.Aware }
	promised := func(e vendorTold) clock.Moment { return e.Promised }
	exploited := func(e vendorTold) clock.Moment { return e.Exploited }
	headsUp := func(e vendorTold) clock.Moment { return e.HeadsUp }
	stub := func(e vendorTold) clock.Moment { return e.Stub }
	full := func(e vendorTold) clock.Moment { return e.Full }
	attempt := func(e vendorTold) clock.Moment { return e.Attempt(disclosure.Vendor) }
	mode := func(m disclosure.Mode) func(*disclosure.Event) {
		return func(e *disclosure.Event) { e.Detail.Consent = &disclosure.Consent{Mode: m} }
	}
	waived := func(e *disclosure.Event) {
		e.Actor, e.Detail.Clock, e.Detail.Waived = "Ada", &disclosure.ClockSet{Clause: "fix", Reason: "moot"}, true
	}
	answers := []disclosure.Kind{disclosure.KindAcknowledged, disclosure.KindReplied, disclosure.KindDisputed, disclosure.KindRefused, disclosure.KindFixClaimed, disclosure.KindFixPromised}
	type row struct {
		rule   string
		events []disclosure.Event
		holds  func(flatInput) bool
	}
	rows := []row{
		{"the first discovery", []disclosure.Event{happened(1, disclosure.KindDiscovered), happened(2, disclosure.KindDiscovered)}, first(discovered, 1)},
		{"a contact with nobody named is one with the vendor", []disclosure.Event{happened(1, disclosure.KindContacted)}, first(attempt, 1)},
		{"a contact with the provider is none with the vendor", []disclosure.Event{happened(1, disclosure.KindContacted, provider)}, first(attempt, -1)},
		{"an escalation to nobody is no attempt", []disclosure.Event{happened(1, disclosure.KindEscalated)}, func(h flatInput) bool { return len(h.Episodes[0].Attempts) == 0 }},
		{"an escalation to somebody is one", []disclosure.Event{happened(1, disclosure.KindEscalated, provider)}, func(h flatInput) bool { return !h.Episodes[0].Attempt(disclosure.Provider).IsZero() }},
		{"the newest notice before publication", []disclosure.Event{happened(1, disclosure.KindHeadsUpSent), happened(2, disclosure.KindHeadsUpSent)}, first(headsUp, 2)},
		{"deemed aware, first", []disclosure.Event{happened(1, disclosure.KindDeemedAware), happened(2, disclosure.KindDeemedAware, vendor)}, first(aware, 1)},
		{"a provider that is deemed aware", []disclosure.Event{happened(1, disclosure.KindDeemedAware, provider)}, first(aware, -1)},
		{"a leak counts as exploited, first", []disclosure.Event{happened(1, disclosure.KindLeaked), happened(2, disclosure.KindExploited)}, first(exploited, 1)},
		{"the newest promise", []disclosure.Event{happened(1, disclosure.KindFixPromised, vendor), happened(2, disclosure.KindFixPromised, vendor)}, first(promised, 2)},
		{"a promise of a provider", []disclosure.Event{happened(1, disclosure.KindFixPromised, provider)}, first(promised, -1)},
		{"a stub", []disclosure.Event{happened(1, disclosure.KindPublished, mode(disclosure.Stub)), happened(2, disclosure.KindPublished, mode(disclosure.Stub))}, first(stub, 1)},
		{"a publication of no form is a full one", []disclosure.Event{happened(1, disclosure.KindPublished)}, first(full, 1)},
		{"what was given up", []disclosure.Event{happened(1, disclosure.KindClauseWaived, waived)}, func(h flatInput) bool {
			w := h.Episodes[0].Waived
			return len(w) == 1 && w[0].Clause == "fix" && w[0].Actor == "Ada" && w[0].Text == "moot" && w[0].At == clockDay(1)
		}},
	}
	for _, k := range answers {
		rows = append(rows,
			row{string(k) + " by the vendor", []disclosure.Event{happened(1, k, vendor), happened(2, k, vendor)}, first(answered, 1)},
			row{string(k) + " by nobody named", []disclosure.Event{happened(1, k)}, first(answered, 1)},
			row{string(k) + " by the provider", []disclosure.Event{happened(1, k, provider)}, first(answered, -1)})
	}
	for _, c := range rows {
		if h := told(true, c.events...); len(h.Episodes) != 1 || !c.holds(h) {
			t.Errorf("%s: %+v", c.rule, h.Episodes)
		}
	}
	if h := clock.InputOf(&disclosure.Case{}); h.PersonalData {
		t.Error("data that nobody named is personal")
	}
}

func TestWhichAssetsCloseACase(t *testing.T) {
	t.Parallel()
	of := func(id string) func(*disclosure.Event) {
		return func(e *disclosure.Event) { e.Detail.AssetID = id }
	}
	const closed, reopened = disclosure.KindClosed, disclosure.KindReopened
	for _, c := range []struct {
		rule     string
		events   []disclosure.Event
		episodes int
		fixed    int // day of the last one; -1: open
	}{
		{"one of two", []disclosure.Event{happened(1, closed, of("A1"))}, 1, -1},
		{"an asset that is not there", []disclosure.Event{happened(1, closed, of("A1")), happened(2, closed, of("A9"))}, 1, -1},
		{"both", []disclosure.Event{happened(1, closed, of("A1")), happened(2, closed, of("A2"))}, 1, 2},
		{"all at once", []disclosure.Event{happened(1, closed)}, 1, 1},
		{"closed twice, since the first", []disclosure.Event{happened(1, closed), happened(2, closed)}, 1, 1},
		{"one is opened again, and closed", []disclosure.Event{happened(1, closed), happened(5, reopened, of("A2")), happened(6, closed, of("A2"))}, 2, 6},
		{"one is opened again, and the other one closed", []disclosure.Event{happened(1, closed), happened(5, reopened, of("A2")), happened(6, closed, of("A1"))}, 2, -1},
		{"all are opened again, and one closed", []disclosure.Event{happened(1, closed), happened(5, reopened), happened(6, closed, of("A1"))}, 2, -1},
		{"an open one is opened", []disclosure.Event{happened(1, closed, of("A1")), happened(2, reopened, of("A2")), happened(3, closed, of("A2"))}, 1, 3},
		{"a closed one is opened before the other one closes", []disclosure.Event{happened(1, closed, of("A1")), happened(2, reopened, of("A1")), happened(3, closed, of("A2"))}, 1, -1},
	} {
		h := told(true, c.events...)
		last := h.Episodes[len(h.Episodes)-1]
		if len(h.Episodes) != c.episodes || c.fixed < 0 && !last.Fixed.IsZero() || c.fixed >= 0 && last.Fixed.At != clockDay(c.fixed) {
			t.Errorf("%s: %d episodes, fixed %s", c.rule, len(h.Episodes), last.Fixed.At)
		}
	}
	bare := &disclosure.Case{Imported: true, ClockEvents: disclosure.ClockEventsOf([]disclosure.Event{happened(1, closed), happened(5, reopened)})}
	for i := range bare.ClockEvents {
		bare.ClockEvents[i].Seq = i + 1
	}
	if h := flatten(clock.InputOf(bare)); len(h.Episodes) != 2 || h.Episodes[0].Fixed.At != clockDay(1) || !h.Episodes[1].Fixed.IsZero() {
		t.Errorf("a case without assets: %+v", h.Episodes)
	}
	open := &disclosure.Case{Imported: true}
	if h := flatten(clock.InputOf(open)); !h.Episodes[0].Fixed.IsZero() {
		t.Errorf("nothing happened: %+v", h.Episodes)
	}
}

func TestAPauseThatLastsGoesOnAfterAReopening(t *testing.T) {
	t.Parallel()
	pause := func(clause string) func(*disclosure.Event) {
		return func(e *disclosure.Event) { e.Detail.Clock = &disclosure.ClockSet{Clause: clause, Reason: "they asked"} }
	}
	h := told(true,
		happened(0, disclosure.KindContacted), happened(1, disclosure.KindClockPaused, pause("fix")), happened(2, disclosure.KindClockPaused, pause("csirt")),
		happened(3, disclosure.KindClockResumed, pause("csirt")), happened(5, disclosure.KindClosed), happened(50, disclosure.KindReopened))
	p := h.Episodes[1].Pauses
	if len(p) != 1 || p[0].Clause != "fix" || p[0].From.At != clockDay(50) || !p[0].To.IsZero() || h.Episodes[0].Pauses[0].From.At != clockDay(1) {
		t.Errorf("pauses %+v", p)
	}
	all := told(true, happened(1, disclosure.KindClockPaused, pause("fix")), happened(2, disclosure.KindClockPaused, pause("csirt")), happened(3, disclosure.KindClockResumed, pause("")))
	for _, p := range all.Episodes[0].Pauses {
		if p.To.At != clockDay(3) {
			t.Errorf("all run on: %+v", p)
		}
	}
	twice := told(true, happened(1, disclosure.KindClockPaused, pause("fix")), happened(2, disclosure.KindClockResumed, pause("fix")), happened(3, disclosure.KindClockResumed, pause("fix")))
	if p := twice.Episodes[0].Pauses; p[0].To.At != clockDay(2) {
		t.Errorf("a pause ends once: %+v", p)
	}
}

func TestAConditionIsWrittenWithItsClause(t *testing.T) {
	t.Parallel()
	for want, c := range map[string]clock.Condition{"exploited": {Fact: clock.IsExploited}, "met:fix": {Fact: clock.FixedWithin, Clause: "fix"}} {
		if c.String() != want {
			t.Errorf("%q, want %q", c, want)
		}
	}
}

func TestWhichOfTwoTurnsCameFirst(t *testing.T) {
	t.Parallel()
	at := func(day, seq int) *disclosure.ClockEvent { return &disclosure.ClockEvent{At: clockDay(day), Seq: seq} }
	for _, c := range []struct {
		a, b *disclosure.ClockEvent
		want bool
	}{
		{at(1, 9), at(2, 1), true},
		{at(2, 1), at(1, 9), false},
		{at(1, 1), at(1, 2), true},
		{at(1, 2), at(1, 1), false},
		{at(1, 1), at(1, 1), false},
	} {
		if got := clock.Before(c.a, c.b); got != c.want {
			t.Errorf("%v before %v: %v", c.a, c.b, got)
		}
	}
}

func TestAReportedClosureOfAHistoryEndsNoDeadline(t *testing.T) {
	t.Parallel()
	limited := clock.Clause{Name: "limited", Due: disclosure.DuePublishLimited, From: from(clock.AnchorAttempt), Days: 7, When: []clock.Condition{{Fact: clock.NotFixed}}}
	c := permitCase(happened(2, disclosure.KindClosed))
	c.Imported = true
	if best, err := clock.PermitForGate(c, envAt(noon(8), limited), disclosure.DuePublishLimited); !best.Reached || err != nil {
		t.Errorf("%+v, %v", best, err)
	}
}

func TestTurnsAreSortedByDateAndThenByEntry(t *testing.T) {
	t.Parallel()
	turns := []disclosure.ClockEvent{{At: clockDay(2), Seq: 5}, {At: clockDay(3), Seq: 1}, {At: clockDay(2), Seq: 3}, {At: clockDay(1), Seq: 9}}
	var got []int
	for _, e := range milestone.InOrder(turns) {
		got = append(got, e.Seq)
	}
	if want := []int{9, 3, 5, 1}; !slices.Equal(got, want) || turns[0].Seq != 5 {
		t.Errorf("in the order %v, want %v; the turns themselves now begin with %d", got, want, turns[0].Seq)
	}
}
