package writeup

import (
	htmltemplate "html/template"
	"strings"

	"daylight/disclosure"
	"daylight/disclosure/cite"
	"daylight/disclosure/writeup/prose"
)

// part is a section of a page: what people wrote, and below it what is generated.
type part struct {
	HTML     htmltemplate.HTML
	Markdown string
	Blocks   []block
	words    string // of the first paragraph that people wrote
}

// Any reports whether there is anything to show.
func (p part) Any() bool { return p.HTML != "" || len(p.Blocks) > 0 }

// first is the first paragraph, for descriptions.
func (p part) first() string {
	if p.words != "" || len(p.Blocks) == 0 {
		return p.words
	}
	return p.Blocks[0].Text
}

// written is what people wrote for a page, as far as its form shows it.
type written struct {
	text   prose.Text
	render *prose.Renderer
	fill   prose.Fill
}

func newWritten(r *prose.Renderer, t *texts, in Input) *written {
	w := &written{render: r, fill: func(h cite.Placeholder) (prose.Fact, error) { return t.cited(&in.Facts, &h) }}
	if in.Prose != nil {
		w.text = in.Prose.On(in.Mode)
	}
	return w
}

// part renders sections, one after the other.
func (w *written) part(sections ...prose.Section) part {
	var out part
	for _, s := range sections {
		p := w.text.Passage(s)
		if p.Text == "" {
			continue
		}
		r := w.render.Render(&p, w.fill)
		out.HTML += htmltemplate.HTML(r.HTML) //nolint:gosec // Written from a tree without HTML and sanitized.
		out.Markdown = strings.TrimPrefix(out.Markdown+"\n\n"+r.Markdown, "\n\n")
		if out.words == "" {
			out.words = r.First
		}
	}
	return out
}

// cited writes the fact of a placeholder in the language of the page.
func (t *texts) cited(f *cite.Facts, h *cite.Placeholder) (prose.Fact, error) {
	v, err := f.Find(h)
	switch {
	case err != nil:
		return prose.Fact{}, err
	case v.Days == nil:
		return prose.Fact{Text: t.day(v.When), Time: datetime(v.When)}, nil
	case v.Working:
		return prose.Fact{Text: t.count("work", *v.Days.WorkingDays)}, nil
	}
	// "9 Tage", and "nach 9 Tagen".
	if strings.Contains(" "+t.get("prepositions")+" ", " "+h.After+" ") {
		return prose.Fact{Text: t.lengthAfter(v.Days)}, nil
	}
	return prose.Fact{Text: t.length(v.Days)}, nil
}

// title is what people wrote in the language of the page, else the title of the case, in whatever language that is.
func (p *page) title(g *guard, w *written, c *disclosure.Case) {
	if p.Title = g.title(w.text.Title()); p.Title == "" {
		p.Title, p.TitleLang = g.title(c.Title), g.t.foreign(c.Title)
	}
}

// fields adds the fields that people filled to the fact box.
func (p *page) fields(t *texts, g *guard, w *written) {
	for _, f := range prose.Fields() {
		if f == prose.Title {
			continue
		}
		text := strings.Join(w.text.Field(f), ", ")
		if f == prose.Severity && text != "" {
			text = t.get("sev." + text)
		}
		value := g.line(text)
		if f == prose.Versions {
			value = g.versions(text)
		}
		p.fact(t, "f."+string(f), value, "")
	}
}

// quote is a message from the other side in its own words, where a person allowed exactly these. A strict form quotes nobody.
func (p *page) quote(t *texts, g *guard, c *disclosure.Case, r *storyRow) (statement, bool) {
	q := c.Manuscript.Quote(r.row.Seq)
	if q.Text == "" || g.strict {
		return statement{}, false
	}
	who, _, _ := p.story.party(r.row.Party, r.row.Name)
	return statement{
		Who: who, Label: upper(t.get("says.wrote", "party", who)), Date: t.day(r.When), Time: datetime(dayOnly(r.When)), Source: r.Source,
		Text: g.blocks(q.Text), IsStatement: true,
	}, true
}
