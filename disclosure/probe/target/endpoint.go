package target

import (
	"net"
	"net/url"
	"strconv"
	"strings"
)

// Endpoint is the location of a service.
type Endpoint struct {
	Scheme string
	TLS    bool // from the start
	Host   string
	Port   uint16
	Path   string // without the leading slash, not escaped; "" unless the service keeps it
}

// Address returns host:port, as the dialer takes it.
func (e Endpoint) Address() string { return net.JoinHostPort(e.Host, strconv.Itoa(int(e.Port))) }

// String returns the canonical target. It names the port, except the default ports of http and https.
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

// URL returns the URL of a path with a query on a service that speaks HTTP. path starts with a slash, and both are escaped
// already.
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

func isHTTP(scheme string) bool { return scheme == schemeHTTP || scheme == schemeHTTPS }
