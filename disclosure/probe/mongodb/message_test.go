package mongodb

import (
	"bytes"
	"testing"

	"daylight/disclosure/observed"
)

// FuzzAnswer checks that nothing opens without the number of lines, that nothing closes without an error's number, and
// that no length is believed.
func FuzzAnswer(f *testing.F) {
	open := message(0, intField("totalLinesWritten", 3), textField("log", "x"))
	shut := message(0, []byte("\x01ok\x00\x00\x00\x00\x00\x00\x00\x00\x00"), intField("code", 13))
	for _, seed := range [][]byte{open[headBytes:], shut[headBytes:], nil, {5, 0, 0, 0, 0}, []byte("\xff\xff\xff\xff\x02ok\x00\xff\xff\xff\xff"), hello()} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		if len(b) >= headBytes {
			for _, id := range []uint32{helloID, logID} {
				if n, err := bodySize(b[:headBytes], id); err == nil && (n < minBody || n > maxLog) {
					t.Fatalf("a body of %d bytes", n)
				}
			}
		}
		got := read(b)
		if len(got.numbers) > 4 {
			t.Errorf("%d numbers are kept", len(got.numbers))
		}
		_, _ = got.wire()
		r, code := got.result()
		if r.Verdict == observed.Open && !bytes.Contains(b, []byte("totalLinesWritten\x00")) || r.Verdict == observed.Closed && !bytes.Contains(b, []byte("code\x00")) {
			t.Errorf("%q is %v", b, r)
		}
		if len(code) > len("totalLinesWritten") {
			t.Errorf("%q has the code %q", b, code)
		}
	})
}
