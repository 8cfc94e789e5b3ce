package outreach

import (
	"slices"
	"strings"
	"time"

	"daylight/disclosure"
	"daylight/disclosure/civil"
	"daylight/disclosure/medium"
)

// Informed is somebody whom we told what a report says, or was going to say.
type Informed struct {
	Role      disclosure.Role
	Name      string
	Contact   disclosure.Contact // by which they can be reached now; its id is "" where there is none
	On        civil.When         // when they were told last
	Announced bool               // by a notice before the publication, and nothing since the page is out
	Lang      string             // in which they were told; "" where that is not known
}

// ToldOfReport are the parties whom we told what a report says: by the notice before a publication, whoever recorded it, or by a text
// of our own since the page is out. The other texts say nothing of a page. Each is named once, in the order of the first telling.
func ToldOfReport(c *disclosure.Case, events []disclosure.Event) []Informed {
	out := pageOut(events)
	var all []Informed
	add := func(t Informed) {
		i := slices.IndexFunc(all, func(o Informed) bool { return o.Role == t.Role && strings.EqualFold(o.Name, t.Name) })
		if i < 0 {
			all = append(all, t)
			return
		}
		t.Announced = t.Announced && all[i].Announced
		all[i] = t
	}
	for i := range events {
		e := &events[i]
		m := e.Detail.Message
		told := Informed{Role: e.Party, Name: c.PartyName(e.Party, e.Name), On: e.At}
		switch {
		case e.Planned || e.Party == "" || e.Party == disclosure.Finder || m != nil && m.DryRun:
			continue
		case e.Kind == disclosure.KindHeadsUpSent:
			told.Announced = true
		case e.Kind == disclosure.KindContacted && m != nil && !out.IsZero() && !m.SentAt.Before(out) && ownWords(c, m):
		default:
			continue
		}
		if m != nil {
			d, _ := c.Draft(m.Draft)
			told.Contact, told.Lang = disclosure.Contact{ID: m.Contact}, d.Lang
		}
		add(told)
	}
	for i := range all {
		all[i].Contact = reachable(c, &all[i])
	}
	return all
}

// ownWords reports whether a person wrote what a message says.
func ownWords(c *disclosure.Case, m *disclosure.Message) bool {
	d, known := c.Draft(m.Draft)
	return m.Template == disclosure.FreeText || known && d.OwnText
}

// pageOut is when a page of the case first went out; zero where none did.
func pageOut(events []disclosure.Event) time.Time {
	for i := range events {
		if e := &events[i]; e.Kind == disclosure.KindPublished && !e.Planned {
			return e.RecordedAt
		}
	}
	return time.Time{}
}

// reachable is the contact by which they were told, else another one of theirs that a channel carries; none where nobody may write.
func reachable(c *disclosure.Case, t *Informed) disclosure.Contact {
	var other disclosure.Contact
	for _, k := range c.Contacts {
		theirs := k.Role == t.Role && strings.EqualFold(c.PartyName(k.Role, k.Name), t.Name)
		if !theirs || !medium.Of(k.Channel).Carried || medium.Of(k.Channel).Place || MayWriteTo(c, k, disclosure.FreeText) != nil {
			continue
		}
		if k.ID == t.Contact.ID {
			return k
		}
		if other.ID == "" {
			other = k
		}
	}
	return other
}
