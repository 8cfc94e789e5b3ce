package templates_test

import (
	"encoding/json"
	"fmt"
	"io/fs"
	"maps"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"daylight/disclosure"
	"daylight/disclosure/civil"
	"daylight/disclosure/closure"
	"daylight/disclosure/fault"
	"daylight/templates"
)

// assetOf returns an asset that the words of a name are for, and a plan with every step that they know.
func assetOf(t testing.TB, name string) (disclosure.Asset, []templates.Step) {
	t.Helper()
	raw, err := fs.ReadFile(templates.Writeup(), "words/en/"+name+".json")
	if err != nil {
		t.Fatal(err)
	}
	var words struct{ Steps map[string]string }
	if err := json.Unmarshal(raw, &words); err != nil {
		t.Fatal(err)
	}
	kind, key, _ := strings.Cut(name, ".")
	a := disclosure.Asset{ID: "A1", Kind: kind, Key: key, Target: "https://example-bucket.s3.eu-west-3.amazonaws.com/"}
	if kind == closure.Other {
		a.Noun = "open door of a server room"
	}
	var plan []templates.Step
	for _, step := range slices.Sorted(maps.Keys(words.Steps)) {
		plan = append(plan, templates.Step{Name: step})
	}
	return a, plan
}

// threeKinds returns what a message tells of three assets of three kinds: one open, one closed, one that nobody can ask.
func threeKinds(t testing.TB, lang string) templates.MailData {
	t.Helper()
	data := nextMotion(lang)
	bucket, list := assetOf(t, "s3")
	server, ping := assetOf(t, "redis")
	flaw, _ := assetOf(t, closure.ProductFlaw)
	server.ID, server.Target = "A2", "redis://db.example:6379"
	flaw.ID, flaw.Target = "A3", "Clinic Suite 4"
	bucket.Streak.LastOpen = time.Date(2020, 1, 29, 20, 0, 0, 0, time.UTC)
	server.Streak.LastOpen = time.Date(2020, 1, 28, 10, 0, 0, 0, time.UTC)
	server.Closure = disclosure.Closure{At: civil.At(time.Date(2020, 2, 1, 11, 30, 0, 0, time.UTC)), Verified: true}
	data.Assets = []templates.AssetFacts{{Asset: bucket, Plan: list}, {Asset: server, Plan: ping}, {Asset: flaw}}
	return data
}

// TestEveryMessageNamesAllAssets is the rule for every mail and for the issue, in every language.
func TestEveryMessageNamesAllAssets(t *testing.T) {
	s := newSet(t)
	for _, lang := range templates.MessageLanguages() {
		data := threeKinds(t, lang)
		texts := map[string]string{}
		for _, name := range disclosure.Templates() {
			subject, body, err := s.Mail(name, lang, data)
			if err != nil {
				t.Fatal(err)
			}
			texts[string(name)] = subject + " " + body
		}
		title, body, err := s.IssueBody(lang, data)
		if err != nil {
			t.Fatal(err)
		}
		texts["issue"] = title + " " + body
		for name, text := range texts {
			text = strings.Join(strings.FieldsFunc(text, func(r rune) bool { return r == ' ' || r == '\n' }), " ")
			for i := range data.Assets {
				noun, _ := s.Noun(lang, data.Assets[i].Asset)
				for _, want := range []string{noun, strings.ReplaceAll(data.Assets[i].Asset.Defanged(), "|", "%7C")} {
					if !strings.Contains(strings.ToLower(text), strings.ToLower(want)) {
						t.Errorf("%s in %s does not name %q:\n%s", name, lang, want, text)
					}
				}
			}
			for _, seen := range map[string][]string{
				"en": {"29 January 2020, 20:00 UTC", "28 January 2020, 10:00 UTC", "1 February 2020, 11:30 UTC"},
				"de": {"29. Januar 2020, 20:00 Uhr UTC", "28. Januar 2020, 10:00 Uhr UTC", "1. Februar 2020, 11:30 Uhr UTC"},
				"fr": {"29 janvier 2020, 20h00 UTC", "28 janvier 2020, 10h00 UTC", "1er février 2020, 11h30 UTC"},
			}[lang] {
				if !strings.Contains(text, seen) {
					t.Errorf("%s in %s does not say what was seen at %s:\n%s", name, lang, seen, text)
				}
			}
		}
	}
}

func TestAMessageNamesAHundredAssetsOrTwentyAndTheirNumber(t *testing.T) {
	s := newSet(t)
	for n, named := range map[int]int{2: 2, 50: 50, 100: 100, 101: 20, 1500: 20} {
		data := nextMotion("en")
		data.Assets = nil
		_, plan := assetOf(t, "s3")
		for i := range n {
			kind := "s3"
			if i == n-1 {
				kind = "gcs" // the last one is the only one of its kind, and is named
			}
			a := disclosure.Asset{ID: fmt.Sprintf("A%d", i+1), Kind: kind, Target: fmt.Sprintf("https://bucket-%d.example/", i+1)}
			data.Assets = append(data.Assets, templates.AssetFacts{Asset: a, Plan: plan[:1]})
		}
		_, body, err := s.Mail(disclosure.FirstContact, "en", data)
		if err != nil {
			t.Fatal(err)
		}
		if got := len(regexp.MustCompile(`(?m)^- hxxps://bucket-`).FindAllString(body, -1)); got != named {
			t.Errorf("of %d assets %d are named, want %d", n, got, named)
		}
		if !strings.Contains(body, fmt.Sprintf("bucket-%d[.]example", n)) {
			t.Errorf("of %d assets the only one of its kind is not named", n)
		}
		offer := fmt.Sprintf("names 20 of %s.", strings.Replace(fmt.Sprint(n), "1500", "1,500", 1))
		if got := strings.Contains(strings.Join(strings.Fields(body), " "), offer); got != (n > 100) {
			t.Errorf("of %d assets: the offer of the list is made: %v", n, got)
		}
	}
}

func TestWhatNobodyHasWordsForIsNotWritten(t *testing.T) {
	s := newSet(t)
	for kind, want := range map[string]string{"gopher": `whose kind "gopher" is not known`, closure.Other: "what A1 is, in a few words"} {
		data := nextMotion("en")
		data.Assets[0].Asset, data.Assets[0].Plan = disclosure.Asset{ID: "A1", Kind: kind, Target: "x"}, nil
		if _, _, err := s.Mail(disclosure.FirstContact, "en", data); fault.CodeOf(err) != fault.Invalid || !strings.Contains(err.Error(), want) {
			t.Errorf("a mail about kind %q: %v", kind, err)
		}
		if _, _, err := s.IssueBody("en", data); fault.CodeOf(err) != fault.Invalid || !strings.Contains(err.Error(), want) {
			t.Errorf("an issue about kind %q: %v", kind, err)
		}
	}
	data := nextMotion("en")
	data.Assets[0].Plan = []templates.Step{{Name: "unheard of"}}
	if _, _, err := s.Mail(disclosure.FirstContact, "en", data); fault.CodeOf(err) != fault.Invalid || !strings.Contains(err.Error(), "unheard of") {
		t.Errorf("a step without words: %v", err)
	}
}

func TestOldCasesKeepTheNamesOfTheirKinds(t *testing.T) {
	s := newSet(t)
	for kind, want := range map[string]string{"azure.blob": "Azure Blob container", "ftp.anon": "FTP server", "git": "file on a web server", "aws_s3": "S3 bucket", "kibana": "Kibana server"} {
		if got, _ := s.Noun("en", disclosure.Asset{Kind: kind}); got != want {
			t.Errorf("%s is called %q, want %q", kind, got, want)
		}
	}
}

// TestTextsSayNoNumberMethodOrKindByHand looks at what stands between the placeholders: numbers, what a check does, what was read
// and what an asset is come from the case and from the plan.
func TestTextsSayNoNumberMethodOrKindByHand(t *testing.T) {
	action := regexp.MustCompile(`{{[^}]*}}`)
	byHand := regexp.MustCompile(`(?i)[0-9]|\b(bucket|server|database|data store|datenbank|datenspeicher|serveur|` +
		`password|passwort|mot de passe|login|anmeldung|anonymous|anonym|copy|kopie|copie|` +
		`read no|reads (no|at)|gelesen|lues?|no content|inhalte|looked at|angesehen|regardé|` +
		`open to the public|öffentlich zugänglich|accessible au public|everybody who knows|wer die adresse)\b`)
	kinds := everyNoun(t)
	walk := func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		raw, err := fs.ReadFile(templates.Writeup(), path)
		if err != nil {
			return err
		}
		// The marks of a table are no words.
		text := strings.ReplaceAll(action.ReplaceAllString(string(raw), " "), "|---|", "")
		if m := byHand.FindString(text); m != "" {
			t.Errorf("%s says %q by hand", path, m)
		}
		if m := kinds.FindString(text); m != "" {
			t.Errorf("%s names the kind %q by hand", path, m)
		}
		return nil
	}
	for _, dir := range []string{"mail", "issue"} {
		if err := fs.WalkDir(templates.Writeup(), dir, walk); err != nil {
			t.Fatal(err)
		}
	}
	if byHand.FindString("we tried no password") == "" || byHand.FindString("It has 16 bytes") == "" || kinds.FindString("your Redis server") == "" || kinds.FindString("un partage NFS") == "" {
		t.Error("the list finds nothing")
	}
}

// everyNoun matches the names and the nouns of all kinds, in every language. That of [closure.Other] is left out: "security problem"
// is what every asset has.
func everyNoun(t *testing.T) *regexp.Regexp {
	t.Helper()
	var all []string
	for _, lang := range templates.MessageLanguages() {
		files, err := fs.Glob(templates.Writeup(), "words/"+lang+"/*.json")
		if err != nil {
			t.Fatal(err)
		}
		for _, file := range files {
			kind, _, _ := strings.Cut(strings.TrimSuffix(file[strings.LastIndexByte(file, '/')+1:], ".json"), ".")
			if kind == closure.Other {
				continue
			}
			raw, err := fs.ReadFile(templates.Writeup(), file)
			if err != nil {
				t.Fatal(err)
			}
			var words struct{ Noun, Nouns string }
			if err := json.Unmarshal(raw, &words); err != nil {
				t.Fatal(err)
			}
			all = append(all, regexp.QuoteMeta(kind), regexp.QuoteMeta(words.Noun), regexp.QuoteMeta(words.Nouns))
		}
	}
	if len(all) < 300 {
		t.Fatalf("only %d names of kinds are known", len(all))
	}
	return regexp.MustCompile(`(?i)\b(` + strings.Join(all, "|") + `)\b`)
}

func TestDefinitionsOfATeamBringTheirWords(t *testing.T) {
	full := `{"noun": "Solr server", "nouns": "Solr servers", "found": "a Solr server", "class": "access", "unit": {"one": "record", "other": "records"}, "risk": "R.", "remedy": "Close it."}`
	all := func(text string) map[string]json.RawMessage {
		return map[string]json.RawMessage{"en": json.RawMessage(text), "de": json.RawMessage(text), "fr": json.RawMessage(text)}
	}
	s, err := templates.New(templates.Own{Kind: "http_expect", Key: "solr", Words: all(full)})
	if err != nil {
		t.Fatal(err)
	}
	data := nextMotion("en")
	data.Assets[0].Asset = disclosure.Asset{ID: "A1", Kind: "http_expect", Key: "solr", Target: "http://solr.example:8983/"}
	data.Assets[0].Plan = []templates.Step{{Name: "http", Content: 4096}}
	if subject, _, err := s.Mail(disclosure.FirstContact, "en", data); err != nil || !strings.HasPrefix(subject, "Solr server of NextMotion") {
		t.Errorf("%q, %v", subject, err)
	}
	page := all(full) // a page says less than a message
	page["es"] = json.RawMessage(`{"noun": "servidor Solr", "nouns": "servidores Solr", "found": "un servidor Solr", "unit": {"one": "registro", "other": "registros"}, "remedy": "Ciérrelo."}`)
	s, err = templates.New(templates.Own{Kind: "http_expect", Key: "solr", Words: page})
	if err != nil {
		t.Fatal(err)
	}
	for _, lang := range templates.PageLanguages() {
		if _, err := fs.ReadFile(s.Files(), "words/"+lang+"/http_expect.solr.json"); err != nil {
			t.Errorf("%s: %v", lang, err)
		}
	}
	two, half, none := all(full), all(full), all(full)
	delete(two, "fr")
	half["es"], none["nl"] = json.RawMessage(`{"noun": "servidor Solr"}`), json.RawMessage(full)
	for want, words := range map[string]map[string]json.RawMessage{
		"missing: words.en, words.de, words.fr": nil,
		"missing: words.fr":                     two,
		"missing: words.es.nouns":               half,
		"words.nl: there are words in":          none,
		"words.de.remedy":                       all(strings.Replace(full, "Close it.", " ", 1)),
		"follows from the definition":           all(strings.Replace(full, "{", `{"steps": {"http": "we look"},`, 1)),
	} {
		if _, err := templates.New(templates.Own{Kind: "http_expect", Key: "solr", Words: words}); err == nil || !strings.Contains(err.Error(), want) || !strings.Contains(err.Error(), "solr") {
			t.Errorf("want %q: %v", want, err)
		}
	}
}
