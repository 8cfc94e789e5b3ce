package place_test

import (
	"net/netip"
	"testing"

	"daylight/disclosure/place"
)

func TestFourNumbersAreAVersionWhereTheTextSaysSo(t *testing.T) {
	t.Parallel()
	for text, version := range map[string]bool{
		"Fixed in version 1.7.8.10":                     true,
		"versions 1.7.8.9, 1.7.8.10":                    true,
		"firmware before 1.7.8.10":                      true,
		"Affected versions: 1.7.8.10":                   true,
		"**Versions:** 1.7.8.10":                        true,
		"1.7.8.10 or later":                             true,
		"1.7.8.10, 1.7.8.11 and older":                  true,
		"Version bis einschließlich 1.7.8.10":           true,
		"les versions antérieures à la 1.7.8.10":        true,
		"la versión 1.7.8.10":                           true,
		"le versioni dalla 1.7.8.10":                    true,
		"a versão 1.7.8.10":                             true,
		"versie 1.7.8.10":                               true,
		"wersję 1.7.8.10":                               true,
		"| A | Versions |\n|---|---|\n| x | 1.7.8.10 |": true,
		"at 1.7.8.10":                                   false,
		"the host 1.7.8.10 answered":                    false,
		"It runs version 2 at 1.7.8.10":                 false,
		"It is an old version. 1.7.8.10 answered":       false,
		"1.7.8.10, 1.7.8.11":                            false,
		"the diversion 1.7.8.10":                        false,
	} {
		all := place.Literals(text)
		if len(all) == 0 || all[len(all)-1].Version != version {
			t.Errorf("%q: %+v", text, all)
		}
	}
}

func TestAHostOfNumbersIsReadAsBrowsersDo(t *testing.T) {
	t.Parallel()
	for host, want := range map[string]string{
		"8.8.4.4": "8.8.4.4", "134743044": "8.8.4.4", "0x08080404": "8.8.4.4", "010.010.04.04": "8.8.4.4", "8.525316": "8.8.4.4", "8.8.1028": "8.8.4.4", "127.1": "127.0.0.1",
		"2606:4700::1111": "2606:4700::1111", "8.8.4.256": "", "8.8.4.4.4": "", "4294967296": "", "a.b": "", "": "", "08.8.8.8": "",
	} {
		got, ok := place.Numeric(host)
		if ok != (want != "") || ok && got != netip.MustParseAddr(want) {
			t.Errorf("%q is %v, %v", host, got, ok)
		}
	}
}
