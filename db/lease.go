package db

import (
	"cmp"
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"daylight/disclosure/fault"
	"daylight/disclosure/ledger"
)

// Claim takes up to n jobs of the queues for owner until now plus lease: waiting ones that are due, and running ones
// whose lease ended because their holder died. Those keep their phase, which tells how far the holder got. Each claim
// counts as an attempt. The jobs come in the order in which they are due, the older one first among equals.
//
// While the database waits for a person (see [Store.Held]) nothing is claimed, and of a paused channel (see
// [Store.PauseSends]) nothing that would leave on it.
//
// Jobs of the tasks in except stay where they are.
//
// The owner must be different for every holder, so that one that was overtaken cannot finish the job.
func (s *Store) Claim(
	ctx context.Context, owner string, queues []ledger.Queue, now time.Time, lease time.Duration, n int, except ...ledger.Task,
) ([]ledger.Job, error) {
	const doing = "no job could be claimed"
	if len(queues) == 0 || n <= 0 {
		return nil, nil
	}
	if owner == "" || lease <= 0 {
		return nil, fault.Errorf(fault.Internal, "a claim needs an owner and a lease")
	}
	skip, err := json.Marshal(append([]ledger.Task{}, except...))
	if err != nil {
		return nil, wrap(err, doing)
	}
	args := []any{owner, now.UnixMicro(), now.Add(lease).UnixMicro(), n, string(skip)}
	// One ordered walk per queue and state, each ended by its limit: a backlog elsewhere costs nothing.
	var branches []string
	for _, q := range queues {
		args = append(args, string(q))
		branches = append(branches,
			fmt.Sprintf(`SELECT * FROM (SELECT id, due FROM jobs WHERE state = 'waiting' AND queue = $%d AND due <= $2 AND NOT (`+s.paused+`) AND `+otherTask+`
				ORDER BY due, id LIMIT $4)`, len(args)),
			fmt.Sprintf(`SELECT * FROM (SELECT id, due FROM jobs WHERE state = 'running' AND queue = $%d AND lease_until <= $2 AND NOT (`+s.paused+`) AND `+otherTask+`
				ORDER BY lease_until, id LIMIT $4)`, len(args)))
	}
	rows, err := s.claimRows(ctx, len(queues), branches, args)
	if err != nil {
		return nil, wrap(err, doing)
	}
	jobs, err := scanJobs(rows)
	if err != nil {
		return nil, wrap(err, doing)
	}
	slices.SortFunc(jobs, func(a, b ledger.Job) int { return cmp.Or(a.Due.Compare(b.Due), cmp.Compare(a.ID, b.ID)) })
	return jobs, nil
}

// otherTask holds of jobs whose task is not among those that a claim leaves.
const otherTask = `task NOT IN (SELECT value FROM json_each($5))`

// claimRows runs the statement that claims jobs of as many queues. It is prepared once and closed with the handle.
func (s *Store) claimRows(ctx context.Context, queues int, branches []string, args []any) (*sql.Rows, error) {
	s.claimsMu.Lock()
	defer s.claimsMu.Unlock() // there is one connection that writes, so nobody waits here who would not wait there
	if ready := s.claims[queues]; ready != nil {
		return ready.QueryContext(ctx, args...) //nolint:sqlclosecheck // the caller reads and closes the rows
	}
	query := `UPDATE jobs SET state = 'running', lease_owner = $1, lease_until = $3, attempts = attempts + 1
		WHERE id IN (SELECT id FROM (%s) ORDER BY due, id LIMIT $4) AND NOT (` + s.holdClause() + `) RETURNING %s`
	//nolint:sqlclosecheck // it lives as long as the handle, which closes it
	stmt, err := s.w.PrepareContext(ctx, fmt.Sprintf(query, strings.Join(branches, " UNION ALL "), jobColumns))
	if err != nil {
		return nil, err
	}
	s.claims[queues] = stmt
	return stmt.QueryContext(ctx, args...) //nolint:sqlclosecheck // the caller reads and closes the rows
}

// ClaimKey takes the one job with the key, even before it is due. It reports false when there is no such job, when
// somebody else holds it, and when it has ended.
func (s *Store) ClaimKey(
	ctx context.Context, owner, key string, now time.Time, lease time.Duration,
) (ledger.Job, bool, error) {
	if owner == "" || lease <= 0 {
		return ledger.Job{}, false, fault.Errorf(fault.Internal, "a claim needs an owner and a lease")
	}
	if err := s.mayGoOn(ctx, s.w); err != nil {
		return ledger.Job{}, false, wrap(err, "the job could not be claimed")
	}
	job, err := scanJob(s.w.QueryRowContext(ctx, `UPDATE jobs
		SET state = 'running', lease_owner = $1, lease_until = $3, attempts = attempts + 1
		WHERE key = $4 AND (state = 'waiting' OR (state = 'running' AND lease_until <= $2)) AND NOT (`+s.paused+`)
		RETURNING `+jobColumns, owner, now.UnixMicro(), now.Add(lease).UnixMicro(), key))
	if errors.Is(err, sql.ErrNoRows) {
		return ledger.Job{}, false, nil
	}
	return job, err == nil, wrap(err, "the job could not be claimed")
}

// Mark puts on record which step the holder of a job is about to take. It is on disk when it returns; whoever claims
// the job after a crash finds it. A step that cannot be taken back is noted outside of the file too, before it is taken:
// an older copy of the file cannot take it again unseen. It fails with [ledger.ErrLeaseLost].
func (s *Store) Mark(ctx context.Context, jobID int64, owner, phase string) error {
	const doing = "the phase of the job could not be stored"
	const query = `UPDATE jobs SET phase = $3 WHERE id = $1 AND lease_owner = $2 AND state = 'running'`
	if ledger.Repeatable(phase) {
		return s.held(ctx, doing, query, jobID, owner, phase)
	}
	err := s.changeTogether(ctx, doing, func(ctx context.Context, tx *txn) error {
		done, err := tx.ExecContext(ctx, query, jobID, owner, phase)
		if err != nil {
			return err
		}
		return fenced(done)
	})
	if err != nil {
		return err
	}
	return s.keepOutside(true)
}

// Renew lengthens the lease of a job. It fails with [ledger.ErrLeaseLost].
func (s *Store) Renew(ctx context.Context, jobID int64, owner string, until time.Time) error {
	return s.held(ctx, "the lease of the job could not be renewed",
		`UPDATE jobs SET lease_until = $3 WHERE id = $1 AND lease_owner = $2 AND state = 'running'`,
		jobID, owner, until.UnixMicro())
}

func (s *Store) held(ctx context.Context, doing, query string, args ...any) error {
	done, err := s.w.ExecContext(ctx, query, args...)
	if err != nil {
		return wrap(err, doing)
	}
	return wrap(fenced(done), doing)
}

// finish ends a job or hands it back. Only the holder of the lease can: a result that comes too late is dropped with
// the whole transaction.
func (s *Store) finish(ctx context.Context, tx *txn, f ledger.Finish) error {
	now := s.now()
	var done sql.Result
	var err error
	switch f.State {
	case ledger.JobWaiting:
		due := now
		if !f.Due.IsZero() {
			due = f.Due.UnixMicro()
		}
		done, err = tx.ExecContext(ctx, `UPDATE jobs SET state = 'waiting', due = $3, phase = $4, last_error = $5,
			receipt = coalesce(nullif($6, ''), receipt), lease_until = NULL, lease_owner = ''
			WHERE id = $1 AND lease_owner = $2 AND state = 'running'`,
			f.JobID, f.Owner, due, f.Phase, f.LastError, f.Receipt)
	case ledger.JobDone, ledger.JobFailed, ledger.JobUncertain, ledger.JobCancelled:
		done, err = tx.ExecContext(ctx, `UPDATE jobs SET state = $3, finished = $4,
			phase = coalesce(nullif($5, ''), phase), last_error = $6, receipt = coalesce(nullif($7, ''), receipt),
			lease_until = NULL, lease_owner = '' WHERE id = $1 AND lease_owner = $2 AND state = 'running'`,
			f.JobID, f.Owner, string(f.State), now, f.Phase, f.LastError, f.Receipt)
	case ledger.JobRunning:
		return fault.Errorf(fault.Internal, "a job cannot be finished as running")
	default:
		return fault.Errorf(fault.Internal, "a job cannot be finished as %.20q", string(f.State))
	}
	if err != nil {
		return err
	}
	return fenced(done)
}

// fenced turns "no row was the holder's" into a lost lease.
func fenced(done sql.Result) error {
	n, err := done.RowsAffected()
	if err == nil && n == 0 {
		return ledger.ErrLeaseLost
	}
	return err
}

// Gather lets a held job speak for others: the waiting jobs of its queue that are due, of its task, whose key begins
// with prefix and of which nothing can have left yet, end as done, with the key of the held one as their receipt. It returns all that the job speaks for, also those that it
// gathered before it died, oldest first. It fails with [ledger.ErrLeaseLost].
func (s *Store) Gather(ctx context.Context, job ledger.Job, prefix string, now time.Time) ([]ledger.Job, error) {
	const doing = "jobs could not be gathered"
	var all []ledger.Job
	err := s.write(ctx, doing, func(tx *txn) error {
		held, err := tx.ExecContext(ctx, `UPDATE jobs SET attempts = attempts WHERE id = $1 AND lease_owner = $2 AND state = 'running'`,
			job.ID, job.LeaseOwner)
		if err == nil {
			err = fenced(held)
		}
		if err != nil {
			return err
		}
		if _, err = tx.ExecContext(ctx, `UPDATE jobs SET state = 'done', finished = $1, receipt = $2
			WHERE state = 'waiting' AND queue = $3 AND task = $6 AND due <= $1 AND substr(key, 1, $4) = $5
			AND phase IN ('', $7, $8)`,
			now.UnixMicro(), job.Key, string(job.Queue), utf8.RuneCountInString(prefix), prefix, string(job.Task()),
			ledger.PhaseConnect, ledger.PhaseEnvelope); err != nil {
			return err
		}
		// Whoever is spoken for may have spoken for others before it had to wait.
		if _, err = tx.ExecContext(ctx, `UPDATE jobs SET receipt = $1 WHERE state = 'done' AND receipt <> '' AND receipt IN
			(SELECT key FROM jobs WHERE receipt = $1 AND receipt <> '' AND state = 'done')`, job.Key); err != nil {
			return err
		}
		rows, err := tx.QueryContext(ctx, `SELECT `+jobColumns+` FROM jobs WHERE receipt = $1 AND receipt <> '' AND state = 'done' ORDER BY due, id`, job.Key)
		if err != nil {
			return err
		}
		all, err = scanJobs(rows)
		return err
	})
	return all, err
}
