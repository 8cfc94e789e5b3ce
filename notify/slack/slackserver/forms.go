package slackserver

import (
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"unicode/utf8"
)

// Form is the form that is open for a person.
func (s *Server) Form(user string) (View, bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	stack := s.stacks[user]
	if len(stack) == 0 {
		return View{}, false
	}
	return s.opened[s.current(stack[len(stack)-1])], true
}

// Submit sends the form that is open for a person: with what its fields held, and what they typed or chose, by block. What Slack
// checks itself is checked here: a field that is empty or too long, a choice that there is not.
func (s *Server) Submit(user string, typed map[string]string) (Ack, error) {
	v, ok := s.Form(user)
	if !ok {
		return Ack{}, fmt.Errorf("no form is open for %s", user)
	}
	var shown object
	_ = json.Unmarshal(v.Raw, &shown)
	if shown["submit"] == nil {
		return Ack{}, fmt.Errorf("the form of %s cannot be sent", user)
	}
	values, left := object{}, map[string]string{}
	for block, said := range typed {
		left[block] = said
	}
	for _, held := range list(shown["blocks"]) {
		b, _ := held.(object)
		if b["type"] != "input" {
			continue
		}
		id, _ := b["block_id"].(string)
		said, filled := left[id]
		delete(left, id)
		field, err := fill(b, said, filled)
		if err != nil {
			return Ack{}, fmt.Errorf("the field %s: %w", id, err)
		}
		e, _ := b["element"].(object)
		action, _ := e["action_id"].(string)
		values[id] = object{action: field}
	}
	for block := range left {
		return Ack{}, fmt.Errorf("the form has no field %s", block)
	}
	sent := v.shown()
	sent["state"] = object{"values": values}
	s.mu.Lock()
	s.clicks++
	s.mu.Unlock()
	ack, err := s.deliver("interactive", user, object{"type": "view_submission", "view": sent})
	if err != nil {
		return ack, err
	}
	return s.submitted(user, v, ack)
}

// submitted does with a form what the acknowledgement says: errors at its fields, another form in its place, or its end.
func (s *Server) submitted(user string, v View, ack Ack) (Ack, error) {
	var answer struct {
		Action string            `json:"response_action"`
		Errors map[string]string `json:"errors"`
		View   json.RawMessage   `json:"view"`
	}
	_ = json.Unmarshal(ack.Payload, &answer)
	s.mu.Lock()
	defer s.mu.Unlock()
	defer s.note()
	i := s.current(v.ID)
	switch answer.Action {
	case "errors":
		ack.Errors = answer.Errors
	case "update":
		if found, tooLong := checkView(answer.View); len(found) > 0 || tooLong {
			return ack, fmt.Errorf("the form that takes its place is refused: %q", found)
		}
		if i >= 0 {
			s.opened[i].Raw = answer.View
			s.opened[i].hash++
		}
	default:
		s.stacks[user] = slices.DeleteFunc(s.stacks[user], func(id string) bool { return id == v.ID })
	}
	return ack, nil
}

// CloseForm closes what is open for a person.
func (s *Server) CloseForm(user string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.stacks[user] = nil
	s.note()
}

// fill is what a field holds when it is sent.
func fill(b object, said string, filled bool) (object, error) {
	e, _ := b["element"].(object)
	kind, _ := e["type"].(string)
	optional, _ := b["optional"].(bool)
	field := object{"type": kind}
	switch kind {
	case "static_select", "radio_buttons":
		chosen, _ := e["initial_option"].(object)
		if filled {
			i := slices.IndexFunc(list(e["options"]), func(held any) bool { o, _ := held.(object); return o["value"] == said })
			if i < 0 {
				return nil, fmt.Errorf("it has no choice %q", said)
			}
			chosen, _ = list(e["options"])[i].(object)
		}
		if chosen == nil && !optional {
			return nil, errors.New("nothing is chosen")
		}
		if chosen != nil {
			field["selected_option"] = chosen
		}
	case "file_input":
		if said == "" && !optional {
			return nil, errors.New("no file is chosen")
		}
		field["files"] = []any{}
		if said != "" {
			field["files"] = []any{object{"id": said}}
		}
	default:
		if !filled {
			said, _ = e["initial_value"].(string)
		}
		if said == "" && !optional {
			return nil, errors.New("it is empty")
		}
		if most, ok := e["max_length"].(float64); ok && utf8.RuneCountInString(said) > int(most) {
			return nil, fmt.Errorf("it has %d characters, %v are allowed", utf8.RuneCountInString(said), most)
		}
		field["value"] = said
	}
	return field, nil
}
