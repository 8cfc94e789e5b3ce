package command

import (
	"context"
	"io"
	"time"

	"daylight/disclosure"
	"daylight/disclosure/ledger"
)

// Store keeps cases. Commit is one transaction.
type Store interface {
	// Load returns the case as of its last event, or an error with code NotFound.
	Load(ctx context.Context, id disclosure.CaseID) (*disclosure.Case, error)
	// NextNumber proposes the number of the next case of a year. It reserves nothing: a Commit that loses the
	// race fails with Conflict.
	NextNumber(ctx context.Context, prefix string, year int) (int, error)
	// Commit appends events, writes the projected case, adds jobs and blobs and finishes a job, all or nothing.
	// It fails with Conflict when the case moved on since Expect, and with [ledger.ErrLeaseLost] when the job to finish
	// is not held any more.
	Commit(ctx context.Context, c ledger.Commit) error
}

// Reaction derives further jobs from what happened, in the same transaction: a card to refresh, a comment to
// write. It is pure. Channels bring their own, so that the domain need not know them.
type Reaction func(before, after *disclosure.Case, events []disclosure.Event) []ledger.Job

// Service executes commands: load, decide, apply, commit. It is the only write path to cases.
type Service struct {
	store  Store
	clock  func() time.Time
	rules  Rules
	random io.Reader
	prefix string
	react  []Reaction
	wake   func()
	order  Extra // of [Service.With]
}

// Options are the parts of a [Service].
type Options struct {
	Store  Store
	Clock  func() time.Time // UTC
	Rules  Rules
	Random io.Reader // nil is crypto/rand
	Prefix string    // of case ids; "" is DL
	React  []Reaction
	Wake   func() // called after a commit that added jobs; may be nil
}

// New builds a service.
func New(o Options) *Service {
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
func (s *Service) Load(ctx context.Context, id disclosure.CaseID) (*disclosure.Case, error) {
	return s.store.Load(ctx, id)
}

// Blob salts and names content for a command.
func (s *Service) Blob(plain []byte) (disclosure.Blob, error) {
	return disclosure.NewBlob(plain, s.random)
}

// With returns the service for one order of a person: what is executed by it is decided on the version of the case that they saw, and
// keeps the references in the same transaction. An order that names itself by a reference is given twice and carried out once.
func (s *Service) With(version int, refs ...ledger.Ref) *Service {
	out := *s
	out.order = Extra{Version: version, Refs: refs}
	return &out
}

// Result is what a command led to.
type Result struct {
	Case   *disclosure.Case
	Events []disclosure.Event
	Jobs   []ledger.Job
}

// Extra is what goes into the transaction of a command besides its own events and jobs.
type Extra struct {
	Finish *ledger.Finish
	Inbox  *ledger.InboxUpdate
	Blobs  []disclosure.Blob
	Refs   []ledger.Ref
	Jobs   []ledger.Job
	// Version is the version of the case that the person saw; 0 means whatever is there now. A case that moved on
	// is a Conflict.
	Version int
}
