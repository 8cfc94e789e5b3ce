package slack

import (
	"cmp"
	"context"
	"slices"
	"strings"

	slackapi "github.com/slack-go/slack"

	"daylight/disclosure"
	"daylight/notify/slack/crew"
)

// Finding is the result of one check.
type Finding struct {
	Name    string
	OK      bool
	Unknown bool   // it could not be found out, and may be well
	Message string // what was found
	Fix     string // what to do; "" if all is well
}

// Doctor asks Slack whether everything is in place. It posts nothing.
func (a *App) Doctor(ctx context.Context) []Finding {
	out := []Finding{a.examineToken(ctx)}
	if !out[0].OK {
		return append(out, a.examineSocket(ctx))
	}
	out = append(out, a.examineScopes(), a.examineSocket(ctx), a.examineChannel(ctx), a.examineMembers(), a.examineAccounts(ctx))
	if len(a.opts.Groups) > 0 {
		out = append(out, a.examineGroups(ctx))
	}
	return out
}

func (a *App) examineToken(ctx context.Context) Finding {
	who, err := a.client.api.AuthTestContext(ctx)
	if err != nil {
		return Finding{
			Name: "bot token", Message: classify(err).Reason,
			Fix: "give the token that starts with xoxb-, from OAuth & Permissions of the app",
		}
	}
	return Finding{Name: "bot token", OK: true, Message: "is " + who.User + " in the workspace " + who.Team}
}

func (a *App) examineScopes() Finding {
	f := Finding{Name: "scopes"}
	granted, known := a.client.scopes.get()
	if !known { // proxies drop the header, and nothing else names the scopes
		f.Unknown, f.Message, f.Fix = true, "Slack did not say which scopes the token has", "compare them with `bot slack manifest`"
		return f
	}
	var missing []string
	for _, s := range neededScopes(a.opts.ReadHistory) {
		if !slices.Contains(granted, s) {
			missing = append(missing, s)
		}
	}
	if len(missing) > 0 {
		f.Message = "missing: " + strings.Join(missing, ", ")
		f.Fix = "paste `bot slack manifest` into the app's manifest and install the app again"
		return f
	}
	f.OK, f.Message = true, "all "+count(len(neededScopes(a.opts.ReadHistory)), "scope")+" are granted"
	return f
}

func (a *App) examineSocket(ctx context.Context) Finding {
	f := Finding{Name: "socket"}
	if _, _, err := a.client.api.StartSocketModeContext(ctx); err != nil {
		f.Message = classify(err).Reason
		if code := codeOf(err); strings.HasPrefix(code, "invalid_auth") || code == "not_authed" || code == "not_allowed_token_type" {
			f.Message = "Slack does not accept the app token (" + code + ")"
		}
		f.Fix = "give an app-level token (xapp-) with the scope connections:write, and switch Socket Mode on"
		return f
	}
	f.OK, f.Message = true, "Slack offers a socket"
	return f
}

func (a *App) examineChannel(ctx context.Context) Finding {
	f := Finding{Name: "triage channel"}
	c, err := a.client.api.GetConversationInfoContext(ctx, &slackapi.GetConversationInfoInput{ChannelID: a.opts.Channel})
	switch {
	case err != nil:
		f.Message = classify(err).Reason
		f.Fix = "check the id of the channel; a private one has to invite the bot first"
	case c.IsArchived:
		f.Message, f.Fix = "the channel is archived", "choose another one"
	case !c.IsMember:
		f.Message, f.Fix = "the bot is not in the channel", "write /invite @Daylight in it"
	case shared(c):
		f.Message, f.Fix = "the channel is shared with another organisation, so no card is posted there", "choose one that only your team can read, or end the sharing"
	default:
		f.OK, f.Message = true, "the bot is in the channel"
	}
	return f
}

func (a *App) examineMembers() Finding {
	leads := 0
	for _, m := range a.opts.Members {
		if m.Rank.AtLeast("lead") {
			leads++
		}
	}
	groups := a.grantedBy(disclosure.Lead)
	f := Finding{Name: "members", OK: leads > 0 || len(groups) > 0, Message: count(len(a.opts.Members), "member") + " known, " + count(leads, "lead")}
	if len(groups) > 0 {
		f.Message += " and " + strings.Join(groups, ", ")
	}
	if !f.OK {
		f.Fix = "give at least one Slack user the rank lead: nobody can approve a message otherwise"
	}
	return f
}

// examineAccounts looks whether those whom the configuration names may act by the marks of their accounts.
func (a *App) examineAccounts(ctx context.Context) Finding {
	f := Finding{Name: "accounts"}
	var cannot []string
	unclear := ""
	for user, m := range a.opts.Members {
		switch standing, why := a.crew.Standing(ctx, user); standing {
		case crew.Full:
		case crew.Unclear:
			unclear = cmp.Or(why, "Slack did not answer")
		default:
			cannot = append(cannot, safe(m.Name)+" ("+string(standing)+")")
		}
	}
	slices.Sort(cannot)
	switch {
	case unclear != "":
		f.Message = "Slack does not say who is a full member of the workspace, so nobody can act: " + unclear
		f.Fix = "paste `bot slack manifest` into the app's manifest and install the app again: it needs users:read"
	case len(cannot) > 0:
		f.Message = "Daylight refuses " + strings.Join(cannot, ", ")
		f.Fix = "give them a full account of this workspace, or take their Slack id out of people in the configuration"
	default:
		f.OK, f.Message = true, "everybody named is a full member of the workspace"
	}
	return f
}

// examineGroups asks for the user groups, and says which of them give nothing and who cannot act because of it.
func (a *App) examineGroups(ctx context.Context) Finding {
	a.crew.Refresh(ctx)
	f := Finding{Name: "user groups", OK: true, Message: count(len(a.opts.Groups), "group") + " read"}
	if gone := a.missing(); len(gone) > 0 {
		f.OK, f.Message = false, strings.Join(gone, "; ")
		f.Fix = "enable the group in Slack or name another one in slack.groups; people named in the configuration keep their ranks"
	}
	return f
}
