package disclosure

import (
	"cmp"
	"slices"
	"strconv"
	"strings"
)

// PartyName returns a party's name as the case spells it. An empty name is that of the only party of the role, and stays empty
// beside several.
func (c *Case) PartyName(role Role, name string) string {
	if p, ok := c.Party(role, name); ok {
		return p.Name
	}
	return name
}

// meet adds the party that was contacted, where the case does not know it yet. Without a party it is the vendor that was contacted.
func (c *Case) meet(e *Event) {
	if e.Party == "" || e.Party == Vendor {
		return
	}
	if _, ok := c.Party(e.Party, e.Name); !ok {
		p := c.NamelessParty(e.Party)
		p.Name = e.Name
		c.addParty(p)
	}
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
	for i := range c.Writers {
		fix(c.Writers[i].Role, &c.Writers[i].Name)
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
	for _, ch := range Channels() {
		old, key := KeyFor(role, from, ch), KeyFor(role, to, ch)
		if state, ok := c.Dialogue[old]; ok {
			delete(c.Dialogue, old)
			if _, taken := c.Dialogue[key]; !taken {
				c.Dialogue[key] = state
			}
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
	c.Dialogue[KeyFor(role, c.PartyName(role, name), ch)] = state
}

// DialogueWith is the state of the dialogue with a party on a channel.
func (c *Case) DialogueWith(role Role, name string, ch Channel) Dialogue {
	return c.Dialogue[KeyFor(role, c.PartyName(role, name), ch)]
}

// advanceDialogue moves a dialogue along with a message of ours. It never moves it back: a follow-up that is being drafted
// does not undo an answer.
func (c *Case) advanceDialogue(role Role, name string, ch Channel, state Dialogue) {
	now := c.DialogueWith(role, name, ch)
	if FromPerson(now) || now == DialogueDoNotContact || (state == DialogueDrafted || state == DialogueApproved || state == DialogueQueued) && (now == DialogueSent || now == DialogueAutoReplied || now == DialogueUnclear) {
		return
	}
	c.setDialogue(role, name, ch, state)
}

// revertDialogue puts a dialogue back to what is left of it after a draft or a message was dropped.
func (c *Case) revertDialogue(role Role, name string, ch Channel) {
	if now := c.DialogueWith(role, name, ch); now != DialogueDrafted && now != DialogueApproved && now != DialogueQueued {
		return
	}
	name, left := c.PartyName(role, name), DialogueNone
	for _, d := range c.Drafts {
		if d.Role != role || d.Channel != ch || c.PartyName(role, d.Name) != name {
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

// answered is where an answer, or a message that came back, takes a dialogue.
var answered = map[Kind]Dialogue{
	KindBounced:     DialogueBounced,
	KindAutoReplied: DialogueAutoReplied, KindUnclear: DialogueUnclear, KindAcknowledged: DialogueAcknowledged, KindReplied: DialogueEngaged,
	KindDisputed: DialogueDisputes, KindRefused: DialogueRefused, KindFixClaimed: DialogueClaimsFixed,
	KindFixPromised: DialogueEngaged, KindDeemedAware: DialogueDeemedAware, KindStatement: DialogueEngaged,
}

func (c *Case) applyAnswer(e *Event) {
	role, ch := e.Party, e.Channel
	if role == "" {
		role = Vendor
	}
	if ch == "" {
		ch = c.lastChannel(role, e.Name)
	}
	c.addWriter(e, role)
	next, now := answered[e.Kind], c.DialogueWith(role, e.Name, ch)
	if next == now && now != DialogueAcknowledged {
		return // late or not, it stays where it is; whether it came late takes the whole history to tell
	}
	switch late := c.overtaken(e, role, ch); {
	case late && now == DialogueAcknowledged && FromPerson(next):
		next = DialogueEngaged // what seemed to be their first word is not
	case late, (e.Kind == KindAutoReplied || e.Kind == KindUnclear) && FromPerson(now):
		return // what no person is known to have written changes nothing after the answer of one, and nothing that came late does
	}
	c.setDialogue(role, e.Name, ch, next)
}

// overtaken reports whether a newer word of a person of the party was recorded before an older one: it came late, or was polled.
func (c *Case) overtaken(e *Event, role Role, ch Channel) bool {
	for i := len(c.ClockEvents) - 1; i >= 0; i-- {
		t := &c.ClockEvents[i]
		if e.At.SurelyBefore(t.At) && FromPerson(answered[t.Kind]) && cmp.Or(t.Party, Vendor) == role && cmp.Or(t.Channel, ch) == ch &&
			strings.EqualFold(c.PartyName(role, t.Name), c.PartyName(role, e.Name)) {
			return true
		}
	}
	return false
}

// addWriter remembers the address that a person took for a party's.
func (c *Case) addWriter(e *Event, role Role) {
	if e.Detail.Writer == "" {
		return
	}
	c.Writers = append(c.Writers, Contact{
		ID: strconv.Itoa(e.Seq), Role: role, Name: c.PartyName(role, e.Name), Channel: Email, Address: e.Detail.Writer, FoundAt: e.At, Quality: QualityConfirmed,
	})
}

// forgetWriter takes back what a corrected event said of its writer.
func (c *Case) forgetWriter(seq int) {
	c.Writers = slices.DeleteFunc(c.Writers, func(k Contact) bool { return k.ID == strconv.Itoa(seq) })
}

// HasAnswered reports whether a person of the party has answered us, on whatever channel. Without a name beside several parties
// it is nobody.
func (c *Case) HasAnswered(role Role, name string) bool {
	_, ok := c.Answered[KeyOf(role, c.PartyName(role, name))]
	return ok
}

// FromPerson reports whether a dialogue has got further than our own messages and automatic answers.
func FromPerson(d Dialogue) bool {
	switch d {
	case DialogueAcknowledged, DialogueEngaged, DialogueClaimsFixed, DialogueDisputes, DialogueRefused, DialogueDeemedAware:
		return true
	case DialogueNone, DialogueDrafted, DialogueApproved, DialogueQueued, DialogueSent, DialogueBounced,
		DialogueAutoReplied, DialogueUnclear, DialogueSilent, DialogueDoNotContact:
		return false
	default:
		return false
	}
}

// lastChannel is the channel on which the party was last written to; mail when nothing is known.
func (c *Case) lastChannel(role Role, name string) Channel {
	name = c.PartyName(role, name)
	for _, m := range slices.Backward(c.Messages) {
		if m.Role == role && strings.EqualFold(m.Name, name) {
			return m.Channel
		}
	}
	return Email
}

// SoleParty returns the only party of a role, false where there are several or none.
func (c *Case) SoleParty(role Role) (only Party, ok bool) {
	for _, p := range c.Parties {
		switch {
		case p.Role != role:
		case ok:
			return Party{}, false
		default:
			only, ok = p, true
		}
	}
	return only, ok
}

// NamelessParty returns the party of the role that has no name yet, or a new one.
func (c *Case) NamelessParty(role Role) Party {
	p, _ := found(c.Parties, func(p Party) bool { return p.Role == role && p.Name == "" })
	p.Role = role
	return p
}

// threaten goes on from a new threat. What was proposed before it was about another one, and who approved what has not left did not
// know of it.
func (c *Case) threaten() {
	c.Proposals = slices.DeleteFunc(c.Proposals, func(p Proposal) bool { return p.What == ProposesClearance })
	for i := range c.Messages {
		switch m := &c.Messages[i]; m.State {
		case MessageApproved, MessageQueued, MessageUncertain:
			m.BeforeThreat = true
		case MessageSent, MessageFailed, MessageCancelled:
		}
	}
}

// UnderThreat reports whether a legal threat is on record after which nobody has cleared publishing. Daylight then drafts
// and writes nothing to anybody by itself. Probing goes on.
func (c *Case) UnderThreat() bool { return !c.Threatened.IsZero() && c.ClearedBy == "" }
