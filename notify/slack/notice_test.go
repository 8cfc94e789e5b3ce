package slack

import (
	"context"
	"fmt"
	"strings"
	"testing"

	"daylight/disclosure"
	"daylight/disclosure/civil"
	"daylight/disclosure/command/deadline"
	"daylight/disclosure/ledger"
)

// reminded is a case of which a reminder is on record, and the number of that event.
func (b *bench) reminded(clause string) (disclosure.CaseID, int) {
	b.t.Helper()
	id := b.seed()
	b.work()
	b.event(id, disclosure.Event{Kind: disclosure.KindReminded, At: civil.OnDay(2020, 1, 27), Detail: disclosure.Detail{Clock: &disclosure.ClockSet{Clause: clause}}})
	b.work()
	events := b.desk.events[id]
	return id, events[len(events)-1].Seq
}

func marked(*testing.T) Mark { return func(context.Context, string) error { return nil } }

func TestANoticeReachesItsPersonAndOffersToPutRemindersOff(t *testing.T) {
	b := newBench(t, nil)
	b.connect()
	id, seq := b.reminded("fix")
	before := len(b.server.posts())
	d := b.Notify(t.Context(), Notice{
		Key: "notice/Rosa/1", User: userR, Name: "Rosa", Subject: string(id) + ": fix is due",
		Text: string(id) + "  The bucket " + bucket + " of NextMotion\n    write to security@nextmotion.example\n", About: []About{{id, seq}, {id, 1}},
	}, marked(t))
	posts := b.server.posts()[before:]
	if d.Kind != ledger.Sent || len(posts) != 1 || posts[0].Channel != userR {
		t.Fatalf("%+v, posted %+v", d, posts)
	}
	for _, not := range []string{"example-bucket", "security@"} {
		if strings.Contains(posts[0].Text+posts[0].Blocks, not) {
			t.Errorf("the notice tells %s: %s", not, posts[0].Blocks)
		}
	}
	if n := strings.Count(posts[0].Blocks, actionQuiet); n != 1 {
		t.Errorf("%d menus: a reminder has one, other events none", n)
	}
	v := value{Case: id, Revision: seq}.String()
	for what, want := range map[string]deadline.SnoozeReminders{
		"1": {Clause: "fix", Until: civil.OnDay(2020, 1, 28)}, "7": {Clause: "fix", Until: civil.OnDay(2020, 2, 3)},
		"stop": {Clause: "fix", Stop: true}, "again": {Clause: "fix"},
	} {
		b.click(userR, actionQuiet, what+" "+v)
		b.work()
		if b.desk.snoozed != want {
			t.Errorf("%s gives %+v", what, b.desk.snoozed)
		}
	}
	b.desk.snoozed = deadline.SnoozeReminders{}
	for _, forged := range []string{"2 " + v, "1 " + value{Case: id, Revision: 1}.String(), "1 nonsense"} {
		b.click(userR, actionQuiet, forged)
		b.work()
	}
	b.click(userV, actionQuiet, "1 "+v) // a viewer puts nothing off
	b.work()
	if b.desk.snoozed.Clause != "" {
		t.Errorf("snoozed %+v", b.desk.snoozed)
	}
}

func TestANoticeStaysWithinTheLimitsAndGoesToNobodyElse(t *testing.T) {
	b := newBench(t, nil)
	id, seq := b.reminded("fix")
	before := len(b.server.posts())
	var about []About
	for range 40 {
		about = append(about, About{id, seq})
	}
	for i, s := range hostile() {
		if d := b.Notify(t.Context(), Notice{Key: fmt.Sprint(i), User: userR, Subject: s, Text: strings.Repeat(s+"\n", 10), About: about}, marked(t)); d.Kind != ledger.Sent {
			t.Errorf("%d: %+v", i, d)
		}
	}
	if n := len(b.server.posts()) - before; n != len(hostile()) {
		t.Errorf("%d posts", n)
	}
	if d := b.Notify(t.Context(), Notice{Key: "x", User: userX, Subject: "s", Text: "t"}, marked(t)); d.Kind != ledger.Permanent {
		t.Errorf("a stranger: %+v", d)
	}
	for user, want := range map[string]bool{userR: true, "": false, "C0TRIAGE": false} {
		if b.Reaches(user) != want {
			t.Errorf("%q is reached: %v", user, !want)
		}
	}
}

func TestANoticeOfARehearsalStandsInItsChannel(t *testing.T) {
	b := newBench(t, func(_ *server, o *Options) { o.Rehearsal = true })
	b.Notify(t.Context(), Notice{Key: "x", User: userR, Name: "Rosa", Subject: "s", Text: "t"}, marked(t))
	posts := b.server.posts()
	if len(posts) != 1 || posts[0].Channel != triage || !strings.Contains(posts[0].Blocks, "Rosa would have got this") || !strings.HasPrefix(posts[0].Text, rehearsalMark) {
		t.Errorf("posted %+v", posts)
	}
}
