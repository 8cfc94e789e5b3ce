package app_test

import (
	"encoding/json"
	"flag"
	"fmt"
	"os"
	"strings"
	"testing"

	"daylight/cmd/bot/internal/app"
	"daylight/cmd/bot/internal/app/desk"
	"daylight/cmd/bot/internal/config"
	"daylight/disclosure"
	"daylight/disclosure/agenda"
	"daylight/disclosure/command"
	"daylight/disclosure/command/record"
	"daylight/disclosure/fault"
	"daylight/disclosure/ledger"
	"daylight/notify/email"
)

var update = flag.Bool("update", false, "write the golden files")

func (b *bench) agenda(q desk.AgendaQuery) desk.Agenda {
	b.t.Helper()
	g, err := b.Desk.Agenda(b.t.Context(), q)
	if err != nil {
		b.t.Fatal(err)
	}
	return g
}

// agendaText is an agenda as the golden files hold it.
func agendaText(g desk.Agenda) string {
	var b strings.Builder
	for i := range g.Items {
		it := &g.Items[i]
		day := "no date"
		if it.Due != nil {
			day = fmt.Sprintf("%s %s (%s, %+d)", it.Due.Date, it.Due.Zone, it.Due.At.Format("2006-01-02T15:04Z07:00"), *it.Days)
		}
		fmt.Fprintf(&b, "  %s, %s, %s: %s\n    %s\n    because %s\n", day, it.What, it.Case, it.Text, strings.Join(it.Who, " "), it.Because)
	}
	for _, n := range g.Notes {
		fmt.Fprintf(&b, "  note: %s\n", n)
	}
	if b.Len() == 0 {
		return "  nothing\n"
	}
	return b.String()
}

// The reference case from the first draft to the writeup, as the agenda showed it on the days that mattered.
func TestTheAgendaOfTheReferenceCase(t *testing.T) {
	t.Parallel()
	b := newBench(t, func(c *config.Config, _ *app.Options) { c.Team.Timezone = "Europe/Paris" })
	var got strings.Builder
	look := func(moment string) {
		b.clock.set(t, moment)
		fmt.Fprintf(&got, "%s\n%s", moment, agendaText(b.agenda(desk.AgendaQuery{Days: 7})))
	}
	told := func(kind disclosure.Kind, role disclosure.Role, name string) command.Command {
		return record.AddEvent{Kind: kind, At: b.Desk.Now(), Party: role, Name: name, Channel: disclosure.Email, Source: disclosure.SourcePerson}
	}
	b.clock.set(t, "2020-01-24T09:00:00Z")
	id := b.record(nil)
	look("2020-01-24T09:00:00Z")
	d := b.draft(id)
	look("2020-01-24T10:00:00Z")
	if _, err := b.Desk.ApproveDraft(t.Context(), b.who("bob"), id, d.ID, d.Revision); err != nil {
		t.Fatal(err)
	}
	look("2020-01-27T08:00:00Z")
	if _, err := b.Desk.SendDraft(t.Context(), b.who("bob"), id, d.ID); err != nil {
		t.Fatal(err)
	}
	b.drain()
	look("2020-01-27T09:00:00Z")
	look("2020-01-29T22:59:59Z") // the last second of the day in Paris
	look("2020-01-29T23:00:00Z")
	b.do("alice", id, told(disclosure.KindContacted, disclosure.Provider, "AWS"))
	look("2020-01-30T12:00:00Z")
	look("2020-02-05T12:00:00Z")
	b.clock.set(t, "2020-02-11T10:00:00Z")
	b.do("alice", id, told(disclosure.KindReplied, disclosure.Vendor, "NextMotion"))
	look("2020-02-11T12:00:00Z")
	b.do("alice", id, told(disclosure.KindContacted, disclosure.Vendor, "NextMotion"))
	look("2020-02-12T12:00:00Z")
	look("2020-02-20T12:00:00Z")
	look("2020-02-28T12:00:00Z")
	if _, err := b.Desk.Do(t.Context(), b.who("alice"), id, record.CloseCase{Outcome: disclosure.OutcomeClaimOnly, Text: "the vendor says so"}); err != nil {
		t.Fatal(err)
	}
	look("2020-02-28T13:00:00Z")

	const golden = "testdata/agenda/nextmotion.txt"
	if *update {
		if err := os.WriteFile(golden, []byte(got.String()), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(golden)
	if err != nil {
		t.Fatal(err)
	}
	if got.String() != string(want) {
		t.Errorf("got\n%s\nwant\n%s", got.String(), want)
	}
}

func TestAnAgendaShowsWhatAPersonCanActOn(t *testing.T) {
	t.Parallel()
	b := newBench(t, func(c *config.Config, _ *app.Options) {
		c.Rules.SecondPerson = []string{string(disclosure.FirstContact)}
	})
	id := b.record(nil)
	b.draft(id) // alice's
	for who, want := range map[string]int{"": 1, "alice": 0, "BOB": 1, "rita": 0, "vera": 0, "a stranger": 0} {
		if g := b.agenda(desk.AgendaQuery{User: who}); len(g.Items) != want {
			t.Errorf("%q: %d items, want %d", who, len(g.Items), want)
		} else if want == 1 && (g.Items[0].What != agenda.DraftWaiting || fmt.Sprint(g.Items[0].Who) != "[bob]" || g.Items[0].Except != "alice") {
			t.Errorf("%q: %+v", who, g.Items[0])
		}
	}
	if g := b.agenda(desk.AgendaQuery{User: "vera"}); len(g.Notes) != 1 || !strings.Contains(g.Notes[0], "viewer") {
		t.Errorf("a viewer is told %v", g.Notes)
	}
}

func TestTheInboxStandsOnTheAgenda(t *testing.T) {
	t.Parallel()
	b := newBench(t, nil)
	for i, state := range []ledger.InboundState{ledger.InboundWaiting, ledger.InboundFailed, ledger.InboundIgnored, ledger.InboundNew} {
		raw, err := disclosure.NewBlob([]byte("raw"), nil)
		if err != nil {
			t.Fatal(err)
		}
		key := fmt.Sprintf("mail/%d", i)
		_, _, err = b.Store().Receive(t.Context(), ledger.Inbound{
			Channel: disclosure.Email, Key: key, Received: b.clock.Now(), Raw: raw.Ref, Subject: "About the bucket", State: state,
		}, raw, ledger.NewJob(ledger.QueueInbound, "", email.Inbound{}).At(b.clock.Now()))
		if err != nil {
			t.Fatal(err)
		}
	}
	want := "  no date, inbox_waiting, : look at inbox item 1\n    alice bob\n    because a person has to assign it to a case; it came in on 2020-01-27T09:00:00Z\n" +
		"  no date, inbox_waiting, : look at inbox item 2\n    alice bob\n    because it could not be read; it came in on 2020-01-27T09:00:00Z\n"
	if got := agendaText(b.agenda(desk.AgendaQuery{})); got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
}

func TestACutAgendaSaysSo(t *testing.T) {
	t.Parallel()
	b := newBench(t, nil)
	for range 3 {
		b.draft(b.record(nil))
	}
	if g := b.agenda(desk.AgendaQuery{Most: 2}); !g.Cut || g.Cases != 2 || len(g.Items) != 2 || len(g.Notes) != 1 || !strings.Contains(g.Notes[0], "only the 2 open cases") {
		t.Errorf("%+v", g)
	}
	if g := b.agenda(desk.AgendaQuery{Most: 3}); g.Cut || g.Cases != 3 || len(g.Items) != 3 || len(g.Notes) != 0 {
		t.Errorf("%+v", g)
	}
}

func TestAnAgendaThatIsEmptyIsAListAndNotNull(t *testing.T) {
	t.Parallel()
	b := newBench(t, nil)
	text, err := json.Marshal(b.agenda(desk.AgendaQuery{Days: 7}))
	if err != nil {
		t.Fatal(err)
	}
	if want := `{"as_of":"2020-01-27T09:00:00Z","today":"2020-01-27","zone":"UTC","days":7,"user":null,"cases":0,"items":[],"cut":false,"notes":[]}`; string(text) != want {
		t.Errorf("got %s, want %s", text, want)
	}
}

func TestAnAgendaRefusesAHorizonThatIsNone(t *testing.T) {
	t.Parallel()
	b := newBench(t, nil)
	for _, days := range []int{-1, 3651} {
		_, err := b.Desk.Agenda(t.Context(), desk.AgendaQuery{Days: days})
		refuses(t, err, fault.Invalid, "0 to 3650 days")
	}
}
