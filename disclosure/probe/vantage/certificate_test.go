package vantage

import (
	"crypto/tls"
	"crypto/x509"
	"net/url"
	"strings"
	"testing"
)

func TestACertificateWithoutANameIsNamed(t *testing.T) {
	t.Parallel()
	fails := func(c *x509.Certificate) error {
		return &url.Error{Op: "Post", Err: &tls.CertificateVerificationError{Err: x509.HostnameError{Certificate: c, Host: "agent.example"}}}
	}
	for words, err := range map[string]error{
		"no subjectAltName": fails(&x509.Certificate{}), "another name": fails(&x509.Certificate{DNSNames: []string{"other.example"}}),
		"authority": &url.Error{Op: "Post", Err: &tls.CertificateVerificationError{Err: x509.UnknownAuthorityError{}}},
	} {
		if said := connectError(err); !strings.Contains(said, words) {
			t.Errorf("%q lacks %q", said, words)
		}
	}
}
