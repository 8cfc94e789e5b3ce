package slack

import (
	"daylight/disclosure"
	"daylight/disclosure/fault"
)

// hintWords are the hints of the domain in the words of Slack: a button of the card, a command or a shortcut. What nobody
// can do in Slack yet is said as it is, with the call for whoever has the command line. Names in braces are the arguments of
// the hint.
func hintWords() map[fault.HintCode]string {
	return map[fault.HintCode]string{
		disclosure.HintRecordCase:         "Use `/disclose new`, or *Turn into a finding* on a message.",
		disclosure.HintAddContact:         "Somebody adds one on the command line: `bot contact add {case}`.",
		disclosure.HintRecordContactBy:    "Somebody records it on the command line: `bot event add {case} contacted --channel {channel} --at DATE`.",
		disclosure.HintRecordContactWith:  "Somebody records it on the command line: `bot event add {case} contacted --party {party} --at DATE`.",
		disclosure.HintWriteDraft:         "Press *Draft first contact* on the card: `/disclose show {case}`. After the first contact, draft messages on the command line: `bot draft new {case}`.",
		disclosure.HintApproveDraft:       "Press *Approve* on the card: `/disclose show {case}`.",
		disclosure.HintResolveMessage:     "A lead records on the command line whether it arrived: `bot draft resolve {case} {draft} --arrived`, or `--lost`.",
		disclosure.HintSendAgain:          "A lead records it on the command line: `bot draft resolve {case} {draft} --lost`.",
		disclosure.HintProbe:              "Press *Probe now* on the card: `/disclose show {case}`.",
		disclosure.HintAllowProbe:         "Two leads allow it, each of them on the command line: `bot probe allow CASE {asset}`.",
		disclosure.HintVerifyProbes:       "Somebody checks it on the command line: `bot probe verify {case}`.",
		disclosure.HintSeeClocks:          "The card has the nearest deadline: `/disclose show {case}`. All of them are on the command line: `bot policy explain {case}`.",
		disclosure.HintDecideClock:        "Deadlines are moved on the command line, as with `bot clock set {case} CLAUSE --until DAY`.",
		disclosure.HintUsePolicy:          "A lead chooses one on the command line: `bot policy use {case} POLICY`.",
		disclosure.HintSeeGate:            "The checks are on the page of {case} on the board and on the command line: `bot publish {case} --check`.",
		disclosure.HintApprovePublication: "A lead other than the one who recorded the case approves on the command line: `bot publish {case} --approve`.",
		disclosure.HintPublish:            "A lead publishes on the command line: `bot publish {case}`.",
		disclosure.HintMarkDuplicate:      "Somebody records it on the command line: `bot case close {case} --duplicate-of OTHER`.",
		disclosure.HintHandOver:           "Somebody records it on the command line: `bot case close {case} --handed-over-to TEAM`.",
		disclosure.HintReject:             "Somebody records it on the command line: `bot case close {case} --rejected`.",
		disclosure.HintGiveText:           "Write it into the field *Note*.",
		disclosure.HintGiveNewDate:        "Deadlines are moved on the command line, with their new day: `bot clock extend CASE CLAUSE --until DAY`.",
		disclosure.HintAssumeContact:      "Policies are simulated on the command line: `bot policy simulate --contacted DATE`.",
		disclosure.HintAssumeFix:          "Policies are simulated on the command line: `bot policy simulate --contacted DATE --fixed DATE`.",
	}
}

// advice says what the person could do about an error, escaped; "" where nothing certain helps.
func advice(err error) string {
	h := fault.HintOf(err)
	return safeUpTo(h.Fill(hintWords()[h.Code]), 500)
}
