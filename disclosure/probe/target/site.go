package target

import (
	"net/netip"
	"strings"

	"golang.org/x/net/publicsuffix"
)

// SameSite reports whether two hosts are equal or share a registrable domain by the public suffix list. The private part of
// the list counts too: two customers of one hosting domain are two sites.
func SameSite(a, b string) bool {
	a, b = strings.ToLower(a), strings.ToLower(b)
	if a == b {
		return a != ""
	}
	if _, err := netip.ParseAddr(a); err == nil {
		return false
	}
	da, errA := publicsuffix.EffectiveTLDPlusOne(a)
	db, errB := publicsuffix.EffectiveTLDPlusOne(b)
	return errA == nil && errB == nil && da == db
}

// Defang writes a host so that no mail program makes a link of it.
func Defang(host string) string { return strings.ReplaceAll(host, ".", "[.]") }
