package github

import (
	"fmt"
	"slices"
	"strconv"
	"time"

	"daylight/disclosure"
	"daylight/disclosure/civil"
	"daylight/disclosure/inbound"
	"daylight/disclosure/ledger"
	"daylight/disclosure/slash"
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
	return r.words(out, in, item, at, known)
}

// words interprets what somebody wrote who speaks for the party. A request for help and a command that we do not know are
// no answer; everything else is.
func (r Reader) words(out Reading, in ledger.Inbound, item Item, at string, known Known) Reading {
	c := item.Comment
	id := strconv.FormatInt(c.ID, 10)
	given, plain := orders(c.Body, civil.DateOf(moment(c.CreatedAt, in.Received).Time()), r.names()...)
	text, said := Excerpt(plain), inbound.Read(written(plain))
	if slices.ContainsFunc(given, func(o slash.Order) bool { return o.Lacks == slash.PastDate }) {
		said = slices.DeleteFunc(said, func(s inbound.Said) bool { return s.Order().Word == slash.Fixing }) // a day that has passed is no promise
	}
	if item.Action != "created" { // an edited comment claims nothing and gives no commands
		if asksNothing(plain, given, r.names()...) {
			return out.note(in, c.CreatedAt, at, "Comment of "+name(c.Author)+", which is no answer: "+text)
		}
		return out.record(in, disclosure.KindReplied, c.CreatedAt, at, text, known).saying(said)
	}
	if reply := r.reply(given, said, known); reply != "" {
		out.Jobs = append(out.Jobs, answer(known, "answer/"+id, reply, in.Received))
	}
	if slices.ContainsFunc(given, slash.Order.Known) {
		out.Jobs = append(out.Jobs, seenJob(known, at, in.Received))
	}
	if asksNothing(plain, given, r.names()...) {
		return out.note(in, c.CreatedAt, at, "Comment of "+name(c.Author)+", which is no answer: "+text)
	}
	return out.record(in, said.Kind(), c.CreatedAt, at, text, known).saying(said).ordered(said)
}

// names are those by which the bot is called in a comment.
func (r Reader) names() []string { return []string{r.Self.Login, "bot", "daylight"} }

// reply is what a comment is answered with at once: the list of commands, the right word for one that there is not, what a command
// lacks, and that nobody checks now. It is "" where the comment needs no word of ours: what was understood stands in the comment about the
// state of the case, and a check has an answer of its own.
func (r Reader) reply(given []slash.Order, said inbound.Reading, known Known) string {
	t := tongueOf(known.Lang)
	_, fixed := said.Says(inbound.Fixed)
	_, again := said.Says(inbound.Again)
	if (fixed || again) && len(known.Left) > 0 && !known.Asked {
		return t.say("not_asked")
	}
	for _, o := range given {
		if o.Word == slash.Help {
			return t.help(r.Page)
		}
	}
	for _, o := range given {
		if !o.Known() {
			return t.mend(o, r.Page)
		}
	}
	return ""
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
	return commentJob(known.Case, known.Tracked, tongueOf(known.Lang), task, key, text, 0, due)
}
