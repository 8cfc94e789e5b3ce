package dial

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"io"
	"net"
	"net/http"
	"strings"
	"syscall"

	"daylight/disclosure/observed"
	"daylight/disclosure/probe/guard"
)

// Stage is how far a connection came.
type Stage int32

// The stages of a connection, in order.
const (
	Connecting  Stage = iota // resolving the name and connecting
	Handshaking              // the TLS handshake
	Exchanging               // the connection stands; messages go back and forth
)

// Fault says why no complete answer came. It holds no error text, because some errors of the standard library quote what
// the server sent.
type Fault struct {
	observed.FacetResult
	Local bool // our own network, resolver, machine or policy failed: it says nothing about the asset and never counts
	// ClientCertificate means that the server requested a client certificate and ended the connection for lack of one.
	// Where that server is the asset itself, it demanded authentication.
	ClientCertificate bool
}

// remote returns a fault that is inconclusive: something on the way, or the asset itself, did not answer properly.
func remote(r observed.Reason) Fault {
	return Fault{FacetResult: observed.FacetResult{Reason: r}}
}

// Local returns a fault of our own side.
func Local(r observed.Reason) Fault {
	return Fault{FacetResult: observed.FacetResult{Reason: r}, Local: true}
}

// weak returns a fault that counts as a weak closure.
func weak(r observed.Reason) Fault {
	return Fault{FacetResult: observed.FacetResult{Verdict: observed.Closed, Strength: observed.Weak, Reason: r}}
}

// FaultOf maps the error that ended a connection at a stage to a fault. Two faults are weak closures: a refused connection
// and a name that does not exist. Every error that is not known is inconclusive; none may ever become "closed" by default.
func FaultOf(err error, stage Stage) Fault {
	if errors.Is(err, guard.ErrRefused) {
		return Local(observed.ReasonPolicyDenied)
	}
	if _, ok := errors.AsType[*egressError](err); ok {
		return Local(observed.ReasonVantageUnreachable)
	}
	if r, ok := errors.AsType[*resolveError](err); ok {
		if r.gone {
			return weak(observed.ReasonNameGone)
		}
		return Local(observed.ReasonDNSFailure)
	}
	if f, ok := systemFault(err, stage); ok {
		return f
	}
	if f, ok := tlsFault(err); ok {
		return f
	}
	switch {
	case errors.Is(err, context.Canceled):
		return Local(observed.ReasonOverload)
	case isTimeout(err) && stage == Connecting:
		return remote(observed.ReasonTimeoutConnect)
	case isTimeout(err):
		return remote(observed.ReasonTimeoutRead)
	case errors.Is(err, io.EOF), errors.Is(err, io.ErrUnexpectedEOF), errors.Is(err, net.ErrClosed), closedIdle(err):
		return remote(observed.ReasonEOF)
	default:
		return remote(observed.ReasonUnrecognised)
	}
}

// systemFault judges errors of the operating system. Refusals count only while connecting: an established connection that is
// refused was reset by something.
func systemFault(err error, stage Stage) (Fault, bool) {
	errno, ok := errors.AsType[syscall.Errno](err)
	if !ok {
		return Fault{}, false
	}
	// Errno is an open set of numbers, so the switch cannot be exhaustive.
	//exhaustive:ignore
	switch errno {
	case syscall.ECONNREFUSED:
		if stage != Connecting {
			return remote(observed.ReasonReset), true
		}
		return weak(observed.ReasonConnRefused), true
	case syscall.ECONNRESET, syscall.ECONNABORTED, syscall.EPIPE:
		return remote(observed.ReasonReset), true
	case syscall.EMFILE, syscall.ENFILE:
		return Local(observed.ReasonDescriptors), true
	case syscall.ENOBUFS, syscall.ENOMEM:
		return Local(observed.ReasonOverload), true
	case syscall.ENETUNREACH, syscall.ENETDOWN, syscall.EADDRNOTAVAIL, syscall.EACCES, syscall.EPERM:
		return Local(observed.ReasonOffline), true
	case syscall.EHOSTUNREACH, syscall.EHOSTDOWN:
		// A router on the way often says so. The host was not reached, and nobody said that it is shut.
		return remote(observed.ReasonTimeoutConnect), true
	}
	return Fault{}, false
}

// tlsFault judges errors of the TLS layer. All of them are inconclusive; what is specific is HTTP on an HTTPS port, which mostly
// means that the target has the wrong scheme.
func tlsFault(err error) (Fault, bool) {
	if errors.Is(err, http.ErrSchemeMismatch) {
		return remote(observed.ReasonHTTPOnHTTPS), true
	}
	if r, ok := errors.AsType[tls.RecordHeaderError](err); ok {
		if strings.HasPrefix(string(r.RecordHeader[:]), "HTTP/") {
			return remote(observed.ReasonHTTPOnHTTPS), true
		}
		return remote(observed.ReasonTLSError), true
	}
	if _, ok := errors.AsType[*tls.CertificateVerificationError](err); ok {
		return remote(observed.ReasonTLSError), true
	}
	if _, ok := errors.AsType[x509.HostnameError](err); ok {
		return remote(observed.ReasonTLSError), true
	}
	if _, ok := errors.AsType[tls.AlertError](err); ok {
		return remote(observed.ReasonTLSError), true
	}
	// crypto/tls reports alerts of either side as a net.OpError with one of these operations.
	if op, ok := errors.AsType[*net.OpError](err); ok && (op.Op == "remote error" || op.Op == "local error") {
		return remote(observed.ReasonTLSError), true
	}
	if _, ok := errors.AsType[*handshakeError](err); ok && !isTimeout(err) && !errors.Is(err, io.EOF) &&
		!errors.Is(err, context.Canceled) {
		return remote(observed.ReasonTLSError), true
	}
	return Fault{}, false
}

func isTimeout(err error) bool {
	if errors.Is(err, context.DeadlineExceeded) {
		return true
	}
	n, ok := errors.AsType[net.Error](err)
	return ok && n.Timeout()
}

// closedIdle reports whether err is the error of net/http for a connection that ended before any answer. It is the one
// error of this sort that has neither a type nor a cause, so its text has to do.
func closedIdle(err error) bool {
	return strings.HasSuffix(err.Error(), "http: server closed idle connection")
}
