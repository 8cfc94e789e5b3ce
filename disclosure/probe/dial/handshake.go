package dial

import (
	"context"
	"crypto/tls"
	"net"
)

// Handshake starts TLS on raw, and closes raw when that fails. With anyCertificate the server may show any certificate: the
// probe sends no secret, and nothing that such a certificate says is believed.
func (d *Dialer) Handshake(ctx context.Context, raw net.Conn, addr string, anyCertificate bool, p *Progress) (net.Conn, error) {
	host, _, err := net.SplitHostPort(addr)
	if err != nil {
		host = addr
	}
	ctx, cancel := context.WithTimeout(ctx, d.timeout)
	defer cancel()
	conn := tls.Client(raw, &tls.Config{
		ServerName: host, RootCAs: d.rootCAs, MinVersion: tls.VersionTLS12,
		InsecureSkipVerify: anyCertificate, //nolint:gosec // the request holds no secret and the certificate is not believed
		GetClientCertificate: func(*tls.CertificateRequestInfo) (*tls.Certificate, error) {
			p.certificateRequested()
			return &tls.Certificate{}, nil // a probe has none
		},
	})
	if err := conn.HandshakeContext(ctx); err != nil {
		_ = raw.Close() // the error of the handshake is the one that matters
		return nil, &handshakeError{err}
	}
	p.proved(conn.ConnectionState().PeerCertificates)
	return conn, nil
}

// handshakeError marks an error of the TLS handshake.
type handshakeError struct{ err error }

func (e *handshakeError) Error() string { return "handshake: " + e.err.Error() }
func (e *handshakeError) Unwrap() error { return e.err }
