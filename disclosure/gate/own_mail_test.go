package gate_test

import (
	"testing"

	"daylight/disclosure/gate"
)

func TestOnlyTheTeamsOwnMailAddressMayStandOnAPage(t *testing.T) {
	for _, c := range []struct {
		name, contact, text string
		found               bool
	}{
		{"the address of the team", "desk@cert.example", `<a href="mailto:desk@cert.example">desk@cert.example</a>`, false},
		{"in other letters", "Desk@CERT.example", "<desk@cert.example>", false},
		{"with a plus", "cert+page@cert.example", `<a href="mailto:cert&#43;page@cert.example">cert&#43;page@cert.example</a> <cert+page@cert.example>`, false},
		{"another one beside it", "desk@cert.example", "desk@cert.example, jane@example.com", true},
		{"a longer one that ends like it", "desk@cert.example", "helpdesk@cert.example", true},
		{"a longer one that begins like it", "desk@cert.example", "desk@cert.example.org", true},
		{"another one of its domain", "desk@cert.example", "jane@cert.example", true},
		{"no address is configured", "", "desk@cert.example", true},
		{"what is configured is no address", "the desk", "desk@cert.example", true},
	} {
		in := passing(t)
		in.Contact, in.Files = c.contact, map[string][]byte{"index.html": []byte(c.text)}
		want := gate.CheckPass
		if c.found {
			want = gate.CheckFail
		}
		if got := stateOf(t, gate.Run(in), gate.CheckNoMailAddresses); got.State != want {
			t.Errorf("%s: %s (%s), want %s", c.name, got.State, got.Reason, want)
		}
	}
}
