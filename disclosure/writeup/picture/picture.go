package picture

import (
	"cmp"
	"slices"
	"strings"

	"daylight/disclosure"
	"daylight/disclosure/civil"
)

// Drawing is what a picture shows, in the words of one language and fit for its readers. Nothing in it is escaped: that is done here.
type Drawing struct {
	Title string // names the picture
	Desc  string // says in a sentence what it shows
	Words Words
	Marks []Mark // in the order in which things happened
	Spans []Span
	// Covers are dates that the axis has to hold besides those of the marks. Zero ones are left out.
	Covers []civil.When
}

// Words are those that a picture has of its own.
type Words struct {
	Empty           string                            // instead of a picture without a date
	Us, Them, State string                            // name the three marks
	More            func(n int) string                // says that n marks are left to the table
	Day             func(d civil.Date, y bool) string // writes a day at the axis; y asks for the year
}

// Mark is an event of the picture.
type Mark struct {
	When    civil.When // never zero
	Date    string     // When in words
	Label   string     // a sentence; a long one is cut
	Side    disclosure.Side
	Planned bool
	Weight  int // the heavier ones stay where there are too many
}

// Span is a stretch of time with its label. One that ends before it begins is left out.
type Span struct {
	From, To civil.Date
	Label    string
	Exposure bool // a bar; every other span is a line in a lane of its own, if the axis holds all of it
	Open     bool // it has not ended yet
	// Brief is how long it took, in few words. It makes a span the bracket of the narrow picture, which has room for one.
	Brief string
}

// maxMarks bounds the marks of a picture. What does not fit is counted in a note; the table has it all.
const maxMarks = 40

// maxLabel is how many characters of a label are drawn.
const maxLabel = 64

// mark is an event with its place in time: civil days, relative to the start of the picture. They differ for coarse dates.
type mark struct {
	Mark
	first, last int
}

// bold reports whether the label of a mark is drawn bold, which takes more room.
func (m *mark) bold() bool { return m.Side == disclosure.SideState }

// bar is a span with its place in time and its lane, 0 for the exposure.
type bar struct {
	Span
	from, to, lane int
}

// scene is what there is to draw, before it has coordinates.
type scene struct {
	*Drawing
	id     string
	start  civil.Date
	length int // days, at least 1
	marks  []mark
	bars   []bar
	more   int
}

// scene picks what the picture shows and dates it.
func (d *Drawing) scene(id string) *scene {
	sc := &scene{Drawing: d, id: id}
	marks := d.Marks
	if len(marks) > maxMarks {
		sc.more = len(marks) - maxMarks
		marks = weightiest(marks)
	}
	var first, last civil.Date
	widen := func(w civil.When) {
		if w.IsZero() {
			return
		}
		if first.IsZero() || w.First().Before(first) {
			first = w.First()
		}
		if last.IsZero() || w.Last().After(last) {
			last = w.Last()
		}
	}
	for i := range marks {
		widen(marks[i].When)
	}
	for _, w := range d.Covers {
		widen(w)
	}
	if first.IsZero() {
		return sc
	}
	sc.start, sc.length = first, max(1, civil.DaysBetween(first, last))
	for _, m := range marks {
		m.Label = shorten(m.Label, maxLabel)
		sc.marks = append(sc.marks, mark{Mark: m, first: sc.day(m.When.First()), last: sc.day(m.When.Last())})
	}
	sc.place(d.Spans)
	return sc
}

func (sc *scene) day(d civil.Date) int { return civil.DaysBetween(sc.start, d) }

// place puts each span into its lane.
func (sc *scene) place(spans []Span) {
	free := 1
	for _, s := range spans {
		b := bar{Span: s, from: sc.day(s.From), to: sc.day(s.To)}
		if b.to < b.from || !s.Exposure && (b.from < 0 || b.to > sc.length) {
			continue
		}
		if !s.Exposure {
			b.lane = free
			free++
		}
		sc.bars = append(sc.bars, b)
	}
}

// weightiest keeps the events that carry the story, in their order.
func weightiest(marks []Mark) []Mark {
	order := make([]int, len(marks))
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(a, b int) int { return cmp.Compare(marks[b].Weight, marks[a].Weight) })
	keep := order[:maxMarks]
	slices.Sort(keep)
	out := make([]Mark, 0, maxMarks)
	for _, i := range keep {
		out = append(out, marks[i])
	}
	return out
}

// shorten cuts a label at a word.
func shorten(s string, most int) string {
	runes := []rune(s)
	if len(runes) <= most {
		return s
	}
	cut := string(runes[:most-1])
	if i := strings.LastIndexByte(cut, ' '); i > most/2 {
		cut = cut[:i]
	}
	return strings.TrimRight(cut, " ,;:") + "…"
}
