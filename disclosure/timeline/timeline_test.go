package timeline_test

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"

	"daylight/disclosure"
	"daylight/disclosure/agenda"
	"daylight/disclosure/civil"
	"daylight/disclosure/timeline"
	"daylight/disclosure/timeline/timelinetest"
)

func nextMotion(t testing.TB) []disclosure.Event {
	return timelinetest.History(
		t,
		"discovered|2020-01-24",
		"contacted|2020-01-27|party=vendor",
		"contacted|2020-01-30|party=provider|name=AWS",
		"closed|2020-02-05|source=press",
		"acknowledged|2020-02-11|party=vendor",
		"publicly_reported|2020-02-14|party=press",
		"statement|2020-02-15|party=vendor|text=…",
	)
}

func build(t testing.TB, asOf string, events []disclosure.Event, assets ...disclosure.Asset) timeline.Timeline {
	t.Helper()
	c := &disclosure.Case{ID: "DL-2020-0001", Title: "Open bucket", Assets: assets}
	line := timeline.Build(c, events, timelinetest.Day(t, asOf))
	line.Headline = agenda.Headline(c)
	return line
}

// short writes a duration as "9/7", "open 12/8", "10..39", "open 1..30" or "-".
func short(d *timeline.Duration) string {
	if d == nil {
		return "-"
	}
	b, _ := json.Marshal(d)
	var v struct {
		Days, WorkingDays, AtLeast, AtMost *int
		Open                               bool
	}
	var raw map[string]json.RawMessage
	_ = json.Unmarshal(b, &raw)
	for key, to := range map[string]any{
		"days": &v.Days, "working_days": &v.WorkingDays, "at_least": &v.AtLeast, "at_most": &v.AtMost, "open": &v.Open,
	} {
		if raw[key] != nil {
			_ = json.Unmarshal(raw[key], to)
		}
	}
	var text string
	number := func(n *int) string {
		if n == nil {
			return "?"
		}
		s, _ := json.Marshal(*n)
		return string(s)
	}
	if v.Days != nil {
		text = number(v.Days) + "/" + number(v.WorkingDays)
	} else {
		text = number(v.AtLeast) + ".." + number(v.AtMost)
	}
	if v.Open {
		text = "open " + text
	}
	return text
}

func durations(tl timeline.Timeline) string {
	var out []string
	for _, name := range timeline.DurationNames() {
		out = append(out, short(tl.Durations[name]))
	}
	return strings.Join(out, " ; ")
}

func TestDurationsFollowTheHistory(t *testing.T) {
	tests := []struct {
		name  string
		asOf  string
		lines []string
		// In the order of DurationNames.
		want string
	}{
		{
			"the reference case", "2024-05-02",
			nil, "3/1 ; 3/3 ; 15/11 ; 9/7 ; 6/4 ; 12/8 ; 6/4 ; 9/7 ; 21/15",
		},
		{
			"nothing is known", "2024-05-02",
			[]string{"note|2020-01-01"},
			"- ; - ; - ; - ; - ; - ; - ; - ; -",
		},
		{
			"found and nothing done yet: that it is open is not known", "2020-02-03",
			[]string{"discovered|2020-01-24"},
			"open 10/6 ; - ; - ; - ; - ; - ; - ; - ; open 10/6",
		},
		{
			"told and not closed", "2020-02-03",
			[]string{"discovered|2020-01-24", "contacted|2020-01-27|party=vendor"},
			"3/1 ; - ; open 7/5 ; - ; - ; - ; - ; - ; open 10/6",
		},
		{
			"an exposure without an end lasts as long as we saw it", "2020-02-03",
			[]string{"discovered|2020-01-24", "contacted|2020-01-27|party=vendor", "probed|2020-01-30|open", "probed|2020-01-28|open"},
			"3/1 ; - ; open 7/5 ; open 3/3 ; - ; open 6/4 ; - ; - ; open 10/6",
		},
		{
			"a report of a closure that an open answer of ours refutes ends nothing, and nothing begins anew", "2020-02-03",
			[]string{"discovered|2020-01-24", "closed|2020-01-27|source=press", "probed|2020-01-30|open", "reopened|2020-01-30"},
			"open 10/6 ; - ; - ; - ; - ; open 6/4 ; - ; - ; open 10/6",
		},
		{
			"a report that was entered after the open answer that refutes it ends nothing", "2020-02-03",
			[]string{"discovered|2020-01-24", "probed|2020-01-30|open", "closed|2020-01-27|source=press"},
			"open 10/6 ; - ; - ; - ; - ; open 6/4 ; - ; - ; open 10/6",
		},
		{
			"an open answer from before a report does not refute it", "2020-02-03",
			[]string{"discovered|2020-01-24", "probed|2020-01-26|open", "closed|2020-01-27|source=press"},
			"open 10/6 ; - ; - ; - ; - ; 3/1 ; open 7/5 ; open 7/5 ; open 10/6",
		},
		{
			"a planned contact is no contact", "2020-02-03",
			[]string{"discovered|2020-01-24", "contacted|2020-01-27|planned"},
			"open 10/6 ; - ; - ; - ; - ; - ; - ; - ; open 10/6",
		},
		{
			"the same day is 0 days", "2024-05-02",
			[]string{"discovered|2018-12-07", "contacted|2018-12-08", "closed|2018-12-08", "published|2019-01-16"},
			"1/0 ; - ; open 1972/1409 ; 0/0 ; - ; 1/0 ; open 1972/1409 ; 39/28 ; 40/28",
		},
		{
			"only the month is known", "2020-02-01",
			[]string{"discovered|2019-11", "contacted|2019-12-10", "closed|2019-12-19"},
			"10..39 ; - ; open 53/38 ; 9/7 ; - ; 19..48 ; open 44/31 ; open 44/31 ; open 63..92",
		},
		{
			"the first contact with the vendor counts, not the one with the provider", "2020-02-01",
			[]string{"discovered|2020-01-06", "contacted|2020-01-07|party=provider", "contacted|2020-01-08|party=vendor", "contacted|2020-01-15|party=vendor"},
			"2/2 ; - ; open 24/17 ; - ; - ; - ; - ; - ; open 26/19",
		},
		{
			"the escalation to a provider is a contact with it", "2020-02-01",
			[]string{"contacted|2020-01-07", "escalated|2020-01-08|party=provider", "escalated|2020-01-07|party=coordinator"},
			"- ; 1/1 ; open 25/18 ; - ; - ; - ; - ; - ; -",
		},
		{
			"a reply before the closure does not run backwards after it", "2020-02-01",
			[]string{"contacted|2020-01-06", "replied|2020-01-07|party=vendor", "closed|2020-01-08"},
			"- ; - ; 1/1 ; 2/2 ; - ; - ; - ; open 24/17 ; -",
		},
		{
			"an automatic answer and the provider's answer are no acknowledgement", "2020-02-01",
			[]string{"contacted|2020-01-06", "auto_replied|2020-01-06|party=vendor", "replied|2020-01-07|party=provider", "acknowledged|2020-01-08|party=provider"},
			"- ; - ; open 26/19 ; - ; - ; - ; - ; - ; -",
		},
		{
			"our own closure counts more than an earlier report", "2020-03-01",
			[]string{"discovered|2020-01-06", "closed|2020-01-07|source=press", "closed|2020-01-09|verified"},
			"open 55/39 ; - ; - ; - ; - ; 3/3 ; open 52/36 ; open 52/36 ; open 55/39",
		},
		{
			"after a re-opening only a later closure counts", "2020-03-01",
			[]string{"discovered|2020-01-06", "closed|2020-01-07|verified", "reopened|2020-02-03"},
			"open 55/39 ; - ; - ; - ; - ; - ; - ; - ; open 55/39",
		},
		{
			"closed again", "2020-03-01",
			[]string{"discovered|2020-01-06", "closed|2020-01-07|verified", "reopened|2020-02-03", "closed|2020-02-05"},
			"open 55/39 ; - ; - ; - ; - ; 30/22 ; open 25/17 ; open 25/17 ; open 55/39",
		},
		{
			"a planned publication is none", "2020-01-10",
			[]string{"discovered|2020-01-06", "published|2020-02-06|planned"},
			"open 4/4 ; - ; - ; - ; - ; - ; - ; - ; open 4/4",
		},
		{
			"a closure before the contact has no length", "2020-01-10",
			[]string{"closed|2020-01-06", "contacted|2020-01-07"},
			"- ; - ; open 3/3 ; - ; - ; - ; open 4/4 ; open 4/4 ; -",
		},
		{
			"the end of the work says nothing about the asset", "2020-01-10",
			[]string{"discovered|2020-01-06", "closed|2020-01-07|work=closed"},
			"open 4/4 ; - ; - ; - ; - ; - ; - ; - ; open 4/4",
		},
		{
			"a corrected row does not count", "2020-01-10",
			[]string{"discovered|2020-01-05", "discovered|2020-01-06|corrects=2", "contacted|2020-01-07"},
			"1/1 ; - ; open 3/3 ; - ; - ; - ; - ; - ; open 4/4",
		},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			events := timelinetest.History(t, tt.lines...)
			if tt.lines == nil {
				events = nextMotion(t)
			}
			tl := build(t, tt.asOf, events)
			if got := durations(tl); got != tt.want {
				t.Errorf("durations\n got %s\nwant %s", got, tt.want)
			}
			if len(tl.Durations) != len(timeline.DurationNames()) {
				t.Errorf("%d durations, want every name", len(tl.Durations))
			}
		})
	}
}

func TestAClosureOfACaseNeedsAllAssets(t *testing.T) {
	assets := []disclosure.Asset{{ID: "A1"}, {ID: "A2"}}
	tests := []struct {
		name  string
		lines []string
		want  string // episodes
	}{
		{"one of two closed is open", []string{"discovered|2020-01-06", "closed|2020-01-07|asset=A1|verified"}, "2020-01-06..open"},
		{
			"the last one counts",
			[]string{"discovered|2020-01-06", "closed|2020-01-07|asset=A1|verified", "closed|2020-01-09|asset=A2|verified"},
			"2020-01-06..2020-01-09 own_probe",
		},
		{"a closure that names no asset closes all", []string{"discovered|2020-01-06", "closed|2020-01-08|source=press"}, "2020-01-06..2020-01-08 press reported"},
		{
			"one opens again, both have to be closed",
			[]string{"discovered|2020-01-06", "closed|2020-01-07", "reopened|2020-01-10|asset=A2", "closed|2020-01-12|asset=A2|verified"},
			// A1 is closed on a word, and one on a word makes all of it one on a word, as statistics and the gate have it.
			"2020-01-06..2020-01-07 import reported, 2020-01-10..2020-01-12 import reported",
		},
		{
			"one opens again before the other is closed: the same stretch",
			[]string{
				"discovered|2020-01-06", "closed|2020-01-07|asset=A1", "reopened|2020-01-10|asset=A1", "closed|2020-01-12|asset=A2",
				"closed|2020-01-14|asset=A1",
			},
			"2020-01-06..2020-01-14 import reported",
		},
		{"nothing is known", []string{"note|2020-01-06"}, ""},
		{"closed is all that is known", []string{"closed|2020-01-06"}, "..2020-01-06 import reported"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			tl := build(t, "2020-02-01", timelinetest.History(t, tt.lines...), assets...)
			var got []string
			for _, e := range tl.Episodes {
				s := e.From.String() + ".."
				if e.Closed.IsZero() {
					s += "open"
				} else {
					s += e.Closed.String() + " " + string(e.Source)
					if !e.Verified {
						s += " reported"
					}
				}
				got = append(got, s)
			}
			if s := strings.Join(got, ", "); s != tt.want {
				t.Errorf("episodes %q, want %q", s, tt.want)
			}
		})
	}
}

func TestRowsComeInTheOrderInWhichThingsHappened(t *testing.T) {
	events := timelinetest.History(
		t,
		"contacted|2020-01-27T18:00:00+01:00",
		"discovered|2020-01",
		"note|2020-01-27",
		"contacted|2020-01-27T09:00:00+01:00",
		"note|2020-01-27",
	)
	slices.Reverse(events)
	tl := build(t, "2024-05-02", events)
	var seqs []int
	for _, r := range tl.Rows {
		seqs = append(seqs, r.Seq)
	}
	if want := []int{3, 4, 6, 5, 2, 1}; !slices.Equal(seqs, want) {
		t.Errorf("order of rows %v, want %v", seqs, want)
	}
}

func TestRowsSayWhatTheirSourceSays(t *testing.T) {
	tl := build(t, "2024-05-02", timelinetest.History(
		t,
		"exposure_started|2019-Q4|until=2020-02",
		"note|2020-01-05|ongoing",
		"discovered|2020-06-29T07:33 America/New_York",
		"closed|2020-07-05|source=press",
		"closed|2020-07-06|verified",
		"published|2020-08-01|planned|corrects=2",
	))
	want := map[int]struct {
		at, precision string
		until         any
		planned       bool
		reported      bool
	}{
		3: {"2020-01-05", "day", "open", false, false},
		4: {"2020-06-29T07:33:00-04:00", "minute", nil, false, false},
		5: {"2020-07-05", "day", nil, false, true},
		6: {"2020-07-06", "day", nil, false, false},
		7: {"2020-08-01", "day", nil, true, false},
		1: {"2024-05-02T09:00:00Z", "minute", nil, false, false},
	}
	b, err := json.Marshal(tl)
	if err != nil {
		t.Fatal(err)
	}
	var got struct {
		Events []map[string]any `json:"events"`
	}
	if err := json.Unmarshal(b, &got); err != nil {
		t.Fatal(err)
	}
	if len(got.Events) != len(want) {
		t.Errorf("%d rows, want %d: the corrected one is gone", len(got.Events), len(want))
	}
	for _, r := range got.Events {
		w, ok := want[int(r["seq"].(float64))]
		if !ok {
			t.Errorf("row %v should not be there", r["seq"])
			continue
		}
		reported, _ := r["reported"].(bool)
		if r["at"] != w.at || r["precision"] != w.precision || r["until"] != w.until || r["planned"] != w.planned || reported != w.reported {
			t.Errorf("row %v, want %+v", r, w)
		}
		for _, key := range []string{"seq", "kind", "at", "precision", "until", "planned", "party", "source", "text", "visibility", "recorded_at"} {
			if _, ok := r[key]; !ok {
				t.Errorf("row %v has no %q", r["seq"], key)
			}
		}
	}
}

func TestTimelineJSONHasEveryKeyOfTheContract(t *testing.T) {
	b, err := json.Marshal(build(t, "2020-02-01", nil))
	if err != nil {
		t.Fatal(err)
	}
	const want = `{"case":"DL-2020-0001","title":"Open bucket","headline":"new","events":[],"durations":{` +
		`"closure_to_acknowledgement":null,"closure_to_publication":null,"contact_to_acknowledgement":null,"contact_to_closure":null,` +
		`"contact_to_provider":null,"discovery_to_closure":null,"discovery_to_contact":null,"discovery_to_publication":null,` +
		`"provider_to_closure":null},"lint":[],"as_of":"2020-02-01"}`
	if string(b) != want {
		t.Errorf("empty timeline\n got %s\nwant %s", b, want)
	}
}

func TestMinutesAreKnownBetweenTwoInstants(t *testing.T) {
	// SecurityTrails wrote "EST" in June; the place is what was meant, and the span is the same.
	tl := build(t, "2024-05-02", timelinetest.History(
		t,
		"exposure_started|2020-06-11",
		"contacted|2020-06-29T07:33 America/New_York",
		"closed|2020-06-29T08:12 America/New_York",
		"data_subjects_told|2020-06-30",
	))
	d := tl.Durations[timeline.ContactToClosure]
	if d == nil || d.Minutes == nil || *d.Minutes != 39 || d.Days == nil || *d.Days != 0 || *d.To != "2020-06-29T08:12:00-04:00" {
		t.Errorf("contact to closure %+v, want 39 minutes and 0 days", d)
	}
}

func TestTimelineDoesNotTouchItsInput(t *testing.T) {
	events := nextMotion(t)
	slices.Reverse(events)
	before, _ := json.Marshal(events)
	build(t, "2024-05-02", events)
	if after, _ := json.Marshal(events); string(after) != string(before) {
		t.Error("the events were changed")
	}
}

func BenchmarkTimeline(b *testing.B) {
	var lines []string
	for i := range 25 {
		d := civil.OnDay(2020, 1, 1).First().AddDays(i * 3)
		lines = append(
			lines,
			"discovered|"+d.String(), "contacted|"+d.String(), "contacted|"+d.AddDays(1).String()+"|party=provider",
			"probed|"+d.String()+"T10:00:00Z", "closed|"+d.AddDays(2).String(), "reopened|"+d.AddDays(3).String(),
			"acknowledged|"+d.AddDays(2).String()+"|party=vendor", "statement|"+d.AddDays(2).String()+"|text=Some words of the vendor",
		)
	}
	events := timelinetest.History(b, lines...)
	c := &disclosure.Case{ID: "DL-2020-0001"}
	asOf := timelinetest.Day(b, "2024-05-02")
	b.ReportAllocs()
	for b.Loop() {
		timeline.Build(c, events, asOf)
	}
}
