package e2e

import (
	"math/rand/v2"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"daylight/cmd/bot/internal/app"
	"daylight/cmd/bot/internal/app/desk"
	"daylight/cmd/bot/internal/config"
	"daylight/db"
	"daylight/disclosure"
	"daylight/disclosure/agenda"
	"daylight/disclosure/civil"
	"daylight/disclosure/command"
	"daylight/disclosure/command/exposure"
	"daylight/disclosure/command/record"
	"daylight/disclosure/observed"
)

// story plays cases that reach every place of the domain that wrote a note, on a clock that only the story moves. It
// runs no job: what a job would bring back is given as the command that the engine would give. So it needs no network,
// and it leads to the same cases each time.
type story struct {
	dir string
	t   *testing.T
	app *app.App
	mu  sync.Mutex
	now time.Time
}

// newStory opens the bot on the database of a folder.
func newStory(t *testing.T, dir string) *story {
	t.Helper()
	s := &story{t: t, dir: dir, now: time.Date(2021, 3, 1, 8, 0, 0, 0, time.UTC)}
	cfg := config.Default()
	cfg.Team = config.Team{
		Name: "Daylight test team", Site: "https://daylight.example", Policy: "https://daylight.example/policy",
		Contact: "team@daylight.example", Signer: "Ada", Timezone: "UTC",
	}
	cfg.Database = config.Database{Path: filepath.Join(dir, "daylight.db"), Key: filepath.Join(dir, "daylight.key")}
	cfg.Mail.Address, cfg.Mail.Outbox = "team@daylight.example", filepath.Join(dir, "outbox")
	cfg.People = []config.Person{
		{Name: "ada", Role: "lead", Login: "ada"}, {Name: "bob", Role: "lead", Slack: "U0BOB"}, {Name: "rita", Role: "researcher", Login: "rita"},
	}
	cfg.GitHub = config.GitHub{
		Mode:    "live",
		BaseURL: "https://github.invalid/", Token: config.NewSecret("none"), WebhookSecret: config.NewSecret("none"),
		BotLogin: "daylight-bot", Repositories: []config.Repository{{Name: "example/tracking", VendorLogins: []string{"vendor-dev"}}},
	}
	// Copies that stay as they are: a policy of the program that changes would move the dates of the story.
	cfg.Policies.Files = []string{"testdata/story/exposed-data.yaml", "testdata/story/cert-cc.yaml"}
	cfg.Probe.Total = 12 // so that a budget is used up in a few answers
	var seed [32]byte
	copy(seed[:], "the story of the notes, every time")
	a, err := app.New(t.Context(), &cfg, app.Options{Create: true, Rehearsed: true, Version: "test", Clock: s.clock, Random: rand.NewChaCha8(seed)})
	if err != nil {
		t.Fatal(err)
	}
	s.app = a
	return s
}

// store opens the database of the story beside the bot, for what the desk does not show.
func (s *story) store() *db.Store {
	s.t.Helper()
	key, err := db.LoadOrCreateKey(filepath.Join(s.dir, "daylight.key"))
	if err != nil {
		s.t.Fatal(err)
	}
	store, err := db.Open(s.t.Context(), db.Options{Listing: agenda.ListingOf, Path: filepath.Join(s.dir, "daylight.db"), Identity: key.Identity(), Clock: s.clock})
	if err != nil {
		s.t.Fatal(err)
	}
	s.t.Cleanup(func() { _ = store.Close() })
	return store
}

// play tells all chapters. Each opens cases of its own.
func (s *story) play() {
	s.t.Helper()
	for _, chapter := range []func(){
		s.mails, s.issues, s.works, s.outcomes, s.stops, s.identities, s.answersOfAssets, s.clocks, s.quiet, s.words, s.history, s.kept,
	} {
		chapter()
		s.wait(24 * time.Hour)
	}
}

func (s *story) clock() time.Time {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.now
}

func (s *story) wait(d time.Duration) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.now = s.now.Add(d)
}

// today is the day of the story as an event states it.
func (s *story) today() civil.When { return civil.DateOf(s.clock()).When() }

// day is a day before or after that of the story.
func (s *story) day(n int) civil.When {
	return civil.DateOf(s.clock()).AddDays(n).When()
}

func (s *story) actor(name string) disclosure.Actor {
	s.t.Helper()
	if name == "daylight" {
		return disclosure.Engine()
	}
	actor, err := s.app.Desk.Caller(desk.Login{Name: name}, "")
	if name == "bob" {
		actor, err = s.app.Desk.InSlack("U0BOB")
	}
	if err != nil {
		s.t.Fatal(err)
	}
	return actor
}

// open records a case with assets of one kind.
func (s *story) open(title, kind string, targets ...string) disclosure.CaseID {
	s.t.Helper()
	var assets []disclosure.Asset
	for _, target := range targets {
		assets = append(assets, disclosure.Asset{Kind: kind, Target: target})
	}
	c, err := s.app.Desk.NewCase(s.t.Context(), s.actor("ada"), record.Record{
		Discovered: s.day(-2),
		Facts: disclosure.Facts{
			Title: title, Summary: "An open store that anybody can read.",
			Parties: []disclosure.Party{{Role: disclosure.Vendor, Name: "Example GmbH", Country: "DE", Domain: "example.org"}},
			Assets:  assets, Exposed: disclosure.Exposed{Records: 1200, Data: []string{"names", "invoices"}},
		},
	})
	if err != nil {
		s.t.Fatal(err)
	}
	return c.ID
}

// do gives a command as somebody; "daylight" is the engine.
func (s *story) do(name string, id disclosure.CaseID, cmd command.Command) *disclosure.Case {
	s.t.Helper()
	s.wait(10 * time.Minute)
	c, err := s.app.Desk.Do(s.t.Context(), s.actor(name), id, cmd)
	if err != nil {
		s.t.Fatalf("%s, %T as %s: %v", id, cmd, name, err)
	}
	return c
}

// say puts an event on record as ada.
func (s *story) say(id disclosure.CaseID, e record.AddEvent) *disclosure.Case {
	s.t.Helper()
	if e.At.IsZero() {
		e.At = s.today()
	}
	return s.do("ada", id, e)
}

// newest is the number of the newest event of a case.
func (s *story) newest(id disclosure.CaseID) int {
	s.t.Helper()
	c, err := s.app.Desk.Case(s.t.Context(), id)
	if err != nil {
		s.t.Fatal(err)
	}
	return c.Version
}

// answer lets an asset answer a probe, and an hour later somebody may ask again.
func (s *story) answer(id disclosure.CaseID, asset string, o observed.Observation) {
	s.t.Helper()
	o.Kind, o.Version, o.Vantage, o.Started = "http", 1, "here", s.clock()
	o.Summarise()
	s.do("daylight", id, exposure.RecordProbe{Asset: asset, Observation: o, Request: disclosure.ProbeRequest{Reason: disclosure.ProbeForSchedule}})
	s.wait(time.Hour)
}

// seen is an observation of one facet.
func seen(v observed.Verdict, r observed.Reason, facets ...string) observed.Observation {
	result := observed.FacetResult{Verdict: v, Reason: r}
	switch r {
	case observed.ReasonAuthRequired, observed.ReasonAccessDenied, observed.ReasonResourceGone:
		result.Strength = observed.Strong
	case observed.ReasonNameGone, observed.ReasonConnRefused:
		result.Strength = observed.Weak
	default:
	}
	if len(facets) == 0 {
		facets = []string{"list"}
	}
	o := observed.Observation{Facets: map[string]observed.FacetResult{}}
	for _, name := range facets {
		o.Facets[name] = result
	}
	return o
}
