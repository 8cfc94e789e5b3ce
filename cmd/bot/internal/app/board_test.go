package app_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"daylight/cmd/bot/internal/config"
	"daylight/disclosure/civil"
	"daylight/disclosure/command/deadline"
	"daylight/disclosure/command/record"
	"daylight/disclosure/ledger"
	"daylight/notify/slack/slackserver"
)

func TestAChannelGetsTheDigestOnceWithWhatAnybodyMaySee(t *testing.T) {
	t.Parallel()
	chat := slackserver.New(slackserver.Options{})
	t.Cleanup(chat.Close)
	l := newLadder(t, func(c *config.Config) {
		c.Slack.BotToken, c.Slack.AppToken, c.Slack.Channel = config.NewSecret("xoxb-x"), config.NewSecret("xapp-x"), "C0TRIAGE"
		c.Slack.APIURL, c.Slack.DigestChannel, c.Slack.ReadHistory = chat.URL(), "C0DIGEST", true
	})
	digests := func() (out []string) {
		for _, m := range chat.Messages() {
			if m.Channel == "C0DIGEST" {
				out = append(out, m.Text+m.Blocks)
			}
		}
		return out
	}
	l.day("2020-02-05T06:00:00Z")
	stop, done := background(l.App) // the next digest is queued
	for !slices.ContainsFunc(l.jobs(ledger.JobFilter{Queue: ledger.QueueTimer}), func(j ledger.Job) bool { return j.Task() == "tick/digest" }) {
		time.Sleep(5 * time.Millisecond)
	}
	stop()
	if err := <-done; err != nil {
		t.Fatal(err)
	}
	l.day("2020-02-06T07:00:30Z")
	l.day("2020-02-06T07:10:00Z")
	got := digests()
	if len(got) != 1 || !strings.Contains(got[0], "Overdue (") || !strings.Contains(got[0], string(l.id)) {
		t.Fatalf("%d digests: %.600s", len(got), strings.Join(got, "\n"))
	}
	for _, not := range []string{"amazonaws", "abuse@aws", "press@nextmotion"} {
		if strings.Contains(got[0], not) {
			t.Errorf("the channel reads %s: %s", not, got[0])
		}
	}
	l.do("alice", l.id, deadline.SnoozeReminders{Until: civil.OnDay(2020, 2, 20)})
	l.day("2020-02-07T07:00:30Z")
	g, err := l.Desk.Digest(t.Context(), "")
	if later := digests(); err != nil || len(later) != 2 || !strings.Contains(later[1], g.Subject()) {
		t.Errorf("what was put off is left out by the rule of the other digests: %q, %v", later, err)
	}
	n := len(digests())
	l.do("alice", l.id, record.Restrict{Names: []string{"alice", "bob"}, Text: "a leak in the team"})
	l.do("alice", l.id, deadline.SnoozeReminders{})
	l.day("2020-02-10T07:00:30Z")
	for _, d := range digests()[n:] {
		if strings.Contains(d, string(l.id)) {
			t.Errorf("a restricted case stands in the channel: %s", d)
		}
	}
}
