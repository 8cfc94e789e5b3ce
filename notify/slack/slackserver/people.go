package slackserver

import (
	"cmp"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"time"
)

// Clicks is how often people clicked: a button, the answer to its question, a menu and its entry, a form that was sent. What they type
// costs none.
func (s *Server) Clicks() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.clicks
}

// Ack is what the app answered a delivery with.
type Ack struct {
	Payload json.RawMessage
	Errors  map[string]string // of the fields of a form
	Took    time.Duration
}

// shownAt is something to press, as a person sees it now.
type shownAt struct {
	element  object
	block    string
	message  *Message
	view     *View
	question bool // it asks before it does anything
	option   object
}

// Press presses the button, or the entry of a menu, whose label begins with some words. It looks where the person does: in the form
// that is open, else among the messages that they see, the newest first. What nobody shows them cannot be pressed.
func (s *Server) Press(user, label string) (Ack, error) { return s.PressAt(user, "", label) }

// PressAt is [Server.Press] on one message.
func (s *Server) PressAt(user, ts, label string) (Ack, error) {
	s.mu.Lock()
	at, ok := s.look(user, ts, func(e, option object) bool {
		return labelled(e, label) && option == nil || option != nil && labelled(option, label)
	})
	if !ok {
		s.mu.Unlock()
		return Ack{}, fmt.Errorf("nothing that %s sees now is called %q", user, label)
	}
	return s.do(user, at)
}

// PressValue presses the button of an action with a value, where one is shown.
func (s *Server) PressValue(user, action, value string) (Ack, error) {
	s.mu.Lock()
	at, ok := s.look(user, "", func(e, option object) bool {
		return e["action_id"] == action && (option == nil && e["value"] == value || option != nil && option["value"] == value)
	})
	if !ok {
		s.mu.Unlock()
		return Ack{}, fmt.Errorf("nothing that %s sees now does %s with %q", user, action, value)
	}
	return s.do(user, at)
}

func labelled(e object, label string) bool {
	t, _ := e["text"].(object)
	s, _ := t["text"].(string)
	return s != "" && strings.HasPrefix(s, label)
}

// look finds what a person sees. The caller holds the lock.
func (s *Server) look(user, ts string, is func(e, option object) bool) (shownAt, bool) {
	if stack := s.stacks[user]; len(stack) > 0 && ts == "" {
		v := s.opened[s.current(stack[len(stack)-1])]
		var shown object
		_ = json.Unmarshal(v.Raw, &shown)
		at, ok := lookIn(list(shown["blocks"]), is)
		at.view = &v
		return at, ok // a form hides what is behind it
	}
	for _, m := range slices.Backward(s.messages) {
		if m.For != "" && m.For != user || !s.reads(user, m.Channel) || ts != "" && m.TS != ts {
			continue
		}
		var blocks []any
		_ = json.Unmarshal([]byte(m.Blocks), &blocks)
		if at, ok := lookIn(blocks, is); ok {
			at.message = &m
			return at, true
		}
	}
	if h, ok := s.homes[user]; ok && ts == "" {
		var shown object
		_ = json.Unmarshal(h.Raw, &shown)
		at, ok := lookIn(list(shown["blocks"]), is)
		at.view = &h
		return at, ok
	}
	return shownAt{}, false
}

func lookIn(blocks []any, is func(e, option object) bool) (shownAt, bool) {
	for _, held := range blocks {
		b, _ := held.(object)
		if b["type"] == "input" {
			continue
		}
		id, _ := b["block_id"].(string)
		for _, held := range append(slices.Clone(list(b["elements"])), b["accessory"]) {
			e, _ := held.(object)
			if e == nil || e["action_id"] == nil {
				continue
			}
			if is(e, nil) {
				return shownAt{element: e, block: id, question: e["confirm"] != nil}, true
			}
			for _, held := range list(e["options"]) {
				if o, _ := held.(object); is(e, o) {
					return shownAt{element: e, block: id, option: o, question: e["confirm"] != nil}, true
				}
			}
		}
	}
	return shownAt{}, false
}

// do sends what somebody pressed. It is called with the lock, and gives it back.
func (s *Server) do(user string, at shownAt) (Ack, error) {
	s.clicks++
	if at.option != nil {
		s.clicks++ // the menu, and its entry
	}
	if at.question {
		s.clicks++
	}
	action := object{"action_id": at.element["action_id"], "block_id": at.block, "type": at.element["type"], "action_ts": s.stamp()}
	if at.option != nil {
		action["selected_option"] = at.option
	} else {
		action["value"] = at.element["value"]
	}
	payload := object{"type": "block_actions", "actions": []any{action}}
	if at.message != nil {
		m := at.message
		payload["channel"] = object{"id": m.Channel}
		payload["message"] = object{"ts": m.TS, "text": m.Text, "thread_ts": m.Thread, "bot_id": "B1"}
		payload["container"] = object{"type": "message", "message_ts": m.TS, "channel_id": m.Channel, "is_ephemeral": m.For != ""}
		payload["response_url"] = s.answerAt(user, m.Channel, m.TS)
	} else {
		payload["view"] = at.view.shown()
		payload["container"] = object{"type": "view", "view_id": at.view.ID}
	}
	s.mu.Unlock()
	return s.deliver("interactive", user, payload)
}

// answerAt makes a response address. The caller holds the lock.
func (s *Server) answerAt(user, channel, ts string) string {
	path := fmt.Sprintf("/respond/%d", s.id())
	s.answers[path] = &answerURL{channel: channel, user: user, ts: ts, left: 5, until: time.Now().Add(30 * time.Minute)}
	return s.http.URL + path
}

// deliver sends a payload of a person and waits for its acknowledgement.
func (s *Server) deliver(kind, user string, payload object) (Ack, error) {
	s.mu.Lock()
	n := s.id()
	s.mu.Unlock()
	if kind == "interactive" {
		payload["user"] = object{"id": user, "team_id": s.teamOf(user)}
		payload["team"] = object{"id": s.teamOf(user), "domain": "team"}
	}
	payload["trigger_id"] = fmt.Sprintf("trigger.%d", n)
	id, start := fmt.Sprintf("E%d", n), time.Now()
	s.Deliver(kind, id, payload)
	answer, ok := s.wait(id)
	if !ok {
		return Ack{}, fmt.Errorf("the app did not acknowledge %v within %s", payload["type"], s.o.Ack)
	}
	return Ack{Payload: answer, Took: time.Since(start)}, nil
}

// Command types a command in a channel. What the app answers in its acknowledgement is shown to the person.
func (s *Server) Command(user, channel, command, text string) (Ack, error) {
	s.mu.Lock()
	at := s.answerAt(user, channel, "")
	s.mu.Unlock()
	ack, err := s.deliver("slash_commands", user, object{
		"command": command, "text": text, "user_id": user, "team_id": s.teamOf(user), "team_domain": "team", "channel_id": channel, "response_url": at,
	})
	var said struct {
		Text   string          `json:"text"`
		Blocks json.RawMessage `json:"blocks"`
	}
	if err == nil && json.Unmarshal(ack.Payload, &said) == nil && said.Text != "" {
		s.mu.Lock()
		s.messages = append(s.messages, Message{TS: s.stamp(), Channel: channel, Text: said.Text, Blocks: string(said.Blocks), For: user})
		s.note()
		s.mu.Unlock()
	}
	return ack, err
}

// Say writes a message as a person, and returns its timestamp.
func (s *Server) Say(channel, thread, text string) string {
	return s.Put(Message{Channel: channel, Thread: thread, Text: text})
}

// Put is a message that is there, whoever wrote it, and returns its timestamp. A new one is given where it has none.
func (s *Server) Put(m Message) string {
	s.mu.Lock()
	defer s.mu.Unlock()
	if m.TS == "" {
		m.TS = s.stamp()
	}
	s.messages = append(s.messages, m)
	s.note()
	return m.TS
}

// Delete takes a message away, as a person does.
func (s *Server) Delete(channel, ts string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if i := s.find(channel, ts); i >= 0 {
		s.messages = slices.Delete(s.messages, i, i+1)
	}
	s.note()
}

// Shortcut uses a shortcut on a message that the person sees: two clicks, the menu and its entry.
func (s *Server) Shortcut(user, callback, channel, ts string) (Ack, error) {
	s.mu.Lock()
	i := slices.IndexFunc(s.messages, func(m Message) bool {
		return m.TS == ts && m.Channel == channel && (m.For == "" || m.For == user) && s.reads(user, channel)
	})
	if i < 0 {
		s.mu.Unlock()
		return Ack{}, fmt.Errorf("%s sees no message %s in %s", user, ts, channel)
	}
	m, at := s.messages[i], s.answerAt(user, channel, ts)
	s.clicks += 2
	s.mu.Unlock()
	return s.deliver("interactive", user, object{
		"type": "message_action", "callback_id": callback, "channel": object{"id": channel}, "response_url": at,
		"message": object{"ts": m.TS, "text": m.Text, "thread_ts": m.Thread, "user": cmp.Or(m.User, "U0SOMEBODY")},
	})
}

// Event tells the app of something that happened, as it subscribes to.
func (s *Server) Event(event map[string]any) error {
	s.mu.Lock()
	n := s.id()
	s.mu.Unlock()
	id := fmt.Sprintf("E%d", n)
	s.Deliver("events_api", id, object{"type": "event_callback", "team_id": "T1", "event_id": fmt.Sprintf("Ev%d", n), "event": event})
	if _, ok := s.wait(id); !ok {
		return fmt.Errorf("the app did not acknowledge %v within %s", event["type"], s.o.Ack)
	}
	return nil
}

// React puts an emoji on a message, or takes it away: one click.
func (s *Server) React(user, channel, ts, emoji string, away bool) error {
	s.mu.Lock()
	i := s.find(channel, ts)
	if i < 0 {
		s.mu.Unlock()
		return fmt.Errorf("%s sees no message %s in %s", user, ts, channel)
	}
	author := s.messages[i].User
	s.clicks++
	s.mu.Unlock()
	kind := "reaction_added"
	if away {
		kind = "reaction_removed"
	}
	return s.Event(object{"type": kind, "user": user, "reaction": emoji, "item_user": author, "item": object{"type": "message", "channel": channel, "ts": ts}})
}
