package slack

import (
	"slices"
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
		{"a case whose readers have left", userM, "recover dl-2020-1 lena malik because zoe has left", "A second person has to give the same command"},
		{"the second person of two", userR, "recover DL-2020-0001 lena malik because zoe has left", "is restricted to the people whom you named"},
		{"a case without a reason", userM, "recover DL-2020-0001 lena", "and why"},
		{"a case and nobody", userM, "recover DL-2020-0001 because zoe has left", "and why"},
		{"the first of two who end the rehearsal", userL, "rehearse end one case was practised", "A second person gives the same command"},
		{"another word about the rehearsal", userL, "rehearse begin", "rehearse end"},
		{"who is no lead and ends the rehearsal", userV, "rehearse end", "needs the rank lead"},
		{"who may only look", userV, "recover DL-2020-0001 lena because x", "needs the rank researcher"},
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
	if !slices.Equal(b.desk.recovered, []string{"Malik DL-2020-0001 lena malik zoe has left", "Rosa DL-2020-0001 lena malik zoe has left"}) {
		t.Errorf("%q", b.desk.recovered)
	}
	if len(b.desk.accepted) != 2 || !strings.Contains(b.desk.accepted[0], " "+userL+" carol ") || !strings.HasSuffix(b.desk.accepted[1], " SHA256:x") {
		t.Errorf("%q", b.desk.accepted)
	}
}
