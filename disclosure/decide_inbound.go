package disclosure

import "slices"

// RecordInbound is what an incoming mail or comment turned out to be.
type RecordInbound struct {
	Inbox   int64
	Kind    Kind // acknowledged is chosen by Decide: give replied, bounced, auto_replied, delivered, fix_claimed, disputed
	Party   Role
	Name    string
	Channel Channel
	At      When
	Source  Source
	Ref     string // Message-ID or address of the comment
	Answers string // key or id of the message that it answers, if known
	Contact string // address that bounced
	Text    string // excerpt that the team may see, already made safe
	Body    BlobRef
}

// Rule implements [Command].
func (RecordInbound) Rule() CommandRule {
	return CommandRule{Rank: Researcher, Engine: true, Ended: true}
}

// Decide records what came in. A person's first answer acknowledges; later ones are replies.
func (cmd RecordInbound) Decide(d *Frame) error {
	role := cmd.Party
	if role == "" {
		role = Vendor
	}
	e := Event{
		Kind: cmd.Kind, At: cmd.At, Party: role, Name: cmd.Name, Channel: cmd.Channel, Source: cmd.Source, Ref: cmd.Ref,
		Text: cmd.Text, Detail: Detail{Inbox: cmd.Inbox, Body: cmd.Body},
	}
	m, answers := d.Case.Message(cmd.Answers)
	answers = answers && cmd.Answers != ""
	if answers {
		e.Party, e.Name = m.Role, m.Name
		if e.Channel == "" {
			e.Channel = m.Channel
		}
	}
	e.Name = d.Case.nameOf(e.Party, e.Name)
	if e.At.IsZero() || d.InFuture(e.At) {
		e.At = d.Now() // the sender's clock is wrong
	}
	if err := checkWords(&e); err != nil {
		return err
	}
	switch cmd.Kind {
	case KindReplied:
		if !d.Case.answered(e.Party, e.Name) {
			e.Kind = KindAcknowledged
		}
	case KindBounced:
		k, known := d.Case.Contact(cmd.Contact)
		if !known && cmd.Contact == "" && answers {
			k, known = d.Case.Contact(m.Contact)
		}
		if known {
			if !answers {
				e.Party, e.Name = k.Role, k.Name
			}
			k.Quality = QualityBounced
			e.Detail.Contact = &k
		}
	case KindAcknowledged, KindAutoReplied, KindDelivered, KindFixClaimed, KindDisputed, KindRefused, KindFixPromised, KindStatement, KindNote:
	default:
		return Errorf(Internal, "%s is nothing that comes in", cmd.Kind)
	}
	// What a party writes to us is theirs to publish: the fact that they answered may become public, their words
	// stay beside it as an excerpt for the team.
	if e.Kind != KindStatement {
		e.Text, e.Detail.Excerpt = "", cmd.Text
	}
	d.Emit(e)
	if (e.Kind == KindAcknowledged || e.Kind == KindReplied) && asksToStop(cmd.Text) {
		// It only makes us do less, so it is honoured at once; a person sees it and can take it back.
		return StopProbing{Text: "asked for by the " + string(e.Party)}.Decide(d)
	}
	if cmd.Kind == KindFixClaimed {
		d.probeClaim(Asked{Reason: AskedClaim, By: string(e.Party), Channel: e.Channel, Ref: cmd.Ref})
	}
	return nil
}

// TrackIssue says that we closed or reopened an issue of the case.
type TrackIssue struct {
	Ref    string
	Closed bool
}

// Rule implements [Command].
func (TrackIssue) Rule() CommandRule { return CommandRule{Engine: true} }

// Decide records what we did to an issue of ours.
func (cmd TrackIssue) Decide(d *Frame) error {
	i := slices.IndexFunc(d.Case.Issues, func(t Tracked) bool { return t.Ref == cmd.Ref })
	if i < 0 {
		return Errorf(NotFound, "%s has no issue %s", d.Case.ID, cmd.Ref)
	}
	issue := d.Case.Issues[i]
	if issue.Closed == cmd.Closed {
		return nil
	}
	issue.Closed = cmd.Closed
	text := "issue reopened"
	if cmd.Closed {
		text = "issue closed with the dates"
	}
	d.Emit(Event{
		Kind: KindNote, Party: issue.Role, Name: issue.Name, Channel: Issue, Ref: cmd.Ref, Text: text, Detail: Detail{Issue: &issue},
	})
	return nil
}
