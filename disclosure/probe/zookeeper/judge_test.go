package zookeeper

import (
	"strings"
	"testing"

	"daylight/disclosure"
)

// FuzzJudge checks that nothing closes, and that the version carries no text.
func FuzzJudge(f *testing.F) {
	for _, seed := range []string{
		"Zookeeper version: 3.8.0-1, built on 2022\n", switchedOff, notServing, "", "\n", "srvr is not executed", "Zookeeper version: ",
	} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, line []byte) {
		r, _, running := judge(line)
		if r.Verdict == disclosure.Closed {
			t.Errorf("%q is closed", line)
		}
		if strings.Trim(running, "0123456789.") != "" || len(running) > 20 {
			t.Errorf("%q is version %q", line, running)
		}
	})
}
