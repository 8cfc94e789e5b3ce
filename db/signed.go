package db

import (
	"context"
	"time"

	"daylight/disclosure"
	"daylight/disclosure/milestone"
	"daylight/disclosure/person"
)

// Signed is something on record that says that it was approved with a key, and all that is needed to verify that again.
type Signed struct {
	Case   disclosure.CaseID
	Before *disclosure.Case  // the case before the event; nil for its first one
	Event  *disclosure.Event // nil for an entry of the log of the instance
	Entry  *LogEntry         // nil for an event

	Instance string         // id of this instance
	People   person.Trusted // who was accepted when it was recorded
}

// CheckSigned verifies a signature again. The database knows no signatures, so it is handed in. The error says what is wrong.
type CheckSigned func(Signed) error

// clockSteps is how far the clock of the machine may be set back between the entry that accepts somebody and what they
// approve next.
const clockSteps = 5 * time.Minute

// SignedEvent collects what is needed to verify the signature of an event again. Events are those of the case, to the
// event at least.
func SignedEvent(id disclosure.CaseID, events []disclosure.Event, index int, entries []LogEntry) Signed {
	e := &events[index]
	people := trustedAt(entries, e.RecordedAt)
	later := trustedAt(entries, e.RecordedAt.Add(clockSteps))
	for _, p := range later.Pins {
		if !people.Holds(p) {
			people.Add(p)
		}
	}
	return Signed{
		Case: id, Before: milestone.Rebuild(id, events[:index]), Event: e,
		Instance: standingOf(entries).instance, People: people,
	}
}

// signedEvents verifies again what events of a case say to be approved with a key.
func (v *verifier) signedEvents(id disclosure.CaseID, events []disclosure.Event) {
	for i := range events {
		e := &events[i]
		if e.Hand.Proof != person.ByKey && e.Detail.Signature == nil || v.signed == nil {
			continue
		}
		if err := v.signed(SignedEvent(id, events, i, v.entries)); err != nil {
			v.found(id, e.Seq, "the approval by %s does not hold: %v", e.Actor, err)
		}
	}
}

// signedEntries reads the log of the instance, and verifies again what it says to be accepted with a key.
func (v *verifier) signedEntries(ctx context.Context) (err error) {
	if v.entries, _, err = readLog(ctx, v.tx); err != nil || v.signed == nil {
		return err
	}
	for i := range v.entries {
		e := &v.entries[i]
		if e.Hand.Proof != person.ByKey || e.Kind != LogAccepted && e.Kind != LogRehearsalProposed && e.Kind != LogRehearsalEnded {
			continue
		}
		s := Signed{Entry: e, Instance: standingOf(v.entries).instance, People: trustedOf(v.entries[:i])}
		if err := v.signed(s); err != nil {
			v.found("", 0, "entry %d of the log of the instance: what %s signed does not hold: %v", e.Seq, e.By, err)
		}
	}
	return nil
}
