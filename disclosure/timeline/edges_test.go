package timeline_test

import (
	"strings"
	"testing"
	"unicode/utf8"

	"daylight/disclosure"
	"daylight/disclosure/civil"
	"daylight/disclosure/timeline"
	"daylight/disclosure/timeline/timelinetest"
)

func TestMinutesAreToldOfWhatHasEnded(t *testing.T) {
	t.Parallel()
	tl := build(t, "2020-07-05", timelinetest.History(t, "discovered|2020-06-29T07:33:00Z", "contacted|2020-06-30"))
	for name, d := range tl.Durations {
		if d != nil && d.Minutes != nil {
			t.Errorf("%s: %d minutes, though an end is missing or no minute is known", name, *d.Minutes)
		}
	}
	open := build(t, "2020-07-05", timelinetest.History(t, "discovered|2020-06-29T07:33:00Z")).Durations[timeline.DiscoveryToContact]
	if open == nil || !open.Open || open.Minutes != nil || open.To != nil || open.From != "2020-06-29T07:33:00Z" {
		t.Errorf("open: %+v", open)
	}
}

func TestOnlyWhatOpensOrClosesMakesAnAsset(t *testing.T) {
	t.Parallel()
	assets := []disclosure.Asset{{ID: "A1"}}
	for name, c := range map[string]struct {
		lines  []string
		closed bool
	}{
		"a note on another asset adds none":       {[]string{"discovered|2020-01-06", "note|2020-01-07|asset=A9", "closed|2020-01-08|asset=A1"}, true},
		"a closure of another asset adds one":     {[]string{"discovered|2020-01-06", "closed|2020-01-07|asset=A9"}, false},
		"a re-opening of another asset adds one":  {[]string{"discovered|2020-01-06", "reopened|2020-01-07|asset=A9", "closed|2020-01-08|asset=A1"}, false},
		"an asset that is named twice counts one": {[]string{"discovered|2020-01-06", "closed|2020-01-07|asset=A1", "closed|2020-01-08|asset=A1"}, true},
		"events without an asset add none":        {[]string{"discovered|2020-01-06", "closed|2020-01-07"}, true},
	} {
		tl := build(t, "2020-02-01", timelinetest.History(t, c.lines...), assets...)
		if len(tl.Episodes) != 1 || tl.Episodes[0].Closed.IsZero() == c.closed {
			t.Errorf("%s: %+v", name, tl.Episodes)
		}
	}
	// The same case, its assets in another order and named again by its events.
	two := build(t, "2020-02-01", timelinetest.History(t, "discovered|2020-01-06", "closed|2020-01-07|asset=A2", "closed|2020-01-08|asset=A1", "reopened|2020-01-09|asset=A2", "closed|2020-01-10|asset=A2"),
		disclosure.Asset{ID: "A2"}, disclosure.Asset{ID: "A1"})
	if len(two.Episodes) != 2 || two.Episodes[0].Closed != timelinetest.Day(t, "2020-01-08").When() || two.Episodes[1].Closed != timelinetest.Day(t, "2020-01-10").When() {
		t.Errorf("episodes %+v", two.Episodes)
	}
	bare := build(t, "2020-02-01", timelinetest.History(t, "discovered|2020-01-06", "closed|2020-01-07"))
	if len(bare.Episodes) != 1 || bare.Episodes[0].Closed.IsZero() {
		t.Errorf("a history without assets: %+v", bare.Episodes)
	}
}

func TestAnEpisodeSaysWhenItWasLastSeenOpen(t *testing.T) {
	t.Parallel()
	events := timelinetest.History(t, "discovered|2020-01-06", "closed|2020-01-08|verified")
	last := timelinetest.RecordedAt
	events[2].Detail.Closure.LastOpen = last
	if e := build(t, "2020-02-01", events).Episodes[0]; !e.Verified || !e.LastOpen.Equal(last) || e.Source != disclosure.SourceOwnProbe {
		t.Errorf("%+v", e)
	}
	if e := build(t, "2020-02-01", timelinetest.History(t, "discovered|2020-01-06", "closed|2020-01-08|source=press")).Episodes[0]; e.Verified || !e.LastOpen.IsZero() {
		t.Errorf("%+v", e)
	}
}

func TestOfSeveralReportsOfAClosure(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		rule  string
		lines []string
		want  string
	}{
		{"the earliest", []string{"closed|2020-01-07|source=press", "closed|2020-01-09|source=vendor_mail"}, "2020-01-07"},
		{"our own before an earlier one", []string{"closed|2020-01-07|source=press", "closed|2020-01-09|verified"}, "2020-01-09"},
		{"our own before a later one", []string{"closed|2020-01-07|verified", "closed|2020-01-09|source=press"}, "2020-01-07"},
		{"the first of our own", []string{"closed|2020-01-07|verified", "closed|2020-01-09|verified"}, "2020-01-07"},
		{"what is only planned is none", []string{"closed|2020-01-07|planned", "closed|2020-01-09|source=press"}, "2020-01-09"},
		{"on the first event of all", []string{"closed|2020-01-05", "closed|2020-01-09|source=press"}, "2020-01-05"},
	} {
		tl := build(t, "2020-02-01", timelinetest.History(t, append(c.lines, "discovered|2020-01-06")...), disclosure.Asset{ID: "A1"})
		if e := tl.Episodes; len(e) != 1 || e[0].Closed.String() != c.want {
			t.Errorf("%s: %+v, want %s", c.rule, e, c.want)
		}
	}
}

func TestFindingsNameWhatIsWrong(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		rule  string
		lines []string
		says  string
	}{
		{"the year that was meant", []string{"discovered|2019-12-20", "note|2019-01-09"}, "is the year 2020 meant?"},
		{"the event that was corrected", []string{"note|2020-01-06", "discovered|2020-01-07|party=vendor", "note|2020-01-08|corrects=3"}, "event 3 (discovered, vendor, 2020-01-07) was corrected by event 4"},
		{"a correction of nothing", []string{"note|2020-01-06|corrects=9"}, "event 2 (note, 2020-01-06) says that it corrects event 9"},
		{"the row that says the same", []string{"statement|2020-01-06|text=a", "statement|2020-01-06|text=b", "statement|2020-01-06|text=a"}, "event 4 (statement, 2020-01-06) says the same as event 2"},
		{"the end that comes too early", []string{"note|2020-01-06|until=2020-01-05"}, "ends on 2020-01-05, before it began"},
		{"the day of today", []string{"closed|2024-05-04"}, "today is 2024-05-02"},
		{"the sources that disagree", []string{"closed|2020-02-05|source=press", "closed|2020-02-07|source=vendor_mail"}, "(source press) and event 3 (closed, 2020-02-07) (source vendor_mail) disagree on when it was closed; durations use 2020-02-05"},
		{"an answer to nobody", []string{"acknowledged|2020-01-26|party=provider"}, "nothing says that the provider was contacted"},
		{"an answer too early", []string{"replied|2020-01-26|party=vendor", "contacted|2020-01-27"}, "comes before the first contact with the vendor, event 3 (contacted, 2020-01-27)"},
		{"a placeholder", []string{"statement|2020-01-27|text=Fixed on YYYY-MM-DD."}, `still holds a placeholder ("YYYY-MM-DD")`},
	} {
		findings := timeline.Lint(&disclosure.Case{}, timelinetest.History(t, c.lines...), timelinetest.Day(t, "2024-05-02"))
		all := ""
		for _, f := range findings {
			all += f.Message + "\n"
		}
		if !strings.Contains(all, c.says) {
			t.Errorf("%s: %q, want %q", c.rule, all, c.says)
		}
	}
}

func TestTwoRowsAreTheSameOnlyIfAllOfThemIs(t *testing.T) {
	t.Parallel()
	base := disclosure.Event{
		Kind: disclosure.KindContacted, At: civil.OnDay(2020, 1, 27), Party: disclosure.Vendor, Name: "V", Channel: disclosure.Email, Source: disclosure.SourceOwnMail,
		Text: "t", Visibility: disclosure.Public, RecordedAt: timelinetest.RecordedAt,
	}
	for rule, c := range map[string]struct {
		change func(*disclosure.Event)
		same   bool
	}{
		"the same":                   {func(*disclosure.Event) {}, true},
		"in other letters":           {func(e *disclosure.Event) { e.Name = "v" }, true},
		"with another reference":     {func(e *disclosure.Event) { e.Ref = "x" }, true},
		"seen by the vendor, too":    {func(e *disclosure.Event) { e.Visibility = disclosure.ForVendor }, true},
		"for ourselves alone":        {func(e *disclosure.Event) { e.Visibility = disclosure.InternalOnly }, false},
		"another kind":               {func(e *disclosure.Event) { e.Kind = disclosure.KindStatement }, false},
		"another day":                {func(e *disclosure.Event) { e.At = civil.OnDay(2020, 1, 28) }, false},
		"another party":              {func(e *disclosure.Event) { e.Party = disclosure.Provider }, false},
		"another name":               {func(e *disclosure.Event) { e.Name = "W" }, false},
		"another channel":            {func(e *disclosure.Event) { e.Channel = disclosure.Form }, false},
		"another source":             {func(e *disclosure.Event) { e.Source = disclosure.SourcePress }, false},
		"another text":               {func(e *disclosure.Event) { e.Text = "u" }, false},
		"another asset":              {func(e *disclosure.Event) { e.Detail.AssetID = "A2" }, false},
		"only planned":               {func(e *disclosure.Event) { e.Planned = true }, false},
		"of another kind of message": {func(e *disclosure.Event) { e.Detail.Message = &disclosure.Message{} }, false},
	} {
		other := base
		c.change(&other)
		a, b := base, other
		a.Seq, b.Seq = 1, 2
		same := strings.Contains(found(timeline.Lint(&disclosure.Case{}, []disclosure.Event{a, b}, civil.Date{})), timeline.RuleDuplicateRow)
		if same != c.same {
			t.Errorf("%s: %v", rule, same)
		}
	}
	for rule, detail := range map[string]disclosure.Detail{"message": {Message: &disclosure.Message{}}, "contact": {Contact: &disclosure.Contact{}}, "draft": {Draft: &disclosure.Draft{}}} {
		a, b := base, base
		a.Seq, a.Ref, a.Detail, b.Seq, b.Ref, b.Detail = 1, "x", detail, 2, "y", detail
		if got := found(timeline.Lint(&disclosure.Case{}, []disclosure.Event{a, b}, civil.Date{})); got != "" {
			t.Errorf("a %s to another address is another event: %s", rule, got)
		}
	}
}

func TestACorrectionHasToNameAnEarlierEventThatIsThere(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		rule     string
		corrects []int // by event 1, 2, …
		left     int
	}{
		{"nothing is corrected", []int{0, 0, 0}, 3},
		{"an earlier one", []int{0, 1, 0}, 2},
		{"itself", []int{0, 2, 0}, 3},
		{"a later one", []int{0, 3, 0}, 3},
		{"one that is not there", []int{0, 0, 9}, 3},
		{"less than nothing", []int{0, 0, -1}, 3},
		{"the same one twice", []int{0, 1, 1}, 2},
		{"a correction", []int{0, 1, 2}, 1},
	} {
		var events []disclosure.Event
		for i, n := range c.corrects {
			events = append(events, disclosure.Event{Seq: i + 1, Corrects: n, Kind: disclosure.KindNote})
		}
		if got := len(timeline.CurrentEvents(events)); got != c.left {
			t.Errorf("%s: %d events are left, want %d", c.rule, got, c.left)
		}
	}
}

func TestATextIsClippedAtACharacter(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		text string
		n    int
		want string
	}{
		{"", 3, ""},
		{"abc", 3, "abc"},
		{"abcd", 3, "abcd"}, // no shorter with its mark
		{"abcde", 3, "abcd…"},
		{"abécdef", 3, "abé…"},
	} {
		if got := timeline.Clip(c.text, c.n); got != c.want || !utf8.ValidString(got) {
			t.Errorf("%q to %d: %q, want %q", c.text, c.n, got, c.want)
		}
	}
}
