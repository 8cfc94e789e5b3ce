package slack

import (
	"context"
	"fmt"
	"strconv"
	"strings"
	"unicode/utf8"

	slackapi "github.com/slack-go/slack"

	"daylight/disclosure"
	msg "daylight/disclosure/command/message"
	"daylight/disclosure/fault"
)

// batchValue is what the buttons of a list of messages carry. The digest is of the list as it was shown; the button on the card has
// none, because it has shown nothing yet.
type batchValue struct {
	Case   disclosure.CaseID
	Batch  string
	Digest string
}

func (v batchValue) String() string { return string(v.Case) + "|" + v.Batch + "|" + v.Digest }

// readBatchValue is the inverse of [batchValue.String]. The value comes back from a client and is checked like any input.
func readBatchValue(s string) (batchValue, error) {
	parts := strings.Split(cutBytes(s, 200), "|")
	if len(parts) == 3 && parts[1] != "" {
		if id, err := readCaseID(parts[0]); err == nil {
			return batchValue{Case: id, Batch: parts[1], Digest: parts[2]}, nil
		}
	}
	return batchValue{}, fault.Errorf(fault.Invalid, "this button belongs to an older version of Daylight: open the case again with /disclose show")
}

// batchButton opens the sample of a list.
func batchButton(k *disclosure.Case, batch string) *slackapi.ButtonBlockElement {
	text := "Read and approve " + batchName(k, batch) + " …"
	return slackapi.NewButtonBlockElement(actionBatch, batchValue{Case: k.ID, Batch: batch}.String(), plain(text)).WithStyle(slackapi.StylePrimary)
}

// batchName is a list as people call it: "B1, 169 messages".
func batchName(k *disclosure.Case, batch string) string {
	open := 0
	for _, d := range msg.InBatch(k, batch) {
		if d.State == disclosure.DraftOpen {
			open++
		}
	}
	return safeUpTo(batch, 20) + ", " + count(open, "message")
}

// openBatch shows the sample of a list to somebody who may approve it. Who presses then has read it.
func (a *App) openBatch(ctx context.Context, c call) error {
	v, err := readBatchValue(c.Value)
	if err != nil {
		return err
	}
	k, err := a.ports.Cases.Case(ctx, v.Case)
	if err != nil {
		return err
	}
	sample := msg.Sample(k, v.Batch)
	if len(sample) == 0 {
		a.reply(ctx, c.interaction, "There is no list "+safeUpTo(v.Batch, 20)+" of *"+safe(string(k.ID))+"* any more. The card was updated.")
		a.refresh(ctx, k.ID)
		return nil
	}
	var blocks []slackapi.Block
	shown := 0
	for i := range sample {
		d, body, err := a.ports.Drafts.DraftText(ctx, v.Case, sample[i].ID)
		if err != nil {
			return err
		}
		shown += utf8.RuneCountInString(safe(body))
		blocks = append(blocks, slackapi.NewDividerBlock(),
			section("*"+draftName(d)+"* to "+recipient(k, d)+", in "+safeUpTo(d.Lang, 8)+"\n*Subject:* "+safeUpTo(oneLine(d.Subject), 500)))
		for chunk := range chunks(safe(body)) {
			blocks = append(blocks, slackapi.NewSectionBlock(plain(chunk), nil, nil))
		}
	}
	if shown > maxPreview || len(blocks) > maxBatchBlocks {
		return fault.Errorf(fault.Refused, "the sample is too long to be shown here in full: it is read on the command line only: `bot draft batch read %s %s`", k.ID, v.Batch)
	}
	v.Digest = msg.BatchOf(k, v.Batch).Digest
	return a.client.open(ctx, c.Trigger, batchView(k, v, len(sample), blocks, c.Channel))
}

// maxBatchBlocks is how many blocks of texts a modal takes beside its heading and its last line; Slack takes a hundred in all.
const maxBatchBlocks = 96

func batchView(k *disclosure.Case, v batchValue, read int, texts []slackapi.Block, channel string) slackapi.ModalViewRequest {
	head := "*" + safe(string(k.ID)) + " · " + batchName(k, v.Batch) + "*\nThis is a sample of " + strconv.Itoa(read) + ", drawn by the digest of the list and not by anybody's choice."
	last := "Approving puts on record that you read these, and freezes the texts of the whole list. What no longer holds of one message keeps that one back. Nothing is sent yet."
	blocks := append([]slackapi.Block{section(head)}, texts...)
	blocks = append(blocks, slackapi.NewContextBlock("", markdown(last)))
	return slackapi.ModalViewRequest{
		Type: slackapi.VTModal, CallbackID: callbackBatch, Title: plain("Approve a list"), Submit: plain("Approve the list"), Close: plain("Not yet"),
		PrivateMetadata: origin{Channel: channel, Value: v.String()}.String(), Blocks: slackapi.Blocks{BlockSet: blocks},
	}
}

// runBatch records that the person read the sample, and approves the list that it was drawn from.
func (a *App) runBatch(ctx context.Context, c call) (outcome, error) {
	v, err := readBatchValue(readOrigin(c.View.Metadata).Value)
	if err != nil {
		return outcome{}, err
	}
	if v.Digest == "" {
		return outcome{}, fault.Errorf(fault.Invalid, "read the sample first: open the case again with /disclose show")
	}
	done := outcome{Case: v.Case, Note: "approved the list " + v.Batch}
	defer a.refresh(ctx, v.Case)
	k, err := a.ports.Batches.ApproveBatch(ctx, c.Actor, v.Case, v.Batch, v.Digest)
	if err != nil {
		return done, err
	}
	approved, open := 0, 0
	for _, d := range msg.InBatch(k, v.Batch) {
		switch d.State {
		case disclosure.DraftApproved:
			approved++
		case disclosure.DraftOpen:
			open++
		case disclosure.DraftSent, disclosure.DraftDiscarded:
		}
	}
	text := fmt.Sprintf("%s of *%s*: %s approved.", safeUpTo(v.Batch, 20), safe(string(v.Case)), count(approved, "message"))
	if open > 0 {
		text += fmt.Sprintf(" %d stay open: what they say holds no longer, or a second person has to approve them.", open)
	}
	a.tell(ctx, c.interaction, "Approved", text+" They are sent on the command line only: `bot draft batch send "+safe(string(v.Case))+" "+safeUpTo(v.Batch, 20)+"`.")
	return done, nil
}
