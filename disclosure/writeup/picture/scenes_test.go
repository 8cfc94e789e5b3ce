package picture

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"
	"time"

	"daylight/disclosure"
	"daylight/disclosure/civil"
)

var newYear = civil.Date{Year: 2020, Month: time.January, Day: 1}

func testWords() Words {
	return Words{
		Empty: "No dated events.", Us: "our action", Them: "others", State: "state of the exposure", Planned: "planned", Together: "events counted together",
		Open: "open", Closed: "closed", Said: "closed, as somebody says", Unknown: "not known",
		Lane: func(l Lane) string {
			return [lanes]string{"Researchers", "Organisation", "Hosting provider", "Authorities", "Press", "Exposure"}[l]
		},
		Day:    func(day civil.Date, _ bool) string { return day.String() },
		Length: func(days int) string { return fmt.Sprint(days/30, " months") },
		Counted: func(of []Mark) (string, string) {
			return of[0].When.First().String() + " – " + of[len(of)-1].When.Last().String(), fmt.Sprint(len(of), " messages to NCSC and CN-CERT")
		},
	}
}

// plan is how a timeline is made up.
type plan struct {
	name    string
	n       int
	days    int    // over how many days
	parties int    // 0 is one
	party   string // a name for all
	sameDay int    // so many events share each day
	months  bool   // dates are as coarse as a month
	planned int    // so many at the end are planned
	silence bool   // 28 months in the middle hold nothing
	band    int    // stretches
	label   string // for all
}

const longName = "Rechtsschutzversicherungsgesellschaftenvermittlungsamt"

func plans() []plan {
	var out []plan
	for _, n := range []int{1, 2, 3, 7, 14, 19, 20, 60, 300} {
		for _, days := range []int{0, 3, 22, 400, 1826} {
			out = append(out, plan{name: "spread", n: n, days: days, band: min(n, 3)})
		}
		out = append(out,
			plan{name: "silence", n: n, days: 1826, silence: true, band: 2},
			plan{name: "12 parties", n: n, days: 500, parties: 12, band: 4},
			plan{name: "long names", n: n, days: 300, parties: 12, party: longName, band: 1},
			plan{name: "5 a day", n: n, days: 90, sameDay: 5, band: 9},
			plan{name: "months", n: n, days: 700, months: true, band: 12},
			plan{name: "planned", n: n, days: 60, planned: 3, band: 2},
			plan{name: "one word", n: n, days: 60, label: strings.Repeat("W", 90)},
			plan{name: "no spaces", n: n, days: 60, label: "漏洩したデータベースが閉鎖されたことを確認しました漏洩したデータベースが閉鎖されたことを確認しました"},
			plan{name: "hostile", n: n, days: 60, label: "</text><script>\u202e\x00 alert(1) & x", band: 3},
			plan{name: "many stretches", n: n, days: 900, band: 60},
		)
	}
	return out
}

// drawing makes up the timeline of a plan, the same each time.
func (p plan) drawing() *Drawing {
	rnd := rand.New(rand.NewPCG(uint64(p.n), uint64(p.days+p.band)))
	d := &Drawing{Title: "Timeline of case DL-2020-0001", Desc: "What happened", Words: testWords()}
	sides := []disclosure.Side{disclosure.SideUs, disclosure.SideThem, disclosure.SideUs, disclosure.SideThem, disclosure.SideState}
	what := []string{"First message to %s", "Answer from %s", "Another message to %s", "%s says that it is closed", "Statement from %s", "The case is passed on to %s, which has to look at it"}
	for i := range p.n {
		day := 0
		if p.n > 1 {
			day = i * p.days / (p.n - 1)
		}
		if p.sameDay > 0 {
			day = i / p.sameDay * p.sameDay * p.days / max(1, p.n)
		} else if i > 0 && i < p.n-1 && p.days > 0 {
			day = min(p.days, max(0, day+rnd.IntN(p.days/8+1)-p.days/16))
		}
		if p.silence && day > 500 && day < 500+28*30 {
			day = 500
			if i*2 > p.n {
				day = 500 + 28*30
			}
		}
		party := fmt.Sprint("Party ", i%max(1, p.parties))
		if p.party != "" {
			party = p.party + fmt.Sprint(i%max(1, p.parties))
		}
		at := newYear.AddDays(day)
		m := Mark{When: at.When(), Date: at.String(), Party: party, Lane: Lane(rnd.IntN(int(lanes))), Side: sides[rnd.IntN(len(sides))], Weight: rnd.IntN(3), Planned: i >= p.n-p.planned}
		m.Label, m.Brief = fmt.Sprintf(what[i%len(what)], party), fmt.Sprintf(what[i%len(what)], "Rechts…amt")
		if p.label != "" {
			m.Label, m.Brief = p.label, ""
		}
		if p.months {
			m.When, _ = civil.ParseWhen(at.String()[:7])
			m.Date = fmt.Sprint(at.Month, " ", at.Year)
		}
		if rnd.IntN(6) == 0 {
			m.Weight = 10
		}
		d.Marks = append(d.Marks, m)
	}
	for i := range p.band {
		from, to := newYear.AddDays(i*p.days/p.band), newYear.AddDays((i+1)*p.days/p.band)
		s := Stretch{From: from, To: to, State: State(1+i) % 4, Label: "known open: 12 days"}
		d.Band = append(d.Band, s)
	}
	d.Spans = []Span{
		{From: newYear, To: newYear.AddDays(p.days / 2), Label: "first message to closure: 9 days", Brief: "9 days"},
		{From: newYear, To: newYear.AddDays(p.days / 9), Label: "first message to first answer: 3 days"},
	}
	return d
}

func each(t *testing.T, test func(t *testing.T, p plan, sc *scene, form string, l *layout)) {
	t.Helper()
	for _, p := range plans() {
		sc := p.drawing().scene()
		name := fmt.Sprintf("%d events, %s, %d days", p.n, p.name, p.days)
		for form, l := range map[string]*layout{
			"wide": sc.wide(frame{width: wideWidth, height: wideHeight}), "narrow": sc.narrow(), "card": sc.wide(frame{width: 943, height: 380, card: true}),
		} {
			t.Run(form+": "+name, func(t *testing.T) { test(t, p, sc, form, l) })
		}
	}
}
