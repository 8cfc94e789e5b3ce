package written_test

import (
	"strings"
	"testing"
	"time"

	"daylight/cmd/bot/internal/app/desk/written"
	"daylight/disclosure"
	"daylight/disclosure/fault"
	"daylight/disclosure/manuscript"
)

// key derives another key for each purpose.
type key string

func (k key) Derive(purpose string) []byte { return []byte(string(k) + purpose) }

func seal(text []byte) (disclosure.Blob, error) { return disclosure.NewBlob(text, nil) }

// protecting is a case whose words were protected by one event for each list.
func protecting(t *testing.T, id disclosure.CaseID, r written.Reader, kept blobs, lists ...string) (*disclosure.Case, []disclosure.Event) {
	t.Helper()
	c := &disclosure.Case{ID: id}
	var events []disclosure.Event
	for i, list := range lists {
		cmd, err := r.Protect(id, list, seal)
		if err != nil {
			t.Fatal(err)
		}
		kept[cmd.Blob.Ref] = string(cmd.Blob.Plain)
		e := disclosure.Event{Seq: i + 2, Kind: disclosure.KindWordsProtected, Detail: disclosure.Detail{Body: cmd.Blob.Ref, Words: &manuscript.Words{IDs: cmd.IDs}}}
		events = append(events, e)
		c.Manuscript = c.Manuscript.Guarded(e.Seq, "ada", time.Time{}, e.Detail.Words, false)
	}
	return c, events
}

func TestProtectedWordsAreFoundByTheKeyOfTheirCaseAlone(t *testing.T) {
	t.Parallel()
	kept := blobs{}
	r := written.Reader{Blobs: kept, Key: key("k")}
	c, events := protecting(t, "DL-2020-0001", r, kept, "Kowalski\r\n\r\nProjekt Morgenrot\r\n", "müller")
	find, err := r.Protected(t.Context(), c, events)
	if err != nil || find == nil {
		t.Fatal(err)
	}
	for text, want := range map[string]int{"KOWALSKIEGO and Herr Mueller of Projekt Morgenrot": 3, "nothing of it": 0} {
		if got := find(text); len(got) != want {
			t.Errorf("%q: %+v", text, got)
		}
	}
	for _, text := range kept {
		if low := strings.ToLower(text); strings.Contains(low, "kowal") || strings.Contains(low, "morgen") || strings.Contains(low, "ller") {
			t.Errorf("a word is kept: %s", text)
		}
	}
	other, err := r.Protect("DL-2020-0002", "Kowalski", seal)
	if err != nil || other.IDs[0] == c.Manuscript.Guards[0].ID {
		t.Errorf("the same word has the same name in another case: %v %v", other.IDs, err)
	}
	again, err := r.Protect("DL-2020-0001", " KOWALSKI ", seal)
	if err != nil || again.IDs[0] != c.Manuscript.Guards[0].ID {
		t.Errorf("the same word has another name: %v %v", again.IDs, err)
	}
	// What was taken out is not looked for, though its digest lies there.
	c.Manuscript = c.Manuscript.Guarded(9, "ada", time.Time{}, &manuscript.Words{IDs: again.IDs}, true)
	if find, err = r.Protected(t.Context(), c, events); err != nil || len(find("Kowalski and Projekt Morgenrot")) != 1 {
		t.Errorf("%v", err)
	}
}

func TestWordsThatCannotBeReadAreNotTakenForNone(t *testing.T) {
	t.Parallel()
	for rule, spoil := range map[string]func(kept blobs, events []disclosure.Event){
		"one list was erased":       func(kept blobs, events []disclosure.Event) { delete(kept, events[1].Detail.Body) },
		"a word is not in its list": func(kept blobs, events []disclosure.Event) { kept[events[1].Detail.Body] = "w0000000000 00\n" },
	} {
		kept := blobs{}
		r := written.Reader{Blobs: kept, Key: key("k")}
		c, events := protecting(t, "DL-2020-0001", r, kept, "Kowalski", "Morgenrot")
		spoil(kept, events)
		if find, err := r.Protected(t.Context(), c, events); err != nil || find != nil {
			t.Errorf("%s: %v", rule, err)
		}
	}
	if find, err := (written.Reader{}).Protected(t.Context(), &disclosure.Case{}, nil); find != nil || err != nil {
		t.Errorf("no words: %v", err)
	}
}

func TestAListThatIsNoneIsRefusedWithoutRepeatingIt(t *testing.T) {
	t.Parallel()
	r := written.Reader{Key: key("k")}
	for rule, list := range map[string]string{
		"a line of signs":      "Kowalski\n—\n",
		"a line of nine words": "Kowalski a b c d e f g h",
		"no text":              "Kowalski\xff",
		"more than a list has": strings.Repeat("Kowalski\n", written.MaxWords/9+1),
	} {
		_, err := r.Protect("DL-2020-0001", list, seal)
		if fault.CodeOf(err) != fault.Invalid || strings.Contains(err.Error(), "Kowalski") {
			t.Errorf("%s: %v", rule, err)
		}
	}
}
