package probe

import (
	"crypto/x509"
	"fmt"
	"maps"
	"net/netip"
	"regexp"
	"time"

	"daylight/disclosure/fault"
)

// Limits bound one probe. A zero field takes the value of [DefaultLimits].
type Limits struct {
	Total   time.Duration // whole probe, all requests and redirects
	Connect time.Duration // resolution and connection of one request; the same again for its TLS handshake
	Header  int64         // bytes of response header
	Error   int64         // bytes of an error document
	Body    int64         // bytes of a body that a pattern looks at
	Talk    int64         // bytes received in one conversation over TCP
}

// DefaultLimits returns the limits of production.
func DefaultLimits() Limits {
	return Limits{
		Total: 15 * time.Second, Connect: 5 * time.Second,
		Header: 16 << 10, Error: 4 << 10, Body: 64 << 10, Talk: 16 << 10,
	}
}

func (l Limits) withDefaults() Limits {
	d := DefaultLimits()
	if l.Total <= 0 {
		l.Total = d.Total
	}
	if l.Connect <= 0 {
		l.Connect = d.Connect
	}
	if l.Header <= 0 {
		l.Header = d.Header
	}
	if l.Error <= 0 {
		l.Error = d.Error
	}
	if l.Body <= 0 {
		l.Body = d.Body
	}
	if l.Talk <= 0 {
		l.Talk = d.Talk
	}
	return l
}

// Identity is who asks. It stays the same from probe to probe, so that a server's owner can recognise us, look us
// up and tell us to stop.
type Identity struct {
	Version string // of Daylight
	URL     string // page that explains the probes
	From    string // mail address of the team, sent as the From header (RFC 9110, section 10.1.2)
}

// UserAgent returns the User-Agent header for a probe of a case.
func (i Identity) UserAgent(caseID string) string {
	version := i.Version
	if version == "" {
		version = "dev"
	}
	comment := ""
	if i.URL != "" {
		comment = "+" + i.URL
	}
	if caseID != "" {
		if comment != "" {
			comment += "; "
		}
		comment += "case " + caseID
	}
	if comment == "" {
		return "Daylight/" + version
	}
	return fmt.Sprintf("Daylight/%s (%s)", version, comment)
}

// headerSafe accepts what may stand in a User-Agent comment or a From header without ending it.
var headerSafe = regexp.MustCompile(`^[!-'*-~]{0,200}$`)

func (i Identity) validate() error {
	for _, f := range [...]struct{ name, value string }{
		{"version", i.Version}, {"URL", i.URL}, {"From address", i.From},
	} {
		if !headerSafe.MatchString(f.value) {
			return fault.Errorf(fault.Invalid,
				"the %s of the probe identity has to be printable ASCII without spaces and parentheses", f.name)
		}
	}
	return nil
}

// Env is a probe's only way out: whom it may reach, for how long, under which name. It is made by [New] and is
// safe for concurrent use.
type Env struct {
	guard    *Guard
	resolver Resolver
	second   Resolver
	servers  []string // for records, "address:port"
	rootCAs  *x509.CertPool
	clock    func() time.Time
	limits   Limits
	identity Identity
	vantage  string
	macKey   []byte
	override map[string]netip.AddrPort
	ports    ports
	optIn    bool // the kind may sign in
	egress   *Egress
}

// of returns the environment of one kind.
func (e *Env) of(k Kind) *Env {
	own, info := *e, k.Info()
	own.ports.own, own.optIn = info.Ports, info.OptIn
	return &own
}

// Now returns the time, for kinds whose answers have dates.
func (e *Env) Now() time.Time { return e.clock() }

// Limits returns the limits of one probe.
func (e *Env) Limits() Limits { return e.limits }

func newEnv(o Options) (*Env, error) {
	if o.Clock == nil {
		return nil, fault.Errorf(fault.Invalid, "a prober needs a clock")
	}
	if n := len(o.MACKey); n != 0 && n < minMACKey {
		return nil, fault.Errorf(fault.Invalid, "the key for answer seals has %d bytes, it needs %d", n, minMACKey)
	}
	if err := o.Identity.validate(); err != nil {
		return nil, err
	}
	var err error
	e := &Env{
		guard: NewGuard(o.AllowPrivate, o.Deny), resolver: o.Resolver, second: o.SecondResolver, rootCAs: o.RootCAs,
		clock: o.Clock, limits: o.Limits.withDefaults(), identity: o.Identity, vantage: o.Vantage,
		macKey: o.MACKey, override: map[string]netip.AddrPort{},
		ports: ports{extra: o.AllowPorts}, egress: o.Egress,
	}
	if e.servers, err = nameServers(o.NameServers); err != nil {
		return nil, err
	}
	if e.resolver == nil {
		e.resolver = SystemResolver{}
	}
	for from, to := range maps.All(o.DialOverride) {
		addr, err := netip.ParseAddrPort(to)
		if err != nil {
			return nil, fault.Errorf(fault.Invalid, "dial override of %s needs an address and port: %w", from, err)
		}
		e.override[from] = addr
	}
	return e, nil
}
