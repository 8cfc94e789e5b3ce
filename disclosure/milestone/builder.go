package milestone

import (
	"slices"

	"daylight/disclosure"
)

// builder goes through the clock events of a case in the order in which they happened.
type builder struct {
	*roll
	h      History
	assets []asset
	events []disclosure.ClockEvent
	sights []sight
	now    int       // position in events
	room   []Attempt // for those of the first episode, kept at once for all parties
	proven bool      // only what our own probes saw ends an exposure
}

// asset is how one asset stands at a point of the history.
type asset struct {
	id, owner, host string
	closure         Closure // zero while it is open
	seen            Moment  // newest open answer of ours, at the end of the history
}

func of(c *disclosure.Case, events []disclosure.ClockEvent, sights []sight, proven bool) History {
	events = InOrder(events)
	b := builder{roll: newRoll(c, events), events: events, sights: sights, proven: proven}
	b.h.Episodes = []Episode{{Number: 1, Parties: b.parties()}}
	b.assets = assetsOf(c, events)
	tries := 0
	for _, n := range b.tries {
		tries += n
	}
	b.room = make([]Attempt, tries)
	for i := range events {
		b.now = i
		b.add(&events[i])
	}
	b.lastSeen()
	b.endParties()
	for i := range b.h.Episodes {
		b.h.Episodes[i].narrow()
	}
	return b.h
}

// InOrder sorts clock events by when they happened: an imported history may list them in any order. They are large: they are
// compared where they stand, and each is moved once.
func InOrder(events []disclosure.ClockEvent) []disclosure.ClockEvent {
	compare := func(a, b int) int {
		x, y := &events[a], &events[b]
		if by := x.At.Compare(y.At); by != 0 {
			return by
		}
		return x.Seq - y.Seq
	}
	order := make([]int, len(events))
	for i := range order {
		order[i] = i
	}
	if slices.IsSortedFunc(order, compare) {
		return events
	}
	slices.SortStableFunc(order, compare)
	out := make([]disclosure.ClockEvent, len(events))
	for to, from := range order {
		out[to] = events[from]
	}
	return out
}

// assetsOf lists the assets that an end of the exposure takes: those of the case, one that was dropped while it was open, and those
// that only events name. A history without any has one without an id.
func assetsOf(c *disclosure.Case, events []disclosure.ClockEvent) []asset {
	out := make([]asset, 0, len(c.Assets)+1)
	add := func(a *disclosure.Asset) {
		out = append(out, asset{id: a.ID, owner: a.Owner, host: a.Host})
	}
	for i := range c.Assets {
		add(&c.Assets[i])
	}
	dropped := c.DroppedOpen()
	for i := range dropped {
		add(&dropped[i])
	}
	for i := range events {
		t := &events[i]
		if t.Asset == "" || t.Work != "" || t.Kind != disclosure.KindClosed && t.Kind != disclosure.KindReopened || !c.Counts(t.Asset) {
			continue
		}
		if !slices.ContainsFunc(out, func(a asset) bool { return a.id == t.Asset }) {
			out = append(out, asset{id: t.Asset})
		}
	}
	if len(out) == 0 {
		out = append(out, asset{})
	}
	return out
}

func (b *builder) episode() *Episode { return b.h.Current() }

// party is whom an event is about, in the current episode.
func (b *builder) party(t *disclosure.ClockEvent) *Party {
	return &b.episode().Parties[b.about(roleOf(t), t.Name)]
}

func (b *builder) add(t *disclosure.ClockEvent) {
	if t.Asset != "" && !b.c.Counts(t.Asset) {
		return // what was dropped neither stops a clock nor starts one
	}
	ep := b.episode()
	switch {
	case isOutreach(t.Kind):
		b.attempt(t)
	case isAnswer(t.Kind):
		p := b.party(t)
		p.Answers = append(p.Answers, Answer{Moment: momentOf(t), Kind: t.Kind, Until: t.Until, Unproven: doubtful(t.Kind, t.Trust)})
	}
	switch t.Kind {
	case disclosure.KindDiscovered:
		first := &b.h.Episodes[0] // a later episode begins with its re-opening
		first.Discovered = First(first.Discovered, momentOf(t))
	case disclosure.KindBounced:
		b.bounce(t)
	case disclosure.KindDeemedAware:
		p := b.party(t)
		p.Aware = First(p.Aware, momentOf(t))
	case disclosure.KindClosed:
		b.close(t)
	case disclosure.KindReopened:
		b.reopen(t)
	case disclosure.KindClosureContradicted:
		b.contradict(t)
	case disclosure.KindExploited, disclosure.KindLeaked:
		ep.Exploited = First(ep.Exploited, momentOf(t))
	case disclosure.KindPublished:
		b.published(t)
	case disclosure.KindPubliclyReported:
		b.h.Reported = First(b.h.Reported, momentOf(t))
	default:
	}
}

func (b *builder) attempt(t *disclosure.ClockEvent) {
	if t.Kind == disclosure.KindHeadsUpSent {
		b.party(t).HeadsUp = momentOf(t)
	}
	if t.Party == "" && t.Kind != disclosure.KindContacted {
		return // it does not say to whom
	}
	at := b.about(roleOf(t), t.Name)
	p := &b.episode().Parties[at]
	if n := b.tries[at]; p.Attempts == nil && n <= len(b.room) {
		p.Attempts, b.room = b.room[:0:n], b.room[n:]
	}
	p.Attempts = append(p.Attempts, Attempt{
		Moment: momentOf(t), Kind: t.Kind, Channel: t.Channel, Contact: t.Contact, message: t.Message,
	})
}

// bounce finds the attempt that came back: by the message or the contact wherever that is named, else the newest to the party that
// can be meant. A message that the other side's server refused was never on record as sent: that was an attempt, too.
func (b *builder) bounce(t *disclosure.ClockEvent) {
	p := b.party(t)
	theirs := p
	parties := b.episode().Parties
	if t.Name == "" && t.Message != "" {
		for i := range parties {
			if q := &parties[i]; q.Role == roleOf(t) && q.cameBack(func(a *Attempt) bool { return a.message == t.Message }) != nil {
				theirs = q
			}
		}
	}
	a := theirs.cameBack(func(a *Attempt) bool { return t.Message != "" && a.message == t.Message })
	if a == nil {
		a = theirs.cameBack(func(a *Attempt) bool {
			return t.Message == "" && (t.Channel == "" || a.Channel == "" || a.Channel == t.Channel) &&
				(t.Contact == "" || a.Contact == "" || t.Contact == a.Contact)
		})
	}
	if a != nil {
		a.Bounced = momentOf(t)
		return
	}
	p.Attempts = append(p.Attempts, Attempt{
		Moment: momentOf(t), Kind: t.Kind, Channel: t.Channel, Contact: t.Contact, Bounced: momentOf(t), message: t.Message,
	})
}

// cameBack is the newest attempt that matches and has not come back yet.
func (p *Party) cameBack(match func(*Attempt) bool) *Attempt {
	for i := len(p.Attempts) - 1; i >= 0; i-- {
		if a := &p.Attempts[i]; a.Bounced.IsZero() && match(a) {
			return a
		}
	}
	return nil
}

func (b *builder) published(t *disclosure.ClockEvent) {
	ep := b.episode()
	switch t.Mode {
	case disclosure.Limited:
		ep.Limited = First(ep.Limited, momentOf(t))
	case disclosure.Stub:
		ep.Stub = First(ep.Stub, momentOf(t))
	case disclosure.Full, "":
		ep.Full = First(ep.Full, momentOf(t))
	}
}

// lastSeen keeps the newest open answer of each asset, and for the case that of what is not closed.
func (b *builder) lastSeen() {
	if len(b.sights) == 0 {
		return
	}
	at := make(map[string]int, len(b.assets))
	for i := range b.assets {
		at[b.assets[i].id] = i
	}
	for i := range b.sights {
		s := &b.sights[i]
		if j, ok := at[s.asset]; ok {
			seen := Moment{At: s.at, Seq: s.seq, Source: disclosure.SourceOwnProbe, Bounds: s.at.Range()}
			b.assets[j].seen = newest(b.assets[j].seen, seen)
		}
	}
	for i := range b.assets {
		if a := &b.assets[i]; a.closure.IsZero() && !a.seen.IsZero() {
			b.h.LastOpen = newest(b.h.LastOpen, a.seen)
			b.h.Seen = append(b.h.Seen, Seen{Asset: a.id, Moment: a.seen})
		}
	}
}

// narrow bounds what happened by what came before and after it: nothing was told, closed or published before it was found, and
// nothing was closed before it was last seen open.
func (e *Episode) narrow() {
	found := &e.Discovered.Bounds
	e.eachEffect(func(m *Moment) {
		if !m.IsZero() {
			*found = found.Before(m.Bounds)
		}
	})
	e.eachEffect(func(m *Moment) { m.Bounds = m.Bounds.After(*found) })
	seen := func(k *Closure) { k.Bounds = k.Bounds.After(k.LastOpen.Range()) }
	seen(&e.Closure)
	for i := range e.Parties {
		seen(&e.Parties[i].Closure)
	}
}

// eachEffect goes through what can only have happened after it was found.
func (e *Episode) eachEffect(visit func(*Moment)) {
	for _, m := range [...]*Moment{&e.Closure.Moment, &e.Stub, &e.Limited, &e.Full} {
		visit(m)
	}
	for i := range e.Parties {
		p := &e.Parties[i]
		visit(&p.Closure.Moment)
		for j := range p.Attempts {
			visit(&p.Attempts[j].Moment)
		}
	}
}
