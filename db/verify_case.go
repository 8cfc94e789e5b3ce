package db

import (
	"bytes"
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"maps"
	"reflect"
	"slices"

	"daylight/disclosure"
	"daylight/disclosure/ledger"
	"daylight/disclosure/milestone"
)

// storedCase is the row of a case as it is in the file.
type storedCase struct {
	row  int64
	head []byte
	id   idParts
	columns
}

// cases goes through all cases in the order of their ids.
func (v *verifier) cases(ctx context.Context) error {
	var total int
	if err := v.tx.QueryRowContext(ctx, `SELECT count(*) FROM cases`).Scan(&total); err != nil {
		return err
	}
	last := ""
	for {
		c, err := v.next(ctx, last)
		if errors.Is(err, sql.ErrNoRows) {
			return nil
		}
		if err != nil {
			return err
		}
		last = c.ID
		if err := v.oneCase(ctx, c); err != nil {
			return err
		}
		v.report.Cases++
		v.progress(v.report.Cases, total)
	}
}

// chains looks at the chains alone, and hands over the events of each case. It reads nothing that is derived from
// events, nor what later schemas brought.
func (v *verifier) chains(ctx context.Context, with func(disclosure.CaseID, []disclosure.Event) error) error {
	var total int
	if err := v.tx.QueryRowContext(ctx, `SELECT count(*) FROM cases`).Scan(&total); err != nil {
		return err
	}
	for last := ""; ; {
		some, err := headsAfter(ctx, v.tx, last, rewriteBatch)
		if err != nil || len(some) == 0 {
			return err
		}
		for i := range some {
			events, err := v.chain(ctx, some[i])
			if err != nil {
				return err
			}
			if with != nil {
				if err := with(disclosure.CaseID(some[i].ID), events); err != nil {
					return err
				}
			}
		}
		last = some[len(some)-1].ID
		v.report.Cases += len(some)
		v.progress(v.report.Cases, total)
	}
}

// next reads the case behind an id.
func (v *verifier) next(ctx context.Context, after string) (storedCase, error) {
	var c storedCase
	err := v.tx.QueryRowContext(ctx, `SELECT row, id, version, head, prefix, year, number, listed, work, exposure,
		publication, headline, title, vendor, vendor_key, country, discovered, contacted, closed, next_due, next_what,
		recorded_at, updated_at, content, waiting FROM cases WHERE id > $1 ORDER BY id LIMIT 1`, after).
		Scan(&c.row, &c.ID, &c.Version, &c.head, &c.id.prefix, &c.id.year, &c.id.number, &c.Listed, &c.Work, &c.Exposure,
			&c.Publication, &c.Headline, &c.Title, &c.Vendor, &c.VendorKey, &c.Country, &c.Discovered, &c.Contacted, &c.Closed,
			&c.NextDue, &c.NextWhat, &c.RecordedAt, &c.UpdatedAt, &c.State, &c.Waiting)
	return c, err
}

func (v *verifier) oneCase(ctx context.Context, have storedCase) error {
	id := disclosure.CaseID(have.ID)
	events, err := v.chain(ctx, have)
	if err != nil {
		return err
	}
	if parts, err := splitID(id); err != nil || parts != have.id {
		v.found(id, 0, "the parts of the id do not fit it")
	}
	rebuilt := milestone.Rebuild(id, events)
	if rebuilt == nil {
		return nil // chain has said why
	}
	want, err := project(rebuilt, v.listing)
	if err != nil {
		v.found(id, 0, "the case could not be rebuilt: %v", err)
		return nil
	}
	v.compare(id, have.columns, want)
	v.signedEvents(id, events)
	if err := v.blobsOf(ctx, id, events); err != nil {
		return err
	}
	return v.indexes(ctx, have, rebuilt, events)
}

// chain reads the events of a case and recomputes their hashes.
func (v *verifier) chain(ctx context.Context, c storedCase) ([]disclosure.Event, error) {
	id := disclosure.CaseID(c.ID)
	head := disclosure.ChainStart(id)
	var events []disclosure.Event
	broken := false // one gap is one problem, not one for every event behind it
	err := v.each(ctx, `SELECT seq, kind, at_sort, recorded_at, prev, hash, body FROM events
		WHERE case_id = $1 ORDER BY seq`,
		func(scan func(...any) error) error {
			var seq int
			var kind string
			var at, recordedAt int64
			var prev, hash, body []byte
			if err := scan(&seq, &kind, &at, &recordedAt, &prev, &hash, &body); err != nil {
				return err
			}
			v.report.Events++
			if len(prev) != len(head) || len(hash) != len(head) {
				v.found(id, seq, "its hashes have the wrong length")
				return nil
			}
			if seq != len(events)+1 && !broken {
				broken = true
				v.found(id, seq, "event %d is missing", len(events)+1)
			}
			if !bytes.Equal(prev, head[:]) && !broken {
				v.found(id, seq, "it is not linked to the event before it")
			}
			// The walk goes on from what is stored, so that each break is reported once, where it is.
			if sum := disclosure.ChainHash([32]byte(prev), body); !bytes.Equal(sum[:], hash) {
				v.found(id, seq, "its text or its hash was changed")
			}
			head = [32]byte(hash)
			e, unreadable := ledger.ReadEvent(body)
			if unreadable != nil {
				v.found(id, seq, "it could not be read")
				return nil //nolint:nilerr // it is a finding, and the walk goes on
			}
			stored := e.Kind
			if string(stored) != kind { // what an older version recorded as a note is read as its own kind
				stored, _ = disclosure.StoredKind(body)
			}
			if e.Seq != seq || string(stored) != kind || e.At.Time().UnixMicro() != at || e.RecordedAt.UnixMicro() != recordedAt {
				v.found(id, seq, "its columns do not fit its text")
			}
			events = append(events, e)
			return nil
		}, c.ID)
	if err != nil {
		return nil, err
	}
	switch {
	case len(events) == 0:
		v.found(id, 0, "there is a row of the case and no event")
	case c.Version != events[len(events)-1].Seq:
		v.found(id, 0, "it is at version %d and its last event is %d", c.Version, events[len(events)-1].Seq)
	case !bytes.Equal(c.head, head[:]):
		v.found(id, 0, "the head of its chain is not the hash of its last event")
	}
	return events, nil
}

// compare names the columns that differ from the rebuilt case.
func (v *verifier) compare(id disclosure.CaseID, have, want columns) {
	if !sameState(have.State, want.State) {
		v.found(id, 0, "the stored case is not what its events say")
	}
	have.State, want.State = "", ""
	if have == want {
		return
	}
	h, w := reflect.ValueOf(have), reflect.ValueOf(want)
	for i := range h.NumField() {
		if name := h.Type().Field(i).Name; name != "Version" && !h.Field(i).Equal(w.Field(i)) {
			v.found(id, 0, "the column %s is not what its events say", name)
		}
	}
}

// sameState compares two stored cases. What an older program wrote may lack fields that this one writes with their
// zero value, and an empty list may be written or left out, so both are read and written again before they are called
// different.
func sameState(have, want string) bool {
	if have == want {
		return true
	}
	a, errA := rewrite(have)
	b, errB := rewrite(want)
	return errA == nil && errB == nil && a == b
}

func rewrite(state string) (string, error) {
	var c disclosure.Case
	if err := json.Unmarshal([]byte(state), &c); err != nil {
		return "", err
	}
	out, err := json.Marshal(&c)
	return string(out), err
}

// blobsOf looks for the texts that the events of a case refer to.
func (v *verifier) blobsOf(ctx context.Context, id disclosure.CaseID, events []disclosure.Event) error {
	var refs []disclosure.BlobRef
	for i := range events {
		d := &events[i].Detail
		refs = append(refs, d.Body)
		if d.Draft != nil {
			refs = append(refs, d.Draft.Body)
		}
		if d.Message != nil {
			refs = append(refs, d.Message.Raw)
		}
	}
	slices.Sort(refs)
	refs = slices.Compact(refs)
	for _, ref := range refs {
		if ref == "" {
			continue
		}
		var n int
		if err := v.tx.QueryRowContext(ctx, `SELECT count(*) FROM blobs WHERE ref = $1`, string(ref)).Scan(&n); err != nil {
			return err
		}
		if n == 0 {
			v.found(id, 0, "text %.12s is missing and was not erased", string(ref))
		}
	}
	return nil
}

// indexes compares messages, targets and full text.
func (v *verifier) indexes(ctx context.Context, have storedCase, c *disclosure.Case, events []disclosure.Event) error {
	messages, err := pairs(ctx, v.tx, `SELECT message_id, key FROM messages WHERE case_id = $1`, have.ID)
	if err != nil {
		return err
	}
	if !maps.Equal(messages, messageIDs(c)) {
		v.found(c.ID, 0, "the index of messages is not what its events say")
	}
	targets, err := pairs(ctx, v.tx, `SELECT target, '' FROM targets WHERE case_id = $1`, have.ID)
	if err != nil {
		return err
	}
	if !maps.Equal(targets, targetsOf(c)) {
		v.found(c.ID, 0, "the index of targets is not what its events say")
	}
	readers, err := pairs(ctx, v.tx, `SELECT name, '' FROM case_readers WHERE case_id = $1`, have.ID)
	if err != nil {
		return err
	}
	if !maps.Equal(readers, readersOf(c)) {
		v.found(c.ID, 0, "who may see it is not what its events say")
	}
	var doc document
	var notes string
	err = v.tx.QueryRowContext(ctx, `SELECT id, title, parties, targets, facts, notes FROM cases_fts WHERE rowid = $1`,
		have.row).Scan(&doc.ID, &doc.Title, &doc.Parties, &doc.Targets, &doc.Facts, &notes)
	if err != nil && !errors.Is(err, sql.ErrNoRows) {
		return err
	}
	if doc != documentOf(c) || notes != notesOf(events) {
		v.found(c.ID, 0, "the full text is not what its events say")
	}
	return nil
}
