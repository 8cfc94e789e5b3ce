package disclosure

import (
	"context"
	"errors"
	"io"
	"time"
)

// Store keeps cases. Commit is one transaction.
type Store interface {
	// Load returns the case as of its last event, or an error with code NotFound.
	Load(ctx context.Context, id CaseID) (*Case, error)
	// NextNumber proposes the number of the next case of a year. It reserves nothing: a Commit that loses the
	// race fails with Conflict.
	NextNumber(ctx context.Context, prefix string, year int) (int, error)
	// Commit appends events, writes the projected case, adds jobs and blobs and finishes a job, all or nothing.
	// It fails with Conflict when the case moved on since Expect, and with [ErrLeaseLost] when the job to finish
	// is not held any more.
	Commit(ctx context.Context, c Commit) error
}

// ErrLeaseLost says that somebody else took over a job while it ran; its result is dropped.
var ErrLeaseLost = errors.New("the lease of the job was lost")

// Commit is what one transaction writes.
type Commit struct {
	Case   *Case // after the events; nil when only a job is finished
	Expect int   // version of the case before the events; 0 for a new case
	Events []Event
	Jobs   []Job // a job whose key exists already is skipped
	Blobs  []Blob
	Finish *Finish
	Inbox  *InboxUpdate
	Refs   []Ref
}

// Finish ends a running job. It is fenced: only the holder of the lease can finish it.
type Finish struct {
	JobID     int64
	Owner     string
	State     JobState // JobDone, JobFailed, JobUncertain, or JobWaiting to run again at Due
	Due       time.Time
	LastError string
	Receipt   string
	Phase     string
}

// InboxUpdate moves an inbound item.
type InboxUpdate struct {
	ID    int64
	State InboundState
	Case  CaseID
	Note  string
}

// Ref is where a channel keeps something of a case, such as the channel and timestamp of a Slack card.
type Ref struct {
	Case  CaseID
	Owner string // slack, github
	Name  string // card, thread
	Value string
}

// Reaction derives further jobs from what happened, in the same transaction: a card to refresh, a comment to
// write. It is pure. Channels bring their own, so that the domain need not know them.
type Reaction func(before, after *Case, events []Event) []Job

// Service executes commands: load, decide, apply, commit. It is the only write path to cases.
type Service struct {
	store  Store
	clock  func() time.Time
	rules  Rules
	random io.Reader
	prefix string
	react  []Reaction
	wake   func()
}

// ServiceOptions are the parts of a [Service].
type ServiceOptions struct {
	Store  Store
	Clock  func() time.Time // UTC
	Rules  Rules
	Random io.Reader // nil is crypto/rand
	Prefix string    // of case ids; "" is DL
	React  []Reaction
	Wake   func() // called after a commit that added jobs; may be nil
}

// NewService builds a service.
func NewService(o ServiceOptions) *Service {
	if o.Prefix == "" {
		o.Prefix = "DL"
	}
	if o.Wake == nil {
		o.Wake = func() {}
	}
	return &Service{
		store: o.Store, clock: o.Clock, rules: o.Rules, random: o.Random, prefix: o.Prefix, react: o.React, wake: o.Wake,
	}
}

// Rules returns the rules in force.
func (s *Service) Rules() Rules { return s.rules }

// Now returns the service's time, UTC.
func (s *Service) Now() time.Time { return s.clock().UTC() }

// Load returns a case.
func (s *Service) Load(ctx context.Context, id CaseID) (*Case, error) { return s.store.Load(ctx, id) }

// Blob salts and names content for a command.
func (s *Service) Blob(plain []byte) (Blob, error) { return NewBlob(plain, s.random) }

// Result is what a command led to.
type Result struct {
	Case   *Case
	Events []Event
	Jobs   []Job
}

// Extra is what goes into the transaction of a command besides its own events and jobs.
type Extra struct {
	Finish *Finish
	Inbox  *InboxUpdate
	Blobs  []Blob
	Refs   []Ref
	Jobs   []Job
	// Version is the version of the case that the person saw; 0 means whatever is there now. A case that moved on
	// is a Conflict.
	Version int
}
