package inbound

import "daylight/disclosure/pattern"

// replyPrefix is what programs for mail put before the subject that they answer.
var replyPrefix = pattern.New(`(?i)^\s*(?:\[[^\]]{1,40}\]\s*)?(?:(?:re|aw|antw|antwort|sv|svar|vs|fwd?|wg|tr|rv|vb|vl|doorst|odp|res|enc|rif|vá|ynt|i|r)\s*(?:\[[0-9]+\])?\s*:\s*)+`)

// confirms reports whether a subject says by itself that a message came in. An answer to a subject is no such thing.
func confirms(subject string) bool {
	if replyPrefix.MatchString(subject) {
		return false
	}
	words := wordsOf(subject)
	return stockForms.in(words) || arrivedForms.in(words)
}

// ourTag is how our subjects name a case.
var ourTag = pattern.New(`\[[A-Z]+-(?:19|20)[0-9]{2}-[0-9]{4,}\]`)

// numbered is how ticket systems hand on what their people write: under our subject, behind a number in brackets.
var numbered = pattern.New(`^\s*\[[^\]]{1,40}\]\s*\S`)

// retitled reports whether a text came under a subject of its own, as most of what programs write. People answer under ours.
func (s Signs) retitled() bool {
	return s.Subject != "" && !replyPrefix.MatchString(s.Subject) && !ourTag.MatchString(s.Subject) && !numbered.MatchString(s.Subject)
}
