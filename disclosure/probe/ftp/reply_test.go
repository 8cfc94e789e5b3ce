package ftp

import (
	"bytes"
	"testing"

	"daylight/disclosure/observed"
)

// FuzzReply checks that only 230 opens and only 530 closes, however many lines there are.
func FuzzReply(f *testing.F) {
	for _, seed := range []string{
		"230 x", "230-x\n y\n230 z", "530 Login incorrect.", "530-a\n530 b", "530", "421 x", "", "999 x", "23", "530 must use TLS", "530-\n230 x\n530 y", "+53 x",
	} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		var r reply
		ended := false
		for line := range bytes.SplitSeq(b, []byte("\n")) {
			if ended = r.add(line); ended {
				break
			}
		}
		if !ended {
			return // goes on until its lines are too many
		}
		switch got := r.result(); {
		case got.Verdict == observed.Open && !bytes.HasPrefix(b, []byte("230")):
			t.Errorf("%q is open", b)
		case got.Verdict == observed.Closed && !bytes.HasPrefix(b, []byte("530")):
			t.Errorf("%q is closed", b)
		}
		if n := len(r.code()); n != 0 && n != 3 {
			t.Errorf("%q has the code %q", b, r.code())
		}
	})
}
