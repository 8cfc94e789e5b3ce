package publish

import (
	"strconv"
	"strings"

	"daylight/disclosure"
	"daylight/disclosure/command"
	"daylight/disclosure/fault"
	"daylight/disclosure/manuscript"
)

// ReviseProse keeps a text for the page in a language as the next revision. Whoever changed it meanwhile is not written over.
type ReviseProse struct {
	Lang string
	Base int // the revision that the writer began with; 0 is none
	Blob disclosure.Blob
}

// Rule implements [command.Command]. A page is also written, and corrected, after the work has ended.
func (ReviseProse) Rule() command.Rule {
	return command.Rule{Rank: disclosure.Researcher, Ended: true}
}

// Decide records the revision. An approval of files with the text as it was counts for those files and for no others.
func (cmd ReviseProse) Decide(d *command.Frame) error {
	now := d.Case.Manuscript.Text(cmd.Lang)
	switch {
	case cmd.Lang == "" || len(cmd.Lang) > 20:
		return fault.Errorf(fault.Invalid, "a text needs its language")
	case cmd.Blob.Ref == "" || len(cmd.Blob.Plain) == 0:
		return fault.Errorf(fault.Invalid, "there is no text")
	case now.Number != cmd.Base:
		return fault.Errorf(fault.Conflict, "somebody changed the text in %s meanwhile: it is revision %d, and you began with %d. Look at it and write yours anew", cmd.Lang, now.Number, cmd.Base)
	}
	d.Blob(cmd.Blob)
	d.Emit(disclosure.Event{
		Kind: disclosure.KindProseRevised, Text: "text of the page in " + cmd.Lang + ", revision " + strconv.Itoa(now.Number+1),
		Detail: disclosure.Detail{Body: cmd.Blob.Ref, Prose: &manuscript.Revision{Lang: cmd.Lang, Number: now.Number + 1}},
	})
	return nil
}

// AllowQuote lets a page quote words of a message from another side: exactly these.
type AllowQuote struct {
	Event disclosure.Event // by which the message came in
	Said  string           // all of what it says
	Text  string           // what may be quoted; "" is all of it
}

// Rule implements [command.Command].
func (AllowQuote) Rule() command.Rule { return command.Rule{Rank: disclosure.Lead, Ended: true} }

// longestQuote is how many bytes of somebody else's words a page quotes.
const longestQuote = 2000

// Decide records which words. What is not in the message is nobody's word.
func (cmd AllowQuote) Decide(d *command.Frame) error {
	e := &cmd.Event
	text := strings.TrimSpace(cmd.Text)
	if text == "" {
		text = strings.TrimSpace(cmd.Said)
	}
	switch {
	case e.Seq <= 0 || !fromOutside(e):
		return fault.Errorf(fault.Invalid, "event %d is no message from another side: only their words can be quoted", e.Seq)
	case text == "":
		return fault.Errorf(fault.NotFound, "there are no words of event %d on record", e.Seq)
	case !strings.Contains(strings.Join(strings.Fields(cmd.Said), " "), strings.Join(strings.Fields(text), " ")):
		return fault.Errorf(fault.Refused, "this does not stand in the message of event %d: quote its own words", e.Seq)
	case len(text) > longestQuote:
		return fault.Errorf(fault.Invalid, "a quote has at most %d bytes: name the part with its words", longestQuote)
	case d.Case.Manuscript.Quote(e.Seq).Text == text:
		return fault.Errorf(fault.Conflict, "exactly these words of event %d may be quoted already", e.Seq)
	}
	d.Emit(disclosure.Event{
		Kind: disclosure.KindQuoteAllowed, Party: e.Party, Name: e.Name, Ref: strconv.Itoa(e.Seq), Text: "words of event " + strconv.Itoa(e.Seq) + " may be quoted on the page",
		Detail: disclosure.Detail{Quote: &manuscript.Quote{Of: e.Seq, Text: text}},
	})
	return nil
}

// fromOutside reports whether an event is what a person of another side said or wrote.
func fromOutside(e *disclosure.Event) bool {
	said := e.Kind.Info().Voice == disclosure.VoiceAnswer || e.Kind == disclosure.KindStatement
	return said && !e.Planned && e.Party != disclosure.Finder
}

// WithdrawQuote takes back that words of a message may be quoted.
type WithdrawQuote struct{ Of int }

// Rule implements [command.Command].
func (WithdrawQuote) Rule() command.Rule {
	return command.Rule{Rank: disclosure.Researcher, Ended: true}
}

// Decide records that they may not be quoted any more.
func (cmd WithdrawQuote) Decide(d *command.Frame) error {
	if d.Case.Manuscript.Quote(cmd.Of).Text == "" {
		return fault.Errorf(fault.NotFound, "no words of event %d may be quoted", cmd.Of)
	}
	d.Emit(disclosure.Event{
		Kind: disclosure.KindQuoteWithdrawn, Ref: strconv.Itoa(cmd.Of), Text: "words of event " + strconv.Itoa(cmd.Of) + " may not be quoted any more",
		Detail: disclosure.Detail{Quote: &manuscript.Quote{Of: cmd.Of}},
	})
	return nil
}
