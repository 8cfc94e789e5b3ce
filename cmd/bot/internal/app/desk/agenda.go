package desk

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"sync"
	"time"

	"daylight/disclosure"
	"daylight/disclosure/agenda"
	"daylight/disclosure/civil"
	"daylight/disclosure/clock"
	"daylight/disclosure/fault"
	"daylight/disclosure/ledger"
	"daylight/disclosure/person"
)

// The bounds of an agenda. With more open cases than that, the agenda shows the most urgent ones and says so.
const (
	agendaCases = 1000
	agendaPage  = 200
	agendaInbox = 200
)

// agendaReaders is how many cases are read at once.
const agendaReaders = 4

// maxAgendaDays bounds how far ahead an agenda looks.
const maxAgendaDays = 3650

// AgendaQuery narrows an agenda.
type AgendaQuery struct {
	User string // only what this person can act on; "" is everybody
	// Actor is that person where the configuration does not name them: a user group gives them a rank.
	Actor *disclosure.Actor
	Days  int // how far ahead deadlines are shown; 0 is today
	Most  int // how many open cases are looked at; 0 is 1000
}

// Agenda is what is next, for whom.
type Agenda struct {
	AsOf  time.Time     `json:"as_of"` // UTC
	Today civil.Date    `json:"today"` // in the team's zone
	Zone  string        `json:"zone"`
	Days  int           `json:"days"`
	User  *string       `json:"user"`
	Cases int           `json:"cases"` // open cases that were read: those in which something may be due
	Items []agenda.Item `json:"items"`
	// Cut reports that some cases or inbox items were not read.
	Cut   bool     `json:"cut"`
	Notes []string `json:"notes"` // what a reader has to know to trust that nothing is missing
	// Hints hold the remedies, keyed by the text of the note.
	Hints map[string]fault.Hint `json:"-"`
}

// Agenda collects what has to be done in the open cases and in the inbox. It changes nothing.
func (d *Desk) Agenda(ctx context.Context, q AgendaQuery) (Agenda, error) {
	if q.Days < 0 || q.Days > maxAgendaDays {
		return Agenda{}, fault.Errorf(fault.Invalid, "an agenda covers 0 to %d days ahead, not %d", maxAgendaDays, q.Days)
	}
	w := agendaWork{
		desk: d, most: cmp.Or(q.Most, agendaCases), env: d.clockEnv(),
		rules: d.AgendaRules(q.Days),
	}
	w.out = Agenda{
		AsOf: w.rules.Now.Truncate(time.Second), Today: w.rules.Today, Zone: w.rules.Zone.String(), Days: q.Days,
		Items: []agenda.Item{}, Notes: []string{}, Hints: map[string]fault.Hint{},
	}
	switch {
	case q.Actor != nil:
		w.actor, w.out.User = q.Actor, &q.Actor.Name
	case q.User != "":
		actor, err := d.Named(q.User)
		if err != nil {
			return Agenda{}, err
		}
		if !actor.Role.AtLeast(disclosure.Researcher) {
			w.note("%s has the role %s in the configuration, which may not change cases", actor.Name, actor.Role)
		}
		w.actor, w.out.User = &actor, &actor.Name
	}
	if err := w.cases(ctx); err != nil {
		return Agenda{}, err
	}
	if err := w.inbox(ctx); err != nil {
		return Agenda{}, err
	}
	agenda.Sort(w.out.Items)
	return w.out, nil
}

// AgendaRules are what an agenda depends on besides a case.
func (d *Desk) AgendaRules(days int) agenda.Rules {
	rules := d.service.Rules()
	if rules.Solo {
		rules.SecondPerson = nil // one person decides, so nobody waits for another one
	}
	return agenda.Rules{
		Now: d.service.Now().UTC(), Today: d.Today(), Zone: rules.Zone(), Days: days, Staff: d.Staff(), SecondPerson: rules.SecondPerson,
		Outreach: rules.Outreach(), Away: d.away(),
	}
}

// away are the absences of the configuration. A day lasts until its end in the team's zone.
func (d *Desk) away() map[string]agenda.Away {
	out := map[string]agenda.Away{}
	zone := d.service.Rules().Zone()
	for i := range d.cfg.People {
		p := &d.cfg.People[i]
		from, until, ok := p.Away.Days()
		if !ok {
			continue
		}
		out[p.Name] = agenda.Away{
			From: civil.StartOfDay(from, zone).UTC(), Until: civil.StartOfDay(until.AddDays(1), zone).UTC(),
			After: time.Duration(p.Away.PassAfter()) * time.Hour, Last: until.String(),
		}
	}
	return out
}

// NextAction says what a person should do now in a case: the first line of its agenda. Clocks that cannot be computed are left
// out, as the agenda does, which says so.
func (d *Desk) NextAction(c *disclosure.Case) string {
	clocks, err := clock.Deadlines(c, d.clockEnv())
	if err != nil {
		clocks = nil
	}
	return agenda.NextAction(c, clocks, d.AgendaRules(agenda.DefaultDays))
}

// Held are the items of a case that are due and of which no message came, each with its reason.
func (d *Desk) Held(c *disclosure.Case) []agenda.Item {
	clocks, err := clock.Deadlines(c, d.clockEnv())
	if err != nil {
		clocks = nil // the agenda says so
	}
	return slices.DeleteFunc(agenda.Of(c, clocks, d.AgendaRules(0)), func(i agenda.Item) bool { return i.Held == nil })
}

// HeldTexts are the reasons of [Desk.Held], each with what is due.
func (d *Desk) HeldTexts(c *disclosure.Case) []string {
	var out []string
	for _, i := range d.Held(c) {
		out = append(out, i.Text+": "+i.Held.Text)
	}
	return out
}

// Staff returns the people of the configuration with their roles. The account of their hand is the means by which they could show who
// they are as a second person, "" where they have none; it proves nothing here.
func (d *Desk) Staff() []disclosure.Actor {
	staff := make([]disclosure.Actor, len(d.cfg.People))
	for i := range d.cfg.People {
		p := &d.cfg.People[i]
		staff[i] = disclosure.Actor{Name: p.Name, Role: disclosure.Rank(p.Role), Counsel: p.Counsel, Hand: person.Hand{Account: p.Slack}}
		if keys := p.Keys(); p.Slack == "" && len(keys) > 0 {
			staff[i].Hand.Account = keys[0].Fingerprint
		}
	}
	return staff
}

// agendaWork collects one agenda.
type agendaWork struct {
	desk  *Desk
	rules agenda.Rules
	env   clock.Env
	actor *disclosure.Actor
	most  int
	out   Agenda
}

func (w *agendaWork) note(format string, args ...any) {
	if text := fmt.Sprintf(format, args...); !slices.Contains(w.out.Notes, text) {
		w.out.Notes = append(w.out.Notes, text)
	}
}

func (w *agendaWork) add(items ...agenda.Item) {
	for i := range items {
		if w.actor == nil || items[i].CanAct(*w.actor) {
			w.out.Items = append(w.out.Items, items[i])
		}
	}
}

// cases reads page by page the cases with a near or past date and those in which something else waits; of those whose work has ended
// only a publication is left. A case whose deadline moves in between can appear on two pages and counts once.
func (w *agendaWork) cases(ctx context.Context) error {
	seen := map[disclosure.CaseID]bool{}
	horizon := w.rules.Today.AddDays(w.rules.Days + 2).When().Time() // past the end of the day in every zone
	for _, f := range []ledger.Filter{{Overdue: horizon, All: true}, {Waiting: true}, {Waiting: true, Work: disclosure.WorkClosed}} {
		f.Limit = agendaPage
		if err := w.walk(ctx, f, seen); err != nil {
			return err
		}
	}
	if w.out.Cut {
		w.note("only the %d open cases with the nearest deadlines were read; there are more: see `bot case list`", w.most)
	}
	return nil
}

func (w *agendaWork) walk(ctx context.Context, f ledger.Filter, seen map[disclosure.CaseID]bool) error {
	for {
		page, err := w.desk.store.List(ctx, f)
		if err != nil {
			return err
		}
		var ids []disclosure.CaseID
		for i := range page {
			if id := page[i].ID; !seen[id] && len(seen) < w.most {
				seen[id] = true
				ids = append(ids, id)
			} else if !seen[id] {
				w.out.Cut = true
			}
		}
		if err := w.several(ctx, ids); err != nil || w.out.Cut || len(page) < f.Limit {
			return err
		}
		f.After = page[len(page)-1].ID
	}
}

// several reads cases and computes their items, with agendaReaders at once.
func (w *agendaWork) several(ctx context.Context, ids []disclosure.CaseID) error {
	type part struct {
		items []agenda.Item
		notes []string
		hints []fault.Hint // one a note
		cases int
		err   error
	}
	size := max(1, (len(ids)+agendaReaders-1)/agendaReaders)
	chunks := slices.Collect(slices.Chunk(ids, size))
	parts := make([]part, len(chunks))
	var wait sync.WaitGroup
	for i, chunk := range chunks {
		wait.Go(func() {
			p := &parts[i]
			cases, err := w.desk.store.LoadSome(ctx, chunk)
			p.cases, p.err = len(cases), err
			for _, c := range cases {
				clocks, err := clock.Deadlines(c, w.env)
				if err != nil {
					p.notes = append(p.notes, err.Error()+": its deadlines are missing")
					p.hints = append(p.hints, fault.HintOf(err))
				}
				p.items = append(p.items, agenda.Of(c, clocks, w.rules)...)
			}
		})
	}
	wait.Wait()
	for i := range parts {
		p := &parts[i]
		if p.err != nil {
			return p.err
		}
		for i, n := range p.notes {
			w.note("%s", n)
			if h := p.hints[i]; !h.IsZero() {
				w.out.Hints[n] = h
			}
		}
		w.add(p.items...)
		w.out.Cases += p.cases
	}
	return nil
}

// inbox adds the items that wait for a person. Items that the bot has not tried to read yet are left out.
func (w *agendaWork) inbox(ctx context.Context) error {
	for _, state := range []ledger.InboundState{ledger.InboundWaiting, ledger.InboundFailed} {
		items, err := w.desk.store.ListInbound(ctx, state, agendaInbox+1)
		if err != nil {
			return err
		}
		if len(items) > agendaInbox {
			items = items[:agendaInbox]
			w.out.Cut = true
			w.note("only the newest %d inbox items were read; there are more: see `bot inbox list`", agendaInbox)
		}
		for i := range items {
			w.add(agenda.InboxItem(&items[i], w.rules))
		}
	}
	return nil
}
