package agenda

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"daylight/disclosure"
	"daylight/disclosure/clock"
)

// Notification is a word to a member of the team: a deadline comes or has passed, a draft waits, something opened again.
// It leaves the house only to people of the house and still holds no address of an asset.
type Notification struct {
	Person string // by name in the configuration
	Case   disclosure.CaseID
	Seq    int // of the event that it tells of
	Text   string
	Urgent bool // comes in quiet hours too
}

// Notifications says who is told of what, after events that just happened. It is pure. Nobody is told of a clause whose
// reminders were put off, but alerts reach everybody.
func Notifications(after *disclosure.Case, events []disclosure.Event, now time.Time, zone *time.Location, staff []disclosure.Actor) []Notification {
	if len(events) > 0 && events[0].Kind == disclosure.KindRecorded && after.Imported {
		return nil // a history that was told alerts nobody
	}
	rules := Rules{Now: now, Zone: zone, Staff: staff}
	var out []Notification
	for i := range events {
		e := &events[i]
		a, to := notify(after, e, &rules)
		for _, person := range to {
			a.Person, a.Case, a.Seq = person, after.ID, e.Seq
			out = append(out, a)
		}
	}
	return out
}

// notify says how an event is told, and to whom. Nobody is the answer for most.
func notify(c *disclosure.Case, e *disclosure.Event, rules *Rules) (Notification, []string) {
	author := rules.responsible(c.Author, disclosure.Researcher)
	leads := rules.leads("", c.Author)
	switch {
	case e.Planned:
	case e.Kind == disclosure.KindExploited, e.Kind == disclosure.KindLeaked:
		return Notification{Text: fmt.Sprintf("%s on %s: the embargo has ended", e.Kind, e.At), Urgent: true}, rules.everybody(c.Author)
	case e.IsReopening():
		return Notification{Text: fmt.Sprintf("open again on %s: tell the vendor in the same thread", e.At), Urgent: true}, union(author, leads)
	case c.Ended(), c.Work == disclosure.WorkClosed:
	case e.Kind == disclosure.KindDeadlinePassed && e.Detail.Clock != nil:
		k := c.Clocks[e.Detail.Clock.Clause]
		if clock.Snoozed(c, e.Detail.Clock.Clause, rules.Now, rules.zone()) {
			break
		}
		to := author
		if k.What.Publishes() {
			to = union(author, leads)
		}
		return Notification{Text: e.Text}, to
	case e.Kind == disclosure.KindReminded:
		return Notification{Text: e.Text}, author
	case e.Kind == disclosure.KindDrafted && e.Detail.Draft != nil && e.Detail.Draft.Step != "":
		d := e.Detail.Draft
		return Notification{Text: fmt.Sprintf("draft %s waits for approval: %s to the %s",
			d.ID, strings.ReplaceAll(string(d.Template), "_", " "), disclosure.PartyLabel(d.Role, d.Name))}, leads
	case e.Detail.Proposal != nil:
		p := e.Detail.Proposal
		return Notification{Text: "waits for a second person to approve: " + p.String()}, rules.leads(p.By, "")
	}
	return Notification{}, nil
}

// everybody is each person of the team who works on cases.
func (r *Rules) everybody(fallback string) []string {
	var names []string
	for _, p := range r.Staff {
		if p.Role.AtLeast(disclosure.Researcher) {
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
