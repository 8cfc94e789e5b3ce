package github

import (
	"context"
	"errors"
	"maps"
	"strings"
	"sync"
	"time"

	"daylight/disclosure"
	"daylight/disclosure/fault"
	"daylight/disclosure/ledger"
)

// memory is a store in memory with the rules of the real one: a key is taken once, and a commit sets references and
// the state of an item together.
type memory struct {
	mu      sync.Mutex
	keys    map[string]int64
	items   map[int64]ledger.Inbound
	raw     map[int64][]byte
	jobs    map[string]ledger.Job
	order   []string
	cursors map[string]string
	refs    []ledger.Ref
	cases   map[disclosure.CaseID]*disclosure.Case
	fail    error // every write fails with it
}

func newMemory(cases ...*disclosure.Case) *memory {
	m := &memory{
		keys: map[string]int64{}, items: map[int64]ledger.Inbound{}, raw: map[int64][]byte{}, jobs: map[string]ledger.Job{},
		cursors: map[string]string{}, cases: map[disclosure.CaseID]*disclosure.Case{},
	}
	if len(cases) == 0 {
		none := trackedCase() // nothing is known of its issue yet
		m.cases[none.ID] = none
	}
	for _, c := range cases {
		m.cases[c.ID] = c
		for _, t := range c.Issues {
			m.refs = append(m.refs, IssueRow(c.ID, t.Ref))
		}
	}
	return m
}

func (m *memory) ports() Ports { return Ports{Inbox: m, Cursors: m, Refs: m, Cases: m, Binder: m} }

func (m *memory) Receive(
	_ context.Context, in ledger.Inbound, raw disclosure.Blob, job ledger.Job,
) (int64, bool, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.fail != nil {
		return 0, false, m.fail
	}
	if id, taken := m.keys[in.Key]; taken {
		return id, false, nil
	}
	id := int64(len(m.keys) + 1)
	in.ID, in.Meta = id, maps.Clone(in.Meta)
	m.keys[in.Key], m.items[id], m.raw[id] = id, in, raw.Plain
	job, err := job.ForItem(id)
	if err != nil {
		return 0, false, err
	}
	m.jobs[job.Key] = job
	m.order = append(m.order, job.Key)
	return id, true, nil
}

func (m *memory) Inbound(_ context.Context, id int64) (ledger.Inbound, []byte, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	in, ok := m.items[id]
	if !ok {
		return in, nil, fault.Errorf(fault.NotFound, "no item %d", id)
	}
	return in, m.raw[id], nil
}

func (m *memory) Cursor(_ context.Context, name string) (string, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.cursors[name], nil
}

func (m *memory) SetCursor(_ context.Context, name, value string) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.fail != nil {
		return m.fail
	}
	m.cursors[name] = value
	return nil
}

func (m *memory) Ref(_ context.Context, id disclosure.CaseID, owner, name string) (string, bool, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	for i := len(m.refs) - 1; i >= 0; i-- {
		if r := m.refs[i]; r.Case == id && r.Owner == owner && r.Name == name {
			return r.Value, true, nil
		}
	}
	return "", false, nil
}

func (m *memory) FindRef(_ context.Context, owner, name, value string) (disclosure.CaseID, bool, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	for _, r := range m.refs {
		if r.Owner == owner && r.Name == name && r.Value == value {
			return r.Case, true, nil
		}
	}
	return "", false, nil
}

func (m *memory) FindRefs(_ context.Context, owner, prefix string) ([]ledger.Ref, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	var out []ledger.Ref
	for _, r := range m.refs {
		if r.Owner == owner && strings.HasPrefix(r.Name, prefix) {
			out = append(out, r)
		}
	}
	return out, nil
}

func (m *memory) Commit(_ context.Context, c ledger.Commit) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.fail != nil {
		return m.fail
	}
	for _, r := range c.Refs {
		for _, old := range m.refs {
			if r.Sole && old.Owner == r.Owner && old.Name == r.Name && old.Value != r.Value {
				return fault.Errorf(fault.Refused, "%s is taken", r.Name)
			}
		}
	}
	m.refs = append(m.refs, c.Refs...)
	return nil
}

func (m *memory) Load(_ context.Context, id disclosure.CaseID) (*disclosure.Case, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if c, ok := m.cases[id]; ok {
		return c.Clone(), nil
	}
	return nil, fault.Errorf(fault.NotFound, "no case %s", id)
}

func (m *memory) FindMessage(_ context.Context, marker string) (disclosure.CaseID, string, bool, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	for id, c := range m.cases {
		if msg, ok := c.Message(marker); ok {
			return id, msg.Key, true, nil
		}
	}
	return "", "", false, nil
}

// understandAll runs the inbound jobs as the engine would, and returns the readings that have commands. crash makes
// the commit of an item fail once, after everything before it happened.
func (m *memory) understandAll(ctx context.Context, c *Channel, crash bool) ([]Reading, error) {
	var out []Reading
	for i := 0; ; i++ {
		m.mu.Lock()
		if i >= len(m.order) {
			m.mu.Unlock()
			return out, nil
		}
		job, err := ledger.PayloadOf[Inbound](m.jobs[m.order[i]])
		if err != nil {
			m.mu.Unlock()
			return out, err
		}
		done := m.items[job.Inbox].State != ledger.InboundNew
		m.mu.Unlock()
		if done {
			continue
		}
		r, err := c.Understand(ctx, job.Inbox)
		if err != nil {
			return out, err
		}
		if crash {
			// The process died before the commit; the job runs again.
			if r, err = c.Understand(ctx, job.Inbox); err != nil {
				return out, err
			}
		}
		m.mu.Lock()
		in := m.items[job.Inbox]
		in.State, in.Note = r.Inbox.State, r.Inbox.Note
		m.items[in.ID] = in
		m.refs = append(m.refs, r.Refs...)
		m.mu.Unlock()
		if len(r.Commands) > 0 {
			out = append(out, r)
		}
	}
}

func (m *memory) states() map[ledger.InboundState]int {
	m.mu.Lock()
	defer m.mu.Unlock()
	out := map[ledger.InboundState]int{}
	for _, in := range m.items {
		out[in.State]++
	}
	return out
}

// errStore is a store that is down.
var errStore = errors.New("the disk is full")

// start is the time at which the tests begin: the day of the first contact in the reference case.
var start = time.Date(2020, 1, 27, 9, 0, 0, 0, time.UTC)
