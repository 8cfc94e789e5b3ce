package slack

import (
	"daylight/disclosure/fault"
	"daylight/disclosure/hint"
)

// hintWords are the hints of the domain for Slack: a button of the card, a command or a shortcut. For an action that
// Slack does not offer yet, the hint names the call on the command line. Names in braces are arguments of the hint.
func hintWords() map[fault.HintCode]string {
	return map[fault.HintCode]string{
		hint.RecordCase:         "Use `/disclose new`, or *Turn into a finding* on a message.",
		hint.AddAsset:           "Press *Do …* on the card, or use `/disclose asset {case}`.",
		hint.RecordDiscovery:    "Somebody records it on the command line: `bot event add {case} discovered --at DATE`.",
		hint.AddContact:         "Press *Do …* on the card, or use `/disclose contact {case}`.",
		hint.RecordContactBy:    "Record the contact by {channel} with `/disclose log {case}`.",
		hint.RecordContactWith:  "Record the contact with the {party} with `/disclose log {case}`.",
		hint.WriteDraft:         "Use `/disclose draft {case}`, or *Draft first contact* on the card.",
		hint.WriteTo:            "Write a {template} to {contact} with `/disclose draft {case}`.",
		hint.ApproveDraft:       "Press *Approve* on the card: `/disclose show {case}`.",
		hint.WriteSilent:        "Somebody writes them on the command line: `bot draft silent {case} --clause {clause}`.",
		hint.ApproveBatch:       "A lead does it on the command line: `bot draft batch read {case} {batch}`, then `bot draft batch approve {case} {batch}`.",
		hint.SendBatch:          "A lead sends them on the command line: `bot draft batch send {case} {batch}`.",
		hint.SendDraft:          "A lead sends {draft} with the button of the card: `/disclose show {case}`.",
		hint.ResolveMessage:     "A lead records whether {draft} arrived with `/disclose message {case}`.",
		hint.SeeOutbox:          "A lead looks at what waits to leave on the command line: `bot outbox list --case {case}`.",
		hint.SendAgain:          "A lead records with `/disclose message {case}` that {draft} did not arrive.",
		hint.Probe:              "Press *Probe now* on the card: `/disclose show {case}`.",
		hint.ResumeChecks:       "Go on with the checks with `/disclose asset {case}`. Or draft the message and give a reason.",
		hint.SeeOpen:            "Press *Probe now* on the card (`/disclose show {case}`), or *Draft first contact* and give a reason.",
		hint.AllowProbe:         "Two leads allow it for {asset}, each of them with *Do …* on the card, or `/disclose asset CASE`.",
		hint.VerifyProbes:       "Somebody checks it on the command line: `bot probe verify {case}`.",
		hint.SeeClocks:          "All deadlines are in `/disclose deadline {case}`, and why on the command line: `bot policy explain {case}`.",
		hint.DecideClock:        "Deadlines are moved with `/disclose deadline {case}`; a date of your own is set on the command line: `bot clock set {case} CLAUSE --until DAY`.",
		hint.ConfirmHistory:     "Two leads confirm it, each of them on the command line: `bot case confirm-history {case}`.",
		hint.UsePolicy:          "A lead chooses one on the command line: `bot policy use {case} POLICY`.",
		hint.SeeGate:            "The checks are in `/disclose publish {case}`, on the page of {case} on the board, and on the command line: `bot publish {case} --check`.",
		hint.ApprovePublication: "A lead other than the one who recorded the case previews and approves it: `/disclose publish {case}` asks them. With a key they sign it on the command line: `bot publish approve {case} --sign`.",
		hint.PreviewPublication: "{person} presses *Preview* in `/disclose publish {case} {mode} {lang}` and reads the files first.",
		hint.ApproveAlone:       "Press *Preview* in `/disclose publish {case} {mode} {lang}`, read the files and press *Approve* there.",
		hint.ReviseBecause:      "Somebody says why on the command line: `bot publish correct {case} --because TEXT`. Then it is previewed and approved anew with `/disclose publish {case}`.",
		hint.Publish:            "A lead publishes with `/disclose publish {case}`, or on the command line: `bot publish {case}`.",
		hint.ProveApproval:      "Somebody else approves {what} of {case} here in Slack, or signs it on the command line with `--sign`.",
		hint.BeKnown:            "Do it here in Slack, or on the command line as your own login.",
		hint.AcceptPerson:       "They accept it here with `/disclose people accept {person}`, or sign it on the command line: `bot people accept {person} --sign`.",
		hint.ClearLegal:         "The counsel, or each of two leads, does it on the command line: `bot case clear-legal {case} --because TEXT`.",
		hint.MarkDuplicate:      "Use `/disclose case {case}`.",
		hint.HandOver:           "Use `/disclose case {case}`.",
		hint.Reject:             "Use `/disclose case {case}`.",
		hint.GiveText:           "Write it into the field *Note*.",
		hint.GiveNewDate:        "Deadlines are moved with `/disclose deadline CASE`, with their new day.",
		hint.AssumeContact:      "Policies are simulated on the command line: `bot policy simulate --contacted DATE`.",
		hint.AssumeFix:          "Policies are simulated on the command line: `bot policy simulate --contacted DATE --fixed DATE`.",
		hint.SayWho:             "Press “A person wrote it” or “Automatic” below item {item} in the thread of the case.",
		hint.LetSpeak:           "If {login} speaks for them, whoever runs Daylight adds it to `vendor_logins` of {place} in the configuration.",
		hint.SeeAgentKey:        "Whoever runs the agent sees its key on the command line there: `bot probe agent init`.",
		hint.GiveCertificate:    "Whoever runs the agent gives it one on the command line there: `bot probe agent --cert FILE --key-tls FILE`.",
		hint.AcceptOptIn:        "If it may run them, whoever runs the agent starts it on the command line with `bot probe agent --opt-in`.",
		hint.Attest:             "Whoever finds it closed says so with *I looked: it is closed …* on the card, or on the command line: `bot probe attest {case} {asset} --closed --seen TEXT`. It takes two people.",
		hint.MatchIdentity:      "Whoever runs the agent starts it on the command line with the team's addresses: `bot probe agent --policy ADDRESS --contact MAIL`.",
	}
}

// advice says what the person could do about an error, escaped; "" where nothing certain helps.
func advice(err error) string {
	h := fault.HintOf(err)
	return safeUpTo(h.Fill(hintWords()[h.Code]), 500)
}
