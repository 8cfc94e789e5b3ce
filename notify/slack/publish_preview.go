package slack

import (
	"context"
	"fmt"
	"slices"
	"strings"

	slackapi "github.com/slack-go/slack"

	"daylight/disclosure"
	"daylight/disclosure/command/second"
	"daylight/disclosure/fault"
	"daylight/disclosure/ledger"
)

// previewed are the files of a page that are uploaded, with the ends of the names that they get.
func previewedFiles() []struct{ name, end string } {
	return []struct{ name, end string }{{"index.html", ".html"}, {"index.md", ".md"}, {"card.png", ".png"}}
}

// runPagesPreview uploads the pages as they would go out, and records that the person was given them. A second run uploads them again,
// which does no harm.
func (a *App) runPagesPreview(ctx context.Context, c call) (outcome, error) {
	v, err := readPagesValue(c.Value)
	if err != nil {
		return outcome{}, err
	}
	done := outcome{Case: v.Case, Note: "previewed: " + string(v.Mode) + " " + strings.Join(v.Langs, " ")}
	all, err := a.pages(ctx, v)
	if err != nil {
		return done, err
	}
	at, said, err := a.placeOfPreview(ctx, c, all[0].Case, v.Mode)
	if err != nil {
		return done, unshown(err)
	}
	up := upload{post: post{Channel: at.Channel, Thread: at.TS, Text: a.aboutPreview(all, c.Actor.Name)}}
	for i := range all {
		p := &all[i]
		for _, f := range previewedFiles() {
			if content := p.Files[f.name]; len(content) > 0 {
				name := fmt.Sprintf("PREVIEW-%s-%s-%s%s", strings.ToLower(string(v.Case)), p.Mode, p.Lang, f.end)
				up.Files = append(up.Files, file{Name: name, Content: content})
			}
		}
	}
	if len(up.Files) == 0 {
		return done, fault.Errorf(fault.Refused, "the page has no form that can be read here")
	}
	if err := a.client.upload(ctx, up); err != nil {
		return done, unshown(err)
	}
	for i := range all {
		if err := a.ports.Pages.ShowPage(ctx, c.Actor, &all[i]); err != nil {
			return done, err
		}
	}
	a.settle(ctx, c, v, "The files are in "+said+". It is on record that you were given them, so you can approve exactly these: "+commandName+" publish "+safe(string(v.Case))+".")
	return done, nil
}

// placeOfPreview is where a page may be shown, and what that is called. A page that says where an asset is goes to a channel only where
// such a channel may show addresses; one of a restricted case, and one of a case without a card, goes to its reader alone.
func (a *App) placeOfPreview(ctx context.Context, c call, k *disclosure.Case, mode disclosure.Mode) (at messageRef, said string, err error) {
	if !k.Circle.Restricted() {
		card, exists, err := a.cardOf(ctx, k.ID)
		if err != nil {
			return messageRef{}, "", err
		}
		if exists && (mode != disclosure.Full || a.addresses(card.Channel)) {
			return card, "the thread of the case", nil
		}
	}
	channel, err := a.client.conversation(ctx, c.User)
	return messageRef{Channel: channel}, "your messages with Daylight, because the page is not for a channel", err
}

// aboutPreview stands above the files.
func (a *App) aboutPreview(all []Page, reader string) string {
	k := all[0].Case
	v := veilFor(k, false)
	lines := []string{"*PREVIEW, not published*: " + safe(string(k.ID)) + ", for " + safe(reader)}
	for i := range all {
		p := &all[i]
		var stops []string
		for _, c := range p.Checks {
			if c.Stops() {
				stops = append(stops, strings.ReplaceAll(c.Name, "_", " "))
			}
		}
		gated := "the gate lets it out"
		if len(stops) > 0 {
			gated = "the gate stops it: " + safeUpTo(strings.Join(stops, ", "), 600)
		}
		lines = append(lines, fmt.Sprintf("• %s in %s, revision %d, digest %.12s; %s", p.Mode, safe(p.Lang), p.Revision, p.Digest, gated))
		for _, said := range p.Said {
			lines = append(lines, "   – "+v.show(oneLine(said), 300))
		}
	}
	return strings.Join(lines, "\n")
}

// unshown is why files could not be uploaded, for who wanted to see them. What may work later is tried again.
func unshown(err error) error {
	switch d := classify(err); d.Kind {
	case ledger.Retry:
		if d.After >= mendTime { // somebody has to mend that first, and whoever pressed is to know
			return fault.Errorf(fault.Refused, "Slack did not take the files: %s", d.Reason)
		}
		return fault.Errorf(fault.Unavailable, "Slack takes no files now: %s", d.Reason)
	case ledger.Uncertain:
		return fault.Errorf(fault.Refused, "it is not known whether Slack took the files (%s): press Preview again", d.Reason)
	case ledger.Permanent, ledger.Sent:
		return fault.Errorf(fault.Refused, "Slack did not take the files: %s. The page is seen on the command line until it does: `bot publish preview`", d.Reason)
	}
	return err
}

// pageOf is the page that a decision is about; ok is false for a decision about something else.
func pageOf(id disclosure.CaseID, p *disclosure.Proposal) (v pagesValue, ok bool) {
	mode, lang, found := strings.Cut(p.Clause, " ")
	if p.What != disclosure.ProposesPublication || !found || !disclosure.Mode(mode).Valid() {
		return pagesValue{}, false
	}
	return pagesValue{Case: id, Mode: disclosure.Mode(mode), Langs: []string{lang}, Digests: []string{p.Name}}, true
}

// previewButton shows the page of a decision; nil for a decision about something else.
func previewButton(id disclosure.CaseID, p *disclosure.Proposal) *slackapi.ButtonBlockElement {
	v, ok := pageOf(id, p)
	if !ok {
		return nil
	}
	return slackapi.NewButtonBlockElement(actionPagesPreview, v.String(), plain("Preview the page"))
}

// unseen reports whether a decision is about a page whose files the person was not given.
func (a *App) unseen(ctx context.Context, c call, id disclosure.CaseID, p *disclosure.Proposal) (bool, error) {
	v, ok := pageOf(id, p)
	if !ok {
		return false, nil
	}
	k, err := a.ports.Cases.Case(ctx, id)
	if err != nil {
		return false, err
	}
	page := Page{Case: k, Mode: v.Mode, Lang: v.Langs[0], Digest: p.Name}
	return !page.seenBy(c.Actor.Name), nil
}

// previewFirst stands in the place of a decision about a page that the person has not seen.
func previewFirst(id disclosure.CaseID, p *disclosure.Proposal, channel string) slackapi.ModalViewRequest {
	v, _ := pageOf(id, p)
	return slackapi.ModalViewRequest{
		Type: slackapi.VTModal, CallbackID: callbackPages, Title: plain("Preview first"), Close: plain("Close"),
		PrivateMetadata: origin{Channel: channel, Value: v.String()}.String(),
		Blocks: slackapi.Blocks{BlockSet: []slackapi.Block{
			section("*" + safe(string(id)) + "*: you have not previewed exactly these files. Whoever approves a page looks at it first: press *Preview the page*, read the files, and approve then."),
			slackapi.NewActionBlock("pages_do", previewButton(id, p)),
		}},
	}
}

// publishable is the page that a decision was about, if its person may bring it out now.
func (a *App) publishable(ctx context.Context, c call, waited []second.Waiting, v decisionValue) (*Page, bool) {
	i := slices.IndexFunc(waited, func(w second.Waiting) bool { return w.Digest == v.Digest })
	if i < 0 || !a.opts.Publishes || !c.Actor.Role.AtLeast(disclosure.Lead) {
		return nil, false
	}
	of, ok := pageOf(v.Case, &waited[i].Proposal)
	if !ok {
		return nil, false
	}
	now, err := a.ports.Pages.Page(ctx, of.Case, of.Mode, of.Langs[0])
	if err != nil || now.Digest != of.Digests[0] || now.Out || !now.ready() {
		return nil, false
	}
	return &now, true
}

// publishView asks whether a page that was approved just now goes out at once.
func publishView(p *Page, did, channel string) slackapi.ModalViewRequest {
	v := pagesValue{Case: p.Case.ID, Mode: p.Mode, Langs: []string{p.Lang}, Digests: []string{p.Digest}}
	lines := []string{did, fmt.Sprintf("The gate lets the %s page in %s out, revision %d.", p.Mode, safe(p.Lang), p.Revision)}
	if !p.passed() {
		lines[1] += " Its assets are probed once more first."
	}
	for _, said := range p.Said {
		lines = append(lines, "• "+safeUpTo(oneLine(said), 500))
	}
	lines = append(lines, "*Publish* writes its files into the folder of the site. What is read cannot be taken back.")
	return slackapi.ModalViewRequest{
		Type: slackapi.VTModal, CallbackID: callbackPublish, Title: plain("Approved"), Submit: plain("Publish"), Close: plain("Not now"),
		PrivateMetadata: origin{Channel: channel, Value: v.String()}.String(), Blocks: slackapi.Blocks{BlockSet: sectionsOf(lines)},
	}
}
