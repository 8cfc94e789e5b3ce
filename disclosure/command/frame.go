package command

import (
	"slices"
	"time"

	"daylight/disclosure"
	"daylight/disclosure/civil"
	"daylight/disclosure/fault"
	"daylight/disclosure/ledger"
	"daylight/disclosure/milestone"
	"daylight/disclosure/person"
)

// Decision is what follows from a command: events that now happened, jobs that have to run, blobs to keep.
type Decision struct {
	Events []disclosure.Event
	Jobs   []ledger.Job
	Blobs  []disclosure.Blob
}

// Decide answers a command about a case. It is pure: it reads nothing but its arguments and changes none of them.
// A nil case is one that does not exist yet. A command that its rule forbids is refused with an [fault.Error] that says what
// would be needed.
func Decide(c *disclosure.Case, cmd Command, env Env) (Decision, error) {
	f := &Frame{Case: c, Env: env}
	return f.done(f.Do(cmd))
}

// Frame is a decision in the making. Events are applied to a working copy of the case as they are emitted, so that the
// second event of a decision sees what the first one changed. A command that needs to know how the case was keeps that before it
// emits.
type Frame struct {
	Case *disclosure.Case // nil until a command opens it; never changed by a command itself
	Env  Env
	// Imported is set while a history from another source is recorded: its events keep the actors that the source names.
	Imported bool

	out Decision
	err error // of an event that cannot be stored
	own bool  // the case is a working copy of this decision
	// dirty is set once something happened that the clocks may depend on.
	dirty bool
	// clockErr is why the clocks could not be computed, such as a policy that is not here.
	clockErr error
	byTimer  bool
	// alone is set once one person decided what takes two, because the rules say so. The next event keeps it.
	alone bool
	asked *person.Decision // where it is only asked what would be decided; see [Asked]
}

// Do runs a further command within the decision. Its rule is checked like that of the first command.
func (d *Frame) Do(cmd Command) error {
	if err := d.authorize(cmd); err != nil {
		return err
	}
	return cmd.Decide(d)
}

// Open begins the case that an opening command opens.
func (d *Frame) Open(id disclosure.CaseID) { d.Case = &disclosure.Case{ID: id} }

// TimerFired marks the clocks for recomputing because time has passed. If their policy is missing, the timer has to fire
// again.
func (d *Frame) TimerFired() { d.dirty, d.byTimer = true, true }

func (d *Frame) done(err error) (Decision, error) {
	if err == nil && d.Imported {
		milestone.Copy(d.Case)
	}
	if err == nil && d.dirty {
		d.recomputeClocks()
		d.scheduleUntold()
	}
	if err == nil && d.byTimer && d.clockErr != nil {
		err = fault.Errorf(fault.Unavailable, "the clocks have to wait: %w", d.clockErr)
	}
	if err == nil {
		err = d.err
	}
	if err != nil {
		return Decision{}, err
	}
	return d.out, nil
}

// Emit completes an event with what every event carries and appends it.
func (d *Frame) Emit(e disclosure.Event) (index int) {
	e.Seq = 1
	if d.Case != nil {
		e.Seq = d.Case.Version + 1
	}
	if e.At.IsZero() {
		e.At = d.Now()
	}
	if e.Actor == "" && !d.Imported {
		e.Actor = d.Env.Actor.Name
	}
	if e.Hand == (person.Hand{}) {
		e.Hand = d.Env.Actor.Hand
		if d.Imported || e.Actor != d.Env.Actor.Name { // somebody else is named, or a file says it: the word of who told us
			e.Hand.Account, e.Hand.Proof = "", person.ByWord
		}
	}
	if d.alone {
		e.Detail.Solo, d.alone = true, false
	}
	if e.Source == "" {
		e.Source = disclosure.SourcePerson
		if d.Env.Actor.Hand.Via == person.Engine {
			e.Source = disclosure.SourceSystem
		}
	}
	if e.Visibility == "" {
		e.Visibility = e.Kind.Info().Visibility
	}
	if who := d.Env.Actor; e.Hand.Proof == person.ByKey && !who.Signature.IsZero() {
		e.Detail.Signature = &who.Signature
	}
	e.RecordedAt = d.Env.Now.UTC().Truncate(time.Microsecond)
	if stored, err := e.Canonical(); err != nil {
		d.err = err
	} else {
		ledger.MakeSafe(&stored) // a copy of its own, which shares nothing with the command
		e = stored
	}
	before := d.exposure()
	d.take(e)
	d.dirty = d.dirty || before != d.exposure() || disclosure.MovesClocks(&e) || e.Kind == disclosure.KindOwnerIdentified || e.Detail.Asset != nil || e.Detail.Edit != nil || e.Corrects > 0
	d.dirty = d.dirty || e.SawOpen() && slices.ContainsFunc(d.Case.Claims, func(k disclosure.Claim) bool {
		return k.Kind == disclosure.KindFixClaimed // a step that rests until our next answer is due again
	})
	d.out.Events = append(d.out.Events, e)
	return len(d.out.Events) - 1
}

// take applies an event to the working copy. The first event of a decision makes that copy, so that what each of a thousand events
// costs does not grow with the case. What an import brings is dated once, when all of it is here.
func (d *Frame) take(e disclosure.Event) {
	if d.Case == nil {
		d.Case = &disclosure.Case{}
	} else if !d.own {
		d.Case = d.Case.Clone()
	}
	d.own = true
	if d.Imported {
		d.Case.Take(e)
		return
	}
	milestone.Take(d.Case, e)
}

// Planned completes the probe of an emitted event with the time of the next one. The plan belongs to the probe, though it
// depends on what was concluded from it.
func (d *Frame) Planned(index int, next time.Time) {
	e := &d.out.Events[index]
	e.Detail.Next = next
	for i := range d.Case.Assets {
		if a := &d.Case.Assets[i]; a.ID == e.Detail.AssetID {
			a.NextProbe = next
		}
	}
}

// exposure is the state of the case's assets, "" before there is a case.
func (d *Frame) exposure() disclosure.ExposureState {
	if d.Case == nil {
		return ""
	}
	return d.Case.ExposureState()
}

// Job adds a job of the case to the decision. Without a due time it is due now.
func (d *Frame) Job(j ledger.Job) {
	j.Case = d.Case.ID
	if j.Due.IsZero() {
		j.Due = d.Env.Now.UTC()
	}
	d.out.Jobs = append(d.out.Jobs, j)
}

// Blob adds a text to store with the decision, if there is one.
func (d *Frame) Blob(b disclosure.Blob) {
	if b.Ref != "" {
		d.out.Blobs = append(d.out.Blobs, b)
	}
}

// Now is the moment of the decision in the team's zone, to the second.
func (d *Frame) Now() civil.When {
	return civil.At(d.Env.Now.In(d.Env.Rules.Zone()).Truncate(time.Second))
}

// authorize checks the actor and the case against the rule of a command.
func (d *Frame) authorize(cmd Command) error {
	who, r := d.Env.Actor, cmd.Rule()
	if err := mustSee(d.Case, who, cmd); err != nil {
		return err
	}
	switch {
	case who == disclosure.Engine():
		if !r.Engine {
			return fault.Errorf(fault.Forbidden, "only a person may do this")
		}
	case r.Rank == "":
		return fault.Errorf(fault.Forbidden, "%s may not do this: only Daylight itself may", who.Name)
	case !who.Role.AtLeast(r.Rank) && (!r.Counsel || !who.Counsel):
		return fault.Errorf(fault.Forbidden, "%s may not do this: it requires the role %s or higher; ask a lead of the team", who.Name, r.Rank)
	}
	switch {
	case d.Case == nil && !r.Opens:
		return fault.Errorf(fault.NotFound, "there is no such case")
	case d.Case != nil && r.Opens:
		return fault.Errorf(fault.Conflict, "case %s already exists", d.Case.ID)
	case d.Case != nil && d.Case.Ended() && !r.Ended:
		return fault.Errorf(fault.Refused, "the work on %s has ended (%s): reopen the case first", d.Case.ID, d.Case.Work)
	}
	return nil
}

// InFuture reports whether even the earliest reading of w lies after the present day in every zone.
func (d *Frame) InFuture(w civil.When) bool {
	if t, ok := w.Instant(); ok {
		return t.After(d.Env.Now.Add(5 * time.Minute)) // clocks differ a little
	}
	// Somewhere on earth it is already tomorrow.
	return w.First().After(civil.DateOf(d.Env.Now.UTC().Add(14 * time.Hour)))
}
