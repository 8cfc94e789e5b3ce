// Package written reads what people wrote for the pages of a case, from the events of the case and the encrypted texts beside them.
package written

import (
	"context"
	"slices"

	"daylight/cmd/bot/internal/app/desk/shown"
	"daylight/cmd/bot/internal/prosefile"
	"daylight/disclosure"
	"daylight/disclosure/cite"
	"daylight/disclosure/civil"
	"daylight/disclosure/content/hit"
	"daylight/disclosure/fault"
	"daylight/disclosure/gate"
	"daylight/disclosure/writeup/prose"
)

// Blobs reads encrypted texts.
type Blobs interface {
	Blob(ctx context.Context, ref disclosure.BlobRef) ([]byte, error)
}

// Revisions are the events that brought a text in a language, oldest first; of every language where lang is "".
func Revisions(events []disclosure.Event, lang string) []disclosure.Event {
	var out []disclosure.Event
	for i := range events {
		if r := events[i].Detail.Prose; events[i].Kind == disclosure.KindProseRevised && r != nil && (lang == "" || r.Lang == lang) {
			out = append(out, events[i])
		}
	}
	return out
}

// Revision is the event that brought a revision; 0 is the newest. There is none with the code NotFound.
func Revision(events []disclosure.Event, lang string, number int) (disclosure.Event, error) {
	all := Revisions(events, lang)
	if len(all) == 0 {
		return disclosure.Event{}, fault.Errorf(fault.NotFound, "nobody wrote a text in %s yet: begin with `bot writeup edit`", lang)
	}
	if number == 0 {
		return all[len(all)-1], nil
	}
	i := slices.IndexFunc(all, func(e disclosure.Event) bool { return e.Detail.Prose.Number == number })
	if i < 0 {
		return disclosure.Event{}, fault.Errorf(fault.NotFound, "the text in %s has no revision %d: the newest is %d", lang, number, all[len(all)-1].Detail.Prose.Number)
	}
	return all[i], nil
}

// Page is what people wrote for a page in a language.
type Page struct {
	Text   *prose.Text // nil where nobody wrote, and where it cannot be read
	Unread string      // why it cannot be read
	// Protected finds the words that the team protects; nil where there are none, and where they cannot be read.
	Protected func(text string) []hit.Hit
}

// ForPage reads the newest text in a language. A text that is on record and cannot be read is no error: the gate holds the page back.
func ForPage(ctx context.Context, blobs Blobs, events []disclosure.Event, lang string) (Page, error) {
	e, err := Revision(events, lang, 0)
	if err != nil {
		return Page{}, nil //nolint:nilerr // Nobody wrote.
	}
	file, err := blobs.Blob(ctx, e.Detail.Body)
	switch {
	case fault.CodeOf(err) == fault.NotFound: // erased
		return Page{Unread: err.Error()}, nil
	case err != nil:
		return Page{}, err
	}
	text, err := prosefile.Read(file)
	if err != nil { // an older program took what this one does not
		return Page{Unread: err.Error()}, nil //nolint:nilerr // The gate says it.
	}
	return Page{Text: text}, nil
}

// ForGate is what the gate holds against the case, for a page that is published on a day.
func (p *Page) ForGate(c *disclosure.Case, events []disclosure.Event, mode disclosure.Mode, on civil.Date) *gate.Prose {
	if p.Text == nil {
		if p.Unread == "" {
			return nil
		}
		return &gate.Prose{Unread: p.Unread}
	}
	_, told := shown.History(c, events, on)
	text := p.Text.On(mode)
	return &gate.Prose{Passages: text.ToCheck(), Facts: cite.Of(told, on)}
}
