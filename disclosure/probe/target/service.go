package target

import (
	"net/url"
	"slices"
	"strings"

	"daylight/disclosure/fault"
)

// Service describes how the targets of a kind are written. Read and At are what its scaffold needs.
type Service struct {
	Kind string
	Name string // for people: "Redis server"
	// Schemes that belong to this kind alone. The first is the canonical one, and the default. Kinds that speak HTTP leave
	// it empty: theirs are http and https.
	Schemes []string
	// Secure are the schemes for TLS from the start, the canonical one first. Empty for kinds without such a scheme.
	Secure []string
	// Ports are the usual ones. The first is the default, and any of them makes an address without a scheme one of this
	// kind. Without any, an address has to name its port.
	Ports []uint16
	// SecurePort is the default port for TLS; 0 means the first of Ports.
	SecurePort uint16
	// KeepPath says that the path names a part of the service, such as a database. Otherwise the path is dropped.
	KeepPath bool
	// Part reduces a path to the part of the service that it names, such as one index. That part may be open when the
	// service as a whole is not. It gets path and fragment as they were pasted, without the leading slash, and returns what
	// stays in the target, still escaped: "" where the service as a whole is meant. It requires KeepPath.
	Part func(path, fragment string) (string, error)
}

// Read implements Read of a kind. It returns the canonical target of what a person pasted, and in words how it was
// understood. Unless explicit, it claims only addresses that belong to this kind alone; for others the target is empty.
func (s Service) Read(raw string, explicit bool) (Target, string, error) {
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
	if !explicit && !mine && !byPort {
		return Target{}, "", nil
	}
	if !explicit && !mine && s.declines(tail) {
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

// claims reports whether the port alone makes an address one of this kind. The ports of web servers belong to no kind.
func (s Service) claims(port uint16) bool {
	switch port {
	case 0, 80, 443, 8000, 8080, 8443, 8888:
		return false
	}
	return slices.Contains(s.Ports, port)
}

// Parse returns the endpoint of a target of this kind.
func (s Service) Parse(target string) (Endpoint, error) {
	t, _, err := s.Read(target, true)
	if err != nil {
		return Endpoint{}, err
	}
	scheme, rest, _ := strings.Cut(t.Target, "://")
	authority, tail := splitAuthority(rest)
	return s.endpoint(scheme, authority, tail)
}

// At returns the endpoint of a target that has an address and nothing else.
func (s Service) At(t Target) (Endpoint, error) {
	e, err := s.Parse(t.Target)
	if err == nil && t.Key != "" {
		err = fault.Errorf(fault.Invalid, "kind %s does not probe single objects; leave the key out", s.Kind)
	}
	if err == nil {
		err = s.NoExpect(t)
	}
	return e, err
}

// AtPart returns the endpoint of a target that has to name a part of the service, such as a share. check says what is wrong with it.
func (s Service) AtPart(check func(path string) error) func(t Target) (Endpoint, error) {
	return func(t Target) (Endpoint, error) {
		e, err := s.At(t)
		if err == nil {
			err = check(e.Path)
		}
		return e, err
	}
}

// Named returns a reader that claims an address only where the person named the kind: its addresses look like those of others.
func Named(read func(raw string, explicit bool) (Target, string, error)) func(raw string, explicit bool) (Target, string, error) {
	return func(raw string, explicit bool) (Target, string, error) {
		if !explicit {
			return Target{}, "", nil
		}
		return read(raw, explicit)
	}
}

// NoExpect refuses configured verdicts. Most kinds know what their answers mean; a configuration could only get it wrong.
func (s Service) NoExpect(t Target) error {
	if t.Expect != nil {
		return fault.Errorf(fault.Invalid, "the answers of kind %s are built in; expect is for the kinds http and tcp_expect", s.Kind)
	}
	return nil
}

// endpoint reads and checks the parts of an address.
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
	rest, query, _ := strings.Cut(tail, "?")
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
		return e, fault.Errorf(fault.Invalid, "kind %s has no usual port; write it, for example %s", s.Kind, s.example())
	}
	if !s.KeepPath {
		return e, nil
	}
	path, fragment, _ := strings.Cut(rest, "#")
	e.Path, err = s.part(strings.Trim(path, "/"), fragment)
	return e, err
}

// scheme returns the canonical scheme for the one that was written, and whether it means TLS from the start.
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

// defaultPort returns the port for an address that names none. http:// and https:// have their own.
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

// http reports whether the kind speaks HTTP.
func (s Service) http() bool { return len(s.Schemes) == 0 }

// example returns a target of this kind, for error messages.
func (s Service) example() string {
	scheme, _ := s.scheme("")
	port := uint16(4711) // an arbitrary one, where none is usual
	if len(s.Ports) > 0 {
		port = s.Ports[0]
	}
	return Endpoint{Scheme: scheme, Host: "db.example.com", Port: port}.String()
}
