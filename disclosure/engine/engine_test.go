package engine_test

import (
	"context"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"daylight/disclosure"
	"daylight/disclosure/civil"
	"daylight/disclosure/command"
	"daylight/disclosure/command/deadline"
	"daylight/disclosure/command/exposure"
	"daylight/disclosure/command/incoming"
	"daylight/disclosure/command/message"
	"daylight/disclosure/command/record"
	"daylight/disclosure/engine"
	"daylight/disclosure/fault"
	"daylight/disclosure/ledger"
	"daylight/disclosure/observed"
	"daylight/disclosure/outbound"
	"daylight/disclosure/task"
)

func timer(key string, due time.Time) ledger.Job {
	return ledger.NewJob(ledger.QueueTimer, key, test{}).At(due)
}

// test is the payload of the jobs that only these tests know.
type test struct{}

func (test) Task() ledger.Task { return "test" }

func handling(do func(context.Context, *engine.Run) engine.Result) []engine.Handler {
	return []engine.Handler{{Task: "test", Do: do}}
}

func TestAJobWhosePayloadCannotBeReadFailsAlone(t *testing.T) {
	h := newHouse(t)
	bad := ledger.Job{Queue: ledger.QueueTimer, Key: "bad", Due: start}.Stored(ledger.TaskFinding, `{"asset":7}`)
	good := ledger.NewJob(ledger.QueueTimer, "good", task.Finding{Asset: "A1"}).At(start)
	h.store.enqueue(bad, good)
	var asked []string
	handler := engine.Typed(func(_ context.Context, _ *engine.Run, p task.Finding) engine.Result {
		asked = append(asked, p.Asset)
		return engine.Done(nil)
	})
	e := h.engine("one", []engine.Handler{handler})
	if tasks := e.Tasks(); !slices.Equal(tasks, []ledger.Task{ledger.TaskFinding}) {
		t.Errorf("tasks %q", tasks)
	}
	h.drain(e)
	if j := h.store.job(t, "bad"); j.State != ledger.JobFailed || !strings.Contains(j.LastError, "payload") {
		t.Errorf("%+v", j)
	}
	if j := h.store.job(t, "good"); j.State != ledger.JobDone || !slices.Equal(asked, []string{"A1"}) {
		t.Errorf("%+v, asked %q", j, asked)
	}
}

func TestAJobThatFailsComesBackLater(t *testing.T) {
	t.Run("a panic is the failure of one job", func(t *testing.T) {
		h := newHouse(t)
		h.store.enqueue(timer("bad", start), timer("good", start))
		ran := 0
		e := h.engine("one", handling(func(_ context.Context, run *engine.Run) engine.Result {
			if run.Key == "bad" {
				panic("defect")
			}
			ran++
			return engine.Done(nil)
		}))
		h.drain(e)
		if bad := h.store.job(t, "bad"); bad.State != ledger.JobWaiting || bad.LastError == "" || ran != 1 {
			t.Fatalf("%+v, ran %d", bad, ran)
		}
	})
	t.Run("a panic in a decision or a reaction too", func(t *testing.T) {
		h := newHouse(t)
		h.svc = command.New(command.Options{
			Store: h.store, Clock: h.now, Rules: command.DefaultRules(),
			React: []command.Reaction{func(_, _ *disclosure.Case, events []disclosure.Event) []ledger.Job {
				if events[0].Kind == disclosure.KindProbed {
					panic("defect")
				}
				return nil
			}},
		})
		h.open()
		job := timer("probe", start)
		job.Case = caseID
		h.store.enqueue(job)
		h.drain(h.engine("one", handling(func(context.Context, *engine.Run) engine.Result {
			return engine.Done(exposure.RecordProbe{Asset: "A1"})
		})))
		if j := h.store.job(t, "probe"); j.State != ledger.JobWaiting || j.LastError == "" {
			t.Fatalf("%+v", j)
		}
	})
	t.Run("an unknown task waits for a process that knows it", func(t *testing.T) {
		h := newHouse(t)
		h.store.enqueue(timer("later", start))
		h.drain(h.engine("old", nil))
		j := h.store.job(t, "later")
		if j.State != ledger.JobWaiting || j.Due.Sub(start) < 10*time.Minute {
			t.Fatalf("%+v", j)
		}
		h.wait(time.Hour)
		h.drain(h.engine("new", handling(func(context.Context, *engine.Run) engine.Result { return engine.Done(nil) })))
		if j = h.store.job(t, "later"); j.State != ledger.JobDone {
			t.Fatalf("%+v", j)
		}
	})
	t.Run("a result that the case refuses is a failed job that a person sees", func(t *testing.T) {
		h := newHouse(t)
		h.open()
		job := timer("odd", start)
		job.Case = caseID
		h.store.enqueue(job)
		h.store.inbox[7] = &ledger.Inbound{ID: 7, State: ledger.InboundNew}
		h.drain(h.engine("one", handling(func(context.Context, *engine.Run) engine.Result {
			res := engine.Done(message.RecordDelivery{Message: "nothing"})
			res.Inbox = &ledger.InboxUpdate{ID: 7, State: ledger.InboundMatched}
			return res
		})))
		if j := h.store.job(t, "odd"); j.State != ledger.JobFailed || j.LastError == "" {
			t.Fatalf("%+v", j)
		}
		if in := h.store.inbox[7]; in.State != ledger.InboundWaiting || in.Note == "" {
			t.Fatalf("what came in waits for a person: %+v", in)
		}
	})
	t.Run("a deadline is never given up", func(t *testing.T) {
		h := newHouse(t)
		h.open()
		rules := command.DefaultRules()
		rules.Clocks.Policies = nil // the file with the policy is gone for four days
		h.svc = command.New(command.Options{Store: h.store, Clock: h.now, Rules: rules})
		job := timer("deadline", start)
		job.Case = caseID
		h.store.enqueue(job)
		e := h.engine("one", handling(func(context.Context, *engine.Run) engine.Result {
			return engine.Done(deadline.TimerFired{Clause: disclosure.PublicationClause})
		}))
		for range 100 {
			h.drain(e)
			h.wait(time.Hour)
		}
		if j := h.store.job(t, "deadline"); j.State != ledger.JobWaiting || j.Attempts != 100 {
			t.Fatalf("%+v", j)
		}
	})
	t.Run("the end comes after 40 attempts", func(t *testing.T) {
		h := newHouse(t)
		h.store.enqueue(timer("never", start))
		ran := 0
		e := h.engine("one", handling(func(context.Context, *engine.Run) engine.Result { ran++; return engine.Again(0, "not yet") }))
		for range 100 {
			h.drain(e)
			h.wait(2 * time.Hour)
		}
		if j := h.store.job(t, "never"); j.State != ledger.JobFailed || ran != 40 {
			t.Fatalf("%+v after %d", j, ran)
		}
	})
}

func TestBackoffGrowsAndIsAlwaysTheSame(t *testing.T) {
	var last time.Duration
	for n := 1; n <= 12; n++ {
		d := engine.Backoff("DL-2020-0001/x", n, 0)
		if d != engine.Backoff("DL-2020-0001/x", n, 0) {
			t.Fatal("two answers to one question")
		}
		if d < 15*time.Second || d > 72*time.Minute || (n < 8 && d < last) {
			t.Errorf("attempt %d waits %s after %s", n, d, last)
		}
		last = d
	}
	if engine.Backoff("a", 3, 0) == engine.Backoff("b", 3, 0) {
		t.Error("two jobs return at the same moment")
	}
	if d := engine.Backoff("a", 1, 3*time.Hour); d < 3*time.Hour {
		t.Errorf("the other side asked for three hours, not %s", d)
	}
	if d := engine.Backoff("a", 9, time.Millisecond); d != time.Millisecond {
		t.Errorf("a job that is given back is free at once, not after %s", d)
	}
	for _, n := range []int{-1, 0, 1000, 1 << 40} {
		if d := engine.Backoff("a", n, 0); d <= 0 || d > 2*time.Hour {
			t.Errorf("attempt %d waits %s", n, d)
		}
	}
}

func TestOnlyTheHolderOfALeaseFinishes(t *testing.T) {
	h := newHouse(t)
	h.store.enqueue(timer("slow", start))
	var second *engine.Engine
	ran := 0
	handlers := handling(func(context.Context, *engine.Run) engine.Result {
		if ran++; ran == 1 {
			h.wait(time.Hour) // the first process sleeps past its lease
			h.drain(second)
			return engine.Failed("too late")
		}
		return engine.Result{Delivery: ledger.Delivery{Kind: ledger.Sent, Receipt: "second"}}
	})
	second = h.engine("two", handlers)
	h.drain(h.engine("one", handlers))
	if j := h.store.job(t, "slow"); j.State != ledger.JobDone || j.Receipt != "second" || ran != 2 {
		t.Fatalf("%+v after %d runs", j, ran)
	}
}

func TestAProcessDoesNotTakeItsOwnRunningJob(t *testing.T) {
	h := newHouse(t)
	h.store.enqueue(timer("slow", start))
	ran := 0
	var e *engine.Engine
	e = h.engine("one", handling(func(context.Context, *engine.Run) engine.Result {
		ran++
		h.wait(time.Hour) // the machine slept: the lease is over
		if _, err := e.RunKey(t.Context(), "slow"); err != nil {
			t.Error(err)
		}
		return engine.Done(nil)
	}))
	h.drain(e)
	if j := h.store.job(t, "slow"); ran != 1 || j.State != ledger.JobDone {
		t.Fatalf("ran %d times, %+v", ran, j)
	}
}

func TestALeaseIsRenewedWhileAHandlerWorks(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h := newHouse(t)
		h.store.now = time.Now
		h.store.enqueue(timer("long", time.Now()))
		e := h.engine("one", handling(func(ctx context.Context, _ *engine.Run) engine.Result {
			select {
			case <-time.After(10 * time.Minute):
				return engine.Done(nil)
			case <-ctx.Done():
				return engine.Failed("interrupted")
			}
		}), func(o *engine.Options) { o.Clock, o.Lease = time.Now, time.Minute })
		if n, err := e.Drain(t.Context()); n != 1 || err != nil {
			t.Fatal(n, err)
		}
		if j := h.store.job(t, "long"); j.State != ledger.JobDone || h.store.renewed < 20 {
			t.Fatalf("%+v, renewed %d times", j, h.store.renewed)
		}
	})
}

func TestALostLeaseEndsTheHandler(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h := newHouse(t)
		h.store.enqueue(timer("stolen", time.Now()))
		e := h.engine("one", handling(func(ctx context.Context, _ *engine.Run) engine.Result {
			h.store.mu.Lock()
			h.store.jobs[0].LeaseOwner = "two"
			h.store.mu.Unlock()
			<-ctx.Done()
			return engine.Done(nil)
		}), func(o *engine.Options) { o.Clock, o.Lease = time.Now, time.Minute })
		if _, err := e.Drain(t.Context()); err != nil {
			t.Fatal(err)
		}
		if j := h.store.job(t, "stolen"); j.State != ledger.JobRunning || j.LeaseOwner != "two" {
			t.Fatalf("the result was not dropped: %+v", j)
		}
	})
}

func TestRun(t *testing.T) {
	// served runs an engine until stop is called and returns what Run returned.
	served := func(e *engine.Engine) (stop func()) {
		ctx, cancel := context.WithCancel(context.Background())
		done := make(chan struct{})
		go func() { defer close(done); _ = e.Run(ctx) }()
		return func() { cancel(); <-done }
	}
	wallClock := func(o *engine.Options) { o.Clock = time.Now }
	t.Run("what is due runs when it is due, in several workers", func(t *testing.T) {
		synctest.Test(t, func(t *testing.T) {
			h := newHouse(t)
			begin := time.Now()
			var at [5]time.Duration
			for i := range at {
				h.store.enqueue(timer(string(rune('0'+i)), begin.Add(time.Duration(i)*time.Second)))
			}
			e := h.engine("one", handling(func(_ context.Context, run *engine.Run) engine.Result {
				at[run.Key[0]-'0'] = time.Since(begin)
				time.Sleep(3 * time.Second)
				return engine.Done(nil)
			}), wallClock, func(o *engine.Options) { o.Sweep = time.Hour })
			stop := served(e)
			time.Sleep(10 * time.Second)
			synctest.Wait()
			stop()
			for i, d := range at {
				if late := d - time.Duration(i)*time.Second; late < 0 || late > 100*time.Millisecond {
					t.Errorf("job %d ran after %s", i, d)
				}
			}
		})
	})
	t.Run("a wake-up finds new work at once", func(t *testing.T) {
		synctest.Test(t, func(t *testing.T) {
			h := newHouse(t)
			var ran atomic.Int32
			e := h.engine("one", handling(func(context.Context, *engine.Run) engine.Result { ran.Add(1); return engine.Done(nil) }),
				wallClock, func(o *engine.Options) { o.Sweep = time.Hour })
			stop := served(e)
			synctest.Wait()
			h.store.enqueue(timer("new", time.Now()))
			e.Wake()
			synctest.Wait()
			if ran.Load() != 1 {
				t.Fatal("it did not run")
			}
			stop()
		})
	})
	t.Run("a store that fails is asked again at the sweep, not in a tight loop", func(t *testing.T) {
		synctest.Test(t, func(t *testing.T) {
			h := newHouse(t)
			h.store.broken = errIO
			h.store.enqueue(timer("due", time.Now().Add(-time.Hour)))
			claims := 0
			e := h.engine("one", nil, wallClock, func(o *engine.Options) { o.Jobs = counted{h.store, &claims} })
			stop := served(e)
			time.Sleep(time.Minute)
			stop()
			if claims > 40 {
				t.Fatalf("asked %d times in a minute", claims)
			}
		})
	})
	t.Run("shutdown lets running jobs finish and claims nothing more", func(t *testing.T) {
		synctest.Test(t, func(t *testing.T) {
			h := newHouse(t)
			h.store.enqueue(timer("a", time.Now()))
			e := h.engine("one", handling(func(context.Context, *engine.Run) engine.Result {
				time.Sleep(20 * time.Second)
				return engine.Done(nil)
			}), wallClock)
			stop := served(e)
			time.Sleep(time.Second)
			h.store.enqueue(timer("b", time.Now()))
			stop()
			if a, b := h.store.job(t, "a"), h.store.job(t, "b"); a.State != ledger.JobDone || b.Attempts > 1 {
				t.Fatalf("%+v %+v", a, b)
			}
		})
	})
	t.Run("then it interrupts them, and the next claim reconciles", func(t *testing.T) {
		synctest.Test(t, func(t *testing.T) {
			h := newHouse(t)
			key := h.queued()
			p := &post{marks: []string{"connect", "data_end"}, reconciles: []ledger.Delivery{{Kind: ledger.Sent}}}
			p.during = func(ctx context.Context) { <-ctx.Done() }
			send := []engine.Handler{engine.SendHandler(disclosure.Email, h.svc, h.store, p, outbound.Policy{})}
			begin := time.Now()
			h.wait(time.Hour) // the case was made on the house's clock, which is behind
			stop := served(h.engine("one", send))
			time.Sleep(time.Second)
			stop()
			if took := time.Since(begin); took < 30*time.Second || took > time.Minute {
				t.Fatalf("the grace period was %s", took)
			}
			if j := h.store.job(t, key); j.State != ledger.JobWaiting || j.Phase != "data_end" || j.LastError != "interrupted" {
				t.Fatalf("%+v", j)
			}
			h.wait(time.Second)
			h.drain(h.engine("two", send))
			if p.sent != 1 || p.asked != 1 || h.message().State != disclosure.MessageSent {
				t.Fatalf("sent %d, asked %d, %s", p.sent, p.asked, h.message().State)
			}
		})
	})
	t.Run("what went well before shutdown is kept", func(t *testing.T) {
		h := newHouse(t)
		h.store.enqueue(timer("a", start))
		ctx, cancel := context.WithCancel(t.Context())
		e := h.engine("one", handling(func(context.Context, *engine.Run) engine.Result { cancel(); return engine.Done(nil) }))
		_, _ = e.Drain(ctx)
		if j := h.store.job(t, "a"); j.State != ledger.JobDone {
			t.Fatalf("%+v", j)
		}
	})
}

// counted counts claims.
type counted struct {
	*memory
	n *int
}

func (c counted) Claim(ctx context.Context, owner string, q []ledger.Queue, now time.Time, lease time.Duration, n int, except ...ledger.Task) ([]ledger.Job, error) {
	*c.n++
	return c.memory.Claim(ctx, owner, q, now, lease, n, except...)
}

func TestRunKeyRunsOneJobNow(t *testing.T) {
	h := newHouse(t)
	h.store.enqueue(timer("mine", start.Add(time.Hour)), timer("other", start))
	ran := ""
	e := h.engine("one", handling(func(_ context.Context, run *engine.Run) engine.Result { ran += run.Key; return engine.Done(nil) }))
	for i, want := range []bool{true, false} {
		if ok, err := e.RunKey(t.Context(), "mine"); ok != want || err != nil {
			t.Fatalf("call %d: %v %v", i, ok, err)
		}
	}
	if ok, err := e.RunKey(t.Context(), "nothing"); ok || err != nil || ran != "mine" {
		t.Fatalf("%v %v %q", ok, err, ran)
	}
}

func TestDrainRunsWhatBecomesDue(t *testing.T) {
	h := newHouse(t)
	h.store.enqueue(timer("1", start))
	e := h.engine("one", handling(func(_ context.Context, run *engine.Run) engine.Result {
		res := engine.Done(nil)
		if len(run.Key) < 4 {
			res.Jobs = []ledger.Job{timer(run.Key+"1", run.Now)}
		}
		return res
	}))
	if n := h.drain(e); n != 4 {
		t.Fatalf("ran %d jobs", n)
	}
	h.store.broken = errIO
	if _, err := e.Drain(t.Context()); err == nil {
		t.Fatal("a store that fails is an error")
	}
}

// asset is a prober with a fixed answer.
type asset struct {
	o     observed.Observation
	err   error
	asked int
}

func (a *asset) Probe(context.Context, disclosure.CaseID, disclosure.Asset, disclosure.ProbeReason) (observed.Observation, error) {
	a.asked++
	return a.o, a.err
}

func TestProbeJobs(t *testing.T) {
	job := func(reason disclosure.ProbeReason) ledger.Job {
		p := task.Probe{Asset: "A1", Request: disclosure.ProbeRequest{Reason: reason}}
		j := ledger.NewJob(ledger.QueueProbe, "p/"+string(reason), p).At(start)
		j.Case = caseID
		return j
	}
	prepared := func(t *testing.T, a *asset) (*house, *engine.Engine) {
		h := newHouse(t)
		h.open()
		return h, h.engine("one", []engine.Handler{engine.ProbeHandler(h.svc, a)})
	}
	t.Run("an answer is a command", func(t *testing.T) {
		a := &asset{o: observed.Observation{Verdict: observed.Open, Reason: observed.ReasonOpen, Started: start}}
		h, e := prepared(t, a)
		h.store.enqueue(job(disclosure.ProbeForSchedule))
		h.drain(e)
		c, _ := h.svc.Load(t.Context(), caseID)
		if got, _ := c.Asset("A1"); got.Exposure != disclosure.ExposureOpen || got.NextProbe.IsZero() {
			t.Fatalf("%+v", got)
		}
	})
	t.Run("STOP, an ended case and a budget that is used up ask nothing", func(t *testing.T) {
		for name, prep := range map[string]func(*house){
			"stop":  func(h *house) { h.do(exposure.StopProbing{Asset: "A1"}) },
			"ended": func(h *house) { h.do(record.RejectCase{}) },
			"budget": func(h *house) {
				for range 120 {
					h.do(exposure.RecordProbe{Asset: "A1", Observation: observed.Observation{Started: h.now()}})
					h.wait(12 * time.Hour)
				}
				h.store.jobs = nil
			},
		} {
			a := &asset{}
			h, e := prepared(t, a)
			prep(h)
			h.store.enqueue(job(disclosure.ProbeForSchedule))
			h.drain(e)
			if j := h.store.job(t, "p/"+string(disclosure.ProbeForSchedule)); a.asked != 0 || j.State != ledger.JobDone {
				t.Errorf("%s: asked %d, %+v", name, a.asked, j)
			}
		}
	})
	t.Run("the budget of the day puts a regular probe off until tomorrow", func(t *testing.T) {
		a := &asset{}
		h, e := prepared(t, a)
		for range 4 {
			h.do(exposure.RecordProbe{Asset: "A1", Observation: observed.Observation{Started: h.now()}})
		}
		h.store.jobs = nil
		h.store.enqueue(job(disclosure.ProbeForSchedule), job(disclosure.ProbeForClaim))
		h.drain(e)
		j := h.store.job(t, "p/"+string(disclosure.ProbeForSchedule))
		if a.asked != 1 || j.State != ledger.JobWaiting || j.Due.Day() == start.Day() {
			t.Fatalf("asked %d, %+v", a.asked, j)
		}
	})
	t.Run("what cannot be planned fails, what was interrupted comes back", func(t *testing.T) {
		for code, want := range map[fault.Code]ledger.JobState{
			fault.Invalid: ledger.JobFailed, fault.Unavailable: ledger.JobWaiting,
		} {
			a := &asset{err: fault.Errorf(code, "no")}
			h, e := prepared(t, a)
			h.store.enqueue(job(disclosure.ProbeForPerson))
			h.drain(e)
			if j := h.store.job(t, "p/"+string(disclosure.ProbeForPerson)); j.State != want {
				t.Errorf("%s: %+v", code, j)
			}
		}
	})
	t.Run("a probe whose turn has not come waits for it in the table, however often, and that is no failure", func(t *testing.T) {
		a := &asset{err: engine.Deferred{For: 90 * time.Second}}
		h, e := prepared(t, a)
		h.store.enqueue(job(disclosure.ProbeForSchedule))
		for range 100 {
			h.drain(e)
			if j := h.store.job(t, "p/"+string(disclosure.ProbeForSchedule)); j.State != ledger.JobWaiting || !j.Due.Equal(h.now().Add(90*time.Second)) {
				t.Fatalf("%+v", j)
			}
			h.wait(90 * time.Second)
		}
	})
	t.Run("a deadline rings", func(t *testing.T) {
		h, _ := prepared(t, &asset{})
		h.do(deadline.SetDeadline{Clause: "publication", Due: civil.OnDay(2020, 1, 28)})
		h.wait(48 * time.Hour)
		h.drain(h.engine("one", []engine.Handler{engine.DeadlineHandler()}))
		c, _ := h.svc.Load(t.Context(), caseID)
		if k := c.Clocks["publication"]; k.State != disclosure.ClockOverdue {
			t.Fatalf("%+v", k)
		}
	})
}

// reading is the payload of the inbound jobs here.
type reading struct{ ledger.ItemRef }

func (reading) Task() ledger.Task { return "test/inbound" }

func TestWhatComesInIsNeverDropped(t *testing.T) {
	run := func(t *testing.T, read engine.Interpreter) (*house, ledger.Job) {
		h := newHouse(t)
		h.open()
		h.store.inbox[7] = &ledger.Inbound{ID: 7, State: ledger.InboundNew}
		h.store.enqueue(ledger.NewJob(ledger.QueueInbound, "in", reading{ledger.ItemRef{Inbox: 7}}).At(start))
		h.drain(h.engine("one", []engine.Handler{engine.InboundHandler[reading](h.store, read)}))
		return h, h.store.job(t, "in")
	}
	t.Run("matched", func(t *testing.T) {
		h, j := run(t, func(context.Context, ledger.Inbound, []byte) (engine.Meaning, error) {
			return engine.Meaning{
				Case: caseID, Command: incoming.RecordInbound{Inbox: 7, Kind: disclosure.KindReplied, Channel: disclosure.Email},
				Inbox: ledger.InboxUpdate{State: ledger.InboundMatched, Case: caseID},
			}, nil
		})
		if in := h.store.inbox[7]; in.State != ledger.InboundMatched || j.State != ledger.JobDone {
			t.Fatalf("%+v %+v", in, j)
		}
	})
	t.Run("for a person", func(t *testing.T) {
		h, j := run(t, func(context.Context, ledger.Inbound, []byte) (engine.Meaning, error) {
			return engine.Meaning{Inbox: ledger.InboxUpdate{State: ledger.InboundWaiting, Note: "no case"}}, nil
		})
		if in := h.store.inbox[7]; in.State != ledger.InboundWaiting || j.State != ledger.JobDone {
			t.Fatalf("%+v %+v", in, j)
		}
	})
	t.Run("unreadable", func(t *testing.T) {
		h, j := run(t, func(context.Context, ledger.Inbound, []byte) (engine.Meaning, error) {
			return engine.Meaning{}, errIO
		})
		if in := h.store.inbox[7]; in.State != ledger.InboundFailed || in.Note == "" || j.State != ledger.JobDone {
			t.Fatalf("%+v %+v", in, j)
		}
	})
	t.Run("somebody who has to be asked does not answer", func(t *testing.T) {
		h, j := run(t, func(context.Context, ledger.Inbound, []byte) (engine.Meaning, error) {
			return engine.Meaning{}, fault.Errorf(fault.Unavailable, "down")
		})
		if in := h.store.inbox[7]; in.State != ledger.InboundNew || j.State != ledger.JobWaiting || j.LastError != "down" {
			t.Fatalf("%+v %+v", in, j)
		}
	})
	t.Run("breaks the parser", func(t *testing.T) {
		h, j := run(t, func(context.Context, ledger.Inbound, []byte) (engine.Meaning, error) { panic("defect") })
		if in := h.store.inbox[7]; in.State != ledger.InboundFailed || j.State != ledger.JobDone {
			t.Fatalf("%+v %+v", in, j)
		}
	})
	t.Run("interrupted", func(t *testing.T) {
		h := newHouse(t)
		h.store.inbox[7] = &ledger.Inbound{ID: 7, State: ledger.InboundNew}
		h.store.enqueue(ledger.NewJob(ledger.QueueInbound, "in", reading{ledger.ItemRef{Inbox: 7}}).At(start))
		ctx, cancel := context.WithCancel(t.Context())
		_, _ = h.engine("one", []engine.Handler{engine.InboundHandler[reading](h.store, func(ctx context.Context, _ ledger.Inbound, _ []byte) (engine.Meaning, error) {
			cancel()
			return engine.Meaning{}, ctx.Err()
		})}).Drain(ctx)
		if in, j := h.store.inbox[7], h.store.job(t, "in"); in.State != ledger.InboundNew || j.State != ledger.JobWaiting {
			t.Fatalf("%+v %+v", in, j)
		}
	})
}
