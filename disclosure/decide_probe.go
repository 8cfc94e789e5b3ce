package disclosure

import (
	"fmt"
	"strings"
	"time"
)

// Why an asset is asked.
const (
	AskedSchedule    = "scheduled"
	AskedClaim       = "claim"       // somebody says that it is fixed
	AskedPerson      = "person"      // a member of the team wants to know
	AskedWatch       = "watch"       // regression watch after a closure
	AskedPublication = "publication" // right before publishing
)

// RequestProbe asks for a probe now.
type RequestProbe struct {
	Asset string // "" is every asset
	Asked Asked
}

// Rule implements [Command].
func (RequestProbe) Rule() CommandRule { return CommandRule{Rank: Researcher, Engine: true} }

// Decide implements [Command].
func (cmd RequestProbe) Decide(d *Frame) error {
	if len(d.Case.Assets) == 0 {
		return Errorf(Refused, "%s has no asset to ask: add one first", d.Case.ID)
	}
	if cmd.Asset != "" {
		a, ok := d.Case.Asset(cmd.Asset)
		if !ok {
			return Errorf(NotFound, "%s has no asset %q", d.Case.ID, cmd.Asset)
		}
		if err := d.mayProbe(&a); err != nil {
			return err
		}
	}
	if cmd.Asked.Reason == "" {
		cmd.Asked.Reason = AskedPerson
	}
	if cmd.Asked.By == "" {
		cmd.Asked.By = d.Env.Actor.Name
	}
	queued := 0
	for i := range d.Case.Assets {
		a := &d.Case.Assets[i]
		if (cmd.Asset == "" || a.ID == cmd.Asset || a.Target == cmd.Asset) && d.mayProbe(a) == nil {
			d.probeNow(a, cmd.Asked)
			queued++
		}
	}
	if queued == 0 {
		return d.mayProbe(&d.Case.Assets[0])
	}
	return nil
}

func (d *Frame) mayProbe(a *Asset) error {
	return d.Env.Rules.Probing.MayProbe(a, AskedPerson, d.Env.Now)
}

// MayProbe holds an asset to its budget and honours STOP. Claims and people may use twice the day's budget, so
// that "fixed" is answered even on a day with many probes. A day is one of UTC.
func (r ProbingRules) MayProbe(a *Asset, reason string, now time.Time) error {
	b, perDay := r.Budget, 2*r.Budget.PerDay
	if reason == AskedSchedule || reason == AskedWatch {
		perDay = r.Budget.PerDay
	}
	today := DateOf(now.UTC())
	switch {
	case r.Consent.Needed(a.Kind) && a.AllowedBy == "":
		return Errorf(Refused, "%s is not asked before two people allow it: each of them says `bot probe allow CASE %s`", a.ID, a.ID)
	case a.Stopped:
		return Errorf(Refused, "probing of %s was stopped on request: closure can only be stated by the owner", a.ID)
	case b.Total > 0 && a.Probes >= b.Total:
		return Errorf(Refused, "the probe budget of %s is used up (%d in all): raise probe.budget.total to go on", a.ID, b.Total)
	case perDay > 0 && a.Day == today && a.DayProbes >= perDay:
		return Errorf(Refused, "%s was asked %d times today: ask again tomorrow", a.ID, a.DayProbes)
	}
	return nil
}

// probeNow queues a probe. Its key holds who asks, the moment and the case's version, so that two people who ask
// at once ask twice, and that a clock which stands still (in the demo, in tests) does not swallow a later question.
func (d *Frame) probeNow(a *Asset, asked Asked) {
	d.Job(Job{
		Queue: QueueProbe, Task: TaskProbe,
		Key:  fmt.Sprintf("%s/probe/%s/%s/%s/%d/%d", d.Case.ID, a.ID, asked.Reason, asked.By, d.Case.Version, d.Env.Now.UnixMicro()),
		Args: JobArgs{Asset: a.ID, Asked: &asked},
	})
	d.probeFrom(a.ID, asked)
}

func (d *Frame) probeAll(asked Asked) {
	for i := range d.Case.Assets {
		if a := &d.Case.Assets[i]; d.mayProbe(a) == nil {
			d.probeNow(a, asked)
		}
	}
}

// probeClaim puts to the test that something is fixed: now, and twice more, because what is shut in a hurry is often
// open again the next day.
func (d *Frame) probeClaim(asked Asked) {
	d.probeAll(asked)
	for i := range d.Case.Assets {
		if a := &d.Case.Assets[i]; d.mayProbe(a) == nil {
			d.probeAfterClaim(a, asked.By)
		}
	}
}

// RecordProbe is the result of a probe.
type RecordProbe struct {
	Asset       string
	Observation Observation
	Asked       Asked
}

// Rule implements [Command].
func (RecordProbe) Rule() CommandRule { return CommandRule{Engine: true, Ended: true} }

// Decide takes an observation on record and draws the conclusions: suspected, closed, reopened.
func (cmd RecordProbe) Decide(d *Frame) error {
	a, ok := d.Case.Asset(cmd.Asset)
	if !ok {
		return Errorf(NotFound, "%s has no asset %q", d.Case.ID, cmd.Asset)
	}
	o := cmd.Observation
	o.Started = o.Started.UTC().Truncate(time.Millisecond)
	if now := d.Env.Now.UTC().Truncate(time.Millisecond); o.Started.IsZero() || o.Started.After(now) {
		o.Started = now
	}
	streak, alien, stranger := d.Env.Rules.Probing.Rule.Next(a.Streak, &o), a.alien(&o), a.stranger(&o)
	asked, reason := d.answerTo(&a, cmd.Asked, &o), ""
	if stranger {
		streak, reason = a.Streak, reasonRecreated // somebody else's answer closes nothing
	}
	at := At(o.Started.In(d.Env.Rules.Zone()).Truncate(time.Second))
	probed := d.Emit(Event{
		Kind: KindProbed, At: at, Source: SourceOwnProbe, Ref: a.ID, Text: probeText(&o) + d.Env.Rules.Probing.Rule.whence(&o),
		Detail: Detail{AssetID: a.ID, Probe: &o, Asked: &asked, Streak: &streak, Reason: reason},
	})
	if !stranger {
		d.conclude(a, streak, &o, at)
		d.findMoved(a.ID)
		d.takeover(a, &o)
	}
	if alien {
		d.askWhose(&a, &o)
	}
	d.askPerson(a.ID)
	d.askElsewhere(a.ID, asked, &o)
	if next := d.planNext(a, asked); !next.IsZero() {
		d.Planned(probed, next)
	}
	return nil
}

func probeText(o *Observation) string {
	text := o.Verdict.String()
	if o.Reason == ReasonOpen {
		return text
	}
	if o.Verdict == Closed && o.Strength == Weak {
		text = "closed (weak)"
	}
	return text + ": " + string(o.Reason)
}

// conclude compares the asset before the observation with what it shows now.
func (d *Frame) conclude(before Asset, s Streak, o *Observation, at When) {
	event := func(kind Kind, when When, text string, detail Detail) {
		detail.AssetID = before.ID
		d.Emit(Event{Kind: kind, At: when, Source: SourceOwnProbe, Ref: before.ID, Text: text, Detail: detail})
	}
	ended := before.Exposure == ExposureClosed || before.Exposure == ExposureUnreachable
	// What a source reports as closed on a later day is not refuted by a probe from before.
	refuted := !before.Closure.Verified && before.Closure.At.SurelyBefore(at)
	rule, left := d.Env.Rules.Probing.Rule, before.left(o)
	switch {
	case o.Local || o.Verdict == Inconclusive:
	case o.Verdict == Open && s.running(), o.Verdict == Closed && !s.Newest.Equal(o.Started):
		// The answer arrived late: the run knows better.
	case o.Verdict == Open && (ended || refuted):
		event(KindReopened, at, "the asset answers as open again", Detail{Probe: o})
	case o.Verdict == Open || before.Exposure == ExposureClosed:
	case len(left) > 0:
		// Every facet has to be seen closed, and the probe does not ask for this one any more.
		if before.Exposure != ExposureSuspected && before.Exposure != ExposureUnreachable {
			event(KindClosureSuspected, at, "first closed answer: "+string(o.Reason), Detail{})
			d.Emit(Event{
				Kind: KindNote, Source: SourceSystem, Ref: before.ID, Detail: Detail{AssetID: before.ID, Reason: reasonLeft},
				Text: fmt.Sprintf("%s was open when %s was last asked for, and is not asked for any more: a person has to look", strings.Join(left, ", "), before.ID),
			})
		}
	default:
		if closure, ok := rule.Confirmed(s); ok {
			closure.At = At(s.FirstStrong.In(d.Env.Rules.Zone()).Truncate(time.Second))
			event(KindClosed, closure.At, fmt.Sprintf("%d closed answers over %s", s.Strong, hours(s.Newest.Sub(s.FirstStrong))),
				Detail{Closure: &closure})
			d.watch(&before, o.Started)
			return
		}
		if rule.Unreachable(s) && before.Exposure != ExposureUnreachable {
			event(KindUnverifiable, at, "no longer reachable", Detail{Reason: reasonUnreachable})
			return
		}
		if before.Exposure != ExposureSuspected && before.Exposure != ExposureUnreachable {
			event(KindClosureSuspected, at, "first closed answer: "+string(o.Reason), Detail{})
		}
	}
}

func hours(d time.Duration) string { return fmt.Sprintf("%d hours", int(d.Round(time.Hour)/time.Hour)) }

// StopProbing honours a STOP: the asset is not asked again, closure can only be stated by the owner. Resume takes it
// back.
type StopProbing struct {
	Asset  string // "" is every asset
	Text   string
	Resume bool
}

// Rule implements [Command].
func (StopProbing) Rule() CommandRule {
	return CommandRule{Rank: Researcher, Engine: true, Ended: true}
}

// Decide implements [Command].
func (cmd StopProbing) Decide(d *Frame) error {
	if cmd.Asset != "" {
		a, ok := d.Case.Asset(cmd.Asset)
		if !ok {
			return Errorf(NotFound, "%s has no asset %q", d.Case.ID, cmd.Asset)
		}
		cmd.Asset = a.ID
	}
	e := Event{
		Kind: KindNote, Ref: cmd.Asset, Text: "probing stopped: " + cmd.Text,
		Detail: Detail{AssetID: cmd.Asset, Reason: reasonStop},
	}
	if cmd.Resume {
		e.Text, e.Detail.Reason = "probing taken up again: "+cmd.Text, reasonResume
	}
	d.Emit(e)
	if cmd.Resume {
		for i := range d.Case.Assets {
			if a := &d.Case.Assets[i]; (cmd.Asset == "" || a.ID == cmd.Asset) && !a.NextProbe.After(d.Env.Now) {
				d.scheduleProbe(a, d.Env.Now)
			}
		}
	}
	return nil
}

// asksToStop reports whether a message from a party asks for an end of the probes: the word STOP alone on one of its
// first lines, as our first mail offers it.
func asksToStop(text string) bool {
	for i, line := range strings.Split(strings.TrimSpace(text), "\n") {
		if i == 5 {
			break
		}
		if strings.Trim(strings.TrimSpace(line), ".!*_\"'“”« »") == "STOP" {
			return true
		}
	}
	return false
}

// askPerson tells a person once when the asset has given no verdict for longer than the rule allows.
func (d *Frame) askPerson(id string) {
	a, ok := d.Case.Asset(id)
	limit := d.Env.Rules.Probing.Rule.Undecided
	if !ok || limit <= 0 || a.Asked || a.Undecided.IsZero() || d.Env.Now.Sub(a.Undecided) < limit {
		return
	}
	d.Emit(Event{
		Kind: KindNote, Source: SourceSystem, Ref: a.ID, Detail: Detail{AssetID: a.ID, Reason: reasonUndecided},
		Text: fmt.Sprintf("%s has given no verdict for %s (%s): a person has to look", a.ID, hours(d.Env.Now.Sub(a.Undecided)), a.Last.Reason),
	})
}
