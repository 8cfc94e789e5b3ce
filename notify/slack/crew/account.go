package crew

import (
	"strings"
)

// Home is the workspace that the bot token belongs to.
type Home struct {
	Team       string
	Enterprise string // "" outside of an Enterprise organisation
}

// Account is what Slack says of a user, reduced to its marks.
type Account struct {
	Handle     string
	Team       string
	Enterprise string
	Deleted    bool
	Bot        bool // an app or a workflow
	Guest      bool // of one channel or of several
	Stranger   bool // somebody of another workspace, by Slack Connect
	Unknown    bool // Slack has no such user, or does not show them
}

// Standing is how far an account may be acted for.
type Standing string

// The standings. Only [Full] lets somebody do anything.
const (
	Full    Standing = "full member"
	Guest   Standing = "guest"
	Foreign Standing = "of another organisation"
	Machine Standing = "an app or a workflow"
	Gone    Standing = "deactivated"
	Unclear Standing = "" // Slack did not say, or said it too long ago
)

// Refusal says why nothing is done for an account, as a sentence to its owner; "" for a full member.
func (s Standing) Refusal() string {
	switch s {
	case Full:
		return ""
	case Guest:
		return "You are a guest in this workspace, and Daylight acts for its full members alone."
	case Foreign:
		return "Your account belongs to another organisation, and Daylight acts for members of its own workspace alone."
	case Machine:
		return "Daylight acts for people alone, and not for apps and workflows."
	case Gone:
		return "This account is deactivated."
	case Unclear:
		return "Slack does not say now whether you are a full member of this workspace."
	default:
		return "Slack does not say now whether you are a full member of this workspace."
	}
}

// Standing reads the marks of an account.
func (a Account) Standing(home Home) Standing {
	switch {
	case home.Team == "":
		return Unclear
	case a.Unknown, a.Stranger, !home.holds(a.Team, a.Enterprise):
		return Foreign
	case a.Bot:
		return Machine
	case a.Deleted:
		return Gone
	case a.Guest:
		return Guest
	default:
		return Full
	}
}

// holds reports whether a workspace, or the organisation that it is part of, is this one. An account without either is nobody's.
func (h Home) holds(team, enterprise string) bool {
	return team != "" && team == h.Team || h.Enterprise != "" && (enterprise == h.Enterprise || team == h.Enterprise)
}

// Name is how the record names somebody whom a user group lets act and the configuration does not name. The id is part of it, so that
// nobody takes the name of somebody else by what they call themselves.
func (a Account) Name(id string) string {
	handle := strings.Map(func(r rune) rune {
		if r >= 'a' && r <= 'z' || r >= '0' && r <= '9' || r == '.' || r == '-' || r == '_' {
			return r
		}
		return -1
	}, strings.ToLower(a.Handle))
	if handle = handle[:min(len(handle), 40)]; handle == "" {
		handle = "somebody"
	}
	return handle + " (Slack " + id + ")"
}
