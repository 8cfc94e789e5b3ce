package tlscert

import (
	"strings"
	"testing"

	"daylight/disclosure/fault"
)

// FuzzMark checks that a mark which is read is read again as itself.
func FuzzMark(f *testing.F) {
	for _, seed := range []string{
		"spki:" + strings.Repeat("0f", 32), "serial:00:ab", "serial:-1", "serial:+1", "serial:0", "name:*.Corp.Example", "name:10.0.0.1",
		"name:2001:db8::7", "expired", "expired:x", "", ":", "spki:", "name:",
	} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, key string) {
		m, err := parseMark(key)
		if err != nil {
			if fault.CodeOf(err) != fault.Invalid {
				t.Errorf("%q: %v", key, err)
			}
			return
		}
		again, err := parseMark(m.sort + ":" + m.value)
		if err != nil || again != m {
			t.Errorf("%q is %+v and then %+v, %v", key, m, again, err)
		}
	})
}
