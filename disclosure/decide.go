package disclosure

import (
	"strings"
	"time"
)

// Decision is what follows from a command: events that now happened, jobs that have to run, blobs to keep.
type Decision struct {
	Events []Event
	Jobs   []Job
	Blobs  []Blob
}

// Decide answers a command about a case. It is pure: it reads nothing but its arguments and changes none of them.
// A nil case is one that does not exist yet. A command that its rule forbids is refused with an [Error] that says what
// would be needed.
func Decide(c *Case, cmd Command, env Env) (Decision, error) {
	f := &Frame{Case: c, Env: env}
	return f.done(f.Do(cmd))
}

// Frame is a decision in the making. Events are applied to a working copy of the case as they are emitted, so that the
// second event of a decision sees what the first one changed.
type Frame struct {
	Case *Case // nil until a command opens it; never changed by a command itself
	Env  Env
	// Imported is set while somebody else's history is taken over: who did what then is for the source to say.
	Imported bool

	out Decision
	err error // of an event that cannot be stored
	// dirty is set once something happened that the clocks may depend on.
	dirty bool
	// clockErr is why the clocks could not be computed, such as a policy that is not here.
	clockErr error
	byTimer  bool
}

// Do gives a command within the decision. It is held to its rule like the one that began it.
func (d *Frame) Do(cmd Command) error {
	if err := d.authorize(cmd.Rule()); err != nil {
		return err
	}
	return cmd.Decide(d)
}

// Open begins the case that an opening command opens.
func (d *Frame) Open(id CaseID) { d.Case = &Case{ID: id} }

// TimerFired says that time alone may have changed the clocks. Without their policy the timer has to ring again.
func (d *Frame) TimerFired() { d.dirty, d.byTimer = true, true }

func (d *Frame) done(err error) (Decision, error) {
	if err == nil && d.dirty {
		d.recomputeClocks()
	}
	if err == nil && d.byTimer && d.clockErr != nil {
		err = Errorf(Unavailable, "the clocks have to wait: %w", d.clockErr)
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
func (d *Frame) Emit(e Event) (index int) {
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
	if e.Source == "" {
		e.Source = SourcePerson
		if d.Env.Actor.Via == "engine" {
			e.Source = SourceSystem
		}
	}
	if e.Visibility == "" {
		e.Visibility = DefaultVisibility(e.Kind)
	}
	e.RecordedAt = d.Env.Now.UTC().Truncate(time.Microsecond)
	if stored, err := e.canonical(); err != nil {
		d.err = err
	} else {
		e = stored
	}
	before := d.exposure()
	d.Case = Apply(d.Case, e)
	d.dirty = d.dirty || before != d.exposure() || movesClocks(&e) || e.Kind == KindOwnerIdentified || e.Detail.Asset != nil || e.Corrects > 0
	d.out.Events = append(d.out.Events, e)
	return len(d.out.Events) - 1
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
func (d *Frame) exposure() ExposureState {
	if d.Case == nil {
		return ""
	}
	return d.Case.ExposureState()
}

func (d *Frame) Job(j Job) {
	j.Case = d.Case.ID
	if j.Due.IsZero() {
		j.Due = d.Env.Now.UTC()
	}
	d.out.Jobs = append(d.out.Jobs, j)
}

func (d *Frame) Blob(b Blob) {
	if b.Ref != "" {
		d.out.Blobs = append(d.out.Blobs, b)
	}
}

// now is the moment of the decision in the team's zone, to the second.
func (d *Frame) Now() When { return At(d.Env.Now.In(d.Env.Rules.Zone()).Truncate(time.Second)) }

// DefaultVisibility is the circle that may see an event when nobody said otherwise: the story is public, its
// making is internal.
func DefaultVisibility(k Kind) Visibility {
	switch k {
	case KindDiscovered, KindExposureStarted, KindContacted, KindAcknowledged, KindReplied, KindDisputed, KindRefused,
		KindStatement, KindFixPromised, KindFixClaimed, KindClosed, KindReopened, KindUnverifiable, KindEscalated,
		KindExploited, KindLeaked, KindHeadsUpSent, KindPublished, KindPubliclyReported, KindCorrected, KindWithdrawn,
		KindDataSubjectsTold, KindRegulatorTold:
		return Public
	case KindRecorded, KindValidated, KindOwnerIdentified, KindDrafted, KindApproved, KindDelivered, KindBounced,
		KindAutoReplied, KindDeemedAware, KindProbed, KindClosureSuspected, KindDeadlineSet, KindExtensionRequested,
		KindExtensionGranted, KindExtensionRefused, KindClockPaused, KindClockResumed, KindDeadlinePassed,
		KindEvidenceAdded, KindEvidenceRedacted, KindEvidenceDestroyed, KindPublishApproved, KindDuplicateOf,
		KindHandedOver, KindRejected, KindNote:
		return InternalOnly
	default:
		return InternalOnly
	}
}

// authorize holds the actor and the case to the rule of a command.
func (d *Frame) authorize(r CommandRule) error {
	who := d.Env.Actor
	switch {
	case who == Engine():
		if !r.Engine {
			return Errorf(Forbidden, "only a person may do this")
		}
	case r.Rank == "":
		return Errorf(Forbidden, "%s may not do this: only Daylight itself does it", who.Name)
	case !who.Role.AtLeast(r.Rank):
		return Errorf(Forbidden, "%s may not do this: it takes the role %s or more; ask a lead of the team", who.Name, r.Rank)
	}
	switch {
	case d.Case == nil && !r.Opens:
		return Errorf(NotFound, "there is no such case")
	case d.Case != nil && r.Opens:
		return Errorf(Conflict, "case %s exists already", d.Case.ID)
	case d.Case != nil && d.Case.Ended() && !r.Ended:
		return Errorf(Refused, "the work on %s has ended (%s): reopen the case first", d.Case.ID, d.Case.Work)
	}
	return nil
}

// Ended reports whether the case is not ours to work on: rejected, a duplicate or handed over. A case that was
// closed is still watched.
func (c *Case) Ended() bool {
	return c.Work == WorkRejected || c.Work == WorkDuplicate || c.Work == WorkHandedOver
}

// inFuture reports whether even the earliest reading of w lies after the present day in every zone.
func (d *Frame) InFuture(w When) bool {
	if t, ok := w.Instant(); ok {
		return t.After(d.Env.Now.Add(5 * time.Minute)) // clocks differ a little
	}
	// Somewhere on earth it is already tomorrow.
	return w.First().After(DateOf(d.Env.Now.UTC().Add(14 * time.Hour)))
}

// join lists words for a message.
func join[S ~string](words []S) string {
	out := make([]string, len(words))
	for i, w := range words {
		out[i] = string(w)
	}
	return strings.Join(out, ", ")
}
