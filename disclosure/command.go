package disclosure

import "time"

// Command is what somebody wants to happen to a case. It carries its own rule and its own decision.
type Command interface {
	// Rule says who may give the command and on which cases. [Decide] holds everybody to it.
	Rule() CommandRule
	// Decide is pure: it looks at the case of the frame and emits what follows. An error takes all of it back.
	Decide(*Frame) error
}

// CommandRule says who may give a command and on which cases. The zero value lets nobody give it.
type CommandRule struct {
	Rank   Rank   // that a person needs; "" lets no person give it
	Engine bool   // Daylight itself may give it
	Ended  bool   // a case takes it after its work has ended: facts are recorded whatever the state of the work
	Opens  bool   // it opens a case; every other command needs one
	Second Second // whether two people are needed
}

// Second says whether a command takes two people.
type Second string

// When a command takes two people.
const (
	SecondNever        Second = ""
	SecondAlways       Second = "always"
	SecondByTemplate   Second = "by_template"   // where the team's rules name the kind of message
	SecondBeyondPolicy Second = "beyond_policy" // where it goes further than the policy lets one person go
)

// Opening is a command that opens a case.
type Opening interface {
	Command
	// For returns the command with the id that the service gives to the case.
	For(CaseID) Opening
	// Discovery is when the finding was discovered; zero where nobody says so. A case is numbered within that year.
	Discovery() When
}

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

// Env is everything that a decision may know besides the case: who, when and the rules in force.
type Env struct {
	Actor Actor
	Now   time.Time // UTC
	Rules Rules
}

// Clock is what the clocks see of it.
func (e Env) Clock() ClockEnv {
	return ClockEnv{Now: e.Now, Zone: e.Rules.Zone(), Rules: e.Rules.Clocks}
}

// Today is the civil date of Now in the team's zone.
func (e Env) Today() Date { return DateOf(e.Now.In(e.Rules.Zone())) }

// Batch holds commands that belong to one thing that came in: all of them happen or none.
type Batch []Command

// Rule implements [Command]. Each command of the batch is held to its own rule.
func (Batch) Rule() CommandRule {
	return CommandRule{Rank: Viewer, Engine: true, Ended: true}
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
