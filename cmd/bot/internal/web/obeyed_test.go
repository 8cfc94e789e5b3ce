package web

import (
	"encoding/json"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"daylight/disclosure"
	"daylight/disclosure/ledger"
	"daylight/disclosure/plain"
)

// TestNoTextIsObeyedOnTheBoard puts texts that a browser or a reader would obey into everything that people and others write, as an
// older version may have stored it, reads it as it is read from the database, and looks at the pages.
func TestNoTextIsObeyedOnTheBoard(t *testing.T) {
	t.Parallel()
	picture := drawn(t)
	rapid.Check(t, func(rt *rapid.T) {
		piece := rapid.SampledFrom([]string{"\x1b[2J", "\x1b]8;;https://x.example\x07", "\u009b31m", "\u202e", "\u2066", "\u200f", "\u200b", "\U000E0041", "\x00", "\r\n", "\u2028", "[target]", "[mail address removed]", "<b>", "a b", "ä"})
		text := strings.Join(rapid.SliceOfN(piece, 1, 6).Draw(rt, "text"), "")
		events := saying(text)
		for i := range events {
			stored, err := json.Marshal(events[i])
			if err != nil {
				rt.Fatal(err)
			}
			if events[i], err = ledger.ReadEvent(stored); err != nil {
				rt.Fatal(err)
			}
		}
		d := newDesk("2020-02-16")
		d.add("DL-2020-0001", events)
		d.picture = picture
		s := newServer(t, Options{Desk: d})
		for _, target := range []string{"/", "/?all=1", "/case/DL-2020-0001"} {
			body := get(t, s, target).Body.String()
			if !plain.IsSafe(body) {
				rt.Fatalf("%s obeys %q", target, text)
			}
			for _, ours := range []string{"[target]", "[mail address removed]"} {
				if strings.Contains(body, ours) {
					rt.Fatalf("%s shows a mark that looks like our own: %q", target, text)
				}
			}
		}
		if c := d.cases["DL-2020-0001"]; strings.ContainsAny(c.Title, "\r\n") || c.ID != disclosure.CaseID("DL-2020-0001") {
			rt.Fatalf("the title is %q", c.Title)
		}
	})
}
