package app

import (
	"context"
	"errors"
	"io"
	"net/netip"
	"time"

	"daylight/cmd/bot/internal/config"
	"daylight/disclosure"
	"daylight/disclosure/closure"
	"daylight/disclosure/engine"
	"daylight/disclosure/fault"
	"daylight/disclosure/observed"
	"daylight/disclosure/probe"
	"daylight/disclosure/probe/batch"
	"daylight/disclosure/probe/guard"
	"daylight/disclosure/probe/pace"
	"daylight/disclosure/probe/target"
)

const (
	// slotWait is how long a job waits for its slot before it goes back into the queue, so that it does not block a
	// worker.
	slotWait = 10 * time.Second
	// slotAgain is after how long it asks again.
	slotAgain = time.Second
	// canaryEvery is the time between two checks of the canary.
	canaryEvery = 30 * time.Second
	// maxWaiting bounds how many targets of a list wait for their slot. The list is shuffled within a window of that
	// size.
	maxWaiting = 2048
)

// neighbours are the ports that a machine with a service on it mostly has open too. Bot and agents have to agree on them.
func neighbours() []uint16 { return []uint16{443, 80} }

// BareProber probes targets without a case and without a database: it records nothing.
type BareProber struct {
	cfg    *config.Config
	prober *probe.Prober
}

// NewBareProber returns a prober for bare targets. A zero field of limits takes the default of production.
func NewBareProber(cfg *config.Config, version string, limits probe.Limits) (*BareProber, error) {
	prober, err := newProber(cfg, nil, Options{Version: version, Clock: systemClock, Limits: limits}, func(context.Context) []string { return canaryName(cfg) })
	if err != nil {
		return nil, err
	}
	return &BareProber{cfg, prober}, nil
}

// Kinds returns the descriptions of the kinds.
func (b *BareProber) Kinds() []probe.Info { return b.prober.Describe() }

// Plan returns the requests that would go to a pasted target. how explains how the target was read.
func (b *BareProber) Plan(a disclosure.Asset) (p probe.Plan, how string, err error) {
	t, how, err := b.read(a)
	if err != nil {
		return p, "", err
	}
	p, err = b.prober.Plan(t)
	return p, how, err
}

// Ask probes a pasted target. With optIn it also allows a kind that goes further than an anonymous first request, on
// our own machines only. If the guard refuses, the observation comes with an error of code Refused. An observation
// without a kind means that nothing could be planned.
func (b *BareProber) Ask(ctx context.Context, a disclosure.Asset, optIn bool) (o observed.Observation, how string, err error) {
	t, how, err := b.read(a)
	if err != nil {
		return o, "", err
	}
	consent := consentOf(b.cfg, ProbeKinds())
	if !optIn && !consent.All {
		if err := mayAsk(consent, t.Kind); err != nil {
			return o, how, err
		}
	}
	o, err = b.prober.ProbeInSlot(ctx, t, ownOnly(consent.Needed(t.Kind), nil))
	return o, how, err
}

// ownOnly limits probes that need the consent of two people to our own networks: a bare target has no case in which
// they could consent.
func ownOnly(consent bool, next probe.Slot) probe.Slot {
	if !consent {
		return next
	}
	return func(ctx context.Context, key, host string, addr netip.Addr) (func(observed.Observation) observed.Observation, error) {
		if !addr.IsLoopback() && !addr.IsPrivate() {
			return nil, fault.Errorf(fault.Refused, "%s is not ours, so this kind of probe needs the approval of two people: "+
				"record a case, and let both run `bot probe allow CASE ASSET`", host)
		}
		if next == nil {
			return func(o observed.Observation) observed.Observation { return o }, nil
		}
		return next(ctx, key, host, addr)
	}
}

func (b *BareProber) read(a disclosure.Asset) (target.Target, string, error) {
	t, how, err := b.prober.Canonical(a.Target, a.Kind)
	if err != nil {
		return t, "", err
	}
	if a.Key != "" {
		t.Key = a.Key
	}
	t.Expect = a.Expect
	return t, how, nil
}

// mayAsk refuses kinds that go further than an anonymous first request.
func mayAsk(consent closure.Consent, kind string) error {
	if !consent.Kinds[kind] {
		return nil
	}
	return fault.Errorf(fault.Refused, "the kind %s goes further than an anonymous first request and needs the approval of two people: "+
		"record a case, read `bot probe plan`, and let both run `bot probe allow CASE ASSET`", kind)
}

// BatchOptions configure the probing of a list.
type BatchOptions struct {
	Kind        string // of lines that name none
	Concurrency int
	Rate        float64 // starts per second; negative takes the configured rate, 0 sets no bound
	PerNetwork  float64 // likewise
	PerOwner    float64 // starts per second for each "owner" of the list, 0 sets no bound
	Say         func(pace.Notice)
	Skip        func(line int, target string) bool // lines that have their record already; nil skips none
	Each        func(batch.Result) error
	Idle        func(batch.Summary) error
}

// Batch probes a list of targets. See [batch.Run].
func (b *BareProber) Batch(ctx context.Context, list io.Reader, o BatchOptions) (batch.Summary, error) {
	rules := paceOf(b.cfg)
	rules.Parallel, rules.Seed = max(o.Concurrency, 1), systemClock().String()
	if o.Rate >= 0 {
		rules.Rate = o.Rate
	}
	if o.PerNetwork >= 0 {
		rules.PerNetwork = o.PerNetwork
	}
	gate := pace.NewGate(rules, systemClock, o.Say)
	watching, stop := context.WithCancel(ctx)
	watched := make(chan struct{})
	go func() {
		defer close(watched)
		watch(watching, b.cfg, b.prober, gate)
	}()
	defer func() { stop(); <-watched }()
	consent := consentOf(b.cfg, ProbeKinds())
	return batch.Run(ctx, list, batch.Options{
		Prober: b.prober, Slot: ownOnly(consent.All, gate.Enter), Ahead: rules.Parallel + maxWaiting, Kind: o.Kind, Clock: systemClock,
		Allow: func(kind string) error { return mayAsk(consent, kind) },
		Owner: pace.NewOwners(o.PerOwner, systemClock).Wait,
		Skip:  o.Skip, Each: o.Each, Idle: o.Idle,
	})
}

// paceOf reads the pace from the configuration. Probes of our own machine need no pace.
func paceOf(cfg *config.Config) pace.Rules {
	return pace.Rules{Rate: float64(cfg.Probe.Rate), PerNetwork: float64(cfg.Probe.PerNetwork), Free: netip.Addr.IsLoopback}
}

// watch checks the canary until ctx ends, if one is configured.
func watch(ctx context.Context, cfg *config.Config, prober *probe.Prober, gate *pace.Gate) {
	if cfg.Probe.Canary == "" {
		return
	}
	gate.Watch(ctx, canaryEvery, func(ctx context.Context) error { return prober.Reachable(ctx, cfg.Probe.Canary) })
}

// newGate returns the gate of the running bot. It waits in real time, even if another clock dates the cases.
func (a *App) newGate() *pace.Gate {
	return pace.NewGate(paceOf(a.cfg), systemClock, func(n pace.Notice) {
		a.log.Warn("probing was paused or resumed", "scope", n.Scope, "why", n.Why, "what", n.String())
	})
}

// pacedProber lets the engine probe assets, each in its slot.
type pacedProber struct {
	prober *probe.Prober
	gate   *pace.Gate
}

// Probe probes an asset. A refusal by our own guard is recorded as an observation too, but does not count.
func (p pacedProber) Probe(ctx context.Context, id disclosure.CaseID, asset disclosure.Asset, why disclosure.ProbeReason) (observed.Observation, error) {
	slot := p.asked
	if why == disclosure.ProbeForSchedule || why == disclosure.ProbeForWatch {
		slot = p.scheduled
	}
	o, err := p.prober.ProbeInSlot(ctx, target.Of(asset, string(id)), slot)
	if errors.Is(err, guard.ErrRefused) {
		return o, nil
	}
	return o, err
}

// scheduled stands in the line of its network without a worker.
func (p pacedProber) scheduled(ctx context.Context, key, host string, addr netip.Addr) (func(observed.Observation) observed.Observation, error) {
	if wait := p.gate.Book(key, host, addr); wait > 0 {
		return nil, engine.Deferred{For: wait}
	}
	return p.asked(ctx, key, host, addr)
}

// asked goes before those that stand in line, because somebody waits for the answer.
func (p pacedProber) asked(ctx context.Context, key, host string, addr netip.Addr) (func(observed.Observation) observed.Observation, error) {
	within, cancel := context.WithTimeout(ctx, slotWait)
	defer cancel()
	leave, err := p.gate.Enter(within, key, host, addr)
	if err != nil && ctx.Err() == nil {
		return nil, engine.Deferred{For: slotAgain}
	}
	return leave, err
}
