package email_test

import (
	"context"
	"strings"
	"testing"

	"daylight/disclosure"
	"daylight/disclosure/command/incoming"
	"daylight/disclosure/ledger"
	"daylight/notify/email"
)

// caseBook is a lookup with one case of several parties.
type caseBook struct{ c disclosure.Case }

func (l caseBook) FindMessage(context.Context, string) (disclosure.CaseID, string, bool, error) {
	return "", "", false, nil
}

func (l caseBook) Load(context.Context, disclosure.CaseID) (*disclosure.Case, error) {
	return l.c.Clone(), nil
}

func parties() disclosure.Case {
	contact := func(id string, role disclosure.Role, name, address string) disclosure.Contact {
		return disclosure.Contact{ID: id, Role: role, Name: name, Channel: disclosure.Email, Address: address}
	}
	return disclosure.Case{
		ID: "DL-2020-0001",
		Parties: []disclosure.Party{
			{Role: disclosure.Vendor, Name: "Bücher", Domain: "buecher.example"}, {Role: disclosure.Provider, Name: "Cloud"}, {Role: disclosure.Coordinator, Name: "CERT"},
		},
		Contacts: []disclosure.Contact{
			contact("C1", disclosure.Vendor, "Bücher", "security@mail.bücher.co.uk"),
			contact("C2", disclosure.Vendor, "Bücher", "buecher.owner@gmail.com"),
			contact("C3", disclosure.Provider, "Cloud", "abuse@cloud.example"),
			contact("C4", disclosure.Coordinator, "CERT", "info@cert.gov.example"),
		},
		Messages: []disclosure.Message{{Key: "first", Contact: "C1", Channel: disclosure.Email, Role: disclosure.Vendor, Name: "Bücher"}},
		Writers:  []disclosure.Contact{{ID: "9", Role: disclosure.Vendor, Name: "Bücher", Channel: disclosure.Email, Address: "jo@agency.example"}},
	}
}

func TestWhoMayAnswerAMail(t *testing.T) {
	tok := testTokens(t)
	p := email.NewInterpreter(tok, caseBook{parties()})
	to := tok.Address("DL-2020-0001", "C1")
	for from, want := range map[string]string{
		"security@mail.bücher.co.uk":                            "vendor",
		"Jane <jane@BÜCHER.co.uk>":                              "vendor", // the organisation, as it is typed
		"jane@xn--bcher-kva.co.uk":                              "vendor", // the same as A-labels
		"jane@sub.xn--bcher-kva.co.uk":                          "vendor",
		"jane@www.buecher.example":                              "vendor", // the domain of the party
		"Buecher.Owner@gmail.com":                               "vendor",
		"jo@agency.example":                                     "vendor", // accepted before
		"max@agency.example":                                    "vendor",
		"noc@eu.cloud.example":                                  "provider",
		"desk@cert.gov.example":                                 "coordinator",
		"x@attacker.example":                                    "",
		"x@co.uk":                                               "",
		"x@other.co.uk":                                         "", // shares a public suffix only
		"x@bücher.co.uk.attacker.example":                       "",
		"x@notxn--bcher-kva.co.uk":                              "",
		"somebody@gmail.com":                                    "", // a public provider is nobody's domain
		"buecher.owner@googlemail.com":                          "",
		"security":                                              "",
		"\"security@mail.bücher.co.uk\" <x@attacker.example>":   "",
		"security@mail.xn--bcher-kva.co.uk, x@attacker.example": "",
		"x@[192.0.2.1]":                                         "",
		"":                                                      "",
	} {
		raw := "From: " + from + "\r\nTo: " + to + "\r\nSubject: Re: x\r\n\r\nWe have fixed it.\r\n"
		r, err := p.Interpret(t.Context(), inbound(), []byte(raw))
		if err != nil {
			t.Fatal(err)
		}
		cmd, ok := r.Command.(incoming.RecordInbound)
		if string(cmd.Party) != want || ok != (want != "") {
			t.Errorf("%q speaks for %q, want %q: %s", from, cmd.Party, want, r.Update.Note)
		}
		if ok != (r.Update.State == ledger.InboundMatched) || r.Update.Case != "DL-2020-0001" || !ok && !strings.HasPrefix(r.Update.Note, "held: ") {
			t.Errorf("%q: %+v", from, r.Update)
		}
		// Who answers instead of the vendor answers none of the vendor's messages.
		if ok && (cmd.Answers == "first") != (want == "vendor") {
			t.Errorf("%q answers %q", from, cmd.Answers)
		}
	}
}

func TestATeamAtAPublicProviderIsItsOwnAddressOnly(t *testing.T) {
	tok, err := email.NewTokens("our.team@gmail.com", make([]byte, 32))
	if err != nil {
		t.Fatal(err)
	}
	p := email.NewInterpreter(tok, caseBook{parties()})
	to := tok.Address("DL-2020-0001", "C2")
	for from, want := range map[string]string{
		"our.team@gmail.com":      "written from our own domain",
		to:                        "written from our own domain",
		"buecher.owner@gmail.com": "matched by address",
		"somebody@gmail.com":      "is not known to this case",
	} {
		r, err := p.Interpret(t.Context(), inbound(), []byte("From: "+from+"\r\nTo: "+to+"\r\n\r\nHello\r\n"))
		if err != nil || !strings.Contains(r.Update.Note, want) {
			t.Errorf("%s: %+v, %v", from, r.Update, err)
		}
	}
}

// TestAMachineOfOursIsNoAnswer: the vacation of a colleague who was in Cc is nobody's answer either.
func TestAMachineOfOursIsNoAnswer(t *testing.T) {
	tok := testTokens(t)
	raw := "From: ada@example.org\r\nTo: " + tok.Address("DL-2020-0001", "C1") + "\r\nAuto-Submitted: auto-replied\r\nSubject: Out of office\r\n\r\nI am away.\r\n"
	r, err := email.NewInterpreter(tok, caseBook{parties()}).Interpret(t.Context(), inbound(), []byte(raw))
	if err != nil || r.Command != nil || r.Update.State != ledger.InboundWaiting {
		t.Errorf("%+v, %v", r, err)
	}
}

func (caseBook) Blob(context.Context, disclosure.BlobRef) ([]byte, error) { return nil, nil }

func (caseBook) Ref(context.Context, disclosure.CaseID, string, string) (string, bool, error) {
	return "", false, nil
}
