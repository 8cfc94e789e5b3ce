package command_test

import (
	"flag"
	"fmt"
	"os"
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"

	"daylight/disclosure"
	"daylight/disclosure/civil"
	"daylight/disclosure/clock"
	"daylight/disclosure/command"
	"daylight/disclosure/command/commandtest"
	"daylight/disclosure/command/exposure"
	"daylight/disclosure/command/incoming"
	"daylight/disclosure/command/message"
	"daylight/disclosure/command/publish"
	"daylight/disclosure/command/record"
	"daylight/disclosure/command/second"
	"daylight/disclosure/milestone"
	"daylight/disclosure/outreach"
)

// editRules changes the configuration as whoever holds the file can.
func editRules(t *rapid.T, r *command.Rules) {
	all := append(disclosure.Templates(), disclosure.FreeText)
	switch even(t, "edit", 4) {
	case 0:
		r.SecondPerson = nil
	case 1:
		r.SecondPerson = []disclosure.Template{disclosure.FirstContact}
	case 2:
		r.SecondPerson = all
	case 3:
		r.Gate.HeadsUpDays, r.Gate.FreshProbe = rapid.IntRange(0, 3).Draw(t, "days"), 0
		policy := r.Clocks.Policies["plain"]
		policy.Clauses = slices.Clone(policy.Clauses)
		policy.Clauses = append(policy.Clauses[:1], clock.Clause{
			Name: "hurry", Due: disclosure.DueProvider, From: clock.AnchorRule{Of: []clock.Anchor{clock.AnchorAttempt}}, Days: 1,
			Step: &clock.EscalationStep{Role: disclosure.Provider, Template: disclosure.ProviderNotice},
		})
		policy.Clauses[0].Days = rapid.SampledFrom([]int{0, 1, 30}).Draw(t, "policy")
		r.Clocks.Policies["plain"] = policy
	}
}

// TestOnePersonAloneNeitherPublishesNorSendsWhatTakesTwo plays one person's commands, imports and edits of the configuration in any
// order, beside what Daylight does by itself. DAYLIGHT_ALONE=20000 plays that many, and then asks that each kind of command was met.
func TestOnePersonAloneNeitherPublishesNorSendsWhatTakesTwo(t *testing.T) {
	if n := os.Getenv("DAYLIGHT_ALONE"); n != "" {
		if err := flag.Set("rapid.checks", n); err != nil {
			t.Fatal(err)
		}
	}
	led := map[string]int{} // how many commands of a kind were not refused
	rapid.Check(t, func(t *rapid.T) {
		ada := commandtest.Ada
		team := []*alone{begun(t)}
		m := team[0]
		for range []int{5, 20, 40, 60}[even(t, "length", 4)] {
			m.now = m.now.Add(time.Duration([]int{0, 1, 90, 8 * 60, 30 * 60}[even(t, "minutes", 5)]) * time.Minute)
			switch even(t, "what", 20) {
			case 0, 1:
				editRules(t, &m.rules)
				continue
			case 2: // a file brings another case, with which the sequence goes on
				other := &alone{id: disclosure.CaseID(fmt.Sprintf("DL-2020-%04d", len(team)+1)), now: m.now, rules: m.rules}
				other.give(ada, file(t, other.id, civil.DateOf(m.now)))
				if other.c != nil {
					led[commandtest.TypeName(record.Import{})]++
					team, m = append(team, other), other
				}
				continue
			case 3: // back to a case of before
				back := team[rapid.IntRange(0, len(team)-1).Draw(t, "case")]
				back.now, back.rules = m.now, m.rules
				m = back
				continue
			}
			who, cmd := anything(t, m)
			before, events := m.c, m.give(who, cmd)
			if len(events) > 0 {
				led[commandtest.TypeName(cmd)]++
			}
			for _, e := range events {
				m.wantNotAlone(t, who, before, &e)
			}
		}
		for _, other := range team {
			other.now, other.rules = m.now, m.rules // one configuration is in force for all
			other.wantKept(t)
		}
	})
	if os.Getenv("DAYLIGHT_ALONE") == "" {
		return // too few to meet each of them
	}
	for _, cmd := range []command.Command{
		record.Import{},
		record.Recover{},
		record.EditAsset{},
		record.ConfirmHistory{},
		exposure.Attest{},
		incoming.RecordInbound{},
		incoming.TakeBack{},
		message.NewBatch{},
		message.ReadSample{},
		message.ApproveBatch{},
		message.SendDraft{},
		message.DraftEscalation{},
		message.DiscardDraft{},
		publish.AskApproval{},
		publish.DraftRevision{},
		publish.ApprovePublication{},
	} {
		if led[commandtest.TypeName(cmd)] == 0 {
			t.Errorf("no %T led to anything: the check is blind", cmd)
		}
	}
}

// begun is a case that was recorded or imported by one person, or one of two people whose full page is out and may name what opens again.
func begun(t *rapid.T) *alone {
	ada := commandtest.Ada
	m := &alone{id: commandtest.PlayID, now: time.Date(2020, 1, 24, 9, 0, 0, 0, time.UTC), rules: command.DefaultRules()}
	switch even(t, "begun", 3) {
	case 0:
		m.give(ada, record.Import{ID: commandtest.PlayID, Facts: commandtest.NextMotionFacts(), Events: []disclosure.Event{
			{Kind: disclosure.KindContacted, At: commandtest.Day20(1, 20), Party: disclosure.Vendor},
			{Kind: rapid.SampledFrom(disclosure.Kinds()).Draw(t, "in the file"), At: commandtest.Day20(1, 2), Until: commandtest.Day20(1, 3), Party: disclosure.Vendor},
		}})
	case 1:
		p := commandtest.NewPlay(t)
		p.Sent(disclosure.FirstContact, "C1")
		p.CloseA1()
		p.Do(commandtest.Bob, publish.Preview{Mode: disclosure.Full, Lang: "en", Digest: "full"})
		p.Do(commandtest.Bob, publish.ApprovePublication{Mode: disclosure.Full, Lang: "en", Digest: "full"})
		p.Do(ada, publish.Publish{Mode: disclosure.Full, Lang: "en", Digest: "full", Where: "https://team.example/1", Checks: commandtest.PassedChecks()})
		m = &alone{id: p.C.ID, c: p.C, events: p.Events, now: p.Now, rules: p.Rules, ofTwo: map[string]bool{p.C.Messages[0].Key: true}}
		m.give(commandtest.Robot, exposure.RecordProbe{
			Asset: "A1", Observation: commandtest.SeesOpen(m.now), Request: disclosure.ProbeRequest{Reason: disclosure.ProbeForWatch},
		})
	}
	if m.c == nil { // also where the file is refused
		m.give(ada, record.Record{ID: commandtest.PlayID, Facts: commandtest.NextMotionFacts(), Discovered: civil.OnDay(2019, 12, 1)})
	}
	if even(t, "who may see it left", 4) == 0 {
		m.give(commandtest.Bob, record.Restrict{Names: []string{"bob"}, Text: "a friend works there"})
	}
	for _, k := range []disclosure.Contact{
		{Role: disclosure.Vendor, Channel: disclosure.Email, Address: "security@nextmotion.example"},
		{Role: disclosure.Provider, Name: "Host", Channel: disclosure.Email, Address: "abuse@host.example"},
	} {
		m.give(ada, record.AddContact{Party: disclosure.Party{Role: k.Role, Name: k.Name}, Contact: k})
	}
	return m
}

// anything draws what one person does next, or what Daylight does by itself.
func anything(t *rapid.T, m *alone) (disclosure.Actor, command.Command) {
	ada := commandtest.Ada
	p := &commandtest.Play{T: t, C: m.c, Events: m.events, Now: m.now, Rules: m.rules}
	if open := m.c.OpenProposals(m.now); len(open) > 0 && even(t, "agrees", 5) == 0 {
		which := rapid.IntRange(0, len(open)-1).Draw(t, "proposal")
		if agreed, ok := second.Command(&open[which], m.c); ok { // to what they, or Daylight, proposed
			return ada, agreed
		}
	}
	if even(t, "joined", 2) == 0 {
		return joinedCommand(t, p)
	}
	who, cmd := anyCommand(t, p)
	if who != commandtest.Robot {
		who = ada
	}
	return who, cmd
}

// takesTwo says by the rules in force whether a message takes two people.
func takesTwo(c *disclosure.Case, m *disclosure.Message, rules command.Rules) bool {
	draft := disclosure.Draft{Template: m.Template, Role: m.Role, Name: m.Name}
	return slices.Contains(rules.SecondPerson, outreach.ApprovalTemplate(c, &draft, rules.SecondPerson))
}

// alone is one person's case.
type alone struct {
	id     disclosure.CaseID
	c      *disclosure.Case
	events []disclosure.Event
	now    time.Time
	rules  command.Rules
	ofTwo  map[string]bool // keys of the messages that two people agreed to before
}

// give decides a command, which may be refused, and returns what it led to.
func (m *alone) give(who disclosure.Actor, cmd command.Command) []disclosure.Event {
	d, err := command.Decide(m.c, cmd, command.Env{Actor: who, Now: m.now, Rules: m.rules})
	if err != nil || len(d.Events) == 0 {
		return nil
	}
	m.events = append(m.events, d.Events...)
	if m.c == nil {
		m.c = milestone.Rebuild(m.id, m.events)
	} else {
		m.c = milestone.Apply(m.c, d.Events...)
	}
	return d.Events
}

// wantNotAlone fails on an event that takes two people.
func (m *alone) wantNotAlone(t *rapid.T, who disclosure.Actor, before *disclosure.Case, e *disclosure.Event) {
	if e.Detail.CoApprover != "" {
		t.Fatalf("decided as two by %s alone: %+v", who.Name, e)
	}
	if e.Kind == disclosure.KindPublished && e.Detail.Consent != nil {
		t.Fatalf("published by %s alone: %+v", who.Name, e)
	}
	if e.Kind == disclosure.KindMessageQueued && !m.ofTwo[e.Detail.Message.Key] && takesTwo(before, e.Detail.Message, m.rules) {
		t.Fatalf("handed over by %s alone: %+v", who.Name, e.Detail.Message)
	}
}

// wantKept fails where a message that was handed over while the rules asked for one person would leave although they ask for two now.
func (m *alone) wantKept(t *rapid.T) {
	for i := range m.c.Messages {
		k := &m.c.Messages[i]
		if k.State == disclosure.MessageQueued && !m.ofTwo[k.Key] && takesTwo(m.c, k, m.rules) && message.MayLeave(m.c, k, m.rules, m.now) == nil {
			t.Fatalf("it leaves: %+v", k)
		}
	}
}
