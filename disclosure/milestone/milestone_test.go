package milestone_test

import (
	"slices"
	"testing"
	"time"

	"daylight/disclosure"
	"daylight/disclosure/civil"
	"daylight/disclosure/milestone"
	"daylight/disclosure/timeline/timelinetest"
)

func vendors(names ...string) *disclosure.Case {
	c := &disclosure.Case{ID: "DL-2020-0001", Work: disclosure.WorkActive, Assets: []disclosure.Asset{{ID: "A1"}}}
	for _, name := range names {
		c.Parties = append(c.Parties, disclosure.Party{Role: disclosure.Vendor, Name: name})
	}
	return c
}

// find gives the milestones of a history, which are the same from the events and from the row of the case.
func find(t *testing.T, c *disclosure.Case, lines ...string) milestone.History {
	t.Helper()
	return milestone.OfEvents(c, timelinetest.History(t, lines...))
}

func TestFirstAnswerIsTheVendors(t *testing.T) {
	h := find(t, vendors("NextMotion"),
		"discovered|2020-01-20",
		"contacted|2020-01-20|party=coordinator|name=CERT-FR",
		"acknowledged|2020-01-21|party=coordinator|name=CERT-FR",
		"contacted|2020-01-27|party=vendor|name=NextMotion",
		"replied|2020-02-11|party=vendor|name=NextMotion",
	)
	if got := h.FirstAnswer(disclosure.Vendor).At.String(); got != "2020-02-11" {
		t.Errorf("the vendor's first answer is dated %s", got)
	}
	if got := h.FirstAnswerOf(disclosure.Coordinator, "CERT-FR").At.String(); got != "2020-01-21" {
		t.Errorf("the answer of the CERT is dated %s", got)
	}
}

func TestAClaimIsNoClosure(t *testing.T) {
	for _, tt := range []struct {
		name   string
		lines  []string
		closed string
		kind   milestone.Proof
		by     milestone.Closer
	}{
		{"what they claim", []string{"fix_claimed|2020-02-05|party=vendor"}, "", "", ""},
		{"their mail says that it is closed", []string{"closed|2020-02-05|source=vendor_mail"}, "", "", ""},
		{"their issue says so", []string{"closed|2020-02-05|source=issue|party=vendor"}, "", "", ""},
		{"a source reports it", []string{"closed|2020-02-05|source=press"}, "2020-02-05", milestone.Reported, milestone.ByUnknown},
		{"by the provider, as a source reports", []string{"closed|2020-02-05|source=press|party=provider"}, "2020-02-05", milestone.Reported, milestone.ByProvider},
		{"by somebody else", []string{"closed|2020-02-05|source=press|party=regulator"}, "2020-02-05", milestone.Reported, milestone.ByOthers},
		{"our own probes saw it", []string{"closed|2020-02-05|verified"}, "2020-02-05", milestone.Verified, milestone.ByUnknown},
		{"our own probes count before a report", []string{"closed|2020-02-03|source=press|party=vendor", "closed|2020-02-05|verified"}, "2020-02-05", milestone.Verified, milestone.ByOwner},
		{"a report that a newer open answer refutes", []string{"closed|2020-02-05|source=press", "probed|2020-02-06|asset=A1|open"}, "", "", ""},
		{"a report of a later day is not refuted", []string{"probed|2020-02-04|asset=A1|open", "closed|2020-02-05|source=press"}, "2020-02-05", milestone.Reported, milestone.ByUnknown},
		{"the end of the work is none", []string{"closed|2020-02-05|work=closed"}, "", "", ""},
		{"what is only planned is none", []string{"closed|2020-02-05|source=press|planned"}, "", "", ""},
		{"what was taken back is none", []string{"closed|2020-02-05|source=press", "note|2020-02-06|corrects=3"}, "", "", ""},
	} {
		h := find(t, vendors("NextMotion"), append([]string{"discovered|2020-01-24"}, tt.lines...)...)
		if k := h.Closure(); k.At.String() != tt.closed || k.Kind != tt.kind || k.By != tt.by {
			t.Errorf("%s: closed %q, %s, by %s", tt.name, k.At, k.Kind, k.By)
		}
	}
}

func TestTheirMailThatItIsClosedIsTheirClaim(t *testing.T) {
	lines := []string{"discovered|2020-01-24", "closed|2020-02-05|source=vendor_mail"}
	c := vendors("NextMotion")
	own := find(t, c, lines...)
	if claim, by := own.Claim(); claim.At.String() != "2020-02-05" || by.Name != "NextMotion" || !own.Closure().IsZero() {
		t.Errorf("claimed on %s by %q", claim.At, by.Name)
	}
	c.Imported = true
	told := find(t, c, lines...)
	if k := told.Closure(); k.Kind != milestone.Claimed || k.Proven() {
		t.Errorf("what an imported source tells: %+v", k)
	}
}

func TestAVagueDateNeverSpoilsAnExactOne(t *testing.T) {
	h := find(t, vendors("N"),
		"discovered|2019-03-05", "contacted|2019-03-07|party=vendor", "contacted|2019-03|party=vendor", "closed|2019-03-13|verified",
	)
	first, closed := h.FirstContact(disclosure.Vendor), h.Closure()
	span, ok := milestone.Between(first, closed.Moment)
	if !ok || span.Exact || span.MinDays != 6 || span.MaxDays != 8 || first.At.String() != "2019-03-07" {
		t.Errorf("contact %s to closure: %+v, want 6 to 8 days", first.At, span)
	}
	if span, ok = milestone.Between(h.Discovered(), closed.Moment); !ok || !span.Exact || span.Days != 8 {
		t.Errorf("discovery to closure: %+v", span)
	}
}

func TestACauseIsBoundedByItsEffects(t *testing.T) {
	h := find(t, vendors("N"), "discovered|2019-11", "contacted|2019-11-10|party=vendor", "closed|2019-12|source=press")
	if got := h.Discovered().Bounds; got.Last.String() != "2019-11-10" {
		t.Errorf("found in %v, and told on the 10th", got)
	}
	h = find(t, vendors("N"), "discovered|2019-12-10", "contacted|2019-12|party=vendor")
	if got := h.FirstContact(disclosure.Vendor).Bounds; got.First.String() != "2019-12-10" {
		t.Errorf("told in %v, and found on the 10th", got)
	}
}

func TestWhatNamesNobodyIsNobodysBesideSeveral(t *testing.T) {
	lines := []string{"discovered|2020-01-20", "contacted|2020-01-27", "acknowledged|2020-02-11"}
	one := find(t, vendors("A"), lines...)
	if one.FirstContactWith(disclosure.Vendor, "A").IsZero() || one.FirstAnswerOf(disclosure.Vendor, "A").IsZero() {
		t.Error("with one vendor it is theirs")
	}
	two := find(t, vendors("A", "B"), lines...)
	for _, name := range []string{"A", "B"} {
		if !two.FirstContactWith(disclosure.Vendor, name).IsZero() || !two.FirstAnswerOf(disclosure.Vendor, name).IsZero() {
			t.Errorf("%s got what names nobody", name)
		}
	}
	if two.FirstContact(disclosure.Vendor).IsZero() || two.FirstAnswer(disclosure.Vendor).IsZero() {
		t.Error("for the case a vendor was told, and one answered")
	}
}

func TestWhatNamedNobodyStaysWithTheOneThatThereWas(t *testing.T) {
	events := []disclosure.Event{
		{Seq: 1, Kind: disclosure.KindRecorded, At: civil.OnDay(2020, 1, 20), Detail: disclosure.Detail{Facts: &disclosure.Facts{
			Parties: []disclosure.Party{{Role: disclosure.Vendor, Name: "A"}},
		}}},
		{Seq: 2, Kind: disclosure.KindContacted, At: civil.OnDay(2020, 1, 27)},
		{Seq: 3, Kind: disclosure.KindOwnerIdentified, At: civil.OnDay(2020, 1, 28), Detail: disclosure.Detail{Party: &disclosure.Party{Role: disclosure.Vendor, Name: "B"}}},
		{Seq: 4, Kind: disclosure.KindReplied, At: civil.OnDay(2020, 1, 29)},
	}
	c := milestone.Rebuild("DL-2020-0001", events)
	for name, h := range map[string]milestone.History{"row": milestone.Of(c), "events": milestone.OfEvents(c, events)} {
		if h.FirstContactWith(disclosure.Vendor, "A").IsZero() || !h.FirstContactWith(disclosure.Vendor, "B").IsZero() {
			t.Errorf("%s: %+v", name, h.Current().Parties)
		}
		if !h.FirstAnswerOf(disclosure.Vendor, "A").IsZero() || !h.FirstAnswerOf(disclosure.Vendor, "B").IsZero() {
			t.Errorf("%s: the answer after that names nobody", name)
		}
	}
}

func TestABounceTakesBackTheAttemptThatItMeans(t *testing.T) {
	h := find(t, vendors("A", "B"),
		"contacted|2020-01-27|party=vendor|name=A", "contacted|2020-01-27|party=vendor|name=B", "bounced|2020-01-28|party=vendor|name=A",
		"contacted|2020-01-30|party=vendor|name=A", "bounced|2020-01-31|party=vendor",
	)
	a, b := h.Current().Party(disclosure.Vendor, "A"), h.Current().Party(disclosure.Vendor, "B")
	if got := a.FirstContact().At.String() + " " + a.Accepted().At.String(); got != "2020-01-27 2020-01-30" {
		t.Errorf("A: %s", got)
	}
	if b.Accepted().At.String() != "2020-01-27" {
		t.Errorf("a bounce of A, or one that names nobody, took back what B got: %+v", b)
	}
}

func TestEachPartyIsAskedAboutItsOwnAssets(t *testing.T) {
	c := vendors("A", "B")
	c.Parties = append(c.Parties, disclosure.Party{Role: disclosure.Provider, Name: "H"})
	c.Assets = []disclosure.Asset{{ID: "A1", Owner: "A", Host: "H"}, {ID: "A2", Owner: "b"}}
	h := find(t, c, "discovered|2020-01-20", "closed|2020-01-29|asset=A1|verified", "probed|2020-01-30|asset=A2|open")
	e := h.Current()
	a, b, host := e.Party(disclosure.Vendor, "A"), e.Party(disclosure.Vendor, "B"), e.Party(disclosure.Provider, "H")
	if !e.Closure.IsZero() || !a.Closure.Proven() || !b.Closure.IsZero() || !host.Closure.IsZero() {
		t.Errorf("case %+v, A %+v, B %+v, host %+v: A2 names no host, so it is every provider's", e.Closure, a.Closure, b.Closure, host.Closure)
	}
	if !a.LastOpen.IsZero() || b.LastOpen.At.String() != "2020-01-30" || h.LastOpen.At.String() != "2020-01-30" {
		t.Errorf("last seen open: A %s, B %s, case %s", a.LastOpen.At, b.LastOpen.At, h.LastOpen.At)
	}
}

func TestAReopeningBeginsAnEpisodeOnceAllWasClosed(t *testing.T) {
	c := vendors("A")
	c.Assets = []disclosure.Asset{{ID: "A1"}, {ID: "A2"}}
	lines := []string{
		"discovered|2020-01-20", "exploited|2020-01-21", "closed|2020-01-29|asset=A1|verified", "reopened|2020-01-30|asset=A1",
		"closed|2020-02-01|asset=A1|verified", "closed|2020-02-02|asset=A2|source=press", "reopened|2020-03-01|asset=A2",
		"contacted|2020-03-02|party=vendor",
	}
	h := find(t, c, lines...)
	if len(h.Episodes) != 2 || h.Episodes[0].Closure.At.String() != "2020-02-02" || h.Episodes[0].Closure.Kind != milestone.Reported {
		t.Fatalf("%+v", h.Episodes)
	}
	e := h.Current()
	if e.Reopened.At.String() != "2020-03-01" || !e.Closure.IsZero() || e.Exploited.IsZero() || len(e.Party(disclosure.Vendor, "A").Attempts) != 1 {
		t.Errorf("%+v", e)
	}
	c.ClockEvents = disclosure.ClockEventsOf(timelinetest.History(t, lines...))
	if clocks := milestone.ForClocks(c); len(clocks.Episodes) != 1 {
		t.Error("what others report stops no clock, and its end begins none anew")
	}
	c.Imported = true
	if clocks := milestone.ForClocks(c); len(clocks.Episodes) != 2 {
		t.Error("in an imported case what the source says counts")
	}
}

// TestTheRowSaysWhatTheEventsSay compares the two ways to ask.
func TestTheRowSaysWhatTheEventsSay(t *testing.T) {
	c := vendors("A", "B")
	c.Assets[0].Streak.LastOpen = time.Date(2020, 1, 30, 0, 0, 0, 0, time.UTC)
	events := timelinetest.History(t,
		"discovered|2020-01-20", "contacted|2020-01-27|party=vendor|name=A", "closed|2020-01-29|source=press",
		"probed|2020-01-30T00:00:00Z|asset=A1|open", "fix_claimed|2020-02-02|party=vendor|name=A", "publicly_reported|2020-02-14",
	)
	c.ClockEvents = disclosure.ClockEventsOf(events)
	row, all := milestone.Of(c), milestone.OfEvents(c, events)
	for name, of := range map[string]func(*milestone.History) civil.When{
		"discovered":  func(h *milestone.History) civil.When { return h.Discovered().At },
		"contact":     func(h *milestone.History) civil.When { return h.FirstContact(disclosure.Vendor).At },
		"closure":     func(h *milestone.History) civil.When { return h.Closure().At },
		"last open":   func(h *milestone.History) civil.When { return h.LastOpen.At },
		"publication": func(h *milestone.History) civil.When { return h.Publication().At },
		"claim":       func(h *milestone.History) civil.When { m, _ := h.Claim(); return m.At },
	} {
		if of(&row) != of(&all) {
			t.Errorf("%s: %s in the row, %s from the events", name, of(&row), of(&all))
		}
	}
	if by, party := all.Claim(); by.At.String() != "2020-02-02" || party.Name != "A" {
		t.Errorf("claimed on %s by %+v", by.At, party)
	}
}

func TestAFormerNameIsTheParty(t *testing.T) {
	c := vendors("New")
	c.FormerNames = map[disclosure.PartyKey]string{disclosure.KeyOf(disclosure.Vendor, "old"): "New"}
	h := find(t, c, "contacted|2020-01-27|party=vendor|name=Old", "replied|2020-01-28|party=vendor|name=NEW")
	if p := h.Current().Party(disclosure.Vendor, "New"); len(p.Attempts) != 1 || len(p.Answers) != 1 || len(h.Current().Parties) != 1 {
		t.Errorf("%+v", h.Current().Parties)
	}
}

// TestWhatCountsAsAnAnswer: an answer of which nothing shows who wrote it is one for clocks, and none for figures until somebody has looked.
func TestWhatCountsAsAnAnswer(t *testing.T) {
	key := disclosure.KeyOf(disclosure.Vendor, "A")
	for name, tc := range map[string]struct {
		trust string // of the answer of 28 January
		later bool   // another one comes, of which it shows who wrote it
		want  string // the date in Vouched; "-" where there is no entry
	}{
		"nothing was checked":             {"", false, "-"},
		"signed":                          {"dkim", false, "-"},
		"vouched for by our server":       {"server", false, "-"},
		"unverified":                      {"unverified", false, ""},
		"unverified, and one that is not": {"unverified", true, "2020-02-03"},
	} {
		c := vendors("A")
		events := timelinetest.History(t, "contacted|2020-01-27|party=vendor", "acknowledged|2020-01-28|party=vendor")
		if tc.later {
			events = timelinetest.History(t, "contacted|2020-01-27|party=vendor", "acknowledged|2020-01-28|party=vendor", "acknowledged|2020-02-03|party=vendor")
		}
		for i := range events {
			if events[i].At.String() == "2020-01-28" {
				events[i].Detail.Trust = tc.trust
			}
		}
		c.ClockEvents = disclosure.ClockEventsOf(events)
		milestone.Copy(c)
		got, other := c.Vouched[key]
		if c.Answered[key].String() != "2020-01-28" || other != (tc.want != "-") || other && got.String() != tc.want {
			t.Errorf("%s: answered %s, vouched %s (%v)", name, c.Answered[key], got, other)
		}
	}
}

func TestWhatAPartySaid(t *testing.T) {
	h := find(t, vendors("A"),
		"auto_replied|2020-01-27|party=vendor", "acknowledged|2020-01-28|party=vendor", "fix_promised|2020-01-29|party=vendor|until=2020-02-03",
		"refused|2020-02-04|party=vendor", "disputed|2020-02-05|party=vendor", "deemed_aware|2020-02-06|party=vendor", "statement|2020-02-07|party=vendor",
	)
	p := h.Current().Party(disclosure.Vendor, "A")
	got := []string{
		p.FirstAnswer().At.String(), p.LastAnswer().At.String(), p.Promise().Until.String(), p.Refusal().At.String(), p.Dispute().At.String(),
		p.Aware.At.String(), p.Claim().At.String(),
	}
	if want := []string{"2020-01-28", "2020-02-05", "2020-02-03", "2020-02-04", "2020-02-05", "2020-02-06", ""}; !slices.Equal(got, want) {
		t.Errorf("%q, want %q: a machine and the press are no answer", got, want)
	}
}
