package slack_test

import (
	"path/filepath"
	"strings"
	"testing"
	"time"

	"daylight/cmd/bot/internal/app"
	"daylight/cmd/bot/internal/channel"
	wired "daylight/cmd/bot/internal/channel/slack"
	"daylight/cmd/bot/internal/config"
	"daylight/db"
	"daylight/disclosure"
	"daylight/disclosure/agenda"
	"daylight/disclosure/civil"
	"daylight/disclosure/command"
	"daylight/disclosure/command/deadline"
	"daylight/disclosure/command/exposure"
	"daylight/disclosure/command/record"
	"daylight/disclosure/fault"
	"daylight/disclosure/ledger"
	"daylight/disclosure/person"
	"daylight/disclosure/probe"
	"daylight/notify/slack"
	"daylight/notify/slack/form"
)

// office is a bot with two leads and a researcher who press in Slack.
type office struct {
	t *testing.T
	*app.App
	db   *db.Store
	host *channel.Host
	acts slack.Acts
	id   disclosure.CaseID
}

func newOffice(t *testing.T) *office {
	t.Helper()
	dir, clock := t.TempDir(), func() time.Time { return time.Date(2020, 1, 28, 9, 0, 0, 0, time.UTC) }
	cfg := config.Default()
	cfg.Team = config.Team{Name: "Daylight test team", Site: "https://daylight.example", Policy: "https://daylight.example/policy", Contact: "team@daylight.example", Signer: "Ada", Timezone: "UTC"}
	cfg.People = []config.Person{
		{Name: "ada", Role: "lead", Slack: "U0ADA"}, {Name: "bob", Role: "lead", Slack: "U0BOB"}, {Name: "rita", Role: "researcher", Slack: "U0RITA"},
	}
	cfg.Database = config.Database{Path: filepath.Join(dir, "daylight.db"), Key: filepath.Join(dir, "daylight.key")}
	cfg.Mail.Outbox = filepath.Join(dir, "outbox")
	a, err := app.New(t.Context(), &cfg, app.Options{Create: true, Rehearsed: true, Version: "test", Clock: clock})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := a.Close(); err != nil {
			t.Error(err)
		}
	})
	rules := command.DefaultRules()
	rules.Location = time.UTC
	if rules.Clocks, err = app.ClockRules(&cfg); err != nil {
		t.Fatal(err)
	}
	o := &office{t: t, App: a}
	o.host = &channel.Host{Config: &cfg, Desk: a.Desk, Store: o.store(&cfg), Prober: &probe.Prober{}, Service: command.New(command.Options{Clock: clock, Rules: rules})}
	o.acts = wired.ActsOf(o.host)
	c, err := a.Desk.NewCase(t.Context(), o.who("ada"), record.Record{Discovered: civil.OnDay(2020, 1, 24), Facts: disclosure.Facts{
		Title:   "Open S3 bucket with patient files",
		Parties: []disclosure.Party{{Role: disclosure.Vendor, Name: "NextMotion", Country: "FR"}},
		Assets:  []disclosure.Asset{{Kind: "s3", Target: "https://example-bucket.s3.eu-west-3.amazonaws.com/"}},
	}})
	if err != nil {
		t.Fatal(err)
	}
	o.id = c.ID
	return o
}

// store is the database beside the one that the bot holds.
func (o *office) store(cfg *config.Config) *db.Store {
	o.t.Helper()
	key, err := db.LoadKey(cfg.Database.Key)
	if err != nil {
		o.t.Fatal(err)
	}
	store, err := db.Open(o.t.Context(), db.Options{Listing: agenda.ListingOf, Path: cfg.Database.Path, Identity: key.Identity()})
	if err != nil {
		o.t.Fatal(err)
	}
	o.t.Cleanup(func() { _ = store.Close() })
	o.db = store
	return store
}

func (o *office) who(name string) disclosure.Actor {
	o.t.Helper()
	actor, err := o.Desk.InSlack("U0" + strings.ToUpper(name))
	if err != nil {
		o.t.Fatal(err)
	}
	return actor
}

func (o *office) load() *disclosure.Case {
	o.t.Helper()
	c, err := o.Desk.As(person.ReaderNamed("ada")).Case(o.t.Context(), o.id)
	if err != nil {
		o.t.Fatal(err)
	}
	return c
}

func (o *office) act(name string, cmd command.Command, once string) (second bool) {
	o.t.Helper()
	second, err := o.acts.Act(o.t.Context(), o.who(name), o.load(), form.Order{Command: cmd}, once)
	if err != nil {
		o.t.Fatalf("%T: %v", cmd, err)
	}
	return second
}

func contact(address string) record.AddContact {
	return record.AddContact{Contact: disclosure.Contact{Role: disclosure.Vendor, Channel: disclosure.Email, Address: address, Found: "website"}}
}

func TestAFormIsHeldToWhatTheCommandLineLooksUp(t *testing.T) {
	t.Parallel()
	o := newOffice(t)
	for _, c := range []struct {
		name string
		do   command.Command
		code fault.Code
	}{
		{"an address that no mail can reach", contact("not an address"), fault.Invalid},
		{"an address in a batch", command.Batch{contact("not an address")}, fault.Invalid},
		{"an address that is no target", record.AddAsset{Asset: disclosure.Asset{Target: "no target at all"}}, fault.Invalid},
		{"another target that is none", record.RenameAsset{Asset: "A1", To: disclosure.Asset{Target: "no target at all"}, Text: "x"}, fault.Invalid},
		{"somebody who is not in the team", record.AssignCase{To: "mallory"}, fault.NotFound},
		{"a reader who is not in the team", record.Restrict{Names: []string{"mallory"}}, fault.Invalid},
		{"a duplicate of no case", record.MarkDuplicate{Of: "DL-1999-0001"}, fault.NotFound},
		{"a country that there is not", record.EditParty{Role: disclosure.Vendor, Name: "NextMotion", Country: new("Franse")}, fault.Invalid},
		{"a probe that needs no two people", exposure.AllowProbe{Asset: "A1", Reason: "x"}, fault.Conflict},
	} {
		before := o.load()
		if _, _, err := o.acts.Try(t.Context(), o.who("ada"), before, form.Order{Command: c.do}); fault.CodeOf(err) != c.code {
			t.Errorf("%s: tried: %v", c.name, err)
		}
		if _, err := o.acts.Act(t.Context(), o.who("ada"), before, form.Order{Command: c.do}, "act/x"); fault.CodeOf(err) != c.code {
			t.Errorf("%s: done: %v", c.name, err)
		}
		if o.load().Version != before.Version {
			t.Errorf("%s: something was written", c.name)
		}
	}
}

func TestAnOrderIsCarriedOutOnTheCaseThatWasSeen(t *testing.T) {
	t.Parallel()
	o := newOffice(t)
	saw := o.load()
	o.act("ada", contact("security@nextmotion.example"), "act/1")
	if _, err := o.acts.Act(t.Context(), o.who("ada"), saw, form.Order{Command: contact("other@nextmotion.example")}, "act/2"); fault.CodeOf(err) != fault.Conflict {
		t.Errorf("an order on an older case: %v", err)
	}
	letter := form.Letter{Template: disclosure.FreeText, Contact: "C1", Subject: "One question", Body: "Which bucket?"}
	if _, err := o.acts.Act(t.Context(), o.who("rita"), o.load(), form.Order{Letter: &letter}, "act/3"); err != nil {
		t.Fatal(err)
	}
	edit := form.Edit{Draft: "D1", Revision: 1, Subject: "A question", Body: "Which of them?"}
	if _, err := o.acts.Act(t.Context(), o.who("rita"), o.load(), form.Order{Edit: &edit}, "act/4"); err != nil {
		t.Fatal(err)
	}
	if d, body, err := o.Desk.DraftText(t.Context(), o.id, "D1"); err != nil || d.Revision != 2 || d.Subject != "A question" || body != "Which of them?" {
		t.Errorf("%+v %q %v", d, body, err)
	}
	if _, err := o.acts.Act(t.Context(), o.who("rita"), o.load(), form.Order{Edit: &edit}, "act/5"); fault.CodeOf(err) != fault.Conflict {
		t.Errorf("an edit of a revision that is over: %v", err)
	}
	first := form.Letter{Template: disclosure.FirstContact, Contact: "C1"}
	if _, _, err := o.acts.Try(t.Context(), o.who("rita"), o.load(), form.Order{Letter: &first}); fault.CodeOf(err) != fault.Refused {
		t.Errorf("a first contact about what nobody saw open needs a reason: %v", err)
	}
}

func TestEveryWayOfAnOrderHasOneEffectWhenItIsGivenTwice(t *testing.T) {
	t.Parallel()
	o := newOffice(t)
	o.act("ada", contact("security@nextmotion.example"), "act/1")
	blob, err := disclosure.NewBlob([]byte("We have a question."), nil)
	if err != nil {
		t.Fatal(err)
	}
	item, _, err := o.db.Receive(t.Context(), ledger.Inbound{
		Channel: disclosure.Email, Key: "mail/1", Received: time.Date(2020, 1, 28, 8, 0, 0, 0, time.UTC), Raw: blob.Ref, State: ledger.InboundNew, From: "security@nextmotion.example",
	}, blob, ledger.NewJob(ledger.QueueInbound, "mail/1", slack.Inbound{}))
	if err != nil {
		t.Fatal(err)
	}
	template := form.Letter{Template: disclosure.FirstContact, Contact: "C1", Because: "seen by eye"}
	own := form.Letter{Template: disclosure.FreeText, Contact: "C1", Subject: "One question", Body: "Which bucket?"}
	for _, c := range []struct {
		name  string
		order form.Order
	}{
		{"a letter from its template", form.Order{Letter: &template}},
		{"a letter in one's own words", form.Order{Letter: &own}},
		{"an edit", form.Order{Edit: &form.Edit{Draft: "D2", Revision: 1, Subject: "A question", Body: "Which of them?"}}},
		{"an item of the inbox", form.Order{Assign: &form.Assign{Item: item, Kind: disclosure.KindReplied, Role: disclosure.Vendor}}},
		{"a command", form.Order{Command: record.EditCase{Tracking: new("NM-4711")}}},
	} {
		saw := o.load()
		if _, err := o.acts.Act(t.Context(), o.who("ada"), saw, c.order, "act/"+c.name); err != nil {
			t.Fatalf("%s: %v", c.name, err)
		}
		once := o.load()
		if once.Version == saw.Version {
			t.Errorf("%s: nothing came of it", c.name)
		}
		for _, seen := range []*disclosure.Case{saw, once} { // the same delivery again, and a second click
			if _, err := o.acts.Act(t.Context(), o.who("ada"), seen, c.order, "act/"+c.name); err != nil {
				t.Errorf("%s: given twice: %v", c.name, err)
			}
		}
		if twice := o.load(); twice.Version != once.Version || len(twice.Drafts) != len(once.Drafts) {
			t.Errorf("%s: given twice it has two effects: version %d, then %d", c.name, once.Version, twice.Version)
		}
		if _, err := o.acts.Act(t.Context(), o.who("ada"), saw, c.order, "act/other "+c.name); fault.CodeOf(err) != fault.Conflict {
			t.Errorf("%s: on a case that moved since it was seen: %v", c.name, err)
		}
	}
}

func TestALetterThatTakesThePlaceOfAnotherOneIsWrittenWithItsEndOrNotAtAll(t *testing.T) {
	t.Parallel()
	o := newOffice(t)
	o.act("ada", contact("security@nextmotion.example"), "act/1")
	letter := form.Letter{Template: disclosure.FirstContact, Contact: "C1", Because: "seen by eye"}
	if _, err := o.acts.Act(t.Context(), o.who("ada"), o.load(), form.Order{Letter: &letter}, "act/2"); err != nil {
		t.Fatal(err)
	}
	letter.Instead, letter.Why = "D7", "written anew as D2"
	saw := o.load()
	if _, err := o.acts.Act(t.Context(), o.who("bob"), saw, form.Order{Letter: &letter}, "act/3"); err == nil || len(o.load().Drafts) != 1 {
		t.Errorf("instead of a draft that there is not: %v, %d drafts", err, len(o.load().Drafts))
	}
	letter.Instead = "D1"
	for range 2 {
		if _, err := o.acts.Act(t.Context(), o.who("bob"), saw, form.Order{Letter: &letter}, "act/4"); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := o.acts.Act(t.Context(), o.who("ada"), saw, form.Order{Letter: &letter}, "act/5"); fault.CodeOf(err) != fault.Conflict {
		t.Errorf("a second person who saw the same: %v", err)
	}
	if k := o.load(); len(k.Drafts) != 2 || k.Drafts[0].State != disclosure.DraftDiscarded || k.Drafts[1].State != disclosure.DraftOpen {
		t.Errorf("%+v", k.Drafts)
	}
}

func TestADeadlineSaysWhatItWouldMoveAndWaitsForTheSecondPerson(t *testing.T) {
	t.Parallel()
	o := newOffice(t)
	o.act("ada", record.AddEvent{Kind: disclosure.KindContacted, At: civil.OnDay(2020, 1, 27), Party: disclosure.Vendor, Channel: disclosure.Phone}, "act/1")
	now := o.load()
	due, ok := now.Clocks[disclosure.PublicationClause]
	if !ok {
		t.Fatalf("no clock of the publication: %v", now.Clocks)
	}
	try := func(days int) (form.Order, []string, bool) {
		cmd := deadline.Extend{Clause: disclosure.PublicationClause, Due: due.Due.Last().AddDays(days).When(), Reason: "they work on it", Party: disclosure.Vendor}
		after, second, err := o.acts.Try(t.Context(), o.who("ada"), now, form.Order{Command: cmd})
		if err != nil {
			t.Fatal(err)
		}
		return form.Order{Command: cmd}, form.Moves(now, after, second), second
	}
	order, moves, second := try(400)
	want := "moves publication from " + due.Due.String() + " to " + due.Due.Last().AddDays(400).String()
	if !second || !strings.Contains(strings.Join(moves, "\n"), want) {
		t.Errorf("%v, %q: not %q by two people", second, moves, want)
	}
	if o.load().Version != now.Version {
		t.Fatal("a look wrote something")
	}
	if second, err := o.acts.Act(t.Context(), o.who("ada"), now, order, "act/2"); err != nil || !second {
		t.Fatalf("%v %v", second, err)
	}
	if o.load().Clocks[disclosure.PublicationClause].Due.Compare(due.Due) != 0 {
		t.Fatal("one person moved what takes two")
	}
	if _, _, err := o.acts.Try(t.Context(), o.who("ada"), o.load(), order); fault.CodeOf(err) != fault.Refused {
		t.Errorf("the first person is taken for the second: %v", err)
	}
	if second, err := o.acts.Act(t.Context(), o.who("bob"), o.load(), order, "act/3"); err != nil || second {
		t.Fatalf("%v %v", second, err)
	}
	if got := o.load().Clocks[disclosure.PublicationClause].Due.Last(); got != due.Due.Last().AddDays(400) {
		t.Errorf("the deadline is %s", got)
	}
}
