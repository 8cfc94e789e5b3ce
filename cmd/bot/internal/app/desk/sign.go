package desk

import (
	"context"
	"errors"
	"slices"
	"strings"
	"time"

	"daylight/cmd/bot/internal/app/desk/signed"
	"daylight/cmd/bot/internal/signature"
	"daylight/db"
	"daylight/disclosure"
	"daylight/disclosure/command"
	"daylight/disclosure/command/message"
	"daylight/disclosure/fault"
	"daylight/disclosure/milestone"
	"daylight/disclosure/person"
)

// Asked returns what the actor would decide by a command as one of two people: what a signature has to be over.
func (d *Desk) Asked(ctx context.Context, actor disclosure.Actor, id disclosure.CaseID, cmd command.Command) (person.Decision, error) {
	from := d.store
	if _, finds := cmd.(command.Finder); finds { // it says itself who may give it about a case that they do not see
		from = d.open
	}
	c, err := from.Load(ctx, id)
	if err != nil {
		return person.Decision{}, err
	}
	return command.Asked(c, cmd, command.Env{Actor: actor, Now: d.service.Now(), Rules: d.service.Rules()})
}

// AskedDraft is [Desk.Asked] for the approval of a draft.
func (d *Desk) AskedDraft(ctx context.Context, actor disclosure.Actor, id disclosure.CaseID, draftID string, revision int) (person.Decision, error) {
	_, _, cmd, err := d.composed(ctx, id, draftID, revision)
	if err != nil {
		return person.Decision{}, err
	}
	return d.Asked(ctx, actor, id, cmd)
}

// Statement is what a person signs to decide something now.
func (d *Desk) Statement(ctx context.Context, of person.Decision, by string) (signature.Statement, error) {
	instance, err := d.people.Instance(ctx)
	if err != nil {
		return signature.Statement{}, err
	}
	s := signature.Statement{Instance: instance, Decision: of, By: by, At: d.service.Now().Truncate(time.Second)}
	return s, s.Check()
}

// Signatory is the person of the configuration with a name, and their public keys.
func (d *Desk) Signatory(name string) (disclosure.Actor, []signature.Key, bool) {
	for i := range d.cfg.People {
		if p := &d.cfg.People[i]; p.Name == name {
			return disclosure.Actor{Name: p.Name, Role: disclosure.Rank(p.Role), Counsel: p.Counsel}, p.Keys(), true
		}
	}
	return disclosure.Actor{}, nil, false
}

// KeyOwner is the person of the configuration with a key, by its fingerprint.
func (d *Desk) KeyOwner(fingerprint string) (name string, ok bool) {
	p, _, ok := d.owner(person.KeyMeans, fingerprint)
	if !ok {
		return "", false
	}
	return p.Name, true
}

// Signer returns who signed a statement, as the actor of exactly the decision. Their key has to be theirs in the
// configuration; whether it was accepted is asked when they act. typed is whose hands entered it: the login stays on record.
func (d *Desk) Signer(ctx context.Context, typed disclosure.Actor, of person.Decision, s person.Signature) (disclosure.Actor, error) {
	said, key, err := signature.Verify(s)
	if err != nil {
		return disclosure.Actor{}, err
	}
	wanted, err := d.Statement(ctx, of, said.By)
	if err != nil {
		return disclosure.Actor{}, err
	}
	if err := said.Approves(wanted, d.service.Now()); err != nil {
		return disclosure.Actor{}, err
	}
	p, _, ok := d.owner(person.KeyMeans, key.Fingerprint)
	switch {
	case !ok:
		return disclosure.Actor{}, fault.Errorf(fault.Refused, "the key %s belongs to nobody: the configuration names the keys of people (ssh_keys)", key.Fingerprint)
	case p.Name != said.By:
		return disclosure.Actor{}, fault.Errorf(fault.Refused, "the key %s is that of %s, and the statement names %s", key.Fingerprint, p.Name, said.By)
	}
	return disclosure.Actor{
		Name: p.Name, Role: disclosure.Rank(p.Role), Counsel: p.Counsel, Signed: of, Signature: s,
		Hand: person.Hand{Via: typed.Hand.Via, Login: typed.Hand.Login, Account: key.Fingerprint, Proof: person.ByKey},
	}, nil
}

// CheckSigned verifies again what is on record as approved with a key: the bytes, whose key it was at that time, and that it is
// over what the record says was decided. It is handed to the database and to the gate.
func CheckSigned(s db.Signed) error {
	if s.Entry != nil {
		return signed.Entry(s)
	}
	e := s.Event
	switch {
	case e.Detail.Signature == nil:
		return errors.New("a key is said to have approved it, and there is no signature")
	case e.Hand.Proof != person.ByKey:
		return errors.New("there is a signature, and no key is said to have approved it")
	case e.Kind == disclosure.KindPublishApproved && e.Detail.Consent != nil && e.Detail.Consent.Person() != e.By(),
		e.Kind == disclosure.KindProposed && e.Detail.Proposal != nil && e.Detail.Proposal.First() != e.By():
		return errors.New("the record names another person than who signed")
	}
	of, known := decided(s.Case, s.Before, e)
	said, err := signed.By(s, *e.Detail.Signature, e.By(), of, known, e.RecordedAt)
	switch {
	case err != nil:
		return err
	case said.Decision.Case != string(s.Case):
		return errors.New("the signature is for " + said.Decision.Case)
	}
	alone := e.Kind == disclosure.KindProposed || e.Detail.Solo // nobody was the second of two
	if pin := person.PinOf(e.By()); !alone && !s.People.Holds(pin) {
		return errors.New("the key " + pin.Value + " was not accepted as that of " + pin.Name + " then")
	}
	return nil
}

// decided is what an event says was decided, in the words of a signature: any of the decisions returned. It is false for an event
// that only followed from such a decision.
func decided(id disclosure.CaseID, before *disclosure.Case, e *disclosure.Event) ([]person.Decision, bool) {
	var out []person.Decision
	switch d := &e.Detail; {
	case e.Kind == disclosure.KindPublishApproved && d.Consent != nil:
		return []person.Decision{d.Consent.Decision(id)}, true
	case e.Kind == disclosure.KindProposed && d.Proposal != nil:
		return []person.Decision{d.Proposal.Decision(id)}, true
	case e.Kind == disclosure.KindApproved && d.Message != nil && before != nil:
		if draft, ok := before.Draft(d.Message.Draft); ok {
			out = append(out, message.ApprovalOf(before, &draft))
			if draft.Batch != "" {
				out = append(out, message.BatchOf(before, draft.Batch))
			}
		}
	case d.CoApprover == "" || d.Solo:
		return nil, false
	}
	return append(out, settled(before, e)...), true
}

// settled are the proposals that an event decided, as decisions. Where the event lays down a date, it is that of the proposal.
func settled(before *disclosure.Case, e *disclosure.Event) (out []person.Decision) {
	if before == nil {
		return nil
	}
	after := milestone.Apply(before, *e)
	for i := range before.Proposals {
		p := &before.Proposals[i]
		stays := slices.ContainsFunc(after.Proposals, func(q disclosure.Proposal) bool { return q.SameDecision(p) })
		if k := e.Detail.Clock; stays || k != nil && !p.Due.IsZero() && p.Due != k.Due {
			continue
		}
		if p.What == disclosure.ProposesAware && p.Clause != "" && (p.Due != e.At || !strings.HasPrefix(e.Text, p.Reason+"\n")) {
			continue
		}
		out = append(out, p.Decision(before.ID))
	}
	return out
}

// verified verifies again what a consent rests on, as the event that recorded it says.
func verified(id disclosure.CaseID, events []disclosure.Event, log []db.LogEntry) func(disclosure.Consent) error {
	return func(k disclosure.Consent) error {
		i := k.Seq - 1
		if i < 0 || i >= len(events) || events[i].Detail.Consent == nil {
			return errors.New("there is no event that recorded it")
		}
		recorded := *events[i].Detail.Consent
		recorded.Seq = k.Seq
		if recorded != k {
			return errors.New("the event that recorded it says something else")
		}
		return CheckSigned(db.SignedEvent(id, events, i, log))
	}
}
