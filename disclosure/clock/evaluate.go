package clock

import (
	"time"

	"daylight/disclosure"
	"daylight/disclosure/civil"
	"daylight/disclosure/milestone"
)

// Deadline is the answer of one clause of a policy about one episode of a case, with the reason for it.
type Deadline struct {
	Clause string             `json:"clause"`
	What   disclosure.DueKind `json:"what"`
	// Role and Name say whose clock it is. They are empty for a date of the case, and Name is empty where nobody is named yet.
	Role    disclosure.Role `json:"role,omitempty"`
	Name    string          `json:"party,omitempty"`
	Country string          `json:"country,omitempty"` // of the party, which decides about holidays, CSIRT and regulator
	Episode int             `json:"episode"`
	// Due is the civil day, or the instant with its zone where the clause names an hour. It is zero while nothing can
	// be computed. The day itself is inside.
	Due civil.When `json:"due,omitzero"`
	// Ends is the first instant, in UTC, that lies outside: a timer rings then, and not earlier.
	Ends  time.Time             `json:"ends,omitzero"`
	Zone  string                `json:"zone,omitempty"` // in which the deadline day is a day
	State disclosure.ClockState `json:"state"`
	// Because is the sentence that led there.
	Because string `json:"because"`
	Anchor  Anchor `json:"anchor,omitempty"` // what was counted from; empty where it is another clause
	// AnchorAt is when the anchor happened and AnchorSeq the event that says so.
	AnchorAt  civil.When `json:"anchor_at,omitzero"`
	AnchorSeq int        `json:"anchor_seq,omitempty"`
	// Original is the date as it would be without extension; pauses and shift are in it.
	Original   civil.When      `json:"original,omitzero"`
	Extended   int             `json:"extended,omitempty"`    // days that the original date moved
	PausedDays int             `json:"paused_days,omitempty"` // in the unit of the clause
	Done       bool            `json:"done,omitempty"`        // terminated, because what was due has happened
	Step       *EscalationStep `json:"step,omitempty"`
}

// Runs reports whether the deadline lies ahead or is reached, and nothing ended it.
func (d *Deadline) Runs() bool {
	switch d.State {
	case disclosure.ClockRunning, disclosure.ClockExtended, disclosure.ClockDue, disclosure.ClockOverdue:
		return true
	case disclosure.ClockNotStarted, disclosure.ClockPaused, disclosure.ClockWaived, disclosure.ClockTerminated:
		return false
	default:
		return false
	}
}

// Text is the date as it is shown to people, always with its zone: "2020-04-26, end of day Europe/Berlin" or
// "2020-04-26T12:00 Europe/Berlin". It is "" without a date.
func (d *Deadline) Text() string { return disclosure.Clock{Due: d.Due, Zone: d.Zone}.Text() }

// Evaluate computes every clock of a case: each clause for each episode, in order. It is the only function that does,
// and it is pure.
//
// Holidays gives for a set of holidays the function that knows its days off, weekends included, and nil for a set
// that it does not know; then Saturdays and Sundays are off. Zone is the team's; nil is UTC. A deadline does not
// depend on where the reader sits, nor on the zone in which an anchor was stated: its instant is taken to the zone of
// the clause, and from there civil days are counted.
func Evaluate(p Policy, h Input, now time.Time, holidays func(set string) func(civil.Date) bool, zone *time.Location) []Deadline {
	if zone == nil {
		zone = time.UTC
	}
	w := evaluator{p: withOwn(p, &h), h: h, now: now, holidays: holidays, zone: zone}
	w.silence = silenceClause(&w.p)
	rows, each := 0, 0
	for i := range w.p.Clauses {
		if w.heardBy(&w.p.Clauses[i]) == nil {
			each++
		}
	}
	for i := range h.Episodes {
		rows += len(w.p.Clauses) - each + each*vendorsIn(&h.Episodes[i])
	}
	out := make([]Deadline, 0, rows)
	w.why = sentences{b: make([]byte, 0, rows*sentenceLength), ends: make([]int, 0, rows)}
	for i := range h.Episodes {
		w.ep, w.past = &h.Episodes[i], i < len(h.Episodes)-1
		w.headsUp, w.joined = milestone.Moment{}, false
		w.findSides()
		w.width = len(w.sides) + 1
		if n := w.width * len(w.p.Clauses); n <= cap(w.dates) {
			w.dates = w.dates[:n]
			clear(w.dates)
		} else {
			w.dates = make([]dates, n)
		}
		for j := range w.p.Clauses {
			if s := w.heardBy(&w.p.Clauses[j]); s != nil {
				out = append(out, w.deadline(j, s, len(w.sides)))
				continue
			}
			for k := range w.sides {
				out = append(out, w.deadline(j, &w.sides[k], k))
			}
		}
	}
	w.why.handOut(out)
	return out
}

// vendorsIn is how many clocks a clause for each vendor has.
func vendorsIn(ep *Episode) int {
	n := 0
	for i := range ep.Parties {
		if ep.Parties[i].Role == disclosure.Vendor {
			n++
		}
	}
	return max(1, n)
}

// sentenceLength is about how many bytes the explanation of a clock has.
const sentenceLength = 96

// evaluator computes the clauses of one episode after the other. A clause sees the dates of those before it.
type evaluator struct {
	p        Policy // with the clauses of the team's own
	h        Input
	ep       *Episode
	now      time.Time
	holidays func(string) func(civil.Date) bool
	zone     *time.Location
	past     bool // the asset was reopened since
	silence  int  // the clause that says how long an answer rests the ladder; -1 for none

	sides   []side // each vendor
	several bool   // of them have a name
	joined  bool   // whole, first and all differ from the only one
	// What the case hears: whoever speaks; the first one told alone; all of them, once all have spoken.
	whole, first, all side
	headsUp           milestone.Moment // newest notice before a publication, to anybody

	dates []dates // by clause and side; the last place of a clause is that of the case
	width int
	why   sentences
}

// dates are what other clauses can refer to.
type dates struct {
	known    bool
	due      civil.Date // as it stands
	original civil.Date // without extensions
}

// clauseEval is the work on one clause for one side.
type clauseEval struct {
	*evaluator
	c        *Clause
	s        *side
	slot     int
	zone     *time.Location
	off      func(civil.Date) bool
	anchor   Anchor
	from     Moment
	dates    dates
	paused   int
	pause    *Pause // that lasts
	ended    bool   // by exploitation
	endedAt  time.Time
	bounced  milestone.Moment
	exact    civil.When // an instant that a person named for the day
	extended int
}

func (w *evaluator) deadline(i int, s *side, slot int) Deadline {
	c := &w.p.Clauses[i]
	r := clauseEval{evaluator: w, c: c, s: s, slot: slot, zone: w.zone}
	if c.Zone != nil {
		r.zone = c.Zone
	}
	w.why.begin()
	d := Deadline{
		Clause: c.Name, What: c.Due, Role: s.role, Name: s.name, Episode: w.ep.Number, Zone: r.zone.String(), Step: c.Step,
	}
	if s.role != "" {
		d.Country = s.country
	}
	if r.compute() {
		w.dates[i*w.width+slot] = r.dates
		d.Due, d.Ends = r.end(r.dates.due)
		if at, ok := r.exact.Instant(); ok && civil.DayIn(r.exact, r.zone) == r.dates.due {
			d.Due, d.Ends = r.exact, at
		}
		d.Original, _ = r.end(r.dates.original)
		d.Extended, d.PausedDays = r.extended, r.paused
		if r.ended && r.endedAt.Before(d.Ends) {
			d.Ends = r.endedAt // at once, and not at the end of that day
		}
		if !r.bounced.IsZero() {
			d.Due, d.Ends = r.bounced.At, r.startOf(r.bounced.At)
		}
	}
	d.Anchor, d.AnchorAt, d.AnchorSeq = r.anchor, r.from.At, r.from.Seq
	r.decideState(&d)
	w.why.end()
	return d
}
