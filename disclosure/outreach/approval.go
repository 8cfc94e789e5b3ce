package outreach

import (
	"slices"
	"strings"

	"daylight/disclosure"
)

// ApprovalTemplate is the template by whose rule a draft is approved. Whatever it is called, the first word to a party is a
// first contact; a notice to a provider has a rule of its own. Only messages of ours that left count: what somebody typed or a file
// brought does not make the next message a later one.
func ApprovalTemplate(c *disclosure.Case, draft *disclosure.Draft, secondPerson []disclosure.Template) disclosure.Template {
	if !wroteTo(c, draft.Role, draft.Name) && draft.Template != disclosure.ProviderNotice && !slices.Contains(secondPerson, draft.Template) {
		return disclosure.FirstContact
	}
	return draft.Template
}

// wroteTo reports whether a message of ours to the party left. Nobody has a dry run.
func wroteTo(c *disclosure.Case, role disclosure.Role, name string) bool {
	return slices.ContainsFunc(c.Messages, func(m disclosure.Message) bool {
		return m.State == disclosure.MessageSent && !m.DryRun && m.Role == role && strings.EqualFold(c.PartyName(role, m.Name), c.PartyName(role, name))
	})
}
