package slack

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	slackapi "github.com/slack-go/slack"

	"daylight/disclosure"
	"daylight/disclosure/fault"
	"daylight/disclosure/ledger"
	"daylight/disclosure/outbound"
)

// refCard is the name of the reference to the card of a case: channel and timestamp. refPrivate is that of the card for the people to
// whom a case is restricted.
const (
	refCard    = "card"
	refPrivate = "private"
)

// phasePosting is the phase of a job whose request may have left.
const phasePosting = "posting"

// Mark commits the name of a phase before the step that it names.
type Mark func(ctx context.Context, phase string) error

// Result is what a job led to. Refs have to be committed together with the end of the job.
type Result struct {
	Delivery ledger.Delivery
	Refs     []ledger.Ref
	// Phase is the phase for the next run of the job: it decides whether that run has to search for the message first.
	Phase string
	// Behind is when to look again, for a message that waits for an earlier one. It is no failed attempt.
	Behind time.Time
}

// messageRef identifies a message.
type messageRef struct{ Channel, TS string }

func (r messageRef) String() string { return r.Channel + ":" + r.TS }

func readMessageRef(s string) (messageRef, bool) {
	channel, ts, ok := strings.Cut(s, ":")
	return messageRef{channel, ts}, ok && (channelForm.MatchString(channel) || directForm.MatchString(channel)) && tsForm.MatchString(ts)
}

// Card brings the card of a case up to date, and posts it if there is none. That of a restricted case is for the people named. It is the handler of [TaskCard].
func (a *App) Card(ctx context.Context, job ledger.Job, p Card, mark Mark) Result {
	k, err := a.ports.Cases.Case(ctx, job.Case)
	if fault.CodeOf(err) == fault.NotFound {
		return a.privateCard(ctx, job, p, mark)
	}
	if err != nil {
		return Result{Delivery: a.local(err), Phase: job.Phase}
	}
	r := a.cardIn(ctx, job, k, p, a.opts.Channel, mark)
	if r.Delivery.Kind == ledger.Sent { // of a case whose restriction was lifted
		left, d := a.inside().leave(ctx, job.Case, "")
		if d.Kind != ledger.Sent {
			return Result{Delivery: d, Refs: r.Refs, Phase: job.Phase}
		}
		r.Refs = append(r.Refs, left...)
	}
	return r
}

// cardIn brings the card of a case in a conversation up to date, and posts it if there is none.
func (a *App) cardIn(ctx context.Context, job ledger.Job, k *disclosure.Case, p Card, channel string, mark Mark) Result {
	if k.Version > p.Version && job.Phase == "" {
		return Result{Delivery: ledger.Delivery{Kind: ledger.Sent, Receipt: "overtaken by a newer version"}, Phase: job.Phase}
	}
	// Jobs for two versions of a new case may run at once, but only one of them may post the card.
	a.cards.Lock()
	defer a.cards.Unlock()
	at, exists, err := a.cardOf(ctx, job.Case)
	if err != nil {
		return Result{Delivery: a.local(err), Phase: job.Phase}
	}
	if a.ref == refPrivate && at.Channel != channel { // that of other people, who see no more of it
		exists = false
	}
	if exists {
		d := a.updateCard(ctx, k.ID, at)
		if d.Kind != ledger.Permanent || !strings.Contains(d.Reason, "message_not_found") {
			return Result{Delivery: d, Phase: job.Phase}
		}
		// Somebody deleted the card. A new one is posted, because without it the team would lose sight of the case.
	}
	key := "card/" + string(job.Case)
	if a.ref != refCard {
		key += fmt.Sprintf("/%s/%s/%d", a.ref, channel, p.Version) // the same people may have had it before
	}
	if exists {
		key += "/" + at.TS // a search for the new card must not find the deleted one
	}
	text, blocks, err := a.card(ctx, a.wall, job.Case, a.addresses(channel))
	if err != nil {
		return Result{Delivery: a.local(err), Phase: job.Phase}
	}
	ts, d, phase := a.once(ctx, job, mark, post{Channel: channel, Key: key, Text: text, Blocks: blocks})
	if d.Kind != ledger.Sent {
		return Result{Delivery: d, Phase: phase}
	}
	now := messageRef{channel, ts}
	d.Ref, d.Receipt = now.String(), ts
	a.cards.put(job.Case, a.ref, now)
	return Result{Delivery: d, Refs: []ledger.Ref{{Case: job.Case, Owner: owner, Name: a.ref, Value: now.String()}}}
}

// Thread posts an event in the thread of the card; of a restricted case that is the one for the people named. It is the handler of
// [TaskThread].
func (a *App) Thread(ctx context.Context, job ledger.Job, about Thread, mark Mark) Result {
	a, k, at, wait := a.threadOf(ctx, job)
	if wait != nil {
		return *wait
	}
	p := post{Channel: at.Channel, Thread: at.TS, Key: job.Key}
	switch {
	case about.Item > 0:
		shown, ok, err := a.waiting(ctx, k, about.Item, a.addresses(at.Channel))
		if err != nil {
			return Result{Delivery: a.local(err), Phase: job.Phase}
		}
		if !ok {
			return Result{Delivery: ledger.Delivery{Kind: ledger.Sent, Receipt: "it does not wait any more, or enough is shown"}, Phase: job.Phase}
		}
		p.Text, p.Blocks = shown.Text, shown.Blocks
	case about.Message != "":
		m, ok := k.Message(about.Message)
		if !ok || m.State != disclosure.MessageUncertain {
			return Result{Delivery: ledger.Delivery{Kind: ledger.Sent, Receipt: "settled meanwhile"}, Phase: job.Phase}
		}
		p.Text, p.Blocks = renderUncertain(k, m)
	default:
		e, ok, err := a.eventOf(ctx, job.Case, about.Event)
		if err != nil {
			return Result{Delivery: a.local(err), Phase: job.Phase}
		}
		if !ok {
			return Result{Delivery: ledger.Delivery{Kind: ledger.Permanent, Reason: "the event is not on the timeline"}, Phase: job.Phase}
		}
		p.Text, p.Blocks, p.Broadcast = renderNotice(k, e, a.addresses(at.Channel))
		p.Blocks = append(p.Blocks, a.publishedBlocks(ctx, k.ID, &e)...)
		if tellsOfReaders(&e) {
			unknown, err := a.readers(ctx, k)
			if err != nil {
				return Result{Delivery: a.local(err), Phase: job.Phase}
			}
			p.Blocks = append(p.Blocks, readerBlocks(k, unknown, veilFor(k, a.addresses(at.Channel)))...)
		}
	}
	ts, d, phase := a.once(ctx, job, mark, p)
	if d.Kind == ledger.Sent {
		d.Receipt = ts
	}
	return Result{Delivery: d, Phase: phase}
}

func (a *App) eventOf(ctx context.Context, id disclosure.CaseID, seq int) (disclosure.Event, bool, error) {
	t, err := a.ports.Cases.Timeline(ctx, id)
	if err != nil {
		return disclosure.Event{}, false, err
	}
	for _, r := range t.Rows {
		if r.Seq == seq {
			return r.Event, true, nil
		}
	}
	return disclosure.Event{}, false, nil
}

// longLooks is how often a message is looked for while Slack is away: once in two minutes, for two days. It is for the team, and waits.
const longLooks = 2 * 24 * 30

// once posts a message at most once.
func (a *App) once(ctx context.Context, job ledger.Job, mark Mark, p post) (ts string, d ledger.Delivery, phase string) {
	policy := a.opts.Outbound
	policy.Looks = max(policy.Looks, longLooks)
	step := outbound.Advance(ctx, outbound.Standing{Phase: job.Phase, Attempts: job.Attempts, Now: a.opts.Clock(), Mark: outbound.Mark(mark)}, posting{a, p, job.Created}, policy)
	return step.Receipt, step.Delivery, step.Phase
}

// posting is a message that is posted once. Its receipt is its timestamp.
type posting struct {
	a     *App
	post  post
	since time.Time // when its job was queued: it is not older
}

// Send implements [outbound.Effect].
func (e posting) Send(ctx context.Context, mark outbound.Mark) ledger.Delivery {
	if err := mark(ctx, phasePosting); err != nil {
		return e.a.local(err)
	}
	ts, err := e.a.client.post(ctx, e.post)
	d := classify(err)
	d.Receipt = ts
	return d
}

// Find implements [outbound.Effect]. It looks for a message of ours by the key in its metadata: in the thread if there is one, else
// among the messages of the channel since then.
func (e posting) Find(ctx context.Context) ledger.Delivery {
	a := e.a
	if !a.opts.ReadHistory {
		return ledger.Delivery{Kind: ledger.Uncertain, Reason: "the connection to Slack broke, and the app may not look for its message (read_history is off)"}
	}
	var messages []slackapi.Message
	var err error
	if e.post.Thread != "" {
		messages, err = a.client.replies(ctx, e.post.Channel, e.post.Thread)
	} else {
		messages, err = a.client.history(ctx, e.post.Channel, e.since)
	}
	if err != nil {
		d := classify(err)
		if d.Kind != ledger.Retry || codeOf(err) == "missing_scope" { // a failed search proves nothing about the message
			return ledger.Delivery{Kind: ledger.Uncertain, Reason: "looking for the message failed: " + d.Reason}
		}
		d.After = max(d.After, time.Second)
		return d
	}
	for _, m := range messages {
		if m.Metadata.EventType == metadataType && m.Metadata.EventPayload["key"] == e.post.Key {
			return ledger.Delivery{Kind: ledger.Sent, Receipt: m.Timestamp}
		}
	}
	return ledger.Delivery{Kind: ledger.Retry, Reason: "the message was not posted: it is not in the channel"}
}

// card renders the card of a case as of now, as far as whoever reads these cases may see it.
func (a *App) card(ctx context.Context, cases Cases, id disclosure.CaseID, addresses bool) (string, []slackapi.Block, error) {
	k, err := cases.Case(ctx, id)
	if err != nil {
		return "", nil, err
	}
	t, err := cases.Timeline(ctx, id)
	if err != nil {
		return "", nil, err
	}
	var held []string
	if a.ports.Held != nil {
		held = a.ports.Held(k)
	}
	unknown, err := a.readers(ctx, k)
	if err != nil {
		return "", nil, err
	}
	text, blocks := renderCard(cardData{
		Case: k, Held: held, Readers: unknown, Headline: t.Headline, Now: a.opts.Clock(), Zone: a.opts.Zone, IssueBase: a.opts.IssueBase, Addresses: addresses,
	})
	return text, blocks, nil
}

// cardOf finds the card of a case. The caller of [App.Card] may not have committed the reference yet.
func (a *App) cardOf(ctx context.Context, id disclosure.CaseID) (messageRef, bool, error) {
	if at, ok := a.cards.get(id, a.ref); ok { // what this process did last is newer than what is stored
		return at, at != (messageRef{}), nil
	}
	v, ok, err := a.ports.Refs.Ref(ctx, id, owner, a.ref)
	if err != nil || !ok {
		return messageRef{}, false, err
	}
	at, ok := readMessageRef(v)
	return at, ok, nil
}

// updateCard replaces the card. Doing it twice does no harm, so a broken connection is simply tried again.
func (a *App) updateCard(ctx context.Context, id disclosure.CaseID, at messageRef) ledger.Delivery {
	text, blocks, err := a.card(ctx, a.wall, id, a.addresses(at.Channel))
	if fault.CodeOf(err) == fault.NotFound {
		return a.replaceCard(ctx, at, bare(restrictedCard))
	}
	if err != nil {
		return a.local(err)
	}
	return a.replaceCard(ctx, at, post{Text: text, Blocks: blocks})
}

// bare is a post that says nothing of any case.
func bare(text string) post {
	return post{Text: text, Blocks: []slackapi.Block{section(text)}, Bare: true}
}

// sharedCard is all that is left of a card in a channel that others read, too.
const sharedCard = "This channel is shared with another organisation, so nothing of a case is shown here."

// replaceCard shows something else on the card. In a channel that others read meanwhile it takes everything off, and is tried again.
func (a *App) replaceCard(ctx context.Context, at messageRef, p post) ledger.Delivery {
	p.Channel = at.Channel
	err := a.client.update(ctx, at.TS, p)
	d := classify(err)
	if _, walled := errors.AsType[*sharedError](err); walled {
		empty := bare(sharedCard)
		empty.Channel = at.Channel
		if err := a.client.update(ctx, at.TS, empty); err != nil {
			a.log.Warn("a card in a channel that others read could not be emptied", "outcome", classify(err).Reason)
		}
		return d
	}
	switch d.Kind {
	case ledger.Sent:
		d.Ref, d.Receipt = at.String(), at.TS
	case ledger.Uncertain:
		d.Kind = ledger.Retry
	case ledger.Permanent:
		if code := codeOf(err); code == "message_not_found" {
			d.Reason = "the card is gone (message_not_found)"
		}
	case ledger.Retry:
	}
	return d
}

// refresh brings a card up to date after a click, if there is one. The job of the next event does it again.
func (a *App) refresh(ctx context.Context, id disclosure.CaseID) {
	if _, err := a.wall.Case(ctx, id); fault.CodeOf(err) == fault.NotFound && a.ref == refCard {
		a.inside().refreshPrivate(ctx, id)
	}
	at, ok, err := a.cardOf(ctx, id)
	if err != nil || !ok {
		return
	}
	if d := a.updateCard(ctx, id, at); d.Kind != ledger.Sent {
		a.log.WarnContext(ctx, "a card could not be updated", "case", string(id), "outcome", d.Reason)
	}
}

// local is the outcome of a failure on our own side, before anything was sent.
func (a *App) local(err error) ledger.Delivery {
	if fault.CodeOf(err) == fault.NotFound {
		return ledger.Delivery{Kind: ledger.Permanent, Reason: "there is no such case"}
	}
	a.log.Error("a Slack job failed on our side", "error", err.Error())
	return ledger.Delivery{Kind: ledger.Retry, Reason: "the case could not be read or written"}
}
