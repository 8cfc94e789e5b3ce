package incoming

import (
	"fmt"
	"slices"

	"daylight/disclosure"
	"daylight/disclosure/civil"
	"daylight/disclosure/command"
	"daylight/disclosure/command/exposure"
	"daylight/disclosure/fault"
	"daylight/disclosure/inbound"
	"daylight/disclosure/medium"
	"daylight/disclosure/milestone"
	"daylight/disclosure/outreach"
	"daylight/disclosure/person"
	"daylight/disclosure/plain"
)

// RecordInbound is what an incoming mail or comment turned out to be.
type RecordInbound struct {
	Inbox   int64
	Kind    disclosure.Kind // acknowledged is chosen by Decide: give replied, bounced, auto_replied, unclear, delivered, fix_claimed, disputed
	Party   disclosure.Role
	Name    string
	Channel disclosure.Channel
	At      civil.When
	Source  disclosure.Source
	Ref     string // Message-ID or address of the comment
	Answers string // key or id of the message that it answers, if known
	Contact string // address that bounced
	Soft    bool   // of what bounced: the address is not proven dead, so the contact stays what it was
	Says    string // what a person should look at besides, in words for the team
	Text    string // excerpt that the team may see, already made safe
	Body    disclosure.BlobRef
	// Writer is the address of who wrote it, which a person takes for the party's from now on. What the engine records is
	// from an address that is known already.
	Writer string
	// Trust is what shows that a mail comes from whom it names: dkim, server or unverified; "" where nothing was checked.
	Trust string
	// Once says that Ref names one claim: a second one with it is the same, reported twice.
	Once bool
	// Until is the day of what was promised.
	Until civil.When
	// MoreDays is how many more days were asked for, and why; 0 for none. A person decides about it.
	MoreDays int
	MoreWhy  string
	// Recheck asks for a check of what is theirs, and claims nothing.
	Recheck bool
}

// Rule implements [command.Command].
func (RecordInbound) Rule() command.Rule {
	return command.Rule{Rank: disclosure.Researcher, Engine: true, Ended: true}
}

// Decide records what came in. A person's first answer acknowledges; later ones are replies.
func (cmd RecordInbound) Decide(d *command.Frame) error {
	role := cmd.Party
	if role == "" {
		role = disclosure.Vendor
	}
	if cmd.Kind == disclosure.KindFixClaimed && cmd.Ref != "" && slices.ContainsFunc(d.Case.Claims, func(old disclosure.Claim) bool {
		return old.Kind == cmd.Kind && old.Ref == cmd.Ref
	}) && cmd.Once {
		return nil
	}
	e := disclosure.Event{
		Kind: cmd.Kind, At: cmd.At, Party: role, Name: cmd.Name, Channel: cmd.Channel, Source: cmd.Source, Ref: cmd.Ref,
		Text: cmd.Text, Detail: disclosure.Detail{Inbox: cmd.Inbox, Body: cmd.Body},
	}
	m, answers := d.Case.Message(cmd.Answers)
	answers = answers && cmd.Answers != ""
	if answers {
		e.Party, e.Name = m.Role, m.Name
		if e.Channel == "" {
			e.Channel = m.Channel
		}
	}
	e.Name = d.Case.PartyName(e.Party, e.Name)
	if e.At.IsZero() || d.InFuture(e.At) {
		e.At = d.Now() // the sender's clock is wrong
	}
	if err := command.CheckVocabulary(&e); err != nil {
		return err
	}
	switch cmd.Kind {
	case disclosure.KindReplied:
		if !d.Case.HasAnswered(e.Party, e.Name) {
			e.Kind = disclosure.KindAcknowledged
		}
	case disclosure.KindBounced:
		k, known := d.Case.Contact(cmd.Contact)
		if !known && cmd.Contact == "" && answers {
			k, known = d.Case.Contact(m.Contact)
		}
		if known {
			if !answers {
				e.Party, e.Name = k.Role, k.Name
			}
			if !cmd.Soft {
				k.Quality = disclosure.QualityBounced
				e.Detail.Contact = &k
			}
		}
	case disclosure.KindAcknowledged, disclosure.KindAutoReplied, disclosure.KindUnclear, disclosure.KindDelivered, disclosure.KindFixClaimed, disclosure.KindDisputed, disclosure.KindRefused, disclosure.KindFixPromised, disclosure.KindStatement, disclosure.KindNote,
		disclosure.KindLegalThreat:
	default:
		return fault.Errorf(fault.Internal, "%s is not a kind of incoming message", cmd.Kind)
	}
	// What a party writes to us is theirs to publish: the fact that they answered may become public, their words
	// stay beside it as an excerpt for the team.
	if e.Kind != disclosure.KindStatement {
		e.Text, e.Detail.Excerpt = "", cmd.Text
	}
	if cmd.Writer != "" && isAnswer(e.Kind) && d.Env.Actor != disclosure.Engine() {
		e.Detail.Writer = cmd.Writer
	}
	if d.Env.Actor == disclosure.Engine() { // what a person takes from the inbox is looked at
		e.Detail.Trust = cmd.Trust
		if milestone.Unproven(&e) {
			e.Visibility = disclosure.InternalOnly
		}
	}
	e.Hand = cameIn(d, e.Channel)
	if isAnswer(e.Kind) && e.Kind != disclosure.KindAutoReplied {
		e.Detail.Reason = cmd.Says
	}
	if e.Kind == disclosure.KindFixPromised && !cmd.Until.IsZero() {
		e.Until = cmd.Until
	}
	d.Emit(e)
	cmd.wantTime(d, &e)
	if stops(e.Kind, cmd.Text) {
		// It only makes us do less, so it is honoured at once; a person sees it and can take it back.
		return stopFor(d, &e)
	}
	asked := disclosure.ProbeRequest{Reason: disclosure.ProbeForClaim, By: string(e.Party), Channel: e.Channel, Ref: cmd.Ref}
	if cmd.Kind == disclosure.KindFixClaimed {
		exposure.ProbeClaim(d, asked, e.Party, e.Name)
	} else if cmd.Recheck {
		exposure.ProbeTheirs(d, asked, e.Party, e.Name)
	}
	return nil
}

// wantTime records that more time is asked for, beside the answer in which it stands. It moves no date: a person decides.
func (cmd RecordInbound) wantTime(d *command.Frame, said *disclosure.Event) {
	if cmd.MoreDays <= 0 {
		return
	}
	d.Emit(disclosure.Event{
		Kind: disclosure.KindExtensionRequested, At: said.At, Party: said.Party, Name: said.Name, Channel: said.Channel, Source: said.Source, Ref: said.Ref,
		Hand: said.Hand, Detail: disclosure.Detail{
			Inbox: said.Detail.Inbox, Excerpt: fmt.Sprintf("%d more days: %s", cmd.MoreDays, cmd.MoreWhy),
			Wants: &disclosure.MoreTime{Days: cmd.MoreDays, Why: plain.Line(cmd.MoreWhy)},
		},
	})
}

// stops reports whether probing pauses because of what was written. The word of a person is honoured however it is meant, also
// beside a claim: who decides about it reads it anyway. Where it is not clear who wrote, only a plain request counts.
func stops(kind disclosure.Kind, text string) bool {
	asked, plain := inbound.Read(text).Stop()
	switch kind { //nolint:exhaustive // What machines write, and what the team notes, asks for nothing.
	case disclosure.KindAcknowledged, disclosure.KindReplied, disclosure.KindFixClaimed, disclosure.KindFixPromised, disclosure.KindDisputed, disclosure.KindRefused:
		return asked
	case disclosure.KindUnclear:
		return plain
	}
	return false
}

// stopFor ends the probes of what belongs to whoever asks for it. Another vendor's assets are not theirs to speak for.
func stopFor(d *command.Frame, e *disclosure.Event) error {
	stop := exposure.StopProbing{Text: "asked for by the " + disclosure.PartyLabel(e.Party, e.Name), Party: e.Party, Name: e.Name, At: e.At}
	theirs := outreach.AssetsOf(d.Case, e.Party, e.Name)
	if len(theirs) == len(d.Case.Assets) {
		return stop.Decide(d)
	}
	for i := range theirs {
		stop.Asset = theirs[i].ID
		if err := stop.Decide(d); err != nil {
			return err
		}
	}
	return nil
}

// cameIn is the way in of what nobody of the team brought: the mail, issue or chat that it stood in. It shows nobody. What a person
// took from the inbox keeps that person's hand.
func cameIn(d *command.Frame, ch disclosure.Channel) person.Hand {
	if d.Env.Actor != disclosure.Engine() {
		return person.Hand{}
	}
	return person.Hand{Via: medium.Of(ch).Via}
}

// isAnswer reports whether somebody wrote what is recorded, and not a mail server on the way.
func isAnswer(k disclosure.Kind) bool {
	return k != disclosure.KindBounced && k != disclosure.KindDelivered && k != disclosure.KindNote
}
