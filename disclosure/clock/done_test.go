package clock_test

import (
	"strings"
	"testing"

	"daylight/disclosure"
	"daylight/disclosure/clock"
)

func TestWhatIsDueIsDoneByTheDeedItself(t *testing.T) {
	t.Parallel()
	at := func(n int) clock.Moment { return clock.Moment{At: clockDay(n), Seq: 10 + n} }
	wrote := func(n int, role disclosure.Role) func(*vendorTold) {
		return func(e *vendorTold) {
			e.Attempts = append(e.Attempts, attempt{Moment: at(n), Role: role, Channel: disclosure.Email})
		}
	}
	published := func(stub, limited, full int) func(*vendorTold) {
		return func(e *vendorTold) {
			for n, m := range map[int]*clock.Moment{stub: &e.Stub, limited: &e.Limited, full: &e.Full} {
				if n > 0 {
					*m = at(n)
				}
			}
		}
	}
	for _, c := range []struct {
		rule   string
		due    disclosure.DueKind
		step   *clock.EscalationStep
		change func(*vendorTold)
		event  int // that did it; 0: not done
	}{
		{"a fix by the closure", disclosure.DueFix, nil, func(e *vendorTold) { e.Fixed = at(3) }, 13},
		{"a fix by no answer", disclosure.DueFix, nil, func(e *vendorTold) { e.Acknowledged = at(3) }, 0},
		{"an answer by an answer", disclosure.DueAcknowledge, nil, func(e *vendorTold) { e.Acknowledged = at(3) }, 13},
		{"a stub by a stub", disclosure.DuePublishStub, nil, published(3, 0, 0), 13},
		{"a stub by a limited publication", disclosure.DuePublishStub, nil, published(0, 4, 0), 14},
		{"a stub by a full publication", disclosure.DuePublishStub, nil, published(0, 0, 5), 15},
		{"a stub by the first of all", disclosure.DuePublishStub, nil, published(6, 4, 5), 14},
		{"a limited publication by no stub", disclosure.DuePublishLimited, nil, published(3, 0, 0), 0},
		{"a limited publication by itself", disclosure.DuePublishLimited, nil, published(3, 4, 5), 14},
		{"a limited publication by a full one before", disclosure.DuePublishLimited, nil, published(0, 5, 4), 14},
		{"a limited publication by a full one", disclosure.DuePublishLimited, nil, published(0, 0, 5), 15},
		{"a full publication by no lesser one", disclosure.DuePublishFull, nil, published(3, 4, 0), 0},
		{"a full publication by itself", disclosure.DuePublishFull, nil, published(3, 4, 5), 15},
		{"a provider by a word to it", disclosure.DueProvider, nil, wrote(3, disclosure.Provider), 13},
		{"a provider by no word to others", disclosure.DueProvider, nil, wrote(3, disclosure.Platform), 0},
		{"a platform by a word to it", disclosure.DuePlatform, nil, wrote(3, disclosure.Platform), 13},
		{"a CSIRT by a word to it", disclosure.DueCSIRT, nil, wrote(3, disclosure.Coordinator), 13},
		{"a regulator by a word to it", disclosure.DueRegulator, nil, wrote(3, disclosure.Regulator), 13},
		{"whom the step names", disclosure.DueProvider, &clock.EscalationStep{Role: disclosure.Platform, Template: "x"}, wrote(3, disclosure.Platform), 13},
		{"and nobody else", disclosure.DueProvider, &clock.EscalationStep{Role: disclosure.Platform, Template: "x"}, wrote(3, disclosure.Provider), 0},
		{"a reminder by a word to the vendor", disclosure.DueReminder, nil, wrote(3, disclosure.Vendor), 13},
		{"a reminder by no word to others", disclosure.DueReminder, nil, wrote(3, disclosure.Provider), 0},
		{"a reminder of whom the step names", disclosure.DueReminder, &clock.EscalationStep{Role: disclosure.Provider, Template: "x"}, wrote(3, disclosure.Provider), 13},
		{"a reminder by no word from before the first", disclosure.DueReminder, nil, func(e *vendorTold) {
			wrote(-1, disclosure.Vendor)(e)
			e.Attempts[0], e.Attempts[1] = e.Attempts[1], e.Attempts[0]
			e.Attempts[0].Bounced = at(-1)
		}, 0},
		{"a reminder by a word of the same day", disclosure.DueReminder, nil, wrote(0, disclosure.Vendor), 10},
		{"a reminder by no word that came back", disclosure.DueReminder, nil, func(e *vendorTold) {
			wrote(3, disclosure.Vendor)(e)
			e.Attempts[1].Bounced = at(3)
		}, 0},
	} {
		clause := clock.Clause{Name: "x", Due: c.due, From: from(clock.AnchorAcceptance), Days: 30, Step: c.step, Stops: []clock.Stop{clock.StopNothing}}
		d := evaluateOne(t, clause, oneEpisode(c.change), noon(7), nil)
		if c.event == 0 {
			if d.Done || d.State != disclosure.ClockRunning {
				t.Errorf("%s: %s because %q", c.rule, d.State, d.Because)
			}
			continue
		}
		want := "done on " + clockDay(c.event-10).String() + at(c.event-10).Text + " (event "
		if !d.Done || d.State != disclosure.ClockTerminated || !strings.Contains(d.Because, want) || strings.Contains(d.Because, "after the deadline") {
			t.Errorf("%s: %s because %q, want %q", c.rule, d.State, d.Because, want)
		}
	}
}

func TestNothingRemindsOfWhatHasNotBegun(t *testing.T) {
	t.Parallel()
	c := clock.Clause{Name: "again", Due: disclosure.DueReminder, From: from(clock.AnchorAware), Days: 1}
	if d := evaluateOne(t, c, oneEpisode(), noon(2), nil); d.Done || d.State != disclosure.ClockNotStarted {
		t.Errorf("%s because %q", d.State, d.Because)
	}
}

func TestOfTwoPublicationsOfOneDayTheFirstThatIsLookedForCounts(t *testing.T) {
	t.Parallel()
	c := clock.Clause{Name: "x", Due: disclosure.DuePublishLimited, From: from(clock.AnchorAttempt), Days: 30}
	h := oneEpisode(func(e *vendorTold) {
		e.Limited, e.Full = clock.Moment{At: clockDay(3), Seq: 8}, clock.Moment{At: clockDay(3), Seq: 9}
	})
	if d := evaluateOne(t, c, h, noon(7), nil); !strings.Contains(d.Because, "(event 8)") {
		t.Errorf("because %q", d.Because)
	}
}

func TestAnotherWayIsAnotherChannelOrAddress(t *testing.T) {
	t.Parallel()
	write := func(channel disclosure.Channel, contact string) attempt {
		return attempt{Moment: clock.Moment{At: clockDay(1), Seq: 8}, Role: disclosure.Vendor, Channel: channel, Contact: contact}
	}
	bounced := write(disclosure.Form, "")
	bounced.Bounced = bounced.Moment
	other := write(disclosure.Form, "")
	other.Role = disclosure.Provider
	for _, c := range []struct {
		rule  string
		first string // contact of the first mail
		next  []attempt
		done  bool
	}{
		{"nothing more was written", "C1", nil, false},
		{"the same mailbox again", "C1", []attempt{write(disclosure.Email, "C1")}, false},
		{"another mailbox", "C1", []attempt{write(disclosure.Email, "C2")}, true},
		{"a mailbox that nobody noted", "C1", []attempt{write(disclosure.Email, "")}, false},
		{"a mailbox after one that nobody noted", "", []attempt{write(disclosure.Email, "C2")}, false},
		{"another channel", "C1", []attempt{write(disclosure.Form, "C1")}, true},
		{"another channel that came back", "C1", []attempt{bounced}, false},
		{"another channel to another party", "C1", []attempt{other}, false},
		{"the third try", "C1", []attempt{write(disclosure.Email, "C1"), bounced, write(disclosure.Phone, "")}, true},
	} {
		for _, before := range []bool{false, true} {
			clause := clock.Clause{Name: "second", Due: disclosure.DueSecondChannel, From: from(clock.AnchorAttempt), Days: 5}
			d := evaluateOne(t, clause, oneEpisode(func(e *vendorTold) {
				e.Attempts[0].Contact = c.first
				e.Attempts = append(e.Attempts, c.next...)
				if before { // somebody else was written to first
					e.Attempts = append([]attempt{{Moment: clock.Moment{At: clockDay(-1)}, Role: disclosure.Provider, Channel: disclosure.Phone}}, e.Attempts...)
				}
			}), noon(2), nil)
			if d.Done != c.done {
				t.Errorf("%s (a provider first: %v): done %v because %q", c.rule, before, d.Done, d.Because)
			}
		}
	}
}

func TestHowLateSomethingWas(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		rule   string
		due    disclosure.DueKind
		anchor clock.Anchor
		day    int
		says   string
	}{
		{"on the last day", disclosure.DueFix, clock.AnchorAttempt, 7, ""},
		{"the day after", disclosure.DueFix, clock.AnchorAttempt, 8, "(event 9), 1 day after the deadline"},
		{"before there was a deadline", disclosure.DueFix, clock.AnchorAware, 400, ""},
		{"a publication is never late", disclosure.DuePublishFull, clock.AnchorAttempt, 400, ""},
	} {
		clause := clock.Clause{Name: "x", Due: c.due, From: from(c.anchor), Days: 7}
		d := evaluateOne(t, clause, oneEpisode(func(e *vendorTold) {
			e.Fixed = clock.Moment{At: clockDay(c.day), Seq: 9}
			e.Full = e.Fixed
		}), noon(500), nil)
		if !d.Done || !strings.HasSuffix(d.Because, c.says) || c.says == "" && strings.Contains(d.Because, "after the deadline") {
			t.Errorf("%s: done %v because %q", c.rule, d.Done, d.Because)
		}
	}
}

func TestAWaiverIsOfOneClause(t *testing.T) {
	t.Parallel()
	fix := clock.Clause{Name: "fix", Due: disclosure.DueFix, From: from(clock.AnchorAttempt), Days: 7}
	h := oneEpisode(func(e *vendorTold) {
		e.Waived = []clock.DateChange{{Moment: clock.Moment{At: clockDay(1)}, Clause: "other"}, {Moment: clock.Moment{At: clockDay(2), Text: "moot"}, Clause: "fix"}}
		e.Fixed = clock.Moment{At: clockDay(3)}
	})
	if d := evaluateOne(t, fix, h, noon(3), nil); d.State != disclosure.ClockWaived || d.Done || !strings.Contains(d.Because, "waived on 2020-01-29: moot") {
		t.Errorf("%s, done %v, because %q", d.State, d.Done, d.Because)
	}
	fix.Name = "third"
	if d := evaluateOne(t, fix, h, noon(3), nil); d.State != disclosure.ClockTerminated {
		t.Errorf("a clause that nobody gave up is %s", d.State)
	}
}
