package app_test

import (
	"context"
	"errors"
	"strings"
	"testing"
	"time"

	"daylight/cmd/bot/internal/app"
	"daylight/cmd/bot/internal/channel"
	"daylight/cmd/bot/internal/config"
	"daylight/disclosure/ledger"
	"daylight/disclosure/task"
	"daylight/notify/slack"
)

func TestRunStopsWhenItIsTold(t *testing.T) {
	t.Parallel()
	b := newBench(t, nil)
	stop, done := background(b.App)
	asked := time.Now()
	stop()
	select {
	case err := <-done:
		if err != nil {
			t.Errorf("ended with %v", err)
		}
	case <-time.After(10 * time.Second):
		t.Fatal("it does not stop")
	}
	t.Logf("stopped after %s", time.Since(asked))
}

func TestAPartThatFailsStopsTheOthers(t *testing.T) {
	t.Parallel()
	b := newBench(t, nil)
	broken := errors.New("the port is taken")
	stopped := make(chan struct{})
	_, done := background(b.App,
		app.Part{Name: "broken", Run: func(context.Context) error { return broken }},
		app.Part{Name: "other", Run: func(ctx context.Context) error { <-ctx.Done(); close(stopped); return nil }},
	)
	select {
	case err := <-done:
		if !errors.Is(err, broken) {
			t.Errorf("ended with %v", err)
		}
	case <-time.After(10 * time.Second):
		t.Fatal("it goes on")
	}
	<-stopped
}

func TestAPartThatEndsForNoReasonStopsTheOthers(t *testing.T) {
	t.Parallel()
	b := newBench(t, nil)
	stop, done := background(b.App, app.Part{Name: "gone", Run: func(context.Context) error { return nil }})
	defer stop()
	select {
	case err := <-done:
		if err == nil || !strings.Contains(err.Error(), "gone") {
			t.Errorf("ended with %v", err)
		}
	case <-time.After(10 * time.Second):
		t.Fatal("it goes on without one of its parts")
	}
}

func TestTheJobOfADisabledChannelWaits(t *testing.T) {
	t.Parallel()
	b := newBench(t, nil)
	job := ledger.NewJob(ledger.QueueSend, "slack/card/DL-2020-0001/1", slack.Card{Version: 1}).At(b.clock.Now())
	if err := b.Store().Enqueue(t.Context(), []ledger.Job{job}); err != nil {
		t.Fatal(err)
	}
	for range 60 { // some days
		b.drain()
		b.clock.pass(2 * time.Hour)
	}
	jobs := b.jobs(ledger.JobFilter{Queue: ledger.QueueSend})
	if len(jobs) != 1 || jobs[0].State != ledger.JobWaiting || !strings.Contains(jobs[0].LastError, "slack/card") {
		t.Errorf("%+v", jobs)
	}
}

func TestTwoInstancesQueueEachTickOnce(t *testing.T) {
	t.Parallel()
	b := newBench(t, func(c *config.Config, _ *app.Options) {
		c.GitHub.BaseURL, c.GitHub.Token = "http://127.0.0.1:1", config.NewSecret("unused")
	})
	second := b.another()
	stop1, done1 := background(b.App)
	stop2, done2 := background(second)
	defer stop1()
	defer stop2()
	deadline := time.Now().Add(10 * time.Second)
	for len(b.jobs(ledger.JobFilter{Queue: ledger.QueueTimer})) < 3 && time.Now().Before(deadline) {
		time.Sleep(5 * time.Millisecond)
	}
	time.Sleep(50 * time.Millisecond) // the second one's turn
	stop1()
	stop2()
	if err := errors.Join(<-done1, <-done2); err != nil {
		t.Error(err)
	}
	tasks := map[ledger.Task]int{}
	for _, j := range b.jobs(ledger.JobFilter{Queue: ledger.QueueTimer}) {
		tasks[j.Task()]++
		if !j.Due.After(b.clock.Now()) {
			t.Errorf("%s is due at %s", j.Key, j.Due)
		}
	}
	if len(tasks) != 3 || tasks["github/poll"] != 1 || tasks["tick/upkeep"] != 1 || tasks["tick/digest"] != 1 {
		t.Errorf("queued: %v", tasks)
	}
}

func TestARestartQueuesNoSecondTick(t *testing.T) {
	t.Parallel()
	b := newBench(t, nil)
	for range 3 { // three starts, minutes apart, before the tick is due
		stop, done := background(b.App)
		for len(b.jobs(ledger.JobFilter{Queue: ledger.QueueTimer})) == 0 {
			time.Sleep(5 * time.Millisecond)
		}
		stop()
		if err := <-done; err != nil {
			t.Fatal(err)
		}
		b.clock.pass(time.Minute)
	}
	if jobs := b.jobs(ledger.JobFilter{Queue: ledger.QueueTimer}); len(jobs) != 2 { // upkeep and digest
		t.Errorf("%d ticks: %+v", len(jobs), jobs)
	}
}

func TestDoctorWithoutAnyChannel(t *testing.T) {
	t.Parallel()
	b := newBench(t, nil)
	states := map[string]string{}
	for _, f := range b.Doctor(t.Context()) {
		states[f.Name] = f.State
		if f.State != channel.Good && f.Fix == "" {
			t.Errorf("%s: %s, and nothing says how to mend it", f.Name, f.Message)
		}
	}
	want := map[string]string{"database": channel.Good, "team": channel.Good, "mail out": channel.Hint, "probes": channel.Good, "slack": channel.Hint, "github": channel.Hint, "canary": channel.Hint}
	for name, state := range want {
		if states[name] != state {
			t.Errorf("%s is %q, want %q", name, states[name], state)
		}
	}
	if len(states) != len(want) {
		t.Errorf("the doctor looked at %v", states)
	}
}

func TestHealthTellsWhenJobsAreLate(t *testing.T) {
	t.Parallel()
	b := newBench(t, nil)
	job := ledger.NewJob(ledger.QueueTimer, "x", task.Deadline{}).At(b.clock.Now())
	if err := b.Store().Enqueue(t.Context(), []ledger.Job{job}); err != nil {
		t.Fatal(err)
	}
	if h := b.Health(t.Context()); len(h) != 2 || !h[0].OK || !h[1].OK {
		t.Errorf("%+v", h)
	}
	b.clock.pass(20 * time.Minute)
	if h := b.Health(t.Context()); h[1].OK || !strings.Contains(h[1].Detail, "20m") {
		t.Errorf("%+v", h)
	}
}
