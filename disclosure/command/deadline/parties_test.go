package deadline_test

import (
	"testing"

	"daylight/disclosure"
	"daylight/disclosure/clock"
	"daylight/disclosure/command"
	"daylight/disclosure/command/commandtest"
	"daylight/disclosure/command/deadline"
	"daylight/disclosure/command/record"
	"daylight/disclosure/fault"
)

const (
	ofA = "provider@vendor/NextMotion"
	ofB = "provider@vendor/Clinic 7"
)

// stepRules are a policy with one step for each vendor.
func stepRules() clock.Rules {
	return clock.Rules{Default: "p", Policies: map[string]clock.Policy{"p": {Name: "p", Version: "1", Clauses: []clock.Clause{
		{
			Name: "provider", Due: disclosure.DueProvider, From: clock.AnchorRule{Of: []clock.Anchor{clock.AnchorAttempt}}, Days: 7, MaxExtension: 30,
			Step: &clock.EscalationStep{Role: disclosure.Provider, Template: disclosure.ProviderNotice},
		},
	}}}}
}

// twoVendors is a case whose two vendors were told on 24 January; a step for each of them is due on 31 January.
func twoVendors(t *testing.T) *commandtest.Play {
	t.Helper()
	p := commandtest.NewPlay(t)
	p.Rules.Clocks = stepRules()
	p.Do(commandtest.Ada, record.AddContact{Contact: disclosure.Contact{Role: disclosure.Vendor, Name: "Clinic 7", Channel: disclosure.Email, Address: "it@clinic7.example"}})
	for _, name := range []string{p.C.Vendor().Name, "Clinic 7"} {
		p.Event(disclosure.KindContacted, commandtest.Day20(1, 24), func(e *record.AddEvent) {
			e.Party, e.Name, e.Channel = disclosure.Vendor, name, disclosure.Email
		})
	}
	if a := "provider@vendor/" + p.C.Vendor().Name; a != ofA {
		t.Fatalf("the first vendor's clock is %s", a)
	}
	for _, key := range []string{ofA, ofB} {
		if k := p.C.Clocks[key]; k.Due != commandtest.Day20(1, 31) {
			t.Fatalf("%s: %+v of %+v", key, k, p.C.Clocks)
		}
	}
	return p
}

func TestADecisionNamesTheClockOfItsParty(t *testing.T) {
	t.Parallel()
	later := commandtest.Day20(2, 10)
	for _, cmd := range []command.Command{
		deadline.Extend{Clause: "provider", Due: later, Reason: "r"},
		deadline.SetDeadline{Clause: "provider", Due: later, Reason: "r"},
		deadline.PauseClock{Clause: "provider", Reason: "r"},
		deadline.ResumeClock{Clause: "provider", Reason: "r"},
		deadline.WaiveClock{Clause: "provider", Reason: "r"},
	} {
		p := twoVendors(t)
		p.Refused(commandtest.Ada, cmd, fault.Invalid, ofB)
	}
	p := twoVendors(t)
	p.Do(commandtest.Ada, deadline.Extend{Clause: "provider@vendor/clinic 7", Due: later, Reason: "they ask"})
	if a, b := p.C.Clocks[ofA], p.C.Clocks[ofB]; a.Due != commandtest.Day20(1, 31) || b.Due != later || b.State != disclosure.ClockExtended {
		t.Errorf("extended for one: %+v, %+v", a, b)
	}
	p.Do(commandtest.Ada, deadline.PauseClock{Clause: ofA, Reason: "they wait for us"})
	if a, b := p.C.Clocks[ofA], p.C.Clocks[ofB]; a.State != disclosure.ClockPaused || b.State != disclosure.ClockExtended {
		t.Errorf("paused for one: %+v, %+v", a, b)
	}
	p.Do(commandtest.Ada, deadline.ResumeClock{Clause: ofA})
	p.ByTwo(deadline.WaiveClock{Clause: ofB, Reason: "moot"})
	if a, b := p.C.Clocks[ofA], p.C.Clocks[ofB]; a.State != disclosure.ClockRunning || b.State != disclosure.ClockWaived {
		t.Errorf("given up for one: %+v, %+v", a, b)
	}
	p.Refused(commandtest.Ada, deadline.SetDeadline{Clause: "call@vendor/Clinic 7", Due: later, Reason: "r"}, fault.NotFound, "no clock")
}

func TestWhatTwoDecidedAboutOnePartyWaitsForTheOthersOnly(t *testing.T) {
	t.Parallel()
	for name, of := range map[string]func(key string) command.Command{
		"a waiver": func(key string) command.Command { return deadline.WaiveClock{Clause: key, Reason: "moot"} },
		"an earlier day": func(key string) command.Command {
			return deadline.SetDeadline{Clause: key, Due: commandtest.Day20(1, 30), Reason: "they agreed"}
		},
		"an extension": func(key string) command.Command {
			return deadline.Extend{Clause: key, Due: commandtest.Day20(6, 1), Reason: "they ask"}
		},
	} {
		p := twoVendors(t)
		p.Do(commandtest.Ada, of(ofA))
		p.ByTwo(of(ofB))
		if left := p.C.OpenProposals(p.Now); len(left) != 1 || left[0].Clause != ofA {
			t.Errorf("%s: once two agreed about Clinic 7, %v wait", name, left)
		}
	}
}

func TestRemindersAreQuietForOnePartyOrForAll(t *testing.T) {
	t.Parallel()
	p := twoVendors(t)
	quiet := func(key string) bool { return clock.Snoozed(p.C, key, p.Now, p.Rules.Zone()) }
	p.Do(commandtest.Ada, deadline.SnoozeReminders{Clause: ofB, Stop: true})
	if quiet(ofA) || !quiet(ofB) {
		t.Errorf("one: %t, %t", quiet(ofA), quiet(ofB))
	}
	p.Do(commandtest.Ada, deadline.SnoozeReminders{Clause: "provider", Stop: true})
	if !quiet(ofA) || !quiet(ofB) {
		t.Errorf("all: %t, %t", quiet(ofA), quiet(ofB))
	}
}

func TestATimerOfAClauseAloneRingsForEveryParty(t *testing.T) {
	t.Parallel()
	p := twoVendors(t)
	p.At(24+8, 9)
	p.Do(commandtest.Robot, deadline.Remind{Clause: "provider", Episode: 1, Due: commandtest.Day20(1, 31), Days: 7}) // queued by an older version
	p.Do(commandtest.Robot, deadline.TimerFired{Clause: "provider"})
	for _, key := range []string{ofA, ofB} {
		if k := p.C.Clocks[key]; k.State != disclosure.ClockOverdue {
			t.Errorf("%s: %+v", key, k)
		}
	}
}

// Reminders that were queued under the clause, or under a former name of the party, come beside those that the clock has under its
// key by now.
func TestOfTwoReminderJobsOfOneClockThatOfItsKeySpeaks(t *testing.T) {
	t.Parallel()
	p := commandtest.NewPlay(t)
	p.Rules.Clocks = clock.Rules{Default: "p", Remind: []int{1}, Policies: map[string]clock.Policy{"p": {Name: "p", Version: "1", Clauses: []clock.Clause{
		{
			Name: "provider", Due: disclosure.DueProvider, From: clock.AnchorRule{Of: []clock.Anchor{clock.AnchorAttempt}}, Days: 7,
			Step: &clock.EscalationStep{Role: disclosure.Provider, Template: disclosure.ProviderNotice},
		},
	}}}}
	p.Event(disclosure.KindContacted, commandtest.Day20(1, 24), func(e *record.AddEvent) {
		e.Party, e.Name, e.Channel = disclosure.Vendor, p.C.Vendor().Name, disclosure.Email
	})
	remind := deadline.Remind{Clause: "provider", Episode: 1, Due: commandtest.Day20(1, 31), Days: 1}
	if d := p.Do(commandtest.Robot, remind); len(d.Events) != 0 {
		t.Errorf("the job of the clause speaks beside that of the party: %+v", d.Events)
	}
	remind.Clause = ofA
	if d := p.Do(commandtest.Robot, remind); len(d.Events) != 1 {
		t.Errorf("the job of the party is silent: %+v", d.Events)
	}
	p.C.Clocks = disclosure.Clocks{"provider": p.C.Clocks[ofA]} // as an older version kept it
	remind.Clause = "provider"
	if d, err := p.Try(commandtest.Robot, remind); err != nil || len(d.Events) == 0 || d.Events[0].Kind != disclosure.KindReminded {
		t.Errorf("no other job speaks for it: %+v %v", d.Events, err)
	}
}

func TestRemindersAreQuietForAllClocksOfOneParty(t *testing.T) {
	t.Parallel()
	p := twoVendors(t)
	quiet := func(key string) bool { return clock.Snoozed(p.C, key, p.Now, p.Rules.Zone()) }
	p.Refused(commandtest.Ada, deadline.SnoozeReminders{Clause: "@vendor/Clinic 70", Stop: true}, fault.Invalid, "no vendor Clinic 70")
	d := p.Do(commandtest.Ada, deadline.SnoozeReminders{Clause: "@vendor/clinic 7", Stop: true})
	if got := d.Events[0].Text; got != "all reminders of the vendor Clinic 7 stopped" {
		t.Errorf("it says %q", got)
	}
	if !quiet(ofB) || !quiet("fix@vendor/Clinic 7") || quiet(ofA) || quiet("") || quiet("provider") {
		t.Errorf("of Clinic 7 and of nobody else: %+v", p.C.Snoozed)
	}
	p.Do(commandtest.Ada, deadline.SnoozeReminders{Clause: "@vendor/Clinic 7"})
	if quiet(ofB) {
		t.Errorf("they come again: %+v", p.C.Snoozed)
	}
}

func TestRemindersStayQuietWhenTheirPartyIsRenamed(t *testing.T) {
	t.Parallel()
	p := twoVendors(t)
	quiet := func(key string) bool { return clock.Snoozed(p.C, key, p.Now, p.Rules.Zone()) }
	p.Do(commandtest.Ada, deadline.SnoozeReminders{Clause: ofB, Stop: true})
	p.Do(commandtest.Ada, deadline.SnoozeReminders{Clause: "@vendor/NextMotion", Stop: true})
	p.Do(commandtest.Rita, record.EditParty{Role: disclosure.Vendor, Name: "Clinic 7", NewName: new("Clinic Seven")})
	const renamed = "provider@vendor/Clinic Seven"
	if !quiet(renamed) || quiet("fix@vendor/Clinic Seven") || !quiet(ofA) {
		t.Errorf("of what was put off, and of nothing else: %+v", p.C.Snoozed)
	}
	p.Do(commandtest.Rita, record.EditParty{Role: disclosure.Vendor, Name: "NextMotion", NewName: new("Next Motion SAS")})
	if !quiet("provider@vendor/Next Motion SAS") || !quiet(renamed) {
		t.Errorf("all of one party: %+v", p.C.Snoozed)
	}
	p.Do(commandtest.Ada, deadline.SnoozeReminders{Clause: renamed})
	if quiet(renamed) {
		t.Errorf("they come again under the new name: %+v", p.C.Snoozed)
	}
}
