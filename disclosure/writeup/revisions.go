package writeup

import (
	"slices"
	"strings"

	"daylight/disclosure"
	"daylight/disclosure/writeup/edition"
)

// revision is an edition of the page in words.
type revision struct {
	Number     string
	Date, Time string // "" while it is not out
	What       string // what changed, in one sentence
	Why        []block
}

// revisions lists the editions of the page, the newest first. A page that never changed lists none.
func (p *page) revisions(t *texts, g *guard, in Input) {
	if len(in.Editions) < 2 {
		return
	}
	for i := range in.Editions {
		e := &in.Editions[i]
		r := revision{Number: t.number(int64(e.Number)), Date: t.civil(e.On), Time: isoDate(e.On), What: upper(changed(t, e, in.Mode))}
		for _, why := range e.Reasons {
			if in.Mode != disclosure.Stub { // the words of the team may name the vendor
				r.Why = append(r.Why, g.blocks(why)...)
			}
		}
		p.Revisions = append(p.Revisions, r)
	}
	slices.Reverse(p.Revisions)
}

// changed says what an edition changed. A stub does not say how much is known.
func changed(t *texts, e *edition.Edition, mode disclosure.Mode) string {
	if e.Number == 1 {
		return t.get("rev.first")
	}
	var parts []string
	if e.Withdrawn {
		parts = append(parts, t.get("rev.withdrawn"))
	}
	if e.Was != "" {
		parts = append(parts, t.get("rev."+string(e.Mode)))
	}
	if mode != disclosure.Stub {
		if e.Entries > 0 {
			parts = append(parts, t.count("rev.entries", e.Entries))
		}
		if e.Corrected > 0 {
			parts = append(parts, t.count("rev.corrected", e.Corrected))
		}
	}
	if len(parts) == 0 {
		return t.get("rev.text")
	}
	return strings.Join(parts, t.get("mark.semicolon")+" ")
}

// withdrawal says at the top of the page that it was withdrawn, when and why. The words are written for the public, and two people
// approve them with the page, so a stub has them too.
func (p *page) withdrawal(t *texts, g *guard, in Input) {
	if !withdrawn(in) {
		return
	}
	p.TakenBack, p.Description = true, t.get("h.withdrawn")
	for i := len(in.Timeline.Rows) - 1; i >= 0; i-- {
		if r := &in.Timeline.Rows[i]; r.Kind == disclosure.KindWithdrawn && !r.Planned && r.Visibility == disclosure.Public {
			p.Withdrawn = append(p.Withdrawn, block{Text: t.get("withdrawn.on", "on", t.on(r.When))})
			p.Withdrawn = append(p.Withdrawn, g.blocks(r.Text)...)
			return
		}
	}
}

// withdrawn reports whether the page of the case is taken back.
func withdrawn(in Input) bool { return in.Case.Publication == disclosure.PublicationWithdrawn }

// told reports whether the list of editions holds what a row of the timeline says.
func told(in Input, kind disclosure.Kind) bool {
	return len(in.Editions) > 1 && (kind == disclosure.KindCorrected || kind == disclosure.KindWithdrawn)
}

// silent reports whether nothing of the page was ever corrected.
func silent(in Input) bool {
	return !slices.ContainsFunc(in.Editions, func(e edition.Edition) bool { return e.Corrected > 0 || len(e.Reasons) > 0 })
}
