package picture

import (
	"slices"
	"strconv"
	"strings"
	"testing"
)

// things are the boxes of a layout that may not touch each other: texts, marks and clusters. The number in a cluster is not one of them.
func (l *layout) things() (out []box, names []string) {
	for i := range l.texts {
		if t := &l.texts[i]; t.look != onPill && t.look != onBar {
			out, names = append(out, t.box()), append(names, "the text "+t.s)
		}
	}
	for i := range l.spots {
		out, names = append(out, l.spots[i].box()), append(names, "a mark")
	}
	for i := range l.pills {
		out, names = append(out, l.pills[i].box), append(names, "a cluster")
	}
	return out, names
}

func TestNothingOverlapsAndNothingLeavesThePicture(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, _ plan, _ *scene, _ string, l *layout) {
		boxes, names := l.things()
		for i, a := range boxes {
			if a.x < 0 || a.y < 0 || a.x+a.w > l.width || a.y+a.h > l.height {
				t.Fatalf("%s at %.0f,%.0f leaves the picture of %.0f×%.0f", names[i], a.x, a.y, l.width, l.height)
			}
			for j := range boxes[:i] {
				if a.overlaps(boxes[j]) {
					t.Fatalf("%s at %+v overlaps %s at %+v", names[i], a, names[j], boxes[j])
				}
			}
			for _, p := range l.areas {
				if p.overlaps(a) && !slices.ContainsFunc(l.texts, func(t text) bool { return t.box() == a && p.state == Closed }) {
					t.Fatalf("%s at %+v lies on a stretch of the band", names[i], a)
				}
			}
		}
	})
}

func TestTheNumberOfAClusterStandsInIt(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, _ plan, _ *scene, _ string, l *layout) {
		for i := range l.texts {
			n := &l.texts[i]
			if n.look == onPill && !slices.ContainsFunc(l.pills, func(p pill) bool {
				b := n.box()
				return p.count == n.s && p.x <= b.x && b.x+b.w <= p.x+p.w && p.y <= b.y+1 && b.y+b.h <= p.y+p.h+1
			}) {
				t.Fatalf("the number %s at %.0f,%.0f stands in no cluster", n.s, n.x, n.y)
			}
		}
	})
}

func TestEachEventIsInExactlyOneMarkOrCluster(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, p plan, sc *scene, form string, l *layout) {
		drawn, want, got := make([]int, p.n), [lanes]int{}, [lanes]int{}
		for i := range sc.marks {
			want[sc.marks[i].Lane]++
		}
		for _, s := range l.spots {
			if s.row >= 0 {
				drawn[s.row]++
				got[s.lane]++
			}
		}
		for _, c := range l.pills {
			for _, row := range c.rows {
				drawn[row]++
				got[c.lane]++
			}
		}
		for row, n := range drawn {
			if n != 1 {
				t.Fatalf("event %d is drawn %d times", row, n)
			}
		}
		if form != "card" && got != want { // a card has no lanes
			t.Errorf("the lanes hold %v, want %v", got, want)
		}
	})
}

func TestPicturesAreNoHigherThanAScreenful(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, p plan, _ *scene, form string, l *layout) {
		most := map[string]float64{"wide": wideHeight, "narrow": narrowHeight, "card": 380}[form]
		if (p.n > few || form == "card") && l.height > most {
			t.Errorf("it is %.0f pixels high", l.height)
		}
	})
}

func TestNothingIsCutOrCountedWhileEventsAreFew(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, p plan, sc *scene, form string, l *layout) {
		if p.n > few || form == "card" {
			return
		}
		if len(l.pills) > 0 {
			t.Errorf("%d events are counted together", p.n)
		}
		all := ""
		for i := range l.texts {
			all += strings.ReplaceAll(strings.TrimPrefix(l.texts[i].s, bullet), " ", "")
		}
		for i := range sc.marks {
			if m := &sc.marks[i]; strings.Contains(all, "…") && p.name != "long names" || !strings.Contains(all, strings.ReplaceAll(m.Label, " ", "")) {
				t.Fatalf("%q is not all there", m.Label)
			}
		}
	})
}

func TestTheSameDrawingGivesTheSameBytes(t *testing.T) {
	t.Parallel()
	for _, p := range []plan{{n: 8, days: 22, band: 2}, {n: 100, days: 400, parties: 5, band: 7}} {
		d, same := p.drawing(), p.drawing()
		png, _ := d.PNG()
		again, _ := same.PNG()
		card, _ := d.Card("Title", "below")
		other, _ := same.Card("Title", "below")
		if string(d.Wide()) != string(same.Wide()) || string(d.Narrow()) != string(same.Narrow()) || string(png) != string(again) || string(card) != string(other) {
			t.Errorf("%d events: two drawings that say the same have different pictures", p.n)
		}
	}
}

func TestALongSilenceIsBrokenWithItsLength(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		rule string
		days []int
		want []string
	}{
		{"28 months of five years", []int{0, 100, 200, 1050, 1200, 1400, 1600, 1826}, []string{"28 months"}},
		{"nothing is silent for a fifth", []int{0, 100, 200, 300, 400, 500, 600}, nil},
		{"a month is no silence", []int{0, 1, 22}, nil},
	} {
		d := &Drawing{Words: testWords()}
		for _, day := range c.days {
			d.Marks = append(d.Marks, Mark{When: newYear.AddDays(day).When(), Date: "x", Label: "y"})
		}
		sc := d.scene()
		var got []string
		for _, g := range sc.axis(0, 800).gaps {
			got = append(got, g.label)
		}
		if !slices.Equal(got, c.want) {
			t.Errorf("%s: it is broken %q, want %q", c.rule, got, c.want)
		}
	}
}

func TestAMilestoneKeepsItsLabelInACrowd(t *testing.T) {
	t.Parallel()
	d := plan{n: 300, days: 1826}.drawing()
	for i := range d.Marks {
		d.Marks[i].Weight, d.Marks[i].Lane = 1, Vendor
	}
	for _, i := range []int{30, 140, 260} {
		d.Marks[i].Weight, d.Marks[i].Label = 20, "Milestone"
	}
	for name, svg := range map[string][]byte{"wide": d.Wide(), "narrow": d.Narrow()} {
		if n := strings.Count(strings.ReplaceAll(string(svg), bullet, ""), ">Milestone<"); n != 3 {
			t.Errorf("%s: %d of 3 milestones have a label", name, n)
		}
	}
}

func BenchmarkPicture(b *testing.B) {
	for _, n := range []int{3, 60, 300} {
		d := plan{n: n, days: 700, parties: 6, band: 4}.drawing()
		for form, draw := range map[string]func(){
			"wide": func() { d.Wide() }, "narrow": func() { d.Narrow() }, "card": func() { _, _ = d.Card("Title", "below") },
		} {
			b.Run(form+"/"+strconv.Itoa(n), func(b *testing.B) {
				for b.Loop() {
					draw()
				}
			})
		}
	}
}
