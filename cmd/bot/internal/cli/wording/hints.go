package wording

import (
	"strings"

	"daylight/disclosure"
	"daylight/disclosure/fault"
)

// HintWords are the hints of the domain in the words of the command line. Names in braces are the arguments of the hint;
// words in capitals are for the reader to fill in.
func HintWords() map[fault.HintCode]string {
	return map[fault.HintCode]string{
		disclosure.HintRecordCase:         "record one with `bot case new`",
		disclosure.HintAddContact:         "add one with `bot contact add {case}`",
		disclosure.HintRecordContactBy:    "use `bot event add {case} contacted --channel {channel} --at DATE`",
		disclosure.HintRecordContactWith:  "use `bot event add {case} contacted --party {party} --at DATE`",
		disclosure.HintWriteDraft:         "use `bot draft new {case}`",
		disclosure.HintApproveDraft:       "use `bot draft approve {case} DRAFT`",
		disclosure.HintResolveMessage:     "use `bot draft resolve {case} {draft} --arrived` or `bot draft resolve {case} {draft} --lost`",
		disclosure.HintSendAgain:          "use `bot draft resolve {case} {draft} --lost`",
		disclosure.HintProbe:              "use `bot probe {case}`",
		disclosure.HintAllowProbe:         "each of them runs `bot probe allow CASE {asset}`",
		disclosure.HintVerifyProbes:       "see `bot probe verify {case}`",
		disclosure.HintSeeClocks:          "see `bot policy explain {case}`",
		disclosure.HintDecideClock:        "use `bot clock`, as in `bot clock set {case} CLAUSE --until DAY`",
		disclosure.HintUsePolicy:          "choose one with `bot policy use {case} POLICY`",
		disclosure.HintSeeGate:            "see `bot publish {case} --check`",
		disclosure.HintApprovePublication: "name them with --approve-as, or they run `bot publish {case} --approve`",
		disclosure.HintPublish:            "use `bot publish {case}`",
		disclosure.HintMarkDuplicate:      "use `bot case close {case} --duplicate-of OTHER`",
		disclosure.HintHandOver:           "use `bot case close {case} --handed-over-to TEAM`",
		disclosure.HintReject:             "use `bot case close {case} --rejected`",
		disclosure.HintGiveText:           "give it with --text",
		disclosure.HintGiveNewDate:        "give it with --until 2020-03-15",
		disclosure.HintAssumeContact:      "give it with --contacted 2020-01-27",
		disclosure.HintAssumeFix:          "give it with --fixed 2020-02-05",
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
