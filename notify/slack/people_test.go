package slack

import (
	"strings"
	"testing"
)

func TestALeadAcceptsAPersonByTheirOwnSlackId(t *testing.T) {
	b := newBench(t, nil)
	b.connect()
	for _, c := range []struct{ rule, user, text, want string }{
		{"a lead", userL, "people accept carol", "U0CAROL of carol counts from now on"},
		{"one of several means", userL, "people accept carol SHA256:x", "counts from now on"},
		{"nobody", userL, "people accept", "Name one person"},
		{"another word", userL, "people retire carol", "Name one person"},
		{"somebody who does not wait", userL, "people accept dave", "nothing of dave waits"},
		{"who is no lead", userV, "people accept carol", "needs the rank lead"},
	} {
		t.Run(c.rule, func(t *testing.T) {
			b.t = t
			n := len(b.server.calls("/respond"))
			ack := string(b.command(c.user, c.text))
			b.work()
			if strings.Contains(ack, c.want) {
				return
			}
			b.server.until("an answer", func() bool { return len(b.server.calls("/respond")) > n })
			if got := b.lastReply("/respond"); !strings.Contains(strings.ToLower(got), strings.ToLower(c.want)) {
				t.Errorf("answered %s", got)
			}
		})
	}
	if len(b.desk.accepted) != 2 || !strings.Contains(b.desk.accepted[0], " "+userL+" carol ") || !strings.HasSuffix(b.desk.accepted[1], " SHA256:x") {
		t.Errorf("%q", b.desk.accepted)
	}
}
