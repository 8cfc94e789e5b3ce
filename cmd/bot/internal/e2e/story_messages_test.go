package e2e

import (
	"fmt"

	"daylight/disclosure"
	"daylight/disclosure/civil"
	"daylight/disclosure/command/incoming"
	"daylight/disclosure/command/message"
	"daylight/disclosure/command/record"
	"daylight/disclosure/ledger"
	"daylight/disclosure/observed"
)

// contact adds a way to reach a party and returns its id.
func (s *story) contact(id disclosure.CaseID, role disclosure.Role, ch disclosure.Channel, address string) string {
	s.t.Helper()
	c := s.do("rita", id, record.AddContact{Contact: disclosure.Contact{
		Role: role, Channel: ch, Address: address, Found: "security.txt", Quality: disclosure.QualityPublished,
	}})
	return c.Contacts[len(c.Contacts)-1].ID
}

// draft writes a message and returns the draft's id. Its text is the story's own: templates may change.
func (s *story) draft(id disclosure.CaseID, t disclosure.Template, contact string) string {
	s.t.Helper()
	d, _, err := s.app.Desk.WriteDraft(s.t.Context(), s.actor("rita"), id, disclosure.Draft{
		Template: t, Contact: contact, Lang: "en", Subject: "An open store of yours", Because: "the story asks elsewhere",
	}, "Dear vendor,\n\nan open store of yours can be read by anybody.\n")
	if err != nil {
		s.t.Fatal(err)
	}
	return d.ID
}

func (s *story) approve(id disclosure.CaseID, draft string) {
	s.t.Helper()
	if _, err := s.app.Desk.ApproveDraft(s.t.Context(), s.actor("bob"), id, draft, 0); err != nil {
		s.t.Fatal(err)
	}
}

// send takes a message as far as its sender and returns its key.
func (s *story) send(id disclosure.CaseID, t disclosure.Template, contact string) string {
	s.t.Helper()
	draft := s.draft(id, t, contact)
	s.approve(id, draft)
	c, err := s.app.Desk.SendDraft(s.t.Context(), s.actor("bob"), id, draft)
	if err != nil {
		s.t.Fatal(err)
	}
	d, _ := c.Draft(draft)
	return d.Message
}

// came is what the sender says became of a message.
func (s *story) came(id disclosure.CaseID, key string, d ledger.Delivery) {
	s.t.Helper()
	s.do("daylight", id, message.RecordDelivery{Message: key, Delivery: d})
}

// mails: sent, uncertain and settled in each way, refused, withheld, taken back and discarded.
func (s *story) mails() {
	id := s.open("Open share of a shop", "http", "https://files-1.example.org/")
	s.answer(id, "A1", seen(observed.Open, observed.ReasonOpen))
	var to [6]string
	for i := range to {
		to[i] = s.contact(id, disclosure.Vendor, disclosure.Email, fmt.Sprintf("security-%d@example.org", i+1))
	}
	unsure := ledger.Delivery{Kind: ledger.Uncertain, Reason: "the connection was lost after the final dot"}

	arrived := s.send(id, disclosure.FirstContact, to[0])
	s.came(id, arrived, unsure)
	s.do("ada", id, message.ResolveMessage{Message: arrived, Arrived: true, Text: "it is in the archive mailbox"})

	lost := s.send(id, disclosure.FollowUp, to[1])
	s.came(id, lost, unsure)
	s.do("ada", id, message.ResolveMessage{Message: lost, Text: "their postmaster says so"})
	s.came(id, lost, ledger.Delivery{Kind: ledger.Sent, Receipt: "250 2.0.0 queued as 1"})

	ours := s.send(id, disclosure.FollowUp, to[2])
	s.came(id, ours, ledger.Delivery{Kind: ledger.Permanent, Ours: true, Reason: "535 5.7.8 our login was refused"})
	refused := s.send(id, disclosure.FollowUp, to[3])
	s.came(id, refused, ledger.Delivery{Kind: ledger.Permanent, Reason: "550 5.1.1 no such user"})

	withheld := s.send(id, disclosure.FollowUp, to[4])
	s.do("daylight", id, message.RecordDelivery{
		Message: withheld, Withheld: true, Delivery: ledger.Delivery{Kind: ledger.Permanent, Reason: "the vendor asked not to be contacted"},
	})

	edited := s.draft(id, disclosure.FollowUp, to[4])
	s.approve(id, edited)
	if _, err := s.app.Desk.EditDraft(s.t.Context(), s.actor("rita"), id, edited, "", "Dear vendor,\n\nit is still open.\n"); err != nil {
		s.t.Fatal(err)
	}
	s.do("rita", id, message.DiscardDraft{ID: edited}) // an open one: one event
	dropped := s.draft(id, disclosure.FollowUp, to[4])
	s.approve(id, dropped)
	s.do("rita", id, message.DiscardDraft{ID: dropped}) // an approved one: two

	rehearsed := s.send(id, disclosure.FollowUp, to[5])
	s.came(id, rehearsed, ledger.Delivery{Kind: ledger.Sent, DryRun: true, Receipt: "written to the outbox"})
	s.do("ada", id, message.ResolveMessage{Message: rehearsed, Text: "it was a rehearsal"})
	s.came(id, rehearsed, ledger.Delivery{Kind: ledger.Sent, Receipt: "250 2.0.0 queued as 2"})

	heads := s.send(id, disclosure.PrePublication, to[0])
	s.came(id, heads, ledger.Delivery{Kind: ledger.Sent, Receipt: "250 2.0.0 queued as 3"})

	// Uncertain, did not arrive, and meanwhile the vendor wants to be left alone: it is not sent again.
	alone := s.send(id, disclosure.FollowUp, to[5])
	s.came(id, alone, unsure)
	s.do("rita", id, record.AddContact{
		Party:   disclosure.Party{Role: disclosure.Vendor, Name: "Example GmbH", DoNotContact: true},
		Contact: disclosure.Contact{Role: disclosure.Vendor, Channel: disclosure.Email, Address: "security-6@example.org"},
	})
	s.do("ada", id, message.ResolveMessage{Message: alone, Text: "nothing in the archive"})

	queued := s.open("Open share of a clinic", "http", "https://files-2.example.org/")
	s.answer(queued, "A1", seen(observed.Open, observed.ReasonOpen))
	s.send(queued, disclosure.FirstContact, s.contact(queued, disclosure.Vendor, disclosure.Email, "security@example.org"))
}

// issues: created, closed and opened again by us, and what others do to it.
func (s *story) issues() {
	id := s.open("Open index of a forum", "http", "https://forum.example.org/")
	s.answer(id, "A1", seen(observed.Open, observed.ReasonOpen))
	to := s.contact(id, disclosure.Vendor, disclosure.Issue, "example/tracking")
	first := s.send(id, disclosure.FirstContact, to)
	s.came(id, first, ledger.Delivery{Kind: ledger.Sent, Ref: "example/tracking#7", Receipt: "created"})
	broken := s.send(id, disclosure.FollowUp, to)
	s.came(id, broken, ledger.Delivery{Kind: ledger.Permanent, Reason: "410: issues are disabled"})
	comes := func(kind disclosure.Kind, text string) {
		s.do("daylight", id, incoming.RecordInbound{
			Kind: kind, Party: disclosure.Vendor, Channel: disclosure.Issue, Source: disclosure.SourceIssue,
			At: civil.At(s.clock()), Ref: "example/tracking#7", Text: text,
		})
	}
	comes(disclosure.KindReplied, "We are looking into it.")
	comes(disclosure.KindNote, "The issue was reopened by @vendor-dev.")
	comes(disclosure.KindFixClaimed, "/fixed")
	s.do("daylight", id, incoming.TrackIssue{Ref: "example/tracking#7", Closed: true})
	s.do("daylight", id, incoming.TrackIssue{Ref: "example/tracking#7"})
	s.do("daylight", id, record.AddEvent{
		Kind: disclosure.KindNote, At: civil.At(s.clock()), Channel: disclosure.Issue, Source: disclosure.SourceIssue,
		Ref: "example/tracking#7", Text: "@ada closed the issue as completed.", Visibility: disclosure.InternalOnly,
	})
}
