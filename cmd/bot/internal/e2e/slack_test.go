package e2e

import (
	"encoding/json"
	"fmt"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"daylight/notify/slack/slackserver"
)

const (
	triage = "C0TRIAGE"
	talk   = "C0TALK"
	rosa   = "U0RESEARCH" // researcher
	lena   = "U0LEAD"     // lead
)

// workspace is Slack, and what people see there.
type workspace struct {
	*slackserver.Server
	t *testing.T
}

// slackMessage is a message as the channel shows it.
type slackMessage struct {
	TS, Channel, Thread, Text, Blocks string
	Metadata, Key                     string // the key is that of the metadata
	Broadcast                         bool
}

// view is a modal that was opened.
type view struct {
	ID       string `json:"-"`
	User     string `json:"-"`
	Callback string `json:"callback_id"`
	Metadata string `json:"private_metadata"`
	Blocks   []struct {
		Type    string `json:"type"`
		BlockID string `json:"block_id"`
		Text    struct {
			Text string `json:"text"`
		} `json:"text"`
		Element struct {
			ActionID      string `json:"action_id"`
			InitialValue  string `json:"initial_value"`
			InitialOption struct {
				Value string `json:"value"`
			} `json:"initial_option"`
		} `json:"element"`
	} `json:"blocks"`
}

// button is a button of a card.
type button struct {
	Type   string `json:"type"`
	Action string `json:"action_id"`
	Value  string `json:"value"`
	Text   struct {
		Text string `json:"text"`
	} `json:"text"`
}

func newWorkspace(t *testing.T) *workspace {
	t.Helper()
	// A busy machine takes longer than people wait in front of Slack.
	w := &workspace{Server: slackserver.New(slackserver.Options{Ack: 30 * time.Second, Trigger: 30 * time.Second}), t: t}
	t.Cleanup(w.Close)
	return w
}

// heard is what was shown to single people, oldest first: answers, and forms that changed.
func (w *workspace) heard() []string {
	var out []string
	for _, r := range w.Calls() {
		if r.Path != "/views.update" && r.Path != "/chat.postEphemeral" && !strings.HasPrefix(r.Path, "/respond") {
			continue
		}
		body := r.Body
		if plain, err := url.QueryUnescape(body); err == nil && r.Form != nil {
			body = plain
		}
		out = append(out, body)
	}
	return out
}

// cards are the messages of the triage channel that stand in no thread.
func (w *workspace) cards() []slackMessage {
	return w.where(func(m slackMessage) bool { return m.Channel == triage && m.Thread == "" })
}

// thread is what stands below the one card.
func (w *workspace) thread() []slackMessage {
	return w.where(func(m slackMessage) bool { return m.Channel == triage && m.Thread != "" })
}

func (w *workspace) where(which func(slackMessage) bool) []slackMessage {
	var out []slackMessage
	for _, m := range w.Messages() {
		if m.For != "" {
			continue
		}
		var meta struct {
			Payload struct {
				Key string `json:"key"`
			} `json:"event_payload"`
		}
		_ = json.Unmarshal([]byte(m.Metadata), &meta)
		got := slackMessage{TS: m.TS, Channel: m.Channel, Thread: m.Thread, Text: m.Text, Blocks: m.Blocks, Metadata: m.Metadata, Key: meta.Payload.Key, Broadcast: m.Broadcast}
		if which(got) {
			out = append(out, got)
		}
	}
	return out
}

// card waits until the one card says something.
func (w *workspace) card(says ...string) slackMessage {
	w.t.Helper()
	var c slackMessage
	eventually(w.t, fmt.Sprintf("the card says %q", says), func() (bool, string) {
		cards := w.cards()
		if len(cards) == 0 {
			return false, "no card"
		}
		c = cards[0]
		for _, s := range says {
			if !strings.Contains(c.Blocks, s) {
				return false, c.Blocks
			}
		}
		return true, ""
	})
	return c
}

// hears waits until somebody hears something in the thread.
func (w *workspace) hears(says ...string) slackMessage {
	w.t.Helper()
	var found slackMessage
	eventually(w.t, fmt.Sprintf("the thread says %q", says), func() (bool, string) {
		var all []string
		for _, m := range w.thread() {
			all = append(all, m.Text)
			if !slices.ContainsFunc(says, func(s string) bool { return !strings.Contains(m.Text+m.Blocks, s) }) {
				found = m
				return true, ""
			}
		}
		return false, strings.Join(all, " | ")
	})
	return found
}

// whispered waits until an answer for one person only says something.
func (w *workspace) whispered(says string) {
	w.t.Helper()
	eventually(w.t, fmt.Sprintf("somebody is told %q", says), func() (bool, string) {
		told := w.heard()
		return slices.ContainsFunc(told, func(s string) bool { return strings.Contains(s, says) }), strings.Join(told, "\n")
	})
}

// deliver sends an envelope that nobody's screen led to, and returns what the bot answered it with.
func (w *workspace) deliver(payload map[string]any) json.RawMessage {
	w.t.Helper()
	id := fmt.Sprintf("forged-%d", len(w.Calls())) + "-" + fmt.Sprint(time.Now().UnixNano())
	if payload["trigger_id"] == nil {
		payload["trigger_id"] = "T" + id
	}
	payload["team"] = map[string]any{"domain": "team"}
	payload["response_url"] = w.URL() + "respond/" + id
	w.Deliver("interactive", id, payload)
	var ack json.RawMessage
	eventually(w.t, "the envelope is acknowledged", func() (bool, string) {
		var ok bool
		ack, ok = w.Acked(id)
		return ok, fmt.Sprint(payload["type"])
	})
	return ack
}

// opened waits for the n-th modal.
func (w *workspace) opened(n int) view {
	w.t.Helper()
	var v view
	eventually(w.t, fmt.Sprintf("modal %d opens", n), func() (bool, string) {
		views := w.Views()
		if len(views) < n {
			return false, fmt.Sprintf("%d modals; told: %q", len(views), w.heard())
		}
		if err := json.Unmarshal(views[n-1].Raw, &v); err != nil {
			w.t.Fatal(err)
		}
		v.ID, v.User = views[n-1].ID, views[n-1].User
		return true, ""
	})
	return v
}

// shortcut uses the shortcut of the manifest on a message.
func (w *workspace) shortcut(user, callback, text string) {
	w.t.Helper()
	w.CloseForm(user)
	if _, err := w.Shortcut(user, callback, talk, w.Say(talk, "", text)); err != nil {
		w.t.Fatal(err)
	}
}

// submit sends the modal that is open back, with what it held when it was opened, and what the person typed.
func (w *workspace) submit(user string, v view, typed map[string]string) json.RawMessage {
	w.t.Helper()
	if open, ok := w.Form(user); !ok || open.ID != v.ID {
		w.t.Fatalf("the modal %s is not open for %s", v.ID, user)
	}
	ack, err := w.Submit(user, typed)
	if err != nil {
		w.t.Fatal(err)
	}
	return ack.Payload
}

// press presses the button of the card whose label begins with something.
func (w *workspace) press(user, label string) {
	w.t.Helper()
	card := w.card(label)
	w.CloseForm(user)
	if _, err := w.PressAt(user, card.TS, label); err != nil {
		w.t.Fatal(err)
	}
}

// button finds a button of a card.
func (w *workspace) button(card slackMessage, label string) button {
	w.t.Helper()
	var blocks []struct {
		Elements []json.RawMessage `json:"elements"`
	}
	if err := json.Unmarshal([]byte(card.Blocks), &blocks); err != nil {
		w.t.Fatal(err)
	}
	for _, blk := range blocks {
		for _, raw := range blk.Elements {
			var b button
			if json.Unmarshal(raw, &b) == nil && b.Type == "button" && strings.HasPrefix(b.Text.Text, label) {
				return b
			}
		}
	}
	w.t.Fatalf("the card has no button %q: %s", label, card.Blocks)
	return button{}
}

func (w *workspace) click(user string, b button) {
	w.t.Helper()
	w.deliver(map[string]any{
		"type": "block_actions", "user": map[string]any{"id": user}, "channel": map[string]any{"id": triage},
		"actions": []any{map[string]any{"action_id": b.Action, "block_id": "actions", "type": "button", "value": b.Value}},
	})
}
