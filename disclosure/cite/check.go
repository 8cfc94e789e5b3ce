package cite

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"daylight/disclosure/civil"
	"daylight/disclosure/pattern"
	"daylight/disclosure/timeline"
)

// Finding is something in the prose that the facts of the case do not bear out.
type Finding struct {
	Section string `json:"section"`
	Line    int    `json:"line"`
	Wrong   bool   `json:"wrong"` // it contradicts the case, or cannot be printed; else it is worth a look
	Message string `json:"message"`
}

func (f Finding) String() string {
	return fmt.Sprintf("line %d (%s): %s", f.Line, f.Section, f.Message)
}

// Aside are the sections that speak of other things than this case: what is typed there is never a contradiction.
func aside(section string) bool {
	return slices.Contains([]string{"owners", "people", "credits", "links"}, section)
}

// Check holds the prose in a language against the facts: each placeholder has to be a fact, and a date or a number of days that is
// typed may not contradict one. What is typed and right is worth a look, because a placeholder stays right.
//
// Which fact is meant is read from the words of the sentence, so only what can be told is called wrong: a number of days where the
// sentence speaks of one or two of discovery, contact, answer, closure and publication and no span between them has it; a date
// where the statement speaks of one of them, which was on another day, and on which nothing happened.
func (f *Facts) Check(lang string, passages []Passage) []Finding {
	var out []Finding
	l, known := languageOf(lang)
	var r *reader
	if known {
		r = newReader(&l)
	}
	for i := range passages {
		p := &passages[i]
		for _, h := range p.Placeholders() {
			if _, err := f.Find(&h); err != nil {
				out = append(out, Finding{Section: p.Section, Line: h.Line, Wrong: true, Message: err.Error()})
			}
		}
		if known {
			out = append(out, f.typed(r, p)...)
		}
	}
	slices.SortStableFunc(out, func(a, b Finding) int { return cmp.Compare(a.Line, b.Line) })
	return out
}

// sentenceEnd ends a sentence: not the dot of "5. Februar".
var sentenceEnd = pattern.New(`[^\d\s][.!?][)"'”“»]?\s|\n\s*\n|\n\s*(?:[-*+]|\d+[.)])\s|\n#|;\s`)

// pieces cuts a text at the ends that a pattern finds and returns where each begins and ends.
func pieces(text string, end *pattern.Pattern) [][2]int {
	var out [][2]int
	from := 0
	for _, m := range end.FindAllStringIndex(text, -1) {
		if m[1] > from {
			out = append(out, [2]int{from, m[1]})
			from = m[1]
		}
	}
	return append(out, [2]int{from, len(text)})
}

// typed checks the dates and numbers of days of a passage. Placeholders are no typed text.
func (f *Facts) typed(r *reader, p *Passage) []Finding {
	text := []byte(p.Text)
	for _, h := range p.Placeholders() {
		for i := h.Start; i < h.End; i++ {
			text[i] = 'x' // a placeholder counts as one word
		}
	}
	var out []Finding
	add := func(at int, wrong bool, format string, args ...any) {
		out = append(out, Finding{Section: p.Section, Line: p.lineAt(at), Wrong: wrong && !aside(p.Section), Message: fmt.Sprintf(format, args...)})
	}
	whole := string(text)
	for _, span := range pieces(whole, sentenceEnd) {
		sentence := whole[span[0]:span[1]]
		about := r.speaksOf(sentence)
		for _, d := range r.numbersOfDays(sentence) {
			f.checkDays(d, sentence[d.start:d.end], about, func(wrong bool, format string, args ...any) {
				add(span[0]+d.start, wrong, format, args...)
			})
		}
		for _, d := range r.dates(sentence) {
			about := r.speaksOf(r.statement(sentence, d.start, d.end))
			f.checkDate(&d, sentence[d.start:d.end], about, func(wrong bool, format string, args ...any) {
				add(span[0]+d.start, wrong, format, args...)
			})
		}
	}
	return out
}

// statement is the part of a sentence around a date that is about it: up to the next comma or conjunction.
func (r *reader) statement(sentence string, start, end int) string {
	lower := strings.ToLower(sentence)
	if len(lower) != len(sentence) {
		return sentence
	}
	from, to := 0, len(sentence)
	for _, stop := range append([]string{", ", "; "}, r.breaks...) {
		if i := strings.LastIndex(lower[:start], stop); i >= 0 {
			from = max(from, i+len(stop)-1)
		}
		if i := strings.Index(lower[end-1:], stop); i >= 0 {
			to = min(to, end-1+i+1)
		}
	}
	return sentence[from:max(from, to)]
}

// spans are the durations between anchors.
func spans() map[string][2]anchor {
	return map[string][2]anchor{
		timeline.DiscoveryToContact: {discovered, contact}, timeline.ContactToProvider: {contact, provider},
		timeline.ContactToAcknowledgement: {contact, acknowledged}, timeline.ContactToClosure: {contact, closure},
		timeline.ProviderToClosure: {provider, closure}, timeline.DiscoveryToClosure: {discovered, closure},
		timeline.ClosureToAcknowledgement: {closure, acknowledged}, timeline.ClosureToPublication: {closure, published},
		timeline.DiscoveryToPublication: {discovered, published},
	}
}

func (f *Facts) checkDays(d typedDays, raw string, about []anchor, say func(wrong bool, format string, args ...any)) {
	raw = strings.Join(strings.Fields(raw), " ")
	prefix := "days."
	if d.working {
		prefix = "working_days."
	}
	var right, meant, values []string
	for _, name := range timeline.DurationNames() {
		t := f.tl.Durations[name]
		if t == nil || t.Open || t.Days == nil || d.working && t.WorkingDays == nil {
			continue
		}
		n := *t.Days
		if d.working {
			n = *t.WorkingDays
		}
		ends := spans()[name]
		fits := len(about) == 1 && slices.Contains(ends[:], about[0]) || len(about) == 2 && slices.Contains(about, ends[0]) && slices.Contains(about, ends[1])
		if n == d.n && (fits || len(about) != 2) {
			right = append(right, name)
		}
		if fits {
			meant = append(meant, name)
			values = append(values, fmt.Sprintf("%d (%s)", n, strings.ReplaceAll(name, "_", " ")))
		}
	}
	switch {
	case len(right) > 0:
		say(false, "“%s” is typed: write {{%s%s}}, which stays right", clip(raw), prefix, right[0])
	case len(meant) > 0:
		say(true, "“%s” contradicts the case, which has %s: write {{%s%s}}", clip(raw), strings.Join(values, ", "), prefix, meant[0])
	default:
		say(false, "“%s” is typed and no span of the case", clip(raw))
	}
}

// checkDate holds a typed date against the days of the case.
func (f *Facts) checkDate(d *typedDate, raw string, about []anchor, say func(wrong bool, format string, args ...any)) {
	raw = strings.Join(strings.Fields(strings.TrimRight(raw, " \n\t,.;:)")), " ")
	all := f.entries
	for i := range all {
		e := &all[i]
		if e.at == nil {
			continue
		}
		at := dayOf(e.at(f, "", false))
		if at.Precision() == civil.PrecisionDay && d.same(at.First()) {
			say(false, "“%s” is typed: write {{%s}}, which stays right", clip(raw), e.name)
			return
		}
	}
	for i := range f.tl.Rows {
		r := &f.tl.Rows[i]
		if at := dayOf(r.When); at.Precision() == civil.PrecisionDay && d.same(at.First()) {
			return // something else happened on that day
		}
	}
	if len(about) == 1 {
		for i := range all {
			e := &all[i]
			if e.of != about[0] || e.at == nil {
				continue
			}
			if at := dayOf(e.at(f, "", false)); at.Precision() == civil.PrecisionDay {
				say(true, "“%s” contradicts the case, which has %s for %s: write {{%s}}", clip(raw), at, e.says, e.name)
				return
			}
		}
	}
	say(false, "“%s” is typed and no day of the case", clip(raw))
}
