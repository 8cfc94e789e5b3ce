package policyfile_test

import (
	"testing"

	"daylight/disclosure"
	"daylight/disclosure/civil"
	"daylight/disclosure/clock"
)

// Vectors for silence, refusal and promises, by days after the contact on Wednesday 2020-01-01. They follow from the clauses: a step
// has its own days; after an answer it rests until no_word, 14 days later, and its own days after that; a promise rests it until its day;
// a refusal or a dispute ends what goes to the vendor, and makes the rest due on its day; a claim rests like an answer until we see it open.
func TestVectorsOfSilenceRefusalAndPromises(t *testing.T) {
	t.Parallel()
	const (
		never = -1
		ended = -2
		ed    = "exposed-data"
		leak  = "leak-30-120"
	)
	type words struct{ answered, promised, until, claimed, disputed, refused int }
	none := words{never, never, never, never, never, never}
	answered := func(n int) words { w := none; w.answered = n; return w }
	refused := func(n int) words { w := none; w.refused = n; return w }
	disputed := func(n int) words { w := none; w.disputed = n; return w }
	claimed := func(n int) words { w := none; w.claimed = n; return w }
	promised := func(n, until int) words { w := none; w.promised, w.until = n, until; return w }
	for _, c := range []struct {
		policy string
		words  words
		clause string
		due    int
	}{
		{ed, none, "second_channel", 2},
		{ed, none, "provider", 2},
		{ed, none, "csirt", 5},
		{ed, none, "regulator", 10},
		{ed, answered(0), "no_word", 14},
		{ed, answered(0), "second_channel", 14 + 2},
		{ed, answered(0), "provider", 14 + 2},
		{ed, answered(0), "csirt", 14 + 5},
		{ed, answered(0), "regulator", 14 + 10},
		{ed, answered(1), "csirt", 1 + 14 + 5},
		{ed, answered(4), "second_channel", 4 + 14 + 2}, // it was overdue since day 2, and rests again
		{ed, answered(20), "regulator", 20 + 14 + 10},
		{ed, answered(1), "fix", 7}, // a date of the case, which no word moves
		{ed, answered(1), "publication", 30},
		{ed, refused(1), "provider", 1},
		{ed, refused(1), "csirt", 1},
		{ed, refused(1), "regulator", 1},
		{ed, refused(1), "second_channel", ended},
		{ed, refused(1), "no_word", ended},
		{ed, refused(1), "publication", 30},
		{ed, refused(3), "provider", 2}, // due before their first word, and still
		{ed, refused(3), "csirt", 3},
		{ed, disputed(3), "regulator", 3},
		{ed, disputed(3), "second_channel", ended},
		{ed, words{1, never, never, never, never, 6}, "provider", 6},
		{ed, words{1, never, never, never, never, 6}, "csirt", 6},
		{ed, promised(1, 8), "second_channel", 8},
		{ed, promised(1, 8), "provider", 8},
		{ed, promised(1, 8), "csirt", 8},
		{ed, promised(1, 8), "regulator", 10},
		{ed, promised(1, 8), "no_word", 1 + 14},
		{ed, promised(1, 8), "fix", 7},
		{ed, promised(1, 20), "regulator", 20},
		{ed, promised(1, 20), "no_word", 20},
		{ed, promised(1, 1), "second_channel", 2},
		{ed, words{1, 2, 9, never, never, never}, "csirt", 9},
		{ed, words{never, 2, 9, never, never, 4}, "csirt", 4},
		{ed, claimed(1), "second_channel", 1 + 14 + 2},
		{ed, claimed(1), "csirt", 1 + 14 + 5},
		{ed, claimed(1), "no_word", 1 + 14},
		{leak, none, "csirt", 14},
		{leak, answered(3), "csirt", 3 + 14 + 14},
		{leak, refused(3), "csirt", 3},
		{leak, promised(3, 20), "csirt", 20},
		{"zdi", none, "second_contact", 7}, // five working days from a Wednesday
		{"zdi", none, "intermediary", 14},
		{"zdi", answered(1), "second_contact", 22}, // Thursday 16 January, and five working days
		{"zdi", answered(1), "intermediary", 29},
		{"zdi", refused(1), "second_contact", ended},
		{"zdi", refused(1), "intermediary", 1},
		{"zdi", answered(1), "publish_silent", ended},
		{"project-zero", answered(5), "no_word", 5 + 14},
		{"project-zero", answered(5), "fix", 90},
		{"cert-cc", refused(5), "publish", 45},
	} {
		w := c.words
		s := simulate(t, c.policy, clock.SimulationInput{
			Contacted: day(0), Acknowledged: day(w.answered), Promised: day(w.promised), PromisedFor: day(w.until), Claimed: day(w.claimed),
			Disputed: day(w.disputed), Refused: day(w.refused), PersonalData: true, Holidays: "none",
		}, contacted.AddDays(60))
		for _, k := range s.Deadlines {
			if k.Clause != c.clause {
				continue
			}
			switch {
			case c.due == ended:
				if k.State != disclosure.ClockTerminated || k.Done {
					t.Errorf("%s %+v %s is %s: %s", c.policy, w, c.clause, k.State, k.Because)
				}
			case k.Due.IsZero() || civil.DaysBetween(contacted, k.Due.First()) != c.due:
				t.Errorf("%s %+v %s is due on %s, want day %d: %s", c.policy, w, c.clause, k.Due, c.due, k.Because)
			}
		}
	}
}
