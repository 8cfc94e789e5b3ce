package github

import (
	"fmt"
	"strconv"
	"time"

	"daylight/disclosure"
	"daylight/disclosure/inbound"
	"daylight/disclosure/ledger"
)

// comment interprets a comment.
func (r Reader) comment(out Reading, in ledger.Inbound, item Item, ref Ref, known Known) Reading {
	c := item.Comment
	at := ref.comment(c.ID)
	version := stamp(c.UpdatedAt)
	who := r.standing(item.Repo, c.Author, c.Association)
	if item.Action == "deleted" {
		// The payload has only the time of the last version; the time of receipt is closer to the deletion.
		return out.change(in, who, item, in.Received, at, fmt.Sprintf("The comment of %s was deleted by %s. What it said stays on record.",
			name(c.Author), name(item.Actor)), known)
	}
	if known.Comment >= version && known.Comment != "" {
		return out.end(ledger.InboundIgnored, "this version of the comment is on record")
	}
	out.Refs = []ledger.Ref{{Case: known.Case, Owner: refOwner, Name: commentName(c.ID), Value: version}}
	text := Excerpt(c.Body)
	if item.Action == "edited" && (known.Comment != "" || r.isSelf(c.Author)) {
		// The editor may not be the author, so an edit gives no commands.
		return out.change(in, who, item, item.At, at, fmt.Sprintf("The comment of %s was edited by %s. It now reads: %s",
			name(c.Author), name(item.Actor), text), known)
	}
	said := "Comment of " + name(c.Author)
	if !item.ownHand() {
		said += ", first seen as edited by " + name(item.Actor)
	}
	switch {
	case who == bot || who == team:
		return out.note(in, c.CreatedAt, at, said+": "+text)
	case who == unknown:
		return out.unattributed(in, item, c.CreatedAt, at, nobody(c.Author, c.Association, known.Tracked), text, c.Author.Login)
	case !item.ownHand():
		return out.unattributed(in, item, c.CreatedAt, at,
			"the comment of "+name(c.Author)+" was first seen as edited by "+name(item.Actor)+": it may be nobody's words", text, "")
	}
	return out.words(in, item, at, text, known, r.Page)
}

// words interprets what somebody wrote who speaks for the party. A request for help and a command that we do not know are
// no answer; everything else is.
func (out Reading) words(in ledger.Inbound, item Item, at, text string, known Known, page Page) Reading {
	c := item.Comment
	id := strconv.FormatInt(c.ID, 10)
	kind, said := disclosure.KindReplied, inbound.Read(written(c.Body))
	if item.Action == "created" { // an edited comment claims nothing and gives no commands
		kind = said.Kind()
		if _, ok := said.Says(inbound.Ack); ok || kind != disclosure.KindReplied {
			return out.record(in, kind, c.CreatedAt, at, text, known).saying(said)
		}
		if _, ok := said.Says(inbound.Help); ok {
			out.Jobs = append(out.Jobs, answer(known, "help/"+id, HelpText(page), in.Received))
		}
	}
	failed, alone := withoutAnswer(c.Body)
	if failed != "" && item.Action == "created" && len(out.Jobs) == 0 {
		out.Jobs = append(out.Jobs, answer(known, "unknown/"+id, UnknownCommandText(failed, page), in.Received))
	}
	if alone {
		return out.note(in, c.CreatedAt, at, "Comment of "+name(c.Author)+", which is no answer: "+text)
	}
	return out.record(in, kind, c.CreatedAt, at, text, known).saying(said)
}

// ownHand reports whether a comment is surely as its author wrote it. Polling does not learn who edited a comment.
func (i Item) ownHand() bool {
	by := i.Actor.ID
	if i.Action == "created" {
		return by == 0 || by == i.Comment.Author.ID
	}
	return by != 0 && by == i.Comment.Author.ID
}

// answer builds a job that comments on the issue.
func answer(known Known, what, text string, due time.Time) ledger.Job {
	return word(known, TaskComment, what, text, due)
}

// word builds a job that comments on the issue, and may set its state.
func word(known Known, task ledger.Task, what, text string, due time.Time) ledger.Job {
	key := string(known.Case) + "/" + string(task) + "/" + what
	return commentJob(known.Case, known.Tracked, task, key, text, 0, due)
}
