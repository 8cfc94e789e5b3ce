package outreach

import (
	"fmt"
	"strings"
	"time"

	"daylight/disclosure"
	"daylight/disclosure/clock"
	"daylight/disclosure/fault"
	"daylight/disclosure/hint"
)

// Held is why a step that is due has no draft: a code that stays the same, a sentence, and what somebody could do about it.
// The zero value holds nothing back.
type Held struct {
	Code HeldCode   `json:"code"`
	Text string     `json:"text"`
	Hint fault.Hint `json:"hint,omitzero"`
}

// IsZero reports whether nothing is held back.
func (h Held) IsZero() bool { return h.Code == "" }

// HeldCode names a reason.
type HeldCode string

// The reasons.
const (
	HeldNoContact     HeldCode = "no_contact"       // nobody is known whom the step could turn to
	HeldThreat        HeldCode = "legal_threat"     // nothing is written by itself until publishing was cleared
	HeldSeemsShut     HeldCode = "seems_shut"       // our answers find it closed, and not for long enough yet
	HeldNotProven     HeldCode = "not_proven"       // what the message says is not on record
	HeldUnsaid        HeldCode = "cannot_be_told"   // its kind of message is not for this receiver
	HeldBefore        HeldCode = "before_recording" // it fell due before the case was recorded: we could not have met it
	HeldNotWritten    HeldCode = "not_written"      // nothing is in the way, and no draft came of it yet
	HeldMany          HeldCode = "many"             // it is due for many, to whom a person writes as one list
	HeldPolicyMissing HeldCode = "policy_missing"   // its dates cannot be computed
)

// StepStatus is what came of a step of the ladder that fell due: a draft, or why there is none.
type StepStatus struct {
	Draft   string             // id of the draft that waits; "" for none
	Contact disclosure.Contact // whom it turns to
	Held    Held
}

// StatusOf says what came of a step that fell due. It is pure, and reads the same rules as the message when it leaves.
func StatusOf(c *disclosure.Case, k *clock.Deadline, now time.Time, rules Rules) StepStatus {
	if k.Step == nil {
		return StepStatus{}
	}
	if draft, ok := draftOfStep(c, k); ok {
		return StepStatus{Draft: draft.ID}
	}
	contact, known := stepContact(c, k)
	switch {
	case c.UnderThreat():
		return StepStatus{Held: Held{Code: HeldThreat, Text: "nothing is written by itself after a legal threat", Hint: hint.ToClearLegal(c.ID)}}
	case seemsShut(c):
		return StepStatus{Held: Held{Code: HeldSeemsShut, Text: "our answers find it closed, and nobody else is told of a door that is shut; further answers decide"}}
	case !known:
		return StepStatus{Held: noContact(c, k)}
	}
	held := heldBack(c, contact, StepTemplate(c, k), now, rules)
	switch {
	case !held.IsZero():
	case !k.Ends.After(c.RecordedAt):
		held = Held{Code: HeldBefore, Text: "it fell due before the case was recorded, so nothing was drafted by itself", Hint: hint.ToWriteTo(c.ID, StepTemplate(c, k), contact.ID)}
	default:
		held = Held{Code: HeldNotWritten, Text: "no draft came of it yet", Hint: hint.ToWriteTo(c.ID, StepTemplate(c, k), contact.ID)}
	}
	return StepStatus{Contact: contact, Held: held}
}

// noContact says whose contact is missing.
func noContact(c *disclosure.Case, k *clock.Deadline) Held {
	who := strings.ReplaceAll(string(k.Step.Role), "_", " ")
	if ownStep(k) {
		who = disclosure.PartyLabel(k.Role, k.Name)
	}
	h := Held{Code: HeldNoContact, Text: fmt.Sprintf("no contact of the %s is known that can be written to", who), Hint: hint.ToAddContact(c.ID)}
	switch k.Step.Channel {
	case "":
	case clock.OtherChannel:
		h.Text = fmt.Sprintf("second channel: no other contact of the %s is known", who)
	default:
		h.Text = fmt.Sprintf("no contact of the %s by %s is known", who, k.Step.Channel)
	}
	return h
}

// heldBack is why a message to a contact cannot be written now. It proves what a message of its kind needs whatever its text says.
func heldBack(c *disclosure.Case, k disclosure.Contact, t disclosure.Template, now time.Time, rules Rules) Held {
	for _, err := range []error{MayWriteTo(c, k, t), MayReceive(t, k.Role)} {
		if err != nil {
			return Held{Code: HeldUnsaid, Text: err.Error(), Hint: hint.ToWriteDraft(c.ID)}
		}
	}
	if len(c.Assets) > 0 && len(AssetsOf(c, k.Role, k.Name)) == 0 {
		return Held{Code: HeldUnsaid, Text: "no asset belongs to or lies with the " + disclosure.PartyLabel(k.Role, k.Name), Hint: hint.ToWriteDraft(c.ID)}
	}
	g := Grounds{Case: c, Role: k.Role, Name: k.Name, Now: now, Rules: rules, Stage: Writing}
	if err := g.callOpen(t); err != nil {
		return notProven(err)
	}
	if _, err := g.required(t); err != nil {
		return notProven(err)
	}
	if t == disclosure.FollowUp {
		if _, err := g.toldBefore(); err != nil {
			return notProven(err)
		}
	}
	return Held{}
}

func notProven(err error) Held {
	return Held{Code: HeldNotProven, Text: err.Error(), Hint: fault.HintOf(err)}
}
