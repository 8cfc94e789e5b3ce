package second

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"daylight/disclosure"
	"daylight/disclosure/gate"
	"daylight/disclosure/person"
)

// Waiting is a decision that waits for its second person.
type Waiting struct {
	Proposal disclosure.Proposal `json:"proposal"`
	States   []string            `json:"states"`           // what is decided and what that rests on, in sentences
	Body     string              `json:"body,omitempty"`   // the text that is decided on, as it has to be read; "" where there is none
	Closed   string              `json:"closed,omitempty"` // why nobody can agree to it any more, or not by a press; "" if somebody can
	Digest   string              `json:"digest"`           // of all of it: who agrees to another one than they read is refused
}

// maxHistory is how many events one confirmation shows. What does not fit is read in the timeline.
const maxHistory = 40

// Of returns the decisions of a case that wait, oldest first. The events are those of the case.
func Of(c *disclosure.Case, events []disclosure.Event, now time.Time) []Waiting {
	var out []Waiting
	for _, p := range c.OpenProposals(now) {
		w := Waiting{Proposal: p, States: append([]string{p.String()}, standing(c, events, &p)...)}
		said := "proposed "
		if p.Files != "" {
			said = "drafted "
		}
		w.States = append(w.States, said+p.First().Did()+" on "+p.At.UTC().Format(time.DateTime)+" UTC")
		if p.Files != "" {
			w.States = append(w.States, ofDraft(c, &p)...)
			if !gate.TakesBack(c, disclosure.Limited) {
				w.Closed = "our page gives away no open asset any more: the revision is not needed"
			}
		}
		if _, ok := Command(&p, c); !ok && p.What != disclosure.ProposesMessage {
			w.Closed = "this decision is made on the command line"
		}
		out = append(out, w.Sealed(c.ID))
	}
	return out
}

// Sealed returns the decision with the digest of what it states now. A text is part of what is proposed, by a digest of its own.
func (w Waiting) Sealed(id disclosure.CaseID) Waiting {
	w.Digest = person.Digest(struct {
		Of     person.Decision `json:"of"`
		States []string        `json:"states"`
		Closed string          `json:"closed"`
	}{w.Proposal.Decision(id), w.States, w.Closed})
	return w
}

// standing says what stands now and would change, so that who agrees sees it, and is asked again when it has become another one.
func standing(c *disclosure.Case, events []disclosure.Event, p *disclosure.Proposal) []string {
	switch p.What {
	case disclosure.ProposesExtension, disclosure.ProposesDate, disclosure.ProposesWaiver:
		k, ok := c.Clocks[p.Clause]
		if !ok {
			return []string{p.Clause + " has no date now"}
		}
		return []string{fmt.Sprintf("%s is %s now: %s", p.Clause, strings.ReplaceAll(string(k.State), "_", " "), k.Due)}
	case disclosure.ProposesProbe, disclosure.ProposesDrop, disclosure.ProposesAttest:
		a, ok := c.Asset(p.Clause)
		if !ok {
			return []string{p.Clause + " is no asset of the case now"}
		}
		return []string{a.ID + " is " + a.Kind + " " + a.Defanged() + ", " + strings.ReplaceAll(string(a.Exposure), "_", " ")}
	case disclosure.ProposesReaders:
		if !c.Circle.Restricted() {
			return []string{"the whole team may see it now"}
		}
		return []string{"restricted to " + strings.Join(c.Circle.Names, ", ") + " now"}
	case disclosure.ProposesEmbargo:
		return []string{"the embargo lasts until " + c.Embargo.String() + " now"}
	case disclosure.ProposesClearance:
		return []string{"the legal threat is of " + c.Threatened.String()}
	case disclosure.ProposesHistory:
		return history(events, p)
	case disclosure.ProposesOverride:
		if o := p.Override; o != nil && o.Place != "" {
			return []string{"it was found in " + o.Place}
		}
	case disclosure.ProposesBaring:
		if w, ok := c.Manuscript.Word(p.Name); ok {
			return []string{"what it is cannot be shown: " + cmp.Or(w.By, "somebody") + " protected it on " + w.At.UTC().Format(time.DateOnly)}
		}
		return []string{p.Name + " is no protected word of the case now"}
	case disclosure.ProposesAware:
		return []string{"as of " + p.Due.String()}
	case disclosure.ProposesPolicy, disclosure.ProposesMessage, disclosure.ProposesPublication:
	}
	return nil
}

// history lists what a confirmation makes true for the gate: what was typed or imported, of a kind that opens something.
func history(events []disclosure.Event, p *disclosure.Proposal) []string {
	upTo, err := strconv.Atoi(p.Clause)
	if err != nil {
		return nil
	}
	var opens []disclosure.Kind
	for _, o := range gate.Openings() {
		if slices.Contains(o.By, gate.TwoPeople) || slices.Contains(o.By, gate.ALead) {
			opens = append(opens, o.Kinds...)
		}
	}
	out := []string{"it covers event 1 to " + p.Clause + ", and counts from the day of the second word:"}
	more := 0
	for i := range events {
		e := &events[i]
		if e.Seq > upTo || e.Planned || e.Ours() || e.Detail.CoApprover != "" || !slices.Contains(opens, e.Kind) {
			continue
		}
		if len(out) > maxHistory {
			more++
			continue
		}
		line := fmt.Sprintf("%d. %s %s", e.Seq, e.At, strings.ReplaceAll(string(e.Kind), "_", " "))
		if e.Party != "" {
			line += ": " + disclosure.PartyLabel(e.Party, e.Name)
		}
		out = append(out, line+", "+e.By().Did())
	}
	if more > 0 {
		out = append(out, fmt.Sprintf("and %d more, in the timeline", more))
	}
	return out
}

// ofDraft says who agreed already to a publication that Daylight drafted.
func ofDraft(c *disclosure.Case, p *disclosure.Proposal) []string {
	var out []string
	for i := range c.Approvals {
		if k := &c.Approvals[i]; k.Digest == p.Name {
			out = append(out, "approved "+k.Person().Did()+": one more person has to")
		}
	}
	if len(out) == 0 {
		return []string{"two people have to approve it"}
	}
	return out
}
