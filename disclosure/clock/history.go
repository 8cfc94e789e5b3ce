package clock

import (
	"slices"

	"daylight/disclosure"
	"daylight/disclosure/civil"
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
}

// Moment is something that happened, with the event that says so. Seq is 0 in a simulation.
type Moment struct {
	At   civil.When `json:"at,omitzero"`
	Seq  int        `json:"seq,omitempty"`
	Text string     `json:"text,omitempty"`
}

// IsZero reports whether it has not happened.
func (m Moment) IsZero() bool { return m.At.IsZero() }

// Episode is what happened between a first disclosure, or a re-opening, and the closure. Each has clocks of
// its own.
type Episode struct {
	Number       int          `json:"number"` // 1 is the first
	Discovered   Moment       `json:"discovered,omitzero"`
	Reopened     Moment       `json:"reopened,omitzero"` // that began it, from the second on
	Attempts     []Attempt    `json:"attempts,omitempty"`
	Acknowledged Moment       `json:"acknowledged,omitzero"`
	Aware        Moment       `json:"deemed_aware,omitzero"`
	Promised     Moment       `json:"promised,omitzero"` // when the newest promise was made
	PromisedFor  civil.When   `json:"promised_for,omitzero"`
	Exploited    Moment       `json:"exploited,omitzero"`
	HeadsUp      Moment       `json:"heads_up,omitzero"`
	Fixed        Moment       `json:"fixed,omitzero"`
	Stub         Moment       `json:"stub,omitzero"`
	Limited      Moment       `json:"limited,omitzero"`
	Full         Moment       `json:"full,omitzero"`
	Pauses       []Pause      `json:"pauses,omitempty"`
	Moves        []DateChange `json:"moves,omitempty"`
	Waived       []DateChange `json:"waived,omitempty"`
}

// Attempt is a try to reach a party.
type Attempt struct {
	Moment
	Role    disclosure.Role    `json:"role"`
	Name    string             `json:"name,omitempty"`
	Channel disclosure.Channel `json:"channel,omitempty"`
	Contact string             `json:"contact,omitempty"` // id of the contact, where it is known
	Bounced Moment             `json:"bounced,omitzero"`  // it came back, or was refused
	key     string
}

// Pause is a stretch in which clocks stand still: its first day counts, its last one does not.
type Pause struct {
	Clause    string               `json:"clause,omitempty"` // "" is every clause
	From      Moment               `json:"from"`
	To        Moment               `json:"to,omitzero"` // zero while it lasts
	WaitingOn disclosure.WaitingOn `json:"ball,omitempty"`
}

// DateChange is a decision about the date of one clause.
type DateChange struct {
	Moment
	Clause     string     `json:"clause"`
	Due        civil.When `json:"due,omitzero"`
	Set        bool       `json:"set,omitempty"`    // a date set by a person, instead of the policy's
	Actor      string     `json:"actor,omitempty"`  // who granted it
	CoApprover string     `json:"second,omitempty"` // the second person
}

// Attempt returns the first attempt to reach a role, bounced or not.
func (e *Episode) Attempt(role disclosure.Role) Moment {
	for i := range e.Attempts {
		if e.Attempts[i].Role == role {
			return e.Attempts[i].Moment
		}
	}
	return Moment{}
}

// Acceptance returns the first attempt to reach a role that did not come back.
func (e *Episode) Acceptance(role disclosure.Role) Moment {
	for i := range e.Attempts {
		if a := &e.Attempts[i]; a.Role == role && a.Bounced.IsZero() {
			return a.Moment
		}
	}
	return Moment{}
}

// InputOf derives what the clocks of a case depend on from its clock events. It is pure.
//
// A closure counts when our probes saw it. In an imported case, where nothing can be probed any more, what the source
// says counts.
func InputOf(c *disclosure.Case) Input {
	r := inputBuilder{c: c, shut: map[string]bool{}}
	r.h = Input{
		Holidays: c.Vendor().Country, Imported: c.Imported, PersonalData: len(c.Exposed.Data) > 0,
		Episodes: []Episode{{Number: 1}},
	}
	for i := range c.Assets {
		r.shut[c.Assets[i].ID] = false
	}
	for _, a := range c.DroppedOpen() {
		r.shut[a.ID] = false
	}
	if len(r.shut) == 0 {
		r.shut[""] = false
	}
	events := InOrder(c.ClockEvents)
	for i := range events {
		r.add(&events[i])
	}
	if c.Work == disclosure.WorkDraft || c.Work == disclosure.WorkActive {
		r.h.Ended = Moment{}
	}
	if r.h.Policy.Holidays != "" {
		r.h.Holidays = r.h.Policy.Holidays
	}
	return r.h
}

type inputBuilder struct {
	c    *disclosure.Case
	h    Input
	shut map[string]bool
}

func (r *inputBuilder) episode() *Episode { return &r.h.Episodes[len(r.h.Episodes)-1] }

func momentOf(t *disclosure.ClockEvent) Moment { return Moment{At: t.At, Seq: t.Seq} }

// setFirst keeps the first of several moments.
func setFirst(m *Moment, t *disclosure.ClockEvent) {
	if m.IsZero() {
		*m = momentOf(t)
	}
}

func (r *inputBuilder) add(t *disclosure.ClockEvent) {
	if t.Asset != "" && !r.c.Counts(t.Asset) {
		return // what was dropped neither stops a clock nor starts one
	}
	ep := r.episode()
	vendor := t.Party == "" || t.Party == disclosure.Vendor
	switch t.Kind {
	case disclosure.KindDiscovered:
		setFirst(&ep.Discovered, t)
	case disclosure.KindContacted, disclosure.KindEscalated:
		r.attempt(t)
	case disclosure.KindHeadsUpSent:
		ep.HeadsUp = momentOf(t) // the newest: an older one spoke of another plan
	case disclosure.KindBounced:
		r.bounce(t)
	case disclosure.KindAcknowledged, disclosure.KindReplied, disclosure.KindDisputed, disclosure.KindRefused, disclosure.KindFixClaimed:
		if vendor {
			setFirst(&ep.Acknowledged, t)
		}
	case disclosure.KindFixPromised:
		if vendor {
			setFirst(&ep.Acknowledged, t)
			ep.Promised, ep.PromisedFor = momentOf(t), t.Until
		}
	case disclosure.KindDeemedAware:
		if vendor {
			setFirst(&ep.Aware, t)
		}
	case disclosure.KindClosed:
		r.close(t)
	case disclosure.KindReopened:
		r.reopen(t)
	case disclosure.KindClosureContradicted:
		r.contradict(t)
	case disclosure.KindExploited, disclosure.KindLeaked:
		setFirst(&ep.Exploited, t)
	case disclosure.KindPublished:
		r.published(t)
	case disclosure.KindDeadlineSet, disclosure.KindExtensionGranted, disclosure.KindClockPaused, disclosure.KindClockResumed:
		r.dateChange(t)
	default:
	}
	if t.Policy != nil {
		r.h.Policy = *t.Policy
	}
	if t.Clock != nil && t.Waived {
		ep.Waived = append(ep.Waived, DateChange{Moment: momentWithReason(t), Clause: t.Clock.Clause, Actor: t.Actor})
	}
	if t.Work != "" && t.Work != disclosure.WorkActive {
		r.h.Ended = momentOf(t)
		r.h.Ended.Text = string(t.Work)
	}
}

func (r *inputBuilder) attempt(t *disclosure.ClockEvent) {
	a := Attempt{Moment: momentOf(t), Role: t.Party, Name: t.Name, Channel: t.Channel, Contact: t.Contact, key: t.Message}
	if a.Role == "" {
		if t.Kind == disclosure.KindEscalated {
			return // it does not say to whom
		}
		a.Role = disclosure.Vendor
	}
	ep := r.episode()
	ep.Attempts = append(ep.Attempts, a)
}

// bounce finds the attempt that came back. A message that the other side's server refused was never on record as
// contacted: that was an attempt, too.
func (r *inputBuilder) bounce(t *disclosure.ClockEvent) {
	ep := r.episode()
	role := t.Party
	if role == "" {
		role = disclosure.Vendor
	}
	for _, exact := range []bool{true, false} {
		for i := len(ep.Attempts) - 1; i >= 0; i-- {
			a := &ep.Attempts[i]
			if a.Role != role || !a.Bounced.IsZero() || t.Name != "" && a.Name != "" && t.Name != a.Name {
				continue
			}
			if exact && (t.Message == "" || t.Message != a.key) {
				continue
			}
			if !exact && (t.Message != "" || t.Channel != "" && a.Channel != "" && a.Channel != t.Channel ||
				t.Contact != "" && a.Contact != "" && t.Contact != a.Contact) {
				continue
			}
			a.Bounced = momentOf(t)
			return
		}
	}
	ep.Attempts = append(ep.Attempts, Attempt{
		Moment: momentOf(t), Role: role, Name: t.Name, Channel: t.Channel, Bounced: momentOf(t), Contact: t.Contact, key: t.Message,
	})
}

func (r *inputBuilder) close(t *disclosure.ClockEvent) {
	if !r.c.Imported && !t.Verified {
		return
	}
	for id := range r.shut {
		if t.Asset == "" || t.Asset == id {
			r.shut[id] = true
		}
	}
	for _, shut := range r.shut {
		if !shut {
			return
		}
	}
	setFirst(&r.episode().Fixed, t)
}

// reopen begins an episode when everything was closed. As long as something else is open, the clocks have not
// stopped, and one more open asset does not start them anew.
func (r *inputBuilder) reopen(t *disclosure.ClockEvent) {
	for id := range r.shut {
		if t.Asset == "" || t.Asset == id {
			r.shut[id] = false
		}
	}
	old := r.episode()
	if old.Fixed.IsZero() {
		return
	}
	next := Episode{
		Number: old.Number + 1, Discovered: momentOf(t), Reopened: momentOf(t),
		// Once exploited or leaked, always so: a new episode does not undo it.
		Exploited: old.Exploited,
	}
	for _, p := range old.Pauses {
		if p.To.IsZero() {
			p.From = momentOf(t)
			next.Pauses = append(next.Pauses, p)
		}
	}
	r.h.Episodes = append(r.h.Episodes, next)
}

// contradict takes back what a source reported: the asset was not closed, so the clocks never stopped.
func (r *inputBuilder) contradict(t *disclosure.ClockEvent) {
	for id := range r.shut {
		if t.Asset == "" || t.Asset == id {
			r.shut[id] = false
		}
	}
	r.episode().Fixed = Moment{}
}

func (r *inputBuilder) published(t *disclosure.ClockEvent) {
	ep := r.episode()
	switch t.Mode {
	case disclosure.Limited:
		setFirst(&ep.Limited, t)
	case disclosure.Stub:
		setFirst(&ep.Stub, t)
	case disclosure.Full, "":
		setFirst(&ep.Full, t)
	}
}

func (r *inputBuilder) dateChange(t *disclosure.ClockEvent) {
	k := t.Clock
	if k == nil {
		return
	}
	ep := r.episode()
	at := momentWithReason(t)
	switch t.Kind {
	case disclosure.KindDeadlineSet:
		ep.Moves = append(ep.Moves, DateChange{Moment: at, Clause: k.Clause, Due: k.Due, Set: true, Actor: t.Actor, CoApprover: t.CoApprover})
	case disclosure.KindExtensionGranted:
		ep.Moves = append(ep.Moves, DateChange{Moment: at, Clause: k.Clause, Due: k.Due, Actor: t.Actor, CoApprover: t.CoApprover})
	case disclosure.KindClockPaused:
		waitingOn := t.WaitingOn
		if waitingOn == "" {
			waitingOn = disclosure.WaitingOnUs
		}
		ep.Pauses = append(ep.Pauses, Pause{Clause: k.Clause, From: at, WaitingOn: waitingOn})
	case disclosure.KindClockResumed:
		for i := range ep.Pauses {
			if p := &ep.Pauses[i]; p.To.IsZero() && (k.Clause == "" || p.Clause == k.Clause) {
				p.To = momentOf(t)
			}
		}
	default:
	}
}

func momentWithReason(t *disclosure.ClockEvent) Moment {
	return Moment{At: t.At, Seq: t.Seq, Text: t.Clock.Reason}
}

// Before reports whether t happened before o; of one day or instant, what was recorded first.
func Before(t *disclosure.ClockEvent, o *disclosure.ClockEvent) bool {
	return momentOf(t).before(momentOf(o))
}

// InOrder sorts clock events by when they happened: an imported history may list them in any order.
func InOrder(events []disclosure.ClockEvent) []disclosure.ClockEvent {
	out := slices.Clone(events)
	slices.SortStableFunc(out, func(a, b disclosure.ClockEvent) int {
		if by := a.At.Compare(b.At); by != 0 {
			return by
		}
		return a.Seq - b.Seq
	})
	return out
}
