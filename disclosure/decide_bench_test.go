package disclosure_test

import (
	"testing"
	"time"

	"daylight/disclosure"
)

// lived is a case after about n events: contacts, messages, answers and many probes.
func lived(b *testing.B, n int) *play {
	b.Helper()
	p := newPlay(b)
	p.sent(disclosure.FirstContact, "C1")
	p.do(robot, reply("hello"))
	for len(p.events) < n {
		p.probe(seesOpen(p.now), disclosure.AskedSchedule)
		p.now = p.now.Add(6 * time.Hour)
	}
	return p
}

// BenchmarkDecideApply decides what a probe means for a case with some thirty events, and projects it.
func BenchmarkDecideApply(b *testing.B) {
	p := lived(b, 30)
	cmd := disclosure.RecordProbe{Asset: "A1", Observation: seesClosed(p.now), Asked: disclosure.Asked{Reason: disclosure.AskedSchedule}}
	env := disclosure.Env{Actor: robot, Now: p.now, Rules: p.rules}
	b.ReportAllocs()
	for b.Loop() {
		d, err := disclosure.Decide(p.c, cmd, env)
		if err != nil {
			b.Fatal(err)
		}
		c := p.c
		for _, e := range d.Events {
			c = disclosure.Apply(c, e)
		}
	}
}

// BenchmarkRebuild200 projects a case from 200 events, as verification does.
func BenchmarkRebuild200(b *testing.B) {
	p := lived(b, 200)
	b.ReportAllocs()
	for b.Loop() {
		if disclosure.Rebuild(playID, p.events).Version != 200 {
			b.Fatal("not all of them")
		}
	}
}
