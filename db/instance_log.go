package db

import (
	"context"
	"crypto/sha256"
	"encoding/json"
	"fmt"
	"time"

	"daylight/disclosure"
	"daylight/disclosure/person"
)

// LogKind says what happened to the instance.
type LogKind string

// The kinds of entries in the log of the instance.
const (
	LogBegun    LogKind = "begun"        // the instance began, or a program that keeps a log met it first
	LogRestored LogKind = "restored"     // a backup took the place of the database
	LogBehind   LogKind = "found_behind" // the file turned out to be older than what is known beside the key
	LogResumed  LogKind = "resumed"      // a person let the instance work on

	LogPinned   LogKind = "person_pinned"   // the first proof of one of the first two people
	LogAccepted LogKind = "person_accepted" // somebody who is pinned accepted a further person, key or id
	LogRetired  LogKind = "person_retired"  // what was pinned to a person counts no longer
	LogCarried  LogKind = "people_carried"  // a copy took the place of the database: who was accepted is known beside the key

	LogRehearsal         LogKind = "rehearsal_begun"        // a new instance: the first live start takes two people
	LogRehearsalProposed LogKind = "rehearsal_end_proposed" // the first of two people ends that
	LogRehearsalEnded    LogKind = "rehearsal_ended"        // from here on the bot may be live
)

// LogEntry is an entry in the log of the instance, which holds what belongs to no case. Entries are never changed, and
// each one is hashed with all before it.
type LogEntry struct {
	Seq      int               `json:"-"`
	Kind     LogKind           `json:"-"`
	At       time.Time         `json:"-"`
	Epoch    int               `json:"epoch"`              // grows with each restore
	Instance string            `json:"instance,omitempty"` // of the first entry: the id of the instance
	By       string            `json:"by,omitempty"`
	Case     disclosure.CaseID `json:"case,omitempty"` // of a read
	Text     string            `json:"text,omitempty"`
	Lost     *Comparison       `json:"lost,omitempty"` // what the database that was put aside knows more
	Upkeep   *Resumed          `json:"upkeep,omitempty"`

	Pin       *person.Pin       `json:"pin,omitempty"`    // what is pinned
	Person    string            `json:"person,omitempty"` // who is retired
	People    *person.Trusted   `json:"people,omitempty"` // everybody, where they are carried over
	Hand      person.Hand       `json:"hand,omitzero"`    // of By, or of the person who is pinned by a first proof
	Signature *person.Signature `json:"signature,omitempty"`
	// First is the first of the two people who ended the rehearsal; "" where the rules let one decide, or nobody had to.
	First string `json:"first,omitempty"`
	// Unknown says that nothing beside the key tells who was accepted before: nobody is pinned on first use any more.
	Unknown bool `json:"people_unknown,omitempty"`
}

// logStart is the hash before the first entry.
func logStart() [32]byte { return sha256.Sum256([]byte("daylight instance log")) }

// Log returns the log of the instance, oldest entry first.
func (s *Store) Log(ctx context.Context) ([]LogEntry, error) {
	entries, _, err := readLog(ctx, s.r)
	return entries, wrap(err, "the log of the instance could not be read")
}

// readLog returns all entries and the hash of the last one.
func readLog(ctx context.Context, q querier) ([]LogEntry, [32]byte, error) {
	head := logStart()
	rows, err := q.QueryContext(ctx, `SELECT seq, kind, at, hash, body FROM instance_log ORDER BY seq`)
	if err != nil {
		return nil, head, err
	}
	defer rows.Close()
	var out []LogEntry
	for rows.Next() {
		var e LogEntry
		var kind string
		var at int64
		var hash, body []byte
		var seq int
		if err := rows.Scan(&seq, &kind, &at, &hash, &body); err != nil {
			return nil, head, err
		}
		if err := json.Unmarshal(body, &e); err != nil {
			return nil, head, err
		}
		e.Seq, e.Kind, e.At, head = seq, LogKind(kind), fromMicros(at), sum32(hash)
		out = append(out, e)
	}
	return out, head, rows.Err()
}

// appendLog writes the next entry.
func appendLog(ctx context.Context, tx *txn, e LogEntry) error {
	before, head, err := readLog(ctx, tx)
	if err != nil {
		return err
	}
	body, err := json.Marshal(e)
	if err != nil {
		return err
	}
	hash := entryHash(head, string(e.Kind), e.At.UnixMicro(), body)
	_, err = tx.ExecContext(ctx, `INSERT INTO instance_log (seq, kind, at, prev, hash, body) VALUES ($1, $2, $3, $4, $5, $6)`,
		len(before)+1, string(e.Kind), e.At.UnixMicro(), head[:], hash[:], string(body))
	return err
}

// entryHash binds an entry to all before it. Kind and time stand in columns of their own, so they are hashed too.
func entryHash(prev [32]byte, kind string, at int64, body []byte) [32]byte {
	return disclosure.ChainHash(prev, fmt.Appendf(nil, "%s %d %s", kind, at, body))
}

// sum32 is a hash as it was read. One of another length, which only a damaged file has, fits nothing.
func sum32(b []byte) (out [32]byte) {
	copy(out[:], b)
	return out
}

// standing is what the log says of the instance.
type standing struct {
	instance string
	epoch    int
	held     *LogEntry // why it waits for a person; nil while it works
	resumed  time.Time // when a person last let it work on; zero for never
	since    time.Time // from when it waited for that, or waits

	rehearsed bool // people ended the rehearsal
}

func standingOf(entries []LogEntry) standing {
	var out standing
	for i := range entries {
		e := &entries[i]
		out.epoch = max(out.epoch, e.Epoch)
		switch e.Kind {
		case LogBegun:
			out.instance = e.Instance
		case LogRestored, LogBehind:
			out.held, out.since = e, e.At
		case LogResumed:
			out.held, out.resumed = nil, e.At
		case LogRehearsal, LogRehearsalProposed: // what is live is held back as long as nothing else is said
		case LogRehearsalEnded:
			out.rehearsed = true
		case LogPinned, LogAccepted, LogRetired, LogCarried, LogRead: // they hold nothing back
		}
	}
	return out
}

// heldClause is true while the instance waits for a person. It asks the file each time: another process may have found out.
const heldClause = `coalesce((SELECT kind <> 'resumed' FROM instance_log
	WHERE kind IN ('restored', 'found_behind', 'resumed') ORDER BY seq DESC LIMIT 1), 0)`

// isHeld reports whether the instance waits for a person.
func isHeld(ctx context.Context, q querier) (bool, error) {
	var held bool
	err := q.QueryRowContext(ctx, `SELECT `+heldClause).Scan(&held)
	return held, err
}

// log proves the chain of the log of the instance.
func (v *verifier) log(ctx context.Context) error {
	head, want := logStart(), 1
	return v.each(ctx, `SELECT seq, kind, at, prev, hash, body FROM instance_log ORDER BY seq`, func(scan func(...any) error) error {
		var seq int
		var kind string
		var at int64
		var prev, hash, body []byte
		if err := scan(&seq, &kind, &at, &prev, &hash, &body); err != nil {
			return err
		}
		if seq != want || string(prev) != string(head[:]) {
			v.found("", 0, "the log of the instance has a gap before entry %d", seq)
		}
		if sum := entryHash(sum32(prev), kind, at, body); string(hash) != string(sum[:]) {
			v.found("", 0, "entry %d of the log of the instance was changed after it was written", seq)
		}
		head, want = sum32(hash), seq+1
		return nil
	})
}
