package clock

import (
	"cmp"

	"daylight/disclosure"
	"daylight/disclosure/civil"
	"daylight/disclosure/milestone"
)

// Input is what the clocks of a case depend on, and nothing else. [InputOf] derives it from the events of a case;
// a simulation makes one up. It is a value that can be stored beside the case.
type Input struct {
	Policy disclosure.PolicyRef `json:"policy,omitzero"` // that the case follows; empty: the team's default
	// Holidays is the set of the owner's jurisdiction. A case that began under a version keeps it.
	Holidays     string    `json:"holidays,omitempty"`
	Imported     bool      `json:"imported,omitempty"` // imported from another source: taken as it is
	PersonalData bool      `json:"personal_data,omitempty"`
	Ended        Moment    `json:"ended,omitzero"` // the work on the case ended
	Episodes     []Episode `json:"episodes"`       // the last one is the current one
	Assets       []Owned   `json:"assets,omitempty"`
}

// Moment is something that happened, with the event that says so. Seq is 0 in a simulation.
type Moment struct {
	At   civil.When `json:"at,omitzero"`
	Seq  int        `json:"seq,omitempty"`
	Text string     `json:"text,omitempty"`
}

// IsZero reports whether it has not happened.
func (m Moment) IsZero() bool { return m.At.IsZero() }

// Episode is what happened between a first disclosure, or a re-opening, and the closure, with what was decided about its
// clocks. Each has clocks of its own.
type Episode struct {
	milestone.Episode
	Pauses []Pause      `json:"pauses,omitempty"`
	Moves  []DateChange `json:"moves,omitempty"`
	Waived []DateChange `json:"waived,omitempty"`
}

// Whose says whose clock a decision is about. Without a name it is about every party of the clause: that is also how a decision
// is read that was recorded before clocks belonged to parties.
type Whose struct {
	Role disclosure.Role `json:"role,omitempty"`
	Name string          `json:"party,omitempty"`
}

// Pause is a stretch in which clocks stand still: its first day counts, its last one does not.
type Pause struct {
	Whose
	Clause    string               `json:"clause,omitempty"` // "" is every clause
	From      Moment               `json:"from"`
	To        Moment               `json:"to,omitzero"` // zero while it lasts
	WaitingOn disclosure.WaitingOn `json:"ball,omitempty"`
	Left      []DateChange         `json:"left,omitempty"` // parties whose clock runs on while those of the others stand
}

// ends is when the pause ends for one side; zero while it lasts.
func (p *Pause) ends(s *side) Moment {
	for i := range p.Left {
		if k := &p.Left[i]; k.Role == s.role && k.Name == s.name && s.name != "" {
			return k.Moment
		}
	}
	return p.To
}

// DateChange is a decision about the date of one clause.
type DateChange struct {
	Moment
	Whose
	Clause     string     `json:"clause"`
	Due        civil.When `json:"due,omitzero"`
	Set        bool       `json:"set,omitempty"`    // a date set by a person, instead of the policy's
	Actor      string     `json:"actor,omitempty"`  // who granted it
	CoApprover string     `json:"second,omitempty"` // the second person
}

// InputOf derives what the clocks of a case depend on: what happened, by its milestones, and what was decided about dates, from its
// clock events. It is pure.
//
// A closure counts when our probes saw it. In an imported case, where nothing can be probed any more, what the source
// says counts.
func InputOf(c *disclosure.Case) Input {
	ordered := *c // sorted once for both
	ordered.ClockEvents = milestone.InOrder(c.ClockEvents)
	told := milestone.ForClocks(&ordered)
	h := Input{
		Holidays: c.Vendor().Country, Imported: c.Imported, PersonalData: len(c.Exposed.Data) > 0,
		Episodes: make([]Episode, len(told.Episodes)), Assets: ownedBy(c),
	}
	for i := range told.Episodes {
		h.Episodes[i].Episode = told.Episodes[i]
	}
	r := inputBuilder{c: c, h: &h}
	for i := range ordered.ClockEvents {
		r.add(&ordered.ClockEvents[i])
	}
	if c.Work == disclosure.WorkDraft || c.Work == disclosure.WorkActive {
		h.Ended = Moment{}
	}
	if h.Policy.Holidays != "" {
		h.Holidays = h.Policy.Holidays
	}
	return h
}

// inputBuilder puts the decisions of people into the episodes in which they were made.
type inputBuilder struct {
	c  *disclosure.Case
	h  *Input
	ep int
}

func (r *inputBuilder) add(t *disclosure.ClockEvent) {
	if t.Asset != "" && !r.c.Counts(t.Asset) {
		return // what was dropped neither stops a clock nor starts one
	}
	if next := r.ep + 1; next < len(r.h.Episodes) && r.h.Episodes[next].Reopened.Seq == t.Seq {
		r.reopen(t)
	}
	if t.Policy != nil {
		r.h.Policy = *t.Policy
	}
	if t.Work != "" && t.Work != disclosure.WorkActive {
		r.h.Ended = Moment{At: t.At, Seq: t.Seq, Text: string(t.Work)}
	}
	if t.Clock == nil {
		return
	}
	ep := &r.h.Episodes[r.ep]
	m := DateChange{
		Moment: Moment{At: t.At, Seq: t.Seq, Text: t.Clock.Reason}, Whose: r.whose(t.Clock), Clause: t.Clock.Clause, Due: t.Clock.Due,
		Actor: t.Actor, CoApprover: t.CoApprover,
	}
	if t.Waived {
		ep.Waived = append(ep.Waived, m)
	}
	switch t.Kind {
	case disclosure.KindDeadlineSet:
		m.Set = true
		ep.Moves = append(ep.Moves, m)
	case disclosure.KindExtensionGranted:
		ep.Moves = append(ep.Moves, m)
	case disclosure.KindClockPaused:
		ep.Pauses = append(ep.Pauses, Pause{
			Whose: m.Whose, Clause: m.Clause, From: m.Moment, WaitingOn: cmp.Or(t.WaitingOn, disclosure.WaitingOnUs),
		})
	case disclosure.KindClockResumed:
		for i := range ep.Pauses {
			p := &ep.Pauses[i]
			switch {
			case !p.To.IsZero() || m.Clause != "" && p.Clause != m.Clause:
			case m.Name == "" || p.Whose == m.Whose:
				p.To = Moment{At: t.At, Seq: t.Seq}
			case p.Name == "":
				p.Left = append(p.Left, m)
			}
		}
	default:
	}
}

// whose is whom a decision is about, by the name that the party has now.
func (r *inputBuilder) whose(k *disclosure.ClockSet) Whose {
	if k.Name == "" {
		return Whose{}
	}
	return Whose{Role: k.Role, Name: r.c.PartyName(k.Role, k.Name)}
}

// reopen begins an episode. What stood still goes on standing still.
func (r *inputBuilder) reopen(t *disclosure.ClockEvent) {
	old := &r.h.Episodes[r.ep]
	r.ep++
	for _, p := range old.Pauses {
		if p.To.IsZero() {
			p.From = Moment{At: t.At, Seq: t.Seq}
			r.h.Episodes[r.ep].Pauses = append(r.h.Episodes[r.ep].Pauses, p)
		}
	}
}

// Before reports whether t happened before o; of one day or instant, what was recorded first.
func Before(t *disclosure.ClockEvent, o *disclosure.ClockEvent) bool {
	return Moment{At: t.At, Seq: t.Seq}.before(Moment{At: o.At, Seq: o.Seq})
}
