package dbtest

import (
	"context"
	"testing"
	"time"

	"daylight/disclosure"
	"daylight/disclosure/command"
	"daylight/disclosure/ledger"
)

// Store is everything that consumers ask of a store, each through an interface of its own.
type Store interface {
	command.Store
	Reader
	Queue
	Inbox
	Finder
}

// Reader answers questions about cases and their texts.
type Reader interface {
	Events(ctx context.Context, id disclosure.CaseID) ([]disclosure.Event, error)
	List(ctx context.Context, f ledger.Filter) ([]ledger.Summary, error)
	Blob(ctx context.Context, ref disclosure.BlobRef) ([]byte, error)
	EraseBlob(ctx context.Context, ref disclosure.BlobRef) error
}

// Queue hands out jobs.
type Queue interface {
	Claim(ctx context.Context, owner string, queues []ledger.Queue, now time.Time, lease time.Duration, n int, except ...ledger.Task) (
		[]ledger.Job, error)
	ClaimKey(ctx context.Context, owner, key string, now time.Time, lease time.Duration) (ledger.Job, bool, error)
	Mark(ctx context.Context, jobID int64, owner, phase string) error
	Renew(ctx context.Context, jobID int64, owner string, until time.Time) error
	NextDue(ctx context.Context, queues []ledger.Queue) (time.Time, bool, error)
	Jobs(ctx context.Context, f ledger.JobFilter) ([]ledger.Job, error)
	Enqueue(ctx context.Context, jobs []ledger.Job) error
}

// Inbox keeps what came in.
type Inbox interface {
	Receive(ctx context.Context, in ledger.Inbound, raw disclosure.Blob, job ledger.Job) (int64, bool, error)
	Inbound(ctx context.Context, id int64) (ledger.Inbound, []byte, error)
	ListInbound(ctx context.Context, state ledger.InboundState, limit int) ([]ledger.Inbound, error)
}

// Finder looks cases up by what the outside knows of them.
type Finder interface {
	Ref(ctx context.Context, id disclosure.CaseID, owner, name string) (string, bool, error)
	FindRef(ctx context.Context, owner, name, value string) (disclosure.CaseID, bool, error)
	FindRefs(ctx context.Context, owner, prefix string) ([]ledger.Ref, error)
	FindMessage(ctx context.Context, messageID string) (disclosure.CaseID, string, bool, error)
	FindTarget(ctx context.Context, canonicalTarget string) ([]disclosure.CaseID, error)
	Cursor(ctx context.Context, name string) (string, error)
	SetCursor(ctx context.Context, name, value string) error
}

// Run runs the suite. open returns a new, empty store that ends with the test.
func Run(t *testing.T, open func(t *testing.T) Store) {
	t.Helper()
	for name, test := range map[string]func(*testing.T, Store){
		"a case comes back as it was committed":                  testRoundTrip,
		"what is not there is not found":                         testNotFound,
		"a change to an old version is a conflict":               testConflict,
		"a case is recorded once":                                testRecordedOnce,
		"of two changes at once one wins":                        testRace,
		"a commit that contradicts itself is refused":            testInconsistent,
		"a commit is all or nothing":                             testAtomic,
		"numbers go up within prefix and year":                   testNextNumber,
		"a key makes two jobs one":                               testJobKeys,
		"jobs are claimed in order and when due":                 testClaimOrder,
		"a claim leaves the tasks that it is told to leave":      testClaimLeavesTasks,
		"a job is claimed by one":                                testClaimRace,
		"a lease that ended is taken over with its phase":        testLeaseExpiry,
		"a lost lease cannot finish, mark or renew":              testFencing,
		"a job handed back runs again when due":                  testHandBack,
		"a job is claimed by key before it is due":               testClaimKey,
		"the next due time counts leases":                        testNextDue,
		"jobs are listed by case, queue and state":               testJobs,
		"a delivery is stored once":                              testReceive,
		"an inbox item moves with the commit":                    testInboxUpdate,
		"a text comes back and can be erased":                    testBlobs,
		"references are kept and found":                          testRefs,
		"a name that has one value in all cases keeps it":        testSole,
		"messages and targets lead to their case":                testFinder,
		"a cursor moves":                                         testCursor,
		"lists are ordered by deadline":                          testListOrder,
		"pages are complete and disjoint":                        testListPages,
		"filters narrow a list":                                  testListFilters,
		"search finds words, prefixes and no operators":          testSearch,
		"search follows what events add and change":              testSearchFollows,
		"a cancelled context stops a commit and changes nothing": testCancelled,
	} {
		t.Run(name, func(t *testing.T) { test(t, open(t)) })
	}
}
