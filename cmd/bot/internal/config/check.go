package config

import (
	"fmt"
	"maps"
	"net"
	"net/mail"
	"net/netip"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"daylight/disclosure"
	"daylight/disclosure/pattern"
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
		k.addf(path, "%q is not a mail address: write name@domain", value)
	}
}

func (k *checker) link(path, value string) {
	if value == "" {
		return
	}
	u, err := url.Parse(value)
	switch {
	case err == nil && u.User != nil, strings.Contains(value, "@"):
		k.addf(path, "an address with a login in it gives the login away: leave it out") // and is not repeated here
	case err != nil || (u.Scheme != "https" && u.Scheme != "http") || u.Hostname() == "":
		k.addf(path, "%q is not a web address: write it with https://", value)
	}
}

// api checks an address that gets a token: without TLS it has to be on this machine.
func (k *checker) api(path, value string) {
	k.link(path, value)
	if u, err := url.Parse(value); err == nil && u.Scheme == "http" && !loopbackHost(u.Hostname()) {
		k.addf(path, "a token is never sent without TLS: write https://")
	}
}

// check returns everything that is wrong with the values.
func (c *Config) check() Problems {
	k := &checker{}
	c.checkTeam(k)
	c.checkPeople(k)
	c.checkKeys(k)
	c.checkMail(k)
	c.checkSlack(k)
	c.checkGitHub(k)
	c.checkWebhook(k)
	c.checkRehearsal(k)
	c.checkWeb(k)
	c.checkRemind(k)
	c.checkVantages(k)
	c.checkRest(k)
	return k.out
}

var prefixForm = pattern.New(`^[A-Z][A-Z0-9]{0,9}$`)

func (c *Config) checkTeam(k *checker) {
	if strings.TrimSpace(c.Team.Name) == "" {
		k.addf("team.name", "vendors and readers need a name")
	}
	if !prefixForm.MatchString(c.Prefix) {
		k.addf("prefix", "%q is not a prefix: write up to ten capital letters and digits, such as DL", c.Prefix)
	}
	k.link("team.site", c.Team.Site)
	k.link("team.policy", c.Team.Policy)
	k.link("team.probes", c.Team.Probes)
	k.link("team.key_at", c.Team.KeyAt)
	k.link("team.cases", c.Team.Cases)
	k.address("team.contact", c.Team.Contact)
	if _, err := time.LoadLocation(c.Team.Timezone); err != nil || c.Team.Timezone == "Local" {
		k.addf("team.timezone", "%q is not a time zone: write an IANA name such as Europe/Paris, or UTC", c.Team.Timezone)
	}
}

func (c *Config) checkWeb(k *checker) {
	k.listener("web.listen", c.Web.Listen, true)
	k.listener("web.webhooks", c.Web.Webhooks, false)
	k.link("web.public_url", c.Web.PublicURL)
	if c.Web.Webhooks != "" && c.Web.Webhooks == c.Web.Listen {
		k.addf("web.webhooks", "the board listens there already: choose another port")
	}
	if c.Web.Webhooks != "" && c.GitHub.WebhookSecret.IsZero() {
		k.addf("github.webhook_secret", "web.webhooks is set, and a webhook without a secret can be forged")
	}
}

// listener checks an address to listen on. The board has no login and stays on this machine.
func (k *checker) listener(path, value string, loopbackOnly bool) {
	if value == "" {
		return
	}
	host, port, err := net.SplitHostPort(value)
	if _, bad := strconv.ParseUint(port, 10, 16); err != nil || bad != nil {
		k.addf(path, "%q is not an address: write host:port", value)
		return
	}
	if loopbackOnly && !loopbackHost(host) {
		k.addf(path, "the board has no login and must stay on this machine: write 127.0.0.1 and put a proxy with a login before it")
	}
}

func (c *Config) checkRest(k *checker) {
	for i, p := range c.Probe.AllowPrivate {
		path := fmt.Sprintf("probe.allow_private[%d]", i)
		prefix, err := netip.ParsePrefix(p)
		switch {
		case err != nil:
			k.addf(path, "%q is not a network prefix: write one such as 10.1.0.0/16", p)
		case prefix.Bits() < widest(prefix):
			k.addf(path, "%q is wider than any private network: name your own ones, such as 10.1.0.0/16", p)
		}
	}
	if _, _, err := ParseKeepOut(c.Probe.KeepOut); err != nil {
		k.addf("probe.keep_out", "%v", err)
	}
	k.link("probe.canary", c.Probe.Canary)
	for path, n := range map[string]int{"probe.rate": c.Probe.Rate, "probe.per_network": c.Probe.PerNetwork} {
		if n < 0 {
			k.addf(path, "%d is negative: write how many may start per second, or 0 for no limit", n)
		}
	}
	k.oneOf("probe.second_person", c.Probe.SecondPerson, "opt_in", "all")
	for path, n := range map[string]int{
		"probe.per_day": c.Probe.PerDay, "probe.total": c.Probe.Total, "probe.workers": c.Probe.Workers,
		"rules.open_hours": c.Rules.OpenHours, "rules.closure.strong": c.Rules.Closure.Strong, "rules.closure.vantages": c.Rules.Closure.Vantages,
	} {
		if n < 1 {
			k.addf(path, "%d is too small: at least 1", n)
		}
	}
	if n := c.Rules.HeadsUpDays; n != nil && *n < 0 {
		k.addf("rules.heads_up_days", "%d days is negative", *n)
	}
	if c.Rules.Closure.Over < 0 {
		k.addf("rules.closure.over", "a duration cannot be negative")
	}
	if c.Rules.Closure.MaxGap <= 0 {
		k.addf("rules.closure.max_gap", "this has to be more than zero, or no second answer could ever count")
	}
	for i, t := range c.Rules.SecondPerson {
		if !slices.Contains(disclosure.Templates(), disclosure.Template(t)) && t != string(disclosure.FreeText) {
			k.addf(fmt.Sprintf("rules.second_person[%d]", i), "%q is not a kind of message: write one of %s", t, messages())
		}
	}
	k.oneOf("log.level", c.Log.Level, "debug", "info", "warn", "error")
	k.oneOf("log.format", c.Log.Format, "text", "json")
	for path, file := range map[string]string{"database.path": c.Database.Path, "database.key": c.Database.Key} {
		if file == "" {
			k.addf(path, "say which file it is")
		}
	}
	if c.Database.Path != "" && c.Database.Path == c.Database.Key {
		k.addf("database.key", "the key cannot be the database's own file")
	}
}

// widest is the shortest prefix that is still a private network: 10.0.0.0/8 and fc00::/7.
func widest(p netip.Prefix) int {
	if p.Addr().Is4() {
		return 8
	}
	return 7
}

func messages() string {
	var out []string
	for _, t := range disclosure.Templates() {
		out = append(out, string(t))
	}
	return strings.Join(out, ", ")
}
