package inbound_test

import (
	"fmt"
	"os"
	"strings"
	"testing"
	"time"

	"daylight/disclosure/inbound"
)

// answer is a text of the set, with what it is.
type answer struct {
	what  string // language and writer
	human bool
	signs inbound.Signs
	apart bool // it was kept apart while the forms were written: every third of the first file, and all of the last one
}

// answers reads the sets: acknowledgements and answers of people, written for this test.
func answers(t testing.TB) []answer {
	t.Helper()
	var out []answer
	for _, name := range []string{"answers.txt", "short.txt", "first.txt", "apart.txt", "away.txt", "loose.txt"} {
		raw, err := os.ReadFile("testdata/" + name)
		if err != nil {
			t.Fatal(err)
		}
		for i, block := range strings.Split("\n"+string(raw), "\n== ")[1:] {
			head, text, _ := strings.Cut(block, "\n")
			a := answer{what: fmt.Sprintf("%s %d %s", name, i+1, head), human: strings.Contains(head, "person"), apart: name == "apart.txt" || name == "answers.txt" && i%3 == 2}
			a.signs = signsOf(t, head)
			a.signs.Text = strings.TrimSpace(text)
			out = append(out, a)
		}
	}
	return out
}

// signsOf reads what the heading of a text says of how it came.
func signsOf(t testing.TB, head string) inbound.Signs {
	t.Helper()
	s := inbound.Signs{Subject: "Re: Security notice"}
	for _, word := range strings.Fields(head)[2:] {
		key, value, _ := strings.Cut(word, "=")
		switch key {
		case "name":
			s.Name = strings.ReplaceAll(value, "_", " ")
		case "re":
			s.Answers = true
		case "quotes":
			s.Quotes = true
		case "noreply":
			s.NoReply = true
		case "generated":
			s.Generated = true
		case "bulk":
			s.Bulk = true
		case "ticket":
			s.Ticket = value
		case "after":
			d, err := time.ParseDuration(value)
			if err != nil {
				t.Fatal(err)
			}
			s.After = d
		default:
			t.Fatalf("%q: %q is no sign", head, word)
		}
	}
	return s
}

// TestWhoWroteAnAnswer holds the aims: no acknowledgement is a person's, nine of ten people are recognised, and no person is
// taken for a machine.
func TestWhoWroteAnAnswer(t *testing.T) {
	t.Parallel()
	for _, apart := range []bool{false, true} {
		people, known := 0, 0
		for _, a := range answers(t) {
			if a.apart != apart {
				continue
			}
			class, why := inbound.Weigh(a.signs)
			switch {
			case a.human:
				people++
				if class == inbound.Person {
					known++
				} else {
					t.Logf("missed: %s: %s %q", a.what, class, why)
				}
				if class == inbound.Automatic {
					t.Errorf("%s is automatic: %q", a.what, why)
				}
			case class == inbound.Person:
				t.Errorf("%s is a person: %q", a.what, why)
			}
		}
		t.Logf("kept apart %v: %d of %d people", apart, known, people)
		if known*10 < people*9 {
			t.Errorf("only %d of %d people were recognised (kept apart: %v)", known, people, apart)
		}
	}
	if n := len(answers(t)); n < 120 {
		t.Errorf("the set has %d texts", n)
	}
}

// TestWhatMakesAMachine has a row for each sign. A machine taken for a person would stop a clock.
func TestWhatMakesAMachine(t *testing.T) {
	t.Parallel()
	const said = "I checked this with our developers, and the bucket is closed now."
	for rule, c := range map[string]struct {
		s    inbound.Signs
		want inbound.Class
	}{
		"nothing at all":                             {inbound.Signs{}, inbound.Unclear},
		"a ticket system names who wrote it":         {inbound.Signs{Text: "Jane Doe commented:\n\nWe reached the customer by phone about port 9200 of the balancer today.", Generated: true, Bulk: true}, inbound.Person},
		"a ticket system names a department":         {inbound.Signs{Text: "Customer Support commented:\n\nWe have the port on the list of the balancer.", Generated: true, Bulk: true}, inbound.Unclear},
		"away, by its subject in Portuguese":         {inbound.Signs{Text: "Responderei ao seu email.", Subject: "Ausência: Aviso"}, inbound.Automatic},
		"a word":                                     {inbound.Signs{Text: "hello"}, inbound.Unclear},
		"words about the case":                       {inbound.Signs{Text: said}, inbound.Person},
		"words about the case from a ticket system":  {inbound.Signs{Text: said, Generated: true}, inbound.Person},
		"words about the case with a field":          {inbound.Signs{Text: said, Fields: []string{"Auto-Submitted: auto-replied"}}, inbound.Unclear},
		"a field":                                    {inbound.Signs{Text: "We will look at the bucket.", Fields: []string{"Auto-Submitted: auto-replied"}}, inbound.Automatic},
		"a read receipt":                             {inbound.Signs{Text: said, Report: true}, inbound.Automatic},
		"a mail server":                              {inbound.Signs{Text: said, Server: true}, inbound.Automatic},
		"a subject of absence":                       {inbound.Signs{Text: "hello", Subject: "Out of Office: x"}, inbound.Automatic},
		"a subject that begins alike":                {inbound.Signs{Text: said, Subject: "Re: Absence of authentication on your server"}, inbound.Person},
		"confirmed before it is let in":              {inbound.Signs{Text: "Your address is not in my address book yet, so I did not get your mail. Please open this page and type the letters that you see.", Quotes: true}, inbound.Unclear},
		"passed on to nobody by name":                {inbound.Signs{Text: "I've shared this with the relevant team.\n\nAaron", Name: "Aaron Hill", Quotes: true}, inbound.Unclear},
		"a question under a subject of its own":      {inbound.Signs{Text: "We have received your message.\n\nDid you know that my account shows all of your bills?", Subject: "Your message AB-1"}, inbound.Unclear},
		"the same words under our subject, answered": {inbound.Signs{Text: "We have received your message. I asked our hosting provider to close the port.", Subject: "Your message AB-1"}, inbound.Person},
		"a note that says that it is automated":      {inbound.Signs{Text: "I'm Chloe, though this first note is automated. I answer everything myself.", Name: "Chloe Hall", Quotes: true}, inbound.Unclear},
		"wants nothing of us":                        {inbound.Signs{Text: "Nous n'avons rien demandé et nous ne souhaitons pas donner suite.", Quotes: true}, inbound.Person},
		"whom they asked":                            {inbound.Signs{Text: "We have asked the vendor of the booking system to comment.", Quotes: true}, inbound.Person},
		"a question in Japanese":                     {inbound.Signs{Text: "昨日の夕方に停止しました。どのテーブルのものだったか教えていただけますか。", Name: "佐伯 真由", Quotes: true}, inbound.Person},
		"a receipt in Japanese":                      {inbound.Signs{Text: "お問い合わせいただき、ありがとうございます。3営業日以内にご連絡いたします。", Quotes: true}, inbound.Unclear},
		"in Swedish, of themselves and the link":     {inbound.Signs{Text: "Jag har pratat med Micke på IT, han tittar på länken efter lunch.", Quotes: true}, inbound.Person},
		"away in Swedish":                            {inbound.Signs{Text: "Jag är ledig till den 5 september och svarar när jag är tillbaka på kontoret.", Quotes: true}, inbound.Unclear},
		"seconds after our message":                  {inbound.Signs{Text: "We are looking at the data.", After: 3 * time.Second}, inbound.Unclear},
		"an answer between our lines":                {inbound.Signs{Text: "Igen, a miénk.", Inline: true}, inbound.Person},
		"a long text in a language that is not read": {inbound.Signs{Text: strings.Repeat("Köszönjük a megkeresést, hamarosan jelentkezünk. ", 5), Quotes: true}, inbound.Unclear},
		"a claim by somebody who is away":            {inbound.Signs{Text: "I am out of the office until Monday.", Name: "Jane Doe"}, inbound.Unclear},
	} {
		if got, why := inbound.Weigh(c.s); got != c.want {
			t.Errorf("%s: %s, want %s: %q", rule, got, c.want, why)
		}
	}
}

func FuzzReadAndWeigh(f *testing.F) {
	for _, a := range answers(f)[:20] {
		f.Add(a.signs.Text, a.signs.Subject)
	}
	f.Add("It has been fixed, please verify.\n> STOP\n/fixed not yet \"STOP\" — „geschlossen“", "")
	f.Fuzz(func(t *testing.T, text, subject string) {
		for _, s := range inbound.Read(text) {
			if s.What == "" || len(s.Sentence) > len(text)+3 {
				t.Fatalf("%+v", s)
			}
		}
		if class, _ := inbound.Weigh(inbound.Signs{Text: text, Subject: subject}); class == "" {
			t.Fatal("no class")
		}
	})
}

func BenchmarkWeigh(b *testing.B) {
	set := answers(b)
	b.ReportAllocs()
	for i := 0; b.Loop(); i++ {
		s := set[i%len(set)].signs
		inbound.Weigh(s)
		inbound.Read(s.Text)
	}
}
