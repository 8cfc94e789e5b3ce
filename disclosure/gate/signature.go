package gate

import (
	"errors"
	"fmt"

	"daylight/disclosure"
	"daylight/disclosure/person"
)

// holds verifies an approval again that rests on a signature. One that nobody verified does not count.
func (in *Input) holds(k *disclosure.Consent) error {
	switch {
	case k.Hand.Proof != person.ByKey:
		return nil
	case in.Verify == nil:
		return errors.New("nobody could verify its signature")
	default:
		return in.Verify(*k)
	}
}

// broken names the approvals of exactly these files whose signature does not hold, "" where there is none.
func (in *Input) broken() string {
	for i := range in.Case.Approvals {
		k := &in.Case.Approvals[i]
		if in.Digest == "" || k.Mode != in.Mode || k.Lang != in.Lang || k.Digest != in.Digest {
			continue
		}
		if err := in.holds(k); err != nil {
			return fmt.Sprintf("the approval by %s (event %d) does not hold: %v", k.By, k.Seq, err)
		}
	}
	return ""
}
