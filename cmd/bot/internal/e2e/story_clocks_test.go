package e2e

import (
	"time"

	"daylight/disclosure"
	"daylight/disclosure/command/deadline"
	"daylight/disclosure/command/record"
	"daylight/disclosure/observed"
)

// told opens a case whose vendor was called today.
func (s *story) told(title, target string) disclosure.CaseID {
	s.t.Helper()
	id := s.open(title, "http", target)
	s.answer(id, "A1", seen(observed.Open, observed.ReasonOpen))
	s.say(id, record.AddEvent{Kind: disclosure.KindContacted, Party: disclosure.Vendor, Channel: disclosure.Phone})
	return id
}

// remind is the timer's word that a reminder of a clause is due.
func (s *story) remind(id disclosure.CaseID, clause string, days int) {
	s.t.Helper()
	c, err := s.app.Desk.Case(s.t.Context(), id)
	if err != nil {
		s.t.Fatal(err)
	}
	k := c.Clocks[clause]
	s.do("daylight", id, deadline.Remind{Clause: clause, Episode: k.Episode, Due: k.Due, Days: days})
}

// clocks: a policy that changes, clauses given up, proposals of each kind, pauses, extensions, and dates that pass.
func (s *story) clocks() {
	id := s.told("Clocks of a case", "https://clocks.example.org/")
	s.do("ada", id, deadline.WaiveClock{Clause: "second_channel", Reason: "they answered on the phone"})
	s.do("ada", id, deadline.Extend{Clause: "publication", Due: s.day(200), Reason: "they work on it"}) // proposed
	s.do("bob", id, deadline.Extend{Clause: "publication", Due: s.day(200), Reason: "agreed", Party: disclosure.Vendor})
	s.do("bob", id, deadline.Extend{Clause: "publication", Due: s.day(250), Reason: "once more"}) // waits
	s.do("ada", id, deadline.Extend{Clause: "fix", Due: s.day(10), Reason: "a weekend"})
	s.say(id, record.AddEvent{Kind: disclosure.KindExtensionRequested, Party: disclosure.Vendor, Until: s.day(400)})
	s.say(id, record.AddEvent{Kind: disclosure.KindExtensionRefused, Party: disclosure.Vendor})
	s.do("ada", id, deadline.SetDeadline{Clause: "call_back", Due: s.day(3), Reason: "agreed on the phone"})
	s.do("ada", id, deadline.PauseClock{Clause: "fix", Reason: "they asked for details"})
	s.wait(48 * time.Hour)
	s.do("ada", id, deadline.ResumeClock{Clause: "fix", Reason: "sent"})
	aware := record.AddEvent{Kind: disclosure.KindDeemedAware, Party: disclosure.Vendor, Text: "three calls"}
	aware.At = s.today()
	s.do("ada", id, aware) // proposed
	s.do("bob", id, aware)
	s.wait(7 * 24 * time.Hour)
	s.do("daylight", id, deadline.TimerFired{Clause: "call_back"})
	s.do("bob", id, deadline.UsePolicy{Name: "cert-cc", Reason: "a product of theirs"})
	s.do("bob", id, deadline.UsePolicy{Name: "exposed-data", Reason: "no product"})

	waiting := s.told("A silent vendor", "https://silence.example.org/")
	aware.At = s.today()
	s.do("ada", waiting, aware) // waits
}

// quiet: reminders come, are put off, stopped, and come again.
func (s *story) quiet() {
	id := s.told("Reminders of a case", "https://reminders.example.org/")
	s.do("rita", id, deadline.SnoozeReminders{Clause: "csirt", Until: s.day(2)})
	s.do("rita", id, deadline.SnoozeReminders{Until: s.day(1)})
	s.do("rita", id, deadline.SnoozeReminders{})
	s.do("rita", id, deadline.SnoozeReminders{Clause: "regulator", Stop: true})
	s.wait(4 * 24 * time.Hour)
	s.remind(id, "fix", 3)
	s.wait(24*time.Hour + time.Hour)
	s.do("rita", id, deadline.SnoozeReminders{Stop: true})
	s.do("rita", id, deadline.SnoozeReminders{})
	s.wait(24 * time.Hour)
	s.remind(id, "fix", 1)
	s.wait(8 * 24 * time.Hour)
	s.do("daylight", id, deadline.TimerFired{Clause: "fix"})
}
