package probe

import (
	"net"
	"net/netip"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"daylight/disclosure/fault"
)

// Service says how the targets of a kind are written. Its methods do the work of a kind's Read and Validate.
type Service struct {
	Kind string
	Name string // for people: "Redis server"
	// Schemes that are surely of this kind. The first is the canonical one and stands where none was written. Kinds
	// that speak HTTP leave it empty: theirs are http and https.
	Schemes []string
	// Secure are the schemes for TLS from the start, likewise. Empty for kinds that have none.
	Secure []string
	// Ports are the usual ones. The first is the default, and each of them makes an address without a scheme one of
	// this kind. Without any, an address has to name its port.
	Ports []uint16
	// SecurePort is the default port for TLS; 0 is that of Ports.
	SecurePort uint16
	// KeepPath says that the path names a part of the service, such as a database. Otherwise it is left out.
	KeepPath bool
	// Part cuts a path to the part of the service that it names, such as one index: that part may be open when the service
	// as a whole is not. It gets the path and the fragment as they were pasted, without the first slash, and returns what
	// stays in the target, escaped as it came: "" where the service as a whole is meant. It goes with KeepPath.
	Part func(path, fragment string) (string, error)
}

// Endpoint is where a service lives.
type Endpoint struct {
	Scheme string
	TLS    bool // from the start
	Host   string
	Port   uint16
	Path   string // without the slash, not escaped; "" unless the service keeps it
}

// Address returns host:port, as the dialer takes it.
func (e Endpoint) Address() string { return net.JoinHostPort(e.Host, strconv.Itoa(int(e.Port))) }

// String returns the canonical target. The port is in it unless it is the one of http or https.
func (e Endpoint) String() string {
	host := e.Address()
	if (e.Scheme == schemeHTTP && e.Port == 80) || (e.Scheme == schemeHTTPS && e.Port == 443) {
		if host = e.Host; strings.Contains(host, ":") {
			host = "[" + host + "]"
		}
	}
	s := e.Scheme + "://" + host
	switch {
	case e.Path != "":
		s += "/" + EscapePath(e.Path)
	case e.Scheme == schemeHTTP || e.Scheme == schemeHTTPS:
		s += "/"
	}
	return s
}

// URL returns the address of a path with a query on a service that speaks HTTP. path starts with a slash and
// both are escaped already.
func (e Endpoint) URL(path, query string) *url.URL {
	u := &url.URL{Scheme: e.Scheme, Host: e.Address(), RawPath: path, RawQuery: query}
	if plain, err := url.PathUnescape(path); err == nil {
		u.Path = plain
	}
	base, err := url.Parse(e.String())
	if err == nil {
		u.Host = base.Host
	}
	return u
}

const (
	schemeHTTP  = "http"
	schemeHTTPS = "https"
)

// Read is the [Reader] of a kind: it returns the canonical target of what a person pasted, or an empty one when asked
// is false and the address is not surely of this kind.
func (s Service) Read(raw string, asked bool) (Target, string, error) {
	text, err := Clean(raw)
	if err != nil {
		return Target{}, "", err
	}
	scheme, rest, given := strings.Cut(text, "://")
	if !given {
		scheme, rest = "", text
	}
	authority, tail := splitAuthority(rest)
	mine := slices.Contains(s.Schemes, scheme) || slices.Contains(s.Secure, scheme)
	byPort := s.claims(portOf(authority)) && (!given || (s.http() && isHTTP(scheme)))
	if !asked && !mine && !byPort {
		return Target{}, "", nil
	}
	if !asked && !mine && s.declines(tail) {
		return Target{}, "", nil
	}
	if given && !mine && (!s.http() || !isHTTP(scheme)) {
		return Target{}, "", fault.Errorf(fault.Invalid, "kind %s takes addresses of the form %s", s.Kind, s.example())
	}
	e, err := s.endpoint(scheme, authority, tail)
	if err != nil {
		return Target{}, "", err
	}
	how := s.Name + " at " + e.Address()
	if s.Part != nil && e.Path != "" {
		how += ", and there /" + EscapePath(e.Path)
	}
	if left := strings.TrimPrefix(tail, "/"); left != "" && (!s.KeepPath || s.Part != nil && left != e.Path || strings.ContainsAny(left, "?#")) {
		how += "; the rest of the address is left out"
	}
	return Target{Kind: s.Kind, Target: e.String()}, how, nil
}

// claims reports whether a port alone makes an address one of this kind. Ports of the web belong to everybody.
func (s Service) claims(port uint16) bool {
	switch port {
	case 0, 80, 443, 8000, 8080, 8443, 8888:
		return false
	}
	return slices.Contains(s.Ports, port)
}

// Parse returns where a target of this kind lives.
func (s Service) Parse(target string) (Endpoint, error) {
	t, _, err := s.Read(target, true)
	if err != nil {
		return Endpoint{}, err
	}
	scheme, rest, _ := strings.Cut(t.Target, "://")
	authority, tail := splitAuthority(rest)
	return s.endpoint(scheme, authority, tail)
}

// Validate is a kind's Validate where the address is all that there is to a target.
func (s Service) Validate(t Target) error {
	if _, err := s.Parse(t.Target); err != nil {
		return err
	}
	if t.Key != "" {
		return fault.Errorf(fault.Invalid, "kind %s asks for no single object; leave the key out", s.Kind)
	}
	return s.NoExpect(t)
}

// NoExpect refuses a configured verdict: what the answers of these kinds mean is not a matter of taste.
func (s Service) NoExpect(t Target) error {
	if t.Expect != nil {
		return fault.Errorf(fault.Invalid, "kind %s knows its answers; expect goes with the kinds http and tcp_expect", s.Kind)
	}
	return nil
}

// endpoint reads the parts of an address.
func (s Service) endpoint(scheme, authority, tail string) (Endpoint, error) {
	var e Endpoint
	e.Scheme, e.TLS = s.scheme(scheme)
	if strings.Contains(authority, "@") {
		return e, fault.Errorf(fault.Invalid,
			"the address holds a user name or password; write it without, a probe never signs in")
	}
	if strings.Contains(authority, ",") {
		return e, fault.Errorf(fault.Invalid, "the address names several hosts; make each one an asset of its own")
	}
	way, query, _ := strings.Cut(tail, "?")
	if err := refuseCredentials(&url.URL{RawQuery: query}); err != nil {
		return e, err
	}
	host, port, err := splitPort(authority)
	if err != nil {
		return e, err
	}
	if host == "" {
		return e, fault.Errorf(fault.Invalid, "the address has no host; write for example %s", s.example())
	}
	if e.Host, err = CanonicalHost(host); err != nil {
		return e, err
	}
	if e.Port = port; port == 0 {
		e.Port = s.defaultPort(scheme, e.TLS)
	}
	if e.Port == 0 {
		return e, fault.Errorf(fault.Invalid, "no port is usual for kind %s; write it, for example %s", s.Kind, s.example())
	}
	if !s.KeepPath {
		return e, nil
	}
	way, fragment, _ := strings.Cut(way, "#")
	e.Path, err = s.part(strings.Trim(way, "/"), fragment)
	return e, err
}

// scheme returns the canonical scheme for the one that was written, and whether it means TLS.
func (s Service) scheme(written string) (string, bool) {
	switch {
	case s.http() && written == schemeHTTPS:
		return schemeHTTPS, true
	case s.http():
		return schemeHTTP, false
	case slices.Contains(s.Secure, written):
		return s.Secure[0], true
	default:
		return s.Schemes[0], false
	}
}

// defaultPort returns the port where none was written. http:// and https:// bring their own.
func (s Service) defaultPort(written string, secure bool) uint16 {
	switch {
	case written == schemeHTTP:
		return 80
	case written == schemeHTTPS:
		return 443
	case secure && s.SecurePort != 0:
		return s.SecurePort
	case len(s.Ports) == 0:
		return 0
	default:
		return s.Ports[0]
	}
}

func (s Service) http() bool { return len(s.Schemes) == 0 }

func (s Service) example() string {
	scheme, _ := s.scheme("")
	port := uint16(4711) // any, where none is usual
	if len(s.Ports) > 0 {
		port = s.Ports[0]
	}
	return Endpoint{Scheme: scheme, Host: "db.example.com", Port: port}.String()
}

func isHTTP(scheme string) bool { return scheme == schemeHTTP || scheme == schemeHTTPS }

// splitAuthority cuts an address without its scheme before the path.
func splitAuthority(rest string) (authority, tail string) {
	if i := strings.IndexAny(rest, "/?#"); i >= 0 {
		return rest[:i], rest[i:]
	}
	return rest, ""
}

// splitPort cuts host and port, which is 0 when there is none. A literal with more than one colon and no brackets is
// an IPv6 address as a whole.
func splitPort(authority string) (string, uint16, error) {
	if inner, ok := strings.CutPrefix(authority, "["); ok {
		if host, ok := strings.CutSuffix(inner, "]"); ok {
			if a, err := netip.ParseAddr(host); err != nil || !a.Is6() {
				return "", 0, fault.Errorf(fault.Invalid, "only an IPv6 address stands in brackets")
			}
			return host, 0, nil
		}
	} else if a, err := netip.ParseAddr(authority); err == nil && a.Is6() {
		return authority, 0, nil
	}
	if !strings.Contains(authority, ":") {
		return authority, 0, nil
	}
	host, port, err := net.SplitHostPort(authority)
	if err != nil {
		return "", 0, fault.Errorf(fault.Invalid, "this is no address; write host:port, and an IPv6 address in brackets")
	}
	if port == "" {
		return host, 0, nil
	}
	n, err := strconv.ParseUint(port, 10, 16)
	if err != nil || n == 0 || port[0] == '0' {
		return "", 0, fault.Errorf(fault.Invalid, "a port is a number from 1 to 65535")
	}
	return host, uint16(n), nil
}

// portOf returns the port that an authority names, 0 for none.
func portOf(authority string) uint16 {
	_, port, err := splitPort(authority[strings.LastIndexByte(authority, '@')+1:])
	if err != nil {
		return 0
	}
	return port
}
