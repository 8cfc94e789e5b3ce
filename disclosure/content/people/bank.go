package people

import (
	"strings"

	"daylight/disclosure/content/hit"
	"daylight/disclosure/pattern"
)

// accountForm is the form of an IBAN: ISO 13616, printed in groups or not.
var accountForm = pattern.New(`(?i)^[a-z]{2}[ \x{a0}.-]?\d{2}(?:[ \x{a0}\x{202f}.-]{0,2}[a-z0-9]){11,30}`)

// accountLength are the lengths of IBANs by country, of the registry of SWIFT.
var accountLength = map[string]int{
	"AD": 24, "AE": 23, "AL": 28, "AT": 20, "AZ": 28, "BA": 20, "BE": 16, "BG": 22, "BH": 22, "BR": 29, "BY": 28, "CH": 21, "CR": 22, "CY": 28, "CZ": 24, "DE": 22, "DK": 18, "DO": 28, "EE": 20, "EG": 29,
	"ES": 24, "FI": 18, "FO": 18, "FR": 27, "GB": 22, "GE": 22, "GI": 23, "GL": 18, "GR": 27, "GT": 28, "HR": 21, "HU": 28, "IE": 22, "IL": 23, "IQ": 23, "IS": 26, "IT": 27, "JO": 30, "KW": 30, "KZ": 20,
	"LB": 28, "LC": 32, "LI": 21, "LT": 20, "LU": 20, "LV": 21, "LY": 25, "MC": 27, "MD": 24, "ME": 22, "MK": 19, "MR": 27, "MT": 31, "MU": 30, "NL": 18, "NO": 15, "PK": 24, "PL": 28, "PS": 29, "PT": 25,
	"QA": 29, "RO": 24, "RS": 22, "SA": 24, "SC": 31, "SE": 24, "SI": 19, "SK": 24, "SM": 27, "ST": 25, "SV": 28, "TL": 23, "TN": 24, "TR": 26, "UA": 29, "VA": 22, "VG": 24, "XK": 20,
}

// accounts finds IBANs, whose last digits check all others.
func accounts(text string) []hit.Hit {
	var out []hit.Hit
	for i := 0; i+15 <= len(text); i++ {
		if wordy(text, i-1) || !letter(text[i]) || !letter(text[i+1]) || !isDigit(text[i+2]) && !isDigit(text[i+3]) {
			continue
		}
		at := accountForm.FindStringIndex(text[i:border(text, min(len(text), i+80))])
		if at == nil {
			continue
		}
		at[0], at[1] = i, i+at[1]
		want := accountLength[strings.ToUpper(text[at[0]:at[0]+2])]
		if want == 0 {
			continue
		}
		plain := make([]byte, 0, want)
		end := at[0]
		for end < at[1] && len(plain) < want {
			if c := text[end]; isDigit(c) || c >= 'A' && c <= 'Z' || c >= 'a' && c <= 'z' {
				plain = append(plain, c)
			}
			end++
		}
		// What goes on behind it is a longer word, such as the digest of a file whose name ends in the letters of a country.
		if len(plain) == want && (end >= len(text) || !isDigit(text[end]) && !letter(text[end])) && mod97(strings.ToUpper(string(plain))) {
			out = append(out, hit.Hit{Start: at[0], End: end, What: "bank account (IBAN)", Lifts: liftsNumber})
		}
	}
	return out
}

func letter(b byte) bool { return b >= 'A' && b <= 'Z' || b >= 'a' && b <= 'z' }

// mod97 is the check of ISO 7064 that an IBAN has.
func mod97(s string) bool {
	rest := 0
	for _, c := range s[4:] + s[:4] {
		switch {
		case c >= '0' && c <= '9':
			rest = (rest*10 + int(c-'0')) % 97
		default:
			rest = (rest*100 + int(c-'A') + 10) % 97
		}
	}
	return rest == 1
}

// cards finds the numbers of payment cards: a known first part with its length, the check of Luhn, and groups as they are printed.
func cards(numbers []number) []hit.Hit {
	var out []hit.Hit
	for _, n := range numbers {
		if cardLength(n.digits) && luhn(n.digits) && printed(n) && !same(n.digits) {
			out = append(out, n.find("card number"))
		}
	}
	return out
}

// printed reports whether the groups of a number are those of a card.
func printed(n number) bool {
	if len(n.groups) == 1 {
		return true
	}
	for _, g := range n.groups {
		if g < 3 || g > 7 {
			return false
		}
	}
	return true
}

// cardLength reports whether a number begins as one of the networks of cards and is as long as theirs are.
func cardLength(d string) bool {
	n := len(d)
	if n < 13 {
		return false
	}
	first := func(k int) int {
		v := 0
		for _, c := range d[:k] {
			v = v*10 + int(c-'0')
		}
		return v
	}
	two, three, four := first(2), first(3), first(4)
	switch {
	case d[0] == '4':
		return n == 13 || n == 16 || n == 19
	case two >= 51 && two <= 55, four >= 2221 && four <= 2720:
		return n == 16
	case two == 34 || two == 37:
		return n == 15
	case two == 36 || two == 38 || two == 39 || three >= 300 && three <= 305:
		return n == 14 || n == 16
	case four >= 3528 && four <= 3589, four == 6011, two == 65, three >= 644 && three <= 649, two == 62:
		return n >= 16 && n <= 19
	case two == 50 || two >= 56 && two <= 58 || two == 63 || two == 67:
		return n == 16 || n == 19
	}
	return false
}

func luhn(d string) bool {
	sum := 0
	for i := range len(d) {
		v := int(d[len(d)-1-i] - '0')
		if i%2 == 1 {
			if v *= 2; v > 9 {
				v -= 9
			}
		}
		sum += v
	}
	return sum%10 == 0
}

// same reports whether a number is a single digit, repeated.
func same(d string) bool { return strings.Count(d, d[:1]) >= len(d)-1 }
