package config

import "fmt"

// Weaknesses says where the rule of closure asks for less than the defaults do. None of it is a
// mistake, since a rehearsal should be short, but "closed" is published on the strength of that rule.
func (c *Config) Weaknesses() []Problem {
	var out []Problem
	usual, k := Default().Rules.Closure, c.Rules.Closure
	if k.Strong < usual.Strong {
		out = append(out, Problem{
			Path:    "rules.closure.strong",
			Message: fmt.Sprintf("%d closed answers prove less than the usual %d: one outage may pass for a fix", k.Strong, usual.Strong),
		})
	}
	if k.Over < usual.Over {
		out = append(out, Problem{
			Path: "rules.closure.over",
			Message: fmt.Sprintf("%s is shorter than the usual %s: what is shut in a hurry is often open again the next day",
				k.Over, usual.Over),
		})
	}
	return out
}
