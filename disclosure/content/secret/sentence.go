package secret

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"daylight/disclosure/content/hit"
	"daylight/disclosure/pattern"
)

// inSentence is the value that a sentence gives: behind a word such as "is", in quotation marks beside it, or before it.
func (t *reader) inSentence(i int, k kind) (value, bool) {
	if v, ok := t.quotedBeside(i, k); ok {
		return v, true
	}
	for j := i + 1; j < len(t.words) && j <= i+8; j++ {
		gap := t.gap(j - 1)
		if strings.ContainsAny(gap, ".;:!?\n(") && j > i+1 || strings.ContainsAny(gap, ".;!?") {
			break
		}
		if !copulas[t.at(j)] {
			continue
		}
		at := t.words[j].end
		for _, filler := range []string{" simply", " just", " still", " always", " noch", " einfach", " immer", " simplement", " toujours", " siempre", " simplemente", " nog", " ancora", " sempre", " set to", " then", " only", " probably"} {
			if strings.HasPrefix(t.lower[at:], filler) {
				at += len(filler)
			}
		}
		at = len(t.text) - len(strings.TrimLeft(t.text[at:], " \t:\u00a0\u202f"))
		v, ok := t.valueAt(at)
		if !ok {
			continue
		}
		if t.given(k, v) {
			return v, true
		}
	}
	if k == password && t.gap(i) == " " { // "password hunter2", as in a file of netrc
		if v, ok := t.valueAt(t.words[i].end + 1); ok && !v.quoted {
			raw := t.text[v.start:v.end]
			if stronger(raw) && !digits(raw) && !taken(raw) || t.digitsBehind(i, v) {
				return v, true
			}
		}
	}
	if k == pin && t.gap(i) == " " && (t.at(i+1) == "code" || t.at(i+1) == "number") {
		i++
	}
	if k == pin && t.gap(i) == " " && t.at(i) != "otp" {
		if v, ok := t.valueAt(t.words[i].end + 1); ok && !v.quoted && t.given(pin, v) {
			return v, true
		}
	}
	if k != pin {
		return t.runBeside(i)
	}
	return value{}, false
}

// digitsBehind reports whether a password of digits follows its word, and neither a year nor a number of something.
func (t *reader) digitsBehind(i int, v value) bool {
	bare := strings.TrimRight(t.text[v.start:v.end], ".,;:!?)")
	if !digits(bare) || strings.HasSuffix(t.at(i), "s") {
		return false
	}
	year := len(bare) == 4 && (strings.HasPrefix(bare, "19") || strings.HasPrefix(bare, "20"))
	return len(bare) >= 6 || len(bare) >= 4 && !year && !t.counts(v.end)
}

// given reports whether a value of a sentence is a secret.
func (t *reader) given(k kind, v value) bool {
	raw := t.text[v.start:v.end]
	bare := strings.TrimRight(raw, ".,;:!?)")
	if taken(raw) || taken(bare) || strings.Contains(raw, " ") {
		return false
	}
	if k == pin {
		return digits(bare) && len(bare) >= 4 && len(bare) <= 8 && !t.counts(v.end)
	}
	if digits(bare) {
		return k == password && len(bare) >= 5 && !t.counts(v.end)
	}
	if k == key {
		return len(bare) >= 10 && !strings.HasPrefix(bare, "0x") && stronger(raw) && !strings.ContainsAny(bare, "-@")
	}
	if v.quoted {
		return len(raw) >= 4 && letterOrDigit(raw)
	}
	return stronger(raw)
}

// counts reports whether a number counts something: a word follows.
func (t *reader) counts(at int) bool {
	rest := strings.TrimLeft(t.text[at:min(len(t.text), at+6)], " \u00a0")
	r, _ := utf8.DecodeRuneInString(rest)
	return rest != "" && len(rest) < min(len(t.text)-at, 6) && (r >= 'a' && r <= 'z')
}

// quotedBeside is a value in quotation marks or brackets beside the word: "the password “x”", "“x” as the password".
func (t *reader) quotedBeside(i int, k kind) (value, bool) {
	at := t.words[i].end
	rest := t.text[at:min(len(t.text), at+3)]
	if strings.HasPrefix(rest, " ") || strings.HasPrefix(rest, ", ") || strings.HasPrefix(rest, "\u00a0") {
		from := at + len(rest) - len(strings.TrimLeft(rest, " (,\u00a0"))
		if v, ok := t.valueAt(from); ok && (v.quoted || strings.HasPrefix(rest, " (")) && t.given(k, v) && (stronger(t.text[v.start:v.end]) || v.quoted && k == password && t.at(i) != "pass" && !capital(t.text[v.start:v.end])) {
			return v, true
		}
	}
	before := t.text[max(0, t.words[i].start-70):t.words[i].start]
	var m []int
	if k == password && saysAs(before) {
		m = plainBefore.FindStringSubmatchIndex(before)
	}
	if m != nil {
		base := t.words[i].start - len(before)
		v := value{start: base + m[2], end: base + m[3]}
		if raw := t.text[v.start:v.end]; stronger(raw) && strings.ContainsFunc(raw, unicode.IsLetter) && t.given(k, v) {
			return v, true
		}
	}
	if !strings.ContainsAny(before, quotes) {
		return value{}, false
	}
	m = quotedBefore.FindStringSubmatchIndex(before)
	if m == nil || k == pin {
		return value{}, false
	}
	base := t.words[i].start - len(before)
	v := value{start: base + m[2], end: base + m[3], quoted: true}
	return v, t.given(k, v)
}

// saysAs reports whether a word such as "as" stands close before.
func saysAs(before string) bool {
	for _, as := range []string{" as ", " als ", " comme ", " como ", " come ", " jako "} {
		if strings.Contains(before, as) {
			return true
		}
	}
	return false
}

// plainBefore is the same without marks: "we got in with x as the password".
var plainBefore = pattern.New(`(?:^|\s)([^\s"“”„«»'’\x60]{5,40}) (?:as|als|comme|como|come|jako) (?:[\pL']{1,10} ){0,2}$`)

const quotes = "\"“”„«»'‘’`"

// capital reports whether a text is written as a name is, such as that of a field.
func capital(s string) bool {
	return s != "" && s[0] >= 'A' && s[0] <= 'Z' && !strings.ContainsAny(s, signs)
}

var quotedBefore = pattern.New(`["“„«'‘\x60]\s?([^\s"“”„«»'’\x60]{4,40})\s?["”“»'’\x60] (?:as|was|is|were|als|war|ist|comme|était|est|como|era|es|come|è|é|jako|to|was het|is het|być)(?: [\pL']{1,10}){0,3} ?(?:[\pL]+[ -'])?$`)

// runBeside is a run of characters close to the word that nobody would write by hand.
func (t *reader) runBeside(i int) (value, bool) {
	if t.bareKey(i) {
		return value{}, false
	}
	from := t.words[i].end
	part := t.text[from:min(len(t.text), from+60)]
	if !t.hasRun(word{from, from + len(part)}) {
		return value{}, false
	}
	if end := strings.IndexByte(part, '\n'); end >= 0 {
		part = part[:end]
	}
	m := run.FindStringSubmatchIndex(part)
	if m == nil {
		return value{}, false
	}
	v := value{start: from + m[2], end: from + m[3]}
	for v.end < len(t.text) && v.end-v.start < 200 && isRun(t.text[v.end]) {
		v.end++
	}
	raw := t.text[v.start:v.end]
	between := strings.ToLower(part[:m[2]])
	for _, other := range []string{"sha", "md5", "digest", "hash", "commit", "checksum", "prüfsumme", "fingerprint", "case", "uuid", "id "} {
		if strings.Contains(between, other) {
			return value{}, false
		}
	}
	return v, random(raw) && !taken(raw) && !strings.Contains(raw, "--") && strings.Count(raw, "-")+strings.Count(raw, "_")+strings.Count(raw, "/")+strings.Count(raw, ".") < 4
}

var run = pattern.New(`(?:^|[\s"'“„«(=:\x60])([A-Za-z0-9+/_=-]{20,60})`)

func isRun(b byte) bool {
	return b >= '0' && b <= '9' || b >= 'A' && b <= 'Z' || b >= 'a' && b <= 'z' || b == '+' || b == '/' || b == '_' || b == '=' || b == '-'
}

// nameAndPassword is a name with its password behind a word such as "credentials".
func (t *reader) nameAndPassword(i int) (hit.Hit, bool) {
	from := t.words[i].end
	part := t.text[from:min(len(t.text), from+80)]
	m := login1.FindStringSubmatchIndex(part)
	if m == nil {
		return hit.Hit{}, false
	}
	user, secret := strings.ToLower(part[m[2]:m[3]]), part[m[4]:m[5]]
	secret = strings.TrimRight(secret, ".,;:!?)\"'”»“`")
	if taken(secret) && !accounts[strings.ToLower(secret)] || plainWords[user] || strings.Contains(secret, "//") || strings.HasPrefix(secret, "/") {
		return hit.Hit{}, false
	}
	if !accounts[user] && !stronger(secret) {
		return hit.Hit{}, false
	}
	if accounts[user] && !stronger(secret) && plainWords[strings.ToLower(secret)] {
		return hit.Hit{}, false
	}
	return t.find(login, value{start: from + m[4], end: from + m[4] + len(secret)}), true
}

var login1 = pattern.New(`^[^\n]{0,48}?[\s("'“„«:=\x60]([\pL][\pL\d_.@-]{1,40}) ?[:/] ?([^\s"'<>,;|]{3,60})`)

// accounts are names that every system has.
var accounts = map[string]bool{
	"admin": true, "root": true, "administrator": true, "sa": true, "postgres": true, "guest": true, "test": true, "ubuntu": true, "pi": true, "oracle": true, "tomcat": true, "elastic": true, "demo": true,
	"superuser": true, "operator": true, "manager": true, "scott": true, "minioadmin": true, "backup": true, "deploy": true, "ftpuser": true, "support": true,
}
