package disclosure

import (
	"fmt"
	"slices"
	"strings"
	"time"
)

// replies adds the parties of whom a person has written since we last wrote to them. An automatic answer waits for
// nobody, and neither does a party that wants to be left alone.
func (a *agenda) replies() {
	type talk struct {
		theirs, ours *Turn
		role         Role
		name         string
	}
	var talks []*talk
	find := func(e *Turn) *talk {
		role := e.Party
		if role == "" {
			role = Vendor
		}
		name := a.c.nameOf(role, e.Name)
		for _, t := range talks {
			if t.role == role && strings.EqualFold(t.name, name) {
				return t
			}
		}
		t := &talk{role: role, name: name}
		talks = append(talks, t)
		return t
	}
	turns := inOrder(a.c.Turns)
	for i := range turns {
		e := &turns[i]
		switch e.Kind {
		case KindAcknowledged, KindReplied, KindDisputed, KindRefused, KindFixClaimed, KindFixPromised, KindExtensionRequested:
			find(e).theirs = e
		case KindContacted, KindEscalated, KindHeadsUpSent, KindExtensionGranted, KindExtensionRefused:
			find(e).ours = e
		default:
		}
	}
	for _, t := range talks {
		p, _ := a.c.Party(t.role, t.name)
		if t.theirs == nil || p.DoNotContact || t.ours != nil && t.theirs.before(t.ours) {
			continue
		}
		because := fmt.Sprintf("%s on %s (event %d)", strings.ReplaceAll(string(t.theirs.Kind), "_", " "), t.theirs.At, t.theirs.Seq)
		if t.ours == nil {
			because += "; we have not written to them"
		} else {
			because += fmt.Sprintf("; we last wrote on %s (event %d)", t.ours.At, t.ours.Seq)
		}
		a.add(AgendaItem{
			What: AgendaReply, Text: "answer the " + whom(t.role, t.name), Because: because,
			Ref: string(KeyOf(t.role, t.name)), Recorded: t.theirs.Recorded.UTC(),
		})
	}
}

// whom names a party as people speak of it.
func whom(role Role, name string) string {
	text := strings.ReplaceAll(string(role), "_", " ")
	if role == "" {
		text = string(Vendor)
	}
	if name != "" {
		text += " " + name
	}
	return text
}

// assets adds what is open again, and what nobody can judge.
func (a *agenda) assets() {
	for i := range a.c.Assets {
		s := &a.c.Assets[i]
		if s.Exposure == ExposureReopened {
			because, recorded := "seen open after its closure", time.Time{}
			for _, e := range slices.Backward(a.c.Turns) {
				if e.Kind == KindReopened && e.Work == "" && (e.Asset == "" || e.Asset == s.ID) {
					because = fmt.Sprintf("open again on %s (event %d)", e.At, e.Seq)
					recorded = e.Recorded.UTC()
					break
				}
			}
			a.add(AgendaItem{
				What: AgendaReopened, Text: s.ID + " is open again: tell the vendor", Because: because, Ref: s.ID, Recorded: recorded,
			})
		}
		if s.Asked && !s.Stopped {
			since := "for days"
			if !s.Undecided.IsZero() {
				since = "since " + DateOf(s.Undecided.In(a.rules.zone())).String()
			}
			a.add(AgendaItem{
				What: AgendaUndecided, Text: "look at " + s.ID + " yourself", Because: "its answers have been inconclusive " + since,
				Ref: s.ID, Recorded: s.Undecided.UTC(),
			})
		}
	}
}

// messages adds those whose fate a person has to settle. A refused message is settled by a later one to the party, and
// is the bounced contact's item where mail came back.
func (a *agenda) messages() {
	for i := range a.c.Messages {
		m := &a.c.Messages[i]
		item := AgendaItem{Ref: m.Key, need: Lead, Who: a.rules.leads("", a.c.Author)}
		what := fmt.Sprintf("%s to the %s", strings.ReplaceAll(string(m.Template), "_", " "), whom(m.Role, m.Name))
		switch m.State {
		case MessageUncertain:
			item.What, item.Text = AgendaUncertain, "find out whether the "+what+" arrived"
			item.Because = "the connection broke after the point of no return"
		case MessageFailed:
			k, _ := a.c.Contact(m.Contact)
			if k.Quality == QualityBounced || a.wroteLater(i) {
				continue
			}
			item = AgendaItem{Ref: m.Key, What: AgendaFailed, Text: "write the " + what + " anew", Because: "it could not be delivered"}
		case MessageApproved, MessageQueued, MessageSent, MessageCancelled:
			continue
		default:
			continue
		}
		a.add(item)
	}
}

func (a *agenda) wroteLater(than int) bool {
	m := &a.c.Messages[than]
	return slices.ContainsFunc(a.c.Messages[than+1:], func(later Message) bool {
		return later.Role == m.Role && strings.EqualFold(later.Name, m.Name) && later.State != MessageFailed && later.State != MessageCancelled
	})
}

// contacts adds those from which mail came back, as long as their party has not been reached on another way.
func (a *agenda) contacts() {
	for i := range a.c.Contacts {
		k := &a.c.Contacts[i]
		p, _ := a.c.Party(k.Role, k.Name)
		if k.Quality != QualityBounced || p.DoNotContact || a.reached(k.Role, k.Name) {
			continue
		}
		a.add(AgendaItem{
			What: AgendaBounced, Text: fmt.Sprintf("find another contact of the %s than %s", whom(k.Role, k.Name), k.ID),
			Because: fmt.Sprintf("what was sent by %s came back", k.Channel), Ref: k.ID,
		})
	}
}

// reached reports whether something of ours stands unreturned on some channel of the party, or they answered.
func (a *agenda) reached(role Role, name string) bool {
	if a.c.answered(role, name) {
		return true
	}
	for _, ch := range Channels() {
		if d := a.c.dialogue(role, name, ch); d == DialogueSent || d == DialogueAutoReplied || personal(d) {
			return true
		}
	}
	return false
}

// drafts adds what waits for an approval, and what was approved and not sent.
func (a *agenda) drafts() {
	for i := range a.c.Drafts {
		d := &a.c.Drafts[i]
		what := fmt.Sprintf("%s: %s to the %s", d.ID, strings.ReplaceAll(string(d.Template), "_", " "), whom(d.Role, d.Name))
		switch d.State {
		case DraftOpen:
			item := AgendaItem{
				What: AgendaApprove, Text: "read and approve " + what, Because: fmt.Sprintf("written by %s, revision %d", d.Author, d.Revision),
				Ref: d.ID, need: Lead, Who: a.rules.leads(d.Author, ""),
			}
			switch {
			case slices.Contains(a.rules.SecondPerson, a.c.weight(d, a.rules.SecondPerson)):
				item.Except = d.Author
			case len(item.Who) == 0 && a.rules.mayAct(d.Author, Lead):
				item.Who = []string{d.Author} // there is nobody else, and the rules ask for nobody else
			}
			a.add(item)
		case DraftApproved:
			a.add(AgendaItem{
				What: AgendaSend, Text: "send " + what, Because: "approved and not sent", Ref: d.ID, need: Lead,
				Who: a.rules.leads("", a.c.Author),
			})
		case DraftSent, DraftDiscarded:
		}
	}
}

// proposals adds what waits for a second person.
func (a *agenda) proposals() {
	for _, p := range a.c.Waiting(a.rules.Now) {
		a.add(AgendaItem{
			What: AgendaSecond, Text: "agree or not: " + p.String(), Because: "proposed by " + p.By + " on " + At(p.At.In(a.rules.zone())).String(),
			Ref: string(p.What) + "/" + p.Clause, need: Lead, Who: a.rules.leads(p.By, ""), Except: p.By, Recorded: p.At,
		})
	}
}
