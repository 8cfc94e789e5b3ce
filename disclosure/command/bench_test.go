package command_test

import (
	"testing"
	"time"

	"daylight/disclosure"
	"daylight/disclosure/command"
	"daylight/disclosure/command/commandtest"
	"daylight/disclosure/command/exposure"
	"daylight/disclosure/milestone"
)

// lived is a case after about n events: contacts, messages, answers and many probes.
func lived(b *testing.B, n int) *commandtest.Play {
	b.Helper()
	p := commandtest.NewPlay(b)
	p.Sent(disclosure.FirstContact, "C1")
	p.Do(commandtest.Robot, commandtest.Reply("hello"))
	for len(p.Events) < n {
		p.Probe(commandtest.SeesOpen(p.Now), disclosure.ProbeForSchedule)
		p.Now = p.Now.Add(6 * time.Hour)
	}
	return p
}

// BenchmarkDecideApply decides what a probe means for a case with some thirty events, and projects it.
func BenchmarkDecideApply(b *testing.B) {
	p := lived(b, 30)
	cmd := exposure.RecordProbe{Asset: "A1", Observation: commandtest.SeesClosed(p.Now), Request: disclosure.ProbeRequest{Reason: disclosure.ProbeForSchedule}}
	env := command.Env{Actor: commandtest.Robot, Now: p.Now, Rules: p.Rules}
	b.ReportAllocs()
	for b.Loop() {
		d, err := command.Decide(p.C, cmd, env)
		if err != nil {
			b.Fatal(err)
		}
		c := p.C
		for _, e := range d.Events {
			c = milestone.Apply(c, e)
		}
	}
}

// BenchmarkRebuild200 projects a case from 200 events, as verification does.
func BenchmarkRebuild200(b *testing.B) {
	p := lived(b, 200)
	b.ReportAllocs()
	for b.Loop() {
		if milestone.Rebuild(commandtest.PlayID, p.Events).Version != 200 {
			b.Fatal("not all of them")
		}
	}
}
