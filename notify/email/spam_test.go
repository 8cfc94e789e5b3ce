package email_test

import (
	"bytes"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"golang.org/x/tools/txtar"

	"daylight/disclosure"
)

var spamScore = regexp.MustCompile(`(?s)X-Spam-Status: \w+, score=(\S+) required=\S+ tests=(.*?)\s+autolearn=`)

// swindle shows that there are rules which judge texts.
const swindle = "From: x@example.org\r\nTo: undisclosed-recipients:;\r\nSubject: URGENT BUSINESS PROPOSAL!!!\r\nDate: Mon, 27 Jan 2020 09:30:00 +0000\r\nMessage-ID: <1@example.org>\r\n\r\n" +
	"Dear Friend, I am the widow of the late minister. The sum of $25,000,000 (TWENTY FIVE MILLION US DOLLARS) lies in a bank. Buy viagra now, money back guarantee.\r\n"

// TestNoMailLooksLikeSpam composes the mail of every template in every language and has SpamAssassin judge it by its own rules
// alone, without the network: each has less than one point. scripts/spam.sh installs and runs it.
func TestNoMailLooksLikeSpam(t *testing.T) {
	program := os.Getenv("SPAMASSASSIN")
	if program == "" {
		t.Skip("SPAMASSASSIN names no program: run scripts/spam.sh")
	}
	paths, err := filepath.Glob("../../templates/testdata/messages.*.txtar")
	if err != nil || len(paths) < 3 {
		t.Fatal(paths, err)
	}
	if score, tests := spam(t, program, []byte(swindle)); score < 5 {
		t.Fatalf("a swindle has %.1f points: the rules are missing: %s", score, tests)
	}
	for _, path := range paths {
		lang := strings.Split(filepath.Base(path), ".")[1]
		archive, err := txtar.ParseFile(path)
		if err != nil {
			t.Fatal(err)
		}
		texts := map[string]string{}
		for _, f := range archive.Files {
			texts[f.Name] = string(f.Data)
		}
		for _, name := range disclosure.Templates() {
			head, body, _ := strings.Cut(texts[string(name)], "\n\n")
			subject, ok := strings.CutPrefix(head, "Subject: ")
			if !ok || body == "" {
				t.Fatalf("%s in %s: %.80q", name, lang, texts[string(name)])
			}
			in := firstContact()
			in.Contact.Address, in.Lang, in.Subject, in.Body = "security@vendor.example", lang, subject, body
			_, _, raw, err := testComposer(t).Compose(in)
			if err != nil {
				t.Fatal(err)
			}
			score, tests := spam(t, program, raw)
			t.Logf("%-22s %s %5.1f  %s", name, lang, score, tests)
			if score >= 1 {
				t.Errorf("%s in %s has %.1f points: %s", name, lang, score, tests)
			}
		}
	}
}

// spam returns the points that SpamAssassin gives a mail, and its rules that hold.
func spam(t *testing.T, program string, raw []byte) (score float64, tests string) {
	t.Helper()
	run := exec.CommandContext(t.Context(), program, "-L", "-t")
	run.Stdin = bytes.NewReader(raw)
	out, err := run.Output()
	if err != nil {
		t.Fatal(err)
	}
	m := spamScore.FindSubmatch(out)
	if m == nil {
		t.Fatalf("no score: %.2000s", out)
	}
	if score, err = strconv.ParseFloat(string(m[1]), 64); err != nil {
		t.Fatal(err)
	}
	return score, strings.Join(strings.Fields(string(m[2])), "")
}
