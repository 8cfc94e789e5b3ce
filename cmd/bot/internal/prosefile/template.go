package prosefile

import (
	"fmt"
	"strings"

	"daylight/disclosure/cite"
	"daylight/disclosure/writeup/prose"
)

// advice is the heading of a section with what belongs there and what stands on the page without it.
type advice struct{ heading, says, without string }

func guide(s prose.Section) advice {
	switch s {
	case prose.Summary:
		return advice{"Summary", "What happened, in a few sentences.", "the summary of the case, or sentences from its facts"}
	case prose.Exposed:
		return advice{"What was exposed", "Kinds of data and how many. Never a sample, never a person.", "a sentence from the facts"}
	case prose.Found:
		return advice{"How it was found", "What you did, and what you did not do.", "nothing"}
	case prose.Impact:
		return advice{"Why it matters", "What somebody could have done with it.", "nothing"}
	case prose.Owners:
		return advice{"Advice for owners", "What whoever runs such a system should do.", "what is right for the kind of asset"}
	case prose.People:
		return advice{"Advice for people", "What the people concerned can do.", "a general sentence"}
	case prose.Kept:
		return advice{"What we kept", "What you kept, what you destroyed, and when.", "what is on record"}
	case prose.Credits:
		return advice{"Credits", "Whom you thank.", "nothing"}
	case prose.Links:
		return advice{"Links", "Where others write of it, as [name](https://…).", "nothing"}
	default:
		return advice{}
	}
}

// Template is a file with every section and nothing in it, and the placeholders that it may use. What stands in comments is never
// on a page.
func Template(lang string) string {
	var b strings.Builder
	b.WriteString("---\ntitle:\nproduct:\nversions: []\ncve: []\ncwe: []\nseverity:\nlimited: []\n---\n")
	fmt.Fprintf(&b, "<!-- The text of the page in %q. Lines such as this one are comments. A section without text keeps what Daylight writes. -->\n", lang)
	b.WriteString("<!-- Above: severity is " + strings.Join(prose.Severities(), ", ") + "; limited names the sections and fields that may stand on a limited page, such as [summary, owners].\n     A title is a field like the others: a limited page has that of the case unless title is among them. -->\n")
	b.WriteString("<!-- Never type a date or a number of days of the case: write a placeholder, and the page prints it in its language. -->\n<!--\n")
	for _, n := range cite.Names() {
		fmt.Fprintf(&b, "  {{%s}}  %s\n", n.Name, n.Says)
	}
	b.WriteString("  Of several organisations: {{first_contact vendor=\"NAME\"}}. Two braces as such: \\{{\n-->\n")
	for _, s := range prose.Sections() {
		g := guide(s)
		fmt.Fprintf(&b, "\n# %s\n<!-- %s Without a text: %s. -->\n\n", g.heading, g.says, g.without)
	}
	return b.String()
}
