package inbound

import "regexp"

// replyPrefix is what programs for mail put before the subject that they answer.
var replyPrefix = regexp.MustCompile(`(?i)^\s*(?:\[[^\]]{1,40}\]\s*)?(?:(?:re|aw|antw|antwort|sv|svar|vs|fwd?|wg|tr|rv|vb|vl|doorst|odp|res|enc|rif|vá|ynt|i|r)\s*(?:\[[0-9]+\])?\s*:\s*)+`)

// confirms reports whether a subject says by itself that a message came in. An answer to a subject is no such thing.
func confirms(subject string) bool {
	if replyPrefix.MatchString(subject) {
		return false
	}
	words := wordsOf(subject)
	return stockForms.in(words) || arrivedForms.in(words)
}
