package cli

import (
	"strings"
	"testing"

	"pgregory.net/rapid"

	"daylight/cmd/bot/internal/app"
	"daylight/cmd/bot/internal/config"
	"daylight/db"
	"daylight/db/dbtest"
	"daylight/disclosure"
	"daylight/disclosure/agenda"
	"daylight/disclosure/civil"
	"daylight/disclosure/plain"
)

// stings are what a terminal or a reader obeys, among words.
var stings = []string{
	"\x1b[2J", "\x1b]8;;https://x.example\x07", "\u009b31m", "\x00", "\x08\x08", "\x7f", "\r", "\u202e", "\u2066", "\u2069", "\u200f", "\u200b", "\u2028", "\U000E0041", "\xff",
	"a b", "ä", "שלום", "\n", "\t",
}

// forged begins a line of its own where a text is obeyed.
const forged = "\r\nFORGED"

// foreign are the events of a case of which others wrote each text, as a version may have stored them that made none safe.
func foreign(text func(string) string) []disclosure.Event {
	on := func(day int) civil.When { return civil.OnDay(2020, 1, day) }
	vendor := disclosure.Party{Role: disclosure.Vendor, Name: text("vendor"), Country: "FR", Domain: text("domain")}
	draft := &disclosure.Draft{
		ID: "D1", Contact: "C1", Subject: text("subject") + forged, Author: text("author"), Template: disclosure.FirstContact, Role: disclosure.Vendor,
		Name: vendor.Name, Channel: disclosure.Email, Revision: 1, State: disclosure.DraftOpen, Withheld: text("withheld"), Because: text("because"),
	}
	message := &disclosure.Message{
		Key: text("key"), Draft: "D9", Template: disclosure.FollowUp, Channel: disclosure.Email, Role: disclosure.Vendor, Name: vendor.Name, To: text("to"),
		Subject: text("subject"), Receipt: text("receipt"), State: disclosure.MessageUncertain,
	}
	events := []disclosure.Event{
		{Kind: disclosure.KindRecorded, At: on(2), Actor: text("actor"), Detail: disclosure.Detail{Facts: &disclosure.Facts{
			Title: text("title") + forged, Summary: text("summary"), Parties: []disclosure.Party{vendor, {Role: disclosure.Provider, Name: text("provider")}},
			Assets:  []disclosure.Asset{{ID: "A1", Kind: "s3", Target: "https://a.example/" + text("target"), Owner: text("owner"), Noun: text("noun")}},
			Exposed: disclosure.Exposed{Records: 1, Data: []string{text("data")}, Note: text("note")},
		}}},
		{Kind: disclosure.KindDiscovered, At: on(2), Text: text("text"), Name: text("name"), Ref: text("ref")},
		{Kind: disclosure.KindOwnerIdentified, At: on(2), Text: text("text"), Detail: disclosure.Detail{Contact: &disclosure.Contact{
			ID: "C1", Role: disclosure.Vendor, Name: vendor.Name, Channel: disclosure.Email, Address: text("address"), Found: text("found"),
		}}},
		{Kind: disclosure.KindDrafted, At: on(2), Text: text("text"), Detail: disclosure.Detail{Draft: draft}},
		{Kind: disclosure.KindContacted, At: on(3), Party: disclosure.Vendor, Channel: disclosure.Email, Text: text("text")},
		{Kind: disclosure.KindMessageUncertain, At: on(3), Party: disclosure.Vendor, Ref: message.Key, Text: text("text"), Detail: disclosure.Detail{Message: message, State: message.State}},
		{Kind: disclosure.KindReplied, At: on(4), Party: disclosure.Vendor, Name: vendor.Name, Text: text("text"), Ref: text("ref"), Detail: disclosure.Detail{Excerpt: text("excerpt")}},
		{Kind: disclosure.KindStatement, At: on(4), Party: disclosure.Vendor, Name: vendor.Name, Text: text("text"), Ref: text("ref"), Source: disclosure.SourcePress},
		{Kind: disclosure.KindUnattributed, At: on(4), Ref: text("ref"), Detail: disclosure.Detail{Excerpt: text("excerpt"), Reason: text("reason")}},
		{Kind: disclosure.KindNote, At: on(5), Text: text("text"), Actor: text("actor"), Name: text("name")},
		{Kind: disclosure.Kind("unknown" + text("kind")), At: on(5), Text: text("text"), Ref: text("ref")},
		{Kind: disclosure.KindProposed, At: on(5), Text: text("text"), Detail: disclosure.Detail{Proposal: &disclosure.Proposal{
			What: disclosure.ProposesWaiver, Clause: text("clause"), Reason: text("reason"), By: text("by"), At: on(5).Time(),
		}}},
	}
	for i := range events {
		events[i].Visibility = disclosure.InternalOnly
		if events[i].Source == "" {
			events[i].Source = disclosure.SourcePerson
		}
	}
	return events
}

// TestNoTextIsObeyedOnTheTerminal stores what others wrote as an older version may have, and looks at what the commands print of it.
func TestNoTextIsObeyedOnTheTerminal(t *testing.T) {
	if testing.Short() {
		t.Skip("one call after the other has nothing for the race detector; the run without -short makes them all")
	}
	t.Parallel()
	dir := t.TempDir()
	cfg, err := config.Parse(nil, dir, func(string) string { return "" })
	if err != nil {
		t.Fatal(err)
	}
	made, err := app.New(t.Context(), cfg, app.Options{Create: true, Version: "test"})
	if err != nil {
		t.Fatal(err)
	}
	if err := made.Close(); err != nil {
		t.Fatal(err)
	}
	key, err := db.LoadKey(cfg.Database.Key)
	if err != nil {
		t.Fatal(err)
	}
	store, err := db.Open(t.Context(), db.Options{Listing: agenda.ListingOf, Path: cfg.Database.Path, Identity: key.Identity(), Beside: key})
	if err != nil {
		t.Fatal(err)
	}
	const cases = 6
	for n := 1; n <= cases; n++ {
		i := 0
		events := foreign(func(field string) string {
			i++
			text := rapid.SliceOfN(rapid.OneOf(rapid.SampledFrom(stings), rapid.StringN(0, 4, 16)), 1, 5).Example(1000*n + i)
			return field + strings.Join(text, "") + stings[(i+n)%len(stings)] // each of them somewhere in each field
		})
		dbtest.Put(t, store, dbtest.ID(n), nil, events...)
	}
	if err := store.Close(); err != nil {
		t.Fatal(err)
	}
	looks := [][]string{{"agenda", "--days", "3000"}, {"case", "list", "--all"}}
	for n := 1; n <= cases; n++ {
		id := string(dbtest.ID(n))
		looks = append(looks, []string{"case", "show", id}, []string{"timeline", id}, []string{"timeline", id, "--format", "md"})
	}
	for _, args := range looks {
		out := callAt(t, dir, args...)
		if !plain.IsSafe(out) || strings.ContainsAny(out, "\r\x1b") || strings.ToValidUTF8(out, "") != out {
			t.Errorf("%s obeys what others wrote:\n%q", strings.Join(args, " "), out)
		}
		if strings.Contains(out, "\nFORGED") {
			t.Errorf("%s: a title goes on in a line of its own:\n%q", strings.Join(args, " "), out)
		}
		if args[0] != "timeline" && !strings.Contains(out, "FORGED") || !strings.Contains(out, "title") && !strings.Contains(out, "text") {
			t.Errorf("%s shows nothing that others wrote: the check is blind\n%s", strings.Join(args, " "), out)
		}
	}
}
