package gate_test

import (
	"testing"

	"daylight/disclosure"
	"daylight/disclosure/gate"
)

func TestALocatorIsFoundHoweverItIsSpelled(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		target, says string
		found        bool
	}{
		"the site with www. where the asset has none":  {"https://nextmotion.net/backup/dump.sql", "www.nextmotion.net/backup/dump.sql", true},
		"the site without www. where the asset has it": {"https://www.nextmotion.net/backup/dump.sql", "nextmotion.net/backup/dump.sql", true},
		"the site alone":                    {"https://www.nextmotion.net/backup/dump.sql", "nextmotion.net/about", false},
		"an international name as read":     {"https://xn--mnchen-klinik-wob.example/", "münchen-klinik.example", true},
		"an international name in capitals": {"https://xn--mnchen-klinik-wob.example/", "MÜNCHEN-KLINIK.example", true},
		"an international name as stored":   {"https://xn--mnchen-klinik-wob.example/", "xn--mnchen-klinik-wob.example", true},
		"a name that cannot be decoded":     {"https://xn--99999999999.example/", "xn--99999999999.example", true},
		"a joiner that nobody sees":         {"https://nextmotion-patients.s3.amazonaws.com/", "next\u034fmotion-patients", true},
		"a selector that nobody sees":       {"https://nextmotion-patients.s3.amazonaws.com/", "nextmotion-\ufe0fpatients", true},
		"a direction mark":                  {"https://nextmotion-patients.s3.amazonaws.com/", "nextmotion\u2066-patients", true},
		"a dash for the hyphen":             {"https://nextmotion-patients.s3.amazonaws.com/", "nextmotion\u2013patients", true},
		"a minus for the hyphen":            {"https://nextmotion-patients.s3.amazonaws.com/", "nextmotion\u2212patients", true},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			checks := scanned(t, disclosure.Limited, "index.md", "It lay at "+tc.says+" for days.", func(c *disclosure.Case) {
				c.Assets = []disclosure.Asset{{ID: "A1", Kind: "http", Target: tc.target}}
				c.Parties = []disclosure.Party{{Role: disclosure.Vendor, Name: "NextMotion", Domain: "nextmotion.net"}}
			})
			if got := stateOf(t, checks, gate.CheckTargetDefanged).State == gate.CheckFail; got != tc.found {
				t.Errorf("found %t, want %t", got, tc.found)
			}
		})
	}
}

func FuzzALocatorInPunycode(f *testing.F) {
	for _, seed := range []string{"mnchen-klinik-wob", "r8jz45g", "zckzah", "-", "99999999999", "a-", "#"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, label string) {
		scanned(t, disclosure.Limited, "index.md", "x", func(c *disclosure.Case) {
			c.Assets = []disclosure.Asset{{ID: "A1", Kind: "http", Target: "https://xn--" + label + ".example/"}}
		})
	})
}
