package record

import (
	"strings"

	"daylight/disclosure"
	"daylight/disclosure/civil"
)

// TakeoverFinding is the case that a takeover risk of an asset becomes.
func TakeoverFinding(c *disclosure.Case, assetID string) (Record, bool) {
	a, ok := c.Asset(assetID)
	if !ok {
		return Record{}, false
	}
	facts := disclosure.Facts{
		Title:   "Takeover risk: a name points at a place that anybody could claim",
		Summary: "Came up while " + string(c.ID) + " was probed.",
		Assets:  []disclosure.Asset{{Kind: a.Kind, Target: a.Target, Key: a.Key, Expect: a.Expect}},
	}
	for _, p := range c.Parties {
		if p.Role == disclosure.Vendor && (a.Owner == "" || strings.EqualFold(a.Owner, p.Name)) {
			facts.Parties = append(facts.Parties, p)
		}
	}
	return Record{Facts: facts, Discovered: civil.DateOf(a.LastSeen).When()}, true
}
