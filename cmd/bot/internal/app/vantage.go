package app

import (
	"cmp"
	"context"
	"crypto/x509"
	"fmt"
	"os"
	"strings"
	"time"

	"daylight/cmd/bot/internal/app/uptime"
	"daylight/cmd/bot/internal/channel"
	"daylight/cmd/bot/internal/config"
	"daylight/db"
	"daylight/disclosure"
	"daylight/disclosure/engine"
	"daylight/disclosure/fault"
	"daylight/disclosure/observed"
	"daylight/disclosure/probe"
	"daylight/disclosure/probe/dial"
	"daylight/disclosure/probe/target"
	"daylight/disclosure/probe/vantage"
)

// vantagePoint is a vantage besides our own: an agent, or a proxy through which we probe ourselves.
type vantagePoint struct {
	name   string
	client *vantage.Client // nil for a proxy
	prober *probe.Prober   // nil for an agent
	egress *dial.Egress    // nil for an agent
}

// remote lets the engine probe assets through an agent.
type remote struct{ client *vantage.Client }

// Probe probes an asset through the agent. A refusal by the agent's guard is an observation too, as it is for our own.
func (r remote) Probe(ctx context.Context, id disclosure.CaseID, asset disclosure.Asset, _ disclosure.ProbeReason) (observed.Observation, error) {
	return r.client.Probe(ctx, target.Of(asset, string(id)))
}

// vantageNames returns the names of the vantages besides our own.
func vantageNames(cfg *config.Config) []string {
	var out []string
	for _, v := range cfg.Probe.Vantages {
		out = append(out, v.Name)
	}
	return out
}

// identity is how every vantage introduces itself to an asset.
func identity(cfg *config.Config, version string) probe.Identity {
	return probe.Identity{Version: version, URL: cmp.Or(cfg.Team.Policy, cfg.Team.Site), From: cfg.Team.Contact}
}

// newVantages builds the vantage points of the configuration. It connects to none of them.
func (a *App) newVantages(key *db.Key, o Options) error {
	for _, v := range a.cfg.Probe.Vantages {
		p, err := a.newVantage(v, key, o)
		if err != nil {
			return fault.Errorf(fault.CodeOf(err), "probe.vantages, %s: %w", v.Name, err)
		}
		a.vantages = append(a.vantages, p)
	}
	return nil
}

func (a *App) newVantage(v config.Vantage, key *db.Key, o Options) (*vantagePoint, error) {
	p := &vantagePoint{name: v.Name}
	if v.Proxy != "" {
		egress, err := dial.ParseEgress(v.Proxy)
		if err != nil {
			return nil, err
		}
		remote := *a.cfg
		remote.Probe.Vantage = v.Name
		o.Egress = egress
		p.egress = egress
		p.prober, err = newProber(&remote, key, o, a.knownNames)
		return p, err
	}
	public, err := vantage.ParsePublicKey(v.PublicKey)
	if err != nil {
		return nil, err
	}
	roots, err := rootsOf(v.CAFile, o.RootCAs)
	if err != nil {
		return nil, err
	}
	p.client, err = vantage.NewClient(vantage.ClientOptions{
		Name: v.Name, URL: v.URL, Token: v.Token.Reveal(), Public: public, Prober: a.prober, Identity: identity(a.cfg, o.Version),
		RootCAs: roots, Clock: o.Clock, Random: o.Random, Canary: strings.Join(canaryName(a.cfg), ""),
		Warn: func(err error) {
			a.log.Warn("another vantage gave no answer", "vantage", v.Name, "error", err, "hint", fault.HintOf(err).Code)
		},
	})
	return p, err
}

// rootsOf reads the authority of an agent's certificate.
func rootsOf(file string, otherwise *x509.CertPool) (*x509.CertPool, error) {
	if file == "" {
		return otherwise, nil
	}
	b, err := os.ReadFile(file) //nolint:gosec // the operator names the file
	if err != nil {
		return nil, fault.Errorf(fault.Invalid, "ca_file cannot be read: %w", err)
	}
	pool := x509.NewCertPool()
	if !pool.AppendCertsFromPEM(b) {
		return nil, fault.Errorf(fault.Invalid, "ca_file holds no certificate in PEM")
	}
	return pool, nil
}

// vantageProbers returns the probers of the other vantages by name. Probes through a proxy share the gate and so the
// pace of our own probes, because this process sends them; an agent keeps a pace of its own.
func (a *App) vantageProbers(o Options) map[string]engine.Prober {
	out := map[string]engine.Prober{}
	for _, p := range a.vantages {
		out[p.name] = uptime.Noted(remote{p.client}, o.Uptime)
		if p.prober != nil {
			out[p.name] = uptime.Noted(pacedProber{p.prober, a.gate}, o.Uptime)
		}
	}
	return out
}

// vantageTimeout is how long one vantage may take to answer the doctor.
const vantageTimeout = 10 * time.Second

// noticedSkew is by how much the clock of an agent may differ before the doctor speaks of it.
const noticedSkew = 5 * time.Second

// examineVantages tries each vantage point.
func (a *App) examineVantages(ctx context.Context) []channel.Finding {
	var out []channel.Finding
	for _, p := range a.vantages {
		ctx, cancel := context.WithTimeout(ctx, vantageTimeout)
		out = append(out, p.examine(ctx, a.version))
		cancel()
	}
	if need := a.cfg.Rules.Closure.Vantages; len(a.vantages) > 0 && need < 2 {
		out = append(out, channel.Finding{Name: "vantages", State: channel.Hint, Message: "closures need only one vantage, so the others are never used", Fix: "set rules.closure.vantages to 2 or more"})
	}
	return out
}

func (p *vantagePoint) examine(ctx context.Context, version string) channel.Finding {
	name := "vantage " + p.name
	if p.egress != nil {
		if err := p.egress.Check(ctx); err != nil {
			return channel.Finding{Name: name, State: channel.Broken, Message: "the proxy does not answer", Fix: "start it, or correct probe.vantages: proxy"}
		}
		if p.egress.OnThisMachine() {
			return channel.Finding{Name: name, State: channel.Hint, Message: "the proxy accepts connections and is on this machine: unless it tunnels to another network, the assets see our own address twice", Fix: "make sure that it leaves through another network, or remove it from probe.vantages"}
		}
		return channel.Finding{Name: name, State: channel.Good, Message: "the proxy accepts connections"}
	}
	about, err := p.client.About(ctx)
	if err != nil {
		return channel.Finding{Name: name, State: channel.Broken, Message: err.Error(), Fix: "start `bot probe agent` there, and compare name, url, token, public_key and ca_file with it"}
	}
	skew := p.client.Skew(about).Round(time.Second)
	if len(p.client.Missing(about)) == 0 && skew.Abs() <= noticedSkew {
		if err := p.client.Rehearse(ctx); err != nil {
			return channel.Finding{Name: name, State: channel.Broken, Message: "it describes itself and refuses a rehearsal, so every answer would be lost: " + err.Error(), Fix: "compare team.policy, team.site and team.contact with --policy and --contact of `bot probe agent` there, and run the same release on both sides"}
		}
	}
	switch missing := p.client.Missing(about); {
	case len(missing) > 0:
		return channel.Finding{Name: name, State: channel.Hint, Message: "it does not know our version of: " + strings.Join(missing, ", "), Fix: "run the same release on both sides"}
	case about.Version != version:
		return channel.Finding{Name: name, State: channel.Hint, Message: fmt.Sprintf("it runs version %q and we run %q", about.Version, version), Fix: "run the same release on both sides"}
	case about.Canary != "" && !about.Finds:
		return channel.Finding{Name: name, State: channel.Hint, Message: fmt.Sprintf("it does not find the canary %s, so from there no name counts as gone", about.Canary), Fix: "mend the resolver of that machine, or set probe.canary to a name that is found everywhere"}
	case skew.Abs() > noticedSkew:
		return channel.Finding{Name: name, State: channel.Hint, Message: fmt.Sprintf("its clock differs by %s; from two minutes on its answers do not count", skew), Fix: "synchronise the clocks of both machines with NTP"}
	default:
		message := fmt.Sprintf("the key is right, a rehearsal came back, %d kinds, clock within %s", len(about.Kinds), max(skew.Abs(), time.Second))
		if about.Canary != "" {
			message += ", the canary " + about.Canary + " is found"
		}
		return channel.Finding{Name: name, State: channel.Good, Message: message}
	}
}
