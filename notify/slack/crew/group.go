package crew

import (
	"strings"

	"daylight/disclosure"
)

// Grant is a user group that gives its members a rank.
type Grant struct {
	Group string // id, or handle with or without @
	Rank  disclosure.Rank
}

// Group is what Slack says of a user group.
type Group struct {
	ID      string
	Handle  string
	Members []string // ids; of a disabled group those whom it had
	// Disabled groups, and those of another organisation, give nothing.
	Disabled bool
	Foreign  bool
}

// Is reports whether a group is the one that the configuration names.
func (g Group) Is(named string) bool {
	handle := strings.TrimPrefix(named, "@")
	return g.ID != "" && g.ID == named || g.Handle != "" && strings.EqualFold(g.Handle, handle)
}

// state is what the crew knows of a grant.
type state struct {
	members []string
	problem string // why it gives nothing, "" where it does
}

// read is what the groups of a workspace say of a grant. Of a group that is gone the members that were known are kept, to be named.
func (g Grant) read(groups []Group, before state) state {
	var found []Group
	for _, one := range groups {
		if one.Is(g.Group) {
			found = append(found, one)
		}
	}
	switch {
	case len(found) == 0:
		return state{members: before.members, problem: "Slack has no such group"}
	case len(found) > 1:
		return state{members: before.members, problem: "several groups are called so"}
	case found[0].Foreign:
		return state{members: before.members, problem: "it belongs to another organisation"}
	case found[0].Disabled:
		members := found[0].Members
		if len(members) == 0 {
			members = before.members
		}
		return state{members: members, problem: "it is disabled"}
	default:
		return state{members: found[0].Members}
	}
}

// Missing is a group that gives nothing now.
type Missing struct {
	Grant
	Problem string
	Members []string // ids of those whom it gave the rank when it was last read
}
