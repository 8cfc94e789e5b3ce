package writeup_test

import (
	"bytes"
	"crypto/sha256"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"runtime"
	"strings"
	"testing"
	"time"

	"daylight/disclosure"
	"daylight/disclosure/fault"
	"daylight/disclosure/writeup"
	"daylight/disclosure/writeup/prose"
	"daylight/templates"

	"golang.org/x/tools/txtar"
)

var update = flag.Bool("update", false, "rewrite the golden files")

func render(tb testing.TB, r *writeup.Renderer, in writeup.Input) writeup.Files {
	tb.Helper()
	files, err := r.Render(in)
	if err != nil {
		tb.Fatal(err)
	}
	return files
}

func golden(t *testing.T, name string, files writeup.Files) {
	t.Helper()
	archive := &txtar.Archive{}
	for _, n := range files.Names() {
		content := files[n]
		if n == writeup.FileCard { // pixels are looked at where they are drawn; here, that they stay the same
			content = fmt.Appendf(nil, "%x\n", sha256.Sum256(content))
		}
		archive.Files = append(archive.Files, txtar.File{Name: n, Data: content})
	}
	got, path := txtar.Format(archive), filepath.Join("testdata", name+".txtar")
	if *update {
		if err := os.WriteFile(path, got, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(got, want) {
		t.Errorf("%s differs; see the difference with go test -run %s -update and git diff", path, t.Name())
	}
}

func TestGoldens(t *testing.T) {
	r := newRenderer(t)
	for _, lang := range templates.PageLanguages() {
		in := nextMotion(t, true)
		in.Lang = lang
		golden(t, "nextmotion.full."+lang, render(t, r, in))
	}
	for name, in := range map[string]writeup.Input{
		"nextmotion.press": nextMotion(t, false), "solarman.full": solarMan(t), "open.limited": openCase(t),
	} {
		golden(t, name, render(t, r, in))
	}
	limited, stub := nextMotion(t, true), nextMotion(t, true)
	limited.Mode, stub.Mode = disclosure.Limited, disclosure.Stub
	golden(t, "nextmotion.limited", render(t, r, limited))
	golden(t, "nextmotion.stub", render(t, r, stub))
	wording := openCase(t)
	for _, lang := range []string{"fr", "es"} {
		wording.Lang = lang
		golden(t, "open.limited."+lang, render(t, r, wording))
	}
	golden(t, "nextmotion.prose.de", render(t, r, german(t)))
}

func TestTheSameEventsGiveTheSameBytes(t *testing.T) {
	want := ""
	for _, procs := range []int{1, 2, 8} {
		old := runtime.GOMAXPROCS(procs)
		for range 3 {
			got := writeup.Digest(render(t, newRenderer(t), nextMotion(t, true)))
			if want == "" {
				want = got
			}
			if got != want {
				t.Errorf("with GOMAXPROCS %d the digest is %s, before %s", procs, got, want)
			}
		}
		runtime.GOMAXPROCS(old)
	}
}

func TestAnApprovalDoesNotChangeWhatItApproves(t *testing.T) {
	r := newRenderer(t)
	before, after := nextMotion(t, true), nextMotion(t, true)
	after.Case.Version += 3
	after.Case.Assets[0].Probes += 2
	after.Case.Approvals = []disclosure.Consent{{By: "bob", Mode: disclosure.Full, Lang: "en"}}
	row := after.Timeline.Rows[0]
	row.Kind, row.Seq = disclosure.KindPublishApproved, 99
	after.Timeline.Rows = append(after.Timeline.Rows, row)
	if writeup.Digest(render(t, r, before)) != writeup.Digest(render(t, r, after)) {
		t.Error("an approval or a further probe changed the files")
	}
}

func TestDigestCoversNamesAndContents(t *testing.T) {
	seen := map[string]string{}
	for name, files := range map[string]map[string][]byte{
		"nothing": {}, "one": {"a": []byte("bc")}, "other name": {"ab": []byte("c")}, "empty": {"abc": nil},
		"two": {"a": []byte("b"), "c": nil}, "swapped": {"a": nil, "c": []byte("b")},
	} {
		d := writeup.Digest(files)
		if len(d) != 64 {
			t.Errorf("the digest of %s has %d digits", name, len(d))
		}
		if other, dup := seen[d]; dup {
			t.Errorf("%s and %s have one digest", name, other)
		}
		seen[d] = name
	}
}

func TestFullWriteupTellsTheStory(t *testing.T) {
	r := newRenderer(t)
	for lang, want := range map[string][]string{
		"en": {
			"27 January 2020", "about 900,000", "9 days (7 working days)", "between 4 February 2020 20:00 UTC and 5 February 2020 02:00 UTC",
			"hxxps://example-bucket[.]s3[.]eu-west-3[.]amazonaws[.]com/", "medical images, videos and invoices", "First message to NextMotion",
			"First message to AWS", "6 days after the closure", "news.example", "Civil days, the first day not counted",
		},
		"de": {"27. Januar 2020", "rund 900.000", "9 Tage (7 Arbeitstage)", "5. Februar 2020", "Erste Nachricht an NextMotion", "Frankreich"},
		"fr": {"27 janvier 2020", "environ 900\u00a0000", "9 jours (7 jours ouvrés)", "5 février 2020", "Premier message à NextMotion"},
		"es": {
			"27 de enero de 2020", "cerca de 900\u202f000", "9 días (7 días hábiles)", "entre el 4 de febrero de 2020 a las 20:00 UTC y el 5 de febrero de 2020 a las 02:00 UTC",
			"imágenes médicas, vídeos y facturas", "Primer mensaje a NextMotion", "Lo que dice NextMotion", "6 días después del cierre", "Francia",
		},
	} {
		in := nextMotion(t, true)
		in.Lang = lang
		files := render(t, r, in)
		for _, name := range []string{writeup.FileHTML, writeup.FileMarkdown} {
			text := string(files[name])
			if name == writeup.FileMarkdown {
				text = strings.ReplaceAll(text, `\`, "")
			}
			for _, w := range want {
				if !strings.Contains(text, w) {
					t.Errorf("%s in %s does not say %q", name, lang, w)
				}
			}
		}
	}
}

func TestWhatIsNotPublicStaysInside(t *testing.T) {
	for name, b := range render(t, newRenderer(t), nextMotion(t, true)) {
		for _, secret := range []string{"INTERNAL-NOTE", "PRIVATE-WORDS", "https://example-bucket", "example-bucket.s3"} {
			if bytes.Contains(b, []byte(secret)) {
				t.Errorf("%s holds %q", name, secret)
			}
		}
	}
}

// placesInAPicture are the numbers that say where something is drawn. They hold any three digits by chance.
var placesInAPicture = regexp.MustCompile(` (?:x|y|cx|cy|d|width|height|viewBox|textLength)="[-0-9. MLVHhvlz]+"`)

func TestLimitedNamesNoLocator(t *testing.T) {
	r := newRenderer(t)
	in := openCase(t)
	in.Case.Summary = "The server 198[.]51[.]100[.]7 is open. See http://198.51.100.7:9200/ and hxxp://198.51.100.7."
	in.Prose = written(map[prose.Section]string{
		prose.Impact: "Anybody could reach 198.51.100.7:9200 or 2001:db8::7 and write to ops@sos.example.com.", prose.Found: "EVIDENCE",
	})
	limited := nextMotion(t, true)
	limited.Mode = disclosure.Limited
	limited.Prose = written(map[prose.Section]string{prose.Impact: "The name example-bucket says it."})
	for _, in := range []writeup.Input{in, limited} {
		for name, b := range render(t, r, in) {
			text := strings.ReplaceAll(string(b), `\`, "")
			if text = placesInAPicture.ReplaceAllString(text, ""); name == writeup.FileCard {
				continue // pixels
			}
			for _, locator := range []string{"198", "2001:db8", "9200", "example-bucket", "amazonaws", "hxxp", "EVIDENCE", "ops@", "135,000,000", "900,000"} {
				if strings.Contains(text, locator) {
					t.Errorf("%s of %s holds %q", name, in.Case.ID, locator)
				}
			}
		}
	}
}

func TestStubPointsAtNobody(t *testing.T) {
	in := nextMotion(t, true)
	in.Mode = disclosure.Stub
	files := render(t, newRenderer(t), in)
	if len(files) != 3 { // the page, its Markdown and its entry in a feed
		t.Errorf("a stub has the files %v", files.Names())
	}
	for name, b := range files {
		text := string(b)
		for _, secret := range []string{"NextMotion", "NEXTMOTION", "France", "S3", "patient", "AWS", "bucket", "24 January"} {
			if strings.Contains(text, secret) {
				t.Errorf("%s holds %q", name, secret)
			}
		}
		for _, fact := range []string{"27 January 2020", "26 April 2020"} {
			if name != writeup.FileEntry && !strings.Contains(text, fact) {
				t.Errorf("%s does not say %q", name, fact)
			}
		}
	}
}

func TestReportedClosureCarriesItsSource(t *testing.T) {
	text := string(render(t, newRenderer(t), nextMotion(t, false))[writeup.FileHTML])
	for _, want := range []string{"5 February 2020, according to press reports", "not confirmed by a check of ours", "Closed, according to press reports"} {
		if !strings.Contains(text, want) {
			t.Errorf("%q is missing", want)
		}
	}
	if strings.Contains(text, "confirmed by our checks") {
		t.Error("the page claims a confirmation that there was not")
	}
}

func TestAFileThatSpeaksOfOurChecksIsNoCheckOfOurs(t *testing.T) {
	in := nextMotion(t, false)
	for i := range in.Timeline.Rows {
		if r := &in.Timeline.Rows[i]; r.Kind == disclosure.KindClosed {
			r.Source = disclosure.SourceOwnProbe
		}
	}
	for i := range in.Timeline.Episodes {
		in.Timeline.Episodes[i].Source = disclosure.SourceOwnProbe
	}
	in.Case.Assets[0].Closure.Source = disclosure.SourceOwnProbe
	for name, text := range render(t, newRenderer(t), in) {
		for _, lie := range []string{"according to our checks", "Our check"} {
			if strings.Contains(string(text), lie) {
				t.Errorf("%s says %q of a closure that an import reports", name, lie)
			}
		}
	}
}

func TestUnreachableIsNeverCalledClosed(t *testing.T) {
	in := openCase(t)
	in.Case.Assets[0].Exposure = disclosure.ExposureUnreachable
	text := string(render(t, newRenderer(t), in)[writeup.FileHTML])
	if !strings.Contains(text, "no longer reachable") || strings.Contains(text, "It was closed") || strings.Contains(text, "fixed") {
		t.Error("an unreachable asset is not shown as such")
	}
	in.Case.Assets[0].Streak = disclosure.Streak{FirstWeak: time.Date(2020, 2, 5, 8, 0, 0, 0, time.UTC), Places: []string{"here", "oslo"}}
	text = string(render(t, newRenderer(t), in)[writeup.FileHTML])
	if !strings.Contains(text, "It has not been reachable from 2 places since 5 February 2020") || strings.Contains(text, "It was closed") {
		t.Errorf("it is not said since when and from where it is not reachable:\n%s", text)
	}
}

func TestOpenCaseCountsUpToADay(t *testing.T) {
	text := string(render(t, newRenderer(t), openCase(t))[writeup.FileHTML])
	for _, want := range []string{"as of 1 February 2020", "November 2019", "no answer yet, after 53 days (1 February 2020)", "(planned)"} {
		if !strings.Contains(strings.ToLower(text), strings.ToLower(want)) {
			t.Errorf("%q is missing", want)
		}
	}
	if strings.Contains(text, `datetime="2019-11-01"`) {
		t.Error("a month became a day")
	}
}

func TestSeveralPeriodsAreAddedUp(t *testing.T) {
	text := string(render(t, newRenderer(t), solarMan(t))[writeup.FileHTML])
	for _, want := range []string{"156 days in 2 periods", "It was closed on 24 April 2021 and found open again on 3 February 2022.", "149 days"} {
		if !strings.Contains(text, want) {
			t.Errorf("%q is missing", want)
		}
	}
}

func TestEmptySectionsAreLeftOut(t *testing.T) {
	in := nextMotion(t, true)
	in.Case.Assets, in.Case.Exposed, in.Team = nil, disclosure.Exposed{}, writeup.Team{}
	text := string(render(t, newRenderer(t), in)[writeup.FileHTML])
	for _, id := range []string{"exposed", "impact", "advice", "found"} {
		if strings.Contains(text, `id="`+id+`"`) {
			t.Errorf("the empty section %s is shown", id)
		}
	}
	for _, id := range []string{"facts", "summary", "timeline", "sides", "status"} {
		if !strings.Contains(text, `id="`+id+`"`) {
			t.Errorf("the section %s is missing", id)
		}
	}
	if strings.Contains(text, "canonical") {
		t.Error("a canonical address was invented")
	}
}

func TestSectionsComeInOrder(t *testing.T) {
	in := nextMotion(t, true)
	in.Prose = written(map[prose.Section]string{prose.Impact: "Impact.", prose.Found: "Found.", prose.Credits: "Thanks."})
	text := string(render(t, newRenderer(t), in)[writeup.FileHTML])
	last := -1
	for _, id := range []string{"facts", "summary", "timeline", "sides", "exposed", "impact", "advice", "found", "status"} {
		at := strings.Index(text, `id="`+id+`"`)
		if at <= last {
			t.Errorf("section %s is at %d, the one before at %d", id, at, last)
		}
		last = at
	}
}

func TestTeamsWordsReplaceGeneratedOnes(t *testing.T) {
	in := nextMotion(t, true)
	in.Prose = written(map[prose.Section]string{
		prose.Summary: "One.\n\nTwo:\n- a\n- b", prose.Owners: "Ask us.", prose.Exposed: "Pictures.", prose.Kept: "Nothing.",
	})
	in.Prose.Fields = map[prose.Field][]string{prose.Title: {"Patient files in the open"}, prose.Severity: {"high"}, prose.CWE: {"CWE-552", "CWE-200"}}
	text := string(render(t, newRenderer(t), in)[writeup.FileHTML])
	for _, want := range []string{"<h1>Patient files in the open</h1>", "<p>One.</p>", "<ul>\n<li>a</li>\n<li>b</li>\n</ul>", "Ask us.", "Pictures.", "Nothing.", "<dd>High</dd>", "<dd>CWE-552, CWE-200</dd>", `content="One."`} {
		if !strings.Contains(text, want) {
			t.Errorf("%q is missing", want)
		}
	}
	if strings.Contains(text, "Block Public Access") {
		t.Error("the generated advice stayed")
	}
}

func TestPageAsksNothingOfTheNetwork(t *testing.T) {
	text := string(render(t, newRenderer(t), nextMotion(t, true))[writeup.FileHTML])
	for _, bad := range []string{"src=", "@import", "url(http", "<link rel=\"stylesheet", "<iframe", "onload="} {
		if strings.Contains(text, bad) {
			t.Errorf("the page has %q", bad)
		}
	}
	if strings.Count(text, "<script") != 1 || !strings.Contains(text, `<script type="application/ld+json">{"@context"`) {
		t.Error("the page has another script than its linked data")
	}
}

func TestWhatCannotBeRenderedIsRefused(t *testing.T) {
	r := newRenderer(t)
	for name, change := range map[string]func(*writeup.Input){
		"no case":          func(in *writeup.Input) { in.Case = nil },
		"unknown mode":     func(in *writeup.Input) { in.Mode = "loud" },
		"unknown language": func(in *writeup.Input) { in.Lang = "tlh" },
	} {
		in := nextMotion(t, true)
		change(&in)
		if _, err := r.Render(in); fault.CodeOf(err) != fault.Invalid {
			t.Errorf("%s gives %v", name, err)
		}
	}
	if _, err := writeup.New(os.DirFS(t.TempDir()), templates.PageLanguages()); err == nil {
		t.Error("a renderer without texts was made")
	}
}

func TestTimelineForTheTeamShowsWhatTheTeamMaySee(t *testing.T) {
	r := newRenderer(t)
	tl := nextMotion(t, true).Timeline
	for scope, want := range map[disclosure.Visibility]bool{disclosure.Public: false, disclosure.InternalOnly: true} {
		md, err := r.TimelineMarkdown(tl, "en", scope)
		if err != nil {
			t.Fatal(err)
		}
		if got := bytes.Contains(md, []byte("INTERNAL-NOTE")); got != want {
			t.Errorf("scope %s shows the internal row: %v", scope, got)
		}
		if !bytes.Contains(md, []byte("| First message to closure | 9 days | 7 |")) {
			t.Errorf("the durations are missing:\n%s", md)
		}
	}
	if _, err := r.TimelineSVG(tl, "xx", disclosure.Public); err == nil {
		t.Error("an unknown language was accepted")
	}
}

// TestThePixelsForTheTeamNameTheParties: what is sent to a chat of the team is the picture of the case page.
func TestThePixelsForTheTeamNameTheParties(t *testing.T) {
	t.Parallel()
	tl := nextMotion(t, true).Timeline // its rows leave out the name of the vendor, as those of an imported case do
	file, err := newRenderer(t).TimelinePNG(tl, "en", disclosure.InternalOnly)
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"First message to NextMotion", "First message to AWS"} {
		if !bytes.Contains(bytes.ReplaceAll(file, []byte("\n"), []byte(" ")), []byte(want)) { // lines may break anywhere
			t.Errorf("the picture does not say %q", want)
		}
	}
}

func BenchmarkRender(b *testing.B) {
	r, in := newRenderer(b), nextMotion(b, true)
	b.ReportAllocs()
	for b.Loop() {
		if _, err := r.Render(in); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkNew(b *testing.B) {
	files := os.DirFS("../../templates")
	for b.Loop() {
		if _, err := writeup.New(files, templates.PageLanguages()); err != nil {
			b.Fatal(err)
		}
	}
}
