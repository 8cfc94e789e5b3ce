package slackserver

import (
	"encoding/json"
	"net/http"
	"slices"
	"strings"
	"time"
)

// The methods of messages. The caller holds the lock. Each returns what it answers, or an error code.

// checked reports why Slack would refuse a message, "" where it takes it.
func checked(r Request) (map[string]any, string) {
	blocks := r.field("blocks")
	found, tooLong := checkMessage(blocks)
	switch {
	case tooLong:
		return wrong(found), "msg_blocks_too_long"
	case len(found) > 0:
		return wrong(found), "invalid_blocks"
	case blocks == "" && r.field("text") == "":
		return nil, "no_text"
	case len([]rune(r.field("text"))) > maxText:
		return nil, "msg_too_long"
	}
	return nil, ""
}

func (s *Server) postMessage(r Request) (map[string]any, string) {
	if more, code := checked(r); code != "" {
		return more, code
	}
	m := Message{
		TS: s.stamp(), Channel: r.field("channel"), Thread: r.field("thread_ts"), Text: r.field("text"), Blocks: r.field("blocks"),
		Metadata: r.field("metadata"), Broadcast: r.field("reply_broadcast") == "true",
	}
	if m.Channel == "" {
		return nil, "channel_not_found"
	}
	s.messages = append(s.messages, m)
	return map[string]any{"channel": m.Channel, "ts": m.TS}, ""
}

func (s *Server) postEphemeral(r Request) (map[string]any, string) {
	if more, code := checked(r); code != "" {
		return more, code
	}
	m := Message{TS: s.stamp(), Channel: r.field("channel"), Thread: r.field("thread_ts"), Text: r.field("text"), Blocks: r.field("blocks"), For: r.field("user")}
	s.messages = append(s.messages, m)
	return map[string]any{"message_ts": m.TS}, ""
}

func (s *Server) find(channel, ts string) int {
	return slices.IndexFunc(s.messages, func(m Message) bool { return m.TS == ts && m.Channel == channel && m.For == "" })
}

func (s *Server) updateMessage(r Request) (map[string]any, string) {
	i := s.find(r.field("channel"), r.field("ts"))
	if i < 0 {
		return nil, "message_not_found"
	}
	if more, code := checked(r); code != "" {
		return more, code
	}
	s.messages[i].Text, s.messages[i].Blocks = r.field("text"), r.field("blocks")
	return map[string]any{"channel": r.field("channel"), "ts": r.field("ts")}, ""
}

func (s *Server) deleteMessage(r Request) (map[string]any, string) {
	i := s.find(r.field("channel"), r.field("ts"))
	if i < 0 {
		return nil, "message_not_found"
	}
	s.messages = slices.Delete(s.messages, i, i+1)
	return nil, ""
}

func (s *Server) permalink(r Request) (map[string]any, string) {
	i := s.find(r.field("channel"), r.field("message_ts"))
	if i < 0 {
		return nil, "message_not_found"
	}
	m := s.messages[i]
	link := "https://team.slack.com/archives/" + m.Channel + "/p" + strings.Replace(m.TS, ".", "", 1)
	if m.Thread != "" {
		link += "?thread_ts=" + m.Thread + "&cid=" + m.Channel
	}
	return map[string]any{"channel": m.Channel, "permalink": link}, ""
}

// history answers for a channel and for a thread. Of a message inside a thread it shows that message alone.
func (s *Server) history(r Request) (map[string]any, string) {
	found := []map[string]any{}
	for _, m := range s.messages {
		if m.Channel != r.field("channel") || m.For != "" || r.field("ts") != "" && m.Thread != r.field("ts") && m.TS != r.field("ts") {
			continue
		}
		one := map[string]any{"type": "message", "ts": m.TS, "text": m.Text}
		if m.Thread != "" {
			one["thread_ts"] = m.Thread
		}
		if m.User != "" {
			one["user"] = m.User
		}
		if m.Metadata != "" {
			one["metadata"] = json.RawMessage(m.Metadata)
		}
		found = append(found, one)
	}
	return map[string]any{"messages": found, "has_more": false}, ""
}

// respond takes an answer at a response address. Slack answers success with an empty body, or with "ok": here it is empty.
func (s *Server) respond(w http.ResponseWriter, r Request) {
	s.mu.Lock()
	defer s.mu.Unlock()
	at := s.answers[r.Path]
	switch {
	case at == nil && s.o.Forged:
		return
	case at == nil, at.left == 0, time.Now().After(at.until):
		w.WriteHeader(http.StatusNotFound)
		_, _ = w.Write([]byte("expired_url"))
		return
	}
	if found, tooLong := checkMessage(r.field("blocks")); len(found) > 0 || tooLong {
		w.WriteHeader(http.StatusBadRequest)
		_, _ = w.Write([]byte("invalid_blocks: " + strings.Join(found, "; ")))
		return
	}
	at.left--
	m := Message{TS: s.stamp(), Channel: at.channel, Text: r.field("text"), Blocks: r.field("blocks"), For: at.user}
	if r.field("replace_original") == "true" {
		if i := slices.IndexFunc(s.messages, func(m Message) bool { return m.TS == at.ts }); i >= 0 {
			s.messages[i].Text, s.messages[i].Blocks = m.Text, m.Blocks
			return
		}
	}
	if r.field("response_type") == "in_channel" {
		m.For = ""
	}
	s.messages = append(s.messages, m)
}
