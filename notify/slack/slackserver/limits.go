package slackserver

import (
	"encoding/json"
	"fmt"
	"unicode/utf8"
)

// What Slack documents for messages, forms and homes (https://docs.slack.dev/reference/block-kit), in characters.
const (
	maxText     = 40_000 // of the text of a message without blocks
	maxAllText  = 12_000 // of all blocks of a message together
	maxView     = 250_000
	maxMetadata = 3000
)

// object is a part of a message as it came.
type object = map[string]any

// check collects what is wrong.
type check struct {
	found []string
	ids   map[string]bool
	all   int // characters in all texts
}

func (c *check) fail(format string, args ...any) {
	c.found = append(c.found, fmt.Sprintf(format, args...))
}

func (c *check) long(at, what string, held any, most int) {
	s, _ := held.(string)
	if n := utf8.RuneCountInString(s); n > most {
		c.fail("%s: %s has %d characters, %d are allowed", at, what, n, most)
	}
}

// text checks a text object.
func (c *check) text(at, what string, held any, most int, needed bool) {
	t, ok := held.(object)
	if !ok {
		if needed {
			c.fail("%s: %s is missing", at, what)
		}
		return
	}
	s, _ := t["text"].(string)
	if s == "" {
		c.fail("%s: %s is empty", at, what)
	}
	c.long(at, what, s, most)
	c.all += utf8.RuneCountInString(s)
}

func list(held any) []any {
	l, _ := held.([]any)
	return l
}

// count checks how many there are.
func (c *check) count(at, what string, n, least, most int) {
	if n < least || n > most {
		c.fail("%s: %d %s, %d to %d are allowed", at, n, what, least, most)
	}
}

// checkMessage reports what Slack would refuse about the blocks of a message; "" are none.
func checkMessage(raw string) (found []string, tooLong bool) {
	if raw == "" || raw == "null" {
		return nil, false
	}
	var blocks []any
	if json.Unmarshal([]byte(raw), &blocks) != nil {
		return []string{"blocks are no list"}, false
	}
	c := &check{ids: map[string]bool{}}
	c.blocks(blocks, 50, false)
	return c.found, c.all > maxAllText
}

// checkView reports what Slack would refuse about a form or a home.
func checkView(raw json.RawMessage) (found []string, tooLong bool) {
	var v object
	if json.Unmarshal(raw, &v) != nil {
		return []string{"the view is no object"}, false
	}
	c := &check{ids: map[string]bool{}}
	if v["type"] == "modal" {
		c.text("view", "title", v["title"], 24, true)
		c.text("view", "submit", v["submit"], 24, false)
		c.text("view", "close", v["close"], 24, false)
	}
	c.long("view", "private_metadata", v["private_metadata"], maxMetadata)
	c.long("view", "callback_id", v["callback_id"], 255)
	inputs := c.blocks(list(v["blocks"]), 100, true)
	if inputs > 0 && v["type"] == "modal" && v["submit"] == nil {
		c.fail("view: a form with fields needs submit")
	}
	return c.found, len(raw) > maxView
}

// blocks checks a list of blocks and returns how many of them are fields.
func (c *check) blocks(blocks []any, most int, fields bool) (inputs int) {
	c.count("blocks", "blocks", len(blocks), 0, most)
	for i, held := range blocks {
		b, _ := held.(object)
		kind, _ := b["type"].(string)
		at := fmt.Sprintf("block %d (%s)", i, kind)
		if id, _ := b["block_id"].(string); id != "" {
			c.long(at, "block_id", id, 255)
			if c.ids[id] {
				c.fail("%s: block_id %q appears twice", at, id)
			}
			c.ids[id] = true
		}
		actions := map[string]bool{}
		switch kind {
		case "header":
			c.text(at, "text", b["text"], 150, true)
		case "section":
			c.text(at, "text", b["text"], 3000, len(list(b["fields"])) == 0)
			c.count(at, "fields", len(list(b["fields"])), 0, 10)
			for _, f := range list(b["fields"]) {
				c.text(at, "field", f, 2000, true)
			}
			if b["accessory"] != nil {
				c.element(at, b["accessory"], actions)
			}
		case "context":
			c.count(at, "elements", len(list(b["elements"])), 1, 10)
			for _, e := range list(b["elements"]) {
				if el, _ := e.(object); el["type"] != "image" {
					c.text(at, "text", e, 3000, true)
				}
			}
		case "actions":
			c.count(at, "elements", len(list(b["elements"])), 1, 25)
			for _, e := range list(b["elements"]) {
				c.element(at, e, actions)
			}
		case "input":
			inputs++
			if !fields {
				c.fail("%s: a message holds no fields", at)
			}
			c.text(at, "label", b["label"], 2000, true)
			c.text(at, "hint", b["hint"], 2000, false)
			c.element(at, b["element"], actions)
		case "divider":
		default:
			c.fail("%s: this server knows no such block", at)
		}
	}
	return inputs
}

// element checks something to press or to fill in.
func (c *check) element(at string, held any, actions map[string]bool) {
	e, _ := held.(object)
	kind, _ := e["type"].(string)
	at += " " + kind
	id, _ := e["action_id"].(string)
	c.long(at, "action_id", id, 255)
	if id != "" && actions[id] {
		c.fail("%s: action_id %q appears twice", at, id)
	}
	actions[id] = true
	c.text(at, "placeholder", e["placeholder"], 150, false)
	options := func(most int) {
		c.count(at, "options", len(list(e["options"])), 1, most)
		for _, held := range list(e["options"]) {
			o, _ := held.(object)
			c.text(at, "option", o["text"], 75, true)
			c.text(at, "description", o["description"], 75, false)
			c.long(at, "value of an option", o["value"], 150)
		}
	}
	switch kind {
	case "button":
		c.text(at, "label", e["text"], 75, true)
		c.long(at, "value", e["value"], 2000)
		c.long(at, "url", e["url"], 3000)
	case "overflow":
		options(5)
	case "static_select", "multi_static_select":
		options(100)
	case "checkboxes", "radio_buttons":
		options(10)
	case "plain_text_input":
		if n, _ := e["max_length"].(float64); n > 3000 {
			c.fail("%s: max_length is %v, 3000 are allowed", at, n)
		}
		c.long(at, "initial_value", e["initial_value"], 3000)
	case "external_select", "users_select", "multi_users_select", "conversations_select", "datepicker", "timepicker", "datetimepicker", "url_text_input", "email_text_input", "number_input", "file_input":
	default:
		c.fail("%s: this server knows no such element", at)
	}
	if q, ok := e["confirm"].(object); ok {
		c.text(at, "title of confirm", q["title"], 100, true)
		c.text(at, "text of confirm", q["text"], 300, true)
		c.text(at, "confirm", q["confirm"], 30, true)
		c.text(at, "deny", q["deny"], 30, false)
	}
}
