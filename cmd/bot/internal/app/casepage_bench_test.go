package app_test

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"testing"
	"time"

	"daylight/cmd/bot/internal/app"
	"daylight/cmd/bot/internal/config"
	"daylight/cmd/bot/internal/web"
	"daylight/disclosure"
	"daylight/disclosure/civil"
	"daylight/disclosure/command/record"
	"daylight/disclosure/person"
)

// BenchmarkCasePage shows the page of one case on the board, from the real desk and database: "again" is what a reader waits for,
// "first" comes once after each event and each day.
func BenchmarkCasePage(b *testing.B) {
	for _, events := range []int{3, 300} {
		cfg := config.Default()
		dir := b.TempDir()
		cfg.Database = config.Database{Path: filepath.Join(dir, "daylight.db"), Key: filepath.Join(dir, "daylight.key")}
		cfg.Mail.Outbox = filepath.Join(dir, "outbox")
		now := time.Date(2020, 12, 10, 9, 0, 0, 0, time.UTC)
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
		brought := []disclosure.Event{{Kind: disclosure.KindDiscovered, At: civil.OnDay(2020, 1, 24)}}
		for i := 1; i < events; i++ {
			kind := disclosure.KindReplied
			if i%3 == 1 {
				kind = disclosure.KindContacted
			}
			brought = append(brought, disclosure.Event{
				Kind: kind, At: civil.At(time.Date(2020, 1, 27, 0, 150*i, 0, 0, time.UTC).Truncate(time.Minute)), Party: disclosure.Vendor, Channel: disclosure.Email,
				Text: fmt.Sprintf("Message %d about the bucket.", i),
			})
		}
		id, err := a.Desk.Imports().Open(b.Context(), who, record.Import{
			Facts: disclosure.Facts{
				Title: "Open bucket", Parties: []disclosure.Party{{Role: disclosure.Vendor, Name: "Clinic", Country: "FR"}},
				Assets: []disclosure.Asset{{Kind: "s3", Target: "https://bucket-1.s3.eu-west-3.amazonaws.com/"}},
			},
			Events: brought,
		}, "")
		if err != nil {
			b.Fatal(err)
		}
		site, err := web.New(web.Options{Listen: "127.0.0.1:0", Desk: a.Desk})
		if err != nil {
			b.Fatal(err)
		}
		look := func(b *testing.B) {
			b.Helper()
			r := httptest.NewRequestWithContext(b.Context(), http.MethodGet, fmt.Sprintf("/case/%v", id.ID), nil)
			r.Host = "localhost:8080"
			w := httptest.NewRecorder()
			site.Handler().ServeHTTP(w, r)
			if w.Code != http.StatusOK {
				b.Fatalf("%d: %.300s", w.Code, w.Body.String())
			}
		}
		b.Run(fmt.Sprintf("%d events again", events), func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				look(b)
			}
		})
		b.Run(fmt.Sprintf("%d events first", events), func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				now = now.AddDate(0, 0, 1)
				look(b)
			}
		})
	}
}
