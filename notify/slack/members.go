package slack

import (
	"cmp"
	"context"
	"slices"
	"strings"
	"time"

	"daylight/disclosure"
	"daylight/disclosure/person"
	"daylight/notify/slack/crew"
)

// newCrew is who may act, as Slack itself says it.
func newCrew(o Options, c *client) *crew.Crew {
	out := crew.New(workspace{c}, crew.Options{
		Grants: o.Groups, Reason: func(err error) string { return classify(err).Reason },
		Now: time.Now, //nolint:forbidigo // the age of an answer is measured in real time: the clock of the cases may stand still or jump
	})
	for user := range o.Members {
		out.Expect(user)
	}
	return out
}

// knock is somebody who wants something, and what their delivery says of where they come from.
type knock struct {
	User       string
	Team       string // of the user; "" where the delivery does not say
	Enterprise string
	Outside    bool // it happened in a channel that another organisation reads
}

// entry is who somebody is to Daylight, or why nothing is done for them. Unclear is a refusal that may be over in a moment.
type entry struct {
	Actor   disclosure.Actor
	Known   bool
	Unclear bool
	Refusal string
}

// enter is the one place that decides whether Slack lets somebody act, and with which rank. It fails closed: an account that Slack does
// not vouch for now, a guest, somebody of another organisation, and who has no rank by the configuration or by a user group may nothing.
func (a *App) enter(ctx context.Context, k knock) entry {
	if k.Outside {
		return entry{Refusal: "This channel is shared with another organisation, so nothing is done from here. Please use a channel that only your team reads."}
	}
	foreign := k.Team != "" && !a.crew.Home(ctx, k.Team, k.Enterprise)
	standing, why := a.crew.Standing(ctx, k.User)
	if standing == crew.Full && foreign {
		standing = crew.Foreign
	}
	switch standing {
	case crew.Full:
	case crew.Unclear:
		text := standing.Refusal() + " Nothing was done; please try again in a minute."
		if why != "" {
			text += " (" + safeUpTo(oneLine(why), 200) + ")"
		}
		return entry{Unclear: true, Refusal: text}
	case crew.Foreign, crew.Machine, crew.Gone: // they are told no name of the team
		return entry{Refusal: standing.Refusal()}
	case crew.Guest:
		return entry{Refusal: standing.Refusal() + " Please ask " + a.people(disclosure.Researcher) + "."}
	}
	actor, err := a.ports.Staff.InSlack(k.User)
	rank := a.crew.Rank(ctx, k.User)
	switch {
	case err != nil: // the configuration does not name them
		actor = disclosure.Actor{Name: a.crew.Name(ctx, k.User), Role: rank, Hand: person.Hand{Via: person.Slack, Account: k.User, Proof: person.BySlack}}
	case rank.AtLeast(actor.Role):
		actor.Role = rank
	}
	if !actor.Role.AtLeast(disclosure.Viewer) {
		return entry{Refusal: a.unlisted(k.User)}
	}
	return entry{Actor: actor, Known: true}
}

// unlisted says to somebody whom nothing names what they can do about it.
func (a *App) unlisted(user string) string {
	text := "Daylight does not know you, so it cannot do this for you. Please ask " + a.people(disclosure.Admin) +
		" to add your Slack id " + safe(user) + " to the configuration"
	if groups := a.grantedBy(disclosure.Viewer); len(groups) > 0 {
		text += ", or to put you into " + strings.Join(groups, " or ")
	}
	return text + "."
}

// who returns the actor behind a Slack user whom something is shown to without a press of theirs.
func (a *App) who(ctx context.Context, user string) entry { return a.enter(ctx, knock{User: user}) }

// allowed says why somebody may not do what needs a rank, in an entry that is not known then. what is a gerund such as "Approving".
func (a *App) allowed(ctx context.Context, k knock, what string, minimum disclosure.Rank) entry {
	e := a.enter(ctx, k)
	if e.Known && !e.Actor.Role.AtLeast(minimum) {
		e.Known = false
		e.Refusal = what + " needs the rank " + string(minimum) + " or more and you have " + string(e.Actor.Role) +
			". Please ask " + a.people(minimum) + "."
	}
	return e
}

// people names those of at least a rank, and the groups that give it; if there are none, those who can change that.
func (a *App) people(minimum disclosure.Rank) string {
	var names []string
	for _, m := range a.opts.Members {
		if m.Rank.AtLeast(minimum) {
			names = append(names, safe(m.Name))
		}
	}
	slices.Sort(names)
	names = slices.Compact(names)
	names = names[:min(len(names), 5)]
	for _, g := range a.grantedBy(minimum) {
		names = append(names, "somebody in "+g)
	}
	if len(names) == 0 && minimum == disclosure.Admin {
		return a.people(disclosure.Lead)
	}
	if len(names) == 0 {
		return "whoever runs Daylight"
	}
	if len(names) == 1 {
		return names[0]
	}
	return strings.Join(names[:len(names)-1], ", ") + " or " + names[len(names)-1]
}

// grantedBy are the groups that give at least a rank, as the configuration calls them. Who is in one is not looked up: it is a hint.
func (a *App) grantedBy(minimum disclosure.Rank) []string {
	var out []string
	for _, g := range a.opts.Groups {
		if g.Rank.AtLeast(minimum) {
			out = append(out, safeUpTo(g.Group, 60))
		}
	}
	return out
}

// missing says of each user group that gives nothing now which one it is, why, and who cannot act because of it.
func (a *App) missing() []string {
	var out []string
	for _, m := range a.crew.Missing() {
		var who []string
		for _, user := range m.Members {
			held, named := a.opts.Members[user]
			switch {
			case named && held.Rank.AtLeast(m.Rank):
				continue // the configuration gives them as much
			case named:
				who = append(who, held.Name)
			default:
				who = append(who, user)
			}
		}
		slices.Sort(who)
		text := "the user group " + cmp.Or(m.Group, "without a name") + " gives nobody the rank " + string(m.Rank) + ": " + m.Problem
		switch n := len(who); {
		case n > 5:
			text += "; without it " + strings.Join(who[:5], ", ") + " and " + count(n-5, "other") + " cannot act as " + string(m.Rank)
		case n > 0:
			text += "; without it " + strings.Join(who, ", ") + " cannot act as " + string(m.Rank)
		}
		out = append(out, text)
	}
	return out
}

// keepCrew asks Slack for what is no longer fresh, until ctx ends, so that nobody who presses waits for it.
func (a *App) keepCrew(ctx context.Context) {
	for {
		a.crew.Refresh(ctx)
		timer := time.NewTimer(time.Minute)
		select {
		case <-ctx.Done():
			timer.Stop()
			return
		case <-timer.C:
		}
	}
}
