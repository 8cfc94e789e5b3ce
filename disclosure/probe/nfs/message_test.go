package nfs

import (
	"testing"

	"daylight/disclosure/observed"
)

// FuzzJudge checks that no record decides but an answer to our own call, and that no length is believed.
func FuzzJudge(f *testing.F) {
	head := "dayl\x00\x00\x00\x01\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00"
	for _, seed := range []string{
		head + "\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x03\x00\x00\x00\x18\x00\x00\x00\x00\x00\x00\x00\x0f\x00\x00\x00\x00\x00\x00\x00\x03\x00\x00\x00\x00",
		head + "\x00\x00\x00\x02\x00\x00\x00\x00\x00\x00\x00\x02\x00\x00\x00\x18\x00\x00\x00\x00\x00\x00\x00\x0f\x00\x00\x00\x02",
		"dayl\x00\x00\x00\x01\x00\x00\x00\x01\x00\x00\x00\x01\x00\x00\x00\x05", head + "\x00\x00\x00\x00\xff\xff\xff\xff", "", "\x80\x00\x00\x20",
	} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		if len(b) >= markBytes {
			if n, err := recordSize(b[:markBytes]); err == nil && (n < minRecord || n > maxRecord) {
				t.Fatalf("a record of %d bytes", n)
			}
		}
		r, code := judge(b, 1)
		if r.Verdict != observed.Inconclusive && (len(b) < 20 || string(b[:8]) != "dayl\x00\x00\x00\x01" || code == "") {
			t.Errorf("%q is %v", b, r)
		}
	})
}
