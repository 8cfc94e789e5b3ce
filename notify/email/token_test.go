package email_test

import (
	"bytes"
	"strings"
	"testing"

	"daylight/disclosure"
	"daylight/disclosure/fault"
	"daylight/notify/email"
)

func testTokens(t testing.TB) *email.Tokens {
	t.Helper()
	tok, err := email.NewTokens("team@example.org", bytes.Repeat([]byte{7}, 32))
	if err != nil {
		t.Fatal(err)
	}
	return tok
}

func TestTokenFindsItsCaseAndContact(t *testing.T) {
	tok := testTokens(t)
	addr := tok.Address("DL-2020-0001", "C1")
	if !strings.HasPrefix(addr, "team+dl-2020-0001-c1-") || !strings.HasSuffix(addr, "@example.org") || len(addr) > 64+12 {
		t.Fatalf("address %q", addr)
	}
	for name, a := range map[string]string{
		"as made":          addr,
		"upper case":       strings.ToUpper(addr),
		"angle brackets":   "<" + addr + ">",
		"envelope sender":  tok.Bounce(addr),
		"bounced twice":    tok.Bounce(tok.Bounce(addr)),
		"blanks around it": "  " + addr + " ",
	} {
		id, contact, ok := tok.Parse(a)
		if !ok || id != "DL-2020-0001" || contact != "C1" {
			t.Errorf("%s: Parse(%q) = %q, %q, %v", name, a, id, contact, ok)
		}
	}
	if got := tok.Bounce(addr); !strings.HasPrefix(got, "team+b-dl-2020-0001-c1-") {
		t.Errorf("bounce address %q", got)
	}
	if got := tok.Bounce("other@example.org"); got != "other@example.org" {
		t.Errorf("an address without token became %q", got)
	}
}

// oldEnvelope is the envelope sender as it was made while it had the MAC of the address.
func oldEnvelope(addr string) string { return strings.Replace(addr, "team+", "team+b-", 1) }

func TestWhoeverKnowsTheAddressCannotWriteTheEnvelopeSender(t *testing.T) {
	tok := testTokens(t)
	addr := tok.Address("DL-2020-0001", "C1")
	for name, c := range map[string]struct {
		addr string
		want bool
	}{
		"as made":                      {tok.Bounce(addr), true},
		"in capitals":                  {"<" + strings.ToUpper(tok.Bounce(addr)) + ">", true},
		"the address":                  {addr, false},
		"made from the address":        {oldEnvelope(addr), false},
		"of another contact":           {strings.Replace(tok.Bounce(addr), "-c1-", "-c2-", 1), false},
		"its MAC in the plain address": {strings.Replace(tok.Bounce(addr), "+b-", "+", 1), false},
		"nothing":                      {"", false},
	} {
		if got := tok.IsEnvelope(c.addr); got != c.want {
			t.Errorf("%s: %q is an envelope sender: %v", name, c.addr, got)
		}
	}
	// Answers to mails that left before still find their case.
	if id, _, ok := tok.Parse(oldEnvelope(addr)); !ok || id != "DL-2020-0001" {
		t.Error("the old envelope sender is lost")
	}
	if _, _, ok := tok.Parse(strings.Replace(tok.Bounce(addr), "+b-", "+", 1)); ok {
		t.Error("the MAC of the envelope makes an address")
	}
	rotated, err := email.NewTokens("team@example.org", bytes.Repeat([]byte{9}, 32), bytes.Repeat([]byte{7}, 32))
	if err != nil {
		t.Fatal(err)
	}
	if !rotated.IsEnvelope(tok.Bounce(addr)) {
		t.Error("a bounce of a mail under the old key is refused")
	}
}

func TestTokenRefusesWhatItDidNotMake(t *testing.T) {
	tok := testTokens(t)
	other, err := email.NewTokens("team@example.org", bytes.Repeat([]byte{8}, 32))
	if err != nil {
		t.Fatal(err)
	}
	addr := tok.Address("DL-2020-0001", "C1")
	mac := addr[strings.LastIndex(addr, "-"):strings.Index(addr, "@")]
	for name, a := range map[string]string{
		"other case":         "team+dl-2020-0002-c1" + mac + "@example.org",
		"other contact":      "team+dl-2020-0001-c2" + mac + "@example.org",
		"other domain":       strings.Replace(addr, "example.org", "example.com", 1),
		"subdomain":          strings.Replace(addr, "@", "@mail.", 1),
		"other mailbox":      strings.Replace(addr, "team+", "sales+", 1),
		"other key":          other.Address("DL-2020-0001", "C1"),
		"no mac":             "team+dl-2020-0001-c1@example.org",
		"empty mac":          "team+dl-2020-0001-c1-@example.org",
		"shorter mac":        "team+dl-2020-0001-c1" + mac[:len(mac)-1] + "@example.org",
		"longer mac":         "team+dl-2020-0001-c1" + mac + "a@example.org",
		"guessed mac":        "team+dl-2020-0001-c1-aaaaaaaaaaaaaaaa@example.org",
		"no token":           "team@example.org",
		"nothing":            "",
		"Kelvin sign":        strings.Replace(addr, "c1", "\u212A1", 1),
		"moved hyphen":       strings.Replace(addr, "0001-c1", "0001c-1", 1),
		"two at signs":       addr + "@example.org",
		"very long":          "team+" + strings.Repeat("a", 400) + "@example.org",
		"bounce of a guess":  "team+b-dl-2020-0001-c1-aaaaaaaaaaaaaaaa@example.org",
		"line break in it":   strings.Replace(addr, "-c1", "\r\n-c1", 1),
		"double plus prefix": strings.Replace(addr, "team+", "team++", 1),
	} {
		if id, contact, ok := tok.Parse(a); ok {
			t.Errorf("%s: Parse(%q) = %q, %q", name, a, id, contact)
		}
	}
}

func TestTokenKeysCanBeChanged(t *testing.T) {
	old, fresh := bytes.Repeat([]byte{7}, 32), bytes.Repeat([]byte{9}, 32)
	both, err := email.NewTokens("team@example.org", fresh, old)
	if err != nil {
		t.Fatal(err)
	}
	before := testTokens(t).Address("DL-2020-0001", "C1")
	if _, _, ok := both.Parse(before); !ok {
		t.Error("an address of the old key is refused")
	}
	if both.Address("DL-2020-0001", "C1") == before {
		t.Error("the old key still signs")
	}
}

func TestTokenSettingsAreChecked(t *testing.T) {
	key := bytes.Repeat([]byte{1}, 32)
	for name, call := range map[string]func() error{
		"no key":     func() error { _, err := email.NewTokens("team@example.org"); return err },
		"short key":  func() error { _, err := email.NewTokens("team@example.org", key[:8]); return err },
		"no address": func() error { _, err := email.NewTokens("team", key); return err },
		"plus part":  func() error { _, err := email.NewTokens("team+x@example.org", key); return err },
	} {
		if err := call(); fault.CodeOf(err) != fault.Invalid {
			t.Errorf("%s: %v", name, err)
		}
	}
	for _, c := range []struct{ id, contact string }{{"", "C1"}, {"DL-2020-0001", ""}, {"DL 1", "C1"}, {"DL-1", "C-1"}, {"DL@1", "C1"}} {
		if a := testTokens(t).Address(disclosure.CaseID(c.id), c.contact); a != "" {
			t.Errorf("case %q and contact %q give %q", c.id, c.contact, a)
		}
	}
}

func TestAddressIsBareAndASCII(t *testing.T) {
	for in, want := range map[string]string{
		"security@example.org":              "security@example.org",
		" Security <Sec@EXAMPLE.org> ":      "Sec@example.org",
		"info@bücher.example":               "info@xn--bcher-kva.example",
		"a@b@example.org":                   "",
		"a@example.org, b@example.org":      "",
		"a@example.org\r\nBcc: b@c.example": "",
		"müller@example.org":                "",
		"\"a b\"@example.org":               "",
		"a@[192.0.2.1]":                     "",
		"":                                  "",
		"a@":                                "",
	} {
		got, err := email.Address(in)
		if got != want || (err == nil) != (want != "") {
			t.Errorf("Address(%q) = %q, %v; want %q", in, got, err, want)
		}
	}
}

func FuzzTokens(f *testing.F) {
	tok := testTokens(f)
	f.Add(tok.Address("DL-2020-0001", "C1"))
	f.Add("team+b-x-y-z@example.org")
	f.Add("<@>")
	f.Fuzz(func(t *testing.T, addr string) {
		id, contact, ok := tok.Parse(addr)
		if !ok {
			return
		}
		back := tok.Address(id, contact)
		clean := strings.ToLower(strings.Trim(strings.TrimSpace(addr), "<>"))
		if clean != back && clean != tok.Bounce(back) && clean != oldEnvelope(back) {
			t.Fatalf("%q was taken for %s %s", addr, id, contact)
		}
		if tok.IsEnvelope(addr) != (clean == tok.Bounce(back)) {
			t.Fatalf("%q is an envelope sender: %v", addr, tok.IsEnvelope(addr))
		}
	})
}
