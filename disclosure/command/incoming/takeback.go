package incoming

import (
	"fmt"
	"strings"

	"daylight/disclosure"
	"daylight/disclosure/change"
	"daylight/disclosure/command"
	"daylight/disclosure/fault"
)

// TakeBack corrects what an item of the inbox led to in a case, because it was assigned to the wrong case or read as the wrong
// thing: its answer, its claim, its bounce and whoever was taken for its writer. The clocks are computed as if it never came.
// A probing that it stopped stays stopped until a person resumes it.
type TakeBack struct {
	Inbox  int64
	Events []disclosure.Event // of the case, that came from the item
	// Qualities are those that contacts had before the item called them bounced, by id.
	Qualities map[string]disclosure.Quality
	Text      string // why
}

// Rule implements [command.Command].
func (TakeBack) Rule() command.Rule { return command.Rule{Rank: disclosure.Researcher, Ended: true} }

// Decide implements [command.Command].
func (cmd TakeBack) Decide(d *command.Frame) error {
	if len(cmd.Events) == 0 {
		return fault.Errorf(fault.Conflict, "nothing of %s came from item %d", d.Case.ID, cmd.Inbox)
	}
	for i := range cmd.Events {
		old := &cmd.Events[i]
		if old.Detail.Inbox != cmd.Inbox || old.Seq < 1 || old.Seq > d.Case.Version {
			return fault.Errorf(fault.Internal, "event %d did not come from item %d", old.Seq, cmd.Inbox)
		}
		if err := d.MayTakeBack(old.Seq); err != nil {
			return err
		}
		was := fmt.Sprintf("%s of the %s from item %d", strings.ReplaceAll(string(old.Kind), "_", " "), disclosure.PartyLabel(old.Party, old.Name), cmd.Inbox)
		e := change.Edit{}
		e.Add(change.Inbox, was, "")
		event := disclosure.Event{
			Kind: disclosure.KindCaseEdited, Party: old.Party, Name: old.Name, Channel: old.Channel, Corrects: old.Seq,
			Text: "taken back: " + was, Detail: disclosure.Detail{Edit: &e},
		}
		if why := strings.TrimSpace(cmd.Text); why != "" {
			event.Text += " (" + why + ")"
		}
		if k := old.Detail.Contact; k != nil {
			if now, ok := d.Case.Contact(k.ID); ok && now.Quality == disclosure.QualityBounced {
				now.Quality = cmd.Qualities[k.ID]
				event.Detail.Contact = &now
			}
		}
		d.Emit(event)
	}
	return nil
}
