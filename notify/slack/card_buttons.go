package slack

import (
	"fmt"

	slackapi "github.com/slack-go/slack"

	"daylight/disclosure"
)

// buttons are the actions that are possible now. A stale button is answered with an explanation.
func (d cardData) buttons() *slackapi.ActionBlock {
	k := d.Case
	var out []slackapi.BlockElement
	at := value{Case: k.ID, Version: k.Version}
	working := k.Work == disclosure.WorkDraft || k.Work == disclosure.WorkActive
	if dr, ok := firstDraft(k, disclosure.DraftOpen); ok && working && dr.Batch != "" {
		out = append(out, batchButton(k, dr.Batch))
	} else if ok && working {
		v := value{Case: k.ID, Draft: dr.ID, Revision: dr.Revision, Version: k.Version}
		out = append(out, slackapi.NewButtonBlockElement(actionApprove, v.String(), plain("Approve "+draftName(dr)+" …")).WithStyle(slackapi.StylePrimary))
		out = append(out, withheldButtons(k, dr)...)
	}
	if dr, ok := firstDraft(k, disclosure.DraftApproved); ok && working {
		v := value{Case: k.ID, Draft: dr.ID, Revision: dr.Revision, Version: k.Version}
		out = append(out, slackapi.NewButtonBlockElement(actionSend, v.String(), plain("Send "+draftName(dr))).
			WithStyle(slackapi.StyleDanger).
			WithConfirm(confirm("Send this message?", d.sendQuestion(dr), "Send", "Not yet")))
	}
	if _, ok := firstContact(k); ok && working {
		out = append(out, slackapi.NewButtonBlockElement(actionDraft, at.String(), plain("Draft first contact")))
	}
	if n := len(k.Assets); n > 0 && working {
		question := fmt.Sprintf("Daylight probes %s of %s once, within the budget.", count(n, "asset"), vendorOf(k))
		out = append(out, slackapi.NewButtonBlockElement(actionProbe, at.String(), plain("Probe now")).
			WithConfirm(confirm("Probe now?", question, "Probe", "Not now")))
	}
	if len(undecided(k)) > 0 && working {
		out = append(out, attestButton(at))
	}
	out = append(out, slackapi.NewButtonBlockElement(actionDo, at.String(), plain("Do …")))
	more := func(what, label string) *slackapi.OptionBlockObject {
		return slackapi.NewOptionBlockObject(what+" "+at.String(), plain(label), nil)
	}
	entries := []*slackapi.OptionBlockObject{more(moreTimeline, "Timeline"), more(moreReveal, "Reveal targets to me"), more(moreRefresh, "Update the card")}
	if len(unconfirmed(k)) > 0 && working {
		entries = append(entries, more(moreConfirm, "Confirm a target …"))
	}
	out = append(out, slackapi.NewOverflowBlockElement(actionMore, entries...))
	return slackapi.NewActionBlock("actions", out...)
}

// sendQuestion names who would get the message. The address is only shown where the channel is allow-listed for it.
func (d cardData) sendQuestion(dr disclosure.Draft) string {
	who := recipient(d.Case, dr)
	if c, ok := d.Case.Contact(dr.Contact); ok && d.Addresses {
		who += " (" + safeUpTo(c.Address, 80) + ")"
	}
	return cutRunes(draftName(dr)+" goes to "+who+": 1 recipient. It is sent once and cannot be taken back.", 300)
}

// draftName is the short name of a draft.
func draftName(d disclosure.Draft) string { return safeUpTo(d.ID, 20) }

func confirm(title, text, yes, no string) *slackapi.ConfirmationBlockObject {
	return slackapi.NewConfirmationBlockObject(plain(title), plain(cutRunes(text, 300)), plain(yes), plain(no))
}

func vendorOf(k *disclosure.Case) string {
	if name := k.Vendor().Name; name != "" {
		return safeUpTo(oneLine(name), 80)
	}
	return "this case"
}

func count(n int, what string) string {
	if n == 1 {
		return "1 " + what
	}
	return fmt.Sprintf("%d %ss", n, what)
}
