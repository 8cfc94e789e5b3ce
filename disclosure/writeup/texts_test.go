package writeup

import (
	"fmt"
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
	all, err := loadTexts(os.DirFS("../../templates"), templates.PageLanguages())
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

// How marks are drawn is tested with the pictures; here, that the story arrives there in each language.
func TestThePicturesTellTheStory(t *testing.T) {
	for _, lang := range templates.PageLanguages() {
		s := storyOf(t, crowded(500, 1), lang)
		d := s.drawing()
		if len(d.Marks) != 500 {
			t.Errorf("%s: %d of 500 rows have a mark", lang, len(d.Marks))
		}
		for i, m := range d.Marks {
			if m.When.IsZero() || m.Date == "" || m.Label == "" || m.Side == "" {
				t.Errorf("%s: mark %d lacks something: %+v", lang, i, m)
			}
		}
		if w := d.Words; d.Title == "" || d.Desc == "" || w.Empty == "" || w.Us == "" || w.Them == "" || w.State == "" || w.Day(d.Marks[0].When.First(), true) == "" {
			t.Errorf("%s: the picture lacks words: %+v", lang, d)
		}
		for _, svg := range [][]byte{d.Wide(), d.Narrow()} {
			if words := s.t.get("p.together"); !strings.Contains(string(svg), ">"+words+"<") {
				t.Errorf("%s: the pictures do not say %q", lang, words)
			}
		}
	}
}

func TestAnAnswerIsNotTheBracketOfAnOpenCase(t *testing.T) {
	days := func(n int) *int { return &n }
	answered, closed := "2020-01-05", "2020-02-01"
	tl := crowded(40, 9)
	tl.Durations = map[string]*timeline.Duration{
		timeline.ContactToAcknowledgement: {From: "2020-01-01", To: &answered, Days: days(4)},
		timeline.ContactToClosure:         {From: "2020-01-01", Days: days(99), Open: true},
	}
	if svg := string(storyOf(t, tl, "en").drawing().Narrow()); strings.Contains(svg, `<path class="tl-span"`) || strings.Contains(svg, ">99") {
		t.Error("the narrow picture draws the way to the answer as if it led to a closure")
	}
	tl.Durations[timeline.ContactToClosure] = &timeline.Duration{From: "2020-01-01", To: &closed, Days: days(31)}
	if svg := string(storyOf(t, tl, "en").drawing().Narrow()); strings.Count(svg, `<path class="tl-span"`) != 1 || !strings.Contains(svg, ">31") {
		t.Error("the narrow picture does not say how long the closure took")
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

func TestDatesInEachLanguage(t *testing.T) {
	all := testTexts(t)
	for text, want := range map[string][4]string{
		"2020-01-27": {"27 January 2020", "27. Januar 2020", "27 janvier 2020", "27 de enero de 2020"},
		"2020-02-01": {"1 February 2020", "1. Februar 2020", "1er février 2020", "1 de febrero de 2020"},
		"2013-10":    {"October 2013", "Oktober 2013", "octobre 2013", "octubre de 2013"},
		"2013":       {"2013", "2013", "2013", "2013"},
		"2022-Q1":    {"quarter 1 of 2022", "1. Quartal 2022", "1er trimestre 2022", "1.er trimestre de 2022"},
		"2022-Q3":    {"quarter 3 of 2022", "3. Quartal 2022", "3e trimestre 2022", "3.er trimestre de 2022"},
		"2020-02-05T02:00:00Z": {
			"5 February 2020, 02:00 UTC", "5. Februar 2020, 02:00 Uhr (UTC)", "5 février 2020, 02:00 (UTC)", "5 de febrero de 2020, 02:00 (UTC)",
		},
		"2020-06-29T07:33 America/New_York": {
			"29 June 2020, 07:33 America/New_York", "29. Juni 2020, 07:33 Uhr (America/New_York)", "29 juin 2020, 07:33 (America/New_York)",
			"29 de junio de 2020, 07:33 (America/New_York)",
		},
	} {
		w, err := civil.ParseWhen(text)
		if err != nil {
			t.Fatal(err)
		}
		for i, lang := range templates.PageLanguages() {
			if got := all[lang].date(w); got != want[i] {
				t.Errorf("%s in %s is %q, want %q", text, lang, got, want[i])
			}
		}
	}
	if got := all["fr"].on(civil.OnDay(2020, time.February, 1)); got != "le 1er février 2020" {
		t.Errorf("on in French is %q", got)
	}
	for text, want := range map[string]string{
		"2020-02-05": "el 5 de febrero de 2020", "2013-10": "en octubre de 2013", "2013": "en 2013", "2022-Q2": "en el 2.º trimestre de 2022",
	} {
		if got := all["es"].on(readWhen(text)); got != want {
			t.Errorf("on %s in Spanish is %q, want %q", text, got, want)
		}
	}
	if datetime(readWhen("2022-Q3")) != "" || datetime(readWhen("2013-10")) != "2013-10" {
		t.Error("the machine-readable date pretends to more than its source")
	}
}

func TestNumbersInEachLanguage(t *testing.T) {
	all := testTexts(t)
	for lang, want := range map[string]string{"en": "900,000", "de": "900.000", "fr": "900\u00a0000", "es": "900\u202f000"} {
		if got := all[lang].number(900000); got != want {
			t.Errorf("%s writes %q", lang, got)
		}
	}
	if got := all["es"].number(9000) + " " + all["es"].number(-9000) + " " + all["es"].number(12345); got != "9000 -9000 12\u202f345" {
		t.Errorf("Spanish groups from five digits on, not %q", got)
	}
	if got := all["en"].number(-1234567); got != "-1,234,567" {
		t.Errorf("negative is %q", got)
	}
	if all["fr"].count("day", 0) != "0 jour" || all["en"].count("day", 0) != "0 days" || all["de"].count("day", 1) != "1 Tag" || all["es"].count("day", 0) != "0 días" {
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
		"before version 1.7.8.10, at 198.51.100.7":  {"before version 1.7.8.10, at 198[.]51[.]100[.]7", "before version 1.7.8.10, at [removed]"},
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

func TestWhatManyWereToldOnOneDayIsCountedTogether(t *testing.T) {
	t.Parallel()
	tl := timeline.Timeline{Case: "DL-2020-0001", AsOf: civil.Date{Year: 2020, Month: time.March, Day: 1}}
	for i := range 34 {
		tl.Rows = append(tl.Rows, timeline.Row{
			Seq: i + 1, Kind: disclosure.KindContacted, Party: disclosure.Vendor, Name: "Clinic " + strconv.Itoa(i+1), When: civil.OnDay(2020, 2, 16), Visibility: disclosure.Public,
		})
	}
	d := storyOf(t, tl, "en").drawing()
	if len(d.Marks) != 34 {
		t.Fatalf("%d of 34 rows have a mark", len(d.Marks))
	}
	if date, label := d.Words.Counted(d.Marks); date != "16 February 2020" || label != "34 messages" {
		t.Errorf("they are %q on %q", label, date)
	}
}

func TestPlaceholdersAreFilledOnce(t *testing.T) {
	l := &texts{lang: "en", Texts: map[string]string{"a": "{x} and {y}, {x}: {z}.", "open": "{x} {"}}
	if got := l.get("a", "x", "{y}", "y", "1"); got != "{y} and 1, {y}: {z}." {
		t.Errorf("it says %q", got)
	}
	if got := l.get("a"); got != "{x} and {y}, {x}: {z}." {
		t.Errorf("it says %q", got)
	}
	if got := l.get("open", "x", "1"); got != "1 {" {
		t.Errorf("it says %q", got)
	}
}
