package inbound

import (
	"strings"
	"unicode"
)

// form is a pattern of words. "a|b" is one of several words, "fix*" a word that begins so, "word?" a word that may be
// missing, "#" a number, and ".." up to five words of any kind. A form is found anywhere in a sentence, "^" binds it to the beginning and
// "$" to the end.
type form struct {
	parts []part
	first bool // only at the beginning
	last  bool // only at the end
}

type part struct {
	words    []string
	optional bool
	gap      bool
}

// maxGap is how many words ".." stands for at most.
const maxGap = 5

// book is a list of forms. It is read when a text first meets it: most calls of the bot read no text of others.
type book struct{ read func() *index }

// index has the forms of a book by the words with which they can begin, so that a sentence meets few of them.
type index struct {
	by    map[string][]form
	other []form // forms that begin with a part of a word
}

// newIndex reads forms, one on a line.
func newIndex(text string) *index {
	b := &index{by: map[string][]form{}}
	for line := range strings.SplitSeq(text, "\n") {
		f := form{}
		for _, w := range strings.Fields(line) {
			switch w {
			case "^":
				f.first = true
			case "$":
				f.last = true
			case "..":
				f.parts = append(f.parts, part{gap: true})
			default:
				bare := strings.TrimSuffix(w, "?")
				f.parts = append(f.parts, part{words: strings.Split(bare, "|"), optional: bare != w})
			}
		}
		b.add(f)
	}
	return b
}

func (b *index) add(f form) {
	for len(f.parts) > 0 {
		head := f.parts[0]
		for _, w := range head.words {
			if strings.HasSuffix(w, "*") {
				b.other = append(b.other, f)
				return
			}
		}
		for _, w := range head.words {
			b.by[w] = append(b.by[w], f)
		}
		if !head.optional {
			return
		}
		f.parts = f.parts[1:] // the form also begins with what follows
	}
}

// in reports whether a form of the book stands in words.
func (b book) in(words []string) bool {
	forms := b.read()
	for i, w := range words {
		for _, f := range forms.by[w] {
			if f.at(words, i) {
				return true
			}
		}
		for _, f := range forms.other {
			if f.at(words, i) {
				return true
			}
		}
	}
	return false
}

func (f form) at(words []string, i int) bool {
	return (!f.first || i == 0) && fits(f.parts, words[i:], f.last)
}

// fits reports whether parts match the beginning of words. Forms have few parts and gaps are short, so that going back costs
// little.
func fits(parts []part, words []string, last bool) bool {
	if len(parts) == 0 {
		return !last || len(words) == 0
	}
	p := parts[0]
	if p.gap {
		for n := 0; n <= min(maxGap, len(words)); n++ {
			if fits(parts[1:], words[n:], last) {
				return true
			}
		}
		return false
	}
	if len(words) > 0 && p.is(words[0]) && fits(parts[1:], words[1:], last) {
		return true
	}
	return p.optional && fits(parts[1:], words, last)
}

func (p part) is(word string) bool {
	for _, w := range p.words {
		if head, cut := strings.CutSuffix(w, "*"); cut && strings.HasPrefix(word, head) || w == word || w == "#" && word[0] >= '0' && word[0] <= '9' {
			return true
		}
	}
	return false
}

// wordsOf cuts a sentence into lower-case words. Apostrophes stay inside of words, in one spelling: "hasn't", "l'accès".
func wordsOf(s string) []string {
	s = strings.Map(func(r rune) rune {
		switch {
		case r == '’' || r == '‘' || r == '`' || r == '´':
			return '\''
		case unicode.IsLetter(r), unicode.IsDigit(r), unicode.Is(unicode.Mn, r), r == '\'', r == '/', r == '-':
			return unicode.ToLower(r)
		default:
			return ' '
		}
	}, s)
	words := strings.Fields(s)
	out := words[:0]
	for _, w := range words {
		w = strings.TrimPrefix(strings.TrimPrefix(w, "d'"), "qu'") // "d'arrêter"
		if w = strings.Trim(w, "'-"); w != "" {
			out = append(out, w)
		}
	}
	return out
}

// The limits of what is read of a text. A person reads all of it.
const (
	maxRead      = 16 << 10 // bytes
	maxSentences = 200
	maxWords     = 80 // of one sentence
)

// sentences cuts a text after ., ! and ? before a blank, and at empty lines. A line that ends a list item or is short and is
// followed by a capital letter is a sentence of its own, because people forget full stops.
func sentences(s string) []string {
	if len(s) > maxRead {
		s = strings.ToValidUTF8(s[:maxRead], "")
	}
	s = spaced(s)
	var out []string
	for para := range strings.SplitSeq(strings.ReplaceAll(s, "\r\n", "\n"), "\n\n") {
		for _, block := range blocks(para) {
			out = cut(out, block)
			if len(out) >= maxSentences {
				return out[:maxSentences]
			}
		}
	}
	return out
}

// blocks joins the lines of a paragraph that belong together.
func blocks(para string) []string {
	var out []string
	open := ""
	for line := range strings.SplitSeq(para, "\n") {
		line = strings.Join(strings.Fields(line), " ")
		if line == "" {
			continue
		}
		r := []rune(line)[0]
		// A full line goes on in the next one; a short one that is followed by a capital letter does not.
		ends := open != "" && (len(open)-strings.LastIndexByte(open, '\n') < 50 && unicode.IsUpper(r) || r == '-' || r == '*' || r == '/')
		if ends {
			out, open = append(out, strings.ReplaceAll(open, "\n", " ")), ""
		}
		if open != "" {
			open += "\n"
		}
		open += line
	}
	if open != "" {
		out = append(out, strings.ReplaceAll(open, "\n", " "))
	}
	return out
}

// cut appends the sentences of one line.
func cut(out []string, line string) []string {
	start := 0
	for i := 0; i+1 < len(line); i++ {
		if (line[i] == '.' || line[i] == '!' || line[i] == '?') && line[i+1] == ' ' && !abbreviated(line[start:i+1]) {
			out = append(out, line[start:i+1])
			start = i + 2
		}
	}
	if start < len(line) {
		out = append(out, line[start:])
	}
	return out
}

// abbreviated reports whether a full stop ends a number or a short title, as in "am 5. Februar" and "Dr. Weber".
func abbreviated(s string) bool {
	s = strings.TrimSuffix(s, ".")
	w := s[strings.LastIndexByte(s, ' ')+1:]
	if w == "" || len(w) > 4 {
		return false
	}
	digits := strings.TrimLeft(w, "0123456789") == ""
	switch strings.ToLower(w) {
	case "dr", "mr", "mrs", "ms", "hr", "fr", "st", "nr", "no", "z.b", "bzw", "ca", "ing", "sig", "sr", "sra", "m", "mme":
		return true
	}
	return digits && len(w) <= 2
}
