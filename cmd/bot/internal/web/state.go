package web

import (
	"strings"

	"daylight/disclosure"
	"daylight/disclosure/agenda"
	"daylight/disclosure/closure"
	"daylight/disclosure/gate"
	"daylight/disclosure/timeline"
)

// state is a word with a mark and a tone. The mark tells the tones apart without colour.
type state struct{ Word, Tone, Mark string }

// The tones of states, as the style sheet names them.
const (
	toneAlarm = "alarm" // somebody has to act
	toneWait  = "wait"  // under way
	toneGood  = "good"
	toneIdle  = "idle" // not begun
	toneOff   = "off"  // ended without us
)

func newState(word, tone string) state {
	marks := map[string]string{toneAlarm: "▲", toneWait: "◐", toneGood: "✓", toneIdle: "○", toneOff: "–"}
	return state{Word: words(word), Tone: tone, Mark: marks[tone]}
}

// headlineState gives a headline its tone. An unknown headline counts as under way.
func headlineState(headline string) state {
	switch strings.TrimPrefix(strings.TrimSuffix(headline, closure.ChecksStopped), agenda.Rehearsal) {
	case "reopened", "bounced", "refused", "disputed", "silent", "withdrawn", "not seen open":
		return newState(headline, toneAlarm)
	case "closed", "published", "done":
		return newState(headline, toneGood)
	case "new", "drafted", "approved":
		return newState(headline, toneIdle)
	case "rejected", "duplicate", "handed over":
		return newState(headline, toneOff)
	default:
		return newState(headline, toneWait)
	}
}

// exposureState says how an asset stands. A closure without confirmation by our own probes is shown as reported.
func exposureState(s disclosure.ExposureState, closure disclosure.Closure) state {
	switch s {
	case disclosure.ExposureOpen, disclosure.ExposureReopened:
		return newState(string(s), toneAlarm)
	case disclosure.ExposureSuspected:
		return newState("closing", toneWait)
	case disclosure.ExposureClosed:
		if !closure.Verified {
			return newState("reported closed", toneWait)
		}
		return newState(string(s), toneGood)
	case disclosure.ExposureAttested:
		return newState("closed by eye", toneWait)
	case disclosure.ExposureDestroyed:
		return newState(string(s), toneOff)
	case disclosure.ExposureUnreachable:
		return newState("no longer reachable", toneWait)
	case disclosure.ExposureUnverifiable:
		return newState(string(s), toneWait)
	case disclosure.ExposureNotSeenOpen:
		if closure.At.IsZero() {
			return newState(string(s), toneAlarm) // somebody has to say whether the target is right
		}
		return newState("reported closed", toneWait)
	case disclosure.ExposureUnconfirmed:
		if !closure.At.IsZero() {
			return newState("reported closed", toneWait)
		}
		return newState(string(s), toneIdle)
	default:
		return newState(string(s), toneIdle)
	}
}

func messageState(s disclosure.MessageState) state {
	switch s {
	case disclosure.MessageSent:
		return newState(string(s), toneGood)
	case disclosure.MessageUncertain, disclosure.MessageFailed:
		return newState(string(s), toneAlarm)
	case disclosure.MessageApproved, disclosure.MessageQueued:
		return newState(string(s), toneWait)
	case disclosure.MessageCancelled:
		return newState(string(s), toneOff)
	default:
		return newState(string(s), toneIdle)
	}
}

func draftState(s disclosure.DraftState) state {
	switch s {
	case disclosure.DraftApproved, disclosure.DraftSent:
		return newState(string(s), toneWait)
	case disclosure.DraftDiscarded:
		return newState(string(s), toneOff)
	case disclosure.DraftOpen:
		return newState("draft", toneIdle)
	default:
		return newState(string(s), toneIdle)
	}
}

func checkState(s gate.CheckState) state {
	switch s {
	case gate.CheckPass:
		return newState("passes", toneGood)
	case gate.CheckOverridden:
		return newState("overridden by two people", toneWait)
	case gate.CheckFail:
		return newState("refuses", toneAlarm)
	case gate.CheckNotApplicable:
		return newState("not needed", toneOff)
	default:
		return newState(string(s), toneAlarm)
	}
}

func lintState(level string) state {
	switch level {
	case timeline.LintError:
		return newState("contradiction", toneAlarm)
	case timeline.LintWarning:
		return newState("probably a slip", toneWait)
	default:
		return newState("to know", toneIdle)
	}
}
