package e2e

import (
	"strings"
	"time"

	"daylight/disclosure"
	"daylight/disclosure/civil"
	"daylight/disclosure/command"
	"daylight/disclosure/command/exposure"
	"daylight/disclosure/command/record"
	"daylight/disclosure/ledger"
	"daylight/disclosure/observed"
	"daylight/notify/email"
)

// works: the work on a case ends in each way and is taken up again.
func (s *story) works() {
	id := s.open("Open share of nobody", "http", "https://nobody.example.org/")
	s.answer(id, "A1", seen(observed.Open, observed.ReasonOpen))
	s.do("ada", id, record.CloseCase{Outcome: disclosure.OutcomeOwnerUnknown, Text: "nobody could be found"})
	s.do("ada", id, record.ReopenCase{Text: "a reader knows the owner"})
	s.do("ada", id, record.CloseCase{Outcome: disclosure.OutcomeStillOpen})

	id = s.open("Not open after all", "http", "https://public.example.org/")
	s.do("ada", id, record.RejectCase{Text: "public on purpose"})
	s.do("bob", id, record.ReopenCase{Text: "it is not"})
	s.do("ada", id, record.RejectCase{Text: "it is"})

	other := s.open("The same share again", "http", "https://nobody.example.org/")
	s.do("rita", other, record.MarkDuplicate{Of: id, Text: "the same share"})
	s.do("ada", other, record.ReopenCase{Text: "another one"})
	s.do("rita", other, record.MarkDuplicate{Of: id, Text: "no, the same"})

	given := s.open("Open share of an authority", "http", "https://authority.example.org/")
	s.do("ada", given, record.HandOver{To: "CERT Example", Text: "they know the authority"})
}

// outcomes: every end of the work that a person can choose.
func (s *story) outcomes() {
	closed := s.open("Open share that is shut", "http", "https://shut.example.org/")
	s.answer(closed, "A1", seen(observed.Open, observed.ReasonOpen))
	s.say(closed, record.AddEvent{Kind: disclosure.KindContacted, Party: disclosure.Vendor, Channel: disclosure.Phone})
	for range 4 {
		s.wait(10 * time.Hour)
		s.answer(closed, "A1", seen(observed.Closed, observed.ReasonAuthRequired))
	}
	s.do("ada", closed, record.CloseCase{Outcome: disclosure.OutcomeVerified, Text: "done"})
	for _, o := range []disclosure.Outcome{
		disclosure.OutcomeClaimOnly, disclosure.OutcomeTakenDown, disclosure.OutcomeDestroyed, disclosure.OutcomeUnverifiable,
		disclosure.OutcomeNoExposure,
	} {
		id := s.open("A case that ends as "+string(o), "http", "https://"+string(o[:5])+".example.org/")
		s.do("ada", id, record.CloseCase{Outcome: o, Text: "as the owner says"})
	}
}

// words: what people write themselves, also in the words that the bot uses.
func (s *story) words() {
	id := s.open("Notes of people", "http", "https://notes.example.org/")
	for _, text := range []string{
		"I called them, nobody answered.", "case closed: owner_unknown: says the hoster", "work taken up again: no",
		"probing stopped: asked for on the phone", "reminder: call them today", "handed to the sender",
		"draft D1 discarded", "follows the policy cert-cc: no", "approval taken back", "all reminders stopped",
		"A1 points at a place that anybody could claim: that is a finding of its own, tell the owner now",
		"the probe budget of A1 is used up (12 probes): a person has to decide how to go on",
	} {
		s.say(id, record.AddEvent{Kind: disclosure.KindNote, Text: text})
	}
	s.say(id, record.AddEvent{Kind: disclosure.KindNote, Text: "the probe budget of A1 is used up", Source: disclosure.SourceSystem, Ref: "A1"})
	s.say(id, record.AddEvent{
		Kind: disclosure.KindNote, Text: "They answer on weekdays only.", Party: disclosure.Vendor, Channel: disclosure.Phone,
		Ref: "https://team.example.org/archives/1", Visibility: disclosure.ForVendor,
	})
	s.say(id, record.AddEvent{Kind: disclosure.KindNote, Text: "Holidays of the vendor.", Until: s.day(5), Planned: true, Visibility: disclosure.Public})
	s.say(id, record.AddEvent{Kind: disclosure.KindNote, Text: "They are on strike.", Ongoing: true})
	s.do("ada", id, exposure.StopProbing{Text: "a slip"})
	s.say(id, record.AddEvent{Kind: disclosure.KindNote, Text: "It was another case.", Corrects: s.newest(id)})
	s.do("ada", id, record.CloseCase{Outcome: disclosure.OutcomeNoExposure})
	s.say(id, record.AddEvent{Kind: disclosure.KindNote, Text: "It was another case, again.", Corrects: s.newest(id)})
}

// everyKind are the kinds of events that there were when the old database was written.
const everyKind = `
	discovered exposure_started recorded validated owner_identified drafted approved contacted delivered bounced
	auto_replied acknowledged replied disputed refused statement fix_promised fix_claimed deemed_aware probed
	closure_suspected closed reopened unverifiable escalated deadline_set extension_requested extension_granted
	extension_refused clock_paused clock_resumed deadline_passed exploited leaked evidence_added evidence_redacted
	evidence_destroyed heads_up_sent publish_approved published publicly_reported corrected withdrawn
	data_subjects_told regulator_told duplicate_of handed_over rejected note`

// history: a case that somebody else wrote down, with every kind of event that there is.
func (s *story) history() {
	at := civil.OnDay(2021, 1, 4).First()
	imp := record.Import{
		Facts: disclosure.Facts{
			Title:   "A history of every kind",
			Parties: []disclosure.Party{{Role: disclosure.Vendor, Name: "Example Ltd", Country: "GB"}},
			Assets:  []disclosure.Asset{{Kind: "http", Target: "https://history.example.org/"}},
		},
		Contacts: []disclosure.Contact{{Role: disclosure.Vendor, Channel: disclosure.Email, Address: "security@example.net"}},
	}
	for i, k := range strings.Fields(everyKind) {
		e := disclosure.Event{Kind: disclosure.Kind(k), At: at.AddDays(i).When(), Text: "told as " + k}
		switch e.Kind {
		case disclosure.KindRecorded, disclosure.KindRejected, disclosure.KindDuplicateOf, disclosure.KindHandedOver:
			e.Planned = true // a history of a case that goes on
		case disclosure.KindDeadlineSet, disclosure.KindExtensionGranted:
			e.Until = at.AddDays(i + 30).When()
		case disclosure.KindContacted, disclosure.KindAcknowledged, disclosure.KindReplied:
			e.Party, e.Channel = disclosure.Vendor, disclosure.Email
		default:
		}
		imp.Events = append(imp.Events, e)
	}
	imp.Events = append(
		imp.Events,
		disclosure.Event{Kind: disclosure.KindNote, At: at.AddDays(60).When(), Text: "case closed: still_open", Source: disclosure.SourcePress},
		disclosure.Event{Kind: disclosure.KindNote, At: at.AddDays(61).When(), Text: "probing stopped: it says", Corrects: 3},
	)
	if _, err := s.app.Desk.Imports().Open(s.t.Context(), s.actor("ada"), imp, "DL-2021-0100"); err != nil {
		s.t.Fatal(err)
	}
}

// kept: what lies beside the cases and belongs to no event.
func (s *story) kept() {
	ctx, store := s.t.Context(), s.store()
	service := command.New(command.Options{Store: store, Clock: s.clock, Rules: command.DefaultRules()})
	id := s.open("What lies beside the cases", "http", "https://beside.example.org/")
	if _, err := service.Execute(ctx, id, s.actor("ada"), record.AddEvent{
		Kind: disclosure.KindNote, At: s.today(), Text: "It has a card.",
	}, command.Extra{Refs: []ledger.Ref{{Case: id, Owner: "slack", Name: "card", Value: "C1/1.1"}}}); err != nil {
		s.t.Fatal(err)
	}
	mail, err := service.Blob([]byte("From: somebody@example.org\r\nSubject: Hello\r\n\r\nHello.\r\n"))
	if err != nil {
		s.t.Fatal(err)
	}
	if _, _, err := store.Receive(ctx, ledger.Inbound{
		Channel: disclosure.Email, Key: "mail/1", From: "somebody@example.org", Subject: "Hello", Received: s.clock(),
		State: ledger.InboundWaiting,
	}, mail, ledger.NewJob(ledger.QueueInbound, "", email.Inbound{})); err != nil {
		s.t.Fatal(err)
	}
	to := s.contact(id, disclosure.Vendor, disclosure.Email, "security@example.org")
	s.draft(id, disclosure.FirstContact, to)
	c, err := s.app.Desk.Case(ctx, id)
	if err != nil {
		s.t.Fatal(err)
	}
	if err := store.EraseBlob(ctx, c.Drafts[0].Body); err != nil {
		s.t.Fatal(err)
	}
}
