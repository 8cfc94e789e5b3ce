package e2e

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"daylight/cmd/bot/internal/demo"
	"daylight/db"
	"daylight/db/dbtest"
	"daylight/disclosure"
	"daylight/disclosure/agenda"
	"daylight/disclosure/civil"
	"daylight/disclosure/clock"
	"daylight/disclosure/ledger"
	"daylight/disclosure/person"
)

// makeEnv names the file into which TestMakeTheOldDatabase packs a database of the story and of the demo.
const makeEnv = "DAYLIGHT_MAKE_FIXTURE"

// oldDatabase is such a database, written by the program before the meanings of its notes were kinds of their own.
const oldDatabase = "../../../../db/testdata/before_note_kinds/database.tar.gz"

// TestMakeTheOldDatabase writes a database as the program of today writes it. It was run once, by the version that
// db/testdata/before_note_kinds/README.md names, and that file is never made again.
func TestMakeTheOldDatabase(t *testing.T) {
	archive := os.Getenv(makeEnv)
	if archive == "" {
		t.Skip("set " + makeEnv + " to a new .tar.gz to write a database of the present form there")
	}
	dir := filepath.Join(t.TempDir(), "old")
	_, _, closeAll, err := demo.Play(t.Context(), demo.Options{Dir: dir, Version: "test"})
	if err != nil {
		t.Fatal(err)
	}
	if err := closeAll(); err != nil {
		t.Fatal(err)
	}
	s := newStory(t, dir)
	s.play()
	report, err := s.store().Verify(t.Context(), nil)
	if err != nil || report.Err() != nil {
		t.Fatal(err, report.Err())
	}
	if err := s.app.Close(); err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(filepath.Join(dir, "daylight.db-wal")); err == nil {
		t.Fatal("the write-ahead log was not folded in")
	}
	dbtest.Pack(t, archive, dir, "daylight.db", "daylight.key")
}

// TestAnOldDatabaseReadsAsOneOfToday plays the story anew and compares: what the events of an old database say of a
// case, and of which kind each of them is, is what the program would write today.
func TestAnOldDatabaseReadsAsOneOfToday(t *testing.T) {
	if testing.Short() {
		t.Skip("one goroutine plays and compares, so that the race detector learns nothing; the plain run does it")
	}
	t.Parallel()
	dir := dbtest.Unpack(t, oldDatabase)
	s := newStory(t, t.TempDir())
	defer func() {
		if err := s.app.Close(); err != nil {
			t.Error(err)
		}
	}()
	s.play()
	key, err := db.LoadOrCreateKey(filepath.Join(dir, "daylight.key"))
	if err != nil {
		t.Fatal(err)
	}
	old, err := db.Open(t.Context(), db.Options{Listing: agenda.ListingOf, Path: filepath.Join(dir, "daylight.db"), Identity: key.Identity(), Clock: s.clock})
	if err != nil {
		t.Fatal(err)
	}
	defer func() {
		if err := old.Close(); err != nil {
			t.Error(err)
		}
	}()
	cases, err := s.app.Desk.List(t.Context(), ledger.Filter{All: true, Limit: 1000})
	if err != nil || len(cases) < 20 {
		t.Fatalf("%d cases, %v", len(cases), err)
	}
	for _, c := range cases {
		if c.ID == decidedAlone {
			continue
		}
		t.Run(string(c.ID), func(t *testing.T) {
			was, gotKinds := told(t, old, c.ID, unlike[c.ID])
			now, wantKinds := told(t, s.store(), c.ID, unlike[c.ID])
			if slices.Contains(answered, c.ID) {
				restsToday(t, was, now)
			}
			got, want := inWords(t, was), inWords(t, now)
			if gotKinds != wantKinds {
				t.Errorf("events of the old database:\n%s\nof today:\n%s", gotKinds, wantKinds)
			}
			if got != want {
				t.Errorf("case of the old database:\n%s\nof today:\n%s", got, want)
			}
		})
	}
}

// drawn is what is drawn by chance, or depends on the version of what composes a mail.
var drawn = regexp.MustCompile(`"(raw|body|id)": "[0-9a-f]{64}"|"id": "[^"]*@[^"]*"|"id": "[0-9a-f]{8,}"`)

// unlike names the asset of a case from whose answers the old program concluded what none of today would: that it was
// closed, though no answer of it was ever open. What the old database says of it is held by the golden files of the command
// line.
var unlike = map[disclosure.CaseID]string{"DL-2021-0017": "A3"}

// decidedAlone is a case whose clocks one person set sooner, waived and put under another policy, which takes two today. What the
// old database says of it is held by the golden files of the command line too.
const decidedAlone disclosure.CaseID = "DL-2021-0020"

// answered are cases in which an answer ended every step to the vendor. Today an answer rests a step, and silence wakes it: it
// runs on and is due later. All else of them is compared.
var answered = []disclosure.CaseID{"DL-2021-0003", "DL-2021-0014"}

// restsToday checks that, and takes these clocks from both cases.
func restsToday(t *testing.T, old, today *disclosure.Case) {
	t.Helper()
	n := 0
	for key, now := range today.Clocks {
		set := clock.SplitKey(key)
		if set.Name == "" {
			continue
		}
		n++
		was, ok := old.Clocks[set.Clause]
		if !ok || was.State != disclosure.ClockTerminated || now.State != disclosure.ClockRunning || now.Due.Compare(was.Due) <= 0 {
			t.Errorf("%s was %+v and is %+v", key, was, now)
		}
		delete(old.Clocks, set.Clause)
		delete(today.Clocks, key)
	}
	if n == 0 {
		t.Error("no step to the vendor has a clock")
	}
}

// byClause names clocks by their clause alone, as an older program kept them. Two of one clause would be two parties', and none of
// these cases has two.
func byClause(t *testing.T, clocks disclosure.Clocks) disclosure.Clocks {
	t.Helper()
	out := disclosure.Clocks{}
	for key, k := range clocks {
		clause := clock.SplitKey(key).Clause
		if _, twice := out[clause]; twice {
			t.Errorf("two clocks are of the clause %s", clause)
		}
		out[clause] = k
	}
	return out
}

// told returns a case as it is stored, and the kinds of its events; without an asset, if one is named.
func told(t *testing.T, s *db.Store, id disclosure.CaseID, without string) (c *disclosure.Case, kinds string) {
	t.Helper()
	c, err := s.Load(t.Context(), id)
	if err != nil {
		t.Fatal(err)
	}
	events, err := s.Events(t.Context(), id)
	if err != nil {
		t.Fatal(err)
	}
	if without != "" {
		c.Assets = slices.DeleteFunc(c.Assets, func(a disclosure.Asset) bool { return a.ID == without })
		events = slices.DeleteFunc(events, func(e disclosure.Event) bool { return e.Detail.AssetID == without })
		c.Version = 0
		for i := range c.ClockEvents {
			c.ClockEvents[i].Seq = 0
		}
	}
	// An older program kept no statements of a message, and of people their names alone.
	c.AuthorHand = person.Hand{}
	for i := range c.ClockEvents {
		c.ClockEvents[i].Ours = false // it follows from the way in
	}
	for i := range c.Proposals {
		p := &c.Proposals[i]
		p.Hand = person.Hand{}
		if p.What == disclosure.ProposesAware { // nor what such a proposal says, and of which day
			p.Clause, p.Due = "", civil.When{}
		}
	}
	for i := range c.Approvals {
		c.Approvals[i].Hand = person.Hand{}
	}
	for i := range c.Assets {
		c.Assets[i].Streak.Places = nil // the observations of an older program do not hold it
	}
	for i := range c.Drafts {
		c.Drafts[i].Hand = person.Hand{}
		c.Drafts[i].Says, c.Drafts[i].OwnText, c.Drafts[i].Because = nil, false, ""
	}
	for i := range c.Messages {
		c.Messages[i].Says, c.Messages[i].Because, c.Messages[i].Approved, c.Messages[i].ByTwo = nil, "", person.Hand{}, false
	}
	var list strings.Builder
	for i := range events {
		seq := events[i].Seq
		if without != "" {
			seq = i + 1
		}
		fmt.Fprintf(&list, "%d %s\n", seq, events[i].Kind)
	}
	return c, list.String()
}

// inWords is a case as it is stored, but for what is drawn by chance and whose clock it is.
func inWords(t *testing.T, c *disclosure.Case) string {
	t.Helper()
	c.Clocks = byClause(t, c.Clocks)
	b, err := json.MarshalIndent(c, "", " ")
	if err != nil {
		t.Fatal(err)
	}
	return drawn.ReplaceAllString(string(b), `"drawn"`)
}
