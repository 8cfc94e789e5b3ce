package disclosure

import "slices"

// recordInbound records what came in. A person's first answer acknowledges; later ones are replies.
func (d *decider) recordInbound(cmd RecordInbound) error {
	role := cmd.Party
	if role == "" {
		role = Vendor
	}
	e := Event{
		Kind: cmd.Kind, At: cmd.At, Party: role, Name: cmd.Name, Channel: cmd.Channel, Source: cmd.Source, Ref: cmd.Ref,
		Text: cmd.Text, Detail: Detail{Inbox: cmd.Inbox, Body: cmd.Body},
	}
	m, answers := d.c.Message(cmd.Answers)
	answers = answers && cmd.Answers != ""
	if answers {
		e.Party, e.Name = m.Role, m.Name
		if e.Channel == "" {
			e.Channel = m.Channel
		}
	}
	e.Name = d.c.nameOf(e.Party, e.Name)
	if e.At.IsZero() || d.inFuture(e.At) {
		e.At = d.now() // the sender's clock is wrong
	}
	if err := checkWords(&e); err != nil {
		return err
	}
	switch cmd.Kind {
	case KindReplied:
		if !d.c.answered(e.Party, e.Name) {
			e.Kind = KindAcknowledged
		}
	case KindBounced:
		k, known := d.c.Contact(cmd.Contact)
		if !known && cmd.Contact == "" && answers {
			k, known = d.c.Contact(m.Contact)
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
	d.emit(e)
	if (e.Kind == KindAcknowledged || e.Kind == KindReplied) && asksToStop(cmd.Text) {
		// It only makes us do less, so it is honoured at once; a person sees it and can take it back.
		return d.stopProbing(StopProbing{Text: "asked for by the " + string(e.Party)})
	}
	if cmd.Kind == KindFixClaimed {
		d.probeClaim(Asked{Reason: AskedClaim, By: string(e.Party), Channel: e.Channel, Ref: cmd.Ref})
	}
	return nil
}

// trackIssue records what we did to an issue of ours.
func (d *decider) trackIssue(cmd TrackIssue) error {
	i := slices.IndexFunc(d.c.Issues, func(t Tracked) bool { return t.Ref == cmd.Ref })
	if i < 0 {
		return Errorf(NotFound, "%s has no issue %s", d.c.ID, cmd.Ref)
	}
	issue := d.c.Issues[i]
	if issue.Closed == cmd.Closed {
		return nil
	}
	issue.Closed = cmd.Closed
	text := "issue reopened"
	if cmd.Closed {
		text = "issue closed with the dates"
	}
	d.emit(Event{
		Kind: KindNote, Party: issue.Role, Name: issue.Name, Channel: Issue, Ref: cmd.Ref, Text: text, Detail: Detail{Issue: &issue},
	})
	return nil
}
