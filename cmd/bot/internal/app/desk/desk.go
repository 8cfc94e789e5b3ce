// Package desk holds the use cases that the command line, the web, Slack and the demo share: what a person can look at and
// do. A [Desk] reads from the store, prepares what a command needs (texts, writeups, targets) and hands the command to the
// one service that decides and writes.
//
// This package holds no rule of a case: package disclosure decides what a command means. It runs nothing in the
// background, sends nothing and probes nothing: package app does that.
package desk

import (
	"context"
	"slices"
	"strings"
	"time"

	"daylight/cmd/bot/internal/app/desk/carrier"
	"daylight/cmd/bot/internal/app/desk/codes"
	"daylight/cmd/bot/internal/app/desk/glance"
	"daylight/cmd/bot/internal/app/desk/imports"
	"daylight/cmd/bot/internal/config"
	"daylight/db"
	"daylight/disclosure"
	"daylight/disclosure/agenda"
	"daylight/disclosure/civil"
	"daylight/disclosure/clock"
	"daylight/disclosure/closure"
	"daylight/disclosure/command"
	"daylight/disclosure/command/record"
	"daylight/disclosure/fault"
	"daylight/disclosure/ledger"
	"daylight/disclosure/person"
	"daylight/disclosure/probe"
	"daylight/disclosure/stats"
	"daylight/disclosure/timeline"
	"daylight/disclosure/writeup"
	"daylight/templates"
)

// Desk holds what a person can do on any surface. Every change goes through one service.
type Desk struct {
	cfg      *config.Config
	store    Reader // as its reader sees it: a [door]
	open     Reader // without a door
	reads    Reads
	people   People
	service  *command.Service
	prober   *probe.Prober
	texts    *templates.Set
	renderer *writeup.Renderer
	carriers map[disclosure.Channel]carrier.Carrier
	shapes   carrier.Shapes
	key      *db.Key
	version  string
	glances  *glance.Pages
}

// Reader is what a desk reads. It has no method that writes, so that every change goes through the service.
type Reader interface {
	Load(ctx context.Context, id disclosure.CaseID) (*disclosure.Case, error)
	LoadSome(ctx context.Context, ids []disclosure.CaseID) ([]*disclosure.Case, error)
	List(ctx context.Context, f ledger.Filter) ([]ledger.Summary, error)
	Events(ctx context.Context, id disclosure.CaseID) ([]disclosure.Event, error)
	Links(ctx context.Context, id disclosure.CaseID) ([]db.Link, error)
	VerifyCase(ctx context.Context, id disclosure.CaseID) (db.Report, error)
	CaseStats(ctx context.Context, add func(*stats.Case) error) error
	CaseStatsFor(ctx context.Context, who person.Reader, add func(*stats.Case) error) error
	Circle(ctx context.Context, id disclosure.CaseID) (person.Circle, error)
	FindTarget(ctx context.Context, canonicalTarget string) ([]disclosure.CaseID, error)
	FindRef(ctx context.Context, owner, name, value string) (disclosure.CaseID, bool, error)
	Blob(ctx context.Context, ref disclosure.BlobRef) ([]byte, error)
	Inbound(ctx context.Context, id int64) (ledger.Inbound, []byte, error)
	ListInbound(ctx context.Context, state ledger.InboundState, limit int) ([]ledger.Inbound, error)
	ListInboundFor(ctx context.Context, who person.Reader, state ledger.InboundState, limit int) ([]ledger.Inbound, error)
	MayLeave(ctx context.Context) error
}

// Options are what a desk works with.
type Options struct {
	Config  *config.Config
	Store   Reader
	People  People
	Reads   Reads // nil records nothing
	Service *command.Service
	Prober  *probe.Prober // reads targets and plans; a desk never probes
	Key     *db.Key
	Version string
	Words   []templates.Own // of the team's definitions
	Shapes  carrier.Shapes  // of the media that some channel carries
}

// New returns a desk that can send on no channel yet, and that shows no restricted case: see [Desk.As].
func New(o Options) (*Desk, error) {
	texts, err := templates.New(o.Words...)
	if err != nil {
		return nil, err
	}
	// What nobody can describe to its owner is not asked.
	if err := texts.CheckKinds(append(o.Prober.Kinds(), closure.Unaskable()...)); err != nil {
		return nil, err
	}
	renderer, err := writeup.New(texts.Files(), templates.PageLanguages())
	if err != nil {
		return nil, err
	}
	return &Desk{
		cfg: o.Config, store: door{Reader: o.Store}, open: o.Store, reads: o.Reads, people: o.People, service: o.Service, prober: o.Prober, texts: texts, renderer: renderer,
		carriers: map[disclosure.Channel]carrier.Carrier{}, shapes: o.Shapes,
		key: o.Key, version: o.Version, glances: glance.New(),
	}, nil
}

// Carries lets the desk freeze drafts for a medium, ask its channel before anything is drafted, approved or sent on it, and read
// what came in on it.
func (d *Desk) Carries(medium disclosure.Channel, by carrier.Carrier) { d.carriers[medium] = by }

// Carrier is the channel that carries a medium; nothing is set where none does.
func (d *Desk) Carrier(medium disclosure.Channel) carrier.Carrier { return d.carriers[medium] }

// Through puts something between the desk and what its channels compose and guard, such as the diversions of a rehearsal.
func (d *Desk) Through(put func(disclosure.Channel, carrier.Carrier) carrier.Carrier) {
	for ch, next := range d.carriers {
		d.carriers[ch] = put(ch, next)
	}
}

// Time is the present moment, in UTC.
func (d *Desk) Time() time.Time { return d.service.Now() }

// Now is the present moment in the team's zone.
func (d *Desk) Now() civil.When {
	return civil.At(d.service.Now().In(d.service.Rules().Zone()))
}

// Today is the present civil date in the team's zone.
func (d *Desk) Today() civil.Date { return d.Now().First() }

// Zone is the team's zone.
func (d *Desk) Zone() *time.Location { return d.service.Rules().Zone() }

// KnowsPerson refuses the name of somebody whom the configuration does not name, where it names people.
func (d *Desk) KnowsPerson(name string) error {
	var known []string
	for _, p := range d.cfg.People {
		if person.Same(p.Name, name) {
			return nil
		}
		known = append(known, p.Name)
	}
	if len(known) == 0 {
		return nil
	}
	return fault.Errorf(fault.NotFound, "there is no %q in the team: it has %s", name, strings.Join(known, ", "))
}

// Case returns a case.
func (d *Desk) Case(ctx context.Context, id disclosure.CaseID) (*disclosure.Case, error) {
	return d.store.Load(ctx, id)
}

// List returns the lines of a list.
func (d *Desk) List(ctx context.Context, f ledger.Filter) ([]ledger.Summary, error) {
	return d.store.List(ctx, f)
}

// Timeline derives the history of a case as of today.
func (d *Desk) Timeline(ctx context.Context, id disclosure.CaseID) (timeline.Timeline, error) {
	r, err := d.history(ctx, id)
	return r.t, err
}

func (d *Desk) history(ctx context.Context, id disclosure.CaseID) (r reading, err error) {
	if r.c, r.events, err = d.read(ctx, id); err != nil {
		return reading{}, err
	}
	r.t = timeline.Build(r.c, r.events, d.Today())
	r.t.Headline = agenda.Headline(r.c)
	return r, nil
}

// read reads a case and its events up to the same moment.
func (d *Desk) read(ctx context.Context, id disclosure.CaseID) (*disclosure.Case, []disclosure.Event, error) {
	c, err := d.store.Load(ctx, id)
	if err != nil {
		return nil, nil, err
	}
	events, err := d.store.Events(ctx, id)
	if err != nil {
		return nil, nil, err
	}
	return c, events[:min(len(events), c.Version)], nil // some may have been appended between the two reads
}

// reading is a case with its history, all of the same moment.
type reading struct {
	c      *disclosure.Case
	events []disclosure.Event
	t      timeline.Timeline
}

// Events returns the history of a case as it was recorded.
func (d *Desk) Events(ctx context.Context, id disclosure.CaseID) ([]disclosure.Event, error) {
	return d.store.Events(ctx, id)
}

// Do executes a command that needs no preparation.
func (d *Desk) Do(ctx context.Context, actor disclosure.Actor, id disclosure.CaseID, cmd command.Command) (*disclosure.Case, error) {
	res, err := d.Execute(ctx, actor, id, cmd)
	return res.Case, err
}

// Execute is [Desk.Do] for callers who also need the events and jobs that the command produced.
func (d *Desk) Execute(ctx context.Context, actor disclosure.Actor, id disclosure.CaseID, cmd command.Command) (command.Result, error) {
	cmd, err := codes.Read(cmd)
	if err != nil {
		return command.Result{}, err
	}
	return d.execute(ctx, actor, id, cmd, command.Extra{})
}

// With returns the desk for one order of a person on a case as they saw it: see [command.Service.With].
func (d *Desk) With(version int, refs ...ledger.Ref) *Desk {
	out := *d
	out.service = d.service.With(version, refs...)
	return &out
}

// Blob returns an encrypted text that an event of a case refers to. Whoever asks got the event through the door.
func (d *Desk) Blob(ctx context.Context, ref disclosure.BlobRef) ([]byte, error) {
	return d.store.Blob(ctx, ref)
}

// Seal salts and names a text that a command brings.
func (d *Desk) Seal(text []byte) (disclosure.Blob, error) { return d.service.Blob(text) }

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
	parties, err := codes.Parties(rec.Facts.Parties)
	if err != nil {
		return nil, err
	}
	rec.Facts.Parties = parties
	res, err := d.service.Open(ctx, actor, rec, "")
	return res.Case, err
}

// Imports opens cases from files.
func (d *Desk) Imports() imports.Imports {
	return imports.Imports{Service: d.service, Refs: d.open, Asset: d.Asset, Reader: d.Reader()}
}

// Asset turns what a person wrote into the canonical target of a kind; how explains the reading.
func (d *Desk) Asset(a disclosure.Asset) (out disclosure.Asset, how string, err error) {
	rules := d.service.Rules().Probing
	if a.Kind != "" {
		if err := rules.CheckKind(&a); err != nil {
			return a, "", err
		}
		if !rules.Asks(a.Kind) {
			return a, "as it is written, because no probe asks it", nil
		}
	}
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
		ids, err := d.FindTarget(ctx, a.Target)
		if err != nil {
			return nil, err
		}
		out = append(out, slices.DeleteFunc(ids, func(id disclosure.CaseID) bool { return id == c.ID })...)
	}
	return out, nil
}

// clockEnv returns the rules and the day with which every clock is computed now.
func (d *Desk) clockEnv() clock.Env {
	rules := d.service.Rules()
	return clock.Env{Now: d.service.Now(), Zone: rules.Zone(), Rules: rules.Clocks}
}
