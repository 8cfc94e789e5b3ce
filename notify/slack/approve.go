package slack

import (
	"context"
	"strconv"
	"strings"
	"unicode/utf8"

	slackapi "github.com/slack-go/slack"

	"daylight/disclosure"
	msg "daylight/disclosure/command/message"
	"daylight/disclosure/fault"
	"daylight/disclosure/person"
)

// maxPreview bounds the text that is shown for approval, in characters. A text that was not shown in full cannot be
// approved here.
const maxPreview = 60_000

// openApprove shows the text of a draft to somebody who may approve it.
func (a *App) openApprove(ctx context.Context, c call) error {
	v, err := readValue(c.Value)
	if err != nil {
		return err
	}
	k, err := a.ports.Cases.Case(ctx, v.Case)
	if err != nil {
		return err
	}
	d, ok := k.Draft(v.Draft)
	if stale := staleDraft(k, d, ok, v, disclosure.DraftOpen); stale != "" {
		a.reply(ctx, c.interaction, stale+a.doer(ctx, k.ID, d))
		a.refresh(ctx, k.ID)
		return nil
	}
	d, body, err := a.ports.Drafts.DraftText(ctx, v.Case, v.Draft)
	if err != nil {
		return err
	}
	if utf8.RuneCountInString(safe(body)) > maxPreview {
		return fault.Errorf(fault.Refused, "this text is too long to be shown here in full: it is approved on the command line only: `bot draft approve %s %s`", k.ID, d.ID)
	}
	if err := a.ports.Approvals.MayApprove(ctx, c.Actor, k, d.ID); err != nil {
		return err // nobody reads a text in vain
	}
	// The preview freezes nothing: the revision that was shown travels with the modal and is compared at approval.
	v.Revision = d.Revision
	from := origin{Channel: c.Channel, Value: v.String()}
	return a.client.open(ctx, c.Trigger, approveView(k, d, body, from))
}

// approveView renders the preview of a message.
func approveView(k *disclosure.Case, d disclosure.Draft, body string, from origin) slackapi.ModalViewRequest {
	blocks := []slackapi.Block{
		section("*" + safe(string(k.ID)) + " · " + draftName(d) + "* to " + recipient(k, d) + "\n*Subject:* " + safeUpTo(oneLine(d.Subject), 500)),
		slackapi.NewDividerBlock(),
	}
	if strings.TrimSpace(body) == "" {
		blocks = append(blocks, section("_The text is empty._"))
	}
	for chunk := range chunks(safe(body)) {
		blocks = append(blocks, slackapi.NewSectionBlock(plain(chunk), nil, nil))
	}
	if d.Withheld != "" {
		blocks = append(blocks, section(":warning: *Withheld:* "+safeUpTo(oneLine(d.Withheld), 1000)))
	}
	last := "Approving freezes exactly this text, revision " + strconv.Itoa(d.Revision) + ". It goes to 1 recipient, once, and cannot be taken back: with *Approve and send now* at once, else when somebody presses Send on the card."
	if said := msg.Reservations(&d); said != "" {
		last += " You vouch for this" + safeUpTo(oneLine(said), 1000) + "."
	}
	v := value{Case: k.ID, Draft: d.ID, Revision: d.Revision, Version: k.Version}
	blocks = append(blocks, slackapi.NewContextBlock("", markdown(last)), slackapi.NewActionBlock("approve_send",
		slackapi.NewButtonBlockElement(actionSendNow, v.String(), plain("Approve and send now")).WithStyle(slackapi.StyleDanger)))
	return slackapi.ModalViewRequest{
		Type: slackapi.VTModal, CallbackID: callbackApprove, Title: plain("Approve a message"),
		Submit: plain("Approve these bytes"), Close: plain("Not yet"),
		PrivateMetadata: from.String(), Blocks: slackapi.Blocks{BlockSet: blocks},
	}
}

// chunks cuts a text into pieces of at most [maxText] characters, at line ends where there are any, and never within an
// escape.
func chunks(s string) func(yield func(string) bool) {
	return func(yield func(string) bool) {
		for s != "" {
			piece := cutRunes(s, maxText)
			if len(piece) < len(s) {
				if i := strings.LastIndexByte(piece, '\n'); i > len(piece)/2 {
					piece = piece[:i+1]
				} else if i := strings.LastIndexByte(piece, '&'); i > len(piece)-6 {
					piece = piece[:i]
				}
			}
			s = s[len(piece):]
			if strings.TrimSpace(piece) != "" && !yield(piece) {
				return
			}
		}
	}
}

// checkApprove looks at the draft once more while Slack waits.
func (a *App) checkApprove(ctx context.Context, c call) (errs map[string]string, refuse string) {
	v, err := readValue(readOrigin(c.View.Metadata).Value)
	if err != nil {
		return nil, explain(err)
	}
	k, err := a.ports.Cases.Case(ctx, v.Case)
	if err != nil {
		return nil, explain(err)
	}
	d, ok := k.Draft(v.Draft)
	if stale := staleDraft(k, d, ok, v, disclosure.DraftOpen); stale != "" {
		return nil, stale + a.doer(ctx, k.ID, d)
	}
	return nil, ""
}

const sendOnCard = "It is sent when somebody presses Send on the card."

// runApprove freezes the message.
func (a *App) runApprove(ctx context.Context, c call) (outcome, error) {
	v, err := readValue(readOrigin(c.View.Metadata).Value)
	if err != nil {
		return outcome{}, err
	}
	done := outcome{Case: v.Case, Note: "approved " + v.Draft}
	k, err := a.ports.Outbox.ApproveDraft(ctx, c.Actor, v.Case, v.Draft, v.Revision)
	if err != nil {
		return done, a.meanwhile(ctx, c, v, disclosure.DraftOpen, err)
	}
	a.tell(ctx, c.interaction, "Approved", approvedText(k, v))
	a.refresh(ctx, v.Case)
	return done, nil
}

// approvedText says what an approval led to.
func approvedText(k *disclosure.Case, v value) string {
	d, ok := k.Draft(v.Draft)
	switch {
	case !ok:
		return safeUpTo(v.Draft, 20) + " of *" + safe(string(v.Case)) + "* is approved. " + onCard(k, sendOnCard)
	case d.State == disclosure.DraftOpen:
		return draftName(d) + " to " + recipient(k, d) + " was drafted by Daylight, and the rules require two people: a second person has to approve it."
	default:
		return draftName(d) + " to " + recipient(k, d) + " is approved. " + onCard(k, sendOnCard)
	}
}

// runApproveAndSend freezes the message and hands it to its sender. Each of the two is a decision of its own: where the second one is
// refused, the first one stands, and both are said.
func (a *App) runApproveAndSend(ctx context.Context, c call) (outcome, error) {
	v, err := readValue(c.Value)
	if err != nil {
		return outcome{}, err
	}
	done := outcome{Case: v.Case, Note: "approved and sent " + v.Draft}
	k, err := a.ports.Cases.Case(ctx, v.Case)
	if err != nil {
		return done, err
	}
	if !approvedBy(k, v, c.User) { // else the process died between the two
		if k, err = a.ports.Outbox.ApproveDraft(ctx, c.Actor, v.Case, v.Draft, v.Revision); err != nil {
			return done, a.meanwhile(ctx, c, v, disclosure.DraftOpen, err)
		}
	}
	defer a.refresh(ctx, v.Case)
	d, _ := k.Draft(v.Draft)
	if d.State != disclosure.DraftApproved {
		a.tell(ctx, c.interaction, "Approved", approvedText(k, v))
		return done, nil
	}
	if _, err := a.ports.Outbox.SendDraft(ctx, c.Actor, v.Case, v.Draft); err != nil {
		if fault.CodeOf(err) == fault.Unavailable {
			return done, err
		}
		done.Note = cutBytes(reason(err), 500)
		a.tell(ctx, c.interaction, "Not sent", draftName(d)+" to "+recipient(k, d)+" is approved and was not sent. "+explain(err))
		return done, nil
	}
	a.tell(ctx, c.interaction, "Sent", draftName(d)+" to "+recipient(k, d)+" is approved and on its way. "+onCard(k, "The result will be posted in the thread."))
	return done, nil
}

// approvedBy reports whether the draft stands as somebody of Slack approved it, in the revision that they read.
func approvedBy(k *disclosure.Case, v value, user string) bool {
	d, ok := k.Draft(v.Draft)
	if !ok || d.State != disclosure.DraftApproved || d.Revision != v.Revision {
		return false
	}
	m, ok := k.Message(d.Message)
	return ok && m.Approved.Via == person.Slack && m.Approved.Account == user
}

// staleDraft says why a button no longer fits its case, "" if it does.
func staleDraft(k *disclosure.Case, d disclosure.Draft, ok bool, v value, want disclosure.DraftState) string {
	name := safeUpTo(v.Draft, 20) + " of *" + safe(string(k.ID)) + "*"
	updated := onCard(k, "The card was updated.")
	switch {
	case !ok:
		return name + " no longer exists. " + updated
	case d.State != want && d.State == disclosure.DraftOpen && d.Withheld != "":
		return name + " is withheld and was not sent: " + safeUpTo(oneLine(d.Withheld), 1000) + ". " + updated
	case d.State != want && d.State == disclosure.DraftOpen:
		return name + " was changed after its approval and has to be approved again. " + updated
	case d.State != want:
		return name + " is " + safe(string(d.State)) + " already. " + updated
	case d.Revision != v.Revision:
		return name + " was changed meanwhile: you saw revision " + strconv.Itoa(v.Revision) + ", now it is " +
			strconv.Itoa(d.Revision) + ". Nothing was done; please look at it again."
	}
	return ""
}

// meanwhile reads the case again after a command was refused. If somebody else was faster, it says so.
func (a *App) meanwhile(ctx context.Context, c call, v value, want disclosure.DraftState, cause error) error {
	k, err := a.ports.Cases.Case(ctx, v.Case)
	if err != nil {
		return cause
	}
	defer a.refresh(ctx, v.Case)
	d, ok := k.Draft(v.Draft)
	stale := staleDraft(k, d, ok, v, want)
	if stale == "" {
		return cause
	}
	a.tell(ctx, c.interaction, "Not done", stale+a.doer(ctx, v.Case, d))
	return nil
}

// doer returns a sentence with the person who last changed a draft, "" if the timeline does not say.
func (a *App) doer(ctx context.Context, id disclosure.CaseID, d disclosure.Draft) string {
	t, err := a.ports.Cases.Timeline(ctx, id)
	if err != nil || d.ID == "" {
		return ""
	}
	var newest *disclosure.Event
	for i := range t.Rows {
		e := &t.Rows[i].Event
		about := e.Detail.Draft != nil && e.Detail.Draft.ID == d.ID ||
			e.Detail.Message != nil && (e.Detail.Message.Draft == d.ID || d.Message != "" && e.Detail.Message.Key == d.Message)
		if about && e.Actor != "" && e.Actor != disclosure.Engine().Name && (newest == nil || e.Seq > newest.Seq) {
			newest = e
		}
	}
	if newest == nil {
		return ""
	}
	return " It was done by " + safe(newest.Actor) + " at " + a.stamp(newest.RecordedAt) + "."
}

// recipient names the party that a draft goes to, never its address. A name can hold one, or lead to an asset.
func recipient(k *disclosure.Case, d disclosure.Draft) string {
	return veilFor(k, false).recipient(k, d)
}

// recipient is [recipient] for a view that has its veil already.
func (v veil) recipient(k *disclosure.Case, d disclosure.Draft) string {
	name := d.Name
	if name == "" {
		if p, ok := k.Party(d.Role, ""); ok {
			name = p.Name
		}
	}
	out := "the " + safeUpTo(string(d.Role), 40)
	if name != "" {
		out += " " + v.show(oneLine(name), 80)
	}
	if d.Channel != "" {
		out += " by " + safeUpTo(string(d.Channel), 20)
	}
	return out
}
