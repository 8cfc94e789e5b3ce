package message

import (
	"fmt"
	"slices"

	"daylight/disclosure"
	"daylight/disclosure/command"
	"daylight/disclosure/fault"
	"daylight/disclosure/hint"
	"daylight/disclosure/outreach"
	"daylight/disclosure/person"
	"daylight/disclosure/statement"
)

// ApproveDraft freezes the bytes of a message. Revision is the draft's revision that the person saw.
type ApproveDraft struct {
	ID       string
	Revision int
	Message  disclosure.Message // ID, To, Raw; the rest is filled in
	Blob     disclosure.Blob
}

// Rule implements [command.Command].
func (ApproveDraft) Rule() command.Rule {
	return command.Rule{Rank: disclosure.Lead, CoApproval: command.CoApprovalByTemplate}
}

// Decide implements [command.Command].
func (cmd ApproveDraft) Decide(d *command.Frame) error {
	draft, err := openDraft(d, cmd.ID)
	if err != nil {
		return err
	}
	if draft.State == disclosure.DraftApproved {
		return fault.Errorf(fault.Conflict, "draft %s is already approved", cmd.ID)
	}
	if cmd.Revision != 0 && cmd.Revision != draft.Revision {
		return fault.Errorf(fault.Conflict, "draft %s has changed (you saw revision %d, it is now at %d): read it again",
			cmd.ID, cmd.Revision, draft.Revision)
	}
	if err := checkStepStillDue(d, draft); err != nil {
		return err
	}
	what, ofTwo := ApprovalOf(d.Case, &draft), disclosure.Proposal{}
	if ofDaylight(&draft) && takesTwo(d, &draft) {
		ofTwo = disclosure.Proposal{What: disclosure.ProposesMessage, Clause: fmt.Sprintf("%s revision %d (%.16s)", draft.ID, draft.Revision, what.Digest)}
		what = ofTwo.Decision(d.Case.ID)
	}
	if err := checkApprover(d, &draft); err != nil {
		return err
	}
	if err := takesPerson(d, draft.Channel, what, "approving a message takes a person"); err != nil {
		return err
	}
	m, k, err := cmd.frozen(d, &draft)
	if err != nil {
		return err
	}
	coApprover := ""
	if ofTwo.What != "" {
		if coApprover, err = d.CoApprover(ofTwo, "Daylight drafted it, and such a message takes two people"); err != nil || coApprover == "" {
			return err
		}
	}
	m.ByTwo = coApprover != "" || !ofDaylight(&draft) && (takesTwo(d, &draft) || d.IsSecond(draft.First(), what))
	cmd.approve(d, &draft, &k, &m, coApprover)
	return nil
}

// frozen is the message that a draft becomes, once it is shown that it may be written to its receiver and that what it says holds.
func (cmd *ApproveDraft) frozen(d *command.Frame, draft *disclosure.Draft) (m disclosure.Message, k disclosure.Contact, err error) {
	k, ok := d.Case.Contact(draft.Contact)
	if !ok {
		return m, k, fault.Errorf(fault.NotFound, "contact %s no longer exists", draft.Contact)
	}
	if err := outreach.MayWriteTo(d.Case, k, draft.Template); err != nil {
		return m, k, err
	}
	if err := outreach.MayReceive(draft.Template, k.Role); err != nil {
		return m, k, err
	}
	if draft.Says, err = says(d, draft, outreach.Leaving); err != nil {
		return m, k, err
	}
	if cmd.Message.ID == "" || cmd.Message.Raw == "" {
		return m, k, fault.Errorf(fault.Internal, "the message was not composed")
	}
	m = cmd.Message
	m.Key = fmt.Sprintf("%s/%s/%s/%d", d.Case.ID, draft.Template, k.ID, sequence(d, draft.Template, k.ID))
	m.Draft, m.Template, m.Contact, m.Role, m.Name = draft.ID, draft.Template, k.ID, k.Role, k.Name
	m.Channel, m.Subject, m.State = k.Channel, draft.Subject, disclosure.MessageApproved
	m.Says, m.Because = draft.Says, draft.Because
	m.Approved = d.Env.Actor.Hand
	if err := d.Env.Rules.Ways.MayReach(d.Case, &m); err != nil {
		return m, k, err
	}
	askAgain(d, &m)
	return m, k, nil
}

// approve puts the approval on record.
func (cmd *ApproveDraft) approve(d *command.Frame, draft *disclosure.Draft, k *disclosure.Contact, m *disclosure.Message, coApprover string) {
	d.Blob(cmd.Blob)
	d.Emit(disclosure.Event{
		Kind: disclosure.KindApproved, Party: k.Role, Name: k.Name, Channel: k.Channel, Ref: m.Key,
		Text: fmt.Sprintf("draft %s approved, %d bytes frozen", draft.ID, len(cmd.Blob.Plain)) + Reservations(draft), Detail: disclosure.Detail{Message: m, CoApprover: coApprover},
	})
}

// ApprovalOf is what the approval of a draft decides: every word of it, to whom it goes, and what it states.
func ApprovalOf(c *disclosure.Case, draft *disclosure.Draft) person.Decision {
	k, _ := c.Contact(draft.Contact)
	return person.Decision{
		Case: string(c.ID), What: fmt.Sprintf("draft %s revision %d", draft.ID, draft.Revision),
		Digest: person.Digest(struct {
			Revision int                 `json:"revision"`
			Template disclosure.Template `json:"template"`
			Contact  string              `json:"contact"`
			Channel  disclosure.Channel  `json:"channel"`
			Address  string              `json:"address"`
			Lang     string              `json:"lang"`
			Subject  string              `json:"subject"`
			Body     disclosure.BlobRef  `json:"body"`
			Says     []statement.Made    `json:"says"`
			Because  string              `json:"because"`
		}{draft.Revision, draft.Template, k.ID, k.Channel, k.Address, draft.Lang, draft.Subject, draft.Body, draft.Says, draft.Because}),
	}
}

// takesTwo reports whether the rules ask for a second person to approve a draft.
func takesTwo(d *command.Frame, draft *disclosure.Draft) bool {
	return slices.Contains(d.Env.Rules.SecondPerson, outreach.ApprovalTemplate(d.Case, draft, d.Env.Rules.SecondPerson))
}

// checkByTwo refuses a message that one person approved, where the rules have come to ask for two.
func checkByTwo(c *disclosure.Case, m *disclosure.Message, rules command.Rules) error {
	draft := disclosure.Draft{Template: m.Template, Role: m.Role, Name: m.Name}
	t := outreach.ApprovalTemplate(c, &draft, rules.SecondPerson)
	if m.ByTwo || !slices.Contains(rules.SecondPerson, t) {
		return nil
	}
	return fault.Errorf(fault.Refused, "one person approved it, and the rules now require a second one for a %s: change draft %s, and let somebody else approve it", t, m.Draft).
		With(hint.ToApproveDraft(c.ID))
}

// ofDaylight reports whether no person has written or changed a draft: then its approval takes two people of its own.
func ofDaylight(draft *disclosure.Draft) bool {
	return draft.Hand.Via == person.Engine || person.Same(draft.Author, disclosure.Engine().Name)
}

// checkApprover refuses the author of a draft whose approval takes somebody else.
func checkApprover(d *command.Frame, draft *disclosure.Draft) error {
	return checkApproverOf(d, draft, ApprovalOf(d.Case, draft))
}

// checkApproverOf is [checkApprover] for a draft that is approved as part of a decision.
func checkApproverOf(d *command.Frame, draft *disclosure.Draft, of person.Decision) error {
	if !takesTwo(d, draft) || ofDaylight(draft) {
		return nil
	}
	t := outreach.ApprovalTemplate(d.Case, draft, d.Env.Rules.SecondPerson)
	return d.Second(draft.First(), of, fmt.Sprintf("the rules require a second person for a %s: somebody other than %s has to approve it", t, draft.Author))
}

// sequence numbers the messages of a template to a contact.
func sequence(d *command.Frame, t disclosure.Template, contact string) int {
	n := 1
	for _, m := range d.Case.Messages {
		if m.Template == t && m.Contact == contact {
			n++
		}
	}
	return n
}
