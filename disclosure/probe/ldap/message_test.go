package ldap

import (
	"bytes"
	"testing"

	"daylight/disclosure/observed"
)

// FuzzMessage checks that only an entry opens, that only an end of the search closes, and that no length is believed.
func FuzzMessage(f *testing.F) {
	for _, seed := range []string{
		"\x30\x0c\x02\x01\x01\x65\x07\x0a\x01\x32\x04\x00\x04\x00", "\x30\x0c\x02\x01\x01\x64\x07\x04\x03c=x\x30\x00", "\x30\x84\xff\xff\xff\xff",
		"\x30\x80", "\x30\x00", "\x30\x82\x00", "HTTP/1.1", "\x30\x05\x02\x01\x01\x65\x00",
	} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		for n := 1; n <= len(b); n++ {
			if n > maxHead {
				t.Fatal("the head has no end")
			}
			if wholeHead(b[:n]) {
				if size, ok := contentSize(b[:n]); ok && (size < 1 || size > maxMessage) {
					t.Fatalf("a content of %d bytes", size)
				}
				break
			}
		}
		r, code := judge(b)
		if r.Verdict == observed.Open && bytes.IndexByte(b, tagEntry) < 0 || r.Verdict == observed.Closed && bytes.IndexByte(b, tagDone) < 0 {
			t.Errorf("%q is %v", b, r)
		}
		if len(code) > 5 {
			t.Errorf("%q has the code %q", b, code)
		}
	})
}
