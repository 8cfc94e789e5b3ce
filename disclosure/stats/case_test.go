package stats_test

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"daylight/disclosure"
	"daylight/disclosure/civil"
	"daylight/disclosure/command/commandtest"
	"daylight/disclosure/command/record"
	"daylight/disclosure/milestone"
	"daylight/disclosure/stats"
)

// closedOn is an asset that was closed, by our own probes or by somebody's word.
func closedOn(at string, verified bool) disclosure.Asset {
	a := disclosure.Asset{Kind: "s3", Exposure: disclosure.ExposureUnconfirmed, Episode: 1}
	if verified {
		a.Exposure = disclosure.ExposureClosed
	}
	w, err := civil.ParseWhen(at)
	if err != nil {
		panic(err)
	}
	a.Closure = disclosure.Closure{At: w, Verified: verified}
	return a
}

// seenShut is an asset that two people saw closed.
func seenShut(at string) disclosure.Asset {
	a := closedOn(at, false)
	a.Exposure, a.AttestedBy = disclosure.ExposureAttested, "ada and bob"
	return a
}

// in is an asset in a state of exposure that has no closure.
func in(state disclosure.ExposureState, seen ...time.Time) disclosure.Asset {
	a := disclosure.Asset{Kind: "s3", Exposure: state, Episode: 1}
	for _, at := range seen {
		a.Streak.LastOpen = at
	}
	return a
}

// onRecord gives a case the events that its assets came from, and the copies of its milestones.
func onRecord(c *disclosure.Case) {
	for i := range c.Assets {
		a := &c.Assets[i]
		a.ID = fmt.Sprintf("A%d", i+1)
		if !a.Closure.At.IsZero() {
			c.ClockEvents = append(c.ClockEvents, disclosure.ClockEvent{
				Seq: i + 1, Kind: disclosure.KindClosed, At: a.Closure.At, Asset: a.ID, Verified: a.Closure.Verified,
			})
		}
	}
	milestone.Copy(c)
}

func TestWhatAnExposureTells(t *testing.T) {
	feb := func(d int) time.Time { return time.Date(2020, 2, d, 12, 0, 0, 0, time.UTC) }
	closed := func(o disclosure.Outcome) func(*disclosure.Case) {
		return func(c *disclosure.Case) { c.Work, c.Outcome = disclosure.WorkClosed, o }
	}
	reopened := in(disclosure.ExposureReopened, feb(9))
	reopened.Episode = 2
	type want struct {
		closed, seen    string
		verified        bool
		attested        bool
		ended, reopened bool
	}
	for _, tt := range []struct {
		name   string
		assets []disclosure.Asset
		change func(*disclosure.Case)
		want   want
	}{
		{"closed by our own probes", []disclosure.Asset{closedOn("2020-02-05", true)}, nil, want{closed: "2020-02-05", verified: true, ended: true}},
		{"closed as a source says", []disclosure.Asset{closedOn("2020-02-05", false)}, nil, want{closed: "2020-02-05", ended: true}},
		{"closed as two people saw", []disclosure.Asset{seenShut("2020-02-05")}, nil, want{closed: "2020-02-05", attested: true, ended: true}},
		{"what two people saw and what probes saw", []disclosure.Asset{seenShut("2020-02-05"), closedOn("2020-02-06", true)}, nil, want{closed: "2020-02-06", attested: true, ended: true}},
		{"what two people saw and a word", []disclosure.Asset{seenShut("2020-02-05"), closedOn("2020-02-06", false)}, nil, want{closed: "2020-02-06", ended: true}},
		{"what two people saw and an open one", []disclosure.Asset{seenShut("2020-02-05"), in(disclosure.ExposureOpen, feb(4))}, nil, want{seen: "2020-02-04T12:00:00Z", ended: true}},
		{"one on a word makes all of it one on a word", []disclosure.Asset{closedOn("2020-02-05", true), closedOn("2020-02-04", false)}, nil, want{closed: "2020-02-05", ended: true}},
		{"the last asset ends it", []disclosure.Asset{closedOn("2020-02-05", true), closedOn("2020-03-01", true)}, nil, want{closed: "2020-03-01", verified: true, ended: true}},
		{"one of two is open", []disclosure.Asset{closedOn("2020-02-05", true), in(disclosure.ExposureOpen)}, nil, want{ended: true}},
		{"never asked", []disclosure.Asset{in(disclosure.ExposureUnconfirmed)}, nil, want{}},
		{"open again", []disclosure.Asset{reopened}, nil, want{ended: true, reopened: true, seen: "2020-02-09T12:00:00Z"}},
		{"no longer reachable: open when last seen", []disclosure.Asset{in(disclosure.ExposureUnreachable, feb(3))}, nil, want{seen: "2020-02-03T12:00:00Z", ended: true}},
		{"unverifiable, never seen", []disclosure.Asset{in(disclosure.ExposureUnverifiable)}, nil, want{}},
		{"the newest sight of several counts", []disclosure.Asset{in(disclosure.ExposureUnverifiable, feb(2)), in(disclosure.ExposureUnreachable, feb(4))}, nil, want{seen: "2020-02-04T12:00:00Z", ended: true}},
		{"open: up to when it was last seen", []disclosure.Asset{in(disclosure.ExposureUnverifiable, feb(2)), in(disclosure.ExposureOpen, feb(4))}, nil, want{seen: "2020-02-04T12:00:00Z"}},
		{"no asset: nobody can tell", nil, nil, want{}},
		{"ended on the owner's claim, without a date", []disclosure.Asset{in(disclosure.ExposureOpen, feb(4))}, closed(disclosure.OutcomeClaimOnly), want{seen: "2020-02-04T12:00:00Z"}},
		{"ended on the owner's claim, with a date", []disclosure.Asset{closedOn("2020-02-05", false)}, closed(disclosure.OutcomeClaimOnly), want{closed: "2020-02-05", ended: true}},
		{"published while open", []disclosure.Asset{in(disclosure.ExposureOpen, feb(4))}, closed(disclosure.OutcomeStillOpen), want{seen: "2020-02-04T12:00:00Z"}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			c := &disclosure.Case{Work: disclosure.WorkActive, Assets: tt.assets}
			if tt.change != nil {
				tt.change(c)
			}
			onRecord(c)
			got := stats.CasesOf(c, civil.When{})[0]
			have := want{
				closed: got.Closed.String(), seen: got.Seen.String(), verified: got.Verified, attested: got.Attested,
				ended: got.Ended, reopened: got.Reopened,
			}
			if have != tt.want {
				t.Errorf("\n got %+v\nwant %+v", have, tt.want)
			}
		})
	}
}

func TestWhichCasesAreLeftAside(t *testing.T) {
	for _, tt := range []struct {
		work    disclosure.Work
		outcome disclosure.Outcome
		want    stats.Exclusion
	}{
		{disclosure.WorkDraft, "", stats.ExcludedDraft},
		{disclosure.WorkActive, "", ""},
		{disclosure.WorkRejected, "", stats.ExcludedRejected},
		{disclosure.WorkDuplicate, "", stats.ExcludedDuplicate},
		{disclosure.WorkHandedOver, "", ""},
		{disclosure.WorkClosed, disclosure.OutcomeNoExposure, stats.ExcludedNoFinding},
	} {
		c := &disclosure.Case{Work: tt.work, Outcome: tt.outcome}
		if got := stats.CasesOf(c, civil.When{})[0].Excluded; got != tt.want {
			t.Errorf("%s %s: %q, want %q", tt.work, tt.outcome, got, tt.want)
		}
	}
	for _, o := range disclosure.Outcomes() {
		c := &disclosure.Case{Work: disclosure.WorkClosed, Outcome: o}
		if got := stats.CasesOf(c, civil.When{})[0].Excluded; (got != "") != (o == disclosure.OutcomeNoExposure) {
			t.Errorf("%s: %q", o, got)
		}
	}
}

func TestOnlyAPersonOfTheVendorAnswers(t *testing.T) {
	for _, tt := range []struct {
		name string
		kind disclosure.Kind
		role disclosure.Role
		want bool
	}{
		{"an acknowledgement", disclosure.KindAcknowledged, disclosure.Vendor, true},
		{"a reply", disclosure.KindReplied, disclosure.Vendor, true},
		{"a dispute", disclosure.KindDisputed, disclosure.Vendor, true},
		{"a refusal", disclosure.KindRefused, disclosure.Vendor, true},
		{"a promise", disclosure.KindFixPromised, disclosure.Vendor, true},
		{"a claim", disclosure.KindFixClaimed, disclosure.Vendor, true},
		{"an automatic answer", disclosure.KindAutoReplied, disclosure.Vendor, false},
		{"a statement", disclosure.KindStatement, disclosure.Vendor, false},
		{"our own conclusion", disclosure.KindDeemedAware, disclosure.Vendor, false},
		{"the provider", disclosure.KindReplied, disclosure.Provider, false},
	} {
		t.Run(tt.name, func(t *testing.T) {
			c := &disclosure.Case{Parties: []disclosure.Party{{Role: disclosure.Vendor, Name: "N"}}}
			c = milestone.Apply(c, disclosure.Event{Seq: 1, Kind: disclosure.KindContacted, At: commandtest.Day20(1, 27), Channel: disclosure.Email})
			c = milestone.Apply(c, disclosure.Event{Seq: 2, Kind: tt.kind, Party: tt.role, At: commandtest.Day20(2, 11), Channel: disclosure.Email})
			got := stats.CasesOf(c, civil.When{})[0]
			if got.Contacted != commandtest.Day20(1, 27) || (got.Answered == commandtest.Day20(2, 11)) != tt.want {
				t.Errorf("contacted %s, answered %s", got.Contacted, got.Answered)
			}
		})
	}
}

func TestTheFirstOfSeveralVendorsToAnswerCounts(t *testing.T) {
	c := &disclosure.Case{Answered: map[disclosure.PartyKey]civil.When{
		disclosure.KeyOf(disclosure.Vendor, "B"): commandtest.Day20(2, 11), disclosure.KeyOf(disclosure.Vendor, "A"): commandtest.Day20(2, 13),
		disclosure.KeyOf(disclosure.Press, "A"): commandtest.Day20(2, 1),
	}}
	if got := stats.CasesOf(c, civil.When{})[0].Answered; got != commandtest.Day20(2, 11) {
		t.Errorf("answered %s", got)
	}
}

func TestAHandOverCountsOnlyWhileItLasts(t *testing.T) {
	for work, want := range map[disclosure.Work]civil.When{
		disclosure.WorkHandedOver: commandtest.Day20(3, 1), disclosure.WorkActive: {}, // taken back
	} {
		if got := stats.CasesOf(&disclosure.Case{Work: work}, commandtest.Day20(3, 1))[0].Until; got != want {
			t.Errorf("%s: until %s", work, got)
		}
	}
}

// TestThePlayedCaseHasItsCourse takes a case through the real decisions.
func TestThePlayedCaseHasItsCourse(t *testing.T) {
	p := commandtest.NewPlay(t).At(27, 10)
	p.Probe(commandtest.SeesOpen(p.Now), disclosure.ProbeForPerson)
	p.Sent(disclosure.FirstContact, "C1")
	p.At(30, 10).Event(disclosure.KindEscalated, commandtest.Day20(1, 30), func(e *record.AddEvent) {
		e.Party, e.Name = disclosure.Provider, "AWS"
	})
	p.At(36, 10).CloseA1() // 5 February
	p.At(42, 10).Event(disclosure.KindReplied, commandtest.Day20(2, 11))
	got := stats.CasesOf(p.C, civil.When{})[0]
	if got.Excluded != "" || got.Vendor != "NextMotion" || got.Country != "FR" || !slices.Equal(got.Providers, []string{"AWS"}) ||
		!slices.Equal(got.Kinds, []string{"s3"}) {
		t.Errorf("grouped as %+v", got)
	}
	if got.Discovered != commandtest.Day20(1, 24) || got.Contacted.First() != commandtest.Day20(1, 27).First() || got.Answered != commandtest.Day20(2, 11) ||
		got.Closed.First() != commandtest.Day20(2, 5).First() || !got.Verified || !got.Ended || got.Reopened {
		t.Errorf("milestones %+v", got)
	}
	p.At(50, 10).Probe(commandtest.SeesOpen(p.Now), disclosure.ProbeForWatch)
	if got := stats.CasesOf(p.C, civil.When{})[0]; !got.Reopened || !got.Closed.IsZero() {
		t.Errorf("open again: %+v", got)
	}
}
