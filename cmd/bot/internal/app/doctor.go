package app

import (
	"cmp"
	"context"
	"strings"
)

// The states of a [Finding].
const (
	Good   = "ok"
	Hint   = "hint"   // works, but look at it
	Broken = "broken" // does not work
)

// Finding is one thing that the doctor looked at.
type Finding struct {
	Name    string `json:"name"`
	State   string `json:"state"`
	Message string `json:"message"`
	Fix     string `json:"fix,omitempty"`
}

// Doctor tries what the configuration names: database, mail servers, Slack, GitHub. It sends and changes nothing.
func (a *App) Doctor(ctx context.Context) []Finding {
	out := []Finding{a.examineDatabase(ctx), a.examineTeam()}
	out = append(out, a.examineRehearsal()...)
	out = append(out, a.examineMail(ctx)...)
	out = append(out, a.examineProbes()...)
	out = append(out, a.examineCanary()...)
	out = append(out, a.examineClosure()...)
	out = append(out, a.examineVantages(ctx)...)
	out = append(out, a.examineSlack(ctx)...)
	out = append(out, a.examineWebhook(ctx)...)
	return append(out, a.examineGitHub(ctx)...)
}

func finding(name string, ok bool, message, fix string) Finding {
	f := Finding{Name: name, State: Good, Message: message, Fix: fix}
	if !ok {
		f.State = Broken
	}
	return f
}

func (a *App) examineDatabase(ctx context.Context) Finding {
	if _, err := a.store.Stats(ctx); err != nil {
		return Finding{"database", Broken, err.Error(), "run `bot db verify`; if it cannot be repaired, `bot db restore` a backup"}
	}
	if err := a.checkInstance(ctx); err != nil {
		return Finding{"database", Broken, err.Error(), cmp.Or(a.rehearsalFix(err), "run `bot db resume`: it says what will happen and asks")}
	}
	return Finding{Name: "database", State: Good, Message: a.cfg.Database.Path}
}

// rehearsalFix says how what waits for the end of the rehearsal goes on; "" where something else is wrong.
func (a *App) rehearsalFix(err error) string {
	if strings.Contains(err.Error(), "bot rehearse end") {
		return "run `bot rehearse status`; to practise first, set mode: rehearse"
	}
	return ""
}

// examineRehearsal says plainly that nothing reaches others.
func (a *App) examineRehearsal() []Finding {
	if text := a.Rehearses(); text != "" {
		return []Finding{{"rehearsal", Hint, text, "set mode: live, in the whole and in each channel, once you have practised"}}
	}
	return nil
}

func (a *App) examineTeam() Finding {
	if a.cfg.Team.Site == "" || a.cfg.Team.Contact == "" {
		return Finding{"team", Hint, "vendors cannot check who you are", "set team.site, team.contact and team.policy, and team.probes to a page that says which answers count as closed"}
	}
	return Finding{Name: "team", State: Good, Message: a.cfg.Team.Name}
}

func (a *App) examineProbes() []Finding {
	if n := len(a.cfg.Probe.AllowPrivate); n > 0 {
		return []Finding{{"probes", Hint, "private networks may be probed: " + strings.Join(a.cfg.Probe.AllowPrivate, ", "), "remove probe.allow_private unless the assets are in your own networks"}}
	}
	return []Finding{{Name: "probes", State: Good, Message: "private, link-local and metadata addresses are refused"}}
}

// examineCanary asks for an address that always answers, where the configuration has none.
func (a *App) examineCanary() []Finding {
	var out []Finding
	for _, l := range a.cfg.Lacks() {
		out = append(out, Finding{"canary", Hint, l.Message, "set " + l.Path + " to a page of your own or another that always answers, with https"})
	}
	return out
}

// examineClosure warns about a rule that confirms a closure sooner than the default one.
func (a *App) examineClosure() []Finding {
	var out []Finding
	for _, w := range a.cfg.Weaknesses() {
		out = append(out, Finding{"closure", Hint, w.Message, "raise " + w.Path + ", unless this is a rehearsal"})
	}
	return out
}
