package github

import (
	"strings"
	"time"

	"daylight/disclosure"
	"daylight/disclosure/civil"
	"daylight/disclosure/command"
	"daylight/disclosure/command/incoming"
	"daylight/disclosure/command/record"
	"daylight/disclosure/inbound"
	"daylight/disclosure/ledger"
)

// Reading is what an inbound item means. Commands has at most one element, so that command, inbox and references can
// be written in one transaction and a repeated job repeats nothing.
type Reading struct {
	Case     disclosure.CaseID
	Commands []command.Command
	Inbox    ledger.InboxUpdate
	Refs     []ledger.Ref
	Jobs     []ledger.Job // comments to write, cases to tell; their keys make them unique
}

// end closes an item without a command.
func (out Reading) end(state ledger.InboundState, note string) Reading {
	out.Inbox.State, out.Inbox.Note = state, note
	return out
}

// record makes the command for something the party said.
func (out Reading) record(in ledger.Inbound, kind disclosure.Kind, at time.Time, ref, text string, known Known) Reading {
	role := known.Tracked.Role
	if role == "" {
		role = disclosure.Vendor
	}
	out.Commands = []command.Command{incoming.RecordInbound{
		Inbox: in.ID, Kind: kind, Party: role, Name: known.Tracked.Name, Channel: disclosure.Issue, At: moment(at, in.Received),
		Source: disclosure.SourceIssue, Ref: ref, Answers: known.Tracked.Marker, Text: text, Body: in.Raw,
	}}
	return out.end(ledger.InboundMatched, "")
}

// saying adds what the team should look at besides.
func (out Reading) saying(said inbound.Reading) Reading {
	if cmd, ok := out.Commands[0].(incoming.RecordInbound); ok {
		cmd.Says = said.Words()
		out.Commands[0] = cmd
	}
	return out
}

// ordered adds what commands ask for besides what they say: a check, more time, the day of a promise.
func (out Reading) ordered(said inbound.Reading) Reading {
	cmd, ok := out.Commands[0].(incoming.RecordInbound)
	if !ok {
		return out
	}
	if s, ok := said.Says(inbound.Vows); ok && s.Plain && cmd.Kind == disclosure.KindFixPromised {
		cmd.Until = s.Order().Day.When()
	}
	if s, ok := said.Says(inbound.Wants); ok && s.Plain {
		cmd.MoreDays, cmd.MoreWhy = s.Order().Days, s.Order().Why
	}
	_, cmd.Recheck = said.Says(inbound.Again)
	out.Commands[0] = cmd
	return out
}

// change makes the command for what was done to a comment or to the issue, which changes no state. It is the party's own
// doing only where whoever speaks for it did it.
func (out Reading) change(in ledger.Inbound, who standing, item Item, at time.Time, ref, text string, known Known) Reading {
	own := item.Comment == nil || item.Actor.ID != 0 && item.Actor.ID == item.Comment.Author.ID
	if who == vendor && own {
		return out.record(in, disclosure.KindNote, at, ref, text, known)
	}
	return out.note(in, at, ref, text)
}

// note makes the command for something that is recorded, changes no state and counts as from no party.
func (out Reading) note(in ledger.Inbound, at time.Time, ref, text string) Reading {
	out.Commands = []command.Command{record.AddEvent{
		Kind: disclosure.KindNote, At: moment(at, in.Received), Channel: disclosure.Issue, Source: disclosure.SourceIssue,
		Ref: ref, Text: text, Visibility: disclosure.InternalOnly,
	}}
	return out.end(ledger.InboundMatched, "")
}

// unattributed makes the command for what is nobody's word. The item waits: a person says whose word it is, or that it
// is none. login is who could be listed, "" for nobody.
func (out Reading) unattributed(in ledger.Inbound, item Item, at time.Time, ref, why, text, login string) Reading {
	out.Commands = []command.Command{incoming.RecordUnattributed{
		Inbox: in.ID, Channel: disclosure.Issue, At: moment(at, in.Received), Source: disclosure.SourceIssue, Ref: ref,
		Login: short(login), Place: item.Repo, Reason: why, Text: text, Body: in.Raw,
	}}
	return out.end(ledger.InboundWaiting, why)
}

// moment is a time as an event states it. A time that is missing, or ahead of our clock, becomes the time of receipt.
func moment(t, received time.Time) civil.When {
	if t.IsZero() || t.After(received) {
		t = received
	}
	return civil.At(t.UTC())
}

// name is the name of an account in a text.
func name(a Account) string {
	if a.Login == "" {
		return "somebody"
	}
	return "@" + short(a.Login)
}

// quoted is a login in a comment of ours: nobody is called by it.
func quoted(login string) string {
	if login == "" {
		return "Somebody"
	}
	return "`" + strings.ReplaceAll(short(login), "`", "'") + "`"
}
