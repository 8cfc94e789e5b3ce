package agenda

import (
	"slices"
	"strconv"
	"strings"
	"time"

	"daylight/disclosure"
	"daylight/disclosure/civil"
	"daylight/disclosure/ledger"
	"daylight/disclosure/person"
)

// CanAct reports whether the person may do what the item asks for.
func (i *Item) CanAct(who disclosure.Actor) bool {
	need := i.need
	if need == "" {
		need = disclosure.Researcher
	}
	ranked := who.Role.AtLeast(need) || i.What == LegalThreat && who.Counsel
	return ranked && (i.Except == "" || !person.Same(i.Except, who.Name))
}

// InboxItem is the agenda's item for an incoming message that could not be matched to a case. All leads may assign it.
func InboxItem(in *ledger.Inbound, rules Rules) Item {
	because := "a person has to assign it to a case"
	switch {
	case in.State == ledger.InboundFailed:
		because = "it could not be read"
	case in.Case != "":
		because = "it names the case, and a person has to say whose word it is"
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

// responsible returns the author if they still have the rank, or else the leads.
func (r *Rules) responsible(author string, need disclosure.Rank) []string {
	if r.hasRank(author, need) {
		return []string{author}
	}
	return r.leads("", "")
}

// hasRank reports whether the person is in the team and has the rank. Without a configured team everybody has it.
func (r *Rules) hasRank(name string, need disclosure.Rank) bool {
	if name == "" {
		return false
	}
	return len(r.Staff) == 0 || slices.ContainsFunc(r.Staff, func(p disclosure.Actor) bool { return person.Same(p.Name, name) && p.Role.AtLeast(need) })
}

// seconds returns the leads who can be the second person to somebody: those who have a means to show who they are. Where none has, it
// returns the leads all the same, because one of them has to get it.
func (r *Rules) seconds(first string) []string {
	able := Rules{}
	for _, p := range r.Staff {
		if p.Hand.Account != "" {
			able.Staff = append(able.Staff, p)
		}
	}
	if names := able.leads(first, ""); len(names) > 0 {
		return names
	}
	return r.leads(first, "")
}

// leads returns the people who may decide, except one of them. Without a configured team it returns the fallback, if there
// is one. It never returns nil.
func (r *Rules) leads(except, fallback string) []string {
	names := []string{}
	for _, p := range r.Staff {
		if p.Role.AtLeast(disclosure.Lead) && (except == "" || !person.Same(p.Name, except)) {
			names = append(names, p.Name)
		}
	}
	if len(r.Staff) == 0 && fallback != "" {
		names = append(names, fallback)
	}
	slices.SortFunc(names, strings.Compare)
	return names
}
