package probe

import (
	"context"
	"crypto/sha256"
	"crypto/x509"
	"encoding/hex"
	"fmt"
	"maps"
	"net/netip"
	"slices"
	"strings"
	"time"

	"daylight/disclosure"
	"daylight/disclosure/fault"
)

// Options make a [Prober].
type Options struct {
	Kinds []Kind // in the order in which they may claim an address of unknown kind

	Clock    func() time.Time // UTC; required
	Resolver Resolver         // nil is the machine's
	// SecondResolver, if set, has to agree before a name counts as gone.
	SecondResolver Resolver
	// NameServers, as "address:port", are asked for records; the first two have to agree that a name is gone. Nil are
	// the machine's. They are ours, so the guard does not judge them.
	NameServers []string
	Limits      Limits
	Identity    Identity
	Vantage     string // name of this place, recorded with each observation
	MACKey      []byte // at least 16 bytes; without it, observations carry no answer seal

	// AllowPorts opens ports to every kind that otherwise belong to services of another sort, such as mail.
	AllowPorts []uint16
	Deny       []netip.Prefix // own control plane and the like, on top of what is always refused
	Egress     *Egress        // proxy through which probes leave; nil is none, whatever the environment says

	// The rest is for tests and the demo. Production leaves it empty.

	AllowPrivate []netip.Prefix // private ranges that may be reached
	// DialOverride maps "host:port" to the "address:port" that is dialled instead of resolving the host. The guard
	// judges that address like any other.
	DialOverride map[string]string
	RootCAs      *x509.CertPool // nil is the machine's
}

// Prober runs probes of the kinds that it was made with. It is safe for concurrent use and keeps nothing between
// probes.
type Prober struct {
	env   *Env
	order []Kind
	kinds map[string]Kind
	envs  map[string]*Env // of each kind, by its name
}

// New returns a prober.
func New(o Options) (*Prober, error) {
	env, err := newEnv(o)
	if err != nil {
		return nil, err
	}
	p := &Prober{env: env, order: slices.Clone(o.Kinds), kinds: map[string]Kind{}, envs: map[string]*Env{}}
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

// Probe asks t once. An answer of any sort, even none, is an observation and no error. Errors are Invalid when t
// cannot be asked, Refused when the guard kept us from its address (the observation then says policy_denied) and
// Unavailable when ctx ended first.
func (p *Prober) Probe(ctx context.Context, t Target) (disclosure.Observation, error) {
	kind, t, err := p.settle(t)
	if err != nil {
		return disclosure.Observation{}, err
	}
	plan, err := p.plan(kind, t) //nolint:contextcheck // it writes requests down and sends none
	if err != nil {
		return disclosure.Observation{}, err
	}
	started := p.env.clock()
	within, cancel := context.WithTimeout(ctx, p.env.limits.Total)
	defer cancel()
	o := kind.Run(within, p.envs[kind.Name()], t)
	o.Kind, o.Version, o.Target, o.PlanHash = plan.Kind, plan.Version, plan.Target, plan.Hash
	o.Asker = p.Asker()
	o.Started, o.Vantage = started.UTC(), p.env.vantage
	o.RTT = p.env.clock().Sub(started)
	o.RTTMs = o.RTT.Milliseconds()
	o.Summarise()
	o.Local = o.Local && o.Verdict == disclosure.Inconclusive // a local fault in one facet does not undo proof in another
	return o, p.outcome(ctx, &o)
}

// outcome turns an end that is our own doing into an error.
func (p *Prober) outcome(ctx context.Context, o *disclosure.Observation) error {
	if ctx.Err() != nil && o.Verdict == disclosure.Inconclusive {
		// The caller's patience ended, not ours: what looks like a timeout of the asset is none.
		for name, f := range o.Facets {
			if f.Verdict == disclosure.Inconclusive {
				o.Facets[name] = disclosure.FacetResult{Reason: disclosure.ReasonOverload}
			}
		}
		o.Local = true
		o.Summarise()
		return fault.Errorf(fault.Unavailable, "the probe of %s was stopped: %w", o.Target, context.Cause(ctx))
	}
	if o.Reason == disclosure.ReasonPolicyDenied {
		return fault.Errorf(fault.Refused,
			"%s is at an address that probes may not reach (private, reserved or a metadata service): %w", o.Target, ErrRefused)
	}
	return nil
}

// Validate says what is wrong with t, without any network.
func (p *Prober) Validate(t Target) error {
	_, _, err := p.settle(t)
	return err
}

// settle finds the kind of t, brings t into its canonical form (assets may have been imported as somebody else
// wrote them) and validates it.
func (p *Prober) settle(t Target) (Kind, Target, error) {
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
	return kind, t, p.envs[kind.Name()].ports.checkTarget(t.Target)
}

// Plan returns what a probe of t would send, byte for byte.
func (p *Prober) Plan(t Target) (Plan, error) {
	kind, t, err := p.settle(t)
	if err != nil {
		return Plan{}, err
	}
	return p.plan(kind, t)
}

func (p *Prober) plan(kind Kind, t Target) (Plan, error) {
	steps, err := kind.Plan(t)
	if err != nil {
		return Plan{}, err
	}
	plan := Plan{Kind: kind.Name(), Version: kind.Version(), Target: t.Target, Steps: steps}
	sum := sha256.New()
	sum.Write(fmt.Appendf(nil, "%q %d\n", plan.Kind, plan.Version))
	env := p.envs[kind.Name()]
	for i := range steps {
		scheme, err := env.write(&steps[i], t)
		if err != nil {
			return Plan{}, err
		}
		sum.Write(fmt.Appendf(nil, "%q %q %q\n", steps[i].Facet, scheme, steps[i].Request))
	}
	plan.Hash = hex.EncodeToString(sum.Sum(nil))
	return plan, nil
}

// write fills in the bytes of an HTTP step and returns in which way a step travels. The bytes of HTTP name their
// host; for those of TCP, the way does.
func (e *Env) write(s *Step, t Target) (string, error) {
	if s.URL == nil {
		// A handshake is of random bytes, so a step that is nothing else shows none.
		silent := len(s.Request) == 0
		if s.Address == "" || silent && !s.TLS && !s.Mute || s.Mute && !silent {
			return "", fault.Errorf(fault.Invalid, "%s cannot be asked: the plan of kind %s has an empty step", t.Target, t.Kind)
		}
		if s.Mute {
			return "connect " + s.Address, nil
		}
		if s.TLS {
			return "tls " + s.Address, nil
		}
		return "tcp " + s.Address, nil
	}
	r := Request{Method: s.Method, URL: s.URL, Header: s.Header, Payload: s.Payload, Case: t.Case}
	// Nothing is sent here; the request only needs some context to exist.
	req, err := e.newRequest(context.Background(), r, s.URL)
	if err != nil {
		return "", fault.Errorf(fault.Invalid, "%s cannot be asked: %w", t.Target, err)
	}
	var wire strings.Builder
	if err := req.Write(&wire); err != nil {
		return "", fault.Errorf(fault.Invalid, "%s cannot be asked", t.Target)
	}
	s.Request = []byte(wire.String())
	return s.URL.Scheme, nil
}

// Canonical reads what a person pastes and returns the one spelling of that target, and in words how it was
// understood. kind is "" when the person named none.
func (p *Prober) Canonical(raw, kind string) (Target, string, error) {
	if kind != "" {
		k, err := p.kind(kind)
		if err != nil {
			return Target{}, "", err
		}
		r, ok := k.(Reader)
		if !ok {
			return Target{}, "", fault.Errorf(fault.Invalid, "kind %s reads no pasted addresses", kind)
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
	return Target{}, "", fault.Errorf(fault.Invalid,
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
