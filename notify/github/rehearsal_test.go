package github

import (
	"testing"

	"daylight/disclosure"
	"daylight/disclosure/fault"
)

func TestIssuesOfRehearsalsAndOthersNeverMeet(t *testing.T) {
	t.Parallel()
	c := &Channel{repos: map[string]Repository{"team/practice": {Rehearsal: true}, "team/vendor": {Vendor: "Example"}}}
	practice := &disclosure.Case{ID: "DL-2020-0001", Rehearsal: true, Parties: []disclosure.Party{{Role: disclosure.Vendor, Name: "Example"}}}
	for _, party := range []string{"Example", "Second"} { // it belongs to no party
		row, err := c.Belongs(t.Context(), practice, disclosure.Vendor, party, "team/Practice")
		if err != nil || row.Sole || row.Name == partyRow("team/practice") {
			t.Errorf("%s: %+v, %v", party, row, err)
		}
	}
	if _, err := c.Belongs(t.Context(), practice, disclosure.Vendor, "Example", "team/vendor"); fault.CodeOf(err) != fault.Refused {
		t.Errorf("a rehearsal is written to the vendor: %v", err)
	}
	live := &disclosure.Case{ID: "DL-2020-0002", Parties: practice.Parties}
	if _, err := c.Belongs(t.Context(), live, disclosure.Vendor, "Example", "team/practice"); fault.CodeOf(err) != fault.Refused {
		t.Errorf("a live case is written to the repository of rehearsals: %v", err)
	}
}
