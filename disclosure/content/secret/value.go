package secret

import (
	"encoding/base64"
	"math"
	"strings"
	"unicode"
	"unicode/utf8"

	"daylight/disclosure/pattern"
)

// value is what stands behind a word that announces a secret.
type value struct {
	start, end int
	quoted     bool
	last       bool // nothing follows in its line
}

// closing are the signs that end a quotation, by the one that begins it.
var closing = map[rune]string{'"': `"`, '\'': "'’", '`': "`", '“': "”“\"", '„': "“”\"", '«': "»", '»': "«", '‹': "›", '‘': "’'", '”': "”"}

// valueAt reads the value that begins at an offset.
func (t *reader) valueAt(at int) (value, bool) {
	const longest = 200
	if at >= len(t.text) {
		return value{}, false
	}
	if t.text[at] == '\\' && at+1 < len(t.text) && t.text[at+1] == '"' {
		at++
	}
	r, n := utf8.DecodeRuneInString(t.text[at:])
	if ends, ok := closing[r]; ok {
		rest := t.text[at+n : min(len(t.text), at+n+longest)]
		if end := strings.IndexAny(rest, ends+"\n"); end > 0 && rest[end] != '\n' {
			inner := strings.TrimSuffix(rest[:end], `\`)
			lead := len(inner) - len(strings.TrimLeft(inner, " \u00a0\u202f")) // « x » has spaces within
			inner = strings.Trim(inner, " \u00a0\u202f")
			return value{start: at + n + lead, end: at + n + lead + len(inner), quoted: true}, inner != ""
		}
		at += n
	}
	for at+1 < len(t.text) && t.text[at] == '*' && t.text[at+1] == '*' { // bold in Markdown
		at += 2
	}
	end := at
	for end < len(t.text) && end-at < longest && !strings.ContainsRune(" \t\r\n\"'<>,;&|`\u00a0", rune(t.text[end])) {
		end++
	}
	for end > at && end < len(t.text) && !utf8.RuneStart(t.text[end]) {
		end--
	}
	end -= len(t.text[at:end]) - len(strings.TrimSuffix(t.text[at:end], "**"))
	if end == at {
		return value{}, false
	}
	rest := strings.TrimLeft(t.text[end:min(len(t.text), end+8)], " \t\r\"',;")
	return value{start: at, end: end, last: rest == "" || rest[0] == '\n' || rest[0] == '#' || rest[0] == '}' || rest[0] == '<'}, true
}

// signs are what no word has in it.
const signs = "0123456789!@#$%^&*+=/"

// strong reports whether a value is none of a sentence: it has a digit or a sign, or mixes capitals within.
func strong(s string) bool {
	s = strings.TrimRight(s, ".!?:)")
	if strings.ContainsAny(s, signs) {
		return len(s) >= 5
	}
	_, first := utf8.DecodeRuneInString(s)
	inner := s[first:]
	return strings.ToLower(inner) != inner && strings.ToUpper(inner) != inner && len(s) >= 5
}

// stronger is what may be read as a value within a sentence: letters with digits or signs, and neither a measure nor the name of a method.
func stronger(s string) bool {
	s = strings.TrimRight(s, ".?:),;")
	low := strings.ToLower(s)
	if !strong(s) || measure.MatchString(low) || method.MatchString(low) || strings.Contains(low, "://") {
		return false
	}
	letters := strings.ContainsFunc(s, unicode.IsLetter)
	if !strings.ContainsAny(s, "0123456789") && !strings.ContainsAny(strings.TrimRight(s, "!"), "!@#$%^&*=") {
		return false // "and/or", "iPhone"
	}
	return letters || len(s) >= 5 && digits(s)
}

var (
	measure = pattern.New(`^[~<>≈]?\d[\d.,']*(?:-?(?:bit|bits|byte|bytes|kb|mb|gb|k|m|x|%|th|st|nd|rd|er|e|o|chars?|characters?|zeichen|stellig\w*|signs?|days?|hours?|years?|tage\w*|h|min|s))?$|^\d{4}-\d\d-\d\d|^\d{1,2}[./]\d{1,2}[./]\d{2,4}$|^v\d|^#\d+$|^cve-|^\[\d+\]$`)
	method  = pattern.New(`^(?:md[45]|sha-?\d|base-?\d|bcrypt|scrypt|argon2|pbkdf2|aes|rsa|des|3des|rc4|des3|hmac|oauth|oidc|saml|2fa|mfa|totp|u2f|fido|utf-?8|rot13|rfc|iso|x509|tls|ssl|ssh|http|ntlm|pkcs|ed25519|ecdsa|p-?256|s3|ec2|aws|gcp|k8s|log4j|web3|auth0|ipv|win|windows|office|microsoft|mp3|port|level|tier|top\d)[0-9a-z/_.()-]*$`)
)

func digits(s string) bool {
	return s != "" && !strings.ContainsFunc(s, func(r rune) bool { return r < '0' || r > '9' })
}

// taken reports whether somebody has taken the secret out, or only names what stands for it: "****", "<redacted>", "${PASSWORD}", "your-key".
func taken(s string) bool {
	low := strings.ToLower(strings.TrimSpace(s))
	rest := strings.Trim(low, `*•●█▮■×…._-[](){}<>"'?:,;!x#`)
	if rest == "" || plainWords[rest] {
		return true
	}
	switch {
	case strings.HasPrefix(low, "$") && !crypt.MatchString(low), strings.HasPrefix(low, "{{"), strings.HasPrefix(low, "<"), strings.HasPrefix(low, "%") && strings.HasSuffix(low, "%"),
		strings.HasPrefix(low, "[") && strings.HasSuffix(low, "]"), strings.HasPrefix(low, "%("), strings.HasPrefix(low, "#{"), strings.HasPrefix(low, "@@"), strings.HasPrefix(low, "{") && strings.HasSuffix(low, "}"),
		strings.Contains(low, "****"), strings.Contains(low, "••"), strings.Contains(low, "▮▮"), strings.Contains(low, "██"), strings.Contains(low, "xxxx") && !strings.ContainsAny(strings.ReplaceAll(low, "x", ""), "abcdefghijklmnopqrstuvwyz"):
		return true
	}
	return instead.MatchString(low) || isDefault(s)
}

// isDefault reports whether a header holds what every manual prints: the account that RabbitMQ is shipped with, or nobody's.
func isDefault(s string) bool {
	b, err := base64.StdEncoding.DecodeString(s)
	return err == nil && (string(b) == "guest:guest" || string(b) == "anonymous:" || string(b) == "anonymous:anonymous")
}

var (
	crypt   = pattern.New(`^\$[a-z0-9-]{1,12}\$`)
	instead = pattern.New(`^(?:your|my|the|dein|ihr|votre|tu|su|uw|twoj|insert|enter|put|replace|paste|some|any|example|sample|dummy|fake|test-only)[-_ ]|[-_ ](?:here|goes-here|placeholder|redacted|removed|gelöscht|entfernt|hidden)$|^\.\.\.|\.\.\.$|…$|\[redacted|<redacted|redacted|^placeholder|^(?:os|process|config|settings|env|self|args|this|request|req|params|options|opts|secrets|vars|var|local|data|ctx|event|form|user|row|cfg|conf|app|client|session|credentials|creds|module|each|kwargs|input|props|state)[.\[]|\(|^@?[a-z]+\[`)
)

// codeName reports whether a value without quotes is a name of code: "password=password_input", "token = getToken".
func codeName(s string) bool {
	return !strings.ContainsAny(s, "0123456789!@#$%^&*+=/") && strings.ContainsAny(s, "_")
}

// random reports whether nobody would write a run of characters by hand: it is long, mixes letters and digits, and repeats little.
func random(s string) bool {
	if len(s) < 20 || len(s) > 200 || !strings.ContainsAny(s, "0123456789") || !strings.ContainsFunc(s, unicode.IsLetter) {
		return false
	}
	counts := [256]int{}
	for i := range len(s) {
		counts[s[i]]++
	}
	entropy := 0.0
	for _, n := range counts {
		if n > 0 {
			p := float64(n) / float64(len(s))
			entropy -= p * math.Log2(p)
		}
	}
	return entropy > 3.1
}
