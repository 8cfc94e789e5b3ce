package config

import (
	"fmt"
	"maps"
	"net"
	"net/mail"
	"net/netip"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"time"

	"daylight/disclosure"
	"daylight/disclosure/engine"
)

func sortedKeys[V any](m map[string]V) []string { return slices.Sorted(maps.Keys(m)) }

// checker collects problems.
type checker struct{ out Problems }

func (k *checker) addf(path, format string, args ...any) {
	k.out = append(k.out, Problem{Path: path, Message: fmt.Sprintf(format, args...)})
}

func (k *checker) oneOf(path, value string, allowed ...string) {
	if !slices.Contains(allowed, value) {
		k.addf(path, "%q is not known: write one of %s", value, strings.Join(allowed, ", "))
	}
}

func (k *checker) address(path, value string) {
	if value == "" {
		return
	}
	if a, err := mail.ParseAddress(value); err != nil || a.Address != value {
		k.addf(path, "%q is no mail address", value)
	}
}

func (k *checker) link(path, value string) {
	if value == "" {
		return
	}
	u, err := url.Parse(value)
	if err != nil || (u.Scheme != "https" && u.Scheme != "http") || u.Host == "" || u.User != nil {
		k.addf(path, "%q is no web address: write it with https:// and without a login", value)
	}
}

// check returns everything that is wrong with the values.
func (c *Config) check() Problems {
	k := &checker{}
	c.checkTeam(k)
	c.checkPeople(k)
	c.checkMail(k)
	c.checkSlack(k)
	c.checkGitHub(k)
	c.checkWeb(k)
	c.checkRest(k)
	return k.out
}

var prefixForm = regexp.MustCompile(`^[A-Z][A-Z0-9]{0,9}$`) //nolint:gochecknoglobals // a constant pattern

func (c *Config) checkTeam(k *checker) {
	if strings.TrimSpace(c.Team.Name) == "" {
		k.addf("team.name", "vendors and readers need a name")
	}
	if !prefixForm.MatchString(c.Prefix) {
		k.addf("prefix", "%q is no prefix: write up to ten capital letters and digits, such as DL", c.Prefix)
	}
	k.link("team.site", c.Team.Site)
	k.link("team.policy", c.Team.Policy)
	k.address("team.contact", c.Team.Contact)
	if _, err := time.LoadLocation(c.Team.Timezone); err != nil || c.Team.Timezone == "Local" {
		k.addf("team.timezone", "%q is no zone: write an IANA name such as Europe/Paris, or UTC", c.Team.Timezone)
	}
}

func (c *Config) checkPeople(k *checker) {
	seen := map[string]string{}
	for i, p := range c.People {
		path := fmt.Sprintf("people[%d]", i)
		if p.Name == "" {
			k.addf(path+".name", "a person needs a name")
		}
		k.oneOf(path+".role", p.Role, "viewer", "researcher", "lead", "admin")
		for what, id := range map[string]string{"name": p.Name, "slack": p.Slack, "github": strings.ToLower(p.GitHub)} {
			if id == "" {
				continue
			}
			if other, ok := seen[what+id]; ok {
				k.addf(path+"."+what, "%q is already that of %s", id, other)
			}
			seen[what+id] = path
		}
	}
}

func (c *Config) checkMail(k *checker) {
	m := c.Mail
	k.oneOf("mail.mode", m.Mode, "dry-run", "live")
	k.address("mail.address", m.Address)
	k.address("mail.archive", m.Archive)
	k.server("mail.smtp", m.SMTP)
	k.server("mail.imap", m.IMAP.Server)
	if m.Mode == "live" {
		if m.SMTP.Host == "" {
			k.addf("mail.smtp.host", "mode live needs a submission server")
		}
		if m.Address == "" {
			k.addf("mail.address", "mode live needs the team's mailbox")
		}
	}
	if m.IMAP.Host != "" && m.Address == "" {
		k.addf("mail.address", "answers are matched by the address of each case: give the team's mailbox")
	}
	if m.Outbox == "" {
		k.addf("mail.outbox", "the dry run needs a folder")
	}
}

func (k *checker) server(path string, s Server) {
	if s.Host == "" {
		return
	}
	k.oneOf(path+".security", s.Security, "starttls", "tls", "none")
	if s.Port < 0 || s.Port > 65535 {
		k.addf(path+".port", "%d is no port", s.Port)
	}
	if s.Security == "none" && !loopbackHost(s.Host) {
		k.addf(path+".security", "none is for a server on this machine only: write starttls or tls")
	}
	if s.User != "" && s.Password.IsZero() {
		k.addf(path+".password", "the login %s needs a password: write ${NAME} or file:PATH", s.User)
	}
}

// loopbackHost reports whether the host is this machine.
func loopbackHost(host string) bool {
	if host == "localhost" {
		return true
	}
	ip, err := netip.ParseAddr(host)
	return err == nil && ip.IsLoopback()
}

func (c *Config) checkSlack(k *checker) {
	s := c.Slack
	if s.BotToken.IsZero() && s.AppToken.IsZero() {
		return
	}
	if s.BotToken.IsZero() {
		k.addf("slack.bot_token", "Slack needs both tokens: this one begins with xoxb-")
	}
	if s.AppToken.IsZero() {
		k.addf("slack.app_token", "Slack needs both tokens: this one begins with xapp- and has the scope connections:write")
	}
	if !strings.HasPrefix(s.Channel, "C") && !strings.HasPrefix(s.Channel, "G") {
		k.addf("slack.channel", "%q is no channel id: it begins with C; open the channel's details in Slack to copy it", s.Channel)
	}
	k.link("slack.api_url", s.APIURL)
}

var repoForm = regexp.MustCompile(`^[A-Za-z0-9][A-Za-z0-9-]*/[A-Za-z0-9._-]+$`) //nolint:gochecknoglobals // a constant pattern

func (c *Config) checkGitHub(k *checker) {
	g := c.GitHub
	k.link("github.base_url", g.BaseURL)
	if _, err := engine.NewTick("check", g.Poll); err != nil {
		k.addf("github.poll", "%s", err)
	}
	seen := map[string]bool{}
	for i, r := range g.Repositories {
		path := fmt.Sprintf("github.repositories[%d].name", i)
		if !repoForm.MatchString(r.Name) {
			k.addf(path, "%q is no repository: write owner/repository", r.Name)
		}
		if seen[strings.ToLower(r.Name)] {
			k.addf(path, "%q stands twice", r.Name)
		}
		seen[strings.ToLower(r.Name)] = true
	}
	if len(g.Repositories) > 0 && g.Token.IsZero() {
		k.addf("github.token", "the repositories need a token")
	}
}

func (c *Config) checkWeb(k *checker) {
	k.listener("web.listen", c.Web.Listen, true)
	k.listener("web.webhooks", c.Web.Webhooks, false)
	k.link("web.public_url", c.Web.PublicURL)
	if c.Web.Webhooks != "" && c.GitHub.WebhookSecret.IsZero() {
		k.addf("github.webhook_secret", "web.webhooks is set, and a webhook without a secret can be forged")
	}
}

// listener checks an address to listen on. The board has no login and stays on this machine.
func (k *checker) listener(path, value string, loopbackOnly bool) {
	if value == "" {
		return
	}
	host, _, err := net.SplitHostPort(value)
	if err != nil {
		k.addf(path, "%q is no address: write host:port", value)
		return
	}
	if loopbackOnly && !loopbackHost(host) {
		k.addf(path, "the board has no login and must stay on this machine: write 127.0.0.1 and put a proxy with a login before it")
	}
}

func (c *Config) checkRest(k *checker) {
	for i, p := range c.Probe.AllowPrivate {
		if _, err := netip.ParsePrefix(p); err != nil {
			k.addf(fmt.Sprintf("probe.allow_private[%d]", i), "%q is no prefix: write one such as 10.1.0.0/16", p)
		}
	}
	for path, n := range map[string]int{"probe.per_day": c.Probe.PerDay, "probe.total": c.Probe.Total, "rules.closure.strong": c.Rules.Closure.Strong} {
		if n < 1 {
			k.addf(path, "%d is too small: at least 1", n)
		}
	}
	for path, n := range map[string]*int{"rules.heads_up_days": c.Rules.HeadsUpDays, "rules.limited_after_days": c.Rules.LimitedAfter} {
		if n != nil && *n < 0 {
			k.addf(path, "%d days is negative", *n)
		}
	}
	if c.Rules.Closure.Over < 0 || c.Rules.Closure.MaxGap <= 0 {
		k.addf("rules.closure", "over cannot be negative and max_gap must be more than zero")
	}
	for i, t := range c.Rules.SecondPerson {
		if !slices.Contains(disclosure.Templates(), disclosure.Template(t)) && t != string(disclosure.FreeText) {
			k.addf(fmt.Sprintf("rules.second_person[%d]", i), "%q is no kind of message", t)
		}
	}
	k.oneOf("log.level", c.Log.Level, "debug", "info", "warn", "error")
	k.oneOf("log.format", c.Log.Format, "text", "json")
	slices.SortStableFunc(k.out, func(a, b Problem) int { return strings.Compare(a.Path, b.Path) })
}
