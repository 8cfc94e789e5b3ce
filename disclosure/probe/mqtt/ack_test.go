package mqtt

import (
	"testing"

	"daylight/disclosure/observed"
)

// FuzzAck checks that only the one answer opens, and that nothing but the numbers of a refusal closes.
func FuzzAck(f *testing.F) {
	for _, seed := range []string{
		"\x20\x02\x00\x00", "\x20\x02\x00\x05", "\x20\x02\x01\x00", "\x20\x03\x00\x87\x00", "\x20\x00", "\x20\x80\x01", "\x20", "H", "\x20\x7f",
	} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		for n := 1; n <= len(b); n++ {
			if n > maxAck {
				t.Fatalf("reads on after %d bytes", n)
			}
			if whole(b[:n]) {
				b = b[:n]
				break
			}
		}
		r, _ := judge(b)
		if r.Verdict == observed.Open && string(b) != "\x20\x02\x00\x00" {
			t.Errorf("%q is open", b)
		}
		if r.Verdict == observed.Closed && (b[0] != ackType || (b[3] != 4 && b[3] != 5 && b[3] != 0x86 && b[3] != 0x87)) {
			t.Errorf("%q is closed", b)
		}
	})
}
