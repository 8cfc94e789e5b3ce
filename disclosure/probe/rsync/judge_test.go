package rsync

import (
	"strings"
	"testing"

	"daylight/disclosure/observed"
)

// FuzzJudge checks that only OK opens, and that only a refusal in the daemon's own words closes.
func FuzzJudge(f *testing.F) {
	for _, seed := range []string{
		"@RSYNCD: OK", "@RSYNCD: AUTHREQD abc", "@RSYNCD: EXIT", "@RSYNCD: 31.0 md5", "@ERROR: Unknown module 'backup'",
		"@ERROR: access denied to backup from x (192.0.2.1)", "@ERROR", "@ERROR: max connections (1) reached -- try again later", "welcome", "",
	} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, line []byte) {
		if protocol, ok := greeted(line); ok && strings.Trim(protocol, "0123456789.") != "" {
			t.Errorf("%q greets with %q", line, protocol)
		}
		r, _, final := judge(line, "backup")
		if !final && r.Verdict != observed.Inconclusive {
			t.Errorf("%q decides and is not final", line)
		}
		if r.Verdict == observed.Open && string(line) != "@RSYNCD: OK" {
			t.Errorf("%q is open", line)
		}
		if r.Verdict == observed.Closed && line[0] != '@' {
			t.Errorf("%q is closed", line)
		}
	})
}
