package target

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"daylight/disclosure/fault"
	"daylight/disclosure/pattern"
)

// maxCutShown bounds how much of what was cut off is repeated, in bytes.
const maxCutShown = 40

// pairs are brackets and quotes that people and programs put around an address, by the mark that opens.
var pairs = map[rune]rune{
	'<': '>', '(': ')', '[': ']', '{': '}', '"': '"', '\'': '\'', '`': '`',
	'„': '“', '“': '”', '‚': '‘', '‘': '’', '«': '»', '»': '«', '‹': '›', '›': '‹', '（': '）', '「': '」', '【': '】',
}

// punctuation ends a sentence or an entry of a list, and hardly ever an address.
const punctuation = ",;.:!…，；。、！"

// Pasted returns the address in what a person pasted: without brackets and quotes around it, without the punctuation of the
// sentence that it stood in, and without the label of a link of Slack or Markdown. cut says in words what was cut off, ""
// for nothing. Two addresses at once are refused, because only one of them would be asked.
//
// What is cut would otherwise belong to the path, and a path that nobody has answers "not found" for ever.
func Pasted(raw string) (address, cut string, err error) {
	if len(raw) > maxAddress || !utf8.ValidString(raw) {
		return raw, "", nil // Clean refuses it
	}
	if links.MatchString(raw) && several(links.ReplaceAllString(raw, "$1 ")) {
		return "", "", tooMany()
	}
	var gone []string
	text := trim(raw)
	for {
		next, piece := peel(text)
		if piece == "" {
			break
		}
		text, gone = trim(next), append(gone, piece)
	}
	if several(text) {
		return "", "", tooMany()
	}
	return text, describe(gone), nil
}

// links are addresses as a chat writes them, <address|label>. What a label says is no address.
var links = pattern.New(`<([^<>|]*)(?:\|[^<>]*)?>`)

func tooMany() error {
	return fault.Errorf(fault.Invalid, "these are several addresses; make each one an asset of its own")
}

// trim cuts spaces and what cannot be seen.
func trim(s string) string {
	return strings.TrimFunc(s, func(r rune) bool { return unicode.IsSpace(r) || unicode.Is(unicode.Cf, r) })
}

// peel takes one piece off, "" when there is nothing left to take.
func peel(s string) (rest, piece string) {
	first, n := utf8.DecodeRuneInString(s)
	last, m := utf8.DecodeLastRuneInString(s)
	switch {
	case len(s) <= n:
		return s, ""
	case strings.ContainsRune(punctuation, last):
		return s[:len(s)-m], s[len(s)-m:]
	case first == '<' && last == '>':
		inner, label, labelled := strings.Cut(s[1:len(s)-1], "|")
		if labelled {
			return inner, "<…|" + label + ">"
		}
		return inner, "<…>"
	case last == '>' && strings.Contains(s, "|"): // the other end of the link was lost
		i := strings.IndexByte(s, '|')
		return s[:i], s[i:]
	case first == '[' && last == ')' && strings.Contains(s, "]("):
		label, link, _ := strings.Cut(s[1:len(s)-1], "](")
		return strings.TrimSuffix(link, ")"), "[" + label + "](…)"
	case pairs[first] == last && pairs[first] != 0 && matched(s, first, last):
		return s[n : len(s)-m], string(first) + "…" + string(last)
	case pairs[first] != 0 && !strings.ContainsRune(s[n:], pairs[first]):
		return s[n:], string(first)
	case closes(last) && !opened(s[:len(s)-m], last):
		return s[:len(s)-m], string(last)
	}
	return s, ""
}

// matched reports whether the first and the last mark belong together: "[a]b[c]" has two pairs.
func matched(s string, first, last rune) bool {
	if first == last {
		return true
	}
	depth := 0
	for i, r := range s {
		switch r {
		case first:
			depth++
		case last:
			depth--
		}
		if depth == 0 && i+utf8.RuneLen(r) < len(s) {
			return false
		}
	}
	return depth == 0
}

func closes(r rune) bool {
	for _, end := range pairs {
		if end == r {
			return true
		}
	}
	return false
}

// opened reports whether what stands before a closing mark opens it: the name of a file may well end in "(1)".
func opened(before string, closing rune) bool {
	for open, end := range pairs {
		more := strings.Count(before, string(open)) - strings.Count(before, string(end))
		if open == end {
			more = strings.Count(before, string(open)) % 2
		}
		if end == closing && more > 0 {
			return true
		}
	}
	return false
}

// several reports whether an address goes on with another one, as in a list.
func several(s string) bool {
	s, _, _ = strings.Cut(s, "?") // a query may hold a whole list of addresses
	parts := strings.FieldsFunc(s, func(r rune) bool { return unicode.IsSpace(r) || strings.ContainsRune(",;", r) })
	if words := strings.Fields(strings.TrimPrefix(s, "$ ")); len(words) > 1 && isTool(words[0]) {
		parts = slices.DeleteFunc(parts, func(part string) bool { return !strings.Contains(part, "://") })
	}
	return len(parts) > 1 && slices.ContainsFunc(parts[1:], func(part string) bool {
		scheme, _, ok := strings.Cut(part, "://")
		return ok && scheme != "" && !strings.ContainsAny(scheme, "/?#=&")
	})
}

// describe says what was cut off, in the order in which it was.
func describe(gone []string) string {
	if len(gone) == 0 {
		return ""
	}
	text := strings.Map(func(r rune) rune {
		if unicode.IsPrint(r) {
			return r
		}
		return -1
	}, strings.Join(gone, " "))
	if len(text) > maxCutShown {
		text = strings.ToValidUTF8(text[:maxCutShown], "") + "…"
	}
	return "without what stood around it: " + text
}
