package e2e

import (
	"context"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"daylight/cmd/bot/internal/app"
	"daylight/cmd/bot/internal/config"
	"daylight/db"
	"daylight/disclosure"
	"daylight/disclosure/agenda"
	"daylight/disclosure/civil"
	"daylight/disclosure/clock"
	"daylight/disclosure/command"
	"daylight/disclosure/command/record"
	"daylight/disclosure/engine"
	"daylight/disclosure/ledger"
	"daylight/disclosure/milestone"
	"daylight/disclosure/person"
)

// yearEnv is the number of cases of the year; 1,000 is the full one.
const yearEnv = "DAYLIGHT_YEAR"

// simYear is a year of a team with many open cases and nobody who acts on them, on a clock that jumps. The bot is down at
// times, runs twice, and is killed with jobs in its hands.
type simYear struct {
	t     *testing.T
	mu    sync.Mutex
	now   time.Time
	store *db.Store
	svc   *command.Service
	rnd   *rand.Rand
	kills int
	down  int
}

func (y *simYear) clock() time.Time {
	y.mu.Lock()
	defer y.mu.Unlock()
	return y.now
}

func (y *simYear) jump(to time.Time) {
	y.mu.Lock()
	defer y.mu.Unlock()
	y.now = to
}

func newYear(t *testing.T, seed uint64) *simYear {
	t.Helper()
	y := &simYear{t: t, now: time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC), rnd: rand.New(rand.NewPCG(seed, 1))}
	dir := t.TempDir()
	key, err := db.LoadOrCreateKey(filepath.Join(dir, "daylight.key"))
	if err != nil {
		t.Fatal(err)
	}
	y.store, err = db.Open(t.Context(), db.Options{Create: true, Listing: agenda.ListingOf, Path: filepath.Join(dir, "daylight.db"), Identity: key.Identity(), Clock: y.clock})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := y.store.Close(); err != nil {
			t.Error(err)
		}
	})
	cfg := config.Default()
	rules := command.DefaultRules()
	if rules.Clocks, err = app.ClockRules(&cfg); err != nil {
		t.Fatal(err)
	}
	y.svc = command.New(command.Options{Store: y.store, Clock: y.clock, Rules: rules})
	return y
}

// open records a case and contacts its vendor.
func (y *simYear) open(n int) disclosure.CaseID {
	y.t.Helper()
	ada := disclosure.Actor{Name: "ada", Role: disclosure.Lead, Hand: person.Hand{Via: person.CLI, Login: "ada", Proof: person.ByLogin}}
	country := []string{"DE", "FR", "NL", "GB", "US", "IL", ""}[n%7]
	res, err := y.svc.Open(y.t.Context(), ada, record.Record{
		Discovered: civil.DateOf(y.clock()).When(),
		Facts: disclosure.Facts{
			Title: "Open store", Parties: []disclosure.Party{{Role: disclosure.Vendor, Name: fmt.Sprintf("Vendor %d", n), Country: country}},
			Exposed: disclosure.Exposed{Data: []string{"names"}},
		},
	}, "")
	if err != nil {
		y.t.Fatal(err)
	}
	at := civil.At(y.clock())
	if _, err := y.svc.Execute(y.t.Context(), res.Case.ID, ada, record.AddEvent{
		Kind: disclosure.KindContacted, At: at, Party: disclosure.Vendor, Channel: disclosure.Phone,
	}, command.Extra{}); err != nil {
		y.t.Fatal(err)
	}
	return res.Case.ID
}

// instance is one bot on the store.
func (y *simYear) instance(name string) *engine.Engine {
	return engine.New(engine.Options{
		Jobs: y.store, Leases: y.store, Service: y.svc, Clock: y.clock, Owner: name,
		Handlers: []engine.Handler{engine.DeadlineHandler(), engine.RemindHandler()},
	})
}

// work lets two instances do what is due, side by side. Before that, sometimes, one of them takes jobs and dies.
func (y *simYear) work(a, b *engine.Engine) {
	y.t.Helper()
	if y.rnd.IntN(4) == 0 {
		jobs, err := y.store.Claim(y.t.Context(), "dead/"+strconv.Itoa(y.kills), ledger.Queues(), y.clock(), 2*time.Minute, 1+y.rnd.IntN(5))
		if err != nil {
			y.t.Fatal(err)
		}
		if len(jobs) > 0 {
			y.kills++
		}
	}
	var both sync.WaitGroup
	for _, e := range []*engine.Engine{a, b} {
		both.Go(func() {
			if _, err := e.Drain(context.WithoutCancel(y.t.Context())); err != nil {
				y.t.Error(err)
			}
		})
	}
	both.Wait()
}

// TestAYearOfOpenCases holds: each deadline and each reminder is told exactly once, none before it is due, and a long sleep is
// caught up with one word for each clause.
func TestAYearOfOpenCases(t *testing.T) {
	cases := 60
	if s := os.Getenv(yearEnv); s != "" {
		n, err := strconv.Atoi(s)
		if err != nil {
			t.Fatal(err)
		}
		cases = n
	} else if testing.Short() {
		cases = 8
	}
	y := newYear(t, 7)
	a, b := y.instance("one"), y.instance("two")
	end := y.now.AddDate(1, 0, 0)
	var ids []disclosure.CaseID
	gap := end.AddDate(0, -2, 0).Sub(y.now) / time.Duration(cases)
	next := y.now
	for y.clock().Before(end) {
		step := time.Hour * time.Duration(1+y.rnd.IntN(12))
		if y.rnd.IntN(40) == 0 { // nobody runs for up to nine days
			step += time.Duration(y.rnd.IntN(9*24)) * time.Hour
			y.down++
		}
		y.jump(y.clock().Add(step))
		for ; len(ids) < cases && !next.After(y.clock()); next = next.Add(gap) {
			ids = append(ids, y.open(len(ids)))
		}
		y.work(a, b)
		if y.kills > 0 { // leases of the dead end, the others go on
			y.jump(y.clock().Add(2*time.Minute + time.Second))
			y.work(a, b)
		}
	}
	y.jump(y.clock().Add(time.Hour))
	y.work(a, b)
	y.jump(y.clock().Add(time.Hour))
	if _, err := a.Drain(t.Context()); err != nil {
		t.Fatal(err)
	}
	told := 0
	for _, id := range ids {
		told += y.check(id)
	}
	left, err := y.store.Jobs(t.Context(), ledger.JobFilter{State: ledger.JobWaiting})
	if err != nil {
		t.Fatal(err)
	}
	for _, j := range left {
		if !j.Due.After(y.clock()) {
			t.Errorf("%s was due on %s and still waits", j.Key, j.Due)
		}
	}
	report, err := y.store.Verify(t.Context(), nil)
	if err != nil || len(report.Problems) > 0 {
		t.Errorf("%v %+v", err, report)
	}
	t.Logf("%d cases, %d words, %d kills, %d outages", len(ids), told, y.kills, y.down)
	if len(ids) != cases || told < cases*10 || y.kills == 0 || y.down == 0 {
		t.Errorf("%d cases, %d words, %d kills, %d outages: the year was too quiet to show anything", len(ids), told, y.kills, y.down)
	}
}

// check looks at what one case was told, and returns how much.
func (y *simYear) check(id disclosure.CaseID) int {
	y.t.Helper()
	events, err := y.store.Events(y.t.Context(), id)
	if err != nil {
		y.t.Fatal(err)
	}
	c := milestone.Rebuild(id, events)
	clocks, err := clock.Deadlines(c, command.Env{Now: y.clock(), Rules: y.svc.Rules()}.Clock())
	if err != nil {
		y.t.Fatal(err)
	}
	ends := map[string]clock.Deadline{}
	for _, k := range clocks {
		ends[k.Clause] = k
	}
	said := map[string]int{}
	at := map[string]int{}
	for i := range events {
		e := &events[i]
		if e.Kind != disclosure.KindDeadlinePassed && e.Kind != disclosure.KindReminded {
			continue
		}
		k := ends[e.Detail.Clock.Clause]
		word := "passed " + k.Clause
		if e.Kind == disclosure.KindReminded {
			days := e.Detail.Clock.Days
			word = fmt.Sprintf("reminder %s %d", k.Clause, days)
			if first := k.Due.Last().AddDays(-days).When().Time().Add(9 * time.Hour); e.RecordedAt.Before(first) || !e.RecordedAt.Before(k.Ends) {
				y.t.Errorf("%s: %s was told on %s", id, word, e.RecordedAt)
			}
		} else if e.RecordedAt.Before(k.Ends) {
			y.t.Errorf("%s: %s was told on %s, before it ended on %s", id, word, e.RecordedAt, k.Ends)
		}
		said[word]++
		at[k.Clause+e.RecordedAt.String()]++
	}
	for word, n := range said {
		if n > 1 {
			y.t.Errorf("%s: %q was told %d times", id, word, n)
		}
	}
	for when, n := range at {
		if n > 1 {
			y.t.Errorf("%s: %d words about one clause at once: %s", id, n, when)
		}
	}
	// Nobody answered and nothing was closed: every date that came is on record.
	total := 0
	for clause, k := range ends {
		if k.State == disclosure.ClockOverdue && said["passed "+clause] != 1 {
			y.t.Errorf("%s: %s ended on %s and nobody was told", id, clause, k.Ends)
		}
	}
	for word, n := range said {
		if strings.Contains(word, " ") {
			total += n
		}
	}
	return total
}
