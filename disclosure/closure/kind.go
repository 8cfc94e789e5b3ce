package closure

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"daylight/disclosure"
	"daylight/disclosure/fault"
	"daylight/disclosure/spelling"
)

// The kinds of assets that no probe can ask. What is known of them comes from people.
const (
	ProductFlaw       = "product_flaw"       // a flaw in a product, not in one exposed instance
	LeakedCredentials = "leaked_credentials" //nolint:gosec // the name of a kind; nobody tries whether they work
	Other             = "other"              // with a noun that a person gives
)

// Unaskable returns the kinds of assets that no probe can ask.
func Unaskable() []string { return []string{ProductFlaw, LeakedCredentials, Other} }

// Asks reports whether a probe can ask an asset of the kind. Where the kinds of probes are not known, every other kind can be.
func (r Rules) Asks(kind string) bool {
	return !slices.Contains(Unaskable(), kind) && (len(r.Kinds) == 0 || slices.Contains(r.Kinds, kind))
}

// KnownKinds returns every kind that an asset may be of, sorted. It is empty where the kinds of probes are not known.
func (r Rules) KnownKinds() []string {
	if len(r.Kinds) == 0 {
		return nil
	}
	return slices.Sorted(slices.Values(append(Unaskable(), r.Kinds...)))
}

// CheckKind refuses an asset of a kind that nobody knows: there would be no words for it and no way to ask it. An asset of the
// kind "other" needs a noun.
func (r Rules) CheckKind(a *disclosure.Asset) error {
	known := r.KnownKinds()
	switch {
	case a.Kind == Other && strings.TrimSpace(a.Noun) == "":
		return fault.Errorf(fault.Invalid, "an asset of kind %q needs a noun: what it is, in a few words", Other)
	case !plainNoun(a.Noun):
		return fault.Errorf(fault.Invalid, "the noun of an asset has at most %d letters, digits, spaces and hyphens", maxNoun)
	case a.Kind != Other && a.Noun != "":
		return fault.Errorf(fault.Invalid, "only an asset of kind %q takes a noun; what a %s is called is known", Other, a.Kind)
	case known == nil || slices.Contains(known, a.Kind):
		return nil
	}
	return fault.Errorf(fault.Invalid, "there is no kind of asset %q; the nearest is %q (known are %s)", a.Kind, Nearest(a.Kind, known), strings.Join(known, ", "))
}

// maxNoun is the length of the longest noun, in characters.
const maxNoun = 60

// plainNoun reports whether a noun can stand in every text as it is.
func plainNoun(s string) bool {
	return utf8.RuneCountInString(s) <= maxNoun && !strings.ContainsFunc(s, func(r rune) bool {
		return r != ' ' && r != '-' && r != '\'' && r != '’' && !unicode.IsLetter(r) && !unicode.IsDigit(r)
	})
}

// Nearest returns the known name that a word most likely stands for.
func Nearest(word string, known []string) string {
	best, least := "", -1
	word = strings.ToLower(word)
	for _, name := range known {
		d := spelling.Distance(word, name)
		if shared := sharedPart(word, name); shared {
			d = min(d, 1)
		}
		if least < 0 || d < least {
			best, least = name, d
		}
	}
	return best
}

// sharedPart reports whether one of the words that a name consists of is the same in both.
func sharedPart(a, b string) bool {
	split := func(s string) []string {
		return strings.FieldsFunc(s, func(r rune) bool { return r == '_' || r == '.' || r == '-' || r == ' ' })
	}
	for _, part := range split(a) {
		if slices.Contains(split(b), part) {
			return true
		}
	}
	return false
}
