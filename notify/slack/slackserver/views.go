package slackserver

import (
	"encoding/json"
	"fmt"
	"slices"
	"strconv"
	"time"
)

// The methods of forms and homes. The caller holds the lock.

// use takes a trigger for the one form that it opens, and says whose it is, or the error code.
func (s *Server) use(id string) (user, code string) {
	t, known := s.triggers[id]
	switch {
	case !known && s.o.Forged:
		return "", ""
	case !known:
		return "", "invalid_trigger_id"
	case t.used:
		return "", "exchanged_trigger_id"
	case time.Since(t.at) > s.o.Trigger:
		return "", "expired_trigger_id"
	}
	t.used = true
	s.triggers[id] = t
	return t.user, ""
}

func (s *Server) openView(r Request) (map[string]any, string) {
	raw := json.RawMessage(r.field("view"))
	found, tooLong := checkView(raw)
	switch {
	case tooLong:
		return nil, "view_too_large"
	case len(found) > 0:
		return wrong(found), "invalid_arguments"
	}
	user, code := s.use(r.field("trigger_id"))
	if code != "" {
		return nil, code
	}
	push := r.Path == "/views.push"
	if push && (len(s.stacks[user]) == 0 || len(s.stacks[user]) >= 3) {
		return nil, "push_limit_reached"
	}
	v := View{ID: fmt.Sprintf("V%d", s.id()), User: user, Raw: raw, hash: 1}
	s.opened = append(s.opened, v)
	if !push {
		s.stacks[user] = nil
	}
	s.stacks[user] = append(s.stacks[user], v.ID)
	return map[string]any{"view": v.shown()}, ""
}

// shown is the view as Slack sends it.
func (v View) shown() map[string]any {
	var out map[string]any
	_ = json.Unmarshal(v.Raw, &out)
	out["id"], out["hash"] = v.ID, strconv.Itoa(v.hash)
	return out
}

// current is the place of an open view, or -1.
func (s *Server) current(id string) int {
	i := slices.IndexFunc(s.opened, func(v View) bool { return v.ID == id })
	if i < 0 || !slices.Contains(s.stacks[s.opened[i].User], id) {
		return -1
	}
	return i
}

func (s *Server) updateView(r Request) (map[string]any, string) {
	raw := json.RawMessage(r.field("view"))
	found, tooLong := checkView(raw)
	switch {
	case tooLong:
		return nil, "view_too_large"
	case len(found) > 0:
		return wrong(found), "invalid_arguments"
	}
	i := s.current(r.field("view_id"))
	switch {
	case i < 0 && s.o.Forged:
		return map[string]any{"view": map[string]any{"id": r.field("view_id")}}, ""
	case i < 0:
		return nil, "not_found"
	case r.field("hash") != "" && r.field("hash") != strconv.Itoa(s.opened[i].hash):
		return nil, "hash_conflict"
	}
	s.opened[i].Raw = raw
	s.opened[i].hash++
	return map[string]any{"view": s.opened[i].shown()}, ""
}

func (s *Server) publishView(r Request) (map[string]any, string) {
	raw := json.RawMessage(r.field("view"))
	found, tooLong := checkView(raw)
	switch {
	case tooLong:
		return nil, "view_too_large"
	case len(found) > 0:
		return wrong(found), "invalid_arguments"
	}
	user := r.field("user_id")
	v := View{ID: "H" + user, User: user, Raw: raw, hash: s.homes[user].hash + 1}
	s.homes[user] = v
	return map[string]any{"view": v.shown()}, ""
}
