package record

import (
	"fmt"
	"strconv"

	"daylight/disclosure"
	"daylight/disclosure/command"
	"daylight/disclosure/fault"
)

// ConfirmHistory says, as one of two people, that what was typed or imported so far is true. From then on the publication gate counts
// it, from the day on which the second person said so.
type ConfirmHistory struct{ Text string }

// Rule implements [command.Command].
func (ConfirmHistory) Rule() command.Rule {
	return command.Rule{Rank: disclosure.Lead, Ended: true, CoApproval: command.CoApprovalAlways}
}

// Decide implements [command.Command]. The second person confirms what the first one saw: what was put on record since then is not
// covered.
func (cmd ConfirmHistory) Decide(d *command.Frame) error {
	upTo := historySeen(d)
	p := disclosure.Proposal{What: disclosure.ProposesHistory, Clause: strconv.Itoa(upTo), Reason: cmd.Text}
	coApprover, err := d.CoApprover(p, "confirming a history takes two people")
	if err != nil || coApprover == "" {
		return err
	}
	if upTo <= 0 || upTo > d.Case.Version {
		return fault.Errorf(fault.Internal, "a confirmation of %d events of %d", upTo, d.Case.Version)
	}
	d.Emit(disclosure.Event{
		Kind: disclosure.KindHistoryConfirmed, Text: fmt.Sprintf("what was typed or imported up to event %d is true", upTo) + reasonAfter(cmd.Text),
		Detail: disclosure.Detail{CoApprover: coApprover, UpTo: upTo},
	})
	return nil
}

// historySeen is the last event that the confirmation covers: as somebody else proposed it, else all that is on record. Who repeats
// their own proposal, with nothing new on record, means the same.
func historySeen(d *command.Frame) int {
	upTo := d.Case.Version
	for _, p := range d.Case.OpenProposals(d.Env.Now) {
		n, err := strconv.Atoi(p.Clause)
		if p.What != disclosure.ProposesHistory || err != nil {
			continue
		}
		if first := p.First(); !d.SameAs(first) || n >= d.Case.Version-1 {
			upTo = n
		}
	}
	return upTo
}

func reasonAfter(text string) string {
	if text == "" {
		return ""
	}
	return ": " + text
}
