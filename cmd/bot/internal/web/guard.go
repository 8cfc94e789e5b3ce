package web

import (
	"net"
	"net/http"
	"net/netip"
	"strings"
)

// guard refuses what the board never serves and sets the headers of every answer.
func (s *Server) guard(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		h := w.Header()
		h.Set("Content-Security-Policy", contentPolicy(nil))
		h.Set("X-Content-Type-Options", "nosniff")
		h.Set("X-Frame-Options", "DENY")
		h.Set("Referrer-Policy", "no-referrer")
		h.Set("Cross-Origin-Opener-Policy", "same-origin")
		h.Set("Cross-Origin-Resource-Policy", "same-origin")
		h.Set("Permissions-Policy", "camera=(), geolocation=(), microphone=()")
		h.Set("Cache-Control", "no-store")
		s.log.DebugContext(r.Context(), "request", "method", r.Method, "path", r.URL.Path)

		switch {
		case !s.ourHost(r.Host):
			// Plain text instead of a page: a request with a foreign Host header gets nothing from the board.
			http.Error(w, "This host name is not served here. Open the board under its own address, such as http://localhost.",
				http.StatusMisdirectedRequest)
		case r.Method != http.MethodGet && r.Method != http.MethodHead:
			h.Set("Allow", "GET, HEAD")
			s.refuse(w, r, http.StatusMethodNotAllowed, "The board only shows", "Nothing can be changed here: use the command line or Slack.")
		default:
			next.ServeHTTP(w, r)
		}
	})
}

// contentPolicy allows our own style sheet, the style of a drawn picture by its hash, and nothing else.
func contentPolicy(styleHashes []string) string {
	var b strings.Builder
	b.WriteString("default-src 'none'; style-src 'self'")
	for _, hash := range styleHashes {
		b.WriteString(" '" + hash + "'")
	}
	b.WriteString("; img-src data:; form-action 'self'; base-uri 'none'; frame-ancestors 'none'")
	return b.String()
}

// ourHost reports whether a request names the board itself. A page on the internet can make its own name resolve to
// this machine (DNS rebinding), and the browser then lets it read the answers; but it cannot make the browser send
// another name. The port is ignored, because a forwarded port differs.
func (s *Server) ourHost(host string) bool {
	name := strings.TrimSuffix(strings.ToLower(hostname(host)), ".")
	if name == "localhost" || name != "" && name == strings.ToLower(hostname(s.listen)) {
		return true
	}
	asked, err := netip.ParseAddr(name)
	if err != nil {
		return false
	}
	asked = asked.Unmap()
	if asked.IsLoopback() {
		return true
	}
	bound, err := netip.ParseAddr(hostname(s.Addr()))
	if err != nil {
		return false
	}
	bound = bound.Unmap()
	// A server on all interfaces has many addresses. An IP address is safe: DNS rebinding needs a name.
	return bound == asked || bound.IsUnspecified() && !asked.IsUnspecified()
}

// loopback reports whether a host:port stays on this machine.
func loopback(addr string) bool {
	ip, err := netip.ParseAddr(hostname(addr))
	return err == nil && ip.Unmap().IsLoopback()
}

// hostname cuts the port off a host:port, and the brackets off an IPv6 address.
func hostname(hostport string) string {
	if host, _, err := net.SplitHostPort(hostport); err == nil {
		return host
	}
	if inner, ok := strings.CutPrefix(hostport, "["); ok {
		if inner, ok = strings.CutSuffix(inner, "]"); ok {
			return inner
		}
	}
	return hostport
}
