package clock_test

import (
	"strings"
	"testing"

	"daylight/disclosure"
	"daylight/disclosure/clock"
)

func TestOfSeveralAnchorsTheRuleChoosesOne(t *testing.T) {
	t.Parallel()
	at := func(n, seq int) clock.Moment { return clock.Moment{At: clockDay(n), Seq: seq} }
	const attempt, answered, aware = clock.AnchorAttempt, clock.AnchorAcknowledged, clock.AnchorAware
	both := func(answer, know int) func(*vendorTold) {
		return func(e *vendorTold) { e.Acknowledged, e.Aware = at(answer, 5), at(know, 6) }
	}
	for _, c := range []struct {
		rule   string
		from   clock.AnchorRule
		change func(*vendorTold)
		anchor clock.Anchor
		day    int
		waits  string
	}{
		{"the first that is written, however late", clock.AnchorRule{Of: []clock.Anchor{answered, aware}}, both(5, 2), answered, 5, ""},
		{"the next one while the first has not happened", clock.AnchorRule{Of: []clock.Anchor{answered, attempt}}, nil, attempt, 0, ""},
		{"the earliest, written first", clock.AnchorRule{Take: clock.TakeEarliest, Of: []clock.Anchor{answered, aware}}, both(2, 5), answered, 2, ""},
		{"the earliest, written last", clock.AnchorRule{Take: clock.TakeEarliest, Of: []clock.Anchor{answered, aware}}, both(5, 2), aware, 2, ""},
		{"the earliest of those that happened", clock.AnchorRule{Take: clock.TakeEarliest, Of: []clock.Anchor{answered, attempt}}, nil, attempt, 0, ""},
		{"of one day the one that is written first, earliest", clock.AnchorRule{Take: clock.TakeEarliest, Of: []clock.Anchor{answered, aware}}, both(3, 3), answered, 3, ""},
		{"the latest, written first", clock.AnchorRule{Take: clock.TakeLatest, Of: []clock.Anchor{answered, aware}}, both(5, 2), answered, 5, ""},
		{"the latest, written last", clock.AnchorRule{Take: clock.TakeLatest, Of: []clock.Anchor{answered, aware}}, both(2, 5), aware, 5, ""},
		{"of one day the one that is written first, latest", clock.AnchorRule{Take: clock.TakeLatest, Of: []clock.Anchor{answered, aware}}, both(3, 3), answered, 3, ""},
		{"the latest waits for all", clock.AnchorRule{Take: clock.TakeLatest, Of: []clock.Anchor{attempt, answered}}, nil, "", 0, "waits for the first attempt to reach the vendor and the vendor's first answer"},
		{"the first waits for any", clock.AnchorRule{Of: []clock.Anchor{answered, aware}}, nil, "", 0, "waits for the vendor's first answer or the day from which the vendor is presumed to know"},
		{"the earliest waits for any", clock.AnchorRule{Take: clock.TakeEarliest, Of: []clock.Anchor{answered, aware}}, nil, "", 0, "waits for the vendor's first answer or the day"},
	} {
		d := evaluateOne(t, clock.Clause{Name: "fix", Due: disclosure.DueFix, From: c.from, Days: 7}, oneEpisode(func(e *vendorTold) {
			if c.change != nil {
				c.change(e)
			}
		}), noon(0), nil)
		if c.waits != "" {
			if d.State != disclosure.ClockNotStarted || !d.Due.IsZero() || !strings.HasPrefix(d.Because, c.waits) || d.Anchor != "" || !d.AnchorAt.IsZero() {
				t.Errorf("%s: %s, due %s, from %q because %q", c.rule, d.State, d.Due, d.Anchor, d.Because)
			}
			continue
		}
		if d.Anchor != c.anchor || d.AnchorAt != clockDay(c.day) || d.Due != clockDay(c.day+7) {
			t.Errorf("%s: %s on %s, due %s; want %s on %s", c.rule, d.Anchor, d.AnchorAt, d.Due, c.anchor, clockDay(c.day))
		}
	}
}

func TestEachAnchorIsItsOwnMoment(t *testing.T) {
	t.Parallel()
	at := func(n int) clock.Moment { return clock.Moment{At: clockDay(n), Seq: n} }
	told := vendorTold{
		Number: 1, Discovered: at(1), Acknowledged: at(4), Aware: at(5), Promised: at(6), PromisedFor: clockDay(60), Fixed: at(70),
		Reopened: at(8), Exploited: at(9), HeadsUp: at(10),
		Attempts: []attempt{
			{Moment: at(2), Role: disclosure.Provider},
			{Moment: at(3), Role: disclosure.Vendor, Bounced: at(3)},
			{Moment: at(7), Role: disclosure.Vendor},
		},
	}
	h := clock.Input{Episodes: []clock.Episode{told.episode()}}
	seen := map[string]bool{}
	for _, c := range []struct {
		anchor   clock.Anchor
		day, seq int
		phrase   string
	}{
		{clock.AnchorDiscovered, 1, 1, "the discovery"},
		{clock.AnchorAttempt, 3, 3, "the first attempt to reach the vendor"},
		{clock.AnchorAcceptance, 7, 7, "the first message that the vendor's side accepted"},
		{clock.AnchorAcknowledged, 4, 4, "the vendor's first answer"},
		{clock.AnchorLastAnswer, 6, 6, "the vendor's last word"},
		{clock.AnchorAware, 5, 5, "the day from which the vendor is presumed to know"},
		{clock.AnchorPromised, 60, 6, "the date that the vendor promised"},
		{clock.AnchorFixed, 70, 70, "the closure"},
		{clock.AnchorReopened, 8, 8, "the re-opening"},
		{clock.AnchorExploited, 9, 9, "the exploitation or leak"},
		{clock.AnchorHeadsUp, 10, 10, "the notice before publication"},
	} {
		clause := clock.Clause{Name: "fix", Due: disclosure.DueFix, From: from(c.anchor)}
		d := evaluateOne(t, clause, h, noon(0), nil)
		if d.Anchor != c.anchor || d.AnchorAt != clockDay(c.day) || d.AnchorSeq != c.seq || d.Due != clockDay(c.day) || c.anchor.Phrase() != c.phrase ||
			!strings.HasPrefix(d.Because, "on the day of "+c.phrase+" on "+clockDay(c.day).String()+" (event ") {
			t.Errorf("%s: %q, %s (event %d), due %s because %q", c.anchor, c.anchor.Phrase(), d.AnchorAt, d.AnchorSeq, d.Due, d.Because)
		}
		seen[string(c.anchor)] = true
		if d := evaluateOne(t, clause, clock.Input{Episodes: []clock.Episode{(&vendorTold{Number: 1}).episode()}}, noon(0), nil); d.Because != "waits for "+c.phrase {
			t.Errorf("%s has not happened: %q", c.anchor, d.Because)
		}
	}
	if len(seen) != len(clock.Anchors()) {
		t.Errorf("%d of %d anchors", len(seen), len(clock.Anchors()))
	}
	if got := clock.Anchor("full_moon").Phrase(); got != "full_moon" {
		t.Errorf("an anchor that nobody knows is called %q", got)
	}
	several := evaluateOne(t, clock.Clause{Name: "fix", Due: disclosure.DueFix, From: from(clock.AnchorHeadsUp, clock.AnchorAware), Days: 2}, h, noon(0), nil)
	if !strings.HasPrefix(several.Because, "2 days after the notice before publication on 2020-02-06") {
		t.Errorf("of several anchors the one that counts is named: %q", several.Because)
	}
	waits := lastOf(t, clock.Input{Episodes: []clock.Episode{(&vendorTold{Number: 1}).episode()}}, noon(0), nil,
		clock.Clause{Name: "fix", Due: disclosure.DueFix, From: from(clock.AnchorAttempt)},
		clock.Clause{Name: "publish", Due: disclosure.DuePublishFull, From: clock.AnchorRule{Clause: "fix"}, Days: 3})
	if waits.Because != "waits for a date of fix" || waits.State != disclosure.ClockNotStarted {
		t.Errorf("%s because %q", waits.State, waits.Because)
	}
	if d := clock.Evaluate(clock.Policy{Clauses: []clock.Clause{{Name: "x", Due: disclosure.DueFix, From: from("full_moon")}}}, oneEpisode(), noon(0), nil, nil)[0]; !d.Due.IsZero() {
		t.Errorf("an anchor that nobody knows has no day: %s", d.Due)
	}
	if d := clock.Evaluate(clock.Policy{Clauses: []clock.Clause{{Name: "x", Due: disclosure.DueFix, From: clock.AnchorRule{Clause: "y"}}}}, oneEpisode(), noon(0), nil, nil)[0]; !d.Due.IsZero() {
		t.Errorf("a clause that is not there has no day: %s", d.Due)
	}
}

// What counts from a reply of ours does not call it a word of theirs.
func TestASilenceThatCountsFromOurReplySaysSo(t *testing.T) {
	t.Parallel()
	at := func(n int) clock.Moment { return clock.Moment{At: clockDay(n), Seq: n} }
	told := vendorTold{Number: 1, Acknowledged: at(4), Attempts: []attempt{
		{Moment: at(3), Role: disclosure.Vendor}, {Moment: at(6), Role: disclosure.Vendor},
	}}
	clause := clock.Clause{Name: "no_word", Due: disclosure.DueReminder, From: from(clock.AnchorLastAnswer), Days: 14}
	d := evaluateOne(t, clause, clock.Input{Episodes: []clock.Episode{told.episode()}}, noon(0), nil)
	if want := "14 days after our reply to the vendor's last word on " + clockDay(6).String() + " (event 6)"; d.Due != clockDay(20) || d.Because != want {
		t.Errorf("due %s because %q, want %q", d.Due, d.Because, want)
	}
}
