package record_test

import (
	"slices"
	"strings"
	"testing"

	"daylight/disclosure"
	"daylight/disclosure/command/commandtest"
	"daylight/disclosure/command/record"
	"daylight/disclosure/fault"
	"daylight/disclosure/person"
)

func TestACaseWhoseReadersHaveAllLeftComesBackByTwo(t *testing.T) {
	t.Parallel()
	gone := disclosure.Actor{Name: "zoe", Role: disclosure.Lead, Hand: person.Hand{Via: person.CLI, Login: "zoe", Proof: person.ByLogin}}
	team := []disclosure.Actor{commandtest.Ada, commandtest.Bob, commandtest.Rita, commandtest.Vic}
	to := func(names ...string) record.Recover {
		return record.Recover{Names: names, Team: team, Text: "zoe left in March"}
	}
	const hidden = "there is no case"

	p := commandtest.NewPlay(t)
	p.Refused(commandtest.Ada, to("ada"), fault.Conflict, "is not restricted")
	p.Do(gone, record.Restrict{Names: []string{"zoe"}})

	still := to("ada")
	still.Team = append(slices.Clone(team), gone)
	p.Refused(commandtest.Ada, still, fault.NotFound, hidden)
	p.Refused(gone, still, fault.Conflict, "zoe may see")
	unknown := to("ada")
	unknown.Team = nil // nothing is known of who left
	p.Refused(commandtest.Ada, unknown, fault.NotFound, hidden)
	p.Refused(commandtest.Vic, to("ada"), fault.NotFound, hidden)
	p.Refused(commandtest.Rita, to("ada"), fault.NotFound, hidden)
	p.Refused(commandtest.Ada, to("zoe"), fault.Invalid, "not in the team")
	p.Refused(commandtest.Ada, to(), fault.Invalid, "say who")
	p.Refused(commandtest.Ada, record.Recover{Names: []string{"ada"}, Team: team}, fault.Invalid, "say why")

	p.Do(commandtest.Ada, to("ada", "rita"))
	if p.C.Circle.Has("ada") {
		t.Fatalf("one person opened it: %+v", p.C.Circle)
	}
	p.Refused(commandtest.Ada, to("ada", "rita"), fault.Refused, "a lead and a second person")
	p.Refused(commandtest.Ada, record.Restrict{Names: []string{"ada"}}, fault.NotFound, hidden)
	p.Refused(commandtest.Rita, to("rita"), fault.Forbidden, "exactly these people")
	d := p.Do(commandtest.Rita, to("rita", "ada"))
	if !slices.Equal(p.C.Circle.Names, []string{"ada", "rita"}) || len(p.C.OpenProposals(p.Now)) != 0 {
		t.Fatalf("it is restricted to %q", p.C.Circle.Names)
	}
	if e := d.Events[0]; e.Detail.CoApprover != "ada" || !strings.Contains(e.Text, "any more (zoe): zoe left in March") {
		t.Errorf("on record is %+v", e)
	}
	p.Refused(commandtest.Bob, to("bob"), fault.NotFound, hidden)
	commandtest.WantSameCase(t, p)
}
