package outreach_test

import (
	"testing"
	"time"

	"daylight/disclosure"
	"daylight/disclosure/civil"
	"daylight/disclosure/outreach"
)

func TestWhoWasToldOfAReport(t *testing.T) {
	t.Parallel()
	out := time.Date(2020, 3, 1, 10, 0, 0, 0, time.UTC)
	base := func() *disclosure.Case {
		return &disclosure.Case{
			ID: "DL-2020-0001", Parties: []disclosure.Party{{Role: disclosure.Vendor, Name: "NextMotion"}, {Role: disclosure.Provider, Name: "AWS"}},
			Contacts: []disclosure.Contact{
				{ID: "C1", Role: disclosure.Vendor, Channel: disclosure.Phone, Address: "+33"},
				{ID: "C2", Role: disclosure.Vendor, Channel: disclosure.Email, Address: "a@v.example"},
				{ID: "C3", Role: disclosure.Vendor, Channel: disclosure.Email, Address: "b@v.example"},
				{ID: "C4", Role: disclosure.Provider, Channel: disclosure.Email, Address: "abuse@p.example"},
			},
			Drafts: []disclosure.Draft{{ID: "D1", Lang: "fr"}, {ID: "D2", OwnText: true, Lang: "en"}},
		}
	}
	sent := func(kind disclosure.Kind, role disclosure.Role, m disclosure.Message) disclosure.Event {
		m.Role = role
		return disclosure.Event{Kind: kind, Party: role, At: civil.OnDay(2020, 2, 20), Detail: disclosure.Detail{Message: &m}}
	}
	published := disclosure.Event{Kind: disclosure.KindPublished, RecordedAt: out}
	after := out.Add(time.Hour)
	for rule, c := range map[string]struct {
		events []disclosure.Event
		change func(*disclosure.Case)
		want   string // contact, language, and ! where it was only announced; "" is nobody
	}{
		"nobody was told":                       {events: []disclosure.Event{published}},
		"the notice before it, by mail":         {events: []disclosure.Event{sent(disclosure.KindHeadsUpSent, disclosure.Vendor, disclosure.Message{Contact: "C3", Draft: "D1"}), published}, want: "C3fr!"},
		"the notice before it, by a call":       {events: []disclosure.Event{{Kind: disclosure.KindHeadsUpSent, Party: disclosure.Vendor, At: civil.OnDay(2020, 2, 1)}, published}, want: "C2!"},
		"a notice that only lies in a folder":   {events: []disclosure.Event{sent(disclosure.KindHeadsUpSent, disclosure.Vendor, disclosure.Message{Contact: "C3", DryRun: true}), published}},
		"a notice that is only planned":         {events: []disclosure.Event{{Kind: disclosure.KindHeadsUpSent, Party: disclosure.Vendor, Planned: true}, published}},
		"our own words since the page is out":   {events: []disclosure.Event{published, sent(disclosure.KindContacted, disclosure.Provider, disclosure.Message{Contact: "C4", Draft: "D2", Template: disclosure.FreeText, SentAt: after})}, want: "C4en"},
		"a text that a person changed":          {events: []disclosure.Event{published, sent(disclosure.KindContacted, disclosure.Vendor, disclosure.Message{Contact: "C2", Draft: "D2", Template: disclosure.FollowUp, SentAt: after})}, want: "C2en"},
		"a text of ours that names no page":     {events: []disclosure.Event{published, sent(disclosure.KindContacted, disclosure.Vendor, disclosure.Message{Contact: "C2", Draft: "D1", Template: disclosure.FollowUp, SentAt: after})}},
		"our own words before the page was out": {events: []disclosure.Event{sent(disclosure.KindContacted, disclosure.Vendor, disclosure.Message{Contact: "C2", Draft: "D2", Template: disclosure.FreeText, SentAt: out.Add(-time.Hour)}), published}},
		"our own words, and no page is out":     {events: []disclosure.Event{sent(disclosure.KindContacted, disclosure.Vendor, disclosure.Message{Contact: "C2", Draft: "D2", Template: disclosure.FreeText, SentAt: after})}},
		"both ways":                             {events: []disclosure.Event{sent(disclosure.KindHeadsUpSent, disclosure.Vendor, disclosure.Message{Contact: "C3", Draft: "D1"}), published, sent(disclosure.KindContacted, disclosure.Vendor, disclosure.Message{Contact: "C2", Draft: "D2", Template: disclosure.FreeText, SentAt: after})}, want: "C2en"},
		"whose mail came back since": {
			events: []disclosure.Event{sent(disclosure.KindHeadsUpSent, disclosure.Vendor, disclosure.Message{Contact: "C3", Draft: "D1"}), published},
			change: func(c *disclosure.Case) { c.Contacts[2].Quality = disclosure.QualityBounced }, want: "C2fr!",
		},
		"who asked to be left alone": {
			events: []disclosure.Event{sent(disclosure.KindHeadsUpSent, disclosure.Vendor, disclosure.Message{Contact: "C3", Draft: "D1"}), published},
			change: func(c *disclosure.Case) { c.Parties[0].DoNotContact = true }, want: "fr!",
		},
	} {
		k := base()
		if c.change != nil {
			c.change(k)
		}
		got := ""
		for _, told := range outreach.ToldOfReport(k, c.events) {
			got += told.Contact.ID + told.Lang
			if told.Announced {
				got += "!"
			}
		}
		if got != c.want {
			t.Errorf("%s: %q, want %q", rule, got, c.want)
		}
	}
}
