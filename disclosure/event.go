package disclosure

import (
	"crypto/sha256"
	"encoding/json"
	"time"

	"daylight/disclosure/change"
	"daylight/disclosure/civil"
	"daylight/disclosure/fault"
	"daylight/disclosure/manuscript"
	"daylight/disclosure/observed"
	"daylight/disclosure/person"
)

// Event is a fact that is on record. Events are appended and never changed; a correction is a new event whose
// Corrects points at the old one.
type Event struct {
	Seq     int         `json:"seq"`
	Kind    Kind        `json:"kind"`
	At      civil.When  `json:"at"`                // when it happened, as exactly as the source says
	Until   civil.When  `json:"until,omitzero"`    // end of a span
	Ongoing bool        `json:"ongoing,omitempty"` // a span whose end is still open
	Planned bool        `json:"planned,omitempty"` // expected, not yet a fact
	Party   Role        `json:"party,omitempty"`
	Name    string      `json:"name,omitempty"` // the party's name where the role is not enough
	Channel Channel     `json:"channel,omitempty"`
	Actor   string      `json:"actor,omitempty"` // who told us or did it, by the name in the configuration
	Hand    person.Hand `json:"hand,omitzero"`   // the way in, and what proves the actor
	Source  Source      `json:"source,omitempty"`
	Ref     string      `json:"ref,omitempty"` // Message-ID, issue, address of an article, key of a job
	Text    string      `json:"text,omitempty"`
	// Visibility is the widest circle that may see the event.
	Visibility Visibility `json:"visibility"`
	RecordedAt time.Time  `json:"recorded_at"` // when we learned it, UTC
	Corrects   int        `json:"corrects,omitempty"`
	Detail     Detail     `json:"detail,omitzero"`
}

// Detail is what only some kinds carry. It is a closed union: at most the members that belong to the kind are
// set, which keeps the stored form readable without a registry of types.
type Detail struct {
	Facts      *Facts                `json:"facts,omitempty"`   // recorded
	Party      *Party                `json:"party,omitempty"`   // owner_identified
	Contact    *Contact              `json:"contact,omitempty"` // owner_identified, bounced
	Asset      *Asset                `json:"asset,omitempty"`   // recorded, for an asset added later
	AssetID    string                `json:"asset_id,omitempty"`
	Draft      *Draft                `json:"draft,omitempty"`   // drafted
	Message    *Message              `json:"message,omitempty"` // approved, contacted, heads_up_sent
	Probe      *observed.Observation `json:"probe,omitempty"`   // probed
	Request    *ProbeRequest         `json:"asked,omitempty"`   // probed: who requested it
	Streak     *Streak               `json:"streak,omitempty"`  // probed: the run of closed verdicts after it, by the rule in force
	Next       time.Time             `json:"next,omitzero"`     // probed: when the asset is probed again, if that was rescheduled
	Closure    *Closure              `json:"closure,omitempty"` // closed
	Clock      *ClockSet             `json:"clock,omitempty"`   // deadline_set, extension_*, clock_*
	Clocks     *Clocks               `json:"clocks,omitempty"`  // deadline_set by the policy: every clock as it stands now
	Moved      bool                  `json:"moved,omitempty"`   // … those that changed alone; one that is empty is no more
	Consent    *Consent              `json:"consent,omitempty"` // publish_approved, published
	Issue      *Tracked              `json:"issue,omitempty"`   // contacted over an issue
	Work       Work                  `json:"work,omitempty"`    // rejected, handed_over, duplicate_of, closing and reopening of work
	Outcome    Outcome               `json:"outcome,omitempty"`
	Inbox      int64                 `json:"inbox,omitempty"`   // the inbox item that this came from
	Body       BlobRef               `json:"body,omitempty"`    // full text of what was received
	Excerpt    string                `json:"excerpt,omitempty"` // beginning of it, for the team only: never published
	Writer     string                `json:"writer,omitempty"`  // address of who wrote it, which a person took for the party's
	Trust      string                `json:"trust,omitempty"`   // of a mail that nobody of the team looked at: what shows that From is true
	State      MessageState          `json:"state,omitempty"`   // what became of a message
	Reason     string                `json:"reason,omitempty"`
	Policy     *PolicyRef            `json:"policy,omitempty"`   // note: the policy that the case follows from here on
	CoApprover string                `json:"second,omitempty"`   // the first of two people, where one may not decide alone; the second is the actor
	Solo       bool                  `json:"solo,omitempty"`     // one person decided what takes two, by a rule of the team
	Proposal   *Proposal             `json:"proposal,omitempty"` // note: what waits for a second person
	Snooze     *Snooze               `json:"quiet,omitempty"`    // note: reminders put off or stopped
	WaitingOn  WaitingOn             `json:"ball,omitempty"`     // clock_paused: who has to act; "" means us
	Waived     bool                  `json:"waived,omitempty"`   // note with a clock: the clause is given up
	UpTo       int                   `json:"up_to,omitempty"`    // history_confirmed: the last event that it covers
	Hint       *fault.Hint           `json:"hint,omitempty"`     // unattributed: what the team could do about it
	// Signature is what the actor signed, where the hand is proven by a key. It is kept so that it can be verified again.
	Signature *person.Signature `json:"signature,omitempty"`

	Prose   *manuscript.Revision `json:"prose,omitempty"`   // prose_revised; the text is the body
	Quote   *manuscript.Quote    `json:"quote,omitempty"`   // quote_allowed, quote_withdrawn
	Preview *manuscript.Preview  `json:"preview,omitempty"` // previewed: which files, and for whom

	Override *manuscript.Override `json:"override,omitempty"` // check_overridden, override_lifted
	Words    *manuscript.Words    `json:"words,omitempty"`    // words_protected, word_unprotected; what they are is the body, keyed

	Circle *person.Circle `json:"circle,omitempty"` // restricted: who may see the case
	Wants  *MoreTime      `json:"wants,omitempty"`  // extension_requested, where they said how much
	Edit   *change.Edit   `json:"edit,omitempty"`   // case_edited, party_edited, contact_edited, asset_*: old and new
}

// By is who stands behind the event.
func (e *Event) By() person.Person { return person.Person{Name: e.Actor, Hand: e.Hand} }

// Did says who stands behind the event and what shows it, as every surface words it: "by bob in Slack", "by the login ada,
// as proposed by bob", "by the login ada, one person alone". "" is an event of which nobody says who brought it.
func (e *Event) Did() string {
	if e.Actor == "" && e.Hand == (person.Hand{}) {
		return ""
	}
	said := e.By().Did()
	switch { // an older record keeps the name alone
	case e.OfEngine():
		said = Engine().Person().Did()
	case e.Hand == (person.Hand{}):
		said = "by " + e.Actor
	}
	if k := e.Detail.Consent; k != nil && e.Kind == KindPublished {
		said += ", approved " + k.Person().Did()
		if k.Solo {
			said += ", by one person alone"
		}
	}
	switch first := e.Detail.CoApprover; {
	case e.Detail.Solo:
		said += ", one person alone"
	case first != "":
		said += ", as proposed by " + first
	}
	return said
}

// OfEngine reports whether Daylight itself stands behind the event.
func (e *Event) OfEngine() bool {
	return e.Hand.Via == person.Engine || e.Hand == (person.Hand{}) && e.Actor == Engine().Name
}

// IsZero reports whether nothing is set.
func (d Detail) IsZero() bool { return d == Detail{} }

// Facts are the facts of a case when it is recorded.
type Facts struct {
	Title    string     `json:"title"`
	Summary  string     `json:"summary,omitempty"`
	Parties  []Party    `json:"parties,omitempty"`
	Assets   []Asset    `json:"assets,omitempty"`
	Exposed  Exposed    `json:"exposed,omitzero"`
	Imported bool       `json:"imported,omitempty"`
	Embargo  civil.When `json:"embargo,omitzero"`
	// Rehearsal says that the case was recorded while the bot rehearsed. No later event changes that.
	Rehearsal bool `json:"rehearsal,omitempty"`
}

// Clocks are the clocks of a case by their key, see [ClockSet.Key].
type Clocks map[string]Clock

// ClockSet is what an event says about a clock. Without a party it is about the clause for every party.
type ClockSet struct {
	Clause string     `json:"clause"`
	Role   Role       `json:"role,omitempty"`  // whose clock it is, where each party has its own
	Name   string     `json:"party,omitempty"` // of that role
	Due    civil.When `json:"due,omitzero"`
	Reason string     `json:"reason,omitempty"`
	Days   int        `json:"days,omitempty"` // of a reminder: how long before the deadline it was meant to come
}

// Key names the clock as [Clocks] does: "fix", or "provider@vendor/Clinic 7" where each party has a clock of its own.
func (k *ClockSet) Key() string {
	if k.Role == "" || k.Name == "" {
		return k.Clause
	}
	return k.Clause + "@" + string(k.Role) + "/" + k.Name
}

// ProbeRequest says who wanted a probe, so that the answer goes back to them.
type ProbeRequest struct {
	Reason  ProbeReason `json:"reason"`            // scheduled, claim, person, watch, publication
	By      string      `json:"by,omitempty"`      // name of the person or role of the party
	Channel Channel     `json:"channel,omitempty"` // where the request came from
	Ref     string      `json:"ref,omitempty"`     // issue or message to answer
	Again   bool        `json:"again,omitempty"`   // of a result: another vantage says what the first one said already
}

// ChainHash links an event to its predecessor: SHA-256 over the previous hash and the event's stored JSON. The
// hash before the first event of a case is the hash of the case's id, so that no two cases share a chain.
func ChainHash(prev [32]byte, stored []byte) [32]byte {
	h := sha256.New()
	h.Write(prev[:])
	h.Write(stored)
	return [32]byte(h.Sum(nil))
}

// ChainStart is the hash before the first event of a case.
func ChainStart(id CaseID) [32]byte { return sha256.Sum256([]byte("daylight case " + string(id))) }

// Encode returns the stored form of an event. It is deterministic: the chain hashes these bytes.
func (e *Event) Encode() ([]byte, error) {
	b, err := json.Marshal(e)
	if err != nil {
		return nil, fault.Errorf(fault.Internal, "an event could not be encoded: %w", err)
	}
	return b, nil
}

// Canonical returns the event as it is read back from its stored form. A decision emits nothing else, so that a case
// projected now and one rebuilt from the store are equal to the byte, and so that no event shares memory with the
// command that it came from.
func (e *Event) Canonical() (Event, error) {
	b, err := e.Encode()
	if err != nil {
		return Event{}, err
	}
	return DecodeEvent(b)
}

// DecodeEvent reads the stored form of an event.
func DecodeEvent(b []byte) (Event, error) {
	var e Event
	if err := json.Unmarshal(b, &e); err != nil {
		return Event{}, fault.Errorf(fault.Internal, "a stored event could not be read: %w", err)
	}
	e.Kind = currentKind(&e)
	return e, nil
}

// IsClosure reports whether the event says that an asset was closed. One that ends the work on a case says nothing about
// the asset.
func (e *Event) IsClosure() bool { return e.Kind == KindClosed && e.Detail.Work == "" }

// IsReopening reports whether the event says that an asset was open again.
func (e *Event) IsReopening() bool { return e.Kind == KindReopened && e.Detail.Work == "" }

// SawOpen reports whether the event is an open answer of ours. What answered under the name of the asset has to be the
// asset, and our own faults are no answers.
func (e *Event) SawOpen() bool {
	o := e.Detail.Probe
	return e.Kind == KindProbed && o != nil && o.Verdict == observed.Open && !o.Local && e.Detail.Reason != ReasonMismatch
}

// OfOwnProbes reports whether the event says that our own probes confirmed a closure by the rule.
func (e *Event) OfOwnProbes() bool {
	return e.IsClosure() && e.Detail.Closure != nil && e.Detail.Closure.Verified
}
