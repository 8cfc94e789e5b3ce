package message

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"daylight/disclosure"
	"daylight/disclosure/command"
	"daylight/disclosure/command/exposure"
	"daylight/disclosure/fault"
	"daylight/disclosure/hint"
	"daylight/disclosure/outreach"
	"daylight/disclosure/statement"
)

// says proves the statements of a draft and returns them, with those that a message of its kind makes whatever its text says.
func says(d *command.Frame, draft *disclosure.Draft, stage outreach.Stage) ([]statement.Made, error) {
	g := d.Env.Rules.Grounds(d.Case, draft.Role, draft.Name, d.Env.Now)
	g.Stage, g.Because = stage, draft.Because
	made, err := complete(&g, draft.Template, draft.Says)
	if err != nil {
		return nil, err
	}
	return made, g.StillTrue(made)
}

// believed reports whether a draft calls something open on nobody's word but that of the person who gave a reason.
func believed(draft *disclosure.Draft) bool {
	open := false
	for _, m := range draft.Says {
		if m.Kind == statement.SeenOpen && m.Value == string(outreach.GroundBelief) {
			return true
		}
		open = open || m.Kind == statement.SeenOpen
	}
	return !open && draft.Template == disclosure.FirstContact
}

// complete adds what a message of its kind states whatever its text says.
func complete(g *outreach.Grounds, t disclosure.Template, made []statement.Made) ([]statement.Made, error) {
	if slices.ContainsFunc(made, func(m statement.Made) bool { return m.Kind == statement.SeenOpen }) {
		return made, nil
	}
	required, err := g.Required(t)
	return slices.Concat(made, required), err
}

// MayLeave says why a message may not leave now: its party may not be written to any more, its way out does not take it (a rehearsal), it
// needs the approval of a second person, or what it says no longer holds.
func MayLeave(c *disclosure.Case, m *disclosure.Message, rules command.Rules, now time.Time) error {
	if err := outreach.MayStillSend(c, *m); err != nil {
		return err
	}
	if err := rules.Ways.MayReach(c, m); err != nil {
		return err
	}
	if err := checkByTwo(c, m, rules); err != nil {
		return err
	}
	if err := checkThreat(c, m); err != nil {
		return err
	}
	return stillTrue(c, m, rules, now, outreach.Leaving)
}

// checkThreat refuses a message whose approver did not know of the legal threat that came in since.
func checkThreat(c *disclosure.Case, m *disclosure.Message) error {
	if !m.BeforeThreat || !c.UnderThreat() {
		return nil
	}
	return fault.Errorf(fault.Refused, "a legal threat of %s came in after %s was approved: read it again and approve it anew, or wait until publishing is cleared", c.Threatened, m.Draft).
		With(hint.ToApproveDraft(c.ID))
}

// MayAwait is [MayLeave] for a message that waits for an answer of its asset.
func MayAwait(c *disclosure.Case, m *disclosure.Message, rules command.Rules, now time.Time) error {
	if err := outreach.MayStillSend(c, *m); err != nil {
		return err
	}
	if err := rules.Ways.MayReach(c, m); err != nil {
		return err
	}
	if err := checkThreat(c, m); err != nil {
		return err
	}
	return stillTrue(c, m, rules, now, outreach.Awaiting)
}

// ToAsk returns the assets that have to be asked once more before a message leaves.
func ToAsk(c *disclosure.Case, m *disclosure.Message, rules command.Rules, now time.Time) []string {
	g := groundsOf(c, m, rules, now)
	made, err := complete(&g, m.Template, m.Says)
	if err != nil {
		return nil
	}
	return g.ToAsk(made)
}

// Of is the message that a draft would become, as far as its statements go.
func Of(draft *disclosure.Draft) disclosure.Message {
	return disclosure.Message{
		Template: draft.Template, Contact: draft.Contact, Role: draft.Role, Name: draft.Name, Channel: draft.Channel,
		Says: draft.Says, Because: draft.Because,
	}
}

func stillTrue(c *disclosure.Case, m *disclosure.Message, rules command.Rules, now time.Time, stage outreach.Stage) error {
	g := groundsOf(c, m, rules, now)
	g.Stage = stage
	made, err := complete(&g, m.Template, m.Says)
	if err != nil {
		return err
	}
	return g.StillTrue(made)
}

func groundsOf(c *disclosure.Case, m *disclosure.Message, rules command.Rules, now time.Time) outreach.Grounds {
	g := rules.Grounds(c, m.Role, m.Name, now)
	g.Because = m.Because
	return g
}

// askAgain queues a probe of what the message calls open, where nothing answered of late.
func askAgain(d *command.Frame, m *disclosure.Message) {
	for _, id := range ToAsk(d.Case, m, d.Env.Rules, d.Env.Now) {
		a, _ := d.Case.Asset(id)
		exposure.ProbeNow(d, &a, disclosure.ProbeRequest{Reason: disclosure.ProbeForPerson, By: d.Env.Actor.Name})
	}
}

// withhold keeps a message back for good. Its draft is open again and says why, so that a person writes it anew.
func withhold(d *command.Frame, m disclosure.Message, reason string) {
	m.State, m.Receipt = disclosure.MessageCancelled, reason
	e := disclosure.Event{
		Kind: disclosure.KindMessageWithheld, Party: m.Role, Name: m.Name, Channel: m.Channel, Ref: m.Key, Source: disclosure.SourceSystem,
		Text: "not sent: " + reason, Detail: disclosure.Detail{Message: &m, State: disclosure.MessageCancelled},
	}
	if draft, ok := d.Case.Draft(m.Draft); ok {
		draft.State, draft.Message, draft.Withheld = disclosure.DraftOpen, "", reason
		e.Detail.Draft = &draft
	}
	d.Emit(e)
}

// Withheld returns why a command led to a message being withheld, "" if it did not.
func Withheld(events []disclosure.Event) string {
	for i := range events {
		if events[i].Kind == disclosure.KindMessageWithheld {
			return events[i].Text
		}
	}
	return ""
}

// Reservations says what the approver of a draft vouches for, "" if there is nothing beyond what our own answers show.
func Reservations(draft *disclosure.Draft) string {
	var out strings.Builder
	if draft.OwnText {
		fmt.Fprintf(&out, "; the text is %s's own, and so are the facts in it that Daylight did not write", draft.Author)
	}
	for _, m := range draft.Says {
		ground, rest, _ := strings.Cut(m.Value, " ")
		if m.Kind != statement.SeenOpen {
			continue
		}
		switch outreach.Ground(ground) {
		case outreach.GroundLast:
			at, days, _ := strings.Cut(rest, " ")
			fmt.Fprintf(&out, "; %s was last seen open on %s, %s days ago, and cannot be asked now", m.Asset, at, days)
		case outreach.GroundSource:
			fmt.Fprintf(&out, "; that %s is open is what a source says (%s)", m.Asset, rest)
		case outreach.GroundByHand:
			fmt.Fprintf(&out, "; that %s is open was found by hand (%s)", m.Asset, rest)
		case outreach.GroundBelief:
			fmt.Fprintf(&out, "; no answer of ours shows %s open, because: %s", m.Asset, draft.Because)
		case outreach.GroundSeen:
		}
	}
	return out.String()
}
