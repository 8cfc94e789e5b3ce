package timeline_test

import (
	"slices"
	"testing"
	"time"

	"daylight/disclosure"
	"daylight/disclosure/civil"
	"daylight/disclosure/timeline"
	"daylight/disclosure/timeline/timelinetest"
)

func TestWhatMayBeSaidOfAnExposureWithoutAnEnd(t *testing.T) {
	seen := func(text string) time.Time { return timelinetest.Day(t, text).When().Time().Add(9 * time.Hour) }
	asset := func(id string, state disclosure.ExposureState, lastOpen string) disclosure.Asset {
		a := disclosure.Asset{ID: id, Exposure: state}
		if lastOpen != "" {
			a.Streak.LastOpen = seen(lastOpen)
		}
		return a
	}
	closed := asset("A1", disclosure.ExposureClosed, "2020-01-30")
	closed.Closure = disclosure.Closure{At: civil.OnDay(2020, 1, 31), Verified: true}
	claim := func(d int) string {
		return "fix_claimed|" + civil.OnDay(2020, 1, d).String() + "|party=vendor|name=Acme"
	}
	tests := []struct {
		name    string
		assets  []disclosure.Asset
		claims  []string
		last    string
		still   bool
		claimed string
	}{
		{"never asked", []disclosure.Asset{asset("A1", disclosure.ExposureUnconfirmed, "")}, nil, "", false, ""},
		{"seen open seven days ago", []disclosure.Asset{asset("A1", disclosure.ExposureOpen, "2020-01-25")}, nil, "2020-01-25", true, ""},
		{"seen open eight days ago", []disclosure.Asset{asset("A1", disclosure.ExposureOpen, "2020-01-24")}, nil, "2020-01-24", false, ""},
		{"closed answers since", []disclosure.Asset{asset("A1", disclosure.ExposureSuspected, "2020-01-31")}, nil, "2020-01-31", false, ""},
		{"no longer reachable", []disclosure.Asset{asset("A1", disclosure.ExposureUnreachable, "2020-01-31")}, nil, "2020-01-31", false, ""},
		{"open again", []disclosure.Asset{asset("A1", disclosure.ExposureReopened, "2020-01-31")}, nil, "2020-01-31", true, ""},
		{"one closed, the other seen long ago", []disclosure.Asset{closed, asset("A2", disclosure.ExposureOpen, "2020-01-03")}, nil, "2020-01-03", false, ""},
		{"one suspected, the other fresh", []disclosure.Asset{asset("A1", disclosure.ExposureSuspected, "2020-01-31"), asset("A2", disclosure.ExposureOpen, "2020-01-30")}, nil, "2020-01-31", true, ""},
		{"a claim after it", []disclosure.Asset{asset("A1", disclosure.ExposureOpen, "2020-01-20")}, []string{claim(21), claim(28)}, "2020-01-20", false, "2020-01-28"},
		{"a claim before it says nothing", []disclosure.Asset{asset("A1", disclosure.ExposureOpen, "2020-01-30")}, []string{claim(21)}, "2020-01-30", true, ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			lines := slices.Clone(tt.claims)
			for _, a := range tt.assets {
				if !a.Streak.LastOpen.IsZero() {
					lines = append(lines, "probed|"+civil.At(a.Streak.LastOpen).String()+"|open|asset="+a.ID)
				}
				if !a.Closure.At.IsZero() {
					lines = append(lines, "closed|"+a.Closure.At.String()+"|verified|asset="+a.ID)
				}
			}
			events := timelinetest.History(t, lines...)
			c := &disclosure.Case{ID: "DL-2020-0001", Assets: tt.assets, ClockEvents: disclosure.ClockEventsOf(events)}
			s := timeline.SightOf(c, seen("2020-02-01"))
			day := func(w civil.When) string {
				if w.IsZero() {
					return ""
				}
				return w.First().String()
			}
			if day(s.LastOpen) != tt.last || s.StillOpen != tt.still || day(s.Claimed) != tt.claimed {
				t.Errorf("last open %s, still open %t, claimed %s", s.LastOpen, s.StillOpen, s.Claimed)
			}
			// The same from the events.
			line := timeline.Build(c, events, timelinetest.Day(t, "2020-02-01"))
			if line.Sight != s {
				t.Errorf("from the events %+v, from the case %+v", line.Sight, s)
			}
		})
	}
}
