package casefile_test

import (
	"bytes"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"daylight/cmd/bot/internal/casefile"
	"daylight/disclosure"
	"daylight/disclosure/civil"
	"daylight/disclosure/command"
	"daylight/disclosure/command/record"
	"daylight/disclosure/fault"
	"daylight/disclosure/milestone"
	"daylight/disclosure/person"
)

var importedAt = time.Date(2024, 5, 2, 9, 0, 0, 0, time.UTC)

// imported reads a file and lets the domain import it.
func imported(t rapid.TB, text, name string) (*disclosure.Case, []disclosure.Event) {
	t.Helper()
	f, err := casefile.Parse(strings.NewReader(text), name)
	if err != nil {
		t.Fatalf("%v\n%s", err, text)
	}
	return decided(t, f.Import())
}

func decided(t rapid.TB, imp record.Import) (*disclosure.Case, []disclosure.Event) {
	t.Helper()
	env := command.Env{
		Actor: disclosure.Actor{Name: "alice", Role: disclosure.Lead, Hand: person.Hand{Via: person.CLI}}, Now: importedAt, Rules: command.DefaultRules(),
	}
	imp.ID = "DL-2020-0001"
	d, err := command.Decide(nil, imp, env)
	if err != nil {
		t.Fatalf("%v", err)
	}
	return milestone.Rebuild(imp.ID, d.Events), d.Events
}

func written(t rapid.TB, c *disclosure.Case, events []disclosure.Event, format casefile.Format) string {
	t.Helper()
	var b bytes.Buffer
	if err := casefile.Write(&b, c, events, format); err != nil {
		t.Fatalf("%v", err)
	}
	return b.String()
}

func TestHistoriesSurviveExportAndImport(t *testing.T) {
	files, err := filepath.Glob("testdata/*.yaml")
	if err != nil || len(files) < 5 {
		t.Fatalf("%d files, %v", len(files), err)
	}
	for _, file := range files {
		t.Run(filepath.Base(file), func(t *testing.T) {
			source, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			c, events := imported(t, string(source), file)
			for _, format := range []casefile.Format{casefile.YAML, casefile.JSON} {
				first := written(t, c, events, format)
				c2, events2 := imported(t, first, "export."+string(format))
				if second := written(t, c2, events2, format); second != first {
					t.Errorf("%s\nfirst\n%s\nsecond\n%s", format, first, second)
				}
				if len(events2) != len(events) {
					t.Errorf("%d events became %d", len(events), len(events2))
				}
			}
		})
	}
}

func TestTheReferenceFileIsWrittenAsItWasRead(t *testing.T) {
	source, err := os.ReadFile("testdata/nextmotion.yaml")
	if err != nil {
		t.Fatal(err)
	}
	c, events := imported(t, string(source), "nextmotion.yaml")
	if got := written(t, c, events, casefile.YAML); got != string(source) {
		t.Errorf("got\n%s\nwant\n%s", got, source)
	}
}

// texts holds what breaks careless writers.
func texts() *rapid.Generator[string] {
	return rapid.OneOf(
		rapid.SampledFrom([]string{
			"", "NO", "null", "~", "true", "2020-01-27", "0x1f", "1e3", ": ", "# not a comment", "- item", "{a: b}", "[x]", "*alias", "&anchor",
			"!tag", "%directive", "@at", "`tick`", "'", `"`, "a: b", "a #b", "line\nbreak\n", "\ttab", " lead", "trail ", "\r\n", "\u0085", "\u2028",
			"\ufeff", "\x00", "…", "😀", "---", "...", "<<", "=", "?", "a\\b", "é", "https://example.org/?a=1&b=<c>",
			strings.Repeat("long words ", 20), "\xff broken",
		}),
		rapid.String(),
	)
}

func whens() *rapid.Generator[civil.When] {
	return rapid.Custom(func(t *rapid.T) civil.When {
		return parse(t, rapid.SampledFrom([]string{
			"2013", "2013-10", "2022-Q3", "2020-01-27", "2020-01-27T10:30:00Z", "2020-01-27T10:30:15+02:00",
			"2020-06-29T07:33 America/New_York", "2020-11-01T01:30-05:00 America/New_York",
		}).Draw(t, "when"))
	})
}

func parse(t rapid.TB, s string) civil.When {
	w, err := civil.ParseWhen(s)
	if err != nil {
		t.Fatalf("%v", err)
	}
	return w
}

func one[T any](all []T) *rapid.Generator[T] { return rapid.SampledFrom(all) }

func randomEvent(t *rapid.T, n int) disclosure.Event {
	e := disclosure.Event{
		Kind: one(disclosure.Kinds()).Filter(func(k disclosure.Kind) bool { return k != disclosure.KindRecorded }).Draw(t, "kind"),
		At:   whens().Draw(t, "at"), Planned: rapid.Bool().Draw(t, "planned"),
		Party: one(append(disclosure.Roles(), "")).Draw(t, "party"), Name: texts().Draw(t, "name"),
		Channel: one(append(disclosure.Channels(), "")).Draw(t, "channel"), Actor: texts().Draw(t, "actor"),
		Source: one(slices.DeleteFunc(disclosure.Sources(), record.Proves)).Draw(t, "source"), Ref: texts().Filter(func(s string) bool { return command.CheckReference(s) == nil }).Draw(t, "ref"), Text: texts().Draw(t, "text"),
		Visibility: one([]disclosure.Visibility{disclosure.InternalOnly, disclosure.ForVendor, disclosure.Public}).Draw(t, "visibility"),
	}
	switch rapid.IntRange(0, 3).Draw(t, "span") {
	case 0:
		e.Ongoing = true
	case 1:
		if until := whens().Draw(t, "until"); !until.SurelyBefore(e.At) {
			e.Until = until
		}
	}
	if n > 0 && rapid.Bool().Draw(t, "correction") {
		e.Corrects = rapid.IntRange(2, n+1).Draw(t, "corrects")
	}
	return e
}

// filled is a text that is not blank, as names of people and things are.
func filled() *rapid.Generator[string] {
	return texts().Filter(func(s string) bool {
		return strings.TrimSpace(s) != "" && len(s) < 200 && s == strings.ToValidUTF8(s, "")
	})
}

func randomFacts(t *rapid.T) disclosure.Facts {
	f := disclosure.Facts{
		Title: filled().Draw(t, "title"), Summary: texts().Draw(t, "summary"),
		Exposed: disclosure.Exposed{
			Records: rapid.Int64Min(0).Draw(t, "records"), Data: rapid.SliceOfN(filled(), 0, 3).Draw(t, "data"), Note: texts().Draw(t, "note"),
		},
	}
	f.Rehearsal = rapid.Bool().Draw(t, "rehearsal")
	if rapid.Bool().Draw(t, "embargoed") {
		f.Embargo = whens().Draw(t, "embargo")
	}
	if rapid.Bool().Draw(t, "vendor known") {
		f.Parties = append(f.Parties, disclosure.Party{
			Role: disclosure.Vendor, Name: filled().Draw(t, "vendor"), Country: one([]string{"FR", "NO", ""}).Draw(t, "country"),
			Domain: texts().Draw(t, "domain"), DoNotContact: rapid.Bool().Draw(t, "silent"),
		})
	}
	for i := range rapid.IntRange(0, 2).Draw(t, "parties") {
		f.Parties = append(f.Parties, disclosure.Party{
			Role: disclosure.Coordinator, Name: string(rune('A'+i)) + filled().Draw(t, "party"), Language: one([]string{"de", ""}).Draw(t, "language"),
		})
	}
	for range rapid.IntRange(0, 2).Draw(t, "assets") {
		a := disclosure.Asset{Kind: filled().Draw(t, "asset kind"), Target: filled().Draw(t, "target"), Key: texts().Draw(t, "key")}
		if rapid.Bool().Draw(t, "expects") {
			a.Expect = &disclosure.Expect{Send: "PING\r\n", Open: &disclosure.Match{
				Status: []int{200, 206}, Headers: map[string]string{"Server": "^nginx", "X-B": "b: c"}, Body: "Index of .*",
			}, Closed: &disclosure.Match{}}
		}
		f.Assets = append(f.Assets, a)
	}
	return f
}

// The property: a case that came from anywhere, exported, imported and exported again, gives the same bytes.
func TestExportImportExportIsIdentical(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		imp := record.Import{Facts: randomFacts(t)}
		for n := range rapid.IntRange(0, 6).Draw(t, "events") {
			imp.Events = append(imp.Events, randomEvent(t, n))
		}
		var contacts []disclosure.Contact
		for i := range rapid.IntRange(0, 2).Draw(t, "contacts") {
			contacts = append(contacts, disclosure.Contact{
				Role: one(disclosure.Roles()).Draw(t, "contact role"), Channel: disclosure.Email,
				Address: string(rune('a'+i)) + "@example.com", Found: texts().Draw(t, "found"), FoundAt: whens().Draw(t, "found at"),
				Quality: disclosure.QualityGuessed,
			})
		}
		imp.Contacts = contacts
		c, events := decided(t, imp)
		for _, format := range []casefile.Format{casefile.YAML, casefile.JSON} {
			first := written(t, c, events, format)
			c2, events2 := imported(t, first, "export")
			if second := written(t, c2, events2, format); second != first {
				t.Fatalf("%s\nfirst\n%s\nsecond\n%s", format, first, second)
			}
		}
	})
}

// Both forms say the same.
func TestYAMLAndJSONCanBeExchanged(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		imp := record.Import{Facts: randomFacts(t)}
		for n := range rapid.IntRange(0, 4).Draw(t, "events") {
			imp.Events = append(imp.Events, randomEvent(t, n))
		}
		c, events := decided(t, imp)
		c2, events2 := imported(t, written(t, c, events, casefile.YAML), "export")
		if a, b := written(t, c, events, casefile.JSON), written(t, c2, events2, casefile.JSON); a != b {
			t.Fatalf("direct\n%s\nover YAML\n%s", a, b)
		}
	})
}

func FuzzParse(f *testing.F) {
	files, err := filepath.Glob("testdata/*.yaml")
	if err != nil {
		f.Fatal(err)
	}
	for _, file := range files {
		b, err := os.ReadFile(file)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(b)
	}
	for _, s := range []string{`{"case":{"title":"x"},"events":[null,{}]}`, "a: &a [*a]", "[[[[[[[[[[[[[[[[[[[[[[", `{"case":` + strings.Repeat(`{"a":`, 40), "---\n---\n"} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		file, err := casefile.Parse(bytes.NewReader(data), "fuzz")
		if (file == nil) == (err == nil) {
			t.Fatal("neither a file nor mistakes, or both")
		}
		if err != nil {
			if fault.CodeOf(err) != fault.Invalid {
				t.Fatalf("code %q of %v", fault.CodeOf(err), err)
			}
			return
		}
		c, events := decided(t, file.Import())
		first := written(t, c, events, casefile.YAML)
		c2, events2 := imported(t, first, "export")
		if second := written(t, c2, events2, casefile.YAML); second != first {
			t.Fatalf("first\n%s\nsecond\n%s", first, second)
		}
	})
}
