package gate

import (
	"errors"
	"fmt"

	"daylight/disclosure"
	"daylight/disclosure/person"
)

// holding leaves out of the case what was approved with a signature that does not hold, and says of exactly these files which
// approval that is. The checks see no such approval.
func (in Input) holding() (_ Input, broken string) {
	c := *in.Case
	c.Approvals = nil
	for i := range in.Case.Approvals {
		k := &in.Case.Approvals[i]
		err := in.verify(k)
		if err == nil {
			c.Approvals = append(c.Approvals, *k)
			continue
		}
		if k.Mode == in.Mode && k.Lang == in.Lang && k.Digest == in.Digest {
			broken = fmt.Sprintf("the approval by %s (event %d) does not hold: %v", k.By, k.Seq, err)
		}
	}
	in.Case = &c
	return in, broken
}

// verify verifies an approval again that rests on a signature. One that nobody can verify does not hold.
func (in Input) verify(k *disclosure.Consent) error {
	switch {
	case k.Hand.Proof != person.ByKey:
		return nil
	case in.Verify == nil:
		return errors.New("nobody could verify its signature")
	default:
		return in.Verify(*k)
	}
}

// name lets the checks of approvals say which one does not hold. It fails the one that asks what was approved, also where
// somebody else approved the same files: what is on record was changed.
func name(checks []Check, broken string) {
	for i := range checks {
		c := &checks[i]
		if c.Name == CheckApprovalCurrent || c.Name == CheckSecondPerson && c.State == CheckFail {
			c.State, c.Reason = CheckFail, broken
		}
	}
}
