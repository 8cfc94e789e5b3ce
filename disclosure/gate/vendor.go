package gate

import (
	"strings"

	"daylight/disclosure"
	"daylight/disclosure/civil"
	"daylight/disclosure/hint"
)

// headsUp asks whether each vendor knows what will be published, and had days to react. A heads-up is a message of ours that was
// accepted, or two people who say that it was given.
func (in *Input) headsUp() Check {
	const c = check(CheckHeadsUp)
	vendors := in.vendors()
	if in.Mode == disclosure.Stub {
		return c.skip("a stub needs no notice to the vendor")
	}
	report, unread := in.publicReport()
	if report != nil {
		return c.pass("it was already publicly reported on %s", report.At)
	}
	if len(vendors) == 0 {
		return in.ownerless(c, in.Rules.HeadsUpDays)
	}
	var first civil.When
	for _, vendor := range vendors {
		answer, at := in.headsUpOf(vendor)
		if answer.State == CheckFail {
			if unread != nil {
				answer = in.unreadable(answer, unread)
			}
			return answer
		}
		if first.IsZero() {
			first = at
		}
	}
	if first.IsZero() {
		return c.skip("the vendor does not want to be contacted")
	}
	return c.pass("the vendor was told on %s", first)
}

// unreadable adds to a refusal what a public report lacks that would take the place of a heads-up.
func (in *Input) unreadable(answer Check, report *disclosure.Event) Check {
	if !readable(report.Ref) {
		answer.Reason += ". The public report of " + report.At.String() + " counts only with a web address (http or https), as a lead puts it on record"
		return answer
	}
	answer.Reason += "; the public report of " + report.At.String() + " came with a file: two people have to confirm it"
	return answer.with(hint.ToConfirmHistory(in.Case.ID))
}

// headsUpOf asks of one vendor. The date is zero for one who does not want to be contacted.
func (in *Input) headsUpOf(vendor disclosure.Party) (Check, civil.When) {
	const c = check(CheckHeadsUp)
	who := in.each(vendor)
	if vendor.DoNotContact {
		if in.unwilling(vendor) {
			return c.skip(""), civil.When{}
		}
		return c.fail("one person says that %s does not want to be contacted: two people have to confirm it", who).
			with(hint.ToConfirmHistory(in.Case.ID)), civil.When{}
	}
	all, told := in.find(func(e *disclosure.Event) bool {
		return e.Kind == disclosure.KindHeadsUpSent && in.about(e, vendor) && !in.cameBack(e)
	})
	switch {
	case len(all) > 0:
	case told != nil && told.Detail.Message != nil:
		return c.fail("whether the pre-publication notice of %s reached %s is not known for sure: send it again, or two people confirm that it did", told.At, who).
			with(hint.ToConfirmHistory(in.Case.ID)), civil.When{}
	case told != nil:
		return c.fail("that %s was told on %s was typed or imported: send the pre-publication notice, or two people confirm it, and it counts from that day", who, told.At).
			with(hint.ToConfirmHistory(in.Case.ID)), civil.When{}
	default:
		return c.fail("%s was not told that this will be published: send the pre-publication notice", who).with(hint.ToWriteDraft(in.Case.ID)), civil.When{}
	}
	at := in.counts(all[len(all)-1]) // an older one spoke of another plan
	if earliest := at.Last().AddDays(in.Rules.HeadsUpDays); in.Clock.Today().Before(earliest) {
		return c.fail("%s was told on %s: publication is possible from %s", who, at.First(), earliest), at
	}
	return c.pass(""), at
}

// rightOfReply checks whether each vendor had a chance to comment: a message of ours left, or they wrote to us themselves.
func (in *Input) rightOfReply() Check {
	const c = check(CheckRightOfReply)
	vendors := in.vendors()
	if len(vendors) == 0 {
		return in.ownerless(c, 0)
	}
	reason := ""
	for _, vendor := range vendors {
		answer := in.replyOf(vendor)
		if answer.State == CheckFail {
			return answer
		}
		if reason == "" {
			reason = answer.Reason
		}
	}
	return c.pass("%s", reason)
}

// replyOf asks of one vendor.
func (in *Input) replyOf(vendor disclosure.Party) Check {
	const c = check(CheckRightOfReply)
	who := in.each(vendor)
	said, toldSaid := in.find(func(e *disclosure.Event) bool { return isWord(e) && in.about(e, vendor) })
	if len(said) > 0 {
		return c.pass("a message of %s of %s is on record (%s)", who, said[0].At, strings.ReplaceAll(string(said[0].Kind), "_", " "))
	}
	contact, toldContact := in.find(func(e *disclosure.Event) bool { return isContact(e) && in.about(e, vendor) })
	switch {
	case len(contact) > 0:
		return c.pass("%s was contacted on %s", who, contact[0].At)
	case toldSaid != nil:
		return c.fail("that %s spoke on %s was typed or imported: contact it, or two people confirm it", who, toldSaid.At).with(hint.ToConfirmHistory(in.Case.ID))
	case toldContact != nil:
		return c.fail("that %s was contacted on %s was typed or imported: contact it, or two people confirm it", who, toldContact.At).with(hint.ToConfirmHistory(in.Case.ID))
	}
	return c.fail("%s was never contacted and has said nothing: contact it first", who).with(hint.ToWriteDraft(in.Case.ID))
}

// ownerless asks what stands in for the vendor where nobody knows whose the asset is: who hosts it or a CSIRT was told, by a message of
// ours or by the word of two people, and had days to find the owner.
func (in *Input) ownerless(c check, days int) Check {
	told, typed := in.find(func(e *disclosure.Event) bool {
		return isContact(e) && (e.Party == disclosure.Provider || e.Party == disclosure.Coordinator) && !in.cameBack(e)
	})
	switch {
	case len(told) > 0:
		at := in.counts(told[0])
		who := strings.ReplaceAll(string(told[0].Party), "_", " ")
		if earliest := at.Last().AddDays(days); in.Clock.Today().Before(earliest) {
			return c.fail("the vendor is not known, and the %s was told on %s: publication is possible from %s", who, at.First(), earliest)
		}
		return c.pass("the vendor is not known, and the %s was told on %s", who, at)
	case typed != nil:
		return c.fail("the vendor is not known, and that the %s was told on %s was typed or imported: tell them, or two people confirm it",
			strings.ReplaceAll(string(typed.Party), "_", " "), typed.At).with(hint.ToConfirmHistory(in.Case.ID))
	}
	return c.fail("the vendor is not known: find it, or tell who hosts the asset or a CSIRT, so that they can").with(hint.ToAddContact(in.Case.ID))
}

// isWord reports whether an event says that a person of theirs spoke.
func isWord(e *disclosure.Event) bool {
	return e.Kind == disclosure.KindStatement || e.Kind.Info().Voice == disclosure.VoiceAnswer
}

// isContact reports whether an event says that we turned to them. An escalation that names nobody says not to whom.
func isContact(e *disclosure.Event) bool {
	return e.Kind.Info().Voice == disclosure.VoiceOutreach && (e.Kind != disclosure.KindEscalated || e.Party != "")
}
