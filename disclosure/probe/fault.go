package probe

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

	"daylight/disclosure"
)

// Stage is how far a request came.
type Stage int32

// The stages of a request.
const (
	Connecting Stage = iota
	Handshaking
	Exchanging
)

// Fault says why a complete answer did not come. It holds no error text: the standard library quotes what the
// server sent in some of its errors.
type Fault struct {
	disclosure.FacetResult
	Local bool // our own network, resolver, machine or policy: says nothing about the asset
	// ClientCertificate means that the server asked for a certificate and ended the connection without one. Where
	// that server is the asset itself, authentication was demanded.
	ClientCertificate bool
}

func remote(r disclosure.Reason) Fault {
	return Fault{FacetResult: disclosure.FacetResult{Reason: r}}
}

func local(r disclosure.Reason) Fault {
	return Fault{FacetResult: disclosure.FacetResult{Reason: r}, Local: true}
}

func weak(r disclosure.Reason) Fault {
	return Fault{FacetResult: disclosure.FacetResult{Verdict: disclosure.Closed, Strength: disclosure.Weak, Reason: r}}
}

// FaultOf maps an error of a request to its reason. Two faults are weak closures: a refused connection and a name that
// does not exist. Everything that is not known is inconclusive.
func FaultOf(err error, stage Stage) Fault {
	if errors.Is(err, ErrRefused) {
		return local(disclosure.ReasonPolicyDenied)
	}
	if _, ok := errors.AsType[*egressError](err); ok {
		return local(disclosure.ReasonVantageUnreachable)
	}
	if r, ok := errors.AsType[*resolveError](err); ok {
		if r.gone {
			return weak(disclosure.ReasonNameGone)
		}
		return local(disclosure.ReasonDNSFailure)
	}
	if f, ok := systemFault(err, stage); ok {
		return f
	}
	if f, ok := tlsFault(err); ok {
		return f
	}
	switch {
	case errors.Is(err, context.Canceled):
		return local(disclosure.ReasonOverload)
	case isTimeout(err) && stage == Connecting:
		return remote(disclosure.ReasonTimeoutConnect)
	case isTimeout(err):
		return remote(disclosure.ReasonTimeoutRead)
	case errors.Is(err, io.EOF), errors.Is(err, io.ErrUnexpectedEOF), errors.Is(err, net.ErrClosed), closedIdle(err):
		return remote(disclosure.ReasonEOF)
	default:
		return remote(disclosure.ReasonUnrecognised)
	}
}

func systemFault(err error, stage Stage) (Fault, bool) {
	errno, ok := errors.AsType[syscall.Errno](err)
	if !ok {
		return Fault{}, false
	}
	// Errno is a number, not an enumeration.
	//exhaustive:ignore
	switch errno {
	case syscall.ECONNREFUSED:
		if stage != Connecting {
			return remote(disclosure.ReasonReset), true
		}
		return weak(disclosure.ReasonConnRefused), true
	case syscall.ECONNRESET, syscall.ECONNABORTED, syscall.EPIPE:
		return remote(disclosure.ReasonReset), true
	case syscall.EMFILE, syscall.ENFILE:
		return local(disclosure.ReasonDescriptors), true
	case syscall.ENOBUFS, syscall.ENOMEM:
		return local(disclosure.ReasonOverload), true
	case syscall.ENETUNREACH, syscall.ENETDOWN, syscall.EADDRNOTAVAIL, syscall.EACCES, syscall.EPERM:
		return local(disclosure.ReasonOffline), true
	case syscall.EHOSTUNREACH, syscall.EHOSTDOWN:
		// Often said by a router on the way: the host is not reached, and nobody said that it is shut.
		return remote(disclosure.ReasonTimeoutConnect), true
	}
	return Fault{}, false
}

func tlsFault(err error) (Fault, bool) {
	if errors.Is(err, http.ErrSchemeMismatch) {
		return remote(disclosure.ReasonHTTPOnHTTPS), true
	}
	if r, ok := errors.AsType[tls.RecordHeaderError](err); ok {
		if strings.HasPrefix(string(r.RecordHeader[:]), "HTTP/") {
			return remote(disclosure.ReasonHTTPOnHTTPS), true
		}
		return remote(disclosure.ReasonTLSError), true
	}
	if _, ok := errors.AsType[*tls.CertificateVerificationError](err); ok {
		return remote(disclosure.ReasonTLSError), true
	}
	if _, ok := errors.AsType[x509.HostnameError](err); ok {
		return remote(disclosure.ReasonTLSError), true
	}
	if _, ok := errors.AsType[tls.AlertError](err); ok {
		return remote(disclosure.ReasonTLSError), true
	}
	// crypto/tls reports alerts of either side as an operation error of its own.
	if op, ok := errors.AsType[*net.OpError](err); ok && (op.Op == "remote error" || op.Op == "local error") {
		return remote(disclosure.ReasonTLSError), true
	}
	if _, ok := errors.AsType[*handshakeError](err); ok && !isTimeout(err) && !errors.Is(err, io.EOF) &&
		!errors.Is(err, context.Canceled) {
		return remote(disclosure.ReasonTLSError), true
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

// closedIdle knows the one error of net/http for a connection that ended before any answer which has neither type nor
// cause.
func closedIdle(err error) bool {
	return strings.HasSuffix(err.Error(), "http: server closed idle connection")
}

// handshakeError marks an error of the TLS handshake.
type handshakeError struct{ err error }

func (e *handshakeError) Error() string { return "handshake: " + e.err.Error() }
func (e *handshakeError) Unwrap() error { return e.err }
