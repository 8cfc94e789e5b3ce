package disclosure

import (
	"strings"
)

// Actor is who gives a command.
type Actor struct {
	Name string // the person's name in the configuration, or "daylight" for the engine
	Role Rank
	Via  string // cli, slack, web, engine, mail, issue
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
func Engine() Actor { return Actor{Name: "daylight", Role: Admin, Via: "engine"} }

// SamePerson compares the names of two people. A capital letter or a blank does not make a second person.
func SamePerson(a, b string) bool {
	return strings.EqualFold(strings.TrimSpace(a), strings.TrimSpace(b))
}
