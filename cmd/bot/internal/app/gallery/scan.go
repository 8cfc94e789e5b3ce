package gallery

import (
	"context"
	"maps"
	"slices"

	"daylight/cmd/bot/internal/app/desk"
	"daylight/disclosure"
	"daylight/disclosure/content"
	"daylight/disclosure/fault"
	"daylight/disclosure/hint"
)

// Scan reads what somebody wrote elsewhere about a case, by the name of each file, as the gate reads a page of ours in a form. A file that
// is no text is refused: that nothing was found in it would say nothing.
func Scan(ctx context.Context, d *desk.Desk, id disclosure.CaseID, mode disclosure.Mode, files map[string][]byte) ([]content.Finding, error) {
	c, err := d.Case(ctx, id)
	if err != nil {
		return nil, err
	}
	for _, name := range slices.Sorted(maps.Keys(files)) {
		if !content.IsText(name, files[name]) {
			return nil, fault.Errorf(fault.Invalid, "%s is no text that can be read: text, HTML, Markdown and SVG are, in UTF-8 or UTF-16", name)
		}
	}
	events, err := d.Events(ctx, id)
	if err != nil {
		return nil, err
	}
	about := content.About(c, mode, d.Team().Contact)
	if about.Protected, err = d.Written().Protected(ctx, c, events); err != nil {
		return nil, err
	}
	if about.Protected == nil && len(c.Manuscript.Guards) > 0 {
		return nil, fault.Errorf(fault.Refused, "the protected words of %s cannot be read any more, so nobody can look for them", id).With(hint.ToProtectWords(id))
	}
	return content.Scan(files, about), nil
}
