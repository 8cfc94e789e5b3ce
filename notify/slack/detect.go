package slack

import (
	"html"
	"net"
	"net/url"
	"regexp"
	"strings"
)

// maxDetect bounds how much of a message is looked at for an asset, in bytes.
const maxDetect = 16 << 10

// found is a guess at what a message is about. A person checks it in the modal before anything is recorded.
type found struct {
	Title  string
	Target string
	Kind   string
}

var (
	entityForm = regexp.MustCompile(`<([^<>]+)>`)
	targetForm = regexp.MustCompile(`(?i)\b(?:https?|s3)://[^\s<>"'|]+`)
	hostForm   = regexp.MustCompile(`(?i)\b(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]{2,24}(?::[0-9]{1,5})?(?:/[^\s<>"'|]*)?`)
	ipForm     = regexp.MustCompile(`\b(?:[0-9]{1,3}\.){3}[0-9]{1,3}(?::[0-9]{1,5})?(?:/[^\s<>"'|]*)?`)
	bucketForm = regexp.MustCompile(`(?i)\bbucket[:\s]+["'` + "`" + `]?([a-z0-9][a-z0-9.-]{2,62})\b`)
)

// detect finds an asset and a title in the text of a message.
func detect(text string) found {
	plainText := unmarked(cutBytes(text, maxDetect))
	f := found{}
	f.Target, f.Kind = target(plainText)
	for line := range strings.Lines(plainText) {
		if line = strings.Trim(oneLine(line), "*_~`> "); line == "" {
			continue
		}
		// A title is read in channels and, later, in public: it never holds the locator.
		line = linkForm.ReplaceAllString(line, "")
		if f.Target != "" {
			for _, part := range locators(f.Target) {
				line = replaceFold(line, lowerASCII(part), "")
			}
		}
		if line = strings.Trim(oneLine(line), " :-–—,("); line != "" {
			f.Title = cutRunes(line, maxTitle)
			break
		}
	}
	return f
}

// target finds the first thing that looks like an exposed asset.
func target(text string) (raw, kind string) {
	text = refang(text)
	if m := targetForm.FindString(text); m != "" {
		m = trimTarget(m)
		return m, kindOf(m)
	}
	if m := bucketForm.FindStringSubmatch(text); m != nil && !strings.Contains(m[1], "..") {
		return "s3://" + strings.TrimRight(m[1], ".-"), "s3"
	}
	mailless := addressForm.ReplaceAllString(text, " ")
	if m := hostForm.FindString(mailless); m != "" {
		m = "https://" + trimTarget(m)
		return m, kindOf(m)
	}
	if m := ipForm.FindString(mailless); m != "" {
		host, _, _ := strings.Cut(m, "/")
		if h, _, err := net.SplitHostPort(host); err == nil {
			host = h
		}
		if net.ParseIP(host) != nil {
			return "http://" + trimTarget(m), "http"
		}
	}
	return "", ""
}

// trimTarget removes punctuation that belongs to the sentence and not to the address.
func trimTarget(s string) string { return strings.TrimRight(s, ".,;:!?)]}*_`") }

// kindOf guesses the kind of an address. The person can choose another one.
func kindOf(raw string) string {
	u, err := url.Parse(raw)
	if err != nil {
		return "http"
	}
	host := strings.ToLower(u.Hostname())
	for _, suffix := range []string{
		".amazonaws.com", ".amazonaws.com.cn", ".digitaloceanspaces.com", ".wasabisys.com", ".backblazeb2.com",
		".r2.cloudflarestorage.com", ".scw.cloud", ".linodeobjects.com",
	} {
		if strings.HasSuffix(host, suffix) && (strings.Contains(host, "s3") || !strings.Contains(suffix, "amazonaws")) {
			return "s3"
		}
	}
	if u.Scheme == "s3" {
		return "s3"
	}
	return "http"
}

// refang undoes the common ways of making an address not clickable.
func refang(s string) string {
	return strings.NewReplacer(
		"hxxps://", "https://", "hxxp://", "http://", "hXXps://", "https://", "hXXp://", "http://",
		"[.]", ".", "(.)", ".", "[dot]", ".", "[:]", ":",
	).Replace(s)
}

// unmarked turns Slack's markup into plain text: links become their address, mentions their id, escapes characters.
func unmarked(s string) string {
	s = entityForm.ReplaceAllStringFunc(s, func(m string) string {
		inner := m[1 : len(m)-1]
		ref, label, labelled := strings.Cut(inner, "|")
		switch {
		case strings.HasPrefix(ref, "@"), strings.HasPrefix(ref, "!"), strings.HasPrefix(ref, "#"):
			return label // "<!here>" and "<@U1>" have none and vanish
		case strings.HasPrefix(ref, "mailto:") && labelled:
			return label
		default:
			return ref
		}
	})
	return html.UnescapeString(s)
}
