package db

import (
	"context"
	"database/sql"
	"encoding/json"
	"fmt"
	"time"

	"daylight/disclosure"
	"daylight/disclosure/civil"
	"daylight/disclosure/fault"
	"daylight/disclosure/ledger"
	"daylight/disclosure/person"
	"daylight/disclosure/stats"
)

// caseStatsRow is the part of a case that statistics need. The rest of the row is skipped unread, which makes a
// pass over all cases several times cheaper.
type caseStatsRow struct {
	ID       disclosure.CaseID                  `json:"id"`
	Work     disclosure.Work                    `json:"work"`
	Outcome  disclosure.Outcome                 `json:"outcome"`
	Parties  []statsParty                       `json:"parties"`
	Assets   []statsAsset                       `json:"assets"`
	Dropped  []statsAsset                       `json:"dropped_assets"`
	Answered map[disclosure.PartyKey]civil.When `json:"answered"`
	Vouched  map[disclosure.PartyKey]civil.When `json:"vouched"`
	Reached  map[disclosure.PartyKey]civil.When `json:"reached"`

	Ends map[disclosure.PartyKey]disclosure.Closure `json:"ends"`
	// The other milestones are columns of their own, but those follow the needs of lists; the row is the truth.
	Discovered   civil.When `json:"discovered"`
	FirstContact civil.When `json:"first_contact"`
	Rehearsal    bool       `json:"rehearsal"`
}

type statsParty struct {
	Role    disclosure.Role `json:"role"`
	Name    string          `json:"name"`
	Country string          `json:"country"`
}

type statsAsset struct {
	Kind     string                   `json:"kind"`
	Owner    string                   `json:"owner"`
	Target   string                   `json:"target"` // tells whether a dropped one was added again
	Renamed  string                   `json:"renamed"`
	Exposure disclosure.ExposureState `json:"exposure"`
	Episode  int                      `json:"episode"`
	Closure  struct {
		At       civil.When `json:"at"`
		Verified bool       `json:"verified"`
	} `json:"closure"`
	Streak struct {
		LastOpen time.Time `json:"last_open"`
	} `json:"streak"`
}

// CaseStats hands the course of every case to add, in the order in which they were recorded, and stops at its first
// error. It is one pass over the rows of the cases in one snapshot; of the events it reads the hand-overs alone.
func (s *Store) CaseStats(ctx context.Context, add func(*stats.Case) error) error {
	return s.CaseStatsFor(ctx, person.ReaderEngine(), add)
}

// CaseStatsFor is [Store.CaseStats] without the cases that the reader may not see.
func (s *Store) CaseStatsFor(ctx context.Context, who person.Reader, add func(*stats.Case) error) error {
	const doing = "the cases could not be read"
	var where clauses
	where.see("cases.id", who)
	where.args = append(where.args, string(disclosure.WorkHandedOver), string(disclosure.KindHandedOver))
	n := len(where.args)
	query := where.query(fmt.Sprintf(`SELECT id, content, CASE work WHEN $%d THEN
		(SELECT body FROM events WHERE case_id = cases.id AND kind = $%d ORDER BY seq DESC LIMIT 1) END
		FROM cases`, n-1, n), `ORDER BY row`, 0)
	rows, err := s.r.QueryContext(ctx, query, where.args...)
	if err != nil {
		return wrap(err, doing)
	}
	defer rows.Close()
	var id, state, handed sql.RawBytes
	var c disclosure.Case // reused for all rows: the result keeps no reference to it
	for rows.Next() {
		if err := rows.Scan(&id, &state, &handed); err != nil {
			return wrap(err, doing)
		}
		one, err := caseStatsOf(&c, state, handed)
		if err != nil {
			return fault.Errorf(fault.Internal, "the row of case %s could not be read: %w", id, err)
		}
		for i := range one {
			if err := add(&one[i]); err != nil {
				return err
			}
		}
	}
	return wrap(rows.Err(), doing)
}

// caseStatsOf reads a row and, if there is one, the event of the hand-over.
func caseStatsOf(c *disclosure.Case, state, handed []byte) ([]stats.Case, error) {
	var row caseStatsRow
	if err := json.Unmarshal(state, &row); err != nil {
		return nil, err
	}
	var e disclosure.Event
	if len(handed) > 0 {
		var err error
		if e, err = ledger.ReadEvent(handed); err != nil {
			return nil, err
		}
	}
	row.fill(c)
	return stats.CasesOf(c, e.At), nil
}

// fill writes the row over a case. Everything else in the case stays empty.
func (r *caseStatsRow) fill(c *disclosure.Case) {
	*c = disclosure.Case{
		ID: r.ID, Work: r.Work, Outcome: r.Outcome, Answered: r.Answered, Vouched: r.Vouched, Reached: r.Reached, Ends: r.Ends, Discovered: r.Discovered, FirstContact: r.FirstContact,
		Parties: c.Parties[:0], Assets: c.Assets[:0], Rehearsal: r.Rehearsal,
	}
	for _, p := range r.Parties {
		c.Parties = append(c.Parties, disclosure.Party{Role: p.Role, Name: p.Name, Country: p.Country})
	}
	for i := range r.Assets {
		c.Assets = append(c.Assets, r.Assets[i].asset())
	}
	for i := range r.Dropped {
		c.DroppedAssets = append(c.DroppedAssets, r.Dropped[i].asset())
	}
}

func (a *statsAsset) asset() disclosure.Asset {
	return disclosure.Asset{
		Kind: a.Kind, Owner: a.Owner, Target: a.Target, Renamed: a.Renamed, Exposure: a.Exposure, Episode: a.Episode,
		Closure: disclosure.Closure{At: a.Closure.At, Verified: a.Closure.Verified},
		Streak:  disclosure.Streak{LastOpen: a.Streak.LastOpen},
	}
}
