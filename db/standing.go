package db

import (
	"context"
	"crypto/rand"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"strconv"
	"sync"
	"time"

	"daylight/disclosure/fault"
)

// Names in meta.
const (
	metaSequence = "sequence" // how many changes the file has seen
	metaMarked   = "marked"   // something is kept outside of the file about it
	metaRestored = "restored" // a [LogEntry] that the next start puts into the log
)

// keepEvery bounds how often a change of the file is noted outside of it. What is about to leave is noted at once.
const keepEvery = time.Second

// course is how far the file has come, and how much of that is kept outside.
type course struct {
	mu        sync.Mutex
	here      mark
	kept      mark
	keptAt    time.Time
	unwritten bool // nothing is kept yet
}

// findStanding begins the log of the instance where there is none, and finds out whether the file is the one that was
// last worked on. It writes nothing where nothing is new, so that looking needs no lock.
func (s *Store) findStanding(ctx context.Context) error {
	const doing = "the log of the instance could not be written"
	var beside *mark
	if s.outside != nil {
		// It is read before the file: what it knows was in the file before.
		m, ok, err := s.outside.read()
		if err != nil {
			return err
		}
		if ok {
			beside = &m
		}
	}
	news, here, err := s.newsOf(ctx, s.w, beside)
	if err != nil {
		return wrap(err, doing)
	}
	first := s.outside != nil && beside == nil
	if len(news) > 0 || first {
		if here, err = s.writeNews(ctx, beside); err != nil {
			return wrap(err, doing)
		}
	}
	s.course.here, s.course.unwritten = here, first
	if beside != nil {
		s.course.kept = *beside
	}
	if first || beside != nil && here.Epoch > beside.Epoch {
		return s.keepOutside(true)
	}
	return nil
}

// writeNews writes what is new into the log. Another process may have been faster, so it is found out again.
func (s *Store) writeNews(ctx context.Context, beside *mark) (here mark, err error) {
	err = s.write(ctx, "the log of the instance could not be written", func(tx *txn) error {
		var news []LogEntry
		if news, here, err = s.newsOf(ctx, tx, beside); err != nil {
			return err
		}
		for i := range news {
			if err := appendLog(ctx, tx, news[i]); err != nil {
				return err
			}
			if news[i].Kind == LogBehind || news[i].Kind == LogRestored {
				s.log.WarnContext(ctx, "the database waits for a person", "why", news[i].Text)
			}
		}
		if s.outside != nil {
			if _, err := tx.ExecContext(ctx, `INSERT INTO meta (name, value) VALUES ($1, '1') ON CONFLICT DO NOTHING`, metaMarked); err != nil {
				return err
			}
		}
		_, err := tx.ExecContext(ctx, `DELETE FROM meta WHERE name = $1`, metaRestored)
		return err
	})
	return here, err
}

// newsOf compares the file with its own log and with what lies outside of it. It returns the entries that are due, and
// where the file stands once they are written.
func (s *Store) newsOf(ctx context.Context, q querier, beside *mark) (news []LogEntry, here mark, err error) {
	entries, _, err := readLog(ctx, q)
	if err != nil {
		return nil, here, err
	}
	said, err := pairs(ctx, q, `SELECT name, value FROM meta WHERE name IN ($1, $2, $3)`, metaSequence, metaMarked, metaRestored)
	if err != nil {
		return nil, here, err
	}
	now := standingOf(entries)
	if here.Sequence, err = strconv.ParseInt(said[metaSequence], 10, 64); err != nil {
		return nil, here, fault.Errorf(fault.Internal, "the number of changes could not be read: %w", err)
	}
	here.Instance, here.Epoch, here.At = now.instance, max(now.epoch, 1), s.clock().UTC()
	if here.Instance == "" {
		if here.Instance = newInstance(); beside != nil {
			here.Instance = beside.Instance // an older program knew no instances, and the key fits
		}
		news = append(news, LogEntry{Kind: LogBegun, At: here.At, Epoch: here.Epoch, Instance: here.Instance})
	}
	if beside != nil && beside.Instance != here.Instance {
		return nil, here, fault.Errorf(fault.Invalid, "%s belongs to the instance %.8s, and the key beside it to %.8s: put the database of this instance back, or restore a backup of it: %w",
			s.path, here.Instance, beside.Instance, ErrOtherInstance)
	}
	met, err := meetRehearsal(ctx, q, entries)
	if err != nil {
		return nil, here, err
	}
	if met != nil {
		met.At, met.Epoch = here.At, here.Epoch
		news = append(news, *met)
	}
	why, err := s.whyHeld(said, here, beside)
	if err != nil {
		return nil, here, err
	}
	if why != nil {
		if beside != nil {
			here.Epoch = max(here.Epoch, beside.Epoch)
		}
		here.Epoch++
		why.Epoch, why.At = here.Epoch, here.At
		why.Unknown = beside == nil && s.outside != nil
		news = append(news, *why)
		if beside != nil && beside.People.newer(peopleOf(entries)) { // the copy trusts nobody whom the instance does not trust
			known := beside.People.Clone()
			news = append(news, LogEntry{Kind: LogCarried, At: here.At, Epoch: here.Epoch, People: &known})
		}
	}
	for i := range news {
		news[i].Seq = len(entries) + i + 1
	}
	here.People = peopleOf(append(entries, news...))
	return news, here, nil
}

// whyHeld returns the entry that makes the instance wait for a person, nil for none.
func (s *Store) whyHeld(said map[string]string, here mark, beside *mark) (*LogEntry, error) {
	_, marked := said[metaMarked]
	switch text, restored := said[metaRestored]; {
	case restored:
		e := &LogEntry{}
		if err := json.Unmarshal([]byte(text), e); err != nil {
			return nil, fault.Errorf(fault.Internal, "what the restore wrote could not be read: %w", err)
		}
		e.Kind = LogRestored
		return e, nil
	case s.outside == nil:
		return nil, nil //nolint:nilnil // nobody can tell, and nobody asks
	case beside == nil && marked:
		return &LogEntry{Kind: LogBehind, Text: s.outside.path() +
			" is missing, so nobody can tell whether this database is the newest or an old copy"}, nil
	case beside != nil && beside.newer(here):
		return &LogEntry{Kind: LogBehind, Text: fmt.Sprintf(
			"this database is an old copy: it has seen %d changes, and by %s there were %d",
			here.Sequence, beside.At.UTC().Format("2006-01-02 15:04:05 UTC"), beside.Sequence)}, nil
	}
	return nil, nil //nolint:nilnil // nothing is wrong
}

// newInstance draws the name of an instance. It tells nothing and is nobody else's.
func newInstance() string {
	var b [16]byte
	rand.Read(b[:]) // it never fails
	return hex.EncodeToString(b[:])
}

// change runs f in one transaction of the writer and counts it as a change of the file.
func (s *Store) change(ctx context.Context, doing string, f func(*txn) error) error {
	return s.counted(func(f func(context.Context, *txn) error) error {
		return s.write(ctx, doing, func(tx *txn) error { return f(ctx, tx) })
	}, func(_ context.Context, tx *txn) error { return f(tx) })
}

// changeTogether is change for what many do at once; see [Store.together].
func (s *Store) changeTogether(ctx context.Context, doing string, f func(context.Context, *txn) error) error {
	return s.counted(func(f func(context.Context, *txn) error) error { return s.together(ctx, doing, f) }, f)
}

// counted runs f in a transaction and counts it as a change of the file.
func (s *Store) counted(run func(func(context.Context, *txn) error) error, f func(context.Context, *txn) error) error {
	var sequence int64
	err := run(func(ctx context.Context, tx *txn) error {
		err := f(ctx, tx)
		if err == nil {
			sequence, err = count(ctx, tx)
		}
		return err
	})
	if err == nil {
		s.passed(sequence)
	}
	return err
}

// count counts a change of the file and returns its number.
func count(ctx context.Context, tx *txn) (sequence int64, err error) {
	err = tx.QueryRowContext(ctx, `UPDATE meta SET value = CAST(CAST(value AS INTEGER) + 1 AS TEXT) WHERE name = $1
		RETURNING CAST(value AS INTEGER)`, metaSequence).Scan(&sequence)
	return sequence, err
}

// passed remembers a change that is stored.
func (s *Store) passed(sequence int64) {
	s.course.mu.Lock()
	defer s.course.mu.Unlock()
	s.course.here.Sequence = max(s.course.here.Sequence, sequence)
}

// keepOutside notes outside of the file how far it has come: at once, or when the last time is long enough ago.
func (s *Store) keepOutside(atOnce bool) error {
	if s.outside == nil {
		return nil
	}
	c := &s.course
	c.mu.Lock()
	defer c.mu.Unlock()
	now := s.clock().UTC()
	if !c.unwritten && (!c.here.newer(c.kept) || !atOnce && now.Sub(c.keptAt) < keepEvery) {
		return nil
	}
	next := c.here
	next.At = now
	if err := s.outside.put(next); err != nil {
		return err
	}
	c.kept, c.keptAt, c.unwritten = next, now, false
	return nil
}

// changed notes a change outside of the file when it is time. The change itself is stored already, so a failure is
// only logged; what is about to leave does not leave then, see [Store.Mark].
func (s *Store) changed(ctx context.Context) {
	if err := s.keepOutside(false); err != nil {
		s.log.ErrorContext(ctx, "how far the database has come could not be kept beside its key", "error", err)
	}
}
