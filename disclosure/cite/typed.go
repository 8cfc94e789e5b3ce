package cite

import (
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"daylight/disclosure/civil"
)

// typedDate is a date that somebody wrote instead of a placeholder.
type typedDate struct {
	start, end int
	year       int // 0 where none is written
	month, day int
}

// same reports whether a day of the case is what is written.
func (t *typedDate) same(d civil.Date) bool {
	return int(d.Month) == t.month && d.Day == t.day && (t.year == 0 || d.Year == t.year)
}

// typedDays is a number of days that somebody wrote.
type typedDays struct {
	start, end, n int
	working       bool
}

// reader finds what is typed in one language.
type reader struct {
	language
	dayMonth, monthDay, iso, dotted, slashed, days *regexp.Regexp
	month                                          map[string]int
	number                                         map[string]int
	anchors                                        map[anchor]*regexp.Regexp
}

// newReader compiles the table of a language.
func newReader(l *language) *reader {
	r := &reader{language: *l, month: map[string]int{}, number: map[string]int{}, anchors: map[anchor]*regexp.Regexp{}}
	var months, numbers []string
	for i, names := range l.months {
		for _, name := range names {
			r.month[name] = i + 1
			months = append(months, regexp.QuoteMeta(name))
		}
	}
	for n, word := range l.numbers {
		if word != "" {
			r.number[word] = n
			numbers = append(numbers, regexp.QuoteMeta(word))
		}
	}
	longestFirst := func(a, b string) int { return len(b) - len(a) }
	slices.SortFunc(months, longestFirst)
	slices.SortFunc(numbers, longestFirst)
	name := `(` + strings.Join(months, "|") + `)\.?`
	year := `(?:,?\s+(?:del?\s+)?(\d{4}))?`
	r.dayMonth = regexp.MustCompile(`(?i)(?:^|[^\pL\pN])(\d{1,2})(?:\.?º|\.|st|nd|rd|th|er)?\s+(?:of\s+|de\s+)?` + name + year + `(?:$|[^\pL\pN])`)
	r.monthDay = regexp.MustCompile(`(?i)(?:^|[^\pL\pN])` + name + `\s+(\d{1,2})(?:st|nd|rd|th)?` + year + `(?:$|[^\pL\pN])`)
	r.iso = regexp.MustCompile(`(?:^|[^\pL\pN-])(\d{4})-(\d{2})-(\d{2})(?:$|[^\pL\pN-])`)
	r.dotted = regexp.MustCompile(`(?:^|[^\pL\pN.])(\d{1,2})\.\s?(\d{1,2})\.\s?(\d{4})?(?:$|[^\pL\pN.])`)
	r.slashed = regexp.MustCompile(`(?:^|[^\pL\pN/])(\d{1,2})/(\d{1,2})/(\d{4})(?:$|[^\pL\pN/])`)
	units := strings.Join(append(slices.Clone(l.days), l.working...), "|")
	r.days = regexp.MustCompile(`(?i)(?:^|[^\pL\pN])(\d{1,5}|` + strings.Join(numbers, "|") + `)[\s\x{00a0}\x{202f}]+(?:calendar\s+)?((?:` + strings.Join(l.working, "|") + `)\s+)?(` + units +
		`)(?:\s+(` + strings.Join(l.working, "|") + `))?(?:$|[^\pL\pN])`)
	for of, stems := range l.stems {
		all := make([]string, len(stems))
		for i, stem := range stems {
			word := strings.Trim(stem, " ")
			all[i] = regexp.QuoteMeta(word)
			if word != stem {
				all[i] += `(?:$|[^\pL])`
			}
		}
		r.anchors[of] = regexp.MustCompile(`(?i)(?:^|[^\pL])(?:` + strings.Join(all, "|") + `)`)
	}
	return r
}

// speaksOf are the anchors that a piece of text names, in a fixed order.
func (r *reader) speaksOf(text string) []anchor {
	var out []anchor
	for _, of := range []anchor{discovered, contact, acknowledged, closure, published} {
		if r.anchors[of].MatchString(text) {
			out = append(out, of)
		}
	}
	return out
}

// dates finds what is typed as a date, in order.
func (r *reader) dates(text string) []typedDate {
	var out []typedDate
	each := func(form *regexp.Regexp, read func(group func(int) string) typedDate) {
		for at := 0; at < len(text); {
			m := form.FindStringSubmatchIndex(text[at:])
			if m == nil {
				return
			}
			group := func(i int) string {
				if m[2*i] < 0 {
					return ""
				}
				return text[at+m[2*i] : at+m[2*i+1]]
			}
			d := read(group)
			d.start, d.end = at+m[2], at+m[1]
			if last := m[1]; last > m[2] { // the character after it may begin the next one
				at += max(last-1, m[0]+1)
			} else {
				at += m[1]
			}
			if d.valid() && !slices.ContainsFunc(out, func(o typedDate) bool { return o.start < d.end && d.start < o.end }) {
				out = append(out, d)
			}
		}
	}
	number := func(s string) int { n, _ := strconv.Atoi(s); return n }
	each(r.iso, func(g func(int) string) typedDate {
		return typedDate{year: number(g(1)), month: number(g(2)), day: number(g(3))}
	})
	each(r.dayMonth, func(g func(int) string) typedDate {
		return typedDate{day: number(g(1)), month: r.monthOf(g(2)), year: number(g(3))}
	})
	each(r.monthDay, func(g func(int) string) typedDate {
		return typedDate{month: r.monthOf(g(1)), day: number(g(2)), year: number(g(3))}
	})
	each(r.dotted, func(g func(int) string) typedDate {
		return typedDate{day: number(g(1)), month: number(g(2)), year: number(g(3))}
	})
	each(r.slashed, func(g func(int) string) typedDate {
		return typedDate{day: number(g(1)), month: number(g(2)), year: number(g(3))}
	})
	slices.SortFunc(out, func(a, b typedDate) int { return a.start - b.start })
	return out
}

// monthOf is the number of a month, 0 for what is none.
func (r *reader) monthOf(name string) int {
	lower := strings.ToLower(name)
	if r.capital && strings.HasPrefix(lower, name[:1]) {
		return 0
	}
	return r.month[lower]
}

func (t *typedDate) valid() bool {
	d := civil.Date{Year: t.year, Month: time.Month(t.month), Day: t.day}
	if t.year == 0 {
		d.Year = 2000 // a leap year has every day
	}
	return t.month >= 1 && t.month <= 12 && t.day >= 1 && d.Valid()
}

// numbersOfDays finds what is typed as a number of days, in order.
func (r *reader) numbersOfDays(text string) []typedDays {
	var out []typedDays
	for _, m := range r.days.FindAllStringSubmatchIndex(text, -1) {
		word := strings.ToLower(text[m[2]:m[3]])
		n, isWord := r.number[word]
		if !isWord {
			n, _ = strconv.Atoi(word)
		}
		unit := strings.ToLower(text[m[6]:m[7]])
		out = append(out, typedDays{start: m[2], end: m[7], n: n, working: m[4] >= 0 || m[8] >= 0 || slices.Contains(r.working, unit)})
	}
	return out
}
