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
// A nil case is one that does not exist yet. A command that the rules forbid is refused with an [Error] that
// says what would be needed.
func Decide(c *Case, cmd Command, env Env) (Decision, error) {
	d := &decider{c: c, env: env}
	if c == nil {
		switch cmd := cmd.(type) {
		case Record:
			return d.done(d.record(cmd))
		case Import:
			return d.done(d.importHistory(cmd))
		default:
			return Decision{}, Errorf(NotFound, "there is no such case")
		}
	}
	return d.done(d.decide(cmd))
}

func (d *decider) decide(cmd Command) error {
	if err := d.mayAct(cmd); err != nil {
		return err
	}
	switch cmd := cmd.(type) {
	case Several:
		for _, one := range cmd {
			if err := d.decide(one); err != nil {
				return err
			}
		}
		return nil
	case Record, Import:
		return Errorf(Conflict, "case %s exists already", d.c.ID)
	case AddEvent:
		return d.addEvent(cmd)
	case AddContact:
		return d.addContact(cmd)
	case AddAsset:
		return d.addAsset(cmd)
	case NewDraft:
		return d.newDraft(cmd)
	case EditDraft:
		return d.editDraft(cmd)
	case DiscardDraft:
		return d.discardDraft(cmd)
	case ApproveDraft:
		return d.approveDraft(cmd)
	case SendDraft:
		return d.sendDraft(cmd)
	case RecordDelivery:
		return d.recordDelivery(cmd)
	case ResolveMessage:
		return d.resolveMessage(cmd)
	case RecordInbound:
		return d.recordInbound(cmd)
	case TrackIssue:
		return d.trackIssue(cmd)
	case RequestProbe:
		return d.requestProbe(cmd)
	case RecordProbe:
		return d.recordProbe(cmd)
	case AcceptIdentity:
		return d.acceptIdentity(cmd)
	case StopProbing:
		return d.stopProbing(cmd)
	case SetDeadline:
		return d.setDeadline(cmd)
	case Extend:
		return d.extend(cmd)
	case PauseClock:
		return d.pauseClock(cmd)
	case ResumeClock:
		return d.resumeClock(cmd)
	case WaiveClock:
		return d.waiveClock(cmd)
	case UsePolicy:
		return d.usePolicy(cmd)
	case PassDeadline:
		d.moved = true // by time alone
		d.timed = true
		return nil
	case Remind:
		return d.remind(cmd)
	case AllowProbe:
		return d.allowProbe(cmd)
	case QuietClock:
		return d.quietClock(cmd)
	case DraftStep:
		return d.draftStep(cmd)
	case ApprovePublication:
		return d.approvePublication(cmd)
	case Publish:
		return d.publish(cmd)
	case CloseCase:
		return d.closeCase(cmd)
	case ReopenCase:
		return d.reopenCase(cmd)
	case RejectCase:
		return d.endWork(KindRejected, WorkRejected, "", cmd.Text)
	case MarkDuplicate:
		return d.markDuplicate(cmd)
	case HandOver:
		return d.handOver(cmd)
	default:
		return Errorf(Internal, "unknown command %T", cmd)
	}
}

// decider collects the outcome of one decision. Events are applied to a working copy as they are emitted, so that
// the second event of a decision sees what the first one changed.
type decider struct {
	c   *Case
	env Env
	out Decision
	err error // of an event that cannot be stored
	// told is set while somebody else's history is taken over: who did what then is for the source to say.
	told bool
	// moved is set once something happened that the clocks may depend on.
	moved bool
	// unknown is why the clocks could not be computed, such as a policy that is not here.
	unknown error
	timed   bool // it was a timer that rang
}

func (d *decider) done(err error) (Decision, error) {
	if err == nil && d.moved {
		d.wind()
	}
	if err == nil && d.timed && d.unknown != nil {
		err = Errorf(Unavailable, "the clocks have to wait: %w", d.unknown) // the timer rings again
	}
	if err == nil {
		err = d.err
	}
	if err != nil {
		return Decision{}, err
	}
	return d.out, nil
}

// emit completes an event with what every event carries and appends it.
func (d *decider) emit(e Event) {
	e.Seq = 1
	if d.c != nil {
		e.Seq = d.c.Version + 1
	}
	if e.At.IsZero() {
		e.At = d.now()
	}
	if e.Actor == "" && !d.told {
		e.Actor = d.env.Actor.Name
	}
	if e.Source == "" {
		e.Source = SourcePerson
		if d.env.Actor.Via == "engine" {
			e.Source = SourceSystem
		}
	}
	if e.Visibility == "" {
		e.Visibility = DefaultVisibility(e.Kind)
	}
	e.RecordedAt = d.env.Now.UTC().Truncate(time.Microsecond)
	if stored, err := e.canonical(); err != nil {
		d.err = err
	} else {
		e = stored
	}
	before := d.exposure()
	d.c = Apply(d.c, e)
	d.moved = d.moved || before != d.exposure() || movesClocks(&e) || e.Kind == KindOwnerIdentified || e.Detail.Asset != nil || e.Corrects > 0
	d.out.Events = append(d.out.Events, e)
}

// exposure is the state of the case's assets, "" before there is a case.
func (d *decider) exposure() ExposureState {
	if d.c == nil {
		return ""
	}
	return d.c.ExposureState()
}

func (d *decider) job(j Job) {
	j.Case = d.c.ID
	if j.Due.IsZero() {
		j.Due = d.env.Now.UTC()
	}
	d.out.Jobs = append(d.out.Jobs, j)
}

func (d *decider) blob(b Blob) {
	if b.Ref != "" {
		d.out.Blobs = append(d.out.Blobs, b)
	}
}

// now is the moment of the decision in the team's zone, to the second.
func (d *decider) now() When { return At(d.env.Now.In(d.env.Rules.Zone()).Truncate(time.Second)) }

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

// mayAct checks the actor's rank and that work on the case goes on.
func (d *decider) mayAct(cmd Command) error {
	need := Researcher
	switch cmd.(type) {
	case ApproveDraft, SendDraft, ResolveMessage, ApprovePublication, Publish, Extend, PauseClock, ResumeClock, WaiveClock,
		UsePolicy, AllowProbe, CloseCase, RejectCase, HandOver:
		need = Lead
	}
	if e, ok := cmd.(AddEvent); ok && (e.Kind == KindExploited || e.Kind == KindLeaked) && !e.Planned {
		need = Lead // it ends every embargo
	}
	if !d.env.Actor.Role.AtLeast(need) {
		return Errorf(Forbidden, "%s may not do this: it takes the role %s or more; ask a lead of the team",
			d.env.Actor.Name, need)
	}
	switch cmd.(type) {
	case Several, AddEvent, RecordProbe, RecordDelivery, RecordInbound, ReopenCase, StopProbing, ResolveMessage:
		return nil // facts are recorded whatever the state of the work
	}
	return d.goesOn()
}

// goesOn refuses to go on with a case that is not ours any more.
func (d *decider) goesOn() error {
	if d.c.Ended() {
		return Errorf(Refused, "the work on %s has ended (%s): reopen the case first", d.c.ID, d.c.Work)
	}
	return nil
}

// Ended reports whether the case is not ours to work on: rejected, a duplicate or handed over. A case that was
// closed is still watched.
func (c *Case) Ended() bool {
	return c.Work == WorkRejected || c.Work == WorkDuplicate || c.Work == WorkHandedOver
}

// inFuture reports whether even the earliest reading of w lies after the present day in every zone.
func (d *decider) inFuture(w When) bool {
	if t, ok := w.Instant(); ok {
		return t.After(d.env.Now.Add(5 * time.Minute)) // clocks differ a little
	}
	// Somewhere on earth it is already tomorrow.
	return w.First().After(DateOf(d.env.Now.UTC().Add(14 * time.Hour)))
}

// join lists words for a message.
func join[S ~string](words []S) string {
	out := make([]string, len(words))
	for i, w := range words {
		out[i] = string(w)
	}
	return strings.Join(out, ", ")
}
