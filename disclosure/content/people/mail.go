package people

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"daylight/disclosure/content/hit"
	"daylight/disclosure/pattern"
)

// mails finds mail addresses: as programs write them, and as people do who do not want programs to read them.
func mails(text string, env Env) []hit.Hit {
	var out []hit.Hit
	add := func(start, end int, address string) {
		if start < end && !env.mayStand(address) {
			out = append(out, hit.Hit{Start: start, End: end, Value: address, What: MailAddress, Lifts: liftsMail})
		}
	}
	for from := 0; ; {
		i := strings.IndexByte(text[from:], '@')
		if i < 0 {
			break
		}
		i += from
		from = i + 1
		if start, end, address := around(text, i, i+1); address != "" {
			add(start, end, address)
			from = max(from, end)
		}
	}
	if strings.Contains(text, "＠") {
		for _, at := range wideAt.FindAllStringIndex(text, -1) {
			start, end, address := around(text, at[0], at[1])
			add(start, end, address)
		}
	}
	lower := strings.ToLower(text)
	if len(lower) != len(text) {
		lower = text
	}
	for _, m := range spoken(lower) {
		user, host := text[m[2]:m[3]], text[m[4]:m[5]]
		host = dots.ReplaceAllString(host, ".")
		first, _, _ := strings.Cut(host, ".")
		if !strings.Contains(host, ".") || !endsInDomain(host) || articles[strings.ToLower(first)] {
			continue // "look at the dot on the map"
		}
		add(m[0], m[1], strings.ToLower(dots.ReplaceAllString(user, ".")+"@"+host))
	}
	return out
}

// articles are words that a sentence has behind "at", and that no host is named by.
var articles = map[string]bool{
	"the": true, "a": true, "an": true, "this": true, "that": true, "each": true, "every": true, "one": true, "our": true, "its": true, "their": true, "der": true, "die": true, "das": true, "dem": true, "den": true,
	"le": true, "la": true, "les": true, "un": true, "une": true, "el": true, "los": true, "il": true, "lo": true, "de": true, "het": true, "een": true, "o": true, "os": true, "as": true, "ten": true, "ta": true, "to": true,
}

var wideAt = pattern.New(`＠`)

// window is how far a mail address reaches to either side of its sign.
const window = 254

// around reads the address whose sign stands at text[at:after]: the parts may be quoted, of any alphabet, and one space or line break
// may stand at the sign.
func around(text string, at, after int) (start, end int, address string) {
	userEnd := at
	for n := 0; n < 2 && userEnd > 0 && isSpace(text[userEnd-1]); n++ {
		userEnd--
	}
	start = userEnd
	quoted := userEnd > 1 && text[userEnd-1] == '"'
	if quoted {
		i := strings.LastIndexByte(text[max(0, userEnd-66):userEnd-1], '"')
		if i < 0 {
			return 0, 0, ""
		}
		start = max(0, userEnd-66) + i
	} else {
		for start > 0 && userEnd-start < 64 {
			r, n := utf8.DecodeLastRuneInString(text[:start])
			if !inName(r) && !strings.ContainsRune("!#$%&'*+/=?^_{|}~.-", r) {
				break
			}
			start -= n
		}
	}
	hostStart := after
	for n := 0; n < 2 && hostStart < len(text) && isSpace(text[hostStart]); n++ {
		hostStart++
	}
	end = hostStart
	for end < len(text) && end-hostStart < window {
		r, n := utf8.DecodeRuneInString(text[end:])
		if r == '\n' || r == ' ' { // a host that is broken behind its dot
			if end > hostStart && r == '\n' && (text[end-1] == '.' || end+1 < len(text) && text[end+1] == '.') {
				end += n
				continue
			}
			break
		}
		if !inName(r) && !strings.ContainsRune(".-。．", r) || r == utf8.RuneError {
			break
		}
		end += n
	}
	for end > hostStart && (text[end-1] == '.' || text[end-1] == '-' || isSpace(text[end-1])) {
		end--
	}
	user := strings.Trim(text[start:userEnd], "\"'.")
	start += strings.Index(text[start:userEnd], user)
	host := strings.NewReplacer("\n", "", "。", ".", "．", ".").Replace(text[hostStart:end])
	spaced := userEnd != at || hostStart != after
	if spaced && (userEnd != at && hostStart != after && strings.Contains(text[userEnd:hostStart], "\n\n") || !endsInDomain(host)) {
		return 0, 0, ""
	}
	literal := hostStart < len(text) && text[hostStart] == '[' && strings.IndexByte(text[hostStart:min(len(text), hostStart+50)], ']') > 6
	if literal {
		return start, hostStart + strings.IndexByte(text[hostStart:], ']') + 1, strings.ToLower(user) + "@[]"
	}
	if user == "" || !strings.Contains(host, ".") || !endsInDomain(host) || hasAnySuffix(strings.ToLower(host), fileEndings) {
		return 0, 0, ""
	}
	return start, end, strings.ToLower(user + "@" + host)
}

func inName(r rune) bool { return unicode.IsLetter(r) || unicode.IsDigit(r) || unicode.IsMark(r) }

func isSpace(b byte) bool { return b == ' ' || b == '\n' || b == '\t' }

// endsInDomain reports whether a name ends as one of a host: with letters, two to twenty-four of them.
func endsInDomain(host string) bool {
	last := host[strings.LastIndexByte(host, '.')+1:]
	n := utf8.RuneCountInString(last)
	if strings.HasPrefix(strings.ToLower(last), "xn--") {
		return true
	}
	return n >= 2 && n <= 24 && !strings.ContainsFunc(last, func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsMark(r) })
}

// fileEndings look like the top level of a domain in names such as logo@2x.png.
var fileEndings = []string{".png", ".jpg", ".jpeg", ".gif", ".svg", ".webp", ".css", ".js", ".mjs", ".html", ".woff", ".ico"}

// How people write the signs of an address in words. A word in brackets says it alone; a bare "at" needs a bare word for the dot too,
// and words that are nothing else ("arobase") do not.
const (
	openAt  = `\s?(?:[\[({<*_|-]{1,2}\s?(?:@|at|ät|ad|aet|a|arobase|arroba|chiocciola|klammeraffe|apenstaartje|małpa|malpa|snabel-?a|zavináč|kukac|chez|bei|bij|et|à|em)\s?[\])}>*_|-]{1,2})\s?`
	wordAt  = `\s(?:arobase|arobas|arroba|chiocciola|klammeraffe|apenstaartje|apestaart|małpa|malpa|snabel-?a|zavináč|kukac|at-zeichen|at sign|signe @)\s`
	bareAt  = `\s(?:at|ät|@|à|ad)\s`
	openDot = `\s?(?:[\[({<*_|-]{1,2}\s?(?:\.|dot|punkt|point|punto|ponto|punt|kropka|dt|pt|tečka|piste|d0t|p)\s?[\])}>*_|-]{1,2})\s?`
	wordDot = `\s(?:dot|punkt|point|punto|ponto|punt|kropka|tečka|piste)\s`
	anyDot  = `(?:\.|` + openDot + `|` + wordDot + `)`
	user    = `([\pL\d][\pL\d_+%-]{0,40}(?:` + anyDot + `[\pL\d_+%-]{1,40}){0,4})`
	host    = `([\pL\d][\pL\d-]{0,62}(?:` + anyDot + `[\pL\d-]{1,62}){1,4})`
	spelled = `([\pL\d][\pL\d-]{0,62}(?:(?:` + openDot + `|` + wordDot + `)[\pL\d-]{1,62}){1,4})`
)

var (
	userEnds = pattern.New(user + `$`)
	hostNext = pattern.New(`^` + host)
	hostSaid = pattern.New(`^\s?` + spelled)
	dots     = pattern.New(`(?i)` + openDot + `|` + wordDot)
	// signsOfAt are what stands between the parts of an address in words; bareSigns are so where the dot is a word too.
	signsOfAt = pattern.New(`^(?:` + openAt + `|` + wordAt + `)`)
	bareSigns = pattern.New(`^(?:` + bareAt + `|@)`)
)

// spoken returns the addresses in words: the whole of each, its user and its host. Each sign is looked at once, and outward from it.
func spoken(lower string) [][]int {
	return append(signs(lower, signsOfAt, hostNext), signs(lower, bareSigns, hostSaid)...)
}

func signs(lower string, sign, host *pattern.Pattern) [][]int {
	const reach = 90
	var out [][]int
	for at, next := 0, 0; at < len(lower); at++ {
		if !opensSign[lower[at]] || at < next || !maySign(lower, at) {
			continue
		}
		m := sign.FindStringIndex(lower[at:border(lower, min(len(lower), at+30))])
		if m == nil {
			continue
		}
		after := at + m[1]
		next = after - 1 // the space behind one sign may be before the next
		h := host.FindStringSubmatchIndex(lower[after:border(lower, min(len(lower), after+2*reach))])
		if h == nil {
			continue
		}
		start := border(lower, max(0, at-reach))
		before := strings.TrimRight(lower[start:at], " ")
		u := userEnds.FindStringSubmatchIndex(before)
		if u == nil {
			continue
		}
		out = append(out, []int{start + u[0], after + h[1], start + u[2], start + u[3], after + h[2], after + h[3]})
	}
	return out
}

// opensSign are the bytes that a sign begins with.
var opensSign = [256]bool{'@': true, ' ': true, '\n': true, '[': true, '(': true, '{': true, '<': true, '*': true, '_': true, '|': true, '-': true}

// maySign reports whether a sign can begin at an offset: a space, a bracket or the sign itself, and what the words begin with.
func maySign(s string, at int) bool {
	if s[at] == '@' {
		return true
	}
	for i := at + 1; i < len(s) && i <= at+4; i++ {
		switch s[i] {
		case ' ', '[', '(', '{', '<', '*', '_', '|', '-':
		default:
			return strings.IndexByte("a@ckmsze\xc3", s[i]) >= 0
		}
	}
	return false
}

// border moves an offset back to the begin of a character.
func border(s string, at int) int {
	for at > 0 && at < len(s) && !utf8.RuneStart(s[at]) {
		at--
	}
	return at
}

// mayStand reports whether an address may be published: the team's own, one that its party publishes, one that nobody has (RFC 2606),
// and one that belongs to a role and to no person.
func (e Env) mayStand(address string) bool {
	same := func(known string) bool { return strings.EqualFold(strings.TrimSpace(known), address) }
	if slices.ContainsFunc(e.Own, same) || slices.ContainsFunc(e.Published, same) {
		return true
	}
	if slices.ContainsFunc(e.Private, same) {
		return false
	}
	user, domain, _ := strings.Cut(address, "@")
	return domain != "[]" && ofRole(user) || reserved(domain) || strings.Contains(user, "*") || strings.Contains(user, "...")
}

// reserved reports whether a domain is one for examples: RFC 2606 and RFC 6761.
func reserved(domain string) bool {
	return hasAnySuffix("."+domain, []string{".example.com", ".example.net", ".example.org", ".example", ".test", ".invalid", ".localhost"})
}

func hasAnySuffix(s string, endings []string) bool {
	return slices.ContainsFunc(endings, func(e string) bool { return strings.HasSuffix(s, e) })
}
