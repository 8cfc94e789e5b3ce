package templates

import (
	"strings"

	"daylight/disclosure"
	"daylight/disclosure/civil"
	"daylight/disclosure/outreach"
)

// Attempt is one try to reach somebody, and what came of it.
type Attempt struct {
	On         civil.When
	Channel    disclosure.Channel // "" where it is not on record
	Role       disclosure.Role
	Name       string // of the party, optional
	Response   outreach.Response
	ResponseOn civil.When
}

// attemptView is an attempt in the words of a language. Party and Outcome are empty where the attempt does not say.
type attemptView struct{ On, Channel, Party, Outcome string }

func (a Attempt) view(w *words) attemptView {
	v := attemptView{On: w.stamp(a.On), Channel: w.Channels[string(a.Channel)], Party: w.Roles[string(a.Role)]}
	if v.Channel == "" {
		v.Channel = oneLine(string(a.Channel))
	}
	switch name := oneLine(a.Name); {
	case v.Party == "":
		v.Party = name
	case name != "":
		v.Party += " (" + name + ")"
	}
	v.Outcome = strings.ReplaceAll(w.Responses[string(a.Response)], "{on}", w.stamp(a.ResponseOn))
	return v
}
