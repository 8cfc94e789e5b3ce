package disclosure

import (
	"cmp"
	"encoding/json"
	"strings"

	"daylight/disclosure/fault"
)

// StoredKind reads the kind under which an event was stored. It differs from the kind as which the event is read where
// an older version recorded a fact as a note; see [StoredKinds].
func StoredKind(stored []byte) (Kind, error) {
	var e struct {
		Kind Kind `json:"kind"`
	}
	if err := json.Unmarshal(stored, &e); err != nil {
		return "", fault.Errorf(fault.Internal, "a stored event could not be read: %w", err)
	}
	return e.Kind, nil
}

// StoredKinds returns the names under which events of a kind may be stored, for queries: its own, and "note" for what
// an older version recorded as one. Whoever asks for both reads each event and looks at its kind.
func StoredKinds(k Kind) []Kind {
	if wasNote(k) {
		return []Kind{k, KindNote}
	}
	return []Kind{k}
}

// wasNote reports whether an older version recorded the kind as a note.
func wasNote(k Kind) bool {
	switch k {
	case KindWorkClosed, KindWorkResumed, KindProposed, KindSnoozed, KindReminded, KindClauseWaived, KindPolicyChanged,
		KindProbingStopped, KindProbingResumed, KindRecreated, KindSameAsset, KindMoved, KindUndecided, KindFacetUnprobed,
		KindProbeAllowed, KindBudgetExhausted, KindTakeoverRisk, KindDraftDiscarded, KindMessageQueued,
		KindMessageUncertain, KindMessageFailed, KindMessageCancelled, KindIssueUpdated:
		return true
	default: // whatever came later has never been a note
		return false
	}
}

// currentKind is the kind as which a stored event is read. Its bytes and its kind on record stay what they are: the chain
// hashes them. An older version kept what Daylight itself recorded as notes, told apart by what else they carry.
func currentKind(e *Event) Kind {
	if e.Kind != KindNote {
		return e.Kind
	}
	d := &e.Detail
	switch {
	case d.Work == WorkClosed:
		return KindWorkClosed
	case d.Work == WorkActive:
		return KindWorkResumed
	case d.Proposal != nil:
		return KindProposed
	case d.Snooze != nil:
		return KindSnoozed
	case d.Waived:
		return KindClauseWaived
	case d.Policy != nil:
		return KindPolicyChanged
	case d.Reason != "":
		return noteOfReason(d.Reason)
	case d.State != "":
		return noteOfMessage(d.State)
	case d.Draft != nil:
		return KindDraftDiscarded
	case d.Issue != nil:
		return KindIssueUpdated
	case e.Source == SourceSystem && strings.HasPrefix(e.Text, "the probe budget of "):
		return KindBudgetExhausted
	case e.Source == SourceSystem && strings.Contains(e.Text, " points at a place that anybody could claim: "):
		return KindTakeoverRisk
	default:
		return KindNote
	}
}

// noteOfReason tells apart the notes that carried a reason.
func noteOfReason(reason string) Kind {
	return cmp.Or(map[string]Kind{
		"reminder": KindReminded, "stop": KindProbingStopped, "resume": KindProbingResumed, "recreated": KindRecreated, "same": KindSameAsset,
		"moved": KindMoved, "undecided": KindUndecided, "left": KindFacetUnprobed, "probe_allowed": KindProbeAllowed,
	}[reason], KindNote)
}

// noteOfMessage tells apart the notes about a message by what became of it. One that was approved or sent was never recorded so.
func noteOfMessage(state MessageState) Kind {
	return cmp.Or(map[MessageState]Kind{
		MessageQueued: KindMessageQueued, MessageUncertain: KindMessageUncertain, MessageFailed: KindMessageFailed, MessageCancelled: KindMessageCancelled,
	}[state], KindNote)
}
