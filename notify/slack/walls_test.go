package slack

import (
	"slices"
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

// What somebody of the team asks for in a channel that others read, too, is answered in their own messages; the channel hears no word of
// a case, not even one that they alone see there.
func TestAnAnswerInAChannelThatOthersReadHoldsNothingOfACase(t *testing.T) {
	for name, c := range map[string]struct {
		change func(b *bench)
		says   bool // that the channel is shared
	}{
		"it is shared":                     {func(b *bench) { b.server.SetChannel(triage, slackserver.Channel{ExtShared: true}) }, true},
		"another organisation was invited": {func(b *bench) { b.server.SetChannel(triage, slackserver.Channel{PendingExtShared: true}) }, true},
		"Slack does not say who reads it": {func(b *bench) {
			b.server.fail["/conversations.info"] = func(w writer, _ int) bool { hangUp(w); return true }
		}, false},
	} {
		t.Run(name, func(t *testing.T) {
			b := newBench(t, nil)
			b.connect()
			v := b.drafted()
			b.work()
			c.change(b)
			b.forget()
			asked := []func(){
				func() { b.click(userL, actionMore, moreTimeline+" "+v.String()) },
				func() { b.click(userL, actionMore, moreReveal+" "+v.String()) },
				func() { b.click(userL, actionProbe, v.String()) },
				func() {
					b.deliver(envelopeCommand, map[string]any{
						"command": commandName, "text": "show " + string(v.Case), "user_id": userL, "channel_id": triage, "trigger_id": "T-shared", "response_url": b.server.URL() + "respond",
					})
				},
			}
			for i, ask := range asked {
				before := len(b.server.Messages())
				ask()
				b.run(b.takeInbound())
				b.server.until("an answer", func() bool { return len(b.server.Messages()) > before })
				there, here := "", ""
				for _, m := range b.server.Messages()[before:] {
					if m.Channel == triage {
						there += m.Text + m.Blocks
					} else if m.Channel == userL || slices.Equal(b.server.People(m.Channel), []string{userL}) {
						here += m.Text + m.Blocks
					} else {
						t.Errorf("%d: something stands in %s", i, m.Channel)
					}
				}
				if strings.Contains(there, string(v.Case)) || strings.Contains(there, "NextMotion") || c.says != strings.Contains(there, "stands in your own messages") {
					t.Errorf("%d: the channel shows %s", i, there)
				}
				if !strings.Contains(here, string(v.Case)) {
					t.Errorf("%d: their own messages show %s", i, here)
				}
			}
			if ails := strings.Join(b.Ailing(), ";"); strings.Contains(ails, "C0OTHER") {
				t.Errorf("health says %q of a channel in which somebody asked", ails)
			}
		})
	}
}
