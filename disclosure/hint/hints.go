package hint

import (
	"daylight/disclosure"
	"daylight/disclosure/fault"
	"daylight/disclosure/person"
)

// The hints: what somebody could do about an error or about a refusal of the gate. Which command, button or page does it is
// for the surface to say. Each has a function that builds it, so that none is without what it is about.
const (
	RecordCase         fault.HintCode = "record_case"         // begin a case with the finding
	AddContact         fault.HintCode = "add_contact"         // add a contact to the case
	AddAsset           fault.HintCode = "add_asset"           // add what is exposed to the case
	RecordDiscovery    fault.HintCode = "record_discovery"    // record when it was discovered
	RecordContactBy    fault.HintCode = "record_contact_by"   // record that somebody was written to or called on a channel
	RecordContactWith  fault.HintCode = "record_contact_with" // record that a party was contacted
	WriteDraft         fault.HintCode = "write_draft"         // write a message
	WriteTo            fault.HintCode = "write_to"            // write a message of a kind to one contact
	ApproveDraft       fault.HintCode = "approve_draft"       // approve a message
	WriteSilent        fault.HintCode = "write_silent"        // write to every party that was told and is silent
	ApproveBatch       fault.HintCode = "approve_batch"       // read the sample of a batch and approve it
	SendBatch          fault.HintCode = "send_batch"          // send what is approved of a batch
	SendDraft          fault.HintCode = "send_draft"          // send an approved message
	ResolveMessage     fault.HintCode = "resolve_message"     // say whether an uncertain message arrived
	SeeOutbox          fault.HintCode = "see_outbox"          // see what waits to leave, and cancel it
	SendAgain          fault.HintCode = "send_again"          // say that a message reached nobody, which sends it
	Probe              fault.HintCode = "probe"               // ask the assets of the case now
	SeeOpen            fault.HintCode = "see_open"            // ask the assets, or give a reason why a message is to leave all the same
	ResumeChecks       fault.HintCode = "resume_checks"       // checks were stopped: go on with them, or give a reason why a message is written all the same
	AllowProbe         fault.HintCode = "allow_probe"         // allow, as one of two people, that an asset is asked
	VerifyProbes       fault.HintCode = "verify_probes"       // compute the record of the probes again
	SeeClocks          fault.HintCode = "see_clocks"          // see the clocks of the case, and why
	DecideClock        fault.HintCode = "decide_clock"        // extend, pause, lay down or give up a clock
	ConfirmHistory     fault.HintCode = "confirm_history"     // say, as one of two people, that what was typed or imported is true
	UsePolicy          fault.HintCode = "use_policy"          // let the case follow another policy
	SeeGate            fault.HintCode = "see_gate"            // see the checks of the publication gate
	SeeFindings        fault.HintCode = "see_findings"        // see what stands in the files of a writeup, and decide on one finding
	ProtectWords       fault.HintCode = "protect_words"       // protect words of the case, or no longer
	ApprovePublication fault.HintCode = "approve_publication" // approve a writeup, as a second person
	PreviewPublication fault.HintCode = "preview_publication" // see the files of a writeup before approving them
	ApproveAlone       fault.HintCode = "approve_alone"       // preview and approve a writeup where one person decides
	ReviseBecause      fault.HintCode = "revise_because"      // say why a page that is out changes
	Publish            fault.HintCode = "publish"             // publish a writeup
	ProveApproval      fault.HintCode = "prove_approval"      // approve in a way that shows who it is
	BeKnown            fault.HintCode = "be_known"            // act as the person that one is
	AcceptPerson       fault.HintCode = "accept_person"       // accept a further person, key or id
	ClearLegal         fault.HintCode = "clear_legal"         // clear publishing after a legal threat, as the counsel or as one of two leads
	MarkDuplicate      fault.HintCode = "mark_duplicate"      // end the case as a duplicate of another one
	HandOver           fault.HintCode = "hand_over"           // end the case by handing it over
	Reject             fault.HintCode = "reject"              // end the case as none
	GiveText           fault.HintCode = "give_text"           // give the text that is missing
	GiveNewDate        fault.HintCode = "give_new_date"       // give the new date of a clock
	AssumeContact      fault.HintCode = "assume_contact"      // assume the date of the first contact, in a simulation
	AssumeFix          fault.HintCode = "assume_fix"          // assume the date of the fix, in a simulation
	LetSpeak           fault.HintCode = "let_speak"           // say that a login speaks for the party of a repository
	SayWho             fault.HintCode = "say_who"             // say whether a person or a machine wrote an item of the inbox
	SeeAgentKey        fault.HintCode = "see_agent_key"       // see the public key of a probe agent, where it runs
	GiveCertificate    fault.HintCode = "give_certificate"    // give a probe agent a certificate for TLS
	AcceptOptIn        fault.HintCode = "accept_opt_in"       // let a probe agent accept kinds that are opt-in
	Attest             fault.HintCode = "attest"              // attest by two people that an asset is closed
	MatchIdentity      fault.HintCode = "match_identity"      // give a probe agent the identity that the team probes under
)

// All returns every hint, with what stands for its arguments in their place. A surface words each.
func All() []fault.Hint {
	const id, draft, asset = "CASE", "DRAFT", "ASSET"
	return []fault.Hint{
		ToRecordCase(),
		ToAddContact(id),
		ToAddAsset(id),
		ToRecordDiscovery(id),
		ToRecordContactBy(id, "CHANNEL"),
		ToRecordContactWith(id, "PARTY"),
		ToWriteDraft(id),
		ToWriteTo(id, "TEMPLATE", "CONTACT"),
		ToApproveDraft(id),
		ToWriteSilent(id, "CLAUSE"),
		ToApproveBatch(id, "BATCH"),
		ToSendBatch(id, "BATCH"),
		ToSendDraft(id, draft),
		ToResolveMessage(id, draft),
		ToSeeOutbox(id),
		ToSendAgain(id, draft),
		ToProbe(id),
		ToSeeOpen(id),
		ToResumeChecks(id),
		ToAllowProbe(asset),
		ToVerifyProbes(id),
		ToSeeClocks(id),
		ToDecideClock(id),
		ToConfirmHistory(id),
		ToUsePolicy(id),
		ToSeeGate(id),
		ToSeeFindings(id, "MODE", "LANG"),
		ToProtectWords(id),
		ToApprovePublication(id),
		ToPreviewPublication(id, "MODE", "LANG", "NAME"),
		ToApproveAlone(id, "MODE", "LANG"),
		ToReviseBecause(id),
		ToPublish(id),
		ToProveApproval(person.Decision{Case: id, What: "WHAT", Digest: "DIGEST"}),
		ToBeKnown(),
		ToAcceptPerson("NAME"),
		ToClearLegal(id),
		ToMarkDuplicate(id),
		ToHandOver(id),
		ToReject(id),
		ToGiveText(),
		ToGiveNewDate(),
		ToAssumeContact(),
		ToAssumeFix(),
		ToLetSpeak("PLACE", "LOGIN"),
		ToSayWho("ITEM"),
		ToSeeAgentKey(),
		ToGiveCertificate(),
		ToAcceptOptIn(),
		ToAttest(id, asset),
		ToMatchIdentity(),
	}
}

// ToRecordCase hints at [RecordCase].
func ToRecordCase() fault.Hint { return fault.Hint{Code: RecordCase} }

// ToSeeOutbox hints at [SeeOutbox].
func ToSeeOutbox(id disclosure.CaseID) fault.Hint { return about(SeeOutbox, id) }

// ToAddContact hints at [AddContact].
func ToAddContact(id disclosure.CaseID) fault.Hint { return about(AddContact, id) }

// ToAddAsset hints at [AddAsset].
func ToAddAsset(id disclosure.CaseID) fault.Hint { return about(AddAsset, id) }

// ToRecordDiscovery hints at [RecordDiscovery].
func ToRecordDiscovery(id disclosure.CaseID) fault.Hint { return about(RecordDiscovery, id) }

// ToRecordContactBy hints at [RecordContactBy].
func ToRecordContactBy(id disclosure.CaseID, ch disclosure.Channel) fault.Hint {
	return fault.Hint{Code: RecordContactBy, Args: map[string]string{"case": string(id), "channel": string(ch)}}
}

// ToRecordContactWith hints at [RecordContactWith].
func ToRecordContactWith(id disclosure.CaseID, party disclosure.Role) fault.Hint {
	return fault.Hint{Code: RecordContactWith, Args: map[string]string{"case": string(id), "party": string(party)}}
}

// ToWriteDraft hints at [WriteDraft].
func ToWriteDraft(id disclosure.CaseID) fault.Hint { return about(WriteDraft, id) }

// ToWriteTo hints at [WriteTo]. The contact is named by its id within the case.
func ToWriteTo(id disclosure.CaseID, t disclosure.Template, contact string) fault.Hint {
	return fault.Hint{Code: WriteTo, Args: map[string]string{"case": string(id), "template": string(t), "contact": contact}}
}

// ToApproveDraft hints at [ApproveDraft].
func ToApproveDraft(id disclosure.CaseID) fault.Hint { return about(ApproveDraft, id) }

// ToWriteSilent hints at [WriteSilent].
func ToWriteSilent(id disclosure.CaseID, clause string) fault.Hint {
	return fault.Hint{Code: WriteSilent, Args: map[string]string{"case": string(id), "clause": clause}}
}

// ToApproveBatch hints at [ApproveBatch].
func ToApproveBatch(id disclosure.CaseID, batch string) fault.Hint {
	return fault.Hint{Code: ApproveBatch, Args: map[string]string{"case": string(id), "batch": batch}}
}

// ToSendBatch hints at [SendBatch].
func ToSendBatch(id disclosure.CaseID, batch string) fault.Hint {
	return fault.Hint{Code: SendBatch, Args: map[string]string{"case": string(id), "batch": batch}}
}

// ToSendDraft hints at [SendDraft].
func ToSendDraft(id disclosure.CaseID, draft string) fault.Hint {
	return fault.Hint{Code: SendDraft, Args: map[string]string{"case": string(id), "draft": draft}}
}

// ToResolveMessage hints at [ResolveMessage].
func ToResolveMessage(id disclosure.CaseID, draft string) fault.Hint {
	return fault.Hint{Code: ResolveMessage, Args: map[string]string{"case": string(id), "draft": draft}}
}

// ToSendAgain hints at [SendAgain].
func ToSendAgain(id disclosure.CaseID, draft string) fault.Hint {
	return fault.Hint{Code: SendAgain, Args: map[string]string{"case": string(id), "draft": draft}}
}

// ToProbe hints at [Probe].
func ToProbe(id disclosure.CaseID) fault.Hint { return about(Probe, id) }

// ToResumeChecks hints at [ResumeChecks].
func ToResumeChecks(id disclosure.CaseID) fault.Hint { return about(ResumeChecks, id) }

// ToAsk hints at what shows how an asset stands: [Probe], and where its checks were stopped, which no probe passes over, [ResumeChecks].
func ToAsk(id disclosure.CaseID, a *disclosure.Asset) fault.Hint {
	if a.Stopped {
		return ToResumeChecks(id)
	}
	return ToProbe(id)
}

// ToSeeOpen hints at [SeeOpen].
func ToSeeOpen(id disclosure.CaseID) fault.Hint { return about(SeeOpen, id) }

// ToAllowProbe hints at [AllowProbe]. The asset is named by its id within the case.
func ToAllowProbe(asset string) fault.Hint {
	return fault.Hint{Code: AllowProbe, Args: map[string]string{"asset": asset}}
}

// ToVerifyProbes hints at [VerifyProbes].
func ToVerifyProbes(id disclosure.CaseID) fault.Hint { return about(VerifyProbes, id) }

// ToSeeClocks hints at [SeeClocks].
func ToSeeClocks(id disclosure.CaseID) fault.Hint { return about(SeeClocks, id) }

// ToDecideClock hints at [DecideClock].
func ToDecideClock(id disclosure.CaseID) fault.Hint { return about(DecideClock, id) }

// ToConfirmHistory hints at [ConfirmHistory].
func ToConfirmHistory(id disclosure.CaseID) fault.Hint { return about(ConfirmHistory, id) }

// ToUsePolicy hints at [UsePolicy].
func ToUsePolicy(id disclosure.CaseID) fault.Hint { return about(UsePolicy, id) }

// ToSeeGate hints at [SeeGate].
func ToSeeGate(id disclosure.CaseID) fault.Hint { return about(SeeGate, id) }

// ToPreviewPublication hints at [PreviewPublication].
func ToPreviewPublication(id disclosure.CaseID, mode disclosure.Mode, lang, who string) fault.Hint {
	return fault.Hint{Code: PreviewPublication, Args: map[string]string{"case": string(id), "mode": string(mode), "lang": lang, "person": who}}
}

// ToApprovePublication hints at [ApprovePublication].
func ToApprovePublication(id disclosure.CaseID) fault.Hint { return about(ApprovePublication, id) }

// ToSeeFindings hints at [SeeFindings].
func ToSeeFindings(id disclosure.CaseID, mode disclosure.Mode, lang string) fault.Hint {
	h := about(SeeFindings, id)
	h.Args["mode"], h.Args["lang"] = string(mode), lang
	return h
}

// ToProtectWords hints at [ProtectWords].
func ToProtectWords(id disclosure.CaseID) fault.Hint { return about(ProtectWords, id) }

// ToApproveAlone hints at [ApproveAlone].
func ToApproveAlone(id disclosure.CaseID, mode disclosure.Mode, lang string) fault.Hint {
	h := about(ApproveAlone, id)
	h.Args["mode"], h.Args["lang"] = string(mode), lang
	return h
}

// ToReviseBecause hints at [ReviseBecause].
func ToReviseBecause(id disclosure.CaseID) fault.Hint { return about(ReviseBecause, id) }

// ToPublish hints at [Publish].
func ToPublish(id disclosure.CaseID) fault.Hint { return about(Publish, id) }

// ToProveApproval hints at [ProveApproval]. Its arguments are the decision, so that a surface can offer to sign it.
func ToProveApproval(of person.Decision) fault.Hint {
	return fault.Hint{Code: ProveApproval, Args: map[string]string{"case": of.Case, "what": of.What, "digest": of.Digest}}
}

// ToBeKnown hints at [BeKnown].
func ToBeKnown() fault.Hint { return fault.Hint{Code: BeKnown} }

// ToAcceptPerson hints at [AcceptPerson].
func ToAcceptPerson(name string) fault.Hint {
	return fault.Hint{Code: AcceptPerson, Args: map[string]string{"person": name}}
}

// ToClearLegal hints at [ClearLegal].
func ToClearLegal(id disclosure.CaseID) fault.Hint { return about(ClearLegal, id) }

// ToMarkDuplicate hints at [MarkDuplicate].
func ToMarkDuplicate(id disclosure.CaseID) fault.Hint { return about(MarkDuplicate, id) }

// ToHandOver hints at [HandOver].
func ToHandOver(id disclosure.CaseID) fault.Hint { return about(HandOver, id) }

// ToReject hints at [Reject].
func ToReject(id disclosure.CaseID) fault.Hint { return about(Reject, id) }

// ToGiveText hints at [GiveText].
func ToGiveText() fault.Hint { return fault.Hint{Code: GiveText} }

// ToGiveNewDate hints at [GiveNewDate].
func ToGiveNewDate() fault.Hint { return fault.Hint{Code: GiveNewDate} }

// ToAssumeContact hints at [AssumeContact].
func ToAssumeContact() fault.Hint { return fault.Hint{Code: AssumeContact} }

// ToAssumeFix hints at [AssumeFix].
func ToAssumeFix() fault.Hint { return fault.Hint{Code: AssumeFix} }

// ToSayWho hints at [SayWho].
func ToSayWho(item string) fault.Hint {
	return fault.Hint{Code: SayWho, Args: map[string]string{"item": item}}
}

// ToLetSpeak hints at [LetSpeak]. The place is the repository.
func ToLetSpeak(place, login string) fault.Hint {
	return fault.Hint{Code: LetSpeak, Args: map[string]string{"place": place, "login": login}}
}

// ToSeeAgentKey hints at [SeeAgentKey].
func ToSeeAgentKey() fault.Hint { return fault.Hint{Code: SeeAgentKey} }

// ToGiveCertificate hints at [GiveCertificate].
func ToGiveCertificate() fault.Hint { return fault.Hint{Code: GiveCertificate} }

// ToAcceptOptIn hints at [AcceptOptIn].
func ToAcceptOptIn() fault.Hint { return fault.Hint{Code: AcceptOptIn} }

// ToMatchIdentity hints at [MatchIdentity].
func ToMatchIdentity() fault.Hint { return fault.Hint{Code: MatchIdentity} }

// ToAttest hints at [Attest].
func ToAttest(id disclosure.CaseID, asset string) fault.Hint {
	h := about(Attest, id)
	h.Args["asset"] = asset
	return h
}

// about is a hint about a case and nothing more.
func about(code fault.HintCode, id disclosure.CaseID) fault.Hint {
	return fault.Hint{Code: code, Args: map[string]string{"case": string(id)}}
}
