package outreach

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"daylight/disclosure"
	"daylight/disclosure/clock"
	"daylight/disclosure/ledger"
	"daylight/disclosure/task"
)

// StepKey names a step of the escalation within a case: the episode and the clock, which is the clause, and the party where each has
// a clock of its own.
func StepKey(k *clock.Deadline) string { return fmt.Sprintf("%d/%s", k.Episode, k.Key()) }

// StepDrafted reports whether the step has its draft, or a person is at the same message: two notices to one provider would
// be one too many.
func StepDrafted(c *disclosure.Case, k *clock.Deadline) bool {
	_, ok := draftOfStep(c, k)
	return ok
}

// ownStep reports whether a step turns to the party whose clock it is of.
func ownStep(k *clock.Deadline) bool { return k.Name != "" && k.Step.Role == k.Role }

// draftOfStep finds the draft of a step, or the message of a person that does for it.
func draftOfStep(c *disclosure.Case, k *clock.Deadline) (disclosure.Draft, bool) {
	key := StepKey(k)
	i := slices.IndexFunc(c.Drafts, func(d disclosure.Draft) bool {
		switch {
		case d.Step == key:
			return true
		case d.Role != k.Step.Role || d.Template != k.Step.Template || !mayStillArrive(c, d):
			return false
		case ownStep(k): // of the party alone: a word to another one is none to it
			return d.Step == "" && strings.EqualFold(c.PartyName(d.Role, d.Name), k.Name)
		default: // two notices to one provider would be one too many, whoever's step each is of
			contact, known := stepContact(c, k)
			return d.Step == "" || k.Name != "" && known && d.Contact == contact.ID
		}
	})
	if i < 0 {
		return disclosure.Draft{}, false
	}
	return c.Drafts[i], true
}

// mayStillArrive reports whether a draft may still become a message that arrives.
func mayStillArrive(c *disclosure.Case, d disclosure.Draft) bool {
	switch d.State {
	case disclosure.DraftOpen, disclosure.DraftApproved:
		return true
	case disclosure.DraftSent:
		m, _ := c.Message(d.Message)
		return m.State == disclosure.MessageQueued || m.State == disclosure.MessageUncertain
	case disclosure.DraftDiscarded:
		return false
	default:
		return false
	}
}

// stepContact finds whom a step turns to: of the contacts of its role on which Daylight can send and from which nothing came
// back, the most reliable one. A step of a party to itself leaves out all other parties; one to a third party prefers that of the
// party's country. "Other" leaves out each way on which the party was tried; another channel goes before another address on the
// same one.
func stepContact(c *disclosure.Case, of *clock.Deadline) (disclosure.Contact, bool) {
	step, name := of.Step, ""
	if ownStep(of) {
		name = of.Name
	}
	tried, channels := attempted(c, step.Role, name)
	var found []disclosure.Contact
	for _, k := range c.Contacts {
		if k.Role != step.Role || name != "" && !strings.EqualFold(c.PartyName(k.Role, k.Name), name) {
			continue
		}
		p, _ := c.Party(k.Role, k.Name)
		switch {
		case k.Quality == disclosure.QualityBounced || p.DoNotContact || !task.SentBy(k.Channel):
		case step.Channel == clock.OtherChannel && (tried[k.ID] || attemptedAddress(c, k, tried)):
		case step.Channel != "" && step.Channel != clock.OtherChannel && string(k.Channel) != step.Channel:
		default:
			found = append(found, k)
		}
	}
	if len(found) == 0 {
		return disclosure.Contact{}, false
	}
	slices.SortStableFunc(found, func(a, b disclosure.Contact) int {
		same := 0
		if step.Channel == clock.OtherChannel {
			same = cmp.Compare(flag(channels[a.Channel]), flag(channels[b.Channel]))
		}
		return cmp.Or(elsewhere(c, of, a)-elsewhere(c, of, b), same, cmp.Compare(rank(a.Quality), rank(b.Quality)))
	})
	return found[0], true
}

// elsewhere is 1 for a third party of another country than the party whose step it is.
func elsewhere(c *disclosure.Case, of *clock.Deadline, k disclosure.Contact) int {
	if of.Name == "" || of.Country == "" || ownStep(of) {
		return 0
	}
	p, _ := c.Party(k.Role, k.Name)
	return flag(p.Country != of.Country)
}

// attemptedAddress reports whether the address is one that was tried as another contact.
func attemptedAddress(c *disclosure.Case, k disclosure.Contact, tried map[string]bool) bool {
	return slices.ContainsFunc(c.Contacts, func(o disclosure.Contact) bool {
		return tried[o.ID] && o.Channel == k.Channel && strings.EqualFold(o.Address, k.Address)
	})
}

func flag(b bool) int {
	if b {
		return 1
	}
	return 0
}

// rank orders contacts by how far they can be relied upon.
func rank(q disclosure.Quality) int {
	switch q {
	case disclosure.QualityConfirmed:
		return 0
	case disclosure.QualityPublished:
		return 1
	case disclosure.QualityGuessed:
		return 3
	case disclosure.QualityBounced:
		return 4
	default:
		return 2
	}
}

// StepJob returns the job that drafts the step of a clause that ran out, if there is somebody to turn to. A contact that is
// found later makes another job, since the key holds it.
//
// While our probes find it closed and only have not found so for long enough, nobody else is turned to: they would be told
// of a door that is shut. After a legal threat nothing is drafted until publishing was cleared.
func StepJob(c *disclosure.Case, k *clock.Deadline) (ledger.Job, bool) {
	if k.Step == nil || c.UnderThreat() || StepDrafted(c, k) || c.SeemsShut() {
		return ledger.Job{}, false
	}
	contact, ok := stepContact(c, k)
	if !ok {
		return ledger.Job{}, false
	}
	key := fmt.Sprintf("%s/step/%s/%s", c.ID, StepKey(k), contact.ID)
	step := task.Escalation{Clause: k.Key(), Episode: k.Episode, Contact: contact.ID}
	return ledger.NewJob(ledger.QueueTimer, key, step), true
}

// attempted returns the contacts and channels on which a role, or one party of it, was written to, by us or as a person recorded it.
func attempted(c *disclosure.Case, role disclosure.Role, name string) (contacts map[string]bool, channels map[disclosure.Channel]bool) {
	contacts, channels = map[string]bool{}, map[disclosure.Channel]bool{}
	other := func(of string) bool { return name != "" && !strings.EqualFold(c.PartyName(role, of), name) }
	for _, m := range c.Messages {
		if m.Role == role && !other(m.Name) && m.State != disclosure.MessageCancelled {
			contacts[m.Contact], channels[m.Channel] = true, true
		}
	}
	for i := range c.ClockEvents {
		t := &c.ClockEvents[i]
		ours := t.Kind.Info().Voice == disclosure.VoiceOutreach
		if !ours || t.Channel == "" || other(t.Name) || t.Party != role && (t.Party != "" || role != disclosure.Vendor) {
			continue
		}
		channels[t.Channel] = true
		if t.Contact != "" {
			contacts[t.Contact] = true
		} else if k := slices.IndexFunc(c.Contacts, func(k disclosure.Contact) bool { return k.Role == role && !other(k.Name) && k.Channel == t.Channel }); k >= 0 {
			contacts[c.Contacts[k].ID] = true // nobody wrote down which one it was: it will have been the first
		}
	}
	return contacts, channels
}
