package config

import "testing"

func TestNamesThatLookAlike(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		a, b string
		want bool
	}{
		{"alice", "ALICE", true},
		{"alice", " Alice ", true},
		{"alice", "al ice", true},
		{"alice", "a-lice", true},
		{"alice", "аlice", true}, // Cyrillic а
		{"alice", "alicе", true}, // Cyrillic е
		{"alice", "a1ice", true},
		{"alice", "aIice", true},
		{"alice", "ａｌｉｃｅ", true}, // full width
		{"bob", "b0b", true},
		{"renée", "renee", true},
		{"renée", "rene\u0301e", true},
		{"amo", "arno", true},
		{"alice\u200b", "alice", true},
		{"alice", "alicia", false},
		{"bob", "rob", false},
		{"ada", "adam", false},
		{"张伟", "王伟", false},
	} {
		if got := alike(c.a, c.b); got != c.want {
			t.Errorf("%q and %q: %t", c.a, c.b, got)
		}
	}
}

func TestNamesThatNobodyMayBear(t *testing.T) {
	t.Parallel()
	for name, want := range map[string]bool{
		"daylight": true, "Day Light": true, "DAYL1GHT": true, "dаylight": true, "engine": true, "System": true, "vendor": true, "the vendor": false,
		"provider": true, "Nobody": true, "alice": false, "dayana": false, "venderson": false, "root": false,
	} {
		if got := Reserved(name); got != want {
			t.Errorf("%q: %t", name, got)
		}
	}
}
