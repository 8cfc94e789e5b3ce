package desk

import (
	"cmp"
	"context"
	"time"

	"daylight/disclosure"
	"daylight/disclosure/clock"
	"daylight/disclosure/fault"
)

// WhatIf is a hypothetical extension. With 0 days there is none.
type WhatIf struct {
	Days   int
	Clause string // "" is each clause that the policy allows to be extended
}

// Explanation is what a policy says about a case as of a moment, and why.
type Explanation struct {
	Case   *disclosure.Case
	Policy clock.Policy
	// Other is the policy that the case follows, if the answer was computed by another one.
	Other   string
	AsOf    time.Time
	Zone    *time.Location // the team's
	Clocks  []clock.Deadline
	Permits clock.Permits
	// Changes has every clock of the newest episode without and with the hypothetical extension, and Then what it
	// permits. Both are empty without one.
	Changes []clock.Change
	Then    clock.Permits
	// Information is what follows for the vendor from a proof that they were informed.
	Information []Information
	Notes       []string // what a reader has to know to trust the dates
}

// Explain computes the clocks of a case, by the policy that it follows or by another one. It changes nothing.
func (d *Desk) Explain(ctx context.Context, id disclosure.CaseID, other *clock.Policy, imagine WhatIf) (Explanation, error) {
	c, events, err := d.read(ctx, id)
	if err != nil {
		return Explanation{}, err
	}
	rules := d.service.Rules()
	h := clock.InputOf(c)
	x := Explanation{Case: c, AsOf: d.service.Now(), Zone: rules.Zone(), Information: d.information(c, events)}
	if err := x.choose(h.Policy, other, rules.Clocks); err != nil {
		return Explanation{}, err
	}
	off := rules.Clocks.DaysOff
	x.Clocks = clock.Evaluate(x.Policy, h, x.AsOf, off, x.Zone)
	x.Permits = clock.PublishDates(x.Clocks)
	if imagine.Days == 0 {
		return x, nil
	}
	x.Changes = clock.WhatIfExtended(x.Policy, h, imagine.Clause, imagine.Days, x.AsOf, off, x.Zone)
	then := make([]clock.Deadline, len(x.Changes))
	for i := range x.Changes {
		k := &x.Changes[i]
		then[i] = k.New
		if k.Old.Clause != imagine.Clause && k.Old.Key() != imagine.Clause {
			continue
		}
		// Every extension can be simulated, but not every one can be granted: the notes say which.
		if _, err := k.Old.Allowance(x.Policy); err != nil {
			x.Notes = append(x.Notes, err.Error())
		}
	}
	x.Then = clock.PublishDates(then)
	return x, nil
}

// choose returns the policy that was asked for, or else the one that the case follows.
func (x *Explanation) choose(ref disclosure.PolicyRef, other *clock.Policy, rules clock.Rules) error {
	follows := cmp.Or(ref.Name, rules.Default)
	if other != nil {
		x.Policy = *other
		if other.Name != follows {
			x.Other = follows
			return nil
		}
	} else {
		p, ok := rules.Policies[follows]
		if !ok {
			return fault.Errorf(fault.NotFound, "the case follows the policy %.60q, which is not configured; give its file with --policy, or add it to policies.files", follows)
		}
		x.Policy = p
	}
	if ref.Version != "" && ref.Version != x.Policy.Version {
		x.Notes = append(x.Notes, "the case began under version "+ref.Version+" of "+follows+"; these are the dates of version "+x.Policy.Version)
	}
	return nil
}
