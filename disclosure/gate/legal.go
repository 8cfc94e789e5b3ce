package gate

import "daylight/disclosure/hint"

// legalReview asks whether somebody who may has cleared the publication after a legal threat. Time does not.
func (in *Input) legalReview() Check {
	const c = check(CheckLegalReview)
	switch {
	case in.Case.Threatened.IsZero():
		return c.skip("no legal threat is on record")
	case in.Case.UnderThreat():
		return c.fail("a legal threat of %s is on record: the counsel or two leads have to clear a publication", in.Case.Threatened).
			with(hint.ToClearLegal(in.Case.ID))
	}
	return c.pass("cleared after the legal threat of %s by %s", in.Case.Threatened, in.Case.ClearedBy)
}
