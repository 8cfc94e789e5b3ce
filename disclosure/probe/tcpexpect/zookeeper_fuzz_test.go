package tcpexpect

import (
	"regexp"
	"strings"
	"testing"

	"daylight/disclosure/observed"
)

// FuzzZooKeeper checks that nothing closes, and that the version carries no text.
func FuzzZooKeeper(f *testing.F) {
	table := tableOfKind(f, "zookeeper")
	named := regexp.MustCompile(table.own.Identity.Pattern)
	for _, seed := range []string{
		"Zookeeper version: 3.8.0-1, built on 2022\n", "srvr is not executed because it is not in the whitelist.", "This ZooKeeper instance is not currently serving requests\n", "", "\n", "srvr is not executed", "Zookeeper version: ",
	} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, line []byte) {
		r, _ := table.judge(line)
		if r.Verdict == observed.Closed {
			t.Errorf("%q is closed", line)
		}
		running := ""
		if m := named.FindSubmatch(line); m != nil {
			running = string(m[1])
		}
		if strings.Trim(running, "0123456789.") != "" || len(running) > 20 {
			t.Errorf("%q is version %q", line, running)
		}
	})
}
