package gate_test

import (
	"testing"
	"time"

	"daylight/disclosure"
	"daylight/disclosure/civil"
	"daylight/disclosure/command"
	"daylight/disclosure/command/commandtest"
	"daylight/disclosure/command/message"
	"daylight/disclosure/command/publish"
	"daylight/disclosure/command/record"
	"daylight/disclosure/fault"
	"daylight/disclosure/gate"
	"daylight/disclosure/person"
)

// TestOnePersonAloneOpensNoGate plays the ways in which one login once published what was never probed, with an approval on top. The
// approval is somebody else's: what is missing is evidence, and no approval replaces it.
func TestOnePersonAloneOpensNoGate(t *testing.T) {
	t.Parallel()
	const long = 2019
	settings := hands()
	settings["solo"] = settings["people"]
	for people, hand := range settings {
		ada := disclosure.Actor{Name: "ada", Role: disclosure.Lead, Hand: hand}
		event := func(kind disclosure.Kind, day civil.Date, until civil.When) record.AddEvent {
			return record.AddEvent{Kind: kind, At: day.When(), Until: until, Party: disclosure.Vendor}
		}
		day := func(d int) civil.Date { return civil.OnDay(long, 3, d).First() }
		history := []record.AddEvent{
			event(disclosure.KindContacted, day(1), civil.When{}), event(disclosure.KindHeadsUpSent, day(2), civil.When{}),
			event(disclosure.KindDeadlineSet, day(1), day(20).When()),
		}
		var file []disclosure.Event
		for _, e := range history {
			file = append(file, disclosure.Event{Kind: e.Kind, At: e.At, Until: e.Until, Party: e.Party})
		}
		for name, start := range map[string]command.Command{
			"five lines":       record.Record{ID: commandtest.PlayID, Facts: commandtest.NextMotionFacts(), Discovered: civil.OnDay(long, 2, 1)},
			"a backdated file": record.Import{ID: commandtest.PlayID, Facts: commandtest.NextMotionFacts(), Events: file},
		} {
			m := &moment{now: time.Date(2020, 1, 24, 9, 0, 0, 0, time.UTC), rules: command.DefaultRules()}
			m.rules.Solo, m.rules.Gate.Solo = people == "solo", people == "solo"
			m, _, ok := m.give(ada, start)
			if !ok {
				t.Fatalf("%s with %s: not opened", name, people)
			}
			if name == "five lines" {
				for _, e := range history {
					m, _, _ = m.give(ada, e)
				}
			}
			for _, who := range []disclosure.Actor{commandtest.Bob, ada} {
				m, _, _ = m.give(who, publish.Preview{Mode: disclosure.Limited, Lang: "en", Digest: "d"})
				m, _, _ = m.give(who, publish.ApprovePublication{Mode: disclosure.Limited, Lang: "en", Digest: "d"})
			}
			answers := m.answers(disclosure.Limited)
			for _, check := range []string{gate.CheckClosure, gate.CheckHeadsUp, gate.CheckRightOfReply} {
				if answers[check].State != gate.CheckFail {
					t.Errorf("%s with %s: %s is %s (%s)", name, people, check, answers[check].State, answers[check].Reason)
				}
			}
			// Also past the gate: the decision itself looks at the deadline once more.
			_, err := command.Decide(m.c, publish.Publish{Mode: disclosure.Limited, Lang: "en", Digest: "d", Checks: commandtest.PassedChecks()},
				command.Env{Actor: ada, Now: m.now, Rules: m.rules})
			if fault.CodeOf(err) != fault.Refused {
				t.Errorf("%s with %s was published: %v", name, people, err)
			}
		}
	}
}

func TestACallOnThePhoneMakesNoLaterMailOfTheFirst(t *testing.T) {
	t.Parallel()
	for people, hand := range hands() {
		for _, imported := range []bool{false, true} {
			ada := disclosure.Actor{Name: "ada", Role: disclosure.Lead, Hand: hand}
			p := commandtest.NewPlay(t)
			if imported {
				p.Do(ada, record.Import{
					ID: commandtest.PlayID, Facts: commandtest.NextMotionFacts(), Events: []disclosure.Event{{Kind: disclosure.KindContacted, At: civil.OnDay(2020, 1, 20), Party: disclosure.Vendor, Channel: disclosure.Phone}},
					Contacts: []disclosure.Contact{{Role: disclosure.Vendor, Channel: disclosure.Email, Address: "security@nextmotion.example"}},
				})
			} else {
				p.Do(ada, record.AddEvent{Kind: disclosure.KindContacted, At: civil.OnDay(2020, 1, 24), Party: disclosure.Vendor, Channel: disclosure.Phone})
			}
			p.Rules.SecondPerson = []disclosure.Template{disclosure.FirstContact}
			p.Do(ada, message.NewDraft{Draft: disclosure.Draft{Template: disclosure.FollowUp, Contact: "C1", Lang: "en", Subject: "s", Body: "b", Because: commandtest.Unasked}})
			if _, err := p.Try(ada, p.Approval("D1")); fault.CodeOf(err) != fault.Refused {
				t.Errorf("%s, imported %t: the first mail leaves with one person: %v", people, imported, err)
			}
			if hand.Proof == person.ByWord { // a name begins nothing that takes two
				p.Refused(commandtest.Bob, p.Approval("D1"), fault.Refused, "nothing shows that the first was ada")
				continue
			}
			p.Do(commandtest.Bob, p.Approval("D1"))
			p.Do(ada, message.SendDraft{ID: "D1"})
		}
	}
}
