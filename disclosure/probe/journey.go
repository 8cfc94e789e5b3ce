package probe

import (
	"context"
	"crypto/tls"
	"errors"
	"net"
	"strings"
	"sync"
)

// journey is what the connection functions of one request tell about it. net/http may run them on a goroutine
// that outlives the request.
type journey struct {
	mu          sync.Mutex
	stage       Stage
	peer        string
	certificate bool // the server asked for one of ours
}

func (j *journey) reached(s Stage) {
	j.mu.Lock()
	defer j.mu.Unlock()
	j.stage = s
}

func (j *journey) connected(conn net.Conn) {
	j.mu.Lock()
	defer j.mu.Unlock()
	j.stage, j.peer = Handshaking, conn.RemoteAddr().String()
}

func (j *journey) remote() string {
	j.mu.Lock()
	defer j.mu.Unlock()
	return j.peer
}

func (j *journey) asked() {
	j.mu.Lock()
	defer j.mu.Unlock()
	j.certificate = true
}

// fault maps the error that ended the journey.
func (j *journey) fault(err error) (Fault, string) {
	j.mu.Lock()
	defer j.mu.Unlock()
	f := FaultOf(err, j.stage)
	f.ClientCertificate = j.certificate && missesCertificate(err)
	return f, j.peer
}

// missesCertificate knows the alerts with which servers refuse who has no certificate. All but the first are sent for
// other reasons too, so they count only after the server asked for one.
func missesCertificate(err error) bool {
	op, ok := errors.AsType[*net.OpError](err)
	if !ok || op.Op != "remote error" || op.Err == nil {
		return false
	}
	// crypto/tls keeps the type of its alerts to itself; their texts are fixed.
	switch strings.TrimPrefix(op.Err.Error(), "tls: ") {
	case "certificate required", "bad certificate", "handshake failure":
		return true
	}
	return false
}

// handshake starts TLS on raw and closes it when that fails.
func (e *Env) handshake(ctx context.Context, raw net.Conn, addr string, anyCertificate bool, j *journey) (net.Conn, error) {
	host, _, err := net.SplitHostPort(addr)
	if err != nil {
		host = addr
	}
	ctx, cancel := context.WithTimeout(ctx, e.limits.Connect)
	defer cancel()
	conn := tls.Client(raw, &tls.Config{
		ServerName: host, RootCAs: e.rootCAs, MinVersion: tls.VersionTLS12,
		InsecureSkipVerify: anyCertificate, //nolint:gosec // the question tells no secret and the certificate is not believed
		GetClientCertificate: func(*tls.CertificateRequestInfo) (*tls.Certificate, error) {
			j.asked()
			return &tls.Certificate{}, nil // a stranger has none
		},
	})
	if err := conn.HandshakeContext(ctx); err != nil {
		_ = raw.Close() // the handshake's error is the one that counts
		return nil, &handshakeError{err}
	}
	return conn, nil
}
