package disclosure

import (
	"slices"
	"time"

	"daylight/disclosure/civil"
)

// WaitingOn says who has to act while a clock is paused.
type WaitingOn string

// Who has to act.
const (
	WaitingOnUs   WaitingOn = "ours"   // the vendor waits for us, and must not lose days because of it
	WaitingAgreed WaitingOn = "agreed" // both sides agreed to wait
)

// ClockEvent is the part of one event that matters to the clocks of a case and to who has to act. A case keeps these parts,
// so that a decision or an agenda can compute every clock from the case alone: most events of a long case are probes,
// which move no clock.
type ClockEvent struct {
	Seq        int        `json:"seq"`
	Kind       Kind       `json:"kind"`
	At         civil.When `json:"at"`
	Until      civil.When `json:"until,omitzero"`
	Party      Role       `json:"party,omitempty"`
	Name       string     `json:"name,omitempty"`
	Channel    Channel    `json:"channel,omitempty"`
	Actor      string     `json:"actor,omitempty"`
	Message    string     `json:"message,omitempty"` // key
	Contact    string     `json:"contact,omitempty"` // id
	Asset      string     `json:"asset,omitempty"`   // id; "" is every asset
	Verified   bool       `json:"verified,omitempty"`
	Clock      *ClockSet  `json:"clock,omitempty"`
	Mode       Mode       `json:"mode,omitempty"`
	Work       Work       `json:"work,omitempty"`
	Policy     *PolicyRef `json:"policy,omitempty"`
	CoApprover string     `json:"second,omitempty"`
	Solo       bool       `json:"solo,omitempty"` // one person decided what takes two, by a rule of the team
	WaitingOn  WaitingOn  `json:"ball,omitempty"`
	Waived     bool       `json:"waived,omitempty"`
	Recorded   time.Time  `json:"recorded"`       // when we learned it, UTC
	Ours       bool       `json:"ours,omitempty"` // evidence of our own; see [Event.Ours]
	UpTo       int        `json:"up_to,omitempty"`
	Source     Source     `json:"source,omitempty"`
	Trust      string     `json:"trust,omitempty"`    // of a mail that nobody of the team looked at: what shows that From is true
	LastOpen   time.Time  `json:"last_open,omitzero"` // of a closure that our probes confirmed: the open answer before it
	Text       string     `json:"text,omitempty"`     // of a clearance after a legal threat: who gave it, and why
	Wants      *MoreTime  `json:"wants,omitempty"`    // of a request for more time that says how much
}

// MoreTime is how much more time somebody asks for, in their words. It moves no date.
type MoreTime struct {
	Days int    `json:"days"`
	Why  string `json:"why,omitempty"`
}

// Wanting returns the newest request of a party for more time that nobody has answered. An answer that names no party is one to all.
func (c *Case) Wanting(role Role, name string) (asked ClockEvent, ok bool) {
	party := KeyOf(role, c.PartyName(role, name))
	for _, e := range c.ClockEvents {
		theirs := e.Party != "" && KeyOf(e.Party, c.PartyName(e.Party, e.Name)) == party
		toAll := e.Party == "" || e.Party == role && e.Name == ""
		switch e.Kind { //nolint:exhaustive // The other kinds neither ask nor answer.
		case KindExtensionRequested:
			if theirs {
				asked, ok = e, true
			}
		case KindExtensionGranted, KindExtensionRefused:
			ok = ok && !theirs && !toAll
		}
	}
	return asked, ok
}

// ClockEventsOf returns the clock events of a history, in the order of the events. What was corrected is not among them.
func ClockEventsOf(events []Event) []ClockEvent {
	var out []ClockEvent
	for i := range events {
		out = addClockEvent(out, &events[i])
	}
	return out
}

// addClockEvent keeps the part of an event that matters to clocks. Where the case knows one party of the role, what names nobody is
// about that one, also when others of the role follow.
func (c *Case) addClockEvent(e *Event) {
	before := len(c.ClockEvents)
	c.ClockEvents = addClockEvent(c.ClockEvents, e)
	if e.Name != "" || len(c.ClockEvents) <= before && e.Corrects == 0 {
		return
	}
	if n := len(c.ClockEvents); n > 0 && c.ClockEvents[n-1].Seq == e.Seq {
		c.ClockEvents[n-1].Name = c.soleParty(e)
	}
}

// soleParty is the name of the one party of the case that an event of a dialogue can be about; "" where there is none or several.
func (c *Case) soleParty(e *Event) string {
	role := e.Party
	if role == "" {
		role = Vendor
	}
	if e.Kind.Info().Axis != AxisDialogue && e.Party == "" {
		return ""
	}
	name := ""
	for i := range c.Parties {
		switch p := &c.Parties[i]; {
		case p.Role != role || p.Name == "":
		case name != "":
			return ""
		default:
			name = p.Name
		}
	}
	return name
}

// addClockEvent appends the part of an event that matters to clocks, and removes what the event corrects.
func addClockEvent(events []ClockEvent, e *Event) []ClockEvent {
	if e.Corrects > 0 && e.Corrects < e.Seq {
		events = slices.DeleteFunc(events, func(t ClockEvent) bool { return t.Seq == e.Corrects })
	}
	if e.Planned || e.At.IsZero() || !MovesClocks(e) {
		return events
	}
	return append(events, clockEventOf(e))
}

func clockEventOf(e *Event) ClockEvent {
	d := &e.Detail
	t := ClockEvent{
		Seq: e.Seq, Kind: e.Kind, At: e.At, Until: e.Until, Party: e.Party, Name: e.Name, Channel: e.Channel, Actor: e.Actor,
		Asset: d.AssetID, Verified: e.OfOwnProbes(), Clock: d.Clock, Work: d.Work, Policy: d.Policy, CoApprover: d.CoApprover, Solo: d.Solo,
		WaitingOn: d.WaitingOn, Waived: d.Waived, Recorded: e.RecordedAt, Ours: e.Ours(), UpTo: d.UpTo,
		Source: e.Source, Trust: d.Trust, Wants: d.Wants,
	}
	if e.OfOwnProbes() {
		t.LastOpen = d.Closure.LastOpen
	}
	if e.Kind == KindLegalCleared {
		t.Text = e.Text
	}
	if d.Message != nil {
		t.Message, t.Contact = d.Message.Key, d.Message.Contact
	}
	if d.Contact != nil && t.Contact == "" {
		t.Contact = d.Contact.ID
	}
	if d.Consent != nil {
		t.Mode = d.Consent.Mode
	}
	return t
}

// IsClaim reports whether an event of a closure is only what a party wrote to us: its word that it is fixed, which ends nothing.
func (t *ClockEvent) IsClaim() bool {
	return t.Kind == KindClosed && !t.Verified && t.Source.Private()
}

// MovesClocks reports whether an event can matter to a clock. What Daylight itself computed never does:
// a result must not become its own cause.
func MovesClocks(e *Event) bool {
	if e.Kind == KindDeadlineSet {
		return e.Source != SourceSystem || e.Detail.Policy != nil
	}
	return e.Kind.Info().Clocks
}
