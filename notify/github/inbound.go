package github

import (
	"context"
	"strings"

	"daylight/disclosure"
	"daylight/disclosure/fault"
	"daylight/disclosure/ledger"
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
	reader := Reader{Self: self, AppID: c.opts.AppID, Repos: c.repos, Team: c.opts.Team, Page: c.opts.Page}
	if item, err := decodeItem(raw); err == nil { // one that cannot be read is told of below
		known, err := c.confirmed(ctx, item.Repo)
		if err != nil {
			return Reading{}, err
		}
		reader.Speak = known.speak
	}
	return reader.Interpret(in, raw, func(item Item) (Known, error) { return c.lookup(ctx, item, self) })
}

// passOn turns a delivery into an item.
func (c *Channel) passOn(ctx context.Context, in ledger.Inbound, raw []byte) (Reading, error) {
	out := Reading{Inbox: ledger.InboxUpdate{ID: in.ID}}
	event := in.Meta[metaEvent]
	if isPullEvent(event) {
		out.Jobs = c.pullHint(in, event, raw)
		return out.end(ledger.InboundIgnored, "the pull requests of the site are looked at"), nil
	}
	item, ok, err := MapDelivery(event, raw)
	switch {
	case err != nil:
		return out.end(ledger.InboundFailed, err.Error()), nil
	case !ok:
		c.opts.Log.InfoContext(ctx, "a webhook event is irrelevant to cases", "event", event, "action", in.Meta[metaAction])
		return out.end(ledger.InboundIgnored, "the event "+event+" is irrelevant to cases"), nil
	}
	if item.At.IsZero() {
		item.At = in.Received
	}
	if item.Kind == ItemRepository {
		if item.Repo, err = c.knownAs(ctx, item); err != nil {
			return Reading{}, err
		}
	}
	if _, err := c.receiveItem(ctx, item); err != nil {
		return Reading{}, err
	}
	if err := c.learn(ctx, item); err != nil {
		return Reading{}, err
	}
	return out.end(ledger.InboundIgnored, "passed on as "+item.Key()), nil
}

// knownAs returns the name under which a repository is configured: the payload of a renamed one has the new name.
func (c *Channel) knownAs(ctx context.Context, item Item) (string, error) {
	if _, ok := c.repos[strings.ToLower(item.Repo)]; ok || item.RepoID == 0 {
		return item.Repo, nil
	}
	for _, full := range c.Repositories() {
		want, err := c.want(ctx, full)
		if err != nil && fault.CodeOf(err) != fault.Refused {
			return "", err
		}
		if want.ID == item.RepoID {
			return full, nil
		}
	}
	return item.Repo, nil
}

// learn takes from a payload who can read its repository.
func (c *Channel) learn(ctx context.Context, item Item) error {
	if _, ok := c.repos[strings.ToLower(item.Repo)]; !ok {
		return nil
	}
	if item.Kind != ItemRepository {
		if item.Private != nil && !*item.Private {
			c.noteAccess(ctx, item.Repo, accessPublic, c.opts.Clock())
		}
		return nil
	}
	// The cases learn of it from the item; the next read need not tell them again.
	if now := afterAction(item.Action); now != "" {
		c.news.Lock()
		defer c.news.Unlock()
		c.heard[accessName(item.Repo)] = c.opts.Clock()
		return c.ports.Cursors.SetCursor(ctx, accessName(item.Repo), string(now))
	}
	return nil
}

// lookup finds the case of an item: by the issue, or by the marker when the creation of the issue has not been
// recorded yet, which happens when the webhook is faster than the answer to our own request.
func (c *Channel) lookup(ctx context.Context, item Item, self Account) (Known, error) {
	if item.Kind == ItemRepository {
		cases, err := c.casesIn(ctx, item.Repo)
		return Known{Cases: cases}, err
	}
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
	known.Lang = langFor(kase, known.Tracked)
	switch {
	case !known.Found:
	case item.Comment != nil:
		c.left(kase, &known)
		known.Comment, _, err = c.ports.Refs.Ref(ctx, id, refOwner, commentName(item.Comment.ID))
	case item.Action == "closed":
		err = c.lookAtClosing(ctx, kase, ref, &known)
	}
	return known, err
}

// lookAtClosing reads the issue that is said to be closed, and what is on record of it.
func (c *Channel) lookAtClosing(ctx context.Context, kase *disclosure.Case, ref Ref, known *Known) error {
	issue, err := c.issue(ctx, ref)
	if err != nil && fault.CodeOf(err) != fault.Refused {
		return err // an issue that cannot be read for good is judged by what was delivered
	}
	if err == nil {
		known.Now = &Now{Closed: issue.State == "closed", ClosedAt: issue.ClosedAt.UTC(), Reason: issue.StateReason}
		if issue.ClosedBy != nil {
			known.Now.ClosedBy = *issue.ClosedBy
		}
	}
	c.left(kase, known)
	known.Closing, _, err = c.ports.Refs.Ref(ctx, kase.ID, refOwner, closingName(ref))
	return err
}

// left says which assets our own checks have not confirmed closed, and whether one of them may be asked now.
func (c *Channel) left(kase *disclosure.Case, known *Known) {
	now := c.opts.Clock().UTC()
	for i := range kase.Assets {
		a := &kase.Assets[i]
		if a.Exposure == disclosure.ExposureDestroyed || a.Closure.Verified && a.Exposure == disclosure.ExposureClosed {
			continue
		}
		known.Left = append(known.Left, a.ID)
		if c.opts.MayAsk == nil && !a.Stopped || c.opts.MayAsk != nil && c.opts.MayAsk(a, now) == nil {
			known.Asked = true
		}
	}
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
