package message_test

import (
	"strings"
	"testing"
	"time"

	"daylight/disclosure"
	"daylight/disclosure/command/commandtest"
	"daylight/disclosure/command/deadline"
	"daylight/disclosure/ledger"
)

func TestAStepThatAnAnswerOvertookLeavesWhatWaits(t *testing.T) {
	t.Parallel()
	p := laddered(t)
	p.Do(commandtest.Robot, escalate("provider", 1))
	id := p.C.Drafts[len(p.C.Drafts)-1].ID
	steps := func() int {
		return len(p.Waiting(func(j ledger.Job) bool { return j.Task() == ledger.TaskEscalation }))
	}
	before := steps()
	p.Do(commandtest.Robot, commandtest.Reply("hello"))
	d, _ := p.C.Draft(id)
	if d.State != disclosure.DraftDiscarded || !d.Overtaken {
		t.Fatalf("it still waits: %+v", d)
	}
	key := "provider@vendor/" + p.C.Vendor().Name
	k := p.C.Clocks[key]
	if k.State != disclosure.ClockRunning || k.Due != commandtest.Day20(2, 22) { // 1 February, 14 days, and 7
		t.Fatalf("the ladder does not rest: %+v", k)
	}
	p.Now = time.Date(2020, time.February, 23, 9, 0, 0, 0, time.UTC)
	p.Do(commandtest.Robot, deadline.TimerFired{Clause: key})
	if steps() <= before {
		t.Errorf("nothing drafts it anew after the silence: %v", p.Waiting(func(ledger.Job) bool { return true }))
	}
	p.Do(commandtest.Robot, escalate("provider", 1))
	if last := p.C.Drafts[len(p.C.Drafts)-1]; last.ID == id || last.State != disclosure.DraftOpen || !strings.Contains(last.Step, key) {
		t.Errorf("drafted anew: %+v", last)
	}
}
