package target

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"

	"daylight/disclosure"
)

// Target is what a probe is sent to: one asset of a case, without its history.
type Target struct {
	Kind   string             // name of a probe kind
	Target string             // canonical address, as Canonical of the prober writes it
	Key    string             // one known object, for kinds that have such a facet; only HEAD is ever sent for it
	Expect *disclosure.Expect // for kinds whose verdicts are configured
	Case   string             // id that the User-Agent shows to the probed server; may be empty
}

// Of returns the target of an asset. caseID is shown to the probed server.
func Of(a disclosure.Asset, caseID string) Target {
	return Target{Kind: a.Kind, Target: a.Target, Key: a.Key, Expect: a.Expect, Case: caseID}
}

// Token returns a word of 10 hex digits that is derived from a target. Kinds use it for names that cannot exist: a user that
// no server has, a path that no site has. It is the same each time, for two reasons: the plan shows the exact bytes that
// are sent and keeps its hash, and the owner of the server finds the same name in the log after each probe.
func Token(t Target) string {
	sum := sha256.Sum256(fmt.Appendf(nil, "%q %q", t.Kind, t.Target))
	return hex.EncodeToString(sum[:5])
}
