package app_test

import (
	"fmt"
	"os"
	"strings"
	"testing"

	"golang.org/x/tools/txtar"

	"daylight/cmd/bot/internal/app"
	"daylight/cmd/bot/internal/config"
	"daylight/cmd/bot/internal/loopback"
	"daylight/disclosure"
	"daylight/disclosure/civil"
	"daylight/disclosure/command/exposure"
	"daylight/disclosure/command/record"
)

// TestKnownCasesReplayed lets the engine live through each case on a clock that jumps: which reminder, deadline and step
// fell due on which day, and why.
func TestKnownCasesReplayed(t *testing.T) {
	t.Parallel()
	cases, err := txtar.ParseFile("../policyfile/testdata/cases.txtar")
	if err != nil {
		t.Fatal(err)
	}
	files := cases.Files
	if testing.Short() {
		files = files[:1] // the race detector learns nothing more from the others, which walk the same ways
	}
	for _, file := range files {
		name, country, _ := strings.Cut(file.Name, ".")
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got := replay(t, country, string(file.Data))
			golden := "testdata/replay/" + name + ".txt"
			if *update {
				if err := os.WriteFile(golden, []byte(got), 0o644); err != nil {
					t.Fatal(err)
				}
			}
			want, err := os.ReadFile(golden)
			if err != nil {
				t.Fatal(err)
			}
			if got != string(want) {
				t.Errorf("got\n%s\nwant\n%s", got, want)
			}
		})
	}
}

func replay(t *testing.T, country, text string) string {
	t.Helper()
	var bucket *loopback.Bucket
	serve := withBucket(t, &bucket)
	b := newBench(t, func(c *config.Config, o *app.Options) {
		serve(c, o)
		c.Mail = config.Default().Mail
		c.Mail.Outbox = t.TempDir()
		c.Probe.Total = 100_000
	})
	lines := strings.Split(strings.TrimSpace(text), "\n")
	day := func(line string) civil.Date {
		w, err := civil.ParseWhen(strings.Fields(line)[0])
		if err != nil {
			t.Fatal(err)
		}
		return w.First()
	}
	b.clock.set(t, day(lines[0]).String()+"T08:00:00Z")
	c, err := b.Desk.NewCase(t.Context(), b.who("alice"), record.Record{
		Discovered: day(lines[0]).When(),
		Facts: disclosure.Facts{
			Title: "Told", Parties: []disclosure.Party{{Role: disclosure.Vendor, Name: "Owner", Country: country}},
			Assets:  []disclosure.Asset{{Kind: "s3", Target: bucketURL}},
			Exposed: disclosure.Exposed{Records: 1000, Data: []string{"names"}},
		},
	})
	if err != nil {
		t.Fatal(err)
	}
	id := c.ID
	for _, k := range []disclosure.Contact{
		{Role: disclosure.Vendor, Channel: disclosure.Email, Address: "security@owner.example"},
		{Role: disclosure.Vendor, Channel: disclosure.Email, Address: "info@owner.example"},
		{Role: disclosure.Provider, Name: "Host", Channel: disclosure.Email, Address: "abuse@host.example"},
		{Role: disclosure.Coordinator, Name: "CSIRT", Channel: disclosure.Email, Address: "cert@csirt.example"},
		{Role: disclosure.Regulator, Name: "Authority", Channel: disclosure.Email, Address: "post@authority.example"},
	} {
		b.do("alice", id, record.AddContact{Contact: k})
	}
	last := day(lines[len(lines)-1]).AddDays(45)
	for d := day(lines[0]); !d.After(last); d = d.AddDays(1) {
		b.clock.set(t, d.String()+"T00:00:30Z")
		b.drain()
		b.clock.set(t, d.String()+"T09:30:00Z")
		b.drain()
		b.clock.set(t, d.String()+"T10:00:00Z")
		for len(lines) > 0 && day(lines[0]) == d {
			b.live(id, bucket, strings.Fields(lines[0])[1:])
			lines = lines[1:]
		}
		b.clock.set(t, d.String()+"T21:30:00Z")
		b.drain()
	}
	return b.told(id)
}

// live lets one line of a story happen today.
func (b *bench) live(id disclosure.CaseID, bucket *loopback.Bucket, f []string) {
	b.t.Helper()
	switch f[0] {
	case "closed", "reopened":
		bucket.Shut(f[0] == "closed")
		b.do("alice", id, exposure.RequestProbe{Request: disclosure.ProbeRequest{Reason: disclosure.ProbeForPerson, By: "alice"}})
		b.drain()
		return
	case "discovered": // when the case was recorded
		return
	}
	e := record.AddEvent{Kind: disclosure.Kind(f[0]), At: b.Desk.Now()}
	if len(f) > 1 {
		e.Party = disclosure.Role(f[1])
	}
	if len(f) > 2 {
		e.Channel = disclosure.Channel(f[2])
	}
	b.do("alice", id, e)
}

// told lists what Daylight itself did about dates, day by day, with what people did between.
func (b *bench) told(id disclosure.CaseID) string {
	b.t.Helper()
	events, err := b.Desk.Events(b.t.Context(), id)
	if err != nil {
		b.t.Fatal(err)
	}
	var out strings.Builder
	for i := range events {
		e := &events[i]
		on := e.RecordedAt.UTC().Format("2006-01-02 15:04")
		switch {
		case e.Kind == disclosure.KindReminded, e.Kind == disclosure.KindDeadlinePassed:
			fmt.Fprintf(&out, "%s    %s, because %s\n", on, e.Text, e.Detail.Clock.Reason)
		case e.Kind == disclosure.KindDrafted && e.Detail.Draft.Step != "":
			fmt.Fprintf(&out, "%s    %s for step %s\n", on, e.Text, e.Detail.Draft.Step)
		case e.Kind == disclosure.KindProbed, e.Kind == disclosure.KindOwnerIdentified, e.Kind == disclosure.KindRecorded,
			e.Kind == disclosure.KindDeadlineSet, e.Kind.Info().Minor, e.Kind == disclosure.KindClosureSuspected:
		default:
			fmt.Fprintf(&out, "%s  %s %s %s\n", e.At.First(), e.Kind, e.Party, e.Channel)
		}
	}
	return out.String()
}
