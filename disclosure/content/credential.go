package content

import (
	"encoding/base64"
	"strings"
	"unicode/utf8"

	"daylight/disclosure/content/hit"
	"daylight/disclosure/pattern"
)

// secretForm is the form of a kind of credential. A pattern is only run on lines that hold one of its hints, in
// lower case; the group named v is the secret, else the whole match is.
type secretForm struct {
	what  string
	hints []string
	form  *pattern.Pattern
	also  string // what has to stand in the text besides one of the hints
}

// secretForms are the credentials that are found in exposed places again and again, and in writeups about them.
var secretForms = []secretForm{
	{"AWS access key id", []string{"akia", "asia", "aroa", "aida"}, pattern.New(`\b(?:AKIA|ASIA|AROA|AIDA)[0-9A-Z]{16}\b`), ""},
	{"AWS secret key", []string{"aws"}, pattern.New(`(?i)aws.{0,30}(?:secret|key).{0,20}?[=:"'\s](?P<v>[A-Za-z0-9/+]{40})(?:[^A-Za-z0-9/+=]|=?$)`), ""},
	{"signed address", []string{"x-amz-signature", "x-goog-signature", "sig=", "signature="}, pattern.New(`(?i)(?:x-amz-signature|x-goog-signature|[?&;]sig|[?&;]signature)=(?P<v>[A-Za-z0-9%/+_-]{20,}=*)`), ""},
	{"private key", []string{"private key", "putty-user-key", "age-secret-key-"}, pattern.New(`(?i)-----BEGIN (?:[A-Z0-9]+ )*PRIVATE KEY(?: BLOCK)?-----|PuTTY-User-Key-File-\d|AGE-SECRET-KEY-1[0-9A-Z]{20,}`), ""},
	{"address with a password", []string{"://"}, pattern.New(`(?i)\b[a-z][a-z0-9+.-]{1,20}://[^\s/:@"'<>]{0,100}:(?P<v>[^\s/@"'<>]{1,200})@[^\s/@"'<>]`), "@"},
	{"Slack token", []string{"xox", "xapp-"}, pattern.New(`\b(?:xox[a-z](?:\.xox[a-z])?|xapp)-[A-Za-z0-9-]{8,}`), ""},
	{"Slack webhook", []string{"hooks.slack.com"}, pattern.New(`hooks\.slack\.com/(?:services|workflows)/[A-Za-z0-9/_-]{10,}`), ""},
	{"GitHub token", []string{"ghp_", "gho_", "ghu_", "ghs_", "ghr_", "github_pat_"}, pattern.New(`\b(?:gh[pousr]_[A-Za-z0-9]{16,}|github_pat_[A-Za-z0-9_]{16,})`), ""},
	{"GitLab token", []string{"glpat-", "gldt-", "glrt-"}, pattern.New(`\bgl(?:pat|dt|rt)-[A-Za-z0-9_-]{16,}`), ""},
	{"Google key", []string{"aiza", "ya29."}, pattern.New(`\bAIza[0-9A-Za-z_-]{35}|\bya29\.[0-9A-Za-z_-]{20,}`), ""},
	{"payment key", []string{"_live_", "_test_"}, pattern.New(`\b[srp]k_(?:live|test)_[0-9A-Za-z]{10,}`), ""},
	{"mail service key", []string{"sg.", "key-"}, pattern.New(`\bSG\.[A-Za-z0-9_-]{16,}\.[A-Za-z0-9_-]{16,}|\bkey-[0-9a-f]{32}\b`), ""},
	{"package registry token", []string{"npm_", "pypi-", "dop_v1_", "hf_"}, pattern.New(`\bnpm_[A-Za-z0-9]{30,}|\bpypi-[A-Za-z0-9_-]{30,}|\bdop_v1_[0-9a-f]{40,}|\bhf_[A-Za-z0-9]{30,}`), ""},
	{"model service key", []string{"sk-"}, pattern.New(`\bsk-[A-Za-z0-9_-]{24,}`), ""},
	{"signed token", []string{"eyj"}, pattern.New(`\beyJ[A-Za-z0-9_-]{8,}\.eyJ[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]*`), ""},
	{"account key", []string{"accountkey", "sharedaccess"}, pattern.New(`(?i)\b(?:AccountKey|SharedAccessKey|SharedAccessSignature)=(?P<v>[A-Za-z0-9+/%]{20,}=*)`), ""},
	{"authorization header", []string{"bearer", "authorization"}, pattern.New(`(?i)\bauthorization["']?\s*[:=]\s*["']?(?:basic|bearer|token|digest)\s+(?P<v>[A-Za-z0-9._~+/=-]{8,})|\bbearer\s+(?P<v2>[A-Za-z0-9._~+/-]{20,}=*)`), ""},
	{"key or secret", []string{"apikey", "api_key", "api-key", "secretkey", "secret_key", "secret-key", "accesskey", "access_key", "access-key", "clientsecret", "client_secret", "client-secret", "authtoken", "auth_token", "auth-token", "accesstoken", "access_token", "access-token", "refreshtoken", "refresh_token", "refresh-token", "privatetoken", "private_token", "private-token", "secrettoken", "secret_token", "secret-token"}, pattern.New(`(?i)\b[a-z0-9_-]{0,20}(?:api[_-]?key|apikey|secret[_-]?key|access[_-]?key|client[_-]?secret|auth[_-]?token|access[_-]?token|refresh[_-]?token|private[_-]?token|secret[_-]?token)["']?\s{0,3}(?::|=>?)\s{0,3}["']?(?P<v>[A-Za-z0-9_./+~-]{12,}=*)`), ""},
	{"password", []string{"passw", "pwd", "passe", "kennwort"}, pattern.New(`(?i)\b[a-z0-9_-]{0,20}(?:password|passwd|passwort|pwd|kennwort|mot de passe)["']?(?P<s>\s{0,2}(?::|=>?)\s{0,2})["']?(?P<v>[^\s"'<>,;]{5,})`), ""},
}

// credentialsIn finds credentials in a text.
func credentialsIn(text string) []hit.Hit {
	var out []hit.Hit
	lower := strings.ToLower(text)
	for i := range secretForms {
		f := &secretForms[i]
		if !containsAny(lower, f.hints) || !strings.Contains(lower, f.also) {
			continue
		}
		for _, m := range f.form.FindAllStringSubmatchIndex(text, -1) {
			start, end := m[0], m[1]
			for g, group := range f.form.SubexpNames() {
				if strings.HasPrefix(group, "v") && m[2*g] >= 0 && m[2*g+1] > m[2*g] {
					start, end = m[2*g], m[2*g+1]
				}
			}
			secret := text[start:end]
			if guessed := f.what == "password" || f.what == "key or secret"; guessed && !looksSecret(secret) || masked(secret) || isDefault(secret) {
				continue
			}
			out = append(out, hit.Hit{Start: start, End: end, What: f.what})
		}
	}
	return out
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
	rest := strings.Trim(strings.ToLower(s), "*•█…._-[](){}<>\"'`x")
	for _, word := range []string{"", "redacted", "removed", "masked", "password", "secret", "token", "hidden", "pass", "geheim", "masqué"} {
		if rest == word {
			return true
		}
	}
	return false
}

// isDefault reports whether a header holds what every manual prints: the account that RabbitMQ is shipped with, or nobody's.
func isDefault(s string) bool {
	b, err := base64.StdEncoding.DecodeString(s)
	return err == nil && (string(b) == "guest:guest" || string(b) == "anonymous:" || string(b) == "anonymous:anonymous")
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
