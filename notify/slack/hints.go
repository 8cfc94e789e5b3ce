package slack

import (
	"daylight/disclosure/fault"
	"daylight/disclosure/hint"
)

// hintWords are the hints of the domain for Slack: a button of the card, a command or a shortcut. A call
// of the command line is named only where Slack has nothing for it, and then the hint says that it is there only. Names in braces are arguments of the hint.
func hintWords() map[fault.HintCode]string {
	return map[fault.HintCode]string{
		hint.RecordCase:         "Use `/disclose new`, or *Turn into a finding* on a message.",
		hint.AddAsset:           "Press *Do …* on the card, or use `/disclose asset {case}`.",
		hint.RecordDiscovery:    "This is recorded on the command line only: `bot event add {case} discovered --at DATE`.",
		hint.AddContact:         "Press *Do …* on the card, or use `/disclose contact {case}`.",
		hint.RecordContactBy:    "Record the contact by {channel} with `/disclose log {case}`.",
		hint.RecordContactWith:  "Record the contact with the {party} with `/disclose log {case}`.",
		hint.WriteDraft:         "Use `/disclose draft {case}`, or *Draft first contact* on the card.",
		hint.WriteTo:            "Write a {template} to {contact} with `/disclose draft {case}`.",
		hint.ApproveDraft:       "Press *Approve* on the card: `/disclose show {case}`.",
		hint.WriteSilent:        "This is written on the command line only: `bot draft silent {case} --clause {clause}`.",
		hint.ApproveBatch:       "A lead reads a sample of the list {batch} and approves it with its button on the card: `/disclose show {case}`.",
		hint.SendBatch:          "A list is sent on the command line only, by a lead: `bot draft batch send {case} {batch}`.",
		hint.SendDraft:          "A lead sends {draft} with the button of the card: `/disclose show {case}`.",
		hint.ResolveMessage:     "A lead records whether {draft} arrived with `/disclose message {case}`.",
		hint.SeeOutbox:          "What waits to leave is seen on the command line only: `bot outbox list --case {case}`.",
		hint.SendAgain:          "A lead records with `/disclose message {case}` that {draft} did not arrive.",
		hint.Probe:              "Press *Probe now* on the card: `/disclose show {case}`.",
		hint.ResumeChecks:       "Go on with the checks with `/disclose asset {case}`. Or draft the message and give a reason.",
		hint.SeeOpen:            "Press *Probe now* on the card (`/disclose show {case}`), or *Draft first contact* and give a reason.",
		hint.AllowProbe:         "Two leads allow it for {asset}, each of them with *Do …* on the card, or `/disclose asset CASE`.",
		hint.VerifyProbes:       "This is checked on the command line only: `bot probe verify {case}`.",
		hint.SeeClocks:          "All deadlines are in `/disclose deadline {case}`. Why they are what they are is explained on the command line only: `bot policy explain {case}`.",
		hint.DecideClock:        "Deadlines are moved with `/disclose deadline {case}`. A date of your own is set on the command line only: `bot clock set {case} CLAUSE --until DAY`.",
		hint.ConfirmHistory:     "A lead proposes it on the command line only: `bot case confirm-history {case}`. The second one reads and approves it on the card: `/disclose show {case}`.",
		hint.UsePolicy:          "A lead chooses one on the command line only: `bot policy use {case} POLICY`.",
		hint.SeeGate:            "The checks are in `/disclose publish {case}`, and on the page of {case} on the board.",
		hint.SeeFindings:        "Write the text without it. If it is no such thing or has to stay, two people decide so: *Decide on a finding …* in `/disclose publish {case} {mode} {lang}`.",
		hint.ProtectWords:       "Use `/disclose protect {case}`. Two people take a word out with `/disclose page {case}`.",
		hint.ApprovePublication: "A lead other than the one who recorded the case previews and approves it: *Ask a second person* in `/disclose publish {case}` asks them.",
		hint.PreviewPublication: "{person} presses *Preview* in `/disclose publish {case} {mode} {lang}` and reads the files first.",
		hint.ApproveAlone:       "Press *Preview* in `/disclose publish {case} {mode} {lang}`, read the files and press *Approve* there.",
		hint.ReviseBecause:      "Say why with `/disclose page {case}`. Then it is previewed and approved anew with `/disclose publish {case}`.",
		hint.Publish:            "A lead publishes with `/disclose publish {case}`.",
		hint.ProveApproval:      "Somebody else approves {what} of {case} here in Slack.",
		hint.BeKnown:            "Do it here in Slack.",
		hint.AcceptPerson:       "Somebody who counts already accepts it here with `/disclose people accept {person}`.",
		hint.ClearLegal:         "The counsel, or the first of two leads, does it on the command line only: `bot case clear-legal {case} --because TEXT`. The second lead reads and approves it on the card.",
		hint.MarkDuplicate:      "Use `/disclose case {case}`.",
		hint.HandOver:           "Use `/disclose case {case}`.",
		hint.Reject:             "Use `/disclose case {case}`.",
		hint.GiveText:           "Write it into the field *Note*.",
		hint.GiveNewDate:        "Deadlines are moved with `/disclose deadline CASE`, with their new day.",
		hint.AssumeContact:      "Policies are simulated on the command line only: `bot policy simulate --contacted DATE`.",
		hint.AssumeFix:          "Policies are simulated on the command line only: `bot policy simulate --contacted DATE --fixed DATE`.",
		hint.SayWho:             "Press “A person wrote it” or “Automatic” below item {item} in the thread of the case.",
		hint.LetSpeak:           "If {login} speaks for them, whoever runs Daylight adds it to `vendor_logins` of {place} in the configuration.",
		hint.SeeAgentKey:        "Whoever runs the agent sees its key on the command line there only: `bot probe agent init`.",
		hint.GiveCertificate:    "Whoever runs the agent gives it one on the command line there only: `bot probe agent --cert FILE --key-tls FILE`.",
		hint.AcceptOptIn:        "If it may run them, whoever runs the agent starts it on the command line there only: `bot probe agent --opt-in`.",
		hint.Attest:             "Whoever finds it closed says so with *I looked: it is closed …* on the card of {case}, for {asset}. It takes two people.",
		hint.MatchIdentity:      "Whoever runs the agent starts it on the command line there only, with the addresses of the team: `bot probe agent --policy ADDRESS --contact MAIL`.",
	}
}

// advice says what the person could do about an error, escaped; "" where nothing certain helps.
func advice(err error) string {
	h := fault.HintOf(err)
	return safeUpTo(h.Fill(hintWords()[h.Code]), 500)
}
