package slack

import (
	"context"
	"strings"

	"daylight/cmd/bot/internal/app/desk"
	"daylight/cmd/bot/internal/app/gallery"
	"daylight/cmd/bot/internal/channel"
	"daylight/disclosure"
	"daylight/disclosure/fault"
	"daylight/disclosure/ledger"
	"daylight/disclosure/writeup"
	"daylight/notify/slack"
	"daylight/notify/slack/form"
)

// publisher shows pages in Slack and brings them out, by the way that the command line takes.
type publisher struct {
	desk *desk.Desk
	h    *channel.Host
}

// Page implements [slack.Pages].
func (p publisher) Page(ctx context.Context, id disclosure.CaseID, mode disclosure.Mode, lang string) (slack.Page, error) {
	now, err := gallery.Look(ctx, p.desk, id, mode, lang)
	if err != nil {
		return slack.Page{}, err
	}
	return slack.Page{
		Case: now.Case, Mode: now.Mode, Lang: now.Lang, Digest: now.Digest, Revision: now.Revision, Out: now.Out, Files: now.Files, Checks: now.Checks, Said: now.Said,
	}, nil
}

// now is the publication that somebody was shown, if it has not changed since.
func (p publisher) now(ctx context.Context, of *slack.Page) (*desk.Publication, error) {
	return gallery.As(ctx, p.desk, of.Case.ID, of.Mode, of.Lang, of.Digest)
}

// ShowPage implements [slack.Pages].
func (p publisher) ShowPage(ctx context.Context, actor disclosure.Actor, of *slack.Page) error {
	now, err := p.now(ctx, of)
	if err != nil {
		return err
	}
	return p.desk.ShowPublication(ctx, actor, now, "")
}

// AskForPage implements [slack.Publishing].
func (p publisher) AskForPage(ctx context.Context, actor disclosure.Actor, of *slack.Page) error {
	now, err := p.now(ctx, of)
	if err != nil {
		return err
	}
	return p.desk.AskApproval(ctx, actor, now, "")
}

// ApprovePage implements [slack.Publishing].
func (p publisher) ApprovePage(ctx context.Context, actor disclosure.Actor, of *slack.Page) error {
	now, err := p.now(ctx, of)
	if err != nil {
		return err
	}
	return p.desk.ApprovePublication(ctx, actor, now)
}

// PublishPage implements [slack.Publishing].
func (p publisher) PublishPage(ctx context.Context, actor disclosure.Actor, of *slack.Page) (string, error) {
	press := gallery.Press{Desk: p.desk, Probe: p.h.Probe, Folder: p.h.Config.Web.Folder}
	now, where, err := press.Publish(ctx, actor, of.Case.ID, of.Mode, of.Lang, of.Digest, "")
	if err != nil || where != "" {
		return where, err
	}
	var stops []string
	for _, c := range now.Checks {
		if c.Stops() {
			stops = append(stops, strings.ReplaceAll(c.Name, "_", " ")+" ("+c.Reason+")")
		}
	}
	return "", fault.Errorf(fault.Refused, "the gate refuses, and nothing was written: %s", strings.Join(stops, "; "))
}

// Revise implements [slack.Revisions].
func (p publisher) Revise(ctx context.Context, actor disclosure.Actor, id disclosure.CaseID, r form.Revise, once string) (drafts, untold []string, err error) {
	if _, did, err := p.h.Store.Ref(ctx, id, "slack", once); err != nil || did {
		return nil, nil, err // the same order came before
	}
	got, err := gallery.Revise(ctx, p.desk, actor, id, r.Kind, r.Because, ledger.Ref{Case: id, Owner: "slack", Name: once, Value: actor.Name})
	for i := range got.Drafts {
		drafts = append(drafts, got.Drafts[i].ID)
	}
	return drafts, got.Untold, err
}

// address is where the page of a case is found on the site of the team.
func (p publisher) address(id disclosure.CaseID) string {
	return writeup.Address(p.h.Config.Team.Site, id)
}

// ProtectWords implements [slack.Words].
func (p publisher) ProtectWords(ctx context.Context, actor disclosure.Actor, id disclosure.CaseID, list string) (slack.Protected, error) {
	did, err := gallery.Protect(ctx, p.desk, actor, id, list)
	return slack.Protected{Fresh: did.Fresh, Known: did.Known, Words: did.Words, Printed: did.Printed}, err
}
