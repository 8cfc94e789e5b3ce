package templates

import (
	"fmt"
	"time"

	"daylight/disclosure"
)

// Answer is what a comment tells somebody who asked for a probe.
type Answer string

// The answers of comments.
const (
	AnswerOpen       Answer = "still_reachable"
	AnswerSuspected  Answer = "confirming"        // no longer reachable, the confirming probes are still to come
	AnswerClosed     Answer = "closed"            // confirmed by the rule
	AnswerWeak       Answer = "no_longer_reached" // gone without proof that it was closed: never called fixed
	AnswerUndecided  Answer = "undecided"
	AnswerReopened   Answer = "reopened"
	AnswerNoted      Answer = "noted"     // /ack
	AnswerHelp       Answer = "help"      // /help
	AnswerNotAllowed Answer = "forbidden" // a command from somebody who may not give it
	AnswerStopped    Answer = "stopped"   // STOP
)

// Answers returns every answer.
func Answers() []Answer {
	return []Answer{
		AnswerOpen, AnswerSuspected, AnswerClosed, AnswerWeak, AnswerUndecided, AnswerReopened,
		AnswerNoted, AnswerHelp, AnswerNotAllowed, AnswerStopped,
	}
}

// CommentData is what the comments need. Times are shown in UTC.
type CommentData struct {
	Case disclosure.CaseID
	// At is when the asset was asked, for AnswerClosed when it was first seen closed.
	At        time.Time
	LastOpen  time.Time       // last probe that found it open, zero if none did
	Until     time.Time       // when the confirming probes are complete, or the next probe
	Confirmed time.Time       // when the closure was confirmed
	Days      int             // civil days from the first contact to the closure
	Contacted disclosure.When // first contact, zero when there was none
}

// Comment returns the English text of a comment in a tracking issue. It names no target: notifications of a private
// repository leave it by mail.
func (s *Set) Comment(a Answer, d CommentData) (string, error) {
	at, until := utc(d.At), utc(d.Until)
	var text string
	switch a {
	case AnswerOpen:
		text = fmt.Sprintf("We checked at %s: it is **still reachable** without credentials.", at)
		if !d.Until.IsZero() {
			text += fmt.Sprintf(" We check again at %s, or at once when you write `/fixed`.", until)
		}
	case AnswerSuspected:
		text = fmt.Sprintf("We checked at %s: it is **no longer reachable**. Thank you. We are confirming this with"+
			" further checks until %s and then answer here.", at, until)
	case AnswerClosed:
		text = fmt.Sprintf("**Closed on %s and confirmed** by repeated checks, the last at %s.", at, utc(d.Confirmed))
		if !d.LastOpen.IsZero() {
			text += fmt.Sprintf(" It was last seen open at %s.", utc(d.LastOpen))
		}
		if !d.Contacted.IsZero() {
			text += fmt.Sprintf(" First contact %s, closed %s later.", stamp(d.Contacted), days(d.Days))
		}
		text += " Thank you to everybody who helped. We check a few more times that it stays closed."
	case AnswerWeak:
		text = fmt.Sprintf("We checked at %s: it is **no longer reachable from where we ask**. We cannot tell from"+
			" outside whether it was closed. If it was, please write how, so that we can record it.", at)
	case AnswerUndecided:
		text = fmt.Sprintf("We checked at %s and got **no clear answer**. We try again at %s.", at, until)
	case AnswerReopened:
		text = fmt.Sprintf("We checked at %s: it is **open again**.", at)
		if !d.LastOpen.IsZero() {
			text += fmt.Sprintf(" Before, it was last seen open at %s.", utc(d.LastOpen))
		}
		text += " Please have a look at what changed."
	case AnswerNoted:
		text = "Thank you, we have noted that you received the report."
	case AnswerHelp:
		text = "A plain comment is enough, a person reads it. These commands work at the start of a line:\n\n" +
			"- `/ack`: you have received the report and are looking into it\n" +
			"- `/fixed`: it is closed; we check at once and answer here\n" +
			"- `/help`: this list\n\nIf you would like us to stop checking, write the word STOP."
	case AnswerNotAllowed:
		text = "Commands work for the people who were invited to this repository on behalf of the organisation." +
			" Your comment has been passed on to the team."
	case AnswerStopped:
		text = "We have stopped checking, as you asked. Please tell us here when it is closed; the report will then" +
			" name your statement as the source."
	default:
		return "", disclosure.Errorf(disclosure.Internal, "there is no comment %q", a)
	}
	return text + fmt.Sprintf("\n\n<sub>Case %s · a check keeps no content</sub>\n", oneLine(string(d.Case))), nil
}

// utc writes a time to the minute, in UTC. A time that is not known is said to be so.
func utc(t time.Time) string {
	if t.IsZero() {
		return "a time to be announced"
	}
	return t.UTC().Format("2006-01-02 15:04 UTC")
}

func days(n int) string {
	if n == 1 {
		return "1 day"
	}
	return fmt.Sprintf("%d days", n)
}
