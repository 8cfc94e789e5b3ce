package gallery

import (
	"context"
	"slices"

	"daylight/cmd/bot/internal/app/desk"
	"daylight/disclosure"
	"daylight/disclosure/content"
	"daylight/disclosure/manuscript"
)

// Protected says what came of a list of words to protect. It repeats none of them.
type Protected struct {
	Case    disclosure.CaseID `json:"case"`
	Fresh   int               `json:"protected"`         // words that were not protected before
	Known   int               `json:"known"`             // words that were protected already, or stood in the list twice
	Words   int               `json:"words"`             // that the case protects now
	Printed []string          `json:"printed,omitempty"` // where one of them stands that a page prints by itself
}

// Protect keeps the words of a list out of the pages of a case: one word, or a few that belong together, in each line. The same word twice
// is one.
func Protect(ctx context.Context, d *desk.Desk, actor disclosure.Actor, id disclosure.CaseID, list string) (Protected, error) {
	if _, err := d.Case(ctx, id); err != nil {
		return Protected{}, err // before anything is said of the list
	}
	cmd, err := d.Written().Protect(id, list, d.Seal)
	if err != nil {
		return Protected{}, err
	}
	res, err := d.Execute(ctx, actor, id, cmd)
	if err != nil {
		return Protected{}, err
	}
	out := Protected{Case: id, Words: len(res.Case.Manuscript.Guards)}
	for i := range res.Events {
		if w := res.Events[i].Detail.Words; w != nil {
			out.Fresh += len(w.IDs)
		}
	}
	out.Known = len(cmd.IDs) - out.Fresh
	out.Printed, err = printedWords(ctx, d, res.Case)
	return out, err
}

// printedWords says where a protected word stands in what a page prints by itself, so that it is corrected before a page waits for it.
func printedWords(ctx context.Context, d *desk.Desk, c *disclosure.Case) ([]string, error) {
	events, err := d.Events(ctx, c.ID)
	if err != nil {
		return nil, err
	}
	find, err := d.Written().Protected(ctx, c, events)
	if err != nil || find == nil {
		return nil, err
	}
	var out []string
	about := content.About(c, disclosure.Full, "")
	for _, p := range about.Printed {
		if len(find(p.Text)) > 0 && !slices.Contains(out, p.Where) {
			out = append(out, p.Where)
		}
	}
	return out, nil
}

// Guarded lists the protected words of a case: an id for each, who protected it and when. What they are is kept nowhere.
func Guarded(ctx context.Context, d *desk.Desk, id disclosure.CaseID) ([]manuscript.Word, error) {
	c, err := d.Case(ctx, id)
	if err != nil {
		return nil, err
	}
	return c.Manuscript.Guards, nil
}
