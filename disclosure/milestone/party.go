package milestone

import (
	"slices"

	"daylight/disclosure"
	"daylight/disclosure/civil"
)

// Party is what happened between us and one party in one episode. A party without a name beside named ones of its role holds what
// is on record of the role and of nobody in particular: it counts for the case, and for none of the others.
type Party struct {
	Role     disclosure.Role `json:"role"`
	Name     string          `json:"name,omitempty"`
	Country  string          `json:"country,omitempty"`
	Attempts []Attempt       `json:"attempts,omitempty"` // in the order in which they were made
	Answers  []Answer        `json:"answers,omitempty"`  // of people, in the order in which they came
	Aware    Moment          `json:"deemed_aware,omitzero"`
	HeadsUp  Moment          `json:"heads_up,omitzero"` // the newest: an older one spoke of another plan
	Closure  Closure         `json:"closure,omitzero"`  // of the assets that are theirs
	LastOpen Moment          `json:"last_open,omitzero"`
}

// Attempt is a try to reach a party.
type Attempt struct {
	Moment
	// Kind is contacted, escalated or heads_up_sent; bounced where only that it came back is on record.
	Kind    disclosure.Kind    `json:"kind"`
	Channel disclosure.Channel `json:"channel,omitempty"`
	Contact string             `json:"contact,omitempty"` // id of the contact, where it is known
	Bounced Moment             `json:"bounced,omitzero"`  // it came back, or was refused
	message string
}

// Answer is what a person of a party said.
type Answer struct {
	Moment
	Kind     disclosure.Kind `json:"kind"`
	Until    civil.When      `json:"until,omitzero"`     // of a promise: when the fix is to be there
	Unproven bool            `json:"unproven,omitempty"` // nothing shows who wrote it, and nobody has looked; see [Unproven]
}

// FirstAttempt is the first try to reach the party, also one that was refused at once.
func (p *Party) FirstAttempt() Moment { return p.firstAttempt(func(*Attempt) bool { return true }) }

// FirstContact is the first time that something was sent to the party, whether or not it came back.
func (p *Party) FirstContact() Moment {
	return p.firstAttempt(func(a *Attempt) bool { return a.Kind != disclosure.KindBounced })
}

// Accepted is the first attempt that did not come back.
func (p *Party) Accepted() Moment {
	return p.firstAttempt(func(a *Attempt) bool { return a.Bounced.IsZero() })
}

func (p *Party) firstAttempt(match func(*Attempt) bool) Moment {
	var first Moment
	for i := range p.Attempts {
		if match(&p.Attempts[i]) {
			first = First(first, p.Attempts[i].Moment)
		}
	}
	return first
}

// FirstAnswer is the first word of a person of the party.
func (p *Party) FirstAnswer() Moment {
	var first Moment
	for i := range p.Answers {
		first = First(first, p.Answers[i].Moment)
	}
	return first
}

// FirstVouched is their first word of which something or somebody shows that it is theirs.
func (p *Party) FirstVouched() Moment {
	var first Moment
	for i := range p.Answers {
		if !p.Answers[i].Unproven {
			first = First(first, p.Answers[i].Moment)
		}
	}
	return first
}

// LastAnswer is their newest word: since then it is our turn.
func (p *Party) LastAnswer() Answer {
	if n := len(p.Answers); n > 0 {
		return p.Answers[n-1]
	}
	return Answer{}
}

// Promise is their newest promise of a fix.
func (p *Party) Promise() Answer { return p.last(disclosure.KindFixPromised) }

// Refusal is the newest time that they refused to act.
func (p *Party) Refusal() Answer { return p.last(disclosure.KindRefused) }

// Dispute is the newest time that they disputed the finding.
func (p *Party) Dispute() Answer { return p.last(disclosure.KindDisputed) }

// Claim is the newest time that they said it was fixed. It is their word and no closure.
func (p *Party) Claim() Answer { return p.last(disclosure.KindFixClaimed) }

func (p *Party) last(kind disclosure.Kind) Answer {
	for i := len(p.Answers) - 1; i >= 0; i-- {
		if p.Answers[i].Kind == kind {
			return p.Answers[i]
		}
	}
	return Answer{}
}

// Together is what was tried with all parties of a role, and what they said, each in order.
func Together(parties []Party, role disclosure.Role) ([]Attempt, []Answer) {
	n, m := 0, 0
	for i := range parties {
		n, m = n+len(parties[i].Attempts), m+len(parties[i].Answers)
	}
	tries, words := make([]*Attempt, 0, n), make([]*Answer, 0, m)
	for i := range parties {
		if p := &parties[i]; p.Role == role {
			tries, words = refer(tries, p.Attempts), refer(words, p.Answers)
		}
	}
	return inOrder(tries, func(a *Attempt) *Moment { return &a.Moment }), inOrder(words, func(a *Answer) *Moment { return &a.Moment })
}

// refer appends the places of the elements of a list. They are large, and a sort moves places instead.
func refer[T any](to []*T, list []T) []*T {
	for i := range list {
		to = append(to, &list[i])
	}
	return to
}

// inOrder is what stands at some places, by when it happened.
func inOrder[T any](places []*T, moment func(*T) *Moment) []T {
	slices.SortStableFunc(places, func(a, b *T) int {
		m, o := moment(a), moment(b)
		if by := m.At.Compare(o.At); by != 0 {
			return by
		}
		return m.Seq - o.Seq
	})
	out := make([]T, len(places))
	for i, p := range places {
		out[i] = *p
	}
	return out
}
