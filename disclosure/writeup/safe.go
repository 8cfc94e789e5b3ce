package writeup

import (
	"net/netip"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"

	"daylight/disclosure"
	"daylight/disclosure/pattern"
	"daylight/disclosure/place"
	"daylight/disclosure/writeup/legible"
)

// Limits of what one text may hold. Longer ones are cut, visibly.
const (
	maxLine = 600
	maxText = 20000
)

// guard makes foreign text fit for publication in one mode of one case.
type guard struct {
	t       *texts
	strict  bool // no locator at all, not even a defanged one
	targets *regexp.Regexp
}

func newGuard(t *texts, c *disclosure.Case, mode disclosure.Mode) *guard {
	return &guard{t: t, strict: mode != disclosure.Full, targets: locators(c)}
}

// locators matches every way in which the text may name an asset of the case: the target, its host, the name of a
// bucket, the path of one object. Single ordinary words are not taken for locators.
func locators(c *disclosure.Case) *regexp.Regexp {
	var names []string
	add := func(s string) {
		if s = strings.Trim(s, "/. "); len(s) >= 6 || strings.ContainsAny(s, ".:") && len(s) >= 4 {
			names = append(names, s)
		}
	}
	assets := c.AssetsEver()
	for i := range assets {
		a := &assets[i]
		add(a.Target)
		add(a.Key)
		u, err := url.Parse(a.Target)
		if err != nil || u.Host == "" {
			host, _, _ := strings.Cut(a.Target, "/")
			add(host)
			if name, _, ok := strings.Cut(host, ":"); ok {
				add(name)
			}
			continue
		}
		add(u.Host)
		add(u.Hostname())
		add(u.EscapedPath())
		label, _, _ := strings.Cut(u.Hostname(), ".")
		if strings.ContainsAny(label, "-_0123456789") || a.Kind == "s3" {
			add(label)
		}
		for _, part := range strings.Split(u.Path, "/") {
			if strings.ContainsAny(part, "-_0123456789.") {
				add(part)
			}
		}
	}
	slices.SortFunc(names, func(a, b string) int { return len(b) - len(a) })
	// A party has to be named, even if its bucket has the same name.
	names = slices.DeleteFunc(names, func(s string) bool {
		return slices.ContainsFunc(c.Parties, func(p disclosure.Party) bool {
			return strings.Contains(strings.ToLower(p.Name), strings.ToLower(s))
		})
	})
	if len(names) == 0 {
		return nil
	}
	for i := range names {
		names[i] = regexp.QuoteMeta(names[i])
	}
	return regexp.MustCompile(`(?i)` + strings.Join(slices.Compact(names), "|"))
}

var (
	mailAddress = pattern.New(`(?i)(?:mailto:)?[^\s<>"'(),;:@\[\]]+\s?(?:@|＠|\(at\)|\[at\]|\[@\]|\{at\})\s?(?:[\p{L}\p{N}](?:[\p{L}\p{N}-]*[\p{L}\p{N}])?(?:\.|\[\.\]))+\p{L}[\p{L}\p{N}-]+`)
	address     = pattern.New(`(?i)\b[a-z][a-z0-9+-]+(?:\[:\]|:)//[^\s<>"'` + "`" + `]*`)
	atSign      = pattern.New(`(?i)[(\[{]at[)\]}]`)
	bareName    = pattern.New(`(?i)\bwww\.[^\s<>"'` + "`" + `]*`)
	fourNumbers = pattern.New(`\d{1,3}(?:(?:\.|\[\.\])\d{1,3}){3}`)
	colons      = pattern.New(`(?i)[0-9a-f]{0,4}(?:(?:\[:\]|:){1,2}[0-9a-f]{0,4}){2,8}`)
)

// line makes one line of foreign text publishable.
func (g *guard) line(s string) string { return g.publishable(legible.Line(g.cut(s, maxLine))) }

// title keeps a heading short.
func (g *guard) title(s string) string { return g.publishable(legible.Line(g.cut(s, 200))) }

func (g *guard) cut(s string, most int) string {
	if len(s) <= most {
		return s
	}
	end := most
	for end > 0 && !utf8.RuneStart(s[end]) {
		end--
	}
	return s[:end] + " " + g.t.get("cut")
}

// publishable removes mail addresses and defangs every link. In a strict mode it removes locators altogether. Each pattern
// runs only on text that holds its mark, because most text holds none.
func (g *guard) publishable(s string) string {
	if strings.Contains(s, "//") {
		s = address.ReplaceAllStringFunc(s, g.locator)
	}
	if strings.ContainsAny(s, "@＠") || atSign.MatchString(s) {
		s = mailAddress.ReplaceAllLiteralString(s, g.t.get("removed.mail"))
	}
	s = bareName.ReplaceAllStringFunc(s, g.locator)
	if g.targets != nil {
		s = g.targets.ReplaceAllStringFunc(s, g.locator)
	}
	if strings.Count(s, ".") >= 3 {
		s = g.numbers(s)
	}
	if strings.Count(s, ":") < 2 {
		return s
	}
	return colons.ReplaceAllStringFunc(s, func(m string) string {
		plain := refang(m)
		if _, err := netip.ParseAddr(plain); err != nil {
			return m
		}
		if g.strict {
			return g.t.get("removed")
		}
		return strings.ReplaceAll(plain, ":", "[:]")
	})
}

// numbers treats four numbers as the address that they are, unless the text says that they are a version.
func (g *guard) numbers(s string) string {
	var out strings.Builder
	from := 0
	for _, at := range fourNumbers.FindAllStringIndex(s, -1) {
		m := s[at[0]:at[1]]
		switch {
		case place.IsVersion(s, at[0], at[1]):
		case g.strict:
			m = g.t.get("removed")
		default:
			m = strings.ReplaceAll(refang(m), ".", "[.]")
		}
		out.WriteString(s[from:at[0]] + m)
		from = at[1]
	}
	return out.String() + s[from:]
}

// versions is the text of the field of that name, in which four numbers are a version without a word for it.
func (g *guard) versions(s string) string {
	if s == "" {
		return ""
	}
	const word = "version "
	return strings.TrimPrefix(g.line(word+s), word)
}

// locator defangs a locator, or removes it in a strict mode.
func (g *guard) locator(m string) string {
	if g.strict {
		return g.t.get("removed")
	}
	return defang(m)
}

// refang undoes the usual forms, so that defanging twice is defanging once.
func refang(s string) string {
	s = strings.ReplaceAll(strings.ReplaceAll(s, "[.]", "."), "[:]", ":")
	if rest, ok := strings.CutPrefix(s, "hxxp"); ok {
		return "http" + rest
	}
	return s
}

// defang writes a locator so that nothing turns it into a link. It drops query and fragment, which may hold a signature.
func defang(target string) string {
	target = refang(target)
	target, _, _ = strings.Cut(target, "?")
	target, _, _ = strings.Cut(target, "#")
	return disclosure.Asset{Target: target}.Defanged()
}

// block is a paragraph or a list of a longer text.
type block struct {
	Text  string
	Items []string
	Lang  string // where it is another language than the page's
}

// blocks reads plain text: paragraphs are divided by blank lines, lines that begin with "- " are a list. Nothing in
// it is markup.
func (g *guard) blocks(s string) []block {
	var out []block
	var words []string
	flush := func() {
		if text := g.publishable(legible.Line(strings.Join(words, " "))); text != "" {
			out = append(out, block{Text: text})
		}
		words = nil
	}
	list := false
	for line := range strings.SplitSeq(legible.Paragraphs(g.cut(s, maxText)), "\n") {
		line = strings.TrimSpace(line)
		item, isItem := strings.CutPrefix(line, "- ")
		switch {
		case line == "":
			flush()
			list = false
		case isItem:
			flush()
			if item = g.publishable(legible.Line(item)); item == "" {
				continue
			}
			if !list {
				out = append(out, block{})
				list = true
			}
			last := &out[len(out)-1]
			last.Items = append(last.Items, item)
		default:
			words = append(words, line)
			list = false
		}
	}
	flush()
	if lang := g.t.foreign(s); lang != "" {
		for i := range out {
			out[i].Lang = lang
		}
	}
	return out
}

// hostOf returns the host of a public reference such as an article, for naming it as the source. It is empty for
// everything that is not a web address, and for the hosts of the assets.
func (g *guard) hostOf(ref string) string {
	u, err := url.Parse(legible.Line(ref))
	if err != nil || (u.Scheme != "http" && u.Scheme != "https") {
		return ""
	}
	host := strings.TrimPrefix(strings.ToLower(u.Hostname()), "www.")
	if _, err := netip.ParseAddr(host); err == nil || len(host) > 80 || !strings.Contains(host, ".") {
		return ""
	}
	if strings.ContainsFunc(host, func(r rune) bool {
		return !strings.ContainsRune("abcdefghijklmnopqrstuvwxyz0123456789.-", r)
	}) {
		return "" // look-alike letters have no place in the name of a source
	}
	if g.targets != nil && g.targets.MatchString(host) {
		return ""
	}
	return host
}
