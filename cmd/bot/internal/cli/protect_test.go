package cli

import (
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"daylight/cmd/bot/internal/cli/session"
	"daylight/disclosure/content"
)

// A word that the team protects stops a page and every text that was written elsewhere, and is never shown again.
func TestProtectedWordsAreKeptKeyedAndFoundAgain(t *testing.T) {
	t.Parallel()
	s := newSigners(t, "bob", "carol")
	var said strings.Builder // all that any call says
	call := func(want int, in string, args ...string) string {
		t.Helper()
		var out, errs bytes.Buffer
		call := append([]string{"--dir", s.dir}, args...)
		if code := MainAs(t.Context(), "alice", call, Streams{In: strings.NewReader(in), Out: &out, Err: &errs}, func(string) string { return "" }); code != want {
			t.Errorf("bot %s: exit code %d, want %d\n%s%s", strings.Join(call, " "), code, want, out.String(), errs.String())
		}
		said.WriteString(out.String() + errs.String())
		return out.String() + errs.String()
	}
	holds := func(text, want string) {
		t.Helper()
		if !strings.Contains(text, want) {
			t.Errorf("it does not say %q: %s", want, text)
		}
	}
	article := s.path("article.md")
	s.write("article.md", "The nurse ZOFII KOWALSKIEJ and her Morgenrot were shown.\n")
	scan := func(want int, more ...string) []content.Finding {
		t.Helper()
		var got struct{ Findings []content.Finding }
		out := call(want, "", append([]string{"publish", "scan", s.id, article, "--json"}, more...)...)
		if err := json.Unmarshal([]byte(out), &got); err != nil {
			t.Fatalf("%v\n%s", err, out)
		}
		return got.Findings
	}
	scan(session.ExitOK)
	holds(call(session.ExitOK, "", "case", "protect", s.id, "--list"), "protects no word")

	// What is no list of words is refused, and nothing is repeated of it.
	holds(call(session.ExitUsage, "", "case", "protect", s.id, "Morgenrot"), "not taken from the command line")
	holds(call(session.ExitUsage, "\n \n", "case", "protect", s.id), "there is no word")
	holds(call(session.ExitUsage, "Morgenrot\n…\n", "case", "protect", s.id), "line 2 is no word")
	holds(call(session.ExitUsage, "Morgenrot\n", "case", "protect", s.id, "--reason", "x"), "--reason belongs to --remove")
	holds(call(session.ExitUsage, "Morgenrot\n", "case", "protect", "DL-1999-0001"), "no case")
	scan(session.ExitOK)

	s.write("names.txt", "\ufeffZofia Kowalska\r\nMORGENROT\r\n\r\nmorgenröt\r\n")
	holds(call(session.ExitOK, "", "case", "protect", s.id, "--file", s.path("names.txt")), "2 words are protected now, 1 was already, 2 in all")
	holds(call(session.ExitOK, "morgenrot\n", "case", "protect", s.id), "0 words are protected now, 1 was already, 2 in all")
	holds(call(session.ExitOK, "Bucket\n", "case", "protect", s.id), "stands in the title of the case")

	found := scan(session.ExitRefused)
	if len(found) != 2 || found[0].Rule != content.RuleProtected || found[0].Digest == found[1].Digest {
		t.Fatalf("%+v", found)
	}
	holds(call(session.ExitRefused, "", "publish", s.id, "--mode", "stub", "--check"), "no_protected_words")

	// Two people let one of them pass.
	override := []string{"publish", "override", s.id, found[0].Digest[:10], article, "--why", "on_purpose", "--reason", "she asked for it", "--sign", "--ssh-key"}
	call(session.ExitOK, "", append(override, s.path("bob"))...)
	call(session.ExitRefused, "", append(override, s.path("bob"))...)
	call(session.ExitOK, "", append(override, s.path("carol"))...)
	if open := content.Open(scan(session.ExitRefused)); len(open) != 1 || open[0].Digest != found[1].Digest {
		t.Errorf("%+v", open)
	}

	// One person takes none out.
	var list struct {
		Words int
		List  []struct{ ID, By string }
	}
	if err := json.Unmarshal([]byte(call(session.ExitOK, "", "case", "protect", s.id, "--list", "--json")), &list); err != nil {
		t.Fatal(err)
	}
	if list.Words != 3 || len(list.List) != 3 || list.List[1].By != "alice" || !regexp.MustCompile("^w[0-9a-f]{10}$").MatchString(list.List[1].ID) {
		t.Fatalf("%+v", list)
	}
	holds(call(session.ExitOK, "", "__complete", "case", "protect", s.id, "--remove", "w"), list.List[1].ID+"\tprotected by alice")
	remove := []string{"case", "protect", s.id, "--remove", list.List[1].ID, "--reason", "it is public", "--sign", "--ssh-key"}
	call(session.ExitOK, "", append(remove, s.path("bob"))...)
	if len(content.Open(scan(session.ExitRefused))) != 1 {
		t.Error("one person took a word out")
	}
	call(session.ExitRefused, "", append(remove, s.path("bob"))...)
	holds(call(session.ExitOK, "", append(remove, s.path("carol"))...), "is not protected any more")
	was := said.String()
	if open := content.Open(scan(session.ExitOK)); len(open) != 0 {
		t.Errorf("%+v", open)
	}
	said.Reset() // what stands around another find may show the word while nobody protects it
	said.WriteString(was)
	holds(call(session.ExitUsage, "", append(remove, s.path("carol"))...), "protects no word with this id")
	holds(call(session.ExitOK, "Morgenrot\n", "case", "protect", s.id), "1 word is protected now, 3 in all")
	if open := content.Open(scan(session.ExitRefused)); len(open) != 1 || open[0].Digest != found[1].Digest {
		t.Errorf("protected again: %+v", open)
	}
	call(session.ExitOK, "", "db", "verify")

	for _, args := range [][]string{{"case", "show", s.id, "--json"}, {"timeline", s.id}, {"timeline", s.id, "--json"}, {"case", "export", s.id}, {"case", "protect", s.id, "--list"}} {
		call(session.ExitOK, "", args...)
	}
	for _, word := range []string{"morgenrot", "kowalsk", "zofi"} {
		if strings.Contains(strings.ToLower(said.String()), word) {
			t.Errorf("some call repeats %q:\n%s", word, said.String())
		}
	}
	files, err := filepath.Glob(s.path("*.db*"))
	if err != nil || len(files) == 0 {
		t.Fatalf("%v %v", files, err)
	}
	for _, name := range files {
		b, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		if low := bytes.ToLower(b); bytes.Contains(low, []byte("morgenrot")) || bytes.Contains(low, []byte("kowalsk")) {
			t.Errorf("%s holds a word", name)
		}
	}
}
