package desk

import (
	"cmp"
	"slices"

	"daylight/disclosure"
	"daylight/disclosure/fault"
	"daylight/disclosure/medium"
	"daylight/disclosure/outreach"
	"daylight/disclosure/statement"
	"daylight/templates"
)

// write renders the text of a message to one contact from its template.
func (d *Desk) write(
	h *past, t disclosure.Template, k disclosure.Contact, lang, because string,
) (_ disclosure.Draft, body string, err error) {
	c := h.c
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
		p, _ := c.Party(k.Role, k.Name)
		lang = d.texts.LanguageFor(p)
	}
	g := d.service.Rules().Grounds(c, k.Role, k.Name, d.service.Now())
	g.Stage, g.Because = outreach.Writing, because
	data, open := d.mailData(t, h, k, &g)
	draft := disclosure.Draft{Template: t, Contact: k.ID, Lang: lang, Because: because}
	var made []statement.Made
	data.Report = medium.Of(k.Channel).Once
	if medium.Of(k.Channel).Technical && t == disclosure.FirstContact {
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

// mailData collects what a message to a contact can say, as far as the case proves it. The error says why the asset may not
// be called open; the data is complete all the same.
func (d *Desk) mailData(
	t disclosure.Template, h *past, k disclosure.Contact, g *outreach.Grounds,
) (templates.MailData, error) {
	c, owner := g.Case, g.Owner()
	_, notHeard := g.Prove(statement.NotHeard, "")
	data := templates.MailData{
		Case: c.ID, Team: d.mailTeam(), Party: cmp.Or(partyName(c, k), string(k.Role)), Owner: owner.Name,
		Country: owner.Country, Domain: owner.Domain, Exposed: c.Exposed, Discovered: c.Discovered, FirstContact: g.Told(),
		Attempts: attempts(t, c, h.events, k), AsOf: d.Today(), Information: informs(t, h, k),
		Facts: outreach.FactsToName(c), NotHeard: notHeard == nil,
	}
	if t == disclosure.PrePublication {
		data.PublishOn = d.Today().AddDays(max(d.service.Rules().Gate.HeadsUpDays, 1))
		data.CorrectBy = data.PublishOn.AddDays(-1)
	}
	if t == disclosure.FirstContact {
		data.Ahead, data.Calendar, data.Plain = g.Ahead(), g.Calendar(), !outreach.Technical(k)
	}
	d.addAssets(&data, h.events, g)
	return data, g.MayCallOpen(t)
}

// mailTeam is the signature of the team. A dry run shows what the configuration still lacks; for live sending, the
// check of the configuration refuses such gaps.
func (d *Desk) mailTeam() templates.Team {
	t := d.cfg.Team
	return templates.Team{
		Name: t.Name, Site: cmp.Or(t.Site, "(team.site is not configured)"), Policy: t.Policy, Probes: t.Probes, Fingerprint: t.Fingerprint, KeyAt: t.KeyAt, Cases: t.Cases, Contact: t.Contact,
		Signer: cmp.Or(t.Signer, t.Name),
	}
}

// Texts are the words of messages, and the team that signs them.
func (d *Desk) Texts() (*templates.Set, templates.Team) { return d.texts, d.mailTeam() }
