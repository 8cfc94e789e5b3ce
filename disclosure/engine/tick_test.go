package engine_test

import (
	"context"
	"strings"
	"testing"
	"time"

	"daylight/disclosure/engine"
	"daylight/disclosure/fault"
	"daylight/disclosure/ledger"
)

func TestSchedulesThatAreNone(t *testing.T) {
	for _, spec := range []string{
		"", "nonsense", "0 9 31 2 *", "TZ=", "TZ=Mars/Base 0 9 * * *", "CRON_TZ=", "@every 30s", "@every -1h", "@every 1ns", "@every", "@daily x",
		"* * * * * *", "60 * * * *", "*/0 * * * *", "5-1 * * * *", "\x00", strings.Repeat("* ", 1000),
	} {
		if _, err := engine.NewTick("t", spec); fault.CodeOf(err) != fault.Invalid {
			t.Errorf("%.30q: %v", spec, err)
		}
	}
}

func TestTwoInstancesWriteOneRow(t *testing.T) {
	for _, spec := range []string{"@every 5m", "*/7 * * * *", "0 9 * * *", "@hourly", "CRON_TZ=Europe/Paris 30 2 * * *", "0 0 29 2 *"} {
		a, err := engine.NewTick("poll", spec)
		if err != nil {
			t.Fatal(err)
		}
		b, err := engine.NewTick("poll", spec)
		if err != nil {
			t.Fatal(err)
		}
		now := start.Add(123 * time.Second)
		one, two := a.Job(now), b.Job(now.Add(17*time.Second+5).In(time.FixedZone("x", 3600)))
		if one.Key != two.Key || !one.Due.After(now) || one.Queue != ledger.QueueTimer || one.Due.Nanosecond() != 0 {
			t.Errorf("%s: %+v and %+v", spec, one, two)
		}
		if after := a.Job(one.Due); !after.Due.After(one.Due) {
			t.Errorf("%s: after %s comes %s", spec, one.Due, after.Due)
		}
	}
}

func TestATickComesRound(t *testing.T) {
	tick, err := engine.NewTick("poll", "@every 5m")
	if err != nil {
		t.Fatal(err)
	}
	ran := 0
	work := func(context.Context) error {
		if ran++; ran == 2 {
			panic("defect")
		}
		if ran == 3 {
			return errIO
		}
		return nil
	}
	h := newHouse(t)
	e := h.engine("one", []engine.Handler{tick.Handler(work)})
	h.store.enqueue(tick.Job(h.now()), tick.Job(h.now()))
	for range 5 {
		h.wait(5 * time.Minute)
		h.drain(e)
	}
	if ran != 5 || len(h.store.jobs) != 6 {
		t.Fatalf("ran %d times, %d rows", ran, len(h.store.jobs))
	}
	h.wait(7 * 24 * time.Hour)
	if h.drain(e); ran != 6 {
		t.Fatalf("a week of sleep is made up for: %d", ran)
	}
	last := h.store.jobs[len(h.store.jobs)-1]
	if ok, err := e.RunKey(t.Context(), last.Key); !ok || err != nil {
		t.Fatal(ok, err)
	}
	if next := h.store.jobs[len(h.store.jobs)-1]; next.Key == last.Key {
		t.Fatal("a tick that is run early ends the rounds")
	}
}

func FuzzNewTick(f *testing.F) {
	for _, spec := range []string{"@every 5m", "0 9 31 2 *", "TZ=", "CRON_TZ=UTC 0 0 * * *", "*/5 * * * 1-5", "@every 30s", "0 0 29 2 *"} {
		f.Add(spec)
	}
	f.Fuzz(func(t *testing.T, spec string) {
		if len(spec) > 200 {
			return
		}
		tick, err := engine.NewTick("t", spec)
		if err != nil {
			if fault.CodeOf(err) != fault.Invalid {
				t.Fatalf("%q: %v", spec, err)
			}
			return
		}
		j := tick.Job(start)
		if !j.Due.After(start) || j.Key == "" || j.Task() != "t" || j.Args() != "{}" {
			t.Fatalf("%q is due at %s", spec, j.Due)
		}
	})
}
