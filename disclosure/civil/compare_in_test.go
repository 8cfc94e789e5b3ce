package civil_test

import (
	"slices"
	"testing"
	"time"

	"daylight/disclosure/civil"
)

// Whoever states an instant from which zone: one reader has one order of it.
func TestCompareInKnowsNoZoneOfTheWriter(t *testing.T) {
	t.Parallel()
	tokyo := time.FixedZone("", 9*3600)
	day := func(s string) civil.When {
		w, err := civil.ParseWhen(s)
		if err != nil {
			t.Fatal(err)
		}
		return w
	}
	for _, tt := range []struct {
		name, a, b string
		zone       *time.Location
		want       int
	}{
		{"one instant in two zones", "2020-03-27T00:00:00Z", "2020-03-26T17:00:00-07:00", time.UTC, 0},
		{"an instant before another, on a later day of its own", "2020-03-27T01:00:00+09:00", "2020-03-26T20:00:00-05:00", time.UTC, -1},
		{"an instant on the day of the reader", "2020-03-26T17:00:00-07:00", "2020-03-27", time.UTC, 1},
		{"the same for a reader in the west", "2020-03-27T00:00:00Z", "2020-03-27", time.FixedZone("", -7*3600), -1},
		{"a day before an instant of it", "2020-03-27", "2020-03-26T15:00:00Z", tokyo, -1},
		{"days as they are", "2020-03", "2020-03-02", tokyo, -1},
		{"the unknown sorts last", "", "2020-03-27T00:00:00Z", time.UTC, 1},
	} {
		if got := civil.CompareIn(day(tt.a), day(tt.b), tt.zone); got != tt.want {
			t.Errorf("%s: %s and %s compare as %d, want %d", tt.name, tt.a, tt.b, got, tt.want)
		}
		if got := civil.CompareIn(day(tt.b), day(tt.a), tt.zone); got != -tt.want {
			t.Errorf("%s, the other way round: %d", tt.name, got)
		}
	}
	list := []string{"2020-03-27T01:00:00+09:00", "2020-03-26", "2020-03-27", "2020-03-26T20:00:00-05:00", "2020-03", "2020-03-26T23:59:00Z"}
	slices.SortFunc(list, func(a, b string) int { return civil.CompareIn(day(a), day(b), time.UTC) })
	want := []string{"2020-03", "2020-03-26", "2020-03-27T01:00:00+09:00", "2020-03-26T23:59:00Z", "2020-03-27", "2020-03-26T20:00:00-05:00"}
	if !slices.Equal(list, want) {
		t.Errorf("sorted for UTC: %v", list)
	}
}
