package slack

import (
	"cmp"
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
	if working {
		out = append(out, d.nextButtons(at)...)
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

// nextButtons are the steps that the case waits for, by one press each.
func (d cardData) nextButtons(at value) []slackapi.BlockElement {
	k := d.Case
	button := func(action, label string) slackapi.BlockElement {
		return slackapi.NewButtonBlockElement(action, at.String(), plain(label))
	}
	var out []slackapi.BlockElement
	near := nearPublication(k, d.Now, d.Zone)
	switch {
	case len(firstContacts(k)) > 0:
		out = append(out, button(actionDraft, firstMessage().label))
	case d.lacksContact():
		out = append(out, button(actionAct+":contact_add", "Add a contact …"))
	}
	if near && !pageIsOut(k) && len(headsUpContacts(k)) > 0 {
		out = append(out, button(actionHeadsUp, headsUpMessage().label))
	}
	if near {
		out = append(out, button(actionPagesOpen, "Publish …"))
	}
	if d.next() == nextClose {
		out = append(out, button(actionAct+":case_close", "Close the case …"))
	}
	return out
}

// lacksContact reports whether the case waits for a contact of somebody who could close it.
func (d cardData) lacksContact() bool { return d.next() == nextContact }

// sendQuestion names who would get the message. The address is only shown where the channel is allow-listed for it.
func (d cardData) sendQuestion(dr disclosure.Draft, v veil) string {
	who := v.recipient(d.Case, dr)
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

// vendorOf names the organisation in a sentence about the case.
func vendorOf(k *disclosure.Case) string {
	v := veilFor(k, false)
	return cmp.Or(vendorsOf(k, func(s string, n int) string { return v.show(oneLine(s), n) }), "this case")
}

// vendorsOf names whose case it is, "" while nobody knows: one vendor by its name, several by that of the first and how many others
// there are. hide takes out what a channel does not show.
func vendorsOf(k *disclosure.Case, hide func(s string, n int) string) string {
	var names []string
	for _, p := range k.Parties {
		if p.Role == disclosure.Vendor && p.Name != "" {
			names = append(names, p.Name)
		}
	}
	switch len(names) {
	case 0:
		return ""
	case 1:
		return hide(names[0], 80)
	default:
		return hide(names[0], 80) + " and " + count(len(names)-1, "other")
	}
}

func count(n int, what string) string {
	if n == 1 {
		return "1 " + what
	}
	return fmt.Sprintf("%d %ss", n, what)
}
