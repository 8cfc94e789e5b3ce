package slack

import (
	"strings"
	"testing"

	"daylight/disclosure/ledger"
	"daylight/notify/slack/slackserver"
)

// forget lets the next post ask anew whose channel it is.
func (b *bench) forget() {
	b.client.walls.mu.Lock()
	defer b.client.walls.mu.Unlock()
	clear(b.client.walls.seen)
}

func TestNothingOfACaseGoesIntoAChannelThatOthersRead(t *testing.T) {
	for name, c := range map[string]struct {
		channel slackserver.Channel
		own     bool
	}{
		"a channel of the team":                                {slackserver.Channel{}, true},
		"one that is shared within the organisation":           {slackserver.Channel{OrgShared: true}, true},
		"one that is shared with another organisation":         {slackserver.Channel{ExtShared: true}, false},
		"one that another organisation was invited to":         {slackserver.Channel{PendingExtShared: true}, false},
		"one that is shared, and Slack does not say with whom": {slackserver.Channel{Shared: true}, false},
	} {
		t.Run(name, func(t *testing.T) {
			b := newBench(t, nil)
			b.server.SetChannel(triage, c.channel)
			b.seed()
			job, _ := b.desk.take()
			job, r := b.attemptJob(job)
			err := b.client.upload(t.Context(), upload{post: post{Channel: triage, Text: "preview"}, Files: []file{{Name: "a.md", Content: []byte("x")}}})
			if c.own != (r.Delivery.Kind == ledger.Sent) || c.own != (err == nil) || c.own != (len(b.server.posts()) == 2) {
				t.Fatalf("%+v, %v, %d posts", r.Delivery, err, len(b.server.posts()))
			}
			if c.own {
				return
			}
			if r.Delivery.Kind != ledger.Retry || r.Delivery.After < mendTime || !strings.Contains(strings.Join(b.Ailing(), ";"), "shared with another organisation") {
				t.Errorf("%+v, and health says %q", r.Delivery, b.Ailing())
			}
			b.server.SetChannel(triage, slackserver.Channel{})
			if _, r = b.attemptJob(job); r.Delivery.Kind != ledger.Sent || strings.Contains(strings.Join(b.Ailing(), ";"), "shared") {
				t.Errorf("it does not go out once the channel is the team's own: %+v, %q", r.Delivery, b.Ailing())
			}
		})
	}
}

func TestACardIsEmptiedWhenItsChannelIsSharedAndComesBackAfterwards(t *testing.T) {
	b := newBench(t, nil)
	id := b.seed()
	b.work()
	card := func() string { return b.server.posts()[0].Blocks }
	if !strings.Contains(card(), string(id)) {
		t.Fatal(card())
	}
	b.server.SetChannel(triage, slackserver.Channel{ExtShared: true})
	b.forget()
	job := ledger.NewJob(ledger.QueueSend, "slack/card/x/9", Card{Version: 9})
	job.Case = id
	job, r := b.attemptJob(job)
	if r.Delivery.Kind != ledger.Retry || strings.Contains(card(), string(id)) || strings.Contains(card(), "NextMotion") || !strings.Contains(card(), "shared with another organisation") {
		t.Errorf("%+v: %s", r.Delivery, card())
	}
	b.server.SetChannel(triage, slackserver.Channel{})
	if _, r = b.attemptJob(job); r.Delivery.Kind != ledger.Sent || !strings.Contains(card(), string(id)) {
		t.Errorf("%+v: %s", r.Delivery, card())
	}
}

func TestWithoutAWordOfSlackAboutAChannelNothingIsPostedAndNothingIsLost(t *testing.T) {
	b := newBench(t, func(s *server, _ *Options) { s.fail["/conversations.info"] = failing(2, hangUp) })
	b.seed()
	job, _ := b.desk.take()
	for range 2 {
		var r Result
		if job, r = b.attemptJob(job); r.Delivery.Kind != ledger.Retry || len(b.server.posts()) != 0 || !ledger.Repeatable(job.Phase) {
			t.Fatalf("%+v, phase %q, %d posts", r.Delivery, job.Phase, len(b.server.posts()))
		}
	}
	if _, r := b.attemptJob(job); r.Delivery.Kind != ledger.Sent || len(b.server.posts()) != 1 {
		t.Errorf("%+v", r.Delivery)
	}
}
