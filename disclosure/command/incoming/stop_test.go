package incoming_test

import (
	"testing"
	"time"

	"daylight/disclosure"
	"daylight/disclosure/civil"
	"daylight/disclosure/command"
	"daylight/disclosure/command/commandtest"
	"daylight/disclosure/command/exposure"
	"daylight/disclosure/command/incoming"
	"daylight/disclosure/command/record"
	"daylight/disclosure/fault"
	"daylight/disclosure/inbound"
	"daylight/disclosure/person"
)

func TestAsksToStop(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]bool{
		"STOP": true, " STOP.\nRegards": true, "Bonjour,\n\nSTOP\n": true, "*STOP*": true, "« STOP »": true,
		"stop": true, "Please STOP asking": true, "a\nb\nc\nd\ne\nSTOP": true, // pausing is the harmless error
		"We will not STOP": false, "": false,
	} {
		if got := inbound.AsksToStop(text); got != want {
			t.Errorf("%q: %v, want %v", text, got, want)
		}
	}
}

func TestAStopInAnAnswerEndsTheProbesUntilAPersonTakesItBack(t *testing.T) {
	t.Parallel()
	c, env := commandtest.OneAsset(t, time.Date(2020, 1, 24, 9, 0, 0, 0, time.UTC))
	c, _ = commandtest.Run(t, c, env, record.AddEvent{Kind: disclosure.KindContacted, At: civil.OnDay(2020, 1, 24), Party: disclosure.Vendor})
	env.Actor = disclosure.Engine()
	c, _ = commandtest.Run(t, c, env, incoming.RecordInbound{Kind: disclosure.KindReplied, Channel: disclosure.Email, Text: "Hello,\nSTOP\n"})
	if !c.Assets[0].Stopped {
		t.Fatal("the probes were not stopped")
	}
	if _, err := command.Decide(c, exposure.RequestProbe{}, env); fault.CodeOf(err) != fault.Refused {
		t.Errorf("a probe after STOP: %v", err)
	}
	env.Actor = disclosure.Actor{Name: "alice", Role: disclosure.Lead, Hand: person.Hand{Via: person.CLI}}
	c, d := commandtest.Run(t, c, env, exposure.StopProbing{Resume: true, Text: "the vendor agreed"})
	if c.Assets[0].Stopped {
		t.Error("the stop was not taken back")
	}
	if _, err := command.Decide(c, exposure.RequestProbe{}, env); err != nil {
		t.Error(err)
	}
	_ = d
}
