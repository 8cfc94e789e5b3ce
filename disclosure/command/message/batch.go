package message

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"daylight/disclosure"
	"daylight/disclosure/command"
	"daylight/disclosure/fault"
	"daylight/disclosure/person"
)

// NewBatch starts many messages in one decision, such as one to each party that is silent. Each is a message of its own; what they
// share is who wrote them and that they can be approved as one list.
type NewBatch struct {
	Drafts []disclosure.Draft // as for [NewDraft]; Step where it is the draft of a step
	Blobs  []disclosure.Blob  // one a draft
}

// Rule implements [command.Command].
func (NewBatch) Rule() command.Rule { return command.Rule{Rank: disclosure.Researcher} }

// Decide implements [command.Command].
func (cmd NewBatch) Decide(d *command.Frame) error {
	if len(cmd.Drafts) == 0 || len(cmd.Drafts) != len(cmd.Blobs) {
		return fault.Errorf(fault.Invalid, "a batch needs drafts, each with its text")
	}
	id := nextBatch(d.Case)
	for i := range cmd.Drafts {
		draft := cmd.Drafts[i]
		draft.Batch = id
		if err := (NewDraft{Draft: draft, Blob: cmd.Blobs[i]}).Decide(d); err != nil {
			return fmt.Errorf("the message to %s: %w", draft.Contact, err)
		}
	}
	return nil
}

// nextBatch is the id of a new batch: B1, B2 and so on.
func nextBatch(c *disclosure.Case) string {
	last := 0
	for i := range c.Drafts {
		if n, err := strconv.Atoi(strings.TrimPrefix(c.Drafts[i].Batch, "B")); err == nil {
			last = max(last, n)
		}
	}
	return "B" + strconv.Itoa(last+1)
}

// InBatch returns the drafts of a batch that were not discarded, in order.
func InBatch(c *disclosure.Case, batch string) []disclosure.Draft {
	if batch == "" {
		return nil
	}
	return slices.DeleteFunc(slices.Clone(c.Drafts), func(d disclosure.Draft) bool {
		return !strings.EqualFold(d.Batch, batch) || d.State == disclosure.DraftDiscarded
	})
}

// BatchOf is what the approval of a batch decides: the list of the messages, of each to whom it goes, and every word of it. It stays
// the same while they are approved one after the other.
func BatchOf(c *disclosure.Case, batch string) person.Decision {
	type line struct {
		Draft   string          `json:"draft"`
		Role    disclosure.Role `json:"role"`
		Name    string          `json:"name"`
		Contact string          `json:"contact"`
		Digest  string          `json:"digest"` // of the draft, see [ApprovalOf]
	}
	drafts := InBatch(c, batch)
	list := make([]line, len(drafts))
	for i := range drafts {
		d := &drafts[i]
		list[i] = line{d.ID, d.Role, d.Name, d.Contact, ApprovalOf(c, d).Digest}
	}
	return person.Decision{
		Case: string(c.ID), What: fmt.Sprintf("batch %s of %d drafts", strings.ToUpper(batch), len(list)),
		Digest: person.Digest(struct {
			Batch []line `json:"batch"`
		}{list}),
	}
}

// sampleSize is how many messages of a batch an approver reads at least.
const sampleSize = 3

// Sample returns the messages of a batch that an approver has to have read: one in each language, and at least three. Which ones they
// are follows from the digest of the list, so that nobody chooses them.
func Sample(c *disclosure.Case, batch string) []disclosure.Draft {
	drafts := InBatch(c, batch)
	seed := BatchOf(c, batch).Digest
	lot := func(d *disclosure.Draft) string { return person.Digest([]string{seed, d.ID}) }
	lots := make(map[string]string, len(drafts))
	for i := range drafts {
		lots[drafts[i].ID] = lot(&drafts[i])
	}
	slices.SortFunc(drafts, func(a, b disclosure.Draft) int { return cmp.Compare(lots[a.ID], lots[b.ID]) })
	var out, rest []disclosure.Draft
	seen := map[string]bool{}
	for _, d := range drafts {
		if seen[d.Lang] {
			rest = append(rest, d)
			continue
		}
		seen[d.Lang] = true
		out = append(out, d)
	}
	return append(out, rest[:max(0, min(sampleSize-len(out), len(rest)))]...)
}

// ReadSample puts on record that somebody was shown the sample of a batch.
type ReadSample struct {
	Batch string
	Of    person.Decision // the batch as it was shown; the zero value is as it is now
}

// Rule implements [command.Command].
func (ReadSample) Rule() command.Rule { return command.Rule{Rank: disclosure.Researcher} }

// Decide implements [command.Command].
func (cmd ReadSample) Decide(d *command.Frame) error {
	if err := sameBatch(d.Case, cmd.Batch, cmd.Of); err != nil {
		return err
	}
	for _, draft := range Sample(d.Case, cmd.Batch) {
		if hasRead(d, &draft) {
			continue
		}
		draft.ReadBy = append(slices.Clone(draft.ReadBy), d.Env.Actor.Person())
		d.Emit(draftEvent(disclosure.KindDraftRead, draft, fmt.Sprintf("read %s, revision %d, as a sample of %s", draft.ID, draft.Revision, draft.Batch)))
	}
	return nil
}

func hasRead(d *command.Frame, draft *disclosure.Draft) bool {
	return slices.ContainsFunc(draft.ReadBy, d.SameAs)
}

// sameBatch refuses a batch that does not exist, or that is no longer what somebody saw.
func sameBatch(c *disclosure.Case, batch string, of person.Decision) error {
	now := BatchOf(c, batch)
	switch {
	case len(InBatch(c, batch)) == 0:
		return fault.Errorf(fault.NotFound, "%s has no batch %q", c.ID, batch)
	case of != (person.Decision{}) && of != now:
		return fault.Errorf(fault.Conflict, "the batch %s has changed since you saw it: read its sample again", batch)
	}
	return nil
}
