package slack

import (
	"cmp"
	"slices"
	"strings"

	slackapi "github.com/slack-go/slack"

	"daylight/disclosure"
	"daylight/disclosure/milestone"
)

// maxQuote bounds how much of a foreign text a thread repeats, in characters.
const maxQuote = 700

// renderNotice renders the message for an event.
func renderNotice(k *disclosure.Case, e disclosure.Event, addresses bool) (text string, blocks []slackapi.Block, broadcast bool) {
	n, lead, details := saidOf(k, e, addresses)
	v := veilFor(k, addresses)
	body := "*" + lead + "*"
	if len(details) > 0 {
		body += "\n" + strings.Join(details, " · ")
	}
	blocks = []slackapi.Block{section(body)}
	if words := cmp.Or(e.Text, e.Detail.Excerpt); words != "" {
		quote := v.quote(strings.TrimSpace(words), maxQuote)
		if n.Quote {
			quote = "> " + strings.ReplaceAll(quote, "\n", "\n> ")
		}
		blocks = append(blocks, section(quote))
	}
	if h := e.Detail.Hint; h != nil {
		blocks = append(blocks, section(safeUpTo(h.Fill(hintWords()[h.Code]), 500)))
	}
	if p := e.Detail.Proposal; p != nil {
		do := slackapi.NewActionBlock("decision", decisionButton(k.ID, p))
		if look := previewButton(k.ID, p); look != nil {
			do.Elements.ElementSet = append([]slackapi.BlockElement{look}, do.Elements.ElementSet...)
		}
		blocks = append(blocks, do)
	}
	if e.Kind == disclosure.KindUnattributed && e.Detail.Inbox > 0 {
		blocks = append(blocks, itemButtons(k, e.Detail.Inbox, false))
	}
	if (e.Kind == disclosure.KindUnclear || milestone.Unproven(&e)) && e.Detail.Inbox > 0 {
		blocks = append(blocks, whoButtons(k, e.Detail.Inbox))
	}
	if answer := answerButtons(k, &e); answer != nil {
		blocks = append(blocks, answer)
	}
	return safe(string(k.ID)) + ": " + lead, blocks, n.Broadcast
}

// renderUncertain asks people to find out about a message with an unknown outcome.
func renderUncertain(k *disclosure.Case, m disclosure.Message) (text string, blocks []slackapi.Block) {
	d := disclosure.Draft{Role: m.Role, Name: m.Name, Channel: m.Channel}
	lead := ":warning: *It is not known whether a message to " + recipient(k, d) + " arrived.*"
	why := cmp.Or(veilFor(k, false).show(oneLine(m.Receipt), 500), "nobody knows whether it left")
	body := lead + "\nWhy: " + why + ". It was not sent again. " +
		"Please find out, by the log of their server or a call, and record it below."
	return safe(string(k.ID)) + ": a message may or may not have arrived", []slackapi.Block{section(body), resolveButton(k)}
}

// saidOf is what is said of an event in our words, and the details beside it.
func saidOf(k *disclosure.Case, e disclosure.Event, addresses bool) (n threadMessage, lead string, details []string) {
	n, ok := notice(e)
	if !ok {
		n.Lead = strings.ReplaceAll(string(e.Kind), "_", " ")
	}
	hide := veilFor(k, addresses).show
	lead = n.Lead
	if e.Party != "" && e.Party != disclosure.Finder {
		lead += ": the " + safe(string(e.Party))
		if e.Name != "" {
			lead += " " + hide(oneLine(e.Name), 80)
		}
	}
	if e.Channel != "" {
		lead += " (" + safe(string(e.Channel)) + ")"
	}
	if !e.At.IsZero() {
		details = append(details, safe(e.At.String()))
	}
	if e.Detail.AssetID != "" {
		details = append(details, safeUpTo(e.Detail.AssetID, 20))
	}
	if e.Kind == disclosure.KindClosed {
		if c := e.Detail.Closure; c != nil && c.Verified {
			details = append(details, "verified by our probes")
		} else {
			details = append(details, "reported, not verified by our probes")
		}
	}
	if e.IsReopening() && k.PageNamesAssets() {
		details = append(details, "our full page says where it is: a limited revision waits for the approval of two people")
	}
	if how := e.Did(); how != "" && !e.OfEngine() {
		details = append(details, hide(oneLine(how), 200))
	}
	if e.Kind == disclosure.KindFixClaimed && !slices.ContainsFunc(k.Assets, func(a disclosure.Asset) bool { return !a.Stopped }) {
		details = append(details, "no probe will run: no asset of the case is probed any more, so a person has to look")
	}
	if milestone.Unproven(&e) {
		details = append(details, "unverified: nothing shows who wrote it, and no page says anything of it before somebody has looked")
	}
	if e.Detail.Reason != "" {
		details = append(details, hide(oneLine(e.Detail.Reason), 200))
	}
	return n, lead, details
}
