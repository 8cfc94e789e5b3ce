package github

import (
	"strconv"
	"strings"
	"time"

	"daylight/disclosure"
	"daylight/disclosure/command"
	"daylight/disclosure/command/incoming"
	"daylight/disclosure/ledger"
)

// oneClosing is how far apart two reports of a closing may be that are one.
const oneClosing = time.Minute

// Now is what an issue is like when its closing is read: a payload may be about a state that has passed.
type Now struct {
	Closed   bool
	ClosedAt time.Time
	ClosedBy Account
	Reason   string
}

// issue interprets a change of an issue.
func (r Reader) issue(out Reading, in ledger.Inbound, item Item, ref Ref, known Known) Reading {
	switch item.Action {
	case "opened":
		return out.end(ledger.InboundWaiting, name(item.Actor)+" opened the issue "+ref.String())
	case "closed":
		return r.closing(out, in, item, ref, known)
	case "transferred", "deleted":
		change := "The issue " + ref.String() + " was " + item.Action + " by " + name(item.Actor) + ", and it is not known who reads it now"
		out.Commands = []command.Command{incoming.RecordReaders{
			Place: ref.FullName(), At: moment(item.At, in.Received), Ref: ref.String(), Change: change,
		}}
		return out.end(ledger.InboundWaiting, change)
	default:
		who := r.standing(item.Repo, item.Actor, "")
		return out.change(in, who, item, item.At, ref.String(), "The issue was "+item.Action+" by "+name(item.Actor)+".", known)
	}
}

// closing interprets that somebody closed the issue. What counts is the issue as it is, and of two reports of one closing
// the first. The closing of whoever speaks for the party is a claim, no more. While our own checks have not confirmed
// that every asset is closed, no issue stays closed without a word of ours.
func (r Reader) closing(out Reading, in ledger.Inbound, item Item, ref Ref, known Known) Reading {
	at, by, reason := item.At, item.Actor, item.Reason
	if now := known.Now; now != nil {
		if !now.Closed {
			return out.end(ledger.InboundIgnored, "the issue "+ref.String()+" is open")
		}
		if !now.ClosedAt.IsZero() {
			at = now.ClosedAt
		}
		if now.ClosedBy.ID != 0 {
			by, reason = now.ClosedBy, now.Reason
		}
	}
	if r.isSelf(by) {
		return out.end(ledger.InboundIgnored, "our own action")
	}
	last, err := time.Parse(time.RFC3339Nano, known.Closing)
	again := err == nil
	if again && at.Sub(last).Abs() < oneClosing {
		return out.end(ledger.InboundIgnored, "this closing of "+ref.String()+" is on record")
	}
	out.Refs = []ledger.Ref{{Case: known.Case, Owner: refOwner, Name: closingName(ref), Value: stamp(at)}}
	text := name(by) + " closed the issue"
	if reason != "" {
		text += " as " + strings.ReplaceAll(short(reason), "_", " ")
	}
	which := ref.String() + "/closed/" + strconv.FormatInt(at.Unix(), 10)
	who := r.closer(item.Repo, by)
	if len(known.Left) > 0 && (who != vendor || !known.Asked) {
		task := TaskComment
		if (who == unknown || who == bot) && !again {
			task = TaskReopen // once: a machine that closes it each night would go on for ever
		}
		out.Jobs = append(out.Jobs, word(known, task, "closed/"+which, tongueOf(known.Lang).closedBy(by.Login, who == vendor, task == TaskReopen), in.Received))
	}
	switch who {
	case vendor:
		out = out.record(in, disclosure.KindFixClaimed, at, which, text+".", known)
		if claim, ok := out.Commands[0].(incoming.RecordInbound); ok {
			claim.Once = true // two reports of it may be read at the same moment
			out.Commands[0] = claim
		}
		return out
	case unknown:
		return out.unattributed(in, item, at, which, nobody(by, "", known.Tracked), text+".", by.Login)
	case bot, team:
	}
	return out.note(in, at, ref.String(), text+".")
}

// closingName is the name of the row that holds the newest closing of an issue on record.
func closingName(ref Ref) string { return "closing/" + strings.ToLower(ref.String()) }
