package record_test

import (
	"testing"
	"time"

	"daylight/disclosure"
	"daylight/disclosure/agenda"
	"daylight/disclosure/civil"
	"daylight/disclosure/command"
	"daylight/disclosure/command/commandtest"
	"daylight/disclosure/command/record"
	"daylight/disclosure/fault"
)

func TestImportsKeepWhatTheSourceSays(t *testing.T) {
	p := commandtest.EmptyPlay(t)
	p.Now = time.Date(2021, 1, 1, 9, 0, 0, 0, time.UTC)
	p.Do(commandtest.Rita, record.Import{ID: commandtest.PlayID, Facts: commandtest.NextMotionFacts(), Events: []disclosure.Event{
		{Kind: disclosure.KindClosed, At: commandtest.Day20(2, 5), Source: disclosure.SourcePress, Detail: disclosure.Detail{Closure: &disclosure.Closure{Verified: true}}},
		{Kind: disclosure.KindAcknowledged, At: commandtest.Day20(1, 1), Party: disclosure.Vendor}, // before everything
		{Kind: disclosure.KindDiscovered, At: commandtest.Day20(3, 1)},
		{Kind: disclosure.KindContacted, At: commandtest.Day20(1, 30), Party: disclosure.Provider, Name: "AWS"},
		{Kind: disclosure.KindDeadlineSet, At: commandtest.Day20(1, 30), Until: commandtest.Day20(4, 1)},
		{Kind: disclosure.KindDeadlineSet, At: commandtest.Day20(1, 30)},
		{Kind: disclosure.KindStatement, At: civil.OnDay(2099, 1, 1), Party: disclosure.Vendor, Planned: true},
	}})
	if len(p.Events) != 8 || len(p.Jobs) != 0 || !p.C.Imported || p.C.Work != disclosure.WorkActive {
		t.Fatalf("%d events, jobs %v, %s", len(p.Events), p.Jobs, p.C.Work)
	}
	a, _ := p.C.Asset("A1")
	if a.Closure.Verified || a.Exposure != disclosure.ExposureUnconfirmed || a.Closure.Source != disclosure.SourcePress || p.C.AllClosed() {
		t.Fatalf("a closure that a file tells of is a reported one: %+v", a)
	}
	if agenda.Headline(p.C) != "reported closed" || p.Events[1].Source != disclosure.SourcePress || p.Events[2].Source != disclosure.SourceImport {
		t.Fatalf("%s", agenda.Headline(p.C))
	}
	if len(p.C.Clocks) != 0 {
		t.Fatalf("what ended before its day has no clock: %+v", p.C.Clocks)
	}
	for _, e := range []disclosure.Event{
		{Kind: "fixed", At: commandtest.Day20(1, 1)}, {Kind: disclosure.KindNote}, {Kind: disclosure.KindNote, At: commandtest.Day20(1, 1), Party: "vendr"},
	} {
		_, err := command.Decide(nil, record.Import{ID: commandtest.PlayID, Facts: commandtest.NextMotionFacts(), Events: []disclosure.Event{e}},
			command.Env{Actor: commandtest.Rita, Now: p.Now})
		if fault.CodeOf(err) != fault.Invalid {
			t.Errorf("%+v: %v", e, err)
		}
	}
}

func TestAnImportTakesTheYearOfItsDiscoveryElseOfItsFirstEvent(t *testing.T) {
	t.Parallel()
	at := func(kind disclosure.Kind, year int) disclosure.Event {
		return disclosure.Event{Kind: kind, At: civil.OnDay(year, time.March, 1)}
	}
	planned := at(disclosure.KindDiscovered, 2001)
	planned.Planned = true
	for name, v := range map[string]struct {
		events []disclosure.Event
		want   int // 0 is unknown: the year of the import
	}{
		"discovered, whatever came before":    {[]disclosure.Event{at(disclosure.KindExposureStarted, 2011), at(disclosure.KindNote, 2012), at(disclosure.KindDiscovered, 2013)}, 2013},
		"the first event, wherever it stands": {[]disclosure.Event{at(disclosure.KindClosed, 2019), at(disclosure.KindContacted, 2018)}, 2018},
		"not what was planned":                {[]disclosure.Event{planned, at(disclosure.KindContacted, 2018)}, 2018},
		"not since when it lay open":          {[]disclosure.Event{at(disclosure.KindExposureStarted, 2011), at(disclosure.KindContacted, 2018)}, 2018},
		"no event":                            {nil, 0},
	} {
		if got := (record.Import{Events: v.events}).Discovery().First().Year; got != v.want {
			t.Errorf("%s: %d, want %d", name, got, v.want)
		}
	}
}
