package slack

import (
	"encoding/json"
	"fmt"
	"log/slog"
	"strings"
	"testing"
	"unicode/utf8"

	"daylight/disclosure"
	"daylight/disclosure/fault"
)

func TestSafe(t *testing.T) {
	cases := []struct{ name, in, want string }{
		{"markup is escaped", "<!channel> & <@U1>", "&lt;!channel&gt; &amp; &lt;@U1&gt;"},
		{"mass mentions call nobody", "@channel @HERE @everyone @bob", "@\u2060channel @\u2060HERE @\u2060everyone @bob"},
		{"reordering characters are shown", "a\u202eb", "a[U+202E]b"},
		{"invisible characters are shown", "a\u200bb\x07", "a[U+200B]b[U+0007]"},
		{"right to left text stays", "שלום", "שלום"},
		{"emoji stay whole", "👩‍👧", "👩‍👧"},
		{"lines stay", "a\nb\tc", "a\nb\tc"},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			if got := safe(c.in); got != c.want {
				t.Errorf("got %q", got)
			}
		})
	}
}

func TestSafeUpToNeverCutsAnEscape(t *testing.T) {
	for n := 2; n < 40; n++ {
		got := safeUpTo(strings.Repeat("<&@channel>", 20), n)
		if utf8.RuneCountInString(got) > n {
			t.Errorf("%d: %q", n, got)
		}
		if n == 39 && !strings.HasSuffix(got, "…") {
			t.Errorf("nothing says that %q was cut", got)
		}
		for _, part := range strings.SplitAfter(got, "&")[1:] {
			if !strings.HasPrefix(part, "amp;") && !strings.HasPrefix(part, "lt;") && !strings.HasPrefix(part, "gt;") {
				t.Errorf("%d: %q", n, got)
			}
		}
	}
}

func TestChunksKeepEveryCharacter(t *testing.T) {
	for _, s := range []string{strings.Repeat("line & more\n", 2000), strings.Repeat("&amp;", 3000), strings.Repeat("é", 7000)} {
		var all strings.Builder
		for c := range chunks(s) {
			if utf8.RuneCountInString(c) > maxText {
				t.Errorf("a chunk of %d", utf8.RuneCountInString(c))
			}
			if i := strings.LastIndexByte(c, '&'); i >= 0 && !strings.Contains(c[i:], ";") && !strings.HasPrefix(c[i:], "& ") {
				t.Errorf("a chunk ends in %q", c[i:])
			}
			all.WriteString(c)
		}
		if all.String() != s {
			t.Error("the chunks are not the text")
		}
	}
}

func TestLocatorsAreTakenOutOfFreeText(t *testing.T) {
	k := &disclosure.Case{
		Assets:   []disclosure.Asset{{Target: bucket}},
		Contacts: []disclosure.Contact{{Address: "security@nextmotion.example"}},
	}
	text := "See EXAMPLE-BUCKET.s3.eu-west-3.amazonaws.com or example-bucket, https://else.example/x; ask security@nextmotion.example or bob@b.example"
	got := veilFor(k, false).hide(text)
	for _, secret := range []string{"example-bucket", "EXAMPLE", "amazonaws", "else.example", "security@", "bob@"} {
		if strings.Contains(got, secret) {
			t.Errorf("%q is left in %q", secret, got)
		}
	}
	if got := veilFor(k, true).hide(text); !strings.Contains(got, "security@nextmotion.example") || strings.Contains(got, "amazonaws") {
		t.Errorf("an allow-listed channel shows %q", got)
	}
}

func TestQuotedLinksAreReadableAndDead(t *testing.T) {
	k := &disclosure.Case{Assets: []disclosure.Asset{{Target: bucket}}}
	e := disclosure.Event{Kind: disclosure.KindReplied, Text: "Fixed, see https://vendor.example/post\n<!channel> " + bucket}
	_, blocks, broadcast := renderNotice(k, e, false)
	got, err := json.Marshal(blocks)
	if err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(string(got), "hxxps://vendor[.]example/post") || strings.Contains(string(got), "amazonaws") || strings.Contains(string(got), "<!channel") || broadcast {
		t.Errorf("quoted %s", got)
	}
}

func TestVendorThatNamedItsBucketAfterItselfKeepsItsName(t *testing.T) {
	k := &disclosure.Case{
		Parties: []disclosure.Party{{Role: disclosure.Vendor, Name: "Nextmotion"}},
		Assets:  []disclosure.Asset{{Target: "https://nextmotion.s3.eu-west-3.amazonaws.com/"}},
	}
	if got := veilFor(k, false).hide("NextMotion and nextmotion.s3.eu-west-3.amazonaws.com"); got != "NextMotion and [target]" {
		t.Errorf("got %q", got)
	}
}

func TestSecretNeverPrints(t *testing.T) {
	s := NewSecret("xoxb-123")
	type holder struct {
		Public  Secret
		private Secret
	}
	h := holder{s, s}
	j, err := json.Marshal(Options{BotToken: s}.BotToken)
	if err != nil {
		t.Fatal(err)
	}
	var log strings.Builder
	slog.New(slog.NewTextHandler(&log, nil)).Info("x", "secret", s, "holder", h)
	for _, got := range []string{
		fmt.Sprint(s), fmt.Sprintf("%v %+v %#v %s %q %x %d", s, s, s, s, s, s, s), fmt.Sprintf("%v %+v %#v", h, h, h), string(j), log.String(), s.GoString(), s.String(),
	} {
		if strings.Contains(got, "123") {
			t.Errorf("printed %q", got)
		}
	}
	if s.value() != "xoxb-123" || s.Empty() || !(Secret{}).Empty() {
		t.Error("the value is lost")
	}
}

func TestDetect(t *testing.T) {
	cases := []struct{ name, text, title, target, kind string }{
		{"a link with a label", "Open bucket <https://b.s3.amazonaws.com/|x>", "Open bucket", "https://b.s3.amazonaws.com/", "s3"},
		{"a host in a line is taken out of the title", "admin panel on https://panel.example.org/login, no password", "admin panel on no password", "https://panel.example.org/login,", "http"},
		{"nothing is preset where nothing was found", "redis without a password", "redis without a password", "", ""},
		{"no mail address is taken for a host", "write to bob@example.org", "write to bob@example.org", "", ""},
		{"mentions vanish", "<!here> <@U123> a leak &amp; more", "a leak & more", "", ""},
		{"the first line that says something", "\n\n*Title here*\nrest", "Title here", "", ""},
		{"nothing", "", "", "", ""},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			got := Detect(find, c.text)
			if got.Target != c.target || got.Kind != c.kind {
				t.Errorf("target %q %q", got.Target, got.Kind)
			}
			if c.title != "" && got.Title != c.title {
				t.Errorf("title %q", got.Title)
			}
		})
	}
}

func TestTheModalPresetsNoKind(t *testing.T) {
	a := &App{opts: Options{Kinds: []string{"azure", "s3"}, Zone: utc(), Clock: fixed}}
	if got := values(a.findingView(nil, "", origin{})); got[fieldKind] != kindAsWritten {
		t.Errorf("%q is preset", got[fieldKind])
	}
	if got := values(a.findingView(map[string]string{fieldKind: "s3"}, "", origin{})); got[fieldKind] != "s3" {
		t.Errorf("%q is preset", got[fieldKind])
	}
}

func TestReadCommand(t *testing.T) {
	cases := []struct {
		name, text, word string
		args             []string
	}{
		{"nothing", "  ", "", nil},
		{"words", "List  open\tall", "list", []string{"open", "all"}},
		{"quotes hold words together", `list "next motion" x`, "list", []string{"next motion", "x"}},
		{"phones write curly quotes", "list “next motion”", "list", []string{"next motion"}},
		{"an empty word", `list ""`, "list", []string{""}},
		{"no-break spaces separate", "list\u00a0open", "list", []string{"open"}},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			got, err := readCommand(c.text)
			if err != nil || got.Word != c.word || strings.Join(got.Args, "|") != strings.Join(c.args, "|") || len(got.Args) != len(c.args) {
				t.Errorf("got %+v, %v", got, err)
			}
		})
	}
	for _, bad := range []string{`list "x`, strings.Repeat("x", maxCommand+1)} {
		if _, err := readCommand(bad); fault.CodeOf(err) != fault.Invalid {
			t.Errorf("%.20q is accepted", bad)
		}
	}
}

func TestClosestWord(t *testing.T) {
	words := []string{"new", "show", "list", "timeline", "help"}
	for in, want := range map[string]string{"shwo": "show", "lst": "list", "time": "timeline", "hlep": "help", "nw": "new", "publish": "", "": "", "zzz": ""} {
		if got := closest(in, words); got != want {
			t.Errorf("%q: got %q, want %q", in, got, want)
		}
	}
}

func TestReadCaseID(t *testing.T) {
	for in, want := range map[string]disclosure.CaseID{"DL-2020-0001": "DL-2020-0001", "dl-2020-1": "DL-2020-0001", "`DL-2020-12`": "DL-2020-0012", "ab1-1999-123456": "AB1-1999-123456"} {
		if got, err := readCaseID(in); err != nil || got != want {
			t.Errorf("%q: got %q, %v", in, got, err)
		}
	}
	for _, bad := range []string{"", "DL", "DL-20-1", "DL-2020-", "DL-2020-1234567", "1-2020-1", "DL-2020-1/../x"} {
		if _, err := readCaseID(bad); err == nil {
			t.Errorf("%q is accepted", bad)
		}
	}
}

func TestValueOfAButtonRoundTrips(t *testing.T) {
	v := value{Case: "DL-2020-0001", Draft: "D12", Revision: 3, Version: 44}
	if got, err := readValue(v.String()); err != nil || got != v {
		t.Errorf("got %+v, %v", got, err)
	}
	for _, bad := range []string{"", "|||", "DL-2020-0001|D1|-1|2", "DL-2020-0001|D1|x|2", "DL-2020-0001|D1|1|2|3"} {
		if _, err := readValue(bad); err == nil {
			t.Errorf("%q is accepted", bad)
		}
	}
}

func TestResponseAddressLeadsToSlackOnly(t *testing.T) {
	c := &client{host: "slack.com"}
	for address, want := range map[string]bool{
		"https://hooks.slack.com/commands/1": true, "https://hooks.slack-gov.com/x": true, "http://hooks.slack.com/x": false,
		"https://hooks.slack.com.evil.example/": false, "https://u@hooks.slack.com/": false, "http://169.254.169.254/": false, "": false,
	} {
		if got := c.responseAddress(address); got != want {
			t.Errorf("%s: %v", address, got)
		}
	}
}

func TestPermalinkIsBuiltOfCheckedParts(t *testing.T) {
	if got := permalink("team", "C0TALK", "1580000000.000100"); got != "https://team.slack.com/archives/C0TALK/p1580000000000100" {
		t.Errorf("got %q", got)
	}
	for _, bad := range [][3]string{{"evil.example/", "C0TALK", "1.1"}, {"team", "x", "1.1"}, {"team", "C0TALK", "now"}} {
		if got := permalink(bad[0], bad[1], bad[2]); got != "" {
			t.Errorf("%v gives %q", bad, got)
		}
	}
}

func FuzzReadCommand(f *testing.F) {
	for _, s := range []string{"list open", `show "DL-2020-0001"`, "“", "\x00", "new\u00a0x"} {
		f.Add(s)
	}
	a := &App{routes: routes(), opts: Options{Channel: triage}}
	f.Fuzz(func(t *testing.T, s string) {
		got, err := readCommand(s)
		if err != nil {
			return
		}
		if strings.ContainsAny(got.Word, " \t\n") && !strings.ContainsAny(s, `"“”`) {
			t.Errorf("a word with space: %q", got.Word)
		}
		_ = closest(got.Word, a.words())
		if n := utf8.RuneCountInString(a.help([]string{got.Word})); n > maxText {
			t.Errorf("help has %d characters", n)
		}
		for _, arg := range got.Args {
			if id, err := readCaseID(arg); err == nil {
				if again, err := readCaseID(string(id)); err != nil || again != id {
					t.Errorf("%q does not read back", id)
				}
			}
		}
	})
}

func FuzzInteraction(f *testing.F) {
	f.Add([]byte(`{"type":"interactive","envelope_id":"E","payload":{"type":"block_actions","actions":[{"action_id":"draft_send","value":"DL-2020-0001|D1|1|4"}]}}`))
	f.Add([]byte(`{"type":"interactive","payload":{"type":"view_submission","view":{"callback_id":"finding_new","private_metadata":"{}","state":{"values":{"title":{"title":{"value":"x"}}}}}}}`))
	f.Add([]byte(`{"type":"slash_commands","payload":{"text":"show DL-2020-1","user_id":"U0LEAD"}}`))
	f.Add([]byte(`{"type":"interactive","payload":{"type":"message_action","callback_id":"finding_from_message","message":{"text":"<https://x.example|y> &amp;"}}}`))
	a := &App{routes: routes(), ports: Ports{Canonical: canonical, Find: find, Targets: newDesk(fixed)}, opts: Options{Channel: triage, Kinds: []string{"s3", "http"}, Zone: utc(), Clock: fixed}}
	f.Fuzz(func(t *testing.T, raw []byte) {
		e, err := readEnvelope(raw)
		if err != nil {
			return
		}
		in, err := e.interaction()
		if err != nil {
			return
		}
		if !strings.HasPrefix(e.key(in), "slack/") {
			t.Error("no key")
		}
		_, c, _ := a.resolve(in)
		if v, err := readValue(c.Value); err == nil {
			if again, err := readValue(v.String()); err != nil || again != v {
				t.Errorf("%+v does not read back", v)
			}
		}
		if _, errs := a.readFinding(in.View.Values); len(errs) == 0 && in.View.Values[fieldTitle] == "" {
			t.Error("a finding without a title")
		}
		if err := CheckView(a.filledIn(t.Context(), in.Message.Text, "The rest.", readOrigin(in.View.Metadata))); err != nil && len(in.View.Metadata) < 2000 {
			t.Error(err)
		}
	})
}
