package slack

import (
	"strings"
	"testing"
	"time"

	"daylight/disclosure"
	"daylight/disclosure/ledger"
	"daylight/disclosure/outreach"
)

func TestReaction(t *testing.T) {
	at := time.Date(2020, 2, 5, 9, 0, 0, 0, time.UTC)
	event := func(seq int, kind disclosure.Kind) disclosure.Event {
		return disclosure.Event{Seq: seq, Kind: kind, RecordedAt: at}
	}
	base := &disclosure.Case{ID: "DL-2020-0001", Version: 4}
	uncertain := base.Clone()
	uncertain.Messages = []disclosure.Message{{Key: "M1", State: disclosure.MessageUncertain}}
	imported := base.Clone()
	imported.Imported = true
	var many []disclosure.Event
	for i := range 40 {
		many = append(many, event(i+1, disclosure.KindReplied))
	}
	planned := event(5, disclosure.KindPublished)
	planned.Planned = true

	cases := []struct {
		name          string
		before, after *disclosure.Case
		events        []disclosure.Event
		want          []string
	}{
		{"nothing happened, nothing follows", base, base, nil, nil},
		{"a quiet event refreshes the card", base, base, []disclosure.Event{event(4, disclosure.KindProbed)}, []string{"slack/card/DL-2020-0001/4"}},
		{
			"a notable event is told in the thread too", base, base,
			[]disclosure.Event{event(3, disclosure.KindReplied), event(4, disclosure.KindAcknowledged)},
			[]string{"slack/card/DL-2020-0001/4", "slack/thread/DL-2020-0001/3", "slack/thread/DL-2020-0001/4"},
		},
		{"a plan is not news", base, base, []disclosure.Event{planned}, []string{"slack/card/DL-2020-0001/4"}},
		{"an imported history is not told again", nil, imported, many, []string{"slack/card/DL-2020-0001/4"}},
		{
			"a message that became uncertain asks the people", base, uncertain,
			[]disclosure.Event{event(4, disclosure.KindNote)},
			[]string{"slack/card/DL-2020-0001/4", "slack/thread/DL-2020-0001/uncertain/M1"},
		},
		{"it asks once", uncertain, uncertain, []disclosure.Event{event(4, disclosure.KindNote)}, []string{"slack/card/DL-2020-0001/4"}},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			jobs := Reaction(c.before, c.after, c.events)
			var got []string
			for _, j := range jobs {
				got = append(got, j.Key)
				if !j.Due.Equal(at) || j.Queue != ledger.QueueSend || j.Case != "DL-2020-0001" {
					t.Errorf("job %+v", j)
				}
			}
			if len(got) != len(c.want) {
				t.Fatalf("got %v, want %v", got, c.want)
			}
			for i := range got {
				if got[i] != c.want[i] {
					t.Errorf("got %v, want %v", got, c.want)
				}
			}
		})
	}
	if n := len(Reaction(base, base, many)); n != maxThreadJobs+1 {
		t.Errorf("40 events led to %d jobs", n)
	}
}

func TestUncertainMessageIsAskedForUntilItIsSettled(t *testing.T) {
	b := newBench(t, nil)
	id := b.seed()
	b.work()
	b.desk.mu.Lock()
	k := b.desk.cases[id]
	before := k.Clone()
	k.Messages = []disclosure.Message{{Key: "M1", Draft: "D1", Role: disclosure.Vendor, Channel: disclosure.Email, To: "x@y.example", State: disclosure.MessageUncertain}}
	b.desk.add(k, before, disclosure.Event{Kind: disclosure.KindNote})
	b.desk.mu.Unlock()
	b.work()
	posts := b.server.posts()
	if len(posts) != 2 || posts[1].Thread == "" || posts[1].Blocks == "" {
		t.Fatalf("posted %+v", posts)
	}
	b.desk.change(id, func(k *disclosure.Case) { k.Messages[0].State = disclosure.MessageSent })
	job := ledger.NewJob(ledger.QueueSend, "k2", Thread{Message: "M1"})
	job.Case = id
	if _, r := b.attemptJob(job); r.Delivery.Kind != ledger.Sent || len(b.server.posts()) != 2 {
		t.Errorf("got %+v", r)
	}
}

func TestTheChannelHearsThatNobodyWasTold(t *testing.T) {
	untold := disclosure.Event{Kind: disclosure.KindReminded, Ref: outreach.UntoldClause, Text: "overdue since 2020-01-28"}
	if m, ok := notice(untold); !ok || !m.Broadcast {
		t.Errorf("%+v, %v", m, ok)
	}
	if _, ok := notice(disclosure.Event{Kind: disclosure.KindReminded, Ref: "fix"}); ok {
		t.Error("a reminder is shown to everybody")
	}
	text, blocks, _ := renderNotice(nextMotion(func(*disclosure.Case) {}), untold, false)
	if all := text + readable(blocks); !strings.Contains(all, "Nobody was told") || !strings.Contains(all, "2020-01-28") {
		t.Errorf("it says %s", all)
	}
}
