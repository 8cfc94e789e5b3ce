package slackserver

import (
	"crypto/sha256"
	"encoding/hex"
	"slices"
	"strings"
)

// The workspace: its accounts, user groups and conversations, as users.info, usergroups.* and conversations.* document them.

// Team is the workspace that the bot token belongs to.
const Team = "T1"

// Account is a user. The zero value is a full member of the workspace.
type Account struct {
	Name                        string // handle; "" is the id in small letters
	Team                        string // "" is [Team]
	Enterprise                  string
	Deleted, Bot                bool
	Restricted, UltraRestricted bool // a guest of several channels, of one
	Stranger                    bool // somebody who is here by Slack Connect
	Absent                      bool // Slack has no such user
}

// Group is a user group.
type Group struct {
	ID, Handle string
	Users      []string
	Disabled   bool
	External   bool // of another organisation
}

// Channel is what conversations.info says of a channel. The zero value is one of the workspace alone, with the bot in it.
type Channel struct {
	Shared, OrgShared           bool
	ExtShared, PendingExtShared bool
	Archived, NotMember         bool
}

// workspace is the state of all that. The lock of the server guards it.
type workspace struct {
	accounts      map[string]Account
	groups        []Group
	channels      map[string]Channel
	conversations map[string][]string // direct ones, with the people in them
}

func (w *workspace) init() {
	w.accounts, w.channels, w.conversations = map[string]Account{}, map[string]Channel{}, map[string][]string{}
}

// SetAccount changes the marks of a user.
func (s *Server) SetAccount(user string, a Account) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.workspace.accounts[user] = a
}

// SetGroups replaces the user groups.
func (s *Server) SetGroups(groups ...Group) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.workspace.groups = groups
}

// SetChannel changes what is known of a channel.
func (s *Server) SetChannel(id string, c Channel) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.workspace.channels[id] = c
}

// People are those in a direct conversation of the bot, nobody for a channel.
func (s *Server) People(conversation string) []string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Clone(s.workspace.conversations[conversation])
}

// lacks reports whether the bot token was not given a scope. Options without scopes give all.
func (s *Server) lacks(scope string) bool {
	return s.o.Scopes != "" && s.o.Scopes != "-" && !slices.Contains(strings.Split(s.o.Scopes, ","), scope)
}

func validUser(id string) bool { return strings.HasPrefix(id, "U") || strings.HasPrefix(id, "W") }

func (s *Server) userInfo(r Request) (map[string]any, string) {
	id := r.field("user")
	a := s.workspace.accounts[id]
	switch {
	case s.lacks("users:read"):
		return map[string]any{"needed": "users:read", "provided": s.o.Scopes}, "missing_scope"
	case !validUser(id), a.Absent:
		return nil, "user_not_found"
	}
	if a.Name == "" {
		a.Name = strings.ToLower(id)
	}
	if a.Team == "" {
		a.Team = Team
	}
	user := map[string]any{
		"id": id, "team_id": a.Team, "name": a.Name, "deleted": a.Deleted, "is_bot": a.Bot,
		"is_restricted": a.Restricted || a.UltraRestricted, "is_ultra_restricted": a.UltraRestricted,
	}
	if a.Stranger {
		user["is_stranger"] = true
	}
	if a.Enterprise != "" {
		user["enterprise_user"] = map[string]any{"id": id, "enterprise_id": a.Enterprise}
	}
	return map[string]any{"user": user}, ""
}

func (s *Server) groupList(r Request) (map[string]any, string) {
	if s.lacks("usergroups:read") {
		return map[string]any{"needed": "usergroups:read", "provided": s.o.Scopes}, "missing_scope"
	}
	found := []map[string]any{}
	for _, g := range s.workspace.groups {
		if g.Disabled && r.field("include_disabled") != "true" {
			continue
		}
		one := map[string]any{"id": g.ID, "team_id": Team, "is_usergroup": true, "handle": g.Handle, "is_external": g.External, "date_delete": 0}
		if g.Disabled {
			one["date_delete"] = 1580000000
		}
		found = append(found, one)
	}
	return map[string]any{"usergroups": found}, ""
}

func (s *Server) groupUsers(r Request) (map[string]any, string) {
	i := slices.IndexFunc(s.workspace.groups, func(g Group) bool { return g.ID == r.field("usergroup") })
	switch {
	case s.lacks("usergroups:read"):
		return map[string]any{"needed": "usergroups:read", "provided": s.o.Scopes}, "missing_scope"
	case i < 0, s.workspace.groups[i].Disabled && r.field("include_disabled") != "true":
		return nil, "no_such_subteam"
	}
	return map[string]any{"users": append([]string{}, s.workspace.groups[i].Users...)}, ""
}

func (s *Server) info(r Request) (map[string]any, string) {
	id := r.field("channel")
	c := s.workspace.channels[id]
	return map[string]any{"channel": map[string]any{
		"id": id, "is_member": !c.NotMember, "is_archived": c.Archived, "is_shared": c.Shared || c.OrgShared || c.ExtShared,
		"is_org_shared": c.OrgShared, "is_ext_shared": c.ExtShared, "is_pending_ext_shared": c.PendingExtShared,
	}}, ""
}

// openConversation opens that of the bot with one to eight people. The same people have the same one.
func (s *Server) openConversation(r Request) (map[string]any, string) {
	users := strings.Split(r.field("users"), ",")
	slices.Sort(users)
	users = slices.Compact(users)
	for _, user := range users {
		if a := s.workspace.accounts[user]; !validUser(user) || a.Absent {
			return nil, "user_not_found"
		}
		if s.workspace.accounts[user].Deleted {
			return nil, "user_disabled"
		}
	}
	id := "D" + users[0][1:]
	switch {
	case len(users) > 8:
		return nil, "too_many_users"
	case len(users) > 1 && s.lacks("mpim:write"):
		return map[string]any{"needed": "mpim:write", "provided": s.o.Scopes}, "missing_scope"
	case len(users) > 1:
		sum := sha256.Sum256([]byte(strings.Join(users, ",")))
		id = "G0" + strings.ToUpper(hex.EncodeToString(sum[:5]))
	}
	s.workspace.conversations[id] = users
	return map[string]any{"channel": map[string]any{"id": id}}, ""
}

// reads reports whether somebody sees a conversation. Channels are open to everybody here. The caller holds the lock.
func (s *Server) reads(user, channel string) bool {
	people, direct := s.workspace.conversations[channel]
	return !direct || slices.Contains(people, user)
}

// teamOf is the workspace that a user belongs to.
func (s *Server) teamOf(user string) string {
	s.mu.Lock()
	defer s.mu.Unlock()
	if at := s.workspace.accounts[user].Team; at != "" {
		return at
	}
	return Team
}
