package policyfile_test

import (
	"fmt"
	"os"
	"strings"
	"testing"
	"time"

	"daylight/disclosure/civil"
	"daylight/disclosure/clock"
	"daylight/templates"
)

// A case with one vendor keeps the dates that it had before clocks belonged to parties. The golden was written by the program of
// that time and is never written again. Where somebody answered or exploited it, only the dates of the case are compared:
// what a word does to the ladder has changed since.
func TestACaseWithOneVendorKeepsItsDates(t *testing.T) {
	t.Parallel()
	golden, err := os.ReadFile("testdata/one-vendor.txt")
	if err != nil {
		t.Fatal(err)
	}
	got := map[string]bool{}
	for line := range strings.Lines(oneVendorDates(t)) {
		got[line] = true
	}
	lines := 0
	for line := range strings.Lines(string(golden)) {
		if lines++; !got[line] {
			t.Errorf("lost: %s", line)
		}
	}
	if lines < 500 {
		t.Errorf("%d lines are too few to hold all policies", lines)
	}
}

func oneVendorDates(t *testing.T) string {
	t.Helper()
	const never = -1
	histories := []struct {
		name                                                           string
		bounced                                                        bool
		accepted, answered, aware, fixed, exploited, headsUp, reopened int
		extended                                                       int
	}{
		{"told", false, never, never, never, never, never, never, never, never},
		{"bounced", true, never, never, never, never, never, never, never, never},
		{"bounced, then accepted", true, 6, never, never, never, never, never, never, never},
		{"deemed aware", true, never, never, 20, never, never, never, never, never},
		{"closed on day 1", false, never, never, never, 1, never, never, never, never},
		{"closed on day 9, heads-up on day 12", false, never, never, never, 9, never, 12, never, never},
		{"closed on day 40", false, never, never, never, 40, never, never, never, never},
		{"closed on day 100", false, never, never, never, 100, never, never, never, never},
		{"extended to day 14", false, never, never, never, never, never, never, never, 14},
		{"extended to day 45 and closed on day 43", false, never, never, never, 43, never, never, never, 45},
		{"extended to day 104", false, never, never, never, never, never, never, never, 104},
		{"closed on day 9 and reopened on day 49", false, never, never, never, 9, never, never, 49, never},
		{"answered on day 1", false, never, 1, never, never, never, never, never, never},
		{"answered on day 1, closed on day 47", false, never, 1, never, 47, never, 50, never, never},
		{"exploited on day 2", false, never, never, never, never, 2, never, never, never},
		{"exploited on day 2, closed on day 5", false, never, never, never, 5, 2, never, never, never},
	}
	var b strings.Builder
	for _, policy := range templates.PolicyNames() {
		p := named(t, policy)
		for _, set := range []string{"", "DE"} {
			for _, h := range histories {
				word := h.answered >= 0 || h.exploited >= 0
				in := clock.SimulationInput{
					Contacted: day(0), Bounced: h.bounced, Accepted: day(h.accepted), Acknowledged: day(h.answered), Aware: day(h.aware),
					Fixed: day(h.fixed), Exploited: day(h.exploited), HeadsUp: day(h.headsUp), Reopened: day(h.reopened), Extended: day(h.extended),
					PersonalData: true, Holidays: set,
				}
				for _, n := range []int{3, 46} {
					now := contacted.AddDays(n)
					for _, k := range simulate(t, policy, in, now).Deadlines {
						c, _ := p.Clause(k.Clause)
						if word && c.Due.Escalates() {
							continue
						}
						fmt.Fprintf(&b, "%s, holidays %q, %s, on day %d: %s %s %s, without extension %s, ends %s\n", policy, set, h.name, n,
							k.Clause, k.State, orNone(k.Due), orNone(k.Original), k.Ends.UTC().Format(time.RFC3339))
					}
				}
			}
		}
	}
	return b.String()
}

func orNone(w civil.When) string {
	if w.IsZero() {
		return "none"
	}
	return w.String()
}
