// Package halt answers whoever asked us to stop our checks. In an issue the answer is a comment that leaves by itself, as that to a
// claim does; by mail it is a draft, which the usual rules let a person approve. That the checks stop is decided elsewhere.
package halt

import (
	"context"
	"slices"
	"strconv"
	"strings"

	"daylight/disclosure"
	"daylight/disclosure/command"
	"daylight/disclosure/command/message"
	"daylight/disclosure/engine"
	"daylight/disclosure/fault"
	"daylight/disclosure/inbound"
	"daylight/disclosure/ledger"
	"daylight/disclosure/outreach"
	"daylight/disclosure/statement"
	"daylight/notify/github"
	"daylight/templates"
)

// Task drafts the answer to a request to stop.
const Task ledger.Task = "stop/answer"

// Answering is the payload of [Task].
type Answering struct {
	Event int `json:"seq,omitempty"` // number of the event that asked
}

// Task implements [ledger.Payload].
func (Answering) Task() ledger.Task { return Task }

// Texts returns the words of messages, and the team that signs them.
type Texts func() (*templates.Set, templates.Team)

// Store is what was recorded.
type Store interface {
	Events(ctx context.Context, id disclosure.CaseID) ([]disclosure.Event, error)
	Inbound(ctx context.Context, id int64) (ledger.Inbound, []byte, error)
}

// React is the [command.Reaction] to what a person wrote: a plain request to stop that was honoured is answered where it came in.
func React(texts Texts, issues bool, after *disclosure.Case, events []disclosure.Event) []ledger.Job {
	if after == nil || after.Ended() || after.UnderThreat() {
		return nil // each word to the other side is now a person's
	}
	var jobs []ledger.Job
	for i := range events {
		e := &events[i]
		if !asks(e) || len(stopped(after, e, events)) == 0 {
			continue
		}
		switch e.Channel {
		case disclosure.Email:
			job := ledger.NewJob(ledger.QueueTimer, string(after.ID)+"/stop/"+strconv.Itoa(e.Seq), Answering{Event: e.Seq})
			job.Case = after.ID
			jobs = append(jobs, job)
		case disclosure.Issue:
			if issues {
				jobs = append(jobs, comment(texts, after, e, events)...)
			}
		case disclosure.Phone, disclosure.Form, disclosure.Letter, disclosure.Social, disclosure.Chat: // whoever took it answers
		}
	}
	return jobs
}

func comment(texts Texts, c *disclosure.Case, e *disclosure.Event, events []disclosure.Event) []ledger.Job {
	set, team := texts()
	p, _ := c.Party(e.Party, e.Name)
	text, err := set.StopComment(set.LanguageFor(p), templates.StopAnswer{Case: c.ID, Team: team, On: e.At, Assets: stopped(c, e, events)})
	if err != nil {
		return nil // the team sees the request in the case all the same
	}
	return github.AnswerStop(c, e, text)
}

// asks reports whether a person asked plainly. Where it is not plain, or not known who wrote, a person of ours decides what to say.
func asks(e *disclosure.Event) bool {
	kinds := []disclosure.Kind{
		disclosure.KindAcknowledged, disclosure.KindReplied, disclosure.KindFixClaimed, disclosure.KindFixPromised, disclosure.KindDisputed, disclosure.KindRefused,
	}
	_, plain := inbound.Read(e.Detail.Excerpt).Stop()
	return plain && slices.Contains(kinds, e.Kind)
}

// stopped are the assets of the sender that were stopped at their request, and still are.
func stopped(c *disclosure.Case, asked *disclosure.Event, events []disclosure.Event) []disclosure.Asset {
	var out []disclosure.Asset
	for _, a := range outreach.AssetsOf(c, asked.Party, asked.Name) {
		theirs := slices.ContainsFunc(events, func(e disclosure.Event) bool {
			return e.Kind == disclosure.KindProbingStopped && e.Seq > asked.Seq && e.Party == asked.Party && e.Name == asked.Name &&
				(e.Detail.AssetID == "" || e.Detail.AssetID == a.ID)
		})
		if theirs && a.Stopped {
			out = append(out, a)
		}
	}
	return out
}

// Handler drafts the answers by mail.
func Handler(store Store, service *command.Service, texts Texts) engine.Handler {
	h := handler{store, service, texts}
	return engine.Typed(func(ctx context.Context, run *engine.Run, p Answering) engine.Result {
		cmd, err := h.compose(ctx, run.Case, p.Event)
		switch fault.CodeOf(err) {
		case "":
			return engine.Done(cmd)
		case fault.Unavailable, fault.Internal:
			return engine.Again(0, err.Error())
		default:
			return engine.Failed(err.Error()) // a person sees it
		}
	})
}

type handler struct {
	store   Store
	service *command.Service
	texts   Texts
}

// compose writes the draft; nil where there is nothing to answer any more.
func (h handler) compose(ctx context.Context, id disclosure.CaseID, seq int) (command.Command, error) {
	c, err := h.service.Load(ctx, id)
	if err != nil {
		return nil, err
	}
	events, err := h.store.Events(ctx, id)
	if err != nil {
		return nil, err
	}
	i := slices.IndexFunc(events, func(e disclosure.Event) bool { return e.Seq == seq })
	if i < 0 || c.Ended() || c.UnderThreat() {
		return nil, nil //nolint:nilnil // nothing to do is a valid result
	}
	asked := &events[i]
	assets := stopped(c, asked, events)
	if len(assets) == 0 {
		return nil, nil //nolint:nilnil // it was taken back
	}
	to, err := h.sender(ctx, c, asked)
	if err != nil {
		return nil, err
	}
	set, team := h.texts()
	p, _ := c.Party(to.Role, to.Name)
	draft := disclosure.Draft{Template: disclosure.FreeText, Contact: to.ID, Lang: set.LanguageFor(p)}
	var body string
	draft.Subject, body, err = set.StopAnswer(draft.Lang, templates.StopAnswer{Case: id, Team: team, On: asked.At, Assets: assets})
	if err != nil {
		return nil, err
	}
	for k := range assets {
		draft.Says = append(draft.Says, statement.Made{Kind: statement.HasStopped, Asset: assets[k].ID})
	}
	blob, err := h.service.Blob([]byte(body))
	draft.Body = blob.Ref
	return message.DraftStopAnswer{Draft: draft, Blob: blob}, err
}

// sender is the contact that is answered: the address that wrote where it is on record, else the one that we wrote to last, else the
// only one there is.
func (h handler) sender(ctx context.Context, c *disclosure.Case, asked *disclosure.Event) (disclosure.Contact, error) {
	var usable []disclosure.Contact
	for _, k := range c.Contacts {
		same := k.Role == asked.Party && strings.EqualFold(c.PartyName(k.Role, k.Name), c.PartyName(asked.Party, asked.Name))
		if same && k.Channel == disclosure.Email && outreach.MayWriteTo(c, k, disclosure.FreeText) == nil {
			usable = append(usable, k)
		}
	}
	from := asked.Detail.Writer
	if item, _, err := h.store.Inbound(ctx, asked.Detail.Inbox); from == "" && asked.Detail.Inbox != 0 && err == nil {
		from = item.From
	}
	for _, k := range usable {
		if strings.EqualFold(k.Address, from) {
			return k, nil
		}
	}
	for i := len(c.Messages) - 1; i >= 0; i-- {
		for _, k := range usable {
			if m := &c.Messages[i]; m.Contact == k.ID && m.State == disclosure.MessageSent && !m.DryRun {
				return k, nil
			}
		}
	}
	if len(usable) != 1 {
		return disclosure.Contact{}, fault.Errorf(fault.Refused, "they asked to stop, and nothing says to which contact the answer goes: write it yourself")
	}
	return usable[0], nil
}
