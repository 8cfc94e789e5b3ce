package disclosure

import "slices"

// threaten keeps the newest threat. What was cleared or proposed before it was about another one.
func (c *Case) threaten(e *Event) {
	c.Threatened, c.ClearedBy = e.At, ""
	c.Proposals = slices.DeleteFunc(c.Proposals, func(p Proposal) bool { return p.What == ProposesClearance })
}

// UnderThreat reports whether a legal threat is on record after which nobody has cleared publishing. Daylight then drafts
// and writes nothing to anybody by itself. Probing goes on.
func (c *Case) UnderThreat() bool { return !c.Threatened.IsZero() && c.ClearedBy == "" }
