package clock_test

import (
	"strings"
	"testing"
	"time"

	"daylight/disclosure"
	"daylight/disclosure/civil"
	"daylight/disclosure/clock"
	"daylight/disclosure/fault"
	"daylight/disclosure/person"
)

// permit is a clock of a publication that ends some days after the Monday.
func permit(name string, state disclosure.ClockState, day int, change ...func(*clock.Deadline)) clock.Deadline {
	d := clock.Deadline{Clause: name, What: disclosure.DuePublishLimited, Episode: 1, State: state, Because: "because of " + name}
	if day >= 0 {
		d.Due, d.Ends = clockDay(day), noon(day+1)
	}
	for _, c := range change {
		c(&d)
	}
	return d
}

func TestFromWhenOnSomethingMayBePublished(t *testing.T) {
	t.Parallel()
	const (
		running, extended, due, over = disclosure.ClockRunning, disclosure.ClockExtended, disclosure.ClockDue, disclosure.ClockOverdue
		paused, waits, waived, ended = disclosure.ClockPaused, disclosure.ClockNotStarted, disclosure.ClockWaived, disclosure.ClockTerminated
	)
	done := func(d *clock.Deadline) { d.Done = true }
	full := func(d *clock.Deadline) { d.What = disclosure.DuePublishFull }
	later := func(d *clock.Deadline) { d.Episode = 2 }
	for _, c := range []struct {
		rule    string
		clocks  []clock.Deadline
		day     int // -1: none
		because string
	}{
		{"no clause", nil, -1, "the policy has no clause for it"},
		{"a clause for another form", []clock.Deadline{permit("a", running, 5, full)}, -1, "the policy has no clause for it"},
		{"it runs", []clock.Deadline{permit("a", running, 5)}, 5, "a: because of a"},
		{"it was extended", []clock.Deadline{permit("a", extended, 5)}, 5, "a: because of a"},
		{"it is due", []clock.Deadline{permit("a", due, 5)}, 5, "a: because of a"},
		{"it is over", []clock.Deadline{permit("a", over, 5)}, 5, "a: because of a"},
		{"it is done", []clock.Deadline{permit("a", ended, 5, done)}, 5, "a: because of a"},
		{"it is done and had no date", []clock.Deadline{permit("a", ended, -1, done)}, -1, "a: because of a"},
		{"it runs and has no date", []clock.Deadline{permit("a", running, -1)}, -1, "a: because of a"},
		{"it has ended", []clock.Deadline{permit("a", ended, 5)}, -1, "a: because of a"},
		{"it was given up", []clock.Deadline{permit("a", waived, 5)}, -1, "a: because of a"},
		{"the earliest, first", []clock.Deadline{permit("a", running, 5), permit("b", running, 6)}, 5, "a: because of a"},
		{"the earliest, last", []clock.Deadline{permit("a", running, 6), permit("b", running, 5)}, 5, "b: because of b"},
		{"of one day the first clause", []clock.Deadline{permit("a", running, 5), permit("b", running, 5)}, 5, "a: because of a"},
		{"one that runs beside one that waits", []clock.Deadline{permit("a", waits, -1), permit("b", running, 5)}, 5, "b: because of b"},
		{"the newest episode alone", []clock.Deadline{permit("a", running, 5), permit("b", waits, -1, later)}, -1, "b: because of b"},
		{"a pause before an end", []clock.Deadline{permit("a", ended, 5), permit("b", paused, 6)}, -1, "b: because of b"},
		{"a pause before a wait", []clock.Deadline{permit("a", waits, -1), permit("b", paused, 6)}, -1, "b: because of b"},
		{"a wait before an end", []clock.Deadline{permit("a", ended, 5), permit("b", waits, -1)}, -1, "b: because of b"},
		{"a wait does not hide a pause", []clock.Deadline{permit("a", paused, 5), permit("b", waits, -1)}, -1, "a: because of a"},
		{"an end does not hide a wait", []clock.Deadline{permit("a", waits, 5), permit("b", ended, 6)}, -1, "a: because of a"},
		{"an end does not hide another one", []clock.Deadline{permit("a", waived, 5), permit("b", ended, 6)}, -1, "a: because of a"},
	} {
		p := clock.PublishDates(c.clocks)
		want := civil.When{}
		if c.day >= 0 {
			want = clockDay(c.day)
		}
		if p.Limited != want || p.LimitedBecause != c.because {
			t.Errorf("%s: %s because %q; want %s, %q", c.rule, p.Limited, p.LimitedBecause, want, c.because)
		}
	}
	each := clock.PublishDates([]clock.Deadline{
		permit("stub", running, 1, func(d *clock.Deadline) { d.What = disclosure.DuePublishStub }), permit("limited", running, 2), permit("full", running, 3, full),
	})
	if each.Stub != clockDay(1) || each.Limited != clockDay(2) || each.Full != clockDay(3) {
		t.Errorf("each form has its own: %+v", each)
	}
}

func TestTheClocksOfTheNewestEpisode(t *testing.T) {
	t.Parallel()
	names := ""
	for _, d := range clock.CurrentClocks([]clock.Deadline{{Clause: "a", Episode: 2}, {Clause: "b", Episode: 1}, {Clause: "c", Episode: 2}}) {
		names += d.Clause
	}
	if names != "ac" || clock.CurrentClocks(nil) != nil {
		t.Errorf("clocks %q", names)
	}
}

func TestWhatACaseRecordsAboutItsPublication(t *testing.T) {
	t.Parallel()
	limited := func(state disclosure.ClockState, day int) disclosure.Clock {
		k := disclosure.Clock{State: state, What: disclosure.DuePublishLimited}
		if day >= 0 {
			k.Due = clockDay(day)
		}
		return k
	}
	full := func(day int) disclosure.Clock {
		k := limited(disclosure.ClockRunning, day)
		k.What = disclosure.DuePublishFull
		return k
	}
	for _, c := range []struct {
		rule   string
		clocks disclosure.Clocks
		day    int
	}{
		{"nothing", nil, -1},
		{"running", disclosure.Clocks{"a": limited(disclosure.ClockRunning, 5)}, 5},
		{"extended", disclosure.Clocks{"a": limited(disclosure.ClockExtended, 5)}, 5},
		{"over", disclosure.Clocks{"a": limited(disclosure.ClockOverdue, 5)}, 5},
		{"paused", disclosure.Clocks{"a": limited(disclosure.ClockPaused, 5)}, -1},
		{"ended", disclosure.Clocks{"a": limited(disclosure.ClockTerminated, 5)}, -1},
		{"without a date", disclosure.Clocks{"a": limited(disclosure.ClockRunning, -1)}, -1},
		{"the earliest of two", disclosure.Clocks{"a": limited(disclosure.ClockRunning, 5), "b": limited(disclosure.ClockRunning, 7)}, 5},
		{"the earliest of two, whatever they are called", disclosure.Clocks{"a": limited(disclosure.ClockRunning, 7), "b": limited(disclosure.ClockRunning, 5)}, 5},
		{"limited before full", disclosure.Clocks{"a": limited(disclosure.ClockRunning, 7), "b": full(5)}, 7},
		{"full where nothing else is", disclosure.Clocks{"a": limited(disclosure.ClockTerminated, 3), "b": full(5)}, 5},
		{"a fix is no publication", disclosure.Clocks{"a": {State: disclosure.ClockRunning, What: disclosure.DueFix, Due: clockDay(5)}}, -1},
	} {
		for range 20 { // whatever the order of the map
			got, want := clock.PublicationDue(&disclosure.Case{Clocks: c.clocks}), civil.When{}
			if c.day >= 0 {
				want = clockDay(c.day)
			}
			if got != want {
				t.Errorf("%s: %s, want %s", c.rule, got, want)
			}
		}
	}
}

func TestEveryKindOfDeadlineHasWordsOfItsOwn(t *testing.T) {
	t.Parallel()
	seen := map[string]disclosure.DueKind{}
	for _, w := range append(disclosure.DueKinds(), disclosure.DueOwn) {
		text := clock.DueText(w)
		if other, twice := seen[text]; twice || text == string(w) || text == "" {
			t.Errorf("%s is called %q, as is %q", w, text, other)
		}
		seen[text] = w
	}
	if clock.DueText("unheard_of") != "unheard_of" {
		t.Error("a kind that nobody knows keeps its name")
	}
}

// permitCase is a case of ours whose vendor was written to on day 0.
func permitCase(events ...disclosure.Event) *disclosure.Case {
	events = append([]disclosure.Event{ours(disclosure.Event{Kind: disclosure.KindContacted, At: clockDay(0), Party: disclosure.Vendor})}, events...)
	for i := range events {
		events[i].Seq = i + 1
	}
	return &disclosure.Case{ID: "DL-2020-0001", Work: disclosure.WorkActive, Assets: []disclosure.Asset{{ID: "A1"}}, ClockEvents: disclosure.ClockEventsOf(events)}
}

// ours is an event of a message of ours that was accepted.
func ours(e disclosure.Event) disclosure.Event {
	e.Hand.Via, e.Source = person.Engine, disclosure.SourceOwnMail
	e.Detail.Message, e.Detail.State = &disclosure.Message{State: disclosure.MessageSent}, disclosure.MessageSent
	return e
}

func envAt(now time.Time, clauses ...clock.Clause) clock.Env {
	return clock.Env{Now: now, Zone: time.UTC, Rules: clock.Rules{Default: "p", Policies: map[string]clock.Policy{"p": {Name: "p", Version: "7", Clauses: clauses}}}}
}

func TestWhetherAPublicationIsPermittedNow(t *testing.T) {
	t.Parallel()
	limited := clock.Clause{Name: "limited", Due: disclosure.DuePublishLimited, From: from(clock.AnchorAttempt), Days: 7, When: []clock.Condition{{Fact: clock.NotFixed}}}
	sooner := limited
	sooner.Name, sooner.Days = "sooner", 3
	full := clock.Clause{Name: "full", Due: disclosure.DuePublishFull, From: from(clock.AnchorFixed), Days: 7}
	aware := clock.Clause{Name: "aware", Due: disclosure.DuePublishLimited, From: from(clock.AnchorAware), Days: 1}
	closed := func(day int, verified bool) disclosure.Event {
		return disclosure.Event{Kind: disclosure.KindClosed, At: clockDay(day), Detail: disclosure.Detail{Closure: &disclosure.Closure{Verified: verified}}}
	}
	out := func(day int, mode disclosure.Mode) disclosure.Event {
		return disclosure.Event{Kind: disclosure.KindPublished, At: clockDay(day), Detail: disclosure.Detail{Consent: &disclosure.Consent{Mode: mode}}}
	}
	const lim, ful = disclosure.DuePublishLimited, disclosure.DuePublishFull
	for _, c := range []struct {
		rule    string
		what    disclosure.DueKind
		events  []disclosure.Event
		clauses []clock.Clause
		now     int
		clause  string
		reached bool
	}{
		{"not before its day", lim, nil, []clock.Clause{limited}, 6, "limited", false},
		{"the day belongs to the vendor", lim, nil, []clock.Clause{limited}, 7, "limited", false},
		{"the day after", lim, nil, []clock.Clause{limited}, 8, "limited", true},
		{"another form has another clock", ful, nil, []clock.Clause{limited}, 8, "", false},
		{"the first that has run out", lim, nil, []clock.Clause{limited, sooner}, 5, "sooner", true},
		{"the next one while none has", lim, nil, []clock.Clause{limited, sooner}, 2, "sooner", false},
		{"the next one while none has, written first", lim, nil, []clock.Clause{sooner, limited}, 2, "sooner", false},
		{"one that runs rather than one that waits", lim, nil, []clock.Clause{aware, limited}, 2, "limited", false},
		{"one that runs rather than one that waits, written first", lim, nil, []clock.Clause{limited, aware}, 2, "limited", false},
		{"one that waits rather than none", lim, nil, []clock.Clause{aware}, 2, "aware", false},
		{"a closure that nobody saw ends nothing", lim, []disclosure.Event{closed(2, false)}, []clock.Clause{limited}, 8, "limited", true},
		{"a closure that probes saw does", lim, []disclosure.Event{closed(2, true)}, []clock.Clause{limited}, 8, "limited", false},
		{"after the closure the day itself is the first", ful, []disclosure.Event{closed(2, true)}, []clock.Clause{full}, 9, "full", true},
		{"after the closure not the day before", ful, []disclosure.Event{closed(2, true)}, []clock.Clause{full}, 8, "full", false},
		{"what was published before in full may be again", ful, []disclosure.Event{closed(2, true), out(3, disclosure.Full)}, []clock.Clause{full}, 4, "full", true},
		{"what was published before its day in limited form waits for the day", lim, []disclosure.Event{out(3, disclosure.Limited)}, []clock.Clause{limited}, 7, "limited", false},
		{"and may be again after it", lim, []disclosure.Event{out(3, disclosure.Limited)}, []clock.Clause{limited}, 8, "limited", true},
		{"what was published without a date permits nothing", lim, []disclosure.Event{out(3, disclosure.Limited)}, []clock.Clause{aware}, 400, "aware", false},
	} {
		best, err := clock.PermitForGate(permitCase(c.events...), envAt(noon(c.now), c.clauses...), c.what)
		if err != nil || best.Clause != c.clause || best.Reached != c.reached || best.OnWord() {
			t.Errorf("%s: %q, reached %v (%v); want %q, %v", c.rule, best.Clause, best.Reached, err, c.clause, c.reached)
		}
	}
	lost := envAt(noon(100), limited)
	lost.Rules.Default = "gone"
	best, err := clock.PermitForGate(permitCase(), lost, lim)
	if best.Reached || fault.CodeOf(err) != fault.NotFound || !strings.Contains(best.Because, "not configured") {
		t.Errorf("without its policy nothing is permitted: %+v, %v", best, err)
	}
	c := permitCase(closed(2, false))
	if _, err := clock.PermitForGate(c, envAt(noon(8), limited), lim); err != nil || len(c.ClockEvents) != 2 {
		t.Errorf("the case was changed: %d turns, %v", len(c.ClockEvents), err)
	}
}
