package desk

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"

	"daylight/disclosure/agenda"
)

// digestDays is how far ahead a digest looks.
const digestDays = 7

// Digest is what a person should know this morning.
type Digest struct {
	Agenda
	Sections []DigestSection `json:"sections"`
}

// DigestSection is the part of a digest about one sort of thing.
type DigestSection struct {
	Title string        `json:"title"`
	Items []agenda.Item `json:"items"`
}

// digestSections are the parts of a digest, in order, with the kinds of items in each.
var digestSections = []struct {
	title string
	whats []agenda.What
}{
	{"Open again, and our page says where", []agenda.What{agenda.PublishedOpen}},
	{"A page still says the old", []agenda.What{agenda.PageStands}},
	{"Overdue", []agenda.What{agenda.Overdue}},
	{"Open again", []agenda.What{agenda.Reopened}},
	{"Due within seven days", []agenda.What{agenda.Due}},
	{"Legal threats", []agenda.What{agenda.LegalThreat}},
	{"Replies that wait for us", []agenda.What{agenda.ReplyWaiting, agenda.InboxWaiting}},
	{"Drafts that wait for approval or to be sent", []agenda.What{agenda.DraftWaiting, agenda.DraftApproved, agenda.CoApprovalWaiting}},
	{"Addresses that bounced, messages that failed", []agenda.What{agenda.ContactBounced, agenda.MessageFailed, agenda.MessageUncertain}},
	{"May be published", []agenda.What{agenda.MayPublish}},
	{"Assets without a verdict", []agenda.What{agenda.ProbeUndecided}},
	{"Assets that we never saw open", []agenda.What{agenda.NotSeenOpen}},
	{"Missing assets and dates of discovery", []agenda.What{agenda.Lacks}},
}

// Digest collects the digest of a person, or of everybody. It has no section when there is nothing to say. Snoozed
// items are left out until their day.
func (d *Desk) Digest(ctx context.Context, user string) (Digest, error) {
	a, err := d.Agenda(ctx, AgendaQuery{User: user, Days: digestDays})
	if err != nil {
		return Digest{}, err
	}
	out := Digest{Agenda: a, Sections: []DigestSection{}}
	for _, s := range digestSections {
		var items []agenda.Item
		for _, i := range a.Items {
			if slices.Contains(s.whats, i.What) && !i.Snoozed {
				items = append(items, i)
			}
		}
		if len(items) > 0 {
			out.Sections = append(out.Sections, DigestSection{Title: s.title, Items: items})
		}
	}
	return out, nil
}

// maxSection is how many lines a section of a digest has; the agenda has the rest.
const maxSection = 25

// Text writes a digest for people. It is empty when there is nothing to say.
func (g *Digest) Text() string {
	var b strings.Builder
	for i, s := range g.Sections {
		if i > 0 {
			b.WriteByte('\n')
		}
		fmt.Fprintf(&b, "%s (%d)\n", s.Title, len(s.Items))
		for n := range s.Items {
			if n == maxSection {
				fmt.Fprintf(&b, "  … and %d more: see `bot agenda`\n", len(s.Items)-n)
				break
			}
			b.WriteString(digestLine(&s.Items[n]))
		}
	}
	for _, note := range g.Notes {
		fmt.Fprintf(&b, "\nNote: %s\n", note)
	}
	return b.String()
}

func digestLine(i *agenda.Item) string {
	when := ""
	if i.Due != nil {
		when = ", " + i.Due.Date.String()
		switch n := *i.Days; {
		case n < -1:
			when += fmt.Sprintf(", %d days ago", -n)
		case n == -1:
			when += ", yesterday"
		case n == 0:
			when += ", today"
		case n == 1:
			when += ", tomorrow"
		default:
			when += fmt.Sprintf(", in %d days", n)
		}
		when += " (" + i.Due.Zone + ")"
	}
	text := i.Text
	if i.Held != nil {
		text += " (" + i.Held.Text + ")"
	}
	if i.Passed != "" {
		when += "; " + i.Passed
	}
	return fmt.Sprintf("  %s  %s%s\n      %s\n", cmp.Or(string(i.Case), "inbox"), text, when, i.Title)
}

// Subject is the line above a digest.
func (g *Digest) Subject() string {
	parts := make([]string, 0, len(g.Sections))
	for _, s := range g.Sections {
		parts = append(parts, fmt.Sprintf("%d %s", len(s.Items), strings.ToLower(strings.SplitN(s.Title, " that ", 2)[0])))
	}
	return "Daylight, " + g.Today.String() + ": " + strings.Join(parts, ", ")
}
