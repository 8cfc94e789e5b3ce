package desk

import (
	"slices"

	"daylight/disclosure"
	"daylight/disclosure/outreach"
)

// informs returns the facts about hours in a message. They are always those of the vendor, for every recipient.
func informs(t disclosure.Template, c *disclosure.Case, events []disclosure.Event, k disclosure.Contact) []outreach.InformationLine {
	switch {
	case t == disclosure.FollowUp && k.Role == disclosure.Vendor:
		return outreach.InformationLines(c, events, disclosure.Vendor, k.Name, outreach.InformationScope{})
	case slices.Contains(notices(), t):
		return outreach.InformationLines(c, events, disclosure.Vendor, "", outreach.InformationScope{})
	default:
		return nil
	}
}

// Information is a fact about hours with its sentence.
type Information struct {
	outreach.InformationLine
	Text string `json:"text"`
}

// information returns what follows for the vendor of a case from a proof that they were informed. It is never nil.
func (d *Desk) information(c *disclosure.Case, events []disclosure.Event) []Information {
	out := []Information{}
	for _, line := range outreach.InformationLines(c, events, disclosure.Vendor, "", outreach.InformationScope{}) {
		out = append(out, Information{line, d.texts.Information("en", line)})
	}
	return out
}
