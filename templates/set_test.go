package templates_test

import (
	"flag"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"daylight/disclosure"
	"daylight/disclosure/civil"
	"daylight/disclosure/fault"
	"daylight/disclosure/outreach"
	"daylight/templates"

	"golang.org/x/tools/txtar"
)

var update = flag.Bool("update", false, "rewrite the golden files")

// nextMotion holds the facts of the reference case on the day of a message. The address is made up.
func nextMotion(lang string) templates.MailData {
	facts := map[string][]string{
		"en": {"An S3 bucket with about 900,000 files was readable without credentials.", "It was found on 2020-01-24 and closed on 2020-02-05."},
		"de": {"Ein S3-Bucket mit rund 900.000 Dateien war ohne Anmeldung lesbar.", "Er wurde am 2020-01-24 gefunden und am 2020-02-05 geschlossen."},
		"fr": {"Un bucket S3 d’environ 900 000 fichiers était lisible sans identifiants.", "Il a été découvert le 2020-01-24 et fermé le 2020-02-05."},
	}
	return templates.MailData{
		Case: "DL-2020-0001",
		Team: templates.Team{
			Name: "Daylight Research", Site: "https://research.example/", Policy: "https://research.example/policy",
			Fingerprint: "0123 4567 89AB CDEF 0123  4567 89AB CDEF 0123 4567", Signer: "Ada Example",
		},
		Party: "NextMotion", Owner: "NextMotion", Reason: "the company's name in the name of the bucket",
		Assets: []templates.AssetFacts{{
			Asset: disclosure.Asset{
				ID: "A1", Kind: "s3", Target: "https://example-bucket.s3.eu-west-3.amazonaws.com/",
				Streak: disclosure.Streak{LastOpen: time.Date(2020, 1, 29, 20, 0, 0, 0, time.UTC)},
			},
			Plan: []templates.Step{{Name: "list"}}, Open: outreach.Openness{Ground: outreach.GroundSeen}, KeepsAsking: true,
			Look: templates.Look{
				Command: "curl -sS 'https://example-bucket.s3.eu-west-3.amazonaws.com/?list-type=2&max-keys=0'",
				Open:    []string{"<ListBucketResult"}, Closed: []string{"AccessDenied", "NoSuchBucket"},
			},
		}},
		Exposed:      disclosure.Exposed{Records: 900000, Data: []string{"medical_images", "videos", "invoices"}},
		Discovered:   civil.OnDay(2020, time.January, 24),
		FirstContact: civil.OnDay(2020, time.January, 27),
		FirstClosed:  civil.At(time.Date(2020, 2, 5, 3, 0, 0, 0, time.FixedZone("", 3600))),
		PublishOn:    civil.Date{Year: 2020, Month: time.February, Day: 14},
		CorrectBy:    civil.Date{Year: 2020, Month: time.February, Day: 12},
		Facts:        facts[lang],
		NotHeard:     true,
		Ahead: []outreach.Ahead{
			{What: disclosure.DueProvider, On: civil.Date{Year: 2020, Month: time.January, Day: 29}, Days: 2},
			{What: disclosure.DuePublishLimited, On: civil.Date{Year: 2020, Month: time.February, Day: 26}, Days: 30},
		},
		Calendar: []outreach.Ahead{
			{What: disclosure.DueProvider, On: civil.Date{Year: 2020, Month: time.January, Day: 29}, Days: 2},
			{What: disclosure.DueFix, On: civil.Date{Year: 2020, Month: time.February, Day: 3}, Days: 7},
			{What: disclosure.DuePublishLimited, On: civil.Date{Year: 2020, Month: time.February, Day: 26}, Days: 30},
		},
		Attempts: []templates.Attempt{
			{On: civil.OnDay(2020, time.January, 27), Channel: disclosure.Email},
			{On: civil.OnDay(2020, time.January, 28), Channel: disclosure.Phone},
		},
	}
}

func newSet(t testing.TB) *templates.Set {
	t.Helper()
	s, err := templates.New()
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func TestMailsOfTheReferenceCase(t *testing.T) {
	s := newSet(t)
	for _, lang := range templates.MessageLanguages() {
		archive := &txtar.Archive{}
		for _, name := range disclosure.Templates() {
			data := nextMotion(lang)
			switch name {
			case disclosure.ProviderNotice:
				data.Party = "AWS"
			case disclosure.CoordinatorNotice, disclosure.RegulatorNotice:
				data = stillOpen(lang)
			default:
			}
			subject, body, err := s.Mail(name, lang, data)
			if err != nil {
				t.Fatal(err)
			}
			archive.Files = append(archive.Files, txtar.File{Name: string(name), Data: []byte("Subject: " + subject + "\n\n" + body)})
		}
		title, body, err := s.IssueBody(lang, nextMotion(lang))
		if err != nil {
			t.Fatal(err)
		}
		archive.Files = append(archive.Files, txtar.File{Name: "issue", Data: []byte(title + "\n\n" + body)})
		report := nextMotion(lang)
		report.Report, report.Team.Contact = true, "team@daylight.example"
		if title, body, err = s.IssueBody(lang, report); err != nil {
			t.Fatal(err)
		}
		// Nobody acts on a command there, and nobody else than the maintainers reads it.
		if strings.Contains(body, "`/") {
			t.Errorf("a private report in %s offers a command:\n%s", lang, body)
		}
		archive.Files = append(archive.Files, txtar.File{Name: "report", Data: []byte(title + "\n\n" + body)})
		golden(t, "messages."+lang+".txtar", txtar.Format(archive))
	}
}

func golden(t *testing.T, name string, got []byte) {
	t.Helper()
	path := filepath.Join("testdata", name)
	if *update {
		if err := os.WriteFile(path, got, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if string(got) != string(want) {
		t.Errorf("%s differs; see the difference with go test -run %s -update and git diff", path, t.Name())
	}
}

func TestEveryLanguageUsesTheSamePlaceholders(t *testing.T) {
	placeholder := regexp.MustCompile(`\.[A-Z][A-Za-z.]*`)
	action := regexp.MustCompile(`{{[^}]*}}`)
	used := func(path string) []string {
		raw, err := fs.ReadFile(templates.Writeup(), path)
		if err != nil {
			t.Fatal(err)
		}
		set := map[string]bool{}
		for _, a := range action.FindAllString(string(raw), -1) {
			for _, p := range placeholder.FindAllString(a, -1) {
				set[p] = true
			}
		}
		return slices.Sorted(maps.Keys(set))
	}
	for _, name := range disclosure.Templates() {
		want := used("mail/en/" + string(name) + ".tmpl")
		for _, lang := range templates.MessageLanguages() {
			if got := used("mail/" + lang + "/" + string(name) + ".tmpl"); !slices.Equal(got, want) {
				t.Errorf("%s in %s uses %v, in en %v", name, lang, got, want)
			}
		}
	}
	want := used("mail/en/parts.tmpl")
	for _, lang := range templates.MessageLanguages() {
		if got := used("mail/" + lang + "/parts.tmpl"); !slices.Equal(got, want) {
			t.Errorf("the parts in %s use %v, in en %v", lang, got, want)
		}
	}
	want = used("issue/en.tmpl")
	for _, lang := range templates.MessageLanguages() {
		if got := used("issue/" + lang + ".tmpl"); !slices.Equal(got, want) {
			t.Errorf("the issue in %s uses %v, in en %v", lang, got, want)
		}
	}
}

// eachMail calls f with every mail in every language for every kind of asset.
func eachMail(t *testing.T, f func(name, subject, body string)) {
	t.Helper()
	s := newSet(t)
	for _, lang := range templates.MessageLanguages() {
		for _, name := range disclosure.Templates() {
			for _, kind := range s.Nouns() {
				data := nextMotion(lang)
				a, plan := assetOf(t, kind)
				a.Streak = data.Assets[0].Asset.Streak
				data.Assets[0].Asset, data.Assets[0].Plan = a, plan
				subject, body, err := s.Mail(name, lang, data)
				if err != nil {
					t.Fatal(err)
				}
				f(fmt.Sprintf("%s/%s/%s", name, lang, kind), subject, body)
			}
		}
	}
}

func TestMailsAreCalmShortAndWithoutLiveLinks(t *testing.T) {
	threat := regexp.MustCompile(`(?i)\b(legal action|lawyer|court|bounty|anwalt|gericht|tribunal|avocat|prime)\b`)
	eachMail(t, func(name, subject, body string) {
		for i, line := range strings.Split(body, "\n") {
			if n := utf8.RuneCountInString(line); n > 72 && strings.ContainsRune(strings.TrimSpace(line), ' ') {
				t.Errorf("%s line %d has %d characters: %s", name, i+1, n, line)
			}
			if strings.TrimRight(line, " ") != line {
				t.Errorf("%s line %d ends with a space", name, i+1)
			}
		}
		text := subject + "\n" + body
		switch {
		case strings.Contains(text, "!"):
			t.Errorf("%s raises its voice", name)
		case strings.Contains(text, "://example-bucket") && strings.Contains(text, "https://example-bucket"),
			strings.Contains(text, "example-bucket.s3"):
			t.Errorf("%s holds a live link to the target", name)
		case threat.MatchString(text):
			t.Errorf("%s threatens or bargains: %s", name, threat.FindString(text))
		case strings.Contains(text, "{{") || strings.Contains(text, "<no value>"):
			t.Errorf("%s has a hole", name)
		case !strings.Contains(text, "DL-2020-0001"):
			t.Errorf("%s has no case reference", name)
		case strings.Contains(body, "\n\n\n") || !strings.HasSuffix(body, "\n"):
			t.Errorf("%s has ragged paragraphs", name)
		case len(strings.Fields(body)) > 400:
			t.Errorf("%s has %d words", name, len(strings.Fields(body)))
		case utf8.RuneCountInString(subject) > 100:
			t.Errorf("%s has a subject of %d characters", name, utf8.RuneCountInString(subject))
		}
	})
}

func TestAMailNamesWhatItsTemplateNeeds(t *testing.T) {
	s := newSet(t)
	for _, c := range []struct {
		name disclosure.Template
		drop func(*templates.MailData)
		want string
	}{
		{disclosure.FirstContact, func(d *templates.MailData) { d.Discovered = civil.When{} }, "date of discovery"},
		{disclosure.FirstContact, func(d *templates.MailData) { d.Team.Signer = " \n" }, "person who signs"},
		{disclosure.FollowUp, func(d *templates.MailData) { d.Assets[0].Asset.Streak.LastOpen = time.Time{} }, "probe that found the asset open"},
		{disclosure.FollowUp, func(d *templates.MailData) { d.FirstContact = civil.When{} }, "first contact"},
		{disclosure.ProviderNotice, func(d *templates.MailData) { d.Owner = "" }, "owner"},
		{disclosure.CoordinatorNotice, func(d *templates.MailData) { d.Owner = "" }, "owner"},
		{disclosure.RegulatorNotice, func(d *templates.MailData) { d.Exposed.Data = nil }, "data of people"},
		{disclosure.ClosureNotice, func(d *templates.MailData) { d.FirstClosed = civil.When{} }, "date of the closure"},
		{disclosure.PrePublication, func(d *templates.MailData) { d.Facts = nil }, "facts"},
		{disclosure.PrePublication, func(d *templates.MailData) { d.CorrectBy = civil.Date{} }, "corrections"},
	} {
		data := nextMotion("en")
		c.drop(&data)
		_, _, err := s.Mail(c.name, "en", data)
		if fault.CodeOf(err) != fault.Invalid || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s without %s gives %v", c.name, c.want, err)
		}
	}
	for _, pair := range [][2]string{{string(disclosure.FreeText), "en"}, {string(disclosure.FirstContact), "xx"}} {
		if _, _, err := s.Mail(disclosure.Template(pair[0]), pair[1], nextMotion("en")); fault.CodeOf(err) != fault.Invalid {
			t.Errorf("%v gives %v", pair, err)
		}
	}
}

func TestOptionalFactsLeaveNoTrace(t *testing.T) {
	s := newSet(t)
	data := nextMotion("en")
	data.Team.Policy, data.Team.Fingerprint = "", ""
	data.PublishOn, data.Assets[0].Asset.Streak.LastOpen, data.Exposed = civil.Date{}, time.Time{}, disclosure.Exposed{}
	_, body, err := s.Mail(disclosure.FirstContact, "en", data)
	if err != nil {
		t.Fatal(err)
	}
	for _, label := range []string{"policy:", "key:", "Contents", "Last seen", "\n\n\n"} {
		if strings.Contains(body, label) {
			t.Errorf("%q is shown without a value:\n%s", label, body)
		}
	}
	if !strings.Contains(body, "after the\nclosure") && !strings.Contains(body, "after the closure") {
		t.Error("the plan for publication is missing")
	}
}

func TestMessagesThatSpeakOfChecksNameThePageAboutAnswers(t *testing.T) {
	s := newSet(t)
	const page = "https://research.example/probes"
	for _, lang := range templates.MessageLanguages() {
		for _, kind := range []disclosure.Template{
			disclosure.FirstContact, disclosure.FollowUp, disclosure.ProviderNotice, disclosure.CoordinatorNotice, disclosure.ClosureNotice,
		} {
			data := nextMotion(lang)
			for _, tt := range []struct {
				address string
				plan    []templates.Step
				want    int
			}{{page, data.Assets[0].Plan, 1}, {"", data.Assets[0].Plan, 0}, {page, nil, 0}} {
				data.Team.Probes, data.Assets[0].Plan = tt.address, tt.plan
				_, body, err := s.Mail(kind, lang, data)
				if err != nil || strings.Count(body, page) != tt.want {
					t.Errorf("%s in %s with %q names the page %d times, want %d: %v", kind, lang, tt.address, strings.Count(body, page), tt.want, err)
				}
			}
		}
		data := nextMotion(lang)
		data.Team.Probes = page
		if _, body, err := s.IssueBody(lang, data); err != nil || strings.Count(body, page) != 1 {
			t.Errorf("the issue in %s: %v\n%s", lang, err, body)
		}
	}
}

func TestForeignTextStaysOnItsLine(t *testing.T) {
	s := newSet(t)
	data := nextMotion("en")
	data.Party = "Evil\r\nBcc: a@b.example\u202e\x00 [x](https://evil.example) @team #1 <img src=x>"
	data.Assets[0].Asset.Target = "https://a.example/`|x|`"
	subject, body, err := s.Mail(disclosure.FirstContact, "en", data)
	if err != nil {
		t.Fatal(err)
	}
	if strings.ContainsAny(subject, "\r\n\x00\u202e") || strings.ContainsAny(body, "\r\x00\u202e") || strings.Contains(body, "\nBcc") {
		t.Errorf("control characters came through: %q", subject)
	}
	title, issue, err := s.IssueBody("en", data)
	if err != nil {
		t.Fatal(err)
	}
	if strings.ContainsAny(title, "\r\n") {
		t.Errorf("the title has a line break: %q", title)
	}
	for _, live := range []string{" [x](", "://evil", "<img", "@team", " #1", "`|"} {
		if strings.Contains(issue, live) {
			t.Errorf("%q came through into the issue", live)
		}
	}
}

func TestLanguageFallsBackToEnglish(t *testing.T) {
	for preferred, want := range map[string]string{"fr-CA": "fr", "DE": "de", "": "en", "ja": "en", "en-GB": "en"} {
		if got := templates.Language(preferred); got != want {
			t.Errorf("Language(%q) is %q, want %q", preferred, got, want)
		}
	}
}

func FuzzMail(f *testing.F) {
	s, err := templates.New()
	if err != nil {
		f.Fatal(err)
	}
	f.Add("NextMotion", "https://example-bucket.s3.amazonaws.com/", "medical_images", "a fact", int64(900000))
	f.Add("\x00\r\n!", "://@", "a\nb", "| x", int64(-1))
	f.Fuzz(func(t *testing.T, party, target, data, fact string, records int64) {
		for _, name := range disclosure.Templates() {
			d := nextMotion("fr")
			d.Party, d.Owner, d.Assets[0].Asset.Target, d.Facts = party, party, target, []string{fact}
			d.Exposed = disclosure.Exposed{Records: records, Data: []string{data}}
			subject, body, err := s.Mail(name, "fr", d)
			if err != nil {
				if fault.CodeOf(err) != fault.Invalid {
					t.Fatal(err)
				}
				continue
			}
			if strings.ContainsAny(subject, "\r\n\x00") || strings.ContainsAny(body, "\r\x00\u202e") || !utf8.ValidString(body) {
				t.Fatalf("unsafe: %q %q", subject, body)
			}
		}
	})
}

func BenchmarkMail(b *testing.B) {
	s := newSet(b)
	data := nextMotion("de")
	b.ReportAllocs()
	for b.Loop() {
		if _, _, err := s.Mail(disclosure.FirstContact, "de", data); err != nil {
			b.Fatal(err)
		}
	}
}

func TestFilesOfTheWriteupAreEmbedded(t *testing.T) {
	names := []string{"words/formerly.json", "words/en/s3.json", "writeup/page.html.tmpl", "writeup/page.md.tmpl", "writeup/page.css"}
	for _, lang := range templates.PageLanguages() {
		names = append(names, "words/"+lang+".json", "writeup/"+lang+".json")
	}
	for _, name := range names {
		if info, err := fs.Stat(templates.Writeup(), name); err != nil || info.Size() == 0 {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// TestTheSubjectForAnOfficeHasNoTechnicalWord: what a box reads that is not known to be one of technicians.
func TestTheSubjectForAnOfficeHasNoTechnicalWord(t *testing.T) {
	s := newSet(t)
	jargon := regexp.MustCompile(`(?i)bucket|s3|blob|api|dns|sql|redis|elastic|http|ftp|tls|\bport\b|docker|kuber|registry|etcd|ldap|smb|nfs|broker`)
	for lang, want := range map[string]string{
		"en": "Security notice for NextMotion: medical images, videos and invoices open to anybody [DL-2020-0001]",
		"de": "Sicherheitshinweis für NextMotion: medizinische Bilder, Videos und Rechnungen für jeden zugänglich [DL-2020-0001]",
		"fr": "Avis de sécurité pour NextMotion : accès ouvert à tous (images médicales, vidéos et factures) [DL-2020-0001]",
	} {
		data := nextMotion(lang)
		data.Plain = true
		subject, _, err := s.Mail(disclosure.FirstContact, lang, data)
		if err != nil || subject != want {
			t.Errorf("%s: %q, %v", lang, subject, err)
		}
		for _, kind := range s.Nouns() {
			if strings.HasPrefix(kind, "tls_cert") || kind == "other" {
				continue // a certificate has no other name, and what else it is a person says
			}
			data.Assets[0].Asset.Kind, data.Assets[0].Asset.Key, _ = strings.Cut(kind, ".")
			data.Exposed = disclosure.Exposed{}
			for ground, open := range map[string]outreach.Openness{"seen": {Ground: outreach.GroundSeen}, "believed": {Ground: outreach.GroundBelief}} {
				data.Assets[0].Open, data.Assets[0].Plan = open, nil
				subject, _, err := s.Mail(disclosure.FirstContact, lang, data)
				if err != nil || jargon.MatchString(subject) {
					t.Errorf("%s, %s, %s: %q, %v", lang, kind, ground, subject, err)
				}
			}
		}
	}
}
