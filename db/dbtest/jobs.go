package dbtest

import (
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"daylight/disclosure"
	"daylight/disclosure/ledger"
	"daylight/disclosure/task"
)

const lease = time.Minute

func enqueue(t *testing.T, s Store, q ledger.Queue, key string, due time.Time) {
	t.Helper()
	must(t, s.Enqueue(t.Context(), []ledger.Job{bare(q, "test/"+ledger.Task(q), key).At(due)}))
}

// bare is a job of a task that nobody knows.
func bare(q ledger.Queue, task ledger.Task, key string) ledger.Job {
	return ledger.Job{Queue: q, Key: key}.Stored(task, "{}")
}

func claim(t *testing.T, s Store, owner string, now time.Time, n int, queues ...ledger.Queue) []ledger.Job {
	t.Helper()
	if len(queues) == 0 {
		queues = ledger.Queues()
	}
	jobs, err := s.Claim(t.Context(), owner, queues, now, lease, n)
	must(t, err)
	return jobs
}

func keys(jobs []ledger.Job) []string {
	out := []string{}
	for _, j := range jobs {
		out = append(out, j.Key)
	}
	return out
}

func wantKeys(t *testing.T, jobs []ledger.Job, want ...string) {
	t.Helper()
	if got := keys(jobs); !slices.Equal(got, want) {
		t.Errorf("jobs %q, want %q", got, want)
	}
}

func finish(s Store, t *testing.T, f ledger.Finish) error {
	t.Helper()
	return s.Commit(t.Context(), ledger.Commit{Finish: &f})
}

func testJobKeys(t *testing.T, s Store) {
	asked := task.Probe{Asset: "A1", Request: disclosure.ProbeRequest{Reason: "claim", By: "vendor"}}
	first := ledger.NewJob(ledger.QueueSend, "DL-2020-0001/first_contact/C1/1", asked).At(day0)
	first.Case = ID(1)
	commit := Next(ID(1), nil, Recorded(Facts(1)))
	commit.Jobs = []ledger.Job{first, first}
	must(t, s.Commit(t.Context(), commit))
	again := ledger.NewJob(first.Queue, first.Key, task.Probe{Asset: "A2"}).At(day0.Add(time.Hour))
	must(t, s.Enqueue(t.Context(), []ledger.Job{again}))
	jobs := claim(t, s, "w", day0, 10)
	wantKeys(t, jobs, first.Key)
	got := jobs[0]
	if p, err := ledger.PayloadOf[task.Probe](got); err != nil || p != asked || got.Args() != first.Args() {
		t.Errorf("payload %+v, %v", p, err)
	}
	if got.Case != ID(1) || got.Task() != ledger.TaskProbe || got.Attempts != 1 || got.State != ledger.JobRunning ||
		!got.Due.Equal(day0) || got.LeaseOwner != "w" || !got.LeaseUntil.Equal(day0.Add(lease)) || got.Created.IsZero() {
		t.Errorf("job %+v", got)
	}
	must(t, finish(s, t, ledger.Finish{JobID: got.ID, Owner: "w", State: ledger.JobDone, Receipt: "250 2.0.0"}))
	must(t, s.Enqueue(t.Context(), []ledger.Job{first})) // done is done: it does not run again
	wantKeys(t, claim(t, s, "w", day0.Add(time.Hour), 10))
	all, err := s.Jobs(t.Context(), ledger.JobFilter{State: ledger.JobDone})
	must(t, err)
	if len(all) != 1 || all[0].Receipt != "250 2.0.0" || all[0].Finished.IsZero() || all[0].LeaseOwner != "" {
		t.Errorf("done %+v", all)
	}
}

func testClaimOrder(t *testing.T, s Store) {
	enqueue(t, s, ledger.QueueProbe, "later", day0.Add(time.Second))
	enqueue(t, s, ledger.QueueSend, "now 1", day0)
	enqueue(t, s, ledger.QueueSend, "now 2", day0)
	enqueue(t, s, ledger.QueueTimer, "before", day0.Add(-time.Hour))
	wantKeys(t, claim(t, s, "w", day0.Add(-2*time.Hour), 10))
	wantKeys(t, claim(t, s, "w", day0, 10, ledger.QueueInbound))
	wantKeys(t, claim(t, s, "w", day0, 2), "before", "now 1")
	wantKeys(t, claim(t, s, "w", day0, 10), "now 2")
	wantKeys(t, claim(t, s, "w", day0.Add(time.Second), 10), "later")
	wantKeys(t, claim(t, s, "w", day0.Add(time.Second), 0))
}

func testClaimLeavesTasks(t *testing.T, s Store) {
	for _, key := range []string{"mail 1", "mail 2", "issue", "card"} {
		must(t, s.Enqueue(t.Context(), []ledger.Job{bare(ledger.QueueSend, ledger.Task(strings.Fields(key)[0]), key).At(day0)}))
	}
	except := func(now time.Time, n int, tasks ...ledger.Task) []ledger.Job {
		t.Helper()
		jobs, err := s.Claim(t.Context(), "w", ledger.Queues(), now, lease, n, tasks...)
		must(t, err)
		return jobs
	}
	wantKeys(t, except(day0, 10, "mail", "issue"), "card")
	wantKeys(t, except(day0, 1, "mail"), "issue")
	wantKeys(t, except(day0, 10, "mail"))
	wantKeys(t, except(day0, 1), "mail 1")
	wantKeys(t, except(day0.Add(2*lease), 10, "mail"), "issue", "card") // their holder died
	wantKeys(t, except(day0.Add(2*lease), 10), "mail 1", "mail 2")
}

func testClaimRace(t *testing.T, s Store) {
	const jobs, workers = 40, 4
	for i := range jobs {
		enqueue(t, s, ledger.QueueSend, strconv.Itoa(i), day0)
	}
	var mu sync.Mutex
	taken := map[string]int{}
	var wg sync.WaitGroup
	for w := range workers {
		wg.Go(func() {
			for {
				got, err := s.Claim(t.Context(), fmt.Sprint("w", w), ledger.Queues(), day0, lease, 3)
				if err != nil {
					t.Error(err)
				}
				if len(got) == 0 {
					return
				}
				mu.Lock()
				for _, j := range got {
					taken[j.Key]++
				}
				mu.Unlock()
			}
		})
	}
	wg.Wait()
	if len(taken) != jobs {
		t.Errorf("%d of %d jobs were claimed", len(taken), jobs)
	}
	for key, n := range taken {
		if n != 1 {
			t.Errorf("job %s was claimed %d times", key, n)
		}
	}
}

func testLeaseExpiry(t *testing.T, s Store) {
	enqueue(t, s, ledger.QueueSend, "k", day0)
	first := claim(t, s, "a", day0, 1)
	wantKeys(t, first, "k")
	must(t, s.Mark(t.Context(), first[0].ID, "a", "data"))
	wantKeys(t, claim(t, s, "b", day0.Add(lease-time.Second), 1))
	second := claim(t, s, "b", day0.Add(lease), 1)
	wantKeys(t, second, "k")
	if second[0].Phase != "data" || second[0].Attempts != 2 || second[0].LeaseOwner != "b" {
		t.Errorf("job %+v, want the phase of the first holder and the second attempt", second[0])
	}
}

func testFencing(t *testing.T, s Store) {
	enqueue(t, s, ledger.QueueSend, "k", day0)
	id := claim(t, s, "a", day0, 1)[0].ID
	wantKeys(t, claim(t, s, "b", day0.Add(time.Hour), 1), "k")
	lost := map[string]error{
		"finish": finish(s, t, ledger.Finish{JobID: id, Owner: "a", State: ledger.JobDone}),
		"back":   finish(s, t, ledger.Finish{JobID: id, Owner: "a", State: ledger.JobWaiting}),
		"mark":   s.Mark(t.Context(), id, "a", "data"),
		"renew":  s.Renew(t.Context(), id, "a", day0.Add(2*time.Hour)),
	}
	must(t, finish(s, t, ledger.Finish{JobID: id, Owner: "b", State: ledger.JobUncertain, LastError: "connection broke"}))
	lost["twice"] = finish(s, t, ledger.Finish{JobID: id, Owner: "b", State: ledger.JobDone})
	lost["mark after the end"] = s.Mark(t.Context(), id, "b", "data")
	for name, err := range lost {
		if !errors.Is(err, ledger.ErrLeaseLost) {
			t.Errorf("%s: error %v, want a lost lease", name, err)
		}
	}
	jobs, err := s.Jobs(t.Context(), ledger.JobFilter{State: ledger.JobUncertain})
	must(t, err)
	if len(jobs) != 1 || jobs[0].LastError != "connection broke" {
		t.Errorf("uncertain jobs %+v", jobs)
	}
}

func testHandBack(t *testing.T, s Store) {
	enqueue(t, s, ledger.QueueSend, "k", day0)
	id := claim(t, s, "a", day0, 1)[0].ID
	must(t, s.Mark(t.Context(), id, "a", "connect"))
	must(t, s.Renew(t.Context(), id, "a", day0.Add(time.Hour)))
	wantKeys(t, claim(t, s, "b", day0.Add(2*lease), 1)) // renewed
	must(t, finish(s, t, ledger.Finish{
		JobID: id, Owner: "a", State: ledger.JobWaiting, Due: day0.Add(time.Hour), LastError: "421 later",
	}))
	wantKeys(t, claim(t, s, "a", day0.Add(time.Minute), 1))
	again := claim(t, s, "a", day0.Add(time.Hour), 1)
	wantKeys(t, again, "k")
	if again[0].Phase != "" || again[0].LastError != "421 later" || again[0].Attempts != 2 {
		t.Errorf("job %+v, want no phase, the error and the second attempt", again[0])
	}
}

func testClaimKey(t *testing.T, s Store) {
	enqueue(t, s, ledger.QueueProbe, "k", day0.Add(time.Hour))
	job, ok, err := s.ClaimKey(t.Context(), "a", "k", day0, lease)
	if err != nil || !ok || job.Key != "k" || job.Attempts != 1 {
		t.Fatalf("%+v, %v, %v", job, ok, err)
	}
	if _, ok, err := s.ClaimKey(t.Context(), "b", "k", day0, lease); ok || err != nil {
		t.Errorf("claimed while somebody holds it: %v, %v", ok, err)
	}
	if _, ok, err := s.ClaimKey(t.Context(), "b", "k", day0.Add(lease), lease); !ok || err != nil {
		t.Errorf("not claimed after the lease ended: %v, %v", ok, err)
	}
	must(t, finish(s, t, ledger.Finish{JobID: job.ID, Owner: "b", State: ledger.JobDone}))
	if _, ok, err := s.ClaimKey(t.Context(), "b", "k", day0.Add(time.Hour), lease); ok || err != nil {
		t.Errorf("claimed after its end: %v, %v", ok, err)
	}
	if _, ok, err := s.ClaimKey(t.Context(), "b", "no such key", day0, lease); ok || err != nil {
		t.Errorf("claimed out of nothing: %v, %v", ok, err)
	}
}

func testNextDue(t *testing.T, s Store) {
	want := func(due time.Time, queues ...ledger.Queue) {
		t.Helper()
		got, ok, err := s.NextDue(t.Context(), queues)
		must(t, err)
		if ok == due.IsZero() || !got.Equal(due) {
			t.Errorf("due %v %v, want %v", got, ok, due)
		}
	}
	want(time.Time{}, ledger.Queues()...)
	enqueue(t, s, ledger.QueueProbe, "p", day0.Add(time.Hour))
	enqueue(t, s, ledger.QueueSend, "s", day0)
	want(day0, ledger.Queues()...)
	want(day0.Add(time.Hour), ledger.QueueProbe, ledger.QueueTimer)
	want(time.Time{}, ledger.QueueTimer)
	id := claim(t, s, "a", day0, 1)[0].ID
	want(day0.Add(lease), ledger.QueueSend)
	must(t, finish(s, t, ledger.Finish{JobID: id, Owner: "a", State: ledger.JobFailed}))
	want(time.Time{}, ledger.QueueSend)
}

func testJobs(t *testing.T, s Store) {
	Put(t, s, ID(1), nil, Recorded(Facts(1)))
	must(t, s.Enqueue(t.Context(), []ledger.Job{
		ledger.Job{Queue: ledger.QueueProbe, Key: "late", Due: day0.Add(time.Hour), Case: ID(1)}.Stored("t", "{}"),
		ledger.Job{Queue: ledger.QueueProbe, Key: "early", Due: day0, Case: ID(1)}.Stored("t", "{}"),
		bare(ledger.QueueSend, "t", "other").At(day0),
	}))
	for _, v := range []struct {
		f    ledger.JobFilter
		want []string
	}{
		{ledger.JobFilter{}, []string{"other", "early", "late"}},
		{ledger.JobFilter{Limit: 1}, []string{"other"}},
		{ledger.JobFilter{Case: ID(1)}, []string{"early", "late"}},
		{ledger.JobFilter{Queue: ledger.QueueSend}, []string{"other"}},
		{ledger.JobFilter{State: ledger.JobWaiting}, []string{"early", "other", "late"}},
		{ledger.JobFilter{State: ledger.JobDone}, nil},
		{ledger.JobFilter{State: ledger.JobFailed, Case: ID(1)}, nil},
	} {
		jobs, err := s.Jobs(t.Context(), v.f)
		must(t, err)
		wantKeys(t, jobs, v.want...)
	}
}
