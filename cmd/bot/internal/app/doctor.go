package app

import (
	"cmp"
	"context"
	"strings"

	"daylight/cmd/bot/internal/channel"
)

// Doctor tries what the configuration names: database, vantage points, channels. It sends and changes nothing.
func (a *App) Doctor(ctx context.Context) []channel.Finding {
	out := []channel.Finding{a.examineDatabase(ctx), a.examineTeam()}
	out = append(out, a.examineRehearsal()...)
	out = append(out, a.examineProbes()...)
	out = append(out, a.examineCanary()...)
	out = append(out, a.examineClosure()...)
	out = append(out, a.examineVantages(ctx)...)
	return append(out, a.examineChannels(ctx)...)
}

func (a *App) examineDatabase(ctx context.Context) channel.Finding {
	if _, err := a.store.Stats(ctx); err != nil {
		return channel.Finding{Name: "database", State: channel.Broken, Message: err.Error(), Fix: "run `bot db verify`; if it cannot be repaired, `bot db restore` a backup"}
	}
	if err := a.checkInstance(ctx); err != nil {
		return channel.Finding{Name: "database", State: channel.Broken, Message: err.Error(), Fix: cmp.Or(a.rehearsalFix(err), "run `bot db resume`: it says what will happen and asks")}
	}
	return channel.Finding{Name: "database", State: channel.Good, Message: a.cfg.Database.Path}
}

// rehearsalFix says how what waits for the end of the rehearsal goes on; "" where something else is wrong.
func (a *App) rehearsalFix(err error) string {
	if strings.Contains(err.Error(), "bot rehearse end") {
		return "run `bot rehearse status`; to practise first, set mode: rehearse"
	}
	return ""
}

// examineRehearsal says plainly that nothing reaches others.
func (a *App) examineRehearsal() []channel.Finding {
	if text := a.Rehearses(); text != "" {
		return []channel.Finding{{Name: "rehearsal", State: channel.Hint, Message: text, Fix: "set mode: live, in the whole and in each channel, once you have practised"}}
	}
	return nil
}

func (a *App) examineTeam() channel.Finding {
	if a.cfg.Team.Site == "" || a.cfg.Team.Contact == "" {
		return channel.Finding{Name: "team", State: channel.Hint, Message: "vendors cannot check who you are", Fix: "set team.site, team.contact and team.policy, and team.probes to a page that says which answers count as closed"}
	}
	return channel.Finding{Name: "team", State: channel.Good, Message: a.cfg.Team.Name}
}

func (a *App) examineProbes() []channel.Finding {
	if n := len(a.cfg.Probe.AllowPrivate); n > 0 {
		return []channel.Finding{{Name: "probes", State: channel.Hint, Message: "private networks may be probed: " + strings.Join(a.cfg.Probe.AllowPrivate, ", "), Fix: "remove probe.allow_private unless the assets are in your own networks"}}
	}
	return []channel.Finding{{Name: "probes", State: channel.Good, Message: "private, link-local and metadata addresses are refused"}}
}

// examineCanary asks for an address that always answers, where the configuration has none.
func (a *App) examineCanary() []channel.Finding {
	var out []channel.Finding
	for _, l := range a.cfg.Lacks() {
		out = append(out, channel.Finding{Name: "canary", State: channel.Hint, Message: l.Message, Fix: "set " + l.Path + " to a page of your own or another that always answers, with https"})
	}
	return out
}

// examineClosure warns about a rule that confirms a closure sooner than the default one.
func (a *App) examineClosure() []channel.Finding {
	var out []channel.Finding
	for _, w := range a.cfg.Weaknesses() {
		out = append(out, channel.Finding{Name: "closure", State: channel.Hint, Message: w.Message, Fix: "raise " + w.Path + ", unless this is a rehearsal"})
	}
	return out
}
