package casefile_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"strings"
	"testing"

	"daylight/cmd/bot/internal/casefile"
	"daylight/disclosure"
	"daylight/disclosure/civil"
	"daylight/disclosure/fault"
	"daylight/disclosure/timeline"
)

func TestMistakesNameTheirLineAndWhatToWrite(t *testing.T) {
	const head = "case:\n  title: T\nevents:\n" // three lines
	tests := []struct {
		name, text string
		want       []string // each is "line N: …" up to where it matters
	}{
		{"an unknown section", "case: {title: T}\nevent: []\n", []string{`line 2: unknown field "event"; did you mean "events"?`}},
		{"an unknown field of the case", "case:\n  titel: T\n", []string{`line 2: case: unknown field "titel"; did you mean "title"?`, "line 2: case: the title is missing"}},
		{"an unknown field of an event", head + "  - {kind: note, at: 2020, when: x}\n", []string{`line 4: events[0]: unknown field "when"`}},
		{"an unknown kind", head + "  - {kind: fixed, at: 2020}\n", []string{`line 4: events[0].kind: unknown kind "fixed"`}},
		{"a kind with a slip", head + "  - {kind: discoverd, at: 2020}\n", []string{`line 4: events[0].kind: unknown kind "discoverd"; did you mean "discovered"?`}},
		{"the import's own kind", head + "  - {kind: recorded, at: 2020}\n", []string{"line 4: events[0].kind: recorded is written by the import itself"}},
		{"an unknown party", head + "  - {kind: note, at: 2020, party: seller}\n", []string{`line 4: events[0].party: unknown party "seller"`}},
		{"an unknown channel", head + "  - {kind: note, at: 2020, channel: mail}\n", []string{`line 4: events[0].channel: unknown channel "mail"; did you mean "email"?`}},
		{"an unknown source", head + "  - {kind: note, at: 2020, source: rumour}\n", []string{`line 4: events[0].source: unknown source "rumour"`}},
		{"a probe of ours, which no file can bring", head + "  - {kind: closed, at: 2020, source: own_probe}\n", []string{"line 4: events[0].source: a file cannot prove what a probe or a message of ours did: name who says so (vendor_mail,"}},
		{"a message of ours, on a line of its own", head + "  - kind: contacted\n    at: 2020\n    source: own_mail\n    ref: <m1@team.example>\n", []string{"line 6: events[0].source: a file cannot prove"}},
		{"an unknown visibility", head + "  - {kind: note, at: 2020, visibility: pubic}\n", []string{`line 4: events[0].visibility: unknown visibility "pubic"; did you mean "public"?`}},
		{"a slash date", head + "  - {kind: note, at: 27/01/2020}\n", []string{"line 4: events[0].at: \"27/01/2020\""}},
		{"an ambiguous slash date", head + "  - {kind: note, at: 5/2/2020}\n", []string{"line 4: events[0].at: \"5/2/2020\""}},
		{"an impossible date", head + "  - {kind: note, at: 2019-02-29}\n", []string{`line 4: events[0].at: "2019-02-29" does not exist`}},
		{"an unknown zone", head + "  - {kind: note, at: 2020-06-29T07:33 Mars/Olympus}\n", []string{`line 4: events[0].at: zone "Mars/Olympus" is unknown`}},
		{"an abbreviation of a zone", head + "  - {kind: note, at: 2020-06-29T07:33 EST}\n", []string{`line 4: events[0].at: "EST" is not a zone`}},
		{"no kind", head + "  - {at: 2020}\n", []string{"line 4: events[0]: the kind is missing"}},
		{"an empty kind", head + "  - {kind: \"\", at: 2020}\n", []string{"line 4: events[0]: the kind is missing"}},
		{"no date", head + "  - {kind: note}\n", []string{"line 4: events[0]: the date is missing"}},
		{"a date without value", head + "  - kind: note\n    at:\n", []string{"line 4: events[0]: the date is missing"}},
		{"a date that is a list", head + "  - kind: note\n    at: [2020]\n", []string{"line 5: events[0].at: a text belongs here, not a list"}},
		{"a date that is true", head + "  - kind: note\n    at: true\n", []string{`line 5: events[0].at: "true" is not a date`}},
		{"until before at", head + "  - {kind: note, at: 2020-02-01, until: 2020-01-31}\n", []string{"line 4: events[0].until: 2020-01-31 lies before 2020-02-01"}},
		{"planned is no word", head + "  - {kind: note, at: 2020, planned: maybe}\n", []string{`line 4: events[0].planned: "maybe" is neither true nor false`}},
		{"a correction of what comes later", head + "  - {kind: note, at: 2020, corrects: 1}\n", []string{`line 4: events[0].corrects: "1" is not the number of an event above`}},
		{"a text that is a group", head + "  - kind: note\n    at: 2020\n    text: {a: b}\n", []string{"line 6: events[0].text: a text belongs here, not a group"}},
		{"an empty element", head + "  - \n", []string{"line 4: events[0]: this element of the list is empty"}},
		{"events that are no list", "case: {title: T}\nevents: {kind: note}\n", []string{"line 2: events: a list belongs here, not a group"}},
		{"no case", "events: []\n", []string{"line 1: the section case is missing"}},
		{"no title", "case:\n  summary: S\n", []string{"line 2: case: the title is missing"}},
		{"a blank title", "case:\n  title: \"  \"\n", []string{"line 2: case: the title is missing"}},
		{"a long title", "case:\n  title: " + strings.Repeat("x", 301) + "\n", []string{"line 2: case.title: the title is longer"}},
		{"an id of another form", "case:\n  id: 2020-1\n  title: T\n", []string{`line 2: case.id: "2020-1" is not the id of a case`}},
		{"the vendor twice", "case:\n  title: T\n  vendor: {name: N}\n  parties:\n    - {role: vendor, name: N}\n", []string{`line 2: case.parties: the vendor "N" is given twice`}},
		{"a party without a role", "case:\n  title: T\n  parties:\n    - {name: N}\n", []string{"line 4: case.parties[0]: the role is missing"}},
		{"a vendor with a role", "case:\n  title: T\n  vendor: {role: vendor}\n", []string{`line 3: case.vendor: unknown field "role"`}},
		{"an asset without a target", "case:\n  title: T\n  assets: [{kind: s3}]\n", []string{"line 3: case.assets[0]: the target is missing"}},
		{"a negative number of records", "case:\n  title: T\n  exposed: {records: -1}\n", []string{`line 3: case.exposed.records: "-1" is not a number of records`}},
		{"a number in words", "case:\n  title: T\n  exposed: {records: 900k}\n", []string{`line 3: case.exposed.records: "900k" is not a number of records`}},
		{"a severity that is none", "case:\n  title: T\n  exposed: {severity: awful}\n", []string{`line 3: case.exposed.severity: `}},
		{"a status that is none", "case:\n  title: T\n  assets:\n    - kind: http\n      target: t\n      expect: {open: {status: [2000]}}\n", []string{`line 6: case.assets[0].expect.open.status[0]: "2000" is not a status`}},
		{"a pattern that cannot be read", "case:\n  title: T\n  assets:\n    - kind: http\n      target: t\n      expect: {open: {body: '('}}\n", []string{"line 6: case.assets[0].expect.open.body: this pattern cannot be read"}},
		{"a contact without an address", "case:\n  title: T\n  contacts: [{channel: email}]\n", []string{"line 3: case.contacts[0]: the address is missing"}},
		{"a second document", "case: {title: T}\n---\ncase: {title: U}\n", []string{"line 2: a second document begins here"}},
		{"a field twice", "case:\n  title: T\n  title: U\n", []string{"line 3: case.title: this field is given twice"}},
		{"an alias", "case: &c\n  title: T\nevents: *c\n", []string{"line 3: *c refers to another part of the file"}},
		{"a merge", "case:\n  <<: {title: T}\n  title: T\n", []string{`line 2: case: unknown field "<<"`}},
		{"bytes", "case:\n  title: !!binary aGk=\n", []string{"line 2: the type !!binary is not supported"}},
		{"a type of its own", "case:\n  title: !person x\n", []string{"line 2: the type !person is not supported"}},
		{"no YAML", "case: [\ntitle: x", []string{"line 3: this is not YAML"}},
		{"nothing", "", []string{"the file is empty"}},
		{"only a comment", "# nothing\n", []string{"the file is empty"}},
		{"a text", "hello\n", []string{"line 1: a group of fields (case, events) belongs here, not a text"}},
		{"Latin letters of another encoding", "case:\n  title: caf\xe9\n", []string{"line 2: the file is not UTF-8 text"}},
		{"too deep", "case: " + strings.Repeat("[", 20) + strings.Repeat("]", 20), []string{"line 1: values are nested too deeply", "line 1: case: a group of fields"}},
		{
			"JSON has lines too", "{\n \"case\": {\"title\": \"T\"},\n \"events\": [\n  {\"kind\": \"note\",\n   \"at\": \"1/2/2020\"}\n ]\n}",
			[]string{`line 5: events[0].at: "1/2/2020"`},
		},
		{"a field twice in JSON", `{"case": {"title": "T"}, "case": {"title": "U"}}`, []string{"line 1: case: this field is given twice"}},
		{"too deep in JSON", `{"case": ` + strings.Repeat("[", 20) + "null" + strings.Repeat("]", 20) + `, "evnts": 1}`, []string{"values are nested too deeply", "a group of fields (", `unknown field "evnts"`}},
		{
			"all at once, in the order of their lines",
			"case:\n  vendr: {}\nevents:\n  - {kind: fixed, at: 27/01/2020}\n  - {at: 2020-13-01, party: seller}\n",
			[]string{
				`line 2: case: unknown field "vendr"; did you mean "vendor"?`, "line 2: case: the title is missing",
				`line 4: events[0].kind: unknown kind "fixed"`, `line 4: events[0].at: "27/01/2020"`,
				`line 5: events[1].at: "2020-13-01"`, `line 5: events[1].party: unknown party "seller"`, "line 5: events[1]: the kind is missing",
			},
		},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			f, err := casefile.Parse(strings.NewReader(tt.text), "case.yaml")
			e, ok := errors.AsType[*casefile.MistakesError](err)
			if f != nil || !ok || fault.CodeOf(err) != fault.Invalid {
				t.Fatalf("file %v, error %v", f, err)
			}
			if len(e.Mistakes) != len(tt.want) {
				t.Fatalf("%d mistakes, want %d:\n%v", len(e.Mistakes), len(tt.want), err)
			}
			for i, want := range tt.want {
				got := e.Mistakes[i].String()
				if !strings.HasPrefix(strings.TrimPrefix(got, "line 1: "), strings.TrimPrefix(want, "line 1: ")) &&
					!strings.Contains(got, want) {
					t.Errorf("mistake %q, want %q", got, want)
				}
				if !strings.Contains(err.Error(), got) {
					t.Errorf("the message leaves out %q", got)
				}
			}
		})
	}
}

func TestASlashDateIsToldWhatToWrite(t *testing.T) {
	_, err := casefile.Parse(strings.NewReader("case: {title: T}\nevents:\n - {kind: note, at: 27/01/2020}\n"), "x")
	if err == nil || !strings.Contains(err.Error(), "2020-01-27") {
		t.Errorf("error %v", err)
	}
}

func TestTheMessageOfManyMistakesIsBounded(t *testing.T) {
	text := "case: {title: T}\nevents:\n" + strings.Repeat("  - {kind: x, at: y}\n", 500)
	_, err := casefile.Parse(strings.NewReader(text), "case.yaml")
	if err == nil || !strings.HasSuffix(err.Error(), "and 900 more") || !strings.HasPrefix(err.Error(), "case.yaml has 1000 mistakes") {
		t.Errorf("error %.200v", err)
	}
}

func TestALargeFileIsRefused(t *testing.T) {
	text := "case: {title: T}\n#" + strings.Repeat("x", casefile.MaxSize)
	_, err := casefile.Parse(strings.NewReader(text), "case.yaml")
	if fault.CodeOf(err) != fault.Invalid || !strings.Contains(err.Error(), "1 MiB") {
		t.Errorf("error %.200v", err)
	}
}

func TestWordsAreReadAsTheyAreWritten(t *testing.T) {
	f, err := casefile.Parse(strings.NewReader(`
case:
  title: 2020
  vendor: {name: 007, country: NO, domain: null}
  exposed: {records: 900_000, severity: high}
events:
  - {kind: discovered, at: 2013}
  - {kind: contacted, at: 2013-10, until: 2014, text: yes}
  - {kind: closed, at: 2020-01-27T10:30:00+01:00}
  - {kind: note, at: 2022-Q3, until: open, planned: true}
  - {kind: note, at: "2020-06-29T07:33 America/New_York", visibility: public, source: press}
  - {kind: note, at: 2020-01-27, corrects: 4}
`), "case.yaml")
	if err != nil {
		t.Fatal(err)
	}
	if f.Facts.Title != "2020" || f.Facts.Exposed.Records != 900000 || f.Facts.Exposed.Severity != "high" ||
		f.Facts.Parties[0] != (disclosure.Party{Role: disclosure.Vendor, Name: "007", Country: "NO"}) {
		t.Errorf("facts %+v", f.Facts)
	}
	var got []string
	for _, e := range f.Events {
		got = append(got, fmt.Sprintf("%s %s/%s %v %s %s %q %d", e.Kind, e.At, e.Until, e.Ongoing, e.Source, e.Visibility, e.Text, e.Corrects))
	}
	want := []string{
		`discovered 2013/ false import public "" 0`,
		`contacted 2013-10/2014 false import public "yes" 0`,
		`closed 2020-01-27T10:30:00+01:00/ false import public "" 0`,
		`note 2022-Q3/ true import internal "" 0`,
		`note 2020-06-29T07:33 America/New_York/ false press public "" 0`,
		`note 2020-01-27/ false import internal "" 5`,
	}
	if strings.Join(got, "\n") != strings.Join(want, "\n") {
		t.Errorf("events\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
}

func TestJSONIsReadLikeYAML(t *testing.T) {
	f, err := casefile.Parse(strings.NewReader("\ufeff{\t\"case\": {\"title\": \"\\ud83d\\ude00 \\/\", \"id\": \"DL-2020-0007\"},\n\t\"events\": [{\"kind\": \"note\", \"at\": 2013}]}"), "x.json")
	if err != nil {
		t.Fatal(err)
	}
	if f.Facts.Title != "😀 /" || f.ID != "DL-2020-0007" || f.Events[0].At.String() != "2013" {
		t.Errorf("file %+v", f)
	}
	if imp := f.Import(); imp.ID != f.ID || imp.Facts.Title != f.Facts.Title || len(imp.Events) != 1 {
		t.Errorf("import %+v", imp)
	}
	_, err = casefile.Parse(strings.NewReader("{\n\"case\": }"), "x.JSON")
	if err == nil || !strings.Contains(err.Error(), "line 2: this is not JSON") {
		t.Errorf("error %v", err)
	}
}

// The durations that the sources of the histories state or that follow from their dates.
func TestRealHistoriesGiveTheirDurations(t *testing.T) {
	tests := map[string]map[string]string{
		"nextmotion": {
			"discovery_to_contact": "3/1", "contact_to_provider": "3/3", "contact_to_acknowledgement": "15/11", "contact_to_closure": "9/7",
			"provider_to_closure": "6/4", "discovery_to_closure": "12/8", "closure_to_acknowledgement": "6/4", "closure_to_publication": "9/7",
			"discovery_to_publication": "21/15",
		},
		"solarman": {
			"discovery_to_contact": "0/0", "contact_to_provider": "-", "discovery_to_closure": "441/315", "contact_to_closure": "441/315",
			"contact_to_acknowledgement": "463/330", "closure_to_acknowledgement": "22/15", "closure_to_publication": "open 670/479",
		},
		"sos-online-backup": {
			"discovery_to_contact": "10..39", "contact_to_closure": "9/7", "discovery_to_closure": "19..48", "contact_to_acknowledgement": "open 1605/1147",
		},
		"securitytrails": {"contact_to_closure": "0/0 39m", "discovery_to_contact": "-"},
		"itarian": {
			"discovery_to_contact": "36/26", "contact_to_acknowledgement": "13/9", "contact_to_closure": "133/95", "closure_to_publication": "20/14",
			"discovery_to_publication": "189/135",
		},
	}
	for name, want := range tests {
		t.Run(name, func(t *testing.T) {
			source, err := os.ReadFile("testdata/" + name + ".yaml")
			if err != nil {
				t.Fatal(err)
			}
			c, events := imported(t, string(source), name)
			tl := timeline.Build(c, events, civil.DateOf(importedAt))
			for duration, text := range want {
				if got := short(tl.Durations[duration]); got != text {
					t.Errorf("%s is %s, want %s", duration, got, text)
				}
			}
			for _, l := range tl.Lint {
				if l.Level == timeline.LintError {
					t.Errorf("the history is said to contradict itself: %s", l.Message)
				}
			}
			for _, r := range tl.Rows {
				if r.Kind == disclosure.KindClosed && !r.Reported {
					t.Errorf("row %d is shown as if a probe of ours had seen it", r.Seq)
				}
			}
		})
	}
}

func TestReopenedHistoriesHaveTwoEpisodes(t *testing.T) {
	source, err := os.ReadFile("testdata/solarman.yaml")
	if err != nil {
		t.Fatal(err)
	}
	c, events := imported(t, string(source), "solarman")
	got, err := json.Marshal(timeline.Build(c, events, civil.DateOf(importedAt)).Episodes)
	const want = `[{"from":"2021-04-17","closed":"2021-04-24","verified":false,"source":"import"},` +
		`{"from":"2022-02-03","closed":"2022-07-02","verified":false,"source":"import"}]`
	if err != nil || string(got) != want {
		t.Errorf("episodes %s (%v), want %s", got, err, want)
	}
}

func short(d *timeline.Duration) string {
	switch {
	case d == nil:
		return "-"
	case d.Days == nil:
		return fmt.Sprintf("%d..%d", *d.AtLeast, *d.AtMost)
	}
	s := fmt.Sprintf("%d/%d", *d.Days, *d.WorkingDays)
	if d.Open {
		s = "open " + s
	}
	if d.Minutes != nil {
		s += fmt.Sprintf(" %dm", *d.Minutes)
	}
	return s
}

func BenchmarkParse(b *testing.B) {
	text := "case: {title: T}\nevents:\n" + strings.Repeat("  - {kind: contacted, at: 2020-01-27, party: vendor, text: Some words}\n", 200)
	b.SetBytes(int64(len(text)))
	b.ReportAllocs()
	for b.Loop() {
		if _, err := casefile.Parse(strings.NewReader(text), "x"); err != nil {
			b.Fatal(err)
		}
	}
}

// TestAFileWithAKindThatNobodyKnowsIsRefused holds the rule for YAML and for JSON.
func TestAFileWithAKindThatNobodyKnowsIsRefused(t *testing.T) {
	kinds := []string{"redis", "s3"}
	for name, text := range map[string]string{
		"case.yaml": "case:\n  title: T\n  assets:\n    - {kind: s3, target: t}\n    - {kind: reddis, target: u}\n    - {kind: other, target: v}\n",
		"case.json": "{\"case\": {\"title\": \"T\",\n\n \"assets\": [\n{\"kind\": \"s3\", \"target\": \"t\"},\n{\"kind\": \"reddis\", \"target\": \"u\"},\n{\"kind\": \"other\", \"target\": \"v\"}]}}",
	} {
		_, err := casefile.Parse(strings.NewReader(text), name, kinds...)
		for _, want := range []string{
			`line 5: case.assets[1].kind: there is no kind of asset "reddis"; the nearest is "redis" (known are leaked_credentials, other, product_flaw, redis, s3)`,
			`line 6: case.assets[2]: an asset of kind "other" needs a noun`,
		} {
			if err == nil || !strings.Contains(err.Error(), want) {
				t.Errorf("%s: %q is missing in: %v", name, want, err)
			}
		}
	}
	f, err := casefile.Parse(strings.NewReader("case:\n  title: T\n  assets:\n    - {kind: other, target: v, noun: open server room, owner: N, host: AWS}\n    - {kind: product_flaw, target: Suite 4}\n"), "x", kinds...)
	if err != nil {
		t.Fatal(err)
	}
	if a := f.Facts.Assets[0]; a.Noun != "open server room" || a.Owner != "N" || a.Host != "AWS" {
		t.Errorf("%+v", a)
	}
}

func TestEveryWayToReachSomebodyStandsInCaseFiles(t *testing.T) {
	t.Parallel()
	for word, want := range map[string]disclosure.Channel{
		"email": disclosure.Email, "issue": disclosure.Issue, "phone": disclosure.Phone, "form": disclosure.Form, "letter": disclosure.Letter,
		"post": disclosure.Letter, "social": disclosure.Social, "chat": disclosure.Chat,
	} {
		f, err := casefile.Parse(strings.NewReader("case: {title: T}\nevents:\n  - {kind: contacted, at: 2020, channel: "+word+"}\n"), "t.yaml")
		if err != nil || f.Events[0].Channel != want {
			t.Errorf("%s: %v", word, err)
		}
	}
}
