package policy

import (
	"time"

	"daylight/cmd/bot/internal/app/desk"
	"daylight/disclosure"
	"daylight/disclosure/civil"
	"daylight/disclosure/clock"
)

// clockJSON is a clock with its instants. What is not there is null.
type clockJSON struct {
	Key string `json:"key"` // names it in commands
	clock.Deadline
	Due   *civil.When `json:"due"`
	Local *string     `json:"due_local"`
	UTC   *string     `json:"due_utc"`
}

func clockOf(d *clock.Deadline) clockJSON {
	out := clockJSON{Key: d.Key(), Deadline: *d}
	if !d.Due.IsZero() {
		out.Due = &d.Due
	}
	if !d.Ends.IsZero() {
		local, utc := d.Ends.In(zoneOf(d)).Format(time.RFC3339), d.Ends.UTC().Format(time.RFC3339)
		out.Local, out.UTC = &local, &utc
	}
	return out
}

// zoneOf is the zone of a clock. The names come from zones that were loaded before.
func zoneOf(d *clock.Deadline) *time.Location {
	zone, err := time.LoadLocation(d.Zone)
	if err != nil {
		return time.UTC
	}
	return zone
}

// permitsJSON are the dates of publication. They are null where the policy permits none as things stand.
type permitsJSON struct {
	Stub    *civil.Date `json:"publish_stub"`
	Limited *civil.Date `json:"publish_limited"`
	Full    *civil.Date `json:"publish_full"`
}

func permitsOf(p clock.Permits) permitsJSON {
	date := func(w civil.When) *civil.Date {
		if w.IsZero() {
			return nil
		}
		d := w.First()
		return &d
	}
	return permitsJSON{date(p.Stub), date(p.Limited), date(p.Full)}
}

type changeJSON struct {
	Clause string    `json:"clause"`
	Two    bool      `json:"two_people"`
	Old    clockJSON `json:"old"`
	New    clockJSON `json:"new"`
}

type whatIfJSON struct {
	Extend  int          `json:"extend"`
	Clause  string       `json:"clause,omitempty"`
	Clauses []changeJSON `json:"clauses"`
	Old     permitsJSON  `json:"old"`
	New     permitsJSON  `json:"new"`
}

func explanationJSON(x *desk.Explanation, imagine desk.WhatIf) any {
	follows := x.Other
	if follows == "" {
		follows = x.Policy.Name
	}
	out := struct {
		Case    disclosure.CaseID `json:"case"`
		Policy  string            `json:"policy"`
		Version string            `json:"version"`
		Follows string            `json:"follows"`
		AsOf    string            `json:"as_of"`
		Zone    string            `json:"zone"`
		Notes   []string          `json:"notes"`
		Clauses []clockJSON       `json:"clauses"`
		permitsJSON
		WhatIf      *whatIfJSON        `json:"what_if"`
		Information []desk.Information `json:"information"`
	}{
		Case: x.Case.ID, Policy: x.Policy.Name, Version: x.Policy.Version, Follows: follows,
		AsOf: x.AsOf.UTC().Format(time.RFC3339), Zone: x.Zone.String(),
		Notes: append([]string{}, x.Notes...), Clauses: []clockJSON{}, permitsJSON: permitsOf(x.Permits),
		Information: append([]desk.Information{}, x.Information...),
	}
	for i := range x.Clocks {
		out.Clauses = append(out.Clauses, clockOf(&x.Clocks[i]))
	}
	if imagine.Days > 0 {
		out.WhatIf = &whatIfJSON{
			Extend: imagine.Days, Clause: imagine.Clause, Clauses: []changeJSON{},
			Old: permitsOf(x.Permits), New: permitsOf(x.Then),
		}
		for i := range x.Changes {
			k := &x.Changes[i]
			out.WhatIf.Clauses = append(out.WhatIf.Clauses, changeJSON{k.Old.Clause, k.Two, clockOf(&k.Old), clockOf(&k.New)})
		}
	}
	return out
}
