package gate

import (
	"slices"

	"daylight/disclosure"
)

// Bringer is who may bring what opens a check, from our own evidence to one person's word.
type Bringer string

// Who brings something.
const (
	OwnProbe    Bringer = "own_probe"    // a probe of ours saw it
	OwnMessage  Bringer = "own_message"  // a message of ours was accepted
	KnownWriter Bringer = "known_writer" // they wrote it, by mail or issue, from an address that the case knows
	TwoPeople   Bringer = "two_people"   // two people decided it, or confirmed what was typed or imported
	ALead       Bringer = "lead"         // one lead decided it
	Anybody     Bringer = "anybody"      // one person typed it, or a file brought it
)

// Opening is a row of the table of what opens the gate: events of these kinds, brought so, may turn a check that failed.
type Opening struct {
	Check string
	Kinds []disclosure.Kind
	By    []Bringer
	Why   string
}

// Openings is the table. What no row allows turns no check, whoever brings it; the scan of the files is turned by no event at all.
func Openings() []Opening {
	answers := []disclosure.Kind{
		disclosure.KindAcknowledged, disclosure.KindReplied, disclosure.KindDisputed, disclosure.KindRefused, disclosure.KindStatement,
		disclosure.KindFixPromised, disclosure.KindFixClaimed,
	}
	return []Opening{
		{CheckClosure, []disclosure.Kind{disclosure.KindProbed, disclosure.KindClosed}, []Bringer{OwnProbe}, "only our own probes show that it is over"},
		{CheckClosure, []disclosure.Kind{disclosure.KindExploited, disclosure.KindLeaked}, []Bringer{TwoPeople}, "it ends the deadline at once"},
		{CheckClosure, []disclosure.Kind{disclosure.KindDeadlineSet, disclosure.KindPolicyChanged}, []Bringer{TwoPeople}, "the date that has passed"},
		{CheckFreshProbe, []disclosure.Kind{disclosure.KindProbed}, []Bringer{OwnProbe}, "it is asked again"},
		{CheckFreshProbe, []disclosure.Kind{disclosure.KindReopened}, []Bringer{Anybody}, "what is open again has nothing to confirm, and fails the check of the closure"},
		{CheckFreshProbe, []disclosure.Kind{disclosure.KindProbingStopped}, []Bringer{KnownWriter, TwoPeople}, "its owner asked us to stop"},
		{CheckEmbargo, []disclosure.Kind{disclosure.KindExploited, disclosure.KindLeaked}, []Bringer{TwoPeople}, "a promise to wait protects nobody any more"},
		{CheckEmbargo, []disclosure.Kind{disclosure.KindExtensionRefused, disclosure.KindNote}, []Bringer{ALead}, "a request is answered, or was none"},
		{CheckEmbargo, []disclosure.Kind{disclosure.KindClauseWaived, disclosure.KindDeadlineSet, disclosure.KindPolicyChanged}, []Bringer{TwoPeople}, "details are held back no longer"},
		{CheckEmbargo, []disclosure.Kind{disclosure.KindReopened, disclosure.KindProbed}, []Bringer{Anybody, OwnProbe}, "what is open again holds no details back, and fails the check of the closure"},
		{CheckHeadsUp, []disclosure.Kind{disclosure.KindHeadsUpSent}, []Bringer{OwnMessage, TwoPeople}, "the vendor knows of the publication"},
		{CheckHeadsUp, []disclosure.Kind{disclosure.KindPubliclyReported}, []Bringer{ALead, TwoPeople}, "everybody knows, with a web address"},
		{CheckHeadsUp, []disclosure.Kind{disclosure.KindOwnerIdentified}, []Bringer{TwoPeople}, "the vendor does not want to be contacted"},
		{CheckSecondPerson, []disclosure.Kind{disclosure.KindPublishApproved}, []Bringer{TwoPeople}, "somebody else read exactly these files"},
		{CheckApprovalCurrent, []disclosure.Kind{disclosure.KindPublishApproved}, []Bringer{TwoPeople}, "somebody else read exactly these files"},
		{CheckRightOfReply, []disclosure.Kind{disclosure.KindContacted, disclosure.KindEscalated, disclosure.KindHeadsUpSent}, []Bringer{OwnMessage, TwoPeople}, "a message of ours left"},
		{CheckRightOfReply, answers, []Bringer{KnownWriter, TwoPeople}, "they spoke"},
		{CheckTimeline, []disclosure.Kind{disclosure.KindNote}, []Bringer{Anybody}, "a mistake in the history is corrected"},
		{CheckNoUncertainMessages, []disclosure.Kind{disclosure.KindContacted, disclosure.KindMessageFailed, disclosure.KindMessageQueued}, []Bringer{OwnMessage, ALead}, "what became of a message is known"},
	}
}

// OwnerlessOpenings is what the table has besides, where nobody knows whose the asset is. That alone is no reason to publish without
// a word to anybody.
func OwnerlessOpenings() []Opening {
	told := []disclosure.Kind{disclosure.KindContacted, disclosure.KindEscalated}
	return []Opening{
		{CheckHeadsUp, told, []Bringer{OwnMessage, TwoPeople}, "who hosts it or a CSIRT was told, in the place of the vendor"},
	}
}

// MayOpen reports whether an event of a kind, brought so, may turn a check that failed. A lead may what anybody may.
func MayOpen(check string, kind disclosure.Kind, by Bringer, ownerless bool) bool {
	rows := Openings()
	if ownerless {
		rows = append(rows, OwnerlessOpenings()...)
	}
	return slices.ContainsFunc(rows, func(o Opening) bool {
		return o.Check == check && slices.Contains(o.Kinds, kind) &&
			(slices.Contains(o.By, by) || slices.Contains(o.By, Anybody) || by == TwoPeople && slices.Contains(o.By, ALead))
	})
}
