package outreach

import (
	"slices"

	"daylight/disclosure"
)

// ApprovalTemplate is the template by whose rule a draft is approved. Whatever it is called, the first word to a party is a
// first contact; a notice to a provider has a rule of its own.
func ApprovalTemplate(c *disclosure.Case, draft *disclosure.Draft, secondPerson []disclosure.Template) disclosure.Template {
	first := c.FirstContactWith(draft.Role, draft.Name).IsZero()
	if first && draft.Template != disclosure.ProviderNotice && !slices.Contains(secondPerson, draft.Template) {
		return disclosure.FirstContact
	}
	return draft.Template
}
