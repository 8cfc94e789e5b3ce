package outreach

import (
	"fmt"
	"strings"

	"daylight/disclosure"
	"daylight/disclosure/clock"
	"daylight/disclosure/hint"
)

// MostApart is to how many parties of one case the same step is drafted by itself, each on its own. To more of them a person writes
// one list: nobody reads and approves a hundred messages one by one.
const MostApart = 3

// Many are the clauses of which more than [MostApart] vendors have the same step due.
type Many map[string]int

// ManyOf counts for how many vendors each clause is due.
func ManyOf(clocks []clock.Deadline) Many {
	m := Many{}
	for i := range clocks {
		if k := &clocks[i]; isOfMany(k) {
			m[k.Clause]++
		}
	}
	return m
}

// Have reports whether the step of a clock is one that a person writes to many as one list.
func (m Many) Have(k *clock.Deadline) bool { return isOfMany(k) && m[k.Clause] > MostApart }

// Held is the reason why such a step is not drafted by itself.
func (m Many) Held(c *disclosure.Case, k *clock.Deadline) Held {
	return Held{
		Code: HeldMany, Text: fmt.Sprintf("it is due for %d vendors: a person writes to them as one list", m[k.Clause]),
		Hint: hint.ToWriteSilent(c.ID, k.Clause),
	}
}

func isOfMany(k *clock.Deadline) bool {
	return k.State == disclosure.ClockOverdue && k.Step != nil && k.Role == disclosure.Vendor && ownStep(k)
}

// DraftTo finds a draft of a kind to a party that may still become a message that arrives, of a step or not.
func DraftTo(c *disclosure.Case, role disclosure.Role, name string, t disclosure.Template) (disclosure.Draft, bool) {
	for i := range c.Drafts {
		if d := &c.Drafts[i]; d.Role == role && d.Template == t && strings.EqualFold(d.Name, name) && mayStillArrive(c, *d) {
			return *d, true
		}
	}
	return disclosure.Draft{}, false
}
