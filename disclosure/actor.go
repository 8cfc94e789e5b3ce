package disclosure

import "daylight/disclosure/person"

// Actor is who gives a command.
type Actor struct {
	Name string // the person's name in the configuration, or "daylight" for the engine
	Role Rank
	Hand person.Hand
	// Counsel reports that the person gives legal advice to the team, whatever else their role lets them do.
	Counsel bool
	// Signed is what the person signed, where the hand is proven by a key. The key approves that and nothing else.
	Signed    person.Decision
	Signature person.Signature // the bytes of it, for the record
	// Pending says why this person is not the second of two by this means yet: nobody accepted it. "" where somebody did.
	Pending string
}

// Rank is what a person may do.
type Rank string

// The ranks, from less to more.
const (
	Viewer     Rank = "viewer"     // reads
	Researcher Rank = "researcher" // records, drafts, probes
	Lead       Rank = "lead"       // approves, sends, publishes
	Admin      Rank = "admin"      // everything, and configuration
)

// AtLeast reports whether r includes what min may do. An unknown rank includes nothing.
func (r Rank) AtLeast(minimum Rank) bool {
	order := map[Rank]int{Viewer: 1, Researcher: 2, Lead: 3, Admin: 4}
	return order[r] > 0 && order[r] >= order[minimum]
}

// Engine is the actor of what Daylight does by itself.
func Engine() Actor {
	return Actor{Name: "daylight", Role: Admin, Hand: person.Hand{Via: person.Engine}}
}

// Person is the actor as somebody who acts.
func (a Actor) Person() person.Person { return person.Person{Name: a.Name, Hand: a.Hand} }

// Reader is the actor as somebody who looks at cases.
func (a Actor) Reader() person.Reader {
	if a == Engine() {
		return person.ReaderEngine()
	}
	return person.ReaderNamed(a.Name)
}
