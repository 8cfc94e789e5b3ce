package command

import (
	"time"

	"daylight/disclosure"
	"daylight/disclosure/civil"
	"daylight/disclosure/clock"
)

// Command is what somebody wants to happen to a case. It carries its own rule and its own decision.
type Command interface {
	// Rule says who may give the command and on which cases. [Decide] holds everybody to it.
	Rule() Rule
	// Decide is pure: it looks at the case of the frame and emits what follows. An error takes all of it back.
	Decide(*Frame) error
}

// Rule says who may give a command and on which cases. The zero value lets nobody give it.
type Rule struct {
	Rank       disclosure.Rank // that a person needs; "" lets no person give it
	Engine     bool            // Daylight itself may give it
	Ended      bool            // a case takes it after its work has ended: facts are recorded whatever the state of the work
	Opens      bool            // it opens a case; every other command needs one
	CoApproval CoApproval      // whether two people are needed
	Counsel    bool            // the counsel of the team may give it with any rank
}

// CoApproval says whether a command takes two people.
type CoApproval string

// When a command takes two people.
const (
	CoApprovalNever        CoApproval = ""
	CoApprovalAlways       CoApproval = "always"
	CoApprovalByTemplate   CoApproval = "by_template"   // where the team's rules name the kind of message
	CoApprovalBeyondPolicy CoApproval = "beyond_policy" // where it goes further than the policy lets one person go
)

// Opening is a command that opens a case.
type Opening interface {
	Command
	// For returns the command with the id that the service gives to the case.
	For(disclosure.CaseID) Opening
	// Discovery is when the finding was discovered; zero where nobody says so. A case is numbered within that year.
	Discovery() civil.When
}

// Env is everything that a decision may know besides the case: who, when and the rules in force.
type Env struct {
	Actor disclosure.Actor
	Now   time.Time // UTC
	Rules Rules
}

// Clock is what the clocks see of it.
func (e Env) Clock() clock.Env {
	return clock.Env{Now: e.Now, Zone: e.Rules.Zone(), Rules: e.Rules.Clocks}
}

// Today is the civil date of Now in the team's zone.
func (e Env) Today() civil.Date { return civil.DateOf(e.Now.In(e.Rules.Zone())) }

// Batch holds commands that belong to one thing that came in: all of them happen or none.
type Batch []Command

// Rule implements [Command]. Each command of the batch is held to its own rule.
func (Batch) Rule() Rule {
	return Rule{Rank: disclosure.Viewer, Engine: true, Ended: true}
}

// Decide gives the commands one after the other.
func (b Batch) Decide(d *Frame) error {
	for _, cmd := range b {
		if err := d.Do(cmd); err != nil {
			return err
		}
	}
	return nil
}
