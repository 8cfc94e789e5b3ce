package inbound

import (
	"slices"
	"strconv"
	"strings"

	"daylight/disclosure"
	"daylight/disclosure/pattern"
	"daylight/disclosure/slash"
)

// Saying is something that a text says or asks for and that may concern a case.
type Saying string

// The sayings, the one that decides first.
const (
	Fixed  Saying = "fix_claimed"         // it is closed: a claim, no proof
	Argues Saying = "disputed"            // it is not theirs, or no exposure
	Vows   Saying = "fix_promised"        // it will be closed
	Wants  Saying = "extension_requested" // they need more time
	Threat Saying = "legal_threat"
	Halt   Saying = "stop"    // no more probes
	Again  Saying = "recheck" // the command that asks for a check, and claims nothing
	Asks   Saying = "need_info"
	Names  Saying = "contact" // the command that names somebody else to write to
	Ack    Saying = "ack"     // the command that acknowledges
	Help   Saying = "help"    // the command that asks what can be written
)

// Sayings returns every saying.
func Sayings() []Saying {
	return []Saying{Fixed, Argues, Vows, Wants, Threat, Halt, Again, Asks, Names, Ack, Help}
}

// Said is one saying of a text.
type Said struct {
	What     Saying `json:"what"`
	Sentence string `json:"sentence"` // in which it stands, as it was written
	// Plain is set where nothing else can be meant: a command, or a request to stop in so many words.
	Plain bool `json:"plain,omitempty"`
	// Day is the date in the sentence, in the words of the writer; "" if there is none.
	Day string `json:"day,omitempty"`
}

// Order is the command that was given; the zero value where it is none.
func (s Said) Order() slash.Order {
	if !s.Plain || !strings.HasPrefix(s.Sentence, "/") {
		return slash.Order{}
	}
	o, _ := slash.Read(s.Sentence)
	return o
}

// Reading is what a text says, in the order of [Sayings] and with each of them once.
type Reading []Said

// Says returns what a text says of something.
func (r Reading) Says(what Saying) (Said, bool) {
	i := slices.IndexFunc(r, func(s Said) bool { return s.What == what })
	if i < 0 {
		return Said{}, false
	}
	return r[i], true
}

// Kind is what the answer of a person is for a case. Only a claim, or a command, makes more of it than a reply: what is said of
// a party in public is decided by a person who read it.
func (r Reading) Kind() disclosure.Kind {
	if _, ok := r.Says(Fixed); ok {
		return disclosure.KindFixClaimed
	}
	if s, ok := r.Says(Argues); ok && s.Plain {
		return disclosure.KindDisputed
	}
	if s, ok := r.Says(Vows); ok && s.Plain {
		return disclosure.KindFixPromised
	}
	return disclosure.KindReplied
}

// Stop says whether a text asks for an end of the probes, and whether nothing else can be meant.
func (r Reading) Stop() (asked, plain bool) {
	s, ok := r.Says(Halt)
	return ok, s.Plain
}

// Words names what the team should look at beside the kind of the answer, in words for them; "" for nothing.
func (r Reading) Words() string {
	var out []string
	for _, s := range r {
		words := map[Saying]string{
			Argues: "a dispute", Vows: "the promise of a fix", Wants: "a request for more time", Threat: "a legal threat", Halt: "a request to stop the probes",
			Asks: "a question that somebody has to answer", Names: "another address to write to",
		}[s.What]
		switch {
		case words == "" || s.Plain && (s.What == Argues || s.What == Vows):
			continue
		case s.Order().Addr != "":
			words += " (" + s.Order().Addr + ")"
		case s.Day != "":
			words += " (" + s.Day + ")"
		}
		out = append(out, words)
	}
	if len(out) == 0 {
		return ""
	}
	return "it reads like " + strings.Join(out, " and ")
}

// AsksToStop reports whether a message from a party asks for an end of the probes.
func AsksToStop(text string) bool {
	asked, _ := Read(text).Stop()
	return asked
}

// Read says what a text says. It is the text that somebody wrote, without what they quote: lines that begin with ">" and words
// in quotation marks count as quoted here too. Sentences are read in English, German, French, Spanish, Italian and Dutch.
func Read(text string) Reading {
	found := map[Saying]Said{}
	note := func(s Said) {
		if old, ok := found[s.What]; !ok || s.Plain && !old.Plain {
			s.Sentence = strings.TrimSpace(s.Sentence)
			found[s.What] = s
		}
	}
	var kept []string
	for line := range strings.SplitSeq(unquoted(text), "\n") {
		if s, ok := commandIn(line); ok {
			note(s)
			continue
		}
		if strings.HasPrefix(strings.TrimSpace(line), "/") {
			continue // a command that is taken back on its own line, or that nobody knows
		}
		if bareStop(line) {
			note(Said{What: Halt, Sentence: line, Plain: true})
		}
		kept = append(kept, line)
	}
	for _, s := range sentences(strings.Join(kept, "\n")) {
		readSentence(s, note)
	}
	var out Reading
	for _, w := range Sayings() {
		if s, ok := found[w]; ok {
			out = append(out, s)
		}
	}
	return out
}

func readSentence(s string, note func(Said)) {
	words := wordsOf(s)
	words = words[:min(len(words), maxWords)]
	asks := strings.HasSuffix(strings.TrimSpace(s), "?")
	if claims(s, words, asks) {
		note(Said{What: Fixed, Sentence: s})
	}
	if disputeForms.in(words) && !asks {
		note(Said{What: Argues, Sentence: s})
	}
	if !asks && promiseForms.affirmed(s, words) {
		note(Said{What: Vows, Sentence: s, Day: dayIn(s)})
	}
	if timeForms.affirmed(s, words) {
		note(Said{What: Wants, Sentence: s, Day: dayIn(s)})
	}
	if threatForms.in(words) && !fineForms.in(words) {
		note(Said{What: Threat, Sentence: s})
	}
	switch {
	case keepForms.in(words):
	case stopForms.in(words):
		note(Said{What: Halt, Sentence: s, Plain: !asks && !conditional(words)})
	case vagueStopForms.in(words), shouts(s):
		note(Said{What: Halt, Sentence: s})
	}
}

// orderOf is what a command says. The text of one is read as it is, whatever its words mean elsewhere.
func orderOf(w slash.Word) Saying {
	switch w {
	case slash.Ack:
		return Ack
	case slash.Fixed:
		return Fixed
	case slash.Recheck:
		return Again
	case slash.Fixing:
		return Vows
	case slash.Extend:
		return Wants
	case slash.NeedInfo:
		return Asks
	case slash.Dispute:
		return Argues
	case slash.Contact:
		return Names
	case slash.Stop:
		return Halt
	case slash.Help:
		return Help
	}
	return ""
}

// commandIn reads the command of a line, which stands at its very start. What is taken back behind it ("/fixed not yet") is none, and
// neither is what lacks something.
func commandIn(line string) (Said, bool) {
	if !strings.HasPrefix(line, "/") {
		return Said{}, false
	}
	o, found := slash.Read(line)
	if found != slash.IsOrder || !o.Known() {
		return Said{}, false
	}
	if rest := wordsOf(o.Rest); (o.Word == slash.Fixed || o.Word == slash.Stop) && (negated(rest) || future(rest) || conditional(rest) || strings.HasSuffix(o.Rest, "?")) {
		return Said{}, false
	}
	said := Said{What: orderOf(o.Word), Sentence: line, Plain: true}
	if !o.Day.IsZero() {
		said.Day = o.Day.String()
	}
	if o.Word == slash.Extend {
		said.Day = strconv.Itoa(o.Days) + " days"
	}
	return said, true
}

// bareStop reports whether a line is nothing but the word that our mails offer, perhaps with a "please".
func bareStop(line string) bool {
	words := wordsOf(line)
	if len(words) == 0 || len(words) > 3 {
		return false
	}
	stop := false
	for _, w := range words {
		switch w {
		case "stop", "stopp", "stoppt", "stoppen", "arrêtez", "arretez", "parar", "basta", "alto":
			stop = true
		case "please", "bitte", "merci", "por", "favor", "per", "favore", "graag", "svp", "alstublieft", "it", "now", "sofort", "this":
		default:
			return false
		}
	}
	return stop && !strings.HasSuffix(strings.TrimSpace(line), "?")
}

// shouts reports whether the word of our mails stands in a sentence in capitals, while the sentence itself does not.
func shouts(s string) bool {
	if s == strings.ToUpper(s) {
		return false
	}
	return slices.ContainsFunc(strings.Fields(s), func(w string) bool { return strings.Trim(w, `.,;:!"'“”„«»()*_`) == "STOP" })
}

// quoteMarks are pairs of quotation marks.
var quoteMarks = pattern.New(`"[^"\n]{1,400}"|“[^”\n]{1,400}”|„[^“”\n]{1,400}[“”]|«[^»\n]{1,400}»|»[^«\n]{1,400}«|“[^“\n]{1,400}“`)

// unquoted drops quoted lines, and words in quotation marks where they stand inside of a sentence. A line that is nothing
// but a word in quotation marks is the writer's own: people copy the word that our mails offer with its marks.
func unquoted(text string) string {
	var out []string
	for line := range strings.SplitSeq(strings.ReplaceAll(text, "\r\n", "\n"), "\n") {
		t := strings.TrimLeft(line, " \t\u00a0")
		if strings.HasPrefix(t, ">") || strings.HasPrefix(t, "|>") {
			continue
		}
		if bare := quoteMarks.ReplaceAllString(line, " … "); strings.Trim(bare, " ….!\t") != "" {
			line = bare
		}
		out = append(out, line)
	}
	return strings.Join(out, "\n")
}
