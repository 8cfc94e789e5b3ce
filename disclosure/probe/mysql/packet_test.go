package mysql

import (
	"strings"
	"testing"

	"daylight/disclosure/observed"
)

// FuzzPacket checks that only a greeting or an OK opens, that only an error closes, and that no length is believed.
func FuzzPacket(f *testing.F) {
	for _, seed := range []string{
		"\x03\x00\x00\x00\xff\x6a\x04", "\x07\x00\x00\x02\x00\x00\x00\x02\x00\x00\x00", "\x03\x00\x00\x02\xff\x15\x04", "\xff\xff\xff\x00",
		"\x21\x00\x00\x00\x0a8.0.36\x00\x01\x00\x00\x0012345678\x00\xff\xff\x21\x02\x00\xff\xc1", "\x18\x00\x00\x02\xfemysql_native_password\x00x", "HTTP/1.1 400",
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
		if n < minBody || n > maxBody {
			t.Fatalf("a body of %d bytes", n)
		}
		p := packet{number: b[3], body: b[headBytes:]}
		if g, ok := parseGreeting(p); ok && (p.body[0] != 10 || strings.Trim(g.version, "0123456789.") != "") {
			t.Errorf("%q greets as %q", b, g.version)
		}
		_ = switchesToEmpty(p)
		for _, f := range []func(packet) (observed.FacetResult, string){judge, judgeRefusedConnection} {
			r, code := f(p)
			if r.Verdict == observed.Open && p.body[0] != 0 || r.Verdict == observed.Closed && p.body[0] != 0xff || len(code) > 5 {
				t.Errorf("%q is %v with code %q", b, r, code)
			}
		}
	})
}
