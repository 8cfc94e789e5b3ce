package disclosure

import (
	"fmt"
	"slices"
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
	case PassDeadline:
		return d.passDeadline(cmd)
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
}

func (d *decider) done(err error) (Decision, error) {
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
	d.c = Apply(d.c, e)
	d.out.Events = append(d.out.Events, e)
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
	case ApproveDraft, SendDraft, ResolveMessage, ApprovePublication, Publish, Extend, PauseClock, ResumeClock,
		CloseCase, RejectCase, HandOver:
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

func (d *decider) record(cmd Record) error {
	if !d.env.Actor.Role.AtLeast(Researcher) {
		return Errorf(Forbidden, "%s may not record cases: it takes the role researcher or more", d.env.Actor.Name)
	}
	facts, err := checkFacts(cmd.Facts)
	if err != nil {
		return err
	}
	if !cmd.Discovered.IsZero() && d.inFuture(cmd.Discovered) {
		return Errorf(Invalid, "the discovery on %s lies in the future", cmd.Discovered)
	}
	d.c = &Case{ID: cmd.ID}
	d.emit(Event{Kind: KindRecorded, Text: facts.Title, Detail: Detail{Facts: &facts}})
	if !cmd.Discovered.IsZero() {
		d.emit(Event{Kind: KindDiscovered, At: cmd.Discovered})
	}
	for i := range d.c.Assets {
		d.scheduleProbe(&d.c.Assets[i], d.env.Now)
	}
	return nil
}

func (d *decider) importHistory(cmd Import) error {
	if !d.env.Actor.Role.AtLeast(Researcher) {
		return Errorf(Forbidden, "%s may not import cases: it takes the role researcher or more", d.env.Actor.Name)
	}
	facts, err := checkFacts(cmd.Facts)
	if err != nil {
		return err
	}
	facts.Imported = true
	d.c = &Case{ID: cmd.ID}
	d.emit(Event{Kind: KindRecorded, Source: SourceImport, Text: facts.Title, Detail: Detail{Facts: &facts}})
	d.told = true
	for _, e := range cmd.Events {
		if err := checkWords(&e); err != nil {
			return err
		}
		if e.Source == "" {
			e.Source = SourceImport
		}
		e.Detail = importDetail(&e)
		d.emit(e)
	}
	// Contacts come last: a correction names the event that it corrects by its place in the file.
	for _, k := range cmd.Contacts {
		if err := d.addContact(AddContact{Contact: k}); err != nil {
			return err
		}
	}
	return nil
}

// importDetail is what an event of a file means beyond its place in the story. A file can tell, it cannot prove: no
// closure of it is verified, no publication of it approved.
func importDetail(e *Event) Detail {
	switch e.Kind {
	case KindDeadlineSet, KindExtensionGranted:
		if !e.Until.IsZero() {
			return Detail{Clock: &ClockSet{Clause: PublicationClause, Due: e.Until}}
		}
	case KindRejected:
		return Detail{Work: WorkRejected}
	case KindDuplicateOf:
		return Detail{Work: WorkDuplicate}
	case KindHandedOver:
		return Detail{Work: WorkHandedOver}
	default:
	}
	return Detail{}
}

// checkFacts completes and checks what a case starts with.
func checkFacts(f Facts) (Facts, error) {
	f.Title = strings.TrimSpace(f.Title)
	if f.Title == "" {
		return f, Errorf(Invalid, "a case needs a title")
	}
	if len(f.Title) > 300 {
		return f, Errorf(Invalid, "the title is longer than 300 bytes")
	}
	if f.Exposed.Records < 0 {
		return f, Errorf(Invalid, "the number of records cannot be negative")
	}
	assets := make([]Asset, 0, len(f.Assets))
	for i, a := range f.Assets {
		if a.Kind == "" || a.Target == "" {
			return f, Errorf(Invalid, "asset %d needs a kind and a target", i+1)
		}
		a.ID = fmt.Sprintf("A%d", i+1)
		assets = append(assets, Asset{ID: a.ID, Kind: a.Kind, Target: a.Target, Key: a.Key, Expect: a.Expect})
	}
	f.Assets = assets
	return f, nil
}

// inFuture reports whether even the earliest reading of w lies after the present day in every zone.
func (d *decider) inFuture(w When) bool {
	if t, ok := w.Instant(); ok {
		return t.After(d.env.Now.Add(5 * time.Minute)) // clocks differ a little
	}
	// Somewhere on earth it is already tomorrow.
	return w.First().After(DateOf(d.env.Now.UTC().Add(14 * time.Hour)))
}

func (d *decider) addContact(cmd AddContact) error {
	k, p := cmd.Contact, cmd.Party
	if k.Role == "" {
		k.Role = p.Role
	}
	if k.Name == "" && k.Role == p.Role {
		k.Name = p.Name
	}
	switch {
	case !k.Role.Valid():
		return Errorf(Invalid, "unknown party %q: write one of %s", k.Role, join(Roles()))
	case !k.Channel.Valid():
		return Errorf(Invalid, "unknown channel %q: write one of %s", k.Channel, join(Channels()))
	case strings.TrimSpace(k.Address) == "" || strings.ContainsAny(k.Address, "\r\n"):
		return Errorf(Invalid, "a contact needs an address on one line")
	}
	i := slices.IndexFunc(d.c.Contacts, func(old Contact) bool {
		return old.Channel == k.Channel && old.Role == k.Role && strings.EqualFold(old.Address, k.Address)
	})
	if i >= 0 && p.DoNotContact {
		return d.leaveAlone(d.c.Contacts[i])
	}
	if i >= 0 && d.c.Contacts[i].Quality != QualityBounced {
		return Errorf(Conflict, "%s is already contact %s", k.Address, d.c.Contacts[i].ID)
	}
	k.Name = d.c.nameOf(k.Role, k.Name)
	if k.FoundAt.IsZero() && !d.told {
		k.FoundAt = d.now()
	}
	k.ID = fmt.Sprintf("C%d", len(d.c.Contacts)+1)
	if i >= 0 {
		k.ID = d.c.Contacts[i].ID // mail came back once; who adds it again says that it works now
	}
	detail := Detail{Contact: &k}
	if known, ok := d.c.Party(k.Role, k.Name); !ok || p.Role != "" {
		if !ok {
			known = d.c.nameless(k.Role)
			known.Name = k.Name
		}
		party := mergeParty(known, p)
		detail.Party = &party
	}
	d.emit(Event{
		Kind: KindOwnerIdentified, Party: k.Role, Name: k.Name, Channel: k.Channel, Text: k.Found, Detail: detail,
	})
	return nil
}

// leaveAlone records that the party behind a known contact asked not to be contacted.
func (d *decider) leaveAlone(k Contact) error {
	party, _ := d.c.Party(k.Role, k.Name)
	if party.DoNotContact {
		return Errorf(Conflict, "the %s is on record as not to be contacted already", k.Role)
	}
	party.Role, party.DoNotContact = k.Role, true
	d.emit(Event{
		Kind: KindOwnerIdentified, Party: k.Role, Name: k.Name, Channel: k.Channel, Text: "asked not to be contacted",
		Detail: Detail{Party: &party},
	})
	return nil
}

// nameless returns the party of the role that has no name yet, or a new one.
func (c *Case) nameless(role Role) Party {
	i := slices.IndexFunc(c.Parties, func(p Party) bool { return p.Role == role && p.Name == "" })
	if i < 0 {
		return Party{Role: role}
	}
	return c.Parties[i]
}

// mergeParty completes a known party with what is newly known of it. Its name stays as it is spelled.
func mergeParty(known, more Party) Party {
	for _, f := range []struct{ to, from *string }{
		{&known.Country, &more.Country}, {&known.Domain, &more.Domain}, {&known.Language, &more.Language},
	} {
		if *f.from != "" {
			*f.to = *f.from
		}
	}
	known.DoNotContact = known.DoNotContact || more.DoNotContact
	return known
}

func (d *decider) addAsset(cmd AddAsset) error {
	a := cmd.Asset
	if a.Kind == "" || a.Target == "" {
		return Errorf(Invalid, "an asset needs a kind and a target")
	}
	if old, ok := d.c.Asset(a.Target); ok {
		return Errorf(Conflict, "the target is already asset %s of this case", old.ID)
	}
	a = Asset{ID: fmt.Sprintf("A%d", len(d.c.Assets)+1), Kind: a.Kind, Target: a.Target, Key: a.Key, Expect: a.Expect}
	d.emit(Event{Kind: KindRecorded, Text: "asset " + a.ID + " added", Detail: Detail{Asset: &a, AssetID: a.ID}})
	d.scheduleProbe(&d.c.Assets[len(d.c.Assets)-1], d.env.Now)
	return nil
}

// join lists words for a message.
func join[S ~string](words []S) string {
	out := make([]string, len(words))
	for i, w := range words {
		out[i] = string(w)
	}
	return strings.Join(out, ", ")
}
