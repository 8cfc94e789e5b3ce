package app_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"daylight/cmd/bot/internal/app"
	"daylight/cmd/bot/internal/app/desk"
	"daylight/cmd/bot/internal/config"
	"daylight/disclosure"
	"daylight/disclosure/agenda"
	"daylight/disclosure/civil"
	"daylight/disclosure/command/message"
	"daylight/disclosure/command/record"
	"daylight/disclosure/fault"
)

// countries are those of the clinics: 35, of which some read German or French.
const countries = "DE AT CH FR BE LU GB IE US CA AU NZ NL SE NO DK FI IS ES PT IT GR PL CZ SK HU RO BG HR SI EE LV LT CY MT"

// clinics imports a case in which many clinics were told on 27 January and the first of them answered on 29 January.
func clinics(t testing.TB, a *app.App, who disclosure.Actor, n int) disclosure.CaseID {
	t.Helper()
	where := strings.Fields(countries)
	imp := record.Import{Facts: disclosure.Facts{
		Title: "Patient portal of many clinics", Exposed: disclosure.Exposed{Records: 900_000, Data: []string{"patient_names"}},
		Assets: []disclosure.Asset{{Kind: "other", Target: "https://portal.example/", Noun: "portal"}},
	}}
	imp.Events = append(imp.Events, disclosure.Event{Kind: disclosure.KindDiscovered, At: civil.OnDay(2020, 1, 24)})
	for i := range n {
		name := fmt.Sprintf("Clinic %d", i+1)
		imp.Facts.Parties = append(imp.Facts.Parties, disclosure.Party{Role: disclosure.Vendor, Name: name, Country: where[i%len(where)]})
		imp.Contacts = append(imp.Contacts, disclosure.Contact{
			Role: disclosure.Vendor, Name: name, Channel: disclosure.Email, Address: fmt.Sprintf("security@clinic-%d.example", i+1), Quality: disclosure.QualityPublished,
		})
		imp.Events = append(imp.Events, disclosure.Event{
			Kind: disclosure.KindContacted, At: civil.OnDay(2020, 1, 27), Party: disclosure.Vendor, Name: name, Channel: disclosure.Phone,
		})
	}
	imp.Events = append(imp.Events, disclosure.Event{
		Kind: disclosure.KindReplied, At: civil.OnDay(2020, 1, 29), Party: disclosure.Vendor, Name: "Clinic 1", Channel: disclosure.Phone,
	})
	c, err := a.Desk.Imports().Open(t.Context(), who, imp, "")
	if err != nil {
		t.Fatal(err)
	}
	return c.ID
}

func TestManySilentPartiesAreOneLineOneListAndManyMessages(t *testing.T) {
	t.Parallel()
	b := newBench(t, func(c *config.Config, _ *app.Options) { c.Rules.SecondPerson = []string{"first_contact", "follow_up"} })
	b.clock.set(t, "2020-01-29T12:00:00Z")
	told := 170
	if testing.Short() {
		told = 16 // the race detector needs the paths and not the number
	}
	silent := told - 1
	id := clinics(t, b.App, b.who("alice"), told)
	b.clock.set(t, "2020-02-20T09:00:00Z")
	b.drain()

	// The one that answered has been silent since: that step is theirs alone, and Daylight drafts it. The others are too many for that.
	own := b.load(id).Drafts
	if len(own) != 1 || own[0].Name != "Clinic 1" || own[0].Batch != "" || !strings.Contains(own[0].Step, "no_word") {
		t.Fatalf("%d drafts of Daylight, %+v", len(own), own)
	}
	shared := fmt.Sprintf("%d silent, 1 answered", silent)
	morning, err := b.Desk.Digest(t.Context(), "")
	if text := morning.Text(); err != nil || strings.Count(text, shared) == 0 || strings.Count(text, "\n") > 60 {
		t.Errorf("the digest has a line for all of them: %v\n%s", err, text)
	}
	if _, what := agenda.NextDue(b.load(id)); !strings.Contains(what, shared) {
		t.Errorf("lists and the card say %q", what)
	}
	dry, err := b.Desk.DraftSilent(t.Context(), b.who("alice"), id, "", true)
	if err != nil || dry.Told != told || dry.Silent != silent || dry.Drafts != silent || dry.Batch != "" || len(b.load(id).Drafts) != len(own) {
		t.Fatalf("a dry run writes nothing: %d told, %d silent, %d drafts, %q, %d written, %v, first %+v", dry.Told, dry.Silent, dry.Drafts, dry.Batch, len(b.load(id).Drafts), err, dry.Parties[0])
	}
	got, err := b.Desk.DraftSilent(t.Context(), b.who("alice"), id, "", false)
	if err != nil || got.Batch != "B1" || got.Drafts != silent {
		t.Fatalf("%d drafts in %q: %v", got.Drafts, got.Batch, err)
	}
	langs := map[string]int{}
	for _, d := range message.InBatch(b.load(id), "B1") {
		langs[d.Lang]++
		if d.Name == "Clinic 1" {
			t.Error("the clinic that answered is written to as one that is silent")
		}
	}
	if len(langs) < 3 || langs["de"] == 0 || langs["fr"] == 0 {
		t.Errorf("each is written to in its language: %v", langs)
	}
	again, err := b.Desk.DraftSilent(t.Context(), b.who("alice"), id, "", false)
	if err != nil || again.Drafts != 0 || len(b.load(id).Drafts) != len(own)+silent {
		t.Errorf("a second call wrote %d drafts: %v", again.Drafts, err)
	}

	waiting := 0
	for _, i := range b.agenda(desk.AgendaQuery{Days: 7}).Items {
		if i.What == agenda.DraftWaiting && i.Ref != own[0].ID {
			waiting++
			if i.Ref != "B1" || i.Parties != silent || i.Hint == nil {
				t.Errorf("the list waits as %+v", i)
			}
		}
	}
	if waiting != 1 {
		t.Errorf("%d drafts of one list are %d items", silent, waiting)
	}

	approve := func(who string) error {
		cmd, err := b.Desk.ApproveBatchOf(t.Context(), id, "B1")
		if err != nil {
			t.Fatal(err)
		}
		_, err = b.Desk.Do(t.Context(), b.who(who), id, cmd)
		return err
	}
	if err := approve("bob"); fault.CodeOf(err) != fault.Refused || !strings.Contains(err.Error(), "has not read the sample") {
		t.Errorf("nobody read the sample: %v", err)
	}
	b.do("alice", id, message.ReadSample{Batch: "B1"})
	if err := approve("bob"); fault.CodeOf(err) != fault.Refused {
		t.Errorf("somebody else read the sample: %v", err)
	}
	if err := approve("alice"); fault.CodeOf(err) != fault.Refused || len(b.load(id).Messages) != 0 {
		t.Errorf("who wrote it approved it: %v", err)
	}
	b.do("bob", id, message.ReadSample{Batch: "B1"})

	_, seen, err := b.Desk.Batch(t.Context(), id, "B1")
	if err != nil {
		t.Fatal(err)
	}
	edited := seen.Drafts[silent/2]
	if _, err := b.Desk.EditDraft(t.Context(), b.who("alice"), id, edited.ID, "Another subject", "Another text."); err != nil {
		t.Fatal(err)
	}
	if _, err := b.Desk.Do(t.Context(), b.who("bob"), id, message.ReadSample{Batch: "B1", Of: seen.Of}); fault.CodeOf(err) != fault.Conflict {
		t.Errorf("the list changed since it was seen: %v", err)
	}
	b.do("bob", id, message.ReadSample{Batch: "B1"})
	// One of them answers while the list waits: its step holds no more, and the others go on.
	b.do("alice", id, record.AddEvent{Kind: disclosure.KindReplied, At: b.Desk.Now(), Party: disclosure.Vendor, Name: "Clinic 3", Channel: disclosure.Phone, Text: "we look at it"})
	if err := approve("bob"); err != nil {
		t.Fatal(err)
	}
	c := b.load(id)
	open := ""
	for _, d := range message.InBatch(c, "B1") {
		if d.State != disclosure.DraftApproved {
			open += d.Name + " "
		}
	}
	if open != "Clinic 3 " {
		t.Errorf("not approved: %q", open)
	}
	for _, m := range c.Messages {
		if !m.ByTwo {
			t.Fatalf("%s takes two people and one approved it", m.Key)
		}
	}
}

// A case with many parties costs each of them as little as a case with a few.
func BenchmarkSilentParties(b *testing.B) {
	for _, n := range []int{10, 1000} {
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			cfg := config.Default()
			dir := b.TempDir()
			cfg.Database = config.Database{Path: dir + "/daylight.db", Key: dir + "/daylight.key"}
			cfg.Mail.Outbox = dir + "/outbox"
			now := time.Date(2020, 2, 20, 9, 0, 0, 0, time.UTC)
			a, err := app.New(b.Context(), &cfg, app.Options{Create: true, Version: "test", Clock: func() time.Time { return now }})
			if err != nil {
				b.Fatal(err)
			}
			b.Cleanup(func() { _ = a.Close() })
			who := disclosure.Actor{Name: "ada", Role: disclosure.Lead}
			id := clinics(b, a, who, n)
			b.Run("drafts", func(b *testing.B) {
				for b.Loop() {
					if out, err := a.Desk.DraftSilent(b.Context(), who, id, "", true); err != nil || out.Drafts != n-1 {
						b.Fatal(out.Drafts, err)
					}
				}
				b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/float64(n), "ns/party")
			})
			b.Run("agenda", func(b *testing.B) {
				for b.Loop() {
					if _, err := a.Desk.Agenda(b.Context(), desk.AgendaQuery{Days: 7}); err != nil {
						b.Fatal(err)
					}
				}
				b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/float64(n), "ns/party")
			})
		})
	}
}
