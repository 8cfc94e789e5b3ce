package picture

import (
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"strings"
	"testing"
	"time"

	"daylight/disclosure"
	"daylight/disclosure/civil"
)

var newYear = civil.Date{Year: 2020, Month: time.January, Day: 1}

// labels are as long as those of pages are, and longer.
var labels = []string{
	"Found", "First message to the organisation", "Closed, as the coordinator said", "Donaudampfschifffahrtsgesellschaft antwortet nicht",
	"Article about A very long name of an organisation, number 1 of very many, as the source says", "漏洩したデータベースが閉鎖されたことを確認しました",
	"Premier message à l’organisation, qui a répondu le jour même",
}

// crowded returns a picture with n marks, of which several share a day.
func crowded(n, everyDays int) *Drawing {
	sides := []disclosure.Side{disclosure.SideUs, disclosure.SideThem, disclosure.SideState}
	d := &Drawing{
		Title: "Timeline of case DL-2020-0001", Desc: "What happened", Words: Words{
			Empty: "No dated events.", Us: "our action", Them: "others", State: "state of the exposure",
			More: func(n int) string { return fmt.Sprint(n, " more in the table") }, Day: func(day civil.Date, _ bool) string { return day.String() },
		},
	}
	for i := range n {
		w := newYear.AddDays(i / 3 * everyDays).When()
		d.Marks = append(d.Marks, Mark{
			When: w, Date: "27 September 2020 (planned)", Label: labels[i%len(labels)], Side: sides[i%len(sides)], Weight: i % 5, Planned: i%11 == 0,
		})
	}
	return d
}

func TestLabelsOfTheWidePictureNeverOverlap(t *testing.T) {
	t.Parallel()
	for _, n := range []int{1, 2, 7, 14, 15, 40, 200} {
		for _, step := range []int{0, 1, 9, 200} {
			sc := crowded(n, step).scene("x")
			placed := flags(sc.marks, sc.scale(), len(sc.marks) > 14)
			for i, a := range placed {
				if a.x+flagPad+a.width > wideWidth {
					t.Errorf("%d marks every %d days: label %d ends at %.0f", n, step, i, a.x+flagPad+a.width)
				}
				for j, b := range placed[i+1:] {
					apart := a.low >= b.high || b.low >= a.high
					beside := a.x+flagPad+a.width < b.x || b.x+flagPad+b.width < a.x
					if !apart && !beside {
						t.Errorf("%d marks every %d days: labels %d and %d overlap", n, step, i, i+1+j)
					}
					// The pole of b goes from the axis to its top; the label of a must not stand in its way.
					if b.x > a.x && b.x < a.x+flagPad+a.width && a.low < b.high {
						t.Errorf("%d marks every %d days: the pole of %d passes through label %d", n, step, i+1+j, i)
					}
				}
			}
		}
	}
}

func TestStopsOfTheNarrowPictureNeverOverlap(t *testing.T) {
	t.Parallel()
	for _, n := range []int{1, 7, 40} {
		sc := crowded(n, 1).scene("x")
		placed, bottom := stops(sc.marks)
		for i := 1; i < len(placed); i++ {
			if end := placed[i-1].y + float64(len(placed[i-1].lines)+1)*lineHeight; placed[i].y-8 < end-lineHeight+4 {
				t.Errorf("%d marks: stop %d begins at %.0f, the one before ends at %.0f", n, i, placed[i].y, end)
			}
		}
		if last := placed[len(placed)-1]; last.y >= bottom {
			t.Errorf("the last stop at %.0f is below the bottom at %.0f", last.y, bottom)
		}
		for _, p := range placed {
			for _, l := range p.lines {
				if textX+textWidth(l, 14, p.Side == disclosure.SideState) > narrowWidth+8 {
					t.Errorf("%q does not fit", l)
				}
			}
		}
	}
}

func TestTheHeaviestMarksAreDrawnAndTheOthersCounted(t *testing.T) {
	t.Parallel()
	d := crowded(500, 1)
	sc := d.scene("x")
	if len(sc.marks) != maxMarks || sc.more != 500-maxMarks {
		t.Errorf("%d marks and %d more", len(sc.marks), sc.more)
	}
	for i, m := range sc.marks {
		if m.Weight != 4 {
			t.Errorf("mark %d has the weight %d while heavier ones were left out", i, m.Weight)
		}
		if i > 0 && m.first < sc.marks[i-1].first {
			t.Errorf("mark %d is not in its order", i)
		}
	}
	for _, svg := range [][]byte{d.Wide(), d.Narrow()} {
		if !strings.Contains(string(svg), "460 more in the table") {
			t.Error("the note is missing")
		}
	}
}

func TestSpansHaveALaneWhereTheAxisHoldsThem(t *testing.T) {
	t.Parallel()
	day := func(n int) civil.Date { return newYear.AddDays(n) }
	for _, c := range []struct {
		rule  string
		spans []Span
		want  string // lane:from-to
	}{
		{"the exposure lies in the first lane, however often it was open", []Span{{From: day(0), To: day(2), Exposure: true}, {From: day(3), To: day(9), Exposure: true}}, "0:0-2 0:3-9"},
		{"every other span has a lane of its own", []Span{{From: day(0), To: day(9), Exposure: true}, {From: day(1), To: day(9)}, {From: day(1), To: day(3)}}, "0:0-9 1:1-9 2:1-3"},
		{"one that ends before it begins is left out", []Span{{From: day(4), To: day(3), Exposure: true}, {From: day(4), To: day(3)}}, ""},
		{"one that leaves the axis takes no lane", []Span{{From: day(-1), To: day(3)}, {From: day(1), To: day(99)}, {From: day(1), To: day(3)}}, "1:1-3"},
		{"one without a date is left out", []Span{{To: day(3)}, {From: day(1)}, {Exposure: true, From: day(1)}}, ""},
	} {
		d := crowded(1, 1)
		d.Covers, d.Spans = []civil.When{day(9).When(), {}}, c.spans
		var got []string
		for _, b := range d.scene("x").bars {
			got = append(got, fmt.Sprintf("%d:%d-%d", b.lane, b.from, b.to))
		}
		if strings.Join(got, " ") != c.want {
			t.Errorf("%s: %q, want %q", c.rule, got, c.want)
		}
	}
}

func TestTheBracketOfTheNarrowPictureIsTheSpanThatHasItsLengthInBrief(t *testing.T) {
	t.Parallel()
	reply := Span{From: newYear, To: newYear.AddDays(1), Label: "first message to first answer: 1 day"}
	closure := Span{From: newYear, To: newYear.AddDays(9), Label: "first message to closure: 9 days", Brief: "9 days"}
	for _, c := range []struct {
		rule  string
		spans []Span
		want  int
	}{
		{"no span", nil, 0},
		{"a span that is not brief is no bracket, even where it is the only one", []Span{reply}, 0},
		{"one that is brief is", []Span{closure}, 1},
		{"in whatever order they come", []Span{reply, closure}, 1},
	} {
		d := crowded(40, 3)
		d.Spans = c.spans
		svg := string(d.Narrow())
		if got := strings.Count(svg, `<path class="tl-span"`); got != c.want || strings.Contains(svg, ">9") != (c.want == 1) {
			t.Errorf("%s: %d brackets, want %d", c.rule, got, c.want)
		}
	}
}

func TestAMarkWithoutASideIsNotDrawn(t *testing.T) {
	t.Parallel()
	for side, want := range map[disclosure.Side]string{
		disclosure.SideUs: `<circle class="tl-us"`, disclosure.SideThem: `<circle class="tl-them"`, disclosure.SideState: `<path class="tl-state"`, "": "", "else": "",
	} {
		var c canvas
		if c.dot(1, 1, side, false); !strings.HasPrefix(c.b.String(), want) || want == "" && c.b.Len() != 0 {
			t.Errorf("the mark of %q is %q", side, c.b.String())
		}
	}
}

// wellFormed reads a picture and returns its elements.
func wellFormed(t *testing.T, svg []byte) map[string]int {
	t.Helper()
	elements := map[string]int{}
	d := xml.NewDecoder(strings.NewReader(string(svg)))
	d.Strict = true
	for {
		tok, err := d.Token()
		if errors.Is(err, io.EOF) {
			return elements
		}
		if err != nil {
			t.Fatalf("the picture is not well-formed: %v\n%.2000s", err, svg)
		}
		if start, ok := tok.(xml.StartElement); ok {
			elements[start.Name.Local]++
			for _, a := range start.Attr {
				if strings.HasPrefix(strings.ToLower(a.Name.Local), "on") || strings.Contains(a.Value, "javascript:") || a.Name.Local == "href" {
					t.Fatalf("the picture has the attribute %s=%q", a.Name.Local, a.Value)
				}
			}
		}
	}
}

func TestPicturesAreWellFormedAndNamed(t *testing.T) {
	t.Parallel()
	for _, n := range []int{0, 1, 40, 100} {
		d := crowded(n, 2)
		for i := range d.Marks {
			d.Marks[i].Label += `</text><script>"&x'`
			d.Marks[i].Date += "\x00\u202e<a href='x'>"
		}
		d.Title, d.Desc = "<b>", "</desc><image>"
		d.Spans = []Span{{From: newYear, To: newYear.AddDays(3), Label: "<use/>", Exposure: true, Open: true}, {From: newYear, To: newYear.AddDays(1), Label: "]]><a>", Brief: "<i>"}}
		for _, svg := range [][]byte{File(d.Wide()), File(d.Narrow())} {
			elements := wellFormed(t, svg)
			if elements["title"] != 1 || elements["desc"] != 1 || !strings.Contains(string(svg), `role="img"`) {
				t.Errorf("the picture of %d marks has no name: %v", n, elements)
			}
			if elements["script"]+elements["image"]+elements["foreignObject"]+elements["a"]+elements["use"]+elements["b"]+elements["i"] != 0 {
				t.Errorf("the picture of %d marks holds %v", n, elements)
			}
			if strings.ContainsAny(string(svg), "\u202e\x00\ufffd") {
				t.Errorf("the picture of %d marks holds a character that nobody sees", n)
			}
		}
	}
}

func TestTheSameDrawingGivesTheSameBytes(t *testing.T) {
	t.Parallel()
	d, same := crowded(100, 3), crowded(100, 3)
	wide, narrow := string(d.Wide()), string(d.Narrow())
	if wide != string(same.Wide()) || narrow != string(same.Narrow()) {
		t.Error("two drawings that say the same have different pictures")
	}
	if wide != string(d.Wide()) || narrow != string(d.Narrow()) {
		t.Error("drawing it once more changes the picture")
	}
}

func TestLabelsOfTheNarrowPictureStayInIt(t *testing.T) {
	t.Parallel()
	for _, side := range []disclosure.Side{disclosure.SideUs, disclosure.SideThem, disclosure.SideState} {
		for _, label := range append(labels, strings.Repeat("W", 40), "Donaudampfschifffahrtsgesell says", strings.Repeat("geschlossen, ", 9)) {
			placed, _ := stops([]mark{{Mark: Mark{When: newYear.When(), Label: label, Side: side}}})
			for _, l := range placed[0].lines {
				if end := textX + textWidth(l, 14, side == disclosure.SideState); end > narrowWidth {
					t.Errorf("%q of the side %s reaches %.0f px over the edge", l, side, end-narrowWidth)
				}
			}
		}
	}
}
