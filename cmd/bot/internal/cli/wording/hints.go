package wording

import (
	"strings"

	"daylight/disclosure/fault"
	"daylight/disclosure/hint"
)

// HintWords are the hints of the domain in the words of the command line. Names in braces are the arguments of the hint;
// words in capitals are for the reader to fill in.
func HintWords() map[fault.HintCode]string {
	return map[fault.HintCode]string{
		hint.RecordCase:         "record one with `bot case new`",
		hint.AddAsset:           "use `bot asset add {case} [KIND=]TARGET`",
		hint.RecordDiscovery:    "use `bot event add {case} discovered --at DATE`",
		hint.AddContact:         "add one with `bot contact add {case}`",
		hint.RecordContactBy:    "use `bot event add {case} contacted --channel {channel} --at DATE`",
		hint.RecordContactWith:  "use `bot event add {case} contacted --party {party} --at DATE`",
		hint.WriteDraft:         "use `bot draft new {case}`",
		hint.WriteTo:            "use `bot draft new {case} --template {template} --contact {contact}`",
		hint.ApproveDraft:       "use `bot draft approve {case} DRAFT`",
		hint.WriteSilent:        "use `bot draft silent {case} --clause {clause}`",
		hint.ApproveBatch:       "use `bot draft batch read {case} {batch}`, then `bot draft batch approve {case} {batch}`",
		hint.SendBatch:          "use `bot draft batch send {case} {batch}`",
		hint.SendDraft:          "use `bot draft send {case} {draft}`",
		hint.ResolveMessage:     "use `bot draft resolve {case} {draft} --arrived` or `bot draft resolve {case} {draft} --lost`",
		hint.SeeOutbox:          "see `bot outbox list --case {case}`",
		hint.SendAgain:          "use `bot draft resolve {case} {draft} --lost`",
		hint.Probe:              "use `bot probe {case}`",
		hint.ResumeChecks:       "go on with `bot case stop {case} --resume`, or say why you write all the same with `bot draft new {case} --because TEXT`",
		hint.SeeOpen:            "ask it with `bot probe {case}`, or say why you write all the same with `bot draft new {case} --because TEXT`",
		hint.AllowProbe:         "each of them runs `bot probe allow CASE {asset}`",
		hint.VerifyProbes:       "see `bot probe verify {case}`",
		hint.SeeClocks:          "see `bot policy explain {case}`",
		hint.DecideClock:        "use `bot clock`, as in `bot clock set {case} CLAUSE --until DAY`",
		hint.ConfirmHistory:     "each of them runs `bot case confirm-history {case}`",
		hint.UsePolicy:          "choose one with `bot policy use {case} POLICY`",
		hint.SeeGate:            "see `bot publish {case} --check`",
		hint.SeeFindings:        "write the text without it; `bot publish findings {case} --mode {mode} --lang {lang}` says what would lift each finding, and two people decide on one with `bot publish override {case} FINDING`",
		hint.ProtectWords:       "see `bot case protect {case} --list`; two people take one out with `--remove ID`, and anybody protects it anew",
		hint.ApprovePublication: "ask them with `bot publish ask {case} --mode MODE --lang LANG`; they preview and approve it in Slack, or sign with `bot publish approve {case} --sign`",
		hint.PreviewPublication: "look at them with `bot publish preview {case} --mode {mode} --lang {lang}`; where {person} signs and another login types, add --for {person}",
		hint.ApproveAlone:       "look at it with `bot publish preview {case} --mode {mode} --lang {lang}`, then approve it with `bot publish approve {case} --mode {mode} --lang {lang}`",
		hint.ReviseBecause:      "say it with `bot publish correct {case} --because TEXT`, or `bot publish withdraw {case} --because TEXT`; then preview and approve the page anew",
		hint.Publish:            "use `bot publish {case}`",
		hint.ProveApproval:      "to approve {what} of {case}, the second person repeats the command with --sign, or presses in Slack where it offers that; a login on this machine is not enough",
		hint.BeKnown:            "do it as the login whose name you bear, without --as, or in Slack",
		hint.AcceptPerson:       "they run `bot people accept {person} --sign`; `bot people list` shows what counts",
		hint.ClearLegal:         "the counsel, or each of two leads, runs `bot case clear-legal {case} --because TEXT`",
		hint.MarkDuplicate:      "use `bot case close {case} --duplicate-of OTHER`",
		hint.HandOver:           "use `bot case close {case} --handed-over-to TEAM`",
		hint.Reject:             "use `bot case close {case} --rejected`",
		hint.GiveText:           "give it with --text",
		hint.GiveNewDate:        "give it with --until 2020-03-15",
		hint.AssumeContact:      "give it with --contacted 2020-01-27",
		hint.AssumeFix:          "give it with --fixed 2020-02-05",
		hint.SayWho:             "read it with `bot inbox show {item}`, then `bot inbox person {item}` or `bot inbox automatic {item}`",
		hint.LetSpeak:           "if {login} speaks for them, run `bot contact readers CASE --speaks {login} --text WHY` in a case that writes to {place}, or add it to vendor_logins in the configuration",
		hint.SeeAgentKey:        "`bot probe agent init` prints it on the machine of the agent",
		hint.GiveCertificate:    "give one with --cert and --key-tls",
		hint.AcceptOptIn:        "if it may run them, start it with `bot probe agent --opt-in`",
		hint.Attest:             "if you find it closed, use `bot probe attest {case} {asset} --closed --seen TEXT`",
		hint.MatchIdentity:      "start it with `bot probe agent --policy ADDRESS --contact MAIL`, as in team.policy and team.contact",
	}
}

// Advised is a message with what the reader could do about it, in one line.
func Advised(message string, h fault.Hint) string {
	words := h.Fill(HintWords()[h.Code])
	if words == "" {
		return message
	}
	return strings.TrimSuffix(message, ".") + ": " + words
}
