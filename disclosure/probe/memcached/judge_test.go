package memcached

import (
	"bytes"
	"testing"

	"daylight/disclosure/observed"
)

// FuzzJudge checks that only the refusal closes and only a version opens.
func FuzzJudge(f *testing.F) {
	for _, seed := range []string{"VERSION 1.6.18", "VERSION ", "CLIENT_ERROR unauthenticated", "ERROR", "", "VERSION 1.4.5_4_gaa7839e"} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, line []byte) {
		r, _, running := judge(line)
		switch {
		case r.Verdict == observed.Closed && string(line) != "CLIENT_ERROR unauthenticated":
			t.Errorf("%q is closed", line)
		case r.Verdict == observed.Open && !bytes.HasPrefix(line, []byte("VERSION ")):
			t.Errorf("%q is open", line)
		case len(running) > 20:
			t.Errorf("%q is version %q", line, running)
		}
	})
}
