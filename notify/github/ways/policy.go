package ways

import (
	"net/url"
	"slices"
	"strings"
	"unicode/utf8"

	"daylight/disclosure/pattern"
	"daylight/notify"
)

// Limits of a file that strangers wrote.
const (
	maxFile    = 128 << 10 // bytes that are read
	maxLines   = 5000
	maxLine    = 2000 // bytes of a line that are looked at
	maxFound   = 40
	maxExcerpt = 160 // characters that are shown of a line
)

// What was found in a file.
const (
	mail = "mail"
	link = "link"
)

// Found is an address in a security policy.
type Found struct {
	Kind    string // mail or link
	Address string
	Line    int    // from 1
	Text    string // the line, safe to show
}

// Forms of addresses. A mail address has no letters besides ASCII: one that looks like another must not come in here.
var (
	mailForm = pattern.New(`[A-Za-z0-9][A-Za-z0-9._+-]{0,63}@(?:[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?\.)+[A-Za-z]{2,24}`)
	// hidingForm is an address that is written for people alone: security [at] example [dot] com.
	hidingForm = pattern.New(`(?i)([a-z0-9][a-z0-9._+-]{0,63})\s{0,3}[\[({<]\s?at\s?[\])}>]\s{0,3}([a-z0-9-]{1,63}(?:(?:\.|\s{0,3}[\[({<]\s?dot\s?[\])}>]\s{0,3})[a-z0-9-]{1,63}){1,5})`)
	dotForm    = pattern.New(`(?i)\s{0,3}[\[({<]\s?dot\s?[\])}>]\s{0,3}`)
	wholeForm  = pattern.New(`^[A-Za-z0-9][A-Za-z0-9._+-]{0,63}@(?:[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?\.)+[A-Za-z]{2,24}$`)
	linkForm   = pattern.New("https://[^\\s<>\"'`|\\\\]{3,500}")
	aboutForm  = pattern.New(`(?i)report|vulnerab|disclos|security|bounty|advisor|meld|sicherheit|signal|faille|reportar|segurida`)
)

// platforms take reports for others: a link to one of them is a way whatever the words around it are.
func platforms() []string {
	return []string{"hackerone.com", "bugcrowd.com", "intigriti.com", "yeswehack.com", "huntr.com", "huntr.dev", "tidelift.com"}
}

// Read finds mail addresses and links to places for reports in a security policy. What a reader of the page does not see, a comment of
// HTML, is left out. Nothing that is found is believed: a person reads the line and decides.
func Read(text string) []Found {
	var out []Found
	add := func(f Found) {
		same := func(o Found) bool { return o.Kind == f.Kind && strings.EqualFold(o.Address, f.Address) }
		if len(out) < maxFound && !slices.ContainsFunc(out, same) {
			out = append(out, f)
		}
	}
	hidden, number := false, 0
	for line := range strings.Lines(cut(text, maxFile)) {
		if number++; number > maxLines {
			break
		}
		line, hidden = seen(notify.Plain(cut(line, maxLine)), hidden)
		excerpt := shown(line)
		// Links first: an address within a link is a part of it, such as that of a person in a path.
		rest := linkForm.ReplaceAllStringFunc(line, func(raw string) string {
			if at, ok := report(raw, line); ok {
				add(Found{link, at, number, excerpt})
			}
			return " "
		})
		for _, at := range mails(rest) {
			add(Found{mail, at, number, excerpt})
		}
	}
	return out
}

// mails are the addresses of a line at which somebody may read.
func mails(line string) []string {
	// The forms are slow on long words; most lines have no address.
	if !strings.ContainsAny(line, "@[({<") {
		return nil
	}
	var out []string
	for _, span := range mailForm.FindAllStringIndex(line, -1) {
		at := line[span[0]:span[1]]
		before, _ := utf8.DecodeLastRuneInString(line[:span[0]])
		after, _ := utf8.DecodeRuneInString(line[span[1]:])
		// A neighbour that belongs to the word makes it another address than the one that was read; "git@host:path" is none.
		if joins(before) || joins(after) || after == ':' && !strings.HasPrefix(line[span[1]:], ": ") && strings.HasPrefix(at, "git@") {
			continue
		}
		out = append(out, at)
	}
	for _, m := range hidingForm.FindAllStringSubmatch(line, -1) {
		if at := m[1] + "@" + dotForm.ReplaceAllString(m[2], "."); wholeForm.MatchString(at) {
			out = append(out, at)
		}
	}
	return slices.DeleteFunc(out, func(at string) bool {
		name, _, _ := strings.Cut(strings.ToLower(at), "@")
		return strings.Contains(strings.NewReplacer("-", "", "_", "", ".", "").Replace(name), "noreply") || len(at) > 254
	})
}

// joins reports whether a character beside an address would be a part of it.
func joins(r rune) bool {
	return r != utf8.RuneError && (r == '@' || r == '%' || r == '=' || r == '_' || r == '-' || r > 127 && r != '\u00a0' && !strings.ContainsRune("“”„‘’«»–—…、。，：；（）", r))
}

// report says whether a link leads to a place for reports, and spells it as it is safe to show.
func report(raw, line string) (string, bool) {
	raw = strings.TrimRight(raw, ".,;:!?*_~")
	for _, pair := range []string{"()", "[]", "{}"} {
		// A bracket of Markdown ends the link: "[form](https://…)".
		if i := strings.IndexByte(raw, pair[1]); i >= 0 && !strings.Contains(raw[:i], pair[:1]) {
			raw = raw[:i]
		}
	}
	u, err := url.Parse(raw)
	if err != nil || u.Host == "" || u.User != nil || u.Port() != "" || strings.ContainsFunc(u.Host, func(r rune) bool { return r > 127 }) {
		return "", false
	}
	host := strings.ToLower(u.Hostname())
	if !strings.Contains(host, ".") {
		return "", false
	}
	known := slices.ContainsFunc(platforms(), func(p string) bool { return host == p || strings.HasSuffix(host, "."+p) })
	if !known && !strings.HasSuffix(u.Path, "/security/advisories/new") && !aboutForm.MatchString(line) {
		return "", false
	}
	return u.String(), true
}

// seen takes out of a line what stands in comments of HTML. hidden says whether one is open.
func seen(line string, hidden bool) (string, bool) {
	var out strings.Builder
	for line != "" {
		mark := "<!--"
		if hidden {
			mark = "-->"
		}
		before, after, turns := strings.Cut(line, mark)
		if !hidden {
			out.WriteString(before)
		}
		line = after
		hidden = hidden != turns
	}
	return out.String(), hidden
}

// shown is a line as it is shown to a person.
func shown(line string) string {
	s := strings.Join(strings.Fields(notify.Plain(line)), " ")
	if n := utf8.RuneCountInString(s); n > maxExcerpt {
		return string([]rune(s)[:maxExcerpt]) + "…"
	}
	return s
}

// cut shortens a text to bytes, at the end of a character.
func cut(s string, n int) string {
	if len(s) <= n {
		return s
	}
	for n > 0 && !utf8.RuneStart(s[n]) {
		n--
	}
	return s[:n]
}
