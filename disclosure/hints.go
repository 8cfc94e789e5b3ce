package disclosure

import "daylight/disclosure/fault"

// The hints: what somebody could do about an error or about a refusal of the gate. Which command, button or page does it is
// for the surface to say. Each has a function that builds it, so that none is without what it is about.
const (
	HintRecordCase         fault.HintCode = "record_case"         // begin a case with the finding
	HintAddContact         fault.HintCode = "add_contact"         // add a contact to the case
	HintRecordContactBy    fault.HintCode = "record_contact_by"   // record that somebody was written to or called on a channel
	HintRecordContactWith  fault.HintCode = "record_contact_with" // record that a party was contacted
	HintWriteDraft         fault.HintCode = "write_draft"         // write a message
	HintApproveDraft       fault.HintCode = "approve_draft"       // approve a message
	HintResolveMessage     fault.HintCode = "resolve_message"     // say whether an uncertain message arrived
	HintSendAgain          fault.HintCode = "send_again"          // say that a message reached nobody, which sends it
	HintProbe              fault.HintCode = "probe"               // ask the assets of the case now
	HintAllowProbe         fault.HintCode = "allow_probe"         // allow, as one of two people, that an asset is asked
	HintVerifyProbes       fault.HintCode = "verify_probes"       // compute the record of the probes again
	HintSeeClocks          fault.HintCode = "see_clocks"          // see the clocks of the case, and why
	HintDecideClock        fault.HintCode = "decide_clock"        // extend, pause, lay down or give up a clock
	HintUsePolicy          fault.HintCode = "use_policy"          // let the case follow another policy
	HintSeeGate            fault.HintCode = "see_gate"            // see the checks of the publication gate
	HintApprovePublication fault.HintCode = "approve_publication" // approve a writeup, as a second person
	HintPublish            fault.HintCode = "publish"             // publish a writeup
	HintMarkDuplicate      fault.HintCode = "mark_duplicate"      // end the case as a duplicate of another one
	HintHandOver           fault.HintCode = "hand_over"           // end the case by handing it over
	HintReject             fault.HintCode = "reject"              // end the case as none
	HintGiveText           fault.HintCode = "give_text"           // give the text that is missing
	HintGiveNewDate        fault.HintCode = "give_new_date"       // give the new date of a clock
	HintAssumeContact      fault.HintCode = "assume_contact"      // assume the date of the first contact, in a simulation
	HintAssumeFix          fault.HintCode = "assume_fix"          // assume the date of the fix, in a simulation
)

// Hints returns every hint, with what stands for its arguments in their place. A surface words each.
func Hints() []fault.Hint {
	const id, draft, asset = "CASE", "DRAFT", "ASSET"
	return []fault.Hint{
		ToRecordCase(),
		ToAddContact(id),
		ToRecordContactBy(id, "CHANNEL"),
		ToRecordContactWith(id, "PARTY"),
		ToWriteDraft(id),
		ToApproveDraft(id),
		ToResolveMessage(id, draft),
		ToSendAgain(id, draft),
		ToProbe(id),
		ToAllowProbe(asset),
		ToVerifyProbes(id),
		ToSeeClocks(id),
		ToDecideClock(id),
		ToUsePolicy(id),
		ToSeeGate(id),
		ToApprovePublication(id),
		ToPublish(id),
		ToMarkDuplicate(id),
		ToHandOver(id),
		ToReject(id),
		ToGiveText(),
		ToGiveNewDate(),
		ToAssumeContact(),
		ToAssumeFix(),
	}
}

// ToRecordCase hints at [HintRecordCase].
func ToRecordCase() fault.Hint { return fault.Hint{Code: HintRecordCase} }

// ToAddContact hints at [HintAddContact].
func ToAddContact(id CaseID) fault.Hint { return about(HintAddContact, id) }

// ToRecordContactBy hints at [HintRecordContactBy].
func ToRecordContactBy(id CaseID, ch Channel) fault.Hint {
	return fault.Hint{Code: HintRecordContactBy, Args: map[string]string{"case": string(id), "channel": string(ch)}}
}

// ToRecordContactWith hints at [HintRecordContactWith].
func ToRecordContactWith(id CaseID, party Role) fault.Hint {
	return fault.Hint{Code: HintRecordContactWith, Args: map[string]string{"case": string(id), "party": string(party)}}
}

// ToWriteDraft hints at [HintWriteDraft].
func ToWriteDraft(id CaseID) fault.Hint { return about(HintWriteDraft, id) }

// ToApproveDraft hints at [HintApproveDraft].
func ToApproveDraft(id CaseID) fault.Hint { return about(HintApproveDraft, id) }

// ToResolveMessage hints at [HintResolveMessage].
func ToResolveMessage(id CaseID, draft string) fault.Hint {
	return fault.Hint{Code: HintResolveMessage, Args: map[string]string{"case": string(id), "draft": draft}}
}

// ToSendAgain hints at [HintSendAgain].
func ToSendAgain(id CaseID, draft string) fault.Hint {
	return fault.Hint{Code: HintSendAgain, Args: map[string]string{"case": string(id), "draft": draft}}
}

// ToProbe hints at [HintProbe].
func ToProbe(id CaseID) fault.Hint { return about(HintProbe, id) }

// ToAllowProbe hints at [HintAllowProbe]. The asset is named by its id within the case.
func ToAllowProbe(asset string) fault.Hint {
	return fault.Hint{Code: HintAllowProbe, Args: map[string]string{"asset": asset}}
}

// ToVerifyProbes hints at [HintVerifyProbes].
func ToVerifyProbes(id CaseID) fault.Hint { return about(HintVerifyProbes, id) }

// ToSeeClocks hints at [HintSeeClocks].
func ToSeeClocks(id CaseID) fault.Hint { return about(HintSeeClocks, id) }

// ToDecideClock hints at [HintDecideClock].
func ToDecideClock(id CaseID) fault.Hint { return about(HintDecideClock, id) }

// ToUsePolicy hints at [HintUsePolicy].
func ToUsePolicy(id CaseID) fault.Hint { return about(HintUsePolicy, id) }

// ToSeeGate hints at [HintSeeGate].
func ToSeeGate(id CaseID) fault.Hint { return about(HintSeeGate, id) }

// ToApprovePublication hints at [HintApprovePublication].
func ToApprovePublication(id CaseID) fault.Hint { return about(HintApprovePublication, id) }

// ToPublish hints at [HintPublish].
func ToPublish(id CaseID) fault.Hint { return about(HintPublish, id) }

// ToMarkDuplicate hints at [HintMarkDuplicate].
func ToMarkDuplicate(id CaseID) fault.Hint { return about(HintMarkDuplicate, id) }

// ToHandOver hints at [HintHandOver].
func ToHandOver(id CaseID) fault.Hint { return about(HintHandOver, id) }

// ToReject hints at [HintReject].
func ToReject(id CaseID) fault.Hint { return about(HintReject, id) }

// ToGiveText hints at [HintGiveText].
func ToGiveText() fault.Hint { return fault.Hint{Code: HintGiveText} }

// ToGiveNewDate hints at [HintGiveNewDate].
func ToGiveNewDate() fault.Hint { return fault.Hint{Code: HintGiveNewDate} }

// ToAssumeContact hints at [HintAssumeContact].
func ToAssumeContact() fault.Hint { return fault.Hint{Code: HintAssumeContact} }

// ToAssumeFix hints at [HintAssumeFix].
func ToAssumeFix() fault.Hint { return fault.Hint{Code: HintAssumeFix} }

// about is a hint about a case and nothing more.
func about(code fault.HintCode, id CaseID) fault.Hint {
	return fault.Hint{Code: code, Args: map[string]string{"case": string(id)}}
}
