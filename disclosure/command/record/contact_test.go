package record_test

import (
	"testing"

	"daylight/disclosure"
	"daylight/disclosure/agenda"
	"daylight/disclosure/command/commandtest"
	"daylight/disclosure/command/message"
	"daylight/disclosure/command/record"
	"daylight/disclosure/fault"
)

func TestPartiesGoByOneName(t *testing.T) {
	contacts := func(name, address string) record.AddContact {
		return record.AddContact{Contact: disclosure.Contact{Role: disclosure.Vendor, Name: name, Channel: disclosure.Email, Address: address}}
	}
	t.Run("another spelling is the same party", func(t *testing.T) {
		p := commandtest.NewPlay(t)
		p.Do(commandtest.Ada, contacts("NEXTMOTION", "info@nextmotion.example"))
		if k, _ := p.C.Contact("C2"); k.Name != "NextMotion" || len(p.C.Parties) != 1 {
			t.Fatalf("contact %+v, parties %+v", k, p.C.Parties)
		}
	})
	t.Run("a vendor who gets a name later keeps what was said of it", func(t *testing.T) {
		p := commandtest.EmptyPlay(t)
		p.Do(commandtest.Ada, record.Record{ID: commandtest.PlayID, Facts: disclosure.Facts{
			Title: "Open bucket", Parties: []disclosure.Party{{Role: disclosure.Vendor, Country: "FR", DoNotContact: false}},
		}})
		p.Do(commandtest.Ada, contacts("", "a@vendor.example"))
		p.Sent(disclosure.FirstContact, "C1")
		p.Do(commandtest.Ada, record.AddContact{
			Party:   disclosure.Party{Role: disclosure.Vendor, Name: "NextMotion", Domain: "nextmotion.net"},
			Contact: disclosure.Contact{Channel: disclosure.Email, Address: "b@vendor.example"},
		})
		v := p.C.Vendor()
		if len(p.C.Parties) != 1 || v.Name != "NextMotion" || v.Country != "FR" || v.Domain != "nextmotion.net" {
			t.Fatalf("parties %+v", p.C.Parties)
		}
		named := disclosure.KeyFor(disclosure.Vendor, "NextMotion", disclosure.Email)
		if len(p.C.Dialogue) != 1 || p.C.Dialogue[named] != disclosure.DialogueSent {
			t.Fatalf("dialogue %v", p.C.Dialogue)
		}
		if _, ok := p.C.Reached[disclosure.KeyOf(disclosure.Vendor, "NextMotion")]; !ok || len(p.C.Reached) != 1 {
			t.Fatalf("reached %v", p.C.Reached)
		}
		if k, _ := p.C.Contact("C1"); k.Name != "NextMotion" {
			t.Fatalf("contact %+v", k)
		}
	})
	t.Run("two providers stay two", func(t *testing.T) {
		p := commandtest.NewPlay(t)
		for _, name := range []string{"AWS", "OVH"} {
			p.Event(disclosure.KindContacted, commandtest.Day20(1, 24), func(e *record.AddEvent) { e.Party, e.Name = disclosure.Provider, name })
		}
		if len(p.C.Parties) != 3 || len(p.C.Reached) != 2 || !p.C.FirstContact.IsZero() {
			t.Fatalf("parties %+v, reached %v", p.C.Parties, p.C.Reached)
		}
		p.Event(disclosure.KindReplied, commandtest.Day20(1, 24), func(e *record.AddEvent) { e.Party, e.Name = disclosure.Provider, "ovh" })
	})
	t.Run("an escalation to nobody in particular is no contact with the vendor", func(t *testing.T) {
		p := commandtest.NewPlay(t)
		p.Event(disclosure.KindEscalated, commandtest.Day20(1, 24), func(e *record.AddEvent) { e.Party = "" })
		if !p.C.FirstContact.IsZero() {
			t.Fatalf("first contact %s", p.C.FirstContact)
		}
	})
	t.Run("the vendor's name does not matter for who answered", func(t *testing.T) {
		p := commandtest.NewPlay(t)
		p.Event(disclosure.KindContacted, commandtest.Day20(1, 24), func(e *record.AddEvent) { e.Party = "" })
		p.Event(disclosure.KindAcknowledged, commandtest.Day20(1, 24), func(e *record.AddEvent) { e.Party = "" })
		for key := range p.C.Reached {
			if key != disclosure.KeyOf(disclosure.Vendor, "NextMotion") {
				t.Fatalf("reached %v", p.C.Reached)
			}
		}
		if agenda.Headline(p.C) != "acknowledged" {
			t.Fatalf("headline %s", agenda.Headline(p.C))
		}
	})
}

func TestAKnownPartyCanAskToBeLeftAlone(t *testing.T) {
	p := commandtest.NewPlay(t)
	p.Draft(disclosure.FirstContact, "C1")
	p.Do(commandtest.Ada, p.Approval("D1"))
	k, _ := p.C.Contact("C1")
	alone := record.AddContact{
		Contact: disclosure.Contact{Role: k.Role, Channel: k.Channel, Address: k.Address},
		Party:   disclosure.Party{Role: disclosure.Vendor, DoNotContact: true},
	}
	p.Do(commandtest.Rita, alone)
	if v := p.C.Vendor(); !v.DoNotContact || v.Name != "NextMotion" || len(p.C.Contacts) != 1 {
		t.Fatalf("%+v, %d contacts", v, len(p.C.Contacts))
	}
	if got := p.C.Dialogue[disclosure.KeyFor(disclosure.Vendor, "NextMotion", disclosure.Email)]; got != disclosure.DialogueDoNotContact {
		t.Fatalf("the dialogue is %s", got)
	}
	p.Refused(commandtest.Ada, message.SendDraft{ID: "D1"}, fault.Refused, "not to be contacted")
	p.Refused(commandtest.Rita, alone, fault.Conflict, "already")
}
