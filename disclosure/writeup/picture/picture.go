package picture

import (
	"cmp"
	"slices"

	"daylight/disclosure"
	"daylight/disclosure/civil"
	"daylight/disclosure/writeup/legible"
	"daylight/disclosure/writeup/picture/typeface"
)

// Drawing is what a picture shows, in the words of one language and fit for its readers. Nothing in it is escaped: that is done here.
type Drawing struct {
	Title string // names the picture
	Desc  string // says in a sentence what it shows
	Words Words
	Marks []Mark
	// Band says how the exposure stood, stretch by stretch, in their order and without overlaps. What no stretch covers is drawn as nothing.
	Band  []Stretch
	Spans []Span
	// Covers are dates that the axis has to hold besides those of marks and stretches. Zero ones are left out.
	Covers []civil.When
}

// Words are those that a picture has of its own.
type Words struct {
	Empty              string // instead of a picture without a date
	Us, Them, State    string // name the three marks
	Planned            string // names a hollow mark
	Together           string // names a cluster
	Open, Closed, Said string // name the stretches of the band
	Unknown            string
	Lane               func(Lane) string
	Day                func(d civil.Date, y bool) string // writes a day at the axis; y asks for the year
	Length             func(days int) string             // writes a long time, as in "28 months"
	Counted            func(of []Mark) (date, label string)
}

// Lane says with whom an event is. A picture has a lane for each that occurs, in this order.
type Lane uint8

// The lanes.
const (
	Finder Lane = iota
	Vendor
	Provider
	Authorities
	Press
	Exposure
	lanes // how many there are
)

// Mark is an event of the picture.
type Mark struct {
	When    civil.When // never zero
	Date    string     // When in words
	Label   string     // a sentence: who and what
	Brief   string     // the same with short names, for where Label does not fit; "" is Label
	Party   string     // tells parties of a lane apart; not drawn
	Sort    string     // what is counted together in the words of a cluster; not drawn
	Lane    Lane
	Side    disclosure.Side
	Planned bool
	Weight  int // the heavier ones keep a label of their own where there are too many
}

// State is how an exposure stood.
type State uint8

// The states of a stretch.
const (
	Unknown State = iota // nobody looked
	Open                 // between two sightings of it open
	Closed               // between two sightings of it closed
	Said                 // closed, as somebody said
)

// Stretch is a part of the band.
type Stretch struct {
	From, To civil.Date
	State    State
	Label    string // "" where the legend says enough
}

// Span is a stretch of time with its label, a line below the band. One that ends before it begins or leaves the axis is left out.
type Span struct {
	From, To civil.Date
	Label    string
	// Brief is how long it took, in few words. It makes a span the bracket of the narrow picture, which has room for one.
	Brief string
}

// few is up to how many marks each has a whole label of its own, however high the picture becomes.
const few = 19

// mark is an event with its place in time: civil days, relative to the start of the picture. They differ for coarse dates.
type mark struct {
	Mark
	first, last int
	debut       bool // the first of its party in its lane
}

// bold reports whether the label of a mark is drawn bold, which takes more room.
func (m *mark) bold() bool { return m.Side == disclosure.SideState }

// part is a stretch of the band with its place in time.
type part struct {
	Stretch
	from, to int
}

// line is a span with its place in time.
type line struct {
	Span
	from, to int
}

// scene is what there is to draw, before it has coordinates.
type scene struct {
	*Drawing
	face   *typeface.Face
	start  civil.Date
	length int // days, at least 1
	marks  []mark
	parts  []part
	lines  []line
	lasts  []int // days that the axis has to hold for their own sake
	known
}

// known is what a scene has worked out once. A layout is tried many times, each time with the same texts.
type known struct {
	wrapped map[wrapping]wrapped
	counted map[counting][2]string // the date and the label of a cluster
	silence [][2]int
	silent  bool // silence is worked out
}

// scene dates what the picture shows.
func (d *Drawing) scene() *scene {
	sc := &scene{Drawing: d, face: typeface.Open(), known: known{wrapped: map[wrapping]wrapped{}, counted: map[counting][2]string{}}}
	if len(d.Marks) == 0 {
		return sc
	}
	var first, last civil.Date
	widen := func(from, to civil.Date) {
		if from.IsZero() || to.IsZero() {
			return
		}
		if first.IsZero() || from.Before(first) {
			first = from
		}
		if last.IsZero() || last.Before(to) {
			last = to
		}
	}
	for i := range d.Marks {
		widen(d.Marks[i].When.First(), d.Marks[i].When.Last())
	}
	for _, w := range d.Covers {
		if !w.IsZero() {
			widen(w.First(), w.Last())
		}
	}
	for _, s := range d.Band {
		widen(s.From, s.To)
	}
	sc.start, sc.length = first, max(1, civil.DaysBetween(first, last))
	sc.date()
	for _, w := range d.Covers {
		if !w.IsZero() {
			sc.lasts = append(sc.lasts, sc.day(w.First()), sc.day(w.Last()))
		}
	}
	for _, s := range d.Band {
		if p := (part{Stretch: s, from: sc.day(s.From), to: sc.day(s.To)}); !s.From.IsZero() && !s.To.IsZero() && p.to >= p.from {
			p.Label = legible.Line(p.Label)
			sc.parts = append(sc.parts, p)
		}
	}
	for _, s := range d.Spans {
		if l := (line{Span: s, from: sc.day(s.From), to: sc.day(s.To)}); !s.From.IsZero() && !s.To.IsZero() && l.to >= l.from && l.from >= 0 && l.to <= sc.length {
			l.Label, l.Brief = legible.Line(l.Label), legible.Line(l.Brief)
			sc.lines = append(sc.lines, l)
		}
	}
	return sc
}

// date gives each mark its days, in the order of time.
func (sc *scene) date() {
	type debut struct {
		lane  Lane
		party string
	}
	seen := map[debut]bool{}
	for i := range sc.Marks {
		m := mark{Mark: sc.Marks[i]}
		m.first, m.last = sc.day(m.When.First()), sc.day(m.When.Last())
		m.Date, m.Label, m.Brief = legible.Line(m.Date), legible.Line(m.Label), legible.Line(cmp.Or(m.Brief, m.Label))
		m.Lane = min(m.Lane, Exposure)
		sc.marks = append(sc.marks, m)
	}
	slices.SortStableFunc(sc.marks, func(a, b mark) int { return a.When.Compare(b.When) })
	for i := range sc.marks {
		m := &sc.marks[i]
		k := debut{m.Lane, m.Party}
		m.debut = m.Party != "" && !seen[k]
		seen[k] = true
	}
}

func (sc *scene) day(d civil.Date) int { return civil.DaysBetween(sc.start, d) }
