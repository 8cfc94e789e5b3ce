package tlscert_test

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/sha256"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/hex"
	"math/big"
	"net"
	"testing"
	"time"

	"daylight/disclosure/fault"
	"daylight/disclosure/observed"
	"daylight/disclosure/probe"
	"daylight/disclosure/probe/probetest"
	"daylight/disclosure/probe/target"
	"daylight/disclosure/probe/tlscert"
)

func TestRulesOfEveryKind(t *testing.T) {
	probetest.Suite(t, probetest.Subject{
		Kind:   tlscert.New(),
		Target: func(hostport string) string { return "tls://" + hostport },
		Edit:   func(t *target.Target) { t.Key = "serial:2a" },
		Bad:    []string{"http://a.example", "ldap://a.example"},
		// This kind needs only the handshake, so a server that hangs up or fails after it has answered.
		Except: []string{"demands TLS"},
	})
}

// shown is a server that shows a certificate.
type shown struct {
	serial   int64
	names    []string
	ips      []net.IP
	from, to time.Duration // from the tests' clock
}

func (s shown) serve(t *testing.T, demand tls.ClientAuthType) (addr, spki string) {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	cert := &x509.Certificate{
		SerialNumber: big.NewInt(s.serial), Subject: pkix.Name{CommonName: "SENTINEL"}, DNSNames: s.names, IPAddresses: s.ips,
		NotBefore: probetest.Start.Add(s.from), NotAfter: probetest.Start.Add(s.to),
	}
	der, err := x509.CreateCertificate(rand.Reader, cert, cert, key.Public(), key)
	if err != nil {
		t.Fatal(err)
	}
	leaf, err := x509.ParseCertificate(der)
	if err != nil {
		t.Fatal(err)
	}
	sum := sha256.Sum256(leaf.RawSubjectPublicKeyInfo)
	conf := &tls.Config{Certificates: []tls.Certificate{{Certificate: [][]byte{der}, PrivateKey: key}}, ClientAuth: demand}
	return probetest.Dialogue(t, probetest.SecureWith(conf)).Addr, hex.EncodeToString(sum[:])
}

func TestCertificateIsOpenWhileTheMarkIsOnIt(t *testing.T) {
	here, day := []net.IP{net.IPv4(127, 0, 0, 1)}, 24*time.Hour
	fine := shown{serial: 0x2b, ips: here, from: -day, to: day}
	odd, gone := probe.Unsure(observed.ReasonUnrecognised), probe.Closed(observed.ReasonResourceGone)
	with := func(edit func(*shown)) shown { s := fine; edit(&s); return s }
	for _, tt := range []struct {
		name, key string
		shown     shown
		want      observed.FacetResult
	}{
		{"the certificate of the finding", "serial:2A", with(func(s *shown) { s.serial = 0x2a }), probe.Open()},
		{"the same with zeros and colons", "serial:00:2a", with(func(s *shown) { s.serial = 0x2a }), probe.Open()},
		{"another certificate of the host", "serial:2a", fine, gone},
		{"another certificate of another host", "serial:2a", with(func(s *shown) { s.ips, s.names = nil, []string{"front.example"} }), odd},
		{"a certificate that is not valid yet", "serial:2a", with(func(s *shown) { s.from = day / 2 }), odd},
		{"the key of the finding", "spki:", fine, probe.Open()},
		{"another key", "spki:" + hex.EncodeToString(make([]byte, 32)), fine, gone},
		{"the name of the finding", "name:db.corp.example", with(func(s *shown) { s.names = []string{"a.example", "DB.corp.example"} }), probe.Open()},
		{"the name of the finding with a star", "name:*.corp.example", with(func(s *shown) { s.names = []string{"*.corp.example"} }), probe.Open()},
		{"the address of the finding", "name:10.0.0.7", with(func(s *shown) { s.ips = append(here, net.IPv4(10, 0, 0, 7)) }), probe.Open()},
		{"without the name", "name:db.corp.example", fine, gone},
		{"expired", "expired", with(func(s *shown) { s.to = -day / 2 }), probe.Open()},
		{"not expired any more", "expired", fine, gone},
		{"not expired, of another host", "expired", with(func(s *shown) { s.ips = nil }), odd},
	} {
		t.Run(tt.name, func(t *testing.T) {
			addr, spki := tt.shown.serve(t, tls.NoClientCert)
			asset := target.Target{Kind: "tls_cert", Target: "tls://" + addr, Key: tt.key}
			if tt.key == "spki:" {
				asset.Key += spki
			}
			o, err := probetest.Observe(t, probetest.New(t, nil, tlscert.New()), asset)
			if err != nil || o.Facets[tlscert.Facet] != tt.want || o.Identity["spki"] != spki {
				t.Errorf("%+v, %v, want %+v", o, err, tt.want)
			}
		})
	}
}

func TestDemandForOurCertificateClosesNothing(t *testing.T) {
	addr, _ := shown{serial: 0x2a, to: time.Hour}.serve(t, tls.RequireAnyClientCert)
	o, err := probetest.Observe(t, probetest.New(t, nil, tlscert.New()), target.Target{Kind: "tls_cert", Target: addr, Key: "serial:2a"})
	if err != nil || o.Verdict == observed.Closed {
		t.Errorf("%+v, %v", o, err)
	}
}

func TestMarkIsNeeded(t *testing.T) {
	for _, key := range []string{"", "serial:", "serial:0", "serial:xy", "serial:-1", "spki:abcd", "name:", "name:a b", "expired:soon", "x"} {
		if err := tlscert.New().Validate(target.Target{Kind: "tls_cert", Target: "tls://a.example", Key: key}); fault.CodeOf(err) != fault.Invalid {
			t.Errorf("%q: %v", key, err)
		}
	}
}
