package notify_test

import (
	"fmt"
	"testing"
	"time"

	"daylight/notify"
)

func TestPaceGivesABurstThenOneAtATime(t *testing.T) {
	now := time.Date(2020, 1, 27, 9, 0, 0, 0, time.UTC)
	p := notify.NewPace(time.Minute, 2, func() time.Time { return now })
	for i, want := range []time.Duration{0, 0, time.Minute, time.Minute} {
		if got := p.Take("example.org"); got != want {
			t.Fatalf("take %d: wait %s, want %s", i, got, want)
		}
	}
	if got := p.Take("example.com"); got != 0 {
		t.Errorf("another key waits %s", got)
	}
	now = now.Add(30 * time.Second)
	if got := p.Take("example.org"); got != 30*time.Second {
		t.Errorf("after half the time: wait %s, want 30s", got)
	}
	now = now.Add(30 * time.Second)
	if got := p.Take("example.org"); got != 0 {
		t.Errorf("after the time: wait %s, want none", got)
	}
	now = now.Add(time.Hour)
	for i, want := range []time.Duration{0, 0, time.Minute} {
		if got := p.Take("example.org"); got != want {
			t.Errorf("a rest fills no more than a burst: take %d waits %s, want %s", i, got, want)
		}
	}
}

func TestPaceWithoutLimit(t *testing.T) {
	var none *notify.Pace
	if none.Take("x") != 0 {
		t.Error("a nil pace limits")
	}
	p := notify.NewPace(0, 1, time.Now)
	for range 3 {
		if p.Take("x") != 0 {
			t.Error("a pace of nothing limits")
		}
	}
}

func TestPaceForgetsFullBuckets(t *testing.T) {
	now := time.Date(2020, 1, 27, 9, 0, 0, 0, time.UTC)
	p := notify.NewPace(time.Second, 1, func() time.Time { return now })
	for i := range 30_000 {
		now = now.Add(time.Second)
		if p.Take(fmt.Sprint(i)) != 0 {
			t.Fatal("a fresh key waits")
		}
	}
}

func BenchmarkPlain(b *testing.B) {
	s := "A reply of a person, with an umlaut ä and a link https://example.org/a.\n"
	for b.Loop() {
		notify.Plain(s)
	}
}
