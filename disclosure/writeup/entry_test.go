package writeup_test

import (
	"encoding/json"
	"encoding/xml"
	"strings"
	"testing"
	"time"

	"daylight/disclosure"
	"daylight/disclosure/civil"
	"daylight/disclosure/writeup"
	"daylight/disclosure/writeup/edition"
	"daylight/disclosure/writeup/feed"
	"daylight/templates"
)

// revised is the reference case as its second edition, with a reason that no format may run.
func revised(t *testing.T, mode disclosure.Mode, lang string) writeup.Input {
	t.Helper()
	in := nextMotion(t, true)
	in.Mode, in.Lang = mode, lang
	first, second := civil.Date{Year: 2020, Month: time.February, Day: 16}, civil.Date{Year: 2020, Month: time.March, Day: 3}
	in.Editions = []edition.Edition{
		{Number: 1, On: first, Mode: disclosure.Limited},
		{Number: 2, On: second, Mode: mode, Was: disclosure.Limited, Entries: 2, Corrected: 1, Reasons: []string{`The date of <b>AWS</b> was wrong & "is" right now`}},
	}
	in.PublishedOn, in.ModifiedOn = edition.Dates(in.Editions)
	in.Revision = 2
	return in
}

func TestPageFrontMatterLinkedDataAndFeedSayTheSameDates(t *testing.T) {
	for _, lang := range templates.PageLanguages() {
		for _, mode := range disclosure.Modes() {
			files := render(t, newRenderer(t), revised(t, mode, lang))
			html, md := string(files[writeup.FileHTML]), string(files[writeup.FileMarkdown])
			for _, want := range []string{`"datePublished":"2020-02-16"`, `"dateModified":"2020-03-03"`, `<time datetime="2020-02-16">`, `<time datetime="2020-03-03">`} {
				if !strings.Contains(html, want) {
					t.Errorf("%s %s: the page has no %s", mode, lang, want)
				}
			}
			if !strings.Contains(md, "\ndate: 2020-02-16\nlastmod: 2020-03-03\n") {
				t.Errorf("%s %s: the front matter is %.200s", mode, lang, md)
			}
			var e feed.Entry
			if err := xml.Unmarshal(files[writeup.FileEntry], &e); err != nil {
				t.Fatal(err)
			}
			if e.Published != "2020-02-16T00:00:00Z" || e.Updated != "2020-03-03T00:00:00Z" || e.Lang != lang {
				t.Errorf("%s %s: the entry says %+v", mode, lang, e)
			}
			if e.ID != "https://research.example/cases/dl-2020-0001/#"+lang || e.Link.Href != "https://research.example/cases/dl-2020-0001/" {
				t.Errorf("the entry is %s at %s", e.ID, e.Link.Href)
			}
		}
	}
}

func TestAPageListsItsRevisionsWithWhatChangedAndWhy(t *testing.T) {
	for lang, want := range map[string][]string{
		"en": {"Revisions of this page", "Now the full report; 2 new entries in the timeline; 1 entry of the timeline corrected", "First publication"},
		"de": {"Fassungen dieser Seite", "Jetzt der vollständige Bericht; 2 neue Einträge in der Zeitleiste; 1 Eintrag der Zeitleiste berichtigt", "Erste Veröffentlichung"},
		"fr": {"Versions de cette page", "Désormais le rapport complet\u202f; 2 nouvelles entrées dans la chronologie\u202f; 1 entrée de la chronologie corrigée", "Première publication"},
		"es": {"Versiones de esta página", "Ahora, el informe completo; 2 entradas nuevas en la cronología; 1 entrada de la cronología corregida", "Primera publicación"},
	} {
		files := render(t, newRenderer(t), revised(t, disclosure.Full, lang))
		for _, name := range []string{writeup.FileHTML, writeup.FileMarkdown} {
			for _, w := range want {
				if !strings.Contains(strings.ReplaceAll(string(files[name]), `\`, ""), w) {
					t.Errorf("%s in %s does not say %q", name, lang, w)
				}
			}
			if strings.Contains(string(files[name]), "<b>AWS") {
				t.Errorf("%s runs the reason", name)
			}
		}
		if strings.Contains(string(files[writeup.FileHTML]), "No corrections so far") {
			t.Error("a corrected page says that nothing was corrected")
		}
	}
	stub := string(render(t, newRenderer(t), revised(t, disclosure.Stub, "en"))[writeup.FileHTML])
	if strings.Contains(stub, "AWS") || strings.Contains(stub, "new entries") {
		t.Error("a stub says what changed in a story that it does not tell")
	}
	once := string(render(t, newRenderer(t), nextMotion(t, true))[writeup.FileHTML])
	if strings.Contains(once, "Revisions of this page") {
		t.Error("a page that never changed lists revisions")
	}
}

func TestAWithdrawnPageStaysAndSaysWhy(t *testing.T) {
	for _, mode := range disclosure.Modes() {
		in := revised(t, mode, "en")
		in.Case.Publication = disclosure.PublicationWithdrawn
		row := in.Timeline.Rows[0]
		row.Kind, row.Seq, row.Text, row.When = disclosure.KindWithdrawn, 90, "It was another company's server.", day(2020, time.March, 3)
		row.Source = disclosure.SourcePerson
		if page := string(render(t, newRenderer(t), in)[writeup.FileHTML]); !strings.Contains(page, "This report is withdrawn</h2>") {
			t.Errorf("a %s page whose withdrawal nobody wrote for the public does not say that it is withdrawn", mode)
		}
		in.Timeline.Rows = append(in.Timeline.Rows, row)
		files := render(t, newRenderer(t), in)
		for _, name := range []string{writeup.FileHTML, writeup.FileMarkdown} {
			text := string(files[name])
			at := strings.Index(text, "This report is withdrawn")
			if at < 0 || !strings.Contains(text[at:], "another company") || !strings.Contains(text[at:], "3 March 2020") {
				t.Errorf("%s of a %s page does not say that it is withdrawn and why", name, mode)
			}
		}
		if !strings.Contains(string(files[writeup.FileEntry]), `term="withdrawn"`) {
			t.Errorf("the feed does not say that the %s page is withdrawn", mode)
		}
		if !strings.Contains(string(files[writeup.FileEntry]), "<summary>This report is withdrawn</summary>") {
			t.Errorf("the feed still sums up the withdrawn %s page", mode)
		}
		if mode == disclosure.Stub && (strings.Contains(string(files[writeup.FileHTML]), "Details follow") || strings.Contains(string(files[writeup.FileHTML]), "until it is closed")) {
			t.Error("a withdrawn notice promises details")
		}
	}
}

func TestTheTableForProgramsHoldsWhatThePageShows(t *testing.T) {
	for _, in := range []writeup.Input{revised(t, disclosure.Full, "en"), revised(t, disclosure.Limited, "de"), openCase(t), solarMan(t)} {
		files := render(t, newRenderer(t), in)
		var got struct {
			Case   string
			Events []struct{ Date, At, What, Source string }
		}
		if err := json.Unmarshal(files[writeup.FileTimeline], &got); err != nil {
			t.Fatal(err)
		}
		page := string(files[writeup.FileMarkdown])
		if got.Case != string(in.Case.ID) || len(got.Events) == 0 {
			t.Fatalf("%+v", got)
		}
		for _, e := range got.Events {
			for _, word := range []string{e.Date, e.Source} {
				if !strings.Contains(strings.ReplaceAll(page, `\`, ""), word) {
					t.Errorf("the page of %s does not show %q", in.Case.ID, word)
				}
			}
		}
		for _, secret := range []string{"INTERNAL-NOTE", "PRIVATE-WORDS", "https://example-bucket"} {
			for _, name := range []string{writeup.FileTimeline, writeup.FileEntry} {
				if strings.Contains(string(files[name]), secret) {
					t.Errorf("%s holds %q", name, secret)
				}
			}
		}
	}
}
