// Package author is how people write for the pages of a case: the text in each language, kept as revisions, and which words of
// others may be quoted.
package author

import (
	"bytes"
	"context"
	"strings"
	"time"

	"daylight/cmd/bot/internal/app/desk/written"
	"daylight/cmd/bot/internal/prosefile"
	"daylight/disclosure"
	"daylight/disclosure/cite"
	"daylight/disclosure/civil"
	"daylight/disclosure/command"
	"daylight/disclosure/command/publish"
	"daylight/disclosure/fault"
	"daylight/disclosure/timeline"
)

// Desk is what an author needs of a desk.
type Desk interface {
	Case(ctx context.Context, id disclosure.CaseID) (*disclosure.Case, error)
	Events(ctx context.Context, id disclosure.CaseID) ([]disclosure.Event, error)
	Timeline(ctx context.Context, id disclosure.CaseID) (timeline.Timeline, error)
	Blob(ctx context.Context, ref disclosure.BlobRef) ([]byte, error)
	Seal(text []byte) (disclosure.Blob, error)
	Today() civil.Date
	Do(ctx context.Context, actor disclosure.Actor, id disclosure.CaseID, cmd command.Command) (*disclosure.Case, error)
}

// Revision is one state of the text in a language.
type Revision struct {
	Lang     string    `json:"lang"`
	Number   int       `json:"revision"` // 0 is none
	Event    int       `json:"event,omitempty"`
	By       string    `json:"by,omitempty"`
	How      string    `json:"how,omitempty"` // who, and what shows it
	Recorded time.Time `json:"recorded_at,omitzero"`
	Text     string    `json:"text,omitempty"` // of the file
}

// Log lists the revisions of a language, oldest first, without their texts; of all languages where lang is "".
func Log(ctx context.Context, d Desk, id disclosure.CaseID, lang string) ([]Revision, error) {
	events, err := d.Events(ctx, id)
	if err != nil {
		return nil, err
	}
	all := written.Revisions(events, lang)
	out := make([]Revision, len(all))
	for i := range all {
		out[i] = revisionOf(&all[i])
	}
	return out, nil
}

func revisionOf(e *disclosure.Event) Revision {
	return Revision{Lang: e.Detail.Prose.Lang, Number: e.Detail.Prose.Number, Event: e.Seq, By: e.Actor, How: e.Did(), Recorded: e.RecordedAt.UTC()}
}

// Show returns a revision with its text; number 0 is the newest.
func Show(ctx context.Context, d Desk, id disclosure.CaseID, lang string, number int) (Revision, error) {
	events, err := d.Events(ctx, id)
	if err != nil {
		return Revision{}, err
	}
	e, err := written.Revision(events, lang, number)
	if err != nil {
		return Revision{}, err
	}
	text, err := d.Blob(ctx, e.Detail.Body)
	if err != nil {
		return Revision{}, err
	}
	out := revisionOf(&e)
	out.Text = string(text)
	return out, nil
}

// Begin is what somebody edits: the newest revision, or an empty file that explains itself.
func Begin(ctx context.Context, d Desk, id disclosure.CaseID, lang string) (Revision, error) {
	c, err := d.Case(ctx, id)
	if err != nil {
		return Revision{}, err
	}
	if c.Manuscript.Text(lang).Number == 0 {
		return Revision{Lang: lang, Text: prosefile.Template(lang)}, nil
	}
	now, err := Show(ctx, d, id, lang, 0)
	if fault.CodeOf(err) == fault.NotFound { // it was erased: the next revision begins anew
		return Revision{Lang: lang, Number: c.Manuscript.Text(lang).Number, Text: prosefile.Template(lang)}, nil
	}
	return now, err
}

// Same reports whether two files say the same bytes but for line ends and blanks at their ends.
func Same(a, b string) bool {
	clean := func(s string) string {
		lines := strings.Split(strings.ReplaceAll(s, "\r\n", "\n"), "\n")
		for i := range lines {
			lines[i] = strings.TrimRight(lines[i], " \t")
		}
		return strings.TrimRight(strings.Join(lines, "\n"), "\n")
	}
	return clean(a) == clean(b)
}

// Revise keeps a text that somebody wrote from the revision base on. Mistakes in it are all named, and nothing is kept. What the
// gate will say of its facts is returned with it: a text may be written before the case has all of them.
func Revise(ctx context.Context, d Desk, actor disclosure.Actor, id disclosure.CaseID, lang string, base int, file string) (Revision, []cite.Finding, error) {
	raw := []byte(strings.TrimRight(strings.ReplaceAll(file, "\r\n", "\n"), " \t\n") + "\n")
	raw = bytes.TrimPrefix(raw, []byte("\ufeff"))
	text, err := prosefile.Read(raw)
	if err != nil {
		return Revision{}, nil, err
	}
	t, err := d.Timeline(ctx, id)
	if err != nil {
		return Revision{}, nil, err
	}
	blob, err := d.Seal(raw)
	if err != nil {
		return Revision{}, nil, err
	}
	c, err := d.Do(ctx, actor, id, publish.ReviseProse{Lang: lang, Base: base, Blob: blob})
	if err != nil {
		return Revision{}, nil, err
	}
	facts := cite.Of(t, d.Today())
	return Revision{Lang: lang, Number: c.Manuscript.Text(lang).Number, Event: c.Manuscript.Text(lang).Seq}, facts.Check(lang, text.ToCheck()), nil
}

// Said is all that a message said, as far as it is on record: its text, else what was kept of it.
func Said(ctx context.Context, d Desk, e *disclosure.Event) (string, error) {
	if e.Kind == disclosure.KindStatement && e.Text != "" {
		return e.Text, nil
	}
	if e.Detail.Body != "" {
		body, err := d.Blob(ctx, e.Detail.Body)
		if err == nil {
			return string(body), nil
		}
		if fault.CodeOf(err) != fault.NotFound {
			return "", err
		}
	}
	return e.Detail.Excerpt, nil
}

// Quote returns the command that allows to quote words of an event; "" is all of it.
func Quote(ctx context.Context, d Desk, id disclosure.CaseID, seq int, text string) (publish.AllowQuote, error) {
	events, err := d.Events(ctx, id)
	if err != nil {
		return publish.AllowQuote{}, err
	}
	for i := range events {
		if events[i].Seq == seq {
			said, err := Said(ctx, d, &events[i])
			return publish.AllowQuote{Event: events[i], Said: said, Text: text}, err
		}
	}
	return publish.AllowQuote{}, fault.Errorf(fault.NotFound, "%s has no event %d", id, seq)
}
