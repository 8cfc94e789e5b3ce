package githubcmd

import (
	"context"
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"daylight/cmd/bot/internal/app"
	channel "daylight/cmd/bot/internal/channel/github"
	"daylight/cmd/bot/internal/cli/session"
	"daylight/cmd/bot/internal/config"
	"daylight/disclosure"
	"daylight/disclosure/command/incoming"
	"daylight/disclosure/command/record"
	"daylight/disclosure/fault"
	"daylight/disclosure/ledger"
	"daylight/disclosure/outreach"
	"daylight/disclosure/rehearse"
	"daylight/notify/github"
	"daylight/notify/github/ways"
)

// guest is somebody who is to be let into the repository of a vendor.
type guest struct {
	repo, login, id, text string
	speaks, yes           bool
}

// invite lets somebody in, once. It is on record before GitHub is asked, so that whatever breaks off, nobody is invited twice.
func (g *guest) invite(cmd *cobra.Command, s *session.Session, cfg *config.Config, find func() (string, config.Secret, error)) error {
	return s.WithDeskOf(cmd.Context(), cfg, func(a *app.App, actor disclosure.Actor) error {
		ctx := cmd.Context()
		c, err := a.Desk.Case(ctx, session.CaseID(g.id))
		if err != nil {
			return err
		}
		repo, token, err := find()
		if err != nil {
			return err
		}
		g.repo = repo
		rows, err := g.mayLeave(ctx, a, cfg, c)
		if err != nil {
			return err
		}
		hub, done, err := channel.Asker(cfg, token, app.Clock(nil))
		if err != nil {
			return err
		}
		defer done()
		who, err := ways.Guest(ctx, hub, g.repo, g.login)
		if err != nil {
			return err
		}
		if !g.yes {
			return g.show(s, c, who)
		}
		say := incoming.ConfirmReader{Place: g.repo, Login: who.Login, Speaks: g.speaks, Text: g.text}
		if text := strings.TrimSpace(g.text); text != "" {
			say.Text = "invited; " + text
		}
		rows = append(rows, github.InvitationRows(c.ID, g.repo, who, g.speaks, attempt())...)
		if _, err := a.Desk.With(0, rows...).Execute(ctx, actor, c.ID, say); err != nil {
			return once(err, who.Login, g.repo)
		}
		got, err := ways.Invite(ctx, hub, g.repo, who)
		if err == nil && got.Done {
			if s.JSON {
				return s.PrintJSON(map[string]any{"case": c.ID, "repo": g.repo, "invited": who.Login})
			}
			s.Line(who.Login + " is invited to " + g.repo + ", to read and to comment; " + string(c.ID) + " keeps it. GitHub sends them a mail.")
			return nil
		}
		return g.broken(ctx, a, actor, c, who, got, err)
	})
}

// mayLeave says whether anybody may be let in for a case now. The rows bind the repository to the party.
func (g *guest) mayLeave(ctx context.Context, a *app.App, cfg *config.Config, c *disclosure.Case) ([]ledger.Ref, error) {
	plan := cfg.Ways()
	if err := plan.MayLeave(c, config.WayIssues); err != nil {
		return nil, err
	}
	if plan.Mode(config.WayIssues) != rehearse.Live {
		return nil, fault.Errorf(fault.Refused, "this is a rehearsal: nobody is invited")
	}
	if err := a.Rehearsal().Waits(ctx); err != nil {
		return nil, err
	}
	if held, err := a.Waiting(ctx); err != nil || held != nil {
		if err == nil {
			err = fault.Errorf(fault.Refused, "nothing leaves before a lead runs bot db resume: nobody is invited")
		}
		return nil, err
	}
	_, pauses, err := a.Outbox(ctx, c.ID)
	if err != nil {
		return nil, err
	}
	for _, p := range pauses {
		if p.Channel == string(disclosure.Issue) {
			return nil, fault.Errorf(fault.Refused, "what goes out as an issue is paused: nobody is invited before bot outbox resume")
		}
	}
	for _, p := range cfg.People {
		if g.speaks && strings.EqualFold(p.GitHub, g.login) {
			return nil, fault.Errorf(fault.Refused, "%s is one of your own people, who never speak for a party", g.login)
		}
	}
	k, err := contactAt(c, g.repo)
	if err != nil {
		return nil, err
	}
	if err := outreach.MayWriteTo(c, k, disclosure.FollowUp); err != nil {
		return nil, err
	}
	return a.Desk.MayReach(ctx, c, k)
}

// show is the invitation as it would leave.
func (g *guest) show(s *session.Session, c *disclosure.Case, who github.Account) error {
	if s.JSON {
		return s.PrintJSON(map[string]any{"case": c.ID, "repo": g.repo, "invited": nil, "would_invite": who})
	}
	s.Line(fmt.Sprintf("%s (account %d) would be invited to %s, to read and to comment. They would see all issues of it, of every case.", who.Login, who.ID, g.repo))
	s.Line("GitHub sends them a mail in the name of the token's account. Nothing has left. A lead repeats the call with --yes.")
	return nil
}

// once words the refusal of a second attempt for a person: the store says it of a row.
func once(err error, login, repo string) error {
	if !github.InvitedBefore(err) {
		return err
	}
	return fault.Errorf(fault.Refused, "%s was invited to %s before, and nobody is invited twice: look at the invitations of the repository, and invite them there by hand", login, repo)
}

// broken records that an invitation is on record and may not have left. It is not tried again: a person looks.
func (g *guest) broken(ctx context.Context, a *app.App, actor disclosure.Actor, c *disclosure.Case, who github.Account, got github.Reply, cause error) error {
	text := fmt.Sprintf("GitHub did not take the invitation of %s to %s: %s. Invite them by hand", who.Login, g.repo, got.Reason)
	if cause != nil || got.Effect {
		text = fmt.Sprintf("it is not known whether the invitation of %s to %s has left (%s). Look at the invitations of the repository", who.Login, g.repo, got.Reason)
	}
	// The call may have been broken off; what came of it is kept all the same.
	keep := context.WithoutCancel(ctx)
	if _, err := a.Desk.Do(keep, actor, c.ID, record.AddEvent{Kind: disclosure.KindNote, At: a.Desk.Now(), Source: disclosure.SourcePerson, Ref: g.repo, Text: text}); err != nil {
		return err
	}
	return fault.Errorf(fault.Unavailable, "%s", text)
}
