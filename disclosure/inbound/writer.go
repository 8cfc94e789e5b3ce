package inbound

import (
	"strconv"
	"strings"

	"daylight/disclosure"
	"daylight/disclosure/medium"
)

// Standing is what the writer of a message is to a case. Only [Known] speaks for a party, and only [Machine] is believed
// about the fate of a message of ours. All else moves nothing and is shown to a person.
type Standing string

// The standings of writers.
const (
	Stranger  Standing = "stranger"  // somebody whom the case does not know
	Machine   Standing = "machine"   // a mail server, about a message of ours
	Unknown   Standing = "unknown"   // who it is cannot be told
	Known     Standing = "known"     // somebody of a party of the case
	Colleague Standing = "colleague" // one of us
)

// Mailbox is an address in the form in which writers are compared.
type Mailbox struct {
	Address string // bare
	// Domain is what all people of one organisation share. It is "" where only the whole address says who somebody is, as
	// with a public mailbox provider.
	Domain string
}

// Same reports whether two mailboxes belong to the same organisation, or are the same one.
func (m Mailbox) Same(o Mailbox) bool {
	return m.Domain != "" && m.Domain == o.Domain || m.Address != "" && strings.EqualFold(m.Address, o.Address)
}

// Acquaintance is a mailbox of which a person of the team said that it belongs to a party.
type Acquaintance struct {
	Mailbox
	Party disclosure.PartyKey
}

// Acquaintances are those of a case: contacts, the domains of its parties, and writers whom a person accepted. Their
// addresses are read by mailbox.
func Acquaintances(c *disclosure.Case, mailbox func(address string) Mailbox) []Acquaintance {
	var out []Acquaintance
	add := func(address string, role disclosure.Role, name string) {
		out = append(out, Acquaintance{mailbox(address), disclosure.KeyOf(role, c.PartyName(role, name))})
	}
	for _, k := range c.Contacts {
		if medium.Of(k.Channel).Mailbox {
			add(k.Address, k.Role, k.Name)
		}
	}
	for _, p := range c.Parties {
		if p.Domain != "" {
			add("@"+p.Domain, p.Role, p.Name)
		}
	}
	for _, k := range c.Writers {
		add(k.Address, k.Role, k.Name)
	}
	return out
}

// Writer is what a message shows of who wrote it.
type Writer struct {
	From    Mailbox
	Authors int       // how many it names
	Senders []Mailbox // who handed it in, where it says so; our own servers are left out
	Own     bool      // From is of our own domain
	Notice  bool      // it reports on the delivery of a mail
	Proof   bool      // it holds what only those know who had the mail that we sent
	Robot   string    // why it is the word of nobody, such as a report of abuse; "" if it may be somebody's
}

// Judgement is what came of [Writer.Judge].
type Judgement struct {
	Standing Standing
	Party    disclosure.PartyKey // whose word it is; "" unless the writer is known
	Because  string              // for the team
}

// Judge says who wrote a message. addressed is the party that the message was an answer of, if it is known: a writer
// who is known to several parties speaks for that one. Whoever is known to others alone speaks for them, so that a
// provider may answer a mail that the vendor passed on.
func (w Writer) Judge(addressed disclosure.PartyKey, known []Acquaintance) Judgement {
	switch {
	case w.Notice && w.Proof:
		return Judgement{Standing: Machine, Because: "a notice about a mail of ours"}
	case w.Notice:
		return Judgement{Standing: Unknown, Because: "a delivery notice that names no mail of ours"}
	case w.Robot != "":
		return Judgement{Standing: Unknown, Because: w.Robot}
	case w.Authors != 1:
		return Judgement{Standing: Unknown, Because: "not exactly one author, but " + strconv.Itoa(w.Authors)}
	case w.Own:
		return Judgement{Standing: Colleague, Because: "written from our own domain"}
	}
	parties := partiesOf(w.From, known)
	switch {
	case len(parties) == 0:
		return Judgement{Standing: Stranger, Because: w.From.label() + " is not known to this case"}
	case len(parties) > 1 && !parties[addressed]:
		return Judgement{Standing: Unknown, Because: w.From.label() + " is known to several parties"}
	}
	party := addressed
	if !parties[addressed] {
		for party = range parties { // the only one
		}
	}
	for _, s := range w.Senders {
		if !s.Same(w.From) && !partiesOf(s, known)[party] {
			return Judgement{Standing: Unknown, Because: "handed in by " + s.label() + " in the name of " + w.From.label()}
		}
	}
	return Judgement{Standing: Known, Party: party, Because: "known to the " + strings.ReplaceAll(string(party), "/", " ")}
}

// partiesOf are the parties to which a mailbox is known.
func partiesOf(m Mailbox, known []Acquaintance) map[disclosure.PartyKey]bool {
	out := map[disclosure.PartyKey]bool{}
	for _, k := range known {
		if k.Same(m) {
			out[k.Party] = true
		}
	}
	return out
}

// label is how a mailbox is called in a reason.
func (m Mailbox) label() string {
	if m.Domain != "" {
		return m.Domain
	}
	if m.Address == "" {
		return "the writer"
	}
	return m.Address
}
