package agenda

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"daylight/disclosure"
	"daylight/disclosure/clock"
)

// published adds the assets that are open again while a page of ours names them. The page itself never changes without two
// people: what it should say is a limited revision, whose gate anybody can look at.
func (a *collector) published() {
	if !a.c.PageNamesAssets() {
		return
	}
	var open []string
	var recorded time.Time
	because := ""
	for i := range a.c.Assets {
		if s := &a.c.Assets[i]; s.Exposure == disclosure.ExposureReopened {
			open = append(open, s.ID)
			if why, at := a.reopening(s); at.After(recorded) || because == "" {
				because, recorded = why, at
			}
		}
	}
	if len(open) == 0 {
		return
	}
	task := "publish a limited revision"
	if slices.ContainsFunc(a.c.Proposals, func(p disclosure.Proposal) bool { return p.Files != "" }) {
		task = "read and approve the limited revision that is drafted"
	}
	a.add(Item{
		What: PublishedOpen, Text: fmt.Sprintf("%s: our full page says where %s is", task, strings.Join(open, ", ")),
		Because: because + "; the revision names no place, and takes the approval of two people like each publication",
		Ref:     string(disclosure.Limited), Recorded: recorded, need: disclosure.Lead, Who: a.rules.leads("", a.c.Author),
	})
}

// toPublish adds what is left of a case whose work was closed: its publication, and what stands before it.
func (a *collector) toPublish(clocks []clock.Deadline) {
	a.published()
	a.standing()
	a.legal()
	a.clocks(slices.DeleteFunc(slices.Clone(clocks), func(d clock.Deadline) bool { return !d.What.Publishes() }))
	a.drafts(func(d *disclosure.Draft) bool { return d.Template == disclosure.PrePublication })
	a.proposals()
}

// stillPublishes reports whether an event after the end of the work is about the publication that is left to do.
func stillPublishes(c *disclosure.Case, e *disclosure.Event) bool {
	switch {
	case e.Kind == disclosure.KindDeadlinePassed && e.Detail.Clock != nil:
		return c.Clocks[e.Detail.Clock.Key()].What.Publishes()
	case e.Kind == disclosure.KindDrafted && e.Detail.Draft != nil:
		return e.Detail.Draft.Template == disclosure.PrePublication
	default:
		return e.Detail.Proposal != nil
	}
}

// standing adds each page that is out and does not say yet that it was corrected or withdrawn. Publishing one of them leaves those in
// other languages as they are.
func (a *collector) standing() {
	what := "the correction"
	if a.c.Publication == disclosure.PublicationWithdrawn {
		what = "the withdrawal"
	}
	for _, p := range a.c.Manuscript.Stale() {
		a.add(Item{
			What: PageStands, Text: fmt.Sprintf("publish %s in %s: the %s page there still says the old", what, p.Lang, p.Mode),
			Because: fmt.Sprintf("it went out by event %d, and event %d says why it changes", p.Seq, a.c.Manuscript.Reason), Ref: p.Lang,
			need: disclosure.Lead, Who: a.rules.leads("", a.c.Author),
		})
	}
}
