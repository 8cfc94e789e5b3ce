// Package locale reads the codes of countries (ISO 3166-1 alpha-2) and languages (BCP 47) as people type them, and names the
// nearest code for what is none: a country decides about days off, coordinators and regulators, and a wrong one is found by
// nobody later.
package locale

import (
	"strings"
	"unicode/utf8"

	"golang.org/x/text/language"
	"golang.org/x/text/language/display"

	"daylight/disclosure/fault"
	"daylight/disclosure/spelling"
)

// Country returns a code in capital letters; "" stays "". What is no code is refused with the nearest one.
func Country(text string) (string, error) {
	text = strings.TrimSpace(text)
	if text == "" {
		return "", nil
	}
	code := strings.ToUpper(text)
	if isCountry(code) {
		return code, nil
	}
	if near := nearestCountry(code); near != "" {
		return "", fault.Errorf(fault.Invalid, "%.40q is no country code: did you mean %s (%s)?", text, near, countryName(near))
	}
	return "", fault.Errorf(fault.Invalid, "%.40q is no country code: write two letters of ISO 3166-1, such as FR for France", text)
}

// Language returns a tag in its usual spelling, such as fr or pt-BR; "" stays "". What is none is refused with the nearest one.
func Language(text string) (string, error) {
	text = strings.TrimSpace(text)
	if text == "" {
		return "", nil
	}
	tag, err := language.Parse(text)
	if err == nil {
		if base, sure := tag.Base(); sure == language.Exact && languageName(base.String()) != "" {
			return tag.String(), nil
		}
	}
	if near := nearestLanguage(text); near != "" {
		return "", fault.Errorf(fault.Invalid, "%.40q is no language code: did you mean %s (%s)?", text, near, languageName(near))
	}
	return "", fault.Errorf(fault.Invalid, "%.40q is no language code: write one of BCP 47, such as fr for French", text)
}

// isCountry reports whether a code in capital letters is that of a country, and not an old or an exceptional one that stands
// for another code.
func isCountry(code string) bool {
	if len(code) != 2 {
		return false
	}
	r, err := language.ParseRegion(code)
	return err == nil && r.IsCountry() && r.Canonicalize().String() == code && r.String() == code && countryName(code) != ""
}

func countryName(code string) string {
	r, err := language.ParseRegion(code)
	if err != nil {
		return ""
	}
	return display.English.Regions().Name(r)
}

func languageName(code string) string {
	tag, err := language.Parse(code)
	if err != nil {
		return ""
	}
	return display.English.Languages().Name(tag)
}

// nearestCountry finds the code that was meant: another code of the same country (UK, DEU), its English name, or a code one
// letter away that is the only one. "" where there is none.
func nearestCountry(text string) string {
	if r, err := language.ParseRegion(text); err == nil {
		if code := r.Canonicalize().String(); isCountry(code) {
			return code
		}
	}
	best, most := "", 3 // a name may have two mistakes
	for a := 'A'; a <= 'Z'; a++ {
		for b := 'A'; b <= 'Z'; b++ {
			code := string([]rune{a, b})
			if !isCountry(code) {
				continue
			}
			if d := distance(strings.ToLower(text), strings.ToLower(countryName(code)), most); d < most {
				best, most = code, d
			}
		}
	}
	return best
}

// nearestLanguage is [nearestCountry] for languages. The names that are looked at are those of the languages with two letters.
func nearestLanguage(text string) string {
	if base, _, found := strings.Cut(text, "_"); found {
		text = base
	}
	best, most := "", 3
	for a := 'a'; a <= 'z'; a++ {
		for b := 'a'; b <= 'z'; b++ {
			code := string([]rune{a, b})
			name := languageName(code)
			if name == "" {
				continue
			}
			if d := distance(strings.ToLower(text), strings.ToLower(name), most); d < most {
				best, most = code, d
			}
		}
	}
	if best == "" { // a country for a language: the one that most people speak there
		if r, err := language.ParseRegion(text); err == nil {
			if tag, err := language.Compose(r); err == nil {
				base, _ := tag.Base()
				return base.String()
			}
		}
	}
	return best
}

// distance is how far two words are apart, up to a limit. Short words differ by too little to be taken for one another.
func distance(a, b string, limit int) int {
	x, y := utf8.RuneCountInString(a), utf8.RuneCountInString(b)
	switch {
	case a == b:
		return 0
	case x < 4 || x-y >= limit || y-x >= limit:
		return limit
	default:
		return spelling.Distance(a, b)
	}
}
