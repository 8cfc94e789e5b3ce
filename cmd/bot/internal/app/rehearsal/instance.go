package rehearsal

import (
	"context"
	"strings"
	"time"

	"daylight/db"
	"daylight/disclosure"
	"daylight/disclosure/command"
	"daylight/disclosure/fault"
	"daylight/disclosure/person"
	"daylight/disclosure/plain"
	"daylight/disclosure/rehearse"
)

// Log is the log of the instance.
type Log interface {
	Instance(ctx context.Context) (string, error)
	Rehearsal(ctx context.Context) (db.Rehearsal, error)
	EndRehearsal(ctx context.Context, decide func(db.Rehearsal) (*db.LogEntry, error)) error
}

// Vouching lets somebody act as the person that configuration and log say they are.
type Vouching interface {
	AsVouched(ctx context.Context, actor disclosure.Actor, do func(disclosure.Actor) error) error
}

// Instance is the rehearsal of one instance: whether it has ended, and who ends it.
type Instance struct {
	Log   Log
	Desk  Vouching
	Plan  rehearse.Plan
	Rules func() command.Rules
	Clock func() time.Time
}

// Status is how far it is.
type Status struct {
	Rehearses bool                           `json:"rehearses"` // something rehearses now
	Live      bool                           `json:"live"`      // something is live now, as the configuration says
	Modes     map[rehearse.Way]rehearse.Mode `json:"modes"`     // of each way; "" is not set up
	Ended     bool                           `json:"ended"`     // the instance may be live
	At        time.Time                      `json:"ended_at,omitzero"`
	By        string                         `json:"ended_by,omitempty"` // "" where it worked before rehearsals were known
	First     string                         `json:"first,omitempty"`    // of the two people; while it has not ended, who proposed the end
	Why       string                         `json:"why,omitempty"`
}

// Status returns how far the rehearsal is.
func (i *Instance) Status(ctx context.Context) (Status, error) {
	out := Status{Rehearses: i.Plan.Rehearses(), Live: i.Plan.Live(), Modes: map[rehearse.Way]rehearse.Mode{}}
	for _, w := range i.Plan.Ways() {
		out.Modes[w] = i.Plan.Mode(w)
	}
	said, err := i.Log.Rehearsal(ctx)
	switch {
	case err != nil:
		return out, err
	case said.Ended != nil:
		e := said.Ended
		out.Ended, out.At, out.By, out.First, out.Why = true, e.At, e.By, e.First, e.Text
	case said.Proposed != nil:
		out.First, out.Why = said.Proposed.By, said.Proposed.Text
	}
	return out, nil
}

// Says is what pages and calls say while something rehearses; "" while nothing does.
func (i *Instance) Says() string {
	if !i.Plan.Rehearses() {
		return ""
	}
	var by []string
	for _, w := range i.Plan.Ways() {
		if i.Plan.Mode(w) == rehearse.Rehearse {
			by = append(by, string(w))
		}
	}
	return "This is a rehearsal (" + strings.Join(by, ", ") + "): what would reach others goes to the team, and a case that is recorded now stays a rehearsal."
}

// Waits says why nothing may run, in words of the command line: something is live and nobody has ended the rehearsal. It is nil where
// all is well.
func (i *Instance) Waits(ctx context.Context) error {
	if !i.Plan.Live() {
		return nil
	}
	switch s, err := i.Status(ctx); {
	case err != nil:
		return err
	case s.Ended:
		return nil
	case s.First != "":
		return fault.Errorf(fault.Refused, "this instance has only rehearsed so far: %s proposed to end that, and a second person runs `bot rehearse end`", s.First)
	default:
		return fault.Errorf(fault.Refused, "this instance has only rehearsed so far: two people run `bot rehearse end` before anything is live")
	}
}

// Asked is what somebody would sign now: their own reason, or that of the first person.
func (i *Instance) Asked(ctx context.Context, why string) (person.Decision, error) {
	instance, err := i.Log.Instance(ctx)
	if err != nil {
		return person.Decision{}, err
	}
	said, err := i.Log.Rehearsal(ctx)
	if said.Proposed != nil {
		why = said.Proposed.Text
	}
	return person.EndOfRehearsal(instance, plain.Line(why)), err
}

// End ends the rehearsal. The first of two people proposes it, with a reason; done is false then. Where the rules let one person
// decide, one does. Errors have code Forbidden, Refused, or Conflict where it has ended already.
func (i *Instance) End(ctx context.Context, actor disclosure.Actor, why string) (done bool, err error) {
	if !actor.Role.AtLeast(disclosure.Lead) {
		return false, fault.Errorf(fault.Forbidden, "ending the rehearsal requires the role %s or higher; ask a lead of the team", disclosure.Lead)
	}
	instance, err := i.Log.Instance(ctx)
	if err != nil {
		return false, err
	}
	err = i.Desk.AsVouched(ctx, actor, func(who disclosure.Actor) error {
		return i.Log.EndRehearsal(ctx, func(said db.Rehearsal) (*db.LogEntry, error) {
			e, err := decide(said, who, i.Rules(), instance, plain.Line(why), i.Clock())
			done = err == nil && e.Kind == db.LogRehearsalEnded
			return e, err
		})
	})
	return done && err == nil, err
}

// decide is the entry that somebody's word leads to.
func decide(said db.Rehearsal, who disclosure.Actor, rules command.Rules, instance, why string, now time.Time) (*db.LogEntry, error) {
	if said.Ended != nil {
		return nil, fault.Errorf(fault.Conflict, "the rehearsal of this instance has ended already, on %s", said.Ended.At.Format(time.DateOnly))
	}
	const twice = "the first live start takes two people"
	frame := &command.Frame{Env: command.Env{Actor: who, Now: now, Rules: rules}}
	e := &db.LogEntry{Kind: db.LogRehearsalEnded, By: who.Name, Hand: who.Hand, Text: why}
	if !who.Signature.IsZero() {
		e.Signature = &who.Signature
	}
	p := said.Proposed
	switch {
	case rules.Solo:
		return e, frame.Second(who.Person(), person.EndOfRehearsal(instance, why), twice)
	case p != nil && !frame.SameAs(person.Person{Name: p.By}):
		e.First, e.Text = p.By, p.Text
		return e, frame.Second(person.Person{Name: p.By, Hand: p.Hand}, person.EndOfRehearsal(instance, p.Text), twice)
	}
	e.Kind = db.LogRehearsalProposed
	if p != nil && strings.TrimSpace(why) == "" {
		return nil, fault.Errorf(fault.Refused, "you proposed it already: %s, so somebody else has to end it", twice)
	}
	return e, frame.Known(person.EndOfRehearsal(instance, why), twice)
}

// Skip says in the log that nobody had to end the rehearsal, where nothing is said yet. It is for tests and the demo alone, which have
// servers of their own.
func (i *Instance) Skip(ctx context.Context) error {
	return i.Log.EndRehearsal(ctx, func(said db.Rehearsal) (*db.LogEntry, error) {
		if said.Ended != nil {
			return nil, nil //nolint:nilnil // nothing is new
		}
		return &db.LogEntry{Kind: db.LogRehearsalEnded, Text: "a test or the demo, with servers of its own"}, nil
	})
}
