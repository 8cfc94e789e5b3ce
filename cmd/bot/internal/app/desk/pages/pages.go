// Package pages renders what the public reads of a case: the edition that is out, or the one that would go out now.
package pages

import (
	"daylight/cmd/bot/internal/app/desk/shown"
	"daylight/disclosure"
	"daylight/disclosure/cite"
	"daylight/disclosure/civil"
	"daylight/disclosure/writeup"
	"daylight/disclosure/writeup/edition"
	"daylight/disclosure/writeup/prose"
)

// Pages renders the pages of a team.
type Pages struct {
	Renderer *writeup.Renderer
	Team     writeup.Team
	Prose    *prose.Text // what people wrote for it; nil for nothing
	Solo     bool        // by the rules of the team, one person approves
}

// Page is an edition of a page.
type Page struct {
	Files   map[string][]byte
	Digest  string // of the files without the day on which they go out: what an approval is bound to
	Edition edition.Edition
	Out     bool // exactly this edition is out already
}

// Page renders the page of a case in a form and a language. While nothing changed since it last went out, it is that edition, byte
// for byte; else it is the next one, dated today.
func (p Pages) Page(c *disclosure.Case, events []disclosure.Event, mode disclosure.Mode, lang string, today civil.Date) (Page, error) {
	told := shown.Told(events)
	news := lastNews(told, today)
	if out := edition.Of(told, lang); len(out) > 0 && out[len(out)-1].Mode == mode {
		last := out[len(out)-1]
		undated := append(out[:len(out)-1:len(out)-1], last)
		undated[len(undated)-1].On = civil.Date{}
		files, err := p.render(c, events, news, mode, lang, undated)
		if err != nil {
			return Page{}, err
		}
		if digest := writeup.Digest(files); digest == last.Digest {
			files, err = p.render(c, events, last.On, mode, lang, out)
			return Page{Files: files, Digest: digest, Edition: last, Out: true}, err
		}
	}
	next := edition.Next(told, lang, mode)
	undated, err := p.render(c, events, news, mode, lang, next)
	if err != nil {
		return Page{}, err
	}
	next[len(next)-1].On = today
	files, err := p.render(c, events, today, mode, lang, next)
	return Page{Files: files, Digest: writeup.Digest(undated), Edition: next[len(next)-1]}, err
}

// lastNews is the day of the newest public event. The digest that an approval is bound to is computed as of that day
// and not of today: otherwise "no answer yet, after 8 days" would change overnight and void the approval.
func lastNews(events []disclosure.Event, today civil.Date) civil.Date {
	var last civil.Date
	for i := range events {
		e := &events[i]
		public := e.Visibility == disclosure.Public && !e.Planned && e.Kind != disclosure.KindPublishApproved && !edition.Ours(e)
		if public && !e.At.IsZero() && last.Before(e.At.Last()) {
			last = e.At.Last()
		}
	}
	if last.IsZero() {
		return today
	}
	return last
}

func (p Pages) render(c *disclosure.Case, events []disclosure.Event, asOf civil.Date, mode disclosure.Mode, lang string, editions []edition.Edition) (map[string][]byte, error) {
	c, t := shown.History(c, edition.Without(events), asOf)
	published, modified := edition.Dates(editions)
	return p.Renderer.Render(writeup.Input{
		Case: c, Timeline: t, Mode: mode, Lang: lang, Team: p.Team, Solo: p.Solo,
		PublishedOn: published, ModifiedOn: modified, Revision: len(editions), Editions: editions,
		Prose: p.Prose, Facts: cite.Of(t, published),
	})
}
