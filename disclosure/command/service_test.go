package command_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"daylight/disclosure"
	"daylight/disclosure/civil"
	"daylight/disclosure/command"
	"daylight/disclosure/command/commandtest"
	"daylight/disclosure/command/deadline"
	"daylight/disclosure/command/exposure"
	"daylight/disclosure/command/message"
	"daylight/disclosure/command/record"
	"daylight/disclosure/fault"
	"daylight/disclosure/ledger"
	"daylight/disclosure/milestone"
)

// shelf is a store in memory. Like the real one it keeps cases as JSON.
type shelf struct {
	mu      sync.Mutex
	cases   map[disclosure.CaseID][]byte
	events  map[disclosure.CaseID][]disclosure.Event
	commits []ledger.Commit
	number  func() int
	before  func() // called before each commit
	taken   bool   // every inbox item belongs to somebody already
}

func newShelf() *shelf {
	return &shelf{cases: map[disclosure.CaseID][]byte{}, events: map[disclosure.CaseID][]disclosure.Event{}}
}

func (s *shelf) Load(_ context.Context, id disclosure.CaseID) (*disclosure.Case, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	b, ok := s.cases[id]
	if !ok {
		return nil, fault.Errorf(fault.NotFound, "there is no case %s", id)
	}
	var c disclosure.Case
	return &c, json.Unmarshal(b, &c)
}

func (s *shelf) NextNumber(_ context.Context, prefix string, year int) (int, error) {
	if s.number != nil {
		return s.number(), nil
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	n := 1
	for s.cases[disclosure.CaseID(fmt.Sprintf("%s-%04d-%04d", prefix, year, n))] != nil {
		n++
	}
	return n, nil
}

func (s *shelf) Commit(_ context.Context, c ledger.Commit) error {
	if f := s.before; f != nil {
		s.before = nil // what it does may commit
		f()
		s.before = f
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.taken && c.Inbox != nil {
		return fault.Errorf(fault.Conflict, "item %d already belongs to another case", c.Inbox.ID)
	}
	if c.Case != nil {
		if have := len(s.events[c.Case.ID]); have != c.Expect {
			return command.Changed(c.Case.ID, c.Expect, have)
		}
		b, err := json.Marshal(c.Case)
		if err != nil {
			return err
		}
		s.cases[c.Case.ID] = b
		s.events[c.Case.ID] = append(s.events[c.Case.ID], c.Events...)
	}
	s.commits = append(s.commits, c)
	return nil
}

func newService(s *shelf, change ...func(*command.Options)) *command.Service {
	o := command.Options{
		Store: s, Rules: command.DefaultRules(), Clock: func() time.Time { return time.Date(2020, 1, 24, 9, 0, 0, 0, time.UTC) },
	}
	for _, f := range change {
		f(&o)
	}
	return command.New(o)
}

func opened(t *testing.T, svc *command.Service) disclosure.CaseID {
	t.Helper()
	res, err := svc.Open(t.Context(), commandtest.Ada, record.Record{Facts: commandtest.NextMotionFacts(), Discovered: commandtest.Day20(1, 24)}, "")
	if err != nil {
		t.Fatal(err)
	}
	return res.Case.ID
}

var note = record.AddEvent{Kind: disclosure.KindNote, At: civil.OnDay(2020, 1, 24), Text: "seen"}

// colliding lets Bob write a note before each of the next commits.
func colliding(t *testing.T, s *shelf, svc *command.Service, id disclosure.CaseID, times int) {
	t.Helper()
	s.before = func() {
		if times--; times >= 0 {
			if _, err := svc.Execute(t.Context(), id, commandtest.Bob, note, command.Extra{}); err != nil {
				t.Error(err)
			}
		}
	}
}

func TestWhoNamedAVersionIsToldThatTheCaseMovedOn(t *testing.T) {
	s := newShelf()
	svc := newService(s)
	id := opened(t, svc)
	colliding(t, s, svc, id, 1)
	_, err := svc.Execute(t.Context(), id, commandtest.Ada, note, command.Extra{Version: 2})
	if fault.CodeOf(err) != fault.Conflict || err.Error() != "case DL-2020-0001 has changed (you saw version 2, it is now at 3): look at it again and repeat" {
		t.Fatalf("got %v", err)
	}
	s.before = nil
	_, err = svc.Execute(t.Context(), id, commandtest.Ada, note, command.Extra{Version: 2})
	if fault.CodeOf(err) != fault.Conflict {
		t.Fatalf("a person acts on what they saw: %v", err)
	}
	if _, err = svc.Execute(t.Context(), id, commandtest.Ada, note, command.Extra{Version: 3}); err != nil {
		t.Fatal(err)
	}
}

func TestWhoNamedNoVersionIsDecidedAnewOnAChangedCase(t *testing.T) {
	for name, c := range map[string]struct {
		actor disclosure.Actor
		cmd   command.Command
	}{
		"a person":   {commandtest.Ada, note},
		"the engine": {commandtest.Robot, exposure.RecordProbe{Asset: "A1", Observation: commandtest.SeesOpen(time.Date(2020, 1, 24, 9, 0, 0, 0, time.UTC))}},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				s := newShelf()
				svc := newService(s)
				id := opened(t, svc)
				colliding(t, s, svc, id, 30)
				res, err := svc.Execute(t.Context(), id, c.actor, c.cmd, command.Extra{})
				if err != nil || res.Case.Version != 33 {
					t.Fatalf("%v %+v", err, res.Case)
				}
				// But not for ever, and nobody is told of a version that they never saw.
				colliding(t, s, svc, id, 1000)
				began := time.Now()
				_, err = svc.Execute(t.Context(), id, c.actor, c.cmd, command.Extra{})
				if fault.CodeOf(err) != fault.Unavailable || strings.Contains(err.Error(), "version") {
					t.Fatalf("a command that lost every race may be given again, it is not refused: %v", err)
				}
				if took := time.Since(began); took < time.Second || took > 10*time.Second {
					t.Errorf("it was given up after %v", took)
				}
				// Nor for somebody who left.
				colliding(t, s, svc, id, 1000)
				ctx, cancel := context.WithTimeout(t.Context(), 100*time.Millisecond)
				defer cancel()
				if _, err := svc.Execute(ctx, id, c.actor, c.cmd, command.Extra{}); !errors.Is(err, context.DeadlineExceeded) {
					t.Fatal(err)
				}
			})
		})
	}
}

func TestAConflictThatIsNotAboutTheCaseIsDecidedOnce(t *testing.T) {
	s := newShelf()
	svc := newService(s)
	id := opened(t, svc)
	n := len(s.commits)
	if _, err := svc.Execute(t.Context(), id, commandtest.Robot, record.Record{}, command.Extra{}); fault.CodeOf(err) != fault.Conflict || len(s.commits) != n {
		t.Fatalf("a conflict of the domain: %v", err)
	}
	tries := 0
	s.before = func() { tries++ }
	s.taken = true
	if _, err := svc.Execute(t.Context(), id, commandtest.Ada, note, command.Extra{Inbox: &ledger.InboxUpdate{ID: 2}}); fault.CodeOf(err) != fault.Conflict || tries != 1 {
		t.Fatalf("an item that belongs to another case, tried %d times: %v", tries, err)
	}
}

func TestEverythingOfACommandIsOneCommit(t *testing.T) {
	s := newShelf()
	woken := 0
	svc := newService(s, func(o *command.Options) {
		o.Wake = func() { woken++ }
		o.React = []command.Reaction{func(before, after *disclosure.Case, events []disclosure.Event) []ledger.Job {
			if after.Version != events[len(events)-1].Seq || (before != nil && before.Version >= after.Version) {
				t.Errorf("before %v, after %v", before, after)
			}
			return []ledger.Job{{Queue: ledger.QueueSend, Key: fmt.Sprintf("card/%d", after.Version), Case: after.ID}}
		}}
	})
	id := opened(t, svc)
	n := len(s.commits)
	extra := command.Extra{
		Finish: &ledger.Finish{JobID: 1}, Inbox: &ledger.InboxUpdate{ID: 2}, Refs: []ledger.Ref{{Case: id, Name: "card"}},
		Blobs: []disclosure.Blob{{Ref: "x"}}, Jobs: []ledger.Job{{Key: "extra"}},
	}
	res, err := svc.Execute(t.Context(), id, commandtest.Ada, exposure.RequestProbe{}, extra)
	if err != nil {
		t.Fatal(err)
	}
	if len(res.Events) != 0 || len(s.commits) != n+1 {
		t.Fatalf("%d commits, events %v", len(s.commits)-n, res.Events)
	}
	res, err = svc.Execute(t.Context(), id, commandtest.Ada, note, extra)
	if err != nil {
		t.Fatal(err)
	}
	c := s.commits[len(s.commits)-1]
	keys := []string{}
	for _, j := range c.Jobs {
		keys = append(keys, j.Key)
		if j.Due.IsZero() || j.Created.IsZero() || j.State != ledger.JobWaiting {
			t.Errorf("incomplete job %+v", j)
		}
	}
	if len(s.commits) != n+2 || c.Finish == nil || c.Inbox == nil || len(c.Refs) != 1 || len(c.Blobs) != 1 || !slices.Equal(keys, []string{"extra", "card/3"}) {
		t.Fatalf("%+v", c)
	}
	if woken != len(s.commits) || res.Case.Version != 3 {
		t.Fatalf("woken %d times", woken)
	}
	t.Run("what the case refuses writes nothing at all", func(t *testing.T) {
		n := len(s.commits)
		if _, err := svc.Execute(t.Context(), id, commandtest.Ada, message.SendDraft{ID: "D1"}, extra); fault.CodeOf(err) != fault.NotFound {
			t.Fatal(err)
		}
		if len(s.commits) != n {
			t.Fatal("something was committed")
		}
	})
	t.Run("nothing follows, nothing is written", func(t *testing.T) {
		n := len(s.commits)
		res, err := svc.Execute(t.Context(), id, commandtest.Robot, deadline.TimerFired{Clause: "x"}, command.Extra{})
		if err != nil || res.Case == nil || len(s.commits) != n {
			t.Fatalf("%v, %d commits", err, len(s.commits)-n)
		}
	})
	t.Run("a job can end without touching a case", func(t *testing.T) {
		if err := svc.Finish(t.Context(), command.Extra{Finish: &ledger.Finish{JobID: 9}}); err != nil {
			t.Fatal(err)
		}
		if c := s.commits[len(s.commits)-1]; c.Case != nil || c.Finish.JobID != 9 {
			t.Fatalf("%+v", c)
		}
	})
	t.Run("a case that is not there", func(t *testing.T) {
		if _, err := svc.Execute(t.Context(), "DL-1999-0001", commandtest.Ada, note, command.Extra{}); fault.CodeOf(err) != fault.NotFound {
			t.Fatal(err)
		}
	})
}

func TestNumbersOfCases(t *testing.T) {
	t.Run("the year is that of the discovery, else of the recording", func(t *testing.T) {
		svc := newService(newShelf())
		for _, tc := range []struct {
			cmd  command.Opening
			want disclosure.CaseID
		}{
			{record.Record{Facts: commandtest.NextMotionFacts(), Discovered: civil.OnDay(2019, 12, 31)}, "DL-2019-0001"},
			{record.Record{Facts: commandtest.NextMotionFacts()}, "DL-2020-0001"},
			{record.Import{Facts: commandtest.NextMotionFacts(), Events: []disclosure.Event{{Kind: disclosure.KindDiscovered, At: civil.OnDay(2013, 10, 1)}}}, "DL-2013-0001"},
			{record.Import{Facts: commandtest.NextMotionFacts()}, "DL-2020-0002"},
		} {
			res, err := svc.Open(t.Context(), commandtest.Ada, tc.cmd, "")
			if err != nil || res.Case.ID != tc.want {
				t.Errorf("%v, want %s: %v", res.Case, tc.want, err)
			}
		}
	})
	t.Run("a number that somebody took is not ours", func(t *testing.T) {
		s := newShelf()
		svc := newService(s, func(o *command.Options) { o.Prefix = "ACME" })
		proposals := []int{1, 1, 1, 2}
		s.number = func() int { n := proposals[0]; proposals = proposals[1:]; return n }
		first, err1 := svc.Open(t.Context(), commandtest.Ada, record.Record{Facts: commandtest.NextMotionFacts()}, "")
		coApprover, err2 := svc.Open(t.Context(), commandtest.Bob, record.Record{Facts: commandtest.NextMotionFacts()}, "")
		if err := errors.Join(err1, err2); err != nil || first.Case.ID != "ACME-2020-0001" || coApprover.Case.ID != "ACME-2020-0002" {
			t.Fatalf("%v", err)
		}
	})
	t.Run("a number that a file asks for is had or refused", func(t *testing.T) {
		svc := newService(newShelf())
		if res, err := svc.Open(t.Context(), commandtest.Ada, record.Import{Facts: commandtest.NextMotionFacts()}, "DL-2020-0007"); err != nil || res.Case.ID != "DL-2020-0007" {
			t.Fatal(err)
		}
		if _, err := svc.Open(t.Context(), commandtest.Ada, record.Import{Facts: commandtest.NextMotionFacts()}, "DL-2020-0007"); fault.CodeOf(err) != fault.Conflict {
			t.Fatal(err)
		}
	})
	t.Run("nothing else opens a case", func(t *testing.T) {
		if _, err := command.Decide(nil, note, command.Env{Actor: commandtest.Ada, Now: time.Now()}); fault.CodeOf(err) != fault.NotFound {
			t.Fatal(err)
		}
	})
}

func TestManyAtOnceLoseNothing(t *testing.T) {
	s := newShelf()
	svc := newService(s)
	id := opened(t, svc)
	var all sync.WaitGroup
	for range 8 {
		all.Go(func() {
			for range 5 {
				if _, err := svc.Execute(context.Background(), id, commandtest.Ada, note, command.Extra{}); err != nil {
					t.Error(err)
					return
				}
			}
		})
	}
	all.Wait()
	c, err := svc.Load(t.Context(), id)
	if err != nil || c.Version != 42 || len(s.events[id]) != 42 {
		t.Fatalf("%v, version %d", err, c.Version)
	}
	if got, want := commandtest.StateJSON(t, milestone.Rebuild(id, s.events[id])), string(s.cases[id]); got != want {
		t.Fatalf("the row differs from its events\n%s\n%s", want, got)
	}
}

func TestABlobIsNamedByItsSaltedDigest(t *testing.T) {
	svc := newService(newShelf())
	a, err := svc.Blob([]byte("body"))
	if err != nil {
		t.Fatal(err)
	}
	b, err := svc.Blob([]byte("body"))
	if err != nil || a.Ref == b.Ref || a.Ref != disclosure.DigestOf(a.Salt, a.Plain) {
		t.Fatalf("%v %s %s", err, a.Ref, b.Ref)
	}
}
