package config

import (
	"fmt"
	"net/netip"
	"net/url"
	"strings"

	"daylight/disclosure/engine"
	"daylight/disclosure/pattern"
)

func (c *Config) checkMail(k *checker) {
	m := c.Mail
	k.oneOf("mail.mode", m.Mode, "dry-run", modeLive, modeRehearse)
	k.address("mail.address", m.Address)
	k.address("mail.archive", m.Archive)
	k.server("mail.smtp", m.SMTP)
	k.server("mail.imap", m.IMAP.Server)
	if c.MailLeaves() {
		if m.SMTP.Host == "" {
			k.addf("mail.smtp.host", "mode %s needs a submission server", c.Ways().Mode(WayMail))
		}
		if c.Team.Site == "" {
			k.addf("team.site", "mode %s needs a page by which a vendor can check that the mail is yours", c.Ways().Mode(WayMail))
		}
	}
	switch local, _, _ := strings.Cut(m.Address, "@"); {
	case m.Address == "" && c.MailLeaves():
		k.addf("mail.address", "mode %s needs the team's mailbox", c.Ways().Mode(WayMail))
	case m.Address == "" && m.IMAP.Host != "":
		k.addf("mail.address", "answers are matched by the address of each case: give the team's mailbox")
	case strings.Contains(local, "+"):
		k.addf("mail.address", "%q has a plus part already: each case gets its own, so give the plain mailbox", m.Address)
	}
	if m.IMAP.Host != "" && m.IMAP.User == "" {
		k.addf("mail.imap.user", "a mailbox is not read without a login")
	}
	if m.IMAP.Host != "" && m.IMAP.Mailbox == "" {
		k.addf("mail.imap.mailbox", "say which folder is read, such as INBOX")
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
	if strings.ContainsAny(s.Host, " /@") || (strings.Contains(s.Host, ":") && !isIP(s.Host)) {
		k.addf(path+".host", "%q is not a host name: write only the name and put the port in port", s.Host)
	}
	if s.Port < 0 || s.Port > 65535 {
		k.addf(path+".port", "%d is not a port", s.Port)
	}
	if s.Security == "none" && !loopbackHost(s.Host) {
		k.addf(path+".security", "none is for a server on this machine only: write starttls or tls")
	}
	if s.Security == "none" && !s.Password.IsZero() {
		k.addf(path+".security", "a password is never sent without TLS, not even on this machine: write starttls or tls, or leave out user and password")
	}
	if s.User != "" && s.Password.IsZero() {
		k.addf(path+".password", "the login %s needs a password: write ${NAME} or file:PATH", s.User)
	}
	if s.User == "" && !s.Password.IsZero() {
		k.addf(path+".user", "there is a password but no login for it")
	}
}

func isIP(host string) bool {
	_, err := netip.ParseAddr(host)
	return err == nil
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
	k.token("slack.bot_token", s.BotToken, "xoxb-", "")
	k.token("slack.app_token", s.AppToken, "xapp-", " and has the scope connections:write")
	if !channelForm.MatchString(s.Channel) {
		k.addf("slack.channel", "%q is not a channel id: it begins with C; open the channel's details in Slack to copy it", s.Channel)
	}
	for i, id := range s.AddressChannels {
		if !channelForm.MatchString(id) && !strings.HasPrefix(id, "D") {
			k.addf(fmt.Sprintf("slack.address_channels[%d]", i), "%q is not a channel id: it begins with C", id)
		}
	}
	if s.DigestChannel != "" && !channelForm.MatchString(s.DigestChannel) {
		k.addf("slack.digest_channel", "%q is not a channel id: it begins with C", s.DigestChannel)
	}
	if s.TimelineEmoji != "" && !emojiForm.MatchString(s.TimelineEmoji) {
		k.addf("slack.timeline_emoji", "%q is not the name of an emoji: write it without colons, such as card_index_dividers", s.TimelineEmoji)
	}
	c.checkGroups(k)
	k.api("slack.api_url", s.APIURL)
}

// emojiForm is the name of an emoji as Slack spells it.
var emojiForm = pattern.New(`^[\p{Ll}\p{Lo}0-9_+'-]{1,100}$`)

var groupForm = pattern.New(`^(S[A-Z0-9]{2,30}|@?[a-z0-9][a-z0-9._-]{0,79})$`)

// checkGroups holds that each group is named once: with two roles nobody could say which one counts.
func (c *Config) checkGroups(k *checker) {
	seen := map[string]bool{}
	for i, g := range c.Slack.Groups {
		path := fmt.Sprintf("slack.groups[%d]", i)
		if !groupForm.MatchString(g.Group) {
			k.addf(path+".group", "%q is neither the id of a user group, which begins with S, nor its handle, such as @disclosure-leads", g.Group)
		}
		k.oneOf(path+".role", g.Role, "viewer", "researcher", "lead")
		name := strings.TrimPrefix(g.Group, "@")
		if seen[name] {
			k.addf(path+".group", "%q is listed twice", g.Group)
		}
		seen[name] = true
	}
}

var channelForm = pattern.New(`^[CG][A-Z0-9]{2,30}$`)

// token checks one of the two tokens. They are easily mixed up.
func (k *checker) token(path string, s Secret, prefix, more string) {
	switch {
	case s.IsZero():
		k.addf(path, "Slack needs both tokens: this one begins with %s%s", prefix, more)
	case s.Reveal() != "" && !strings.HasPrefix(s.Reveal(), prefix):
		k.addf(path, "this is not the right token: it begins with %s%s", prefix, more)
	}
}

var repoForm = pattern.New(`^[A-Za-z0-9][A-Za-z0-9-]*/[A-Za-z0-9._-]+$`)

// minWebhookSecret is the least length of a webhook's secret: everybody can try to guess it.
const minWebhookSecret = 16

func (c *Config) checkGitHub(k *checker) {
	g := c.GitHub
	k.api("github.base_url", g.BaseURL)
	if _, err := engine.NewTick("check", g.Poll); err != nil {
		k.addf("github.poll", "%s", err)
	}
	seen := map[string]bool{}
	for i, r := range g.Repositories {
		path := fmt.Sprintf("github.repositories[%d].name", i)
		if !repoForm.MatchString(r.Name) {
			k.addf(path, "%q is not a repository: write owner/repository", r.Name)
		}
		if seen[strings.ToLower(r.Name)] {
			k.addf(path, "%q is listed twice", r.Name)
		}
		seen[strings.ToLower(r.Name)] = true
		c.checkRepository(k, fmt.Sprintf("github.repositories[%d]", i), &r)
	}
	c.checkSite(k)
	if secret := g.WebhookSecret.Reveal(); secret != "" && len(secret) < minWebhookSecret {
		k.addf("github.webhook_secret", "this can be guessed: use %d characters or more", minWebhookSecret)
	}
	switch app := g.App; {
	case app.ID == 0 != (app.Key == ""):
		k.addf("github.app", "id and key belong together: set both, or neither")
	case app.ID < 0:
		k.addf("github.app.id", "%d is no App ID: it stands on the app's page", app.ID)
	case app.ID != 0 && !g.Token.IsZero():
		k.addf("github.token", "there is an app, too; only one of them can act: leave one out")
	case len(g.Repositories) > 0 && !g.On():
		k.addf("github.token", "the repositories need a token, or an app")
	}
}

// checkWebhook never shows the address: many chats keep a token in it.
func (c *Config) checkWebhook(k *checker) {
	w := c.Webhook
	if w.URL.IsZero() && w.Secret.IsZero() {
		return
	}
	if w.URL.IsZero() || w.Secret.IsZero() {
		k.addf("webhook", "url and secret belong together: set both, or neither")
		return
	}
	if at := w.URL.Reveal(); at != "" { // a secret that could not be read is a mistake of its own
		u, err := url.Parse(at)
		switch {
		case err != nil || u.Scheme != "https" && u.Scheme != "http" || u.Hostname() == "":
			k.addf("webhook.url", "this is not a web address: write it with https://")
		case u.User != nil:
			k.addf("webhook.url", "a login does not belong into the address: leave it out")
		case u.Scheme == "http" && !loopbackHost(u.Hostname()):
			k.addf("webhook.url", "cases are never posted without TLS: write https://")
		}
	}
	if s := w.Secret.Reveal(); s != "" && len(s) < minWebhookSecret {
		k.addf("webhook.secret", "%d characters are too few to sign with: at least %d", len(s), minWebhookSecret)
	}
}
