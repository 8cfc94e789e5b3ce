package desk

import (
	"context"
	"slices"

	"daylight/db"
	"daylight/disclosure"
	"daylight/disclosure/fault"
	"daylight/disclosure/ledger"
	"daylight/disclosure/person"
	"daylight/disclosure/stats"
)

// Reads puts on record who read a restricted case.
type Reads interface {
	RecordRead(ctx context.Context, id disclosure.CaseID, name string) error
	Reads(ctx context.Context, id disclosure.CaseID) ([]db.LogEntry, error)
}

// door is what a reader gets to see of the store. All that a desk reads goes through it, so that no surface has to think of
// restricted cases: who may not see one reads as if it did not exist. Whether somebody may is for [disclosure.Case.VisibleTo].
type door struct {
	Reader
	who   person.Reader
	reads Reads // nil records nothing
}

// As returns the desk for a reader. A desk that was not given one shows no restricted case to anybody.
func (d *Desk) As(who person.Reader) *Desk {
	out := *d
	out.store = door{Reader: d.open, who: who, reads: d.reads}
	return &out
}

// Reader is who looks.
func (d *Desk) Reader() person.Reader {
	if at, ok := d.store.(door); ok {
		return at.who
	}
	return person.Reader{}
}

// enter refuses a case that the reader may not see as if it did not exist, and records who reads a restricted one.
func (d door) enter(ctx context.Context, id disclosure.CaseID) error {
	circle, err := d.Circle(ctx, id)
	switch {
	case err != nil:
		return err
	case !circle.Sees(d.who):
		return id.NotFound()
	}
	return d.record(ctx, id, circle)
}

// record notes that a person reads a restricted case. What cannot be noted is not shown.
func (d door) record(ctx context.Context, id disclosure.CaseID, circle person.Circle) error {
	if d.reads == nil || !circle.Restricted() || d.who.Name() == "" {
		return nil
	}
	return d.reads.RecordRead(ctx, id, d.who.Name())
}

func (d door) Load(ctx context.Context, id disclosure.CaseID) (*disclosure.Case, error) {
	c, err := d.Reader.Load(ctx, id)
	switch {
	case err != nil:
		return nil, err
	case !c.VisibleTo(d.who):
		return nil, id.NotFound()
	}
	return c, d.record(ctx, id, c.Circle)
}

func (d door) LoadSome(ctx context.Context, ids []disclosure.CaseID) ([]*disclosure.Case, error) {
	cases, err := d.Reader.LoadSome(ctx, ids)
	return slices.DeleteFunc(cases, func(c *disclosure.Case) bool { return !c.VisibleTo(d.who) }), err
}

func (d door) List(ctx context.Context, f ledger.Filter) ([]ledger.Summary, error) {
	if f.After != "" {
		if err := d.enter(ctx, f.After); err != nil {
			return nil, err
		}
	}
	f.Reader = d.who
	return d.Reader.List(ctx, f)
}

func (d door) Events(ctx context.Context, id disclosure.CaseID) ([]disclosure.Event, error) {
	if err := d.enter(ctx, id); err != nil {
		return nil, err
	}
	return d.Reader.Events(ctx, id)
}

func (d door) Links(ctx context.Context, id disclosure.CaseID) ([]db.Link, error) {
	if err := d.enter(ctx, id); err != nil {
		return nil, err
	}
	return d.Reader.Links(ctx, id)
}

func (d door) VerifyCase(ctx context.Context, id disclosure.CaseID) (db.Report, error) {
	if err := d.enter(ctx, id); err != nil {
		return db.Report{}, err
	}
	return d.Reader.VerifyCase(ctx, id)
}

func (d door) CaseStats(ctx context.Context, add func(*stats.Case) error) error {
	return d.CaseStatsFor(ctx, d.who, add)
}

func (d door) FindTarget(ctx context.Context, canonicalTarget string) ([]disclosure.CaseID, error) {
	ids, err := d.Reader.FindTarget(ctx, canonicalTarget)
	if err != nil {
		return nil, err
	}
	var out []disclosure.CaseID
	for _, id := range ids {
		circle, err := d.Circle(ctx, id)
		if err != nil {
			return nil, err
		}
		if circle.Sees(d.who) {
			out = append(out, id)
		}
	}
	return out, nil
}

func (d door) Inbound(ctx context.Context, id int64) (ledger.Inbound, []byte, error) {
	in, raw, err := d.Reader.Inbound(ctx, id)
	if in.Case == "" {
		return in, raw, err
	}
	if closed := d.enter(ctx, in.Case); closed != nil {
		if fault.CodeOf(closed) == fault.NotFound {
			closed = fault.Errorf(fault.NotFound, "there is no inbox item %d", id)
		}
		return ledger.Inbound{}, nil, closed
	}
	return in, raw, err
}

func (d door) ListInbound(ctx context.Context, state ledger.InboundState, limit int) ([]ledger.Inbound, error) {
	return d.ListInboundFor(ctx, d.who, state, limit)
}

// FindTarget returns the cases that name a canonical target, as far as the reader may see them.
func (d *Desk) FindTarget(ctx context.Context, canonicalTarget string) ([]disclosure.CaseID, error) {
	return d.store.FindTarget(ctx, canonicalTarget)
}
