package disclosure

import (
	"daylight/disclosure/person"
)

// Ours reports whether an event is evidence of our own: what a probe of ours saw, a message of ours that was accepted, or what
// a party wrote from an address that the case knows. What somebody typed, what a file brought and what a person says became
// of a message is history: it moves clocks and agenda, and opens no gate before two people said that it is true.
func (e *Event) Ours() bool {
	switch {
	case e.Planned:
		return false
	case e.Detail.Probe != nil || e.OfOwnProbes():
		return true
	case e.Detail.Message != nil:
		return e.isOfSender()
	case e.Kind == KindProbingStopped:
		return e.Hand.ByItself() || e.Hand == (person.Hand{}) && e.Actor == Engine().Name // by what they wrote
	default:
		return e.ofKnownWriter()
	}
}

// isOfSender reports whether our own sender saw how a message ended. A dry run reached nobody.
func (e *Event) isOfSender() bool {
	m := e.Detail.Message
	ended := e.Detail.State == MessageSent || e.Detail.State == MessageFailed
	return ended && !m.DryRun && e.byEngine()
}

// ofKnownWriter reports whether the event came in on a channel of ours from an address that the case knows. Only then Daylight
// records it by itself; everything else waits for a person, and is that person's word.
func (e *Event) ofKnownWriter() bool {
	switch e.Kind.Info().Voice {
	case VoiceAnswer, VoiceAutomatic, VoiceReceipt, VoiceBounce, VoiceRequest:
	case VoiceNone, VoiceOutreach, VoiceRuling:
		if e.Kind != KindStatement {
			return false
		}
	}
	return e.byEngine() && e.Source.Private()
}

// byEngine reports whether Daylight recorded the event by itself. A case file names any actor, so older records, which keep no
// way in, count only with what no file can bring.
func (e *Event) byEngine() bool {
	if e.Hand != (person.Hand{}) {
		return e.Hand.ByItself()
	}
	return e.Actor == Engine().Name && (e.Detail.Inbox > 0 || e.Detail.Message != nil)
}
