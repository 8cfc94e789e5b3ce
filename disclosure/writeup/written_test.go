package writeup_test

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"daylight/disclosure"
	"daylight/disclosure/cite"
	"daylight/disclosure/civil"
	"daylight/disclosure/gate"
	"daylight/disclosure/manuscript"
	"daylight/disclosure/writeup"
	"daylight/disclosure/writeup/prose"
)

func withProse(in writeup.Input, sections map[prose.Section]string) writeup.Input {
	in.Prose = written(sections)
	in.Facts = cite.Of(in.Timeline, in.PublishedOn)
	return in
}

func TestPlaceholdersAreWrittenInTheLanguageOfThePage(t *testing.T) {
	r := newRenderer(t)
	text := "{{first_contact}}, {{closure}}: {{days.contact_to_closure}}, {{working_days.contact_to_closure}}."
	for lang, want := range map[string]string{
		"en": "27 January 2020, 5 February 2020: 9 days, 7 working days.",
		"de": "27. Januar 2020, 5. Februar 2020: 9 Tage, 7 Arbeitstage.",
		"fr": "27 janvier 2020, 5 février 2020 : 9 jours, 7 jours ouvrés.",
		"es": "27 de enero de 2020, 5 de febrero de 2020: 9 días, 7 días hábiles.",
	} {
		in := withProse(nextMotion(t, false), map[prose.Section]string{prose.Summary: text})
		in.Lang = lang
		files := render(t, r, in)
		page := regexp.MustCompile(`<[^>]*>`).ReplaceAllString(string(files[writeup.FileHTML]), "")
		md := strings.ReplaceAll(string(files[writeup.FileMarkdown]), `\`, "")
		want = strings.ReplaceAll(want, " :", ":") // of the prose, which nobody corrects
		if !strings.Contains(page, want) || !strings.Contains(md, want) {
			t.Errorf("%s: %q is missing in\n%s", lang, want, md)
		}
	}
}

func TestGermanInflectsAfterAPreposition(t *testing.T) {
	in := withProse(nextMotion(t, false), map[prose.Section]string{prose.Summary: "Nach {{days.contact_to_closure}}, also **nach {{days.contact_to_closure}}**; es dauerte {{days.contact_to_closure}}."})
	in.Lang = "de"
	if md := string(render(t, newRenderer(t), in)[writeup.FileMarkdown]); !strings.Contains(md, "Nach 9 Tagen, also **nach 9 Tagen**; es dauerte 9 Tage.") {
		t.Error(md)
	}
}

func TestProseIsTheSameInEveryZone(t *testing.T) {
	r := newRenderer(t)
	in := withProse(nextMotion(t, true), map[prose.Section]string{prose.Summary: "Closed on {{closure}}.", prose.Links: "[A](https://press.example/a)"})
	first := writeup.Digest(render(t, r, in))
	for _, zone := range []string{"America/Los_Angeles", "Pacific/Auckland"} {
		at, err := time.LoadLocation(zone)
		if err != nil {
			t.Fatal(err)
		}
		old := time.Local
		time.Local = at
		again := writeup.Digest(render(t, r, in))
		time.Local = old
		if again != first {
			t.Errorf("in %s the page has other bytes", zone)
		}
	}
}

func TestLimitedAndStubShowNoProseThatWasNotMarkedForThem(t *testing.T) {
	r := newRenderer(t)
	sections := map[prose.Section]string{}
	for _, s := range prose.Sections() {
		sections[s] = "PROSE of " + string(s)
	}
	for _, mode := range []disclosure.Mode{disclosure.Limited, disclosure.Stub} {
		in := withProse(nextMotion(t, true), sections)
		in.Prose.Fields = map[prose.Field][]string{prose.Title: {"PROSE title"}, prose.Product: {"PROSE product"}}
		in.Mode = mode
		for name, b := range render(t, r, in) {
			if strings.Contains(string(b), "PROSE") {
				t.Errorf("%s of a %s page shows prose", name, mode)
			}
		}
		in.Prose.Limited = []string{"owners", "product", "found"}
		text := string(render(t, r, in)[writeup.FileHTML])
		for _, want := range []string{"PROSE of owners", "PROSE product", "PROSE of found"} {
			if strings.Contains(text, want) != (mode == disclosure.Limited) {
				t.Errorf("%s: %q", mode, want)
			}
		}
		if strings.Contains(text, "PROSE of summary") || strings.Contains(text, "PROSE title") {
			t.Errorf("%s shows what was not marked", mode)
		}
	}
}

func TestTextInAnotherLanguageIsMarked(t *testing.T) {
	r := newRenderer(t)
	for lang, marked := range map[string]bool{"en": false, "de": true, "fr": true, "es": true} {
		in := nextMotion(t, false)
		in.Lang = lang
		text := string(render(t, r, in)[writeup.FileHTML])
		if strings.Contains(text, `<h1 lang="en">Open S3 bucket`) != marked {
			t.Errorf("%s: the title of the case", lang)
		}
		if strings.Contains(text, `<p lang="en">(In substance, not a quotation.)`) != marked {
			t.Errorf("%s: the statement", lang)
		}
		in.Prose = &prose.Text{Fields: map[prose.Field][]string{prose.Title: {"Offener Speicher mit Patientendaten"}}}
		if text := string(render(t, r, in)[writeup.FileHTML]); !strings.Contains(text, "<h1>Offener Speicher mit") {
			t.Errorf("%s: what people wrote for the page is in its language", lang)
		}
	}
}

func TestOnlyWordsThatSomebodyAllowedAreQuoted(t *testing.T) {
	r := newRenderer(t)
	in := nextMotion(t, false)
	in.Lang = "de"
	in.Case = in.Case.Clone()
	in.Case.Manuscript.Quotes = []manuscript.Quote{{Of: 6, Text: "We thank you <b>for</b> the report."}}
	files := render(t, r, in)
	page := string(files[writeup.FileHTML])
	if !strings.Contains(page, `<p lang="en">We thank you &lt;b&gt;for&lt;/b&gt; the report.</p>`) || !strings.Contains(page, "NextMotion schrieb, <time datetime=\"2020-02-11\">11. Februar 2020</time>") {
		t.Errorf("the quote is missing:\n%s", page)
	}
	if strings.Contains(page, "PRIVATE-WORDS") {
		t.Error("more was quoted than was allowed")
	}
	in.Mode = disclosure.Limited
	if strings.Contains(string(render(t, r, in)[writeup.FileHTML]), "We thank you") {
		t.Error("a limited page quotes")
	}
}

// The gate reads the files. What somebody writes into prose has to be found there, in words, in links and in titles.
func TestTheGateReadsProse(t *testing.T) {
	r := newRenderer(t)
	for _, c := range []struct{ rule, text, check string }{
		{"the address of an asset", "See https://example-bucket.s3.eu-west-3.amazonaws.com/list.", gate.CheckTargetDefanged},
		{"a link to it", "[there](https://example-bucket.s3.eu-west-3.amazonaws.com/list)", gate.CheckNoLiveLinks},
		{"a link to it in other letters", "[there](HTTPS://Example-Bucket.S3.eu-west-3.amazonaws.com/)", gate.CheckNoLiveLinks},
		{"its name with emphasis within", "It was exam*ple*-bucket.s3.eu-west-3.amazonaws.com.", gate.CheckTargetDefanged},
		{"its name in code", "`example-bucket`", gate.CheckTargetDefanged},
		{"a mail address", "Write to jane.doe@nextmotion.net.", gate.CheckNoMailAddresses},
		{"a link to a mail address", "[Jane](mailto:jane.doe@nextmotion.net)", gate.CheckNoMailAddresses},
		{"an IP address", "It was 8.8.4.4.", gate.CheckNoIPAddresses},
		{"a link to an IP address", "[x](https://8.8.4.4/)", gate.CheckNoLiveLinks},
		{"a key", "AKIAABCDEFGHIJKLMNOP", gate.CheckNoCredentials},
		{"a key in a link", "[x](https://x.example/?X-Amz-Signature=abcdefabcdefabcdefabcdefabcdef)", gate.CheckNoCredentials},
		{"a password in code", "```\npassword: hunter2!x\n```", gate.CheckNoCredentials},
	} {
		for _, where := range []string{"summary", "title"} {
			in := withProse(nextMotion(t, true), map[prose.Section]string{prose.Summary: c.text})
			if where == "title" {
				if strings.ContainsAny(c.text, "[`*") || c.check == gate.CheckTargetDefanged || c.check == gate.CheckNoMailAddresses || c.check == gate.CheckNoIPAddresses {
					continue // no Markdown in a title, which takes these out by itself
				}
				in.Prose = &prose.Text{Fields: map[prose.Field][]string{prose.Title: {c.text}}}
			}
			files := render(t, r, in)
			for _, got := range gate.Run(gate.Input{Case: in.Case, Timeline: in.Timeline, Mode: in.Mode, Lang: in.Lang, Files: files, Contact: in.Team.Contact}) {
				if got.Name == c.check && got.State != gate.CheckFail {
					t.Errorf("%s in the %s: %s says %s", c.rule, where, got.Name, got.State)
				}
			}
		}
	}
}

func TestALongCaseWithProseIsSmallAndQuick(t *testing.T) {
	in := long(t)
	files := render(t, newRenderer(t), in)
	if n := packed(t, files[writeup.FileHTML]); n > 60<<10 {
		t.Errorf("300 events and 10 kB of prose have %d bytes compressed", n)
	}
}

// long is a case of 300 events with 10 kB of prose.
func long(tb testing.TB) writeup.Input {
	tb.Helper()
	in := nextMotion(tb, true)
	row := in.Timeline.Rows[0]
	start := civil.Date{Year: 2019, Month: time.January, Day: 1}
	for i := range 292 {
		w := start.AddDays(i).When()
		row.Seq, row.When, row.At, row.Text = 100+i, w, w.String(), fmt.Sprintf("row %d of many, with some words of its own %x", i, i*7919)
		in.Timeline.Rows = append(in.Timeline.Rows, row)
	}
	text := strings.Repeat("It was closed on {{closure}}, **{{days.contact_to_closure}}** after we wrote, see [a report](https://press.example/a).\n\n- one\n- two\n\n", 76)
	return withProse(in, map[prose.Section]string{prose.Summary: "Short.", prose.Found: text})
}

func BenchmarkALongCaseWithProse(b *testing.B) {
	r, in := newRenderer(b), long(b)
	for b.Loop() {
		if _, err := r.Render(in); err != nil {
			b.Fatal(err)
		}
	}
}

// Of several parties of a role, a row that names none of them is about none of them.
func TestARowWithoutANameIsAboutTheOnlyPartyOfItsRole(t *testing.T) {
	t.Parallel()
	for n, want := range map[int]string{1: "First message to Clinic Nord", 2: "First message to the organisation"} {
		in := nextMotion(t, true)
		in.Case.Parties = slices.DeleteFunc(in.Case.Parties, func(p disclosure.Party) bool { return p.Role == disclosure.Vendor })
		for _, name := range []string{"Clinic Nord", "Clinic Süd"}[:n] {
			in.Case.Parties = append(in.Case.Parties, disclosure.Party{Role: disclosure.Vendor, Name: name})
		}
		if text := string(render(t, newRenderer(t), in)[writeup.FileHTML]); !strings.Contains(text, want) {
			t.Errorf("%d vendors: the page does not say %q:\n%s", n, want, text)
		}
	}
}
