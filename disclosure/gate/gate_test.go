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
			Last:     disclosure.FacetResult{Verdict: disclosure.Closed, Strength: disclosure.Strong, Reason: disclosure.ReasonAccessDenied},
		}},
		FirstContact: civil.OnDay(2020, 1, 27),
		HeadsUp:      civil.OnDay(2020, 2, 12),
		Approvals:    []disclosure.Consent{{By: "bob", Hand: slackOf("bob"), Mode: disclosure.Full, Lang: "en", Digest: digest}},
	}
	events := timelinetest.History(t, "discovered|2020-01-24", "contacted|2020-01-27|party=vendor", "closed|2020-02-05|verified")
	for i := range events {
		events[i].RecordedAt = gateNow
	}
	events[0].At = civil.At(gateNow)
	return gate.Input{
		Case: c, Mode: disclosure.Full, Lang: "en", Digest: digest,
		Timeline: timeline.Build(c, events, civil.DateOf(gateNow)),
		Files: map[string][]byte{
			"index.md": []byte("# Open S3 bucket\n\nIt was at hxxps://example-bucket[.]s3[.]eu-west-3[.]amazonaws[.]com/.\n" +
				"The vendor, [NextMotion](https://nextmotion.net/news), was told on 27 January 2020.\n"),
		},
		Clock: command.Env{Now: gateNow, Rules: rules}.Clock(), Rules: rules.Gate,
		Verify: func(disclosure.Consent) error { return nil },
	}
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
		"closure", "fresh_probe", "embargo", "heads_up", "second_person", "approval_current", "right_of_reply", "timeline",
		"target_defanged", "no_credentials", "no_mail_addresses", "no_live_links", "no_ip_addresses", "no_uncertain_messages",
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

// clock lays down a date for the publication, and what else leads to the state.
func onClock(in *gate.Input, state disclosure.ClockState, due civil.When) {
	turn := func(seq, day int, kind disclosure.Kind, due civil.When) {
		in.Case.ClockEvents = append(in.Case.ClockEvents, disclosure.ClockEvent{
			Seq: seq, Kind: kind, At: civil.OnDay(2020, 2, day),
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
		{"suspected only", func(_ *testing.T, in *gate.Input) {
			in.Case.Assets[0].Exposure, in.Case.Assets[0].Closure = disclosure.ExposureSuspected, disclosure.Closure{}
		}, "fail", "not long enough"},
		{"unreachable is not closed", func(_ *testing.T, in *gate.Input) {
			in.Case.Assets[0].Exposure, in.Case.Assets[0].Closure = disclosure.ExposureUnreachable, disclosure.Closure{}
		}, "fail", "not the same as closed"},
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

func TestTheNewestProbeIsFresh(t *testing.T) {
	runGate(t, "fresh_probe", []gateCase{
		{"two hours old", func(*testing.T, *gate.Input) {}, "pass", "2 hours ago"},
		{"older than the rule allows", func(_ *testing.T, in *gate.Input) {
			in.Case.Assets[0].LastSeen = gateNow.Add(-25 * time.Hour)
		}, "fail", "25 hours ago, at most 24 hours"},
		{"the newest one was undecided", func(_ *testing.T, in *gate.Input) {
			in.Case.Assets[0].Last.Verdict = disclosure.Inconclusive
		}, "fail", "inconclusive"},
		{"the newest one found it open", func(_ *testing.T, in *gate.Input) {
			in.Case.Assets[0].Last.Verdict = disclosure.Open
		}, "fail", "was open"},
		{"none at all", func(_ *testing.T, in *gate.Input) { in.Case.Assets[0].LastSeen = time.Time{} }, "fail", "no probe"},
		{"a stub needs none", func(_ *testing.T, in *gate.Input) {
			in.Mode, in.Case.Assets[0].LastSeen = disclosure.Stub, time.Time{}
		}, "not_applicable", "stub"},
		{"the rule is off", func(_ *testing.T, in *gate.Input) { in.Rules.FreshProbe = 0 }, "not_applicable", "switched off"},
		{"nothing of ours to confirm", func(_ *testing.T, in *gate.Input) { reported(in) }, "not_applicable", "no asset"},
		{"STOP was asked for", func(_ *testing.T, in *gate.Input) {
			in.Case.Assets[0].Stopped, in.Case.Assets[0].LastSeen = true, gateNow.AddDate(0, -1, 0)
		}, "not_applicable", "no asset"},
	})
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
		{"exploited ends every embargo", func(_ *testing.T, in *gate.Input) {
			in.Case.Embargo, in.Case.Exploited = civil.OnDay(2020, 3, 1), true
		}, "pass", "exploited"},
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
	runGate(t, "heads_up", []gateCase{
		{"two days ago", func(*testing.T, *gate.Input) {}, "pass", "2020-02-12"},
		{"yesterday", func(_ *testing.T, in *gate.Input) { in.Case.HeadsUp = civil.OnDay(2020, 2, 13) }, "fail", "from 2020-02-15"},
		{"never", func(_ *testing.T, in *gate.Input) { in.Case.HeadsUp = civil.When{} }, "fail", "pre-publication notice"},
		{"the press was faster", func(t *testing.T, in *gate.Input) {
			in.Case.HeadsUp = civil.When{}
			in.Timeline = timeline.Build(in.Case, timelinetest.History(t, "publicly_reported|2020-02-13"), civil.DateOf(gateNow))
		}, "pass", "publicly reported on 2020-02-13"},
		{"the press will report", func(t *testing.T, in *gate.Input) {
			in.Case.HeadsUp = civil.When{}
			in.Timeline = timeline.Build(in.Case, timelinetest.History(t, "publicly_reported|2020-02-20|planned"), civil.DateOf(gateNow))
		}, "fail", "pre-publication notice"},
		{"a stub needs none", func(_ *testing.T, in *gate.Input) {
			in.Mode, in.Case.HeadsUp = disclosure.Stub, civil.When{}
		}, "not_applicable", "stub"},
		{"nobody to tell", func(_ *testing.T, in *gate.Input) { in.Case.Parties = nil }, "not_applicable", "not known"},
		{"the vendor wants no mail", func(_ *testing.T, in *gate.Input) {
			in.Case.Parties[0].DoNotContact, in.Case.HeadsUp = true, civil.When{}
		}, "not_applicable", "does not want"},
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
	silent := func(in *gate.Input) {
		in.Case.FirstContact, in.Case.Claims, in.Timeline = civil.When{}, nil, timeline.Timeline{}
	}
	runGate(t, "right_of_reply", []gateCase{
		{"it was contacted", func(*testing.T, *gate.Input) {}, "pass", "contacted on 2020-01-27"},
		{"it made a statement", func(_ *testing.T, in *gate.Input) {
			silent(in)
			in.Case.Claims = []disclosure.Claim{{Kind: disclosure.KindStatement, Role: disclosure.Vendor, At: civil.OnDay(2020, 2, 13)}}
		}, "pass", "message of the vendor of 2020-02-13"},
		{"the provider's word is not the vendor's", func(_ *testing.T, in *gate.Input) {
			silent(in)
			in.Case.Claims = []disclosure.Claim{{Kind: disclosure.KindStatement, Role: disclosure.Provider, At: civil.OnDay(2020, 2, 13)}}
		}, "fail", "contact it first"},
		{"the history says that it was contacted", func(t *testing.T, in *gate.Input) {
			silent(in)
			in.Timeline = timeline.Build(in.Case, timelinetest.History(t, "contacted|2020-01-28"), civil.DateOf(gateNow))
		}, "pass", "2020-01-28"},
		{"a contact is planned", func(t *testing.T, in *gate.Input) {
			silent(in)
			in.Timeline = timeline.Build(in.Case, timelinetest.History(t, "contacted|2020-03-28|planned"), civil.DateOf(gateNow))
		}, "fail", "contact it first"},
		{"never contacted", func(_ *testing.T, in *gate.Input) { silent(in) }, "fail", "contact it first"},
		{"the owner is not known", func(_ *testing.T, in *gate.Input) {
			silent(in)
			in.Case.Parties = nil
		}, "not_applicable", "not known"},
	})
}

func TestTheTimelineCanBePrinted(t *testing.T) {
	lines := func(lines ...string) func(*testing.T, *gate.Input) {
		return func(t *testing.T, in *gate.Input) {
			t.Helper()
			in.Timeline = timeline.Build(in.Case, timelinetest.History(t, lines...), timelinetest.Day(t, "2024-05-02"))
		}
	}
	runGate(t, "timeline", []gateCase{
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
