package probe

import (
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"sync"
	"time"

	"daylight/disclosure/fault"
	"daylight/disclosure/pattern"
	"daylight/disclosure/probe/dial"
	"daylight/disclosure/probe/guard"
)

// Limits bound one probe, so that no server can hold it up or fill our memory. A zero field takes the value of
// [DefaultLimits].
type Limits struct {
	Total   time.Duration // the whole probe, all requests and redirects
	Connect time.Duration // resolution and connection of one request, and the same again for its TLS handshake
	Header  int64         // bytes of a response header
	Error   int64         // bytes of an error document
	Body    int64         // bytes of a body that a pattern is matched against
	Talk    int64         // bytes received in one conversation over TCP
}

// DefaultLimits returns the limits of production. A dead host costs its connect limit, so that one is short; Total leaves
// room for servers that delay a refusal on purpose, such as FTP servers do for some seconds.
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

// Identity is the name under which probes are sent. It stays the same from probe to probe, so that the owner of a server can
// recognise us in a log, look us up and tell us to stop.
type Identity struct {
	Version string // of Daylight
	URL     string // page that explains the probes
	From    string // mail address of the team, sent as the From header (RFC 9110, section 10.1.2)
}

// UserAgent returns the User-Agent header for a probe of a case.
func (i Identity) UserAgent(caseID string) string {
	return string(i.appendTo(nil, caseID))
}

// appendTo appends [Identity.UserAgent] to b.
func (i Identity) appendTo(b []byte, caseID string) []byte {
	b = append(append(b, "Daylight/"...), cmp.Or(i.Version, "dev")...)
	if i.URL == "" && caseID == "" {
		return b
	}
	b = append(b, " ("...)
	if i.URL != "" {
		b = append(append(b, '+'), i.URL...)
	}
	if i.URL != "" && caseID != "" {
		b = append(b, "; "...)
	}
	if caseID != "" {
		b = append(append(b, "case "...), caseID...)
	}
	return append(b, ')')
}

// Requester identifies who sends the probes, for observations: the version of Daylight and a digest of the whole identity.
// The identity is part of the bytes that are sent, so the hashes of two plans can be compared only for one requester.
func (p *Prober) Requester() string { return p.requester }

func (i Identity) requester() string {
	sum := sha256.Sum256(fmt.Appendf(nil, "%q %q %q", i.Version, i.URL, i.From))
	return cmp.Or(i.Version, "dev") + "/" + hex.EncodeToString(sum[:6])
}

// headerSafe accepts what can stand in a User-Agent comment or a From header without ending it: visible ASCII except
// parentheses.
var headerSafe = pattern.New(`^[!-'*-~]{0,200}$`)

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

// Env is a kind's only way to the network: what it may reach, for how long and under which name. [New] makes it. It is safe
// for concurrent use.
type Env struct {
	dialer   *dial.Dialer
	servers  []string // name servers for [Inquiry.LookupDNS], "address:port"
	clock    func() time.Time
	limits   Limits
	identity Identity
	vantage  string
	macKey   []byte
	optIn    bool       // the kind may send credentials
	readers  *sync.Pool // of *bufio.Reader
	macs     *sync.Pool // of hash.Hash with macKey
}

// of returns the environment of one kind.
func (e *Env) of(k Kind) *Env {
	own, info := *e, k.Info()
	own.dialer, own.optIn = e.dialer.WithPorts(info.Ports), info.OptIn
	return &own
}

// Now returns the time, for kinds whose answers hold dates.
func (e *Env) Now() time.Time { return e.clock() }

// Limits returns the limits of one probe.
func (e *Env) Limits() Limits { return e.limits }

// newEnv checks the options and builds the environment from them. It touches no network.
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
	e := &Env{clock: o.Clock, limits: o.Limits.withDefaults(), identity: o.Identity, vantage: o.Vantage, macKey: o.MACKey, readers: &sync.Pool{}, macs: &sync.Pool{}}
	var err error
	if e.servers, err = nameServers(o.NameServers); err != nil {
		return nil, err
	}
	e.dialer, err = dial.New(dial.Options{
		Guard: guard.New(o.AllowPrivate, o.Deny), Resolver: o.Resolver, SecondResolver: o.SecondResolver, ExtraPorts: o.AllowPorts,
		Egress: o.Egress, Override: o.DialOverride, RootCAs: o.RootCAs, Timeout: e.limits.Connect,
	})
	return e, err
}
