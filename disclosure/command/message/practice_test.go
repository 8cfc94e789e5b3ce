package message_test

import (
	"testing"
	"time"

	"daylight/disclosure"
	"daylight/disclosure/command"
	"daylight/disclosure/command/commandtest"
	"daylight/disclosure/command/message"
	"daylight/disclosure/command/record"
	"daylight/disclosure/fault"
	"daylight/disclosure/gate"
	"daylight/disclosure/rehearse"
	"daylight/disclosure/stats"

	"daylight/disclosure/civil"
)

// practising are the rules of a team whose mail rehearses.
func practising() command.Rules {
	rules := command.DefaultRules()
	rules.Ways = rehearse.NewPlan(map[rehearse.Way]rehearse.Mode{rehearse.Way("email"): rehearse.Rehearse}, map[rehearse.Way]string{rehearse.Way("email"): "practice@t.example"})
	return rules
}

// approved is a case with an approved first contact to an address.
func approved(t *testing.T, rules command.Rules, to string) (*disclosure.Case, command.Env) {
	t.Helper()
	env := command.Env{Actor: commandtest.Ada, Now: time.Date(2020, 1, 24, 9, 0, 0, 0, time.UTC), Rules: rules}
	c, _ := commandtest.Run(t, nil, env, record.Record{ID: commandtest.PlayID, Facts: commandtest.NextMotionFacts()})
	c, _ = commandtest.Run(t, c, env, record.AddContact{Contact: disclosure.Contact{Role: disclosure.Vendor, Channel: disclosure.Email, Address: "security@v.example"}})
	c, _ = commandtest.Run(t, c, env, message.NewDraft{Draft: disclosure.Draft{Template: disclosure.FirstContact, Contact: "C1", Subject: "s", Body: "b", Lang: "en", Because: commandtest.Unasked}})
	c, _ = commandtest.Run(t, c, env, message.ApproveDraft{ID: "D1", Message: disclosure.Message{ID: "m1@t.example", To: to, Raw: "r"}})
	return c, env
}

func TestACaseOfARehearsalLeavesByItAlone(t *testing.T) {
	t.Parallel()
	c, env := approved(t, practising(), "practice@t.example")
	if !c.Rehearsal {
		t.Fatal("what is recorded while mail rehearses is no rehearsal")
	}
	if _, err := command.Decide(c, message.SendDraft{ID: "D1"}, env); err != nil {
		t.Errorf("it does not leave by the rehearsal: %v", err)
	}
	live := env
	live.Rules = command.DefaultRules()
	if _, err := command.Decide(c, message.SendDraft{ID: "D1"}, live); fault.CodeOf(err) != fault.Refused {
		t.Errorf("it is sent live: %v", err)
	}
	m := c.Messages[0]
	if err := message.MayLeave(c, &m, live.Rules, env.Now); fault.CodeOf(err) != fault.Refused {
		t.Errorf("the last proof lets it leave live: %v", err)
	}
	if err := message.MayAwait(c, &m, live.Rules, env.Now); fault.CodeOf(err) != fault.Refused {
		t.Errorf("it waits for an answer, to leave live: %v", err)
	}
	moved := practising()
	moved.Ways = rehearse.NewPlan(map[rehearse.Way]rehearse.Mode{rehearse.Way("email"): rehearse.Rehearse}, map[rehearse.Way]string{rehearse.Way("email"): "other@t.example"})
	if err := message.MayLeave(c, &m, moved, env.Now); fault.CodeOf(err) != fault.Refused {
		t.Errorf("it leaves to another place than that of the rehearsal: %v", err)
	}
}

func TestALiveCaseDoesNotLeaveByARehearsal(t *testing.T) {
	t.Parallel()
	c, env := approved(t, command.DefaultRules(), "security@v.example")
	if c.Rehearsal {
		t.Fatal("a live case is a rehearsal")
	}
	env.Rules = practising()
	if _, err := command.Decide(c, message.SendDraft{ID: "D1"}, env); fault.CodeOf(err) != fault.Refused {
		t.Errorf("it is sent in a rehearsal: %v", err)
	}
	m := c.Messages[0]
	if err := message.MayLeave(c, &m, env.Rules, env.Now); fault.CodeOf(err) != fault.Refused {
		t.Errorf("the last proof lets it leave: %v", err)
	}
}

func TestARehearsalIsNeverPublishedAndCountsNowhere(t *testing.T) {
	t.Parallel()
	c, env := approved(t, practising(), "practice@t.example")
	checks := gate.Run(gate.Input{Case: c, Mode: disclosure.Full, Clock: env.Clock(), Rules: env.Rules.Gate})
	if checks[0].Name != gate.CheckRehearsal || checks[0].State != gate.CheckFail {
		t.Errorf("%+v", checks[0])
	}
	if got := stats.CasesOf(c, civil.When{})[0].Excluded; got != stats.ExcludedRehearsal {
		t.Errorf("statistics count it: %q", got)
	}
}

// What a file says was a rehearsal stays one, also where nothing rehearses now.
func TestAnImportedRehearsalStaysOne(t *testing.T) {
	t.Parallel()
	facts := commandtest.NextMotionFacts()
	facts.Rehearsal = true
	env := command.Env{Actor: commandtest.Ada, Now: time.Date(2021, 1, 1, 9, 0, 0, 0, time.UTC), Rules: command.DefaultRules()}
	if c, _ := commandtest.Run(t, nil, env, record.Import{ID: commandtest.PlayID, Facts: facts}); !c.Rehearsal {
		t.Error("it is none")
	}
}
