package email

import (
	"strings"
	"testing"
)

// copyOf is the beginning of an archive copy.
func copyOf(from, sender string) string {
	return "Return-Path: <" + sender + ">\r\nFrom: Team <" + from + ">\r\nMessage-ID: <dl-2020-0001.c1.x@example.org>\r\n\r\nHello.\r\n"
}

func copyTokens(t testing.TB) *Tokens {
	t.Helper()
	tokens, err := NewTokens("team@example.org", []byte(strings.Repeat("k", 32)))
	if err != nil {
		t.Fatal(err)
	}
	return tokens
}

func TestACopyIsOursOnlyUnderAnEnvelopeThatOurKeyMade(t *testing.T) {
	t.Parallel()
	tokens := copyTokens(t)
	addr := tokens.Address("DL-2020-0001", "C1")
	other := tokens.Address("DL-2020-0001", "C2")
	for name, tt := range map[string]struct {
		raw  string
		want string
	}{
		"ours":                                  {copyOf(addr, tokens.Bounce(addr)), "dl-2020-0001.c1.x@example.org"},
		"the address as its sender":             {copyOf(addr, addr), ""},
		"the envelope of another contact":       {copyOf(addr, tokens.Bounce(other)), ""},
		"no envelope":                           {copyOf(addr, ""), ""},
		"no Return-Path":                        {strings.Replace(copyOf(addr, tokens.Bounce(addr)), "Return-Path", "X-Path", 1), ""},
		"a stranger as its author":              {copyOf("x@attacker.example", tokens.Bounce(addr)), ""},
		"two authors":                           {strings.Replace(copyOf(addr, tokens.Bounce(addr)), "From: ", "From: x@attacker.example, ", 1), ""},
		"a reminder to the team":                {copyOf(tokens.Base(), tokens.Base()), ""},
		"no Message-ID":                         {strings.Replace(copyOf(addr, tokens.Bounce(addr)), "Message-ID", "X-ID", 1), ""},
		"nothing":                               {"", ""},
		"a header without an end":               {"Return-Path: <x", ""},
		"ours, of which only the head is there": {strings.Split(copyOf(addr, tokens.Bounce(addr)), "\r\n\r\n")[0], "dl-2020-0001.c1.x@example.org"},
	} {
		if got := ours([]byte(tt.raw), tokens); got != tt.want {
			t.Errorf("%s: %q, want %q", name, got, tt.want)
		}
	}
}

func FuzzCopy(f *testing.F) {
	tokens := copyTokens(f)
	addr := tokens.Address("DL-2020-0001", "C1")
	f.Add([]byte(copyOf(addr, tokens.Bounce(addr))))
	f.Add([]byte(copyOf(addr, "")))
	f.Add([]byte("\r\n\r\n"))
	f.Fuzz(func(t *testing.T, raw []byte) {
		if id := ours(raw, tokens); id != "" && !strings.Contains(strings.ToLower(string(raw)), "+b-") {
			t.Errorf("%q is ours without an envelope of ours", raw)
		}
	})
}
