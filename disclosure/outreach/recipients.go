package outreach

import (
	"slices"
	"strings"

	"daylight/disclosure"
	"daylight/disclosure/fault"
	"daylight/disclosure/medium"
)

// recipients says who may get a message. Most texts say to the receiver that something of theirs is exposed, and are false to
// everybody else.
func recipients(t disclosure.Template) []disclosure.Role {
	switch t {
	case disclosure.FirstContact, disclosure.FollowUp, disclosure.ClosureNotice, disclosure.PrePublication:
		return []disclosure.Role{disclosure.Vendor}
	case disclosure.ProviderNotice:
		return []disclosure.Role{disclosure.Provider, disclosure.Platform}
	case disclosure.CoordinatorNotice:
		return []disclosure.Role{disclosure.Coordinator}
	case disclosure.RegulatorNotice:
		return []disclosure.Role{disclosure.Regulator}
	case disclosure.FreeText:
		return disclosure.Roles()
	}
	return nil
}

// Receives reports whether a message is written for a party of the role.
func Receives(t disclosure.Template, role disclosure.Role) bool {
	return slices.Contains(recipients(t), role)
}

// MayReceive refuses a message to somebody whom its text would tell something false.
func MayReceive(t disclosure.Template, role disclosure.Role) error {
	roles := recipients(t)
	if len(roles) == 0 || slices.Contains(roles, role) {
		return nil // an unknown kind of message is refused elsewhere
	}
	names := make([]string, len(roles))
	for i, r := range roles {
		names[i] = strings.ReplaceAll(string(r), "_", " ")
	}
	return fault.Errorf(fault.Refused, "a %s is written for the %s: what it says is not true of the %s. Write your own text, or choose another message",
		t, strings.Join(names, " or the "), strings.ReplaceAll(string(role), "_", " "))
}

// Technical reports whether the box of a contact is one that technicians read, by the name that it has or because it is a
// tracker. Any other is taken for one that others read too, so that its subject has no technical word.
func Technical(k disclosure.Contact) bool {
	if medium.Of(k.Channel).Technical {
		return true
	}
	local, _, _ := strings.Cut(strings.ToLower(k.Address), "@")
	words := strings.FieldsFunc(local, func(r rune) bool { return r == '.' || r == '-' || r == '_' || r == '+' })
	return slices.ContainsFunc(words, func(w string) bool {
		return slices.Contains([]string{
			"security", "psirt", "csirt", "cert", "soc", "infosec", "itsecurity", "cybersecurity", "ciso", "vulnerability", "vulnerabilities", "disclosure",
			"responsible", "bugbounty", "noc", "abuse", "hostmaster", "postmaster", "webmaster", "sysadmin", "root", "devops", "it", "edv", "sicherheit", "securite", "dsi", "rssi",
		}, w)
	})
}
