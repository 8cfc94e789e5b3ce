package agenda_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"daylight/disclosure"
	"daylight/disclosure/agenda"
	"daylight/disclosure/civil"
	"daylight/disclosure/clock"
	"daylight/disclosure/command/commandtest"
	"daylight/disclosure/hint"
	"daylight/disclosure/ledger"
	"daylight/disclosure/manuscript"
	"daylight/disclosure/timeline/timelinetest"
)

// agendaRules are those of 10 February 2020, noon in Paris, with a team of four.
func agendaRules(t testing.TB) agenda.Rules {
	t.Helper()
	paris, err := time.LoadLocation("Europe/Paris")
	if err != nil {
		t.Fatal(err)
	}
	return agenda.Rules{
		Today: civil.Date{Year: 2020, Month: 2, Day: 10}, Now: time.Date(2020, 2, 10, 11, 0, 0, 0, time.UTC), Zone: paris, Days: 7,
		Staff: []disclosure.Actor{commandtest.Ada, commandtest.Bob, commandtest.Rita, commandtest.Vic},
	}
}

// agendaCase is a case of rita, a researcher, with a vendor.
func agendaCase(change ...func(*disclosure.Case)) *disclosure.Case {
	c := &disclosure.Case{
		ID: "DL-2020-0001", Title: "Open bucket", Author: "rita", Work: disclosure.WorkActive,
		Parties:    []disclosure.Party{{Role: disclosure.Vendor, Name: "NextMotion"}, {Role: disclosure.Provider, Name: "AWS"}},
		Contacts:   []disclosure.Contact{{ID: "C1", Role: disclosure.Vendor, Name: "NextMotion", Channel: disclosure.Email, Address: "a@x.example"}},
		RecordedAt: timelinetest.RecordedAt, Discovered: commandtest.Day20(1, 24), Assets: []disclosure.Asset{{ID: "A1", Kind: "s3", Exposure: disclosure.ExposureOpen}},
	}
	for _, f := range change {
		f(c)
	}
	return c
}

// withStory lets the events of a case have happened.
func withStory(t testing.TB, lines ...string) func(*disclosure.Case) {
	t.Helper()
	events := disclosure.ClockEventsOf(timelinetest.History(t, lines...))
	return func(c *disclosure.Case) { c.ClockEvents = append(c.ClockEvents, events...) }
}

// toldCase is one that somebody was told of, so that nothing is due for that.
func toldCase(t testing.TB, change ...func(*disclosure.Case)) *disclosure.Case {
	t.Helper()
	return agendaCase(append(change, withStory(t, "contacted|2020-01-25|party=provider|name=AWS"))...)
}

// shown is an item in one line.
func shown(items []agenda.Item) string {
	var b strings.Builder
	for i := range items {
		it := &items[i]
		fmt.Fprintf(&b, "%s %s", it.What, it.Ref)
		if it.Due != nil {
			fmt.Fprintf(&b, " %s %s %d", it.Due.Date, it.Due.Zone, *it.Days)
		}
		fmt.Fprintf(&b, " [%s]", strings.Join(it.Who, " "))
		if it.Except != "" {
			b.WriteString(" not " + it.Except)
		}
		b.WriteString("\n")
	}
	return strings.TrimSuffix(b.String(), "\n")
}

func deadline(t testing.TB, clause string, what disclosure.DueKind, state disclosure.ClockState, due, ends string) clock.Deadline {
	t.Helper()
	d := clock.Deadline{Clause: clause, What: what, Episode: 1, State: state, Zone: "Europe/Paris", Because: "because"}
	var err error
	if d.Due, err = civil.ParseWhen(due); err != nil {
		t.Fatal(err)
	}
	if d.Ends, err = time.Parse(time.RFC3339, ends); err != nil {
		t.Fatal(err)
	}
	return d
}

func TestDeadlinesOnTheAgenda(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		rule   string
		clocks []clock.Deadline
		want   string
	}{
		{
			"what passed is overdue, and its days are negative",
			[]clock.Deadline{deadline(t, "provider", disclosure.DueProvider, disclosure.ClockOverdue, "2020-02-07", "2020-02-07T23:00:00Z")},
			"overdue provider 2020-02-07 Europe/Paris -3 [rita]",
		},
		{
			"the day itself is inside",
			[]clock.Deadline{deadline(t, "fix", disclosure.DueFix, disclosure.ClockDue, "2020-02-10", "2020-02-10T23:00:00Z")},
			"due fix 2020-02-10 Europe/Paris 0 [rita]",
		},
		{
			"the seventh day is near and the eighth is not",
			[]clock.Deadline{
				deadline(t, "b", disclosure.DueCSIRT, disclosure.ClockRunning, "2020-02-18", "2020-02-18T23:00:00Z"),
				deadline(t, "a", disclosure.DueCSIRT, disclosure.ClockExtended, "2020-02-17", "2020-02-17T23:00:00Z"),
			},
			"due a 2020-02-17 Europe/Paris 7 [rita]",
		},
		{
			"nobody misses a day from which something is allowed",
			[]clock.Deadline{deadline(t, "publication", disclosure.DuePublishLimited, disclosure.ClockOverdue, "2020-02-01", "2020-02-01T23:00:00Z")},
			"may_publish publication 2020-02-01 Europe/Paris -9 [rita]",
		},
		{
			"a clock that stands still or has ended is nobody's turn",
			[]clock.Deadline{
				deadline(t, "a", disclosure.DueFix, disclosure.ClockPaused, "2020-02-10", "2020-02-10T23:00:00Z"),
				deadline(t, "b", disclosure.DueFix, disclosure.ClockTerminated, "2020-02-10", "2020-02-10T23:00:00Z"),
				deadline(t, "c", disclosure.DueFix, disclosure.ClockWaived, "2020-02-10", "2020-02-10T23:00:00Z"),
				{Clause: "d", State: disclosure.ClockNotStarted},
			},
			"",
		},
		{
			"the earliest comes first",
			[]clock.Deadline{
				deadline(t, "b", disclosure.DueFix, disclosure.ClockRunning, "2020-02-12", "2020-02-12T23:00:00Z"),
				deadline(t, "a", disclosure.DueCSIRT, disclosure.ClockOverdue, "2020-02-01", "2020-02-01T23:00:00Z"),
			},
			"overdue a 2020-02-01 Europe/Paris -9 [rita]\ndue b 2020-02-12 Europe/Paris 2 [rita]",
		},
	} {
		t.Run(c.rule, func(t *testing.T) {
			t.Parallel()
			if got := shown(agenda.Of(toldCase(t), c.clocks, agendaRules(t))); got != c.want {
				t.Errorf("got\n%s\nwant\n%s", got, c.want)
			}
		})
	}
}

func TestADeadlineOfAnHourIsDueAtTheInstant(t *testing.T) {
	t.Parallel()
	noon := deadline(t, "fix", disclosure.DueFix, disclosure.ClockDue, "2020-02-10T12:30 Europe/Paris", "2020-02-10T11:30:00Z")
	items := agenda.Of(toldCase(t), []clock.Deadline{noon}, agendaRules(t))
	if len(items) != 1 || !items[0].Due.Exact || items[0].Due.At.Format(time.RFC3339) != "2020-02-10T11:30:00Z" || items[0].Due.Zone != "Europe/Paris" {
		t.Fatalf("%+v", items)
	}
}

func TestADeadlineThatAPersonSetStandsBesideThePolicy(t *testing.T) {
	t.Parallel()
	rules := agendaRules(t)
	c := toldCase(t, func(c *disclosure.Case) {
		c.ClockEvents = append(c.ClockEvents, disclosure.ClockEvent{
			Seq: 9, Kind: disclosure.KindDeadlineSet, At: civil.OnDay(2020, 2, 1),
			Clock: &disclosure.ClockSet{Clause: "coordination", Due: civil.OnDay(2020, 2, 9)},
		})
	})
	policy := clock.Policy{Name: "p", Clauses: []clock.Clause{
		{Name: "fix", Due: disclosure.DueFix, From: clock.AnchorRule{Of: []clock.Anchor{clock.AnchorDiscovered}}},
	}}
	clocks := clock.Evaluate(policy, clock.InputOf(c), rules.Now, nil, rules.Zone)
	want := "overdue coordination 2020-02-09 Europe/Paris -1 [rita]"
	if got := shown(agenda.Of(c, clocks, rules)); got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
}

func TestRepliesThatWait(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		rule   string
		events []string
		want   string
	}{
		{"an answer after our last message waits", []string{"contacted|2020-01-27|party=vendor", "replied|2020-02-04|party=vendor"}, "reply_waiting vendor/NextMotion [rita]"},
		{"of the same day, the later entry is the later one", []string{"contacted|2020-01-27|party=vendor", "replied|2020-01-27|party=vendor"}, "reply_waiting vendor/NextMotion [rita]"},
		{"we answered", []string{"replied|2020-02-04|party=vendor", "contacted|2020-02-05|party=vendor"}, ""},
		{"an answer that was told later is as old as it was", []string{"contacted|2020-02-05|party=vendor", "replied|2020-02-04|party=vendor"}, ""},
		{"a heads-up answers", []string{"replied|2020-02-04|party=vendor", "heads_up_sent|2020-02-05|party=vendor"}, ""},
		{"an automatic answer is nobody's", []string{"contacted|2020-01-27|party=vendor", "auto_replied|2020-01-27|party=vendor"}, ""},
		{"writing to the provider does not answer the vendor", []string{"replied|2020-02-04|party=vendor", "contacted|2020-02-05|party=provider"}, "reply_waiting vendor/NextMotion [rita]"},
		{"each party waits for itself", []string{"replied|2020-02-04|party=provider|name=AWS", "fix_claimed|2020-02-05"}, "reply_waiting provider/AWS [rita]\nreply_waiting vendor/NextMotion [rita]"},
		{"what was corrected is no answer", []string{"contacted|2020-01-27", "replied|2020-02-04", "note|2020-02-04|corrects=3"}, ""},
		{"what is planned is no message of ours", []string{"replied|2020-02-04", "contacted|2020-02-20|planned"}, "reply_waiting vendor/NextMotion [rita]"},
	} {
		t.Run(c.rule, func(t *testing.T) {
			t.Parallel()
			if got := shown(agenda.Of(agendaCase(withStory(t, c.events...)), nil, agendaRules(t))); got != c.want {
				t.Errorf("got %q, want %q", got, c.want)
			}
		})
	}
	t.Run("a party that wants to be left alone waits for nobody", func(t *testing.T) {
		t.Parallel()
		c := agendaCase(withStory(t, "refused|2020-02-04"), func(c *disclosure.Case) { c.Parties[0].DoNotContact = true })
		if got := shown(agenda.Of(c, nil, agendaRules(t))); got != "" {
			t.Errorf("got %q", got)
		}
	})
}

func TestWhatTheStateOfACasePutsOnTheAgenda(t *testing.T) {
	t.Parallel()
	draft := func(author string, state disclosure.DraftState, tpl disclosure.Template) func(*disclosure.Case) {
		return func(c *disclosure.Case) {
			c.Drafts = append(c.Drafts, disclosure.Draft{
				ID: "D1", Template: tpl, Contact: "C1", Role: disclosure.Vendor, Name: "NextMotion", Channel: disclosure.Email, Author: author, Revision: 1, State: state,
			})
		}
	}
	message := func(key string, state disclosure.MessageState) func(*disclosure.Case) {
		return func(c *disclosure.Case) {
			c.Messages = append(c.Messages, disclosure.Message{
				Key: key, Template: disclosure.FollowUp, Contact: "C1", Role: disclosure.Vendor, Name: "NextMotion", Channel: disclosure.Email, State: state,
			})
		}
	}
	bounced := func(c *disclosure.Case) { c.Contacts[0].Quality = disclosure.QualityBounced }
	dialogue := func(d disclosure.Dialogue) func(*disclosure.Case) {
		return func(c *disclosure.Case) {
			c.Dialogue = map[disclosure.DialogueKey]disclosure.Dialogue{disclosure.KeyFor(disclosure.Vendor, "NextMotion", disclosure.Form): d}
		}
	}
	asset := func(a disclosure.Asset) func(*disclosure.Case) {
		return func(c *disclosure.Case) { c.Assets = append(c.Assets, a) }
	}
	second := func(r *agenda.Rules) { r.SecondPerson = []disclosure.Template{disclosure.FirstContact} }
	alone := func(r *agenda.Rules) { r.Staff = nil }
	for _, c := range []struct {
		rule   string
		change []func(*disclosure.Case)
		rules  []func(*agenda.Rules)
		want   string
	}{
		{"a draft of a researcher waits for the leads", []func(*disclosure.Case){draft("rita", disclosure.DraftOpen, disclosure.FirstContact)}, nil, "draft_waiting D1 [ada bob]"},
		{"a draft waits for somebody else than its author", []func(*disclosure.Case){draft("ada", disclosure.DraftOpen, disclosure.FirstContact)}, nil, "draft_waiting D1 [bob]"},
		{
			"where the rules ask for a second person, its author may not",
			[]func(*disclosure.Case){draft("Ada", disclosure.DraftOpen, disclosure.FirstContact)},
			[]func(*agenda.Rules){second},
			"draft_waiting D1 [bob] not Ada",
		},
		{
			"whatever it is called, the first word is a first contact",
			[]func(*disclosure.Case){draft("ada", disclosure.DraftOpen, disclosure.FollowUp)},
			[]func(*agenda.Rules){second},
			"draft_waiting D1 [bob] not ada",
		},
		{"who is alone approves their own", []func(*disclosure.Case){draft("eve", disclosure.DraftOpen, disclosure.FirstContact)}, []func(*agenda.Rules){alone}, "draft_waiting D1 [eve]"},
		{
			"without a configured team anybody else may",
			[]func(*disclosure.Case){draft("eve", disclosure.DraftOpen, disclosure.FirstContact)},
			[]func(*agenda.Rules){alone, second},
			"draft_waiting D1 [] not eve",
		},
		{"what is approved waits for a lead", []func(*disclosure.Case){draft("rita", disclosure.DraftApproved, disclosure.FirstContact)}, nil, "draft_approved D1 [ada bob]"},
		{"what is sent or discarded waits for nobody", []func(*disclosure.Case){draft("rita", disclosure.DraftSent, disclosure.FollowUp), draft("rita", disclosure.DraftDiscarded, disclosure.FollowUp)}, nil, ""},
		{"an uncertain message waits for a lead", []func(*disclosure.Case){message("m1", disclosure.MessageUncertain)}, nil, "message_uncertain m1 [ada bob]"},
		{"a refused message waits", []func(*disclosure.Case){message("m1", disclosure.MessageFailed)}, nil, "message_failed m1 [rita]"},
		{"a later message settles a refused one", []func(*disclosure.Case){message("m1", disclosure.MessageFailed), message("m2", disclosure.MessageQueued)}, nil, ""},
		{"a second refused message does not", []func(*disclosure.Case){message("m1", disclosure.MessageFailed), message("m2", disclosure.MessageFailed)}, nil, "message_failed m1 [rita]\nmessage_failed m2 [rita]"},
		{"mail that came back is one item", []func(*disclosure.Case){message("m1", disclosure.MessageFailed), bounced}, nil, "contact_bounced C1 [rita]"},
		{"until the party is reached on another way", []func(*disclosure.Case){bounced, dialogue(disclosure.DialogueSent)}, nil, ""},
		{"a draft reaches nobody", []func(*disclosure.Case){bounced, dialogue(disclosure.DialogueDrafted)}, nil, "contact_bounced C1 [rita]"},
		{"what is open again", []func(*disclosure.Case){asset(disclosure.Asset{ID: "A1", Exposure: disclosure.ExposureReopened})}, nil, "reopened A1 [rita]"},
		{"what nobody can judge, once a person was told", []func(*disclosure.Case){asset(disclosure.Asset{ID: "A1", UndecidedNotified: true}), asset(disclosure.Asset{ID: "A2"})}, nil, "probe_undecided A1 [rita]"},
		{"unless the asset is not asked any more", []func(*disclosure.Case){asset(disclosure.Asset{ID: "A1", UndecidedNotified: true, Stopped: true})}, nil, ""},
		{"a case whose author left is the leads'", []func(*disclosure.Case){message("m1", disclosure.MessageFailed), func(c *disclosure.Case) { c.Author = "gone" }}, nil, "message_failed m1 [ada bob]"},
		{"so is that of one who may only read", []func(*disclosure.Case){message("m1", disclosure.MessageFailed), func(c *disclosure.Case) { c.Author = "vic" }}, nil, "message_failed m1 [ada bob]"},
		{"a case whose work ended has nothing but its publication on the agenda", []func(*disclosure.Case){message("m1", disclosure.MessageFailed), func(c *disclosure.Case) { c.Work = disclosure.WorkClosed }}, nil, ""},
	} {
		t.Run(c.rule, func(t *testing.T) {
			t.Parallel()
			rules := agendaRules(t)
			for _, f := range c.rules {
				f(&rules)
			}
			if got := shown(agenda.Of(toldCase(t, c.change...), nil, rules)); got != c.want {
				t.Errorf("got\n%s\nwant\n%s", got, c.want)
			}
		})
	}
}

func TestWhatIsLeftToPublishStaysOnTheAgendaAfterTheWork(t *testing.T) {
	t.Parallel()
	publish := deadline(t, "publication", disclosure.DuePublishFull, disclosure.ClockOverdue, "2020-02-01", "2020-02-01T23:59:00+01:00")
	remind := deadline(t, "fix", disclosure.DueReminder, disclosure.ClockOverdue, "2020-02-01", "2020-02-01T23:59:00+01:00")
	for _, tt := range []struct {
		rule   string
		work   disclosure.Work
		change func(*disclosure.Case)
		want   string
	}{
		{"the work goes on", disclosure.WorkActive, nil, "overdue fix 2020-02-01 Europe/Paris -9 [rita]\nmay_publish publication 2020-02-01 Europe/Paris -9 [rita]"},
		{"the work was closed", disclosure.WorkClosed, nil, "may_publish publication 2020-02-01 Europe/Paris -9 [rita]"},
		{"a notice before it waits", disclosure.WorkClosed, func(c *disclosure.Case) {
			c.Drafts = []disclosure.Draft{{ID: "D1", Template: disclosure.PrePublication, Author: "rita", State: disclosure.DraftOpen}, {ID: "D2", Template: disclosure.FollowUp, Author: "rita", State: disclosure.DraftOpen}}
		}, "may_publish publication 2020-02-01 Europe/Paris -9 [rita]\ndraft_waiting D1 [ada bob]"},
		{"a second person is asked for", disclosure.WorkClosed, func(c *disclosure.Case) {
			c.Proposals = []disclosure.Proposal{{What: disclosure.ProposesPublication, Clause: "full en", By: "ada", At: agendaRules(t).Now}}
		}, "may_publish publication 2020-02-01 Europe/Paris -9 [rita]\nsecond_person publication/full en [bob] not ada"},
		{"it was rejected", disclosure.WorkRejected, nil, ""},
		{"it is somebody else's", disclosure.WorkHandedOver, nil, ""},
	} {
		c := toldCase(t, func(c *disclosure.Case) { c.Work = tt.work })
		if tt.change != nil {
			tt.change(c)
		}
		if got := shown(agenda.Of(c, []clock.Deadline{remind, publish}, agendaRules(t))); got != tt.want {
			t.Errorf("%s: got\n%s\nwant\n%s", tt.rule, got, tt.want)
		}
	}
}

func TestWhatOurOwnPageGivesAwayIsFirstOnTheAgenda(t *testing.T) {
	t.Parallel()
	again := func(c *disclosure.Case) {
		c.Assets = []disclosure.Asset{{ID: "A1", Exposure: disclosure.ExposureReopened}}
	}
	overdue := []clock.Deadline{deadline(t, "fix", disclosure.DueReminder, disclosure.ClockOverdue, "2020-01-27", "2020-02-01T23:59:00+01:00")}
	for _, c := range []struct {
		rule  string
		page  disclosure.Publication
		first agenda.What
		says  string
	}{
		{"a full page", disclosure.PublicationFull, agenda.PublishedOpen, "publish a limited revision: our full page says where A1 is"},
		{"a corrected one", disclosure.PublicationCorrected, agenda.PublishedOpen, "limited revision"},
		{"a limited one", disclosure.PublicationLimited, agenda.Overdue, ""},
		{"none", disclosure.PublicationPrivate, agenda.Overdue, ""},
	} {
		k := agendaCase(again, func(x *disclosure.Case) { x.Publication = c.page })
		items := agenda.Of(k, overdue, agendaRules(t))
		if len(items) == 0 || items[0].What != c.first || !strings.Contains(items[0].Text, c.says) {
			t.Errorf("%s:\n%s", c.rule, shown(items))
			continue
		}
		if got := agenda.NextAction(k, overdue, agendaRules(t)); got != agenda.Sentence(items[0].Text) {
			t.Errorf("%s: the case says %q, and its agenda %q", c.rule, got, items[0].Text)
		}
	}
	k := agendaCase(func(x *disclosure.Case) {
		x.Publication = disclosure.PublicationFull
		x.Assets = []disclosure.Asset{{ID: "A1", Exposure: disclosure.ExposureClosed}}
	})
	if items := agenda.Of(k, nil, agendaRules(t)); len(items) > 0 && items[0].What == agenda.PublishedOpen {
		t.Errorf("nothing is open again:\n%s", shown(items))
	}
}

func TestACaseThatLacksSomethingSaysWhatToType(t *testing.T) {
	t.Parallel()
	k := agendaCase(func(c *disclosure.Case) { c.Assets, c.Discovered = nil, civil.When{} })
	items := agenda.Of(k, nil, agendaRules(t))
	if shown(items) != "lacks asset [rita]\nlacks discovered [rita]" || items[0].Hint.Code != hint.AddAsset || items[1].Hint.Code != hint.RecordDiscovery {
		t.Errorf("%s", shown(items))
	}
	if got := agenda.NextAction(k, nil, agendaRules(t)); got != "Add the asset." {
		t.Errorf("next: %q", got)
	}
	k.Snoozed = map[string]disclosure.Snooze{"": {Stop: true}}
	if items := agenda.Of(k, nil, agendaRules(t)); len(items) != 2 || !items[0].Snoozed || !items[1].Snoozed {
		t.Errorf("whoever stopped all reminders is reminded of what is missing: %s", shown(items))
	}
	k.DroppedAssets = []disclosure.Asset{{ID: "A1"}} // somebody decided that it is none of this case
	if items := agenda.Of(k, nil, agendaRules(t)); len(items) != 1 || items[0].Ref != "discovered" {
		t.Errorf("%s", shown(items))
	}
}

func TestOnlyWhoCanProveIsAskedToBeTheSecond(t *testing.T) {
	t.Parallel()
	named := disclosure.Actor{Name: "carl", Role: disclosure.Lead}
	k := toldCase(t, func(c *disclosure.Case) {
		c.Proposals = []disclosure.Proposal{{What: disclosure.ProposesWaiver, Clause: "fix", By: "ada", At: time.Date(2020, 2, 9, 0, 0, 0, 0, time.UTC)}}
	})
	rules := agendaRules(t)
	rules.Staff = append(rules.Staff, named)
	if got := shown(agenda.Of(k, nil, rules)); got != "second_person waiver/fix [bob] not ada" {
		t.Errorf("carl has neither Slack nor a key: %s", got)
	}
	rules.Staff = []disclosure.Actor{commandtest.Ada, named}
	if got := shown(agenda.Of(k, nil, rules)); got != "second_person waiver/fix [carl] not ada" {
		t.Errorf("nobody can, and one of them has to get a means: %s", got)
	}
}

func TestAReopeningIsToldAtOnceWithWhatOurPageSays(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		rule string
		page disclosure.Publication
		says string
	}{
		{"a full page", disclosure.PublicationFull, "our full page says where it is; a limited revision names no place and waits for the approval of two people. Tell the vendor"},
		{"a limited one", disclosure.PublicationLimited, "the page that is out names no place, and does not say yet that it is open"},
		{"none", disclosure.PublicationPrivate, "open again on 2020-02-09: tell the vendor in the same thread"},
	} {
		k := agendaCase(func(x *disclosure.Case) { x.Publication = c.page })
		rules := agendaRules(t)
		told := agenda.Notifications(k, []disclosure.Event{{Seq: 9, Kind: disclosure.KindReopened, At: commandtest.Day20(2, 9)}}, rules)
		who := map[string]bool{}
		for i := range told {
			who[told[i].Person] = true
			if !told[i].Urgent || !strings.Contains(told[i].Text, c.says) {
				t.Errorf("%s: %+v", c.rule, told[i])
			}
		}
		if !who["rita"] || !who["ada"] || !who["bob"] {
			t.Errorf("%s: told %v", c.rule, who)
		}
	}
}

func TestWhoCanActOnAnItem(t *testing.T) {
	t.Parallel()
	c := toldCase(t, func(c *disclosure.Case) {
		c.Drafts = []disclosure.Draft{{ID: "D1", Template: disclosure.FirstContact, Author: "ada", State: disclosure.DraftOpen, Role: disclosure.Vendor}}
		c.Assets = []disclosure.Asset{{ID: "A1", Exposure: disclosure.ExposureReopened}}
	})
	rules := agendaRules(t)
	rules.SecondPerson = []disclosure.Template{disclosure.FirstContact}
	items := agenda.Of(c, nil, rules)
	items = append(items, agenda.InboxItem(&ledger.Inbound{ID: 7, State: ledger.InboundWaiting, Received: rules.Now}, rules))
	for who, want := range map[disclosure.Actor]string{
		commandtest.Ada: "reopened inbox_waiting", commandtest.Bob: "reopened draft_waiting inbox_waiting", commandtest.Rita: "reopened inbox_waiting", commandtest.Vic: "",
	} {
		var can []string
		for i := range items {
			if items[i].CanAct(who) {
				can = append(can, string(items[i].What))
			}
		}
		if got := strings.Join(can, " "); got != want {
			t.Errorf("%s can act on %q, want %q", who.Name, got, want)
		}
	}
}

func TestAnItemKeepsItsKeyAndStampFromDayToDay(t *testing.T) {
	t.Parallel()
	events := timelinetest.History(t, "contacted|2020-01-27|party=vendor")
	moved := events[1].RecordedAt.Add(-time.Hour)
	events[1].RecordedAt = moved
	lately := agendaCase(func(c *disclosure.Case) { c.ClockEvents = disclosure.ClockEventsOf(events) })
	before := agenda.Of(lately, []clock.Deadline{deadline(t, "fix", disclosure.DueFix, disclosure.ClockRunning, "2020-02-12", "2020-02-12T23:00:00Z")}, agendaRules(t))
	later := agendaRules(t)
	later.Today, later.Now = civil.Date{Year: 2020, Month: 2, Day: 20}, later.Now.AddDate(0, 0, 10)
	after := agenda.Of(lately, []clock.Deadline{deadline(t, "fix", disclosure.DueFix, disclosure.ClockOverdue, "2020-02-12", "2020-02-12T23:00:00Z")}, later)
	if len(before) != 1 || len(after) != 1 || before[0].Key() != after[0].Key() || before[0].Key() != "DL-2020-0001/clock/1/fix" {
		t.Fatalf("%v\n%v", before, after)
	}
	// The recording of the case itself moves no clock.
	if !before[0].Recorded.Equal(moved) || !after[0].Recorded.Equal(moved) {
		t.Errorf("stamps %s and %s, want %s", before[0].Recorded, after[0].Recorded, moved)
	}
}

func TestEverythingOnAnAgendaHasItsPlace(t *testing.T) {
	t.Parallel()
	all := agenda.Whats()
	items := make([]agenda.Item, 0, len(all))
	for _, w := range slices.Backward(all) {
		items = append(items, agenda.Item{What: w})
	}
	agenda.Sort(items)
	for i := range items {
		if items[i].What != all[i] {
			t.Errorf("place %d holds %s, want %s", i, items[i].What, all[i])
		}
	}
}

func BenchmarkAgendaOf(b *testing.B) {
	clocks := []clock.Deadline{deadline(b, "fix", disclosure.DueFix, disclosure.ClockDue, "2020-02-10", "2020-02-10T23:00:00Z")}
	c := agendaCase(withStory(b, "contacted|2020-01-27|party=vendor", "contacted|2020-01-30|party=provider", "replied|2020-02-04|party=vendor"))
	rules := agendaRules(b)
	b.ReportAllocs()
	for b.Loop() {
		agenda.Of(c, clocks, rules)
	}
}

// TestWhoMayHaveReadItIsToldToEverybodyAtOnce tells of readers and of words that are nobody's.
func TestWhoMayHaveReadItIsToldToEverybodyAtOnce(t *testing.T) {
	t.Parallel()
	rules := agendaRules(t)
	for kind, want := range map[disclosure.Kind]struct {
		people int
		urgent bool
	}{disclosure.KindReadersChanged: {3, true}, disclosure.KindUnattributed: {1, false}} {
		c := agendaCase()
		events := []disclosure.Event{{Seq: 9, Kind: kind, Text: "The repository was made public."}}
		got := agenda.Notifications(c, events, rules)
		if len(got) != want.people || got[0].Urgent != want.urgent || got[0].Text == "" {
			t.Errorf("%s: %+v", kind, got)
		}
		c.Work = disclosure.WorkClosed
		if got = agenda.Notifications(c, events, rules); want.urgent != (len(got) > 0) {
			t.Errorf("%s after the end of the work: %+v", kind, got)
		}
	}
}

func TestWhatIsNextForManyIsSaidInOneLine(t *testing.T) {
	t.Parallel()
	next := func(vendors, overdue int) string {
		c := &disclosure.Case{ID: "DL-2020-0001", FirstContact: civil.OnDay(2020, 1, 27), Clocks: disclosure.Clocks{}, Reached: map[disclosure.PartyKey]civil.When{}, Answered: map[disclosure.PartyKey]civil.When{}}
		for i := range vendors {
			p := disclosure.Party{Role: disclosure.Vendor, Name: fmt.Sprint("Clinic ", i+1)}
			c.Parties = append(c.Parties, p)
			c.Reached[disclosure.KeyOf(p.Role, p.Name)] = civil.OnDay(2020, 1, 27)
			k := disclosure.Clock{State: disclosure.ClockRunning, Due: civil.OnDay(2020, 2, 3)}
			if i < overdue {
				k.State = disclosure.ClockOverdue
			}
			c.Clocks["csirt@vendor/"+p.Name] = k
		}
		c.Answered[disclosure.KeyOf(disclosure.Vendor, "Clinic 2")] = civil.OnDay(2020, 1, 29)
		c.Clocks["publication"] = disclosure.Clock{State: disclosure.ClockRunning, Due: civil.OnDay(2020, 4, 26)}
		_, what := agenda.NextDue(c)
		return what
	}
	for _, x := range []struct {
		rule             string
		vendors, overdue int
		want             string
	}{
		{"one vendor", 1, 0, "csirt"},
		{"a few stand apart", 3, 0, "csirt (Clinic 1)"},
		{"many share a line", 170, 0, "csirt, 170 vendors (169 silent, 1 answered)"},
		{"those of one state", 170, 100, "csirt, 100 vendors (169 silent, 1 answered)"},
		{"nobody", 0, 0, "publication"},
	} {
		if got := next(x.vendors, x.overdue); got != x.want {
			t.Errorf("%s: %q, want %q", x.rule, got, x.want)
		}
	}
}

// Of four vendors one has no other contact, so that three are left who are written to as one list. They stay one item.
func TestWhomOneListWritesToIsOneItem(t *testing.T) {
	t.Parallel()
	c := toldCase(t)
	c.Parties, c.Contacts, c.Imported, c.Reached = nil, nil, true, map[disclosure.PartyKey]civil.When{}
	var clocks []clock.Deadline
	for i := range 4 {
		name := fmt.Sprint("Clinic ", i+1)
		c.Parties = append(c.Parties, disclosure.Party{Role: disclosure.Vendor, Name: name})
		c.Reached[disclosure.KeyOf(disclosure.Vendor, name)] = civil.OnDay(2020, 1, 27)
		if i > 0 {
			c.Contacts = append(c.Contacts, disclosure.Contact{
				ID: fmt.Sprint("C", i), Role: disclosure.Vendor, Name: name, Channel: disclosure.Email, Address: name + "@vendor.example", Quality: disclosure.QualityPublished,
			})
		}
		k := deadline(t, "remind", disclosure.DueReminder, disclosure.ClockOverdue, "2020-02-01", "2020-02-01T23:59:00+01:00")
		k.Role, k.Name, k.Step = disclosure.Vendor, name, &clock.EscalationStep{Role: disclosure.Vendor, Template: disclosure.FollowUp}
		clocks = append(clocks, k)
	}
	var parties []int
	for _, i := range agenda.Of(c, clocks, agendaRules(t)) {
		if i.What == agenda.Overdue {
			parties = append(parties, i.Parties)
		}
	}
	slices.Sort(parties)
	if !slices.Equal(parties, []int{0, 3}) {
		t.Errorf("the items stand for %v parties", parties)
	}
}

func TestWhatNobodyCanJudgeSaysHowTwoPeopleAttestIt(t *testing.T) {
	t.Parallel()
	undecided := func(c *disclosure.Case) { c.Assets[0].UndecidedNotified = true }
	for _, it := range agenda.Of(toldCase(t, undecided), nil, agendaRules(t)) {
		if it.What == agenda.ProbeUndecided {
			if it.Hint == nil || it.Hint.Code != hint.Attest || it.Hint.Args["asset"] != "A1" {
				t.Errorf("hints at %+v", it.Hint)
			}
			return
		}
	}
	t.Error("it is on no agenda")
}

func TestWhatIsNextWhereChecksWereStopped(t *testing.T) {
	for want, stopped := range map[string][]bool{
		"Wait for an answer; the asset is probed until it is closed.":                                 {false, false},
		"Wait for an answer; what is not stopped is probed until it is closed.":                       {true, false},
		"Wait for an answer; checks were stopped, so that only their word can say that it is closed.": {true, true},
	} {
		c := &disclosure.Case{
			ID: "DL-2020-0001", Work: disclosure.WorkActive, Discovered: commandtest.Day20(1, 24), FirstContact: commandtest.Day20(1, 27),
			Parties:  []disclosure.Party{{Role: disclosure.Vendor, Name: "NextMotion"}},
			Contacts: []disclosure.Contact{{ID: "C1", Role: disclosure.Vendor, Name: "NextMotion", Channel: disclosure.Email, Address: "security@nextmotion.example"}},
			Dialogue: map[disclosure.DialogueKey]disclosure.Dialogue{disclosure.KeyFor(disclosure.Vendor, "NextMotion", disclosure.Email): disclosure.DialogueSent},
		}
		for i, s := range stopped {
			c.Assets = append(c.Assets, disclosure.Asset{ID: fmt.Sprint("A", i+1), Kind: "s3", Exposure: disclosure.ExposureOpen, Stopped: s})
		}
		if got := agenda.NextAction(c, nil, agenda.Rules{}); got != want {
			t.Errorf("stopped %v: %q", stopped, got)
		}
	}
}

func TestAWithdrawnReportIsNotToPublishAndEachPageThatStandsIsNamed(t *testing.T) {
	t.Parallel()
	possible := []clock.Deadline{deadline(t, disclosure.PublicationClause, disclosure.DuePublishFull, disclosure.ClockOverdue, "2020-01-27", "2020-02-01T23:59:00+01:00")}
	for _, work := range []disclosure.Work{disclosure.WorkActive, disclosure.WorkClosed} {
		k := agendaCase(func(x *disclosure.Case) {
			x.Work, x.Publication = work, disclosure.PublicationWithdrawn
			x.Clocks = map[string]disclosure.Clock{disclosure.PublicationClause: {State: disclosure.ClockOverdue, What: disclosure.DuePublishFull, Due: civil.OnDay(2020, 2, 1)}}
			x.Manuscript = x.Manuscript.Published(manuscript.Standing{Lang: "de", Mode: "full", Seq: 3}).Published(manuscript.Standing{Lang: "en", Mode: "full", Seq: 4}).Revised(7).
				Published(manuscript.Standing{Lang: "en", Mode: "stub", Seq: 9})
		})
		items := agenda.Of(k, possible, agendaRules(t))
		i := slices.IndexFunc(items, func(i agenda.Item) bool { return i.What == agenda.PageStands })
		if i < 0 || items[i].Ref != "de" || items[i].Text != "publish the withdrawal in de: the full page there still says the old" {
			t.Errorf("%s:\n%s", work, shown(items))
		}
		if slices.ContainsFunc(items, func(i agenda.Item) bool { return i.What == agenda.MayPublish || i.Ref == "en" }) {
			t.Errorf("%s: what is taken back is to be published:\n%s", work, shown(items))
		}
		if due, what := agenda.NextDue(k); !due.IsZero() && what != "nobody_told" {
			t.Errorf("%s: next is %s, %s", work, what, due)
		}
		k.Manuscript = k.Manuscript.Published(manuscript.Standing{Lang: "de", Mode: "stub", Seq: 11})
		if items := agenda.Of(k, nil, agendaRules(t)); slices.ContainsFunc(items, func(i agenda.Item) bool { return i.What == agenda.PageStands }) {
			t.Errorf("%s: every page says it:\n%s", work, shown(items))
		}
	}
}
