package slack

import (
	"encoding/json"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"daylight/disclosure"
	"daylight/disclosure/civil"
	"daylight/disclosure/command/second"
	"daylight/disclosure/timeline"
)

// TestNoTextIsObeyedInSlack puts texts that a client would obey into everything that people and others write, as an older version may
// have stored it, and looks at the card, a notice, the timeline and a decision as they are sent.
func TestNoTextIsObeyedInSlack(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		piece := rapid.SampledFrom([]string{"<!channel>", "<!here>", "<@U1>", "<https://x.example|bank>", "\u202e", "\u2066", "\x1b[2J", "\x00", "\r\n", "\u2028", "&lt;", "*", "`", "a b", "ä"})
		text := func(name string) string { return strings.Join(rapid.SliceOfN(piece, 0, 6).Draw(t, name), "") }
		k := nextMotion(func(k *disclosure.Case) {
			k.Title, k.Author = text("title"), text("author")
			k.Parties = []disclosure.Party{{Role: disclosure.Vendor, Name: text("vendor")}}
			k.Drafts = []disclosure.Draft{{ID: "D1", Role: disclosure.Vendor, Subject: text("subject"), State: disclosure.DraftOpen, Withheld: text("withheld")}}
			k.Proposals = []disclosure.Proposal{{What: disclosure.ProposesWaiver, Clause: text("clause"), Reason: text("reason"), By: text("by"), At: fixed()}}
		})
		e := disclosure.Event{
			Seq: 1, Kind: rapid.SampledFrom(disclosure.Kinds()).Draw(t, "kind"), At: civil.OnDay(2020, 1, 24), Text: text("text"), Name: text("name"), Party: disclosure.Vendor,
			Actor: text("actor"), Ref: text("ref"), Detail: disclosure.Detail{Reason: text("why"), Excerpt: text("excerpt")},
		}
		_, card := renderCard(cardData{Case: k, Headline: text("headline"), Now: fixed(), Zone: time.UTC})
		_, notice, _ := renderNotice(k, e, false)
		_, rows := renderTimeline(k, timeline.Timeline{Rows: []timeline.Row{{Kind: e.Kind, Text: e.Text, Actor: e.Actor, At: "2020-01-24", When: e.At, Event: e}}}, false)
		w := second.Of(k, nil, fixed().Add(time.Hour))[0]
		w.Body = text("body")
		for what, shown := range map[string]any{"card": card, "notice": notice, "timeline": rows, "decision": decisionView(k.ID, &w, triage)} {
			raw, err := json.Marshal(shown)
			if err != nil {
				t.Fatal(err)
			}
			var value any
			if err := json.Unmarshal(raw, &value); err != nil {
				t.Fatal(err)
			}
			obeyed(t, what, value)
		}
	})
}

// obeyed looks at each text of a rendered value.
func obeyed(t *rapid.T, what string, v any) {
	switch v := v.(type) {
	case map[string]any:
		for _, x := range v {
			obeyed(t, what, x)
		}
	case []any:
		for _, x := range v {
			obeyed(t, what, x)
		}
	case string:
		for _, live := range []string{"<!", "<@", "<http", "\u202e", "\u2066", "\x1b", "\x00", "\u2028"} {
			if strings.Contains(v, live) {
				t.Fatalf("the %s holds %q live: %q", what, live, v)
			}
		}
	}
}
