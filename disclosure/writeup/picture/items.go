package picture

import (
	"cmp"
	"strconv"

	"daylight/disclosure/writeup/legible"
)

// item is what has one mark and one label: an event, or several that are counted together. Its events are neighbours in their lane.
type item struct {
	rows        []int // of scene.marks
	first, last int   // days
	date, label string
	count       string // "" for a single event
	keep        float64
	at          *mark // of a single event
}

func (it *item) bold() bool { return it.at != nil && it.at.bold() }

// What keeps a label from being counted with its neighbour. The reach of a cluster counts too, so that labels stay evenly over time.
const (
	perWeight = 1.0
	perDebut  = 1.6  // the first event of a party
	perReach  = 14.0 // for a cluster that takes all of the picture
	perRow    = 0.01
	planned   = 1.0

	mixedPrice = 1000.0 // for counting planned and past events together: more than anything else
)

// items makes an item of each event, by lane.
func (sc *scene) items() (out [lanes][]item) {
	for i := range sc.marks {
		m := &sc.marks[i]
		it := item{rows: []int{i}, first: m.first, last: m.last, date: m.Date, label: m.Label, keep: float64(m.Weight) * perWeight, at: m}
		if m.debut {
			it.keep += perDebut
		}
		if m.Planned {
			it.keep += planned
		}
		out[m.Lane] = append(out[m.Lane], it)
	}
	return out
}

// price says how much is lost by counting an item with the next one. Planned and past events are not counted together while there is another way.
func (sc *scene) price(a, b *item) float64 {
	reach := float64(max(a.last, b.last)-a.first) / float64(sc.length)
	mixed := 0.0
	if sc.marks[a.rows[len(a.rows)-1]].Planned != sc.marks[b.rows[0]].Planned {
		mixed = mixedPrice
	}
	return mixed + a.keep + b.keep + reach*perReach + float64(len(a.rows)+len(b.rows))*perRow
}

// cheapest is the item that loses least by being counted with the next one; -1 where there is only one.
func (sc *scene) cheapest(of []item) (at int, price float64) {
	at = -1
	for i := 0; i+1 < len(of); i++ {
		if p := sc.price(&of[i], &of[i+1]); at < 0 || p < price {
			at, price = i, p
		}
	}
	return at, price
}

// merge counts an item with the next one.
func merge(of []item, at int) []item {
	a, b := &of[at], &of[at+1]
	rows := append(append(make([]int, 0, len(a.rows)+len(b.rows)), a.rows...), b.rows...)
	of[at] = item{rows: rows, first: min(a.first, b.first), last: max(a.last, b.last), count: strconv.Itoa(len(rows))}
	return append(of[:at+1], of[at+2:]...)
}

// thin counts neighbours together until at most n items are left.
func (sc *scene) thin(of []item, n int) []item {
	for len(of) > n {
		at, _ := sc.cheapest(of)
		of = merge(of, at)
	}
	return of
}

// words are the date and the label of an item.
func (sc *scene) words(it *item) (date, label, brief string) {
	if it.at != nil {
		return it.date, it.label, cmp.Or(it.at.Brief, it.label)
	}
	if it.label == "" {
		it.date, it.label = sc.cluster(it.rows)
	}
	return it.date, it.label, it.label
}

// counting tells clusters apart: the events of one are neighbours, in their lane or in the picture.
type counting struct{ first, last, n int }

// cluster is the date and the label of events that are counted together.
func (sc *scene) cluster(rows []int) (date, label string) {
	key := counting{rows[0], rows[len(rows)-1], len(rows)}
	if is, ok := sc.counted[key]; ok {
		return is[0], is[1]
	}
	of := make([]Mark, len(rows))
	for i, row := range rows {
		of[i] = sc.marks[row].Mark
	}
	date, label = sc.Words.Counted(of)
	date, label = legible.Line(date), legible.Line(label)
	sc.counted[key] = [2]string{date, label}
	return date, label
}
