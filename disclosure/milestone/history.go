package milestone

import (
	"slices"

	"daylight/disclosure"
	"daylight/disclosure/civil"
)

// History is what happened in a case, by episode and by party.
type History struct {
	// Episodes has at least one; the last one is the current one.
	Episodes []Episode `json:"episodes"`
	LastOpen Moment    `json:"last_open,omitzero"` // newest open answer of ours of what is not closed
	Reported Moment    `json:"publicly_reported,omitzero"`
}

// Episode is a stretch of exposure: from the first disclosure, or a re-opening after a closure, to the next closure.
type Episode struct {
	Number     int     `json:"number"` // 1 is the first
	Discovered Moment  `json:"discovered,omitzero"`
	Reopened   Moment  `json:"reopened,omitzero"`  // that began it, from the second on
	Exploited  Moment  `json:"exploited,omitzero"` // or leaked
	Stub       Moment  `json:"stub,omitzero"`
	Limited    Moment  `json:"limited,omitzero"`
	Full       Moment  `json:"full,omitzero"`
	Closure    Closure `json:"closure,omitzero"` // of the last asset; zero while one of them is not closed
	Parties    []Party `json:"parties,omitempty"`
}

// Of finds the milestones of a case, from what its row holds. It is pure.
func Of(c *disclosure.Case) History { return of(c, c.ClockEvents, sightsOf(c)) }

// ForClocks is [Of] with the closures that stop a clock: those that our probes saw, and in an imported case, where nothing can be
// probed any more, those that its source reports. An episode that was closed only by a report goes on.
func ForClocks(c *disclosure.Case) History {
	events := c.ClockEvents
	if !c.Imported {
		events = slices.DeleteFunc(slices.Clone(events), func(t disclosure.ClockEvent) bool {
			return t.Kind == disclosure.KindClosed && !t.Verified
		})
	}
	return of(c, events, nil)
}

// OfEvents finds the milestones of a case from its events, which tell more than its row: each open answer of ours. It is pure.
func OfEvents(c *disclosure.Case, events []disclosure.Event) History {
	rebuilt := disclosure.Rebuild(c.ID, events)
	if rebuilt == nil {
		return of(c, nil, nil)
	}
	return of(c, rebuilt.ClockEvents, sightsIn(events))
}

// sight is an open answer of ours.
type sight struct {
	asset string
	at    civil.When
	seq   int // 0 where only the row of the case tells of it
}

func sightsOf(c *disclosure.Case) []sight {
	var out []sight
	for _, assets := range [][]disclosure.Asset{c.Assets, c.DroppedAssets} {
		for i := range assets {
			if a := &assets[i]; a.SeenOpen() {
				out = append(out, sight{asset: a.ID, at: a.LastOpen()})
			}
		}
	}
	return out
}

func sightsIn(events []disclosure.Event) []sight {
	var out []sight
	for i := range events {
		if e := &events[i]; e.SawOpen() {
			out = append(out, sight{asset: e.Detail.AssetID, at: e.At, seq: e.Seq})
		}
	}
	return out
}

// Current is the newest episode.
func (h *History) Current() *Episode { return &h.Episodes[len(h.Episodes)-1] }

// Discovered is when the exposure was first found.
func (h *History) Discovered() Moment { return h.Episodes[0].Discovered }

// Closure is the end of the newest episode; zero while it lasts.
func (h *History) Closure() Closure { return h.Current().Closure }

// FirstContact is the first contact with any party of a role.
func (h *History) FirstContact(role disclosure.Role) Moment {
	return h.first(role, "", false, (*Party).FirstContact)
}

// FirstAnswer is the first answer by a person of any party of a role.
func (h *History) FirstAnswer(role disclosure.Role) Moment {
	return h.first(role, "", false, (*Party).FirstAnswer)
}

// FirstContactWith is the first contact with one party. What names nobody beside several is nobody's.
func (h *History) FirstContactWith(role disclosure.Role, name string) Moment {
	return h.first(role, name, true, (*Party).FirstContact)
}

// FirstAnswerOf is the first answer of one party.
func (h *History) FirstAnswerOf(role disclosure.Role, name string) Moment {
	return h.first(role, name, true, (*Party).FirstAnswer)
}

func (h *History) first(role disclosure.Role, name string, one bool, of func(*Party) Moment) Moment {
	var first Moment
	for i := range h.Episodes {
		parties := h.Episodes[i].Parties
		for j := range parties {
			if p := &parties[j]; p.Role == role && (!one || p.Name == name) {
				first = First(first, of(p))
			}
		}
	}
	return first
}

// HeadsUp is the newest notice before a publication to anybody.
func (h *History) HeadsUp() Moment {
	var last Moment
	for i := range h.Episodes {
		for j := range h.Episodes[i].Parties {
			if m := h.Episodes[i].Parties[j].HeadsUp; !m.IsZero() {
				last = newest(last, m)
			}
		}
	}
	return last
}

// Claim is the newest word of a party that it is fixed, and whose it is.
func (h *History) Claim() (Moment, Party) {
	var last Moment
	var by Party
	for i := range h.Episodes {
		for j := range h.Episodes[i].Parties {
			p := &h.Episodes[i].Parties[j]
			if m := p.Claim().Moment; !m.IsZero() && (last.IsZero() || !m.Before(last)) {
				last, by = m, *p
			}
		}
	}
	return last, by
}

// Publication is when the public first read of it: in a writeup of ours with substance, or from somebody else.
func (h *History) Publication() Moment {
	first := h.Reported
	for i := range h.Episodes {
		first = First(First(first, h.Episodes[i].Limited), h.Episodes[i].Full)
	}
	return first
}

// Party returns what happened with a party in the episode; an empty one where it has no part in the case.
func (e *Episode) Party(role disclosure.Role, name string) Party {
	for i := range e.Parties {
		if p := &e.Parties[i]; p.Role == role && p.Name == name {
			return *p
		}
	}
	return Party{Role: role, Name: name}
}
