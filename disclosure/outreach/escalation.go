package outreach

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"daylight/disclosure"
	"daylight/disclosure/clock"
	"daylight/disclosure/ledger"
	"daylight/disclosure/milestone"
	"daylight/disclosure/task"
)

// StepKey names a step of the escalation within a case: the episode and the key of its clock.
func StepKey(k *clock.Deadline) string { return strconv.Itoa(k.Episode) + "/" + k.Key() }

// StepDrafted reports whether the step has its draft, or a person is at the same message: two notices to one provider would
// be one too many, also where several vendors' steps turn to it.
func StepDrafted(c *disclosure.Case, k *clock.Deadline) bool {
	_, ok := draftOfStep(c, k)
	return ok
}

// draftOfStep finds the draft of a step, or the message of a person that does for it.
func draftOfStep(c *disclosure.Case, k *clock.Deadline) (disclosure.Draft, bool) {
	clause := strconv.Itoa(k.Episode) + "/" + k.Clause
	i := slices.IndexFunc(c.Drafts, func(d disclosure.Draft) bool {
		switch {
		case d.State == disclosure.DraftDiscarded && d.Overtaken:
			return false // something stopped it then, and it is due again
		case IsStep(c, &d, k):
			return true
		case d.Role != k.Step.Role || d.Template != StepTemplate(c, k) || !mayStillArrive(c, d):
			return false
		case d.Step == "":
			return turnsTo(c, k, d.Role, d.Name)
		default: // a draft of another party's step
			return d.Role != k.Role && strings.HasPrefix(d.Step, clause+"@") && turnsTo(c, k, d.Role, d.Name)
		}
	})
	if i < 0 {
		return disclosure.Draft{}, false
	}
	return c.Drafts[i], true
}

// StepTemplate is the message by which a step is taken. A reminder says that they were told before, so to somebody from whom all
// came back it is the first contact, on another way.
func StepTemplate(c *disclosure.Case, k *clock.Deadline) disclosure.Template {
	tried := !milestone.ContactWith(c, k.Role, k.Name).IsZero()
	if k.Step.Template == disclosure.FollowUp && ownStep(k) && tried && milestone.AcceptedBy(c, k.Role, k.Name).IsZero() {
		return disclosure.FirstContact
	}
	return k.Step.Template
}

// ownStep reports whether a step turns to the party whose clock it is of.
func ownStep(k *clock.Deadline) bool { return k.Name != "" && k.Step.Role == k.Role }

// IsStep reports whether a draft is of the step of a clock. One that names the clause alone was drafted before clocks belonged to
// parties: it is the step of each party that it may have been for.
//
// A draft from before its party was renamed is still of the party's step.
func IsStep(c *disclosure.Case, d *disclosure.Draft, k *clock.Deadline) bool {
	switch d.Step {
	case "":
		return false
	case StepKey(k):
		return true
	case strconv.Itoa(k.Episode) + "/" + k.Clause:
		return d.Role != k.Role || d.Name == "" || strings.EqualFold(d.Name, k.Name)
	}
	episode, key, _ := strings.Cut(d.Step, "/")
	set := clock.SplitKey(key)
	return episode == strconv.Itoa(k.Episode) && set.Clause == k.Clause && set.Role == k.Role && set.Name != "" && k.Name != "" &&
		strings.EqualFold(c.PartyName(set.Role, set.Name), c.PartyName(k.Role, k.Name))
}

// turnsTo reports whether the step of a clock may turn to a party.
func turnsTo(c *disclosure.Case, k *clock.Deadline, role disclosure.Role, name string) bool {
	if role == k.Role && name != "" && len(c.FormerNames) == 0 {
		return k.Name == "" || strings.EqualFold(name, k.Name)
	}
	p, ok := c.Party(role, name)
	if !ok || name == "" {
		p = disclosure.Party{Role: role, Name: name}
		if only, ok := c.SoleParty(role); ok {
			p = only
		}
	}
	return k.Concerns(c, p)
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
// back, the most reliable one. "Other" leaves out each way on which the party was tried; another channel goes before
// another address on the same one.
func stepContact(c *disclosure.Case, due *clock.Deadline) (disclosure.Contact, bool) {
	step := due.Step
	tried, channels := attempted(c, due)
	var found []disclosure.Contact
	for _, k := range c.Contacts {
		if k.Role != step.Role || !turnsTo(c, due, k.Role, k.Name) {
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
		return cmp.Or(same, cmp.Compare(rank(a.Quality), rank(b.Quality)))
	})
	return found[0], true
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
	if k.Step == nil || c.UnderThreat() || StepDrafted(c, k) || seemsShut(c) {
		return ledger.Job{}, false
	}
	contact, ok := stepContact(c, k)
	if !ok {
		return ledger.Job{}, false
	}
	// With the date: a step that rested and is due again is another draft. It may be due since the same day as before.
	key := fmt.Sprintf("%s/step/%s/%s/%s", c.ID, StepKey(k), contact.ID, k.Due)
	if n := overtaken(c, k); n > 0 {
		key += "/" + strconv.Itoa(n)
	}
	step := task.Escalation{Clause: k.Key(), Episode: k.Episode, Contact: contact.ID}
	return ledger.NewJob(ledger.QueueTimer, key, step), true
}

// overtaken is how many drafts of a step something stopped.
func overtaken(c *disclosure.Case, k *clock.Deadline) (n int) {
	for i := range c.Drafts {
		if d := &c.Drafts[i]; d.Overtaken && IsStep(c, d, k) {
			n++
		}
	}
	return n
}

// attempted returns the contacts and channels on which the party of a step was written to, by us or as a person recorded it.
func attempted(c *disclosure.Case, due *clock.Deadline) (contacts map[string]bool, channels map[disclosure.Channel]bool) {
	contacts, channels = map[string]bool{}, map[disclosure.Channel]bool{}
	role := due.Step.Role
	for _, m := range c.Messages {
		if m.Role == role && m.State != disclosure.MessageCancelled && turnsTo(c, due, m.Role, m.Name) {
			contacts[m.Contact], channels[m.Channel] = true, true
		}
	}
	for i := range c.ClockEvents {
		t := &c.ClockEvents[i]
		ours := t.Kind.Info().Voice == disclosure.VoiceOutreach
		if !ours || t.Channel == "" || t.Party != role && (t.Party != "" || role != disclosure.Vendor) || !turnsTo(c, due, role, t.Name) {
			continue
		}
		channels[t.Channel] = true
		if t.Contact != "" {
			contacts[t.Contact] = true
		} else if k := slices.IndexFunc(c.Contacts, func(k disclosure.Contact) bool {
			return k.Role == role && k.Channel == t.Channel && turnsTo(c, due, k.Role, k.Name)
		}); k >= 0 {
			contacts[c.Contacts[k].ID] = true // nobody wrote down which one it was: it will have been the first
		}
	}
	return contacts, channels
}
