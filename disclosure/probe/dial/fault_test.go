package dial_test

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"syscall"
	"testing"

	"daylight/disclosure/observed"
	"daylight/disclosure/probe/dial"
	"daylight/disclosure/probe/guard"
)

func TestFaultOfMapsEachErrorToItsReason(t *testing.T) {
	dialed := func(err error) error {
		return &net.OpError{Op: "dial", Net: "tcp", Err: os.NewSyscallError("connect", err)}
	}
	read := func(err error) error {
		return &net.OpError{Op: "read", Net: "tcp", Err: os.NewSyscallError("read", err)}
	}
	header := tls.RecordHeaderError{Msg: "first record does not look like a TLS handshake", RecordHeader: [5]byte{'H', 'T', 'T', 'P', '/'}}
	other := tls.RecordHeaderError{Msg: "first record does not look like a TLS handshake", RecordHeader: [5]byte{'S', 'S', 'H', '-', '2'}}
	for _, tt := range []struct {
		name     string
		err      error
		stage    dial.Stage
		reason   observed.Reason
		local    bool
		strength observed.Strength
	}{
		{"refused is a weak closure", dialed(syscall.ECONNREFUSED), dial.Connecting, observed.ReasonConnRefused, false, observed.Weak},
		{"refused after connecting is no closure", read(syscall.ECONNREFUSED), dial.Exchanging, observed.ReasonReset, false, 0},
		{"reset", read(syscall.ECONNRESET), dial.Exchanging, observed.ReasonReset, false, 0},
		{"broken pipe", read(syscall.EPIPE), dial.Exchanging, observed.ReasonReset, false, 0},
		{"kernel gave up connecting", dialed(syscall.ETIMEDOUT), dial.Connecting, observed.ReasonTimeoutConnect, false, 0},
		{"host unreachable", dialed(syscall.EHOSTUNREACH), dial.Connecting, observed.ReasonTimeoutConnect, false, 0},
		{"no route is ours", dialed(syscall.ENETUNREACH), dial.Connecting, observed.ReasonOffline, true, 0},
		{"local firewall is ours", dialed(syscall.EPERM), dial.Connecting, observed.ReasonOffline, true, 0},
		{"no descriptors is ours", dialed(syscall.EMFILE), dial.Connecting, observed.ReasonDescriptors, true, 0},
		{"no descriptors in the system is ours", dialed(syscall.ENFILE), dial.Connecting, observed.ReasonDescriptors, true, 0},
		{"no buffers is ours", dialed(syscall.ENOBUFS), dial.Connecting, observed.ReasonOverload, true, 0},
		{"guard is ours", fmt.Errorf("dial: %w", guard.ErrRefused), dial.Connecting, observed.ReasonPolicyDenied, true, 0},
		{"deadline before connecting", context.DeadlineExceeded, dial.Connecting, observed.ReasonTimeoutConnect, false, 0},
		{"deadline in the handshake", context.DeadlineExceeded, dial.Handshaking, observed.ReasonTimeoutRead, false, 0},
		{"deadline in the answer", context.DeadlineExceeded, dial.Exchanging, observed.ReasonTimeoutRead, false, 0},
		{"i/o timeout", &net.OpError{Op: "read", Err: os.ErrDeadlineExceeded}, dial.Exchanging, observed.ReasonTimeoutRead, false, 0},
		{"cancelled is ours", context.Canceled, dial.Exchanging, observed.ReasonOverload, true, 0},
		{"end before an answer", io.EOF, dial.Exchanging, observed.ReasonEOF, false, 0},
		{"end within an answer", fmt.Errorf("body: %w", io.ErrUnexpectedEOF), dial.Exchanging, observed.ReasonEOF, false, 0},
		{"end that has no type", errors.New("http: server closed idle connection"), dial.Exchanging, observed.ReasonEOF, false, 0},
		{"HTTP on an HTTPS port", header, dial.Handshaking, observed.ReasonHTTPOnHTTPS, false, 0},
		{"HTTP on an HTTPS port, by the client", http.ErrSchemeMismatch, dial.Handshaking, observed.ReasonHTTPOnHTTPS, false, 0},
		{"SSH on an HTTPS port", other, dial.Handshaking, observed.ReasonTLSError, false, 0},
		{"certificate", &tls.CertificateVerificationError{Err: x509.UnknownAuthorityError{}}, dial.Handshaking, observed.ReasonTLSError, false, 0},
		{"wrong name", x509.HostnameError{Certificate: &x509.Certificate{}, Host: "a.example"}, dial.Handshaking, observed.ReasonTLSError, false, 0},
		{"alert of the server", &net.OpError{Op: "remote error", Err: tls.AlertError(40)}, dial.Handshaking, observed.ReasonTLSError, false, 0},
		{"unknown", errors.New("malformed HTTP response"), dial.Exchanging, observed.ReasonUnrecognised, false, 0},
	} {
		t.Run(tt.name, func(t *testing.T) {
			got := dial.FaultOf(tt.err, tt.stage)
			if got.Reason != tt.reason || got.Local != tt.local || got.Strength != tt.strength {
				t.Errorf("FaultOf(%v) = %+v, want %s local=%t strength=%d", tt.err, got, tt.reason, tt.local, tt.strength)
			}
			if closed := got.Verdict == observed.Closed; closed != (tt.strength == observed.Weak) {
				t.Errorf("verdict is %s", got.Verdict)
			}
		})
	}
}
