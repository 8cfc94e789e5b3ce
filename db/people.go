package db

import (
	"context"
	"strings"
	"time"

	"daylight/disclosure/fault"
	"daylight/disclosure/person"
)

// peopleMark is who is accepted, as it is kept beside the key, and the newest entry of the log that says so.
type peopleMark struct {
	Epoch int `json:"epoch"`
	Seq   int `json:"seq"`
	person.Trusted
}

// newer reports whether m knows more than the other one. A nil mark knows nobody.
func (m *peopleMark) newer(than *peopleMark) bool {
	switch {
	case m == nil:
		return false
	case than == nil:
		return true
	}
	return m.Epoch > than.Epoch || m.Epoch == than.Epoch && m.Seq > than.Seq
}

// peopleOf is who is accepted by what the log says; nil where it says nothing of people.
func peopleOf(entries []LogEntry) *peopleMark {
	var out *peopleMark
	for i := range entries {
		e := &entries[i]
		next := person.Trusted{}
		if out != nil {
			next = out.Clone()
		}
		switch e.Kind {
		case LogPinned, LogAccepted:
			if e.Pin == nil {
				continue
			}
			next.Add(*e.Pin)
		case LogRetired:
			next.Retire(e.Person)
		case LogCarried:
			if e.People == nil {
				continue
			}
			next = e.People.Clone()
		case LogRestored, LogBehind:
			if !e.Unknown {
				continue
			}
			next.Closed = true
		case LogBegun, LogResumed, LogRehearsal, LogRehearsalProposed, LogRehearsalEnded:
			continue
		default:
			continue
		}
		out = &peopleMark{Epoch: e.Epoch, Seq: e.Seq, Trusted: next}
	}
	return out
}

// trustedOf is who is accepted, nobody where the log says nothing.
func trustedOf(entries []LogEntry) person.Trusted {
	if p := peopleOf(entries); p != nil {
		return p.Trusted
	}
	return person.Trusted{}
}

// trustedAt is who was accepted at a time.
func trustedAt(entries []LogEntry, at time.Time) person.Trusted {
	n := 0
	for n < len(entries) && !entries[n].At.After(at) {
		n++
	}
	return trustedOf(entries[:n])
}

// People returns who is accepted, and by what.
func (s *Store) People(ctx context.Context) (person.Trusted, error) {
	entries, _, err := readLog(ctx, s.r)
	return trustedOf(entries), wrap(err, "who is accepted could not be read")
}

// Instance returns the id of the instance.
func (s *Store) Instance(ctx context.Context) (string, error) {
	entries, _, err := readLog(ctx, s.r)
	return standingOf(entries).instance, wrap(err, "the id of the instance could not be read")
}

// PinFirst pins what a person was proven by, where that is one of the first two people. It changes nothing where exactly this is
// pinned, and fails with code Refused for everybody else. The log is read in the transaction that writes, so that two
// processes do not both make the second person.
func (s *Store) PinFirst(ctx context.Context, p person.Pin, hand person.Hand) error {
	return s.people(ctx, func(now *person.Trusted, held bool) (*LogEntry, error) {
		switch {
		case now.Holds(p):
			return nil, nil //nolint:nilnil // nothing is new
		case held:
			return nil, heldError()
		case !now.FirstUse(p):
			return nil, fault.Errorf(fault.Refused, "%s is not accepted by %s yet, and is not one of the first two people", p.Name, p.Value)
		}
		return &LogEntry{Kind: LogPinned, Pin: &p, Hand: hand}, nil
	})
}

// Accept pins a further means. By is who accepts it: a person whose own means is pinned. signature is what they signed;
// a zero one is for a press in Slack.
func (s *Store) Accept(ctx context.Context, p person.Pin, by person.Person, signature person.Signature) error {
	return s.people(ctx, func(now *person.Trusted, _ bool) (*LogEntry, error) {
		switch own := person.PinOf(by); {
		case !now.Holds(own):
			return nil, fault.Errorf(fault.Refused, "%s is not accepted by this means, so nobody is accepted by it: %s can", by.Name, anyOf(now.Names()))
		case now.Holds(p):
			return nil, fault.Errorf(fault.Conflict, "%s is already accepted by %s", p.Name, p.Value)
		case p.Value == "" || p.Name == "" || p.Means == "":
			return nil, fault.Errorf(fault.Internal, "nothing was named to accept")
		}
		if other := now.Holder(p.Means, p.Value); other != "" {
			return nil, fault.Errorf(fault.Refused, "%s is that of %s: one means is one person", p.Value, other)
		}
		e := &LogEntry{Kind: LogAccepted, Pin: &p, By: by.Name, Hand: by.Hand}
		if !signature.IsZero() {
			e.Signature = &signature
		}
		return e, nil
	})
}

// Retire lets what is pinned to a person count no longer. It makes nobody else a person.
func (s *Store) Retire(ctx context.Context, name string, by person.Person) error {
	return s.people(ctx, func(now *person.Trusted, _ bool) (*LogEntry, error) {
		for _, have := range now.Names() {
			if have == name {
				return &LogEntry{Kind: LogRetired, Person: name, By: by.Name, Hand: by.Hand}, nil
			}
		}
		return nil, fault.Errorf(fault.NotFound, "nothing of %s is accepted", name)
	})
}

// people decides on an entry about people in the transaction that writes it, and keeps it beside the key at once.
func (s *Store) people(ctx context.Context, decide func(now *person.Trusted, held bool) (*LogEntry, error)) error {
	var known *peopleMark
	err := s.change(ctx, "who is accepted could not be written", func(tx *txn) error {
		entries, _, err := readLog(ctx, tx)
		if err != nil {
			return err
		}
		at, now := standingOf(entries), trustedOf(entries)
		e, err := decide(&now, at.held != nil)
		if err != nil || e == nil {
			return err
		}
		e.At, e.Epoch, e.Seq = s.clock().UTC().Truncate(time.Microsecond), max(at.epoch, 1), len(entries)+1
		known = peopleOf(append(entries, *e))
		return appendLog(ctx, tx, *e)
	})
	if err != nil || known == nil {
		return err
	}
	s.course.mu.Lock()
	s.course.here.People = known
	s.course.mu.Unlock()
	return s.keepOutside(true)
}

// anyOf names people of whom one is enough.
func anyOf(names []string) string {
	if len(names) == 0 {
		return "nobody yet"
	}
	return strings.Join(names, " or ")
}
