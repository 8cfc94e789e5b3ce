package place

import (
	"net/netip"
	"net/url"
	"slices"
	"strings"

	"daylight/disclosure/pattern"
)

// amazonHost and amazonPath are the two spellings of a bucket at Amazon, with its region or without.
var (
	amazonHost = pattern.New(`^https?://([a-z0-9][a-z0-9-]{1,61}[a-z0-9])\.s3(?:[.-]([a-z0-9-]+))?\.amazonaws\.com(\.cn)?/$`)
	amazonPath = pattern.New(`^https?://s3(?:[.-]([a-z0-9-]+))?\.amazonaws\.com(\.cn)?/([A-Za-z0-9][A-Za-z0-9._-]{1,253}[A-Za-z0-9])/$`)
)

// Of is the same for all spellings of one thing: the name of a bucket is unique at Amazon within a partition, whatever region
// an address names. It is the canonical target for everything else.
func Of(target string) string {
	bucket, region, china := "", "", ""
	if m := amazonHost.FindStringSubmatch(target); m != nil {
		bucket, region, china = m[1], m[2], m[3]
	} else if m := amazonPath.FindStringSubmatch(target); m != nil {
		bucket, region, china = m[3], m[1], m[2]
	}
	switch {
	case bucket == "":
		return target
	case china != "":
		return "arn:aws-cn:s3:::" + bucket
	case strings.HasPrefix(region, "us-gov-"):
		return "arn:aws-us-gov:s3:::" + bucket
	}
	return "arn:aws:s3:::" + bucket
}

// Network returns the network that an address belongs to, as large as one owner usually has: 256 addresses, or a site of IPv6
// (RFC 6177). It is "" for what is no address.
func Network(peer string) string {
	at, err := netip.ParseAddrPort(peer)
	if err != nil {
		return ""
	}
	addr, bits := at.Addr().Unmap(), 48
	if addr.Is4() {
		bits = 24
	}
	p, err := addr.Prefix(bits)
	if err != nil {
		return ""
	}
	return p.String()
}

// maxKnown is how many networks and keys are kept. A service of many places answers from one after another.
const maxKnown = 12

// Remember adds to what is known the network of a peer and the key that it proved to hold, where they are new and not "".
func Remember(known []string, peer, key string) []string {
	for _, at := range marks(peer, key) {
		if !slices.Contains(known, at) {
			known = append(slices.Clone(known), at)
		}
	}
	return known[max(len(known)-maxKnown, 0):]
}

// Known reports whether a peer is in a network that is known, or proved to hold a key that is: either is the same place as before.
func Known(known []string, peer, key string) bool {
	return slices.ContainsFunc(marks(peer, key), func(at string) bool { return slices.Contains(known, at) })
}

// marks are the network and the key by which a place is known again.
func marks(peer, key string) []string {
	var out []string
	if network := Network(peer); network != "" {
		out = append(out, network)
	}
	if key != "" {
		out = append(out, "key "+key)
	}
	return out
}

// Host is the machine that a canonical target names, in lower case and without a port; "" where it names none.
func Host(target string) string {
	u, err := url.Parse(target)
	if err != nil {
		return ""
	}
	return strings.ToLower(u.Hostname())
}
