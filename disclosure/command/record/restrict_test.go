package record_test

import (
	"slices"
	"testing"

	"daylight/disclosure"
	"daylight/disclosure/command/commandtest"
	"daylight/disclosure/command/record"
	"daylight/disclosure/fault"
	"daylight/disclosure/milestone"
	"daylight/disclosure/person"
)

func TestWhoMayRestrictACase(t *testing.T) {
	t.Parallel()
	to := func(names ...string) record.Restrict { return record.Restrict{Names: names} }
	lift := record.Restrict{Lift: true}
	rob := disclosure.Actor{Name: "rob", Role: disclosure.Researcher, Hand: person.Hand{Via: person.Slack, Account: "U7", Proof: person.BySlack}}

	p := commandtest.NewPlay(t)
	p.Refused(commandtest.Ada, to(), fault.Invalid, "say who may see")
	p.Refused(commandtest.Ada, to("bob"), fault.Invalid, "name yourself too")
	p.Refused(commandtest.Ada, lift, fault.Conflict, "is not restricted")
	p.Refused(commandtest.Vic, to("vic"), fault.Forbidden, "requires the role researcher")

	p.Do(commandtest.Ada, to("rita", " ADA ", "ada", "rob"))
	if got := p.C.Circle.Names; !slices.Equal(got, []string{"ADA", "rita", "rob"}) {
		t.Fatalf("restricted to %q", got)
	}
	p.Refused(commandtest.Ada, to("rob", "rita", "ada"), fault.Conflict, "exactly these people")

	// Somebody outside of it reads of a case that does not exist, whatever they ask for.
	for _, cmd := range []record.Restrict{to("bob"), lift} {
		p.Refused(commandtest.Bob, cmd, fault.NotFound, "there is no case "+string(commandtest.PlayID))
	}
	p.Refused(commandtest.Bob, lift, fault.NotFound, "there is no case")

	// Two who are no leads decide as two, and neither leaves the other one out.
	p.Do(commandtest.Rita, lift)
	if !p.C.Circle.Restricted() || len(p.C.OpenProposals(p.Now)) != 1 {
		t.Fatalf("one researcher decided alone: %+v", p.C.Circle)
	}
	p.Refused(commandtest.Rita, lift, fault.Refused, "two people")
	p.Do(rob, lift)
	if p.C.Circle.Restricted() || len(p.C.OpenProposals(p.Now)) != 0 {
		t.Fatalf("two people lifted it, and it is %+v", p.C.Circle)
	}
	p.Do(commandtest.Ada, to("ada"))
	p.Do(commandtest.Ada, to("ada", "bob")) // a lead who may see it widens it
	p.Do(commandtest.Bob, lift)
	commandtest.WantSameCase(t, p)
}

func TestAnEventThatSaysNothingOpensNoCase(t *testing.T) {
	t.Parallel()
	c := &disclosure.Case{ID: commandtest.PlayID, Circle: person.Circle{Names: []string{"ada"}}}
	for _, circle := range []*person.Circle{nil, {}} {
		after := milestone.Apply(c, disclosure.Event{Seq: 1, Kind: disclosure.KindRestricted, Detail: disclosure.Detail{Circle: circle}})
		if !after.Circle.Restricted() {
			t.Errorf("%+v opened the case", circle)
		}
	}
}
