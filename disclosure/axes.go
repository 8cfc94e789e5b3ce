package disclosure

import (
	"slices"
	"time"

	"daylight/disclosure/civil"
)

// Work is the axis that says whether the team works on the case.
type Work string

// The states of [Work].
const (
	WorkDraft      Work = "draft"
	WorkActive     Work = "active"
	WorkClosed     Work = "closed"
	WorkRejected   Work = "rejected"
	WorkDuplicate  Work = "duplicate"
	WorkHandedOver Work = "handed_over"
)

// Outcome says how a closed case ended.
type Outcome string

// The outcomes of a closed case.
const (
	OutcomeVerified     Outcome = "remediated_verified"
	OutcomeClaimOnly    Outcome = "remediated_owner_claim_only"
	OutcomeTakenDown    Outcome = "taken_down_by_provider"
	OutcomeDestroyed    Outcome = "data_destroyed_by_third_party"
	OutcomeUnverifiable Outcome = "unverifiable"
	OutcomeOwnerUnknown Outcome = "owner_unknown"
	OutcomeNoExposure   Outcome = "not_an_exposure"
	OutcomeStillOpen    Outcome = "policy_published_open"
)

// Outcomes returns every outcome.
func Outcomes() []Outcome {
	return []Outcome{
		OutcomeVerified, OutcomeClaimOnly, OutcomeTakenDown, OutcomeDestroyed, OutcomeUnverifiable,
		OutcomeOwnerUnknown, OutcomeNoExposure, OutcomeStillOpen,
	}
}

// ExposureState is the axis of an asset. Only probes move it to open or closed; a source's statement moves it
// to closed as reported at most; Verified in [Closure] tells the two apart.
type ExposureState string

// The states of exposure.
const (
	ExposureUnconfirmed  ExposureState = "unconfirmed"   // not asked yet
	ExposureNotSeenOpen  ExposureState = "not_seen_open" // asked, and no answer of ours was open: nothing can be said to close
	ExposureOpen         ExposureState = "open"
	ExposureSuspected    ExposureState = "suspected_closed"
	ExposureClosed       ExposureState = "closed"
	ExposureAttested     ExposureState = "attested" // two people looked and found it closed: more than a claim, less than a proof
	ExposureReopened     ExposureState = "reopened"
	ExposureUnreachable  ExposureState = "unreachable"
	ExposureUnverifiable ExposureState = "unverifiable"
	ExposureDestroyed    ExposureState = "destroyed"
)

// Dialogue is the axis of one party on one channel.
type Dialogue string

// The states of a dialogue.
const (
	DialogueNone         Dialogue = "none"
	DialogueDrafted      Dialogue = "drafted"
	DialogueApproved     Dialogue = "approved"
	DialogueQueued       Dialogue = "queued"
	DialogueSent         Dialogue = "sent"
	DialogueBounced      Dialogue = "bounced"
	DialogueAutoReplied  Dialogue = "auto_replied"
	DialogueUnclear      Dialogue = "unclear" // an answer of which nobody has said yet whether a person wrote it
	DialogueAcknowledged Dialogue = "acknowledged"
	DialogueEngaged      Dialogue = "engaged"
	DialogueClaimsFixed  Dialogue = "claims_fixed"
	DialogueDisputes     Dialogue = "disputes"
	DialogueRefused      Dialogue = "refused"
	DialogueSilent       Dialogue = "silent"
	DialogueDeemedAware  Dialogue = "deemed_aware"
	DialogueDoNotContact Dialogue = "do_not_contact"
)

// DialogueKey names a dialogue: role, party name and channel, as "vendor//email" or "provider/AWS/email".
type DialogueKey string

// PartyKey names a party: role and name, as "vendor/" or "provider/AWS".
type PartyKey string

// KeyOf builds the key of a party.
func KeyOf(role Role, name string) PartyKey { return PartyKey(string(role) + "/" + name) }

// KeyFor builds the key of a dialogue.
func KeyFor(role Role, name string, ch Channel) DialogueKey {
	return DialogueKey(string(role) + "/" + name + "/" + string(ch))
}

// Clock is the axis of one clause: what [clock.Evaluate] found when something last moved it. A case keeps it for lists and
// cards; whatever depends on the time of day asks [clock.Deadlines].
type Clock struct {
	State    ClockState `json:"state"`
	What     DueKind    `json:"what,omitempty"`
	Episode  int        `json:"episode,omitempty"`
	Due      civil.When `json:"due,omitzero"`
	Ends     time.Time  `json:"ends,omitzero"`      // first instant that lies outside, UTC
	Zone     string     `json:"zone,omitempty"`     // in which the deadline day is a day
	Extended int        `json:"extended,omitempty"` // days
}

// Text is the date as it is shown to people, always with its zone where it is known: "2020-04-26, end of day Europe/Berlin"
// or "2020-04-26T12:00 Europe/Berlin". It is "" without a date.
func (k Clock) Text() string {
	switch {
	case k.Due.IsZero():
		return ""
	case k.Zone == "" || k.Due.Precision() == civil.PrecisionMinute:
		return k.Due.String()
	default:
		return k.Due.String() + ", end of day " + k.Zone
	}
}

// ClockState is the state of a [Clock].
type ClockState string

// The states of a clock.
const (
	ClockNotStarted ClockState = "not_started"
	ClockRunning    ClockState = "running"
	ClockPaused     ClockState = "paused"
	ClockExtended   ClockState = "extended"
	ClockDue        ClockState = "due"
	ClockOverdue    ClockState = "overdue"
	ClockWaived     ClockState = "waived"
	ClockTerminated ClockState = "terminated"
)

// PublicationClause is the clause whose clock permits a limited publication while the asset is still open.
const PublicationClause = "publication"

// Publication is the axis that says what we have told the public.
type Publication string

// The states of a publication.
const (
	PublicationPrivate   Publication = "private"
	PublicationStub      Publication = "stub"
	PublicationDrafted   Publication = "drafted"
	PublicationInReview  Publication = "in_review"
	PublicationHeadsUp   Publication = "heads_up_sent"
	PublicationApproved  Publication = "approved"
	PublicationLimited   Publication = "limited"
	PublicationFull      Publication = "full"
	PublicationCorrected Publication = "corrected"
	PublicationWithdrawn Publication = "withdrawn"
)

// Mode is the form of a writeup.
type Mode string

// The forms of a writeup.
const (
	Full    Mode = "full"    // the exposure is closed: everything that hurts nobody
	Limited Mode = "limited" // the deadline passed: vendor, class, dates and advice, no locator
	Stub    Mode = "stub"    // that there is a report, and until when
)

// Modes returns every form that can be published.
func Modes() []Mode { return []Mode{Full, Limited, Stub} }

// Valid reports whether m is one of [Modes].
func (m Mode) Valid() bool { return slices.Contains(Modes(), m) }

// Ended reports whether the case is not ours to work on: rejected, a duplicate or handed over. A case that was
// closed is still watched.
func (c *Case) Ended() bool {
	return c.Work == WorkRejected || c.Work == WorkDuplicate || c.Work == WorkHandedOver
}
