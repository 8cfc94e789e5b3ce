package target

import (
	"net/netip"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Thing is an asset as far as it can be named.
type Thing struct {
	Asset  string // id, for messages
	Target string
	Key    string // a known object of it
}

// Found is what leads to an asset, or a live link to a machine.
type Found struct {
	Start, End int
	Asset      string // "" in a link to an address of somebody else's
	What       string // host, bucket, object …
	Value      string // what was found, in one spelling for all of its own
	Defanged   bool   // it is no link any more, and the form of the page allows not even that
}

// Set is what must not stand in a text about a case.
type Set struct {
	forms []form
	at    map[netip.Addr]string // the assets at addresses
}

// New returns what leads to things. Sites are the domains of the parties, which a writeup may name.
func New(things []Thing, sites []string) *Set {
	s := &Set{at: map[netip.Addr]string{}}
	for _, thing := range things {
		for _, t := range strings.Split(thing.Target, ",") { // a connection string may name several hosts
			s.add(thing.Asset, strings.TrimSpace(t), sites)
		}
		if key := lower(strings.Trim(thing.Key, "/ ")); len(key) >= 5 {
			s.forms = append(s.forms, form{asset: thing.Asset, what: "object", needle: key, value: key})
			if base := key[strings.LastIndexByte(key, '/')+1:]; base != key && telling(base) {
				s.forms = append(s.forms, form{asset: thing.Asset, what: "object", needle: base, value: key, strictly: true})
			}
		}
	}
	for i := range s.forms {
		// A name that says something by itself also stands in the name of a file, such as "NAME_listing.png".
		s.forms[i].framed = telling(s.forms[i].needle) && !strings.ContainsAny(s.forms[i].needle, "_.")
		s.forms[i].parts = strings.FieldsFunc(s.forms[i].needle, func(r rune) bool { return !inName(r) })
	}
	return s
}

// At is the asset at an address, however that is written; "" where none is.
func (s *Set) At(a netip.Addr) string {
	if asset := s.at[a.Unmap()]; asset != "" || a.Is4() {
		return asset
	}
	b := a.As16()
	switch {
	case netip.MustParsePrefix("64:ff9b::/96").Contains(a): // RFC 6052
		return s.at[netip.AddrFrom4([4]byte(b[12:]))]
	case b[0] == 0x20 && b[1] == 0x02: // RFC 3056
		return s.at[netip.AddrFrom4([4]byte(b[2:6]))]
	}
	return ""
}

// Find returns what leads to an asset in a text. The strict form of a page names no asset, not even defanged. A joint is an offset at
// which words were put together that a reader sees apart.
func (s *Set) Find(text string, strict bool, joint func(int) bool) []Found {
	low := lower(text)
	out := s.in(low, strict, false, joint)
	if !strict {
		return out
	}
	if !s.may(low) { // mending a text costs more
		return out
	}
	if plain := Refang(low, true); plain.Text != low {
		for _, f := range s.in(plain.Text, true, true, nil) {
			f.Start, f.End = plain.Was(f.Start), plain.Was(f.End)
			out = append(out, f)
		}
	}
	return out
}

// May reports whether a text holds the words and numbers of anything that leads to an asset, whatever stands between them.
func (s *Set) May(text string) bool { return s.may(lower(text)) }

func (s *Set) may(low string) bool {
	for i := range s.forms {
		if s.forms[i].partsIn(low) {
			return true
		}
	}
	return false
}

// partsIn reports whether a text holds each word and number of a form, wherever.
func (f *form) partsIn(low string) bool {
	for _, part := range f.parts {
		if !strings.Contains(low, part) {
			return false
		}
	}
	return true
}

func (s *Set) in(low string, strict, defanged bool, joint func(int) bool) []Found {
	var out []Found
	for i := range s.forms {
		f := &s.forms[i]
		if f.strictly && !strict {
			continue
		}
		if at, ok := f.in(low, !strict, joint); ok {
			out = append(out, Found{Start: at, End: at + len(f.needle), Asset: f.asset, What: f.what, Value: f.value, Defanged: defanged})
		}
	}
	return out
}

// in reports where a text in lower case holds the form as a name of its own.
func (f *form) in(low string, defangedAllowed bool, joint func(int) bool) (int, bool) {
	for from := 0; ; {
		i := strings.Index(low[from:], f.needle)
		if i < 0 {
			return 0, false
		}
		at, end := from+i, from+i+len(f.needle)
		if f.alone(low, at, end, joint) && (!f.inDefanged || !defangedAllowed || !defangedAround(low, at, end)) {
			return at, true
		}
		from = at + 1
	}
}

// alone reports whether s[at:end] is a name, or a number, of its own.
func (f *form) alone(s string, at, end int, joint func(int) bool) bool {
	glued := func(i int) bool { return joint != nil && joint(i) }
	switch f.edge {
	case numberEdge:
		return (glued(at) || !numberBefore(s[:at])) && (glued(end) || !numberAfter(s[end:]))
	case hostEdge:
		r, _ := utf8.DecodeRuneInString(s[end:])
		return !digitBefore(s[:at]) && unicode.IsLetter(r)
	case digitEdge:
		return (glued(at) || !digitBefore(s[:at])) && (glued(end) || !digitAfter(s[end:]))
	case nameEdge:
	}
	before := !glued(at) && nameBefore(s[:at], s[at:]) && (!f.framed || !strings.HasSuffix(s[:at], "_"))
	after := !glued(end) && nameAfter(s[:end], s[end:]) && (!f.framed || !strings.HasPrefix(s[end:], "_"))
	if before || after {
		return false
	}
	// A name before it with a dot is one of its subdomains and counts; a name after the dot of a host makes it another host.
	if after, dot := strings.CutPrefix(s[end:], "."); f.host != "" && dot && !glued(end) {
		if r, _ := utf8.DecodeRuneInString(after); inName(r) {
			return strings.Contains(s[at:end], "/") || endsFile(after) // "file.sql" after a path is still the path
		}
	}
	return true
}

// nouns follow a name with a hyphen in languages that build words so, and make no other name of it.
var nouns = []string{"bucket", "server", "host", "datenbank", "instanz", "cluster", "ordner", "speicher", "endpunkt", "datei"}

// nameAfter reports whether a name goes on behind its needle. A hyphen or a line below it ends a name when nothing follows.
func nameAfter(needle, rest string) bool {
	last, _ := utf8.DecodeLastRuneInString(needle)
	if !inName(last) && last != '-' && last != '_' {
		return false
	}
	trimmed := strings.TrimLeft(rest, "-_")
	r, _ := utf8.DecodeRuneInString(trimmed)
	if !inName(r) {
		return false
	}
	if noun, ok := strings.CutPrefix(rest, "-"); ok {
		for _, n := range nouns {
			if after, is := strings.CutPrefix(noun, n); is && !nameAfter(n, strings.TrimPrefix(after, "s")) && !strings.HasPrefix(after, ".") {
				return false
			}
		}
	}
	return true
}

func nameBefore(before, needle string) bool {
	first, _ := utf8.DecodeRuneInString(needle)
	if !inName(first) {
		return false
	}
	r, _ := utf8.DecodeLastRuneInString(strings.TrimRight(before, "-_"))
	return inName(r)
}

// spaceless are scripts that are written without spaces, or put small words before others: their letters are no part of a name that is
// in another script.
var spaceless = []*unicode.RangeTable{
	unicode.Han, unicode.Hiragana, unicode.Katakana, unicode.Hangul, unicode.Thai, unicode.Lao, unicode.Khmer, unicode.Myanmar, unicode.Tibetan,
	unicode.Arabic, unicode.Hebrew, unicode.Bopomofo,
}

// inName reports whether a name goes on with the character.
func inName(r rune) bool {
	if r < utf8.RuneSelf {
		return r >= '0' && r <= '9' || r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z'
	}
	return unicode.In(r, unicode.L, unicode.M, unicode.N) && !unicode.In(r, spaceless...) && r != 'ー' && r != utf8.RuneError
}

// endings are those of files that somebody names after what is in them.
var endings = []string{
	"html", "htm", "md", "txt", "svg", "png", "jpg", "jpeg", "gif", "webp", "pdf", "json", "xml", "csv", "zip", "gz", "tar", "tgz", "7z", "sql", "log", "css", "js", "bak", "har",
	"pcap", "yml", "yaml", "xlsx", "docx", "db", "sqlite", "eml", "asc", "sig", "nmap", "conf", "crt", "pem", "key", "dump",
}

// endsFile reports whether a text begins with the ending of a file.
func endsFile(s string) bool {
	for _, e := range endings {
		if rest, ok := strings.CutPrefix(s, e); ok && !nameAfter(e, rest) {
			return true
		}
	}
	return false
}

func isDigit(b byte) bool { return b >= '0' && b <= '9' }

// digitBefore reports whether four numbers have one more before them: "ec2-" is a word and no number.
func digitBefore(s string) bool {
	n := len(s)
	if n == 0 || isDigit(s[n-1]) {
		return n > 0
	}
	if n < 2 || s[n-1] != '.' && s[n-1] != '-' || !isDigit(s[n-2]) {
		return false
	}
	word := strings.TrimRight(s[:n-1], "0123456789")
	r, _ := utf8.DecodeLastRuneInString(word)
	return !unicode.IsLetter(r)
}

func digitAfter(s string) bool {
	return s != "" && (isDigit(s[0]) || len(s) > 1 && (s[0] == '.' || s[0] == '-') && isDigit(s[1]))
}

// numberBefore reports whether a number is a part of a longer word.
func numberBefore(s string) bool {
	r, _ := utf8.DecodeLastRuneInString(s)
	return inName(r) || r == '_' || digitBefore(s)
}

func numberAfter(s string) bool {
	r, _ := utf8.DecodeRuneInString(s)
	return inName(r) || r == '_' || digitAfter(s)
}

// lower writes a text in lower case with each byte in its place, whatever bytes they are.
func lower(s string) string {
	out := []byte(s)
	for i, r := range s {
		switch {
		case r >= 'A' && r <= 'Z':
			out[i] += 'a' - 'A'
		case r >= utf8.RuneSelf && r != utf8.RuneError:
			if small := unicode.ToLower(r); small != r && utf8.RuneLen(small) == utf8.RuneLen(r) {
				utf8.EncodeRune(out[i:], small)
			}
		}
	}
	return string(out)
}

// defangedAround reports whether the word around s[at:end] is a defanged address.
func defangedAround(s string, at, end int) bool {
	const (
		stops = " \t\"'<>`,;|"
		near  = 300 // bytes of an address on either side
	)
	before, after := s[max(0, at-near):at], s[end:min(len(s), end+near)]
	before = before[strings.LastIndexAny(before, stops)+1:]
	if i := strings.IndexAny(after, stops); i >= 0 {
		after = after[:i]
	}
	word := before + s[at:end] + after
	for _, hint := range []string{"[.]", "(.)", "[dot]", "(dot)", "{.}", "hxxp", "[:]", "[://]", `\[.\]`} {
		if strings.Contains(word, hint) {
			return true
		}
	}
	return false
}
