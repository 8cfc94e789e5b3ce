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

func TestAStopOfOneVendorLeavesTheAssetsOfAnotherOneAlone(t *testing.T) {
	t.Parallel()
	for rule, c := range map[string]struct {
		who  string
		want string
	}{
		"the owner of two of three":  {"NextMotion", "A1 A3 "},
		"the owner of one":           {"Other Ltd", "A2 A3 "}, // A3 names no owner, so it may be anybody's
		"a vendor of none":           {"Third Ltd", "A3 "},
		"a spelling of its own name": {"nextmotion", "A1 A3 "},
	} {
		p := commandtest.NewPlay(t)
		p.Do(commandtest.Ada, record.AddAsset{Asset: disclosure.Asset{Kind: "http", Target: "https://x.example/"}})
		p.Do(commandtest.Ada, record.AddAsset{Asset: disclosure.Asset{Kind: "http", Target: "https://y.example/"}})
		for i, owner := range []string{"NextMotion", "Other Ltd", "Third Ltd"} {
			p.Do(commandtest.Ada, record.AddContact{Contact: disclosure.Contact{Role: disclosure.Vendor, Name: owner, Channel: disclosure.Email, Address: string(rune('a'+i)) + "@v.example"}})
			p.Event(disclosure.KindContacted, commandtest.Day20(1, 24), func(e *record.AddEvent) { e.Name = owner })
		}
		nextMotion, other := "NextMotion", "Other Ltd"
		p.Do(commandtest.Ada, record.EditAsset{Asset: "A1", Owner: &nextMotion})
		p.Do(commandtest.Ada, record.EditAsset{Asset: "A2", Owner: &other})
		p.Do(commandtest.Robot, incoming.RecordInbound{Kind: disclosure.KindReplied, Channel: disclosure.Email, Party: disclosure.Vendor, Name: c.who, Text: "STOP"})
		got := ""
		for i := range p.C.Assets {
			if p.C.Assets[i].Stopped {
				got += p.C.Assets[i].ID + " "
			}
		}
		if got != c.want {
			t.Errorf("%s: stopped %q, want %q", rule, got, c.want)
		}
	}
}

func TestWhatTheyWroteIsRecordedAsALegalThreat(t *testing.T) {
	t.Parallel()
	p := commandtest.NewPlay(t)
	p.Sent(disclosure.FirstContact, "C1")
	d := p.Do(commandtest.Rita, incoming.RecordInbound{Kind: disclosure.KindLegalThreat, Channel: disclosure.Email, Text: "Our lawyers …", Writer: "law@v.example"})
	if e := d.Events[0]; e.Kind != disclosure.KindLegalThreat || e.Party != disclosure.Vendor || e.Text != "" || e.Detail.Excerpt == "" || !p.C.UnderThreat() {
		t.Errorf("%+v", e)
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
