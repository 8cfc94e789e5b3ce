package target

import (
	"html"
	"net/netip"
	"strings"

	"daylight/disclosure/pattern"
)

// maxFind bounds how much of a text is searched, in bytes.
const maxFind = 16 << 10

// The forms of what may be an asset, by how sure they are. A sentence ends where an address cannot go on.
var (
	codeForm   = pattern.New("`([^`\n]{3,400})`")
	schemeForm = pattern.New(`(?i)(?:\b(?:jdbc:)?[a-z][a-z0-9+*-]{1,14}(?:\[:\]|:)//|\barn:aws[a-z-]*:)[^\s<>"'|` + "`" + `]+`)
	shareForm  = pattern.New(`\\\\[A-Za-z0-9.-]+\\[A-Za-z0-9._$-]+`)
	portForm   = pattern.New(`(?i)(?:\b(?:tcp|udp)/)?(?:\b(?:[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?(?:\.|\[\.\]|\(\.\)|\[dot\]|\(dot\)))+[a-z0-9-]{2,24}|\b(?:[0-9]{1,3}(?:\.|\[\.\]|\(\.\))){3}[0-9]{1,3}|\[[0-9a-f:]{3,45}\]):(?:[0-9]{1,5}(?:/[^\s<>"'|` + "`" + `]*)?|/[^\s<>"'|` + "`" + `]+)`)
	wordForm   = pattern.New(`(?i)\b(?:bucket|seau|compartiment)(?:\s+(?:named|called|namens|nommé|appelé|s3|gcs))?[:\s]+["'` + "`" + `„“«]?\s?([a-z0-9][a-z0-9.-]{1,61}[a-z0-9])`)
	addrForm   = pattern.New(`\b(?:[0-9]{1,3}(?:\.|\[\.\]|\(\.\))){3}[0-9]{1,3}(?:/[^\s<>"'|` + "`" + `]*)?`)
	nameForm   = pattern.New(`(?i)\b(?:[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?(?:\.|\[\.\]|\(\.\)|\[dot\]|\(dot\)))+[a-z]{2,24}(?:/[^\s<>"'|` + "`" + `]*)?`)
	mailForm   = pattern.New(`[A-Za-z0-9._%+'-]+@[A-Za-z0-9.-]+\.[A-Za-z]{2,}`)
	loginForm  = pattern.New(`(?i)\b(?:[a-z0-9+-]+://)[^\s/@]+@`)
)

// Found is a part of a text that may be an asset.
type Found struct {
	Text string // as it stands there
	Raw  string // as it is to be read
}

// Find returns what in a text may be an asset, the surest first. Whether it is one says who reads it.
func Find(text string) []Found {
	text = html.UnescapeString(cut(text))
	var out []Found
	seen := map[string]bool{}
	add := func(shown, raw string) {
		raw = strings.TrimRight(raw, ".,;:!?*_“”„«»‹›’")
		if raw != "" && !seen[raw] {
			seen[raw] = true
			out = append(out, Found{Text: strings.TrimRight(shown, ".,;:!?"), Raw: raw})
		}
	}
	for _, m := range codeForm.FindAllStringSubmatch(text, -1) {
		if first, _, _ := strings.Cut(strings.TrimPrefix(m[1], "$ "), " "); isTool(first) {
			add(m[1], m[1])
		}
	}
	for line := range strings.Lines(text) {
		if command := commandIn(line); command != "" {
			add(command, command)
		}
	}
	for _, m := range schemeForm.FindAllString(text, -1) {
		add(m, closed(m))
	}
	for _, m := range shareForm.FindAllString(text, -1) {
		add(m, m)
	}
	rest := mailForm.ReplaceAllString(loginForm.ReplaceAllString(schemeForm.ReplaceAllString(text, " "), " "), " ")
	for _, m := range portForm.FindAllString(rest, -1) {
		add(m, closed(m))
	}
	for _, m := range wordForm.FindAllStringSubmatch(rest, -1) {
		if strings.ContainsAny(m[1], "-.0123456789") { // "bucket with" names none
			if strings.Contains(m[1], ".") && aboutOrHost(m[1]) {
				continue
			}
			add(m[1], "s3://"+strings.TrimRight(m[1], ".-"))
		}
	}
	for _, form := range []*pattern.Pattern{addrForm, nameForm} {
		for _, m := range form.FindAllString(rest, -1) {
			if form == addrForm && !isAddr(m) {
				continue
			}
			add(m, closed(m))
		}
	}
	return out
}

// commandIn returns the command line that a line holds from some word on, "" for none. The name of a tool alone is a word as any
// other: what follows has to look like its arguments.
func commandIn(line string) string {
	words := strings.Fields(line)
	for i, w := range words {
		if i+1 == len(words) || !isTool(w) || strings.HasPrefix(w, "`") {
			continue
		}
		next := words[i+1]
		if strings.HasPrefix(next, "-") && len(next) > 1 || strings.Contains(next, "://") || contains(tools[strings.ToLower(w)].words, next) {
			return strings.Join(words[i:], " ")
		}
	}
	return ""
}

// aboutOrHost reports whether a name with dots is rather a host than a bucket.
func aboutOrHost(name string) bool {
	return refuseWord(strings.ToLower(name), "") == nil && strings.Count(name, ".") >= 1
}

func isAddr(m string) bool {
	host, _, _ := strings.Cut(Undefanged(m), "/")
	_, err := netip.ParseAddr(host)
	return err == nil
}

// closed takes off a closing bracket that the address does not open.
func closed(m string) string {
	m = strings.TrimRight(m, ".,;:!?*_“”„«»‹›’")
	for _, pair := range [...]string{"()", "[]", "{}"} {
		for strings.HasSuffix(m, pair[1:]) && strings.Count(m, pair[:1]) < strings.Count(m, pair[1:]) {
			m = strings.TrimRight(m[:len(m)-1], ".,;:!?")
		}
	}
	return m
}

func cut(text string) string {
	if len(text) > maxFind {
		return strings.ToValidUTF8(text[:maxFind], "")
	}
	return text
}
