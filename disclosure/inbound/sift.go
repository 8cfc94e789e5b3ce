package inbound

import (
	"slices"
	"strings"

	"daylight/disclosure/pattern"
)

// sifted is a text cut into what a person may have written for us and what anybody's program writes.
type sifted struct {
	free  []string // sentences
	words []string // of the free sentences
	stock []string
	// reading is what the free sentences say about the case.
	reading Reading
	end     []string // the last words of the text, where people sign
	self    bool     // it says that a program wrote it
	said    string   // in which sentence
	away    bool     // it says that somebody is away
	gate    bool     // it holds our message back until somebody confirms it
	asks    bool     // a free sentence asks something
	// demands is set where one asks us for what only a person wants to know: who we are, our grounds, what we hold.
	demands bool
	own     [][]string // the words of each sentence between greeting and leave-taking
	takes   bool       // one of them takes up what we told them
	refuses bool       // one wants nothing of us
	acts    bool       // one says whom they asked, called or told, or what they closed
	name    string     // behind the leave-taking
	byline  string     // above the text, where a ticket system names who wrote it
}

func sift(text string) sifted {
	t := sifted{name: signOff(text), byline: byline(text)}
	all := sentences(unquoted(text))
	left := false
	for i, s := range all {
		words := wordsOf(portals.ReplaceAllString(s, " "))
		words = words[:min(len(words), maxWords)]
		switch {
		case len(words) == 0 || left && len(words) <= 5 && !stockForms.in(words):
			continue // what stands below a leave-taking: a name, a title
		case selfForms.in(words):
			if !t.self {
				t.self, t.said = true, s[:min(len(s), 80)]
			}
			continue
		case awayForms.in(words):
			t.away = true
			continue
		case gateForms.in(words) && !says(s):
			t.gate = true
			t.stock = append(t.stock, s)
			continue
		case frame(words, i == 0) && !takeForms.in(words):
			left = left || i > 0 && leaveForms.in(words)
			continue
		}
		t.weigh(s, words, label(s, words, i, len(all)))
	}
	t.reading = Read(strings.Join(t.free, "\n\n"))
	if n := len(all); n > 0 {
		tail := wordsOf(strings.Join(all[max(0, n-3):], " "))
		t.end = tail[max(0, len(tail)-12):]
	}
	return t
}

// weigh puts a sentence between greeting and leave-taking where it belongs. label says that it may be a button between the phrases of a
// program.
func (t *sifted) weigh(s string, words []string, label bool) {
	takes := takeForms.in(words)
	if !nameLike(strings.Trim(s, ".,!")) || takes {
		t.own = append(t.own, words)
		t.takes = t.takes || takes
	}
	stock, asks, done := unspaced(s)
	if stock || canned(s, words, takes) {
		t.stock = append(t.stock, s)
		return
	}
	t.asks, t.acts = t.asks || asks, t.acts || done
	if len(words) < 2 && !asks && !done && !claimsAlone(s, words) && !strings.HasSuffix(s, "?") || len(t.stock) > 0 && label {
		return // a name, a number, a label
	}
	t.free, t.words = append(t.free, s), append(t.words, words...)
	t.asks = t.asks || strings.Contains(s, "?") && !pressing.in(words)
	t.demands, t.refuses = t.demands || demandForms.in(words), t.refuses || refuseForms.in(words)
	t.acts = t.acts || actForms.in(words) || mendedForms.in(words)
}

// canned reports whether a sentence is one that programs write. In most of them nobody speaks of themselves.
func canned(s string, words []string, takes bool) bool {
	v := voiceOf(words)
	mine := v != nil && slices.ContainsFunc(words, v.first.has)
	switch {
	case fineForms.in(words), routeForms.in(words) && !says(s), lateForms.in(words) && !takes:
		return true
	case mine:
		return false
	default:
		return stockForms.in(words) || arrivedForms.in(words) || deskForms.in(words) && !says(s)
	}
}

// portals are names of portals: "My Health", "Mijn Linde". Nobody speaks of themselves in them.
var portals = pattern.New(`(?:\pL[\pL,]* )(?:My|Mein|Meine|Mon|Mes|Mi|Mio|Mia|Mijn|Meu|Minha|Moje|Min|Mitt|Můj) ?\p{Lu}\pL+`)

// label reports whether a line between others is a button or a heading, as in mails that programs write.
func label(s string, words []string, i, all int) bool {
	return len(words) <= 5 && i+1 < all && !strings.ContainsAny(s[len(s)-1:], ".!?,:;") && !says(s)
}

// says reports whether a sentence says something about the case, or asks.
func says(s string) bool { return strings.Contains(s, "?") || len(Read(s)) > 0 }

func claimsAlone(s string, words []string) bool { return claims(s, words, false) || bareStop(s) }

// frame reports whether a sentence only greets or takes leave.
func frame(words []string, first bool) bool {
	if len(words) <= 6 && greetForms.in(words) {
		return true
	}
	return first && len(words) <= 4 && helloForms.in(words) || len(words) <= 8 && leaveForms.in(words) || len(words) <= 4 && leaveWords[words[0]]
}
