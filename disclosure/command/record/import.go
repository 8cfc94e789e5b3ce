package record

import (
	"daylight/disclosure"
	"daylight/disclosure/civil"
	"daylight/disclosure/command"
	"daylight/disclosure/fault"
	"daylight/disclosure/person"
)

// Import opens a case from a history that somebody else wrote. The rules about order are not applied: the history is
// recorded as its source states it, and the timeline's lint reports contradictions.
type Import struct {
	ID       disclosure.CaseID
	Facts    disclosure.Facts
	Contacts []disclosure.Contact
	Events   []disclosure.Event // Kind, At, Until, Ongoing, Planned, Party, Name, Channel, Source, Ref, Text, Visibility
}

// Rule implements [command.Command].
func (Import) Rule() command.Rule { return command.Rule{Rank: disclosure.Researcher, Opens: true} }

// For implements [command.Opening].
func (cmd Import) For(id disclosure.CaseID) command.Opening {
	cmd.ID = id
	return cmd
}

// Discovery implements [command.Opening]. A history that does not say when it was discovered counts from the first thing that
// happened in it.
func (cmd Import) Discovery() civil.When {
	var first civil.When
	for _, e := range cmd.Events {
		switch {
		case e.Planned || e.At.IsZero():
		case e.Kind == disclosure.KindDiscovered:
			return e.At
		case e.Kind == disclosure.KindExposureStarted: // long before anybody knew of it
		case first.IsZero() || e.At.Compare(first) < 0:
			first = e.At
		}
	}
	return first
}

// Decide implements [command.Command].
func (cmd Import) Decide(d *command.Frame) error {
	facts, err := checkFacts(cmd.Facts, d.Env.Rules)
	if err != nil {
		return err
	}
	facts.Imported = true
	d.Open(cmd.ID)
	d.Emit(disclosure.Event{Kind: disclosure.KindRecorded, Source: disclosure.SourceImport, Text: facts.Title, Detail: disclosure.Detail{Facts: &facts}})
	d.Imported = true
	for i, e := range cmd.Events {
		if err := command.CheckVocabulary(&e); err != nil {
			return err
		}
		if Proves(e.Source) {
			return fault.Errorf(fault.Refused, "event %d names %s as its source: a file cannot prove what a probe or a message of ours did; name who says so, or leave the source out", i+1, e.Source)
		}
		if err := command.CheckReference(e.Ref); err != nil {
			return err
		}
		if e.Source == "" {
			e.Source = disclosure.SourceImport
		}
		e.Detail, e.Hand = importDetail(&e), person.Hand{} // what a file says of who did it shows nothing
		d.Emit(e)
	}
	// Contacts come last: a correction names the event that it corrects by its place in the file.
	for _, k := range cmd.Contacts {
		if err := (AddContact{Contact: k}).Decide(d); err != nil {
			return err
		}
	}
	return nil
}

// Proves reports whether a source stands for what Daylight itself saw or sent. No file can bring that.
func Proves(s disclosure.Source) bool {
	return s == disclosure.SourceOwnProbe || s == disclosure.SourceOwnMail
}

// importDetail is what an event of a file means beyond its place in the story. A file can tell, it cannot prove: no
// closure of it is verified, no publication of it approved.
func importDetail(e *disclosure.Event) disclosure.Detail {
	switch e.Kind {
	case disclosure.KindDeadlineSet, disclosure.KindExtensionGranted:
		if !e.Until.IsZero() {
			return disclosure.Detail{Clock: &disclosure.ClockSet{Clause: disclosure.PublicationClause, Due: e.Until}}
		}
	case disclosure.KindWorkClosed:
		return disclosure.Detail{Work: disclosure.WorkClosed}
	case disclosure.KindWorkResumed:
		return disclosure.Detail{Work: disclosure.WorkActive}
	case disclosure.KindRejected:
		return disclosure.Detail{Work: disclosure.WorkRejected}
	case disclosure.KindDuplicateOf:
		return disclosure.Detail{Work: disclosure.WorkDuplicate}
	case disclosure.KindHandedOver:
		return disclosure.Detail{Work: disclosure.WorkHandedOver}
	default:
	}
	return disclosure.Detail{}
}
