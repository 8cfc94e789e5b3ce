package disclosure

import (
	"slices"
	"strings"
)

// nameOf returns a party's name as the case spells it. An empty name is the first party of the role.
func (c *Case) nameOf(role Role, name string) string {
	if p, ok := c.Party(role, name); ok {
		return p.Name
	}
	return name
}

// reach remembers the first contact with a party. Without a party it is the vendor that was contacted.
func (c *Case) reach(e *Event) {
	role := e.Party
	if role == "" {
		role = Vendor
	}
	if role != Vendor {
		if _, ok := c.Party(role, e.Name); !ok {
			p := c.nameless(role)
			p.Name = e.Name
			c.addParty(p)
		}
	}
	if e.Corrects > 0 && e.Detail.Message != nil && e.Detail.Message.Told == e.Seq {
		// What was rehearsed reached nobody: the contact begins with what was really sent.
		delete(c.Reached, KeyOf(role, c.nameOf(role, e.Name)))
		if role == Vendor {
			c.FirstContact = When{}
		}
	}
	earliest(&c.Reached, KeyOf(role, c.nameOf(role, e.Name)), e.At)
	if role == Vendor && (c.FirstContact.IsZero() || e.At.Compare(c.FirstContact) < 0) {
		c.FirstContact = e.At
	}
}

// earliest keeps the earlier of two dates for a party.
func earliest(dates *map[PartyKey]When, key PartyKey, at When) {
	if old, ok := (*dates)[key]; ok && old.Compare(at) <= 0 {
		return
	}
	if *dates == nil {
		*dates = map[PartyKey]When{}
	}
	(*dates)[key] = at
}

// rename gives a party that had no name yet its name, in everything that speaks of it.
func (c *Case) rename(role Role, from, to string) {
	fix := func(r Role, name *string) {
		if r == role && *name == from {
			*name = to
		}
	}
	for i := range c.Contacts {
		fix(c.Contacts[i].Role, &c.Contacts[i].Name)
	}
	for i := range c.Drafts {
		fix(c.Drafts[i].Role, &c.Drafts[i].Name)
	}
	for i := range c.Messages {
		fix(c.Messages[i].Role, &c.Messages[i].Name)
	}
	for i := range c.Issues {
		fix(c.Issues[i].Role, &c.Issues[i].Name)
	}
	for i := range c.Claims {
		fix(c.Claims[i].Role, &c.Claims[i].Name)
	}
	for _, dates := range []*map[PartyKey]When{&c.Reached, &c.Answered} {
		if at, ok := (*dates)[KeyOf(role, from)]; ok {
			delete(*dates, KeyOf(role, from))
			earliest(dates, KeyOf(role, to), at)
		}
	}
	for _, ch := range Channels() {
		old, key := KeyFor(role, from, ch), KeyFor(role, to, ch)
		state, ok := c.Dialogue[old]
		if !ok {
			continue
		}
		delete(c.Dialogue, old)
		if _, taken := c.Dialogue[key]; !taken {
			c.Dialogue[key] = state
		}
	}
}

func (c *Case) setDialogue(role Role, name string, ch Channel, state Dialogue) {
	if role == "" || ch == "" {
		return
	}
	if c.Dialogue == nil {
		c.Dialogue = map[DialogueKey]Dialogue{}
	}
	c.Dialogue[KeyFor(role, c.nameOf(role, name), ch)] = state
}

func (c *Case) dialogue(role Role, name string, ch Channel) Dialogue {
	return c.Dialogue[KeyFor(role, c.nameOf(role, name), ch)]
}

// stage moves a dialogue along with a message of ours. What the other side did is further than a message in the
// making: a follow-up takes nobody's answer back.
func (c *Case) stage(role Role, name string, ch Channel, state Dialogue) {
	now := c.dialogue(role, name, ch)
	making := state == DialogueDrafted || state == DialogueApproved || state == DialogueQueued
	if personal(now) || now == DialogueDoNotContact || making && (now == DialogueSent || now == DialogueAutoReplied) {
		return
	}
	c.setDialogue(role, name, ch, state)
}

// unstage puts a dialogue back to what is left of it after a draft or a message was dropped.
func (c *Case) unstage(role Role, name string, ch Channel) {
	if now := c.dialogue(role, name, ch); now != DialogueDrafted && now != DialogueApproved && now != DialogueQueued {
		return
	}
	name = c.nameOf(role, name)
	left := DialogueNone
	for _, d := range c.Drafts {
		if d.Role != role || d.Channel != ch || c.nameOf(role, d.Name) != name {
			continue
		}
		if d.State == DraftApproved {
			left = DialogueApproved
		} else if d.State == DraftOpen && left == DialogueNone {
			left = DialogueDrafted
		}
	}
	c.setDialogue(role, name, ch, left)
}

func (c *Case) applyAnswer(e *Event) {
	role, ch := e.Party, e.Channel
	if role == "" {
		role = Vendor
	}
	if ch == "" {
		ch = c.lastChannel(role, e.Name)
	}
	next := map[Kind]Dialogue{
		KindAutoReplied: DialogueAutoReplied, KindAcknowledged: DialogueAcknowledged, KindReplied: DialogueEngaged,
		KindDisputed: DialogueDisputes, KindRefused: DialogueRefused, KindFixClaimed: DialogueClaimsFixed,
		KindFixPromised: DialogueEngaged, KindDeemedAware: DialogueDeemedAware, KindStatement: DialogueEngaged,
	}[e.Kind]
	if e.Kind == KindAutoReplied && personal(c.dialogue(role, e.Name, ch)) {
		return // an automatic answer after a person's changes nothing
	}
	c.setDialogue(role, e.Name, ch, next)
	switch e.Kind {
	case KindAcknowledged, KindReplied, KindDisputed, KindRefused, KindFixClaimed, KindFixPromised:
		earliest(&c.Answered, KeyOf(role, c.nameOf(role, e.Name)), e.At)
	default: // a statement may be made to the press, an automatic answer is nobody's
	}
}

// answered reports whether a person of the party has answered us, on whatever channel.
func (c *Case) answered(role Role, name string) bool {
	_, ok := c.Answered[KeyOf(role, c.nameOf(role, name))]
	return ok
}

// personal reports whether a dialogue has got further than our own messages and automatic answers.
func personal(d Dialogue) bool {
	switch d {
	case DialogueAcknowledged, DialogueEngaged, DialogueClaimsFixed, DialogueDisputes, DialogueRefused, DialogueDeemedAware:
		return true
	case DialogueNone, DialogueDrafted, DialogueApproved, DialogueQueued, DialogueSent, DialogueBounced,
		DialogueAutoReplied, DialogueSilent, DialogueDoNotContact:
		return false
	default:
		return false
	}
}

// lastChannel is the channel on which the party was last written to; mail when nothing is known.
func (c *Case) lastChannel(role Role, name string) Channel {
	name = c.nameOf(role, name)
	for _, m := range slices.Backward(c.Messages) {
		if m.Role == role && strings.EqualFold(m.Name, name) {
			return m.Channel
		}
	}
	return Email
}
