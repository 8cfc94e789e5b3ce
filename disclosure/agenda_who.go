package disclosure

import (
	"slices"
	"strconv"
	"strings"
	"time"
)

// CanAct reports whether the person may do what the item asks for.
func (i *AgendaItem) CanAct(who Actor) bool {
	need := i.need
	if need == "" {
		need = Researcher
	}
	return who.Role.AtLeast(need) && (i.Except == "" || !samePerson(i.Except, who.Name))
}

// InboxItem is the agenda's item for something that came in and that no case could take by itself. Who may say where
// it belongs are all leads.
func InboxItem(in *Inbound, rules AgendaRules) AgendaItem {
	because := "a person has to say where it belongs"
	if in.State == InboundFailed {
		because = "it could not be read"
	}
	return AgendaItem{
		Case: in.Case, Title: in.Subject, What: AgendaInbox, Text: "look at inbox item " + strconv.FormatInt(in.ID, 10),
		Who: rules.leads("", ""), Because: because + "; it came in on " + At(in.Received.In(rules.zone())).String(),
		Ref: strconv.FormatInt(in.ID, 10), Recorded: in.Received.UTC(), need: Researcher,
	}
}

func (r *AgendaRules) zone() *time.Location {
	if r.Zone == nil {
		return time.UTC
	}
	return r.Zone
}

// responsible is the author, where they are still one who may act; else the leads.
func (r *AgendaRules) responsible(author string, need Rank) []string {
	if r.mayAct(author, need) {
		return []string{author}
	}
	return r.leads("", "")
}

// mayAct reports whether the person is of the team and of the rank. Without a configured team everybody is.
func (r *AgendaRules) mayAct(name string, need Rank) bool {
	if name == "" {
		return false
	}
	return len(r.Staff) == 0 || slices.ContainsFunc(r.Staff, func(p Actor) bool { return samePerson(p.Name, name) && p.Role.AtLeast(need) })
}

// leads are the people who may decide, but for one of them. Where no team is configured it is the fallback, if there is
// one. It is never nil.
func (r *AgendaRules) leads(except, fallback string) []string {
	names := []string{}
	for _, p := range r.Staff {
		if p.Role.AtLeast(Lead) && (except == "" || !samePerson(p.Name, except)) {
			names = append(names, p.Name)
		}
	}
	if len(r.Staff) == 0 && fallback != "" {
		names = append(names, fallback)
	}
	slices.SortFunc(names, strings.Compare)
	return names
}
