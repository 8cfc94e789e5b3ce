package agenda

import (
	"fmt"
	"slices"
	"strings"

	"daylight/disclosure"
	"daylight/disclosure/clock"
)

// Notification is a short message to a member of the team: a deadline is near or has passed, a draft waits, an asset is open
// again. It goes only to the team, and it still names no address of an asset, because mail and chat are stored elsewhere.
type Notification struct {
	Person string // by name in the configuration
	Case   disclosure.CaseID
	Seq    int // of the event that it tells of
	Text   string
	Urgent bool // comes in quiet hours too
}

// Notifications returns the notifications that new events lead to. It is pure. A snoozed clause notifies nobody, but alerts
// are always sent.
// Where all who would hear of one are away for long enough, the next lead hears of it too.
func Notifications(after *disclosure.Case, events []disclosure.Event, rules Rules) []Notification {
	if len(events) > 0 && events[0].Kind == disclosure.KindRecorded && after.Imported {
		return nil // an imported history alerts nobody
	}
	var out []Notification
	for i := range events {
		e := &events[i]
		a, to := notify(after, e, &rules)
		for _, person := range rules.standIns(to, after) {
			a.Person, a.Case, a.Seq = person, after.ID, e.Seq
			out = append(out, a)
		}
	}
	return out
}

// notify returns the text of the notification about an event and its recipients. Most events have none.
func notify(c *disclosure.Case, e *disclosure.Event, rules *Rules) (Notification, []string) {
	author := rules.responsible(c.Author, disclosure.Researcher)
	leads := rules.leads("", c.Author)
	switch {
	case e.Planned:
	case e.Kind == disclosure.KindExploited, e.Kind == disclosure.KindLeaked:
		return Notification{Text: fmt.Sprintf("%s on %s: the embargo has ended, once two people confirm it", e.Kind, e.At), Urgent: true}, rules.everybody(c.Author)
	case e.IsReopening():
		text := fmt.Sprintf("open again on %s: tell the vendor in the same thread", e.At)
		if page := pageOf(c); page != "" {
			text = fmt.Sprintf("open again on %s: %s. Tell the vendor in the same thread", e.At, page)
		}
		return Notification{Text: text, Urgent: true}, union(author, leads)
	case e.Kind == disclosure.KindLegalThreat:
		return Notification{
			Text:   fmt.Sprintf("a legal threat of %s: nothing is written by itself any more, and publishing waits for the counsel or two leads", e.At),
			Urgent: true,
		}, union(author, leads, rules.counsel())
	case e.Kind == disclosure.KindReadersChanged:
		return Notification{Text: e.Text + " Look at it now.", Urgent: true}, rules.everybody(c.Author)
	case c.Ended(), c.Work == disclosure.WorkClosed && !stillPublishes(c, e):
	case e.Kind == disclosure.KindDeadlinePassed && e.Detail.Clock != nil:
		k := c.Clocks[e.Detail.Clock.Key()]
		if clock.Snoozed(c, e.Detail.Clock.Key(), rules.Now, rules.zone()) {
			break
		}
		to := author
		if k.What.Publishes() {
			to = union(author, leads)
		}
		return Notification{Text: e.Text}, to
	case e.Kind == disclosure.KindUnattributed:
		return Notification{Text: "somebody wrote who is not known to speak for anybody: it waits in the inbox"}, author
	case e.Kind == disclosure.KindUnclear:
		return Notification{Text: fmt.Sprintf("it is not clear whether a person wrote what came in on %s: read inbox item %d and say so, the clocks go on until then", e.At, e.Detail.Inbox), Urgent: true}, author
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

// pageOf says what a page of ours that is out tells about an asset that is open again, "" where no page is out.
func pageOf(c *disclosure.Case) string {
	switch {
	case c.PageNamesAssets():
		return "our full page says where it is; a limited revision names no place and waits for the approval of two people"
	case c.Publication == disclosure.PublicationLimited, c.Publication == disclosure.PublicationStub:
		return "the page that is out names no place, and does not say yet that it is open"
	default:
		return ""
	}
}

// everybody returns everyone in the team who works on cases.
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
