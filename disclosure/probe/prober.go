package probe

import (
	"context"
	"crypto/x509"
	"maps"
	"net/netip"
	"slices"
	"strings"
	"time"

	"daylight/disclosure/fault"
	"daylight/disclosure/observed"
	"daylight/disclosure/probe/dial"
	"daylight/disclosure/probe/guard"
	"daylight/disclosure/probe/target"
)

// Options make a [Prober].
type Options struct {
	Kinds []Kind // in the order in which they may claim an address that comes without a kind

	Clock    func() time.Time // UTC; required
	Resolver dial.Resolver    // nil is that of the machine
	// SecondResolver, if set, has to agree before a name counts as gone.
	SecondResolver dial.Resolver
	// Known returns names that were good before, such as the canary and those of assets that were open of late. Without one that
	// is found at the same moment, nothing says that a name is gone. Nil knows none.
	Known func(ctx context.Context) []string
	// NameServers, as "address:port", serve kinds that look at DNS itself. The first two have to agree that a name is gone.
	// Nil means those of the machine. They are our own, so the guard does not check them.
	NameServers []string
	// Neighbours are ports at which the machine of an asset is connected to when the asset itself cannot be: where one of them
	// answers, a firewall stands before the asset. Nothing is sent there. Nil asks none.
	Neighbours []uint16
	Limits     Limits
	Identity   Identity
	Vantage    string // name of the vantage point that probes leave from, recorded with each observation
	MACKey     []byte // at least 16 bytes; without it, observations have no answer seal

	// AllowPorts opens ports to every kind that are otherwise reserved for other services, such as mail.
	AllowPorts []uint16
	Deny       []netip.Prefix // our own control plane and the like, on top of what is always refused
	Egress     *dial.Egress   // proxy through which probes leave; nil is none, whatever the environment says

	// The rest is for tests and the demo. Production leaves it empty.

	AllowPrivate []netip.Prefix // private ranges that may be reached
	// DialOverride maps "host:port" to the "address:port" that is dialled instead of resolving the host. The guard checks
	// that address like any other.
	DialOverride map[string]string
	RootCAs      *x509.CertPool // nil is those of the machine
}

// Prober runs probes of the kinds that it was made with. It is safe for concurrent use, and keeps nothing from one probe to
// the next.
type Prober struct {
	env   *Env
	order []Kind
	kinds map[string]Kind
	envs  map[string]*Env // by the name of the kind
	known func(ctx context.Context) []string
	ports []uint16 // of the neighbours

	requester string
}

// New returns a prober.
func New(o Options) (*Prober, error) {
	env, err := newEnv(o)
	if err != nil {
		return nil, err
	}
	p := &Prober{env: env, known: o.Known, ports: slices.Clone(o.Neighbours), order: slices.Clone(o.Kinds), kinds: map[string]Kind{}, envs: map[string]*Env{}}
	p.requester = o.Identity.requester()
	for _, k := range o.Kinds {
		if _, twice := p.kinds[k.Name()]; twice {
			return nil, fault.Errorf(fault.Invalid, "probe kind %s is registered twice", k.Name())
		}
		p.kinds[k.Name()], p.envs[k.Name()] = k, env.of(k)
	}
	return p, nil
}

// Kinds returns the names of the kinds, sorted.
func (p *Prober) Kinds() []string { return slices.Sorted(maps.Keys(p.kinds)) }

// Probe probes t once. Any answer, and even none, is an observation and not an error. The error is Invalid when t cannot be
// probed, Refused when the guard keeps us from its address (the observation then says policy_denied), and Unavailable when
// ctx ended first.
func (p *Prober) Probe(ctx context.Context, t target.Target) (observed.Observation, error) {
	kind, t, err := p.prepare(t)
	if err != nil {
		return observed.Observation{}, err
	}
	plan, err := p.plan(kind, t)
	if err != nil {
		return observed.Observation{}, err
	}
	started := p.env.clock()
	within, cancel := context.WithTimeout(ctx, p.env.limits.Total)
	defer cancel()
	o := kind.Run(within, p.envs[kind.Name()], t)
	o.Kind, o.Version, o.Target, o.PlanHash = plan.Kind, plan.Version, plan.Target, plan.Hash
	p.witness(ctx, &o)
	p.filtered(within, kind, plan, &o)
	o.Asker = p.Requester()
	o.Started, o.Vantage = started.UTC(), p.env.vantage
	o.RTT = p.env.clock().Sub(started)
	o.RTTMs = o.RTT.Milliseconds()
	o.Summarise()
	o.Local = o.Local && o.Verdict == observed.Inconclusive // a fault of ours in one facet does not undo the proof in another
	return o, p.outcome(ctx, &o)
}

// outcome returns the error for a probe that we ended ourselves: because ctx ended, or because the guard refused.
func (p *Prober) outcome(ctx context.Context, o *observed.Observation) error {
	if ctx.Err() != nil && o.Verdict == observed.Inconclusive {
		// The caller gave up, not the probe: what looks like a timeout of the asset is none.
		for name, f := range o.Facets {
			if f.Verdict == observed.Inconclusive {
				o.Facets[name] = observed.FacetResult{Reason: observed.ReasonOverload}
			}
		}
		o.Local = true
		o.Summarise()
		return fault.Errorf(fault.Unavailable, "the probe of %s was stopped: %w", o.Target, context.Cause(ctx))
	}
	if o.Reason == observed.ReasonPolicyDenied {
		return fault.Errorf(fault.Refused,
			"%s is at an address that probes may not reach (private, reserved or a metadata service): %w", o.Target, guard.ErrRefused)
	}
	return nil
}

// Validate says what is wrong with t, without any network.
func (p *Prober) Validate(t target.Target) error {
	_, _, err := p.prepare(t)
	return err
}

// prepare finds the kind of t, validates t and returns it in canonical form. An asset may have been imported the way somebody
// else wrote it.
func (p *Prober) prepare(t target.Target) (Kind, target.Target, error) {
	kind, err := p.kind(t.Kind)
	if err != nil {
		return nil, t, err
	}
	if !headerSafe.MatchString(t.Case) {
		return nil, t, fault.Errorf(fault.Invalid, "the case id of a probe has to be printable ASCII without spaces")
	}
	if r, ok := kind.(Reader); ok {
		c, _, err := r.Read(t.Target, true)
		if err != nil {
			return nil, t, err
		}
		if c.Key != "" && t.Key != "" && c.Key != t.Key {
			return nil, t, fault.Errorf(fault.Invalid,
				"the address names one object and the asset another; leave the object out of the address")
		}
		t.Target = c.Target
		if t.Key == "" {
			t.Key = c.Key
		}
	}
	if err := kind.Validate(t); err != nil {
		return nil, t, err
	}
	return kind, t, p.envs[kind.Name()].dialer.Ports().CheckTarget(t.Target)
}

// Canonical reads what a person pasted, and returns the canonical form of that target and in words how it was understood,
// with what was cut off around it. kind is "" when the person named none; the first kind that claims the address then gets it.
func (p *Prober) Canonical(raw, kind string) (target.Target, string, error) {
	address, cut, err := target.Pasted(raw)
	if err != nil {
		return target.Target{}, "", err
	}
	address, turned, err := target.Plain(address, kind != "")
	if err != nil {
		return target.Target{}, "", err
	}
	t, how, err := p.read(address, kind)
	if err != nil {
		return t, how, err
	}
	said := slices.DeleteFunc([]string{how, turned, cut}, func(s string) bool { return s == "" })
	return t, strings.Join(said, "; "), nil
}

// Find returns what in a text is an asset, as it is to be read, and its kind; both are "" where nothing is surely one. What is
// surely of a kind goes before a web page: a message often names the site of the owner too. said are all parts of the text that
// lead somewhere, for whoever may show the text only without them.
func (p *Prober) Find(text string) (raw, kind string, said []string) {
	for _, f := range target.Find(text) {
		said = append(said, f.Text)
		if raw != "" && kind != lastKind {
			continue
		}
		t, _, err := p.Canonical(f.Raw, "")
		if err != nil || raw != "" && t.Kind == lastKind {
			continue
		}
		raw, kind = f.Raw, t.Kind
	}
	return raw, kind, said
}

// lastKind claims every web address.
const lastKind = "http"

// read lets the kind read an address, or the first one that claims it.
func (p *Prober) read(raw, kind string) (target.Target, string, error) {
	if kind != "" {
		k, err := p.kind(kind)
		if err != nil {
			return target.Target{}, "", err
		}
		r, ok := k.(Reader)
		if !ok {
			return target.Target{}, "", fault.Errorf(fault.Invalid, "kind %s reads no pasted addresses", kind)
		}
		return r.Read(raw, true)
	}
	for _, k := range p.order {
		r, ok := k.(Reader)
		if !ok {
			continue
		}
		t, how, err := r.Read(raw, false)
		if err != nil || t.Target != "" {
			return t, how, err
		}
	}
	return target.Target{}, "", fault.Errorf(fault.Invalid,
		"no kind of probe recognises this address; name one of: %s", strings.Join(p.Kinds(), ", "))
}

func (p *Prober) kind(name string) (Kind, error) {
	k, ok := p.kinds[name]
	if !ok {
		return nil, fault.Errorf(fault.Invalid, "there is no probe of kind %q; there are: %s",
			name, strings.Join(p.Kinds(), ", "))
	}
	return k, nil
}
