package probe

import (
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
)

// Requester identifies who sends the probes, for observations: the version of Daylight and a digest of the whole identity.
// The identity is part of the bytes that are sent, so the hashes of two plans can be compared only for one requester.
func (p *Prober) Requester() string { return p.requester }

func (i Identity) requester() string {
	sum := sha256.Sum256(fmt.Appendf(nil, "%q %q %q", i.Version, i.URL, i.From))
	return cmp.Or(i.Version, "dev") + "/" + hex.EncodeToString(sum[:6])
}
