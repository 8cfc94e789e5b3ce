package timeline_test

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"
	"time"

	"daylight/disclosure"
	"daylight/disclosure/civil"
	"daylight/disclosure/timeline"
	"daylight/disclosure/timeline/timelinetest"
)

// found writes findings as "level rule seq".
func found(findings []timeline.Finding) string {
	var out []string
	for _, f := range findings {
		out = append(out, fmt.Sprintf("%s %s %d", f.Level, f.Rule, f.Seq))
	}
	return strings.Join(out, ", ")
}

func TestLintFindsWhatContradictsItself(t *testing.T) {
	tests := []struct {
		name  string
		lines []string
		want  string
	}{
		{"nothing to say", []string{"discovered|2020-01-24", "contacted|2020-01-27", "closed|2020-02-05"}, ""},
		{"the order of rows of one day is not judged", []string{"closed|2020-01-24", "discovered|2020-01-24"}, ""},
		{"a month is not before a day in it", []string{"closed|2020-01", "discovered|2020-01-24"}, ""},

		{"closed before discovered", []string{"closed|2020-01-23", "discovered|2020-01-24"}, "error closed_before_discovered 2"},
		{"contacted before discovered", []string{"contacted|2020-01-23", "discovered|2020-01-24"}, "error before_what_it_answers 2"},
		{
			"a planned contact before the discovery is a plan only",
			[]string{"contacted|2020-01-23|planned", "discovered|2020-01-24"},
			"warning planned_in_the_past 2",
		},

		{"a reply before the first contact", []string{"replied|2020-01-26|party=vendor", "contacted|2020-01-27"}, "warning before_what_it_answers 2"},
		{"an acknowledgement by nobody named is the vendor's", []string{"acknowledged|2020-01-26", "contacted|2020-01-27|party=vendor"}, "warning before_what_it_answers 2"},
		{"a bounce before the first contact cannot be", []string{"bounced|2020-01-26|party=vendor", "contacted|2020-01-27"}, "error before_what_it_answers 2"},
		{"a receipt before the first contact cannot be", []string{"delivered|2020-01-26", "contacted|2020-01-27"}, "error before_what_it_answers 2"},
		{"an answer when nobody was contacted", []string{"acknowledged|2020-01-26"}, "info before_what_it_answers 2"},
		{
			"each party is looked at by itself",
			[]string{"contacted|2020-01-27|party=vendor", "replied|2020-01-28|party=provider", "contacted|2020-01-30|party=provider"},
			"warning before_what_it_answers 3",
		},
		{"the escalation is the contact", []string{"escalated|2020-01-27|party=provider", "replied|2020-01-28|party=provider"}, ""},
		{"open again before it was closed", []string{"reopened|2020-01-26", "closed|2020-01-27"}, "error before_what_it_answers 2"},
		{"an extension before the deadline", []string{"extension_granted|2020-01-26", "deadline_set|2020-01-27"}, "error before_what_it_answers 2"},
		{"an extension without a deadline on record", []string{"extension_granted|2020-01-26"}, ""},
		{"withdrawn before it was out", []string{"withdrawn|2020-01-26", "published|2020-01-27"}, "error before_what_it_answers 2"},
		{"deadline passed before it was set", []string{"deadline_passed|2020-01-26", "deadline_set|2020-01-27"}, "error before_what_it_answers 2"},

		{"a report of a closure from before our open answer", []string{"closed|2020-01-26|source=press", "probed|2020-01-27|open"}, "warning closure_refuted 2"},
		{"a claim of a fix from before our open answer", []string{"contacted|2020-01-25", "fix_claimed|2020-01-26", "probed|2020-01-27|open"}, "info closure_refuted 3"},
		{"a report of the same day as our open answer", []string{"closed|2020-01-26|source=press", "probed|2020-01-26|open"}, ""},
		{"a report that a re-opening explains", []string{"closed|2020-01-26|source=press", "reopened|2020-01-27|source=press", "probed|2020-01-28|open"}, ""},
		{"a report about another asset", []string{"closed|2020-01-26|source=press|asset=A1", "probed|2020-01-27|open|asset=A2"}, ""},
		{"a claim that our probes confirmed", []string{"contacted|2020-01-25", "fix_claimed|2020-01-26", "closed|2020-01-27|verified", "probed|2020-02-27|open"}, ""},

		{"a span that ends before it began", []string{"note|2020-01-26|until=2020-01-25"}, "error until_before_at 2"},
		{"a span within one day", []string{"note|2020-01-26|until=2020-01-26"}, ""},

		{"a fact of tomorrow", []string{"closed|2024-05-04"}, "error future_not_planned 2"},
		{"a plan for tomorrow", []string{"published|2024-05-04|planned"}, ""},
		{"a fact of this year", []string{"closed|2024"}, ""},
		{"an instant that is tomorrow elsewhere", []string{"closed|2024-05-03T01:00:00+10:00"}, ""},
		{"an instant of the day after tomorrow is nowhere today", []string{"closed|2024-05-04T01:00:00+10:00"}, "error future_not_planned 2"},
		{"a fact of the day on which it was written down elsewhere", []string{"closed|2024-04-21|recorded=2024-04-20"}, ""},
		{"a fact of two days after it was written down", []string{"closed|2024-04-22|recorded=2024-04-20"}, "warning future_not_planned 2"},
		{"a fact of the day after it was written down", []string{"closed|2024-05-01|recorded=2024-04-20"}, "warning future_not_planned 2"},
		{"a plan whose day passed", []string{"published|2024-05-01|planned"}, "warning planned_in_the_past 2"},
		{"a plan for this month", []string{"published|2024-05|planned"}, ""},

		{"the January slip", []string{"discovered|2019-12-20", "contacted|2019-01-09", "closed|2020-01-12"}, "warning year_jumps_back 3, error before_what_it_answers 3"},
		{
			"the January slip in two rows",
			[]string{"note|2019-12-20", "note|2019-01-09", "note|2019-01-10", "note|2020-01-12"},
			"warning year_jumps_back 3, warning year_jumps_back 4",
		},
		{"rows out of order", []string{"note|2020-02-20", "statement|2020-02-09", "note|2020-02-21"}, "warning rows_out_of_order 3"},
		{"each row is compared with the one before it", []string{"note|2020-02-20", "statement|2020-02-09", "note|2020-02-10"}, "warning rows_out_of_order 3"},
		{"what was learned later may be older", []string{"note|2020-02-20", "statement|2020-02-09|recorded=2024-05-03"}, ""},
		{"the start of the exposure is learned last", []string{"discovered|2020-02-20", "exposure_started|2019-02-27"}, ""},
		{"a closure is confirmed later than it happened", []string{"probed|2020-02-20T10:00:00Z", "closed|2020-02-18|verified"}, ""},

		{"the same row twice", []string{"contacted|2020-01-27", "contacted|2020-01-27"}, "warning duplicate_row 3"},
		{"the same row twice in other letters", []string{"contacted|2020-01-27|name=AWS", "contacted|2020-01-27|name=aws"}, "warning duplicate_row 3"},
		{"two contacts of one day", []string{"contacted|2020-01-27|name=AWS", "contacted|2020-01-27|name=OVH"}, ""},
		{"five probes a day are five probes", []string{"probed|2020-01-27", "probed|2020-01-27"}, ""},

		{"a date that was never filled in", []string{"statement|2020-01-27|text=Fixed on YYYY-MM-DD."}, "warning placeholder_text 2"},
		{"three points instead of a text", []string{"statement|2020-01-27|text=…"}, "warning placeholder_text 2"},
		{"a note to oneself", []string{"statement|2020-01-27|text=TODO: ask Ann"}, "warning placeholder_text 2"},
		{"filler", []string{"statement|2020-01-27|text=Lorem ipsum dolor"}, "warning placeholder_text 2"},
		{"a blank", []string{"statement|2020-01-27|text=Dear <insert name>"}, "warning placeholder_text 2"},
		{"a Spanish word is no note", []string{"statement|2020-01-27|text=Todo el sistema, xxx no"}, ""},
		{"an ellipsis in a text", []string{"statement|2020-01-27|text=We were told … and acted."}, ""},
		{"redacted is no placeholder", []string{"statement|2020-01-27|text=Mail to [redacted]"}, ""},

		{
			"closed after the exposure's own end",
			[]string{"exposure_started|2020-01-01|until=2020-01-20", "closed|2020-02-05"},
			"warning case_closed_after_end 3",
		},
		{
			"open again after the stated end",
			[]string{"exposure_started|2020-01-01|until=2020-01-20", "closed|2020-01-20", "reopened|2020-02-01", "closed|2020-02-05"},
			"",
		},
		{"work after the case was handed over", []string{"handed_over|2020-01-20", "contacted|2020-02-05"}, "warning case_closed_after_end 3"},
		{"a note after the work ended", []string{"work_closed|2020-01-20|work=closed", "note|2020-02-05"}, "warning case_closed_after_end 3"},
		{"a statement after the work ended is news", []string{"work_closed|2020-01-20|work=closed", "statement|2020-02-05"}, ""},
		{"work that was taken up again", []string{"work_closed|2020-01-20|work=closed", "work_resumed|2020-01-25|work=active", "note|2020-02-05"}, ""},

		{
			"two sources disagree on the closure",
			[]string{"closed|2020-02-05|source=press", "closed|2020-02-07|source=vendor_mail"},
			"info closure_dates_differ 3",
		},
		{"two sources agree on the closure", []string{"closed|2020-02|source=press", "closed|2020-02-07|source=vendor_mail"}, ""},
		{
			"two closures of two stretches",
			[]string{"closed|2020-02-05", "reopened|2020-03-01", "closed|2020-03-02"},
			"",
		},
		{"two closures of two assets", []string{"closed|2020-02-05|asset=A1", "closed|2020-02-07|asset=A2"}, ""},

		{"a corrected row is named", []string{"closed|2020-01-23", "discovered|2020-01-24", "closed|2020-01-25|corrects=2"}, "info corrected 2"},
		{"a correction of nothing", []string{"discovered|2020-01-24|corrects=9"}, "warning corrects_nothing 2"},
		{"an event cannot correct itself", []string{"discovered|2020-01-24|corrects=2"}, "warning corrects_nothing 2"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			findings := timeline.Lint(&disclosure.Case{}, timelinetest.History(t, tt.lines...), timelinetest.Day(t, "2024-05-02"))
			if got := found(findings); got != tt.want {
				t.Errorf("findings\n got %s\nwant %s\n%+v", got, tt.want, findings)
			}
		})
	}
}

func TestTheReferenceCaseHasNoErrors(t *testing.T) {
	findings := build(t, "2024-05-02", nextMotion(t)).Lint
	if got, want := found(findings), "warning placeholder_text 8"; got != want {
		t.Errorf("findings %s, want %s", got, want)
	}
}

func TestLintMessagesSayWhichEventAndWhy(t *testing.T) {
	findings := timeline.Lint(&disclosure.Case{}, timelinetest.History(
		t, "closed|2020-01-23|source=press", "discovered|2020-01-24",
	), civil.Date{})
	const want = "event 2 (closed, 2020-01-23) comes before event 3 (discovered, 2020-01-24): it was closed before it was discovered"
	if len(findings) != 1 || findings[0].Message != want {
		t.Errorf("findings %+v, want the message %q", findings, want)
	}
}

func TestTheVerifiedClosureIsTheOneThatCounts(t *testing.T) {
	findings := timeline.Lint(&disclosure.Case{}, timelinetest.History(
		t, "closed|2020-02-05|source=press", "closed|2020-02-07|verified",
	), civil.Date{})
	if len(findings) != 1 || !strings.HasSuffix(findings[0].Message, "durations use 2020-02-07") {
		t.Errorf("findings %+v", findings)
	}
}

// The property: whatever the history, a timeline comes out, every number is positive, and what the rules promise
// about order holds.
func TestAnyHistoryGivesATimeline(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 2))
	kinds := disclosure.Kinds()
	for range 2000 {
		var events []disclosure.Event
		for i := range random.IntN(12) {
			whens := []string{"2019", "2019-Q4", "2020-01", "2020-01-27", "2020-01-27T10:00:00Z", ""}
			when, err := civil.ParseWhen(whens[random.IntN(len(whens))])
			if err != nil {
				t.Fatal(err)
			}
			if d := when.First(); when.Precision() == civil.PrecisionDay {
				when = d.AddDays(random.IntN(60) - 30).When()
			}
			e := disclosure.Event{
				Seq: i + 1, Kind: kinds[random.IntN(len(kinds))], At: when, Until: when, Planned: random.IntN(9) == 0,
				Ongoing: random.IntN(9) == 0, Corrects: random.IntN(30) - 20, RecordedAt: timelinetest.RecordedAt.Add(time.Duration(i)),
			}
			if random.IntN(2) == 0 {
				e.Party = disclosure.Roles()[random.IntN(len(disclosure.Roles()))]
			}
			if random.IntN(3) == 0 {
				e.Detail.Closure = &disclosure.Closure{Verified: random.IntN(2) == 0}
			}
			events = append(events, e)
		}
		tl := build(t, "2020-03-01", events, disclosure.Asset{ID: "A1"})
		for name, d := range tl.Durations {
			if d == nil {
				continue
			}
			for _, n := range []*int{d.Days, d.WorkingDays, d.AtLeast, d.AtMost} {
				if n != nil && *n < 0 {
					t.Fatalf("%s is negative: %+v", name, d)
				}
			}
			if (d.Days == nil) == (d.AtLeast == nil) || d.Open != (d.To == nil) {
				t.Fatalf("%s is neither exact nor bounded, or open with an end: %+v", name, d)
			}
		}
		for i := 1; i < len(tl.Rows); i++ {
			if tl.Rows[i].When.SurelyBefore(tl.Rows[i-1].When) && tl.Rows[i].When.First() != tl.Rows[i-1].When.First() {
				t.Fatalf("rows are out of order: %v after %v", tl.Rows[i].When, tl.Rows[i-1].When)
			}
		}
	}
}

func FuzzPlaceholder(f *testing.F) {
	for _, s := range []string{"", "…", "TODO", "YYYY-MM-DD", strings.Repeat("x", 70), "<insert \xff"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, text string) {
		events := []disclosure.Event{{Seq: 1, Kind: disclosure.KindNote, Text: text}}
		for _, l := range timeline.Lint(&disclosure.Case{}, events, civil.Date{}) {
			if len(l.Message) > 400 {
				t.Errorf("a message of %d bytes", len(l.Message))
			}
		}
	})
}
