package slack

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"daylight/disclosure"
	"daylight/disclosure/pattern"
	"daylight/notify"
)

// safe makes foreign text harmless in a message: markup is escaped and mentions call nobody (see [escape]).
// Characters that reorder or hide text are shown instead of dropped, because people approve what they read. Text
// objects are sent verbatim besides, so that Slack makes no links and mentions of its own.
func safe(s string) string { return escape(visible(s)) }

// visible writes control and format characters out as [U+202E]. The joiners stay: emoji and some scripts need them.
func visible(s string) string {
	hidden := func(r rune) bool {
		switch r {
		case '\n', '\t', '\u200c', '\u200d':
			return false
		case utf8.RuneError, '\u2028', '\u2029', '\u034f', '\u3164', '\uffa0':
			return true
		}
		return unicode.In(r, unicode.Cc, unicode.Cf)
	}
	if strings.IndexFunc(s, hidden) < 0 {
		return s
	}
	s = strings.ReplaceAll(s, "\r\n", "\n")
	var b strings.Builder
	b.Grow(len(s) + 32)
	for _, r := range s {
		if hidden(r) {
			fmt.Fprintf(&b, "[U+%04X]", r)
		} else {
			b.WriteRune(r)
		}
	}
	return b.String()
}

// safeUpTo is [safe] cut to n code points, which is how Slack counts. It never cuts an escape in two.
func safeUpTo(s string, n int) string {
	s = visible(cutBytes(s, 8*n)) // safe only makes text longer: what lies beyond cannot matter
	used, end := 0, -1            // end is where the text is cut, if it has to be
	for i, r := range s {
		size := 1
		switch r {
		case '&':
			size = len("&amp;")
		case '<', '>':
			size = len("&lt;")
		case '@':
			size = 2 // a word joiner may follow
		}
		if end < 0 && used+size > n-1 {
			end = i
		}
		if used += size; used > n {
			return strings.TrimRightFunc(escape(s[:end]), unicode.IsSpace) + "…"
		}
	}
	return escape(s)
}

// cutBytes cuts s to at most n bytes at the edge of a character.
func cutBytes(s string, n int) string {
	if len(s) <= n {
		return s
	}
	for n > 0 && !utf8.RuneStart(s[n]) {
		n--
	}
	return s[:n]
}

// oneLine folds white space, so that foreign text cannot fake lines of ours.
func oneLine(s string) string { return strings.Join(strings.Fields(s), " ") }

var (
	linkForm    = pattern.New(`(?i)\b(?:https?|s3|ftp)://[^\s<>"']+`)
	addressForm = pattern.New(`[A-Za-z0-9._%+'-]+@[A-Za-z0-9.-]+\.[A-Za-z]{2,}`)
)

// maxVeiled bounds how much of a text is searched, in bytes. No view shows that much of one.
const maxVeiled = 64 << 10

// veil removes everything from free text that leads to an exposed asset or to a mailbox. It is built once per view,
// because a case may have hundreds of assets.
type veil struct {
	targets   []string // lower case, longest first
	contacts  []string
	addresses bool // addresses of recipients may be shown
	links     bool // links that lead to no asset are defanged, not taken out
}

// veilFor builds the veil of a case, which may be nil: then only what looks like a link or an address is known.
func veilFor(c *disclosure.Case, addresses bool) veil {
	v := veil{addresses: addresses}
	if c == nil {
		return v
	}
	for _, asset := range c.AssetsEver() {
		v.targets = append(v.targets, locators(asset.Target)...)
	}
	for _, k := range slices.Concat(c.Contacts, c.DroppedContacts) {
		if !addresses && k.Address != "" {
			v.contacts = append(v.contacts, k.Address)
		}
	}
	v.targets, v.contacts = needles(v.targets), needles(v.contacts)
	// A bucket often has the name of its owner, which a card shows anyway. A name that is an address leads to the asset by itself.
	v.targets = slices.DeleteFunc(v.targets, func(w string) bool {
		return !strings.ContainsAny(w, "./:@") && slices.ContainsFunc(c.Parties, func(p disclosure.Party) bool { return lowerASCII(p.Name) == w })
	})
	return v
}

// needles prepares words to search for: in lower case, each once, the longest first so that none hides a longer one.
func needles(words []string) []string {
	for i, w := range words {
		words[i] = lowerASCII(w)
	}
	slices.SortFunc(words, func(a, b string) int { return cmp.Or(len(b)-len(a), strings.Compare(a, b)) })
	return slices.Compact(words)
}

// hide returns the text without what must not be shown.
func (v veil) hide(text string) string {
	text = cutBytes(text, maxVeiled)
	lower := lowerASCII(text)
	take := func(words []string, instead string) {
		for _, w := range words {
			if w != "" && strings.Contains(lower, w) { // most do not: a case may have thousands
				text = replaceFold(text, w, instead)
				lower = lowerASCII(text)
			}
		}
	}
	take(v.targets, "[target]")
	take(v.contacts, "[address]")
	if !v.addresses {
		text = addressForm.ReplaceAllString(text, "[address]")
	}
	if v.links {
		return notify.Defang(text)
	}
	return linkForm.ReplaceAllString(text, "[link]")
}

// quote is show for foreign text: it keeps links readable, but not clickable.
func (v veil) quote(text string, n int) string {
	v.links = true
	return safeUpTo(v.hide(text), n)
}

// show hides what must not be shown, makes the rest safe and cuts it to n characters.
func (v veil) show(text string, n int) string { return safeUpTo(v.hide(text), n) }

// locators returns the parts of a target that would lead to it: all of it, its host, and its bucket or path.
func locators(target string) []string {
	out := []string{target}
	rest := target
	if _, after, ok := strings.Cut(target, "://"); ok {
		rest = after
		out = append(out, strings.TrimSuffix(after, "/"))
	}
	host, path, _ := strings.Cut(rest, "/")
	host, _, _ = strings.Cut(host, ":")
	if len(host) >= 4 {
		out = append(out, host)
	}
	if bucket, region, ok := strings.Cut(host, ".s3"); ok && region != "" && len(bucket) >= 4 {
		out = append(out, bucket)
	}
	if path = strings.Trim(path, "/"); len(path) >= 4 {
		out = append(out, path)
	}
	return out
}

// replaceFold replaces every occurrence of old, which is in lower case, in any case of ASCII letters. Host names and
// addresses have no other letters.
func replaceFold(s, old, with string) string {
	if old == "" || len(old) > len(s) {
		return s
	}
	lower := lowerASCII(s) // of the same length, so that positions agree
	if !strings.Contains(lower, old) {
		return s
	}
	var b strings.Builder
	for {
		i := strings.Index(lower, old)
		if i < 0 {
			b.WriteString(s)
			return b.String()
		}
		b.WriteString(s[:i])
		b.WriteString(with)
		s, lower = s[i+len(old):], lower[i+len(old):]
	}
}

// lowerASCII changes the case of A to Z only.
func lowerASCII(s string) string {
	if strings.IndexFunc(s, func(r rune) bool { return r >= 'A' && r <= 'Z' }) < 0 {
		return s
	}
	b := []byte(s)
	for i, c := range b {
		if c >= 'A' && c <= 'Z' {
			b[i] = c + 'a' - 'A'
		}
	}
	return string(b)
}
