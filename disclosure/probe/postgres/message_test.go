package postgres

import (
	"testing"

	"daylight/disclosure/observed"
)

// FuzzJudge checks that no message opens but the one that lets in, and that the code never carries text.
func FuzzJudge(f *testing.F) {
	for _, seed := range []string{
		"R\x00\x00\x00\x08\x00\x00\x00\x00", "R\x00\x00\x00\x08\x00\x00\x00\x03", "E\x00\x00\x00\x0cC28000\x00\x00", "E\x00\x00\x00\x05C", "N\x00\x00\x00\x08",
		"HTTP/1.1 400", "\x00\x00\x00\x00\x00", "R\xff\xff\xff\xff",
	} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		if len(b) < headBytes {
			return
		}
		n, err := bodySize(b[:headBytes])
		if err != nil {
			return
		}
		if n < 0 || n > maxBody {
			t.Fatalf("a body of %d bytes", n)
		}
		r, code := judge(b[0], b[headBytes:])
		if r.Verdict == observed.Open && (b[0] != 'R' || string(b[headBytes:]) != "\x00\x00\x00\x00") {
			t.Errorf("%q is open", b)
		}
		if r.Verdict == observed.Closed && code == "" || len(code) > 11 {
			t.Errorf("%q has the code %q", b, code)
		}
	})
}
