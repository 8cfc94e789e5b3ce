package agenda

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"time"

	"daylight/disclosure"
	"daylight/disclosure/civil"
	"daylight/disclosure/clock"
	"daylight/disclosure/hint"
	"daylight/disclosure/milestone"
	"daylight/disclosure/outreach"
)

// replies adds the parties that have written since we last wrote to them. Automatic answers do not count, and neither do
// parties that asked not to be contacted.
func (a *collector) replies() {
	type talk struct {
		theirs, ours *disclosure.ClockEvent
		role         disclosure.Role
		name         string
	}
	var talks []*talk
	find := func(e *disclosure.ClockEvent) *talk {
		role := e.Party
		if role == "" {
			role = disclosure.Vendor
		}
		name := a.c.PartyName(role, e.Name)
		for _, t := range talks {
			if t.role == role && strings.EqualFold(t.name, name) {
				return t
			}
		}
		t := &talk{role: role, name: name}
		talks = append(talks, t)
		return t
	}
	events := milestone.InOrder(a.c.ClockEvents)
	for i := range events {
		e := &events[i]
		switch e.Kind.Info().Voice {
		case disclosure.VoiceAnswer, disclosure.VoiceRequest:
			find(e).theirs = e
		case disclosure.VoiceOutreach, disclosure.VoiceRuling:
			find(e).ours = e
		case disclosure.VoiceNone, disclosure.VoiceAutomatic, disclosure.VoiceReceipt, disclosure.VoiceBounce: // nobody waits
		}
	}
	for _, t := range talks {
		p, _ := a.c.Party(t.role, t.name)
		if t.theirs == nil || p.DoNotContact || t.ours != nil && clock.Before(t.theirs, t.ours) {
			continue
		}
		because := fmt.Sprintf("%s on %s (event %d)", strings.ReplaceAll(string(t.theirs.Kind), "_", " "), t.theirs.At, t.theirs.Seq)
		if t.ours == nil {
			because += "; we have not written to them"
		} else {
			because += fmt.Sprintf("; we last wrote on %s (event %d)", t.ours.At, t.ours.Seq)
		}
		a.add(Item{
			What: ReplyWaiting, Text: "answer the " + disclosure.PartyLabel(t.role, t.name), Because: because,
			Ref: string(disclosure.KeyOf(t.role, t.name)), Recorded: t.theirs.Recorded.UTC(),
		})
	}
}

// assets adds the assets that are open again, those without a verdict, and those whose target may be wrong.
func (a *collector) assets() {
	for i := range a.c.Assets {
		s := &a.c.Assets[i]
		if s.Exposure == disclosure.ExposureReopened {
			because, recorded := a.reopening(s)
			if page := pageOf(a.c); page != "" {
				because += "; " + page
			}
			a.add(Item{
				What: Reopened, Text: s.ID + " is open again: tell the vendor", Because: because, Ref: s.ID, Recorded: recorded,
			})
		}
		if s.UndecidedNotified && !s.Stopped {
			since := "for days"
			if !s.Undecided.IsZero() {
				since = "since " + civil.DateOf(s.Undecided.In(a.rules.zone())).String()
			}
			h := hint.ToAttest(a.c.ID, s.ID)
			a.add(Item{
				What: ProbeUndecided, Hint: &h, Text: "look at " + s.ID + " yourself", Because: "its answers have been inconclusive " + since + "; what two people saw can be attested",
				Ref: s.ID, Recorded: s.Undecided.UTC(),
			})
		}
		if s.InDoubt() && !s.Stopped {
			a.add(Item{
				What: NotSeenOpen, Text: "we asked and " + s.ID + " is not open: is the target right?",
				Because: fmt.Sprintf("no answer of ours was open; since %s it turns us away (%s)", civil.DateOf(s.Streak.FirstWeak.In(a.rules.zone())), s.Last.Reason),
				Ref:     s.ID, Recorded: s.Streak.FirstWeak.UTC(),
			})
		}
	}
}

// reopening says since when an asset is open again, and when we learned it.
func (a *collector) reopening(s *disclosure.Asset) (because string, recorded time.Time) {
	for _, e := range slices.Backward(a.c.ClockEvents) {
		if e.Kind == disclosure.KindReopened && e.Work == "" && (e.Asset == "" || e.Asset == s.ID) {
			return fmt.Sprintf("open again on %s (event %d)", e.At, e.Seq), e.Recorded.UTC()
		}
	}
	return "seen open after its closure", time.Time{}
}

// messages adds the messages that a person has to resolve. A refused message is resolved by a later one to the party; after
// a bounce the item is about the contact instead.
func (a *collector) messages() {
	for i := range a.c.Messages {
		m := &a.c.Messages[i]
		item := Item{Ref: m.Key, need: disclosure.Lead, Who: a.rules.leads("", a.c.Author)}
		what := fmt.Sprintf("%s to the %s", strings.ReplaceAll(string(m.Template), "_", " "), disclosure.PartyLabel(m.Role, m.Name))
		switch m.State {
		case disclosure.MessageUncertain:
			item.What, item.Text = MessageUncertain, "find out whether the "+what+" arrived"
			item.Because = cmp.Or(m.Receipt, "nobody knows whether it left")
		case disclosure.MessageFailed:
			k, _ := a.c.Contact(m.Contact)
			if k.Quality == disclosure.QualityBounced || a.wroteLater(i) {
				continue
			}
			item = Item{Ref: m.Key, What: MessageFailed, Text: "write the " + what + " anew", Because: "it could not be delivered"}
		case disclosure.MessageApproved, disclosure.MessageQueued, disclosure.MessageSent, disclosure.MessageCancelled:
			continue
		default:
			continue
		}
		a.add(item)
	}
}

func (a *collector) wroteLater(than int) bool {
	m := &a.c.Messages[than]
	return slices.ContainsFunc(a.c.Messages[than+1:], func(later disclosure.Message) bool {
		return later.Role == m.Role && strings.EqualFold(later.Name, m.Name) && later.State != disclosure.MessageFailed && later.State != disclosure.MessageCancelled
	})
}

// contacts adds the contacts that bounced, unless their party was reached in another way.
func (a *collector) contacts() {
	for i := range a.c.Contacts {
		k := &a.c.Contacts[i]
		p, _ := a.c.Party(k.Role, k.Name)
		if k.Quality != disclosure.QualityBounced || p.DoNotContact || a.reached(k.Role, k.Name) {
			continue
		}
		a.add(Item{
			What: ContactBounced, Text: fmt.Sprintf("find another contact of the %s than %s", disclosure.PartyLabel(k.Role, k.Name), k.ID),
			Because: fmt.Sprintf("what was sent by %s came back", k.Channel), Ref: k.ID,
		})
	}
}

// reached reports whether a message to the party on any channel did not bounce, or the party answered.
func (a *collector) reached(role disclosure.Role, name string) bool {
	if a.c.HasAnswered(role, name) {
		return true
	}
	for _, ch := range disclosure.Channels() {
		if d := a.c.DialogueWith(role, name, ch); d == disclosure.DialogueSent || d == disclosure.DialogueAutoReplied || d == disclosure.DialogueUnclear || disclosure.FromPerson(d) {
			return true
		}
	}
	return false
}

// drafts adds what waits for an approval, and what was approved and not sent.
func (a *collector) drafts(counts func(*disclosure.Draft) bool) {
	for i := range a.c.Drafts {
		d := &a.c.Drafts[i]
		if !counts(d) {
			continue
		}
		what := fmt.Sprintf("%s: %s to the %s", d.ID, strings.ReplaceAll(string(d.Template), "_", " "), disclosure.PartyLabel(d.Role, d.Name))
		switch d.State {
		case disclosure.DraftOpen:
			item := Item{
				What: DraftWaiting, Text: "read and approve " + what, Because: fmt.Sprintf("written by %s, revision %d", d.Author, d.Revision),
				Ref: d.ID, need: disclosure.Lead,
			}
			if d.Withheld != "" {
				item.Text, item.Because = "write "+what+" anew, or discard it", "withheld: "+d.Withheld
			}
			a.approvers(&item, d)
			a.add(item)
		case disclosure.DraftApproved:
			a.add(Item{
				What: DraftApproved, Text: "send " + what, Because: "approved and not sent", Ref: d.ID, need: disclosure.Lead,
				Who: a.rules.leads("", a.c.Author),
			})
		case disclosure.DraftSent, disclosure.DraftDiscarded:
		}
	}
}

// approvers says who approves a draft: somebody else than its author, where there is anybody.
func (a *collector) approvers(i *Item, d *disclosure.Draft) {
	i.Who = a.rules.leads(d.Author, "")
	switch {
	case slices.Contains(a.rules.SecondPerson, outreach.ApprovalTemplate(a.c, d, a.rules.SecondPerson)):
		i.Except = d.Author
		i.Who = a.rules.seconds(d.Author)
	case len(i.Who) == 0 && a.rules.hasRank(d.Author, disclosure.Lead):
		i.Who = []string{d.Author} // there is nobody else, and the rules do not require a second person
	}
}

// proposals adds what waits for a second person.
func (a *collector) proposals() {
	for _, p := range a.c.OpenProposals(a.rules.Now) {
		if p.Files != "" && (!a.c.PageNamesAssets() || a.c.ExposureState() != disclosure.ExposureReopened) {
			continue // the page gives nothing away any more
		}
		a.add(Item{
			What: CoApprovalWaiting, Text: "approve or reject: " + p.String(), Because: "proposed by " + p.By + " on " + civil.At(p.At.In(a.rules.zone())).String(),
			Ref: string(p.What) + "/" + p.Clause, need: disclosure.Lead, Who: a.rules.seconds(p.By), Except: p.By, Recorded: p.At,
		})
	}
}
