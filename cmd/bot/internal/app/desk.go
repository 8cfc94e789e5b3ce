package app

import (
	"context"
	"io"
	"strings"

	"daylight/cmd/bot/internal/config"
	"daylight/db"
	"daylight/disclosure"
	"daylight/disclosure/agenda"
	"daylight/disclosure/civil"
	"daylight/disclosure/clock"
	"daylight/disclosure/command"
	"daylight/disclosure/command/record"
	"daylight/disclosure/fault"
	"daylight/disclosure/probe"
	"daylight/disclosure/timeline"
	"daylight/disclosure/writeup"
	"daylight/templates"
)

// Desk is what a person can do, on whatever surface they sit. Every change goes through one service.
type Desk struct {
	cfg      *config.Config
	store    *db.Store
	service  *command.Service
	prober   *probe.Prober
	texts    *templates.Set
	renderer *writeup.Renderer
	compose  map[disclosure.Channel]composer
	random   io.Reader
	key      *db.Key
	version  string
}

// composer freezes a draft to the bytes that will leave.
type composer func(c *disclosure.Case, d disclosure.Draft, k disclosure.Contact, body string) (id, to string, raw []byte, err error)

// Service returns the write path, for handlers of jobs.
func (d *Desk) Service() *command.Service { return d.service }

// Store returns the store, for reads that need nothing else.
func (d *Desk) Store() *db.Store { return d.store }

// Now is the present moment in the team's zone.
func (d *Desk) Now() civil.When {
	return civil.At(d.service.Now().In(d.service.Rules().Zone()))
}

// Today is the present civil date in the team's zone.
func (d *Desk) Today() civil.Date { return d.Now().First() }

// Actor returns the person of a name with the rank of the configuration. Where nobody is configured, whoever can
// open the database is its administrator.
func (d *Desk) Actor(name, via string) (disclosure.Actor, error) {
	if name == "" {
		return disclosure.Actor{}, fault.Errorf(fault.Invalid, "nobody is named: give --as NAME")
	}
	if strings.ContainsAny(name, "\r\n\t") || len(name) > 100 {
		return disclosure.Actor{}, fault.Errorf(fault.Invalid, "%.40q is no name", name)
	}
	for _, p := range d.cfg.People {
		if strings.EqualFold(p.Name, name) {
			return disclosure.Actor{Name: p.Name, Role: disclosure.Rank(p.Role), Via: via}, nil
		}
	}
	if len(d.cfg.People) == 0 {
		return disclosure.Actor{Name: name, Role: disclosure.Admin, Via: via}, nil
	}
	return disclosure.Actor{Name: name, Role: disclosure.Viewer, Via: via}, nil
}

// Case returns a case.
func (d *Desk) Case(ctx context.Context, id disclosure.CaseID) (*disclosure.Case, error) {
	return d.store.Load(ctx, id)
}

// List returns the lines of a list.
func (d *Desk) List(ctx context.Context, f disclosure.Filter) ([]disclosure.Summary, error) {
	return d.store.List(ctx, f)
}

// Timeline derives the history of a case as of today.
func (d *Desk) Timeline(ctx context.Context, id disclosure.CaseID) (timeline.Timeline, error) {
	_, _, t, err := d.history(ctx, id)
	return t, err
}

func (d *Desk) history(ctx context.Context, id disclosure.CaseID) (*disclosure.Case, []disclosure.Event, timeline.Timeline, error) {
	c, err := d.store.Load(ctx, id)
	if err != nil {
		return nil, nil, timeline.Timeline{}, err
	}
	events, err := d.store.Events(ctx, id)
	if err != nil {
		return nil, nil, timeline.Timeline{}, err
	}
	if len(events) > c.Version {
		events = events[:c.Version] // appended between the two reads
	}
	t := timeline.Build(c, events, d.Today())
	t.Headline = agenda.Headline(c)
	return c, events, t, nil
}

// Do executes a command that needs no preparation.
func (d *Desk) Do(ctx context.Context, actor disclosure.Actor, id disclosure.CaseID, cmd command.Command) (*disclosure.Case, error) {
	res, err := d.service.Execute(ctx, id, actor, cmd, command.Extra{})
	return res.Case, err
}

// NewCase opens a case. Targets are brought to their canonical form first.
func (d *Desk) NewCase(ctx context.Context, actor disclosure.Actor, rec record.Record) (*disclosure.Case, error) {
	assets := make([]disclosure.Asset, 0, len(rec.Facts.Assets))
	for _, a := range rec.Facts.Assets {
		a, _, err := d.Asset(a)
		if err != nil {
			return nil, err
		}
		assets = append(assets, a)
	}
	rec.Facts.Assets = assets
	res, err := d.service.Open(ctx, actor, rec, "")
	return res.Case, err
}

// ImportCase opens a case from somebody else's record of its history. Targets keep the spelling of the source
// where they cannot be read: an import never fails over an asset that Daylight cannot ask.
func (d *Desk) ImportCase(ctx context.Context, actor disclosure.Actor, imp record.Import, wish disclosure.CaseID) (*disclosure.Case, error) {
	for i, a := range imp.Facts.Assets {
		if read, _, err := d.Asset(a); err == nil {
			imp.Facts.Assets[i] = read
		}
	}
	res, err := d.service.Open(ctx, actor, imp, wish)
	return res.Case, err
}

// Asset brings what a person wrote to the canonical target of a kind; how says how it was read.
func (d *Desk) Asset(a disclosure.Asset) (out disclosure.Asset, how string, err error) {
	t, how, err := d.prober.Canonical(a.Target, a.Kind)
	if err != nil {
		return a, "", err
	}
	a.Kind, a.Target = t.Kind, t.Target
	if a.Key == "" {
		a.Key = t.Key
	}
	t.Key, t.Expect = a.Key, a.Expect
	return a, how, d.prober.Validate(t)
}

// SameTarget returns other cases that name one of the targets.
func (d *Desk) SameTarget(ctx context.Context, c *disclosure.Case) ([]disclosure.CaseID, error) {
	var out []disclosure.CaseID
	for _, a := range c.Assets {
		ids, err := d.store.FindTarget(ctx, a.Target)
		if err != nil {
			return nil, err
		}
		for _, id := range ids {
			if id != c.ID {
				out = append(out, id)
			}
		}
	}
	return out, nil
}

// clockEnv is what the clocks of every case are computed with now.
func (d *Desk) clockEnv() clock.Env {
	rules := d.service.Rules()
	return clock.Env{Now: d.service.Now(), Zone: rules.Zone(), Rules: rules.Clocks}
}
