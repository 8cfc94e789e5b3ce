package record

import (
	"slices"
	"strconv"
	"strings"

	"daylight/disclosure"
	"daylight/disclosure/civil"
	"daylight/disclosure/command"
	"daylight/disclosure/command/deadline"
	"daylight/disclosure/command/exposure"
	"daylight/disclosure/fault"
	"daylight/disclosure/hint"
	"daylight/disclosure/milestone"
	"daylight/disclosure/person"
)

// byHand is what a person does instead of entering an event by hand.
type byHand struct {
	how  string
	hint func(disclosure.CaseID) fault.Hint
}

// recordedByCommands are the kinds that only Daylight itself records, with what leads to them.
var recordedByCommands = map[disclosure.Kind]byHand{
	disclosure.KindRecorded:         {"it begins a case", func(disclosure.CaseID) fault.Hint { return hint.ToRecordCase() }},
	disclosure.KindDrafted:          {"write a draft", hint.ToWriteDraft},
	disclosure.KindApproved:         {"approve a draft", hint.ToApproveDraft},
	disclosure.KindProbed:           {"probe the asset", hint.ToProbe},
	disclosure.KindClosureSuspected: {"probe the asset", hint.ToProbe},
	disclosure.KindPublishApproved:  {"approve a publication", hint.ToApprovePublication},
	disclosure.KindPublished:        {"publish the writeup; what others published is `publicly_reported`", hint.ToPublish},
	disclosure.KindDuplicateOf:      {"close the case as a duplicate", hint.ToMarkDuplicate},
	disclosure.KindHandedOver:       {"close the case as handed over", hint.ToHandOver},
	disclosure.KindRejected:         {"close the case as rejected", hint.ToReject},
}

// AddEvent puts on record what a person knows: a phone call, an article, a statement.
type AddEvent struct {
	Kind       disclosure.Kind
	At         civil.When
	Until      civil.When
	Ongoing    bool
	Planned    bool
	Party      disclosure.Role
	Name       string
	Channel    disclosure.Channel
	Source     disclosure.Source
	Ref        string
	Text       string
	Visibility disclosure.Visibility
	Corrects   int
}

// Rule implements [command.Command]. What ends an embargo, answers a request, spares the heads-up or takes an asset out of what can be
// verified takes a lead.
func (cmd AddEvent) Rule() command.Rule {
	r := command.Rule{Rank: disclosure.Researcher, Engine: true, Ended: true}
	if cmd.Planned {
		return r
	}
	switch cmd.Kind {
	case disclosure.KindExploited, disclosure.KindLeaked, disclosure.KindPubliclyReported, disclosure.KindExtensionRefused,
		disclosure.KindUnverifiable:
		r.Rank = disclosure.Lead
	case disclosure.KindDeemedAware:
		r.CoApproval = command.CoApprovalAlways
	default:
	}
	return r
}

// Decide records what a person knows, held to the rules of order.
func (cmd AddEvent) Decide(d *command.Frame) error {
	if err := checkEvent(d, cmd); err != nil {
		return err
	}
	if err := checkCorrection(d, cmd.Corrects); err != nil {
		return err
	}
	if by, ok := clockCommand(cmd); ok {
		if cmd.Corrects > 0 {
			return fault.Errorf(fault.Invalid, "a clock event cannot correct another event: change the clock itself").
				With(hint.ToDecideClock(d.Case.ID))
		}
		return d.Do(by)
	}
	if err := checkOrder(d, cmd); err != nil {
		return err
	}
	e := disclosure.Event{
		Kind: cmd.Kind, At: cmd.At, Until: cmd.Until, Ongoing: cmd.Ongoing, Planned: cmd.Planned,
		Party: cmd.Party, Name: cmd.Name, Channel: cmd.Channel, Source: cmd.Source, Ref: cmd.Ref,
		Text: strings.TrimSpace(cmd.Text), Visibility: cmd.Visibility, Corrects: cmd.Corrects,
	}
	if e.Party != "" && e.Name == "" {
		var err error
		if e.Name, err = whichParty(d, &e); err != nil {
			return err
		}
	}
	if e.Kind == disclosure.KindDeemedAware && !e.Planned {
		return deemAware(d, e)
	}
	d.Emit(e)
	if !cmd.Planned {
		afterEvent(d, cmd)
	}
	return nil
}

// whichParty is the only party of the role. Of several, the first one is not meant for that: the event stays without a name, and who
// types what one of them said or was told is asked which one it was.
func whichParty(d *command.Frame, e *disclosure.Event) (string, error) {
	if only, ok := d.Case.SoleParty(e.Party); ok {
		return only.Name, nil
	}
	names := namesOf(d.Case, e.Party)
	if len(names) > 1 && d.Env.Actor.Hand.Via == person.CLI && e.Kind.Info().Voice != disclosure.VoiceNone {
		return "", fault.Errorf(fault.Invalid, "say which %s by name: %s", e.Party, strings.Join(names, ", "))
	}
	return "", nil
}

// namesOf quotes the names of the parties of a role, the first ten and how many more there are.
func namesOf(c *disclosure.Case, role disclosure.Role) []string {
	var names []string
	for _, p := range c.Parties {
		if p.Role == role && p.Name != "" {
			names = append(names, strconv.Quote(p.Name))
		}
	}
	if more := len(names) - 10; more > 0 {
		names = append(names[:10], strconv.Itoa(more)+" more")
	}
	return names
}

// afterEvent starts what a recorded fact entails.
func afterEvent(d *command.Frame, cmd AddEvent) {
	switch cmd.Kind {
	case disclosure.KindClosed:
		exposure.ContradictReport(d, cmd.At)
		probeClaim(d, cmd)
	case disclosure.KindFixClaimed:
		probeClaim(d, cmd)
	case disclosure.KindReopened:
		exposure.ProbeAll(d, disclosure.ProbeRequest{Reason: disclosure.ProbeForClaim, By: d.Env.Actor.Name})
	default:
	}
}

// probeClaim has it checked that something is fixed, whoever says so and however it came to us.
func probeClaim(d *command.Frame, cmd AddEvent) {
	by := cmd.Party
	if by == "" {
		by = disclosure.Vendor
	}
	exposure.ProbeClaim(d, disclosure.ProbeRequest{Reason: disclosure.ProbeForClaim, By: string(by), Channel: cmd.Channel, Ref: cmd.Ref}, by, cmd.Name)
}

func checkEvent(d *command.Frame, cmd AddEvent) error {
	if err := command.CheckVocabulary(&disclosure.Event{
		Kind: cmd.Kind, At: cmd.At, Party: cmd.Party, Channel: cmd.Channel, Source: cmd.Source, Visibility: cmd.Visibility,
	}); err != nil {
		return err
	}
	if err := command.CheckReference(cmd.Ref); err != nil {
		return err
	}
	switch {
	case !cmd.Until.IsZero() && cmd.Until.SurelyBefore(cmd.At):
		return fault.Errorf(fault.Invalid, "the span ends on %s, before it begins on %s", cmd.Until, cmd.At)
	case cmd.Corrects < 0 || cmd.Corrects > d.Case.Version:
		return fault.Errorf(fault.Invalid, "there is no event %d to correct", cmd.Corrects)
	case cmd.Kind == disclosure.KindNote && strings.TrimSpace(cmd.Text) == "":
		return fault.Errorf(fault.Invalid, "a note needs a text").With(hint.ToGiveText())
	case len(cmd.Text) > 20_000:
		return fault.Errorf(fault.Invalid, "the text is longer than 20,000 bytes")
	case cmd.Source == disclosure.SourceOwnProbe:
		return fault.Errorf(fault.Refused, "only a probe can record what a probe saw: probe the asset").With(hint.ToProbe(d.Case.ID))
	}
	if !cmd.Kind.Info().ByHand {
		instead, known := recordedByCommands[cmd.Kind]
		if !known {
			return fault.Errorf(fault.Refused, "%s cannot be entered by hand: Daylight records it", cmd.Kind)
		}
		return fault.Errorf(fault.Refused, "%s cannot be entered by hand: %s", cmd.Kind, instead.how).With(instead.hint(d.Case.ID))
	}
	return nil
}

// checkOrder refuses facts that contradict what is on record: in the future, or before what they answer.
func checkOrder(d *command.Frame, cmd AddEvent) error {
	if cmd.Planned {
		return nil
	}
	if d.InFuture(cmd.At) {
		return fault.Errorf(fault.Refused, "%s lies in the future: record it as planned", cmd.At)
	}
	switch cmd.Kind {
	case disclosure.KindAcknowledged, disclosure.KindReplied, disclosure.KindAutoReplied, disclosure.KindBounced, disclosure.KindDelivered, disclosure.KindDisputed, disclosure.KindRefused, disclosure.KindDeemedAware:
		return checkAnswer(d, cmd)
	case disclosure.KindClosed:
		if !d.Case.Discovered.IsZero() && cmd.At.SurelyBefore(d.Case.Discovered) {
			return fault.Errorf(fault.Refused, "closed on %s would be before the discovery on %s: correct one of the dates",
				cmd.At, d.Case.Discovered)
		}
	case disclosure.KindContacted, disclosure.KindEscalated:
		if !d.Case.Discovered.IsZero() && cmd.At.SurelyBefore(d.Case.Discovered) {
			return fault.Errorf(fault.Refused, "a contact on %s would be before the discovery on %s: correct one of the dates",
				cmd.At, d.Case.Discovered)
		}
	case disclosure.KindReopened:
		closed := milestone.ClosedAt(d.Case)
		if closed.IsZero() {
			return fault.Errorf(fault.Refused, "%s was not closed, so it cannot be reopened", d.Case.ID)
		}
		if cmd.At.SurelyBefore(closed) {
			return fault.Errorf(fault.Refused, "reopened on %s would be before the closure on %s", cmd.At, closed)
		}
	case disclosure.KindCorrected, disclosure.KindWithdrawn:
		withdrawn := d.Case.Publication == disclosure.PublicationWithdrawn && cmd.Kind == disclosure.KindCorrected // by mistake
		if !d.Case.IsPublished() && d.Case.Publication != disclosure.PublicationStub && !withdrawn {
			return fault.Errorf(fault.Refused, "nothing of %s is published, so nothing can be %s", d.Case.ID, cmd.Kind)
		}
	default:
	}
	return nil
}

// checkAnswer refuses an answer to somebody who was not written to, or from before they were.
func checkAnswer(d *command.Frame, cmd AddEvent) error {
	role := cmd.Party
	if role == "" {
		role = disclosure.Vendor
	}
	first := milestone.ContactWith(d.Case, role, cmd.Name)
	if first.IsZero() {
		return fault.Errorf(fault.Refused, "%s needs a contact with the %s first: record that contact, or record an unsolicited message of theirs as a statement",
			cmd.Kind, role).With(hint.ToRecordContactWith(d.Case.ID, role))
	}
	if cmd.At.SurelyBefore(first) {
		return fault.Errorf(fault.Refused, "%s on %s would be before the contact on %s that it answers", cmd.Kind, cmd.At, first)
	}
	return nil
}

// clockCommand translates an event about a clock, entered by hand, to the command with the rules of clocks.
func clockCommand(cmd AddEvent) (command.Command, bool) {
	clause := cmd.Ref
	if clause == "" {
		clause = disclosure.PublicationClause
	}
	switch cmd.Kind {
	case disclosure.KindDeadlineSet:
		return deadline.SetDeadline{At: cmd.At, Clause: clause, Due: cmd.Until, Reason: cmd.Text}, true
	case disclosure.KindExtensionGranted:
		return deadline.Extend{At: cmd.At, Clause: clause, Due: cmd.Until, Reason: cmd.Text, Party: cmd.Party}, true
	case disclosure.KindClockPaused:
		return deadline.PauseClock{At: cmd.At, Clause: clause, Reason: cmd.Text}, true
	case disclosure.KindClockResumed:
		return deadline.ResumeClock{At: cmd.At, Clause: clause, Reason: cmd.Text}, true
	default:
		return nil, false
	}
}

// deemAware records that a silent party is presumed to know. It takes two people, and it lists every attempt as the reason.
func deemAware(d *command.Frame, e disclosure.Event) error {
	if e.Party == "" {
		e.Party = disclosure.Vendor
	}
	h := milestone.ForClocks(d.Case)
	var tried []string
	for i := range h.Current().Parties {
		p := &h.Current().Parties[i]
		if p.Role != e.Party || e.Name != "" && p.Name != d.Case.PartyName(e.Party, e.Name) {
			continue
		}
		for j := range p.Attempts {
			a := &p.Attempts[j]
			s := a.At.String()
			if a.Channel != "" {
				s += " by " + string(a.Channel)
			}
			if !a.Bounced.IsZero() {
				s += " (came back)"
			}
			tried = append(tried, s)
		}
	}
	if len(tried) == 0 {
		return fault.Errorf(fault.Refused, "nobody has tried to reach the %s since it was last open, so they cannot be presumed to know", e.Party)
	}
	asProposed(d, &e)
	p := disclosure.Proposal{What: disclosure.ProposesAware, Party: e.Party, Name: e.Name, Channel: e.Channel, Due: e.At, Reason: e.Text}
	if e.Text != "" {
		p.Clause = "text " + person.Digest(struct{ Text string }{e.Text}) // the reason of a proposal is not part of what is decided, and these words are
	}
	coApprover, err := d.CoApprover(p, "presuming that somebody knows needs the approval of two people")
	if err != nil || coApprover == "" {
		return err
	}
	e.Text = strings.TrimSpace(e.Text + "\nAttempts: " + strings.Join(tried, "; "))
	e.Detail.CoApprover = coApprover
	d.Emit(e)
	return nil
}

// asProposed completes the word of a second person who only agrees: the date and the words are those of the first one. What they
// write themselves is a decision of its own.
func asProposed(d *command.Frame, e *disclosure.Event) {
	for _, p := range d.Case.OpenProposals(d.Env.Now) {
		theirs := p.What == disclosure.ProposesAware && p.Party == e.Party && p.Name == e.Name && !d.SameAs(p.First())
		if theirs && e.Text == "" && (e.At.IsZero() || e.At == p.Due) {
			e.At, e.Text, e.Channel = p.Due, p.Reason, p.Channel
		}
	}
	if e.At.IsZero() {
		e.At = d.Now()
	}
}

// checkCorrection refuses to let one person take back, by the way of a correction, what others decided or our probes saw.
func checkCorrection(d *command.Frame, seq int) error {
	i := slices.IndexFunc(d.Case.ClockEvents, func(t disclosure.ClockEvent) bool { return t.Seq == seq })
	if seq == 0 || i < 0 {
		return nil
	}
	if err := d.MayTakeBack(seq); err != nil {
		return err
	}
	t := &d.Case.ClockEvents[i]
	decided := t.Clock != nil || t.Policy != nil || t.Waived || t.Kind == disclosure.KindExploited || t.Kind == disclosure.KindLeaked ||
		t.Kind == disclosure.KindExtensionRequested || t.Kind == disclosure.KindReopened
	lead := d.Env.Actor.Role.AtLeast(disclosure.Lead)
	switch {
	case t.CoApprover != "":
		return fault.Errorf(fault.Refused, "event %d was approved by two people and cannot be undone by a correction: change the clock again", seq).
			With(hint.ToDecideClock(d.Case.ID))
	case t.Verified:
		return fault.Errorf(fault.Refused, "event %d is what our own probes saw: only a new probe can change that", seq)
	case t.Ours:
		return fault.Errorf(fault.Refused, "event %d is evidence of our own, a message of ours or an answer to it: it cannot be taken back by a correction", seq)
	case decided && !lead:
		return fault.Errorf(fault.Forbidden, "event %d moved a deadline: correcting it requires the role %s or higher; ask a lead of the team", seq, disclosure.Lead)
	case t.Clock == nil && t.Policy == nil && lead:
		return nil
	case !deadline.Sooner(d, disclosure.Event{Kind: disclosure.KindNote, Corrects: seq}):
		return nil
	case !lead:
		return fault.Errorf(fault.Forbidden, "without event %d something could be published sooner: correcting it requires the role %s or higher; ask a lead of the team", seq, disclosure.Lead)
	default:
		return fault.Errorf(fault.Refused, "without event %d something could be published sooner, which takes two people: change the clock itself", seq).
			With(hint.ToDecideClock(d.Case.ID))
	}
}
