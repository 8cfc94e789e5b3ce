package secret

import (
	"strings"
	"unicode"

	"daylight/disclosure/content/hit"
	"daylight/disclosure/pattern"
)

// values finds what stands behind a word that announces a secret.
func (t *reader) values() []hit.Hit {
	var out []hit.Hit
	next := 0 // nothing before it is looked at again
	for i := range t.words {
		if t.words[i].start < next {
			continue
		}
		k := t.kindOf(i)
		if k == none {
			continue
		}
		h, ok := t.announced(i, k)
		if !ok {
			continue
		}
		out = append(out, h)
		next = h.End
	}
	return out
}

// sign is how a value is tied to its word.
type sign int

const (
	untied  sign = iota
	colon        // "password: x"
	tight        // "password=x", an element, an attribute: a program reads it
	loose        // "password = x"
	beside       // "password x"
	distant      // "password of the server: x"
)

// announced is the value that the word at i announces.
func (t *reader) announced(i int, k kind) (hit.Hit, bool) {
	if k == login {
		return t.nameAndPassword(i)
	}
	at, tie := t.tied(i)
	if tie != untied {
		if v, ok := t.valueAt(at); ok && t.means(i, k, tie, v) {
			return t.find(k, v), true
		}
		if tie != distant {
			return hit.Hit{}, false
		}
	}
	if v, ok := t.inSentence(i, k); ok {
		return t.find(k, v), true
	}
	return hit.Hit{}, false
}

func (t *reader) find(k kind, v value) hit.Hit {
	what := map[kind]string{password: "password", key: "key or secret", pin: "access code", login: "login with a password"}[k]
	return hit.Hit{Start: v.start, End: v.end, What: what, Lifts: liftsGuess}
}

// tie is what ties a value to a name: quotes of the name, an element, a sign.
var tie = pattern.New(`^(?:\\?["'\x60”“*_)\]]{0,3}[ \t]{0,3}(?P<sign>:=|=>|={1,3}|!=|:|->|→|⇒|：|＝)[ \t]{0,8}(?:[|>][-+]?\s{1,12})?(?:[bruf]?\b)?|(?:[ \t]+[a-z:-]{1,16}=["'][^"'<>\n]{0,40}["']){0,3}["']?[ \t]{0,3}>[ \t\n]{0,3}(?:<string>)?|[ \t]{0,3}</(?:key|name|th|td|b|strong|dt)>\s{0,4}<(?:string|value|td|code|dd)>|["'],?[ \t]{0,3}(?:["']?value["']?)[ \t]{0,2}[=:][ \t]{0,2}|[ \t]{0,3}\|[ \t]{0,20}|\t+|["'][ \t]{0,2},[ \t]{0,2}(?:["'])?)`)

// tied looks for what ties a value to the word at i, over a few words that qualify it.
func (t *reader) tied(i int) (at int, s sign) {
	far := false
	for last := i; last < len(t.words) && last <= i+4; last++ {
		from := t.words[last].end
		for from < len(t.text) && last == i && t.text[from] >= '0' && t.text[from] <= '9' {
			from++
		}
		rest := t.text[from:min(len(t.text), from+120)]
		if m := tieIn(rest); m != nil {
			at, s = from+m[1], tight
			if m[2] >= 0 {
				mark := rest[m[2]:m[3]]
				spaced := m[3] < len(rest) && rest[m[3]] == ' ' || m[2] > 0 && rest[m[2]-1] == ' '
				switch {
				case strings.HasPrefix(mark, "==") || mark == "!=":
					if at >= len(t.text) || t.text[at] != '"' && t.text[at] != '\'' {
						return 0, untied
					}
					s = loose
				case mark == ":" || mark == "：":
					s = colon
				case spaced:
					s = loose
				}
			} else if m[1] > 0 && (strings.Contains(rest[:m[1]], "|") || strings.Contains(rest[:m[1]], "\t") || strings.Contains(rest[:m[1]], ",")) {
				s = beside
			}
			if far && s != colon && s != loose && s != tight || far && m[2] < 0 {
				return 0, untied
			}
			if far {
				s = distant
			}
			return at, s
		}
		if !near(t.gap(last)) {
			break
		}
		far = far || !qualifiers[t.at(last+1)]
	}
	return 0, untied
}

// tieIn runs the pattern where a sign can begin at all.
func tieIn(rest string) []int {
	if r := strings.TrimLeft(rest, " \t"); r == "" || r[0] == '-' && !strings.HasPrefix(r, "->") || unicode.IsLetter(rune(r[0])) && (len(rest) == len(r) || !strings.Contains(r, "=")) {
		return nil
	}
	return tie.FindStringSubmatchIndex(rest)
}

// near reports whether two words belong to one name or phrase.
func near(gap string) bool {
	return len(gap) <= 3 && !strings.ContainsAny(gap, "\n;,:=<>|") && !strings.Contains(gap, ". ")
}

// means reports whether a value that is tied to the word at i is a secret and not what a sentence, or a program, goes on with.
func (t *reader) means(i int, k kind, s sign, v value) bool {
	raw := t.text[v.start:v.end]
	if taken(raw) || taken(strings.TrimRight(raw, ".,;:!?)")) || strings.Contains(strings.ToLower(raw), "://") {
		return false
	}
	bare := strings.TrimRight(raw, ".!?:)")
	if s == distant {
		return k == password && stronger(raw) && !digits(bare) && !strings.Contains(raw, " ") && strings.ContainsFunc(raw, unicode.IsLetter) && strings.ContainsAny(raw, signs[:10])
	}
	if k == pin {
		return digits(bare) && len(bare) >= 4 && len(bare) <= 8 || s != beside && stronger(raw) && !strings.Contains(raw, " ")
	}
	if k == key {
		return t.meansKey(i, s, v, raw)
	}
	if weak := t.at(i) == "clave" || t.at(i) == "claves" || t.at(i) == "pass" || t.at(i) == "pw" || t.at(i) == "parola"; weak && s != tight && !v.quoted {
		return stronger(raw) && (s == colon || s == loose)
	}
	if len(bare) < 4 || digits(bare) && strings.HasSuffix(t.at(i), "s") {
		return false
	}
	if v.quoted {
		return !strings.Contains(raw, " ") && len(raw) >= 4 && letterOrDigit(raw) && (s != beside || stronger(raw)) || strings.Contains(raw, " ") && s != beside && k == password && strings.HasPrefix(t.at(i), "passphrase")
	}
	if s == tight {
		return letterOrDigit(raw) && !codeName(raw)
	}
	if s == colon || s == loose {
		if measure.MatchString(strings.ToLower(bare)) && !digits(bare) || digits(bare) && !v.last {
			return false
		}
		return strong(raw) && !method.MatchString(strings.ToLower(bare)) || v.last && len(bare) >= 5 && !codeName(raw) && word1(bare)
	}
	return stronger(raw) && !digits(bare)
}

// word1 reports whether a value is one word of letters.
func word1(s string) bool {
	return !strings.ContainsFunc(s, func(r rune) bool { return !unicode.IsLetter(r) && r != '-' && r != '.' })
}

func letterOrDigit(s string) bool {
	return strings.ContainsFunc(s, func(r rune) bool { return unicode.IsLetter(r) || unicode.IsDigit(r) })
}

// meansKey is the rule for what a program made: letters with digits or capitals within, and long.
func (t *reader) meansKey(i int, s sign, v value, raw string) bool {
	raw = strings.TrimRight(raw, ".,;:!?)")
	mixed := strings.ContainsAny(raw, "0123456789") && strings.ContainsFunc(raw, unicode.IsLetter)
	if !mixed {
		inner := raw[min(1, len(raw)):]
		mixed = strings.ToLower(inner) != inner && strings.ToUpper(inner) != inner && !strings.ContainsAny(raw, "._-")
	}
	if !mixed || strings.ContainsAny(raw, " ") || measure.MatchString(strings.ToLower(raw)) || method.MatchString(strings.ToLower(raw)) {
		return false
	}
	if t.bareKey(i) {
		return random(raw) && s != beside
	}
	if s == beside {
		return random(raw)
	}
	if v.quoted || s == tight {
		return len(raw) >= 8
	}
	return len(raw) >= 12 || len(raw) >= 8 && v.last
}

// bareKey reports whether a word is "key" alone, which is a word of many trades: a row, an object and a map have keys.
func (t *reader) bareKey(i int) bool {
	switch t.at(i) {
	case "key", "keys", "clé", "cle", "clés", "llave", "chiave", "chiavi", "chave", "chaves", "sleutel", "klucz", "klucza", "schlüssel", "salt":
	default:
		return false
	}
	for _, j := range []int{i - 1, i + 1, i + 2} {
		switch t.at(j) {
		case "api", "access", "secret", "private", "encryption", "master", "account", "license", "licence", "service", "storage", "subscription", "signing", "app", "application", "consumer", "auth", "client",
			"acceso", "accès", "acces", "secreta", "secrète", "privada", "privata", "accesso", "acesso", "segreta", "dostępu", "aes", "jwt", "admin", "deploy", "ssh", "wifi", "wpa", "server", "shared", "pre", "partner":
			return false
		}
	}
	return true
}
