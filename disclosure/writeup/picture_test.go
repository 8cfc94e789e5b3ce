package writeup

import (
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"math"
	"os"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"time"

	"daylight/disclosure"
	"daylight/disclosure/civil"
	"daylight/disclosure/timeline"
	"daylight/templates"
)

func testTexts(tb testing.TB) map[string]*texts {
	tb.Helper()
	all, err := loadTexts(os.DirFS("../../templates"), templates.Languages())
	if err != nil {
		tb.Fatal(err)
	}
	return all
}

// crowded returns a timeline with n events, of which several share a day.
func crowded(n, everyDays int) timeline.Timeline {
	kinds := []disclosure.Kind{
		disclosure.KindContacted, disclosure.KindPubliclyReported, disclosure.KindStatement, disclosure.KindClosed,
		disclosure.KindReopened, disclosure.KindFixClaimed, disclosure.KindEscalated,
	}
	tl := timeline.Timeline{Case: "DL-2020-0001", AsOf: civil.Date{Year: 2020, Month: time.December, Day: 31}}
	start := civil.Date{Year: 2020, Month: time.January, Day: 1}
	for i := range n {
		w := start.AddDays(i / 3 * everyDays).When()
		tl.Rows = append(tl.Rows, timeline.Row{
			Seq: i + 1, Kind: kinds[i%len(kinds)], At: w.String(), When: w, Party: disclosure.Coordinator,
			Name: fmt.Sprintf("A very long name of an organisation, number %d", i), Visibility: disclosure.Public, Source: disclosure.SourcePress,
		})
	}
	return tl
}

func storyOf(tb testing.TB, tl timeline.Timeline, lang string) *story {
	tb.Helper()
	t := testTexts(tb)[lang]
	c := &disclosure.Case{ID: tl.Case}
	return newStory(t, newGuard(t, c, disclosure.Full), c, tl, disclosure.Public)
}

func TestLabelsOfTheWidePictureNeverOverlap(t *testing.T) {
	for _, n := range []int{1, 2, 7, 14, 15, 40, 200} {
		for _, step := range []int{0, 1, 9, 200} {
			for _, lang := range templates.Languages() {
				sc := storyOf(t, crowded(n, step), lang).scene("x")
				placed := flags(sc.marks, sc.scale(), len(sc.marks) > 14)
				for i, a := range placed {
					if a.x+flagPad+a.width > wideWidth {
						t.Errorf("%d rows every %d days in %s: label %d ends at %.0f", n, step, lang, i, a.x+flagPad+a.width)
					}
					for j, b := range placed {
						if i >= j {
							continue
						}
						apart := a.low >= b.high || b.low >= a.high
						beside := a.x+flagPad+a.width < b.x || b.x+flagPad+b.width < a.x
						if !apart && !beside {
							t.Errorf("%d rows every %d days in %s: labels %d and %d overlap", n, step, lang, i, j)
						}
						// The pole of b goes from the axis to its top; the label of a must not stand in its way.
						if b.x > a.x && b.x < a.x+flagPad+a.width && a.low < b.high {
							t.Errorf("%d rows every %d days in %s: the pole of %d passes through label %d", n, step, lang, j, i)
						}
					}
				}
			}
		}
	}
}

func TestStopsOfTheNarrowPictureNeverOverlap(t *testing.T) {
	for _, n := range []int{1, 7, 40} {
		sc := storyOf(t, crowded(n, 1), "de").scene("x")
		placed, bottom := stops(sc.marks)
		for i := 1; i < len(placed); i++ {
			if end := placed[i-1].y + float64(len(placed[i-1].lines)+1)*lineHeight; placed[i].y-8 < end-lineHeight+4 {
				t.Errorf("%d rows: stop %d begins at %.0f, the one before ends at %.0f", n, i, placed[i].y, end)
			}
		}
		if last := placed[len(placed)-1]; last.y >= bottom {
			t.Errorf("the last stop at %.0f is below the bottom at %.0f", last.y, bottom)
		}
		for _, p := range placed {
			for _, l := range p.lines {
				if textX+textWidth(l, 14, p.side == sideState) > narrowWidth+8 {
					t.Errorf("%q does not fit", l)
				}
			}
		}
	}
}

func TestManyRowsAreCountedNotDrawn(t *testing.T) {
	s := storyOf(t, crowded(500, 1), "en")
	sc := s.scene("x")
	if len(sc.marks) != maxMarks || sc.more != 500-maxMarks {
		t.Errorf("%d marks and %d more", len(sc.marks), sc.more)
	}
	if svg := string(s.wide()); !strings.Contains(svg, "460 more in the table") {
		t.Error("the note is missing")
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
	for _, n := range []int{0, 1, 40, 100} {
		s := storyOf(t, crowded(n, 2), "fr")
		for _, svg := range [][]byte{standalone(s.wide()), standalone(s.narrow())} {
			elements := wellFormed(t, svg)
			if elements["title"] != 1 || elements["desc"] != 1 || !strings.Contains(string(svg), `role="img"`) {
				t.Errorf("the picture of %d rows has no name: %v", n, elements)
			}
			if elements["script"]+elements["image"]+elements["foreignObject"]+elements["a"]+elements["use"] != 0 {
				t.Errorf("the picture of %d rows holds %v", n, elements)
			}
		}
	}
}

func TestTicksAreRoundDates(t *testing.T) {
	for _, length := range []int{1, 9, 30, 200, 900, 4000} {
		ticks := tickDates(civil.Date{Year: 2020, Month: time.January, Day: 24}, length)
		if len(ticks) > 24 {
			t.Errorf("%d days have %d ticks", length, len(ticks))
		}
	}
}

// luminance follows WCAG 2.2, "relative luminance".
func luminance(hex string) float64 {
	sum := 0.0
	for i, weight := range []float64{0.2126, 0.7152, 0.0722} {
		v, _ := strconv.ParseUint(hex[1+2*i:3+2*i], 16, 8)
		c := float64(v) / 255
		if c <= 0.04045 {
			c /= 12.92
		} else {
			c = math.Pow((c+0.055)/1.055, 2.4)
		}
		sum += weight * c
	}
	return sum
}

func contrast(a, b string) float64 {
	x, y := luminance(a), luminance(b)
	return (max(x, y) + 0.05) / (min(x, y) + 0.05)
}

func TestColoursHaveEnoughContrast(t *testing.T) {
	css, err := os.ReadFile("../../templates/writeup/page.css")
	if err != nil {
		t.Fatal(err)
	}
	roots := regexp.MustCompile(`:root\{[^}]*\}`).FindAllString(string(css), -1)
	variable := regexp.MustCompile(`--(\w+):(#[0-9a-f]{6})`)
	if len(roots) < 2 {
		t.Fatal("the style has no light and dark colours")
	}
	for _, root := range roots[:2] {
		v := map[string]string{}
		for _, m := range variable.FindAllStringSubmatch(root, -1) {
			v[m[1]] = m[2]
		}
		for _, text := range []string{"ink", "soft", "mark", "link"} {
			for _, ground := range []string{"paper", "panel"} {
				if c := contrast(v[text], v[ground]); c < 4.5 {
					t.Errorf("%s %s on %s %s has a contrast of %.2f", text, v[text], ground, v[ground], c)
				}
			}
		}
	}
	for _, pair := range [][2]string{{"#ffffff", "#b23a0e"}, {"#16181a", "#f0874f"}, {"#565b61", "#ffffff"}, {"#a9adb3", "#16181a"}} {
		if c := contrast(pair[0], pair[1]); c < 4.5 {
			t.Errorf("label %s on %s has a contrast of %.2f", pair[0], pair[1], c)
		}
	}
}

// Every text that the code asks for exists: a missing one would be an empty place on a page.
func TestEveryTextThatIsAskedForExists(t *testing.T) {
	en := testTexts(t)["en"]
	asked := regexp.MustCompile(`(?:t\.get|t\.count|p\.fact\(t,|say)\(?\s?"([a-z0-9_.]+)"|index (?:\$)?\.T "([a-z0-9_.]+)"`)
	names, err := os.ReadDir(".")
	if err != nil {
		t.Fatal(err)
	}
	paths := []string{"../../templates/writeup/page.html.tmpl", "../../templates/writeup/page.md.tmpl"}
	for _, n := range names {
		if strings.HasSuffix(n.Name(), ".go") && !strings.HasSuffix(n.Name(), "_test.go") {
			paths = append(paths, n.Name())
		}
	}
	found := 0
	for _, p := range paths {
		source, err := os.ReadFile(p)
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range asked.FindAllStringSubmatch(string(source), -1) {
			key := m[1] + m[2]
			found++
			if strings.HasSuffix(key, ".") {
				continue // completed by a variable
			}
			if en.Texts[key] == "" && en.Texts[key+".other"] == "" {
				t.Errorf("%s asks for %q, which has no text", p, key)
			}
		}
	}
	if found < 80 {
		t.Errorf("only %d texts were found in the sources", found)
	}
	for _, k := range disclosure.Kinds() {
		if en.Texts["e."+string(k)] == "" {
			t.Errorf("the kind %s has no sentence", k)
		}
	}
	for _, d := range timeline.DurationNames() {
		if en.Texts["d."+d] == "" {
			t.Errorf("the duration %s has no name", d)
		}
	}
	for _, s := range disclosure.Sources() {
		if en.Texts["src."+string(s)] == "" || en.Texts["acc."+string(s)] == "" {
			t.Errorf("the source %s has no words", s)
		}
	}
	for _, r := range disclosure.Roles() {
		if en.Texts["role."+string(r)+".to"] == "" || en.words.Roles[string(r)] == "" {
			t.Errorf("the role %s has no words", r)
		}
	}
}

func TestDatesInThreeLanguages(t *testing.T) {
	all := testTexts(t)
	for text, want := range map[string][3]string{
		"2020-01-27": {"27 January 2020", "27. Januar 2020", "27 janvier 2020"},
		"2020-02-01": {"1 February 2020", "1. Februar 2020", "1er février 2020"},
		"2013-10":    {"October 2013", "Oktober 2013", "octobre 2013"},
		"2013":       {"2013", "2013", "2013"},
		"2022-Q1":    {"quarter 1 of 2022", "1. Quartal 2022", "1er trimestre 2022"},
		"2022-Q3":    {"quarter 3 of 2022", "3. Quartal 2022", "3e trimestre 2022"},
		"2020-02-05T02:00:00Z": {
			"5 February 2020, 02:00 UTC", "5. Februar 2020, 02:00 Uhr (UTC)", "5 février 2020, 02:00 (UTC)",
		},
		"2020-06-29T07:33 America/New_York": {
			"29 June 2020, 07:33 America/New_York", "29. Juni 2020, 07:33 Uhr (America/New_York)", "29 juin 2020, 07:33 (America/New_York)",
		},
	} {
		w, err := civil.ParseWhen(text)
		if err != nil {
			t.Fatal(err)
		}
		for i, lang := range templates.Languages() {
			if got := all[lang].date(w); got != want[i] {
				t.Errorf("%s in %s is %q, want %q", text, lang, got, want[i])
			}
		}
	}
	if got := all["fr"].on(civil.OnDay(2020, time.February, 1)); got != "le 1er février 2020" {
		t.Errorf("on in French is %q", got)
	}
	if datetime(readWhen("2022-Q3")) != "" || datetime(readWhen("2013-10")) != "2013-10" {
		t.Error("the machine-readable date pretends to more than its source")
	}
}

func TestNumbersInThreeLanguages(t *testing.T) {
	all := testTexts(t)
	for lang, want := range map[string]string{"en": "900,000", "de": "900.000", "fr": "900\u00a0000"} {
		if got := all[lang].number(900000); got != want {
			t.Errorf("%s writes %q", lang, got)
		}
	}
	if got := all["en"].number(-1234567); got != "-1,234,567" {
		t.Errorf("negative is %q", got)
	}
	if all["fr"].count("day", 0) != "0 jour" || all["en"].count("day", 0) != "0 days" || all["de"].count("day", 1) != "1 Tag" {
		t.Error("the plural of nought or one is wrong")
	}
}

func TestForeignTextLosesItsLinks(t *testing.T) {
	c := &disclosure.Case{
		Assets: []disclosure.Asset{
			{Kind: "s3", Target: "https://example-bucket.s3.amazonaws.com/", Key: "scans/0001.jpg"},
			{Kind: "redis", Target: "redis://198.51.100.7:6379"},
		},
		Parties: []disclosure.Party{{Role: disclosure.Vendor, Name: "Example Clinic"}},
	}
	t1 := testTexts(t)["en"]
	full, limited := newGuard(t1, c, disclosure.Full), newGuard(t1, c, disclosure.Limited)
	for in, want := range map[string][2]string{
		"See https://a.example/x?sig=1#y.":          {"See hxxps://a[.]example/x", "See [removed]"},
		"hxxps://a[.]example/x":                     {"hxxps://a[.]example/x", "[removed]"},
		"www.evil.example":                          {"www[.]evil[.]example", "[removed]"},
		"ask ops@clinic.example now":                {"ask [mail address removed] now", "ask [mail address removed] now"},
		"ask ops (at) clinic.example":               {"ask [mail address removed]", "ask [mail address removed]"},
		"bucket EXAMPLE-BUCKET":                     {"bucket EXAMPLE-BUCKET", "bucket [removed]"},
		"at 198.51.100.7 and 10.0.0.1":              {"at 198[.]51[.]100[.]7 and 10[.]0[.]0[.]1", "at [removed] and [removed]"},
		"host 2001:db8::1 here":                     {"host 2001[:]db8[:][:]1 here", "host [removed] here"},
		"at 10:30 we met: fine":                     {"at 10:30 we met: fine", "at 10:30 we met: fine"},
		"a\u202eb\x00c\u200bd\r\n\u2066e":           {"abcd e", "abcd e"},
		"exam\u00adple-bucket.s3.amazonaws.com":     {"example-bucket[.]s3[.]amazonaws[.]com", "[removed]"},
		"postgres://u:p4ssw0rd@db.example:5432/x":   {"postgres[:]//db[.]example:5432/x", "[removed]"},
		"the file scans/0001.jpg of Example Clinic": {"the file scans/0001.jpg of Example Clinic", "the file [removed] of Example Clinic"},
	} {
		if got := full.line(in); got != want[0] {
			t.Errorf("full: %q is %q, want %q", in, got, want[0])
		}
		if got := limited.line(in); got != want[1] {
			t.Errorf("limited: %q is %q, want %q", in, got, want[1])
		}
		if got := full.line(full.line(in)); got != full.line(in) {
			t.Errorf("twice is not once: %q", got)
		}
	}
}

func TestLocatorsSpareTheNameOfTheVendor(t *testing.T) {
	c := &disclosure.Case{
		Assets:  []disclosure.Asset{{Kind: "s3", Target: "https://nextmotion.s3.amazonaws.com/"}},
		Parties: []disclosure.Party{{Role: disclosure.Vendor, Name: "NextMotion"}},
	}
	g := newGuard(testTexts(t)["en"], c, disclosure.Limited)
	if got := g.line("NextMotion says"); got != "NextMotion says" {
		t.Errorf("the vendor became %q", got)
	}
}

func TestOnlyPublicArticlesAreNamedAsSources(t *testing.T) {
	c := &disclosure.Case{Assets: []disclosure.Asset{{Kind: "http", Target: "https://panel.example.net/"}}}
	g := newGuard(testTexts(t)["en"], c, disclosure.Full)
	for ref, want := range map[string]string{
		"https://www.News.example/a?b": "news.example", "<id@mail.example>": "", "owner/repo#1": "", "https://192.0.2.1/x": "",
		"https://panel.example.net/x": "", "javascript:alert(1)": "", "https://n\u0435ws.example": "", "ftp://x.example": "",
	} {
		if got := g.hostOf(ref); got != want {
			t.Errorf("%q is named %q, want %q", ref, got, want)
		}
	}
}

func TestWhatManyWereToldOnOneDayIsOneMark(t *testing.T) {
	for n, want := range map[int]int{3: 3, 34: 1} {
		s := &story{t: storyOf(t, crowded(1, 1), "en").t, g: storyOf(t, crowded(1, 1), "en").g}
		var rows []storyRow
		for i := range n {
			r := timeline.Row{Kind: disclosure.KindContacted, Party: disclosure.Vendor, Name: "Clinic " + strconv.Itoa(i+1), When: civil.OnDay(2020, 2, 16)}
			rows = append(rows, s.row(&r, r.Kind.TextKey()+".first"))
		}
		got := s.alike(rows)
		if len(got) != want || n > 3 && !strings.HasPrefix(got[0].Label, "34 × First message to the organisation") {
			t.Errorf("%d rows are %d marks: %q", n, len(got), got[0].Label)
		}
	}
}
