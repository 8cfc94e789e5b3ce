// Package suggest says to which case an item of the inbox may belong that names none: somebody may have mistyped its code.
// A suggestion is worked out for whoever looks and is never stored. Only a person puts an item into a case.
package suggest

import (
	"context"
	"slices"

	"daylight/disclosure"
	"daylight/disclosure/inbound"
	"daylight/disclosure/ledger"
)

// most is how many cases are suggested. More of them say no more than none.
const most = 3

// Load returns those of the cases that exist and that the reader may see.
type Load func(ctx context.Context, ids []disclosure.CaseID) ([]*disclosure.Case, error)

// Knows reports whether a case knows the sender of an item.
type Knows func(c *disclosure.Case, in ledger.Inbound) bool

// Cases returns the cases that the subject of an item may mean, as far as the reader may see them: those whose code stands
// there, else those whose code is one typing error away. Where several come into question, those count that know the sender.
// It returns none for an item that names a case or that was decided on.
func Cases(ctx context.Context, in ledger.Inbound, prefix string, load Load, knows Knows) ([]disclosure.CaseID, error) {
	if in.Case != "" || in.State != ledger.InboundWaiting && in.State != ledger.InboundFailed {
		return nil, nil
	}
	codes := inbound.CodesIn(in.Subject, prefix)
	for _, ids := range [][]disclosure.CaseID{codes.Written, codes.Near} {
		if len(ids) == 0 {
			continue
		}
		found, err := load(ctx, ids)
		if err != nil {
			return nil, err
		}
		if len(found) == 0 {
			continue
		}
		return narrowed(in, found, knows), nil
	}
	return nil, nil
}

// narrowed keeps the cases that know the sender, if there are some; none where still too many are left.
func narrowed(in ledger.Inbound, found []*disclosure.Case, knows Knows) []disclosure.CaseID {
	known := slices.DeleteFunc(slices.Clone(found), func(c *disclosure.Case) bool { return !knows(c, in) })
	if len(known) > 0 {
		found = known
	}
	if len(found) > most {
		return nil
	}
	out := make([]disclosure.CaseID, len(found))
	for i, c := range found {
		out[i] = c.ID
	}
	return out
}
