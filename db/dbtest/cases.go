package dbtest

import (
	"context"
	"errors"
	"strings"
	"sync"
	"testing"

	"daylight/disclosure"
	"daylight/disclosure/fault"
	"daylight/disclosure/ledger"
	"daylight/disclosure/milestone"
)

func testRoundTrip(t *testing.T, s Store) {
	c := Put(t, s, ID(1), nil, Recorded(Facts(1)), Note("first"), Deadline(day0.AddDate(0, 0, 45)))
	c = Put(t, s, ID(1), c, Note("Zweite Notiz: für die Praxis"))
	got, err := s.Load(t.Context(), ID(1))
	must(t, err)
	if asJSON(t, got) != asJSON(t, c) {
		t.Errorf("loaded\n%s\ncommitted\n%s", asJSON(t, got), asJSON(t, c))
	}
	events, err := s.Events(t.Context(), ID(1))
	must(t, err)
	if len(events) != 4 || events[3].Text != "Zweite Notiz: für die Praxis" {
		t.Fatalf("events %s", asJSON(t, events))
	}
	if rebuilt := milestone.Rebuild(ID(1), events); asJSON(t, rebuilt) != asJSON(t, c) {
		t.Errorf("rebuilt\n%s\ncommitted\n%s", asJSON(t, rebuilt), asJSON(t, c))
	}
}

func testNotFound(t *testing.T, s Store) {
	_, err := s.Load(t.Context(), ID(1))
	wantCode(t, err, fault.NotFound)
	_, err = s.Events(t.Context(), ID(1))
	wantCode(t, err, fault.NotFound)
	_, err = s.Blob(t.Context(), "00")
	wantCode(t, err, fault.NotFound)
	wantCode(t, s.EraseBlob(t.Context(), "00"), fault.NotFound)
	_, _, err = s.Inbound(t.Context(), 7)
	wantCode(t, err, fault.NotFound)
	_, err = s.List(t.Context(), ledger.Filter{After: ID(1)})
	wantCode(t, err, fault.NotFound)
	gone := Next(ID(1), &disclosure.Case{ID: ID(1), Version: 3}, Note("x"))
	wantCode(t, s.Commit(t.Context(), gone), fault.NotFound)
	if _, ok, err := s.Ref(t.Context(), ID(1), "slack", "card"); ok || err != nil {
		t.Errorf("a reference of nothing: %v, %v", ok, err)
	}
}

func testConflict(t *testing.T, s Store) {
	seen := Put(t, s, ID(1), nil, Recorded(Facts(1)), Note("a"), Note("b"), Note("c"))
	Put(t, s, ID(1), seen, Note("of somebody else"), Note("and one more"))
	err := s.Commit(t.Context(), Next(ID(1), seen, Note("too late")))
	wantCode(t, err, fault.Conflict)
	const want = "case DL-2020-0001 has changed (you saw version 4, it is now at 6): look at it again and repeat"
	if err == nil || err.Error() != want {
		t.Errorf("error %q, want %q", err, want)
	}
	events, err := s.Events(t.Context(), ID(1))
	must(t, err)
	if len(events) != 6 {
		t.Errorf("%d events after a conflict, want 6", len(events))
	}
}

func testRecordedOnce(t *testing.T, s Store) {
	Put(t, s, ID(1), nil, Recorded(Facts(1)))
	wantCode(t, s.Commit(t.Context(), Next(ID(1), nil, Recorded(Facts(2)))), fault.Conflict)
	// The same number written differently is the same case, too.
	wantCode(t, s.Commit(t.Context(), Next("DL-2020-00001", nil, Recorded(Facts(2)))), fault.Conflict)
}

func testRace(t *testing.T, s Store) {
	c := Put(t, s, ID(1), nil, Recorded(Facts(1)))
	const rounds, people = 20, 2
	for range rounds {
		errs := make([]error, people)
		var wg sync.WaitGroup
		for i := range people {
			wg.Go(func() { errs[i] = s.Commit(t.Context(), Next(ID(1), c, Note("mine"))) })
		}
		wg.Wait()
		won := 0
		for _, err := range errs {
			if err == nil {
				won++
				continue
			}
			wantCode(t, err, fault.Conflict)
		}
		if won != 1 {
			t.Fatalf("%d of %d changes won", won, people)
		}
		var err error
		c, err = s.Load(t.Context(), ID(1))
		must(t, err)
	}
	if c.Version != 1+rounds {
		t.Errorf("version %d after %d rounds", c.Version, rounds)
	}
}

func testInconsistent(t *testing.T, s Store) {
	good := func() ledger.Commit { return Next(ID(1), nil, Recorded(Facts(1)), Note("x")) }
	for name, c := range map[string]struct {
		change func(*ledger.Commit)
		code   fault.Code
	}{
		"a gap between events":          {func(c *ledger.Commit) { c.Events[1].Seq = 3 }, fault.Internal},
		"a version that does not fit":   {func(c *ledger.Commit) { c.Case.Version = 7 }, fault.Internal},
		"a case without an event":       {func(c *ledger.Commit) { c.Events = nil; c.Case.Version = 0 }, fault.Internal},
		"events without a case":         {func(c *ledger.Commit) { c.Case = nil }, fault.Internal},
		"an id that is none":            {func(c *ledger.Commit) { c.Case.ID = "hello" }, fault.Invalid},
		"an id without a number":        {func(c *ledger.Commit) { c.Case.ID = "DL-2020-x" }, fault.Invalid},
		"a job without a payload":       {func(c *ledger.Commit) { c.Jobs = []ledger.Job{{Queue: "send", Key: "k"}} }, fault.Internal},
		"a job without a key":           {func(c *ledger.Commit) { c.Jobs = []ledger.Job{bare("send", "x", "")} }, fault.Internal},
		"a blob under a wrong name":     {func(c *ledger.Commit) { c.Blobs = []disclosure.Blob{{Ref: "ab", Salt: []byte("s")}} }, fault.Internal},
		"an inbox item that is not":     {func(c *ledger.Commit) { c.Inbox = &ledger.InboxUpdate{ID: 99} }, fault.NotFound},
		"a job finished as running":     {func(c *ledger.Commit) { c.Finish = &ledger.Finish{State: ledger.JobRunning} }, fault.Internal},
		"a job finished as nothing":     {func(c *ledger.Commit) { c.Finish = &ledger.Finish{} }, fault.Internal},
		"a reference to no case at all": {func(c *ledger.Commit) { c.Refs = []ledger.Ref{{Case: ID(9), Owner: "o"}} }, fault.Internal},
	} {
		commit := good()
		c.change(&commit)
		err := s.Commit(t.Context(), commit)
		if fault.CodeOf(err) != c.code {
			t.Errorf("%s: error %v, want code %s", name, err, c.code)
		}
		if _, err := s.Load(t.Context(), ID(1)); fault.CodeOf(err) != fault.NotFound {
			t.Fatalf("%s: something was written: %v", name, err)
		}
	}
	must(t, s.Commit(t.Context(), good()))
}

func testAtomic(t *testing.T, s Store) {
	c := Put(t, s, ID(1), nil, Recorded(Facts(1)))
	blob, err := disclosure.NewBlob([]byte("body"), nil)
	must(t, err)
	commit := Next(ID(1), c, Note("lost with its lease"))
	commit.Jobs = []ledger.Job{bare(ledger.QueueSend, "x", "k")}
	commit.Jobs[0].Case = ID(1)
	commit.Blobs = []disclosure.Blob{blob}
	commit.Refs = []ledger.Ref{{Case: ID(1), Owner: "slack", Name: "card", Value: "1"}}
	commit.Finish = &ledger.Finish{JobID: 12345, Owner: "nobody", State: ledger.JobDone}
	if err := s.Commit(t.Context(), commit); !errors.Is(err, ledger.ErrLeaseLost) {
		t.Fatalf("error %v, want a lost lease", err)
	}
	events, err := s.Events(t.Context(), ID(1))
	must(t, err)
	jobs, err := s.Jobs(t.Context(), ledger.JobFilter{})
	must(t, err)
	_, found, err := s.Ref(t.Context(), ID(1), "slack", "card")
	must(t, err)
	_, err = s.Blob(t.Context(), blob.Ref)
	if len(events) != 1 || len(jobs) != 0 || found || fault.CodeOf(err) != fault.NotFound {
		t.Errorf("%d events, %d jobs, reference %v, blob %v: something was written", len(events), len(jobs), found, err)
	}
}

func testNextNumber(t *testing.T, s Store) {
	want := func(prefix string, year, number int) {
		t.Helper()
		n, err := s.NextNumber(t.Context(), prefix, year)
		must(t, err)
		if n != number {
			t.Errorf("%s %d: number %d, want %d", prefix, year, n, number)
		}
	}
	want("DL", 2020, 1)
	Put(t, s, ID(1), nil, Recorded(Facts(1)))
	want("DL", 2020, 2)
	Put(t, s, ID(10_000), nil, Recorded(Facts(2))) // five digits: numbers, not texts
	want("DL", 2020, 10_001)
	want("DL", 2021, 1)
	want("TEAM-A", 2020, 1)
	Put(t, s, "TEAM-A-2020-0004", nil, Recorded(Facts(3)))
	want("TEAM-A", 2020, 5)
	want("A", 2020, 1)
}

func testCancelled(t *testing.T, s Store) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	err := s.Commit(ctx, Next(ID(1), nil, Recorded(Facts(1))))
	if !errors.Is(err, context.Canceled) {
		t.Errorf("error %v, want a cancelled context", err)
	}
	if _, err := s.Load(t.Context(), ID(1)); fault.CodeOf(err) != fault.NotFound {
		t.Errorf("something was written: %v", err)
	}
	if err := s.Commit(t.Context(), Next(ID(1), nil, Recorded(Facts(1)))); err != nil {
		t.Errorf("after a cancelled commit: %s", strings.TrimSpace(err.Error()))
	}
}
