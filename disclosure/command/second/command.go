package second

import (
	"strings"

	"daylight/disclosure"
	"daylight/disclosure/command"
	"daylight/disclosure/command/deadline"
	"daylight/disclosure/command/exposure"
	"daylight/disclosure/command/publish"
	"daylight/disclosure/command/record"
)

// Command is the command by which a second person agrees to a proposal. It is false for a message, whose approval freezes bytes
// that only its draft gives, and for a kind that this version does not know: those take the command line.
func Command(p *disclosure.Proposal, c *disclosure.Case) (command.Command, bool) {
	switch p.What {
	case disclosure.ProposesExtension:
		return deadline.Extend{Clause: p.Clause, Due: p.Due, Reason: p.Reason}, true
	case disclosure.ProposesAware:
		return record.AddEvent{Kind: disclosure.KindDeemedAware, At: p.Due, Party: p.Party, Name: p.Name, Channel: p.Channel, Text: p.Reason}, true
	case disclosure.ProposesProbe:
		return exposure.AllowProbe{Asset: p.Clause, Reason: p.Reason}, true
	case disclosure.ProposesDate:
		return deadline.SetDeadline{Clause: p.Clause, Due: p.Due, Reason: p.Reason}, true
	case disclosure.ProposesWaiver:
		return deadline.WaiveClock{Clause: p.Clause, Reason: p.Reason}, true
	case disclosure.ProposesPolicy:
		return deadline.UsePolicy{Name: p.Clause, Reason: p.Reason}, true
	case disclosure.ProposesHistory:
		return record.ConfirmHistory{Text: p.Reason}, true
	case disclosure.ProposesClearance:
		return publish.ClearLegal{Because: p.Reason}, true
	case disclosure.ProposesReaders:
		if record.IsRecovery(*p) {
			return nil, false // who may see the case now reads nothing of this decision: they have left
		}
		if p.Clause == "" {
			return record.Restrict{Lift: true, Text: p.Reason}, true
		}
		return record.Restrict{Names: strings.Split(p.Clause, ", "), Text: p.Reason}, true
	case disclosure.ProposesEmbargo:
		return record.SetEmbargo{Until: p.Due, Text: p.Reason}, true
	case disclosure.ProposesAttest:
		return exposure.Attest{Asset: p.Clause, Closed: true, Seen: p.Reason, At: p.Due}, true
	case disclosure.ProposesDrop:
		return drop(p, c)
	case disclosure.ProposesPublication:
		mode, lang, _ := strings.Cut(p.Clause, " ")
		return publish.ApprovePublication{Mode: disclosure.Mode(mode), Lang: lang, Digest: p.Name}, true
	case disclosure.ProposesOverride:
		if p.Override == nil {
			return nil, false
		}
		return publish.Override{Finding: *p.Override}, true
	case disclosure.ProposesBaring:
		return publish.Unprotect{Word: p.Name, Reason: p.Reason}, true
	case disclosure.ProposesMessage:
	}
	return nil, false
}

// drop takes an asset out, or gives it the target that the proposal names. A proposal keeps the target alone, so the kind is that
// of the asset; one that changes the kind too takes the command line.
func drop(p *disclosure.Proposal, c *disclosure.Case) (command.Command, bool) {
	a, ok := c.Asset(p.Clause)
	switch {
	case p.Name == "":
		return record.DropAsset{Asset: p.Clause, Text: p.Reason}, true
	case !ok || a.Key != "":
		return nil, false
	}
	return record.RenameAsset{Asset: p.Clause, To: disclosure.Asset{Kind: a.Kind, Target: p.Name}, Text: p.Reason}, true
}
