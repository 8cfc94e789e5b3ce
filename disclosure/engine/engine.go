package engine

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"runtime/debug"
	"sync"
	"time"

	"daylight/disclosure"
	"daylight/disclosure/command"
	"daylight/disclosure/ledger"
)

// Jobs is where the engine gets its work. All times are UTC.
type Jobs interface {
	Claim(ctx context.Context, owner string, queues []ledger.Queue, now time.Time, lease time.Duration, n int,
		except ...ledger.Task) ([]ledger.Job, error)
	ClaimKey(ctx context.Context, owner, key string, now time.Time, lease time.Duration) (ledger.Job, bool, error)
	NextDue(ctx context.Context, queues []ledger.Queue) (time.Time, bool, error)
}

// Leases keeps what is known about a running job. Both calls fail with [ledger.ErrLeaseLost] when the job was
// taken over.
type Leases interface {
	Mark(ctx context.Context, jobID int64, owner, phase string) error
	Renew(ctx context.Context, jobID int64, owner string, until time.Time) error
}

// Handler does the jobs of a task, one at a call. Do must return when ctx ends.
type Handler struct {
	Task ledger.Task
	Do   func(ctx context.Context, run *Run) Result
}

// Typed is the handler of the task that the payload is for. A job whose payload cannot be read fails: no other attempt
// would read it.
func Typed[P ledger.Payload](do func(ctx context.Context, run *Run, p P) Result) Handler {
	var zero P
	return Handler{Task: zero.Task(), Do: func(ctx context.Context, run *Run) Result {
		p, err := ledger.PayloadOf[P](run.Job)
		if err != nil {
			return Failed(err.Error())
		}
		return do(ctx, run, p)
	}}
}

// Run is a job in the hands of a handler.
type Run struct {
	ledger.Job
	Now  time.Time
	mark func(ctx context.Context, phase string) error
}

// Mark commits the name of the step that comes next. A job that dies here is claimed again with the last mark in
// Phase.
func (r *Run) Mark(ctx context.Context, phase string) error {
	if err := r.mark(ctx, phase); err != nil {
		return err
	}
	r.Phase = phase
	return nil
}

// Result is the outcome of a job.
type Result struct {
	ledger.Delivery
	// Case is the case that Command is about, where that is not the job's own.
	Case    disclosure.CaseID
	Command command.Command // executed in the transaction that ends the job; nil for none
	Inbox   *ledger.InboxUpdate
	Refs    []ledger.Ref
	Blobs   []disclosure.Blob
	Jobs    []ledger.Job // follow-ups that belong to no case
	// Phase is where a job that runs again stands. The zero value starts from the beginning.
	Phase string
	// Until is when a job that has nothing to do yet runs again, to the moment and however often: it is no failed attempt.
	Until time.Time
}

// Done is the result of a job that went well and leads to a command, nil for none.
func Done(cmd command.Command) Result {
	return Result{Delivery: ledger.Delivery{Kind: ledger.Sent}, Command: cmd}
}

// Again is the result of a job that has to run once more.
func Again(after time.Duration, reason string) Result {
	return Result{Delivery: ledger.Delivery{Kind: ledger.Retry, After: after, Reason: reason}}
}

// Later is the result of a job whose time has not come.
func Later(until time.Time, reason string) Result {
	return Result{Delivery: ledger.Delivery{Kind: ledger.Retry, Reason: reason}, Until: until}
}

// Failed is the result of a job that will never go well.
func Failed(reason string) Result {
	return Result{Delivery: ledger.Delivery{Kind: ledger.Permanent, Reason: reason}}
}

// Options are the parts of an [disclosure.Engine].
type Options struct {
	Jobs     Jobs
	Leases   Leases
	Service  *command.Service
	Handlers []Handler // one for each task
	Clock    func() time.Time
	Logger   *slog.Logger
	Owner    string // names this process in leases
	// Workers is how many jobs of a queue run at a time; see defaultWorkers for those that are not in it.
	Workers map[ledger.Queue]int
	Lease   time.Duration // 0 is two minutes
	Sweep   time.Duration // how often the table is looked at without a wake-up; 0 is two seconds
	Grace   time.Duration // how long running jobs may take after shutdown began; 0 is 30 seconds
}

// Engine claims due jobs and runs them.
type Engine struct {
	o        Options
	handlers map[ledger.Task]Handler
	lanes    []*lane
	wake     chan struct{}

	mu      sync.Mutex
	running map[int64]bool // jobs in the hands of this process
}

// New builds an engine.
func New(o Options) *Engine {
	if o.Lease <= 0 {
		o.Lease = 2 * time.Minute
	}
	if o.Sweep <= 0 {
		o.Sweep = 2 * time.Second
	}
	if o.Grace <= 0 {
		o.Grace = 30 * time.Second
	}
	if o.Logger == nil {
		o.Logger = slog.New(slog.DiscardHandler)
	}
	e := &Engine{o: o, handlers: map[ledger.Task]Handler{}, lanes: newLanes(o.Workers), wake: make(chan struct{}, 1), running: map[int64]bool{}}
	for _, h := range o.Handlers {
		e.handlers[h.Task] = h
	}
	return e
}

// Wake makes a running engine look for work now.
func (e *Engine) Wake() {
	select {
	case e.wake <- struct{}{}:
	default:
	}
}

// begin takes a claimed job into the hands of this process. It refuses one that is there already: after the machine
// slept, a lease may end while its holder still works, and the holder could then claim its own job.
func (e *Engine) begin(id int64) bool {
	e.mu.Lock()
	defer e.mu.Unlock()
	if e.running[id] {
		return false
	}
	e.running[id] = true
	return true
}

func (e *Engine) end(id int64) {
	e.mu.Lock()
	defer e.mu.Unlock()
	delete(e.running, id)
}

// Run works until ctx ends. Then it claims nothing more, lets running jobs finish within the grace period and
// gives back the leases of those that did not.
func (e *Engine) Run(ctx context.Context) error {
	work, cancel := context.WithCancel(context.WithoutCancel(ctx))
	defer cancel()
	var running sync.WaitGroup
	for ctx.Err() == nil {
		n, err := e.claimInto(ctx, work, &running)
		if n > 0 {
			continue // there may be more
		}
		e.sleep(ctx, err == nil)
	}
	finished := make(chan struct{})
	go func() { running.Wait(); close(finished) }()
	select {
	case <-finished:
	case <-time.After(e.o.Grace):
		cancel()
		<-finished
	}
	return nil
}

// Drain runs everything that is due now, one job after the other, and returns how many ran. Jobs that become due
// by what ran are run too.
func (e *Engine) Drain(ctx context.Context) (int, error) {
	for n := 0; ; {
		jobs, err := e.o.Jobs.Claim(ctx, e.o.Owner, ledger.Queues(), e.now(), e.o.Lease, 1)
		if err != nil || len(jobs) == 0 {
			return n, err
		}
		e.run(ctx, jobs[0])
		n++
		if ctx.Err() != nil {
			return n, ctx.Err()
		}
	}
}

// RunKey runs the one job with the key now, whether it is due or not. It reports false when the job does not
// wait, because it ran already or runs elsewhere, and for a job whose effect may be under way: the time that the other
// side is given to finish is not for a hurried person to shorten, or what is not there yet is sent twice.
func (e *Engine) RunKey(ctx context.Context, key string) (bool, error) {
	job, ok, err := e.o.Jobs.ClaimKey(ctx, e.o.Owner, key, e.now(), e.o.Lease)
	if err != nil || !ok {
		return false, err
	}
	if wait := job.Due.Sub(e.now()); wait > 0 && job.Queue == ledger.QueueSend && !ledger.Repeatable(job.Phase) {
		run := &Run{Job: job, Now: e.now()}
		return false, e.finish(ctx, run, keep(run, Again(wait, "Daylight waits for it to turn up")))
	}
	e.run(ctx, job)
	return true, nil
}

func (e *Engine) now() time.Time { return e.o.Clock().UTC() }

// run does one job and commits what became of it.
func (e *Engine) run(ctx context.Context, job ledger.Job) {
	if !e.begin(job.ID) {
		return
	}
	defer e.end(job.ID)
	log := e.o.Logger.With("job", job.Key, "task", job.Task())
	run := &Run{Job: job, Now: e.now(), mark: func(ctx context.Context, phase string) error {
		return e.o.Leases.Mark(ctx, job.ID, e.o.Owner, phase)
	}}
	res := e.handle(ctx, run)
	if ctx.Err() != nil && res.Kind != ledger.Sent {
		// Shutdown: the job goes back as it is. What it marked stays, so a send past its point of no return is
		// reconciled and not repeated.
		res = Again(time.Millisecond, interrupted)
		res.Phase = run.Phase
	}
	commit, cancel := context.WithTimeout(context.WithoutCancel(ctx), 20*time.Second)
	defer cancel()
	if err := e.finish(commit, run, res); err != nil {
		if errors.Is(err, ledger.ErrLeaseLost) {
			log.WarnContext(ctx, "another process took the job over; this result is dropped")
			return
		}
		log.ErrorContext(ctx, "the result of a job could not be stored", "error", err)
	}
}

// handle calls the task's handler and turns a panic into a failure of this one job.
func (e *Engine) handle(ctx context.Context, run *Run) (res Result) {
	h, ok := e.handlers[run.Task()]
	if !ok {
		res = Again(10*time.Minute, "there is no handler for the task "+string(run.Task()))
		res.Phase = run.Phase
		return res
	}
	defer func() {
		if p := recover(); p != nil {
			e.o.Logger.ErrorContext(ctx, "a handler panicked", "job", run.Key, "panic", fmt.Sprint(p), "stack", string(debug.Stack()))
			res = Again(0, "defect in the handler")
			res.Phase = run.Phase
		}
	}()
	ctx, stop := e.renew(ctx, run.Job)
	defer stop()
	return h.Do(ctx, run)
}

// renew keeps the lease while the handler works. A lease that is lost ends the handler's context: its result would
// be dropped anyway.
func (e *Engine) renew(ctx context.Context, job ledger.Job) (held context.Context, stop func()) {
	ctx, cancel := context.WithCancel(ctx)
	done := make(chan struct{})
	go func() {
		defer close(done)
		tick := time.NewTicker(e.o.Lease / 3)
		defer tick.Stop()
		for {
			select {
			case <-ctx.Done():
				return
			case <-tick.C:
				// Any other failure may pass before the lease does.
				if err := e.o.Leases.Renew(ctx, job.ID, e.o.Owner, e.now().Add(e.o.Lease)); errors.Is(err, ledger.ErrLeaseLost) {
					cancel()
					return
				}
			}
		}
	}()
	return ctx, func() { cancel(); <-done }
}
