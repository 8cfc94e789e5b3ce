package slack

import (
	"context"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	slackapi "github.com/slack-go/slack"

	"daylight/disclosure"
	"daylight/disclosure/command/second"
	"daylight/disclosure/fault"
)

// maxDecisions is how many decisions a card shows one by one. The others are named as a number.
const maxDecisions = 3

// decisionValue is what the button of a decision carries: which one, by a part of the digest of what is decided. A later decision
// about the same is another one.
type decisionValue struct {
	Case   disclosure.CaseID
	Digest string
}

func (v decisionValue) String() string { return string(v.Case) + "|" + v.Digest }

// readDecisionValue is the inverse of [decisionValue.String]. The value comes back from a client and is checked like any input.
func readDecisionValue(s string) (decisionValue, error) {
	id, digest, _ := strings.Cut(cutBytes(s, 200), "|")
	kase, err := readCaseID(id)
	if err != nil || digest == "" {
		return decisionValue{}, fault.Errorf(fault.Invalid, "this button belongs to an older version of Daylight: open the case again with /disclose show")
	}
	return decisionValue{Case: kase, Digest: digest}, nil
}

// decisionButton opens what a proposal states.
func decisionButton(id disclosure.CaseID, p *disclosure.Proposal) *slackapi.ButtonBlockElement {
	digest := p.Decision(id).Digest
	return slackapi.NewButtonBlockElement(actionDecide, decisionValue{Case: id, Digest: digest[:min(32, len(digest))]}.String(), plain("Read and approve …"))
}

// decisions are the blocks of a card for what waits for a second person.
func (d cardData) decisions() []slackapi.Block {
	open := d.Case.OpenProposals(d.Now)
	v := veilFor(d.Case, d.Addresses)
	var out []slackapi.Block
	for i := range open[:min(len(open), maxDecisions)] {
		p := &open[i]
		text := "*Waits for a second person*\n" + v.show(oneLine(p.String()), 400) + " · proposed " + v.show(oneLine(p.First().Did()), 120)
		id := "decision_" + strconv.Itoa(i)
		out = append(out, slackapi.NewSectionBlock(markdown(text), nil, slackapi.NewAccessory(decisionButton(d.Case.ID, p)), slackapi.SectionBlockOptionBlockID(id)))
	}
	if more := len(open) - maxDecisions; more > 0 {
		out = append(out, section(count(more, "more decision")+" of this case wait for a second person; the thread has them."))
	}
	return out
}

// openDecision shows to somebody what they would agree to, all of it.
func (a *App) openDecision(ctx context.Context, c call) error {
	v, err := readDecisionValue(c.Value)
	if err != nil {
		return err
	}
	all, err := a.ports.Seconds.Waiting(ctx, v.Case)
	if err != nil {
		return err
	}
	i := slices.IndexFunc(all, func(w second.Waiting) bool { return strings.HasPrefix(w.Proposal.Decision(v.Case).Digest, v.Digest) })
	switch {
	case i < 0:
		a.reply(ctx, c.interaction, "This decision of *"+safe(string(v.Case))+"* is made already, has changed or waited too long. Nothing was done.")
		a.refresh(ctx, v.Case)
		return nil
	case all[i].Closed != "":
		a.reply(ctx, c.interaction, "This cannot be approved here: "+safeUpTo(oneLine(all[i].Closed), 500)+". Nothing was done.")
		return nil
	case utf8.RuneCountInString(safe(all[i].Body)) > maxPreview:
		return fault.Errorf(fault.Refused, "this text is too long to be shown here in full: it is approved on the command line only")
	}
	k, err := a.ports.Cases.Case(ctx, v.Case)
	if err != nil {
		return err
	}
	if err := a.ports.Approvals.MayAgree(ctx, c.Actor, k, &all[i].Proposal); err != nil {
		return err // nobody reads it in vain
	}
	unseen, err := a.unseen(ctx, c, v.Case, &all[i].Proposal)
	if err != nil {
		return err
	}
	if unseen {
		return a.client.open(ctx, c.Trigger, previewFirst(v.Case, &all[i].Proposal, c.Channel))
	}
	return a.client.open(ctx, c.Trigger, decisionView(v.Case, &all[i], c.Channel))
}

// decisionView states a decision. The digest of what it states goes with it, so that nobody agrees to anything else.
func decisionView(id disclosure.CaseID, w *second.Waiting, channel string) slackapi.ModalViewRequest {
	lines := []string{"*" + safe(string(id)) + "* needs a second person for this:"}
	for _, s := range w.States {
		lines = append(lines, "• "+safeUpTo(oneLine(s), 700))
	}
	blocks := sectionsOf(lines)
	if w.Body != "" {
		blocks = append(blocks, slackapi.NewDividerBlock())
		for chunk := range chunks(safe(w.Body)) {
			blocks = append(blocks, slackapi.NewSectionBlock(plain(chunk), nil, nil))
		}
	}
	blocks = append(blocks, slackapi.NewContextBlock("", markdown("Approving is on record under your name, for exactly what stands here. If it changes before you press, nothing happens.")))
	return slackapi.ModalViewRequest{
		Type: slackapi.VTModal, CallbackID: callbackDecide, Title: plain("A second person"), Submit: plain("Approve"), Close: plain("Not yet"),
		PrivateMetadata: origin{Channel: channel, Value: decisionValue{Case: id, Digest: w.Digest}.String()}.String(),
		Blocks:          slackapi.Blocks{BlockSet: blocks},
	}
}

// runDecision gives the word of the person who pressed to what they read.
func (a *App) runDecision(ctx context.Context, c call) (outcome, error) {
	v, err := readDecisionValue(readOrigin(c.View.Metadata).Value)
	if err != nil {
		return outcome{}, err
	}
	done := outcome{Case: v.Case, Note: "approved as a second person"}
	defer a.refresh(ctx, v.Case)
	waited, err := a.ports.Seconds.Waiting(ctx, v.Case)
	if err != nil {
		return done, err
	}
	k, err := a.ports.Seconds.Agree(ctx, c.Actor, v.Case, v.Digest)
	if err != nil {
		return done, err
	}
	text := "Your approval is on record: *" + safe(string(v.Case)) + "*."
	if i := slices.IndexFunc(waited, func(w second.Waiting) bool { return w.Digest == v.Digest }); i >= 0 {
		p := &waited[i].Proposal
		still := slices.ContainsFunc(k.OpenProposals(a.opts.Clock()), func(o disclosure.Proposal) bool { return o.SameDecision(p) })
		if still { // nothing showed who had proposed it, so this was the first word
			text = "Nothing showed who proposed this, so yours is the first word now: a second person has to approve it."
		}
	}
	if page, ok := a.publishable(ctx, c, waited, v); ok {
		a.settleWith(ctx, c, publishView(page, text, readOrigin(c.View.Metadata).Channel), text)
		return done, nil
	}
	a.tell(ctx, c.interaction, "Approved", text)
	return done, nil
}
