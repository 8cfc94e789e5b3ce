package disclosure

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
)

// TaskStep is the task that drafts a step of the ladder.
const TaskStep Task = "timer/step"

// StepKey names a step of the ladder within a case: the episode and the clause.
func StepKey(episode int, clause string) string { return fmt.Sprintf("%d/%s", episode, clause) }

// DueSteps returns the steps of the ladder that fell due and have no draft yet, with the contact that each turns to. A step
// for which no contact is known has an empty one.
func (c *Case) DueSteps(env ClockEnv) ([]DueStep, error) {
	clocks, err := c.Deadlines(env)
	if err != nil {
		return nil, err
	}
	var out []DueStep
	for _, k := range CurrentClocks(clocks) {
		if k.Step == nil || k.State != ClockOverdue || c.Ended() || c.stepDrafted(&k) || c.ExposureState() == ExposureSuspected {
			continue
		}
		contact, _ := c.stepContact(k.Step)
		out = append(out, DueStep{Deadline: k, Contact: contact})
	}
	return out, nil
}

// DueStep is a step of the ladder that somebody should take.
type DueStep struct {
	Deadline
	Contact Contact
}

// stepDrafted reports whether the step has its draft, or a person is at the same message: two notices to one provider would
// be one too many.
func (c *Case) stepDrafted(k *Deadline) bool {
	key := StepKey(k.Episode, k.Clause)
	return slices.ContainsFunc(c.Drafts, func(d Draft) bool {
		return d.Step == key || d.Step == "" && d.Role == k.Step.Role && d.Template == k.Step.Template && c.onItsWay(d)
	})
}

// onItsWay reports whether a draft may still become a message that arrives.
func (c *Case) onItsWay(d Draft) bool {
	switch d.State {
	case DraftOpen, DraftApproved:
		return true
	case DraftSent:
		m, _ := c.Message(d.Message)
		return m.State == MessageQueued || m.State == MessageUncertain
	case DraftDiscarded:
		return false
	default:
		return false
	}
}

// stepContact finds whom a step turns to: of the contacts of its role on which Daylight can send and from which nothing came
// back, the most reliable one. "Other" leaves out each way on which the party was tried; another channel goes before
// another address on the same one.
func (c *Case) stepContact(step *Step) (Contact, bool) {
	tried, channels := c.tried(step.Role)
	var found []Contact
	for _, k := range c.Contacts {
		p, _ := c.Party(k.Role, k.Name)
		switch {
		case k.Role != step.Role || k.Quality == QualityBounced || p.DoNotContact || !k.Channel.Sends():
		case step.Channel == OtherChannel && (tried[k.ID] || c.triedAddress(k, tried)):
		case step.Channel != "" && step.Channel != OtherChannel && string(k.Channel) != step.Channel:
		default:
			found = append(found, k)
		}
	}
	if len(found) == 0 {
		return Contact{}, false
	}
	slices.SortStableFunc(found, func(a, b Contact) int {
		same := 0
		if step.Channel == OtherChannel {
			same = cmp.Compare(flag(channels[a.Channel]), flag(channels[b.Channel]))
		}
		return cmp.Or(same, cmp.Compare(a.Quality.rank(), b.Quality.rank()))
	})
	return found[0], true
}

// triedAddress reports whether the address is one that was tried as another contact.
func (c *Case) triedAddress(k Contact, tried map[string]bool) bool {
	return slices.ContainsFunc(c.Contacts, func(o Contact) bool {
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
func (q Quality) rank() int {
	switch q {
	case QualityConfirmed:
		return 0
	case QualityPublished:
		return 1
	case QualityGuessed:
		return 3
	case QualityBounced:
		return 4
	default:
		return 2
	}
}

// stepJob returns the job that drafts the step of a clause that ran out, if there is somebody to turn to. A contact that is
// found later makes another job, since the key holds it.
//
// While our probes find it closed and only have not found so for long enough, nobody else is turned to: they would be told
// of a door that is shut.
func stepJob(c *Case, k *Deadline) (Job, bool) {
	if k.Step == nil || c.stepDrafted(k) || c.ExposureState() == ExposureSuspected {
		return Job{}, false
	}
	contact, ok := c.stepContact(k.Step)
	if !ok {
		return Job{}, false
	}
	return Job{
		Queue: QueueTimer, Task: TaskStep, Key: fmt.Sprintf("%s/step/%s/%s", c.ID, StepKey(k.Episode, k.Clause), contact.ID),
		Args: JobArgs{Clause: k.Clause, Seq: k.Episode, Ref: contact.ID},
	}, true
}

// DraftStep puts the draft of a step on record, once for each episode and clause. A step that is not due any more, since
// somebody answered while its text was written, leaves nothing behind.
type DraftStep struct {
	Clause  string
	Episode int
	Draft   Draft // Template, Contact, Lang, Subject, Body
	Blob    Blob
}

// Rule implements [Command].
func (DraftStep) Rule() CommandRule { return CommandRule{Engine: true} }

// Decide implements [Command].
func (cmd DraftStep) Decide(d *Frame) error {
	k, _, err := d.clockOfClause(cmd.Clause)
	if err != nil {
		return err
	}
	if k.Episode != cmd.Episode || k.State != ClockOverdue || k.Step == nil || d.Case.Ended() || d.Case.stepDrafted(&k) {
		return nil
	}
	cmd.Draft.Step = StepKey(k.Episode, k.Clause)
	return NewDraft{Draft: cmd.Draft, Blob: cmd.Blob}.Decide(d)
}

// tried returns the contacts and channels on which a role was written to, by us or as a person recorded it.
func (c *Case) tried(role Role) (contacts map[string]bool, channels map[Channel]bool) {
	contacts, channels = map[string]bool{}, map[Channel]bool{}
	for _, m := range c.Messages {
		if m.Role == role && m.State != MessageCancelled {
			contacts[m.Contact], channels[m.Channel] = true, true
		}
	}
	for i := range c.Turns {
		t := &c.Turns[i]
		ours := t.Kind == KindContacted || t.Kind == KindEscalated || t.Kind == KindHeadsUpSent
		if !ours || t.Channel == "" || t.Party != role && (t.Party != "" || role != Vendor) {
			continue
		}
		channels[t.Channel] = true
		if t.Contact != "" {
			contacts[t.Contact] = true
		} else if k := slices.IndexFunc(c.Contacts, func(k Contact) bool { return k.Role == role && k.Channel == t.Channel }); k >= 0 {
			contacts[c.Contacts[k].ID] = true // nobody wrote down which one it was: it will have been the first
		}
	}
	return contacts, channels
}

// stepStillDue refuses to approve or send a step that something has stopped since it was drafted: the other side answered,
// it is closed, or the message was sent on another way.
func (d *Frame) stepStillDue(draft Draft) error {
	if draft.Step == "" {
		return nil
	}
	states, err := d.Case.clockStates(d.Env.Clock())
	if err != nil {
		return err
	}
	for i := range states.all {
		k := &states.all[i]
		if StepKey(k.Episode, k.Clause) == draft.Step && k.State != ClockOverdue {
			return Errorf(Refused, "the step %s is not due any more: %s. Discard %s, or write a message of your own with `bot draft new`",
				k.Clause, k.Because, draft.ID)
		}
	}
	return nil
}
