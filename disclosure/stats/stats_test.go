package stats_test

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"daylight/disclosure"
	"daylight/disclosure/civil"
	"daylight/disclosure/command/commandtest"
	"daylight/disclosure/fault"
	"daylight/disclosure/milestone"
	"daylight/disclosure/stats"
)

// statsDay is the present day of these tests.
var statsDay = civil.Date{Year: 2020, Month: time.December, Day: 31}

// course builds a case of a vendor: discovered, contacted, answered and closed on days of 2020 ("" is never).
func testCase(t commandtest.Failer, vendor, discovered, contacted, answered, closed string) stats.Case {
	t.Helper()
	at := func(text string) civil.When {
		w, err := civil.ParseWhen(text)
		if err != nil {
			t.Fatalf("%v", err)
		}
		return w
	}
	c := stats.Case{
		Vendor: vendor, Discovered: at(discovered), Contacted: at(contacted), Answered: at(answered), Closed: at(closed),
	}
	c.Verified, c.Ended = closed != "", closed != ""
	if closed == "" {
		c.Seen = statsDay.When() // seen open today
	}
	return c
}

func statistics(t commandtest.Failer, by stats.By, cases ...stats.Case) stats.Statistics {
	t.Helper()
	tally, err := stats.NewTally(by, statsDay)
	if err != nil {
		t.Fatalf("%v", err)
	}
	for i := range cases {
		tally.Add(&cases[i])
	}
	return tally.Statistics()
}

// measured writes a measure as "n: ended verified+reported open | quartiles | left out".
func measured(m stats.Measure) string {
	text := fmt.Sprintf("%d: ", m.N)
	if e := m.Estimate; e == nil {
		text += "hidden"
	} else {
		text += fmt.Sprintf("%d", e.Ended)
		if e.Verified != nil {
			text += fmt.Sprintf("=%d+%d", *e.Verified, *e.Reported)
			if *e.Attested > 0 {
				text += fmt.Sprintf("+%d by eye", *e.Attested)
			}
		}
		text += fmt.Sprintf(" of %d |", e.Ended+e.Open)
		for _, q := range []*int{e.Quarter, e.Median, e.Three} {
			if q == nil {
				text += " -"
			} else {
				text += fmt.Sprint(" ", *q)
			}
		}
	}
	o := m.LeftOut
	return text + fmt.Sprintf(" | %d %d %d %d", o.NoStart, o.Coarse, o.Order, o.NoEnd)
}

func shared(s stats.Share) string {
	if s.Count == nil || s.Share == nil {
		return fmt.Sprintf("- of %d", s.Of)
	}
	return fmt.Sprintf("%d of %d %.3f", *s.Count, s.Of, *s.Share)
}

func TestFiguresOfAFewCasesByHand(t *testing.T) {
	st := statistics(
		t, stats.ByNothing,
		testCase(t, "a", "2020-01-24", "2020-01-27", "2020-02-11", "2020-02-05"), // answer 15, closure 9 and 12
		testCase(t, "b", "2020-03-01", "2020-03-01", "2020-03-01", "2020-03-01"), // all on one day: 0
		testCase(t, "c", "2020-03-01", "2020-03-11", "", "2020-03-31"),           // no answer for 295 days; closure 20 and 30
		testCase(t, "d", "2020-12-01", "2020-12-29", "", ""),                     // open for 2 days, 30 since discovery
	)
	if st.By != nil || st.Groups == nil || len(st.Groups) != 0 || st.All.Group != nil || st.All.Cases != 4 {
		t.Errorf("shape: %+v", st)
	}
	// Answers 0, 2+, 15, 295+: 3/4, then ·1/2 = 3/8.
	if got := measured(st.All.ToAnswer); got != "4: 2 of 4 | 0 15 - | 0 0 0 0" {
		t.Error("to the answer:", got)
	}
	// Closures 0, 2+, 9, 20: 3/4, ·1/2 = 3/8, 0.
	if got := measured(st.All.ContactToClose); got != "4: 3=3+0 of 4 | 0 9 20 | 0 0 0 0" {
		t.Error("contact to closure:", got)
	}
	// Closures 0, 12, 30, 30+: 3/4, 2/4, 1/4.
	if got := measured(st.All.DiscoverToClose); got != "4: 3=3+0 of 4 | 0 12 30 | 0 0 0 0" {
		t.Error("discovery to closure:", got)
	}
	// d was contacted too lately to be called silent.
	if got := shared(st.All.NoAnswer); got != "1 of 3 0.333" {
		t.Error("without answer:", got)
	}
	if got := shared(st.All.Reopened); got != "0 of 3 0.000" {
		t.Error("reopened:", got)
	}
}

func TestWhatAnEstimateTakesIn(t *testing.T) {
	handed := func(c stats.Case, until string) stats.Case {
		c.Until, _ = civil.ParseWhen(until)
		return c
	}
	blind := func(c stats.Case, seen string) stats.Case {
		c.Seen, _ = civil.ParseWhen(seen)
		return c
	}
	reported := func(c stats.Case) stats.Case { c.Verified = false; return c }
	attested := func(c stats.Case) stats.Case { c.Verified, c.Attested = false, true; return c }
	// Two that are told apart from every other: a day and a thousand.
	filler := []stats.Case{
		testCase(t, "f", "2020-01-01", "2020-01-01", "2020-01-02", "2020-01-02"),
		testCase(t, "f", "2018-01-01", "2018-01-01", "2020-09-27", "2020-09-27"),
	}
	tests := []struct {
		name            string
		c               stats.Case
		answer, closure string
	}{
		{"a case like any other", testCase(t, "v", "2020-01-01", "2020-02-01", "2020-02-06", "2020-02-11"), "3: 3 of 3 | 1 5 1000 | 0 0 0 0", "3: 3=3+0 of 3 | 1 10 1000 | 0 0 0 0"},
		{"closed on somebody's word", reported(testCase(t, "v", "2020-01-01", "2020-02-01", "2020-02-06", "2020-02-11")), "3: 3 of 3 | 1 5 1000 | 0 0 0 0", "3: 3=2+1 of 3 | 1 10 1000 | 0 0 0 0"},
		{"closed as two people saw", attested(testCase(t, "v", "2020-01-01", "2020-02-01", "2020-02-06", "2020-02-11")), "3: 3 of 3 | 1 5 1000 | 0 0 0 0", "3: 3=2+0+1 by eye of 3 | 1 10 1000 | 0 0 0 0"},
		{"open until today", testCase(t, "v", "2020-01-01", "2020-02-01", "", ""), "3: 2 of 3 | 1 1000 1000 | 0 0 0 0", "3: 2=2+0 of 3 | 1 1000 1000 | 0 0 0 0"},
		{"never contacted", testCase(t, "v", "2020-01-01", "", "", "2020-02-11"), "2: hidden | 1 0 0 0", "2: hidden | 1 0 0 0"},
		{"contacted in a month", testCase(t, "v", "2020-01-01", "2020-02", "2020-03-06", ""), "2: hidden | 0 1 0 0", "2: hidden | 0 1 0 0"},
		{"contacted in a year, open", testCase(t, "v", "2019", "2019", "", ""), "2: hidden | 0 1 0 0", "2: hidden | 0 1 0 0"},
		{"answered in a month", testCase(t, "v", "2020-01-01", "2020-02-01", "2020-03", "2020-02-11"), "2: hidden | 0 1 0 0", "3: 3=3+0 of 3 | 1 10 1000 | 0 0 0 0"},
		{"closed in a quarter", testCase(t, "v", "2020-01-01", "2020-02-01", "2020-02-06", "2020-Q2"), "3: 3 of 3 | 1 5 1000 | 0 0 0 0", "2: hidden | 0 1 0 0"},
		{"closed before the contact", testCase(t, "v", "2020-01-01", "2020-02-01", "", "2020-01-31"), "3: 2 of 3 | 1 1000 1000 | 0 0 0 0", "2: hidden | 0 0 1 0"},
		{"a contact in the future", testCase(t, "v", "2020-01-01", "2021-02-01", "", ""), "2: hidden | 0 0 1 0", "2: hidden | 0 0 1 0"},
		{"handed over: at risk up to that day", handed(testCase(t, "v", "2020-01-01", "2020-02-01", "", ""), "2020-02-11"), "3: 2 of 3 | 1 1000 1000 | 0 0 0 0", "3: 2=2+0 of 3 | 1 1000 1000 | 0 0 0 0"},
		{"handed over, heard of later: not counted as ended", handed(testCase(t, "v", "2020-01-01", "2020-02-01", "2020-03-01", "2020-03-01"), "2020-02-11"), "3: 2 of 3 | 1 1000 1000 | 0 0 0 0", "3: 2=2+0 of 3 | 1 1000 1000 | 0 0 0 0"},
		{"handed over after the end", handed(testCase(t, "v", "2020-01-01", "2020-02-01", "2020-02-06", "2020-02-11"), "2020-02-11"), "3: 3 of 3 | 1 5 1000 | 0 0 0 0", "3: 3=3+0 of 3 | 1 10 1000 | 0 0 0 0"},
		{"handed over in some month: its first day is sure", handed(testCase(t, "v", "2020-01-01", "2020-02-01", "", ""), "2020-03"), "3: 2 of 3 | 1 1000 1000 | 0 0 0 0", "3: 2=2+0 of 3 | 1 1000 1000 | 0 0 0 0"},
		{"handed over before the contact", handed(testCase(t, "v", "2020-01-01", "2020-02-01", "", ""), "2020-01-11"), "2: hidden | 0 0 1 0", "2: hidden | 0 0 1 0"},
		{"out of sight: open when last seen", blind(testCase(t, "v", "2020-01-01", "2020-02-01", "2020-02-06", ""), "2020-02-04T12:00:00Z"), "3: 3 of 3 | 1 5 1000 | 0 0 0 0", "3: 2=2+0 of 3 | 1 1000 1000 | 0 0 0 0"},
		{"out of sight, never seen", blind(testCase(t, "v", "2020-01-01", "2020-02-01", "2020-02-06", ""), ""), "3: 3 of 3 | 1 5 1000 | 0 0 0 0", "2: hidden | 0 0 0 1"},
		{"last seen open before the contact", blind(testCase(t, "v", "2020-01-01", "2020-02-01", "2020-02-06", ""), "2020-01-04T12:00:00Z"), "3: 3 of 3 | 1 5 1000 | 0 0 0 0", "2: hidden | 0 0 0 1"},
		{"out of sight, never seen, never contacted", blind(testCase(t, "v", "2020-01-01", "", "", ""), ""), "2: hidden | 1 0 0 0", "2: hidden | 1 0 0 0"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			st := statistics(t, stats.ByNothing, append(slices.Clone(filler), tt.c)...)
			if got := measured(st.All.ToAnswer); got != tt.answer {
				t.Errorf("answer\n got %s\nwant %s", got, tt.answer)
			}
			if got := measured(st.All.ContactToClose); got != tt.closure {
				t.Errorf("closure\n got %s\nwant %s", got, tt.closure)
			}
		})
	}
}

// TestACutBelongsToItsDay tells a cut on the right day from one a day off: an end on the same day still has the case
// among those at risk, an end a day later has not.
func TestACutBelongsToItsDay(t *testing.T) {
	on := func(text string) civil.When {
		w, err := civil.ParseWhen(text)
		if err != nil {
			t.Fatal(err)
		}
		return w
	}
	for _, tt := range []struct {
		name, until, seen string
	}{
		{name: "handed over that day", until: "2020-02-11"},
		{name: "handed over in a month: not before its first day", until: "2020-02"}, // the cut is on 1 February, see below
		{name: "last seen open that day", seen: "2020-02-11T12:00:00Z"},
		{name: "last seen, then handed over", until: "2020-03-01", seen: "2020-02-11"},
		{name: "handed over, then seen by chance", until: "2020-02-11", seen: "2020-03-01"},
	} {
		cut := testCase(t, "v", "2020-01-01", "2020-02-01", "", "")
		cut.Until = on(tt.until)
		if tt.seen != "" {
			cut.Seen = on(tt.seen)
		}
		same, next := "2020-02-11", "2020-02-12"
		days := 10
		if tt.until == "2020-02" {
			same, next, days = "2020-02-01", "2020-02-02", 0
		}
		for _, at := range []struct{ ends, want string }{
			{same, fmt.Sprintf("3: 2=2+0 of 3 | %d %d - | 0 0 0 0", days, days)}, // a third is left
			{next, fmt.Sprintf("3: 2=2+0 of 3 | %d %d %d | 0 0 0 0", days+1, days+1, days+1)},
		} {
			end := testCase(t, "v", "2020-01-01", "2020-02-01", "", at.ends)
			if got := measured(statistics(t, stats.ByNothing, cut, end, end).All.ContactToClose); got != at.want {
				t.Errorf("%s, ended %s: got %s, want %s", tt.name, at.ends, got, at.want)
			}
		}
	}
}

func TestWhoIsWithoutAnAnswer(t *testing.T) {
	handed := func(c stats.Case, until civil.When) stats.Case { c.Until = until; return c }
	doubted := testCase(t, "v", "", "2020-01-01", "", "")
	doubted.Doubted = true
	if got := measured(statistics(t, stats.ByNothing, doubted).All.ToAnswer); got != "0: hidden | 0 0 0 1" {
		t.Error("an answer of which nothing shows who wrote it:", got)
	}
	for _, tt := range []struct {
		name      string
		c         stats.Case
		count, of int
	}{
		{"contacted 90 days ago, silent", testCase(t, "v", "", "2020-10-02", "", ""), 1, 1},
		{"contacted 89 days ago, silent", testCase(t, "v", "", "2020-10-03", "", ""), 0, 0},
		{"contacted 89 days ago, answered: the time was not the same for all", testCase(t, "v", "", "2020-10-03", "2020-10-04", ""), 0, 0},
		{"answered after 200 days", testCase(t, "v", "", "2020-01-01", "2020-07-19", ""), 0, 1},
		{"answered in some month", testCase(t, "v", "", "2020-01-01", "2020-07", ""), 0, 1},
		{"closed without a word", testCase(t, "v", "", "2020-01-01", "", "2020-01-05"), 1, 1},
		{"it is unknown whether they answered", doubted, 0, 0},
		{"never contacted", testCase(t, "v", "2020-01-01", "", "", ""), 0, 0},
		{"contacted in a month that is 90 days ago from its last day on", testCase(t, "v", "", "2020-09", "", ""), 1, 1},
		{"contacted in a month that may be", testCase(t, "v", "", "2020-10", "", ""), 0, 0},
		{"handed over too early to say", handed(testCase(t, "v", "", "2020-01-01", "", ""), commandtest.Day20(2, 1)), 0, 0},
		{"handed over after 100 days", handed(testCase(t, "v", "", "2020-01-01", "", ""), commandtest.Day20(4, 10)), 1, 1},
		{"handed over, heard of later", handed(testCase(t, "v", "", "2020-01-01", "2020-05-01", ""), commandtest.Day20(4, 10)), 1, 1},
	} {
		silent := testCase(t, "v", "", "2019-01-01", "", "")
		answered := testCase(t, "v", "", "2019-01-01", "2019-01-02", "")
		st := statistics(t, stats.ByNothing, silent, answered, answered, tt.c)
		want := fmt.Sprintf("%d of %d %.3f", 1+tt.count, 3+tt.of, float64(1+tt.count)/float64(3+tt.of))
		if got := shared(st.All.NoAnswer); got != want {
			t.Errorf("%s: got %s, want %s", tt.name, got, want)
		}
	}
}

func TestGroups(t *testing.T) {
	group := func(name string, n int) []stats.Case {
		return slices.Repeat([]stats.Case{testCase(t, name, "2020-01-01", "2020-02-01", "", "")}, n)
	}
	names := func(st stats.Statistics) string {
		var out []string
		for _, g := range st.Groups {
			if g.Group == nil {
				out = append(out, fmt.Sprintf("?:%d", g.Cases))
			} else {
				out = append(out, fmt.Sprintf("%s:%d", *g.Group, g.Cases))
			}
		}
		return strings.Join(out, " ")
	}
	t.Run("small ones are hidden and counted", func(t *testing.T) {
		st := statistics(t, stats.ByVendor, slices.Concat(group("C", 1), group("A", 3), group("B", 2), group("D", 5))...)
		if names(st) != "D:5 A:3" || st.Hidden != (stats.Hidden{Groups: 2, Cases: 3}) || st.All.Cases != 11 {
			t.Errorf("%s, hidden %+v", names(st), st.Hidden)
		}
	})
	t.Run("equals are in the order of their names, the unknown last", func(t *testing.T) {
		st := statistics(t, stats.ByVendor, slices.Concat(group("", 9), group("b", 3), group("a", 3))...)
		if names(st) != "a:3 b:3 ?:9" {
			t.Error(names(st))
		}
	})
	t.Run("a name is the same however it is spelled", func(t *testing.T) {
		st := statistics(t, stats.ByVendor, slices.Concat(group("NextMotion", 1), group(" nextmotion ", 1), group("NEXTMOTION", 2))...)
		if names(st) != "NextMotion:4" {
			t.Error(names(st))
		}
	})
	t.Run("years are in order, of discovery or else of contact", func(t *testing.T) {
		var all []stats.Case
		for _, d := range [][2]string{{"2020-05-01", ""}, {"2018", ""}, {"", "2019-03-02"}, {"2020-12", "2021-01-01"}, {"", ""}} {
			all = append(all, slices.Repeat([]stats.Case{testCase(t, "v", d[0], d[1], "", "")}, 3)...)
		}
		if st := statistics(t, stats.ByYear, all...); names(st) != "2018:3 2019:3 2020:6 ?:3" {
			t.Error(names(st))
		}
	})
	t.Run("a case counts once in each of its groups", func(t *testing.T) {
		c := testCase(t, "v", "2020-01-01", "2020-02-01", "", "")
		c.Providers, c.Kinds, c.Country = []string{"AWS", "Fastly", "aws"}, []string{"s3", "s3", "http"}, "fr"
		all := []stats.Case{c, c, c}
		for by, want := range map[stats.By]string{
			stats.ByProvider: "AWS:3 Fastly:3", stats.ByKind: "http:3 s3:3", stats.ByCountry: "FR:3",
			stats.ByYear: "2020:3", stats.ByVendor: "v:3",
		} {
			if st := statistics(t, by, all...); names(st) != want || st.All.Cases != 3 || st.By == nil || *st.By != by {
				t.Errorf("%s: %s", by, names(st))
			}
		}
	})
	t.Run("what is left aside is in no group", func(t *testing.T) {
		all := group("A", 3)
		all[0].Excluded, all[1].Excluded = stats.ExcludedDraft, stats.ExcludedDuplicate
		st := statistics(t, stats.ByVendor, all...)
		if st.All.Cases != 1 || st.Aside[stats.ExcludedDraft] != 1 || st.Aside[stats.ExcludedDuplicate] != 1 || st.Hidden.Cases != 1 {
			t.Errorf("%+v", st)
		}
	})
}

func TestStatisticsNeedAWayToGroupThatExists(t *testing.T) {
	if _, err := stats.NewTally("vendr", statsDay); fault.CodeOf(err) != fault.Invalid || !strings.Contains(err.Error(), "provider") {
		t.Error(err)
	}
	if _, err := stats.NewTally(stats.ByKind, civil.Date{}); err == nil {
		t.Error("statistics without a day")
	}
}

func TestTheJSONIsStable(t *testing.T) {
	st := statistics(
		t, stats.ByVendor,
		testCase(t, "NextMotion", "2020-01-24", "2020-01-27", "2020-02-11", "2020-02-05"),
		testCase(t, "NextMotion", "2020-01-24", "2020-01-27", "", ""),
		testCase(t, "NextMotion", "2020-01-24", "2020-01", "", ""),
		testCase(t, "NextMotion", "2020-01-24", "2020-01-27", "", "2020-02-07"),
		testCase(t, "Other", "2020-01-24", "2020-01-27", "", ""),
	)
	got, err := json.MarshalIndent(st.Groups, "", " ")
	if err != nil {
		t.Fatal(err)
	}
	const want = `[
 {
  "group": "NextMotion",
  "cases": 4,
  "parties": 4,
  "contact_to_acknowledgement": {
   "n": 3,
   "left_out": {
    "no_start": 0,
    "coarse": 1,
    "order": 0,
    "no_end": 0
   },
   "estimate": {
    "ended": 1,
    "open": 2,
    "q25": 15,
    "median": null,
    "q75": null,
    "limits": {
     "q25": [
      15,
      null
     ],
     "median": [
      15,
      null
     ],
     "q75": [
      15,
      null
     ]
    }
   }
  },
  "contact_to_closure": {
   "n": 3,
   "left_out": {
    "no_start": 0,
    "coarse": 1,
    "order": 0,
    "no_end": 0
   },
   "estimate": {
    "ended": 2,
    "verified": 2,
    "attested": 0,
    "reported": 0,
    "open": 1,
    "q25": 9,
    "median": 11,
    "q75": null,
    "limits": {
     "q25": [
      9,
      null
     ],
     "median": [
      9,
      null
     ],
     "q75": [
      9,
      null
     ]
    }
   }
  },
  "discovery_to_closure": {
   "n": 4,
   "left_out": {
    "no_start": 0,
    "coarse": 0,
    "order": 0,
    "no_end": 0
   },
   "estimate": {
    "ended": 2,
    "verified": 2,
    "attested": 0,
    "reported": 0,
    "open": 2,
    "q25": 12,
    "median": 14,
    "q75": null,
    "limits": {
     "q25": [
      12,
      null
     ],
     "median": [
      12,
      null
     ],
     "q75": [
      12,
      null
     ]
    }
   }
  },
  "never_answered": {
   "of": 4,
   "count": 3,
   "share": 0.75
  },
  "reopened": {
   "of": 2,
   "count": null,
   "share": null
  }
 }
]`
	if diff := cmp.Diff(want, string(got)); diff != "" {
		t.Error(diff)
	}
	st.Groups, st.All = []stats.Group{}, stats.Group{}
	got, err = json.Marshal(st)
	if err != nil {
		t.Fatal(err)
	}
	head := `{"as_of":"2020-12-31","by":"vendor","minimum":3,"rule":"` + stats.QuantileRule() + `","confidence":0.95,"patience":90,` +
		`"aside":{"draft":0,"duplicate":0,"not_an_exposure":0,"rehearsal":0,"rejected":0},"all":{`
	const tail = `"groups":[],"hidden":{"groups":1,"cases":1}}`
	if !strings.HasPrefix(string(got), head) || !strings.HasSuffix(string(got), tail) {
		t.Errorf("got %s", got)
	}
}

// drawCourse draws a case, sensible or not.
func drawCourse(t *rapid.T) stats.Case {
	when := func(label string) civil.When {
		d := civil.Date{Year: 2020, Month: time.January, Day: 1}.AddDays(rapid.IntRange(-30, 400).Draw(t, label))
		switch rapid.IntRange(0, 9).Draw(t, label+" precision") {
		case 0:
			return civil.When{}
		case 1:
			w, err := civil.ParseWhen(d.String()[:len("2020-01")])
			if err != nil {
				t.Fatalf("%v", err)
			}
			return w
		case 2:
			return civil.At(time.Date(d.Year, d.Month, d.Day, 23, 30, 0, 0, time.FixedZone("", rapid.IntRange(-12, 12).Draw(t, label+" zone")*3600)))
		default:
			return d.When()
		}
	}
	some := func(label string, from ...string) []string {
		return rapid.SliceOfN(rapid.SampledFrom(from), 0, 3).Draw(t, label)
	}
	c := stats.Case{
		Vendor:     rapid.SampledFrom([]string{"", "A", "a", "B", "C"}).Draw(t, "vendor"),
		Country:    rapid.SampledFrom([]string{"", "FR", "fr", "DE"}).Draw(t, "country"),
		Providers:  some("provider", "AWS", "aws", "Fastly", ""),
		Kinds:      some("kind", "s3", "http"),
		Discovered: when("discovered"), Contacted: when("contacted"), Answered: when("answered"), Closed: when("closed"),
		Verified: rapid.Bool().Draw(t, "verified"), Ended: rapid.Bool().Draw(t, "ended"),
	}
	if rapid.IntRange(0, 4).Draw(t, "handed over") == 0 {
		c.Until = when("until")
	}
	if c.Closed.IsZero() {
		c.Seen = when("seen")
	}
	c.Attested = !c.Verified && rapid.Bool().Draw(t, "attested")
	c.Reopened = c.Ended && rapid.Bool().Draw(t, "reopened")
	c.Excluded = rapid.SampledFrom([]stats.Exclusion{"", "", "", "", stats.ExcludedDraft, stats.ExcludedRejected}).Draw(t, "aside")
	return c
}

func drawCases(t *rapid.T) []stats.Case {
	n := rapid.IntRange(0, 40).Draw(t, "n")
	return rapid.SliceOfN(rapid.Custom(drawCourse), n, n).Draw(t, "cases")
}

func TestTheNumbersAddUp(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		cases := drawCases(t)
		by := rapid.SampledFrom(append(stats.Bys(), stats.ByNothing)).Draw(t, "by")
		st := statistics(t, by, cases...)
		members, aside := st.Hidden.Cases, 0
		for _, n := range st.Aside {
			aside += n
		}
		for _, g := range append(slices.Clone(st.Groups), st.All) {
			for name, m := range map[string]stats.Measure{
				"answer": g.ToAnswer, "contact to closure": g.ContactToClose, "discovery to closure": g.DiscoverToClose,
			} {
				if o := m.LeftOut; m.N+o.NoStart+o.Coarse+o.Order+o.NoEnd != g.Cases {
					t.Fatalf("%s: %+v of %d cases", name, m, g.Cases)
				}
				e := m.Estimate
				if (e == nil) != (m.N < stats.Minimum) {
					t.Fatalf("%s: n %d, estimate %v", name, m.N, e)
				}
				if e != nil && (e.Ended+e.Open != m.N || (e.Verified == nil) != (name == "answer")) {
					t.Fatalf("%s: %s", name, measured(m))
				}
				if e != nil && e.Verified != nil && *e.Verified+*e.Attested+*e.Reported != e.Ended {
					t.Fatalf("%s: %s", name, measured(m))
				}
			}
			for _, s := range []stats.Share{g.NoAnswer, g.Reopened} {
				if s.Of > g.Cases || (s.Count == nil) != (s.Of < stats.Minimum) || s.Count != nil && (*s.Count > s.Of || *s.Share > 1) {
					t.Fatalf("share %+v of %d cases", s, g.Cases)
				}
			}
		}
		for _, g := range st.Groups {
			members += g.Cases
			if g.Cases < stats.Minimum {
				t.Fatalf("a group of %d is shown", g.Cases)
			}
		}
		single := by == stats.ByVendor || by == stats.ByCountry || by == stats.ByYear
		if st.All.Cases+aside != len(cases) || single && members != st.All.Cases || by != "" && members < st.All.Cases {
			t.Fatalf("%d cases, %d aside, %d of %d in groups", len(cases), aside, members, st.All.Cases)
		}
	})
}

func TestAGroupIsWhatItsCasesAreAlone(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		cases := drawCases(t)
		st := statistics(t, stats.ByVendor, cases...)
		for _, g := range st.Groups {
			name := ""
			if g.Group != nil {
				name = *g.Group
			}
			alone := statistics(t, stats.ByNothing, slices.DeleteFunc(slices.Clone(cases), func(c stats.Case) bool {
				return !strings.EqualFold(c.Vendor, name)
			})...)
			alone.All.Group = g.Group
			if diff := cmp.Diff(alone.All, g); diff != "" {
				t.Fatalf("group %q (-alone +group):\n%s", name, diff)
			}
		}
	})
}

func TestTheOrderInWhichCasesComeDoesNotMatter(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		cases := drawCases(t)
		by := rapid.SampledFrom([]stats.By{stats.ByNothing, stats.ByCountry, stats.ByKind, stats.ByYear}).Draw(t, "by")
		if diff := cmp.Diff(statistics(t, by, cases...), statistics(t, by, rapid.Permutation(cases).Draw(t, "shuffled")...)); diff != "" {
			t.Fatal(diff)
		}
	})
}

// TestATallyGoesOn asks again after each case.
func TestATallyGoesOn(t *testing.T) {
	tally, err := stats.NewTally(stats.ByVendor, statsDay)
	if err != nil {
		t.Fatal(err)
	}
	var cases []stats.Case
	for i := range 6 {
		cases = append(cases, testCase(t, "v", "2020-01-01", "2020-02-01", "", civil.Date{Year: 2020, Month: 3, Day: 9 - i}.String()))
		tally.Add(&cases[i])
		before, err := json.Marshal(tally.Statistics())
		if err != nil {
			t.Fatal(err)
		}
		want, err := json.Marshal(statistics(t, stats.ByVendor, cases...))
		if err != nil {
			t.Fatal(err)
		}
		if string(before) != string(want) {
			t.Fatalf("after %d\n got %s\nwant %s", i+1, before, want)
		}
	}
}

func BenchmarkStatistics100k(b *testing.B) {
	first := civil.Date{Year: 2016, Month: time.January, Day: 1}
	cases := make([]stats.Case, 100_000)
	for i := range cases {
		found := first.AddDays(i * 7919 % 1700)
		c := stats.Case{
			Vendor: fmt.Sprintf("Vendor %d", i%5000), Country: "FR", Providers: []string{"AWS"}, Kinds: []string{"s3"},
			Discovered: found.When(), Contacted: found.AddDays(3).When(), Verified: true,
		}
		if i%3 > 0 {
			c.Closed, c.Ended = found.AddDays(3+i%400).When(), true
		}
		if i%2 > 0 {
			c.Answered = found.AddDays(3 + i%60).When()
		}
		cases[i] = c
	}
	for _, by := range []stats.By{stats.ByNothing, stats.ByVendor, stats.ByYear} {
		b.Run("by "+string(by), func(b *testing.B) {
			for b.Loop() {
				if st := statistics(b, by, cases...); st.All.Cases != len(cases) {
					b.Fatal(st.All.Cases)
				}
			}
		})
	}
}

// TestLimitsOfAKnownSample compares with the leukemia data of Miller (Survival Analysis, 1981), maintained group, for which R's
// survfit(conf.type = "log-log") gives a median of 31 with the limits 13 and none.
func TestLimitsOfAKnownSample(t *testing.T) {
	var cases []stats.Case
	for _, w := range []struct {
		days  int
		ended bool
	}{{9, true}, {13, true}, {13, false}, {18, true}, {23, true}, {28, false}, {31, true}, {34, true}, {45, false}, {48, true}, {161, false}} {
		from := civil.OnDay(2020, time.January, 1)
		c := stats.Case{Vendor: "v", Discovered: from, Contacted: from}
		if end := from.First().AddDays(w.days).When(); w.ended {
			c.Closed = end
		} else {
			c.Seen = end
		}
		cases = append(cases, c)
	}
	e := statistics(t, stats.ByNothing, cases...).All.ContactToClose.Estimate
	if e == nil || e.Median == nil || *e.Median != 31 || e.Limits.Median[0] == nil || *e.Limits.Median[0] != 13 || e.Limits.Median[1] != nil {
		t.Fatalf("%+v", e)
	}
	for name, q := range map[string]struct {
		at     *int
		limits [2]*int
	}{"q25": {e.Quarter, e.Limits.Quarter}, "median": {e.Median, e.Limits.Median}, "q75": {e.Three, e.Limits.Three}} {
		if q.limits[0] == nil || *q.limits[0] > *q.at || q.limits[1] != nil && *q.limits[1] < *q.at {
			t.Errorf("%s %d lies outside of its limits", name, *q.at)
		}
	}
}

func TestEachVendorOfACaseWaitsByItself(t *testing.T) {
	c := &disclosure.Case{ID: "DL-2020-0001", Work: disclosure.WorkActive, Assets: []disclosure.Asset{{ID: "A1", Owner: "A"}, {ID: "A2", Owner: "B"}}}
	c.Parties = append(c.Parties, disclosure.Party{Role: disclosure.Vendor, Name: "A", Country: "FR"}, disclosure.Party{Role: disclosure.Vendor, Name: "B", Country: "FR"})
	day := func(d int) civil.When { return civil.OnDay(2020, time.January, d) }
	c = milestone.Apply(c,
		disclosure.Event{Seq: 1, Kind: disclosure.KindDiscovered, At: day(1)},
		disclosure.Event{Seq: 2, Kind: disclosure.KindContacted, Party: disclosure.Vendor, Name: "A", At: day(2)},
		disclosure.Event{Seq: 3, Kind: disclosure.KindContacted, Party: disclosure.Vendor, Name: "B", At: day(3)},
		disclosure.Event{Seq: 4, Kind: disclosure.KindReplied, Party: disclosure.Vendor, Name: "B", At: day(5)},
		disclosure.Event{Seq: 5, Kind: disclosure.KindClosed, At: day(9), Source: disclosure.SourcePress, Detail: disclosure.Detail{AssetID: "A1"}},
	)
	both := stats.CasesOf(c, civil.When{})
	if len(both) != 2 || both[0].Contacted != day(2) || !both[0].Answered.IsZero() || both[0].Closed != day(9) ||
		both[1].Contacted != day(3) || both[1].Answered != day(5) || !both[1].Closed.IsZero() || !both[1].Further {
		t.Fatalf("%+v", both)
	}
	st := statistics(t, stats.ByCountry, slices.Concat(both, slices.Repeat([]stats.Case{testCase(t, "v", "2020-01-01", "2020-02-01", "", "")}, 2))...)
	if st.All.Cases != 3 || st.All.Parties != 4 || st.All.ToAnswer.N != 4 {
		t.Errorf("%+v: three cases, four vendors", st.All)
	}
	both[0].Excluded, both[1].Excluded = stats.ExcludedDraft, stats.ExcludedDraft
	if st := statistics(t, stats.ByNothing, both...); st.Aside[stats.ExcludedDraft] != 1 {
		t.Errorf("%d drafts left aside", st.Aside[stats.ExcludedDraft])
	}
}
