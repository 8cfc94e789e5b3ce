package config

import (
	"cmp"
	"encoding/base64"
	"fmt"
	"net/url"
	"path/filepath"
	"strings"

	"daylight/disclosure/pattern"
)

// Vantage is another vantage point for probes: an agent, or a proxy.
type Vantage struct {
	Name      string `yaml:"name" json:"name" jsonschema:"description=Name of the vantage\\, as written in records."`
	URL       string `yaml:"url" json:"url,omitempty" jsonschema:"description=Address of an agent (bot probe agent)."`
	Token     Secret `yaml:"token" json:"token,omitzero"`
	PublicKey string `yaml:"public_key" json:"public_key,omitempty" jsonschema:"description=Public key of the agent\\, as bot probe agent init prints it."`
	CAFile    string `yaml:"ca_file" json:"ca_file,omitempty" jsonschema:"description=PEM file with the authority that signed the agent's certificate\\, if it is your own."`
	Proxy     string `yaml:"proxy" json:"proxy,omitempty" jsonschema:"description=Instead of an agent: a proxy through which the bot itself probes\\, socks5://host:port or http://host:port. It gets IP addresses\\, never host names."`
}

func (c *Config) vantagePaths(folder string) {
	for i := range c.Probe.Vantages {
		if path := &c.Probe.Vantages[i].CAFile; *path != "" && !filepath.IsAbs(*path) {
			*path = filepath.Join(folder, *path)
		}
	}
}

// placeForm is the form of the name of a vantage, as [daylight/disclosure/probe/vantage.ValidName] takes it.
var placeForm = pattern.New(`^[A-Za-z0-9._-]{1,40}$`)

// minToken is the least length of an agent's token: whoever has the token can probe from there.
const minToken = 20

func (c *Config) checkVantages(k *checker) {
	seen := map[string]bool{c.Probe.Vantage: true}
	from := map[whereabout]int{} // the first vantage with that address or key
	for i, v := range c.Probe.Vantages {
		path := fmt.Sprintf("probe.vantages[%d]", i)
		switch {
		case !placeForm.MatchString(v.Name):
			k.addf(path+".name", "%q is not the name of a vantage: write up to 40 letters, digits, dots and hyphens", v.Name)
		case seen[v.Name]:
			k.addf(path+".name", "%q names two vantages: closures count distinct ones", v.Name)
		}
		seen[v.Name] = true
		for _, w := range v.whereabouts() {
			if other, twice := from[w]; twice {
				k.addf(path+"."+w.field, "this is the same %s as that of probe.vantages[%d]: two names do not make two vantages", w.field, other)
				continue
			}
			from[w] = i
		}
		switch {
		case (v.URL == "") == (v.Proxy == ""):
			k.addf(path, "a vantage is an agent or a proxy: write either url or proxy")
		case v.Proxy != "":
			k.proxy(path, v)
		default:
			k.agent(path, v)
		}
	}
	need := c.Rules.Closure.Vantages
	if have := 1 + len(c.Probe.Vantages); need > have {
		k.addf("rules.closure.vantages", "a closure would need %d vantages and there are %d: add some to probe.vantages", need, have)
	}
	if need > 1 && c.Probe.PerDay > 0 && c.Probe.PerDay < need {
		k.addf("probe.per_day", "%d probes a day are not enough for %d vantages", c.Probe.PerDay, need)
	}
}

// whereabout is a field that locates a vantage, in one spelling.
type whereabout struct{ field, at string }

// whereabouts returns everything that locates a vantage: two vantages must not share one.
func (v *Vantage) whereabouts() []whereabout {
	var out []whereabout
	if u, err := url.Parse(v.URL); err == nil && u.Host != "" {
		port := cmp.Or(u.Port(), map[string]string{"http": "80", "https": "443"}[strings.ToLower(u.Scheme)])
		out = append(out, whereabout{"url", host(u) + ":" + port + strings.TrimRight(u.Path, "/")})
	}
	if u, err := url.Parse(v.Proxy); err == nil && u.Host != "" {
		out = append(out, whereabout{"proxy", host(u) + ":" + u.Port()}) // one that speaks two protocols is one vantage
	}
	if b, err := base64.StdEncoding.DecodeString(strings.TrimPrefix(v.PublicKey, "ed25519:")); err == nil && len(b) > 0 {
		out = append(out, whereabout{"public_key", string(b)})
	}
	return out
}

// host is the host of an address in one spelling.
func host(u *url.URL) string { return strings.TrimSuffix(strings.ToLower(u.Hostname()), ".") }

func (k *checker) agent(path string, v Vantage) {
	k.api(path+".url", v.URL)
	if u, err := url.Parse(v.URL); err == nil && (u.RawQuery != "" || u.Fragment != "") {
		k.addf(path+".url", "the address of an agent must not have a query")
	}
	switch token := v.Token.Reveal(); {
	case v.Token.IsZero():
		k.addf(path+".token", "an agent accepts no job without its token")
	case token != "" && len(token) < minToken:
		k.addf(path+".token", "the token is shorter than %d characters: create one with `openssl rand -hex 32`", minToken)
	}
	rest, ok := strings.CutPrefix(v.PublicKey, "ed25519:")
	if b, err := base64.StdEncoding.DecodeString(rest); !ok || err != nil || len(b) != 32 {
		k.addf(path+".public_key", "this is not the public key of an agent: `bot probe agent init` prints one that begins with ed25519:")
	}
}

func (k *checker) proxy(path string, v Vantage) {
	u, err := url.Parse(v.Proxy)
	switch {
	case err == nil && u.User != nil, strings.Contains(v.Proxy, "@"):
		k.addf(path+".proxy", "a proxy with a login is not supported: run one on this machine that logs in for you") // and is not repeated here
	case err != nil || (u.Scheme != "socks5" && u.Scheme != "http") || u.Hostname() == "" || u.Port() == "":
		k.addf(path+".proxy", "%q is not a proxy: write socks5://host:port or http://host:port", v.Proxy)
	}
	if !v.Token.IsZero() || v.PublicKey != "" || v.CAFile != "" {
		k.addf(path, "token, public_key and ca_file belong to an agent, not to a proxy")
	}
}
