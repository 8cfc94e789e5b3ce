package app

import (
	"cmp"
	"context"
	"crypto/x509"
	"errors"
	"io"
	"log/slog"
	"net/netip"
	"os"
	"slices"
	"strconv"
	"time"

	"daylight/cmd/bot/internal/app/desk"
	"daylight/cmd/bot/internal/app/halt"
	"daylight/cmd/bot/internal/app/rehearsal"
	"daylight/cmd/bot/internal/app/uptime"
	"daylight/cmd/bot/internal/channel"
	"daylight/cmd/bot/internal/config"
	"daylight/db"
	"daylight/disclosure"
	"daylight/disclosure/agenda"
	"daylight/disclosure/closure"
	"daylight/disclosure/command"
	"daylight/disclosure/engine"
	"daylight/disclosure/fault"
	"daylight/disclosure/ledger"
	"daylight/disclosure/outbound"
	"daylight/disclosure/person"
	"daylight/disclosure/probe"
	"daylight/disclosure/probe/dial"
	"daylight/disclosure/probe/pace"
	"daylight/disclosure/rehearse"
	"daylight/templates"
)

// Options are what tests and the demo replace. Production gives Version and Logger.
type Options struct {
	Version string
	Logger  *slog.Logger
	Clock   func() time.Time // nil is the system's clock
	// Uptime is the clock that nobody sets: which start of the machine, and how long it runs. Nil is that of the machine, where
	// Clock is the system's too.
	Uptime func() (boot string, up time.Duration)
	Random io.Reader // nil is crypto/rand
	Create bool      // makes database and key where there is none; else both have to be there
	// Rewriting gets the progress while New rewrites all cases of a database from an older version; may be nil.
	Rewriting func(db.Rewriting)

	// The fields below let a test use servers on this machine.

	DialOverride map[string]string                                        // from host:port to the address to dial instead
	Resolver     dial.Resolver                                            // of the names that probes ask; nil is that of the machine
	LookupTXT    func(ctx context.Context, name string) ([]string, error) // of the keys by which mails are signed; nil is that of the machine
	AllowPrivate []netip.Prefix
	RootCAs      *x509.CertPool
	Rules        *command.Rules // nil takes the rules of the configuration; which ways rehearse says the configuration all the same
	// Rehearsed lets a test be live at once: it says in the log of a new instance that the rehearsal has ended.
	Rehearsed bool
	Egress    *dial.Egress // proxy of the prober; set for vantage points that are one
	Timing    channel.Timing
	Limits    probe.Limits // of a probe; a zero field takes the default of production
}

// App is the whole bot: the desk and what runs in the background.
type App struct {
	Desk   *desk.Desk
	Engine *engine.Engine

	cfg      *config.Config
	instance *rehearsal.Instance
	plan     rehearse.Plan // how each channel works, as far as rehearsals go
	log      *slog.Logger
	store    *db.Store
	service  *command.Service
	prober   *probe.Prober
	channels []joined
	vantages []*vantagePoint // vantage points besides our own
	version  string
	gate     *pace.Gate
	ticks    []engine.Tick
	notifier *notifier
	cleanup  []func() error // run last in, first out
}

// systemClock is the one place where the bot reads the time of day.
func systemClock() time.Time { return time.Now().UTC() } //nolint:forbidigo // the edge where time enters

// Clock returns the clock, and the system's one for nil. Calls that need no desk take the time of day from here.
func Clock(clock func() time.Time) func() time.Time {
	if clock == nil {
		return systemClock
	}
	return clock
}

// New builds the bot and opens its database. It sends nothing and opens no listener before [App.Run].
func New(ctx context.Context, cfg *config.Config, o Options) (_ *App, err error) {
	if o.Clock == nil && o.Uptime == nil {
		o.Uptime = uptime.Read
	}
	o.Clock = Clock(o.Clock)
	o.Logger = cmp.Or(o.Logger, slog.New(slog.DiscardHandler))
	a := &App{cfg: cfg, log: o.Logger, version: o.Version, plan: planOf(cfg, Wired())}
	for _, k := range Wired() {
		a.channels = append(a.channels, joined{Kind: k})
	}
	defer func() {
		if err != nil {
			err = errors.Join(err, a.Close())
		}
	}()
	key, err := a.open(ctx, o)
	if err != nil {
		return nil, err
	}
	rules, err := rulesOf(cfg, o.Rules, Wired())
	if err != nil {
		return nil, err
	}
	a.newService(rules, o)
	if a.prober, err = newProber(cfg, key, o, a.knownNames); err != nil {
		return nil, err
	}
	defs, err := Definitions(cfg)
	if err != nil {
		return nil, err
	}
	var words []templates.Own
	for _, d := range defs {
		words = append(words, wordsOf(d))
	}
	a.Desk, err = desk.New(desk.Options{
		Config: cfg, Store: a.store, Reads: a.store, People: a.store, Service: a.service, Prober: a.prober, Key: key, Version: o.Version, Words: words,
		Shapes: channel.Shapes(Wired()),
	})
	if err != nil {
		return nil, err
	}
	a.instance = &rehearsal.Instance{Log: a.store, Desk: a.Desk, Plan: a.plan, Rules: a.service.Rules, Clock: o.Clock}
	if o.Rehearsed {
		if err := a.instance.Skip(ctx); err != nil {
			return nil, err
		}
	}
	if err := a.newVantages(key, o); err != nil {
		return nil, err
	}
	a.notifier = &notifier{cfg: cfg, service: a.service, desk: a.Desk, store: a.store, console: console{o.Logger}, policy: outbound.Policy{Wait: o.Timing.Outbound.Wait, Repeats: true}}
	if err := a.newChannels(key, o); err != nil {
		return nil, err
	}
	rehearsal.Divert(a.Desk, a.plan)
	return a, a.newEngine(o)
}

// open opens the key and the database.
func (a *App) open(ctx context.Context, o Options) (*db.Key, error) {
	load := db.LoadKey
	if o.Create {
		load = db.LoadOrCreateKey
	}
	key, err := load(a.cfg.Database.Key)
	if err != nil {
		return nil, err
	}
	a.store, err = db.Open(ctx, db.Options{
		Listing: agenda.ListingOf, Path: a.cfg.Database.Path, Create: o.Create, Identity: key.Identity(), Beside: key,
		Logger: o.Logger, Clock: o.Clock, Progress: o.Rewriting, Signed: desk.CheckSigned, Live: a.plan.Live(),
		Lanes: lanesOf(Wired()),
	})
	if err != nil {
		return nil, err
	}
	a.onClose(a.store.Close)
	return key, nil
}

// Rehearsal is whether the bot rehearses, and whether its instance may be live.
func (a *App) Rehearsal() *rehearsal.Instance { return a.instance }

// Rehearses says plainly that something rehearses; "" while nothing does.
func (a *App) Rehearses() string { return a.instance.Says() }

func (a *App) onClose(f func() error) { a.cleanup = append(a.cleanup, f) }

// Close releases everything that New opened, last first.
func (a *App) Close() error {
	var errs []error
	for i := len(a.cleanup) - 1; i >= 0; i-- {
		errs = append(errs, a.cleanup[i]())
	}
	a.cleanup = nil
	return errors.Join(errs...)
}

// rulesOf reads the team's rules from the configuration.
func rulesOf(cfg *config.Config, replace *command.Rules, kinds []channel.Kind) (command.Rules, error) {
	rules := command.DefaultRules()
	if replace != nil {
		rules = *replace
	}
	zone, err := time.LoadLocation(cfg.Team.Timezone)
	if err != nil {
		return rules, fault.Errorf(fault.Invalid, "team.timezone: %w", err)
	}
	rules.Location = zone
	if rules.Clocks, err = ClockRules(cfg); err != nil {
		return rules, err
	}
	for _, t := range cfg.Rules.SecondPerson {
		rules.SecondPerson = append(rules.SecondPerson, disclosure.Template(t))
	}
	if cfg.Rules.Solo {
		rules.Solo, rules.Gate.Solo = true, true
	}
	rules.Ways = planOf(cfg, kinds)
	rules.DryRun = dryMedia(rules.Ways, kinds)
	rules.Probing.Rule.Own, rules.Probing.Rule.Others = cfg.Probe.Vantage, vantageNames(cfg)
	rules.Probing.Consent, rules.Probing.Kinds = consentOf(cfg, ProbeKinds()), ProbeKindNames()
	if replace != nil {
		rules.Probing.KeepOutZone = cmp.Or(rules.Probing.KeepOutZone, zone)
		return rules, nil
	}
	rules.Gate.AttestedFull = cfg.Rules.AttestedFull
	if n := cfg.Rules.HeadsUpDays; n != nil {
		rules.Gate.HeadsUpDays = *n
	}
	if h := cfg.Rules.OpenHours; h > 0 {
		rules.FreshOpen = time.Duration(h) * time.Hour
	}
	k := cfg.Rules.Closure
	rules.Probing.Rule.Strong, rules.Probing.Rule.Over, rules.Probing.Rule.MaxGap, rules.Probing.Rule.Vantages = k.Strong, k.Over, k.MaxGap, k.Vantages
	rules.Probing.Budget = closure.Budget{PerDay: cfg.Probe.PerDay, Total: cfg.Probe.Total}
	rules.Probing.KeepOut, rules.Probing.KeepOutZone, err = config.ParseKeepOut(cfg.Probe.KeepOut)
	rules.Probing.KeepOutZone = cmp.Or(rules.Probing.KeepOutZone, zone)
	return rules, err
}

// newService builds the service through which every write goes.
func (a *App) newService(rules command.Rules, o Options) {
	a.service = command.New(command.Options{
		Store: a.store, Clock: o.Clock, Rules: rules, Random: o.Random, Prefix: a.cfg.Prefix,
		React: a.reactions(), Wake: a.wake,
	})
}

func (a *App) wake() {
	if a.Engine != nil {
		a.Engine.Wake()
	}
}

// newProber returns the prober of the configuration. known returns names that were good before.
func newProber(cfg *config.Config, key *db.Key, o Options, known func(context.Context) []string) (*probe.Prober, error) {
	allow := o.AllowPrivate
	for _, p := range cfg.Probe.AllowPrivate {
		prefix, err := netip.ParsePrefix(p)
		if err != nil {
			return nil, fault.Errorf(fault.Invalid, "probe.allow_private: %w", err)
		}
		allow = append(allow, prefix)
	}
	var seal []byte
	if key != nil {
		seal = key.Derive("probe answers")
	}
	own, err := Definitions(cfg)
	if err != nil {
		return nil, err
	}
	return probe.New(probe.Options{
		Kinds: ProbeKinds(own...), Clock: o.Clock, Vantage: cfg.Probe.Vantage,
		Identity: identity(cfg, o.Version), Known: known, Neighbours: neighbours(),
		MACKey: seal, AllowPrivate: allow, DialOverride: o.DialOverride, Resolver: o.Resolver, RootCAs: o.RootCAs, Limits: o.Limits, Egress: o.Egress,
	})
}

// newEngine joins every task with its handler.
func (a *App) newEngine(o Options) error {
	a.gate = a.newGate()
	digests, err := a.newDigest()
	if err != nil {
		return err
	}
	maintenance, err := engine.NewTick("tick/upkeep", "17 * * * *")
	if err != nil {
		return err
	}
	a.ticks = append(a.ticks, maintenance)
	handlers := slices.Concat([]engine.Handler{
		engine.ProbeHandler(a.service, uptime.Noted(pacedProber{a.prober, a.gate}, o.Uptime)),
		engine.ProbeFromHandler(a.service, a.vantageProbers(o)),
		engine.DeadlineHandler(),
		engine.RemindHandler(),
		engine.StepHandler(a.Desk.As(person.ReaderEngine())),
		engine.FindingHandler(a.service, a.store),
		engine.Typed(a.notifier.notice),
		engine.Typed(a.notifier.digest),
		engine.Typed(a.revise),
		halt.Handler(a.store, a.service, a.Desk.Texts),
		maintenance.Handler(a.store.Maintain),
	}, digests, a.channelHandlers(o))
	host, err := os.Hostname()
	if err != nil {
		host = "host"
	}
	a.Engine = engine.New(engine.Options{
		Jobs: a.store, Leases: a.store, Service: a.service, Handlers: handlers, Clock: o.Clock, Logger: o.Logger,
		Owner:   host + "/" + strconv.Itoa(os.Getpid()) + "/" + strconv.FormatInt(o.Clock().UnixNano(), 36),
		Workers: map[ledger.Queue]int{ledger.QueueProbe: a.cfg.Probe.Workers},
		Lease:   o.Timing.Lease, Sweep: o.Timing.Sweep, Grace: o.Timing.Grace,
	})
	return nil
}
