package gate

import (
	"bytes"
	"encoding/hex"
	"fmt"
	"html"
	"maps"
	"slices"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"daylight/disclosure"
	"daylight/disclosure/pattern"
	"daylight/disclosure/timeline"
)

// The scanner reads rendered files as their readers do: entities decoded, inline tags taken out, escapes undone,
// invisible characters dropped. It goes line by line, so that each finding has a place, and looks at each line in
// up to three ways:
//
//   - as written, with attributes, comments and addresses in them;
//   - as shown, when there are tags: "exam<b>ple</b>.com" reads "example.com";
//   - refanged, where a defanged form is not allowed either: "example[.]com" reads "example.com".
//
// Every pattern is RE2, thus linear in the input. A finding names file, line and kind, and masks what it found.

// scanFinding is one thing that must not be published.
type scanFinding struct {
	check  string
	file   string
	line   int // 1-based; 0 is the name of the file
	what   string
	masked string
}

func (f scanFinding) String() string {
	place := f.file + " line " + strconv.Itoa(f.line)
	if f.line == 0 {
		place = "the name of " + timeline.Clip(f.file, 60)
	}
	if f.masked == "" {
		return place + ": " + f.what
	}
	return place + ": " + f.what + " " + f.masked
}

// scanFiles runs the checks that read the rendered files.
func (in *Input) scanFiles() []Check {
	names := []struct{ check, clean string }{
		{CheckTargetDefanged, "no target of the case can be followed from the files"},
		{CheckNoCredentials, "no credential found"},
		{CheckNoMailAddresses, "no mail address found"},
		{CheckNoLiveLinks, "no link leads to an asset or to an IP address"},
		{CheckNoIPAddresses, "no IP address found"},
	}
	checks := make([]Check, 0, len(names))
	if len(in.Files) == 0 {
		for _, n := range names {
			checks = append(checks, check(n.check).fail("nothing was rendered, so nothing could be read"))
		}
		return checks
	}
	findings := scanAll(in.Files, newScanner(in.Case, in.Mode, in.Contact))
	for _, n := range names {
		var found []string
		for _, f := range findings {
			if f.check == n.check && !slices.Contains(found, f.String()) {
				found = append(found, f.String())
			}
		}
		if len(found) > 0 {
			checks = append(checks, check(n.check).fail("%s", listed(found)))
			continue
		}
		checks = append(checks, check(n.check).pass("%s in %s", n.clean, counted(len(in.Files), "file")))
	}
	return checks
}

func counted(n int, what string) string {
	if n == 1 {
		return "1 " + what
	}
	return strconv.Itoa(n) + " " + what + "s"
}

// listed joins the first few of many.
func listed(all []string) string {
	const most = 5
	if n := len(all); n > most {
		return fmt.Sprintf("%s; and %d more", strings.Join(all[:most], "; "), n-most)
	}
	return strings.Join(all, "; ")
}

// scanner knows what to look for in the files of one case.
type scanner struct {
	targets []targetForm
	own     []string // the team's mail address as the scanner finds it
	strict  bool     // limited and stub: no defanged form either
}

func newScanner(c *disclosure.Case, mode disclosure.Mode, contact string) *scanner {
	return &scanner{targets: targetForms(c), own: ownMail(contact), strict: mode != disclosure.Full}
}

// scanAll scans files in the order of their names.
func scanAll(files map[string][]byte, s *scanner) []scanFinding {
	var out []scanFinding
	for _, name := range slices.Sorted(maps.Keys(files)) {
		out = append(out, s.scan(name, files[name])...)
	}
	return out
}

// scan scans one file and its name.
func (s *scanner) scan(name string, content []byte) []scanFinding {
	out := s.line(name, 0, name, true)
	// A picture is no text: only what cannot turn up in it by chance is looked for.
	text := utf8.Valid(content) && !bytes.ContainsRune(content, 0)
	n := 0
	for line := range strings.SplitSeq(string(content), "\n") {
		n++
		out = append(out, s.line(name, n, line, text)...)
		for _, inner := range embedded(line) {
			out = append(out, s.line(name, n, inner, true)...)
		}
	}
	return out
}

// line scans one line in every way that a reader may see it.
func (s *scanner) line(file string, n int, raw string, text bool) []scanFinding {
	var out []scanFinding
	add := func(check, what, masked string) {
		out = append(out, scanFinding{check: check, file: file, line: n, what: what, masked: masked})
	}
	written := plain(raw)
	views := []string{written}
	if raw != written {
		views = append(views, raw) // an escape may also be part of a secret
	}
	if strings.Contains(raw, "<") {
		views = append(views, plain(withoutTags(raw)))
	}
	for _, view := range views {
		s.targetsIn(view, add)
		credentialsIn(view, add)
		if !text {
			continue
		}
		linksIn(view, s.targets, add)
		if containsAny(strings.ToLower(view), mailHints) {
			mailsIn(refang(view), s.own, add)
		}
		if s.strict {
			view = refang(view)
		}
		addressesIn(view, add)
	}
	return out
}

// report takes what a rule found.
type report func(check, what, masked string)

// inlineTags do not separate words for a reader; every other tag does.
var (
	inlineTags = pattern.New(`(?i)</?(?:a|abbr|b|bdi|bdo|cite|code|del|em|font|i|ins|kbd|mark|q|s|samp|small|span|strong|sub|sup|tspan|tt|u|var|wbr)(?:\s[^>]*)?/?>|<!--.*?-->`)
	otherTags  = pattern.New(`<[^>]*>`)
)

// withoutTags returns what a browser shows of a line.
func withoutTags(s string) string {
	return otherTags.ReplaceAllString(inlineTags.ReplaceAllString(s, ""), " ")
}

var (
	percentEscape = pattern.New(`%[2-7][0-9A-Fa-f]`)
	unicodeEscape = pattern.New(`\\u[0-9A-Fa-f]{4}`)
	markEscape    = pattern.New(`\\([!-/:-@\[-` + "`" + `{-~])`)
)

// plain undoes what hides a text from a search but not from a reader: entities, escapes of addresses, JSON and
// Markdown, invisible and full-width characters. The result has no line break.
func plain(s string) string {
	if strings.Contains(s, `\`) {
		s = unicodeEscape.ReplaceAllStringFunc(s, func(m string) string {
			r, err := strconv.Unquote(`"` + m + `"`)
			if err != nil {
				return m // one half of a pair of surrogates
			}
			return r
		})
		s = markEscape.ReplaceAllString(s, "$1")
	}
	if strings.Contains(s, "&") {
		s = html.UnescapeString(s)
	}
	if strings.Contains(s, "%") {
		s = percentEscape.ReplaceAllStringFunc(s, func(m string) string {
			b, err := hex.DecodeString(m[1:])
			if err != nil {
				return m
			}
			return string(b)
		})
	}
	return strings.Map(visible, s)
}

// visible maps full-width forms to the ASCII that they look like and drops what cannot be seen.
func visible(r rune) rune {
	switch {
	case r == '\n' || r == '\r' || r == '\u00a0' || r == '\u202f':
		return ' '
	case unicode.Is(unicode.Cf, r), r == '\u034f', r >= '\ufe00' && r <= '\ufe0f':
		return -1
	case r == '\u3002' || r == '\uff61' || r == '\u2024':
		return '.'
	case r >= '\uff01' && r <= '\uff5e':
		return r - '\uff01' + '!'
	case r >= '\u2010' && r <= '\u2015' || r == '\u2212':
		return '-'
	}
	return r
}

// mailHints are in lower case; one of them stands in every mail address, defanged or not.
var mailHints = []string{"@", "at]", "at)", "at}", "ät]", "ät)"}

// defangHints are in lower case; a line without any holds nothing defanged.
var defangHints = []string{"[.", "(.", "{.", ".]", "[ .", "( .", "{ .", "dot", "[@", "(@", "[ @", "( @", "[at", "(at", "{at", "ät", "[:", "(:", "[/", "hxxp", "h**p", "meow"}

// The usual ways to break an address, and what they stand for.
var (
	defangedDot    = pattern.New(`(?i)\s?(?:\[\s?\.\s?\]|\(\s?\.\s?\)|\{\s?\.\s?\}|\[dot\]|\(dot\)|\{dot\}|\[\.|\.\])\s?`)
	defangedAt     = pattern.New(`(?i)\s?(?:\[\s?@\s?\]|\(\s?@\s?\)|\[at\]|\(at\)|\{at\}|\[ät\]|\(ät\))\s?`)
	defangedColon  = pattern.New(`\[:\]|\(:\)|\[:`)
	defangedSlash  = pattern.New(`\[:?//\]|\[/\]`)
	defangedScheme = pattern.New(`(?i)\b(?:hxxp|h\*\*p|meow|hXXp)(s?)\b`)
)

// refang turns defanged forms back, so that strict modes find them too.
func refang(s string) string {
	if lower := strings.ToLower(s); !containsAny(lower, defangHints) {
		return s
	}
	s = defangedSlash.ReplaceAllStringFunc(s, func(m string) string { return strings.Trim(m, "[]") })
	s = defangedDot.ReplaceAllString(s, ".")
	s = defangedAt.ReplaceAllString(s, "@")
	s = defangedColon.ReplaceAllString(s, ":")
	return defangedScheme.ReplaceAllString(s, "http$1")
}

// mask shows enough of a find to recognise it in its place and too little to use it.
func mask(s string) string {
	all := []rune(s)
	shown := min(4, len(all)/4)
	return fmt.Sprintf("%q (%d characters)", string(all[:shown])+"…", len(all))
}
