package slack

import (
	"slices"
	"strings"

	"daylight/disclosure"
)

// who returns the actor behind a Slack user. It fails closed: a user without a configured, known rank has no rights.
func (a *App) who(user string) (disclosure.Actor, bool) {
	actor, err := a.ports.Staff.InSlack(user)
	if err != nil || !actor.Role.AtLeast(disclosure.Viewer) {
		return disclosure.Actor{}, false
	}
	return actor, true
}

// allowed says why a user may not do what needs a rank, "" if the user may. what is a gerund such as "Approving".
func (a *App) allowed(user, what string, minimum disclosure.Rank) (disclosure.Actor, string) {
	actor, known := a.who(user)
	if !known {
		return actor, "Daylight does not know you, so it cannot do this for you. Please ask " + a.people(disclosure.Admin) +
			" to add your Slack id " + safe(user) + " to the configuration."
	}
	if !actor.Role.AtLeast(minimum) {
		return actor, what + " needs the rank " + string(minimum) + " or more and you have " + string(actor.Role) +
			". Please ask " + a.people(minimum) + "."
	}
	return actor, ""
}

// people names those of at least a rank; if there are none, those who can change that.
func (a *App) people(minimum disclosure.Rank) string {
	var names []string
	for _, m := range a.opts.Members {
		if m.Rank.AtLeast(minimum) {
			names = append(names, safe(m.Name))
		}
	}
	if len(names) == 0 && minimum == disclosure.Admin {
		return a.people(disclosure.Lead)
	}
	if len(names) == 0 {
		return "whoever runs Daylight"
	}
	slices.Sort(names)
	names = slices.Compact(names)
	if len(names) > 5 {
		names = names[:5]
	}
	if len(names) == 1 {
		return names[0]
	}
	return strings.Join(names[:len(names)-1], ", ") + " or " + names[len(names)-1]
}
