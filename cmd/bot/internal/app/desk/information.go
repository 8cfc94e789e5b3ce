package desk

import (
	"slices"

	"daylight/disclosure"
	"daylight/disclosure/outreach"
)

// informs returns the facts about hours in a message. They are always those of the vendor, for every recipient.
func informs(t disclosure.Template, h *past, k disclosure.Contact) []outreach.InformationLine {
	switch {
	case t == disclosure.FollowUp && k.Role == disclosure.Vendor:
		return h.told().InformationLines(disclosure.Vendor, k.Name, outreach.InformationScope{})
	case slices.Contains(notices(), t):
		return h.told().InformationLines(disclosure.Vendor, "", outreach.InformationScope{})
	default:
		return nil
	}
}

// past is a case with its history, of which the proofs that its parties were told are found once for all messages.
type past struct {
	c      *disclosure.Case
	events []disclosure.Event
	proofs *outreach.Proofs // nil until somebody asks
}

func (h *past) told() *outreach.Proofs {
	if h.proofs == nil {
		h.proofs = outreach.ProofsOf(h.c, h.events)
	}
	return h.proofs
}

// Information is a fact about hours with its sentence.
type Information struct {
	outreach.InformationLine
	Text string `json:"text"`
}

// information returns what follows for each vendor of a case from a proof that they were informed. It is never nil.
func (d *Desk) information(c *disclosure.Case, events []disclosure.Event) []Information {
	out := []Information{}
	for _, line := range outreach.ProofsOf(c, events).InformationOfAll(disclosure.Vendor, outreach.InformationScope{}) {
		out = append(out, Information{line, d.texts.Information("en", line)})
	}
	return out
}
