package disclosure

import (
	"slices"
	"time"
)

// Turn is what one event says to the clocks of a case, and of whose turn it is, without the rest of it. A case keeps its
// turns, so that a decision or an agenda can compute every clock from the case alone: most events of a long case are
// probes, which move none.
type Turn struct {
	Seq      int        `json:"seq"`
	Kind     Kind       `json:"kind"`
	At       When       `json:"at"`
	Until    When       `json:"until,omitzero"`
	Party    Role       `json:"party,omitempty"`
	Name     string     `json:"name,omitempty"`
	Channel  Channel    `json:"channel,omitempty"`
	Actor    string     `json:"actor,omitempty"`
	Message  string     `json:"message,omitempty"` // key
	Contact  string     `json:"contact,omitempty"` // id
	Asset    string     `json:"asset,omitempty"`   // id; "" is every asset
	Verified bool       `json:"verified,omitempty"`
	Clock    *ClockSet  `json:"clock,omitempty"`
	Mode     Mode       `json:"mode,omitempty"`
	Work     Work       `json:"work,omitempty"`
	Policy   *PolicyRef `json:"policy,omitempty"`
	Second   string     `json:"second,omitempty"`
	Ball     Ball       `json:"ball,omitempty"`
	Waived   bool       `json:"waived,omitempty"`
	Recorded time.Time  `json:"recorded"` // when we learned it, UTC
}

// TurnsOf returns the turns of a history, in the order of the events. What was corrected is not among them.
func TurnsOf(events []Event) []Turn {
	var out []Turn
	for i := range events {
		out = addTurn(out, &events[i])
	}
	return out
}

// addTurn appends what an event says to the clocks, and takes out what it corrects.
func addTurn(turns []Turn, e *Event) []Turn {
	if e.Corrects > 0 && e.Corrects < e.Seq {
		turns = slices.DeleteFunc(turns, func(t Turn) bool { return t.Seq == e.Corrects })
	}
	if e.Planned || e.At.IsZero() || !movesClocks(e) {
		return turns
	}
	return append(turns, turnOf(e))
}

func turnOf(e *Event) Turn {
	d := &e.Detail
	t := Turn{
		Seq: e.Seq, Kind: e.Kind, At: e.At, Until: e.Until, Party: e.Party, Name: e.Name, Channel: e.Channel, Actor: e.Actor,
		Asset: d.AssetID, Verified: e.OfOwnProbes(), Clock: d.Clock, Work: d.Work, Policy: d.Policy, Second: d.Second,
		Ball: d.Ball, Waived: d.Waived, Recorded: e.RecordedAt,
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

// movesClocks reports whether an event can matter to a clock. What Daylight itself computed is no cause of anything.
func movesClocks(e *Event) bool {
	switch e.Kind {
	case KindDiscovered, KindContacted, KindEscalated, KindHeadsUpSent, KindBounced, KindAcknowledged, KindReplied,
		KindDisputed, KindRefused, KindFixPromised, KindFixClaimed, KindDeemedAware, KindClosed, KindReopened,
		KindExploited, KindLeaked, KindPublished, KindExtensionGranted, KindClockPaused, KindClockResumed:
		return true
	case KindExtensionRequested, KindExtensionRefused: // they move no date, and somebody waits for an answer
		return true
	case KindDeadlineSet:
		return e.Source != SourceSystem || e.Detail.Policy != nil
	default:
		return e.Detail.Work != "" || e.Detail.Policy != nil || e.Detail.Waived
	}
}

// before reports whether t happened before o; of one day or instant, what was recorded first.
func (t *Turn) before(o *Turn) bool { return momentOf(t).before(momentOf(o)) }

// inOrder sorts turns by when they happened: a history may be told in any order.
func inOrder(turns []Turn) []Turn {
	out := slices.Clone(turns)
	slices.SortStableFunc(out, func(a, b Turn) int {
		if by := a.At.Compare(b.At); by != 0 {
			return by
		}
		return a.Seq - b.Seq
	})
	return out
}
