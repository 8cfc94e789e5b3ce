package disclosure

import (
	"slices"
)

// Kind names what happened. The names are stable: they are stored, imported and exported.
type Kind string

// The kinds of events, in the order of a typical case. Each has its row in the table of kinds.
const (
	KindDiscovered          Kind = "discovered"
	KindExposureStarted     Kind = "exposure_started"
	KindRecorded            Kind = "recorded"
	KindValidated           Kind = "validated"
	KindOwnerIdentified     Kind = "owner_identified"
	KindDrafted             Kind = "drafted"
	KindDraftDiscarded      Kind = "draft_discarded"
	KindDraftRead           Kind = "draft_read"
	KindApproved            Kind = "approved"
	KindMessageQueued       Kind = "message_queued"
	KindMessageUncertain    Kind = "message_uncertain"
	KindMessageFailed       Kind = "message_failed"
	KindMessageCancelled    Kind = "message_cancelled"
	KindMessageWithheld     Kind = "message_withheld" // what it says no longer holds
	KindContacted           Kind = "contacted"
	KindDelivered           Kind = "delivered"
	KindBounced             Kind = "bounced"
	KindAutoReplied         Kind = "auto_replied"
	KindUnclear             Kind = "unclear" // something came in, and nobody knows yet whether a person wrote it
	KindAcknowledged        Kind = "acknowledged"
	KindReplied             Kind = "replied"
	KindDisputed            Kind = "disputed"
	KindRefused             Kind = "refused"
	KindStatement           Kind = "statement"
	KindFixPromised         Kind = "fix_promised"
	KindFixClaimed          Kind = "fix_claimed"
	KindDeemedAware         Kind = "deemed_aware"
	KindIssueUpdated        Kind = "issue_updated"
	KindLegalThreat         Kind = "legal_threat"    // a party threatens with the law: nothing goes on by itself
	KindLegalCleared        Kind = "legal_cleared"   // publishing was cleared after a threat
	KindUnattributed        Kind = "unattributed"    // somebody wrote who is not known to speak for a party
	KindReadersChanged      Kind = "readers_changed" // who can read what we wrote may have changed
	KindProbed              Kind = "probed"
	KindClosureSuspected    Kind = "closure_suspected"
	KindClosed              Kind = "closed"
	KindReopened            Kind = "reopened"
	KindClosureContradicted Kind = "closure_contradicted"
	KindUnverifiable        Kind = "unverifiable"
	KindUndecided           Kind = "undecided"
	KindFacetUnprobed       Kind = "facet_unprobed"
	KindBudgetExhausted     Kind = "budget_exhausted"
	KindProbingStopped      Kind = "probing_stopped"
	KindProbingResumed      Kind = "probing_resumed"
	KindProbeAllowed        Kind = "probe_allowed"
	KindRecreated           Kind = "recreated"
	KindSameAsset           Kind = "same_asset"
	KindMoved               Kind = "moved"
	KindTargetConfirmed     Kind = "target_confirmed"
	KindTargetRevealed      Kind = "target_revealed" // somebody was shown where the assets are
	KindAttested            Kind = "attested"
	KindTakeoverRisk        Kind = "takeover_risk"
	KindEscalated           Kind = "escalated"
	KindDeadlineSet         Kind = "deadline_set"
	KindExtensionRequested  Kind = "extension_requested"
	KindExtensionGranted    Kind = "extension_granted"
	KindExtensionRefused    Kind = "extension_refused"
	KindClockPaused         Kind = "clock_paused"
	KindClockResumed        Kind = "clock_resumed"
	KindDeadlinePassed      Kind = "deadline_passed"
	KindPolicyChanged       Kind = "policy_changed"
	KindClauseWaived        Kind = "clause_waived"
	KindHistoryConfirmed    Kind = "history_confirmed" // two people say that what was typed or imported is true
	KindProposed            Kind = "proposed"
	KindReminded            Kind = "reminded"
	KindSnoozed             Kind = "snoozed"
	KindExploited           Kind = "exploited"
	KindLeaked              Kind = "leaked"
	KindEvidenceAdded       Kind = "evidence_added"
	KindEvidenceRedacted    Kind = "evidence_redacted"
	KindEvidenceDestroyed   Kind = "evidence_destroyed"
	KindHeadsUpSent         Kind = "heads_up_sent"
	KindProseRevised        Kind = "prose_revised"    // somebody wrote or changed the text of a page
	KindQuoteAllowed        Kind = "quote_allowed"    // a person allowed to quote words that were written to us
	KindQuoteWithdrawn      Kind = "quote_withdrawn"  // … and took that back
	KindCheckOverridden     Kind = "check_overridden" // two people decided that a finding of the gate stops no page
	KindOverrideLifted      Kind = "override_lifted"  // … and somebody took that back
	KindWordsProtected      Kind = "words_protected"  // words that no page of the case may hold
	KindWordUnprotected     Kind = "word_unprotected" // … two people decided that one of them may stand again
	KindPreviewed           Kind = "previewed"        // somebody was given exactly the files that would go out
	KindPublishApproved     Kind = "publish_approved"
	KindPublished           Kind = "published"
	KindPubliclyReported    Kind = "publicly_reported"
	KindCorrected           Kind = "corrected"
	KindWithdrawn           Kind = "withdrawn"
	KindDataSubjectsTold    Kind = "data_subjects_told"
	KindRegulatorTold       Kind = "regulator_told"
	KindWorkClosed          Kind = "work_closed"
	KindWorkResumed         Kind = "work_resumed"
	KindRestricted          Kind = "restricted" // who may see the case changed
	KindDuplicateOf         Kind = "duplicate_of"
	KindHandedOver          Kind = "handed_over"
	KindRejected            Kind = "rejected"
	KindCaseEdited          Kind = "case_edited"
	KindAssigned            Kind = "assigned"
	KindPartyEdited         Kind = "party_edited"
	KindContactEdited       Kind = "contact_edited"
	KindAssetDropped        Kind = "asset_dropped"
	KindAssetRenamed        Kind = "asset_renamed"
	KindNote                Kind = "note"
)

// Kinds returns every kind in the order of a typical case.
func Kinds() []Kind {
	out := make([]Kind, len(kindTable))
	for i := range kindTable {
		out[i] = kindTable[i].Kind
	}
	return out
}

// Valid reports whether k is one of [Kinds].
func (k Kind) Valid() bool {
	_, ok := kindRow[k]
	return ok
}

// Role says what somebody is in a case.
type Role string

// The roles of parties.
const (
	Vendor      Role = "vendor"
	Provider    Role = "provider"    // who hosts the asset
	Coordinator Role = "coordinator" // a CERT or CSIRT
	Regulator   Role = "regulator"   // a data-protection or sector authority
	Platform    Role = "platform"
	Press       Role = "press"
	Finder      Role = "finder" // the team itself
)

// Roles returns every role.
func Roles() []Role {
	return []Role{Vendor, Provider, Coordinator, Regulator, Platform, Press, Finder}
}

// Valid reports whether r is one of [Roles].
func (r Role) Valid() bool { return slices.Contains(Roles(), r) }

// Source says from where a fact is known.
type Source string

// The sources of events.
const (
	SourceOwnProbe   Source = "own_probe"
	SourceOwnMail    Source = "own_mail"
	SourceVendorMail Source = "vendor_mail"
	SourceIssue      Source = "issue"
	SourceChat       Source = "chat"
	SourcePress      Source = "press"
	SourceImport     Source = "import"
	SourcePerson     Source = "person" // a member of the team typed it in
	SourceSystem     Source = "system" // Daylight itself, by a rule
)

// Sources returns every source.
func Sources() []Source {
	return []Source{
		SourceOwnProbe, SourceOwnMail, SourceVendorMail, SourceIssue, SourceChat, SourcePress, SourceImport, SourcePerson, SourceSystem,
	}
}

// Private reports whether a source is a conversation with a party, which was not meant for the public.
func (s Source) Private() bool { return s == SourceVendorMail || s == SourceIssue || s == SourceChat }

// Valid reports whether s is one of [Sources].
func (s Source) Valid() bool { return slices.Contains(Sources(), s) }

// Visibility says who may see an event.
type Visibility string

// The visibilities of events, from narrow to wide.
const (
	InternalOnly Visibility = "internal"
	ForVendor    Visibility = "vendor"
	Public       Visibility = "public"
)

// Valid reports whether v is one of the three visibilities.
func (v Visibility) Valid() bool { return v == InternalOnly || v == ForVendor || v == Public }

// Channel is a way to reach somebody.
type Channel string

// The channels. What Daylight knows of each stands in package medium.
const (
	Email  Channel = "email"
	Issue  Channel = "issue"
	Chat   Channel = "chat"
	Phone  Channel = "phone"
	Form   Channel = "form"
	Letter Channel = "letter"
	Social Channel = "social" // a social network
	Report Channel = "report" // a private report to the maintainers of a repository, in the form that its host has for it
)

// Channels returns every channel.
func Channels() []Channel { return []Channel{Email, Issue, Chat, Phone, Form, Letter, Social, Report} }

// Valid reports whether c is one of [Channels].
func (c Channel) Valid() bool { return slices.Contains(Channels(), c) }
