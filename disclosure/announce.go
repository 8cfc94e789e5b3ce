package disclosure

import (
	"fmt"
	"slices"
	"strings"
	"time"
)

// Announcement is a word to a member of the team: a deadline comes or has passed, a draft waits, something opened again.
// It leaves the house only to people of the house and still holds no address of an asset.
type Announcement struct {
	Person string // by name in the configuration
	Case   CaseID
	Seq    int // of the event that it tells of
	Text   string
	Urgent bool // comes in quiet hours too
}

// AnnouncementsOf says who is told of what, after events that just happened. It is pure. Nobody is told of a clause whose
// reminders were put off, but alerts reach everybody.
func AnnouncementsOf(after *Case, events []Event, now time.Time, zone *time.Location, staff []Actor) []Announcement {
	if len(events) > 0 && events[0].Kind == KindRecorded && after.Imported {
		return nil // a history that was told alerts nobody
	}
	rules := AgendaRules{Now: now, Zone: zone, Staff: staff}
	var out []Announcement
	for i := range events {
		e := &events[i]
		a, to := announce(after, e, &rules)
		for _, person := range to {
			a.Person, a.Case, a.Seq = person, after.ID, e.Seq
			out = append(out, a)
		}
	}
	return out
}

// announce says how an event is told, and to whom. Nobody is the answer for most.
func announce(c *Case, e *Event, rules *AgendaRules) (Announcement, []string) {
	author := rules.responsible(c.Author, Researcher)
	leads := rules.leads("", c.Author)
	switch {
	case e.Planned:
	case e.Kind == KindExploited, e.Kind == KindLeaked:
		return Announcement{Text: fmt.Sprintf("%s on %s: no embargo holds any more", e.Kind, e.At), Urgent: true}, rules.everybody(c.Author)
	case e.IsReopening():
		return Announcement{Text: fmt.Sprintf("open again on %s: tell the vendor in the same thread", e.At), Urgent: true}, union(author, leads)
	case c.Ended(), c.Work == WorkClosed:
	case e.Kind == KindDeadlinePassed && e.Detail.Clock != nil:
		k := c.Clocks[e.Detail.Clock.Clause]
		if c.quiet(e.Detail.Clock.Clause, rules.Now, rules.zone()) {
			break
		}
		to := author
		if k.What.Publishes() {
			to = union(author, leads)
		}
		return Announcement{Text: e.Text}, to
	case e.IsReminder():
		return Announcement{Text: e.Text}, author
	case e.Kind == KindDrafted && e.Detail.Draft != nil && e.Detail.Draft.Step != "":
		d := e.Detail.Draft
		return Announcement{Text: fmt.Sprintf("draft %s waits for approval: %s to the %s",
			d.ID, strings.ReplaceAll(string(d.Template), "_", " "), whom(d.Role, d.Name))}, leads
	case e.Detail.Proposal != nil:
		p := e.Detail.Proposal
		return Announcement{Text: "a second person is asked for: " + p.String()}, rules.leads(p.By, "")
	}
	return Announcement{}, nil
}

// everybody is each person of the team who works on cases.
func (r *AgendaRules) everybody(fallback string) []string {
	var names []string
	for _, p := range r.Staff {
		if p.Role.AtLeast(Researcher) {
			names = append(names, p.Name)
		}
	}
	if len(r.Staff) == 0 && fallback != "" {
		names = append(names, fallback)
	}
	slices.Sort(names)
	return names
}

// union joins lists of names without doubles, in order.
func union(lists ...[]string) []string {
	out := slices.Concat(lists...)
	slices.Sort(out)
	return slices.Compact(out)
}
