package engine_test

import (
	"strings"
	"testing"
	"time"

	"daylight/disclosure/engine"
	"daylight/disclosure/fault"
)

func zone(t testing.TB, name string) *time.Location {
	t.Helper()
	z, err := time.LoadLocation(name)
	if err != nil {
		t.Fatal(err)
	}
	return z
}

func TestAnHourThatComesTwiceRunsOnce(t *testing.T) {
	s, err := engine.ParseSchedule("30 2 * * *", zone(t, "Europe/Berlin"))
	if err != nil {
		t.Fatal(err)
	}
	// On 25 October 2026 the clocks show 02:30 at 00:30 and at 01:30 UTC.
	first := s.Next(time.Date(2026, 10, 24, 12, 0, 0, 0, time.UTC))
	if want := time.Date(2026, 10, 25, 0, 30, 0, 0, time.UTC); !first.Equal(want) {
		t.Fatalf("first at %s", first)
	}
	for _, now := range []time.Time{first, first.Add(10 * time.Minute)} {
		if next := s.Next(now); !next.Equal(time.Date(2026, 10, 26, 1, 30, 0, 0, time.UTC)) {
			t.Errorf("after %s comes %s", now, next)
		}
	}
}

func TestHoursThatAreSkippedAreNamed(t *testing.T) {
	from := time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)
	for _, tt := range []struct{ spec, zone, want string }{
		{"30 2 * * *", "Europe/Berlin", "2026-03-29"},
		{"0 0 * * *", "America/Santiago", "2026-09-06"},
		{"0 9 * * *", "Europe/Berlin", ""},
		{"30 2 * * 1", "Europe/Berlin", ""}, // they change on a Sunday
		{"30 2 * * *", "UTC", ""},
		{"@every 5m", "Europe/Berlin", ""},
	} {
		s, err := engine.ParseSchedule(tt.spec, zone(t, tt.zone))
		if err != nil {
			t.Fatal(err)
		}
		got := strings.Join(s.Warnings(from), "; ")
		if (tt.want == "") != (got == "") || !strings.Contains(got, tt.want) {
			t.Errorf("%s in %s: %q", tt.spec, tt.zone, got)
		}
	}
}

func FuzzParseSchedule(f *testing.F) {
	for _, spec := range []string{"", "0 7 * * 1-5", "@every 5m", "TZ=", "CRON_TZ=Europe/Berlin 30 2 * * *", "0 9 31 2 *", "@every 0s", "*/0 * * * *"} {
		f.Add(spec, "Europe/Berlin")
	}
	f.Fuzz(func(t *testing.T, spec, name string) {
		z, err := time.LoadLocation(name)
		if err != nil {
			z = nil
		}
		s, err := engine.ParseSchedule(spec, z)
		if err != nil {
			if fault.CodeOf(err) != fault.Invalid {
				t.Fatalf("%v", err)
			}
			return
		}
		now := time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)
		if next := s.Next(now); !next.After(now) {
			t.Fatalf("after %s comes %s", now, next)
		}
		s.Warnings(now)
	})
}
