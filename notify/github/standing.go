package github

import (
	"slices"
	"strings"

	"daylight/disclosure"
)

// standing is what an account is to a case.
type standing uint8

const (
	unknown standing = iota // nobody said who it is: shown to the team, moves nothing
	bot                     // a machine: recorded, never acted upon
	team                    // our own people
	vendor                  // speaks for the party
)

// standing decides by the lists of logins, and by the association of the comment itself; the association of the issue is
// that of its author. Nobody speaks for the party unless a list says so, or the configuration says that the party owns
// the repository: whoever has rights in a repository of ours is a colleague or unknown.
func (r Reader) standing(repo string, a Account, association string) standing {
	conf := r.Repos[strings.ToLower(repo)]
	switch {
	case r.isSelf(a):
		return team
	case a.Type == "Bot" || strings.HasSuffix(a.Login, "[bot]"):
		return bot
	case a.Login == "":
		return unknown
	case containsFold(r.Team, a.Login):
		return team
	case containsFold(conf.Vendors, a.Login), slices.Contains(r.Speak, a.ID):
		return vendor
	case conf.VendorOwned && slices.Contains([]string{"OWNER", "MEMBER", "COLLABORATOR"}, association):
		return vendor
	}
	return unknown
}

// closer is the standing of whoever closed an issue. Payloads have no association for that, but closing takes rights in
// the repository.
func (r Reader) closer(repo string, a Account) standing {
	who := r.standing(repo, a, "")
	if who == unknown && a.ID != 0 && a.Login != "" && r.Repos[strings.ToLower(repo)].VendorOwned {
		return vendor
	}
	return who
}

func containsFold(list []string, login string) bool {
	return slices.ContainsFunc(list, func(s string) bool { return strings.EqualFold(s, login) })
}

// nobody says why an account speaks for nobody.
func nobody(a Account, association string, t disclosure.Tracked) string {
	how := ""
	if association != "" {
		how = " (association " + short(association) + ")"
	}
	role := t.Role
	if role == "" {
		role = disclosure.Vendor
	}
	return "nobody said that " + name(a) + how + " speaks for the " + disclosure.PartyLabel(role, t.Name)
}
