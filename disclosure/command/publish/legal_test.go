package publish_test

import (
	"strings"
	"testing"
	"time"

	"daylight/disclosure"
	"daylight/disclosure/command/commandtest"
	"daylight/disclosure/command/publish"
	"daylight/disclosure/fault"
	"daylight/disclosure/hint"
	"daylight/disclosure/milestone"
	"daylight/disclosure/person"
)

func counsel(h person.Hand) disclosure.Actor {
	return disclosure.Actor{Name: "carla", Role: disclosure.Viewer, Counsel: true, Hand: h}
}

func TestALegalThreatStopsPublishingUntilItIsCleared(t *testing.T) {
	t.Parallel()
	known := person.Hand{Via: person.CLI, Login: "carla", Proof: person.ByLogin}
	clearing := publish.ClearLegal{Because: "without merit"}
	threat := func(p *commandtest.Play) { p.Event(disclosure.KindLegalThreat, commandtest.Day20(1, 24)) }

	p := commandtest.NewPlay(t)
	p.Refused(commandtest.Ada, clearing, fault.Refused, "no legal threat")
	threat(p)
	p.Do(commandtest.Bob, preview(disclosure.Stub, "en", "d"))
	p.Do(commandtest.Bob, approve(disclosure.Stub, "en", "d"))
	p.Refused(commandtest.Ada, out(disclosure.Stub, "en", "d"), fault.Refused, "legal threat of 2020-01-24")
	p.Hinted(commandtest.Ada, out(disclosure.Stub, "en", "d"), hint.ToClearLegal(commandtest.PlayID))

	// The counsel alone, if it is known who it is.
	p.Refused(counsel(person.Hand{Via: person.CLI}), clearing, fault.Forbidden, "more than a name")
	p.Refused(counsel(known), publish.ClearLegal{Because: " \n"}, fault.Invalid, "say why")
	p.Refused(commandtest.Rita, clearing, fault.Forbidden, "requires the role lead")
	e := p.Do(counsel(known), clearing).Events[0]
	if e.Kind != disclosure.KindLegalCleared || p.C.UnderThreat() || p.C.ClearedBy != "the counsel carla: without merit" {
		t.Errorf("%+v %q", e, p.C.ClearedBy)
	}
	p.Refused(commandtest.Ada, clearing, fault.Conflict, "already cleared")
	p.Do(commandtest.Ada, out(disclosure.Stub, "en", "d"))

	// A later threat needs a new word, also where two leads had begun on the old one.
	threat(p)
	if !p.C.UnderThreat() {
		t.Fatal("the old word counts for the new threat")
	}
	p.Do(commandtest.Ada, clearing)
	if !p.C.UnderThreat() {
		t.Fatal("one lead cleared it alone")
	}
	p.Refused(commandtest.Ada, clearing, fault.Refused, "two leads")
	threat(p)
	p.Do(commandtest.Bob, clearing)
	if !p.C.UnderThreat() {
		t.Fatal("a proposal from before the threat counted")
	}
	p.Do(commandtest.AdaInSlack, clearing)
	commandtest.WantSameCase(t, p)
}

func TestTwoLeadsClearALegalThreat(t *testing.T) {
	t.Parallel()
	p := commandtest.NewPlay(t)
	p.Event(disclosure.KindLegalThreat, commandtest.Day20(1, 24))
	p.Do(commandtest.Ada, publish.ClearLegal{Because: "ask the court"})
	p.Do(commandtest.Bob, publish.ClearLegal{Because: "agreed"})
	if p.C.UnderThreat() || !strings.Contains(p.C.ClearedBy, "the leads ada and bob") || len(p.C.OpenProposals(p.Now)) != 0 {
		t.Errorf("%q, proposals %v", p.C.ClearedBy, p.C.Proposals)
	}
}

func TestAPlannedThreatIsNone(t *testing.T) {
	t.Parallel()
	c := milestone.Apply(&disclosure.Case{}, disclosure.Event{Seq: 1, Kind: disclosure.KindLegalThreat, At: commandtest.Day20(1, 24), Planned: true})
	if c.UnderThreat() {
		t.Error("what is only expected stops the work")
	}
}

// A full page says where the asset is. Once that is open again, a form that does not waits for no deadline, and takes two people.
func TestARevisionThatTakesBackTheAddressWaitsForNoDeadline(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		rule  string
		first disclosure.Mode
		next  disclosure.Mode
		says  string
	}{
		{"limited after full", disclosure.Full, disclosure.Limited, ""},
		{"a stub after full", disclosure.Full, disclosure.Stub, ""},
		{"full after full", disclosure.Full, disclosure.Full, "not closed by our own probes"},
		{"limited after limited, which named no place", disclosure.Limited, disclosure.Limited, "deadline has not passed"},
		{"limited after a stub", disclosure.Stub, disclosure.Limited, "deadline has not passed"},
	} {
		p := commandtest.NewPlay(t)
		p.Sent(disclosure.FirstContact, "C1")
		p.CloseA1()
		p.Do(commandtest.Bob, preview(c.first, "en", "d"))
		p.Do(commandtest.Bob, approve(c.first, "en", "d"))
		p.Do(commandtest.Ada, out(c.first, "en", "d"))
		p.Now = p.Now.Add(26 * time.Hour)
		p.Probe(commandtest.SeesOpen(p.Now), disclosure.ProbeForWatch)
		if p.C.ExposureState() != disclosure.ExposureReopened {
			t.Fatalf("%s: the asset is %s", c.rule, p.C.ExposureState())
		}
		published := p.C.Publication
		p.Refused(commandtest.Ada, out(c.next, "en", "e"), fault.Refused, "")
		if p.C.Publication != published {
			t.Fatalf("%s: the page changed by itself", c.rule)
		}
		p.Do(commandtest.Bob, preview(c.next, "en", "e"))
		p.Do(commandtest.Bob, approve(c.next, "en", "e"))
		if c.says != "" {
			p.Refused(commandtest.Ada, out(c.next, "en", "e"), fault.Refused, c.says)
			continue
		}
		p.Do(commandtest.Ada, out(c.next, "en", "e"))
		if p.C.PageNamesAssets() {
			t.Errorf("%s: the page still counts as one that names assets", c.rule)
		}
	}
}
