package outreach

import (
	"strings"

	"daylight/disclosure"
	"daylight/disclosure/civil"
	"daylight/disclosure/medium"
)

// ProofKind says what shows that a message reached a party.
type ProofKind string

// The kinds of proof. A try alone proves nothing, and what came back proves nothing either.
const (
	ProofDelivered ProofKind = "delivered"     // a notice of delivery, from a mail server or a courier
	ProofAnswer    ProofKind = "answered"      // a person answered
	ProofIssue     ProofKind = "issue_created" // in the tracker that is shared with the party
	ProofReport    ProofKind = "report_filed"  // in the form that the host of their repository has for private reports
	// ProofAutomatic is an automatic answer. It proves delivery as a notice does, since only a mailbox that has the
	// message answers it. It does not prove that a person read it.
	ProofAutomatic ProofKind = "auto_replied"
	// ProofAccepted is the acceptance by the first mail server on the other side. It counts only if there is no better proof.
	ProofAccepted ProofKind = "accepted"
)

// ProofKinds returns every kind of proof.
func ProofKinds() []ProofKind {
	return []ProofKind{ProofDelivered, ProofAnswer, ProofIssue, ProofReport, ProofAutomatic, ProofAccepted}
}

// OfPerson reports whether the proof shows that a person knows, and not only that a machine took the message.
func (k ProofKind) OfPerson() bool { return k == ProofAnswer }

// Proof shows that a message reached a party, at the latest at the time that it carries.
type Proof struct {
	Kind ProofKind  `json:"kind"`
	At   civil.When `json:"at"`
	Seq  int        `json:"seq"` // the event that says so
}

// IsZero reports whether nothing is proven.
func (p Proof) IsZero() bool { return p.Kind == "" }

type partyProof struct {
	role disclosure.Role
	name string
	Proof
}

// proofOfSending is what our own sender saw. A message that a person resolved as arrived proves nothing: that is a
// claim of our own side. The copy in the archive, which the engine finds, shows that the server took it.
func proofOfSending(e *disclosure.Event) Proof {
	m := e.Detail.Message
	byPerson := e.Source == disclosure.SourcePerson && e.Actor != disclosure.Engine().Name
	switch to := medium.Of(m.Channel); {
	case e.Detail.State != disclosure.MessageSent || m.DryRun || byPerson:
		return Proof{}
	case to.Place:
		return Proof{Kind: ProofIssue, At: e.At, Seq: e.Seq}
	case to.Once:
		return Proof{Kind: ProofReport, At: e.At, Seq: e.Seq}
	default:
		return Proof{Kind: ProofAccepted, At: e.At, Seq: e.Seq}
	}
}

// addProof keeps what an event proves. It is only called for an answer to a try that did not come back, or for the word
// of a person, which needs no try.
func (l *attemptLog) addProof(e *disclosure.Event, kind ProofKind, o *Attempt) {
	role, name := l.party(e)
	p := partyProof{role: role, name: name, Proof: Proof{Kind: kind, At: e.At, Seq: e.Seq}}
	// What was answered before an asset opened again says nothing about the new exposure, and neither does a late notice
	// about an old message.
	if e.At.SurelyBefore(l.since) || o != nil && !kind.OfPerson() && o.At.SurelyBefore(l.since) {
		return
	}
	l.proofs = append(l.proofs, p)
}

// DeliveryProof returns what shows that a party has been told of the present episode of a case: the earliest of a
// notice of delivery, an answer, automatic or not, and an issue, else the earliest acceptance by a mail server. An
// empty name is the only party of the role. It is zero when there is none: a try, a bounced message and a dry run
// prove nothing.
func DeliveryProof(c *disclosure.Case, events []disclosure.Event, role disclosure.Role, name string) Proof {
	return ProofsOf(c, events).Of(role, name)
}

// Proofs are the delivery proofs of all parties of a case, for whoever asks about many: they are found in one reading of the history.
type Proofs struct {
	c    *disclosure.Case
	best map[disclosure.PartyKey]Proof
}

// ProofsOf reads the history of a case for what proves that its parties were told.
func ProofsOf(c *disclosure.Case, events []disclosure.Event) *Proofs {
	l := readAttempts(c, events)
	p := &Proofs{c: c, best: map[disclosure.PartyKey]Proof{}}
	for i := range l.proofs {
		p.add(l.proofs[i].role, l.proofs[i].name, l.proofs[i].Proof)
	}
	for i := range l.tries {
		if o := &l.tries[i]; !o.proof.IsZero() && !o.At.SurelyBefore(l.since) {
			p.add(o.Role, o.Name, o.proof)
		}
	}
	return p
}

func (p *Proofs) add(role disclosure.Role, name string, proof Proof) {
	key := foldedKey(role, name)
	if proof.better(p.best[key]) {
		p.best[key] = proof
	}
}

// Of is the [DeliveryProof] of a party.
func (p *Proofs) Of(role disclosure.Role, name string) Proof {
	return p.best[foldedKey(role, p.c.PartyName(role, name))]
}

// foldedKey is the key of a party however its name was typed.
func foldedKey(role disclosure.Role, name string) disclosure.PartyKey {
	return disclosure.KeyOf(role, strings.ToLower(name))
}

// better reports whether p is to be named instead of o. Of two on the same day the one with an hour says more.
func (p Proof) better(o Proof) bool {
	weak, oldWeak := p.Kind == ProofAccepted, o.Kind == ProofAccepted
	switch {
	case o.IsZero():
		return true
	case weak != oldWeak:
		return oldWeak
	case p.At.SurelyBefore(o.At) || o.At.SurelyBefore(p.At):
		return p.At.SurelyBefore(o.At)
	case p.At.Precision() != o.At.Precision():
		return p.At.Precision() > o.At.Precision()
	default:
		return p.At.Compare(o.At) < 0
	}
}
