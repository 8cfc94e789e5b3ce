package disclosure

import "slices"

// Ball says whose turn it is while a clock is paused.
type Ball string

// Whose turn it is.
const (
	BallOurs   Ball = "ours"   // the vendor waits for us: it shall not lose days by that
	BallAgreed Ball = "agreed" // both sides agreed to wait
)

// History is what the clocks of a case depend on, and nothing else. [HistoryOf] derives it from the events of a case;
// a simulation makes one up. It is a value that can be stored beside the case.
type History struct {
	Policy PolicyRef `json:"policy,omitzero"` // that the case follows; empty: the team's default
	// Holidays is the set of the owner's jurisdiction. A case that began under a version keeps it.
	Holidays     string            `json:"holidays,omitempty"`
	Imported     bool              `json:"imported,omitempty"` // told by somebody else: taken as it stands
	PersonalData bool              `json:"personal_data,omitempty"`
	Ended        Moment            `json:"ended,omitzero"` // the work on the case ended
	Episodes     []EpisodeOfClocks `json:"episodes"`       // the last one is the current one
}

// Moment is something that happened, with the event that says so. Seq is 0 in a simulation.
type Moment struct {
	At   When   `json:"at,omitzero"`
	Seq  int    `json:"seq,omitempty"`
	Text string `json:"text,omitempty"`
}

// IsZero reports whether it has not happened.
func (m Moment) IsZero() bool { return m.At.IsZero() }

// EpisodeOfClocks is what happened between a first disclosure, or a re-opening, and the closure. Each has clocks of
// its own.
type EpisodeOfClocks struct {
	Number       int         `json:"number"` // 1 is the first
	Discovered   Moment      `json:"discovered,omitzero"`
	Reopened     Moment      `json:"reopened,omitzero"` // that began it, from the second on
	Attempts     []Attempt   `json:"attempts,omitempty"`
	Acknowledged Moment      `json:"acknowledged,omitzero"`
	Aware        Moment      `json:"deemed_aware,omitzero"`
	Promised     Moment      `json:"promised,omitzero"` // when the newest promise was made
	PromisedFor  When        `json:"promised_for,omitzero"`
	Exploited    Moment      `json:"exploited,omitzero"`
	HeadsUp      Moment      `json:"heads_up,omitzero"`
	Fixed        Moment      `json:"fixed,omitzero"`
	Stub         Moment      `json:"stub,omitzero"`
	Limited      Moment      `json:"limited,omitzero"`
	Full         Moment      `json:"full,omitzero"`
	Pauses       []Pause     `json:"pauses,omitempty"`
	Moves        []ClockMove `json:"moves,omitempty"`
	Waived       []ClockMove `json:"waived,omitempty"`
}

// Attempt is a try to reach a party.
type Attempt struct {
	Moment
	Role    Role    `json:"role"`
	Name    string  `json:"name,omitempty"`
	Channel Channel `json:"channel,omitempty"`
	Contact string  `json:"contact,omitempty"` // id of the contact, where it is known
	Bounced Moment  `json:"bounced,omitzero"`  // it came back, or was refused
	key     string
}

// Pause is a stretch in which clocks stand still: its first day counts, its last one does not.
type Pause struct {
	Clause string `json:"clause,omitempty"` // "" is every clause
	From   Moment `json:"from"`
	To     Moment `json:"to,omitzero"` // zero while it lasts
	Ball   Ball   `json:"ball,omitempty"`
}

// ClockMove is a decision about the date of one clause.
type ClockMove struct {
	Moment
	Clause string `json:"clause"`
	Due    When   `json:"due,omitzero"`
	Set    bool   `json:"set,omitempty"`    // a date laid down by a person, instead of the policy's
	Actor  string `json:"actor,omitempty"`  // who granted it
	Second string `json:"second,omitempty"` // the second person
}

// Attempt returns the first attempt to reach a role, bounced or not.
func (e *EpisodeOfClocks) Attempt(role Role) Moment {
	for i := range e.Attempts {
		if e.Attempts[i].Role == role {
			return e.Attempts[i].Moment
		}
	}
	return Moment{}
}

// Acceptance returns the first attempt to reach a role that did not come back.
func (e *EpisodeOfClocks) Acceptance(role Role) Moment {
	for i := range e.Attempts {
		if a := &e.Attempts[i]; a.Role == role && a.Bounced.IsZero() {
			return a.Moment
		}
	}
	return Moment{}
}

// HistoryOf derives from the events of a case what its clocks depend on. It is pure. Corrected and planned events do
// not count; the order is that of when things happened, since a history may be told in any order.
//
// A closure counts when our probes saw it. In an imported case, where nothing can be probed any more, what the source
// says counts.
func HistoryOf(c *Case, events []Event) History {
	r := historian{c: c, shut: map[string]bool{}}
	r.h = History{
		Holidays: c.Vendor().Country, Imported: c.Imported, PersonalData: len(c.Exposed.Data) > 0,
		Episodes: []EpisodeOfClocks{{Number: 1}},
	}
	for _, a := range c.Assets {
		r.shut[a.ID] = false
	}
	if len(r.shut) == 0 {
		r.shut[""] = false
	}
	for _, e := range factsInOrder(events) {
		r.take(e)
	}
	if c.Work == WorkDraft || c.Work == WorkActive {
		r.h.Ended = Moment{}
	}
	if r.h.Policy.Holidays != "" {
		r.h.Holidays = r.h.Policy.Holidays
	}
	return r.h
}

// factsInOrder returns what happened and was not corrected, sorted by when it happened.
func factsInOrder(events []Event) []*Event {
	var corrected map[int]bool
	for i := range events {
		if k := events[i].Corrects; k > 0 && k < events[i].Seq {
			if corrected == nil {
				corrected = map[int]bool{}
			}
			corrected[k] = true
		}
	}
	var out []*Event
	for i := range events {
		e := &events[i]
		if e.Planned || e.At.IsZero() || !movesClocks(e) || corrected[e.Seq] {
			continue
		}
		out = append(out, e)
	}
	slices.SortStableFunc(out, func(a, b *Event) int {
		if by := a.At.Compare(b.At); by != 0 {
			return by
		}
		return a.Seq - b.Seq
	})
	return out
}

// movesClocks reports whether an event can matter to a clock. Most events of a long case are probes, which do not.
func movesClocks(e *Event) bool {
	switch e.Kind {
	case KindDiscovered, KindContacted, KindEscalated, KindHeadsUpSent, KindBounced, KindAcknowledged, KindReplied,
		KindDisputed, KindRefused, KindFixPromised, KindFixClaimed, KindDeemedAware, KindClosed, KindReopened,
		KindExploited, KindLeaked, KindPublished, KindDeadlineSet, KindExtensionGranted, KindClockPaused,
		KindClockResumed:
		return true
	default:
		return e.Detail.Work != "" || e.Detail.Policy != nil || e.Detail.Waived
	}
}

type historian struct {
	c    *Case
	h    History
	shut map[string]bool
}

func (r *historian) episode() *EpisodeOfClocks { return &r.h.Episodes[len(r.h.Episodes)-1] }

func momentOf(e *Event) Moment { return Moment{At: e.At, Seq: e.Seq} }

// once keeps the first of several moments.
func once(m *Moment, e *Event) {
	if m.IsZero() {
		*m = momentOf(e)
	}
}

func (r *historian) take(e *Event) {
	ep := r.episode()
	vendor := e.Party == "" || e.Party == Vendor
	switch e.Kind {
	case KindDiscovered:
		once(&ep.Discovered, e)
	case KindContacted, KindEscalated:
		r.attempt(e)
	case KindHeadsUpSent:
		ep.HeadsUp = momentOf(e) // the newest: an older one spoke of another plan
	case KindBounced:
		r.bounce(e)
	case KindAcknowledged, KindReplied, KindDisputed, KindRefused, KindFixClaimed:
		if vendor {
			once(&ep.Acknowledged, e)
		}
	case KindFixPromised:
		if vendor {
			once(&ep.Acknowledged, e)
			ep.Promised, ep.PromisedFor = momentOf(e), e.Until
		}
	case KindDeemedAware:
		if vendor {
			once(&ep.Aware, e)
		}
	case KindClosed:
		r.close(e)
	case KindReopened:
		r.reopen(e)
	case KindExploited, KindLeaked:
		once(&ep.Exploited, e)
	case KindPublished:
		r.published(e)
	case KindDeadlineSet, KindExtensionGranted, KindClockPaused, KindClockResumed:
		r.clock(e)
	default:
	}
	if e.Detail.Policy != nil {
		r.h.Policy = *e.Detail.Policy
	}
	if k := e.Detail.Clock; k != nil && e.Detail.Waived {
		ep.Waived = append(ep.Waived, ClockMove{Moment: reasoned(e, k), Clause: k.Clause, Actor: e.Actor})
	}
	if e.Detail.Work != "" && e.Detail.Work != WorkActive {
		r.h.Ended = momentOf(e)
		r.h.Ended.Text = string(e.Detail.Work)
	}
}

func (r *historian) attempt(e *Event) {
	a := Attempt{Moment: momentOf(e), Role: e.Party, Name: e.Name, Channel: e.Channel}
	if a.Role == "" {
		if e.Kind == KindEscalated {
			return // it does not say to whom
		}
		a.Role = Vendor
	}
	if m := e.Detail.Message; m != nil {
		a.Contact, a.key = m.Contact, m.Key
	}
	ep := r.episode()
	ep.Attempts = append(ep.Attempts, a)
}

// bounce finds the attempt that came back. A message that the other side's server refused was never on record as
// contacted: that was an attempt, too.
func (r *historian) bounce(e *Event) {
	ep := r.episode()
	role := e.Party
	if role == "" {
		role = Vendor
	}
	m := e.Detail.Message
	for _, exact := range []bool{true, false} {
		for i := len(ep.Attempts) - 1; i >= 0; i-- {
			a := &ep.Attempts[i]
			if a.Role != role || !a.Bounced.IsZero() || e.Name != "" && a.Name != "" && e.Name != a.Name {
				continue
			}
			if exact && (m == nil || m.Key != a.key) || !exact && (m != nil || e.Channel != "" && a.Channel != "" && a.Channel != e.Channel) {
				continue
			}
			if k := e.Detail.Contact; !exact && k != nil && a.Contact != "" && k.ID != a.Contact {
				continue
			}
			a.Bounced = momentOf(e)
			return
		}
	}
	a := Attempt{Moment: momentOf(e), Role: role, Name: e.Name, Channel: e.Channel, Bounced: momentOf(e)}
	if m != nil {
		a.Contact, a.key = m.Contact, m.Key
	}
	ep.Attempts = append(ep.Attempts, a)
}

func (r *historian) close(e *Event) {
	if !r.c.Imported && !verifiedClosure(*e) {
		return
	}
	for id := range r.shut {
		if e.Detail.AssetID == "" || e.Detail.AssetID == id {
			r.shut[id] = true
		}
	}
	for _, shut := range r.shut {
		if !shut {
			return
		}
	}
	once(&r.episode().Fixed, e)
}

// reopen begins an episode when everything was closed. As long as something else is open, the clocks have not
// stopped, and one more open asset does not start them anew.
func (r *historian) reopen(e *Event) {
	for id := range r.shut {
		if e.Detail.AssetID == "" || e.Detail.AssetID == id {
			r.shut[id] = false
		}
	}
	old := r.episode()
	if old.Fixed.IsZero() {
		return
	}
	next := EpisodeOfClocks{
		Number: old.Number + 1, Discovered: momentOf(e), Reopened: momentOf(e),
		// What the world knows it does not forget.
		Exploited: old.Exploited,
	}
	for _, p := range old.Pauses {
		if p.To.IsZero() {
			p.From = momentOf(e)
			next.Pauses = append(next.Pauses, p)
		}
	}
	r.h.Episodes = append(r.h.Episodes, next)
}

func (r *historian) published(e *Event) {
	ep := r.episode()
	mode := Full
	if k := e.Detail.Consent; k != nil {
		mode = k.Mode
	}
	switch mode {
	case Full:
		once(&ep.Full, e)
	case Limited:
		once(&ep.Limited, e)
	case Stub:
		once(&ep.Stub, e)
	}
}

func (r *historian) clock(e *Event) {
	k := e.Detail.Clock
	if k == nil {
		return
	}
	ep := r.episode()
	at := reasoned(e, k)
	switch e.Kind {
	case KindDeadlineSet:
		if e.Source == SourceSystem {
			return // computed from a setting: the policy computes it now
		}
		ep.Moves = append(ep.Moves, ClockMove{Moment: at, Clause: k.Clause, Due: k.Due, Set: true, Actor: e.Actor, Second: e.Detail.Second})
	case KindExtensionGranted:
		ep.Moves = append(ep.Moves, ClockMove{Moment: at, Clause: k.Clause, Due: k.Due, Actor: e.Actor, Second: e.Detail.Second})
	case KindClockPaused:
		ball := e.Detail.Ball
		if ball == "" {
			ball = BallOurs
		}
		ep.Pauses = append(ep.Pauses, Pause{Clause: k.Clause, From: at, Ball: ball})
	case KindClockResumed:
		for i := range ep.Pauses {
			if p := &ep.Pauses[i]; p.To.IsZero() && (k.Clause == "" || p.Clause == k.Clause) {
				p.To = momentOf(e)
			}
		}
	default:
	}
}

func reasoned(e *Event, k *ClockSet) Moment {
	return Moment{At: e.At, Seq: e.Seq, Text: k.Reason}
}
