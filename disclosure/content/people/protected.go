package people

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"hash"
	"slices"
	"strings"
	"sync"
	"unicode/utf8"

	"daylight/disclosure/content/hit"
)

// Key keys the digests of protected words. Whoever has it can test guesses, so it stays with the instance.
type Key []byte

// longest is how many words a protected sequence has at most. A sign of a script without spaces counts as one.
const longest = 8

// Digest returns what is kept of a protected word, or of a few words in their order: one text for each way to write it. The word cannot
// be read from it. Nothing is returned for what holds no letter or digit, or more than eight words.
//
// Each way is a chain: a digest for the first word, and for each next one a digest of it and all before. So a finder tests a second
// word only where the first one stands.
func (k Key) Digest(word string) []string {
	words := wordsOf(word)
	if len(words) == 0 || len(words) > longest {
		return nil
	}
	ways := [][]string{{}}
	for _, w := range words {
		var next [][]string
		for _, way := range ways {
			for _, form := range spellings(fold(word[w.start:w.end])) {
				next = append(next, append(slices.Clone(way), stem(form)))
			}
		}
		ways = next[:min(len(next), 16)]
	}
	if len(words) > 1 && utf8.RuneCountInString(strings.Join(ways[0], "")) >= 6 {
		for _, way := range slices.Clone(ways) {
			ways = append(ways, []string{strings.Join(way, "")}) // as one word, as in names of users
		}
		var whole strings.Builder
		for _, w := range words {
			whole.WriteString(fold(word[w.start:w.end]))
		}
		for _, form := range spellings(whole.String()) {
			ways = append(ways, []string{stem(form)})
		}
	}
	mac := hmac.New(sha256.New, k)
	var out []string
	for _, way := range ways {
		var chain link
		var b strings.Builder
		for i, w := range way {
			chain = next(mac, chain, w)
			if i > 0 {
				b.WriteByte('.')
			}
			b.WriteString(hex.EncodeToString(chain[:]))
		}
		if !slices.Contains(out, b.String()) {
			out = append(out, b.String())
		}
	}
	return out
}

// link is the digest of a word and all before it. Twelve bytes are enough that no other word has the same by chance.
type link [12]byte

func next(mac hash.Hash, before link, word string) link {
	mac.Reset()
	if before != (link{}) {
		mac.Write(before[:])
	}
	mac.Write([]byte{0})
	mac.Write([]byte(word))
	var sum [sha256.Size]byte
	return link(mac.Sum(sum[:0])[:len(link{})])
}

// Finder looks for protected words that it does not know. It is safe for concurrent use.
type Finder struct {
	key    Key
	begins map[link]bool
	chains map[link]bool   // every link but the first of each way
	ends   map[link]string // the first way of the same word: one name for all of its ways

	mu    sync.Mutex
	known map[string][]link // the links that begin a way, by word: most words of a text stand in it again and again
}

// maxKnown is how many words a finder keeps what it found out about. The words of a large book are fewer.
const maxKnown = 1 << 16

// Finder returns a finder for what Digest returned under the same key. What is no digest is left out. All ways of one word may stand
// in one text, with blanks between them: then what is found has the same value however it is written.
func (k Key) Finder(digests []string) *Finder {
	f := &Finder{key: k, begins: map[link]bool{}, chains: map[link]bool{}, ends: map[link]string{}, known: map[string][]link{}}
	for _, word := range digests {
		f.add(strings.Fields(word))
	}
	return f
}

// add lets the finder look for a word in each of its ways.
func (f *Finder) add(ways []string) {
	for _, d := range ways {
		parts := strings.Split(d, ".")
		links := make([]link, 0, len(parts))
		for _, p := range parts {
			b, err := hex.DecodeString(p)
			if err != nil || len(b) != len(link{}) {
				links = nil
				break
			}
			links = append(links, link(b))
		}
		for i, l := range links {
			if i == 0 {
				f.begins[l] = true
			} else {
				f.chains[l] = true
			}
			if i == len(links)-1 && f.ends[l] == "" {
				f.ends[l] = ways[0]
			}
		}
	}
}

// Find returns the protected words in a text, in any case, with or without diacritics, inflected or not.
func (f *Finder) Find(text string) []hit.Hit {
	if len(f.begins) == 0 {
		return nil
	}
	s := search{f: f, text: text, words: wordsOf(text), mac: hmac.New(sha256.New, f.key)}
	var out []hit.Hit
	for i := 0; i < len(s.words); i++ {
		if last, word := s.from(i); last >= 0 {
			out = append(out, hit.Hit{
				Start: s.words[i].start, End: s.words[last].end, What: "protected word",
				Lifts: "Write the text without it: the team protects this word in this case.", Value: word,
			})
			i = last
		}
	}
	return out
}

// search is one call of Find.
type search struct {
	f     *Finder
	text  string
	words []part
	mac   hash.Hash
}

// opening are the links of all ways that begin with a word.
func (s *search) opening(w string) []link {
	s.f.mu.Lock()
	open, seen := s.f.known[w]
	s.f.mu.Unlock()
	if seen {
		return open
	}
	for _, form := range forms(fold(w)) {
		if l := next(s.mac, link{}, form); s.f.begins[l] {
			open = append(open, l)
		}
	}
	s.f.mu.Lock()
	defer s.f.mu.Unlock()
	if len(s.f.known) < maxKnown {
		s.f.known[strings.Clone(w)] = open
	}
	return open
}

// from returns the last word of the longest protected sequence that begins at word i, or -1, and what names that sequence.
func (s *search) from(i int) (last int, name string) {
	open := s.opening(s.text[s.words[i].start:s.words[i].end])
	last = -1
	for n := i; len(open) > 0; n++ {
		if at := slices.IndexFunc(open, func(l link) bool { return s.f.ends[l] != "" }); at >= 0 {
			last, name = n, s.f.ends[open[at]]
		}
		if n+1 >= len(s.words) || n+1 >= i+longest || !joined(s.text[s.words[n].end:s.words[n+1].start]) {
			break
		}
		var on []link
		for _, form := range forms(fold(s.text[s.words[n+1].start:s.words[n+1].end])) {
			for _, before := range open {
				if l := next(s.mac, before, form); s.f.chains[l] {
					on = append(on, l)
				}
			}
		}
		open = on
	}
	return last, name
}

// joined reports whether two words belong to one name: no sentence ends between them.
func joined(gap string) bool {
	return len(gap) <= 4 && !strings.ContainsAny(gap, ";:!?()[]{}<>|=") && strings.Count(gap, "\n") < 2
}
