package tlscert

import (
	"crypto/sha256"
	"crypto/x509"
	"encoding/hex"
	"math/big"
	"net"
	"slices"
	"strings"
	"time"

	"daylight/disclosure/fault"
	"daylight/disclosure/observed"
	"daylight/disclosure/probe"
	"daylight/disclosure/probe/target"
)

// mark is what was found about a certificate.
type mark struct {
	sort  string // "spki", "serial", "name" or "expired"
	value string // in lower case; "" for "expired"
}

// parseMark reads the key of an asset.
func parseMark(key string) (mark, error) {
	sort, value, _ := strings.Cut(strings.TrimSpace(key), ":")
	m := mark{sort: sort, value: strings.ToLower(strings.TrimSpace(value))}
	switch sort {
	case "spki":
		if b, err := hex.DecodeString(m.value); err == nil && len(b) == sha256.Size {
			return m, nil
		}
	case "serial":
		m.value = strings.ReplaceAll(m.value, ":", "")
		if n, ok := new(big.Int).SetString(m.value, 16); ok && n.Sign() > 0 && len(m.value) <= 40 && m.value[0] != '+' {
			m.value = n.Text(16)
			return m, nil
		}
	case "name":
		name, wild := strings.CutPrefix(m.value, "*.")
		if host, err := target.CanonicalHost(name); err == nil && host != "" {
			if m.value = host; wild {
				m.value = "*." + host
			}
			return m, nil
		}
	case "expired":
		if m.value == "" {
			return m, nil
		}
	}
	return mark{}, fault.Errorf(fault.Invalid,
		"kind tls_cert needs as key what was found: spki:<SHA-256 in hex>, serial:<hex>, name:<host name> or expired")
}

// judge judges leaf, the certificate that host showed.
func (m mark) judge(leaf *x509.Certificate, host string, now time.Time) observed.FacetResult {
	if m.on(leaf, now) {
		return probe.Open()
	}
	if leaf.VerifyHostname(host) != nil || now.Before(leaf.NotBefore) {
		return probe.Unsure(observed.ReasonUnrecognised)
	}
	// The server proved that it holds the new key. Another server behind the same name may still have the old one; that a closure
	// needs several answers covers this.
	return probe.Closed(observed.ReasonResourceGone)
}

// on reports whether leaf has the mark.
func (m mark) on(leaf *x509.Certificate, now time.Time) bool {
	switch m.sort {
	case "spki":
		return spki(leaf) == m.value
	case "serial":
		return leaf.SerialNumber != nil && leaf.SerialNumber.Text(16) == m.value
	case "name":
		return strings.EqualFold(leaf.Subject.CommonName, m.value) ||
			slices.ContainsFunc(leaf.DNSNames, func(n string) bool { return strings.EqualFold(n, m.value) }) ||
			slices.ContainsFunc(leaf.IPAddresses, func(ip net.IP) bool { return ip.String() == m.value })
	case "expired":
		return now.After(leaf.NotAfter)
	}
	return false
}

// spki returns the SHA-256 of a certificate's public key.
func spki(leaf *x509.Certificate) string {
	sum := sha256.Sum256(leaf.RawSubjectPublicKeyInfo)
	return hex.EncodeToString(sum[:])
}
