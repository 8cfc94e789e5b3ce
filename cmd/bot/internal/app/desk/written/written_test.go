package written_test

import (
	"context"
	"testing"

	"daylight/cmd/bot/internal/app/desk/written"
	"daylight/disclosure"
	"daylight/disclosure/civil"
	"daylight/disclosure/fault"
	"daylight/disclosure/manuscript"
	"daylight/disclosure/writeup/prose"
)

type blobs map[disclosure.BlobRef]string

func (b blobs) Blob(_ context.Context, ref disclosure.BlobRef) ([]byte, error) {
	text, ok := b[ref]
	if ref == "broken" {
		return nil, fault.Errorf(fault.Internal, "the disk is gone")
	}
	if !ok {
		return nil, fault.Errorf(fault.NotFound, "the text was erased")
	}
	return []byte(text), nil
}

func revision(seq, number int, lang string, ref disclosure.BlobRef) disclosure.Event {
	return disclosure.Event{
		Seq: seq, Kind: disclosure.KindProseRevised,
		Detail: disclosure.Detail{Body: ref, Prose: &manuscript.Revision{Lang: lang, Number: number}},
	}
}

func TestAPageShowsTheNewestTextOfItsLanguage(t *testing.T) {
	t.Parallel()
	events := []disclosure.Event{revision(2, 1, "de", "a"), revision(3, 2, "de", "b"), revision(4, 1, "en", "c")}
	texts := blobs{"a": "# Summary\nAlt.\n", "b": "# Summary\nNeu.\n", "c": "# Summary\nNew.\n"}
	for lang, want := range map[string]string{"de": "Neu.", "en": "New."} {
		p, err := written.ForPage(t.Context(), texts, events, lang)
		if err != nil || p.Unread != "" || p.Text.Passage(prose.Summary).Text != want {
			t.Errorf("%s: %+v %v", lang, p, err)
		}
	}
	p, err := written.ForPage(t.Context(), texts, events, "fr")
	if err != nil || p.Text != nil || p.ForGate(&disclosure.Case{}, events, disclosure.Full, civil.Date{}) != nil {
		t.Errorf("a language without a text: %+v %v", p, err)
	}
	if e, err := written.Revision(events, "de", 1); err != nil || e.Seq != 2 {
		t.Errorf("%+v %v", e, err)
	}
	if _, err := written.Revision(events, "de", 3); fault.CodeOf(err) != fault.NotFound {
		t.Errorf("%v", err)
	}
}

func TestATextThatCannotBeReadHoldsThePageBack(t *testing.T) {
	t.Parallel()
	for rule, texts := range map[string]blobs{"it was erased": {}, "this program does not take it": {"a": "# Nothing\nx\n"}} {
		events := []disclosure.Event{revision(2, 1, "de", "a")}
		p, err := written.ForPage(t.Context(), texts, events, "de")
		if err != nil || p.Text != nil || p.Unread == "" {
			t.Errorf("%s: %+v %v", rule, p, err)
		}
		if g := p.ForGate(&disclosure.Case{}, events, disclosure.Limited, civil.Date{}); g == nil || g.Unread == "" {
			t.Errorf("%s: the gate is not told", rule)
		}
	}
	if _, err := written.ForPage(t.Context(), blobs{}, []disclosure.Event{revision(2, 1, "de", "broken")}, "de"); fault.CodeOf(err) != fault.Internal {
		t.Errorf("a fault of the store: %v", err)
	}
}
