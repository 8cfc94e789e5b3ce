package closure_test

import (
	"testing"
	"time"

	"daylight/disclosure"
	"daylight/disclosure/civil"
	"daylight/disclosure/closure"
	"daylight/disclosure/fault"
	"daylight/disclosure/observed"
)

// hour is a moment some hours after the beginning of 5 February 2020.
func hour(n int) time.Time { return time.Date(2020, 2, 5, n, 0, 0, 0, time.UTC) }

func TestWhatIsKnownOfAnAssetIsWhatItsOwnEventsSay(t *testing.T) {
	t.Parallel()
	probe := func(asset, reason string) disclosure.Event {
		return disclosure.Event{Kind: disclosure.KindProbed, Detail: disclosure.Detail{AssetID: asset, Reason: disclosure.ReasonMismatch, Probe: &observed.Observation{Target: reason}}}
	}
	own := probe("A1", "own")
	own.Detail.Reason = ""
	of := func(change func(*disclosure.Event)) disclosure.Event {
		e := own
		probe := *own.Detail.Probe
		e.Detail.Probe = &probe
		change(&e)
		return e
	}
	reopened := func(change func(*disclosure.Event)) disclosure.Event {
		e := disclosure.Event{Kind: disclosure.KindReopened, RecordedAt: hour(3), Detail: disclosure.Detail{AssetID: "A1"}}
		change(&e)
		return e
	}
	same := func(*disclosure.Event) {}
	for _, c := range []struct {
		rule     string
		e        disclosure.Event
		probes   int
		reported int
	}{
		{"a probe of it", own, 1, 0},
		{"a probe of another asset", of(func(e *disclosure.Event) { e.Detail.AssetID = "A2" }), 0, 0},
		{"a probe of no asset", of(func(e *disclosure.Event) { e.Detail.AssetID = "" }), 0, 0},
		{"a probe without an observation", of(func(e *disclosure.Event) { e.Detail.Probe = nil }), 0, 0},
		{"an observation that is no probe", of(func(e *disclosure.Event) { e.Kind = disclosure.KindNote }), 0, 0},
		{"a probe of a name that somebody else may have taken over", probe("A1", "stranger"), 0, 0},
		{"a person saw it open again", reopened(same), 0, 1},
		{"a person saw the case open again", reopened(func(e *disclosure.Event) { e.Detail.AssetID = "" }), 0, 1},
		{"a person saw another asset open again", reopened(func(e *disclosure.Event) { e.Detail.AssetID = "A2" }), 0, 0},
		{"what a probe concluded is no report", reopened(func(e *disclosure.Event) { e.Detail.Probe = own.Detail.Probe }), 0, 0},
		{"what is only planned is no report", reopened(func(e *disclosure.Event) { e.Planned = true }), 0, 0},
		{"a note is no report", disclosure.Event{Kind: disclosure.KindNote, Detail: disclosure.Detail{AssetID: "A1"}}, 0, 0},
	} {
		seen := closure.ObservedOf([]disclosure.Event{c.e}, "A1")
		if len(seen.Probes) != c.probes || len(seen.Reported) != c.reported {
			t.Errorf("%s: %d probes and %d reports", c.rule, len(seen.Probes), len(seen.Reported))
		}
		if c.probes == 1 && seen.Probes[0].Target != "own" || c.reported == 1 && !seen.Reported[0].Equal(hour(3)) {
			t.Errorf("%s: %+v", c.rule, seen)
		}
	}
}

// answered is an observation of one facet.
func answered(at int, what string, change ...func(*observed.Observation)) observed.Observation {
	results := map[string]observed.FacetResult{
		"open":    {Verdict: observed.Open, Reason: observed.ReasonOpen},
		"strong":  {Verdict: observed.Closed, Strength: observed.Strong, Reason: observed.ReasonAccessDenied},
		"weak":    {Verdict: observed.Closed, Strength: observed.Weak, Reason: observed.ReasonConnRefused},
		"nothing": {Reason: observed.ReasonTimeoutRead},
	}
	o := observed.Observation{Started: hour(at), Vantage: "here", Facets: map[string]observed.FacetResult{"list": results[what]}}
	for _, f := range change {
		f(&o)
	}
	return o
}

func TestWhereAFacetStands(t *testing.T) {
	t.Parallel()
	rules := closure.DefaultRules()
	shut := func(from int) []observed.Observation {
		return []observed.Observation{answered(from, "strong"), answered(from+12, "strong"), answered(from+24, "strong")}
	}
	gone := func(from int) []observed.Observation {
		var out []observed.Observation
		for i := range 5 {
			out = append(out, answered(from+i*42, "weak"))
		}
		return out
	}
	with := func(all []observed.Observation, more ...observed.Observation) []observed.Observation {
		return append(all, more...)
	}
	local := func(o *observed.Observation) { o.Local = true }
	for _, c := range []struct {
		rule     string
		probes   []observed.Observation
		reported []int
		state    disclosure.ExposureState
		since    int // -1: never
		episodes int
	}{
		{"nothing found out", []observed.Observation{answered(0, "nothing")}, nil, disclosure.ExposureUnconfirmed, -1, 0},
		{"open", []observed.Observation{answered(0, "open")}, nil, disclosure.ExposureOpen, 0, 1},
		{"open twice, since the first", []observed.Observation{answered(0, "open"), answered(5, "open")}, nil, disclosure.ExposureOpen, 0, 1},
		{"open by our own fault is nothing", []observed.Observation{answered(0, "open", local)}, nil, disclosure.ExposureUnconfirmed, -1, 0},
		{"a first closed answer", []observed.Observation{answered(0, "open"), answered(5, "strong"), answered(7, "weak")}, nil, disclosure.ExposureSuspected, 5, 1},
		{"open, suspected and open is one exposure", []observed.Observation{answered(0, "open"), answered(5, "strong"), answered(7, "open")}, nil, disclosure.ExposureOpen, 7, 1},
		{"closed, since the first answer of the run", shut(5), nil, disclosure.ExposureClosed, 5, 1},
		{"closed stays closed", with(shut(5), answered(100, "weak"), answered(120, "nothing")), nil, disclosure.ExposureClosed, 5, 1},
		{"unreachable, since the first answer of the run", gone(0), nil, disclosure.ExposureUnreachable, 0, 0},
		{"unreachable stays so", with(gone(0), answered(190, "weak")), nil, disclosure.ExposureUnreachable, 0, 0},
		{"unreachable may still be found closed", with(gone(0), shut(190)...), nil, disclosure.ExposureClosed, 190, 1},
		{"open after it was closed", with(shut(5), answered(100, "open")), nil, disclosure.ExposureReopened, 100, 2},
		{"open after it was unreachable", with(gone(0), answered(190, "open")), nil, disclosure.ExposureReopened, 190, 1},
		{"open again and again", with(shut(5), answered(100, "open"), answered(101, "open")), nil, disclosure.ExposureReopened, 100, 2},
		{"suspected after a re-opening, and open: still a re-opening", with(shut(5), answered(100, "open"), answered(101, "strong"), answered(102, "open")), nil, disclosure.ExposureReopened, 102, 2},
		{"somebody saw it open again", shut(5), []int{40}, disclosure.ExposureReopened, 40, 2},
		{"somebody saw it open before it was closed", shut(5), []int{3}, disclosure.ExposureClosed, 5, 1},
		{"somebody saw it open within the run", shut(5), []int{18}, disclosure.ExposureSuspected, 29, 0},
		{"somebody saw it open at the moment of the answer, which stands", shut(5), []int{29}, disclosure.ExposureSuspected, 29, 0},
		{"two reports, told in the wrong order", shut(5), []int{60, 40}, disclosure.ExposureReopened, 40, 2},
		{"somebody saw open what was never closed", []observed.Observation{answered(0, "open")}, []int{40}, disclosure.ExposureOpen, 0, 1},
		{"somebody saw open what was unreachable", gone(0), []int{190}, disclosure.ExposureReopened, 190, 1},
		{"a report from the future is none yet", shut(5), []int{9_000}, disclosure.ExposureClosed, 5, 1},
		{"of one moment the open answer holds", []observed.Observation{answered(0, "open"), answered(0, "strong")}, nil, disclosure.ExposureOpen, 0, 1},
		{"an answer from the future is none yet", []observed.Observation{answered(0, "open"), answered(9_000, "strong")}, nil, disclosure.ExposureOpen, 0, 1},
	} {
		seen := closure.Observed{Probes: c.probes}
		for _, n := range c.reported {
			seen.Reported = append(seen.Reported, hour(n))
		}
		facets := rules.Facets(seen, hour(1_000))
		if len(facets) != 1 {
			t.Errorf("%s: %d facets", c.rule, len(facets))
			continue
		}
		f := facets[0]
		since := time.Time{}
		if c.since >= 0 {
			since = hour(c.since)
		}
		if f.State != c.state || !f.Since.Equal(since) || len(f.Episodes) != c.episodes || f.Facet != "list" || !f.Probed {
			t.Errorf("%s: %s since %s, %d episodes; want %s since %s, %d", c.rule, f.State, f.Since, len(f.Episodes), c.state, since, c.episodes)
		}
	}
}

func TestAnEpisodeOfAFacetHoldsItsOpenAnswers(t *testing.T) {
	t.Parallel()
	facets := closure.DefaultRules().Facets(closure.Observed{Probes: []observed.Observation{
		answered(1, "open"), answered(3, "open"), answered(5, "strong"), answered(17, "strong"), answered(29, "strong"), answered(50, "open"), answered(52, "open"),
	}}, hour(60))
	e := facets[0].Episodes
	if len(e) != 2 || !e[0].FirstOpen.Equal(hour(1)) || !e[0].LastOpen.Equal(hour(3)) || !e[0].Closed.Equal(hour(5)) ||
		!e[1].FirstOpen.Equal(hour(50)) || !e[1].LastOpen.Equal(hour(52)) || !e[1].Closed.IsZero() {
		t.Errorf("episodes %+v", e)
	}
	if f := facets[0]; !f.LastSeen.Equal(hour(52)) || f.Last.Verdict != observed.Open {
		t.Errorf("last seen %s: %+v", f.LastSeen, f.Last)
	}
}

func TestPlacesOfThePastCountUnderTheirOldNames(t *testing.T) {
	t.Parallel()
	rules := closure.DefaultRules()
	rules.Rule.Vantages, rules.Rule.Own, rules.Rule.Others = 2, "new", []string{"oslo"}
	from := func(place string) func(*observed.Observation) {
		return func(o *observed.Observation) { o.Vantage = place }
	}
	probes := []observed.Observation{answered(0, "strong", from("old")), answered(12, "strong", from("old")), answered(24, "strong", from("removed"))}
	if f := rules.Facets(closure.Observed{Probes: probes}, hour(30))[0]; f.State != disclosure.ExposureClosed {
		t.Errorf("two places that have other names now: %s", f.State)
	}
	probes[2] = answered(24, "strong", from("old"))
	if f := rules.Facets(closure.Observed{Probes: probes}, hour(30))[0]; f.State != disclosure.ExposureSuspected {
		t.Errorf("one place: %s", f.State)
	}
}

func TestHowManyPlacesAreEnough(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		rule     string
		vantages int
		own      string
		places   []string
		want     bool
	}{
		{"no place is asked for", 0, "here", nil, true},
		{"one is asked for, under whatever name", 1, "here", []string{"old"}, true},
		{"two of two", 2, "here", []string{"here", "oslo"}, true},
		{"one of two", 2, "here", []string{"here"}, false},
		{"two others of two", 2, "here", []string{"oslo", "paris"}, true},
		{"one that is none of ours any more", 2, "here", []string{"here", "old"}, false},
		{"any two where ours has no name", 2, "", []string{"a", "b"}, true},
		{"any one of two where ours has no name", 2, "", []string{"a"}, false},
		{"three of three", 3, "here", []string{"here", "oslo", "paris"}, true},
		{"two of three", 3, "here", []string{"here", "oslo"}, false},
	} {
		r := closure.Rule{ClosureRule: disclosure.ClosureRule{Strong: 1, Vantages: c.vantages}, Own: c.own, Others: []string{"oslo", "paris"}}
		if _, got := r.Confirmed(disclosure.Streak{Strong: 1, Vantages: c.places}); got != c.want {
			t.Errorf("%s: %v", c.rule, got)
		}
		if asked := r.OtherVantages(); (len(asked) > 0) != (c.vantages >= 2) {
			t.Errorf("%s: the others asked are %v", c.rule, asked)
		}
	}
	r := closure.Rule{Own: "here", Others: []string{"oslo"}}
	for place, want := range map[string]string{"here": "", "oslo": " (from oslo)", "": ""} {
		if got := r.VantageSuffix(&observed.Observation{Vantage: place}); got != want {
			t.Errorf("%q: %q", place, got)
		}
	}
}

func TestTheWatchBeginsWhenTheLastFacetIsClosed(t *testing.T) {
	t.Parallel()
	rules := closure.DefaultRules()
	rules.WatchDays = []int{1, 3}
	shut := observed.FacetResult{Verdict: observed.Closed, Strength: observed.Strong, Reason: observed.ReasonAccessDenied}
	var seen closure.Observed
	for _, n := range []int{0, 12, 24, 36, 48} {
		facets := map[string]observed.FacetResult{"list": shut}
		if n >= 12 && n <= 36 {
			facets["read"] = shut
		}
		if n == 48 {
			facets = map[string]observed.FacetResult{"read": shut}
		}
		seen.Probes = append(seen.Probes, observed.Observation{Started: hour(n), Vantage: "here", Facets: facets})
	}
	for _, c := range []struct {
		now   int
		watch int // hour; -1: none
	}{
		{24, -1}, // read is not closed yet
		{36, 36 + 24},
		{48, 36 + 24},
		{59, 36 + 24},
		{60, 36 + 72},
		{107, 36 + 72},
		{108, -1},
	} {
		want := time.Time{}
		if c.watch >= 0 {
			want = hour(c.watch)
		}
		for _, f := range rules.Facets(seen, hour(c.now)) {
			if !f.Watch.Equal(want) {
				t.Errorf("at hour %d %s is watched at %s, want %s", c.now, f.Facet, f.Watch, want)
			}
			if asked := f.Facet == "read" || c.now < 48; f.Probed != asked {
				t.Errorf("at hour %d %s was asked: %v", c.now, f.Facet, f.Probed)
			}
		}
	}
}

func TestTheBudgetOfAnAsset(t *testing.T) {
	t.Parallel()
	now := hour(9)
	rules := closure.DefaultRules()
	rules.Budget = closure.Budget{PerDay: 2, Total: 10}
	today := civil.DateOf(now)
	for _, c := range []struct {
		rule   string
		asset  disclosure.Asset
		reason disclosure.ProbeReason
		change func(*closure.Rules)
		may    bool
	}{
		{"a regular probe within the budget", disclosure.Asset{Day: today, DayProbes: 1}, disclosure.ProbeForSchedule, nil, true},
		{"a regular probe beyond it", disclosure.Asset{Day: today, DayProbes: 2}, disclosure.ProbeForSchedule, nil, false},
		{"a watch within it", disclosure.Asset{Day: today, DayProbes: 1}, disclosure.ProbeForWatch, nil, true},
		{"a watch beyond it", disclosure.Asset{Day: today, DayProbes: 2}, disclosure.ProbeForWatch, nil, false},
		{"a person has twice as many", disclosure.Asset{Day: today, DayProbes: 3}, disclosure.ProbeForPerson, nil, true},
		{"and no more", disclosure.Asset{Day: today, DayProbes: 4}, disclosure.ProbeForPerson, nil, false},
		{"a claim has twice as many", disclosure.Asset{Day: today, DayProbes: 3}, disclosure.ProbeForClaim, nil, true},
		{"another day counts anew", disclosure.Asset{Day: today.AddDays(-1), DayProbes: 9}, disclosure.ProbeForSchedule, nil, true},
		{"no budget of a day", disclosure.Asset{Day: today, DayProbes: 99}, disclosure.ProbeForSchedule, func(r *closure.Rules) { r.Budget.PerDay = 0 }, true},
		{"the last in all", disclosure.Asset{Probes: 9}, disclosure.ProbeForPerson, nil, true},
		{"one more in all", disclosure.Asset{Probes: 10}, disclosure.ProbeForPerson, nil, false},
		{"no budget in all", disclosure.Asset{Probes: 99}, disclosure.ProbeForPerson, func(r *closure.Rules) { r.Budget.Total = 0 }, true},
		{"a stopped asset", disclosure.Asset{Stopped: true}, disclosure.ProbeForPerson, nil, false},
		{"a kind that takes two people", disclosure.Asset{Kind: "mysql"}, disclosure.ProbeForPerson, func(r *closure.Rules) { r.Consent.Kinds = map[string]bool{"mysql": true} }, false},
		{"a kind that takes two people, who allowed it", disclosure.Asset{Kind: "mysql", AllowedBy: "bob"}, disclosure.ProbeForPerson, func(r *closure.Rules) { r.Consent.Kinds = map[string]bool{"mysql": true} }, true},
		{"another kind", disclosure.Asset{Kind: "s3"}, disclosure.ProbeForPerson, func(r *closure.Rules) { r.Consent.Kinds = map[string]bool{"mysql": true} }, true},
		{"where all take two people", disclosure.Asset{Kind: "s3"}, disclosure.ProbeForPerson, func(r *closure.Rules) { r.Consent.All = true }, false},
	} {
		r := rules
		if c.change != nil {
			c.change(&r)
		}
		c.asset.ID = "A1"
		if err := r.MayProbe(&c.asset, c.reason, now); (err == nil) != c.may || err != nil && fault.CodeOf(err) != fault.Refused {
			t.Errorf("%s: %v", c.rule, err)
		}
	}
}

func TestARegularProbeWaitsForADayWithBudget(t *testing.T) {
	t.Parallel()
	rules := closure.DefaultRules()
	rules.Budget.PerDay = 2
	due := hour(9)
	today := civil.DateOf(due)
	for _, c := range []struct {
		rule   string
		asset  disclosure.Asset
		perDay int
		waits  bool
	}{
		{"there is budget left", disclosure.Asset{Day: today, DayProbes: 1}, 2, false},
		{"it is spent", disclosure.Asset{Day: today, DayProbes: 2}, 2, true},
		{"it was spent on another day", disclosure.Asset{Day: today.AddDays(-1), DayProbes: 2}, 2, false},
		{"there is none", disclosure.Asset{Day: today, DayProbes: 2}, 0, false},
	} {
		rules.Budget.PerDay = c.perDay
		got := rules.Within("key", &c.asset, due)
		if waits := !got.Equal(due); waits != c.waits || waits && (got.Before(hour(24)) || got.After(hour(25))) {
			t.Errorf("%s: %s", c.rule, got)
		}
	}
}

func TestWhenNoCadenceSaysHowOften(t *testing.T) {
	t.Parallel()
	now := hour(0)
	day := 24 * time.Hour
	wait := func(r closure.Rules, a disclosure.Asset) (least, most time.Duration) {
		least = 1 << 60
		for _, key := range []string{"a", "b", "c", "d", "e", "f", "g", "h", "i", "j", "k", "l", "m", "n", "o", "p"} {
			d := r.Next(key, &a, now.Add(-400*day), now).Sub(now)
			least, most = min(least, d), max(most, d)
		}
		return least, most
	}
	if least, most := wait(closure.Rules{}, disclosure.Asset{}); least < day*4/5 || most > day*6/5 || least > day || most < day {
		t.Errorf("once a day, between %s and %s", least, most)
	}
	r := closure.Rules{Cadence: []closure.Cadence{{Every: 6 * time.Hour}}}
	r.Rule.RetestSoon = 6 * time.Hour
	if least, _ := wait(r, disclosure.Asset{Exposure: disclosure.ExposureSuspected}); least >= 6*time.Hour {
		t.Errorf("what is asked as often anyway keeps its own pace: %s", least)
	}
	r.Rule.RetestSoon = 0
	if least, most := wait(r, disclosure.Asset{Exposure: disclosure.ExposureSuspected}); least < 4*time.Hour || most > 8*time.Hour {
		t.Errorf("without a wish to ask soon: between %s and %s", least, most)
	}
	r.Rule.RetestSoon = time.Hour
	if least, most := wait(r, disclosure.Asset{Exposure: disclosure.ExposureSuspected}); least < time.Hour || most > 2*time.Hour {
		t.Errorf("soon, where no gap is too long: between %s and %s", least, most)
	}
}

func TestWhatProvesThatTwoIdentitiesAreOne(t *testing.T) {
	t.Parallel()
	const proof = "spki"
	id := func(pairs ...string) map[string]string {
		out := map[string]string{}
		for i := 0; i < len(pairs); i += 2 {
			out[pairs[i]] = pairs[i+1]
		}
		return out
	}
	for _, c := range []struct {
		rule string
		a, b map[string]string
		want string
	}{
		{"nothing is known", nil, nil, ""},
		{"one value", id(proof, "x"), id(proof, "x"), proof},
		{"two values", id(proof, "x"), id(proof, "y"), ""},
		{"an empty value that only one of them has", id(proof, ""), id(), ""},
		{"one that only one of them has", id(proof, "x"), id(), ""},
		{"half the world lies in one region", id("region", "x"), id("region", "x"), ""},
		{"a region contradicts", id(proof, "x", "region", "a"), id(proof, "x", "region", "b"), ""},
		{"what identifies nothing neither proves nor contradicts", id(proof, "x", "weather", "a"), id(proof, "x", "weather", "b"), proof},
		{"what identifies nothing proves nothing", id("weather", "a"), id("weather", "a"), ""},
	} {
		if got := closure.SameThing(c.a, c.b); got != c.want {
			t.Errorf("%s: %q, want %q", c.rule, got, c.want)
		}
	}
}

func TestABrokerThatTellsLessThanBeforeIsUndecided(t *testing.T) {
	t.Parallel()
	open := observed.FacetResult{Verdict: observed.Open, Reason: observed.ReasonOpen}
	withheld := observed.FacetResult{Reason: observed.ReasonWithheld}
	silent := observed.FacetResult{Reason: observed.ReasonTimeoutRead}
	shut := observed.FacetResult{Verdict: observed.Closed, Strength: observed.Strong, Reason: observed.ReasonAuthRequired}
	for _, c := range []struct {
		rule            string
		open            []string
		connect, status observed.FacetResult
		want            observed.FacetResult
	}{
		{"it told its version, and does not any more", []string{"connect", "status"}, open, withheld, withheld},
		{"it never told its version", []string{"connect"}, open, withheld, open},
		{"it was never asked before", nil, open, withheld, open},
		{"it tells its version", []string{"connect", "status"}, open, open, open},
		{"nothing came after it let us in", []string{"connect", "status"}, open, silent, open},
		{"it demands a password", []string{"connect", "status"}, shut, shut, shut},
	} {
		o := observed.Observation{Facets: map[string]observed.FacetResult{"connect": c.connect, "status": c.status}}
		o.Summarise()
		closure.Withhold(&disclosure.Asset{OpenFacets: c.open}, &o)
		if o.Result() != c.want {
			t.Errorf("%s: %+v, want %+v", c.rule, o.Result(), c.want)
		}
	}
}
