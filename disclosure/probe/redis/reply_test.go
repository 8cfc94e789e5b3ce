package redis

import (
	"strings"
	"testing"

	"daylight/disclosure/observed"
)

// FuzzReply checks that no line closes a facet but one that begins with the refusal of a stranger, that the refusal of one
// command never does, and that no text gets out.
func FuzzReply(f *testing.F) {
	for _, seed := range []string{
		"+PONG", ":0", ":18446744073709551615", "-NOAUTH Authentication required.", "-NOPERM x", "-DENIED x", "-ERR x", "", "-", ":", "+",
		"-ERR operation not permitted", "$-1", "*0", "HTTP/1.1 400 Bad Request", "-NOAUTH\x00",
	} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, line []byte) {
		r := parse(line)
		if r.code != "" && !strings.Contains(string(line)+" NOAUTH MAXCLIENTS UNKNOWN nil", r.code) {
			t.Errorf("%q has the code %q", line, r.code)
		}
		for _, pong := range [...]byte{'+', ':', '$'} {
			got := r.result(pong)
			if got.Verdict == observed.Open && string(line) != "+PONG" && line[0] != ':' && string(line) != "$-1" {
				t.Errorf("%q is open", line)
			}
			if got.Verdict == observed.Closed && (line[0] != '-' || r.code == "NOPERM") {
				t.Errorf("%q is closed", line)
			}
		}
	})
}
