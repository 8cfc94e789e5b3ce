package disclosure

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

// HistoryOf derives from the turns of a case what its clocks depend on. It is pure.
//
// A closure counts when our probes saw it. In an imported case, where nothing can be probed any more, what the source
// says counts.
func HistoryOf(c *Case) History {
	r := historian{c: c, shut: map[string]bool{}}
	r.h = History{
		Holidays: c.Vendor().Country, Imported: c.Imported, PersonalData: len(c.Exposed.Data) > 0,
		Episodes: []EpisodeOfClocks{{Number: 1}},
	}
	for i := range c.Assets {
		r.shut[c.Assets[i].ID] = false
	}
	if len(r.shut) == 0 {
		r.shut[""] = false
	}
	turns := inOrder(c.Turns)
	for i := range turns {
		r.take(&turns[i])
	}
	if c.Work == WorkDraft || c.Work == WorkActive {
		r.h.Ended = Moment{}
	}
	if r.h.Policy.Holidays != "" {
		r.h.Holidays = r.h.Policy.Holidays
	}
	return r.h
}

type historian struct {
	c    *Case
	h    History
	shut map[string]bool
}

func (r *historian) episode() *EpisodeOfClocks { return &r.h.Episodes[len(r.h.Episodes)-1] }

func momentOf(t *Turn) Moment { return Moment{At: t.At, Seq: t.Seq} }

// once keeps the first of several moments.
func once(m *Moment, t *Turn) {
	if m.IsZero() {
		*m = momentOf(t)
	}
}

func (r *historian) take(t *Turn) {
	ep := r.episode()
	vendor := t.Party == "" || t.Party == Vendor
	switch t.Kind {
	case KindDiscovered:
		once(&ep.Discovered, t)
	case KindContacted, KindEscalated:
		r.attempt(t)
	case KindHeadsUpSent:
		ep.HeadsUp = momentOf(t) // the newest: an older one spoke of another plan
	case KindBounced:
		r.bounce(t)
	case KindAcknowledged, KindReplied, KindDisputed, KindRefused, KindFixClaimed:
		if vendor {
			once(&ep.Acknowledged, t)
		}
	case KindFixPromised:
		if vendor {
			once(&ep.Acknowledged, t)
			ep.Promised, ep.PromisedFor = momentOf(t), t.Until
		}
	case KindDeemedAware:
		if vendor {
			once(&ep.Aware, t)
		}
	case KindClosed:
		r.close(t)
	case KindReopened:
		r.reopen(t)
	case KindExploited, KindLeaked:
		once(&ep.Exploited, t)
	case KindPublished:
		r.published(t)
	case KindDeadlineSet, KindExtensionGranted, KindClockPaused, KindClockResumed:
		r.clock(t)
	default:
	}
	if t.Policy != nil {
		r.h.Policy = *t.Policy
	}
	if t.Clock != nil && t.Waived {
		ep.Waived = append(ep.Waived, ClockMove{Moment: reasoned(t), Clause: t.Clock.Clause, Actor: t.Actor})
	}
	if t.Work != "" && t.Work != WorkActive {
		r.h.Ended = momentOf(t)
		r.h.Ended.Text = string(t.Work)
	}
}

func (r *historian) attempt(t *Turn) {
	a := Attempt{Moment: momentOf(t), Role: t.Party, Name: t.Name, Channel: t.Channel, Contact: t.Contact, key: t.Message}
	if a.Role == "" {
		if t.Kind == KindEscalated {
			return // it does not say to whom
		}
		a.Role = Vendor
	}
	ep := r.episode()
	ep.Attempts = append(ep.Attempts, a)
}

// bounce finds the attempt that came back. A message that the other side's server refused was never on record as
// contacted: that was an attempt, too.
func (r *historian) bounce(t *Turn) {
	ep := r.episode()
	role := t.Party
	if role == "" {
		role = Vendor
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

func (r *historian) close(t *Turn) {
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
	once(&r.episode().Fixed, t)
}

// reopen begins an episode when everything was closed. As long as something else is open, the clocks have not
// stopped, and one more open asset does not start them anew.
func (r *historian) reopen(t *Turn) {
	for id := range r.shut {
		if t.Asset == "" || t.Asset == id {
			r.shut[id] = false
		}
	}
	old := r.episode()
	if old.Fixed.IsZero() {
		return
	}
	next := EpisodeOfClocks{
		Number: old.Number + 1, Discovered: momentOf(t), Reopened: momentOf(t),
		// What the world knows it does not forget.
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

func (r *historian) published(t *Turn) {
	ep := r.episode()
	switch t.Mode {
	case Limited:
		once(&ep.Limited, t)
	case Stub:
		once(&ep.Stub, t)
	case Full, "":
		once(&ep.Full, t)
	}
}

func (r *historian) clock(t *Turn) {
	k := t.Clock
	if k == nil {
		return
	}
	ep := r.episode()
	at := reasoned(t)
	switch t.Kind {
	case KindDeadlineSet:
		ep.Moves = append(ep.Moves, ClockMove{Moment: at, Clause: k.Clause, Due: k.Due, Set: true, Actor: t.Actor, Second: t.Second})
	case KindExtensionGranted:
		ep.Moves = append(ep.Moves, ClockMove{Moment: at, Clause: k.Clause, Due: k.Due, Actor: t.Actor, Second: t.Second})
	case KindClockPaused:
		ball := t.Ball
		if ball == "" {
			ball = BallOurs
		}
		ep.Pauses = append(ep.Pauses, Pause{Clause: k.Clause, From: at, Ball: ball})
	case KindClockResumed:
		for i := range ep.Pauses {
			if p := &ep.Pauses[i]; p.To.IsZero() && (k.Clause == "" || p.Clause == k.Clause) {
				p.To = momentOf(t)
			}
		}
	default:
	}
}

func reasoned(t *Turn) Moment {
	return Moment{At: t.At, Seq: t.Seq, Text: t.Clock.Reason}
}
