package command_test

import (
	"flag"
	"os"
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"

	"daylight/disclosure"
	"daylight/disclosure/civil"
	"daylight/disclosure/command"
	"daylight/disclosure/command/commandtest"
	"daylight/disclosure/command/message"
	"daylight/disclosure/command/record"
	"daylight/disclosure/command/second"
	"daylight/disclosure/milestone"
	"daylight/disclosure/outreach"
)

// editRules changes the configuration as whoever holds the file can.
func editRules(t *rapid.T, r *command.Rules) {
	all := append(disclosure.Templates(), disclosure.FreeText)
	switch rapid.IntRange(0, 3).Draw(t, "edit") {
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
		policy.Clauses[0].Days = rapid.SampledFrom([]int{0, 1, 30}).Draw(t, "policy")
		r.Clocks.Policies["plain"] = policy
	}
}

// TestOnePersonAloneNeitherPublishesNorSendsWhatTakesTwo plays one person's commands, imports and edits of the configuration in any
// order, beside what Daylight does by itself. DAYLIGHT_ALONE=20000 plays that many.
func TestOnePersonAloneNeitherPublishesNorSendsWhatTakesTwo(t *testing.T) {
	if n := os.Getenv("DAYLIGHT_ALONE"); n != "" {
		if err := flag.Set("rapid.checks", n); err != nil {
			t.Fatal(err)
		}
	}
	rapid.Check(t, func(t *rapid.T) {
		ada := commandtest.Ada
		m := alone{now: time.Date(2020, 1, 24, 9, 0, 0, 0, time.UTC), rules: command.DefaultRules()}
		if rapid.Bool().Draw(t, "imported") {
			m.give(ada, record.Import{ID: commandtest.PlayID, Facts: commandtest.NextMotionFacts(), Events: []disclosure.Event{
				{Kind: disclosure.KindContacted, At: commandtest.Day20(1, 20), Party: disclosure.Vendor},
				{Kind: rapid.SampledFrom(disclosure.Kinds()).Draw(t, "in the file"), At: commandtest.Day20(1, 2), Until: commandtest.Day20(1, 3), Party: disclosure.Vendor},
			}})
		} else {
			m.give(ada, record.Record{ID: commandtest.PlayID, Facts: commandtest.NextMotionFacts(), Discovered: civil.OnDay(2019, 12, 1)})
		}
		m.give(ada, record.AddContact{Contact: disclosure.Contact{Role: disclosure.Vendor, Channel: disclosure.Email, Address: "security@nextmotion.example"}})
		for range rapid.IntRange(1, 60).Draw(t, "length") {
			m.now = m.now.Add(time.Duration(rapid.SampledFrom([]int{0, 1, 90, 8 * 60, 30 * 60}).Draw(t, "minutes")) * time.Minute)
			if rapid.IntRange(0, 9).Draw(t, "what") == 0 {
				editRules(t, &m.rules)
				continue
			}
			p := &commandtest.Play{T: t, C: m.c, Now: m.now, Rules: m.rules}
			who, cmd := anyCommand(t, p)
			if who != commandtest.Robot {
				who = ada
			}
			if open := m.c.OpenProposals(m.now); len(open) > 0 && rapid.IntRange(0, 4).Draw(t, "agrees") == 0 {
				if agreed, ok := second.Command(&open[0], m.c); ok { // to what they proposed themselves
					who, cmd = ada, agreed
				}
			}
			before := m.c
			for _, e := range m.give(who, cmd) {
				if e.Detail.CoApprover != "" {
					t.Fatalf("decided as two by %s alone: %+v", who.Name, e)
				}
				if e.Kind == disclosure.KindPublished && e.Detail.Consent != nil {
					t.Fatalf("published by %s alone: %+v", who.Name, e)
				}
				if e.Kind == disclosure.KindMessageQueued && takesTwo(before, e.Detail.Message, m.rules) {
					t.Fatalf("handed over by %s alone: %+v", who.Name, e.Detail.Message)
				}
			}
		}
		// What was handed over while the rules asked for one person does not leave once they ask for two.
		for i := range m.c.Messages {
			if k := &m.c.Messages[i]; k.State == disclosure.MessageQueued && takesTwo(m.c, k, m.rules) && message.MayLeave(m.c, k, m.rules, m.now) == nil {
				t.Fatalf("it leaves: %+v", k)
			}
		}
	})
}

// takesTwo says by the rules in force whether a message takes two people.
func takesTwo(c *disclosure.Case, m *disclosure.Message, rules command.Rules) bool {
	draft := disclosure.Draft{Template: m.Template, Role: m.Role, Name: m.Name}
	return slices.Contains(rules.SecondPerson, outreach.ApprovalTemplate(c, &draft, rules.SecondPerson))
}

// alone is one person's case.
type alone struct {
	c     *disclosure.Case
	now   time.Time
	rules command.Rules
}

// give decides a command, which may be refused, and returns what it led to.
func (m *alone) give(who disclosure.Actor, cmd command.Command) []disclosure.Event {
	d, err := command.Decide(m.c, cmd, command.Env{Actor: who, Now: m.now, Rules: m.rules})
	if err != nil || len(d.Events) == 0 {
		return nil
	}
	m.c = milestone.Apply(m.c, d.Events...)
	return d.Events
}
