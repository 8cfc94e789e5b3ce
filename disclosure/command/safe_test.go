package command_test

import (
	"reflect"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"daylight/disclosure"
	"daylight/disclosure/civil"
	"daylight/disclosure/command"
	"daylight/disclosure/command/commandtest"
	"daylight/disclosure/command/record"
	"daylight/disclosure/milestone"
	"daylight/disclosure/observed"
	"daylight/disclosure/plain"
)

// fill writes a text into every empty text field of a command, however deep it lies. What names a word of the vocabulary, an
// asset or a draft stays as the test set it.
func fill(v reflect.Value, text string) {
	switch v.Kind() {
	case reflect.Struct:
		for i := range v.NumField() {
			if v.Type().Field(i).IsExported() {
				fill(v.Field(i), text)
			}
		}
	case reflect.Slice:
		for i := range v.Len() {
			fill(v.Index(i), text)
		}
	case reflect.Pointer:
		if v.IsNil() && v.Type().Elem().Kind() == reflect.String {
			v.Set(reflect.New(v.Type().Elem()))
		}
		if !v.IsNil() {
			fill(v.Elem(), text)
		}
	case reflect.String:
		if v.String() == "" && v.Type() == reflect.TypeFor[string]() {
			v.SetString(text)
		}
	default:
	}
}

// texts calls with each text of an event, except for what a probe saw and sends.
func texts(v reflect.Value, with func(string)) {
	if v.Type() == reflect.TypeFor[observed.Observation]() || v.Type() == reflect.TypeFor[disclosure.Expect]() {
		return
	}
	switch v.Kind() {
	case reflect.Struct:
		for i := range v.NumField() {
			if v.Type().Field(i).IsExported() {
				texts(v.Field(i), with)
			}
		}
	case reflect.Slice:
		for i := range v.Len() {
			texts(v.Index(i), with)
		}
	case reflect.Pointer:
		if !v.IsNil() {
			texts(v.Elem(), with)
		}
	case reflect.String:
		with(v.String())
	default:
	}
}

// TestNoCommandPutsLiveTextOnRecord gives every command with hostile text in each of its fields. Whatever is decided, no text
// of its events moves a cursor, turns the direction of writing or begins a line of its own in a title.
func TestNoCommandPutsLiveTextOnRecord(t *testing.T) {
	t.Parallel()
	some := append(commands(),
		ruled{cmd: record.Record{Facts: disclosure.Facts{Parties: []disclosure.Party{{Role: disclosure.Vendor}}, Assets: []disclosure.Asset{{Kind: "s3", Target: "https://x.s3.example/"}}}}, opens: true},
		ruled{cmd: record.Import{
			Facts:    disclosure.Facts{Parties: []disclosure.Party{{Role: disclosure.Provider}}},
			Events:   []disclosure.Event{{Kind: disclosure.KindNote, At: civil.OnDay(2020, 1, 25)}},
			Contacts: []disclosure.Contact{{Role: disclosure.Vendor, Channel: disclosure.Phone}},
		}, opens: true},
		ruled{cmd: record.AddEvent{Kind: disclosure.KindNote, At: civil.OnDay(2020, 1, 25)}},
		ruled{cmd: record.AddEvent{Kind: disclosure.KindStatement, At: civil.OnDay(2020, 1, 25), Party: disclosure.Vendor}},
		ruled{cmd: record.EditParty{Role: disclosure.Vendor, Name: "NextMotion"}},
		ruled{cmd: record.EditAsset{Asset: "A1", Owner: new("NextMotion"), Host: new("")}},
		ruled{cmd: record.RenameAsset{Asset: "A1", To: disclosure.Asset{Kind: "s3"}}}, ruled{cmd: record.DropAsset{Asset: "A1"}},
		ruled{cmd: record.EditContact{ID: "C1"}}, ruled{cmd: record.EditContact{ID: "C1", Drop: true}},
		ruled{cmd: record.AddContact{Contact: disclosure.Contact{Role: disclosure.Provider, Channel: disclosure.Phone}}},
		ruled{cmd: record.CloseCase{Outcome: disclosure.OutcomeOwnerUnknown}},
	)
	active := commandtest.NewPlay(t)
	events := 0
	rapid.Check(t, func(t *rapid.T) {
		text := rapid.StringN(0, 20, 60).Draw(t, "before") + rapid.SampledFrom([]string{
			"\x1b[2J", "\u202Etxt.exe", "\r\nSet: x", "\u2066a\u2069", "\u009b1m", "\U000E0041", "[removed]", "a\u200bb",
		}).Draw(t, "sting") + rapid.StringN(0, 5, 20).Draw(t, "after")
		for _, r := range some {
			cmd := reflect.New(reflect.TypeOf(r.cmd)).Elem()
			cmd.Set(reflect.ValueOf(r.cmd))
			fill(cmd, text)
			given, ok := cmd.Interface().(command.Command)
			if !ok {
				t.Fatalf("%T is no command", r.cmd)
			}
			c := active.C
			if r.opens {
				c = nil
			}
			d, err := command.Decide(c, given, command.Env{Actor: commandtest.Ada, Now: active.Now.Add(time.Hour), Rules: active.Rules})
			if err != nil {
				continue // refused: nothing goes on record
			}
			events += len(d.Events)
			for i := range d.Events {
				texts(reflect.ValueOf(d.Events[i]), func(s string) {
					if !plain.IsSafe(s) || strings.Contains(strings.ToLower(s), "[removed]") {
						t.Fatalf("%T puts %q on record", r.cmd, s)
					}
				})
			}
			if after := milestone.Apply(c, d.Events...); strings.ContainsAny(after.Title, "\r\n") {
				t.Fatalf("%T: the title is %q", r.cmd, after.Title)
			}
		}
	})
	least := 500
	if testing.Short() { // rapid tries a fifth then
		least = 100
	}
	if events < least {
		t.Errorf("only %d events were looked at: the check is blind", events)
	}
}

func TestWhichReferencesAreKept(t *testing.T) {
	t.Parallel()
	for ref, kept := range map[string]bool{
		"": true, "https://news.example.org/1": true, "HTTP://news.example.org": true, "<a@b.example>": true, "mid:a@b.example": true,
		"owner/repo#7": true, "DL-2020-0001/first_contact/C1/1": true, "phone call of 27 January": true, "Note: they called": true, "publication": true,
		"javascript:alert(1)": false, "JaVaScRiPt:alert(1)": false, "data:text/html,x": false, "file:///etc/passwd": false, "mailto:a@b.example": false,
		"ftp://x.example/": false, "https:x": false, "https:///x": false, " \tvbscript:x": false, "x-y.z+1:go": false,
	} {
		if err := command.CheckReference(ref); (err == nil) != kept {
			t.Errorf("%q: %v, kept %t", ref, err, kept)
		}
	}
}
