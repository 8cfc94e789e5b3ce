package writeup

import (
	"cmp"
	"net/url"

	"daylight/disclosure"
	"daylight/disclosure/writeup/feed"
)

// The files that readers of feeds and programs take. They hold what the page shows and nothing else.
const (
	FileEntry    = "entry.atom"    // the Atom entry of the page
	FileTimeline = "timeline.json" // the table of the timeline, with the source of each row
)

// entry writes the Atom entry of the page.
func (p *page) entry() ([]byte, error) {
	form := string(p.Mode)
	if p.TakenBack {
		form = string(disclosure.PublicationWithdrawn)
	}
	e := feed.Entry{
		Lang: p.Lang, ID: p.id(), Title: p.Title, Published: feed.Midnight(p.PublishedTime), Updated: feed.Midnight(p.PublishedTime),
		Author: &feed.Author{Name: p.Case}, Category: &feed.Category{Term: form}, Summary: p.Description,
	}
	if p.TeamName != "" {
		e.Author = &feed.Author{Name: p.TeamName, URI: p.Site}
	}
	if p.ModifiedTime != "" {
		e.Updated = feed.Midnight(p.ModifiedTime)
	}
	// A team without a site has no address to name: then the page is the file beside the entry.
	e.Link = &feed.Link{Rel: "alternate", Type: "text/html", Lang: p.Lang, Href: cmp.Or(p.Canonical, FileHTML)}
	return feed.Marshal(e)
}

// id names the page in one language for ever.
func (p *page) id() string {
	if p.Canonical != "" {
		return p.Canonical + "#" + p.Lang
	}
	return "urn:daylight:" + url.PathEscape(p.Slug) + ":" + p.Lang
}

// table writes what the tables of the page hold.
func (p *page) table() ([]byte, error) {
	out := feed.Table{
		Case: p.Case, Title: p.Title, Lang: p.Lang, Mode: string(p.Mode), Withdrawn: p.TakenBack, Published: p.PublishedTime, Modified: p.ModifiedTime,
		Revision: p.Revision, URL: p.Canonical, Events: []feed.Row{}, Durations: []feed.Span{}, Rule: p.T["rule"],
	}
	for i := range p.Rows {
		r := &p.Rows[i]
		row := feed.Row{Date: r.Date, At: r.Time, What: r.Label, Source: r.Source, Planned: r.Planned, Corrected: r.Corrects}
		for _, b := range r.Text {
			row.Text = append(row.Text, nonEmpty(append([]string{b.Text}, b.Items...)...)...)
		}
		out.Events = append(out.Events, row)
	}
	for _, d := range p.Durations {
		out.Durations = append(out.Durations, feed.Span{What: d.Label, Days: d.Days, WorkingDays: d.Work, Note: d.Note})
	}
	return out.JSON()
}
