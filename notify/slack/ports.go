package slack

import (
	"context"

	"daylight/disclosure"
	"daylight/disclosure/command"
	"daylight/disclosure/command/record"
	"daylight/disclosure/command/second"
	"daylight/disclosure/inbound"
	"daylight/disclosure/ledger"
	"daylight/disclosure/person"
	"daylight/disclosure/timeline"
	"daylight/notify/slack/form"
)

// Cases reads cases.
type Cases interface {
	Case(ctx context.Context, id disclosure.CaseID) (*disclosure.Case, error)
	List(ctx context.Context, f ledger.Filter) ([]ledger.Summary, error)
	Timeline(ctx context.Context, id disclosure.CaseID) (timeline.Timeline, error)
}

// Findings opens cases and gives them commands.
type Findings interface {
	NewCase(ctx context.Context, actor disclosure.Actor, rec record.Record) (*disclosure.Case, error)
	Do(ctx context.Context, actor disclosure.Actor, id disclosure.CaseID, cmd command.Command) (*disclosure.Case, error)
}

// Drafts reads drafts; [Acts] writes them. NeedsReason says why a message can be written only with a reason, "" if it needs none or none
// would help.
type Drafts interface {
	NeedsReason(ctx context.Context, id disclosure.CaseID, t disclosure.Template, contactID string) (why string, err error)
	DraftText(ctx context.Context, id disclosure.CaseID, draftID string) (disclosure.Draft, string, error)
}

// Outbox approves and sends messages.
type Outbox interface {
	ApproveDraft(ctx context.Context, actor disclosure.Actor, id disclosure.CaseID, draftID string, revision int) (*disclosure.Case, error)
	SendDraft(ctx context.Context, actor disclosure.Actor, id disclosure.CaseID, draftID string) (*disclosure.Case, error)
}

// Seconds reads the decisions that wait for a second person, and gives a person's word to one of them as they read it. digest is that
// of [second.Waiting].
type Seconds interface {
	Waiting(ctx context.Context, id disclosure.CaseID) ([]second.Waiting, error)
	Agree(ctx context.Context, actor disclosure.Actor, id disclosure.CaseID, digest string) (*disclosure.Case, error)
}

// Approvals say beforehand that somebody cannot be the person who approves, because it takes another one. What else a decision may be
// refused for is said when it is made: nil promises nothing.
type Approvals interface {
	MayApprove(ctx context.Context, actor disclosure.Actor, k *disclosure.Case, draftID string) error
	MayAgree(ctx context.Context, actor disclosure.Actor, k *disclosure.Case, p *disclosure.Proposal) error
}

// Staff says who pressed something, by the user id that Slack gives. Somebody whom the configuration does not name is an error.
type Staff interface {
	InSlack(user string) (disclosure.Actor, error)
}

// People accepts further people. AcceptNamed lets what the configuration says of a name count; value chooses where several keys
// or ids of theirs wait, "" takes the only one. It returns what was accepted.
type People interface {
	AcceptNamed(ctx context.Context, actor disclosure.Actor, name, value string) (accepted string, err error)
	// Recover gives a case that nobody of the team sees any more to the people named. It takes a lead and a second person: done is
	// false while the second one is missing.
	Recover(ctx context.Context, actor disclosure.Actor, id disclosure.CaseID, names []string, why string) (done bool, err error)
}

// Rehearsal ends the rehearsal of the instance, by two people: done is false while the second one is missing.
type Rehearsal interface {
	End(ctx context.Context, actor disclosure.Actor, why string) (done bool, err error)
}

// Batches approves a list of messages for somebody who was shown its sample. The digest is of the list as it was shown; a list that has
// changed since is refused.
type Batches interface {
	ApproveBatch(ctx context.Context, actor disclosure.Actor, id disclosure.CaseID, batch, digest string) (*disclosure.Case, error)
}

// Revisions says why pages that are out change, with a draft to each who was told what they say, in one transaction. once names the
// submission. untold are those who were told and get no draft, each with why.
type Revisions interface {
	Revise(ctx context.Context, actor disclosure.Actor, id disclosure.CaseID, r form.Revise, once string) (drafts, untold []string, err error)
}

// Inbox stores a delivery together with the job that processes it. fresh is false for a second delivery.
type Inbox interface {
	Receive(ctx context.Context, in ledger.Inbound, raw disclosure.Blob, job ledger.Job) (id int64, fresh bool, err error)
}

// Items reads what came in. Inbox with all false returns what waits for a person. Excerpt is the readable part of an item.
type Items interface {
	Inbox(ctx context.Context, all bool) ([]ledger.Inbound, error)
	Inbound(ctx context.Context, id int64) (ledger.Inbound, []byte, error)
	Excerpt(in ledger.Inbound, raw []byte) string
	Unclear(in ledger.Inbound, raw []byte) bool // whether a person has to say who wrote it
	// Suggested returns the cases that an item without one may mean, by a mistyped code.
	Suggested(ctx context.Context, in ledger.Inbound) ([]disclosure.CaseID, error)
}

// Assign decides about an item that waits. An empty kind and party are those that it was read as, an empty case the one that it names.
type Assign interface {
	AssignInbound(ctx context.Context, actor disclosure.Actor, item int64, id disclosure.CaseID, kind disclosure.Kind, party disclosure.Role) (*disclosure.Case, error)
	IgnoreInbound(ctx context.Context, actor disclosure.Actor, item int64, why string) error
	SayWho(ctx context.Context, actor disclosure.Actor, item int64, id disclosure.CaseID, who inbound.Class, why string) (*disclosure.Case, error)
}

// Refs finds the stored references of a case, such as the one to its card.
type Refs interface {
	Ref(ctx context.Context, id disclosure.CaseID, owner, name string) (value string, ok bool, err error)
	FindRef(ctx context.Context, owner, name, value string) (id disclosure.CaseID, ok bool, err error)
}

// Targets finds the cases of a canonical target.
type Targets interface {
	FindTarget(ctx context.Context, canonicalTarget string) ([]disclosure.CaseID, error)
}

// Canonical turns what a person typed into the canonical target of a kind. how explains the reading in a few words. It
// refuses private, internal and malformed targets with an error that a person may read, and uses no network, because it
// runs while Slack waits for an answer.
type Canonical func(raw, kind string) (target, how string, err error)

// Ports is everything that the package needs from the rest of Daylight, as a channel may see it: nobody in particular reads there.
type Ports struct {
	// As returns the ports for one person, who may see more: the cases that are restricted to people of whom they are one.
	As        func(person.Reader) Ports
	Cases     Cases
	Findings  Findings
	Drafts    Drafts
	Outbox    Outbox
	Acts      Acts
	Seconds   Seconds
	Approvals Approvals
	Batches   Batches
	Staff     Staff
	People    People
	Inbox     Inbox
	Items     Items
	Assign    Assign
	Refs      Refs
	Targets   Targets
	Canonical Canonical
	Find      Find
	Agenda    Agenda
	Held      Held  // may be missing: then the card says nothing of it
	Ahead     Ahead // may be missing: then each message goes out when it can
	Rehearsal Rehearsal
	Readers   Readers // may be missing: then the card says nothing of it
	Picture   Picture // may be missing: then a timeline is rows alone

	Pages      Pages
	Publishing Publishing
	Revisions  Revisions
	Words      Words
	Address    func(disclosure.CaseID) string // of the page of a case; "" where the team has no site. It may be missing
}

// Held says of a case what is due of which no message came, and why, a sentence each.
type Held func(*disclosure.Case) []string

// Readers lists who reads where a case writes, and of whom nobody said who they are. It asks no server, because cards are made by it.
type Readers func(ctx context.Context, k *disclosure.Case) ([]form.Reader, error)

// missing names a port that is not there, "" if all are.
func (p Ports) missing() string {
	switch {
	case p.As == nil:
		return "As"
	case p.Cases == nil:
		return "Cases"
	case p.Findings == nil:
		return "Findings"
	case p.Drafts == nil:
		return "Drafts"
	case p.Outbox == nil:
		return "Outbox"
	case p.Acts == nil:
		return "Acts"
	case p.Seconds == nil:
		return "Seconds"
	case p.Approvals == nil:
		return "Approvals"
	case p.Batches == nil:
		return "Batches"
	case p.Staff == nil:
		return "Staff"
	case p.People == nil:
		return "People"
	case p.Rehearsal == nil:
		return "Rehearsal"
	case p.Inbox == nil:
		return "Inbox"
	case p.Find == nil:
		return "Find"
	case p.Items == nil:
		return "Items"
	case p.Assign == nil:
		return "Assign"
	case p.Refs == nil:
		return "Refs"
	case p.Targets == nil:
		return "Targets"
	case p.Agenda == nil:
		return "Agenda"
	case p.Canonical == nil:
		return "Canonical"
	case p.Pages == nil:
		return "Pages"
	case p.Publishing == nil:
		return "Publishing"
	case p.Revisions == nil:
		return "Revisions"
	case p.Words == nil:
		return "Words"
	default:
		return ""
	}
}
