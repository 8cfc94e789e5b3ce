package outreach

import (
	"slices"
	"strings"

	"daylight/disclosure"
	"daylight/disclosure/fault"
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
