package people_test

import (
	"crypto/sha256"
	"fmt"
	"strings"
	"testing"
	"unicode/utf8"

	"daylight/disclosure/content/people"
)

func TestWhichMailAddressesMayStand(t *testing.T) {
	t.Parallel()
	env := people.Env{Own: []string{"Desk@CERT.example"}, Published: []string{"jane.roe@vendor.example"}, Private: []string{"info@small.example"}}
	for _, tt := range []struct {
		name, text string
		found      bool
	}{
		{"the team's own", "desk@cert.example", false},
		{"the team's own, in words", "desk at cert dot example", false},
		{"a longer one that begins like it", "desk@cert.nextmotion.net", true},
		{"another one of its domain", "jane@nextmotion.net", true},
		{"one that the party publishes", "Jane.Roe@vendor.example", false},
		{"a role", "security@vendor.net", false},
		{"a role with its country", "presse-fr@vendor.net", false},
		{"the team of an authority", "certbund@bsi.bund.de", false},
		{"the account of a code host", "git@github.com:owner/repository.git", false},
		{"a role that the case keeps private", "info@small.example", true},
		{"an address that nobody has", "jane.doe@example.com", false},
		{"what stands for a user", "user@example.com, you@example.org", false},
		{"stars", "j***@mailbox.net", false},
		{"a picture for dense screens", "logo@2x.png", false},
		{"a style rule", "@media print { }", false},
		{"a handle", "ask @example on the network", false},
		{"a version of a package", "left-pad@1.3.0", false},
		{"a sentence", "We met at noon. Dot.", false},
		{"at a place", "look at the dot on the map", false},
	} {
		if hits := people.Find(tt.text, env); (len(hits) > 0) != tt.found {
			t.Errorf("%s: %q: %v", tt.name, tt.text, hits)
		}
	}
}

// each takes a number that is right and one whose last digit is wrong.
func TestANumberWhoseCheckDigitsAreWrongIsNone(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct{ country, right, wrong string }{
		{"DE", "DE89370400440532013000", "DE89370400440532013001"},
		{"FR", "4111 1111 1111 1111", "4111 1111 1111 1112"},
		{"FR", "1 85 05 78 006 084 91", "1 85 05 78 006 084 92"},
		{"DE", "Steuer-ID 86095742719", "Steuer-ID 86095742718"},
		{"ES", "12345678Z", "12345678A"},
		{"ES", "X1234567L", "X1234567M"},
		{"IT", "RSSMRA85T10A562S", "RSSMRA85T10A562T"},
		{"NL", "BSN 111222333", "BSN 111222334"},
		{"BE", "85.07.30-033.28", "85.07.30-033.29"},
		{"PL", "44051401359", "44051401358"},
		{"PT", "NIF 123456789", "NIF 123456788"},
		{"SE", "811218-9876", "811218-9875"},
		{"FI", "131052-308T", "131052-308U"},
		{"CH", "756.9217.0769.85", "756.9217.0769.84"},
		{"AT", "SVNR 1237 010180", "SVNR 1236 010180"},
		{"GB", "NHS 943 476 5919", "NHS 943 476 5918"},
		{"US", "219-09-9999", "666-09-9999"},
		{"BR", "111.444.777-35", "111.444.777-34"},
	} {
		env := people.Env{Countries: []string{tt.country}}
		if len(people.Find(tt.right, env)) != 1 {
			t.Errorf("%s: %s is not found", tt.country, tt.right)
		}
		if hits := people.Find(tt.wrong, env); len(hits) > 0 {
			t.Errorf("%s: %s is found: %v", tt.country, tt.wrong, hits)
		}
	}
}

func TestNumbersOfAStateAreLookedForWhereAPartyIsOfIt(t *testing.T) {
	t.Parallel()
	for _, text := range []string{"44051401359", "RSSMRA85T10A562S", "06 12 34 56 78"} {
		if hits := people.Find(text, people.Env{Countries: []string{"US"}}); len(hits) > 0 {
			t.Errorf("%s: %v", text, hits)
		}
	}
}

func TestAFindIsNeitherShorterNorLongerThanTheThing(t *testing.T) {
	t.Parallel()
	env := people.Env{Countries: []string{"FR", "DE"}}
	for text, want := range map[string]string{
		"Write to (jane.doe@mailbox.net), or not.": "jane.doe@mailbox.net",
		"It was 06 12 34 56 78, she said.":         "06 12 34 56 78",
		"Pay DE89 3704 0044 0532 0130 00 today":    "DE89 3704 0044 0532 0130 00",
		"jane [at] mailbox [dot] net is hers":      "jane [at] mailbox [dot] net",
	} {
		hits := people.Find(text, env)
		if len(hits) != 1 || text[hits[0].Start:hits[0].End] != want || hits[0].What == "" || hits[0].Lifts == "" {
			t.Errorf("%q: %+v", text, hits)
		}
	}
}

func FuzzFind(f *testing.F) {
	f.Add("jane at host dot tld")
	f.Add("\"@a.bc")
	f.Add("+33 (0)6 12")
	f.Add("DE89 3704 é")
	f.Add("12345678Z 131052-308T İ@ı.xn--a")
	f.Add("1 85 05 2A 006 084 91")
	f.Fuzz(func(t *testing.T, text string) {
		last := 0
		for _, h := range people.Find(text, everywhere) {
			if h.Start < last || h.End <= h.Start || h.End > len(text) || h.What == "" {
				t.Fatalf("%+v in %q", h, text)
			}
			if utf8.ValidString(text) && !utf8.ValidString(text[h.Start:h.End]) {
				t.Fatalf("%+v cuts a character of %q", h, text)
			}
			last = h.End
		}
		if len(people.Find(text+"\n\njane.doe@mailbox.net\n", people.Env{})) == 0 {
			t.Fatalf("not found behind %q", text)
		}
	})
}

func BenchmarkFind(b *testing.B) {
	_, apart := corpus(b, "../testdata/prose.txt")
	prose := strings.Join(apart, "\n")
	for name, text := range map[string]string{
		"prose":   strings.Repeat(prose+"\n", 100_000/len(prose)+1)[:100_000],
		"at":      strings.Repeat("a at ", 20_000),
		"signs":   strings.Repeat("a@", 50_000),
		"dots":    strings.Repeat("a dot at ", 11_000),
		"numbers": strings.Repeat("12 345.67 ", 10_000),
	} {
		b.Run(name, func(b *testing.B) {
			b.SetBytes(int64(len(text)))
			for b.Loop() {
				people.Find(text, people.Env{Countries: []string{"FR", "DE", "GB"}})
			}
		})
	}
}

// A list of digests holds the letters of a country before a digest in each second line, and one in a hundred fits the check of an account.
func TestADigestIsNoAccount(t *testing.T) {
	t.Parallel()
	for i := range 3000 {
		var list strings.Builder
		for _, name := range []string{"index.md", "card.de", "a.be", "b.mt", "c.no"} {
			fmt.Fprintf(&list, "%x  %s\n", sha256.Sum256([]byte(fmt.Sprint(name, i))), name)
		}
		for _, text := range []string{list.String(), strings.ReplaceAll(list.String(), "\n", " ")} {
			if all := people.Find(text, people.Env{Countries: []string{"MD", "DE", "BE", "MT", "NO", "FR", "US"}}); len(all) > 0 {
				t.Fatalf("%+v in %q", all, text)
			}
		}
	}
}
