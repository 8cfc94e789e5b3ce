package gate_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"daylight/disclosure"
	"daylight/disclosure/civil"
	"daylight/disclosure/command"
	"daylight/disclosure/gate"
	"daylight/disclosure/observed"
	"daylight/disclosure/person"
	"daylight/disclosure/timeline"
	"daylight/disclosure/timeline/timelinetest"
)

const (
	liveTarget = "https://example-bucket.s3.eu-west-3.amazonaws.com/"
	digest     = "6f1ed002ab5595859014ebf0951522d9"
)

// gateNow is noon in UTC on the day of the press coverage.
var gateNow = time.Date(2020, 2, 14, 12, 0, 0, 0, time.UTC)

// loginOf is somebody at the machine, who is a person but never the second one.
func loginOf(name string) person.Hand {
	return person.Hand{Via: person.CLI, Login: name, Proof: person.ByLogin}
}

// slackOf is somebody who pressed in Slack.
func slackOf(name string) person.Hand {
	return person.Hand{Via: person.Slack, Account: "U0" + strings.ToUpper(strings.TrimSpace(name)), Proof: person.BySlack}
}

// keyOf is somebody who signed.
func keyOf(name string) person.Hand {
	return person.Hand{Via: person.CLI, Login: "alice", Account: "SHA256:" + name, Proof: person.ByKey}
}

// passing is an input that passes every check. Tests spoil one thing of it.
func passing(t testing.TB) gate.Input {
	t.Helper()
	rules := command.DefaultRules()
	c := &disclosure.Case{
		ID: "DL-2020-0001", Title: "Open S3 bucket with patient files", Author: "alice", AuthorHand: loginOf("alice"),
		Parties: []disclosure.Party{{Role: disclosure.Vendor, Name: "NextMotion", Domain: "nextmotion.net"}},
		Assets: []disclosure.Asset{{
			ID: "A1", Kind: "s3", Target: liveTarget, Exposure: disclosure.ExposureClosed,
			Closure:  disclosure.Closure{At: civil.OnDay(2020, 2, 5), Verified: true, Source: disclosure.SourceOwnProbe},
			LastSeen: gateNow.Add(-2 * time.Hour),
			Last:     observed.FacetResult{Verdict: observed.Closed, Strength: observed.Strong, Reason: observed.ReasonAccessDenied},
		}},
		Approvals: []disclosure.Consent{{By: "bob", Hand: slackOf("bob"), Mode: disclosure.Full, Lang: "en", Digest: digest}},
	}
	in := gate.Input{
		Case: c, Mode: disclosure.Full, Lang: "en", Digest: digest,
		Files: map[string][]byte{
			"index.md": []byte("# Open S3 bucket\n\nIt was at hxxps://example-bucket[.]s3[.]eu-west-3[.]amazonaws[.]com/.\n" +
				"The vendor, [NextMotion](https://nextmotion.net/news), was told on 27 January 2020.\n"),
		},
		Clock: command.Env{Now: gateNow, Rules: rules}.Clock(), Rules: rules.Gate,
		Verify: func(disclosure.Consent) error { return nil },
	}
	told(t, &in, "contacted|2020-01-27|party=vendor|name=NextMotion|ours", "heads_up_sent|2020-02-12|party=vendor|name=NextMotion|ours", "closed|2020-02-05|verified")
	return in
}

// told lets the timeline hold these lines after the discovery, as if they had been recorded at noon.
func told(t testing.TB, in *gate.Input, lines ...string) {
	t.Helper()
	events := timelinetest.History(t, append([]string{"discovered|2020-01-24"}, lines...)...)
	for i := range events {
		events[i].RecordedAt = gateNow
	}
	events[0].At = civil.At(gateNow)
	in.Timeline = timeline.Build(in.Case, events, civil.DateOf(gateNow))
}

// confirmed lets two people say that everything on record is true, on 10 February.
func confirmed(in *gate.Input) {
	in.Case.ClockEvents = append(in.Case.ClockEvents, disclosure.ClockEvent{
		Seq: 99, Kind: disclosure.KindHistoryConfirmed, At: civil.OnDay(2020, 2, 10), CoApprover: "alice", UpTo: 98,
	})
}

func stateOf(t testing.TB, checks []gate.Check, name string) gate.Check {
	t.Helper()
	i := slices.IndexFunc(checks, func(c gate.Check) bool { return c.Name == name })
	if i < 0 {
		t.Fatalf("there is no check %q", name)
	}
	return checks[i]
}

func TestAGoodWriteupPasses(t *testing.T) {
	checks := gate.Run(passing(t))
	for _, c := range checks {
		if c.State == gate.CheckFail {
			t.Errorf("%s failed: %s", c.Name, c.Reason)
		}
		if c.Reason == "" {
			t.Errorf("%s has no reason", c.Name)
		}
	}
	if !gate.Passed(checks) {
		t.Error("the gate did not pass")
	}
	want := []string{
		"closure", "fresh_probe", "embargo", "heads_up", "second_person", "approval_current", "right_of_reply", "timeline", "prose",
		"target_defanged", "no_credentials", "no_mail_addresses", "no_personal_data", "no_live_links", "no_ip_addresses", "no_protected_words",
		"no_uncertain_messages", "legal_review",
	}
	var got []string
	for _, c := range checks {
		got = append(got, c.Name)
	}
	if !slices.Equal(got, want) {
		t.Errorf("checks %v, want %v", got, want)
	}
}

func TestNoChecksIsNoPass(t *testing.T) {
	if gate.Passed(nil) {
		t.Error("an empty gate passed")
	}
	if gate.Passed([]gate.Check{{Name: "x"}}) {
		t.Error("a check without an answer passed")
	}
}

// gateCase spoils or mends one thing and says what becomes of one check.
type gateCase struct {
	name   string
	change func(t *testing.T, in *gate.Input)
	state  gate.CheckState
	reason string // part of it
}

func runGate(t *testing.T, check string, tests []gateCase) {
	t.Helper()
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			in := passing(t)
			tt.change(t, &in)
			checks := gate.Run(in)
			c := stateOf(t, checks, check)
			if c.State != tt.state || !strings.Contains(c.Reason, tt.reason) {
				t.Errorf("%s is %s (%s), want %s (… %s …)", check, c.State, c.Reason, tt.state, tt.reason)
			}
			if tt.state == gate.CheckFail && gate.Passed(checks) {
				t.Error("the gate passed with a failed check")
			}
		})
	}
}

func reported(in *gate.Input) {
	a := &in.Case.Assets[0]
	a.Exposure = disclosure.ExposureUnconfirmed
	a.Closure = disclosure.Closure{At: civil.OnDay(2020, 2, 5), Source: disclosure.SourcePress}
}

func openAsset(in *gate.Input) {
	in.Case.Assets[0].Exposure = disclosure.ExposureOpen
	in.Case.Assets[0].Closure = disclosure.Closure{}
}

// onClock lets two people lay down a date for the publication, and what else leads to the state.
func onClock(in *gate.Input, state disclosure.ClockState, due civil.When) {
	turn := func(seq, day int, kind disclosure.Kind, due civil.When) {
		in.Case.ClockEvents = append(in.Case.ClockEvents, disclosure.ClockEvent{
			Seq: seq, Kind: kind, At: civil.OnDay(2020, 2, day), CoApprover: "alice",
			Clock: &disclosure.ClockSet{Clause: disclosure.PublicationClause, Due: due},
		})
	}
	switch state {
	case disclosure.ClockExtended:
		turn(1, 1, disclosure.KindDeadlineSet, civil.OnDay(2020, 2, 10))
		turn(2, 2, disclosure.KindExtensionGranted, due)
	case disclosure.ClockPaused:
		turn(1, 1, disclosure.KindDeadlineSet, due)
		turn(2, 2, disclosure.KindClockPaused, civil.When{})
	default:
		turn(1, 1, disclosure.KindDeadlineSet, due)
	}
}

func TestOnlyOurOwnProbesOrTheDeadlineOpenTheWay(t *testing.T) {
	passed := civil.OnDay(2020, 2, 13)
	runGate(t, "closure", []gateCase{
		{"closed by our own probes", func(*testing.T, *gate.Input) {}, "pass", "2020-02-05"},
		{
			"reported is not enough for a full writeup",
			func(_ *testing.T, in *gate.Input) { reported(in) }, "fail", "A1 is closed according to press on 2020-02-05; no probe of ours saw it",
		},
		{
			"not even after the deadline",
			func(_ *testing.T, in *gate.Input) {
				reported(in)
				onClock(in, disclosure.ClockOverdue, passed)
			}, "fail", "A full writeup waits",
		},
		{"open", func(_ *testing.T, in *gate.Input) { openAsset(in) }, "fail", "A1 is open"},
		{"opened again", func(_ *testing.T, in *gate.Input) { in.Case.Assets[0].Exposure = disclosure.ExposureReopened }, "fail", "A1 is reopened"},
		{"opened again, and our full page says where it is", func(_ *testing.T, in *gate.Input) {
			in.Mode, in.Case.Publication, in.Case.Assets[0].Exposure = disclosure.Limited, disclosure.PublicationFull, disclosure.ExposureReopened
		}, "pass", "the page that is out says where it is: this form does not"},
		{"opened again, and our limited page names no place", func(_ *testing.T, in *gate.Input) {
			in.Mode, in.Case.Publication, in.Case.Assets[0].Exposure = disclosure.Limited, disclosure.PublicationLimited, disclosure.ExposureReopened
		}, "fail", "A1 is reopened"},
		{"suspected only", func(_ *testing.T, in *gate.Input) {
			in.Case.Assets[0].Exposure, in.Case.Assets[0].Closure = disclosure.ExposureSuspected, disclosure.Closure{}
		}, "fail", "not long enough"},
		{"unreachable is not closed", func(_ *testing.T, in *gate.Input) {
			in.Case.Assets[0].Exposure, in.Case.Assets[0].Closure = disclosure.ExposureUnreachable, disclosure.Closure{}
		}, "fail", "not the same as closed"},
		{"found closed by eye alone", func(_ *testing.T, in *gate.Input) { byEye(in) }, "fail", "no probe of ours could show it"},
		{"found closed by eye, limited", func(_ *testing.T, in *gate.Input) { byEye(in); in.Mode = disclosure.Limited }, "pass", "ada and bob, which is more than a claim and less than a proof"},
		{"found closed by eye, and the team lets that be enough", func(_ *testing.T, in *gate.Input) { byEye(in); in.Rules.AttestedFull = true }, "pass", "found closed by eye"},
		{"found closed by eye, and another one is open", func(_ *testing.T, in *gate.Input) {
			byEye(in)
			in.Mode, in.Rules.AttestedFull = disclosure.Limited, true
			in.Case.Assets = append(in.Case.Assets, disclosure.Asset{ID: "A2", Exposure: disclosure.ExposureOpen})
		}, "fail", "A2 is open"},
		{"the state alone, without who looked", func(_ *testing.T, in *gate.Input) {
			byEye(in)
			in.Mode, in.Case.Assets[0].AttestedBy = disclosure.Limited, ""
		}, "fail", "no publication deadline"},
		{"one of two is open", func(_ *testing.T, in *gate.Input) {
			in.Case.Assets = append(in.Case.Assets, disclosure.Asset{ID: "A2", Exposure: disclosure.ExposureOpen})
		}, "fail", "A2 is open"},
		{"no asset at all", func(_ *testing.T, in *gate.Input) { in.Case.Assets = nil }, "fail", "no asset"},
		{"limited, closed", func(_ *testing.T, in *gate.Input) { in.Mode = disclosure.Limited }, "pass", "2020-02-05"},
		{"limited, open, after the deadline", func(_ *testing.T, in *gate.Input) {
			openAsset(in)
			in.Mode = disclosure.Limited
			onClock(in, disclosure.ClockRunning, passed)
		}, "pass", "deadline of 2020-02-13 has passed"},
		{"limited, open, after a deadline that one person set", func(_ *testing.T, in *gate.Input) {
			openAsset(in)
			in.Mode = disclosure.Limited
			onClock(in, disclosure.ClockRunning, passed)
			in.Case.ClockEvents[0].CoApprover = ""
		}, "fail", "The deadline of 2020-02-13 rests on what one person typed or a file brought"},
		{"it counts from the day on which two people confirm it, as far ahead as it was", func(_ *testing.T, in *gate.Input) {
			openAsset(in)
			in.Mode = disclosure.Limited
			onClock(in, disclosure.ClockRunning, passed) // 12 days after 1 February
			in.Case.ClockEvents[0].CoApprover = ""
			confirmed(in)
		}, "fail", "As dated the deadline of 2020-02-13 has passed, but by what is proven or confirmed it is 2020-02-22"},
		{"limited, open, on the day of the deadline", func(_ *testing.T, in *gate.Input) {
			openAsset(in)
			in.Mode = disclosure.Limited
			onClock(in, disclosure.ClockRunning, civil.OnDay(2020, 2, 14))
		}, "fail", "it is 2020-02-14"},
		{"limited, open, paused clock", func(_ *testing.T, in *gate.Input) {
			openAsset(in)
			in.Mode = disclosure.Limited
			onClock(in, disclosure.ClockPaused, passed)
		}, "fail", "paused"},
		{"limited, reported, no deadline", func(_ *testing.T, in *gate.Input) {
			reported(in)
			in.Mode = disclosure.Limited
		}, "fail", "none is set"},
		{"stub, open, after the deadline", func(_ *testing.T, in *gate.Input) {
			openAsset(in)
			in.Mode = disclosure.Stub
			onClock(in, disclosure.ClockOverdue, civil.At(gateNow.Add(-time.Minute)))
		}, "pass", "has passed"},
		{"stub, open, a minute before the deadline", func(_ *testing.T, in *gate.Input) {
			openAsset(in)
			in.Mode = disclosure.Stub
			onClock(in, disclosure.ClockDue, civil.At(gateNow.Add(time.Minute)))
		}, "fail", "no publication deadline has passed"},
	})
}

// stopped lets the probing have been stopped a month ago.
func stopped(in *gate.Input) {
	in.Case.Assets[0].Stopped, in.Case.Assets[0].LastSeen = true, gateNow.AddDate(0, -1, 0)
}

func TestTheNewestProbeIsFresh(t *testing.T) {
	runGate(t, "fresh_probe", []gateCase{
		{"two hours old", func(*testing.T, *gate.Input) {}, "pass", "2 hours ago"},
		{"older than the rule allows", func(_ *testing.T, in *gate.Input) {
			in.Case.Assets[0].LastSeen = gateNow.Add(-25 * time.Hour)
		}, "fail", "25 hours ago, at most 24 hours"},
		{"the newest one was undecided", func(_ *testing.T, in *gate.Input) {
			in.Case.Assets[0].Last.Verdict = observed.Inconclusive
		}, "fail", "inconclusive"},
		{"the newest one found it open", func(_ *testing.T, in *gate.Input) {
			in.Case.Assets[0].Last.Verdict = observed.Open
		}, "fail", "was open"},
		{"none at all", func(_ *testing.T, in *gate.Input) { in.Case.Assets[0].LastSeen = time.Time{} }, "fail", "no probe"},
		{"a stub needs none", func(_ *testing.T, in *gate.Input) {
			in.Mode, in.Case.Assets[0].LastSeen = disclosure.Stub, time.Time{}
		}, "not_applicable", "stub"},
		{"the rule is off", func(_ *testing.T, in *gate.Input) { in.Rules.FreshProbe = 0 }, "not_applicable", "switched off"},
		{"nothing of ours to confirm", func(_ *testing.T, in *gate.Input) { reported(in) }, "not_applicable", "no asset"},
		{"STOP was asked for, in a mail", func(t *testing.T, in *gate.Input) {
			stopped(in)
			told(t, in, "probing_stopped|2020-02-09|theirs")
		}, "not_applicable", "no asset"},
		{"one person says that STOP was asked for", func(t *testing.T, in *gate.Input) {
			stopped(in)
			told(t, in, "probing_stopped|2020-02-09")
		}, "fail", "one person says that the owner of A1 asked us to stop"},
		{"two people say that STOP was asked for", func(t *testing.T, in *gate.Input) {
			stopped(in)
			told(t, in, "probing_stopped|2020-02-09")
			confirmed(in)
		}, "not_applicable", "no asset"},
		{"one person says so, and it was asked two hours ago", func(_ *testing.T, in *gate.Input) { in.Case.Assets[0].Stopped = true }, "pass", "2 hours ago"},
	})
}

// exploited lets a lead say, during an embargo, that it is exploited.
func exploited(in *gate.Input) {
	in.Case.Embargo, in.Case.Exploited = civil.OnDay(2020, 3, 1), true
	in.Case.ClockEvents = append(in.Case.ClockEvents, disclosure.ClockEvent{Seq: 1, Kind: disclosure.KindExploited, At: civil.OnDay(2020, 2, 2)})
}

func TestPromisesToWaitAreKept(t *testing.T) {
	extension := func(lines ...string) func(*testing.T, *gate.Input) {
		return func(t *testing.T, in *gate.Input) {
			t.Helper()
			openAsset(in)
			in.Mode = disclosure.Limited
			in.Timeline = timeline.Build(in.Case, timelinetest.History(t, lines...), civil.DateOf(gateNow))
		}
	}
	runGate(t, "embargo", []gateCase{
		{"none", func(*testing.T, *gate.Input) {}, "pass", "no embargo"},
		{"until tomorrow", func(_ *testing.T, in *gate.Input) { in.Case.Embargo = civil.OnDay(2020, 2, 15) }, "fail", "until 2020-02-15"},
		{"until today includes today", func(_ *testing.T, in *gate.Input) { in.Case.Embargo = civil.OnDay(2020, 2, 14) }, "fail", "until 2020-02-14"},
		{"until yesterday", func(_ *testing.T, in *gate.Input) { in.Case.Embargo = civil.OnDay(2020, 2, 13) }, "pass", "ended with 2020-02-13"},
		{"until a minute ago", func(_ *testing.T, in *gate.Input) {
			in.Case.Embargo = civil.At(gateNow.Add(-time.Minute))
		}, "pass", "ended"},
		{"still today in the team's zone", func(_ *testing.T, in *gate.Input) {
			in.Case.Embargo = civil.OnDay(2020, 2, 13)
			in.Clock.Zone = time.FixedZone("west", -13*3600)
		}, "fail", "until 2020-02-13"},
		{"exploited ends every embargo, when two people say so", func(_ *testing.T, in *gate.Input) {
			exploited(in)
			confirmed(in)
		}, "pass", "exploited"},
		{"one person's word that it is exploited ends none", func(_ *testing.T, in *gate.Input) {
			exploited(in)
		}, "fail", "until 2020-03-01. That it was exploited or leaked is one person's word: two people have to confirm it"},
		{"an extension that still runs", func(_ *testing.T, in *gate.Input) {
			openAsset(in)
			onClock(in, disclosure.ClockExtended, civil.OnDay(2020, 3, 1))
		}, "fail", "extended until 2020-03-01"},
		{"an extension does not matter once it is closed", func(_ *testing.T, in *gate.Input) {
			onClock(in, disclosure.ClockExtended, civil.OnDay(2020, 3, 1))
		}, "pass", "no embargo"},
		{"nobody knows the policy", func(_ *testing.T, in *gate.Input) {
			in.Mode = disclosure.Full
			in.Clock.Rules.Policies = nil
		}, "fail", "nobody knows whether the policy holds details back"},
		{"asked for more time and got no answer", extension("extension_requested|2020-02-10|party=vendor"), "fail", "asked for on 2020-02-10"},
		{"asked for more time and was refused", extension("extension_requested|2020-02-10|party=vendor", "extension_refused|2020-02-11"), "pass", "no embargo"},
		{"plans to ask", extension("extension_requested|2020-02-20|planned"), "pass", "no embargo"},
	})
}

func TestTheVendorKnowsBeforeTheWorldDoes(t *testing.T) {
	const notice = "pre-publication notice"
	lines := func(lines ...string) func(*testing.T, *gate.Input) {
		return func(t *testing.T, in *gate.Input) {
			t.Helper()
			told(t, in, lines...)
		}
	}
	both := func(change, more func(*testing.T, *gate.Input)) func(*testing.T, *gate.Input) {
		return func(t *testing.T, in *gate.Input) {
			t.Helper()
			change(t, in)
			more(t, in)
		}
	}
	confirm := func(_ *testing.T, in *gate.Input) { confirmed(in) }
	fromFile := func(_ *testing.T, in *gate.Input) { in.Case.Imported, in.Case.RecordedAt = true, gateNow }
	ownerless := func(_ *testing.T, in *gate.Input) { in.Case.Parties, in.Case.Contacts = nil, nil }
	unwilling := func(_ *testing.T, in *gate.Input) { in.Case.Parties[0].DoNotContact = true }
	// said lets the case say from its first event on what it says of its parties.
	said := func(_ *testing.T, in *gate.Input) {
		for i := range in.Timeline.Rows {
			if e := &in.Timeline.Rows[i].Event; e.Kind == disclosure.KindRecorded {
				e.Detail.Facts = &disclosure.Facts{Parties: in.Case.Parties}
			}
		}
	}
	second := func(_ *testing.T, in *gate.Input) {
		in.Case.Parties = append(in.Case.Parties, disclosure.Party{Role: disclosure.Vendor, Name: "Clinic"})
	}
	report := "publicly_reported|2020-02-13|ref=https://news.example/1"
	runGate(t, "heads_up", []gateCase{
		{"two days ago", func(*testing.T, *gate.Input) {}, "pass", "2020-02-12"},
		{"yesterday", lines("heads_up_sent|2020-02-13|ours"), "fail", "from 2020-02-15"},
		{"never", lines(), "fail", notice},
		{"planned", lines("heads_up_sent|2020-02-12|ours|planned"), "fail", notice},
		{"typed in", lines("heads_up_sent|2020-02-12"), "fail", "typed or imported: send the " + notice + ", or two people confirm it"},
		{"typed in and confirmed, four days ago", both(lines("heads_up_sent|2020-02-01"), confirm), "pass", "2020-02-10"},
		{"typed in, beside one of ours that is too new", lines("heads_up_sent|2020-02-01", "heads_up_sent|2020-02-13|ours"), "fail", "from 2020-02-15"},
		{"a person says that it arrived", lines("heads_up_sent|2020-02-12|resolved"), "fail", "not known for sure"},
		{"to the provider", lines("heads_up_sent|2020-02-12|party=provider|ours"), "fail", notice},
		{"it came back", both(lines("heads_up_sent|2020-02-12|ours"), func(_ *testing.T, in *gate.Input) {
			in.Case.ClockEvents = append(in.Case.ClockEvents, disclosure.ClockEvent{Seq: 9, Kind: disclosure.KindBounced, At: civil.OnDay(2020, 2, 12), Contact: "C1"})
		}), "fail", notice},
		{"to one of two vendors", second, "fail", "the vendor Clinic was not told"},
		{"to both", both(second, lines("heads_up_sent|2020-02-12|name=NextMotion|ours", "heads_up_sent|2020-02-12|name=clinic|ours")), "pass", "2020-02-12"},
		{"to one of two vendors, and nobody knows to which", both(second, lines("heads_up_sent|2020-02-12|ours")), "fail", "the vendor NextMotion was not told"},
		{"the press was faster", lines(report), "pass", "publicly reported on 2020-02-13"},
		{"the press was faster, and nobody can read where", lines("publicly_reported|2020-02-13"), "fail", "counts only with a web address"},
		{"an address that is none of the web", lines("publicly_reported|2020-02-13|ref=ftp://news.example/1"), "fail", "counts only with a web address"},
		{"a file says that the press was faster", both(lines(report), fromFile), "fail", "came with a file: two people have to confirm it"},
		{"a file says so, and two people confirm it", both(both(lines(report), fromFile), confirm), "fail", "came with a file: two people have to confirm it"}, // on 10 February nobody could know
		{"the press will report", lines("publicly_reported|2020-02-20|planned"), "fail", notice},
		{"a stub needs none", both(lines(), func(_ *testing.T, in *gate.Input) { in.Mode = disclosure.Stub }), "not_applicable", "stub"},
		{"nobody knows whose it is", both(lines(), ownerless), "fail", "find it, or tell who hosts the asset or a CSIRT"},
		{"a vendor without a name and a contact", both(lines(), func(_ *testing.T, in *gate.Input) { in.Case.Parties = []disclosure.Party{{Role: disclosure.Vendor}} }), "fail", "find it"},
		{"nobody knows whose it is, and a CSIRT was told", both(lines("escalated|2020-02-10|party=coordinator|ours"), ownerless), "pass", "the coordinator was told on 2020-02-10"},
		{"nobody knows whose it is, and its host was told yesterday", both(lines("escalated|2020-02-13|party=provider|ours"), ownerless), "fail", "from 2020-02-15"},
		{"nobody knows whose it is, and one person says that its host was told", both(lines("contacted|2020-02-01|party=provider"), ownerless), "fail", "was typed or imported"},
		{"nobody knows whose it is, and two people say that its host was told", both(both(lines("contacted|2020-02-01|party=provider"), ownerless), confirm), "pass", "2020-02-10"},
		{"nobody knows whose it is, and the press was told", both(lines("contacted|2020-02-01|party=press|ours"), ownerless), "fail", "find it"},
		{"nobody knows whose it is, and everybody can read of it", both(lines(report), ownerless), "pass", "publicly reported"},
		{"one person says that the vendor wants no mail", unwilling, "fail", "two people have to confirm it"},
		{"two people say that the vendor wants no mail", both(both(unwilling, said), confirm), "not_applicable", "does not want"},
		{"nobody knows who says that the vendor wants no mail", both(unwilling, confirm), "fail", "two people have to confirm it"},
	})
}

func TestASecondPersonApproves(t *testing.T) {
	full := func(by string, hand person.Hand) disclosure.Consent {
		return disclosure.Consent{By: by, Hand: hand, Mode: disclosure.Full, Lang: "en", Digest: digest}
	}
	given := func(all ...disclosure.Consent) func(*testing.T, *gate.Input) {
		return func(_ *testing.T, in *gate.Input) { in.Case.Approvals = all }
	}
	// unknown is a case of which nothing but a name says who recorded it, as in an older record.
	unknown := func(all ...disclosure.Consent) func(*testing.T, *gate.Input) {
		return func(_ *testing.T, in *gate.Input) { in.Case.AuthorHand, in.Case.Approvals = person.Hand{}, all }
	}
	byDaylight := func(all ...disclosure.Consent) func(*testing.T, *gate.Input) {
		return func(_ *testing.T, in *gate.Input) {
			in.Case.Author, in.Case.AuthorHand, in.Case.Approvals = disclosure.Engine().Name, disclosure.Engine().Hand, all
		}
	}
	solo := func(all ...disclosure.Consent) func(*testing.T, *gate.Input) {
		return func(_ *testing.T, in *gate.Input) { in.Rules.Solo, in.Case.Approvals = true, all }
	}
	elsewhere := full("bob", slackOf("bob"))
	elsewhere.Lang = "de"
	runGate(t, "second_person", []gateCase{
		{"a press in Slack", func(*testing.T, *gate.Input) {}, "pass", "approved by bob in Slack; the case was recorded by the login alice"},
		{"a signature", given(full("bob", keyOf("bob"))), "pass", "signed with bob's key"},
		{"nobody", given(), "fail", "somebody other than alice"},
		{"a name", given(full("bob", person.Hand{})), "fail", "bob, by name only"},
		{"a name that a login gave", given(full("bob", person.Hand{Via: person.CLI, Login: "alice"})), "fail", "bob, said by the login alice"},
		{"another login of this machine", given(full("bob", loginOf("bob"))), "fail", "the login bob only"},
		{"a blank is nobody", given(full("  ", slackOf("bob"))), "fail", "not shown"},
		{"the author in Slack", given(full("alice", slackOf("alice"))), "fail", "a second person"},
		{"the author in capitals", given(full(" Alice ", slackOf("alice"))), "fail", "a second person"},
		{"the program is no person", given(full("daylight", disclosure.Engine().Hand)), "fail", "a second person"},
		{"the author after somebody else", given(full("bob", slackOf("bob")), full("alice", slackOf("alice"))), "pass", "approved by bob"},
		{"somebody else after who does not count", given(full("bob", loginOf("bob")), full("carol", slackOf("carol"))), "pass", "approved by carol"},
		{"of other files", given(disclosure.Consent{By: "bob", Hand: slackOf("bob"), Mode: disclosure.Full, Lang: "en", Digest: "other"}), "fail", "nobody"},
		{"in another language", given(elsewhere), "fail", "nobody"},
		{"of another form", given(disclosure.Consent{By: "bob", Hand: slackOf("bob"), Mode: disclosure.Stub, Lang: "en", Digest: digest}), "fail", "nobody"},
		{"of files without a digest", func(_ *testing.T, in *gate.Input) {
			in.Digest, in.Case.Approvals[0].Digest = "", ""
		}, "fail", "nobody"},
		{"Daylight recorded it, and one person approves", byDaylight(full("bob", slackOf("bob"))), "fail", "by bob in Slack only"},
		{"Daylight recorded it, and one person approves twice", byDaylight(full("bob", slackOf("bob")), full("Bob", slackOf("bob"))), "fail", "only"},
		{"Daylight recorded it, and two approve", byDaylight(full("carol", loginOf("carol")), full("bob", slackOf("bob"))), "pass", "by bob in Slack"},
		{"nobody knows the author", func(_ *testing.T, in *gate.Input) { in.Case.Author = "" }, "fail", "author"},

		{"one person beside an author who is only a name", unknown(full("bob", slackOf("bob"))), "fail", "by bob in Slack only"},
		{"two people beside an author who is only a name", unknown(full("carol", loginOf("carol")), full("bob", slackOf("bob"))), "pass", "by the login carol, and by bob in Slack"},
		{"two logins beside an author who is only a name", unknown(full("carol", loginOf("carol")), full("bob", loginOf("bob"))), "fail", "only"},

		{"alone, where the rules say so", solo(full("alice", loginOf("alice"))), "pass", "approved by one person, by the login alice"},
		{"alone, and only a name", solo(full("alice", person.Hand{Via: person.CLI, Login: "x"})), "fail", "said by the login x"},
		{"nobody, where one is enough", solo(), "fail", "nobody has approved"},
		{"two people, where one is enough", solo(full("bob", slackOf("bob"))), "pass", "approved by bob in Slack"},
	})
}

func TestWhatOnePersonApprovedIsNotEnoughOnceTheRuleIsGone(t *testing.T) {
	in := passing(t)
	in.Case.Approvals = []disclosure.Consent{{By: "alice", Hand: loginOf("alice"), Mode: disclosure.Full, Lang: "en", Digest: digest, Solo: true}}
	if gate.Passed(gate.Run(in)) {
		t.Error("passed without the rule")
	}
}

func TestAnApprovalIsForExactlyTheseFiles(t *testing.T) {
	runGate(t, "approval_current", []gateCase{
		{"the same digest", func(*testing.T, *gate.Input) {}, "pass", "6f1ed002ab55"},
		{"changed since", func(_ *testing.T, in *gate.Input) { in.Digest = "changed" }, "fail", "changed after bob approved"},
		{"never", func(_ *testing.T, in *gate.Input) { in.Lang = "fr" }, "fail", "no approval of the full writeup in \"fr\""},
		{"no digest", func(_ *testing.T, in *gate.Input) { in.Digest = "" }, "fail", "no digest"},
	})
}

func TestTheVendorCouldAnswer(t *testing.T) {
	lines := func(lines ...string) func(*testing.T, *gate.Input) {
		return func(t *testing.T, in *gate.Input) {
			t.Helper()
			told(t, in, lines...)
		}
	}
	confirmedLines := func(all ...string) func(*testing.T, *gate.Input) {
		return func(t *testing.T, in *gate.Input) {
			t.Helper()
			told(t, in, all...)
			confirmed(in)
		}
	}
	runGate(t, "right_of_reply", []gateCase{
		{"it was contacted", func(*testing.T, *gate.Input) {}, "pass", "contacted on 2020-01-27"},
		{"it wrote to us", lines("statement|2020-02-13|party=vendor|theirs"), "pass", "message of the vendor of 2020-02-13"},
		{"it answered", lines("replied|2020-02-13|party=vendor|theirs"), "pass", "message of the vendor of 2020-02-13 is on record (replied)"},
		{"a machine of theirs answered", lines("auto_replied|2020-02-13|party=vendor|theirs"), "fail", "contact it first"},
		{"somebody typed what it said", lines("statement|2020-02-13|party=vendor"), "fail", "spoke on 2020-02-13 was typed or imported"},
		{"two people say what it said", confirmedLines("statement|2020-02-09|party=vendor"), "pass", "message of the vendor of 2020-02-09"},
		{"the provider's word is not the vendor's", lines("statement|2020-02-13|party=provider|theirs"), "fail", "contact it first"},
		{"somebody typed that it was contacted", lines("contacted|2020-01-28"), "fail", "contacted on 2020-01-28 was typed or imported"},
		{"two people say that it was contacted", confirmedLines("contacted|2020-01-28"), "pass", "2020-01-28"},
		{"the notice was the first contact", lines("heads_up_sent|2020-02-12|party=vendor|ours"), "pass", "contacted on 2020-02-12"},
		{"an escalation to nobody", lines("escalated|2020-02-12|ours"), "fail", "contact it first"},
		{"a contact is planned", lines("contacted|2020-03-28|planned|ours"), "fail", "contact it first"},
		{"never contacted", lines(), "fail", "contact it first"},
		{"one of two vendors was not", func(_ *testing.T, in *gate.Input) {
			in.Case.Parties = append(in.Case.Parties, disclosure.Party{Role: disclosure.Vendor, Name: "Clinic"})
		}, "fail", "the vendor Clinic was never contacted"},
		{"the owner is not known", func(t *testing.T, in *gate.Input) {
			told(t, in)
			in.Case.Parties = nil
		}, "fail", "find it, or tell who hosts the asset or a CSIRT"},
		{"the owner is not known, and a CSIRT was told", func(t *testing.T, in *gate.Input) {
			told(t, in, "escalated|2020-02-13|party=coordinator|ours")
			in.Case.Parties = nil
		}, "pass", "the coordinator was told on 2020-02-13"},
	})
}

func TestTheTimelineCanBePrinted(t *testing.T) {
	lines := func(lines ...string) func(*testing.T, *gate.Input) {
		return func(t *testing.T, in *gate.Input) {
			t.Helper()
			in.Timeline = timeline.Build(in.Case, timelinetest.History(t, lines...), timelinetest.Day(t, "2024-05-02"))
		}
	}
	limited := func(mode disclosure.Mode, history ...string) func(*testing.T, *gate.Input) {
		return func(t *testing.T, in *gate.Input) {
			t.Helper()
			lines(history...)(t, in)
			in.Mode = mode
		}
	}
	press, discovered := "closed|2020-01-23|source=press", "discovered|2020-01-24"
	runGate(t, "timeline", []gateCase{
		{"a contradiction of the press, in a limited writeup", limited(disclosure.Limited, press, discovered), "pass", "prints 1 contradiction of its sources"},
		{"of an imported history", limited(disclosure.Limited, "closed|2020-01-23|source=import", discovered), "pass", "prints 1 contradiction"},
		{"of ours", limited(disclosure.Limited, "closed|2020-01-23|source=own_probe", discovered), "fail", "closed before it was discovered"},
		{"of nobody whom this version knows", limited(disclosure.Limited, "closed|2020-01-23|source=hearsay", discovered), "fail", "closed before it was discovered"},
		{"of the press in a row that no page shows", limited(disclosure.Limited, "validated|2020-01-23|source=press|internal", discovered), "fail", "before it was discovered"},
		{"of the press, in a full writeup", limited(disclosure.Full, press, discovered), "fail", "closed before it was discovered"},
		{"of the press, in a stub", limited(disclosure.Stub, press, discovered), "fail", "closed before it was discovered"},
		{"a fact of the press that has not happened", limited(disclosure.Limited, discovered, "closed|2025-01-23|source=press"), "fail", "future"},
		{"no contradiction", func(*testing.T, *gate.Input) {}, "pass", "no contradiction found"},
		{"a contradiction", lines("closed|2020-01-23", "discovered|2020-01-24"), "fail", "closed before it was discovered"},
		{"a plan whose day passed", lines("published|2020-01-23|planned"), "fail", "that day has passed"},
		{"a plan to come", lines("published|2025-01-23|planned"), "pass", "no contradiction"},
		{"a text that was never filled in", lines("statement|2020-01-23|text=TODO"), "fail", "placeholder"},
		{"a slip", lines("note|2020-02-23", "note|2020-02-20"), "pass", "one warning"},
		{"two slips", lines("note|2020-02-23", "note|2020-02-20", "note|2020-02-19"), "pass", "2 warnings"},
		{"nothing", func(_ *testing.T, in *gate.Input) { in.Timeline = timeline.Timeline{} }, "fail", "no timeline"},
	})
}

func TestEveryMessageIsAccountedFor(t *testing.T) {
	message := func(state disclosure.MessageState) func(*testing.T, *gate.Input) {
		return func(_ *testing.T, in *gate.Input) {
			in.Case.Messages = []disclosure.Message{{Key: "DL-2020-0001/first_contact/C1/1", State: state}}
		}
	}
	runGate(t, "no_uncertain_messages", []gateCase{
		{"none", func(*testing.T, *gate.Input) {}, "pass", "known"},
		{"sent", message(disclosure.MessageSent), "pass", "known"},
		{"failed is known too", message(disclosure.MessageFailed), "pass", "known"},
		{"uncertain", message(disclosure.MessageUncertain), "fail", "first_contact/C1/1"},
	})
}

// Whatever else a case says: without a second person nothing goes out.
func TestNothingPassesWithoutASecondPerson(t *testing.T) {
	modes := append(disclosure.Modes(), "", "anything")
	for _, mode := range modes {
		for _, author := range []string{"alice", "Alice ", "", "daylight"} {
			for _, approver := range []string{"", " ", author, strings.ToUpper(author), "\t" + author} {
				for _, hand := range []person.Hand{{}, loginOf("bob"), slackOf("bob"), keyOf("bob"), disclosure.Engine().Hand} {
					in := passing(t)
					in.Mode, in.Case.Author, in.Case.AuthorHand = mode, author, loginOf(author)
					in.Case.Approvals = []disclosure.Consent{{By: approver, Hand: hand, Mode: mode, Lang: in.Lang, Digest: in.Digest}}
					if gate.Passed(gate.Run(in)) {
						t.Fatalf("passed: author %q, approver %q %v, form %q", author, approver, hand, mode)
					}
				}
			}
		}
	}
}

func TestAnUnknownFormIsTreatedLikeTheStrictest(t *testing.T) {
	in := passing(t)
	in.Mode, in.Case.Approvals[0].Mode = "anything", "anything"
	openAsset(&in)
	if gate.Passed(gate.Run(in)) {
		t.Error("passed")
	}
}

// byEye makes the asset one that two people found closed and no probe did.
func byEye(in *gate.Input) {
	a := &in.Case.Assets[0]
	a.Exposure, a.AttestedBy, a.Closure = disclosure.ExposureAttested, "ada and bob", disclosure.Closure{At: civil.OnDay(2020, 2, 5), Source: disclosure.SourcePerson}
}
