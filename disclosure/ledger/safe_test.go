package ledger_test

import (
	"encoding/json"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"daylight/disclosure"
	"daylight/disclosure/civil"
	"daylight/disclosure/ledger"
	"daylight/disclosure/plain"
)

// What an older version put on record as somebody wrote it is safe to show when it is read.
func TestAnOldEventIsReadAsSafeText(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		text := rapid.StringN(0, 10, 40).Draw(t, "before") + rapid.SampledFrom([]string{
			"\x1b[2J", "\u202Etxt.exe", "\r\nSet: x", "\u2066a\u2069", "\u009b1m", "\U000E0041", "[removed]", "a\u200bb", "\u2028",
		}).Draw(t, "sting")
		e := disclosure.Event{
			Seq: 1, Kind: disclosure.KindRecorded, At: civil.OnDay(2020, 1, 24), RecordedAt: time.Unix(1, 0).UTC(), Actor: text, Text: text, Name: text,
			Ref: text, Detail: disclosure.Detail{Reason: text, Excerpt: text, Facts: &disclosure.Facts{Title: text, Parties: []disclosure.Party{{Name: text}}}},
		}
		stored, err := json.Marshal(e)
		if err != nil {
			t.Fatal(err)
		}
		got, err := ledger.ReadEvent(stored)
		if err != nil {
			t.Fatal(err)
		}
		d := got.Detail
		for _, s := range []string{got.Actor, got.Text, got.Name, got.Ref, d.Reason, d.Excerpt, d.Facts.Title, d.Facts.Parties[0].Name} {
			if !plain.IsSafe(s) || strings.Contains(strings.ToLower(s), "[removed]") {
				t.Fatalf("%q is read as %q", text, s)
			}
		}
		if strings.ContainsAny(d.Facts.Title+got.Name+got.Ref, "\r\n") {
			t.Fatalf("a title of more than one line: %q", d.Facts.Title)
		}
		again, err := json.Marshal(got)
		if err != nil {
			t.Fatal(err)
		}
		if twice, err := ledger.ReadEvent(again); err != nil || twice.Text != got.Text {
			t.Fatalf("read again it is %q, %v", twice.Text, err)
		}
	})
}

func TestWhoWroteAnItemIsSafeToShow(t *testing.T) {
	t.Parallel()
	in := ledger.Inbound{From: "a\u202eb\r\n@x.example", Subject: "one\x1b[2Jtwo\nthree", Note: "[removed]\u2066"}.Safe()
	if in.From != "a‹U+202E›b @x.example" || in.Subject != "one␛[2Jtwo three" || in.Note != "⟦removed⟧‹U+2066›" {
		t.Errorf("%+v", in)
	}
}
