package github

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"daylight/disclosure"
	"daylight/disclosure/civil"
	"daylight/disclosure/command"
	"daylight/disclosure/command/incoming"
	"daylight/disclosure/command/record"
)

// Reader interprets items. It holds no connections, so the same item always has the same meaning.
type Reader struct {
	Self  Account               // our own account
	AppID int64                 // our GitHub App, 0 if none
	Repos map[string]Repository // by lower-case owner/repo
	Team  []string              // logins of our own people
}

// Known is what the store has about the issue of an item.
type Known struct {
	Found   bool
	Case    disclosure.CaseID
	Tracked disclosure.Tracked
	// Comment is the newest version of the item's comment on record, as RFC 3339; "" if it was never seen.
	Comment string
}

// Lookup finds what is known of an item's issue. A case that is not found is no error.
type Lookup func(Item) (Known, error)

// Reading is what an inbound item means. Commands has at most one element, so that command, inbox and references can
// be written in one transaction and a repeated job repeats nothing.
type Reading struct {
	Case     disclosure.CaseID
	Commands []command.Command
	Inbox    disclosure.InboxUpdate
	Refs     []disclosure.Ref
	Jobs     []disclosure.Job // comments to write; their keys make them unique
}

// Interpret says what a stored item means. An error comes from the lookup only.
func (r Reader) Interpret(in disclosure.Inbound, raw []byte, look Lookup) (Reading, error) {
	out := Reading{Inbox: disclosure.InboxUpdate{ID: in.ID}}
	item, err := decodeItem(raw)
	if err != nil {
		return out.end(disclosure.InboundFailed, err.Error()), nil
	}
	if why := r.ours(item); why != "" {
		return out.end(disclosure.InboundIgnored, why), nil
	}
	ref, ok := item.Ref()
	if !ok {
		return out.end(disclosure.InboundWaiting, fmt.Sprintf("the repository %.150s: %s; nothing is written to it unless it is private",
			item.Repo, item.Action)), nil
	}
	known, err := look(item)
	if err != nil {
		return out, err
	}
	if !known.Found {
		return out.end(disclosure.InboundWaiting, "no case has the issue "+ref.String()), nil
	}
	out.Case, out.Inbox.Case = known.Case, known.Case
	if item.Kind == ItemComment {
		return r.comment(out, in, item, ref, known), nil
	}
	return r.issue(out, in, item, ref, known), nil
}

// ours says why an item is our own action, "" if it is not. Without this check the bot would answer itself.
func (r Reader) ours(item Item) string {
	if c := item.Comment; c != nil {
		mine := r.isSelf(c.Author) || r.AppID != 0 && c.App == r.AppID
		switch {
		// An edit or deletion of our comment by somebody else is not our own action.
		case mine && item.Action == "created", mine && (item.Actor.ID == 0 || r.isSelf(item.Actor)):
			return "our own comment"
		}
	}
	if r.isSelf(item.Actor) {
		return "our own action"
	}
	return ""
}

func (r Reader) isSelf(a Account) bool { return r.Self.ID != 0 && a.ID == r.Self.ID }

// standing is the role of an account in a case.
type standing uint8

const (
	stranger standing = iota
	bot               // a machine: recorded, never acted upon
	team              // our own people
	vendor            // may give commands
)

// standing decides by the login lists and the association of the comment itself; the association of the issue is that
// of its author. An unknown association counts as none. Where the vendor's logins are listed, an owner of the
// repository is a colleague, whose comments must never count as the vendor's.
func (r Reader) standing(repo string, a Account, association string) standing {
	switch {
	case a.Type == "Bot" || strings.HasSuffix(a.Login, "[bot]"):
		return bot
	case a.Login == "":
		return stranger
	case containsFold(r.Team, a.Login):
		return team
	case containsFold(r.Repos[strings.ToLower(repo)].Vendors, a.Login):
		return vendor
	}
	listed := len(r.Repos[strings.ToLower(repo)].Vendors) > 0
	switch association {
	case "OWNER", "MEMBER":
		if listed {
			return team
		}
		return vendor
	case "COLLABORATOR":
		return vendor
	}
	return stranger
}

func containsFold(list []string, login string) bool {
	return slices.ContainsFunc(list, func(s string) bool { return strings.EqualFold(s, login) })
}

// comment interprets a comment.
func (r Reader) comment(out Reading, in disclosure.Inbound, item Item, ref Ref, known Known) Reading {
	c := item.Comment
	at := ref.comment(c.ID)
	version := stamp(c.UpdatedAt)
	who := r.standing(item.Repo, c.Author, c.Association)
	if r.isSelf(c.Author) {
		who = team
	}
	if item.Action == "deleted" {
		// The payload has only the time of the last version; the time of receipt is closer to the deletion.
		return out.note(in, who, in.Received, at, fmt.Sprintf("The comment of %s was deleted by %s. What it said stays on record.",
			name(c.Author), name(item.Actor)), known)
	}
	if known.Comment >= version && known.Comment != "" {
		return out.end(disclosure.InboundIgnored, "this version of the comment is on record")
	}
	out.Refs = []disclosure.Ref{{Case: known.Case, Owner: refOwner, Name: commentName(c.ID), Value: version}}
	text := Excerpt(c.Body)
	if item.Action == "edited" && (known.Comment != "" || r.isSelf(c.Author)) {
		// The editor may not be the author, so an edit gives no commands.
		return out.note(in, who, item.At, at, fmt.Sprintf("The comment of %s was edited by %s. It now reads: %s",
			name(c.Author), name(item.Actor), text), known)
	}
	public := item.Private != nil && !*item.Private
	if who == bot || who == team || who == stranger && public {
		if who == stranger {
			who = bot // anybody can comment in public, so this does not count as the vendor
		}
		return out.note(in, who, c.CreatedAt, at, "Comment of "+name(c.Author)+": "+text, known)
	}
	kind := disclosure.KindReplied
	word, given := ParseCommand(c.Body)
	// Only an unedited comment gives commands; one that was first seen after an edit does not.
	if given && item.Action == "created" {
		switch {
		case who != vendor:
			out.Jobs = append(out.Jobs, answer(known, "unauthorised/"+strconv.FormatInt(c.Author.ID, 10), NotAuthorisedText(), in.Received))
		case word == WordFixed:
			kind = disclosure.KindFixClaimed
		case word == WordDispute:
			kind = disclosure.KindDisputed
		case word == WordHelp:
			out.Jobs = append(out.Jobs, answer(known, "help/"+strconv.FormatInt(c.ID, 10), HelpText(), in.Received))
		}
	}
	return out.record(in, kind, c.CreatedAt, at, text, known)
}

// issue interprets a change of an issue.
func (r Reader) issue(out Reading, in disclosure.Inbound, item Item, ref Ref, known Known) Reading {
	who := r.standing(item.Repo, item.Actor, "")
	switch item.Action {
	case "opened":
		return out.end(disclosure.InboundWaiting, name(item.Actor)+" opened the issue "+ref.String())
	case "closed":
		text := name(item.Actor) + " closed the issue"
		if item.Reason != "" {
			text += " as " + strings.ReplaceAll(short(item.Reason), "_", " ")
		}
		if who == bot || who == team {
			return out.note(in, who, item.At, ref.String(), text+".", known)
		}
		// Closing an issue needs rights in the repository; so no further check is needed. It is only a claim.
		return out.record(in, disclosure.KindFixClaimed, item.At, ref.String()+"/closed/"+strconv.FormatInt(item.At.Unix(), 10), text+".", known)
	default:
		return out.note(in, who, item.At, ref.String(), "The issue was "+item.Action+" by "+name(item.Actor)+".", known)
	}
}

// answer builds a job that comments on the issue.
func answer(known Known, what, text string, due time.Time) disclosure.Job {
	key := string(known.Case) + "/" + string(TaskComment) + "/" + what
	return commentJob(known.Case, known.Tracked, TaskComment, key, text, 0, due)
}

// end closes an item without a command.
func (out Reading) end(state disclosure.InboundState, note string) Reading {
	out.Inbox.State, out.Inbox.Note = state, note
	return out
}

// record makes the command for something the vendor said.
func (out Reading) record(in disclosure.Inbound, kind disclosure.Kind, at time.Time, ref, text string, known Known) Reading {
	role := known.Tracked.Role
	if role == "" {
		role = disclosure.Vendor
	}
	out.Commands = []command.Command{incoming.RecordInbound{
		Inbox: in.ID, Kind: kind, Party: role, Name: known.Tracked.Name, Channel: disclosure.Issue, At: moment(at, in.Received),
		Source: disclosure.SourceIssue, Ref: ref, Answers: known.Tracked.Marker, Text: text, Body: in.Raw,
	}}
	return out.end(disclosure.InboundMatched, "")
}

// note makes the command for something that is recorded but changes no state. Edits of the vendor's comments count as
// from the vendor; what our team and bots write counts as from no party.
func (out Reading) note(in disclosure.Inbound, who standing, at time.Time, ref, text string, known Known) Reading {
	if who == vendor || who == stranger {
		return out.record(in, disclosure.KindNote, at, ref, text, known)
	}
	out.Commands = []command.Command{record.AddEvent{
		Kind: disclosure.KindNote, At: moment(at, in.Received), Channel: disclosure.Issue, Source: disclosure.SourceIssue,
		Ref: ref, Text: text, Visibility: disclosure.InternalOnly,
	}}
	return out.end(disclosure.InboundMatched, "")
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
