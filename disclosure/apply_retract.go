package disclosure

import (
	"cmp"
	"slices"
	"sort"
	"strings"

	"daylight/disclosure/civil"
)

// clockEvent is what the case keeps of the event with the number; the zero value where it keeps nothing of it.
func (c *Case) clockEvent(seq int) ClockEvent {
	if seq <= 0 {
		return ClockEvent{}
	}
	// They are in the order of the events.
	i := sort.Search(len(c.ClockEvents), func(i int) bool { return c.ClockEvents[i].Seq >= seq })
	if i == len(c.ClockEvents) || c.ClockEvents[i].Seq != seq {
		return ClockEvent{}
	}
	return c.ClockEvents[i]
}

// weighDanger takes over what an event says of threats and attacks. A correction can take back any of it.
func (c *Case) weighDanger(e *Event) {
	switch {
	case e.Corrects > 0:
	case e.Kind == KindLegalThreat, e.Kind == KindLegalCleared, e.Kind == KindExploited, e.Kind == KindLeaked:
	default:
		return
	}
	c.weighThreats()
	c.Exploited = slices.ContainsFunc(c.ClockEvents, func(t ClockEvent) bool { return t.Kind == KindExploited || t.Kind == KindLeaked })
}

// weighThreats says which legal threat is the newest of those that stand, and who cleared publishing after it.
func (c *Case) weighThreats() {
	c.Threatened, c.ClearedBy = civil.When{}, ""
	for i := range c.ClockEvents {
		switch t := &c.ClockEvents[i]; {
		case t.Kind == KindLegalThreat:
			c.Threatened, c.ClearedBy = t.At, ""
		case t.Kind == KindLegalCleared && !c.Threatened.IsZero():
			c.ClearedBy = cmp.Or(t.Text, t.Actor)
		}
	}
}

// retract takes back what a corrected event made of the case: a claim, how far a dialogue was, and a closure that somebody reported.
// What is left follows from the events that stand.
func (c *Case) retract(old ClockEvent, seq int) {
	c.Claims = slices.DeleteFunc(c.Claims, func(k Claim) bool { return k.Seq == seq })
	switch _, answer := answered[old.Kind]; {
	case old.Kind == KindClosed && !old.Verified:
		c.changeAsset(old.Asset, func(a *Asset) {
			if !a.Closure.Verified {
				a.Closure = c.reported(a)
			}
		})
	case answer, old.Kind.Info().Voice == VoiceOutreach:
		c.retractWord(&old)
	}
}

// retractWord puts a dialogue to where the events that stand bring it.
func (c *Case) retractWord(old *ClockEvent) {
	role := cmp.Or(old.Party, Vendor)
	name := c.PartyName(role, old.Name)
	ch := cmp.Or(old.Channel, c.lastChannel(role, name))
	if c.DialogueWith(role, name, ch) == DialogueDoNotContact {
		return
	}
	state, last := Dialogue(""), civil.When{}
	for i := range c.ClockEvents { // what was corrected is not among them
		t := &c.ClockEvents[i]
		if cmp.Or(t.Party, Vendor) != role || !strings.EqualFold(c.PartyName(role, t.Name), name) {
			continue
		}
		next, ok := answered[t.Kind]
		if t.Kind.Info().Voice == VoiceOutreach {
			next, ok = DialogueSent, true
		}
		if ok && cmp.Or(t.Channel, c.lastChannel(role, name)) == ch && (!FromPerson(state) || FromPerson(next) && !t.At.SurelyBefore(last)) {
			state, last = next, t.At
		}
	}
	c.setDialogue(role, name, ch, cmp.Or(state, DialogueQueued))
	c.revertDialogue(role, name, ch) // where nothing is left but what is being written
}

// reported is what the reports that stand say of the end of an asset.
func (c *Case) reported(a *Asset) Closure {
	var k Closure
	for i := range c.ClockEvents {
		switch t := &c.ClockEvents[i]; {
		case t.Asset != "" && t.Asset != a.ID:
		case t.Kind == KindReopened, t.Kind == KindClosureContradicted:
			k = Closure{}
		case t.Kind == KindClosed && !t.Verified && (c.Imported || !t.IsClaim()) && !t.At.SurelyBefore(a.LastOpen()):
			k = Closure{At: t.At, Source: t.Source}
		}
	}
	return k
}
