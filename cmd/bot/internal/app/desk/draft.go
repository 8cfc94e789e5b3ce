package desk

import (
	"cmp"
	"context"
	"slices"
	"strings"

	"daylight/disclosure"
	"daylight/disclosure/command"
	"daylight/disclosure/command/exposure"
	"daylight/disclosure/command/message"
	"daylight/disclosure/fault"
	"daylight/disclosure/hint"
	"daylight/disclosure/outreach"
	"daylight/disclosure/statement"
	"daylight/templates"
)

// NewDraft writes a message from its template and returns it with its text. An empty lang takes the party's own.
func (d *Desk) NewDraft(
	ctx context.Context, actor disclosure.Actor, id disclosure.CaseID, t disclosure.Template, contactID, lang string,
) (disclosure.Draft, string, error) {
	return d.NewDraftBecause(ctx, actor, id, t, contactID, lang, "")
}

// NewDraftBecause is [Desk.NewDraft] with the reason why the message is written although no answer of ours shows the asset
// open. It stays on record, and the text says that nothing of ours has confirmed it.
func (d *Desk) NewDraftBecause(
	ctx context.Context, actor disclosure.Actor, id disclosure.CaseID, t disclosure.Template, contactID, lang, because string,
) (disclosure.Draft, string, error) {
	c, events, _, err := d.history(ctx, id)
	if err != nil {
		return disclosure.Draft{}, "", err
	}
	k, ok := c.Contact(contactID)
	if !ok {
		return disclosure.Draft{}, "", fault.Errorf(fault.NotFound, "%s has no contact %q", id, contactID).
			With(hint.ToAddContact(id))
	}
	if _, err := d.mayReach(ctx, c, k); err != nil {
		return disclosure.Draft{}, "", err
	}
	draft, body, err := d.write(c, events, t, k, lang, because) //nolint:contextcheck // plans are written down and nothing is sent
	if err != nil {
		return disclosure.Draft{}, "", err
	}
	return d.WriteDraft(ctx, actor, id, draft, body)
}

// write renders the text of a message to one contact from its template.
func (d *Desk) write(
	c *disclosure.Case, events []disclosure.Event, t disclosure.Template, k disclosure.Contact, lang, because string,
) (_ disclosure.Draft, body string, err error) {
	if err := outreach.MayWriteTo(c, k, t); err != nil {
		return disclosure.Draft{}, "", err
	}
	if err := outreach.MayReceive(t, k.Role); err != nil {
		return disclosure.Draft{}, "", err
	}
	theirs := disclosure.Case{Assets: outreach.AssetsOf(c, k.Role, k.Name)}
	if len(c.Assets) > 0 && len(theirs.Assets) == 0 {
		return disclosure.Draft{}, "", fault.Errorf(fault.Refused, "no asset of %s belongs to or lies with %s, so there is nothing to tell them", c.ID, cmp.Or(partyName(c, k), string(k.Role)))
	}
	someClosed := slices.ContainsFunc(theirs.Assets, func(a disclosure.Asset) bool { return !a.Closure.At.IsZero() })
	if t == disclosure.ClosureNotice && someClosed && !theirs.AllClosed() {
		return disclosure.Draft{}, "", fault.Errorf(fault.Refused,
			"not every asset of %s is closed by our own probes, so a closure cannot be confirmed", c.ID)
	}
	if t == disclosure.CoordinatorNotice && theirs.AllClosed() {
		return disclosure.Draft{}, "", fault.Errorf(fault.Refused,
			"every asset of %s is closed: there is nothing left for a coordinator to help with", c.ID)
	}
	if lang == "" {
		lang = preferredLanguage(d.texts, c, k)
	}
	g := d.service.Rules().Grounds(c, k.Role, k.Name, d.service.Now())
	g.Stage, g.Because = outreach.Writing, because
	data, open := d.mailData(t, events, k, &g)
	draft := disclosure.Draft{Template: t, Contact: k.ID, Lang: lang, Because: because}
	var made []statement.Made
	if k.Channel == disclosure.Issue && t == disclosure.FirstContact {
		draft.Subject, body, err = d.texts.IssueBody(lang, data)
		made = d.texts.IssueStates(lang, data, draft.Subject, body)
	} else if draft.Subject, body, err = d.texts.Mail(t, lang, data); err == nil {
		made = d.texts.MailStates(t, lang, data, draft.Subject, body)
	}
	if err = cmp.Or(err, open); err != nil { // what is missing is said before what does not hold
		return disclosure.Draft{}, "", err
	}
	draft.Says, err = g.State(made)
	return draft, body, err
}

// WriteDraft puts a draft with a person's own text on record.
func (d *Desk) WriteDraft(
	ctx context.Context, actor disclosure.Actor, id disclosure.CaseID, draft disclosure.Draft, body string,
) (disclosure.Draft, string, error) {
	blob, err := d.bodyBlob(body)
	if err != nil {
		return disclosure.Draft{}, "", err
	}
	c, err := d.store.Load(ctx, id)
	if err != nil {
		return disclosure.Draft{}, "", err
	}
	if k, ok := c.Contact(draft.Contact); ok {
		if _, err := d.mayReach(ctx, c, k); err != nil {
			return disclosure.Draft{}, "", err
		}
	}
	draft.Body = blob.Ref
	res, err := d.execute(ctx, actor, id, message.NewDraft{Draft: draft, Blob: blob}, command.Extra{})
	if err != nil {
		return disclosure.Draft{}, "", err
	}
	return res.Case.Drafts[len(res.Case.Drafts)-1], body, nil
}

// EditDraft replaces a draft's subject and text. An empty subject keeps the old one.
func (d *Desk) EditDraft(
	ctx context.Context, actor disclosure.Actor, id disclosure.CaseID, draftID, subject, body string,
) (*disclosure.Case, error) {
	old, _, err := d.DraftText(ctx, id, draftID)
	if err != nil {
		return nil, err
	}
	blob, err := d.bodyBlob(body)
	if err != nil {
		return nil, err
	}
	return d.Do(ctx, actor, id, message.EditDraft{
		ID: draftID, Subject: cmp.Or(subject, old.Subject), Body: blob.Ref, Blob: blob,
	})
}

func (d *Desk) bodyBlob(body string) (disclosure.Blob, error) {
	if strings.TrimSpace(body) == "" {
		return disclosure.Blob{}, fault.Errorf(fault.Invalid, "a message needs a text")
	}
	return d.service.Blob([]byte(body))
}

// DraftText returns a draft with its text.
func (d *Desk) DraftText(ctx context.Context, id disclosure.CaseID, draftID string) (disclosure.Draft, string, error) {
	c, err := d.store.Load(ctx, id)
	if err != nil {
		return disclosure.Draft{}, "", err
	}
	draft, ok := c.Draft(draftID)
	if !ok {
		return disclosure.Draft{}, "", fault.Errorf(fault.NotFound, "%s has no draft %q", id, draftID)
	}
	body, err := d.store.Blob(ctx, draft.Body)
	return draft, string(body), err
}

// ApproveDraft freezes the bytes of a draft under a person's name. revision is the one that they read; 0 means the
// current one.
func (d *Desk) ApproveDraft(
	ctx context.Context, actor disclosure.Actor, id disclosure.CaseID, draftID string, revision int,
) (*disclosure.Case, error) {
	c, draft, cmd, err := d.composed(ctx, id, draftID, revision)
	if err != nil {
		return nil, err
	}
	approved, err := d.Do(ctx, actor, id, cmd)
	if err != nil && fault.HintOf(err).Code == hint.Probe && d.askNow(ctx, actor, c, draft) {
		return approved, fault.Errorf(fault.Refused, "%w. It is being asked now: approve again when its answer is there", err)
	}
	return approved, err
}

// askNow has the assets asked that a refused draft calls open, where that was not done of late.
func (d *Desk) askNow(ctx context.Context, actor disclosure.Actor, c *disclosure.Case, draft disclosure.Draft) (asked bool) {
	m := message.Of(&draft)
	for _, asset := range message.ToAsk(c, &m, d.service.Rules(), d.service.Now()) {
		_, err := d.Do(ctx, actor, c.ID, exposure.RequestProbe{
			Asset: asset, Request: disclosure.ProbeRequest{Reason: disclosure.ProbeForPerson, By: actor.Name},
		})
		asked = asked || err == nil
	}
	return asked
}

// FrozenDraft returns the approved bytes, which are sent unchanged.
func (d *Desk) FrozenDraft(ctx context.Context, id disclosure.CaseID, draftID string) ([]byte, error) {
	c, err := d.store.Load(ctx, id)
	if err != nil {
		return nil, err
	}
	draft, ok := c.Draft(draftID)
	if !ok {
		return nil, fault.Errorf(fault.NotFound, "%s has no draft %q", id, draftID)
	}
	m, ok := c.Message(draft.Message)
	if !ok || draft.Message == "" {
		return nil, fault.Errorf(fault.Refused, "draft %s is not approved, so no bytes are frozen", draft.ID)
	}
	return d.store.Blob(ctx, m.Raw)
}

// SendDraft hands an approved draft to its sender. What the channel's guard says of its address is written in the same
// transaction. A draft whose statements no longer hold is withheld: that is on record, and an error for the person.
func (d *Desk) SendDraft(ctx context.Context, actor disclosure.Actor, id disclosure.CaseID, draftID string) (*disclosure.Case, error) {
	c, err := d.store.Load(ctx, id)
	if err != nil {
		return nil, err
	}
	var extra command.Extra
	if m, ok := frozenFor(c, draftID); ok {
		k, known := c.Contact(m.Contact)
		if !known {
			return nil, fault.Errorf(fault.NotFound, "contact %s no longer exists", m.Contact)
		}
		k.Address = m.To // where the frozen message goes, whatever became of the contact
		if extra.Refs, err = d.mayReach(ctx, c, k); err != nil {
			return nil, err
		}
	}
	res, err := d.execute(ctx, actor, id, message.SendDraft{ID: draftID}, extra)
	if why := message.Withheld(res.Events); err == nil && why != "" {
		err = fault.Errorf(fault.Refused, "%s is withheld and was %s", draftID, why)
	}
	return res.Case, err
}

// frozenFor returns the approved message of a draft.
func frozenFor(c *disclosure.Case, draftID string) (disclosure.Message, bool) {
	draft, ok := c.Draft(draftID)
	if !ok || draft.State != disclosure.DraftApproved || draft.Message == "" {
		return disclosure.Message{}, false
	}
	return c.Message(draft.Message)
}

// mayReach asks the guard of the contact's channel.
func (d *Desk) mayReach(ctx context.Context, c *disclosure.Case, k disclosure.Contact) ([]disclosure.Ref, error) {
	guard, ok := d.guards[k.Channel]
	if !ok {
		return nil, nil
	}
	return guard(ctx, c, k)
}

// mailData collects what a message to a contact can say, as far as the case proves it. The error says why the asset may not
// be called open; the data is complete all the same.
func (d *Desk) mailData(
	t disclosure.Template, events []disclosure.Event, k disclosure.Contact, g *outreach.Grounds,
) (templates.MailData, error) {
	c := g.Case
	a, open, cannot := g.Subject(t)
	_, notHeard := g.Prove(statement.NotHeard, "")
	data := templates.MailData{
		Case: c.ID, Team: d.mailTeam(), Party: cmp.Or(partyName(c, k), string(k.Role)), Owner: c.Vendor().Name,
		Country: c.Vendor().Country, Exposed: c.Exposed, Discovered: c.Discovered, FirstContact: g.Told(),
		Attempts: attempts(t, c, events, k), AsOf: d.Today(), Information: informs(t, c, events, k),
		Asset: a, Open: open, Facts: outreach.FactsToName(c), NotHeard: notHeard == nil,
	}
	if t == disclosure.PrePublication {
		data.PublishOn = d.Today().AddDays(max(d.service.Rules().Gate.HeadsUpDays, 1))
		data.CorrectBy = data.PublishOn.AddDays(-1)
	}
	d.addAssets(&data, g)
	return data, cannot
}

// mailTeam is the signature of the team. A dry run shows what the configuration still lacks; for live sending, the
// check of the configuration refuses such gaps.
func (d *Desk) mailTeam() templates.Team {
	t := d.cfg.Team
	return templates.Team{
		Name: t.Name, Site: cmp.Or(t.Site, "(team.site is not configured)"), Policy: t.Policy, Fingerprint: t.Fingerprint,
		Signer: cmp.Or(t.Signer, t.Name),
	}
}

// preferredLanguage is the party's own language, else that of its country, else English.
func preferredLanguage(texts *templates.Set, c *disclosure.Case, k disclosure.Contact) string {
	p, _ := c.Party(k.Role, k.Name)
	if p.Language != "" {
		return templates.Language(p.Language)
	}
	return texts.LanguageOf(p.Country)
}
