package smb

import (
	"testing"

	"daylight/disclosure/observed"
	"daylight/disclosure/probe/target"
)

// FuzzAnswer checks that no message decides but an answer to our own, and that no length is believed.
func FuzzAnswer(f *testing.F) {
	ours := treeConnect(1, target.Endpoint{Host: "h", Path: "s"})
	ours[frameBytes+16] |= fromServer
	for _, seed := range [][]byte{ours, ours[frameBytes:], nil, {0, 0, 0x10, 0}, {0, 0xff, 0xff, 0xff}, []byte("\x00\x00\x00\x40\xffSMB")} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		if len(b) >= frameBytes {
			if n, err := frameSize(b[:frameBytes]); err == nil && (n < headerBytes || n > maxFrame) {
				t.Fatalf("a message of %d bytes", n)
			}
		}
		a, err := read(b, cmdTreeConnect, 3)
		if err != nil {
			return
		}
		if len(b) < headerBytes || string(b[:4]) != "\xfeSMB" {
			t.Errorf("%q is an answer", b)
		}
		if r := share(a); r.Verdict == observed.Open && (a.status != 0 || len(b) < headerBytes+treeBytes) {
			t.Errorf("%q is open", b)
		}
		if r := refusedSession(a.status); r.Verdict == observed.Open {
			t.Errorf("%q is open", b)
		}
	})
}
