package command_test

import (
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"daylight/disclosure"
	"daylight/disclosure/civil"
	"daylight/disclosure/clock"
	"daylight/disclosure/command"
	"daylight/disclosure/command/commandtest"
	"daylight/disclosure/command/deadline"
	"daylight/disclosure/command/record"
	"daylight/disclosure/fault"
	"daylight/disclosure/ledger"
)

// computed is the text of the newest event by which Daylight put clocks on record.
func computed(t *testing.T, d command.Decision) string {
	t.Helper()
	text := ""
	for _, e := range d.Events {
		if e.Kind == disclosure.KindDeadlineSet && e.Source == disclosure.SourceSystem {
			text = e.Text
		}
	}
	return text
}

func TestARecordOfClocksSaysWhichDatesAreNew(t *testing.T) {
	t.Parallel()
	set := func(clause string, day int) deadline.SetDeadline {
		return deadline.SetDeadline{Clause: clause, Due: commandtest.Day20(3, day), Reason: "r"}
	}
	p := commandtest.NewPlay(t)
	for _, c := range []struct {
		rule string
		cmd  command.Command
		says string
	}{
		{"a new date", set("b", 9), "dates by the policy plain: b 2020-03-09 (days end in Europe/Paris)"},
		{"only what is new", set("a", 10), "dates by the policy plain: a 2020-03-10 (days end in Europe/Paris)"},
		{"the next one first", command.Batch{set("d", 8), set("c", 7), set("e", 1)}, "dates by the policy plain: e 2020-03-01, c 2020-03-07, d 2020-03-08 (days end in Europe/Paris)"},
		{"a pause has no date", deadline.PauseClock{Clause: "a", Reason: "r"}, "dates by the policy plain: a paused"},
		{"what was given up", deadline.WaiveClock{Clause: "b", Reason: "r"}, "dates by the policy plain: b waived"},
		{"what goes on", deadline.ResumeClock{Clause: "a", Reason: "r"}, "dates by the policy plain: a 2020-03-10 (days end in Europe/Paris)"},
		{"what ended beside what was given up before", record.RejectCase{}, "dates by the policy plain: e terminated, c terminated, d terminated, a terminated"},
	} {
		d := p.Do(commandtest.Ada, c.cmd)
		if commandtest.KindsOf(d) == "proposed" {
			d = p.Do(commandtest.Bob, c.cmd) // it takes two
		}
		if got := computed(t, d); got != c.says {
			t.Errorf("%s: %q, want %q", c.rule, got, c.says)
		}
	}
}

func TestACaseKeepsThePolicyThatItsFirstDatesWereComputedWith(t *testing.T) {
	t.Parallel()
	p := commandtest.NewPlay(t)
	kept := func(d command.Decision) *disclosure.PolicyRef {
		for _, e := range d.Events {
			if e.Kind == disclosure.KindDeadlineSet && e.Source == disclosure.SourceSystem {
				return e.Detail.Policy
			}
		}
		return nil
	}
	first := p.Do(commandtest.Ada, deadline.SetDeadline{Clause: "a", Due: commandtest.Day20(3, 9), Reason: "r"})
	if ref := kept(first); ref == nil || ref.Name != "plain" || ref.Version != "1" {
		t.Errorf("the first: %+v", ref)
	}
	second := p.ByTwo(deadline.SetDeadline{Clause: "a", Due: commandtest.Day20(3, 8), Reason: "r"})
	if ref := kept(second); computed(t, second) == "" || ref != nil {
		t.Errorf("the second: %+v", ref)
	}
	p = commandtest.NewPlay(t)
	p.Rules.Clocks = clock.Rules{}
	d := p.Do(commandtest.Ada, deadline.SetDeadline{Clause: "a", Due: commandtest.Day20(3, 9), Reason: "r"})
	if got := computed(t, d); got != "dates: a 2020-03-09 (days end in Europe/Paris)" || kept(d) != nil {
		t.Errorf("without a policy: %q, %+v", got, kept(d))
	}
}

func TestWhatRanOutIsPutOnRecordOnce(t *testing.T) {
	t.Parallel()
	p := commandtest.NewPlay(t)
	p.Do(commandtest.Ada, deadline.SetDeadline{Clause: "talk", Due: commandtest.Day20(2, 10), Reason: "r"})
	p.Do(commandtest.Ada, deadline.SetDeadline{Clause: disclosure.PublicationClause, Due: commandtest.Day20(2, 10), Reason: "r"})
	p.At(24+18, 9) // 11 February
	d := p.Do(commandtest.Robot, deadline.TimerFired{Clause: "talk"})
	if commandtest.KindsOf(d) != "deadline_passed deadline_passed" {
		t.Fatalf("%s", commandtest.KindsOf(d))
	}
	for _, e := range d.Events {
		want := "publication, 2020-02-10, end of day Europe/Paris: a limited publication is possible"
		if e.Ref == "talk" {
			want = "the deadline talk of 2020-02-10, end of day Europe/Paris has passed"
		}
		if e.Text != want || e.At != commandtest.Day20(2, 10) || e.Source != disclosure.SourceSystem || e.Detail.Clock.Clause != e.Ref || e.Detail.Clock.Due != e.At {
			t.Errorf("%+v", e)
		}
	}
	if d := p.Do(commandtest.Robot, deadline.TimerFired{Clause: "talk"}); len(d.Events) != 0 || p.C.Clocks["talk"].State != disclosure.ClockOverdue {
		t.Errorf("again: %s, %+v", commandtest.KindsOf(d), p.C.Clocks)
	}
	p.Event(disclosure.KindContacted, commandtest.Day20(1, 25))
	if k := p.C.Clocks["talk"]; k.State != disclosure.ClockOverdue {
		t.Errorf("what ran out stays so: %+v", k)
	}
}

func TestADayThatHasEndedInTheEastIsOver(t *testing.T) {
	t.Parallel()
	east, err := time.LoadLocation("Pacific/Kiritimati") // 14 hours ahead of UTC
	if err != nil {
		t.Fatal(err)
	}
	p := commandtest.NewPlay(t)
	policy := p.Rules.Clocks.Policies["plain"]
	policy.Clauses[0].Zone, policy.Clauses[0].Days = east, 1
	p.Event(disclosure.KindContacted, commandtest.Day20(1, 24))
	p.Now = time.Date(2020, 1, 25, 10, 0, 0, 0, time.UTC) // the 26th has begun there
	d := p.Do(commandtest.Robot, deadline.TimerFired{Clause: disclosure.PublicationClause})
	if commandtest.KindsOf(d) != "deadline_passed" || d.Events[0].At != commandtest.Day20(1, 25) {
		t.Errorf("%s, %+v", commandtest.KindsOf(d), d.Events)
	}
}

func TestTimersAndRemindersFollowAClock(t *testing.T) {
	t.Parallel()
	p := commandtest.NewPlay(t)
	p.Rules.Clocks.Remind, p.Rules.Clocks.RemindHour = []int{7, 1}, 9*60
	tasks := func(d command.Decision) string {
		out := ""
		for _, j := range d.Jobs {
			out += string(j.Task()) + " "
		}
		return out
	}
	dead, remind := string(ledger.TaskDeadline)+" ", string(ledger.TaskRemind)+" "
	if got := tasks(p.Do(commandtest.Ada, deadline.SetDeadline{Clause: "talk", Due: commandtest.Day20(2, 10), Reason: "r"})); got != dead+remind+remind {
		t.Errorf("a clock that runs: %q", got)
	}
	if got := tasks(p.Do(commandtest.Ada, deadline.PauseClock{Clause: "talk", Reason: "r"})); got != "" {
		t.Errorf("a clock that stands: %q", got)
	}
	p.Do(commandtest.Ada, deadline.ResumeClock{Clause: "talk", Reason: "r"})
	p.At(24+18, 9)
	if got := tasks(p.Do(commandtest.Robot, deadline.TimerFired{Clause: "talk"})); got != "" {
		t.Errorf("a clock that ran out: %q", got)
	}
}

func TestAStepThatRanOutIsDrafted(t *testing.T) {
	t.Parallel()
	ladder := clock.Rules{Default: "p", Policies: map[string]clock.Policy{"p": {Name: "p", Version: "1", Clauses: []clock.Clause{{
		Name: "provider", Due: disclosure.DueProvider, From: clock.AnchorRule{Of: []clock.Anchor{clock.AnchorAttempt}}, Days: 7,
		Step: &clock.EscalationStep{Role: disclosure.Provider, Template: disclosure.ProviderNotice},
	}}}}}
	steps := func(d command.Decision) (n int) {
		for _, j := range d.Jobs {
			if strings.Contains(j.Key, "/step/") {
				n++
			}
		}
		return n
	}
	aws := record.AddContact{Contact: disclosure.Contact{Role: disclosure.Provider, Name: "AWS", Channel: disclosure.Email, Address: "abuse@aws.example"}}
	p := commandtest.NewPlay(t)
	p.Rules.Clocks = ladder
	p.Do(commandtest.Ada, aws)
	p.Event(disclosure.KindContacted, commandtest.Day20(1, 24))
	p.At(24+8, 9)
	if d := p.Do(commandtest.Robot, deadline.TimerFired{Clause: "provider"}); steps(d) != 1 {
		t.Errorf("%s, jobs %+v", commandtest.KindsOf(d), d.Jobs)
	}
	// What was missed before the case came to us was not ours to do.
	p = commandtest.EmptyPlay(t)
	p.Rules.Clocks = ladder
	p.Do(commandtest.Ada, record.Import{ID: commandtest.PlayID, Facts: commandtest.NextMotionFacts(), Events: []disclosure.Event{
		{Kind: disclosure.KindContacted, At: commandtest.Day20(1, 2), Party: disclosure.Vendor},
	}})
	if d := p.Do(commandtest.Ada, aws); steps(d) != 0 {
		t.Errorf("of a history: %+v", d.Jobs)
	}
}

func TestWhoSaysWhatAnEventSays(t *testing.T) {
	t.Parallel()
	p := commandtest.NewPlay(t)
	e := p.Event(disclosure.KindContacted, commandtest.Day20(1, 24)).Events[0]
	if e.Source != disclosure.SourcePerson || e.Actor != "ada" || e.Visibility != disclosure.KindContacted.Info().Visibility || !e.RecordedAt.Equal(p.Now) {
		t.Errorf("by a person: %+v", e)
	}
	e = p.Do(commandtest.Robot, record.AddEvent{Kind: disclosure.KindNote, At: commandtest.Day20(1, 24), Text: "t"}).Events[0]
	if e.Source != disclosure.SourceSystem || e.Actor != disclosure.Engine().Name {
		t.Errorf("by Daylight: %+v", e)
	}
	if p.C.ID != commandtest.PlayID {
		t.Errorf("the case is %s", p.C.ID)
	}
	opened, err := command.Decide(nil, record.Record{ID: "DL-2020-0007", Facts: commandtest.NextMotionFacts()}, command.Env{Actor: commandtest.Ada, Now: p.Now, Rules: p.Rules})
	if err != nil || opened.Jobs[0].Case != "DL-2020-0007" || !opened.Jobs[0].Due.Equal(p.Now) {
		t.Errorf("the jobs of a new case are its own: %+v, %v", opened.Jobs, err)
	}
}

func TestAClockOfTheFutureIsForgivenFiveMinutes(t *testing.T) {
	t.Parallel()
	p := commandtest.NewPlay(t)
	add := func(at time.Time) error {
		_, err := p.Try(commandtest.Ada, record.AddEvent{Kind: disclosure.KindEvidenceAdded, At: civil.At(at), Text: "t"})
		return err
	}
	for wait, may := range map[time.Duration]bool{0: true, 4*time.Minute + 30*time.Second: true, 5 * time.Minute: true, 5*time.Minute + time.Second: false} {
		if err := add(p.Now.Add(wait)); (err == nil) != may {
			t.Errorf("%s ahead: %v", wait, err)
		}
	}
	for day, may := range map[int]bool{24: true, 25: false} { // at 9:00 UTC it is still the 24th everywhere but on one island
		_, err := p.Try(commandtest.Ada, record.AddEvent{Kind: disclosure.KindEvidenceAdded, At: commandtest.Day20(1, day), Text: "t"})
		if (err == nil) != may {
			t.Errorf("the %d: %v", day, err)
		}
	}
	p.Now = p.Now.Add(time.Hour) // and there it is the 25th now
	if _, err := p.Try(commandtest.Ada, record.AddEvent{Kind: disclosure.KindEvidenceAdded, At: commandtest.Day20(1, 25), Text: "t"}); err != nil {
		t.Error(err)
	}
}

func TestANumberThatIsTakenAgainAndAgainIsGivenUp(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		s := newShelf()
		svc := newService(s)
		opened(t, svc)
		tries := 0
		s.number = func() int { tries++; return 1 }
		_, err := svc.Open(t.Context(), commandtest.Ada, record.Record{Facts: commandtest.NextMotionFacts(), Discovered: commandtest.Day20(1, 24)}, "")
		if fault.CodeOf(err) != fault.Unavailable || tries != 100 {
			t.Errorf("after %d tries: %v", tries, err)
		}
	})
}

func TestThePlanOfAProbeIsOfItsAssetAlone(t *testing.T) {
	t.Parallel()
	p := commandtest.NewPlay(t)
	p.Do(commandtest.Ada, record.AddAsset{Asset: disclosure.Asset{Kind: "http", Target: "https://x.example/"}})
	next := p.Now.Add(5 * time.Hour)
	f := &command.Frame{Case: p.C, Env: command.Env{Actor: commandtest.Robot, Now: p.Now, Rules: p.Rules}}
	i := f.Emit(disclosure.Event{Kind: disclosure.KindProbed, Detail: disclosure.Detail{AssetID: "A1"}})
	f.Planned(i, next)
	if a := f.Case.Assets; !a[0].NextProbe.Equal(next) || a[1].NextProbe.Equal(next) {
		t.Errorf("planned for %s and %s", a[0].NextProbe, a[1].NextProbe)
	}
}

func TestWhatHoldsWhereATeamSaysNothingElse(t *testing.T) {
	t.Parallel()
	r := command.DefaultRules()
	if r.Gate.HeadsUpDays != 2 || r.Gate.FreshProbe != 24*time.Hour || r.Zone() != time.UTC || r.Clocks.Default != "plain" || r.Probing.Budget.PerDay != 4 {
		t.Errorf("%+v", r)
	}
}
