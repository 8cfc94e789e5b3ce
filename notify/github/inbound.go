package github

import (
	"context"
	"strings"

	"daylight/disclosure"
)

// Understand parses one stored inbound item and returns what it means; see the package comment for the two stages. The
// caller enqueues Jobs (their keys make that repeatable), then executes the command, if any, with Inbox and Refs in its
// transaction, else writes Inbox alone.
func (c *Channel) Understand(ctx context.Context, id int64) (Reading, error) {
	in, raw, err := c.ports.Inbox.Inbound(ctx, id)
	if err != nil {
		return Reading{}, err
	}
	in.ID = id
	if in.Meta[metaForm] != formItem {
		return c.passOn(ctx, in, raw)
	}
	self, err := c.Self(ctx)
	if err != nil {
		return Reading{}, err
	}
	reader := Reader{Self: self, AppID: c.opts.AppID, Repos: c.repos, Team: c.opts.Team}
	return reader.Interpret(in, raw, func(item Item) (Known, error) { return c.lookup(ctx, item, self) })
}

// passOn turns a delivery into an item.
func (c *Channel) passOn(ctx context.Context, in disclosure.Inbound, raw []byte) (Reading, error) {
	out := Reading{Inbox: disclosure.InboxUpdate{ID: in.ID}}
	event := in.Meta[metaEvent]
	item, ok, err := MapDelivery(event, raw)
	switch {
	case err != nil:
		return out.end(disclosure.InboundFailed, err.Error()), nil
	case !ok:
		c.opts.Log.InfoContext(ctx, "a webhook event is irrelevant to cases", "event", event, "action", in.Meta[metaAction])
		return out.end(disclosure.InboundIgnored, "the event "+event+" is irrelevant to cases"), nil
	case item.Kind == ItemRepository && item.Action == "publicized":
		// The gate refuses each write from now on; a person should know before they read it in a log.
		c.opts.Log.ErrorContext(ctx, "a repository was made public", "repository", item.Repo)
	}
	if item.At.IsZero() {
		item.At = in.Received
	}
	if _, err := c.receiveItem(ctx, item); err != nil {
		return Reading{}, err
	}
	return out.end(disclosure.InboundIgnored, "passed on as "+item.Key()), nil
}

// lookup finds the case of an item: by the issue, or by the marker when the creation of the issue has not been
// recorded yet, which happens when the webhook is faster than the answer to our own request.
func (c *Channel) lookup(ctx context.Context, item Item, self Account) (Known, error) {
	ref, ok := item.Ref()
	if !ok {
		return Known{}, nil
	}
	row := IssueRow("", ref.String())
	id, found, err := c.ports.Refs.FindRef(ctx, row.Owner, row.Name, row.Value)
	if err != nil {
		return Known{}, err
	}
	if !found && item.Marker != "" && item.IssueAuthor.ID == self.ID {
		if id, _, found, err = c.ports.Cases.FindMessage(ctx, item.Marker); err != nil {
			return Known{}, err
		}
	}
	if !found {
		return Known{}, nil
	}
	kase, err := c.ports.Cases.Load(ctx, id)
	if err != nil {
		return Known{}, err
	}
	known := Known{Case: id}
	known.Tracked, known.Found = tracked(kase, ref, item.Marker)
	if known.Found && item.Comment != nil {
		known.Comment, _, err = c.ports.Refs.Ref(ctx, id, refOwner, commentName(item.Comment.ID))
	}
	return known, err
}

// tracked finds the issue in the case, or in the message that was to create it. Anybody with rights in a repository can
// edit a body, so a marker only counts in the repository that its message went to.
func tracked(k *disclosure.Case, ref Ref, marker string) (disclosure.Tracked, bool) {
	for _, t := range k.Issues {
		if strings.EqualFold(t.Ref, ref.String()) {
			return t, true
		}
	}
	m, ok := k.Message(marker)
	if !ok || marker == "" || m.Channel != disclosure.Issue || !strings.EqualFold(m.To, ref.FullName()) {
		return disclosure.Tracked{}, false
	}
	return disclosure.Tracked{Ref: ref.String(), Role: m.Role, Name: m.Name, Marker: marker}, true
}
