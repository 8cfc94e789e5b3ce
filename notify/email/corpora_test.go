package email_test

import (
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"daylight/notify/email"
)

// corpus is the folder of a corpus that scripts/corpora.sh has fetched. Without one there is nothing to read, because such mails
// are other people's and not kept here; samples of our own are read by the other tests.
func corpus(t *testing.T, elem ...string) string {
	t.Helper()
	dir := os.Getenv("MAIL_CORPORA")
	if dir == "" {
		t.Skip("MAIL_CORPORA names no folder: run scripts/corpora.sh")
	}
	return filepath.Join(append([]string{dir}, elem...)...)
}

// each reads the mails of some files of a corpus.
func each(t *testing.T, do func(name string, m email.Mail), patterns ...string) {
	t.Helper()
	for _, p := range patterns {
		paths, err := filepath.Glob(corpus(t, p))
		if err != nil {
			t.Fatal(err)
		}
		for _, path := range paths {
			f, err := os.Open(path)
			if err != nil {
				t.Fatal(err)
			}
			for raw, err := range email.Mails(f) {
				name := filepath.Base(path)
				m, readErr := email.Read(raw.Bytes)
				if err != nil || readErr != nil {
					t.Errorf("%s: %v, %v", name, err, readErr)
					break
				}
				do(name, m)
				break // a notice may hold "From " lines of the mail that came back
			}
			_ = f.Close()
		}
	}
}

// show names a mail that is read otherwise than its publisher says, if somebody wants to see them.
func show(t *testing.T, format string, args ...any) {
	t.Helper()
	if os.Getenv("MAIL_CORPORA_SHOW") != "" {
		t.Logf(format, args...)
	}
}

// What the publishers of the bounces say of them, by the names of their files. The hard ones say that a recipient, a host or a domain
// is not there; the soft ones that a mail was too big, that a box is full, that a mail was taken for spam or that relaying is denied.
var (
	hardBounce = regexp.MustCompile(`unknown|doesnotexist|no-such-domain|nomailbox|rcpt-dne|badrcptto|deactivated-mailbox|non-autoreply|^bounce_(?:aol|att|charter|cox|earthlink|exchange|gmail|hotmail|me|postfix|yahoo)\.txt`)
	softBounce = regexp.MustCompile(`^quota|too-large|spam-rejection|junkemailfilter|^spamassassin|^spambouncer|relaying-denied|rcpthosts|not-a-relay|senderblock`)
	program    = regexp.MustCompile(`^autoreply|^qmail_08|^warning-6|vacation|polish-autoreply|bluebottle|boxbe-cr|^whitelist|^auto_`)
	noBounce   = regexp.MustCompile(`spam-with-image|spam-bogus|encoded_spam|ordinary_gmail|groupwise_03|__init__`)
)

// TestBouncesOfTheCorpora holds that what came back is told from what somebody wrote, and a dead address from a mail that was refused.
func TestBouncesOfTheCorpora(t *testing.T) {
	count, all, sorted, right, empty, answered, answers := map[email.Class]int{}, 0, 0, 0, 0, 0, 0
	each(t, func(name string, m email.Mail) {
		if noBounce.MatchString(name) {
			return
		}
		if strings.TrimSpace(m.Text) == "" {
			empty++
			show(t, "%s: no text", name)
		}
		if program.MatchString(name) {
			answers++
			if m.Class == email.Person {
				answered++
				show(t, "%s is %s: %q", name, m.Class, m.Evidence)
			}
			return
		}
		all++
		count[m.Class]++
		if m.Bounce == nil {
			show(t, "%s is %s: %q %q", name, m.Class, m.Subject, m.Evidence)
			return
		}
		hard, soft := hardBounce.MatchString(name), softBounce.MatchString(name)
		if hard == soft {
			return
		}
		sorted++
		if hard == (m.Bounce.Class == email.AddressDead) {
			right++
		} else {
			show(t, "%s: hard %v, read as %s: %s %q", name, hard, m.Bounce.Class, m.Bounce.Status, m.Bounce.Diagnostic)
		}
	}, "flufl/flufl/bounce/tests/data/*.txt", "bounceparser/t/corpus/*.msg", "baunsu/tests/emails/*.txt")
	t.Logf("bounces: %d; as a person %d, as automatic %d, unclear %d, as a report %d", all, count[email.Person], count[email.Automatic], count[email.Unclear], count[email.Report])
	t.Logf("hard or soft as published: %d of %d; without text: %d; programs' answers among them taken for people's: %d of %d", right, sorted, empty, answered, answers)
	if all < 200 || count[email.Person] > 0 || count[email.Automatic] > 1 || right*10 < sorted*9 || empty > 0 || answered > 0 {
		t.Error("the reader misses an aim")
	}
}

// TestOrdinaryMailOfTheCorpora holds that what people write to lists and to each other is not taken for a program's. Each ninth of
// the good mails of SpamAssassin's corpus is read, up to 375, and the small set of notmuch.
func TestOrdinaryMailOfTheCorpora(t *testing.T) {
	count, n := map[email.Class]int{}, 0
	read := func(name string, m email.Mail) {
		count[m.Class]++
		n++
		if m.Class != email.Person && m.Class != email.Unclear {
			show(t, "%s is %s: from %s, %q, %q", name, m.Class, m.From, m.Subject, m.Evidence)
		}
	}
	paths, _ := filepath.Glob(corpus(t, "ham/data/easy-ham-[12]/*.txt"))
	for i := 0; i < len(paths) && i < 9*375; i += 9 {
		rel, err := filepath.Rel(corpus(t), paths[i])
		if err != nil {
			t.Fatal(err)
		}
		each(t, read, rel)
	}
	each(t, read, "notmuch/test/corpora/default/cur/*")
	t.Logf("ordinary mails: %d; %v", n, count)
	if n < 400 || count[email.Automatic] > 1 || count[email.Bounced]+count[email.Delayed]+count[email.Delivered]+count[email.Report] > 0 {
		t.Error("the reader misses an aim")
	}
}

// TestQuotesOfTheCorpora compares what is found to be newly written with what two libraries for the same purpose expect in their tests.
func TestQuotesOfTheCorpora(t *testing.T) {
	exact, all := 0, 0
	compare := func(name, text, want string) {
		all++
		if got, _ := email.SplitReply(text); plainly(got) == plainly(want) {
			exact++
		} else {
			show(t, "%s:\n%q\nis  %q\nnot %q", name, text, got, want)
		}
	}
	for i, c := range coffee(t, corpus(t, "planer/test/planerText.test.coffee")) {
		compare(fmt.Sprint("planer ", i), c[0], c[1])
	}
	paths, _ := filepath.Glob(corpus(t, "parse-reply/test/files/*.input.txt"))
	for _, p := range paths {
		in, err1 := os.ReadFile(p)
		out, err2 := os.ReadFile(strings.Replace(p, "input", "output", 1))
		if err1 != nil || err2 != nil {
			t.Fatal(err1, err2)
		}
		compare(filepath.Base(p), string(in), string(out))
	}
	html, pages := 0, 0
	for i, c := range coffee(t, corpus(t, "planer/test/planerHtml.test.coffee")) {
		if c[0] == "" {
			continue // nothing written, nothing to find
		}
		pages++
		got, want := page(t, c[0]).Reply, page(t, c[1]).Text
		if plainly(got) == plainly(want) {
			html++
		} else {
			show(t, "planer HTML %d:\n%s\nis  %q\nnot %q", i, c[0], got, want)
		}
	}
	for _, c := range [][3]string{
		{"microsoft-namespaces", "Lorem ipsum dolor sit amet", "Odio et pretium rutrum neque"},
		{"office-365", "I really hope that you're doing well!", "Do you like the holidays?"},
		{"outlook-mixed", "This is how it looks on my emails", "We'd love to set up a quick phone call with you"},
	} {
		raw, err := os.ReadFile(corpus(t, "planer/test/examples/html", c[0]+".html"))
		if err != nil {
			t.Fatal(err)
		}
		pages++
		m := page(t, string(raw))
		if straight := strings.ReplaceAll(plainly(m.Reply), "’", "'"); strings.Contains(straight, c[1]) && !strings.Contains(straight, c[2]) {
			html++
		} else {
			show(t, "%s: %q", c[0], m.Reply)
		}
	}
	t.Logf("quotes cut exactly as expected: %d of %d; HTML %d of %d", exact, all, html, pages)
	// Two of the texts keep a quotation that nothing announces, and one a mail that was passed on; here no quotation is the answer.
	if all < 48 || exact*10 < all*9 || html < pages {
		t.Error("the reader misses an aim")
	}
}

// page reads a mail that is HTML alone.
func page(t *testing.T, html string) email.Mail {
	t.Helper()
	m, err := email.Read([]byte("From: a@b.example\r\nSubject: Re: x\r\nContent-Type: text/html; charset=utf-8\r\n\r\n" + html))
	if err != nil {
		t.Fatal(err)
	}
	return m
}

// plainly leaves out how a text is set.
func plainly(s string) string { return strings.Join(strings.Fields(s), " ") }

var coffeeTerm = regexp.MustCompile(`(?s)(msgBody|reply) ?= ?(?:"""(.*?)"""|"([^"\n]*)"|'([^'\n]*)')|\.to\.equal\((?:(msgBody|reply)|'((?:[^'\\]|\\.)*)'|"((?:[^"\\]|\\.)*)")\)`)

// coffee reads pairs of a text and what is expected of it from tests in CoffeeScript.
func coffee(t *testing.T, path string) (pairs [][2]string) {
	t.Helper()
	raw, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	value := map[string]string{}
	escapes := strings.NewReplacer(`\n`, "\n", `\xd0\xb8`, "и", `\'`, "'")
	for _, m := range coffeeTerm.FindAllStringSubmatch(string(raw), -1) {
		switch {
		case m[1] != "":
			value[m[1]] = escapes.Replace(dedent(m[2]) + m[3] + m[4])
		case m[5] != "":
			pairs = append(pairs, [2]string{value["msgBody"], value[m[5]]})
		default:
			pairs = append(pairs, [2]string{value["msgBody"], escapes.Replace(m[6] + m[7])})
		}
	}
	return pairs
}

// dedent takes the indentation away that all lines after the first have.
func dedent(s string) string {
	lines := strings.Split(strings.TrimLeft(s, "\n"), "\n")
	least := 1000
	for _, l := range lines[1:] {
		if strings.TrimSpace(l) != "" {
			least = min(least, len(l)-len(strings.TrimLeft(l, " ")))
		}
	}
	for i := range lines {
		lines[i] = outdent(lines[i], least)
	}
	return strings.Join(lines, "\n")
}

func outdent(l string, n int) string {
	return l[min(n, len(l)-len(strings.TrimLeft(l, " "))):]
}
