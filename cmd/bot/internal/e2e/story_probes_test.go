package e2e

import (
	"time"

	"daylight/disclosure"
	"daylight/disclosure/civil"
	"daylight/disclosure/command/exposure"
	"daylight/disclosure/command/incoming"
	"daylight/disclosure/command/record"
	"daylight/disclosure/observed"
)

// stops: probing stopped and taken up again, by a person and by the vendor, for one asset and for all.
func (s *story) stops() {
	id := s.open("Two open servers", "http", "https://one.example.org/", "https://two.example.org/")
	s.answer(id, "A1", seen(observed.Open, observed.ReasonOpen))
	s.answer(id, "A2", seen(observed.Open, observed.ReasonOpen))
	s.do("rita", id, exposure.StopProbing{Asset: "A1", Text: "their administrator asked on the phone"})
	s.do("rita", id, exposure.StopProbing{Asset: "A1", Text: "they agree to one probe a day", Resume: true})
	s.say(id, record.AddEvent{Kind: disclosure.KindContacted, Party: disclosure.Vendor, Channel: disclosure.Phone})
	s.do("daylight", id, incoming.RecordInbound{
		Kind: disclosure.KindReplied, Party: disclosure.Vendor, Channel: disclosure.Email, At: civil.At(s.clock()),
		Source: disclosure.SourceVendorMail, Ref: "<stop@example.org>", Text: "STOP\n",
	})
	s.do("ada", id, exposure.StopProbing{Text: "a misunderstanding, they say", Resume: true})
	s.do("ada", id, exposure.StopProbing{Asset: "A2"})
}

// identities: a name that comes back as something else, said to be the same, and an asset that moved.
func (s *story) identities() {
	id := s.open("Open cluster", "http", "https://cluster.example.org/", "https://cluster-new.example.org/")
	open := seen(observed.Open, observed.ReasonOpen)
	open.Identity, open.Retarget = map[string]string{"cluster_uuid": "one"}, "https://cluster-new.example.org/"
	s.answer(id, "A1", open)
	open.Retarget = ""
	s.answer(id, "A2", open) // the same cluster under the name that the first one gave: it moved
	for range 4 {
		s.answer(id, "A1", seen(observed.Closed, observed.ReasonResourceGone))
		s.wait(12 * time.Hour)
	}
	denied := seen(observed.Closed, observed.ReasonAccessDenied)
	denied.Identity = map[string]string{"cluster_uuid": "another"}
	s.answer(id, "A1", denied) // recreated
	s.do("rita", id, exposure.AcceptIdentity{Asset: "A1", Text: "they wrote that they set it up anew"})
	s.answer(id, "A1", denied)
	open.Identity = denied.Identity
	s.answer(id, "A1", open) // reopened
}

// answersOfAssets: no verdict for days, a facet that is not asked any more, a place that anybody could claim, a budget
// that is used up, and a kind that takes two people.
func (s *story) answersOfAssets() {
	silent := s.open("A server that times out", "http", "https://silent.example.org/")
	for range 13 {
		s.answer(silent, "A1", seen(observed.Inconclusive, observed.ReasonTimeoutConnect))
		s.wait(11 * time.Hour)
	}

	id := s.open("Open bucket behind a name", "http", "https://a.example.org/", "https://b.example.org/", "https://c.example.org/")
	s.answer(id, "A1", seen(observed.Open, observed.ReasonOpen, "list", "read"))
	s.answer(id, "A1", seen(observed.Closed, observed.ReasonAccessDenied, "list")) // read is left
	s.answer(id, "A2", seen(observed.Open, observed.ReasonTakeover))
	for range 8 {
		s.answer(id, "A3", seen(observed.Closed, observed.ReasonConnRefused))
		s.wait(23 * time.Hour)
	}
	for range 4 {
		s.answer(id, "A1", seen(observed.Closed, observed.ReasonAuthRequired, "list", "read"))
		s.wait(11 * time.Hour)
	}

	login := s.open("Database with its first password", "mysql_login", "db.example.org:3306")
	s.do("ada", login, exposure.AllowProbe{Asset: "A1", Reason: "only so can it be told"})
	s.do("bob", login, exposure.AllowProbe{Asset: "A1", Reason: "agreed"})
	waiting := s.open("Broker with its first password", "rabbitmq", "mq.example.org:15672")
	s.do("ada", waiting, exposure.AllowProbe{Asset: "A1", Reason: "only so can it be told"})
}
