package publish

import (
	"fmt"
	"strings"

	"daylight/disclosure"
	"daylight/disclosure/command"
	"daylight/disclosure/fault"
	"daylight/disclosure/manuscript"
)

// maxWords is how many words a case protects. Each costs the gate next to nothing; a list this long is a mistake.
const maxWords = 1000

// Protect keeps words out of the pages of a case. The command knows none of them: it brings their ids, and the keyed digests that the gate
// looks for as a text that is encrypted beside the event.
type Protect struct {
	IDs  []string
	Blob disclosure.Blob // a line for each word: its id, and the digest of each way to write it
}

// Rule implements [command.Command]. Pages are also corrected after the work has ended.
func (Protect) Rule() command.Rule { return command.Rule{Rank: disclosure.Researcher, Ended: true} }

// Decide records the words that are not protected yet. Nothing is recorded where all of them are.
func (cmd Protect) Decide(d *command.Frame) error {
	var fresh []string
	seen := map[string]bool{}
	for _, id := range cmd.IDs {
		if _, known := d.Case.Manuscript.Word(id); !known && !seen[id] {
			fresh = append(fresh, id)
		}
		seen[id] = true
	}
	switch {
	case len(cmd.IDs) == 0:
		return fault.Errorf(fault.Invalid, "there is no word: write one word, or a few that belong together, in each line")
	case len(fresh) == 0:
		return nil
	case cmd.Blob.Ref == "" || len(cmd.Blob.Plain) == 0:
		return fault.Errorf(fault.Invalid, "the words came without what the gate looks for")
	case len(d.Case.Manuscript.Guards)+len(fresh) > maxWords:
		return fault.Errorf(fault.Invalid, "a case protects at most %d words", maxWords)
	}
	text := "1 word is protected: no page may hold it"
	if len(fresh) > 1 {
		text = fmt.Sprintf("%d words are protected: no page may hold them", len(fresh))
	}
	d.Blob(cmd.Blob)
	d.Emit(disclosure.Event{
		Kind: disclosure.KindWordsProtected, Text: text,
		Detail: disclosure.Detail{Body: cmd.Blob.Ref, Words: &manuscript.Words{IDs: fresh}},
	})
	return nil
}

// Unprotect lets pages hold a word again. The first person proposes it, the second agrees: else one of them alone could let out what takes
// two to override.
type Unprotect struct{ Word, Reason string }

// Rule implements [command.Command].
func (Unprotect) Rule() command.Rule {
	return command.Rule{Rank: disclosure.Researcher, Ended: true, CoApproval: command.CoApprovalAlways}
}

// Decide records the word of two people.
func (cmd Unprotect) Decide(d *command.Frame) error {
	reason := strings.TrimSpace(cmd.Reason)
	if len(reason) > longestReason {
		return fault.Errorf(fault.Invalid, "a reason has at most %d bytes", longestReason)
	}
	w, ok := d.Case.Manuscript.Word(cmd.Word)
	if !ok {
		return fault.Errorf(fault.NotFound, "%s protects no word with this id", d.Case.ID)
	}
	first, err := d.CoApprover(disclosure.Proposal{What: disclosure.ProposesBaring, Name: w.ID, Reason: reason}, "a protected word takes two people")
	if err != nil || first == "" {
		return err
	}
	text := "the word " + w.ID + " is not protected any more"
	if reason != "" {
		text += " (" + reason + ")"
	}
	d.Emit(disclosure.Event{
		Kind: disclosure.KindWordUnprotected, Ref: w.ID, Text: text,
		Detail: disclosure.Detail{Words: &manuscript.Words{IDs: []string{w.ID}}, CoApprover: first},
	})
	return nil
}
