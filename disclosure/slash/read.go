package slash

import (
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"daylight/disclosure/civil"
	"daylight/disclosure/pattern"
)

// The longest line that can be a command, and the longest reason that is kept of one, in bytes.
const (
	maxLine = 1000
	maxWhy  = 500
)

// longText is from how many words on what stands behind a command and a colon in a list is an explanation of it.
const longText = 4

// The forms of a line. A list item or a code span is as good as a bare line, because lists of commands print them so.
var (
	itemForm    = pattern.New(`^(?:[-*+•–]|\d{1,2}[.)]) +`)
	wordForm    = pattern.New(`^/ ?([\p{L}][\p{L}_-]{0,30})(.*)$`)
	bareForm    = pattern.New(`^([\p{L}][\p{L}_-]{0,30})(.*)$`)
	mentionForm = pattern.New(`^@([A-Za-z0-9-]{1,39})(?:\[bot\])?[ ,:]+`)
	daysForm    = pattern.New(`(?i)^(\d{1,3})[ ]*(days?|d|tage?|jours?|días?|working days|weeks?|w|wochen?|semaines?)?(?:[ ,.:;-]+|$)(.*)$`)
	dateForm    = pattern.New(`(?i)\d{4}-\d{2}-\d{2}|\d{1,2}\.\d{1,2}\.\d{4}|\d{1,2}(?:st|nd|rd|th)? [a-z]{3,9}\.?,? \d{4}|[a-z]{3,9}\.? \d{1,2}(?:st|nd|rd|th)?,? \d{4}`)
	ordinalForm = pattern.New(`(?i)(\d)(?:st|nd|rd|th)\b`)
	addrForm    = pattern.New(`[^\s<>,;:()"']+@[^\s<>,;()"']+\.[^\s<>,;()"']+|https://[^\s<>"']+|\+\d[\d /-]{5,20}\d`)
)

// Parsed is what [Read] found in a line.
type Parsed uint8

// What a line can be.
const (
	NoOrder Parsed = iota
	IsOrder        // a command, or what was probably meant as one
	Copied         // an entry of a list of commands with its explanation, copied: nobody's word
)

// Read reads one line that somebody wrote. bots are the names by which the bot is called: "@bot fixed" is a command as well.
func Read(line string, bots ...string) (Order, Parsed) {
	if len(line) > maxLine {
		return Order{}, NoOrder
	}
	text := tidy(line)
	item := itemForm.FindString(text)
	text = strings.TrimPrefix(text, item)
	text, told := unspan(text)
	called := false
	if m := mentionForm.FindStringSubmatch(text); m != nil && slices.ContainsFunc(bots, func(b string) bool { return sameName(b, m[1]) }) {
		text, called = strings.TrimSpace(text[len(m[0]):]), true
	}
	m := wordForm.FindStringSubmatch(text)
	if m == nil && called {
		m = bareForm.FindStringSubmatch(text)
	}
	if m == nil {
		return Order{}, NoOrder
	}
	typed, tail := strings.ToLower(strings.TrimRight(m[1], "-_")), m[2]
	o := Order{As: "/" + typed, Rest: strings.TrimSpace(strings.TrimLeft(strings.TrimLeft(tail, " "), ".!,:;"))}
	word, ok := wordOf(typed)
	switch {
	case ok && (told || item != "" && strings.HasPrefix(strings.TrimSpace(tail), ":") && len(strings.Fields(o.Rest)) >= longText):
		return o, Copied
	case strings.HasPrefix(tail, "/") || tail != "" && !strings.ContainsRune(" .!,:;?", rune(tail[0])):
		return Order{}, NoOrder // a path
	case strings.HasPrefix(tail, "?"):
		if !ok || o.Rest != "?" {
			return Order{}, NoOrder
		}
		o.Near, o.Rest, o.Asked = word, "", true // a question about a command is none
		return o, IsOrder
	case ok:
		o.Word = word
		return o.complete(), IsOrder
	}
	o.Near = nearest(typed)
	if o.Near == "" && (called || o.Rest != "") {
		return Order{}, NoOrder // words behind a slash that nobody knows are a sentence
	}
	return o, IsOrder
}

// wordOf is the command of a word that was written, with or without its hyphens.
func wordOf(typed string) (Word, bool) {
	bare := unhyphened(typed)
	for _, w := range Words() {
		if unhyphened(string(w)) == bare {
			return w, true
		}
	}
	w, ok := harmless()[bare]
	return w, ok
}

// unhyphened is a word without what people write between its parts.
func unhyphened(s string) string { return strings.NewReplacer("-", "", "_", "").Replace(s) }

// sameName compares the names of an account with and without what marks it as a program.
func sameName(a, b string) bool {
	return a != "" && strings.EqualFold(strings.TrimSuffix(a, "[bot]"), strings.TrimSuffix(b, "[bot]"))
}

// tidy makes blanks of whatever looks like one, drops what cannot be seen, and takes marks of emphasis from around the line.
func tidy(line string) string {
	line = strings.Map(func(r rune) rune {
		switch {
		case unicode.IsSpace(r):
			return ' '
		case unicode.IsControl(r) || unicode.Is(unicode.Cf, r) || r == utf8.RuneError:
			return -1
		}
		return r
	}, line)
	line = strings.TrimSpace(line)
	for _, mark := range []string{"**", "__", "*", "_", `"`, "'"} {
		if inner, ok := strings.CutPrefix(line, mark); ok && strings.HasSuffix(inner, mark) && len(inner) > len(mark) {
			return strings.TrimSpace(strings.TrimSuffix(inner, mark))
		}
	}
	return line
}

// unspan takes a line out of the code span that it begins with. explained says that a colon stands behind the span.
func unspan(text string) (line string, explained bool) {
	run := text[:len(text)-len(strings.TrimLeft(text, "`"))]
	if run == "" {
		return text, false
	}
	inner, after, ok := strings.Cut(text[len(run):], run)
	if !ok || strings.Contains(after, "`") {
		return text, false
	}
	return strings.TrimSpace(inner) + after, strings.HasPrefix(strings.TrimSpace(after), ":")
}

// complete reads what a command is given, and says what lacks.
func (o Order) complete() Order {
	switch o.Word {
	case Fixing:
		if day, ok := dayIn(o.Rest); ok {
			o.Day = day
		} else {
			o.Lacks = LacksDate
		}
	case Extend:
		m := daysForm.FindStringSubmatch(o.Rest)
		if m == nil {
			o.Lacks = LacksDays
			break
		}
		n, _ := strconv.Atoi(m[1])
		if unit := strings.ToLower(m[2]); strings.HasPrefix(unit, "w") && unit != "working days" || strings.HasPrefix(unit, "semaine") {
			n *= 7
		}
		o.Days, o.Why = n, reason(m[3])
		switch {
		case n < 1 || n > 365:
			o.Lacks = LacksDays
		case o.Why == "":
			o.Lacks = LacksWhy
		}
	case Dispute:
		o.Why = reason(o.Rest)
	case Contact:
		if o.Addr = strings.TrimRight(addrForm.FindString(o.Rest), ".!"); o.Addr == "" {
			o.Lacks = LacksAddr
		}
	case Ack, Fixed, Recheck, NeedInfo, Stop, Help:
	}
	return o
}

func reason(s string) string {
	s = strings.TrimSpace(s)
	if len(s) > maxWhy {
		s = strings.ToValidUTF8(s[:maxWhy], "") + " …"
	}
	return s
}

// layouts are the ways to write a date that can be read in one way only: 05/06/2026 is not among them.
func layouts() []string {
	return []string{"2006-01-02", "2.1.2006", "2 January 2006", "2 Jan 2006", "January 2 2006", "Jan 2 2006"}
}

// dayIn reads the first date of a text.
func dayIn(s string) (civil.Date, bool) {
	found := ordinalForm.ReplaceAllString(dateForm.FindString(s), "$1")
	found = strings.NewReplacer(",", "").Replace(found)
	if strings.ContainsFunc(found, unicode.IsLetter) {
		found = strings.ReplaceAll(found, ".", "")
	}
	for _, l := range layouts() {
		if t, err := time.Parse(l, found); err == nil {
			return civil.DateOf(t), true
		}
	}
	return civil.Date{}, false
}

// Ahead marks an order whose date does not lie ahead of today.
func (o Order) Ahead(today civil.Date) Order {
	if o.Word == Fixing && o.Lacks == NoLack && o.Day.Before(today) {
		o.Lacks = PastDate
	}
	return o
}
