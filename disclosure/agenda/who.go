package agenda

import (
	"slices"
	"strconv"
	"strings"
	"time"

	"daylight/disclosure"
	"daylight/disclosure/civil"
)

// CanAct reports whether the person may do what the item asks for.
func (i *Item) CanAct(who disclosure.Actor) bool {
	need := i.need
	if need == "" {
		need = disclosure.Researcher
	}
	return who.Role.AtLeast(need) && (i.Except == "" || !disclosure.SamePerson(i.Except, who.Name))
}

// InboxItem is the agenda's item for something that came in and that no case could take by itself. Who may say where
// it belongs are all leads.
func InboxItem(in *disclosure.Inbound, rules Rules) Item {
	because := "a person has to assign it to a case"
	if in.State == disclosure.InboundFailed {
		because = "it could not be read"
	}
	return Item{
		Case: in.Case, Title: in.Subject, What: InboxWaiting, Text: "look at inbox item " + strconv.FormatInt(in.ID, 10),
		Who: rules.leads("", ""), Because: because + "; it came in on " + civil.At(in.Received.In(rules.zone())).String(),
		Ref: strconv.FormatInt(in.ID, 10), Recorded: in.Received.UTC(), need: disclosure.Researcher,
	}
}

func (r *Rules) zone() *time.Location {
	if r.Zone == nil {
		return time.UTC
	}
	return r.Zone
}

// responsible is the author, where they are still one who may act; else the leads.
func (r *Rules) responsible(author string, need disclosure.Rank) []string {
	if r.mayAct(author, need) {
		return []string{author}
	}
	return r.leads("", "")
}

// mayAct reports whether the person is of the team and of the rank. Without a configured team everybody is.
func (r *Rules) mayAct(name string, need disclosure.Rank) bool {
	if name == "" {
		return false
	}
	return len(r.Staff) == 0 || slices.ContainsFunc(r.Staff, func(p disclosure.Actor) bool { return disclosure.SamePerson(p.Name, name) && p.Role.AtLeast(need) })
}

// leads are the people who may decide, but for one of them. Where no team is configured it is the fallback, if there is
// one. It is never nil.
func (r *Rules) leads(except, fallback string) []string {
	names := []string{}
	for _, p := range r.Staff {
		if p.Role.AtLeast(disclosure.Lead) && (except == "" || !disclosure.SamePerson(p.Name, except)) {
			names = append(names, p.Name)
		}
	}
	if len(r.Staff) == 0 && fallback != "" {
		names = append(names, fallback)
	}
	slices.SortFunc(names, strings.Compare)
	return names
}
