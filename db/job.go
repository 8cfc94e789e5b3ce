package db

import (
	"context"
	"database/sql"
	"time"

	"daylight/disclosure"
	"daylight/disclosure/fault"
	"daylight/disclosure/ledger"
)

// jobColumns is what scanJob reads, in this order.
const jobColumns = `id, queue, task, key, coalesce(case_id, ''), args, state, due, attempts, phase,
	coalesce(lease_until, -62135596800000000), lease_owner, last_error, receipt, created,
	coalesce(finished, -62135596800000000)`

func scanJob(row interface{ Scan(dest ...any) error }) (ledger.Job, error) {
	var j ledger.Job
	var queue, task, args, id, state string
	var due, lease, created, finished int64
	if err := row.Scan(&j.ID, &queue, &task, &j.Key, &id, &args, &state, &due, &j.Attempts, &j.Phase,
		&lease, &j.LeaseOwner, &j.LastError, &j.Receipt, &created, &finished); err != nil {
		return j, err
	}
	j = j.Stored(ledger.Task(task), args)
	j.Queue, j.Case = ledger.Queue(queue), disclosure.CaseID(id)
	j.State, j.Due, j.LeaseUntil = ledger.JobState(state), fromMicros(due), fromMicros(lease)
	j.Created, j.Finished = fromMicros(created), fromMicros(finished)
	return j, nil
}

func scanJobs(rows *sql.Rows) ([]ledger.Job, error) {
	defer rows.Close()
	var out []ledger.Job
	for rows.Next() {
		j, err := scanJob(rows)
		if err != nil {
			return nil, err
		}
		out = append(out, j)
	}
	return out, rows.Err()
}

// Enqueue adds jobs that belong to no change of a case, such as the ticks of a schedule. A job whose key exists
// already, in whatever state, is left as it is.
func (s *Store) Enqueue(ctx context.Context, jobs []ledger.Job) error {
	return s.write(ctx, "the jobs could not be stored", func(tx *txn) error { return s.addJobs(ctx, tx, jobs) })
}

func (s *Store) addJobs(ctx context.Context, tx *txn, jobs []ledger.Job) error {
	if len(jobs) == 0 {
		return nil
	}
	// Parsed once: a case with many parties queues a thousand jobs in one decision.
	insert, err := tx.PrepareContext(ctx, `INSERT INTO jobs (queue, task, key, case_id, args, state, due, created)
		VALUES ($1, $2, $3, nullif($4, ''), $5, 'waiting', $6, $7) ON CONFLICT (key) DO NOTHING`)
	if err != nil {
		return err
	}
	defer insert.Close()
	for i := range jobs {
		j := &jobs[i]
		if j.Key == "" || j.Queue == "" || j.Task() == "" {
			return fault.Errorf(fault.Internal, "a job needs queue, task and key: %q %q %q", j.Queue, j.Task(), j.Key)
		}
		if _, sends := j.Task().SendsOn(); sends {
			if err := s.mayGoOn(ctx, tx); err != nil {
				return err
			}
		}
		now := s.now()
		due := now
		if !j.Due.IsZero() {
			due = j.Due.UnixMicro()
		}
		if _, err := insert.ExecContext(ctx, string(j.Queue), string(j.Task()), j.Key, string(j.Case), j.Args(), due, now); err != nil {
			return err
		}
	}
	return nil
}

// Jobs lists jobs. Waiting and running ones come in the order in which they are due, all others the newest first.
func (s *Store) Jobs(ctx context.Context, f ledger.JobFilter) ([]ledger.Job, error) {
	const doing = "the jobs could not be read"
	if f.Limit <= 0 {
		f.Limit = 100
	}
	order := `ORDER BY id DESC`
	if f.State == ledger.JobWaiting || f.State == ledger.JobRunning {
		order = `ORDER BY due, id`
	}
	var where clauses
	where.add(f.Case != "", `case_id = $%d`, string(f.Case))
	where.see("case_id", f.Reader)
	where.add(f.Queue != "", `queue = $%d`, string(f.Queue))
	where.add(f.State != "", stateClause(f.State), string(f.State))
	query := where.query(`SELECT `+jobColumns+` FROM jobs`, order, f.Limit)
	rows, err := s.r.QueryContext(ctx, query, where.args...)
	if err != nil {
		return nil, wrap(err, doing)
	}
	jobs, err := scanJobs(rows)
	return jobs, wrap(err, doing)
}

// stateClause spells the state out beside its parameter, so that the partial index of the state is usable.
func stateClause(state ledger.JobState) string {
	switch state {
	case ledger.JobWaiting:
		return `state = 'waiting' AND state = $%d`
	case ledger.JobRunning:
		return `state = 'running' AND state = $%d`
	case ledger.JobFailed, ledger.JobUncertain:
		return `state IN ('failed', 'uncertain') AND state = $%d`
	case ledger.JobDone, ledger.JobCancelled:
		return `state = $%d`
	default:
		return `state = $%d`
	}
}

// NextDue returns when the next job of the queues can be claimed: a waiting one when it is due, a running one when
// its lease ends. The time may have passed already. It reports false when there is neither.
func (s *Store) NextDue(ctx context.Context, queues []ledger.Queue) (time.Time, bool, error) {
	next := int64(never)
	for _, q := range queues {
		var due int64
		err := s.r.QueryRowContext(ctx, `SELECT min(
			coalesce((SELECT min(due) FROM jobs WHERE state = 'waiting' AND queue = $1 AND NOT (`+s.paused+`)), $2),
			coalesce((SELECT min(lease_until) FROM jobs WHERE state = 'running' AND queue = $1 AND NOT (`+s.paused+`)), $2))`,
			string(q), int64(never)).Scan(&due)
		if err != nil {
			return time.Time{}, false, wrap(err, "the next job could not be read")
		}
		next = min(next, due)
	}
	return fromMicros(next), next != never, nil
}
