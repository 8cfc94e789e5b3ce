package exposure_test

import (
	"strings"
	"testing"
	"time"

	"daylight/disclosure"
	"daylight/disclosure/agenda"
	"daylight/disclosure/closure"
	"daylight/disclosure/command/commandtest"
	"daylight/disclosure/command/exposure"
	"daylight/disclosure/fault"
	"daylight/disclosure/observed"
)

// turnedAway plays n closed answers, eight hours apart, and returns the kinds of what was recorded.
func turnedAway(p *commandtest.Play, n int, sees func(time.Time) observed.Observation) string {
	var kinds []string
	for range n {
		kinds = append(kinds, commandtest.KindsOf(p.Probe(sees(p.Now), disclosure.ProbeForSchedule)))
		p.Now = p.Now.Add(8 * time.Hour)
	}
	return strings.Join(kinds, "|")
}

// onAgenda reports whether a person is asked about the target.
func onAgenda(p *commandtest.Play) bool {
	for _, i := range agenda.Of(p.C, nil, agenda.Rules{Now: p.Now}) {
		if i.What == agenda.NotSeenOpen && strings.Contains(i.Text, "is the target right?") {
			return true
		}
	}
	return false
}

func TestWhatWasNeverSeenOpenClosesByItselfNever(t *testing.T) {
	t.Parallel()
	for rule, sees := range map[string]func(time.Time) observed.Observation{
		"strong answers": commandtest.SeesClosed, "weak answers": commandtest.SeesWeak,
	} {
		p := commandtest.NewPlay(t)
		got := turnedAway(p, 40, sees)
		if a, _ := p.C.Asset("A1"); strings.Trim(got, "probed|") != "" || a.Exposure != disclosure.ExposureNotSeenOpen || p.C.AllClosed() {
			t.Errorf("%s: %s, it is %s", rule, got, a.Exposure)
		}
		if !onAgenda(p) || agenda.Headline(p.C) != "not seen open" {
			t.Errorf("%s: nobody is asked, or the headline is %q", rule, agenda.Headline(p.C))
		}
		for _, f := range p.Rules.Probing.Facets(closure.ObservedOf(p.Events, "A1"), p.Now) {
			if f.State != disclosure.ExposureNotSeenOpen {
				t.Errorf("%s: its facet %s is %s", rule, f.Facet, f.State)
			}
		}
		commandtest.WantSameCase(t, p)
	}
}

func TestAnAnswerThatWasNoVerdictIsAskedAndNotSeenOpen(t *testing.T) {
	t.Parallel()
	p := commandtest.NewPlay(t)
	p.Probe(commandtest.See("local", p.Now), disclosure.ProbeForSchedule)
	if got := p.Exposure("A1"); got != disclosure.ExposureUnconfirmed {
		t.Errorf("our own fault made it %s", got)
	}
	p.Now = p.Now.Add(time.Hour)
	p.Probe(commandtest.SeesNothing(p.Now), disclosure.ProbeForSchedule)
	if got := p.Exposure("A1"); got != disclosure.ExposureNotSeenOpen || onAgenda(p) {
		t.Errorf("it is %s, on the agenda %v: one timeout says nothing of the target", got, onAgenda(p))
	}
	p.Now = p.Now.Add(time.Hour)
	p.Probe(commandtest.SeesOpen(p.Now), disclosure.ProbeForSchedule)
	if got := p.Exposure("A1"); got != disclosure.ExposureOpen {
		t.Errorf("open made it %s", got)
	}
}

func TestAPersonConfirmsATargetThatWasNeverSeenOpen(t *testing.T) {
	t.Parallel()
	p := commandtest.NewPlay(t)
	p.Refused(commandtest.Rita, exposure.ConfirmTarget{Asset: "A1"}, fault.Conflict, "not asked yet")
	p.Refused(commandtest.Rita, exposure.ConfirmTarget{Asset: "A9"}, fault.NotFound, "no asset")
	turnedAway(p, 4, commandtest.SeesClosed)
	p.Refused(commandtest.Vic, exposure.ConfirmTarget{Asset: "A1"}, fault.Forbidden, "researcher")
	p.Refused(commandtest.Robot, exposure.ConfirmTarget{Asset: "A1"}, fault.Forbidden, "")
	d := p.Do(commandtest.Rita, exposure.ConfirmTarget{Asset: "A1", Text: "the screenshots show it"})
	e, a := d.Events[0], p.C.Assets[0]
	if e.Kind != disclosure.KindTargetConfirmed || e.Actor != "rita" || !strings.Contains(e.Text, "no probe of ours saw it open") || len(d.Jobs) != 1 {
		t.Fatalf("%+v, jobs %+v", e, d.Jobs)
	}
	if a.ConfirmedBy != "rita" || a.Exposure != disclosure.ExposureNotSeenOpen || onAgenda(p) {
		t.Fatalf("%s, confirmed by %q", a.Exposure, a.ConfirmedBy)
	}
	p.Refused(commandtest.Ada, exposure.ConfirmTarget{Asset: "A1"}, fault.Conflict, "already confirmed by rita")
	d = p.Probe(commandtest.SeesClosed(p.Now), disclosure.ProbeForSchedule)
	if commandtest.KindsOf(d) != "probed closed" || !strings.Contains(d.Events[1].Text, "no probe of ours saw it open, rita confirmed the target") {
		t.Fatalf("%s: %s", commandtest.KindsOf(d), d.Events[len(d.Events)-1].Text)
	}
	commandtest.WantSameCase(t, p)
}

func TestWhatWasSeenOpenNeedsNoConfirmation(t *testing.T) {
	t.Parallel()
	p := commandtest.NewPlay(t)
	p.Probe(commandtest.SeesOpen(p.Now), disclosure.ProbeForSchedule)
	p.Refused(commandtest.Rita, exposure.ConfirmTarget{Asset: "A1"}, fault.Conflict, "nothing to confirm")
}

// TestAnOpenAnswerFromElsewhereEndsTheDoubt: the places answer out of order, and the late one was let in.
func TestAnOpenAnswerFromElsewhereEndsTheDoubt(t *testing.T) {
	t.Parallel()
	p := commandtest.NewPlay(t)
	turnedAway(p, 2, commandtest.SeesClosed)
	late := seenBy("paris", commandtest.SeesOpen(p.Now.Add(-17*time.Hour)))
	p.Probe(late, disclosure.ProbeForSchedule)
	if a, _ := p.C.Asset("A1"); a.Exposure != disclosure.ExposureOpen || !a.MayClose() {
		t.Fatalf("%s", a.Exposure)
	}
	if got := commandtest.KindsOf(p.Probe(commandtest.SeesClosed(p.Now), disclosure.ProbeForSchedule)); got != "probed closure_suspected" {
		t.Fatal(got)
	}
}
