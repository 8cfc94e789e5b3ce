package gate

import (
	"net/netip"
	"slices"
	"strings"
	"unicode/utf8"

	"daylight/disclosure/pattern"
)

// secretForm is the form of a kind of credential. A pattern is only run on lines that hold one of its hints, in
// lower case; the group named v is the secret, else the whole match is.
type secretForm struct {
	what  string
	hints []string
	form  *pattern.Pattern
}

// secretForms are the credentials that are found in exposed places again and again, and in writeups about them.
var secretForms = []secretForm{
	{"AWS access key id", []string{"akia", "asia", "aroa", "aida"}, pattern.New(`\b(?:AKIA|ASIA|AROA|AIDA)[0-9A-Z]{16}\b`)},
	{"AWS secret key", []string{"aws"}, pattern.New(`(?i)aws.{0,30}(?:secret|key).{0,20}?[=:"'\s](?P<v>[A-Za-z0-9/+]{40})(?:[^A-Za-z0-9/+=]|=?$)`)},
	{"signed address", []string{"x-amz-signature", "x-goog-signature", "sig=", "signature="}, pattern.New(`(?i)(?:x-amz-signature|x-goog-signature|[?&;]sig|[?&;]signature)=(?P<v>[A-Za-z0-9%/+_-]{20,}=*)`)},
	{"private key", []string{"private key", "putty-user-key", "age-secret-key-"}, pattern.New(`(?i)-----BEGIN (?:[A-Z0-9]+ )*PRIVATE KEY(?: BLOCK)?-----|PuTTY-User-Key-File-\d|AGE-SECRET-KEY-1[0-9A-Z]{20,}`)},
	{"address with a password", []string{"://"}, pattern.New(`(?i)\b[a-z][a-z0-9+.-]{1,20}://[^\s/:@"'<>]{0,100}:(?P<v>[^\s/@"'<>]{1,200})@[^\s/@"'<>]`)},
	{"Slack token", []string{"xox", "xapp-"}, pattern.New(`\b(?:xox[a-z](?:\.xox[a-z])?|xapp)-[A-Za-z0-9-]{8,}`)},
	{"Slack webhook", []string{"hooks.slack.com"}, pattern.New(`hooks\.slack\.com/(?:services|workflows)/[A-Za-z0-9/_-]{10,}`)},
	{"GitHub token", []string{"ghp_", "gho_", "ghu_", "ghs_", "ghr_", "github_pat_"}, pattern.New(`\b(?:gh[pousr]_[A-Za-z0-9]{16,}|github_pat_[A-Za-z0-9_]{16,})`)},
	{"GitLab token", []string{"glpat-", "gldt-", "glrt-"}, pattern.New(`\bgl(?:pat|dt|rt)-[A-Za-z0-9_-]{16,}`)},
	{"Google key", []string{"aiza", "ya29."}, pattern.New(`\bAIza[0-9A-Za-z_-]{35}|\bya29\.[0-9A-Za-z_-]{20,}`)},
	{"payment key", []string{"_live_", "_test_"}, pattern.New(`\b[srp]k_(?:live|test)_[0-9A-Za-z]{10,}`)},
	{"mail service key", []string{"sg.", "key-"}, pattern.New(`\bSG\.[A-Za-z0-9_-]{16,}\.[A-Za-z0-9_-]{16,}|\bkey-[0-9a-f]{32}\b`)},
	{"package registry token", []string{"npm_", "pypi-", "dop_v1_", "hf_"}, pattern.New(`\bnpm_[A-Za-z0-9]{30,}|\bpypi-[A-Za-z0-9_-]{30,}|\bdop_v1_[0-9a-f]{40,}|\bhf_[A-Za-z0-9]{30,}`)},
	{"model service key", []string{"sk-"}, pattern.New(`\bsk-[A-Za-z0-9_-]{24,}`)},
	{"signed token", []string{"eyj"}, pattern.New(`\beyJ[A-Za-z0-9_-]{8,}\.eyJ[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]*`)},
	{"account key", []string{"accountkey", "sharedaccess"}, pattern.New(`(?i)\b(?:AccountKey|SharedAccessKey|SharedAccessSignature)=(?P<v>[A-Za-z0-9+/%]{20,}=*)`)},
	{"authorization header", []string{"bearer", "authorization"}, pattern.New(`(?i)\bauthorization["']?\s*[:=]\s*["']?(?:basic|bearer|token|digest)\s+(?P<v>[A-Za-z0-9._~+/=-]{8,})|\bbearer\s+(?P<v2>[A-Za-z0-9._~+/-]{20,}=*)`)},
	{"key or secret", []string{"key", "secret", "token"}, pattern.New(`(?i)\b[a-z0-9_-]{0,20}(?:api[_-]?key|apikey|secret[_-]?key|access[_-]?key|client[_-]?secret|auth[_-]?token|access[_-]?token|refresh[_-]?token|private[_-]?token|secret[_-]?token)["']?\s{0,3}(?::|=>?)\s{0,3}["']?(?P<v>[A-Za-z0-9_./+~-]{12,}=*)`)},
	{"password", []string{"passw", "pwd", "passe", "kennwort"}, pattern.New(`(?i)\b[a-z0-9_-]{0,20}(?:password|passwd|passwort|pwd|kennwort|mot de passe)["']?(?P<s>\s{0,2}(?::|=>?)\s{0,2})["']?(?P<v>[^\s"'<>,;]{5,})`)},
}

// credentialsIn looks for credentials in one view of a line.
func credentialsIn(view string, add report) {
	lower := strings.ToLower(view)
	for i := range secretForms {
		f := &secretForms[i]
		if !containsAny(lower, f.hints) {
			continue
		}
		for _, m := range f.form.FindAllStringSubmatch(view, -1) {
			secret := m[0]
			for g, group := range f.form.SubexpNames() {
				if strings.HasPrefix(group, "v") && m[g] != "" {
					secret = m[g]
				}
			}
			if guessed := f.what == "password" || f.what == "key or secret"; guessed && !looksSecret(secret) || masked(secret) {
				continue
			}
			add(CheckNoCredentials, f.what, mask(secret))
		}
	}
}

func containsAny(s string, hints []string) bool {
	for _, h := range hints {
		if strings.Contains(s, h) {
			return true
		}
	}
	return false
}

// masked reports whether somebody has already taken the secret out: "****", "<redacted>", "[REDACTED]", "…", "xxxx".
func masked(s string) bool {
	rest := strings.Trim(strings.ToLower(s), `*•█…._-[](){}<>"'x`)
	for _, word := range []string{"", "redacted", "removed", "masked", "password", "secret", "token", "hidden", "pass", "geheim", "masqué"} {
		if rest == word {
			return true
		}
	}
	return false
}

// looksSecret tells a value from the next word of a sentence ("password: required"). A value has a digit, or mixes
// capitals within, or marks that no word has.
func looksSecret(s string) bool {
	s = strings.TrimRight(s, ".!?:)")
	if strings.ContainsAny(s, "0123456789!@#$%^&*+=/") {
		return len(s) >= 5
	}
	_, first := utf8.DecodeRuneInString(s)
	inner := s[first:]
	return strings.ToLower(inner) != inner && strings.ToUpper(inner) != inner
}

var mailForm = pattern.New(`(?i)[a-z0-9!#$%&'*+/=?^_{|}~.-]{1,64}@(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]{2,24}\b`)

// fileEndings look like the top level of a domain in names such as logo@2x.png.
var fileEndings = []string{".png", ".jpg", ".jpeg", ".gif", ".svg", ".webp", ".css", ".js", ".mjs", ".html", ".woff", ".ico"}

// mailsIn looks for mail addresses, of whomever: those of the exposed people, and those of the vendor's staff. own is
// the team's, which its pages print.
func mailsIn(view string, own []string, add report) {
	if !strings.Contains(view, "@") {
		return
	}
	for _, m := range mailForm.FindAllString(view, -1) {
		if hasAnySuffix(strings.ToLower(m), fileEndings) || slices.Contains(own, strings.ToLower(m)) {
			continue
		}
		add(CheckNoMailAddresses, "mail address", mask(m))
	}
}

// ownMail is how the scanner finds the team's address: whole, and after the entity that HTML writes for a plus.
func ownMail(contact string) []string {
	contact = strings.ToLower(strings.TrimSpace(contact))
	if contact == "" || mailForm.FindString(contact) != contact {
		return nil
	}
	own := []string{contact}
	if at := strings.LastIndex(contact, "+"); at >= 0 {
		own = append(own, contact[at+1:])
	}
	return own
}

func hasAnySuffix(s string, endings []string) bool {
	for _, e := range endings {
		if strings.HasSuffix(s, e) {
			return true
		}
	}
	return false
}

var (
	ipv4Form = pattern.New(`(?:\d{1,3}\.){3}\d{1,3}`)
	ipv6Form = pattern.New(`(?i)[0-9a-f:]*:[0-9a-f:.]*:[0-9a-f:.]*`)
	// drawing matches the attributes of a picture whose numbers run together: "M1.2.3.4" is three numbers.
	drawing = pattern.New(`(?i)\s(?:d|points|transform|viewBox|values|keyTimes|stroke-dasharray)="[-+0-9.,\sa-z()]*"`)
)

// addressesIn looks for IP addresses. Addresses that belong to nobody (loopback, unspecified, documentation) may
// stand in advice such as "bind it to 127.0.0.1".
func addressesIn(view string, add report) {
	if strings.Contains(view, `="`) {
		view = drawing.ReplaceAllString(view, " ")
	}
	for _, at := range ipv4Form.FindAllStringIndex(view, -1) {
		if a, err := netip.ParseAddr(view[at[0]:at[1]]); err == nil && bounded(view, at[0], at[1]) && ofSomebody(a) {
			add(CheckNoIPAddresses, "IP address", mask(a.String()))
		}
	}
	if !strings.Contains(view, ":") {
		return
	}
	for _, at := range ipv6Form.FindAllStringIndex(view, -1) {
		text := strings.TrimRight(view[at[0]:at[1]], ".:")
		if strings.HasSuffix(view[at[0]:at[1]], "::") {
			text += "::"
		}
		end := at[0] + len(text)
		if len(text) < 6 || !bounded(view, at[0], end) {
			continue // "a::b" is code, and "::before" a style
		}
		if a, err := netip.ParseAddr(text); err == nil && ofSomebody(a) {
			add(CheckNoIPAddresses, "IP address", mask(a.String()))
		}
	}
}

// ofSomebody reports whether an address can lead to a machine other than the reader's own.
func ofSomebody(a netip.Addr) bool {
	a = a.Unmap()
	if a.IsUnspecified() || a.IsLoopback() || a.IsMulticast() {
		return false
	}
	// RFC 5737 section 3, RFC 3849 section 2.
	for _, p := range []string{"192.0.2.0/24", "198.51.100.0/24", "203.0.113.0/24", "2001:db8::/32"} {
		if netip.MustParsePrefix(p).Contains(a) {
			return false
		}
	}
	// 0.0.0.0/8 and netmasks are no hosts: RFC 1122 section 3.2.1.3.
	return !a.Is4() || a.As4()[0] != 0 && a.As4()[0] != 255
}

// bounded reports whether s[from:to] is not a part of a longer word, number or name.
func bounded(s string, from, to int) bool {
	wordy := func(b byte) bool {
		return b >= '0' && b <= '9' || b >= 'a' && b <= 'z' || b >= 'A' && b <= 'Z' || b == '_'
	}
	if from > 0 && (wordy(s[from-1]) || s[from-1] == '.' && from > 1 && wordy(s[from-2])) {
		return false
	}
	if to < len(s) && (wordy(s[to]) || s[to] == '.' && to+1 < len(s) && wordy(s[to+1])) {
		return false
	}
	return true
}
