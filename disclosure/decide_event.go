package disclosure

import (
	"maps"
	"slices"
	"strings"
)

// madeByUs are the kinds that only Daylight itself records, with the command that leads to them.
var madeByUs = map[Kind]string{
	KindRecorded:         "a case is recorded with `bot case new`",
	KindDrafted:          "write a draft with `bot draft new`",
	KindApproved:         "approve a draft with `bot draft approve`",
	KindProbed:           "ask the asset with `bot probe`",
	KindClosureSuspected: "ask the asset with `bot probe`",
	KindPublishApproved:  "approve a publication with `bot publish --approve-as`",
	KindPublished:        "publish with `bot publish`; what others published is `publicly_reported`",
	KindDuplicateOf:      "use `bot case close --duplicate-of`",
	KindHandedOver:       "use `bot case close --handed-over-to`",
	KindRejected:         "use `bot case close --rejected`",
}

// AddEvent puts on record what a person knows: a phone call, an article, a statement.
type AddEvent struct {
	Kind       Kind
	At         When
	Until      When
	Ongoing    bool
	Planned    bool
	Party      Role
	Name       string
	Channel    Channel
	Source     Source
	Ref        string
	Text       string
	Visibility Visibility
	Corrects   int
}

// Rule implements [Command]. What ends every embargo takes a lead.
func (cmd AddEvent) Rule() CommandRule {
	r := CommandRule{Rank: Researcher, Engine: true, Ended: true}
	if (cmd.Kind == KindExploited || cmd.Kind == KindLeaked) && !cmd.Planned {
		r.Rank = Lead
	}
	if cmd.Kind == KindDeemedAware && !cmd.Planned {
		r.Second = SecondAlways
	}
	return r
}

// Decide records what a person knows, held to the rules of order.
func (cmd AddEvent) Decide(d *Frame) error {
	if err := d.checkEvent(cmd); err != nil {
		return err
	}
	if err := d.mayCorrect(cmd.Corrects); err != nil {
		return err
	}
	if by, ok := clockCommand(cmd); ok {
		if cmd.Corrects > 0 {
			return Errorf(Invalid, "a decision about a clock corrects no other event: say it with `bot clock`")
		}
		return d.Do(by)
	}
	if err := d.checkOrder(cmd); err != nil {
		return err
	}
	e := Event{
		Kind: cmd.Kind, At: cmd.At, Until: cmd.Until, Ongoing: cmd.Ongoing, Planned: cmd.Planned,
		Party: cmd.Party, Name: cmd.Name, Channel: cmd.Channel, Source: cmd.Source, Ref: cmd.Ref,
		Text: strings.TrimSpace(cmd.Text), Visibility: cmd.Visibility, Corrects: cmd.Corrects,
	}
	if e.Party != "" && e.Name == "" {
		if p, ok := d.Case.Party(e.Party, ""); ok {
			e.Name = p.Name
		}
	}
	if e.Kind == KindDeemedAware && !e.Planned {
		return d.deemAware(e)
	}
	d.Emit(e)
	if !cmd.Planned {
		d.afterEvent(cmd)
	}
	return nil
}

// afterEvent starts what a recorded fact entails.
func (d *Frame) afterEvent(cmd AddEvent) {
	switch cmd.Kind {
	case KindFixClaimed:
		by := cmd.Party
		if by == "" {
			by = Vendor
		}
		d.probeClaim(Asked{Reason: AskedClaim, By: string(by), Channel: cmd.Channel, Ref: cmd.Ref})
	case KindReopened:
		d.probeAll(Asked{Reason: AskedClaim, By: d.Env.Actor.Name})
	default:
	}
}

// checkWords refuses an event whose words are none of ours, whoever tells it.
func checkWords(e *Event) error {
	switch {
	case !e.Kind.Valid():
		return Errorf(Invalid, "unknown kind of event %q: write one of %s", e.Kind, join(Kinds()))
	case e.At.IsZero():
		return Errorf(Invalid, "an event needs the date on which it happened")
	case e.Party != "" && !e.Party.Valid():
		return Errorf(Invalid, "unknown party %q: write one of %s", e.Party, join(Roles()))
	case e.Channel != "" && !e.Channel.Valid():
		return Errorf(Invalid, "unknown channel %q: write one of %s", e.Channel, join(Channels()))
	case e.Source != "" && !e.Source.Valid():
		return Errorf(Invalid, "unknown source %q: write one of %s", e.Source, join(Sources()))
	case e.Visibility != "" && !e.Visibility.Valid():
		return Errorf(Invalid, "unknown visibility %q: write internal, vendor or public", e.Visibility)
	}
	return nil
}

func (d *Frame) checkEvent(cmd AddEvent) error {
	if err := checkWords(&Event{
		Kind: cmd.Kind, At: cmd.At, Party: cmd.Party, Channel: cmd.Channel, Source: cmd.Source, Visibility: cmd.Visibility,
	}); err != nil {
		return err
	}
	switch {
	case !cmd.Until.IsZero() && cmd.Until.SurelyBefore(cmd.At):
		return Errorf(Invalid, "the span ends on %s, before it begins on %s", cmd.Until, cmd.At)
	case cmd.Corrects < 0 || cmd.Corrects > d.Case.Version:
		return Errorf(Invalid, "there is no event %d to correct", cmd.Corrects)
	case cmd.Kind == KindNote && strings.TrimSpace(cmd.Text) == "":
		return Errorf(Invalid, "a note needs a text: give it with --text")
	case len(cmd.Text) > 20_000:
		return Errorf(Invalid, "the text is longer than 20,000 bytes")
	case cmd.Source == SourceOwnProbe:
		return Errorf(Refused, "only a probe can say what a probe saw: ask the asset with `bot probe`")
	}
	if how, own := madeByUs[cmd.Kind]; own {
		return Errorf(Refused, "%s is not entered by hand: %s", cmd.Kind, how)
	}
	return nil
}

// checkOrder refuses facts that contradict what is on record: in the future, or before what they answer.
func (d *Frame) checkOrder(cmd AddEvent) error {
	if cmd.Planned {
		return nil
	}
	if d.InFuture(cmd.At) {
		return Errorf(Refused, "%s lies in the future: record it as planned", cmd.At)
	}
	switch cmd.Kind {
	case KindAcknowledged, KindReplied, KindAutoReplied, KindBounced, KindDelivered, KindDisputed, KindRefused, KindDeemedAware:
		return d.checkAnswer(cmd)
	case KindClosed:
		if !d.Case.Discovered.IsZero() && cmd.At.SurelyBefore(d.Case.Discovered) {
			return Errorf(Refused, "closed on %s would be before the discovery on %s: correct one of the dates",
				cmd.At, d.Case.Discovered)
		}
	case KindContacted, KindEscalated:
		if !d.Case.Discovered.IsZero() && cmd.At.SurelyBefore(d.Case.Discovered) {
			return Errorf(Refused, "a contact on %s would be before the discovery on %s: correct one of the dates",
				cmd.At, d.Case.Discovered)
		}
	case KindReopened:
		closed := d.Case.ClosedAt()
		if closed.IsZero() {
			return Errorf(Refused, "%s was not closed, so it cannot be reopened", d.Case.ID)
		}
		if cmd.At.SurelyBefore(closed) {
			return Errorf(Refused, "reopened on %s would be before the closure on %s", cmd.At, closed)
		}
	case KindCorrected, KindWithdrawn:
		if !d.Case.IsPublished() && d.Case.Publication != PublicationStub {
			return Errorf(Refused, "nothing of %s is published, so nothing can be %s", d.Case.ID, cmd.Kind)
		}
	default:
	}
	return nil
}

// checkAnswer refuses an answer to somebody who was not written to, or from before they were.
func (d *Frame) checkAnswer(cmd AddEvent) error {
	role := cmd.Party
	if role == "" {
		role = Vendor
	}
	first := d.Case.firstReached(role, cmd.Name)
	if first.IsZero() {
		return Errorf(Refused, "%s needs a contact with the %s first: record it with `bot event add %s contacted --party %s`, "+
			"or record an unasked word of theirs as a statement", cmd.Kind, role, d.Case.ID, role)
	}
	if cmd.At.SurelyBefore(first) {
		return Errorf(Refused, "%s on %s would be before the contact on %s that it answers", cmd.Kind, cmd.At, first)
	}
	return nil
}

// firstReached is the first contact with a party; an empty name is any party of the role.
func (c *Case) firstReached(role Role, name string) When {
	var first When
	for _, key := range slices.Sorted(maps.Keys(c.Reached)) {
		r, n, _ := strings.Cut(string(key), "/")
		if Role(r) != role || (name != "" && n != "" && !strings.EqualFold(n, name)) {
			continue
		}
		if at := c.Reached[key]; first.IsZero() || at.Compare(first) < 0 {
			first = at
		}
	}
	return first
}

// clockCommand translates an event about a clock, entered by hand, to the command with the rules of clocks.
func clockCommand(cmd AddEvent) (Command, bool) {
	clause := cmd.Ref
	if clause == "" {
		clause = PublicationClause
	}
	switch cmd.Kind {
	case KindDeadlineSet:
		return SetDeadline{At: cmd.At, Clause: clause, Due: cmd.Until, Reason: cmd.Text}, true
	case KindExtensionGranted:
		return Extend{At: cmd.At, Clause: clause, Due: cmd.Until, Reason: cmd.Text, Party: cmd.Party}, true
	case KindClockPaused:
		return PauseClock{At: cmd.At, Clause: clause, Reason: cmd.Text}, true
	case KindClockResumed:
		return ResumeClock{At: cmd.At, Clause: clause, Reason: cmd.Text}, true
	default:
		return nil, false
	}
}

// deemAware records that a silent party counts as told. It takes two people, and it shows its reasons: every attempt.
func (d *Frame) deemAware(e Event) error {
	if e.Party == "" {
		e.Party = Vendor
	}
	h := HistoryOf(d.Case)
	ep := &h.Episodes[len(h.Episodes)-1]
	var tried []string
	for i := range ep.Attempts {
		a := &ep.Attempts[i]
		if a.Role != e.Party {
			continue
		}
		s := a.At.String()
		if a.Channel != "" {
			s += " by " + string(a.Channel)
		}
		if !a.Bounced.IsZero() {
			s += " (came back)"
		}
		tried = append(tried, s)
	}
	if len(tried) == 0 {
		return Errorf(Refused, "nobody tried to reach the %s since it was last open: whoever was not told is not aware", e.Party)
	}
	second, err := d.CoApprover(Proposal{What: ProposesAware, Party: e.Party, Name: e.Name, Reason: e.Text}, "it takes two people to hold somebody for told")
	if err != nil || second == "" {
		return err
	}
	e.Text = strings.TrimSpace(e.Text + "\nAttempts: " + strings.Join(tried, "; "))
	e.Detail.Second = second
	d.Emit(e)
	return nil
}

// mayCorrect refuses to let one person take back, by the way of a correction, what others decided or our probes saw.
func (d *Frame) mayCorrect(seq int) error {
	i := slices.IndexFunc(d.Case.Turns, func(t Turn) bool { return t.Seq == seq })
	if seq == 0 || i < 0 {
		return nil
	}
	t := &d.Case.Turns[i]
	decided := t.Clock != nil || t.Policy != nil || t.Waived || t.Kind == KindExploited || t.Kind == KindLeaked
	switch {
	case t.Second != "":
		return Errorf(Refused, "event %d was decided by two people: decide anew with `bot clock`, a correction does not take it back", seq)
	case t.Verified:
		return Errorf(Refused, "event %d is what our own probes saw: only a probe can say otherwise", seq)
	case decided && !d.Env.Actor.Role.AtLeast(Lead):
		return Errorf(Forbidden, "event %d moved a deadline: to correct it takes the role %s or more; ask a lead of the team", seq, Lead)
	}
	return nil
}
