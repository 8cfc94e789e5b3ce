package dbtest

import (
	"errors"
	"fmt"
	"slices"
	"strconv"
	"sync"
	"testing"
	"time"

	"daylight/disclosure"
	"daylight/disclosure/task"
)

const lease = time.Minute

func enqueue(t *testing.T, s Store, q disclosure.Queue, key string, due time.Time) {
	t.Helper()
	must(t, s.Enqueue(t.Context(), []disclosure.Job{bare(q, "test/"+disclosure.Task(q), key).At(due)}))
}

// bare is a job of a task that nobody knows.
func bare(q disclosure.Queue, task disclosure.Task, key string) disclosure.Job {
	return disclosure.Job{Queue: q, Key: key}.Stored(task, "{}")
}

func claim(t *testing.T, s Store, owner string, now time.Time, n int, queues ...disclosure.Queue) []disclosure.Job {
	t.Helper()
	if len(queues) == 0 {
		queues = disclosure.Queues()
	}
	jobs, err := s.Claim(t.Context(), owner, queues, now, lease, n)
	must(t, err)
	return jobs
}

func keys(jobs []disclosure.Job) []string {
	out := []string{}
	for _, j := range jobs {
		out = append(out, j.Key)
	}
	return out
}

func wantKeys(t *testing.T, jobs []disclosure.Job, want ...string) {
	t.Helper()
	if got := keys(jobs); !slices.Equal(got, want) {
		t.Errorf("jobs %q, want %q", got, want)
	}
}

func finish(s Store, t *testing.T, f disclosure.Finish) error {
	t.Helper()
	return s.Commit(t.Context(), disclosure.Commit{Finish: &f})
}

func testJobKeys(t *testing.T, s Store) {
	asked := task.Probe{Asset: "A1", Request: disclosure.ProbeRequest{Reason: "claim", By: "vendor"}}
	first := disclosure.NewJob(disclosure.QueueSend, "DL-2020-0001/first_contact/C1/1", asked).At(day0)
	first.Case = ID(1)
	commit := Next(ID(1), nil, Recorded(Facts(1)))
	commit.Jobs = []disclosure.Job{first, first}
	must(t, s.Commit(t.Context(), commit))
	again := disclosure.NewJob(first.Queue, first.Key, task.Probe{Asset: "A2"}).At(day0.Add(time.Hour))
	must(t, s.Enqueue(t.Context(), []disclosure.Job{again}))
	jobs := claim(t, s, "w", day0, 10)
	wantKeys(t, jobs, first.Key)
	got := jobs[0]
	if p, err := disclosure.PayloadOf[task.Probe](got); err != nil || p != asked || got.Args() != first.Args() {
		t.Errorf("payload %+v, %v", p, err)
	}
	if got.Case != ID(1) || got.Task() != disclosure.TaskProbe || got.Attempts != 1 || got.State != disclosure.JobRunning ||
		!got.Due.Equal(day0) || got.LeaseOwner != "w" || !got.LeaseUntil.Equal(day0.Add(lease)) || got.Created.IsZero() {
		t.Errorf("job %+v", got)
	}
	must(t, finish(s, t, disclosure.Finish{JobID: got.ID, Owner: "w", State: disclosure.JobDone, Receipt: "250 2.0.0"}))
	must(t, s.Enqueue(t.Context(), []disclosure.Job{first})) // done is done: it does not run again
	wantKeys(t, claim(t, s, "w", day0.Add(time.Hour), 10))
	all, err := s.Jobs(t.Context(), disclosure.JobFilter{State: disclosure.JobDone})
	must(t, err)
	if len(all) != 1 || all[0].Receipt != "250 2.0.0" || all[0].Finished.IsZero() || all[0].LeaseOwner != "" {
		t.Errorf("done %+v", all)
	}
}

func testClaimOrder(t *testing.T, s Store) {
	enqueue(t, s, disclosure.QueueProbe, "later", day0.Add(time.Second))
	enqueue(t, s, disclosure.QueueSend, "now 1", day0)
	enqueue(t, s, disclosure.QueueSend, "now 2", day0)
	enqueue(t, s, disclosure.QueueTimer, "before", day0.Add(-time.Hour))
	wantKeys(t, claim(t, s, "w", day0.Add(-2*time.Hour), 10))
	wantKeys(t, claim(t, s, "w", day0, 10, disclosure.QueueInbound))
	wantKeys(t, claim(t, s, "w", day0, 2), "before", "now 1")
	wantKeys(t, claim(t, s, "w", day0, 10), "now 2")
	wantKeys(t, claim(t, s, "w", day0.Add(time.Second), 10), "later")
	wantKeys(t, claim(t, s, "w", day0.Add(time.Second), 0))
}

func testClaimRace(t *testing.T, s Store) {
	const jobs, workers = 40, 4
	for i := range jobs {
		enqueue(t, s, disclosure.QueueSend, strconv.Itoa(i), day0)
	}
	var mu sync.Mutex
	taken := map[string]int{}
	var wg sync.WaitGroup
	for w := range workers {
		wg.Go(func() {
			for {
				got, err := s.Claim(t.Context(), fmt.Sprint("w", w), disclosure.Queues(), day0, lease, 3)
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
	enqueue(t, s, disclosure.QueueSend, "k", day0)
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
	enqueue(t, s, disclosure.QueueSend, "k", day0)
	id := claim(t, s, "a", day0, 1)[0].ID
	wantKeys(t, claim(t, s, "b", day0.Add(time.Hour), 1), "k")
	lost := map[string]error{
		"finish": finish(s, t, disclosure.Finish{JobID: id, Owner: "a", State: disclosure.JobDone}),
		"back":   finish(s, t, disclosure.Finish{JobID: id, Owner: "a", State: disclosure.JobWaiting}),
		"mark":   s.Mark(t.Context(), id, "a", "data"),
		"renew":  s.Renew(t.Context(), id, "a", day0.Add(2*time.Hour)),
	}
	must(t, finish(s, t, disclosure.Finish{JobID: id, Owner: "b", State: disclosure.JobUncertain, LastError: "connection broke"}))
	lost["twice"] = finish(s, t, disclosure.Finish{JobID: id, Owner: "b", State: disclosure.JobDone})
	lost["mark after the end"] = s.Mark(t.Context(), id, "b", "data")
	for name, err := range lost {
		if !errors.Is(err, disclosure.ErrLeaseLost) {
			t.Errorf("%s: error %v, want a lost lease", name, err)
		}
	}
	jobs, err := s.Jobs(t.Context(), disclosure.JobFilter{State: disclosure.JobUncertain})
	must(t, err)
	if len(jobs) != 1 || jobs[0].LastError != "connection broke" {
		t.Errorf("uncertain jobs %+v", jobs)
	}
}

func testHandBack(t *testing.T, s Store) {
	enqueue(t, s, disclosure.QueueSend, "k", day0)
	id := claim(t, s, "a", day0, 1)[0].ID
	must(t, s.Mark(t.Context(), id, "a", "connect"))
	must(t, s.Renew(t.Context(), id, "a", day0.Add(time.Hour)))
	wantKeys(t, claim(t, s, "b", day0.Add(2*lease), 1)) // renewed
	must(t, finish(s, t, disclosure.Finish{
		JobID: id, Owner: "a", State: disclosure.JobWaiting, Due: day0.Add(time.Hour), LastError: "421 later",
	}))
	wantKeys(t, claim(t, s, "a", day0.Add(time.Minute), 1))
	again := claim(t, s, "a", day0.Add(time.Hour), 1)
	wantKeys(t, again, "k")
	if again[0].Phase != "" || again[0].LastError != "421 later" || again[0].Attempts != 2 {
		t.Errorf("job %+v, want no phase, the error and the second attempt", again[0])
	}
}

func testClaimKey(t *testing.T, s Store) {
	enqueue(t, s, disclosure.QueueProbe, "k", day0.Add(time.Hour))
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
	must(t, finish(s, t, disclosure.Finish{JobID: job.ID, Owner: "b", State: disclosure.JobDone}))
	if _, ok, err := s.ClaimKey(t.Context(), "b", "k", day0.Add(time.Hour), lease); ok || err != nil {
		t.Errorf("claimed after its end: %v, %v", ok, err)
	}
	if _, ok, err := s.ClaimKey(t.Context(), "b", "no such key", day0, lease); ok || err != nil {
		t.Errorf("claimed out of nothing: %v, %v", ok, err)
	}
}

func testNextDue(t *testing.T, s Store) {
	want := func(due time.Time, queues ...disclosure.Queue) {
		t.Helper()
		got, ok, err := s.NextDue(t.Context(), queues)
		must(t, err)
		if ok == due.IsZero() || !got.Equal(due) {
			t.Errorf("due %v %v, want %v", got, ok, due)
		}
	}
	want(time.Time{}, disclosure.Queues()...)
	enqueue(t, s, disclosure.QueueProbe, "p", day0.Add(time.Hour))
	enqueue(t, s, disclosure.QueueSend, "s", day0)
	want(day0, disclosure.Queues()...)
	want(day0.Add(time.Hour), disclosure.QueueProbe, disclosure.QueueTimer)
	want(time.Time{}, disclosure.QueueTimer)
	id := claim(t, s, "a", day0, 1)[0].ID
	want(day0.Add(lease), disclosure.QueueSend)
	must(t, finish(s, t, disclosure.Finish{JobID: id, Owner: "a", State: disclosure.JobFailed}))
	want(time.Time{}, disclosure.QueueSend)
}

func testJobs(t *testing.T, s Store) {
	Put(t, s, ID(1), nil, Recorded(Facts(1)))
	must(t, s.Enqueue(t.Context(), []disclosure.Job{
		disclosure.Job{Queue: disclosure.QueueProbe, Key: "late", Due: day0.Add(time.Hour), Case: ID(1)}.Stored("t", "{}"),
		disclosure.Job{Queue: disclosure.QueueProbe, Key: "early", Due: day0, Case: ID(1)}.Stored("t", "{}"),
		bare(disclosure.QueueSend, "t", "other").At(day0),
	}))
	for _, v := range []struct {
		f    disclosure.JobFilter
		want []string
	}{
		{disclosure.JobFilter{}, []string{"other", "early", "late"}},
		{disclosure.JobFilter{Limit: 1}, []string{"other"}},
		{disclosure.JobFilter{Case: ID(1)}, []string{"early", "late"}},
		{disclosure.JobFilter{Queue: disclosure.QueueSend}, []string{"other"}},
		{disclosure.JobFilter{State: disclosure.JobWaiting}, []string{"early", "other", "late"}},
		{disclosure.JobFilter{State: disclosure.JobDone}, nil},
		{disclosure.JobFilter{State: disclosure.JobFailed, Case: ID(1)}, nil},
	} {
		jobs, err := s.Jobs(t.Context(), v.f)
		must(t, err)
		wantKeys(t, jobs, v.want...)
	}
}
