// Package gallery shows people the pages of a case before they go out, and says where they go then. Command line, Slack and board
// look at a page through it, so that all of them are shown the same files, answers of the gate and changes. It reads only: what is
// shown, asked for and published is put on record by the desk.
package gallery

import (
	"context"
	"maps"
	"slices"

	"daylight/cmd/bot/internal/app/desk"
	"daylight/cmd/bot/internal/app/desk/pages"
	"daylight/cmd/bot/internal/app/desk/preview"
	"daylight/disclosure"
)

// Page is a page as it would go out now, beside the one that is out.
type Page struct {
	*desk.Publication
	Changes []preview.Change // against what is out, file by file; nil where that is not known
	Diff    string           // of the text, as a unified difference; "" where nothing changed or no page is out
	Known   bool             // the edition that is out could be made again, or none is out
	Said    []string         // what changes, in words; never empty
}

// Names are the files that become public, sorted.
func (p *Page) Names() []string { return slices.Sorted(maps.Keys(p.Files)) }

// Look renders the page of a case in a form and a language, asks the gate, and compares it with the page that is out.
func Look(ctx context.Context, d *desk.Desk, id disclosure.CaseID, mode disclosure.Mode, lang string) (Page, error) {
	now, err := d.Prepare(ctx, id, mode, lang)
	if err != nil {
		return Page{}, err
	}
	old, known, err := d.Edition(ctx, id, lang)
	if err != nil {
		return Page{}, err
	}
	p := Page{Publication: now, Known: known}
	if known {
		text := maps.Clone(now.Files)
		for _, name := range []string{pages.FileManifest, pages.FileSums} { // they follow from the other files
			if _, sealed := old[name]; old != nil && !sealed {
				delete(text, name)
			}
		}
		p.Changes, p.Diff = preview.Changes(old, text), preview.Diff(old, text)
	}
	p.Said = inWords(&p)
	return p, nil
}
