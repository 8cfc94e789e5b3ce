package policyfile_test

import (
	"testing"
	"time"

	"daylight/cmd/bot/internal/policyfile"
	"daylight/disclosure/civil"
	"daylight/disclosure/clock"
	"daylight/disclosure/holiday"
)

var contacted = civil.Date{Year: 2020, Month: time.January, Day: 1}

// day is a date some days after the contact, zero for "never".
func day(n int) civil.When {
	if n < 0 {
		return civil.When{}
	}
	return contacted.AddDays(n).When()
}

func named(t testing.TB, name string) clock.Policy {
	t.Helper()
	p, err := policyfile.Named(name, holiday.Known)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func simulate(t testing.TB, policy string, in clock.SimulationInput, now civil.Date) clock.Simulation {
	t.Helper()
	at := time.Date(now.Year, now.Month, now.Day, 12, 0, 0, 0, time.UTC)
	s, err := clock.Simulate(named(t, policy), in, at, holiday.New().DayOff, time.UTC)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func TestShippedPoliciesAreValid(t *testing.T) {
	t.Parallel()
	all, err := policyfile.Shipped(holiday.Known)
	if err != nil {
		t.Fatal(err)
	}
	if len(all) != 7 {
		t.Errorf("%d policies are shipped, want 7", len(all))
	}
	for _, p := range all {
		if p.Source == "" || p.Version == "" {
			t.Errorf("%s has no source or version", p.Name)
		}
	}
}

// The vectors that are published, or follow from the published text, by days after the contact.
func TestPublishedVectors(t *testing.T) {
	t.Parallel()
	const never = -1
	for _, c := range []struct {
		rule, policy                        string
		fixed, exploited, extended, bounced int
		limited, full                       int
	}{
		{"fix on day 47 is public 30 days later", "project-zero", 47, never, never, never, never, 77},
		{"fix on day 83 is public 30 days later", "project-zero", 83, never, never, never, never, 113},
		{"fix on day 90 is inside", "project-zero", 90, never, never, never, never, 120},
		{"no fix is public on day 90", "project-zero", never, never, never, never, never, 90},
		{"fix on day 100 without grace was public on day 90", "project-zero", 100, never, never, never, never, 90},
		{"fix on day 100 with grace uses up the 30 days", "project-zero", 100, never, 104, never, never, 120},
		{"grace without a fix is public on day 104", "project-zero", never, never, 104, never, never, 104},
		{"grace beyond 14 days is cut", "project-zero", never, never, 130, never, never, 104},
		{"in the wild, fix on day 5", "project-zero", 5, 0, never, never, never, 35},
		{"in the wild, no fix", "project-zero", never, 0, never, never, never, 7},
		{"in the wild, 3 days of grace", "project-zero", 9, 0, 10, never, never, 37},
		{"in the wild late in the 90 days never comes later", "project-zero", never, 88, never, never, never, 90},
		{"in the wild, known before the contact", "project-zero", never, 0, never, never, never, 7},
		{"a report that bounced starts no clock", "project-zero", never, never, never, 0, never, never},
		{"45 days from a bounced attempt", "cert-cc", never, never, never, 0, never, 45},
		{"45 days whatever is fixed", "cert-cc", 10, never, never, never, never, 45},
		{"a leak ends the embargo at once", "cert-cc", never, 12, never, never, never, 12},
		{"a leak after the end changes nothing", "cert-cc", never, 60, never, never, never, 45},
		{"exposed and open: limited after 30 days", "exposed-data", never, never, never, never, 30, never},
		{"exposed and closed early: full after the heads-up", "exposed-data", 9, never, never, never, never, 11},
		{"exposed and closed late: limited first", "exposed-data", 40, never, never, never, 30, 42},
		{"exposed and leaked: limited at once", "exposed-data", never, 6, never, never, 6, never},
		{"exposed, extended within bounds", "exposed-data", never, never, 45, never, 45, never},
		{"leak: 30 days", "leak-30-120", never, never, never, never, 30, never},
		{"leak: extended", "leak-30-120", never, never, 120, never, 120, never},
		{"leak: never beyond 120", "leak-30-120", never, never, 150, never, 120, never},
		{"leak: published when fixed", "leak-30-120", 12, never, never, never, never, 12},
		{"a bypass has 7 days", "fix-bypass-7", never, never, never, never, 7, never},
		{"a bypass that is fixed", "fix-bypass-7", 3, never, never, never, never, 3},
		{"nobody answers: limited after 15 working days", "zdi", never, never, never, never, 21, never},
		{"oss-fuzz: 30 days after the fix", "oss-fuzz", 12, never, never, never, never, 42},
		{"oss-fuzz: never later than the 90 days", "oss-fuzz", 80, never, never, never, never, 90},
		{"oss-fuzz: with grace until the fix", "oss-fuzz", 99, never, 104, never, never, 99},
	} {
		t.Run(c.policy+"/"+c.rule, func(t *testing.T) {
			t.Parallel()
			s := simulate(t, c.policy, clock.SimulationInput{
				Contacted: day(0), Fixed: day(c.fixed), Exploited: day(c.exploited), Extended: day(c.extended),
				Bounced: c.bounced >= 0, PersonalData: true, Holidays: "none",
			}, contacted.AddDays(200))
			check := func(what string, got *civil.Date, want int) {
				t.Helper()
				switch {
				case want < 0 && got != nil:
					t.Errorf("%s on day %d, want never", what, civil.DaysBetween(contacted, *got))
				case want >= 0 && got == nil:
					t.Errorf("%s never, want day %d", what, want)
				case want >= 0 && civil.DaysBetween(contacted, *got) != want:
					t.Errorf("%s on day %d, want %d", what, civil.DaysBetween(contacted, *got), want)
				}
			}
			check("limited", s.Limited, c.limited)
			check("full", s.Full, c.full)
			if t.Failed() {
				for _, k := range s.Clauses {
					t.Logf("%+v", k)
				}
			}
		})
	}
}

func TestZDIOverChristmasInTwoHolidaySets(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		set                          string
		second, intermediary, silent string
	}{
		// From Thursday 2020-12-17. The British have 25 and 28 December and 1 January off, the Israelis none of
		// them, and they work on Sundays.
		{"GB", "2020-12-24", "2021-01-05", "2021-01-12"},
		{"IL", "2020-12-24", "2020-12-31", "2021-01-07"},
		{"US", "2020-12-24", "2021-01-04", "2021-01-11"},
		{"none", "2020-12-24", "2020-12-31", "2021-01-07"},
		{"DE-BY@2026", "2020-12-24", "2021-01-04", "2021-01-12"},
	} {
		s := simulate(t, "zdi", clock.SimulationInput{
			Contacted: civil.OnDay(2020, time.December, 17), Holidays: c.set,
		}, civil.Date{Year: 2020, Month: time.December, Day: 18})
		for clause, want := range map[string]string{
			"second_contact": c.second, "intermediary": c.intermediary, "publish_silent": c.silent, "fix": "2021-04-16",
		} {
			if got := due(t, s, clause); got != want {
				t.Errorf("%s: %s is due on %s, want %s", c.set, clause, got, want)
			}
		}
	}
}

func due(t testing.TB, s clock.Simulation, clause string) string {
	t.Helper()
	for _, c := range s.Clauses {
		if c.Clause == clause {
			if c.Due == nil {
				return ""
			}
			return c.Due.String()
		}
	}
	t.Fatalf("there is no clause %s", clause)
	return ""
}

func TestOSSFuzzMovesASundayToMonday(t *testing.T) {
	t.Parallel()
	in := clock.SimulationInput{Contacted: civil.OnDay(2020, time.January, 27)}
	now := civil.Date{Year: 2020, Month: time.February, Day: 1}
	if got := due(t, simulate(t, "project-zero", in, now), "fix"); got != "2020-04-26" {
		t.Errorf("90 days are over on %s, want Sunday 2020-04-26", got)
	}
	s := simulate(t, "oss-fuzz", in, now)
	if got := due(t, s, "fix"); got != "2020-04-27" {
		t.Errorf("OSS-Fuzz is due on %s, want Monday 2020-04-27", got)
	}
	if s.Full == nil || s.Full.String() != "2020-04-27" {
		t.Errorf("published on %v, want 2020-04-27", s.Full)
	}
	const want = "90 days after the first message that the vendor's side accepted on 2020-01-27; " +
		"moved from Sunday 2020-04-26, a day off, to Monday 2020-04-27"
	if got := s.Clauses[0].Because; got != want {
		t.Errorf("because %q,\nwant    %q", got, want)
	}
}
