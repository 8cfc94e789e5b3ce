package people_test

import (
	"strings"
	"testing"
	"unicode"

	"daylight/disclosure/content/people"
)

func TestAProtectedWordIsFoundHoweverItIsWritten(t *testing.T) {
	t.Parallel()
	key := people.Key("a key of this test")
	for _, tt := range []struct {
		word, text string
		found      bool
	}{
		{"Kowalski", "we spoke to KOWALSKI about it", true},
		{"Kowalski", "the mail of Kowalskiego came", true},
		{"Kowalska", "rozmowa z Kowalską była krótka", true},
		{"Nowak", "powiedział Nowakowi", true},
		{"Müller", "Herr Mueller schrieb", true},
		{"Mueller", "Herr Müller schrieb", true},
		{"Müller", "Muller wrote", true},
		{"Müller", "Müllers Antwort", true},
		{"Schmidt", "des Schmidtes", true},
		{"Anna", "Anna's answer", true},
		{"Anna", "Anna’s answer", true},
		{"Anna", "z Annie", true},
		{"Martínez", "señor MARTINEZ", true},
		{"Łukasz", "lukasz wrote", true},
		{"O'Brien", "Mr O’Brien’s reply", true},
		{"Anna Maria Schmidt", "by Anna Maria Schmidt.", true},
		{"Anna Maria Schmidt", "by anna_maria-schmidt", true},
		{"Anna Schmidt", "the user annaschmidt", true},
		{"Anna Schmidt", "z Anny Schmidt", true},
		{"Anna Schmidt", "Anna wrote. Schmidt did not.", false},
		{"Projekt Morgenrot", "das Projekt\nMorgenrot", true},
		{"田中太郎", "担当の田中太郎さん", true},
		{"Иванов", "письмо Иванова", false}, // inflections of other alphabets are not known
		{"Иванов", "ИВАНОВ писал", true},
		{"Max", "the maximum", false},
		{"Berg", "das Bergwerk", false},
		{"Kowalski", "Kowalewski", false},
		{"Anna Maria Schmidt", "Anna Maria", false},
		{"Anna Schmidt", "Anna Maria Schmidt", false},
		{"Morgenrot", "am Morgen, rot", false},
	} {
		digests := key.Digest(tt.word)
		hits := key.Finder(digests).Find(tt.text)
		if (len(hits) > 0) != tt.found {
			t.Errorf("%q in %q: %v", tt.word, tt.text, hits)
		}
		for _, d := range digests {
			if strings.Contains(strings.ToLower(d), strings.ToLower(tt.word)) {
				t.Errorf("the digest %s tells the word", d)
			}
		}
		if len(people.Key("another key").Finder(digests).Find(tt.text)) > 0 {
			t.Errorf("%q is found under another key", tt.word)
		}
	}
}

func TestNothingIsProtectedByWhatIsNoWord(t *testing.T) {
	t.Parallel()
	key := people.Key("k")
	for _, word := range []string{"", " ", "…", "one two three four five six seven eight nine"} {
		if d := key.Digest(word); d != nil {
			t.Errorf("%q: %v", word, d)
		}
	}
	for _, digest := range []string{"", ".", "zz", "00", "0102030405060708090a0b0c.", "0102030405060708090a0b0c.zz"} {
		if h := key.Finder([]string{digest}).Find("a text of some words"); h != nil {
			t.Errorf("%q: %v", digest, h)
		}
	}
}

func FuzzProtected(f *testing.F) {
	f.Add("Anna Schmidt", "by ", " today")
	f.Add("田中", "x", "y")
	f.Add("ǅ", "\xff", "İ")
	f.Fuzz(func(t *testing.T, word, before, after string) {
		key := people.Key("k")
		digests := key.Digest(word)
		text := before + "\n\n" + word + "\n\n" + after
		sign := func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) && r != ' ' }
		whole := !strings.ContainsFunc(word, sign) && !strings.Contains(word, "  ") // what stands between words may part them
		hits := key.Finder(digests).Find(text)
		if whole && len(digests) > 0 && len(hits) == 0 {
			t.Fatalf("%q is not found in itself", word)
		}
		last := 0
		for _, h := range hits {
			if h.Start < last || h.End <= h.Start || h.End > len(text) {
				t.Fatalf("%+v in %q", h, text)
			}
			last = h.End
		}
	})
}

func BenchmarkProtected(b *testing.B) {
	key := people.Key("k")
	var digests []string
	for _, w := range []string{"Anna Schmidt", "Kowalski", "Projekt Morgenrot", "O'Brien", "Martínez"} {
		digests = append(digests, key.Digest(w)...)
	}
	finder := key.Finder(digests)
	_, apart := corpus(b, "../testdata/prose.txt")
	prose := strings.Join(apart, "\n")
	text := strings.Repeat(prose+"\n", 100_000/len(prose)+1)[:100_000]
	var other strings.Builder
	for i := 0; other.Len() < 100_000; i++ { // no word stands in it twice
		for n := i + 1000; n > 0; n /= 7 {
			other.WriteByte("aeiosnr"[n%7])
		}
		other.WriteByte(' ')
	}
	for name, text := range map[string]string{"prose": text, "words that differ": other.String(), "a name again and again": strings.Repeat("Anna Anna Schmidt ", 100_000/18)} {
		b.Run(name, func(b *testing.B) {
			b.SetBytes(int64(len(text)))
			for b.Loop() {
				finder.Find(text)
			}
		})
	}
}
