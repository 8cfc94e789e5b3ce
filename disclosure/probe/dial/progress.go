package dial

import (
	"crypto/sha256"
	"crypto/x509"
	"encoding/hex"
	"errors"
	"net"
	"net/netip"
	"strings"
	"sync"
)

// Progress tracks how far one connection came. The same error means different things at different stages: a refusal while
// connecting is a shut port, after that it is a reset. The zero value is ready to use, also concurrently.
type Progress struct {
	mu               sync.Mutex
	stage            Stage
	peer             string
	key              string
	wantsCertificate bool // the server requested a client certificate
}

// Reached records the stage that the connection is in now.
func (p *Progress) Reached(s Stage) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.stage = s
}

// Connected records that the TCP connection is there. The handshake is next.
func (p *Progress) Connected(conn net.Conn) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.stage = Handshaking
	if tcp, ok := conn.RemoteAddr().(*net.TCPAddr); ok {
		at := tcp.AddrPort()
		p.peer = netip.AddrPortFrom(at.Addr().Unmap(), at.Port()).String()
		return
	}
	p.peer = conn.RemoteAddr().String()
}

// Peer returns the address and port of the other side, "" while there is no connection.
func (p *Progress) Peer() string {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.peer
}

// Key returns the SHA-256 of the public key that the other side proved to hold, in hex; "" without TLS.
func (p *Progress) Key() string {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.key
}

// proved records the key of the server, which the handshake proves whoever signed the certificate.
func (p *Progress) proved(chain []*x509.Certificate) {
	if len(chain) == 0 {
		return
	}
	sum := sha256.Sum256(chain[0].RawSubjectPublicKeyInfo)
	p.mu.Lock()
	defer p.mu.Unlock()
	p.key = hex.EncodeToString(sum[:])
}

// WantsCertificate reports whether the server requested a client certificate.
func (p *Progress) WantsCertificate() bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.wantsCertificate
}

// certificateRequested records that the server requested a client certificate.
func (p *Progress) certificateRequested() {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.wantsCertificate = true
}

// Fault maps the error that ended the connection to a fault, and returns the peer with it.
func (p *Progress) Fault(err error) (Fault, string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	f := FaultOf(err, p.stage)
	f.ClientCertificate = p.wantsCertificate && refusedWithoutCertificate(err)
	return f, p.peer
}

// refusedWithoutCertificate reports whether err is one of the alerts with which servers refuse a client without a
// certificate. All but the first are sent for other reasons too, so the caller counts them only after the server requested
// a certificate.
func refusedWithoutCertificate(err error) bool {
	op, ok := errors.AsType[*net.OpError](err)
	if !ok || op.Op != "remote error" || op.Err == nil {
		return false
	}
	// crypto/tls does not export the type of its alerts. Their texts are fixed.
	switch strings.TrimPrefix(op.Err.Error(), "tls: ") {
	case "certificate required", "bad certificate", "handshake failure":
		return true
	}
	return false
}
