package slack

import (
	"context"
	"slices"
	"strconv"

	slackapi "github.com/slack-go/slack"

	"daylight/disclosure"
)

// How many drafts the card shows one by one, and how many each further page of them, which only its reader sees.
const (
	draftsOnCard = 5
	draftsOnPage = 10
)

// draftRow is what somebody can act on: a draft, or a list of drafts that is approved as one.
type draftRow struct {
	Draft disclosure.Draft
	Batch string // of the list; "" for a draft of its own
}

// draftRows are all drafts that wait for somebody: those to approve, each list once, and then those to send.
func draftRows(k *disclosure.Case) []draftRow {
	if k.Work != disclosure.WorkDraft && k.Work != disclosure.WorkActive {
		return nil
	}
	var out []draftRow
	lists := map[string]bool{}
	for _, d := range k.Drafts {
		switch {
		case d.State != disclosure.DraftOpen || d.Batch != "" && lists[d.Batch]:
		case d.Batch != "":
			lists[d.Batch] = true
			out = append(out, draftRow{Batch: d.Batch})
		default:
			out = append(out, draftRow{Draft: d})
		}
	}
	for _, d := range k.Drafts {
		if d.State == disclosure.DraftApproved {
			out = append(out, draftRow{Draft: d})
		}
	}
	return out
}

// drafts are the rows of the card, and a button for the further ones.
func (d cardData) drafts() []slackapi.Block {
	return d.draftPage(0, draftsOnCard)
}

// draftPage are n rows from one on.
func (d cardData) draftPage(from, n int) []slackapi.Block {
	rows := draftRows(d.Case)
	shown := rows[min(from, len(rows)):min(from+n, len(rows))]
	var out []slackapi.Block
	v := veilFor(d.Case, false) // a button names nobody by an address
	for i := range shown {
		out = append(out, d.draftRow(from+i, &shown[i], v)...)
	}
	if left := len(rows) - from - len(shown); left > 0 {
		v := value{Case: d.Case.ID, Revision: from + len(shown), Version: d.Case.Version}
		out = append(out, slackapi.NewActionBlock("drafts_more",
			slackapi.NewButtonBlockElement(actionDrafts, v.String(), plain(count(left, "more draft")+" …"))))
	}
	return out
}

func (d cardData) draftRow(at int, row *draftRow, veil veil) []slackapi.Block {
	k, id := d.Case, "draft_"+strconv.Itoa(at)
	if row.Batch != "" {
		return []slackapi.Block{
			section("*" + batchName(k, row.Batch) + "* wait for approval as one list"),
			slackapi.NewActionBlock(id, batchButton(k, row.Batch)),
		}
	}
	dr := row.Draft
	v := value{Case: k.ID, Draft: dr.ID, Revision: dr.Revision, Version: k.Version}
	text := "*" + draftName(dr) + "* to " + veil.recipient(k, dr)
	if dr.State == disclosure.DraftApproved {
		button := slackapi.NewButtonBlockElement(actionSend, v.String(), plain("Send "+draftName(dr))).
			WithStyle(slackapi.StyleDanger).
			WithConfirm(confirm("Send this message?", d.sendQuestion(dr, veil), "Send", "Not yet"))
		return []slackapi.Block{section(text + " is approved"), slackapi.NewActionBlock(id, button)}
	}
	text += " waits for approval"
	if dr.Withheld != "" {
		text = "*" + draftName(dr) + "* to " + veil.recipient(k, dr) + " was withheld"
	}
	buttons := []slackapi.BlockElement{slackapi.NewButtonBlockElement(actionApprove, v.String(), plain("Approve "+draftName(dr)+" …")).WithStyle(slackapi.StylePrimary)}
	return []slackapi.Block{section(text), slackapi.NewActionBlock(id, append(buttons, withheldButtons(k, dr)...)...)}
}

// runDrafts shows further drafts to whoever asks.
func (a *App) runDrafts(ctx context.Context, c call) (outcome, error) {
	v, err := readValue(c.Value)
	if err != nil {
		return outcome{}, err
	}
	k, err := a.ports.Cases.Case(ctx, v.Case)
	if err != nil {
		return outcome{}, err
	}
	d := cardData{Case: k, Now: a.opts.Clock(), Zone: a.opts.Zone, Addresses: a.addresses(c.Channel)}
	head := "Further drafts of *" + safe(string(k.ID)) + "*"
	blocks := d.draftPage(v.Revision, draftsOnPage)
	if len(blocks) == 0 {
		a.reply(ctx, c.interaction, "There are no further drafts of *"+safe(string(k.ID))+"* any more. "+onCard(k, "The card was updated."))
		a.refresh(ctx, k.ID)
		return outcome{Case: k.ID, Note: "stale"}, nil
	}
	a.reply(ctx, c.interaction, head, slices.Concat([]slackapi.Block{section(head)}, blocks)...)
	return outcome{Case: k.ID, Note: "drafts shown"}, nil
}

// nextDraft says what to do about the drafts that wait, "" where none does. What can be sent comes first.
func nextDraft(k *disclosure.Case) string {
	rows := draftRows(k)
	if len(rows) == 0 {
		return ""
	}
	one := rows[0]
	if i := slices.IndexFunc(rows, func(r draftRow) bool { return r.Draft.State == disclosure.DraftApproved }); i >= 0 {
		one = rows[i]
	}
	var out string
	switch {
	case one.Batch != "":
		out = "read a sample of and approve " + batchName(k, one.Batch)
	case one.Draft.State == disclosure.DraftApproved:
		out = "send " + draftName(one.Draft) + " to " + recipient(k, one.Draft)
	default:
		out = "approve " + draftName(one.Draft) + " to " + recipient(k, one.Draft)
	}
	if more := len(rows) - 1; more > 0 {
		out += ", and " + count(more, "more draft") + " below"
	}
	return out
}
