package slack

import (
	"fmt"
	"strings"
	"testing"

	"daylight/disclosure"
	"daylight/disclosure/ledger"
	"daylight/notify/slack/slackserver"
)

const emoji = "card_index_dividers"

// said is a message of a person in the thread of the card of a case, and where that card is.
func (b *bench) said(id disclosure.CaseID, text string) (ts, card string) {
	b.t.Helper()
	at, ok, err := b.cardOf(b.t.Context(), id)
	if err != nil || !ok {
		b.t.Fatal("there is no card", err)
	}
	return b.server.Put(slackserver.Message{TS: "1580000000.000100", Channel: at.Channel, Thread: at.TS, Text: text, User: userL}), at.TS
}

func (b *bench) notes(id disclosure.CaseID) (out []disclosure.Event) {
	b.desk.mu.Lock()
	defer b.desk.mu.Unlock()
	for _, e := range b.desk.events[id] {
		if e.Kind == disclosure.KindNote {
			out = append(out, e)
		}
	}
	return out
}

// shortcut uses the shortcut on a message.
func (b *bench) addMessage(user, channel, ts, thread, text string) {
	b.t.Helper()
	b.deliver(envelopeInteractive, map[string]any{
		"type": interactionMessage, "callback_id": callbackAddMessage, "user": map[string]any{"id": user}, "team": map[string]any{"domain": "team"},
		"channel": map[string]any{"id": channel}, "trigger_id": fmt.Sprintf("TS%d", b.ids), "response_url": b.server.URL() + "respond",
		"message": map[string]any{"ts": ts, "thread_ts": thread, "user": userL, "text": text},
	})
}

func withEmoji(_ *server, o *Options) { o.TimelineEmoji = emoji }

func TestAMessageInTheThreadOfACaseIsAddedToItsTimelineOnce(t *testing.T) {
	t.Parallel()
	b, id := connected(t)
	ts, card := b.said(id, "They called &amp; said: we look at <https://x.example|it>")
	b.addMessage(userR, triage, ts, card, "They called &amp; said: we look at <https://x.example|it>")
	b.server.until("the form is open", func() bool { return len(b.server.calls("/views.open")) > 0 })
	v := b.openedView()
	given := formValues(v)
	if given["when"] != "2020-01-26T00:53:00Z" || given["text"] != "They called & said: we look at https://x.example" || given["what"] != "note" {
		t.Fatalf("the form holds %v", given)
	}
	if got := b.fill(userR, v, map[string]string{"what": "statement", "when": "2020-01-26", "party": ""}); got.Errors["party"] == "" {
		t.Errorf("a statement of nobody is taken: %+v", got)
	}
	if got := b.fill(userR, v, map[string]string{"when": "2020-01-26", "what": "statement", "party": "vendor/NextMotion", "text": "They look at it"}); len(got.Errors) > 0 {
		t.Fatal(got.Errors)
	}
	b.work()
	notes := b.notes(id)
	link := "https://team.slack.com/archives/" + triage + "/p" + strings.Replace(ts, ".", "", 1) + "?thread_ts=" + card + "&cid=" + triage
	if len(notes) != 1 || notes[0].Ref != link || notes[0].Visibility != disclosure.InternalOnly || !strings.Contains(notes[0].Text, "by Lena") {
		t.Fatalf("%+v", notes)
	}
	n := len(b.desk.events[id])
	for _, e := range b.desk.events[id] {
		if e.Kind == disclosure.KindStatement && (e.Ref != "" || e.Text != "They look at it" || e.At.String() != "2020-01-26") {
			t.Errorf("the statement is %+v: nobody outside may be led to the message", e)
		}
	}
	b.fill(userM, v, map[string]string{"when": "2020-01-26", "what": "note", "text": "somebody else had the form open"})
	b.work()
	b.addMessage(userM, triage, ts, card, "again")
	b.server.until("it is said", func() bool {
		return strings.Contains(b.lastReply("/respond"), "on the timeline of DL-2020-0001 already: Rosa added it")
	})
	if len(b.desk.events[id]) != n || len(b.server.calls("/views.open")) != 1 {
		t.Error("the same message stands on the timeline twice")
	}
}

func TestAMessageElsewhereAsksForItsCase(t *testing.T) {
	t.Parallel()
	b, id := connected(t)
	b.desk.list = []ledger.Summary{{ID: id, Title: "Bucket " + bucket}}
	b.addMessage(userR, "C0OTHER", "1580000000.000100", "", "dl: "+string(id)+" was on the radio")
	b.server.until("the question is open", func() bool { return len(b.server.calls("/views.open")) > 0 })
	v := b.openedView()
	if v.CallbackID != callbackWhichCase || formValues(v)[fieldCase] != string(id) || strings.Contains(allText(v), "example-bucket") {
		t.Fatalf("%+v", v)
	}
	for said, want := range map[string]string{"nonsense": "not a case id", "DL-1999-0001": "no case"} {
		if got := b.fill(userR, v, map[string]string{fieldOther: said}); !strings.Contains(got.Errors[fieldOther], want) {
			t.Errorf("%s: %+v", said, got)
		}
	}
	got := b.fill(userR, v, nil)
	if got.View == nil || got.View.CallbackID != callbackAct+":event_of_message" || formValues(*got.View)["text"] != "dl: "+string(id)+" was on the radio" {
		t.Fatalf("%+v", got)
	}
	b.fill(userR, *got.View, map[string]string{"when": "2020-01-26"})
	b.work()
	if notes := b.notes(id); len(notes) != 1 || notes[0].Ref != "https://team.slack.com/archives/C0OTHER/p1580000000000100" {
		t.Fatalf("%+v", notes)
	}
	if got := b.fill(userR, v, nil); !strings.Contains(got.Errors[fieldCase], "already") {
		t.Errorf("the question takes a message that stands there: %+v", got)
	}
	b.addMessage(userV, triage, "1580000000.000200", "", "a viewer adds nothing")
	b.server.until("the viewer is told", func() bool { return strings.Contains(b.lastReply("/respond"), "rank researcher") })
}

func TestAnEmojiAddsAMessageWithoutItsWords(t *testing.T) {
	t.Parallel()
	b := newBench(t, withEmoji)
	b.connect()
	id := b.record()
	ts, card := b.said(id, "the secret words of "+bucket)
	alone := b.server.Say(triage, "", "in no thread")
	react := func(user, ts, name string, away bool) {
		t.Helper()
		if err := b.server.React(user, triage, ts, name, away); err != nil {
			t.Fatal(err)
		}
		b.work()
	}
	for _, c := range []struct {
		user, ts, emoji, said string
		away                  bool
		notes                 int
	}{
		{userR, ts, "thumbsup", "", false, 0},
		{userR, ts, emoji, "", true, 0}, // it was never there
		{userV, ts, emoji, "rank researcher", false, 0},
		{userX, ts, emoji, "does not know you", false, 0},
		{userR, alone, emoji, "in the thread of no case", false, 0},
		{userR, card, emoji, "this is the card of DL-2020-0001", false, 0},
		{userR, ts, emoji, "on the timeline of *DL-2020-0001*, as a note", false, 1},
		{userM, ts, emoji, "already: Rosa added it", false, 1},
		{userR, ts, emoji, "taking the emoji away takes nothing back", true, 1},
	} {
		before := len(b.server.calls("/chat.postEphemeral"))
		react(c.user, c.ts, c.emoji, c.away)
		if c.said == "" {
			if n := len(b.server.calls("/chat.postEphemeral")); n != before {
				t.Errorf("%+v is answered: %s", c, b.lastReply("/chat.postEphemeral"))
			}
		} else {
			b.server.until("it is answered: "+c.said, func() bool {
				return strings.Contains(strings.ToLower(b.lastReply("/chat.postEphemeral")), strings.ToLower(c.said))
			})
		}
		if notes := b.notes(id); len(notes) != c.notes {
			t.Fatalf("%+v: %d notes", c, len(notes))
		}
	}
	note := b.notes(id)[0]
	if !strings.HasPrefix(note.Ref, "https://team.slack.com/archives/"+triage+"/p") || strings.Contains(note.Text, "secret") || note.At.String() != "2020-01-26T00:53:00Z" {
		t.Errorf("%+v", note)
	}
	if len(b.server.calls("/views.publish")) != 0 {
		t.Error("somebody's home was changed because of an emoji")
	}
}

func TestWithoutTheHistoryAnEmojiSaysWhatElseAddsAMessage(t *testing.T) {
	t.Parallel()
	b := newBench(t, func(s *server, o *Options) { withEmoji(s, o); o.ReadHistory = false })
	b.connect()
	id := b.record()
	ts, _ := b.said(id, "words")
	if err := b.server.React(userR, triage, ts, emoji, false); err != nil {
		t.Fatal(err)
	}
	b.work()
	if said := b.lastReply("/chat.postEphemeral"); !strings.Contains(said, "Add to case timeline") || len(b.notes(id)) != 0 {
		t.Errorf("said %s", said)
	}
}
