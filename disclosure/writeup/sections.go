package writeup

import (
	"slices"
	"strings"

	"daylight/disclosure"
	"daylight/disclosure/civil"
	"daylight/disclosure/manuscript"
	"daylight/disclosure/milestone"
	"daylight/disclosure/timeline"
	"daylight/disclosure/writeup/legible"
	"daylight/disclosure/writeup/prose"
)

// full composes a full or a limited writeup. The limited one names no locator, no size by which the asset could be searched for, and
// of what people wrote only what they marked for it.
func (p *page) full(t *texts, g *guard, w *written, in Input) {
	c, limited := in.Case, in.Mode == disclosure.Limited
	end := endingOf(c, in.Timeline)
	p.title(g, w, c)
	vendor := c.Vendor()
	p.Kicker = strings.Join(nonEmpty(g.title(vendor.Name), t.country(vendor.Country)), " · ")

	p.figures(t, in.Timeline, end)
	p.factBox(t, g, w, in, end)
	p.Rows = p.story.rows
	p.Durations, p.Episodes = p.story.durations(), p.story.episodes()
	p.Picture = p.story.describe()
	if p.Summary = w.part(prose.Summary); !p.Summary.Any() {
		if p.Summary.Blocks = g.blocks(c.Summary); len(p.Summary.Blocks) == 0 || limited {
			p.Summary.Blocks = []block{{Text: p.sentence(t, g, in, end)}}
		}
	}
	p.Description = p.Title
	if text := p.Summary.first(); text != "" {
		p.Description = text
	}
	p.sides(t, g, in, end)
	p.Impact = w.part(prose.Impact)
	p.advise(t, w, in)
	p.Exposed, p.Found = w.part(prose.Exposed), w.part(prose.Found, prose.Kept)
	if !limited {
		p.exposed(t, g, in)
		p.Found.Blocks = p.kept(t, in)
	}
	p.status(t, in, end)
	p.Credits, p.Links = w.part(prose.Credits), w.part(prose.Links)
}

// figures are the numbers that a reader asks for first.
func (p *page) figures(t *texts, tl timeline.Timeline, end ending) {
	for _, f := range []struct{ name, label string }{
		{timeline.ContactToClosure, "k.closure"},
		{timeline.DiscoveryToClosure, "k.open"},
		{timeline.ContactToAcknowledgement, "k.reply"},
	} {
		d := tl.Durations[f.name]
		if f.name == timeline.DiscoveryToClosure {
			d = openTime(tl)
		}
		if d == nil || d.Open && f.name == timeline.ContactToAcknowledgement {
			continue
		}
		days, bound := d.Days, ""
		if days == nil && d.AtLeast != nil && d.AtMost != nil {
			days = d.AtLeast
			if *d.AtMost != *d.AtLeast {
				bound = "–" + t.number(int64(*d.AtMost))
			}
		}
		if days == nil {
			continue
		}
		unit := t.get("k.unit.other")
		if *days == 1 && bound == "" {
			unit = t.get("k.unit.one")
		}
		one := figure{
			Number: t.number(int64(*days)) + bound, Unit: unit, Label: t.get(f.label),
			Strong: f.name == timeline.ContactToClosure,
		}
		said := false
		if f.name == timeline.DiscoveryToClosure {
			one.Label, said = t.openAs(f.label, tl, end)
		}
		switch {
		case said:
		case d.Open:
			one.Note = t.get("k.up_to", "date", t.civil(tl.Sight.LastOpen.First()))
		case end.claimed && f.name != timeline.ContactToAcknowledgement:
			one.Note = upper(t.according(end.closure.Source))
		}
		p.Figures = append(p.Figures, one)
	}
}

// factBox fills the fact box in its fixed order.
func (p *page) factBox(t *texts, g *guard, w *written, in Input, end ending) {
	c, tl := in.Case, in.Timeline
	vendor := c.Vendor()
	p.fact(t, "f.case", p.Case, "")
	p.fact(t, "f.vendor", g.title(vendor.Name), "")
	p.fact(t, "f.country", t.country(vendor.Country), "")
	p.fact(t, "f.kind", upper(t.list(kinds(t, c))), "")
	if in.Mode == disclosure.Full {
		p.fact(t, "f.size", size(t, c), "")
	}
	p.fact(t, "f.data", upper(t.list(categories(t, g, c))), "")
	p.fields(t, g, w)
	if in.Mode == disclosure.Full {
		for i := range c.Assets {
			if target := defang(legible.Line(c.Assets[i].Target)); target != "" {
				p.Facts = append(p.Facts, fact{Label: t.get("f.address"), Value: g.line(target), Code: true})
			}
		}
	}
	p.fact(t, "f.status", end.status(t), "")
	for _, m := range []struct {
		key string
		at  milestone.Moment
	}{{"f.found", tl.Milestones.Discovered()}, {"f.told", tl.Milestones.FirstContact(disclosure.Vendor)}} {
		if r, ok := p.story.tells(m.at); ok {
			p.fact(t, m.key, t.day(r.When), datetime(dayOnly(r.When)))
		}
	}
	if end.closed {
		p.fact(t, "f.closed", upper(end.when(t)), datetime(end.closure.At))
	}
	if d := tl.Durations[timeline.ContactToClosure]; d != nil && !d.Open {
		p.fact(t, "f.to_closure", t.lengthWork(d), "")
	}
	if d := openTime(tl); d != nil {
		text := t.length(d)
		if n := len(tl.Episodes); n > 1 {
			text = t.get("periods", "days", text, "n", t.number(int64(n)))
		}
		if d.Open {
			text = t.openUntil(tl.Sight, t.lengthAfter(d))
		}
		label, _ := t.openAs("f.open", tl, end)
		p.Facts = append(p.Facts, fact{Label: label, Value: upper(text)})
	}
	if d := tl.Durations[timeline.ContactToAcknowledgement]; d != nil {
		text := t.lengthWork(d)
		if d.Open {
			text = t.get("no_answer", "days", t.lengthAfter(d), "date", t.civil(tl.AsOf))
		}
		p.fact(t, "f.reply", upper(text), "")
	}
	p.common(t)
}

// categories names the categories of data.
func categories(t *texts, g *guard, c *disclosure.Case) []string {
	out := make([]string, 0, len(c.Exposed.Data))
	for _, category := range c.Exposed.Data {
		word, ok := t.words.Data[category]
		if !ok {
			word = g.title(strings.ReplaceAll(category, "_", " "))
		}
		out = append(out, nonEmpty(word)...)
	}
	return out
}

// size says how much was exposed, with "about" for a round number.
func size(t *texts, c *disclosure.Case) string {
	n := c.Exposed.Records
	if n <= 0 {
		return ""
	}
	unit := t.unit(c)
	noun := unit.Other
	if n == 1 {
		noun = unit.One
	}
	text := t.number(n) + "\u00a0" + noun
	if n >= 1000 && n%100 == 0 {
		return strings.ReplaceAll(t.words.About, "{n}", text)
	}
	return text
}

// sides puts the other side's words beside what we saw. They are never merged.
func (p *page) sides(t *texts, g *guard, in Input, end ending) {
	vendor, _, _ := p.story.party(disclosure.Vendor, "")
	p.SaysHeading = t.get("h.says", "party", vendor)
	claims := map[int]string{}
	for _, k := range in.Case.Claims {
		claims[k.Seq] = k.Text
	}
	for i := range p.story.rows {
		r := &p.story.rows[i]
		if r.Planned || r.row.Party == disclosure.Finder {
			continue
		}
		if st, ok := p.quote(t, g, in.Case, r); ok {
			p.Says = append(p.Says, st)
			continue
		}
		switch r.Kind {
		case disclosure.KindStatement, disclosure.KindDisputed, disclosure.KindRefused, disclosure.KindFixClaimed, disclosure.KindFixPromised:
		default:
			continue
		}
		text := r.row.Text
		if text == "" {
			text = claims[r.row.Seq]
		}
		st := statement{
			Label: r.Label, Date: t.day(r.When), Time: datetime(dayOnly(r.When)), Source: r.Source,
			IsStatement: r.Kind == disclosure.KindStatement,
		}
		st.Who, _, _ = p.story.party(r.row.Party, r.row.Name)
		if st.IsStatement || !r.row.Source.Private() {
			st.Text = g.blocks(text)
		}
		p.Says = append(p.Says, st)
	}
	p.Saw = p.saw(t, in, end)
	for i := range p.story.rows {
		if r := &p.story.rows[i]; r.Kind == disclosure.KindStatement && r.row.Party == disclosure.Finder {
			p.Saw = append(p.Saw, g.blocks(r.row.Text)...)
		}
	}
}

// saw lists our observations.
func (p *page) saw(t *texts, in Input, end ending) []block {
	var items []string
	for i := range p.story.rows {
		r := &p.story.rows[i]
		switch {
		case r.Planned:
		case r.row.Seq == in.Timeline.Milestones.Discovered().Seq:
			items = append(items, upper(t.get("saw.found", "on", t.on(r.When))))
		case r.Kind == disclosure.KindReopened:
			items = append(items, upper(t.get("saw.reopened", "on", t.on(r.When))))
		}
	}
	if several := len(in.Case.Assets) > 1; several {
		items = append(items, t.sawEach(in.Case)...)
	} else if !end.closure.LastOpen.IsZero() {
		items = append(items, t.get("saw.last_open", "date", t.stamp(civil.At(end.closure.LastOpen.UTC()))))
	}
	if len(in.Case.Assets) == 1 && in.Case.Assets[0].Unchecked() {
		items = append(items, t.get("saw.stopped"))
	}
	switch {
	case end.verified:
		items = append(items, t.get("saw.closed", "date", t.stamp(end.closure.At)))
		if slices.ContainsFunc(in.Case.Assets, func(a disclosure.Asset) bool { return a.ListingOnly() && a.Closure.Verified }) {
			items = append(items, t.get("saw.listing"))
		}
	case end.closed:
		items = append(items, t.get("saw.reported", "source", t.according(end.closure.Source)))
	case end.gone:
		text, fill := end.notReachable(t, "saw.unreachable")
		items = append(items, t.get(text, fill...))
	}
	if len(items) == 0 {
		return nil
	}
	return []block{{Items: items}}
}

// exposed says what was reachable. There is never a sample in it.
func (p *page) exposed(t *texts, g *guard, in Input) {
	if !p.Exposed.Any() {
		kind := upper(t.list(kinds(t, in.Case)))
		contents := contents(t, g, in.Case)
		switch {
		case kind == "":
		case contents == "":
			p.Exposed.Blocks = []block{{Text: t.get("exposed.kind", "kind", kind)}}
		default:
			p.Exposed.Blocks = []block{{Text: t.get("exposed.what", "kind", kind, "contents", contents)}}
		}
		p.Exposed.Blocks = append(p.Exposed.Blocks, g.blocks(in.Case.Exposed.Note)...)
	}
	if p.Exposed.Any() {
		p.Exposed.Blocks = append(p.Exposed.Blocks, block{Text: t.get("exposed.none")})
	}
}

// contents says how much of what was reachable.
func contents(t *texts, g *guard, c *disclosure.Case) string {
	much, what := size(t, c), t.list(categories(t, g, c))
	if much == "" || what == "" {
		return much + what
	}
	return t.get("colon", "a", much, "b", what)
}

// advise gives the team's advice, or what is always right for the kind of asset.
func (p *page) advise(t *texts, w *written, in Input) {
	company := w.part(prose.Owners)
	if !company.Any() {
		seen := map[string]bool{}
		for i := range in.Case.Assets {
			if remedy := t.kind(&in.Case.Assets[i]).Remedy; remedy != "" && !seen[remedy] {
				seen[remedy] = true
				company.Blocks = append(company.Blocks, block{Text: remedy})
			}
		}
	}
	affected := w.part(prose.People)
	if !affected.Any() && len(in.Case.Exposed.Data) > 0 {
		affected.Blocks = []block{{Text: t.get("advice.affected")}}
	}
	for _, a := range []advice{{t.get("h.company"), company}, {t.get("h.affected"), affected}} {
		if a.Text.Any() {
			p.Advice = append(p.Advice, a)
		}
	}
}

// kept says what is on record of what was retained and destroyed.
func (p *page) kept(t *texts, in Input) []block {
	var out []block
	if i := slices.IndexFunc(p.story.rows, func(r storyRow) bool { return !r.Planned && r.Kind == disclosure.KindEvidenceDestroyed }); i >= 0 {
		out = append(out, block{Text: t.get("kept.destroyed", "on", t.on(p.story.rows[i].When))})
	}
	for i := range in.Case.Assets {
		if in.Case.Assets[i].Probes > 0 {
			return append(out, block{Text: t.get("kept.checks")})
		}
	}
	return out
}

// status closes the report: how it stands, and what was corrected.
func (p *page) status(t *texts, in Input, end ending) {
	p.Status = []block{{Text: end.status(t) + "."}}
	if in.Mode == disclosure.Limited {
		key := "status.limited"
		if end.verified {
			key = "status.limited.closed"
		}
		p.Status = append(p.Status, block{Text: t.get(key)})
	}
	p.Status = append(p.Status, approvedAlone(t, in)...)
	p.Status = append(p.Status, onPurpose(t, in)...)
	for i := range p.story.rows {
		r := &p.story.rows[i]
		if told(in, r.Kind) {
			continue
		}
		if r.Kind == disclosure.KindCorrected || r.Kind == disclosure.KindWithdrawn || r.Corrects {
			p.Corrections = append(p.Corrections, correction{
				Date: t.day(r.When), Time: datetime(dayOnly(r.When)), Label: r.Label, Text: r.Text,
			})
		}
	}
	if len(p.Corrections) == 0 && silent(in) {
		p.Status = append(p.Status, block{Text: t.get("status.none")})
	}
}

// approvedAlone says that one person approved the writeup, where the rules of the team ask for no second one.
func approvedAlone(t *texts, in Input) []block {
	if !in.Solo {
		return nil
	}
	return []block{{Text: t.get("status.solo")}}
}

// onPurpose tells readers what stays on the page although a check found it, since two people decided so. What is a false alarm of a
// check is nothing to tell.
func onPurpose(t *texts, in Input) []block {
	var out []block
	for _, o := range in.Case.Manuscript.Overrides {
		if o.Why != manuscript.OnPurpose {
			continue
		}
		i := slices.IndexFunc(in.Timeline.Rows, func(r timeline.Row) bool { return r.Seq == o.Seq })
		if i < 0 {
			continue
		}
		out = append(out, block{Text: t.get("override."+o.Check, "on", t.on(in.Timeline.Rows[i].When))})
	}
	return out
}

func nonEmpty(all ...string) []string {
	var out []string
	for _, s := range all {
		if s != "" {
			out = append(out, s)
		}
	}
	return out
}
