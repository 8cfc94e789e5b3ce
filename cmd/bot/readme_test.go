package main

import (
	"bytes"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"daylight/cmd/bot/internal/cli"
)

// exitNote is the comment of a line of README that ends with another code than 0.
var exitNote = regexp.MustCompile(`# exit (\d)`)

// TestTheWalkOfTheReadmeRunsAsItIsWritten runs the lines of README about a case. Only the two addresses are replaced, by
// buckets on this machine: nothing leaves it.
func TestTheWalkOfTheReadmeRunsAsItIsWritten(t *testing.T) {
	t.Parallel()
	srv := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "application/xml")
		w.Header().Set("X-Amz-Request-Id", "1")
		if strings.HasPrefix(r.URL.Path, "/open") {
			io.WriteString(w, `<?xml version="1.0" encoding="UTF-8"?><ListBucketResult xmlns="http://s3.amazonaws.com/doc/2006-03-01/">`+
				`<Name>open</Name><Prefix></Prefix><MaxKeys>1</MaxKeys><IsTruncated>false</IsTruncated></ListBucketResult>`)
			return
		}
		w.WriteHeader(http.StatusForbidden)
		io.WriteString(w, `<?xml version="1.0" encoding="UTF-8"?><Error><Code>AccessDenied</Code><Message>Access Denied</Message></Error>`)
	}))
	t.Cleanup(srv.Close)
	dir := t.TempDir()
	env := func(name string) string { return map[string]string{"DAYLIGHT_DIR": dir, "USER": "alice"}[name] }
	if code := cli.Main(t.Context(), []string{"init"}, cli.Streams{In: strings.NewReader(""), Out: io.Discard, Err: os.Stderr}, env); code != 0 {
		t.Fatalf("bot init ends with %d", code)
	}
	if err := os.WriteFile(filepath.Join(dir, "config.yaml"), []byte("probe:\n  allow_private: [127.0.0.0/8]\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	here := strings.NewReplacer(
		"https://example-bucket.s3.eu-west-3.amazonaws.com/", srv.URL+"/open", "https://shut-bucket.s3.eu-west-3.amazonaws.com/", srv.URL+"/shut",
		"--out writeup", "--out "+filepath.Join(dir, "writeup"),
	)
	codes := map[int]int{}
	for _, line := range readmeWalk(t) {
		want := 0
		if m := exitNote.FindStringSubmatch(line); m != nil {
			want, _ = strconv.Atoi(m[1])
		}
		command, _, _ := strings.Cut(line, " #")
		var out, errs bytes.Buffer
		got := cli.Main(t.Context(), shellWords(here.Replace(command))[1:], cli.Streams{In: strings.NewReader(""), Out: &out, Err: &errs}, env)
		if got != want {
			t.Errorf("%s\nends with %d, README says %d:\n%s%s", line, got, want, out.String(), errs.String())
		}
		codes[got]++
		if want == 3 && strings.Contains(line, "draft new") && !strings.Contains(errs.String(), "--because TEXT") && !strings.Contains(errs.String(), "bot probe") {
			t.Errorf("%s: the refusal does not say what to do: %s", line, errs.String())
		}
	}
	if codes[0] < 10 || codes[3] < 3 {
		t.Errorf("README's walk is not what it was: %v", codes)
	}
	mails, err := filepath.Glob(filepath.Join(dir, "outbox", "*.eml"))
	if err != nil || len(mails) != 1 {
		t.Errorf("%d mails, %v", len(mails), err)
	}
}

// readmeWalk returns the calls of README from the first case on, up to the next section, each on one line.
func readmeWalk(t *testing.T) []string {
	t.Helper()
	raw, err := os.ReadFile("../../README.md")
	if err != nil {
		t.Fatal(err)
	}
	_, text, ok := strings.Cut(string(raw), "A case from the command line, in a folder where `bot init` was run:")
	text, _, more := strings.Cut(text, "**Deadlines.**")
	if !ok || !more {
		t.Fatal("README has no walk")
	}
	var calls []string
	for line := range strings.SplitSeq(strings.ReplaceAll(text, "\\\n", " "), "\n") {
		if strings.HasPrefix(line, "bot ") {
			calls = append(calls, line)
		}
	}
	return calls
}

// shellWords splits a call as a shell does, as far as README needs it: spaces and single quotes.
func shellWords(line string) []string {
	var words []string
	var word strings.Builder
	quoted, begun := false, false
	for _, r := range line {
		switch {
		case r == '\'':
			quoted, begun = !quoted, true
		case r == ' ' && !quoted:
			if begun {
				words = append(words, word.String())
			}
			word.Reset()
			begun = false
		default:
			word.WriteRune(r)
			begun = true
		}
	}
	if begun {
		words = append(words, word.String())
	}
	return words
}
