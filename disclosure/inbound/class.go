package inbound

import (
	"fmt"
	"slices"
	"strings"
	"time"
)

// Class says who wrote a text, as far as it shows. The zero value is none of them and stands for nobody.
type Class string

// The classes of texts. What is neither plainly a person's nor a machine's is unclear: it is shown and stops no clock.
const (
	Person    Class = "person"
	Unclear   Class = "unclear"
	Automatic Class = "automatic"
)

// Signs is what a channel can see of a text and of how it came. The zero value shows nothing.
type Signs struct {
	Text    string // what was newly written, without quotations and signature
	Subject string
	Name    string // of the writer, as claimed
	Address string // of the writer, as claimed

	// Fields say that a program answered, such as "Auto-Submitted: auto-replied": RFC 3834 and its like.
	Fields []string
	// Generated says that a system sent it, which ticket systems write on the answers of people too.
	Generated bool
	Server    bool // written by a mail server, or to be answered by nobody at all
	Report    bool // a report about a message, such as a read receipt
	NoReply   bool // the address takes no answers
	Bulk      bool
	Ticket    string        // a reference of theirs that we did not know
	Answers   bool          // its fields say that it answers a mail, as programs say too
	Quotes    bool          // it quotes a text
	Inline    bool          // it answers between the lines of a quotation
	After     time.Duration // since the message of ours that it answers; 0 if not known
}

// soon is how fast no person answers a first contact.
const soon = 90 * time.Second

// Weigh says who wrote a text, and why, in words for the team. Evidence for a person is free text that answers us: what is left
// when greetings, stock phrases and small print are gone. Without it nobody is taken for a person, whatever else is missing.
func Weigh(s Signs) (Class, []string) {
	t := sift(s.Text)
	w := scale{}
	w.machine(s, t)
	score, core := w.person(s, t)
	hard := len(s.Fields) > 0 || s.Server || s.Report || awaySubject.MatchString(s.Subject)
	need := personScore
	named := true
	if !t.direct(s) {
		need, named = plainScore, s.personal() || t.name != "" || signed(s.Name, t.end)
	}
	answers := core && score >= need && named && !t.receipt(s) && !t.canned(s) && t.aboutUs(s) || w.taken(s, t)
	strong := core && score >= strongScore && len(t.reading) > 0
	switch {
	case s.Server || s.Report:
		return Automatic, w.why
	case hard && (!strong || t.away):
		return Automatic, w.why
	case hard:
		return Unclear, append(w.why, "marked as automatic, yet it says something about the case: please read it")
	case t.self && answers && !strong && !t.plainly(s):
		return Unclear, append(w.why, "nothing in it is about the case")
	case t.gate && !strong:
		return Unclear, append(w.why, "it holds our message back until somebody confirms it")
	case t.away && !strong && (!t.asks || !t.mine()):
		return Unclear, append(w.why, "it says that somebody is away")
	case answers:
		return Person, w.why
	case len(t.free) == 0 && (t.self || s.Generated && (s.Ticket != "" || s.NoReply) && len(t.stock) > 0):
		return Automatic, w.why
	case len(t.free) == 0:
		return Unclear, append(w.why, "no words that answer us")
	default:
		return Unclear, append(w.why, "little shows that a person wrote it")
	}
}

// The scores at which free text is a person's: where somebody speaks of themselves, asks us, or says something about the case, and
// where nobody does, which needs a name too; and the score at which it outweighs a field that says otherwise.
const (
	personScore = 3
	plainScore  = 5
	strongScore = 5
)

// direct reports whether somebody speaks to us, which the lists of topics alone do not show.
func (t sifted) direct(s Signs) bool {
	v := voiceOf(t.words)
	return s.Inline || t.byline != "" || t.refuses || t.acts || t.askedOf(v) || len(t.reading) > 0 || v != nil && slices.ContainsFunc(t.words, v.first.has)
}

// askedOf reports whether somebody asks us something. A question beside stock phrases, in which nobody speaks of themselves, is one that
// programs ask everybody: how content one is, whether one knows the answers to frequent questions.
func (t sifted) askedOf(v *voice) bool {
	return (t.demands || t.asks) && (len(t.stock) == 0 || v != nil && slices.ContainsFunc(t.words, v.first.has))
}

// receipt reports whether a text confirms that a message came in, and nobody in it speaks to us. What stands beside that is more of the
// same, in whatever words.
func (t sifted) receipt(s Signs) bool {
	return (len(t.stock) > 0 || confirms(s.Subject)) && !t.direct(s)
}

// canned reports whether a text came as what programs write: with their phrases, and under a subject of its own or with little beside them.
// Then nothing but words about the case makes a person of it; that somebody says "I" does not, and under such a subject no question either.
func (t sifted) canned(s Signs) bool {
	if len(t.stock) == 0 || t.plainly(s) || t.demands || len(t.reading) > 0 {
		return false
	}
	return s.retitled() || len(t.stock) >= len(t.free) && !t.asks
}

// plainly reports whether somebody answers us in so many words, whatever else the text says of itself.
func (t sifted) plainly(s Signs) bool {
	return s.Inline || t.byline != "" || t.acts || t.refuses || t.takes
}

// mine reports whether somebody speaks of themselves.
func (t sifted) mine() bool {
	v := voiceOf(t.words)
	return v != nil && slices.ContainsFunc(t.words, v.first.has)
}

// scale collects why.
type scale struct{ why []string }

func (w *scale) because(format string, args ...any) {
	w.why = append(w.why, fmt.Sprintf(format, args...))
}

// machine notes the signs of a program.
func (w *scale) machine(s Signs, t sifted) {
	for _, f := range s.Fields {
		w.because("%s", f)
	}
	if awaySubject.MatchString(s.Subject) {
		w.because("subject of an automatic answer")
	}
	if t.self {
		w.because("says so itself: %s", t.said)
	}
	for _, c := range []struct {
		is  bool
		say string
	}{
		{s.Generated, "marked as generated, as ticket systems mark what their people write too"},
		{s.NoReply, "the address takes no answers"},
		{s.Bulk, "marked as bulk, which mails of people may be"},
		{s.After > 0 && s.After < soon, "came within seconds of our message"},
		{s.Ticket != "", "names a reference of theirs: " + s.Ticket},
		{len(t.stock) > 0, fmt.Sprintf("%d stock phrases", len(t.stock))},
	} {
		if c.is {
			w.because("%s", c.say)
		}
	}
}

// person weighs the signs of a person. core says that one of them is more than length and form.
func (w *scale) person(s Signs, t sifted) (score int, core bool) {
	if len(t.free) == 0 {
		return 0, false
	}
	add := func(is bool, points int, why string) {
		if is {
			score += points
			core = core || points > 1
			if why != "" {
				w.because("%s", why)
			}
		}
	}
	add(len(t.reading) > 0, 3, "says something about the case")
	add(s.Inline, 3, "answers between our lines")
	add(t.refuses, 3, "wants nothing of us")
	add(t.acts, 2, "says what they did about it")
	add(t.byline != "", 2, "a ticket system names who wrote it")
	if v := voiceOf(t.words); v != nil {
		add(slices.ContainsFunc(t.words, v.first.has), 2, "speaks of itself as a person")
		add(slices.ContainsFunc(t.words, v.plural.has), 1, "")
		add(slices.ContainsFunc(t.words, v.topic.has), 2, "words that answer us")
		add(len(t.words) >= 8, 1, "")
		add(len(t.words) >= 25, 1, "")
		add(signed(s.Name, t.end), 1, "signed with the writer's name")
	} else if !s.Inline {
		w.because("in a language that is not read here")
	}
	add(t.askedOf(voiceOf(t.words)), 2, "asks us something")
	add(t.name != "" && len(t.stock) == 0 && !signed(s.Name, t.end), 1, "signed with a name")
	add(s.retitled(), -1, "")
	score += circumstances(s)
	add(s.Generated, -1, "")
	add(s.NoReply, -2, "")
	add(s.Bulk, -1, "")
	add(s.Ticket != "" && len(t.stock) > 0, -1, "")
	add(len(t.stock) > 0 && len(t.stock) >= len(t.free) && !t.direct(s), -1, "")
	add(s.After > 0 && s.After < soon, -2, "")
	add(t.self, -1, "")
	return score, core
}

// aboutUs reports whether anything in a text answers us, besides that somebody speaks: a quotation, a question, what our messages are
// about, or that it is taken up. Who writes of themselves alone tells everybody that they are away.
func (t sifted) aboutUs(s Signs) bool {
	v := voiceOf(t.words)
	return s.Inline || s.Quotes || t.byline != "" || t.takes || t.refuses || t.acts || t.demands || strings.Contains(s.Text, "?") || len(t.reading) > 0 || v != nil && slices.ContainsFunc(t.words, v.topic.has)
}

// circumstances counts what a person's answer has around it.
func circumstances(s Signs) (n int) {
	for _, is := range []bool{s.Quotes, s.personal(), s.After >= answerDelay} {
		if is {
			n++
		}
	}
	if department(s.Name) {
		n--
	}
	return n
}

// signed reports whether a word of the writer's name stands at the end of a text.
func signed(name string, end []string) bool {
	for _, n := range wordsOf(name) {
		if len(n) > 2 && !departments.has(n) && slices.Contains(end, n) {
			return true
		}
	}
	return false
}
