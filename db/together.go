package db

import (
	"context"
	"fmt"
	"sync"

	"daylight/disclosure/fault"
)

// mostTogether bounds how many changes are stored in one transaction, and with it how long the first of them waits for the last.
const mostTogether = 64

// part is a change that is stored with others.
type part struct {
	do   func(ctx context.Context, tx *txn) error
	err  error
	done chan struct{} // closed once err is what came of it
}

// crowd are the changes that wait for the writer. Whoever comes to the writer first stores all that wait, so that one sync of the disk
// serves them all; nobody waits for others to come.
type crowd struct {
	mu      sync.Mutex
	waiting []*part
	writer  chan struct{} // holds a token while somebody stores
}

// together runs do in a transaction that it may share with others who write at the same time. It returns when the change is on disk, or
// with the error of do, which takes back what do did and nothing of the others.
//
// The context that do gets does not end before do does: a statement that is cancelled would end the transaction of all. A caller who
// gives up before its turn has changed nothing.
func (s *Store) together(ctx context.Context, doing string, do func(ctx context.Context, tx *txn) error) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	p := &part{do: do, done: make(chan struct{})}
	s.crowd.mu.Lock()
	s.crowd.waiting = append(s.crowd.waiting, p)
	s.crowd.mu.Unlock()
	select {
	case <-p.done:
		return wrap(p.err, doing)
	case <-ctx.Done():
		if s.crowd.leave(p) {
			return ctx.Err()
		}
		<-p.done // it is being stored
		return wrap(p.err, doing)
	case s.crowd.writer <- struct{}{}:
	}
	select {
	case <-p.done: // stored by whoever held the writer until now
	default:
		s.storeAll(context.WithoutCancel(ctx), p)
	}
	<-s.crowd.writer
	return wrap(p.err, doing)
}

// leave takes a change out of those that wait. It reports false when its turn has come.
func (c *crowd) leave(p *part) bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	for i, w := range c.waiting {
		if w == p {
			c.waiting = append(c.waiting[:i], c.waiting[i+1:]...)
			return true
		}
	}
	return false
}

// next are the changes whose turn it is, in the order in which they came.
func (c *crowd) next() []*part {
	c.mu.Lock()
	defer c.mu.Unlock()
	n := min(len(c.waiting), mostTogether)
	out := c.waiting[:n:n]
	c.waiting = c.waiting[n:]
	return out
}

// storeAll stores what waits until p is stored.
func (s *Store) storeAll(ctx context.Context, p *part) {
	for {
		parts := s.crowd.next()
		s.store(ctx, parts)
		for _, q := range parts {
			close(q.done)
		}
		select {
		case <-p.done:
			return
		default:
		}
	}
}

// store stores changes in one transaction. A change that fails is taken back by itself. When the transaction as a whole fails, as with
// a full disk, each change is tried once more alone, so that none fails for another's sake.
func (s *Store) store(ctx context.Context, parts []*part) {
	if len(parts) == 1 {
		parts[0].err = s.alone(ctx, parts[0])
		return
	}
	if err := s.write(ctx, "", func(tx *txn) error { return each(ctx, tx, parts) }); err == nil {
		return
	}
	for _, p := range parts {
		p.err = s.alone(ctx, p)
	}
}

func (s *Store) alone(ctx context.Context, p *part) error {
	return s.write(ctx, "", func(tx *txn) error { return p.run(ctx, tx) })
}

// each runs changes one after the other, each with a way back.
func each(ctx context.Context, tx *txn, parts []*part) error {
	for _, p := range parts {
		if _, err := tx.ExecContext(ctx, `SAVEPOINT part`); err != nil {
			return err
		}
		if p.err = p.run(ctx, tx); p.err != nil {
			if _, err := tx.ExecContext(ctx, `ROLLBACK TO part`); err != nil {
				return err
			}
		}
		if _, err := tx.ExecContext(ctx, `RELEASE part`); err != nil {
			return err
		}
	}
	return nil
}

// run does the change. A panic is the error of the one that panics: others wait in the same transaction.
func (p *part) run(ctx context.Context, tx *txn) (err error) {
	defer func() {
		if r := recover(); r != nil {
			err = fault.Errorf(fault.Internal, "defect while storing: %s", fmt.Sprint(r))
		}
	}()
	return p.do(ctx, tx)
}
