package inbound_test

import (
	"strings"
	"testing"

	"daylight/disclosure"
	"daylight/disclosure/inbound"
)

func box(address, domain string) inbound.Mailbox {
	return inbound.Mailbox{Address: address, Domain: domain}
}

// TestWhoSpeaksForAParty has a row for each kind of writer. Only whoever is known speaks for a party, and only a machine
// that proves itself reports on a mail of ours.
func TestWhoSpeaksForAParty(t *testing.T) {
	t.Parallel()
	vendor, provider := disclosure.KeyOf(disclosure.Vendor, "Example"), disclosure.KeyOf(disclosure.Provider, "Cloud")
	known := []inbound.Acquaintance{
		{box("security@example.com", "example.com"), vendor},
		{box("boss@gmail.com", ""), vendor},
		{box("abuse@cloud.example", "cloud.example"), provider},
		{box("", "shared.example"), vendor},
		{box("noc@shared.example", "shared.example"), provider},
	}
	from := func(address, domain string) inbound.Writer {
		return inbound.Writer{From: box(address, domain), Authors: 1}
	}
	with := func(w inbound.Writer, change func(*inbound.Writer)) inbound.Writer {
		change(&w)
		return w
	}
	jane, x := from("jane@example.com", "example.com"), from("x@attacker.example", "attacker.example")
	for _, c := range []struct {
		rule     string
		w        inbound.Writer
		to       disclosure.PartyKey
		standing inbound.Standing
		party    disclosure.PartyKey
	}{
		{"the contact itself", from("security@example.com", "example.com"), vendor, inbound.Known, vendor},
		{"a colleague of the contact", jane, vendor, inbound.Known, vendor},
		{"an address at a public provider", from("Boss@gmail.com", ""), vendor, inbound.Known, vendor},
		{"a provider to whom the vendor passed it on", from("x@cloud.example", "cloud.example"), vendor, inbound.Known, provider},
		{"whom two parties know, for the one that was written to", from("y@shared.example", "shared.example"), provider, inbound.Known, provider},
		{"a mail handed in by a colleague", with(jane, func(w *inbound.Writer) { w.Senders = []inbound.Mailbox{box("it@example.com", "example.com")} }), vendor, inbound.Known, vendor},
		{"a mail handed in by another mailbox of the party", with(jane, func(w *inbound.Writer) { w.Senders = []inbound.Mailbox{box("boss@gmail.com", "")} }), vendor, inbound.Known, vendor},

		{"anybody", x, vendor, inbound.Stranger, ""},
		{"somebody else at the public provider", from("boss2@gmail.com", ""), vendor, inbound.Stranger, ""},
		{"nobody, empty", from("", ""), vendor, inbound.Stranger, ""},

		{"no author", with(jane, func(w *inbound.Writer) { w.Authors = 0 }), vendor, inbound.Unknown, ""},
		{"two authors", with(jane, func(w *inbound.Writer) { w.Authors = 2 }), vendor, inbound.Unknown, ""},
		{"a mail handed in by a stranger", with(jane, func(w *inbound.Writer) { w.Senders = []inbound.Mailbox{box("x@attacker.example", "attacker.example")} }), vendor, inbound.Unknown, ""},
		{"a mail handed in for the vendor by the provider", with(jane, func(w *inbound.Writer) { w.Senders = []inbound.Mailbox{box("x@cloud.example", "cloud.example")} }), vendor, inbound.Unknown, ""},
		{"a mail handed in by a colleague and a stranger", with(jane, func(w *inbound.Writer) {
			w.Senders = []inbound.Mailbox{box("it@example.com", "example.com"), box("x@attacker.example", "attacker.example")}
		}), vendor, inbound.Unknown, ""},
		{"whom two other parties know", from("y@shared.example", "shared.example"), disclosure.KeyOf(disclosure.Coordinator, "CERT"), inbound.Unknown, ""},
		{"a report of abuse", with(jane, func(w *inbound.Writer) { w.Robot = "a report of abuse" }), vendor, inbound.Unknown, ""},
		{"a notice without proof", with(jane, func(w *inbound.Writer) { w.Notice = true }), vendor, inbound.Unknown, ""},

		{"a notice with proof", with(x, func(w *inbound.Writer) { w.Notice, w.Proof, w.Authors = true, true, 0 }), vendor, inbound.Machine, ""},
		{"a stranger who has had our mail", with(x, func(w *inbound.Writer) { w.Proof = true }), vendor, inbound.Stranger, ""},

		{"one of us", with(from("ada@team.example", "team.example"), func(w *inbound.Writer) { w.Own = true }), vendor, inbound.Colleague, ""},
		{"one of us, of a party too", with(jane, func(w *inbound.Writer) { w.Own = true }), vendor, inbound.Colleague, ""},
	} {
		got := c.w.Judge(c.to, known)
		if got.Standing != c.standing || got.Party != c.party || got.Because == "" || strings.Contains(got.Because, "@attacker") {
			t.Errorf("%s: %+v, want %s of %q", c.rule, got, c.standing, c.party)
		}
	}
	if got := jane.Judge(vendor, nil); got.Standing != inbound.Stranger {
		t.Errorf("a case that knows nobody knows %+v", got)
	}
}

func TestWhomACaseKnows(t *testing.T) {
	t.Parallel()
	c := &disclosure.Case{
		Parties: []disclosure.Party{{Role: disclosure.Vendor, Name: "Example", Domain: "example.com"}, {Role: disclosure.Provider, Name: "Cloud"}},
		Contacts: []disclosure.Contact{
			{Role: disclosure.Vendor, Channel: disclosure.Email, Address: "security@example.org"},
			{Role: disclosure.Provider, Name: "cloud", Channel: disclosure.Email, Address: "abuse@cloud.example"},
			{Role: disclosure.Vendor, Channel: disclosure.Phone, Address: "+33 1"},
		},
		Writers: []disclosure.Contact{{Role: disclosure.Vendor, Name: "Example", Address: "jane@agency.example"}},
	}
	want := map[string]disclosure.PartyKey{
		"security@example.org": "vendor/Example", "abuse@cloud.example": "provider/Cloud", "@example.com": "vendor/Example", "jane@agency.example": "vendor/Example",
	}
	got := inbound.Acquaintances(c, func(a string) inbound.Mailbox { return inbound.Mailbox{Address: a} })
	for _, k := range got {
		if want[k.Address] != k.Party {
			t.Errorf("%q is of %q", k.Address, k.Party)
		}
	}
	if len(got) != len(want) {
		t.Errorf("%d acquaintances, want %d: %+v", len(got), len(want), got)
	}
}
