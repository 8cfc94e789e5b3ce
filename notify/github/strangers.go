package github

import (
	"context"
	"encoding/json"
	"slices"
	"strings"
	"time"
)

// maxStrangers is how many accounts of which nobody said who they are a repository keeps. Whoever has more looks at the repository.
const maxStrangers = 100

// strangers are the readers of a repository of whom nobody said who they are, as they were last listed.
type strangers []ReaderSeen

// since is when an account was first seen, zero where it was not.
func (s strangers) since(id int64) time.Time {
	for _, p := range s {
		if p.ID == id {
			return p.Since
		}
	}
	return time.Time{}
}

// Strangers are the accounts that kept something from being written to a repository, as they were last listed, without those of whom
// somebody has said since who they are. It asks the store alone, so it may be asked while somebody waits.
func (c *Channel) Strangers(ctx context.Context, fullName string) ([]ReaderSeen, error) {
	conf, ok := c.repos[strings.ToLower(fullName)]
	if !ok || conf.VendorOwned { // they decide who reads what is theirs
		return nil, nil
	}
	last, err := c.lastStrangers(ctx, fullName)
	if err != nil || len(last) == 0 {
		return nil, err
	}
	known, err := c.confirmed(ctx, fullName)
	if err != nil {
		return nil, err
	}
	who := accounts{conf: conf, team: c.opts.Team, known: known} // neither ourselves nor the owner was unknown
	return slices.DeleteFunc(last, func(p ReaderSeen) bool { return who.standing(p.Account) != ReaderUnknown }), nil
}

// lastStrangers is what [Channel.keepStrangers] kept.
func (c *Channel) lastStrangers(ctx context.Context, fullName string) (strangers, error) {
	kept, err := c.ports.Cursors.Cursor(ctx, unknownName(fullName))
	if err != nil || kept == "" {
		return nil, err
	}
	var out strangers
	_ = json.Unmarshal([]byte(kept), &out) // what another version kept is listed anew
	return out, nil
}

// keepStrangers keeps a list, with the day on which each was first seen.
func (c *Channel) keepStrangers(ctx context.Context, all *Readership, unknown strangers) error {
	unknown = slices.Clone(unknown[:min(len(unknown), maxStrangers)])
	for i := range unknown {
		if unknown[i].Since.IsZero() {
			unknown[i].Since = all.At
		}
	}
	now := ""
	if len(unknown) > 0 {
		raw, err := json.Marshal(unknown)
		if err != nil {
			return err
		}
		now = string(raw)
	}
	name := unknownName(all.Repo)
	before, err := c.ports.Cursors.Cursor(ctx, name)
	if err != nil || before == now {
		return err
	}
	return c.ports.Cursors.SetCursor(ctx, name, now)
}

// forgetTold forgets of which strangers the cases were told.
func (c *Channel) forgetTold(ctx context.Context, fullName string) error {
	name := strangersName(fullName)
	if told, err := c.ports.Cursors.Cursor(ctx, name); err != nil || told == "" {
		return err
	}
	return c.ports.Cursors.SetCursor(ctx, name, "")
}

func unknownName(fullName string) string { return "github/unknown/" + strings.ToLower(fullName) }
