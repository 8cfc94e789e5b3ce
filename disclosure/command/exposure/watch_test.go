package exposure_test

import (
	"testing"
	"time"

	"daylight/disclosure"
	"daylight/disclosure/civil"
	"daylight/disclosure/command/commandtest"
	"daylight/disclosure/task"
)

func TestAClosedAssetIsWatchedOnTheDaysOfTheRule(t *testing.T) {
	p := commandtest.NewPlay(t)
	p.Rules.Probing.KeepOut = civil.Hours{From: 8 * 60, To: 18 * 60}
	p.Jobs = nil
	p.CloseA1()
	a, _ := p.C.Asset("A1")
	var due []time.Time
	for _, j := range p.Jobs {
		if commandtest.Payload[task.Probe](t, j).Request.Reason == disclosure.ProbeForWatch {
			due = append(due, j.Due)
			if p.Rules.Probing.KeepOut.Contains(j.Due, p.Rules.Zone()) {
				t.Errorf("watched at %s", j.Due.In(p.Rules.Zone()))
			}
		}
	}
	if len(due) != len(p.Rules.Probing.WatchDays) {
		t.Fatalf("watched at %v", due)
	}
	for i, day := range p.Rules.Probing.WatchDays {
		from := a.Streak.Newest.AddDate(0, 0, day)
		if due[i].Before(from.Truncate(time.Second)) || due[i].After(from.Add(16*time.Hour)) {
			t.Errorf("day %d: %s", day, due[i])
		}
	}
}
