package slack

import (
	"context"
	"slices"
	"strings"

	"daylight/disclosure"
	"daylight/disclosure/fault"
	"daylight/disclosure/ledger"
	"daylight/disclosure/person"
	"daylight/notify/slack/crew"
)

// maxCircle is how many people a conversation of the bot can have.
const maxCircle = 8

// inside returns the app as it works for Daylight itself, on the card of a restricted case that the people named have. Whatever it shows
// goes into the conversation that [App.room] names, and nowhere else.
func (a *App) inside() *App {
	in := *a
	in.ports = a.ports.As(person.ReaderEngine())
	in.wall, in.ref = in.ports.Cases, refPrivate
	return &in
}

// room is the private conversation of exactly the people to whom a case is restricted, as far as they have an account of this workspace
// as full members. Where there is none, the delivery says what becomes of what would be posted there. It is called on [App.inside].
func (a *App) room(ctx context.Context, id disclosure.CaseID) (k *disclosure.Case, channel string, d ledger.Delivery) {
	k, err := a.wall.Case(ctx, id)
	switch {
	case fault.CodeOf(err) == fault.NotFound:
		return nil, "", ledger.Delivery{Kind: ledger.Sent, Receipt: "there is no such case: nothing was posted"}
	case err != nil:
		return nil, "", a.local(err)
	case !k.Circle.Restricted():
		return nil, "", ledger.Delivery{Kind: ledger.Retry, Reason: "who may see the case has changed meanwhile"}
	case a.client.only != "":
		return nil, "", ledger.Delivery{Kind: ledger.Sent, Receipt: "the case is restricted, and Slack rehearses: nothing was posted"}
	}
	var users []string
	for user, m := range a.opts.Members {
		if !k.Circle.Has(m.Name) {
			continue
		}
		switch standing, why := a.crew.Standing(ctx, user); standing {
		case crew.Full:
			users = append(users, user)
		case crew.Guest, crew.Foreign, crew.Machine, crew.Gone: // they see nothing here
		case crew.Unclear: // who is left out for a moment would get another conversation
			return nil, "", ledger.Delivery{Kind: ledger.Retry, Reason: strings.TrimSpace(standing.Refusal() + " " + why)}
		}
	}
	slices.Sort(users)
	switch {
	case len(users) == 0:
		return k, "", ledger.Delivery{Kind: ledger.Sent, Receipt: "the case is restricted to people who are not in Slack: nothing was posted"}
	case len(users) > maxCircle:
		return k, "", ledger.Delivery{Kind: ledger.Sent, Receipt: "the case is restricted to more people than a conversation can have: nothing was posted"}
	}
	channel, err = a.client.conversation(ctx, users...)
	if err != nil {
		if d = classify(err); d.Kind == ledger.Uncertain { // opening it twice opens the same one
			d.Kind = ledger.Retry
		}
		return k, "", d
	}
	return k, channel, ledger.Delivery{Kind: ledger.Sent}
}

// privateCard is [App.Card] of a case that a channel may not see: the card in the channel is emptied, and the people named have one in
// a conversation of their own. Once other people are named, the one before is emptied, too.
func (a *App) privateCard(ctx context.Context, job ledger.Job, p Card, mark Mark) Result {
	if d := a.emptyCard(ctx, job.Case); d.Kind != ledger.Sent {
		return Result{Delivery: d, Phase: job.Phase}
	}
	in := a.inside()
	k, channel, d := in.room(ctx, job.Case)
	if channel == "" && d.Kind != ledger.Sent {
		return Result{Delivery: d, Phase: job.Phase}
	}
	left, gone := in.leave(ctx, job.Case, channel)
	switch {
	case gone.Kind != ledger.Sent:
		return Result{Delivery: gone, Phase: job.Phase}
	case channel == "":
		return Result{Delivery: d, Refs: left, Phase: job.Phase}
	}
	r := in.cardIn(ctx, job, k, p, channel, mark)
	if len(r.Refs) == 0 {
		r.Refs = left
	}
	return r
}

// nowhere is the reference to a card that was emptied and is not used again.
const nowhere = "none"

// leave empties the private card of a case, unless it stands in the conversation that is kept. It is called on [App.inside].
func (a *App) leave(ctx context.Context, id disclosure.CaseID, keep string) ([]ledger.Ref, ledger.Delivery) {
	a.cards.Lock() // a card may be on its way to be posted
	defer a.cards.Unlock()
	at, exists, err := a.cardOf(ctx, id)
	switch {
	case err != nil:
		return nil, a.local(err)
	case !exists, at.Channel == keep:
		return nil, ledger.Delivery{Kind: ledger.Sent}
	}
	d := a.replaceCard(ctx, at, bare(leftCard))
	switch {
	case d.Kind == ledger.Permanent && strings.Contains(d.Reason, "message_not_found"): // somebody deleted it
		d.Kind = ledger.Sent
	case d.Kind != ledger.Sent:
		return nil, d
	}
	a.cards.put(id, a.ref, messageRef{})
	return []ledger.Ref{{Case: id, Owner: owner, Name: a.ref, Value: nowhere}}, d
}

// refreshPrivate brings the private card up to date after a press. The job of the next event does it again.
func (a *App) refreshPrivate(ctx context.Context, id disclosure.CaseID) {
	_, channel, _ := a.room(ctx, id)
	at, ok, err := a.cardOf(ctx, id)
	if err != nil || !ok || at.Channel != channel {
		return
	}
	if d := a.updateCard(ctx, id, at); d.Kind != ledger.Sent {
		a.log.WarnContext(ctx, "a card could not be updated", "case", string(id), "outcome", d.Reason)
	}
}

// emptyCard takes everything off the card of a case that a channel may not see, because it is restricted. A case without a card gets none.
func (a *App) emptyCard(ctx context.Context, id disclosure.CaseID) ledger.Delivery {
	a.cards.Lock() // a card may be on its way to be posted
	defer a.cards.Unlock()
	at, exists, err := a.cardOf(ctx, id)
	switch {
	case err != nil:
		return a.local(err)
	case !exists:
		return ledger.Delivery{Kind: ledger.Sent, Receipt: "the case is restricted: it has no card"}
	}
	d := a.replaceCard(ctx, at, bare(restrictedCard))
	if d.Kind == ledger.Permanent && strings.Contains(d.Reason, "message_not_found") { // somebody deleted it
		d.Kind = ledger.Sent
	}
	return d
}

// restrictedCard is all that is left of the card of a restricted case, and leftCard of one that other people have now.
const (
	restrictedCard = "This case is restricted. Whoever may see it finds it with " + commandName + " show, and on the command line."
	leftCard       = "Who may see this case has changed, so it is shown elsewhere. Whoever may see it finds it with " + commandName + " show."
)

// onCard is a sentence about the card of a case. That of a restricted one is for the people named alone.
func onCard(k *disclosure.Case, sentence string) string {
	if !k.Circle.Restricted() {
		return sentence
	}
	return "The case is restricted, so its card is for the people named alone: " + commandName + " show " + safe(string(k.ID)) + " shows it to you."
}
