package e2e

import (
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/slack-go/slack/slacktest"
)

const (
	triage = "C0TRIAGE"
	talk   = "C0TALK"
	rosa   = "U0RESEARCH" // researcher
	lena   = "U0LEAD"     // lead
)

// workspace is Slack: slacktest with the endpoints that it lacks. It keeps what people would see.
type workspace struct {
	*slacktest.Server
	t *testing.T

	mu       sync.Mutex
	messages []slackMessage
	views    []view
	told     []string // ephemeral answers and modals that only say something
	acks     map[string]json.RawMessage
	ids      int
}

// slackMessage is a message as the channel shows it.
type slackMessage struct {
	TS, Channel, Thread, Text, Blocks string
	Metadata, Key                     string // the key is that of the metadata
	Broadcast                         bool
}

// view is a modal that was opened.
type view struct {
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
	w := &workspace{t: t, acks: map[string]json.RawMessage{}}
	handlers := map[string]func(http.ResponseWriter, string, url.Values){
		"/views.open": w.openView, "/views.update": w.updateView, "/chat.postMessage": w.postMessage, "/chat.update": w.updateMessage,
		"/chat.postEphemeral": w.whisper, "/respond": w.whisper,
		"/conversations.history": w.history, "/conversations.replies": w.history,
	}
	w.Server = slacktest.NewTestServer(func(c slacktest.Customize) {
		for path, handle := range handlers {
			c.Handle(path, func(rw http.ResponseWriter, r *http.Request) {
				body, _ := io.ReadAll(r.Body)
				form, _ := url.ParseQuery(string(body))
				rw.Header().Set("Content-Type", "application/json")
				w.mu.Lock()
				defer w.mu.Unlock()
				handle(rw, string(body), form)
			})
		}
	})
	w.Start()
	stop := make(chan struct{})
	var reader sync.WaitGroup
	reader.Go(func() { // the feed is unbuffered: without a reader the server stops after one acknowledgement
		for {
			select {
			case raw := <-w.SeenFeed:
				w.acknowledge(raw)
			case <-stop:
				return
			}
		}
	})
	t.Cleanup(func() {
		w.Stop()
		close(stop)
		reader.Wait()
	})
	return w
}

func (w *workspace) acknowledge(raw string) {
	var a struct {
		ID      string          `json:"envelope_id"`
		Payload json.RawMessage `json:"payload"`
	}
	if json.Unmarshal([]byte(raw), &a) == nil && a.ID != "" {
		w.mu.Lock()
		w.acks[a.ID] = a.Payload
		w.mu.Unlock()
	}
}

func (w *workspace) openView(rw http.ResponseWriter, body string, _ url.Values) {
	var req struct {
		View view `json:"view"`
	}
	if err := json.Unmarshal([]byte(body), &req); err != nil {
		w.t.Errorf("views.open: %v", err)
	}
	w.views = append(w.views, req.View)
	_, _ = rw.Write([]byte(`{"ok":true,"view":{"id":"V1"}}`))
}

func (w *workspace) updateView(rw http.ResponseWriter, body string, _ url.Values) {
	w.told = append(w.told, body)
	_, _ = rw.Write([]byte(`{"ok":true,"view":{"id":"V1"}}`))
}

func (w *workspace) whisper(rw http.ResponseWriter, body string, _ url.Values) {
	if plain, err := url.QueryUnescape(body); err == nil {
		body = plain
	}
	w.told = append(w.told, body)
	_, _ = rw.Write([]byte(`{"ok":true}`))
}

func (w *workspace) postMessage(rw http.ResponseWriter, _ string, f url.Values) {
	var meta struct {
		Payload struct {
			Key string `json:"key"`
		} `json:"event_payload"`
	}
	_ = json.Unmarshal([]byte(f.Get("metadata")), &meta)
	m := slackMessage{
		TS: fmt.Sprintf("1700000000.%06d", len(w.messages)+1), Channel: f.Get("channel"), Thread: f.Get("thread_ts"), Text: f.Get("text"),
		Blocks: f.Get("blocks"), Metadata: f.Get("metadata"), Key: meta.Payload.Key, Broadcast: f.Get("reply_broadcast") == "true",
	}
	w.messages = append(w.messages, m)
	_, _ = fmt.Fprintf(rw, `{"ok":true,"channel":%q,"ts":%q}`, m.Channel, m.TS)
}

func (w *workspace) updateMessage(rw http.ResponseWriter, _ string, f url.Values) {
	for i := range w.messages {
		if m := &w.messages[i]; m.TS == f.Get("ts") && m.Channel == f.Get("channel") {
			m.Text, m.Blocks = f.Get("text"), f.Get("blocks")
			_, _ = fmt.Fprintf(rw, `{"ok":true,"channel":%q,"ts":%q}`, m.Channel, m.TS)
			return
		}
	}
	_, _ = rw.Write([]byte(`{"ok":false,"error":"message_not_found"}`))
}

func (w *workspace) history(rw http.ResponseWriter, _ string, f url.Values) {
	var parts []string
	for _, m := range w.messages {
		if m.Channel == f.Get("channel") && (f.Get("ts") == "" || m.Thread == f.Get("ts")) && m.Metadata != "" {
			parts = append(parts, fmt.Sprintf(`{"type":"message","ts":%q,"metadata":%s}`, m.TS, m.Metadata))
		}
	}
	_, _ = fmt.Fprintf(rw, `{"ok":true,"messages":[%s],"has_more":false}`, strings.Join(parts, ","))
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
	w.mu.Lock()
	defer w.mu.Unlock()
	var out []slackMessage
	for _, m := range w.messages {
		if which(m) {
			out = append(out, m)
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
		w.mu.Lock()
		defer w.mu.Unlock()
		return slices.ContainsFunc(w.told, func(s string) bool { return strings.Contains(s, says) }), strings.Join(w.told, "\n")
	})
}

// deliver sends an envelope and returns what the bot answered it with.
func (w *workspace) deliver(payload map[string]any) json.RawMessage {
	w.t.Helper()
	w.mu.Lock()
	w.ids++
	id := fmt.Sprintf("E%d", w.ids)
	w.mu.Unlock()
	if payload["trigger_id"] == nil {
		payload["trigger_id"] = "T" + id
	}
	payload["team"] = map[string]any{"domain": "team"}
	payload["response_url"] = w.GetAPIURL() + "respond"
	raw, err := json.Marshal(map[string]any{"type": "interactive", "envelope_id": id, "payload": payload, "accepts_response_payload": true})
	if err != nil {
		w.t.Fatal(err)
	}
	w.SendToWebsocket(string(raw))
	var ack json.RawMessage
	eventually(w.t, "the envelope is acknowledged", func() (bool, string) {
		w.mu.Lock()
		defer w.mu.Unlock()
		var ok bool
		ack, ok = w.acks[id]
		return ok, fmt.Sprint(payload["type"])
	})
	return ack
}

// opened waits for the n-th modal.
func (w *workspace) opened(n int) view {
	w.t.Helper()
	var v view
	eventually(w.t, fmt.Sprintf("modal %d opens", n), func() (bool, string) {
		w.mu.Lock()
		defer w.mu.Unlock()
		if len(w.views) < n {
			return false, fmt.Sprintf("%d modals; told: %q", len(w.views), w.told)
		}
		v = w.views[n-1]
		return true, ""
	})
	return v
}

// shortcut uses the shortcut of the manifest on a message.
func (w *workspace) shortcut(user, callback, text string) {
	w.t.Helper()
	w.deliver(map[string]any{
		"type": "message_action", "callback_id": callback, "user": map[string]any{"id": user}, "channel": map[string]any{"id": talk},
		"message": map[string]any{"ts": "1580000000.000100", "user": lena, "text": text},
	})
}

// submit sends a modal back with what it held when it was opened, and what the person typed.
func (w *workspace) submit(user string, v view, typed map[string]string) json.RawMessage {
	w.t.Helper()
	state := map[string]any{}
	for _, b := range v.Blocks {
		if b.Type != "input" {
			continue
		}
		text, ok := typed[b.BlockID]
		if !ok {
			text = b.Element.InitialValue
		}
		field := map[string]any{"value": text}
		if b.Element.InitialOption.Value != "" {
			field = map[string]any{"selected_option": map[string]any{"value": b.Element.InitialOption.Value}}
		}
		state[b.BlockID] = map[string]any{b.Element.ActionID: field}
	}
	return w.deliver(map[string]any{
		"type": "view_submission", "user": map[string]any{"id": user},
		"view": map[string]any{"id": "V1", "hash": "h", "callback_id": v.Callback, "private_metadata": v.Metadata, "state": map[string]any{"values": state}},
	})
}

// press presses the button of the card whose label begins with something.
func (w *workspace) press(user, label string) {
	w.t.Helper()
	card := w.card(label)
	w.click(user, w.button(card, label))
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
