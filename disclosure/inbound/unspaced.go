package inbound

import (
	"strings"

	"daylight/disclosure/pattern"
)

// Japanese and Chinese set no blanks between words, so that forms of words do not fit them. What shows in them is found as it is
// written: what programs say, what somebody closed, and questions.
var (
	unspacedStock = pattern.New(`受け?付け|受付番号|自動(?:返信|送信|応答|配信)|送信専用|お?問い?合わ?せ(?:いただ|頂|を|の内容|内容)|営業日|担当者?(?:より|から)|自动(?:回复|发送)|自動(?:回覆|發送)|已(?:经)?(?:收到|受理)|工作日|请勿|工单|請勿|不在に|休暇|休假|外出して`)
	unspacedDone  = pattern.New(`(?:停止|修正|遮断|削除|対処|閉鎖|無効|非公開)(?:いた|に|と)?(?:し|致し)?(?:ました|ております|済み)|(?:已经?|已經)(?:关闭|修复|下线|删除|關閉|修復|下線|刪除)`)
	unspacedAsks  = pattern.New(`か[.?]?\s*$|吗[.?]?\s*$|嗎[.?]?\s*$|\?\s*$`)
)

// spaced sets a blank behind the full stops of texts that have none, so that their sentences are told apart.
func spaced(text string) string {
	if !strings.ContainsAny(text, "。？！") {
		return text
	}
	return strings.NewReplacer("。", ". ", "？", "? ", "！", "! ").Replace(text)
}

// unspaced reports what a sentence without blanks is: a program's, or a person's who asks something or closed something.
func unspaced(s string) (stock, asks, done bool) {
	if strings.IndexFunc(s, func(r rune) bool { return r >= 0x3040 && r < 0xa000 }) < 0 {
		return false, false, false
	}
	if unspacedStock.MatchString(s) {
		return true, false, false
	}
	return false, unspacedAsks.MatchString(s), unspacedDone.MatchString(s)
}
