package email_test

import (
	"path"
	"regexp"
	"strings"
	"testing"

	"golang.org/x/tools/txtar"

	"daylight/notify/email"
)

// TestAnswersInEightLanguages holds how many people are recognised, that nobody who wrote is taken for a machine, and that no
// acknowledgement is taken for a person, which would stop a clock. When the set was new, 45 of 64 people were recognised and four
// acknowledgements were taken for people's; since then the signs know verbs of the first person in four more languages, questions of
// surveys and demands for grounds.
func TestAnswersInEightLanguages(t *testing.T) {
	t.Parallel()
	set, err := txtar.ParseFile("testdata/answers.txtar")
	if err != nil {
		t.Fatal(err)
	}
	people, recognised, machines := 0, 0, 0
	for _, f := range set.Files {
		m, err := email.Read([]byte(mailOf(string(f.Data))))
		if err != nil {
			t.Fatal(f.Name, err)
		}
		switch path.Base(path.Dir(f.Name)) {
		case "person":
			people++
			if m.Class == email.Person {
				recognised++
			} else {
				t.Logf("%s is %s: %v", f.Name, m.Class, m.Evidence)
			}
			if m.Class != email.Person && m.Class != email.Unclear {
				t.Errorf("%s: a person is taken for %s: %v", f.Name, m.Class, m.Evidence)
			}
		case "machine":
			machines++
			if m.Class == email.Person {
				t.Errorf("%s: an acknowledgement is taken for a person: %v", f.Name, m.Evidence)
			}
		default:
			t.Errorf("%s is neither a person's nor a machine's", f.Name)
		}
	}
	t.Logf("%d of %d people are recognised, %d acknowledgements", recognised, people, machines)
	if people+machines < 120 || recognised*100 < people*90 {
		t.Errorf("%d of %d people are recognised, beside %d acknowledgements", recognised, people, machines)
	}
}

// replied is the subject of an answer; programs for mail name what it answers.
var replied = regexp.MustCompile(`(?m)^Subject: (?:Re|AW|R|Odp|FW|WG): `)

// mailOf completes the header of a mail of the set.
func mailOf(text string) string {
	head, body, _ := strings.Cut(text, "\n\n")
	if replied.MatchString(strings.ReplaceAll(head, "RE:", "Re:")) {
		head += "\nIn-Reply-To: <1@research.example>"
		body += "\n> Hello,\n> we are a security research team.\n"
	}
	return strings.ReplaceAll("To: team@research.example\nDate: Tue, 28 Jan 2020 10:00:00 +0000\nMessage-ID: <1@x.example>\nMIME-Version: 1.0\n"+
		"Content-Type: text/plain; charset=utf-8\n"+head+"\n\n"+body, "\n", "\r\n")
}
