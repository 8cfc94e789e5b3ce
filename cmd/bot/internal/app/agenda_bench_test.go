package app_test

import (
	"fmt"
	"path/filepath"
	"testing"
	"time"

	"daylight/cmd/bot/internal/app"
	"daylight/cmd/bot/internal/app/desk"
	"daylight/cmd/bot/internal/config"
	"daylight/disclosure"
	"daylight/disclosure/civil"
	"daylight/disclosure/command/record"
	"daylight/disclosure/person"
)

// BenchmarkAgenda reads the agenda of one person among as many open cases as an agenda looks at.
func BenchmarkAgenda(b *testing.B) {
	cfg := config.Default()
	dir := b.TempDir()
	cfg.Database = config.Database{Path: filepath.Join(dir, "daylight.db"), Key: filepath.Join(dir, "daylight.key")}
	cfg.Mail.Outbox = filepath.Join(dir, "outbox")
	now := time.Date(2020, 2, 10, 9, 0, 0, 0, time.UTC)
	a, err := app.New(b.Context(), &cfg, app.Options{Create: true, Version: "test", Clock: func() time.Time { return now }})
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() {
		if err := a.Close(); err != nil {
			b.Error(err)
		}
	})
	who := disclosure.Actor{Name: "ada", Role: disclosure.Lead, Hand: person.Hand{Via: person.CLI, Login: "ada", Proof: person.ByLogin}}
	for i := range 1000 {
		_, err := a.Desk.Imports().Open(b.Context(), who, record.Import{
			Facts: disclosure.Facts{
				Title: "Open bucket", Parties: []disclosure.Party{{Role: disclosure.Vendor, Name: fmt.Sprintf("Vendor %d", i), Country: "FR"}},
				Assets: []disclosure.Asset{{Kind: "s3", Target: fmt.Sprintf("https://bucket-%d.s3.eu-west-3.amazonaws.com/", i)}},
			},
			Events: []disclosure.Event{
				{Kind: disclosure.KindDiscovered, At: civil.OnDay(2020, 1, 24)},
				{Kind: disclosure.KindContacted, At: civil.OnDay(2020, 1, 27), Party: disclosure.Vendor, Channel: disclosure.Email},
				{Kind: disclosure.KindReplied, At: civil.OnDay(2020, 2, 1), Party: disclosure.Vendor, Channel: disclosure.Email},
			},
		}, "")
		if err != nil {
			b.Fatal(err)
		}
	}
	b.ReportAllocs()
	for b.Loop() {
		g, err := a.Desk.Agenda(b.Context(), desk.AgendaQuery{User: "ada", Days: 7})
		if err != nil || g.Cases != 1000 {
			b.Fatalf("%d cases, %v", g.Cases, err)
		}
	}
}
