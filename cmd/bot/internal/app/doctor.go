package app

import (
	"context"
	"strings"

	"daylight/disclosure/gate"
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
	out = append(out, a.examineMail(ctx)...)
	out = append(out, a.examineProbes()...)
	out = append(out, a.examineClosure()...)
	out = append(out, a.examinePlaces(ctx)...)
	if a.slack == nil {
		out = append(out, Finding{"slack", Hint, "off", "create an app with `bot slack manifest` and set slack.bot_token, slack.app_token and slack.channel"})
	} else {
		for _, f := range a.slack.Doctor(ctx) {
			out = append(out, finding("slack "+f.Name, f.OK, f.Message, f.Fix))
		}
	}
	if a.github == nil {
		return append(out, Finding{"github", Hint, "off", "set github.token and github.repositories to open issues in private tracking repositories"})
	}
	for _, c := range a.github.Doctor(ctx) {
		out = append(out, finding(c.Name, c.State != gate.CheckFail, c.Reason, ""))
	}
	return out
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
		return Finding{"database", Broken, err.Error(), "run `bot db verify`; if it cannot be mended, `bot db restore` a backup"}
	}
	return Finding{Name: "database", State: Good, Message: a.cfg.Database.Path}
}

func (a *App) examineTeam() Finding {
	if a.cfg.Team.Site == "" || a.cfg.Team.Contact == "" {
		return Finding{"team", Hint, "vendors cannot check who you are", "set team.site, team.contact and team.policy"}
	}
	return Finding{Name: "team", State: Good, Message: a.cfg.Team.Name}
}

func (a *App) examineProbes() []Finding {
	if n := len(a.cfg.Probe.AllowPrivate); n > 0 {
		return []Finding{{"probes", Hint, "private networks may be probed: " + strings.Join(a.cfg.Probe.AllowPrivate, ", "), "remove probe.allow_private unless the assets are in your own networks"}}
	}
	return []Finding{{Name: "probes", State: Good, Message: "private, link-local and metadata addresses are refused"}}
}

// examineClosure tells of a rule that calls closed what the usual one would go on asking.
func (a *App) examineClosure() []Finding {
	var out []Finding
	for _, w := range a.cfg.Weaknesses() {
		out = append(out, Finding{"closure", Hint, w.Message, "raise " + w.Path + ", unless this is a rehearsal"})
	}
	return out
}

func (a *App) examineMail(ctx context.Context) []Finding {
	m := a.cfg.Mail
	if !a.Live() {
		return []Finding{{"mail out", Hint, "dry run: messages become files in " + m.Outbox, "set mail.mode: live and mail.smtp to send"}}
	}
	var out []Finding
	if err := a.mail.live.Check(ctx); err != nil {
		out = append(out, Finding{"mail out", Broken, err.Error(), "check mail.smtp: host, port, security, user and password"})
	} else {
		out = append(out, Finding{Name: "mail out", State: Good, Message: m.SMTP.Host + " takes the login"})
	}
	if m.Archive == "" {
		out = append(out, Finding{"mail archive", Hint, "no archive address: a broken connection at the last byte leaves a message uncertain", "set mail.archive and mail.imap"})
	}
	if a.mail.fetcher == nil {
		return append(out, Finding{"mail in", Hint, "answers are not read", "set mail.imap"})
	}
	if err := a.mail.fetcher.Check(ctx); err != nil {
		return append(out, Finding{"mail in", Broken, err.Error(), "check mail.imap: host, port, security, user, password and mailbox"})
	}
	return append(out, Finding{Name: "mail in", State: Good, Message: m.IMAP.Host + " opens " + m.IMAP.Mailbox})
}
