package publish_test

import (
	"testing"

	"daylight/disclosure"
	"daylight/disclosure/command/commandtest"
	"daylight/disclosure/command/publish"
	"daylight/disclosure/fault"
)

func text(words string) disclosure.Blob {
	return disclosure.Blob{Ref: disclosure.BlobRef("ref of " + words), Plain: []byte(words)}
}

func TestEachTextIsARevisionAndNobodyIsWrittenOver(t *testing.T) {
	t.Parallel()
	p := commandtest.NewPlay(t)
	p.Refused(commandtest.Ada, publish.ReviseProse{Blob: text("a")}, fault.Invalid, "language")
	p.Refused(commandtest.Ada, publish.ReviseProse{Lang: "de"}, fault.Invalid, "no text")
	p.Refused(commandtest.Ada, publish.ReviseProse{Lang: "de", Base: 1, Blob: text("a")}, fault.Conflict, "revision 0, and you began with 1")
	e := p.Do(commandtest.Ada, publish.ReviseProse{Lang: "de", Blob: text("a")}).Events[0]
	if e.Kind != disclosure.KindProseRevised || e.Visibility != disclosure.InternalOnly || e.Detail.Body != "ref of a" || e.Text != "text of the page in de, revision 1" {
		t.Errorf("%+v", e)
	}
	p.Refused(commandtest.Bob, publish.ReviseProse{Lang: "de", Blob: text("b")}, fault.Conflict, "meanwhile")
	p.Do(commandtest.Bob, publish.ReviseProse{Lang: "de", Base: 1, Blob: text("b")})
	e = p.Do(commandtest.Ada, publish.ReviseProse{Lang: "en", Blob: text("c")}).Events[0]
	if now := p.C.Manuscript.Text("en"); now.Number != 1 || now.Seq != e.Seq {
		t.Errorf("%+v", now)
	}
	if now := p.C.Manuscript.Text("de"); now.Number != 2 {
		t.Errorf("%+v", now)
	}
	if p.C.Manuscript.Text("fr").Number != 0 {
		t.Error("a language that nobody wrote has a text")
	}
	commandtest.WantSameCase(t, p)
}

func TestOnlyTheirOwnWordsMayBeQuoted(t *testing.T) {
	t.Parallel()
	p := commandtest.NewPlay(t)
	answer := disclosure.Event{Seq: 7, Kind: disclosure.KindReplied, Party: disclosure.Vendor}
	said := "Thank you.\nWe closed\n it today."
	for _, c := range []struct {
		rule string
		cmd  publish.AllowQuote
		code fault.Code
		says string
	}{
		{"a message of ours", publish.AllowQuote{Event: disclosure.Event{Seq: 3, Kind: disclosure.KindContacted, Party: disclosure.Vendor}, Said: said}, fault.Invalid, "no message from another side"},
		{"a machine's", publish.AllowQuote{Event: disclosure.Event{Seq: 3, Kind: disclosure.KindAutoReplied, Party: disclosure.Vendor}, Said: said}, fault.Invalid, "no message from another side"},
		{"a note", publish.AllowQuote{Event: disclosure.Event{Seq: 3, Kind: disclosure.KindNote}, Said: said}, fault.Invalid, "no message from another side"},
		{"no event", publish.AllowQuote{}, fault.Invalid, "no message"},
		{"our own statement", publish.AllowQuote{Event: disclosure.Event{Seq: 3, Kind: disclosure.KindStatement, Party: disclosure.Finder}, Said: said}, fault.Invalid, "no message"},
		{"nothing on record", publish.AllowQuote{Event: answer}, fault.NotFound, "no words"},
		{"other words", publish.AllowQuote{Event: answer, Said: said, Text: "We closed it yesterday."}, fault.Refused, "does not stand in the message"},
	} {
		p.Refused(commandtest.Ada, c.cmd, c.code, c.says)
	}
	p.Refused(commandtest.Rita, publish.AllowQuote{Event: answer, Said: said}, fault.Forbidden, "lead")
	e := p.Do(commandtest.Ada, publish.AllowQuote{Event: answer, Said: said, Text: "We closed it today."}).Events[0]
	if e.Kind != disclosure.KindQuoteAllowed || e.Visibility != disclosure.InternalOnly || p.C.Manuscript.Quote(7).Text != "We closed it today." {
		t.Errorf("%+v %+v", e, p.C.Manuscript)
	}
	p.Refused(commandtest.Ada, publish.AllowQuote{Event: answer, Said: said, Text: "We closed it today."}, fault.Conflict, "already")
	p.Do(commandtest.Ada, publish.AllowQuote{Event: answer, Said: said})
	if got := p.C.Manuscript.Quote(7).Text; got != said || len(p.C.Manuscript.Quotes) != 1 {
		t.Errorf("%q", got)
	}
	p.Refused(commandtest.Ada, publish.WithdrawQuote{Of: 8}, fault.NotFound, "no words of event 8")
	p.Do(commandtest.Rita, publish.WithdrawQuote{Of: 7})
	if got := p.C.Manuscript.Quote(7); got.Text != "" || len(p.C.Manuscript.Quotes) != 0 {
		t.Errorf("%+v", got)
	}
	commandtest.WantSameCase(t, p)
}
