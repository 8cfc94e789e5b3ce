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
		{"the address of the team", "desk@cert.nextmotion.net", `<a href="mailto:desk@cert.nextmotion.net">desk@cert.nextmotion.net</a>`, false},
		{"in other letters", "Desk@CERT.nextmotion.net", "<desk@cert.nextmotion.net>", false},
		{"with a plus", "cert+page@cert.nextmotion.net", `<a href="mailto:cert&#43;page@cert.nextmotion.net">cert&#43;page@cert.nextmotion.net</a> <cert+page@cert.nextmotion.net>`, false},
		{"another one beside it", "desk@cert.nextmotion.net", "desk@cert.nextmotion.net, jane@nextmotion.net", true},
		{"a longer one that ends like it", "desk@cert.nextmotion.net", "frontdesk@cert.nextmotion.net", true},
		{"a longer one that begins like it", "desk@cert.nextmotion.net", "desk@cert.nextmotion.net.org", true},
		{"another one of its domain", "desk@cert.nextmotion.net", "jane@cert.nextmotion.net", true},
		{"no address is configured", "", "desk@cert.nextmotion.net", true},
		{"what is configured is no address", "the desk", "desk@cert.nextmotion.net", true},
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
