package milestone

import (
	"daylight/disclosure"
	"daylight/disclosure/civil"
)

// Apply is [disclosure.Apply] with the copies that the row of a case keeps of its milestones.
func Apply(c *disclosure.Case, events ...disclosure.Event) *disclosure.Case {
	out := disclosure.Apply(c, events...)
	for i := range events {
		if moves(&events[i]) {
			Copy(out)
			break
		}
	}
	return out
}

// Take is [disclosure.Case.Take] with the copies.
func Take(c *disclosure.Case, e disclosure.Event) {
	c.Take(e)
	if moves(&e) {
		Copy(c)
	}
}

// Rebuild is [disclosure.Rebuild] with the copies.
func Rebuild(id disclosure.CaseID, events []disclosure.Event) *disclosure.Case {
	out := disclosure.Rebuild(id, events)
	if out != nil {
		Copy(out)
	}
	return out
}

// moves reports whether a milestone can be another one after an event. Most events are probes and drafts, which date nothing.
func moves(e *disclosure.Event) bool {
	return disclosure.MovesClocks(e) || e.SawOpen() || e.Detail.Asset != nil || e.Corrects > 0 || e.Kind == disclosure.KindOwnerIdentified || e.Detail.Facts != nil || e.Detail.Edit != nil
}

// Copy writes the copies that lists, rules and statements read in place of the history.
func Copy(c *disclosure.Case) {
	h := Of(c)
	c.Discovered, c.FirstContact, c.HeadsUp = h.Discovered().At, h.FirstContact(disclosure.Vendor).At, h.HeadsUp().At
	c.Reached = h.byParty((*Party).FirstContact)
	c.Accepted = h.byParty((*Party).Accepted)
	c.Answered = h.byParty((*Party).FirstAnswer)
	c.Vouched = vouched(c.Answered, h.byParty((*Party).FirstVouched))
	c.Ends = h.ends()
}

// vouched keeps the first answers that somebody stands for where they are other ones than the first of all.
func vouched(all, known map[disclosure.PartyKey]civil.When) map[disclosure.PartyKey]civil.When {
	var out map[disclosure.PartyKey]civil.When
	for key, at := range all {
		if known[key] == at {
			continue
		}
		if out == nil {
			out = map[disclosure.PartyKey]civil.When{}
		}
		out[key] = known[key]
	}
	return out
}

// ends are the closures of the current episode, by whom they are about.
func (h *History) ends() map[disclosure.PartyKey]disclosure.Closure {
	now := h.Current()
	whole := endOf(now.Closure, h.LastOpen)
	var out map[disclosure.PartyKey]disclosure.Closure
	put := func(key disclosure.PartyKey, k disclosure.Closure) {
		if out == nil {
			out = map[disclosure.PartyKey]disclosure.Closure{}
		}
		out[key] = k
	}
	if whole != (disclosure.Closure{}) {
		put("", whole)
	}
	for i := range now.Parties {
		p := &now.Parties[i]
		if p.Role != disclosure.Vendor && p.Role != disclosure.Provider {
			continue
		}
		if k := endOf(p.Closure, p.LastOpen); k != whole {
			put(disclosure.KeyOf(p.Role, p.Name), k)
		}
	}
	return out
}

func endOf(k Closure, seen Moment) disclosure.Closure {
	out := disclosure.Closure{At: k.At, Verified: k.Proven(), Source: k.Source}
	last := k.LastOpen
	if k.IsZero() {
		last = seen.At
	}
	if t, ok := last.Instant(); ok {
		out.LastOpen = t
	}
	return out
}

// byParty is a milestone of each party that has it; nil where nobody has.
func (h *History) byParty(of func(*Party) Moment) map[disclosure.PartyKey]civil.When {
	var out map[disclosure.PartyKey]civil.When
	h.each(of, func(p *Party, m Moment) {
		if out == nil {
			out = map[disclosure.PartyKey]civil.When{}
		}
		out[disclosure.KeyOf(p.Role, p.Name)] = m.At
	})
	return out
}

// each visits the parties that have a milestone in any episode. Each episode lists the same parties in the same order.
func (h *History) each(of func(*Party) Moment, visit func(*Party, Moment)) {
	if len(h.Episodes) == 0 {
		return
	}
	for j := range h.Episodes[0].Parties {
		var m Moment
		for i := range h.Episodes {
			m = First(m, of(&h.Episodes[i].Parties[j]))
		}
		if !m.IsZero() {
			visit(&h.Episodes[0].Parties[j], m)
		}
	}
}
