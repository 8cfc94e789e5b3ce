package clock

import (
	"slices"
	"time"

	"daylight/disclosure"
	"daylight/disclosure/civil"
)

// Policy says what becomes due when, as data. Its clauses are evaluated by [Evaluate] and by nothing else. Order
// matters: a clause may refer to clauses above it only, so that no two can wait for each other.
type Policy struct {
	Name    string   `json:"name"`
	Title   string   `json:"title"`
	Source  string   `json:"source"`  // address of the published text, or where the team keeps its own
	Version string   `json:"version"` // of this data, such as 2025-07-29; a case keeps the one that it began with
	Clauses []Clause `json:"clauses"`
}

// Clause returns the clause with the name.
func (p *Policy) Clause(name string) (Clause, bool) {
	i := slices.IndexFunc(p.Clauses, func(c Clause) bool { return c.Name == name })
	if i < 0 {
		return Clause{}, false
	}
	return p.Clauses[i], true
}

// Clause is one sentence of a policy: what becomes due, how long after what, and under which conditions.
type Clause struct {
	Name string             `json:"name"` // unique within the policy
	Due  disclosure.DueKind `json:"due"`
	From AnchorRule         `json:"anchor"`
	Days int                `json:"days"` // after the anchor's day, which itself is not counted
	Unit civil.Unit         `json:"unit,omitempty"`
	// Hour is at how many minutes after midnight the deadline day ends. 0 is the end of the day.
	Hour int            `json:"hour,omitempty"`
	Zone *time.Location `json:"-"` // nil is the team's zone
	// Grace is how many days a vendor gets who asks in time. One person grants it. It moves this clause only:
	// relations to the original date stay where they are.
	Grace int `json:"grace,omitempty"`
	// MaxExtension is how many days the original date may move in all. Beyond it two people are needed. A clause
	// with Grace alone may move by that.
	MaxExtension int       `json:"max_extension,omitempty"`
	Shift        Shift     `json:"shift,omitempty"`
	Holidays     string    `json:"holidays,omitempty"` // a set ("DE@2026"), "owner" for the owner's, "" for none
	Pause        PauseRule `json:"pause,omitempty"`
	// For says whose clock it is where several vendors have a part in a case; empty is [Clause.Scope].
	For   For         `json:"for,omitempty"`
	When  []Condition `json:"when,omitempty"`
	Cap   *Relation   `json:"not_after,omitempty"`  // the date is never later than this
	Floor *Relation   `json:"not_before,omitempty"` // the date is never earlier than this
	// Stops are what the clock hears. Empty means the usual ones of the kind, see [disclosure.DueKind].
	Stops  []Stop          `json:"stops,omitempty"`
	Bounce *Bounce         `json:"bounce,omitempty"` // makes the clause due at once
	Step   *EscalationStep `json:"step,omitempty"`   // what to draft once it is due

	Own bool // a date that the team set, see ownClause
}

// Allowed is how many days one person may move the original date.
func (c *Clause) Allowed() int { return max(c.Grace, c.MaxExtension) }

// OwnerHolidays as the holiday set of a clause means the set of the owner's jurisdiction.
const OwnerHolidays = "owner"

// Anchor is what a clause counts from.
type Anchor string

// The anchors. Each belongs to an episode: after a re-opening they start anew.
const (
	AnchorDiscovered   Anchor = "discovered"   // in a later episode: when it was found open again
	AnchorAttempt      Anchor = "attempt"      // first attempt to reach the vendor, even one that bounced
	AnchorAcceptance   Anchor = "acceptance"   // first message to the vendor that was accepted and did not bounce
	AnchorAcknowledged Anchor = "acknowledged" // first answer from a person at the vendor
	AnchorLastAnswer   Anchor = "last_answer"  // newest word of a person at the vendor, or our reply to it: since then it is their turn
	AnchorAware        Anchor = "deemed_aware" // two people recorded that the vendor is presumed to know
	AnchorPromised     Anchor = "promised"     // the date for which the vendor promised a fix
	AnchorFixed        Anchor = "fixed"        // every asset closed
	AnchorReopened     Anchor = "reopened"     // start of an episode after the first
	AnchorExploited    Anchor = "exploited"    // exploited in the wild, or leaked
	AnchorHeadsUp      Anchor = "heads_up"     // the notice before publication
)

// Anchors returns every anchor.
func Anchors() []Anchor {
	return []Anchor{
		AnchorDiscovered, AnchorAttempt, AnchorAcceptance, AnchorAcknowledged, AnchorLastAnswer, AnchorAware, AnchorPromised,
		AnchorFixed, AnchorReopened, AnchorExploited, AnchorHeadsUp,
	}
}

// Take says which of several anchors counts.
type Take string

// The ways to choose an anchor.
const (
	TakeFirst    Take = ""         // in the order they are written, the first one that happened
	TakeEarliest Take = "earliest" // of those that happened
	TakeLatest   Take = "latest"   // once all of them happened
)

// AnchorRule is what a clause counts from: anchors, or the day on which another clause is due.
type AnchorRule struct {
	Take   Take     `json:"take,omitempty"`
	Of     []Anchor `json:"of,omitempty"`
	Clause string   `json:"clause,omitempty"`
	// Original counts from the other clause's date as it was before any extension.
	Original bool `json:"original,omitempty"`
}

// Relation is a limit to a clause's date: days after an anchor.
type Relation struct {
	From AnchorRule `json:"anchor"`
	Days int        `json:"days"`
	Unit civil.Unit `json:"unit,omitempty"`
}

// Shift says what happens to a date on which nobody works.
type Shift string

// The shifts.
const (
	ShiftNone        Shift = "none"
	ShiftNextWorking Shift = "next_working_day"
)

// PauseRule says which pauses stop a clock.
type PauseRule string

// The pause rules. The empty one is PauseOurs.
const (
	PauseNever PauseRule = "never"
	PauseOurs  PauseRule = "ours" // while they wait for us: the team owes the vendor an answer
	PauseAny   PauseRule = "any"  // also pauses that were agreed for another reason
)

// Fact is what a [Condition] asks for.
type Fact string

// The facts. Whether something has not happened is decided on the day that the clause is due: a closure on day 40 does
// not take back what day 30 permitted.
const (
	IsExploited      Fact = "exploited"
	NotExploited     Fact = "not_exploited"
	HasPersonalData  Fact = "personal_data"
	NoPersonalData   Fact = "no_personal_data"
	IsFixed          Fact = "fixed"
	NotFixed         Fact = "not_fixed"
	IsAcknowledged   Fact = "acknowledged"
	NotAcknowledged  Fact = "not_acknowledged"
	IsReopened       Fact = "reopened"
	IsFirstEpisode   Fact = "first_episode"
	FixedWithin      Fact = "met"      // closed not later than the other clause's date
	NotFixedWithin   Fact = "missed"   // not closed by then
	FixedWithinGrace Fact = "in_grace" // closed, or today, after the other clause's original date and within its extension
)

// ConditionFacts returns every fact that a condition can ask for.
func ConditionFacts() []Fact {
	return []Fact{
		IsExploited, NotExploited, HasPersonalData, NoPersonalData, IsFixed, NotFixed, IsAcknowledged,
		NotAcknowledged, IsReopened, IsFirstEpisode, FixedWithin, NotFixedWithin, FixedWithinGrace,
	}
}

// Relative reports whether the fact is one about another clause.
func (f Fact) Relative() bool {
	return f == FixedWithin || f == NotFixedWithin || f == FixedWithinGrace
}

// Condition is a fact that has to hold for a clause to apply. All conditions of a clause have to hold.
type Condition struct {
	Fact   Fact   `json:"fact"`
	Clause string `json:"clause,omitempty"` // of a [Fact.Relative] fact
}

// String returns the condition as it is written in a policy: "exploited" or "met:fix".
func (c Condition) String() string {
	if c.Clause == "" {
		return string(c.Fact)
	}
	return string(c.Fact) + ":" + c.Clause
}

// Stop is what a clock hears: what ends it before its time, or lets a step rest.
type Stop string

// The stops. An answer, a promise and a claim let a step rest, each until something is heard of it again; they end every other
// clock that names them. What a step does not name of them is an answer.
const (
	StopAnswer  Stop = "answer"  // a person of the vendor said something; until no word came for as long as the policy waits
	StopPromise Stop = "promise" // a date for the fix was promised; until it has passed
	StopClaim   Stop = "claim"   // they say that it is fixed; until our next answer finds it open
	StopRefusal Stop = "refusal" // they refuse to act
	StopDispute Stop = "dispute" // they dispute the finding
	StopClosed  Stop = "closed"
	StopNothing Stop = "nothing"

	// StopReply is how policies named [StopAnswer] before.
	StopReply Stop = "reply"
)

// Stops returns every stop that a policy may name.
func Stops() []Stop {
	return []Stop{StopAnswer, StopPromise, StopClaim, StopRefusal, StopDispute, StopClosed, StopNothing, StopReply}
}

// Bounce makes a clause due at once when messages to a party came back and none of them got through.
type Bounce struct {
	Role  disclosure.Role `json:"role"`
	Times int             `json:"times"`
}

// EscalationStep is a step of the escalation: whom to write to and with which template. It leads to a draft; only a person
// can send it.
type EscalationStep struct {
	Role     disclosure.Role     `json:"role"`
	Channel  string              `json:"channel,omitempty"` // a channel, "other" than the one before, "" for the best known
	Template disclosure.Template `json:"template"`
	Draft    string              `json:"draft,omitempty"` // what to say, for the person who approves it
}

// OtherChannel as the channel of a [EscalationStep] is one on which the party was not tried yet.
const OtherChannel = "other"

// Phrase says what the anchor is, as a part of a sentence: "the closure".
func (a Anchor) Phrase() string { return a.phrase() }
