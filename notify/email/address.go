package email

import (
	"net/mail"
	"strings"

	"daylight/disclosure/fault"

	"golang.org/x/net/idna"
)

// Address reads one mail address as a person wrote it and returns the bare form that a server takes: no name, the
// domain in lower-case A-labels (RFC 5890), because servers do not know their own domain in another form. A local
// part outside ASCII is refused: it would need SMTPUTF8 on every hop, and bounces where one lacks it.
func Address(s string) (string, error) {
	if strings.ContainsAny(s, "\r\n\x00") {
		return "", fault.Errorf(fault.Invalid, "a mail address must not contain a line break")
	}
	a, err := mail.ParseAddress(strings.TrimSpace(s))
	if err != nil {
		return "", fault.Errorf(fault.Invalid, "%.80q is not one mail address: write it as name@example.org", s)
	}
	local, domain := splitAddress(a.Address)
	if !isASCII(local) {
		return "", fault.Errorf(fault.Invalid, "the part before the @ of %.80q is not ASCII: ask the other side for another address", s)
	}
	if strings.HasPrefix(domain, "[") {
		return "", fault.Errorf(fault.Invalid, "%.80q has an IP address after the @: give an address with a domain", s)
	}
	ascii, err := idna.Lookup.ToASCII(strings.TrimSuffix(domain, "."))
	if err != nil || ascii == "" || len(ascii) > 253 {
		return "", fault.Errorf(fault.Invalid, "the domain of %.80q is not valid", s)
	}
	// RFC 5321 section 4.5.3.1.1; a part that needs quotes is refused on purpose: it is a slip or an attack.
	if local == "" || len(local) > 64 || strings.ContainsAny(local, "\"\\ \t,:;<>()[]") {
		return "", fault.Errorf(fault.Invalid, "mail servers do not accept the part before the @ of %.80q", s)
	}
	return local + "@" + strings.ToLower(ascii), nil
}

// Contactable refuses an address to which nobody should write: one that servers do not take, or that takes no answers.
func Contactable(s string) error {
	a, err := Address(s)
	if err != nil {
		return err
	}
	if noReply.MatchString(a) {
		return fault.Errorf(fault.Invalid, "%.80q takes no answers, as its name says: look for an address that people read", s)
	}
	return nil
}

// splitAddress cuts at the last @.
func splitAddress(addr string) (local, domain string) {
	local, domain, _ = cutLast(addr, "@")
	return local, domain
}

func isASCII(s string) bool {
	for i := range len(s) {
		if s[i] >= 0x80 {
			return false
		}
	}
	return true
}
