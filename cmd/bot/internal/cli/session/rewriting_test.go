package session

import (
	"bytes"
	"testing"

	"daylight/db"
)

func TestTheRewritingIsShownInOneLine(t *testing.T) {
	t.Parallel()
	for want, r := range map[string]db.Rewriting{
		"rewriting cases 1,200 of 100,000": {Doing: "rewriting cases", Done: 1200, Total: 100_000},
		"checking cases 0 of 12":           {Doing: "checking cases", Total: 12},
		"rewriting cases 999 of 1,234,567": {Doing: "rewriting cases", Done: 999, Total: 1_234_567},
		"waiting for another process":      {Doing: "waiting for another process"},
	} {
		if got := rewritingLine(r); got != want {
			t.Errorf("%q, want %q", got, want)
		}
	}
}

func TestWhereTheDatabaseFromBeforeIsKeptIsAlwaysSaid(t *testing.T) {
	t.Parallel()
	var errs bytes.Buffer
	s := &Session{Streams: Streams{Err: &errs}, JSON: true}
	tell := s.rewriting()
	tell(db.Rewriting{Doing: "checking cases", Done: 2, Total: 2})
	tell(db.Rewriting{Doing: "rewriting cases", Done: 2, Total: 2, Saved: "old.db"})
	tell(db.Rewriting{Doing: "rewriting cases", Done: 2, Total: 2, Saved: "old.db", Ended: true})
	if got, want := errs.String(), "bot: 2 cases were rewritten for this version; the previous database is kept as old.db\n"; got != want {
		t.Errorf("%q, want %q", got, want)
	}
}
