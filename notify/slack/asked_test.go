package slack

import (
	"strings"
	"testing"

	"daylight/disclosure"
	"daylight/notify/slack/slackserver"
)

// says is a message of a person in a thread, as Slack tells of it.
func (b *bench) writes(kind, user, thread, text string, more map[string]any) {
	b.t.Helper()
	ts := b.server.Put(slackserver.Message{Channel: triage, Thread: thread, Text: text, User: user})
	event := map[string]any{"type": kind, "user": user, "channel": triage, "ts": ts, "thread_ts": thread, "text": text}
	for k, v := range more {
		event[k] = v
	}
	if err := b.server.Event(event); err != nil {
		b.t.Fatal(err)
	}
}

// privately is what was last shown to one person, and in which thread.
func (b *bench) privately(n int) slackserver.Message {
	b.t.Helper()
	var out []slackserver.Message
	b.server.until("an answer", func() bool {
		out = nil
		for _, m := range b.server.Messages() {
			if m.For != "" {
				out = append(out, m)
			}
		}
		return len(out) >= n
	})
	return out[n-1]
}

func TestAQuestionInTheThreadOfACaseIsAnsweredToWhoAskedAndQuotesNobody(t *testing.T) {
	t.Parallel()
	b, id := connected(t)
	b.clocked(id)
	_, card := b.said(id, "hello")
	events := len(b.desk.events[id])
	n := 0
	for _, c := range []struct {
		user, text string
		says, not  []string
	}{
		{userV, "<@U0BOT> when is the next deadline?", []string{"*Nearest deadline:*", "2020-02-10"}, []string{"Exposure", "when is the next"}},
		{userV, "<@U0BOT> is it closed?", []string{"*Exposure:* A1 s3", "*Open for:*"}, []string{"deadline"}},
		{userV, "<@U0BOT> wer wurde informiert?", []string{"vendor NextMotion: not told"}, nil},
		{userR, "<@U0BOT> tell me a joke about <!channel> and " + bucket, []string{"Exposure", "Nearest deadline", "Next:", "You can ask me"}, []string{"joke", "<!channel>", "example-bucket"}},
		{userR, "<@U0BOT> they have fixed it", []string{"a probe will tell", "Nothing was recorded"}, nil},
		{userR, "<@U0BOT> stop", []string{"Nothing is stopped yet", "The checks", "The reminders"}, nil},
		{userV, "<@U0BOT> please stop the scans", []string{"Nothing is stopped yet", "another rank than viewer"}, []string{"The checks"}},
		{userX, "<@U0BOT> is it closed?", []string{"does not know you"}, []string{"Exposure", string(id)}},
	} {
		n++
		b.writes(eventMention, c.user, card, c.text, nil)
		m := b.privately(n)
		if m.For != c.user || m.Thread != card {
			t.Errorf("%q is answered to %q in the thread %q", c.text, m.For, m.Thread)
		}
		for _, want := range c.says {
			if !strings.Contains(m.Text+m.Blocks, want) {
				t.Errorf("%q lacks %q: %s", c.text, want, m.Text+m.Blocks)
			}
		}
		for _, not := range c.not {
			if strings.Contains(m.Text+m.Blocks, not) {
				t.Errorf("%q says %q: %s", c.text, not, m.Text+m.Blocks)
			}
		}
	}
	b.writes(eventMention, userR, "", "<@U0BOT> is it closed?", nil)
	if m := b.privately(n + 1); !strings.Contains(m.Text, "Ask in the thread") {
		t.Errorf("outside of a thread: %s", m.Text)
	}
	if b.work(); len(b.desk.events[id]) != events || len(b.desk.inbox) != 1 {
		t.Errorf("a question left something: %d events, %d deliveries", len(b.desk.events[id]), len(b.desk.inbox))
	}
}

func TestAStopInTheThreadIsAskedAboutAndEverythingElsePassesUnseen(t *testing.T) {
	t.Parallel()
	b, id := connected(t)
	_, card := b.said(id, "hello")
	for _, c := range []struct {
		user, thread, text string
		more               map[string]any
	}{
		{userR, card, "we should not stop now", nil},
		{userR, card, "is it closed?", nil},
		{userR, "", "stop", nil},
		{userR, "1.000001", "stop", nil},
		{userX, card, "stop", nil},
		{userR, card, "<@U0BOT> stop", nil},
		{userR, card, "stop", map[string]any{"bot_id": "B1"}},
		{userR, card, "stop", map[string]any{"subtype": "message_changed"}},
	} {
		b.writes(eventMessage, c.user, c.thread, c.text, c.more)
	}
	b.writes(eventMessage, userR, card, "STOP", nil)
	m := b.privately(1)
	if m.For != userR || m.Thread != card || !strings.Contains(m.Blocks, "Nothing is stopped yet") || len(b.server.calls("/chat.postEphemeral")) != 1 {
		t.Fatalf("%+v", m)
	}
	if b.caseOf(id).Assets[0].Stopped {
		t.Error("a word stopped the checks")
	}
	n := len(b.server.calls("/views.open"))
	b.click(userR, actionAct+":probing_stop", value{Case: id}.String())
	b.server.until("the form is open", func() bool { return len(b.server.calls("/views.open")) > n })
	b.fill(userR, b.openedView(), map[string]string{"why": "they asked us on the phone"})
	if b.work(); !b.caseOf(id).Assets[0].Stopped {
		t.Error("the checks go on after they were stopped by the form")
	}
	b.desk.change(id, func(k *disclosure.Case) { k.Circle.Names = []string{"Malik"} })
	b.writes(eventMessage, userR, card, "stop", nil)
	b.writes(eventMention, userR, card, "<@U0BOT> is it closed?", nil)
	if m := b.privately(2); strings.Contains(m.Text+m.Blocks, "Exposure") {
		t.Errorf("a restricted case is told of: %+v", m)
	}
}
