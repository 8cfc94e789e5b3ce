package engine_test

import (
	"context"
	"encoding/json"
	"errors"
	"slices"
	"sync"
	"testing"
	"time"

	"go.uber.org/goleak"

	"daylight/disclosure"
	"daylight/disclosure/civil"
	"daylight/disclosure/command"
	"daylight/disclosure/command/message"
	"daylight/disclosure/command/record"
	"daylight/disclosure/engine"
	"daylight/disclosure/fault"
	"daylight/disclosure/ledger"
	"daylight/disclosure/outbound"
	"daylight/disclosure/person"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// memory is a store, a job table and an inbox in memory, with the semantics of package db: cases go through JSON,
// keys are unique, leases are fenced by their owner, and a waiting job has the phase that its finish gave it.
type memory struct {
	mu      sync.Mutex
	now     func() time.Time
	cases   map[disclosure.CaseID][]byte
	events  map[disclosure.CaseID][]disclosure.Event
	jobs    []*ledger.Job
	blobs   map[disclosure.BlobRef][]byte
	inbox   map[int64]*ledger.Inbound
	refs    []ledger.Ref
	commits int
	renewed int
	refuse  func(ledger.Commit) error // fails a commit
	broken  error                     // fails every claim
}

func newMemory(now func() time.Time) *memory {
	return &memory{
		now: now, cases: map[disclosure.CaseID][]byte{}, events: map[disclosure.CaseID][]disclosure.Event{},
		blobs: map[disclosure.BlobRef][]byte{}, inbox: map[int64]*ledger.Inbound{},
	}
}

func (m *memory) Load(_ context.Context, id disclosure.CaseID) (*disclosure.Case, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	b, ok := m.cases[id]
	if !ok {
		return nil, fault.Errorf(fault.NotFound, "there is no case %s", id)
	}
	var c disclosure.Case
	return &c, json.Unmarshal(b, &c)
}

func (m *memory) NextNumber(context.Context, string, int) (int, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	return len(m.cases) + 1, nil
}

func (m *memory) Commit(_ context.Context, c ledger.Commit) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.refuse != nil {
		if err := m.refuse(c); err != nil {
			return err
		}
	}
	var job *ledger.Job
	if f := c.Finish; f != nil {
		if job = m.held(f.JobID, f.Owner); job == nil {
			return ledger.ErrLeaseLost
		}
	}
	if c.Case != nil {
		if have := len(m.events[c.Case.ID]); have != c.Expect {
			return command.Changed(c.Case.ID, c.Expect, have)
		}
		b, err := json.Marshal(c.Case)
		if err != nil {
			return err
		}
		m.cases[c.Case.ID] = b
		m.events[c.Case.ID] = append(m.events[c.Case.ID], c.Events...)
	}
	m.commits++
	for _, b := range c.Blobs {
		m.blobs[b.Ref] = b.Plain
	}
	m.add(c.Jobs)
	m.refs = append(m.refs, c.Refs...)
	if u := c.Inbox; u != nil && m.inbox[u.ID] != nil {
		m.inbox[u.ID].State, m.inbox[u.ID].Note, m.inbox[u.ID].Case = u.State, u.Note, u.Case
	}
	if job != nil {
		f := c.Finish
		job.State, job.LastError, job.LeaseOwner = f.State, f.LastError, ""
		if f.Receipt != "" {
			job.Receipt = f.Receipt
		}
		if f.State == ledger.JobWaiting {
			job.Due, job.Phase = f.Due, f.Phase
		}
	}
	return nil
}

func (m *memory) held(id int64, owner string) *ledger.Job {
	for _, j := range m.jobs {
		if j.ID == id && j.LeaseOwner == owner && j.State == ledger.JobRunning {
			return j
		}
	}
	return nil
}

func (m *memory) add(jobs []ledger.Job) {
	for _, j := range jobs {
		if slices.ContainsFunc(m.jobs, func(old *ledger.Job) bool { return old.Key == j.Key }) {
			continue
		}
		j.ID, j.State = int64(len(m.jobs)+1), ledger.JobWaiting
		m.jobs = append(m.jobs, &j)
	}
}

func (m *memory) enqueue(jobs ...ledger.Job) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.add(jobs)
}

func (m *memory) Claim(
	_ context.Context, owner string, queues []ledger.Queue, now time.Time, lease time.Duration, n int, except ...ledger.Task,
) ([]ledger.Job, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.broken != nil {
		return nil, m.broken
	}
	var out []ledger.Job
	for _, j := range m.jobs {
		if len(out) < n && m.free(j, now) && !j.Due.After(now) && slices.Contains(queues, j.Queue) && !slices.Contains(except, j.Task()) {
			out = append(out, m.take(j, owner, now.Add(lease)))
		}
	}
	return out, nil
}

func (m *memory) free(j *ledger.Job, now time.Time) bool {
	return j.State == ledger.JobWaiting || (j.State == ledger.JobRunning && !j.LeaseUntil.After(now))
}

func (m *memory) take(j *ledger.Job, owner string, until time.Time) ledger.Job {
	j.State, j.LeaseOwner, j.LeaseUntil = ledger.JobRunning, owner, until
	j.Attempts++
	return *j
}

func (m *memory) ClaimKey(_ context.Context, owner, key string, now time.Time, lease time.Duration) (ledger.Job, bool, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	for _, j := range m.jobs {
		if j.Key == key && m.free(j, now) {
			return m.take(j, owner, now.Add(lease)), true, nil
		}
	}
	return ledger.Job{}, false, nil
}

func (m *memory) NextDue(_ context.Context, queues []ledger.Queue) (time.Time, bool, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	var next time.Time
	for _, j := range m.jobs {
		due := j.Due
		if !slices.Contains(queues, j.Queue) {
			continue
		}
		if j.State == ledger.JobRunning {
			due = j.LeaseUntil
		} else if j.State != ledger.JobWaiting {
			continue
		}
		if next.IsZero() || due.Before(next) {
			next = due
		}
	}
	return next, !next.IsZero(), nil
}

func (m *memory) Mark(_ context.Context, id int64, owner, phase string) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	j := m.held(id, owner)
	if j == nil {
		return ledger.ErrLeaseLost
	}
	j.Phase = phase
	return nil
}

func (m *memory) Renew(_ context.Context, id int64, owner string, until time.Time) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	j := m.held(id, owner)
	if j == nil {
		return ledger.ErrLeaseLost
	}
	m.renewed++
	j.LeaseUntil = until
	return nil
}

func (m *memory) Blob(_ context.Context, ref disclosure.BlobRef) ([]byte, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	b, ok := m.blobs[ref]
	if !ok {
		return nil, fault.Errorf(fault.NotFound, "the blob was erased")
	}
	return b, nil
}

func (m *memory) Inbound(_ context.Context, id int64) (ledger.Inbound, []byte, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	in, ok := m.inbox[id]
	if !ok {
		return ledger.Inbound{}, nil, fault.Errorf(fault.NotFound, "no item %d", id)
	}
	return *in, []byte("raw"), nil
}

// job returns the row with the key.
func (m *memory) job(t testing.TB, key string) ledger.Job {
	t.Helper()
	m.mu.Lock()
	defer m.mu.Unlock()
	for _, j := range m.jobs {
		if j.Key == key {
			return *j
		}
	}
	t.Fatalf("no job %s", key)
	return ledger.Job{}
}

// house is an engine with everything around it, on a clock that tests set.
type house struct {
	t     testing.TB
	store *memory
	svc   *command.Service
	mu    sync.Mutex
	clock time.Time
}

var (
	start = time.Date(2020, 1, 27, 9, 0, 0, 0, time.UTC)
	ada   = disclosure.Actor{Name: "ada", Role: disclosure.Lead, Hand: person.Hand{Via: person.CLI, Login: "ada", Proof: person.ByLogin}}
	errIO = errors.New("disk full")
)

const caseID disclosure.CaseID = "DL-2020-0001"

func newHouse(t testing.TB) *house {
	h := &house{t: t, clock: start}
	h.store = newMemory(h.now)
	rules := command.DefaultRules()
	h.svc = command.New(command.Options{Store: h.store, Clock: h.now, Rules: rules})
	return h
}

func (h *house) now() time.Time {
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.clock
}

func (h *house) wait(d time.Duration) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.clock = h.clock.Add(d)
}

func (h *house) engine(owner string, handlers []engine.Handler, change ...func(*engine.Options)) *engine.Engine {
	o := engine.Options{
		Jobs: h.store, Leases: h.store, Service: h.svc, Handlers: slices.Clone(handlers), Clock: h.now, Owner: owner,
	}
	for _, f := range change {
		f(&o)
	}
	return engine.New(o)
}

func (h *house) do(cmd command.Command) command.Result {
	h.t.Helper()
	who := ada
	if cmd.Rule().Rank == "" {
		who = disclosure.Engine() // results are for the engine alone to bring
	}
	res, err := h.svc.Execute(context.Background(), caseID, who, cmd, command.Extra{})
	if err != nil {
		h.t.Fatal(err)
	}
	return res
}

// open records a case with one asset and one contact, and empties the job table.
func (h *house) open() {
	h.t.Helper()
	_, err := h.svc.Open(context.Background(), ada, record.Record{Discovered: civil.OnDay(2020, 1, 24), Facts: disclosure.Facts{
		Title: "Open bucket", Assets: []disclosure.Asset{{Kind: "s3", Target: "https://b.example/"}},
	}}, "")
	if err != nil {
		h.t.Fatal(err)
	}
	h.store.jobs = nil
	h.do(record.AddContact{Contact: disclosure.Contact{Role: disclosure.Vendor, Channel: disclosure.Email, Address: "a@vendor.example"}})
}

// queued hands a first contact to its sender and returns the key of the job.
func (h *house) queued() string {
	h.t.Helper()
	h.open()
	h.do(message.NewDraft{
		Draft: disclosure.Draft{Template: disclosure.FirstContact, Contact: "C1", Subject: "s", Body: "b", Because: "this house asks nothing"},
		Blob:  disclosure.Blob{Ref: "b", Plain: []byte("text")},
	})
	h.do(message.ApproveDraft{
		ID: "D1", Message: disclosure.Message{ID: "<m@team>", To: "a@vendor.example", Raw: "raw"}, Blob: disclosure.Blob{Ref: "raw", Plain: []byte("frozen")},
	})
	return h.do(message.SendDraft{ID: "D1"}).Jobs[0].Key
}

func (h *house) message() disclosure.Message {
	h.t.Helper()
	c, err := h.svc.Load(context.Background(), caseID)
	if err != nil {
		h.t.Fatal(err)
	}
	return c.Messages[0]
}

func (h *house) drain(e *engine.Engine) int {
	h.t.Helper()
	n, err := e.Drain(context.Background())
	if err != nil {
		h.t.Fatal(err)
	}
	return n
}

// post is a sender whose outcomes are given; it counts what left.
type post struct {
	mu         sync.Mutex
	sends      []ledger.Delivery
	reconciles []ledger.Delivery
	marks      []string // marked before each send
	sent       int
	asked      int
	during     func(ctx context.Context)
}

func (p *post) Send(ctx context.Context, out ledger.Outgoing, mark func(context.Context, string) error) ledger.Delivery {
	p.mu.Lock()
	defer p.mu.Unlock()
	for _, phase := range p.marks {
		if err := mark(ctx, phase); err != nil {
			return ledger.Delivery{Kind: ledger.Retry, Reason: "not marked"}
		}
	}
	p.sent++
	if p.during != nil {
		p.during(ctx)
	}
	if string(out.Bytes) != "frozen" {
		return ledger.Delivery{Kind: ledger.Permanent, Reason: "other bytes"}
	}
	return next(&p.sends)
}

func (p *post) Find(context.Context, ledger.Outgoing) ledger.Delivery {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.asked++
	return next(&p.reconciles)
}

// next takes the first outcome off the list and keeps the last one for ever.
func next(list *[]ledger.Delivery) ledger.Delivery {
	if len(*list) == 0 {
		return ledger.Delivery{}
	}
	d := (*list)[0]
	if len(*list) > 1 {
		*list = (*list)[1:]
	}
	return d
}

func (h *house) mailer(p *post) *engine.Engine {
	return h.engine("one", []engine.Handler{engine.SendHandler(disclosure.Email, h.svc, h.store, p, outbound.Policy{})})
}
