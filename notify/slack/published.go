package slack

import (
	"context"
	"fmt"
	"strings"

	slackapi "github.com/slack-go/slack"

	"daylight/disclosure"
	"daylight/disclosure/timeline"
)

// figures are the address of the page and what it tells in numbers, a line each. They are derived and never typed.
func (a *App) figures(ctx context.Context, id disclosure.CaseID) []string {
	var out []string
	if a.ports.Address != nil {
		if link := a.ports.Address(id); link != "" {
			out = append(out, "Its address, once the folder is on the site: "+safeUpTo(link, 500))
		}
	}
	t, err := a.ports.Cases.Timeline(ctx, id)
	if err != nil {
		return out
	}
	var said []string
	for _, name := range []string{timeline.ContactToClosure, timeline.DiscoveryToClosure, timeline.ClosureToPublication} {
		d := t.Durations[name]
		if d == nil || d.Open || d.Days == nil {
			continue
		}
		text := strings.ReplaceAll(name, "_", " ") + ": " + count(*d.Days, "day")
		if d.WorkingDays != nil {
			text += fmt.Sprintf(" (%d working)", *d.WorkingDays)
		}
		said = append(said, text)
	}
	if len(said) > 0 {
		out = append(out, strings.Join(said, " · "))
	}
	return out
}

// publishedBlocks are added to the message in the thread that says that a page is out.
func (a *App) publishedBlocks(ctx context.Context, id disclosure.CaseID, e *disclosure.Event) []slackapi.Block {
	if e.Kind != disclosure.KindPublished || e.Detail.Consent == nil {
		return nil
	}
	lines := a.figures(ctx, id)
	if len(lines) == 0 {
		return nil
	}
	return sectionsOf(lines)
}
