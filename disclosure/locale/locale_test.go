package locale_test

import (
	"strings"
	"testing"

	"daylight/disclosure/fault"
	"daylight/disclosure/locale"
)

func TestCountries(t *testing.T) {
	t.Parallel()
	for in, want := range map[string]string{
		"": "", "FR": "FR", " fr ": "FR", "gb": "GB", "de": "DE", "XK": "XK", "US": "US", "GR": "GR",
		"UK": "did you mean GB (United Kingdom)?", "EL": "is no country code", "DEU": "did you mean DE (Germany)?",
		"Germany": "did you mean DE (Germany)?", "Frnace": "did you mean FR (France)?", "DD": "did you mean DE (Germany)?",
		"EU": "is no country code", "ZZ": "is no country code", "001": "is no country code", "france, paris": "is no country code",
		"\x1b[2J": "is no country code",
	} {
		got, err := locale.Country(in)
		check(t, in, got, err, want)
	}
}

func TestLanguages(t *testing.T) {
	t.Parallel()
	for in, want := range map[string]string{
		"": "", "fr": "fr", " FR ": "fr", "pt-br": "pt-BR", "de": "de",
		"french": "did you mean fr (French)?", "Germn": "did you mean de (German)?", "cz": "did you mean cs (Czech)?",
		"xx": "is no language code", "und": "is no language code", "!": "is no language code",
	} {
		got, err := locale.Language(in)
		check(t, in, got, err, want)
	}
}

func check(t *testing.T, in, got string, err error, want string) {
	t.Helper()
	switch {
	case err == nil && got != want:
		t.Errorf("%q is read as %q, want %q", in, got, want)
	case err != nil && (fault.CodeOf(err) != fault.Invalid || !strings.Contains(err.Error(), want) || len(want) < 3):
		t.Errorf("%q: %v, want %q", in, err, want)
	}
}
