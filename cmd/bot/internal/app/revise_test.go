package app_test

import (
	"path/filepath"
	"strings"
	"testing"

	"daylight/cmd/bot/internal/app/gallery"
	"daylight/disclosure"
	"daylight/disclosure/command/record"
	"daylight/disclosure/fault"
	"daylight/disclosure/ledger"
)

func TestACorrectionAndItsDraftsAreOneTransaction(t *testing.T) {
	t.Parallel()
	b, id := closedCase(t)
	b.publishes(id, disclosure.Full, "en", filepath.Join(b.dir, "writeup"))
	ctx, alice, saw := t.Context(), b.who("alice"), b.load(id)
	if _, err := gallery.Revise(ctx, b.Desk, alice, id, disclosure.KindCorrected, " \n "); fault.CodeOf(err) != fault.Invalid {
		t.Errorf("a correction without a reason: %v", err)
	}
	order := ledger.Ref{Case: id, Owner: "slack", Name: "act/1", Value: "alice"}
	got, err := gallery.Revise(ctx, b.Desk, alice, id, disclosure.KindCorrected, "The provider was told\non 30 January.", order)
	if err != nil {
		t.Fatal(err)
	}
	if len(got.Drafts) != 1 || len(got.Untold) != 0 || len(got.Out) != 1 || got.Case.Publication != disclosure.PublicationCorrected {
		t.Fatalf("%+v", got)
	}
	events, err := b.Desk.Events(ctx, id)
	if err != nil {
		t.Fatal(err)
	}
	news := events[saw.Version:]
	if len(news) < 2 || news[0].Kind != disclosure.KindCorrected || news[1].Kind != disclosure.KindDrafted || !news[0].RecordedAt.Equal(news[1].RecordedAt) {
		t.Errorf("on record: %+v", news)
	}
	if news[0].Text != "The provider was told on 30 January." || news[0].Visibility != disclosure.Public {
		t.Errorf("the reason is %+v", news[0])
	}
	d, body, err := b.Desk.DraftText(ctx, id, got.Drafts[0].ID)
	if err != nil || d.State != disclosure.DraftOpen || !strings.Contains(body, "30 January") {
		t.Errorf("%+v %q %v", d, body, err)
	}
}

func TestWhoCannotBeWrittenToIsNamedAndTheCorrectionStands(t *testing.T) {
	t.Parallel()
	b, id := closedCase(t)
	b.publishes(id, disclosure.Full, "en", filepath.Join(b.dir, "writeup"))
	c := b.load(id)
	k := c.Contacts[0]
	b.do("alice", id, record.AddContact{Party: disclosure.Party{Role: k.Role, Name: k.Name, DoNotContact: true}, Contact: k})
	got, err := gallery.Revise(t.Context(), b.Desk, b.who("alice"), id, disclosure.KindWithdrawn, "It was another bucket.")
	if err != nil {
		t.Fatal(err)
	}
	if len(got.Drafts) != 0 || len(got.Untold) != 1 || !strings.Contains(got.Untold[0], "no contact of theirs may be written to") || got.Case.Publication != disclosure.PublicationWithdrawn {
		t.Errorf("%+v", got)
	}
	if _, err := gallery.Revise(t.Context(), b.Desk, b.who("alice"), id, disclosure.KindWithdrawn, "again"); fault.CodeOf(err) != fault.Refused {
		t.Errorf("withdrawn twice: %v", err)
	}
}
