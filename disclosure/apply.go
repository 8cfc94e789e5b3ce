package disclosure

import (
	"slices"
	"strings"

	"daylight/disclosure/manuscript"
)

// Apply returns the case after the events. The given case is not changed; nil stands for a case that does not
// exist yet. It never fails: what an event says has happened, and an event that it does not understand changes
// nothing but the version.
func Apply(c *Case, events ...Event) *Case {
	out := &Case{}
	if c != nil {
		out = c.Clone()
	}
	out.Take(events...)
	return out
}

// Take applies events to a case that nobody else holds, as [Apply] does to a copy.
func (c *Case) Take(events ...Event) {
	for i := range events {
		c.apply(&events[i])
	}
}

// Rebuild projects a case from all of its events, in order. It returns nil when there is none.
func Rebuild(id CaseID, events []Event) *Case {
	if len(events) == 0 {
		return nil
	}
	c := &Case{ID: id}
	c.Take(events...)
	return c
}

func (c *Case) apply(e *Event) {
	c.Version = e.Seq
	c.UpdatedAt = e.RecordedAt
	corrected := c.clockEvent(e.Corrects)
	c.addClockEvent(e)
	c.weighDanger(e)
	if e.Corrects > 0 {
		c.forgetWriter(e.Corrects)
		if corrected.Seq == 0 && e.Kind == KindCaseEdited { // it moved no clock: the correction says whose word it was
			corrected = ClockEvent{Kind: KindStatement, Party: e.Party, Name: e.Name, Channel: e.Channel}
		}
		c.retract(corrected, e.Corrects)
	}
	if !e.Planned {
		c.applyFact(e)
	}
	if p := e.Detail.Proposal; p != nil {
		c.applyProposal(*p)
	}
	if q := e.Detail.Snooze; q != nil {
		c.applySnooze(e.Ref, *q)
	}
	c.settleProposals(e)
	if e.Detail.Work != "" {
		c.Work, c.Outcome = e.Detail.Work, e.Detail.Outcome
		if c.Work == WorkActive {
			c.Related = ""
		}
	}
}

func (c *Case) applyFact(e *Event) {
	switch e.Kind {
	case KindRecorded:
		c.applyRecorded(e)
	case KindValidated:
		c.activate()
	case KindOwnerIdentified:
		c.applyOwner(e)
	case KindDrafted, KindDraftDiscarded, KindDraftRead, KindApproved, KindMessageQueued, KindMessageUncertain, KindMessageFailed,
		KindMessageCancelled, KindMessageWithheld, KindContacted, KindHeadsUpSent, KindBounced:
		c.applyMessage(e)
	case KindIssueUpdated:
		if e.Detail.Issue != nil {
			c.setIssue(*e.Detail.Issue)
		}
	case KindAutoReplied, KindUnclear, KindAcknowledged, KindReplied, KindDeemedAware:
		c.applyAnswer(e)
	case KindDisputed, KindRefused, KindStatement, KindFixPromised, KindFixClaimed:
		c.applyAnswer(e)
		c.Claims = append(c.Claims, Claim{
			Kind: e.Kind, Role: e.Party, Name: e.Name, At: e.At, Text: e.Text, Ref: e.Ref, Seq: e.Seq,
		})
	case KindProbed, KindClosureSuspected, KindClosed, KindReopened, KindClosureContradicted, KindUnverifiable:
		c.applyExposure(e)
	case KindUndecided, KindProbingStopped, KindProbingResumed, KindProbeAllowed, KindRecreated, KindSameAsset, KindMoved,
		KindTargetConfirmed, KindAttested:
		c.applyToAsset(e)
	case KindDeadlineSet, KindExtensionGranted, KindClockPaused, KindClockResumed, KindDeadlinePassed:
		c.applyClock(e)
	case KindPublishApproved, KindPublished, KindCorrected, KindWithdrawn:
		c.applyPublication(e)
	case KindDuplicateOf, KindHandedOver, KindRejected:
		c.Related = e.Ref
	case KindCaseEdited, KindAssigned, KindPartyEdited, KindContactEdited, KindAssetDropped, KindAssetRenamed:
		c.applyEdit(e)
	case KindEscalated:
		if e.Party != "" {
			c.meet(e)
		}
	case KindLegalThreat:
		c.threaten()
	case KindRestricted:
		c.restrict(e)
	case KindProseRevised, KindQuoteAllowed, KindQuoteWithdrawn, KindPreviewed:
		c.Manuscript = c.Manuscript.After(e.Seq, e.Detail.Prose, e.Detail.Quote).Shown(e.Detail.Preview)
	case KindCheckOverridden, KindOverrideLifted:
		c.Manuscript = c.Manuscript.Decided(e.Seq, e.Detail.Override, e.Kind == KindOverrideLifted)
	case KindWordsProtected, KindWordUnprotected:
		c.Manuscript = c.Manuscript.Guarded(e.Seq, e.Actor, e.RecordedAt, e.Detail.Words, e.Kind == KindWordUnprotected)
	case KindDiscovered, KindExposureStarted, KindDelivered, KindExploited, KindLeaked, KindExtensionRequested, KindExtensionRefused,
		KindEvidenceAdded, KindEvidenceRedacted, KindEvidenceDestroyed,
		KindPubliclyReported, KindDataSubjectsTold, KindRegulatorTold, KindFacetUnprobed, KindBudgetExhausted,
		KindTakeoverRisk, KindTargetRevealed, KindReminded, KindUnattributed, KindReadersChanged, KindNote:
		// These are facts of the timeline; no axis moves.
	case KindWorkClosed, KindWorkResumed, KindPolicyChanged, KindClauseWaived, KindHistoryConfirmed, KindProposed, KindSnoozed, KindLegalCleared:
		// What they carry is applied above, or follows from the events that clocks depend on.
	}
}

func (c *Case) applyRecorded(e *Event) {
	if f := e.Detail.Facts; f != nil {
		c.Title, c.Summary, c.Exposed, c.Embargo = f.Title, f.Summary, f.Exposed, f.Embargo
		c.Exposed.Data = slices.Clone(f.Exposed.Data)
		c.Parties = slices.Clone(f.Parties)
		c.Imported, c.Rehearsal = f.Imported, f.Rehearsal
		c.Author, c.AuthorHand = e.Actor, e.Hand
		c.RecordedAt = e.RecordedAt
		c.Work, c.Publication = WorkDraft, PublicationPrivate
		if f.Imported {
			c.Work = WorkActive
		}
		for i := range f.Assets {
			c.addAsset(f.Assets[i])
		}
	}
	if e.Detail.Asset != nil {
		c.addAsset(*e.Detail.Asset)
	}
}

func (c *Case) addAsset(a Asset) {
	a.Exposure, a.Episode = ExposureUnconfirmed, 1
	c.Assets = append(c.Assets, a)
}

// resume takes the work up again, because the exposure goes on.
func (c *Case) resume() {
	if c.Work == WorkClosed {
		c.Work, c.Outcome = WorkActive, ""
	}
}

func (c *Case) activate() {
	if c.Work == WorkDraft {
		c.Work = WorkActive
	}
}

func (c *Case) applyOwner(e *Event) {
	if p := e.Detail.Party; p != nil {
		c.addParty(*p)
		if p.DoNotContact {
			c.setDialogue(p.Role, p.Name, e.Channel, DialogueDoNotContact)
		}
	}
	if k := e.Detail.Contact; k != nil {
		i := slices.IndexFunc(c.Contacts, func(old Contact) bool { return old.ID == k.ID })
		if i < 0 {
			c.Contacts = append(c.Contacts, *k)
		} else {
			c.Contacts[i] = *k
		}
	}
}

// addParty adds a party or completes the one with its role and name. A party that had no name yet takes the
// name, and so does everything that was recorded about it.
func (c *Case) addParty(p Party) {
	same := func(name string) func(Party) bool {
		return func(old Party) bool { return old.Role == p.Role && strings.EqualFold(old.Name, name) }
	}
	i := slices.IndexFunc(c.Parties, same(p.Name))
	if i < 0 {
		i = slices.IndexFunc(c.Parties, same(""))
	}
	was := ""
	if i >= 0 {
		was = c.Parties[i].Name
		c.Parties[i] = p
	} else {
		if slices.ContainsFunc(c.Parties, func(old Party) bool { return old.Role == p.Role }) {
			was = p.Name // what was recorded without a name was about the first party of the role
		}
		c.Parties = append(c.Parties, p)
	}
	if was != p.Name {
		c.rename(p.Role, was, p.Name)
	}
}

// applyMessage follows a draft to its message and the message to its end.
func (c *Case) applyMessage(e *Event) {
	d := e.Detail
	if d.Draft != nil {
		c.setDraft(*d.Draft)
		switch d.Draft.State {
		case DraftOpen:
			c.advanceDialogue(d.Draft.Role, d.Draft.Name, d.Draft.Channel, DialogueDrafted)
		case DraftDiscarded:
			c.revertDialogue(d.Draft.Role, d.Draft.Name, d.Draft.Channel)
		case DraftApproved, DraftSent: // the message says so
		}
	}
	if d.Message != nil {
		c.setMessage(*d.Message)
	}
	switch e.Kind {
	case KindApproved:
		c.activate()
		c.advanceDialogue(e.Party, e.Name, e.Channel, DialogueApproved)
	case KindContacted:
		c.activate()
		c.meet(e)
		c.advanceDialogue(e.Party, e.Name, e.Channel, DialogueSent)
		if d.Issue != nil {
			c.setIssue(*d.Issue)
		}
	case KindHeadsUpSent:
		if e.Party != "" {
			c.meet(e) // the notice may be the first contact with a party
		}
		c.advanceDialogue(e.Party, e.Name, e.Channel, DialogueSent)
		if c.Publication == PublicationPrivate || c.Publication == PublicationDrafted || c.Publication == PublicationInReview {
			c.Publication = PublicationHeadsUp
		}
	case KindBounced:
		c.setDialogue(e.Party, e.Name, e.Channel, DialogueBounced)
		if k := d.Contact; k != nil {
			c.setQuality(&Contact{ID: k.ID, Quality: QualityBounced})
		}
	case KindMessageQueued:
		c.advanceDialogue(e.Party, e.Name, e.Channel, DialogueQueued)
	case KindMessageFailed:
		c.advanceDialogue(e.Party, e.Name, e.Channel, DialogueBounced)
	case KindMessageCancelled, KindMessageWithheld:
		c.revertDialogue(e.Party, e.Name, e.Channel)
	default:
	}
}

func (c *Case) setDraft(d Draft) {
	if i := slices.IndexFunc(c.Drafts, func(old Draft) bool { return old.ID == d.ID }); i >= 0 {
		c.Drafts[i] = d
		return
	}
	c.Drafts = append(c.Drafts, d)
}

func (c *Case) setMessage(m Message) {
	i := slices.IndexFunc(c.Messages, func(old Message) bool { return old.Key == m.Key })
	if i >= 0 {
		c.Messages[i] = m
	} else {
		c.Messages = append(c.Messages, m)
	}
	for j := range c.Drafts {
		if c.Drafts[j].ID != m.Draft {
			continue
		}
		switch m.State {
		case MessageApproved:
			c.Drafts[j].State, c.Drafts[j].Message = DraftApproved, m.Key
		case MessageCancelled:
			c.Drafts[j].State, c.Drafts[j].Message = DraftOpen, ""
		case MessageQueued, MessageSent, MessageUncertain, MessageFailed:
			c.Drafts[j].State, c.Drafts[j].Message = DraftSent, m.Key
		}
	}
}

// setQuality keeps how far a contact can be relied upon.
func (c *Case) setQuality(k *Contact) {
	if i := slices.IndexFunc(c.Contacts, func(old Contact) bool { return old.ID == k.ID }); i >= 0 {
		c.Contacts[i].Quality = k.Quality
	}
}

func (c *Case) setIssue(t Tracked) {
	if i := slices.IndexFunc(c.Issues, func(old Tracked) bool { return old.Ref == t.Ref }); i >= 0 {
		c.Issues[i] = t
		return
	}
	c.Issues = append(c.Issues, t)
}

func (c *Case) applyPublication(e *Event) {
	consent := e.Detail.Consent
	switch e.Kind {
	case KindPublishApproved:
		if consent != nil {
			k := *consent
			k.Seq = e.Seq
			c.Approvals = append(c.Approvals, k)
			if !c.IsPublished() && c.Publication != PublicationWithdrawn {
				c.Publication = PublicationApproved
			}
		}
	case KindPublished:
		if consent != nil {
			c.Manuscript = c.Manuscript.Published(manuscript.Standing{Lang: consent.Lang, Mode: string(consent.Mode), Seq: e.Seq})
		}
		if c.Publication == PublicationWithdrawn {
			break // what goes out says that it was withdrawn
		}
		c.Publication = PublicationFull
		if consent != nil && (consent.Mode == Limited || consent.Mode == Stub) {
			c.Publication = Publication(consent.Mode)
		}
	case KindCorrected:
		c.Publication, c.Manuscript = PublicationCorrected, c.Manuscript.Revised(e.Seq)
	case KindWithdrawn:
		c.Publication, c.Manuscript = PublicationWithdrawn, c.Manuscript.Revised(e.Seq)
	default:
	}
}

// PageNamesAssets reports whether a page of ours that is out may say where the assets are. A corrected page may be one that
// does.
func (c *Case) PageNamesAssets() bool {
	return c.Publication == PublicationFull || c.Publication == PublicationCorrected
}

// IsPublished reports whether a writeup with substance is out.
func (c *Case) IsPublished() bool {
	switch c.Publication {
	case PublicationLimited, PublicationFull, PublicationCorrected:
		return true
	case PublicationPrivate, PublicationStub, PublicationDrafted, PublicationInReview, PublicationHeadsUp,
		PublicationApproved, PublicationWithdrawn:
		return false
	default:
		return false
	}
}
