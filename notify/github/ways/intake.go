package ways

import (
	"context"
	"net/http"
	"net/url"
	"strings"

	"daylight/disclosure/fault"
	"daylight/notify/github"
)

// longestName is the longest name that is made from that of a vendor.
const longestName = 60

// Room is a private repository of the team in which one vendor is told.
type Room struct {
	Repo string `json:"repo"`
	Made bool   `json:"made"` // else it was there, and is as it has to be
}

// NameFor makes the name of an intake repository from that of a vendor; "" if no letter or digit is left.
func NameFor(vendor string) string {
	var b strings.Builder
	for _, r := range strings.ToLower(vendor) {
		switch {
		case r >= 'a' && r <= 'z' || r >= '0' && r <= '9':
			b.WriteRune(r)
		case b.Len() > 0 && !strings.HasSuffix(b.String(), "-"):
			b.WriteByte('-')
		}
	}
	name := b.String()
	name = strings.Trim(name[:min(len(name), longestName)], "-")
	if name == "" {
		return ""
	}
	return "intake-" + name
}

// Make makes a private repository with issues, and without wiki and projects. One that is there is taken where it is as this would make
// it, so the same call can be made twice; any other is refused. What GitHub made is read once more: only that counts.
func Make(ctx context.Context, hub GitHub, owner, name, vendor string) (Room, error) {
	full := owner + "/" + name
	if !github.IsRepository(full) {
		return Room{}, fault.Errorf(fault.Invalid, "%.150q is not a repository: write owner/repository", full)
	}
	there, err := fits(ctx, hub, full)
	if err != nil || there {
		return Room{Repo: full}, err
	}
	path, err := shelf(ctx, hub, owner)
	if err != nil {
		return Room{}, err
	}
	got, err := hub.Ask(ctx, http.MethodPost, path, map[string]any{
		"name": name, "private": true, "has_issues": true, "has_wiki": false, "has_projects": false, "auto_init": false,
		"description": "Reports to " + vendor + ": private, for them and us alone",
	}, nil)
	if err != nil {
		return Room{}, err
	}
	switch got.Status {
	case http.StatusForbidden, http.StatusNotFound, http.StatusUnauthorized:
		return Room{}, fault.Errorf(fault.Refused, "GitHub: the token may not make a repository of %s (%s). It needs Administration: write for it. Give one that may, for this call alone; "+
			"or make %s by hand, private, with issues and without wiki and projects, and repeat the call", owner, got.Reason, full)
	}
	if !got.Done && !got.Effect {
		return Room{}, got.Err(full + " was not made")
	}
	// A lost answer is settled by a look, too.
	switch there, err := fits(ctx, hub, full); {
	case err != nil:
		return Room{}, err
	case !there:
		return Room{}, fault.Errorf(fault.Unavailable, "GitHub: %s cannot be seen after it was made (%s): repeat the call", full, got.Reason)
	}
	return Room{Repo: full, Made: true}, nil
}

// shelf is where repositories of an owner are made.
func shelf(ctx context.Context, hub GitHub, owner string) (string, error) {
	var who, self github.Account
	got, err := hub.Ask(ctx, http.MethodGet, "users/"+url.PathEscape(owner), nil, &who)
	if err != nil {
		return "", err
	}
	if err := got.Err(owner + " could not be read"); err != nil {
		return "", err
	}
	if who.Type == "Organization" {
		return "orgs/" + url.PathEscape(owner) + "/repos", nil
	}
	if got, err = hub.Ask(ctx, http.MethodGet, "user", nil, &self); err != nil {
		return "", err
	}
	if !got.Done || self.ID == 0 || self.ID != who.ID {
		return "", fault.Errorf(fault.Refused, "GitHub: %s is neither an organization nor the account of this token: only its own token makes repositories of it", owner)
	}
	return "user/repos", nil
}

// fits reports whether there is a repository, and refuses one that is not as an intake has to be.
func fits(ctx context.Context, hub GitHub, full string) (bool, error) {
	var p project
	got, err := hub.Ask(ctx, http.MethodGet, "repos/"+full, nil, &p)
	switch {
	case err != nil:
		return false, err
	case got.Status == http.StatusNotFound:
		return false, nil
	}
	if err := got.Err(full + " could not be read"); err != nil {
		return false, err
	}
	var why string
	switch {
	case !strings.EqualFold(p.FullName, full):
		why = "its name leads to " + shown(p.FullName)
	case p.Private == nil || !*p.Private || p.Visibility != "" && p.Visibility != "private":
		why = "it is not private"
	case p.Archived:
		why = "it is archived"
	case !p.Issues:
		why = "its issues are off"
	default:
		return true, nil
	}
	return true, fault.Errorf(fault.Refused, "%s is there, and is no place for reports: %s. Take another name, or see to it at GitHub", full, why)
}

// Guest is the account of somebody who is to be invited: one person, whom nobody has let in before.
func Guest(ctx context.Context, hub GitHub, repo, login string) (github.Account, error) {
	if there, err := fits(ctx, hub, repo); err != nil || !there {
		if err == nil {
			err = fault.Errorf(fault.NotFound, "GitHub: there is no %s, or the token does not see it", repo)
		}
		return github.Account{}, err
	}
	var who github.Account
	got, err := hub.Ask(ctx, http.MethodGet, "users/"+url.PathEscape(login), nil, &who)
	if err != nil {
		return who, err
	}
	if err := got.Err("the account " + login + " could not be read"); err != nil {
		return who, err
	}
	if who.ID == 0 || who.Type != "User" || !strings.EqualFold(who.Login, login) {
		return who, fault.Errorf(fault.Refused, "GitHub: %s is no account of a person", login)
	}
	got, err = hub.Ask(ctx, http.MethodGet, guestPath(repo, who.Login), nil, nil)
	switch {
	case err != nil:
		return who, err
	case got.Done:
		return who, fault.Errorf(fault.Conflict, "%s can read %s already", who.Login, repo)
	case got.Status != http.StatusNotFound:
		return who, got.Err("whether " + who.Login + " can read " + repo + " could not be read")
	}
	var open []struct {
		Invitee github.Account `json:"invitee"`
	}
	if got, err = hub.Ask(ctx, http.MethodGet, "repos/"+repo+"/invitations?per_page=100", nil, &open); err != nil {
		return who, err
	}
	if err := got.Err("the open invitations of " + repo + " could not be read; the token needs Administration: write to invite"); err != nil {
		return who, err
	}
	for _, i := range open {
		if i.Invitee.ID == who.ID {
			return who, fault.Errorf(fault.Conflict, "%s is invited to %s already", who.Login, repo)
		}
	}
	return who, nil
}

// Invite asks somebody in, to read and to comment. GitHub sends them a mail.
func Invite(ctx context.Context, hub GitHub, repo string, who github.Account) (github.Reply, error) {
	return hub.Ask(ctx, http.MethodPut, guestPath(repo, who.Login), map[string]any{"permission": "pull"}, nil)
}

func guestPath(repo, login string) string {
	return "repos/" + repo + "/collaborators/" + url.PathEscape(login)
}
