package record_test

import (
	"strings"
	"testing"

	"daylight/disclosure"
	"daylight/disclosure/civil"
	"daylight/disclosure/command"
	"daylight/disclosure/command/commandtest"
	"daylight/disclosure/command/deadline"
	"daylight/disclosure/command/publish"
	"daylight/disclosure/command/record"
	"daylight/disclosure/fault"
	"daylight/disclosure/ledger"
	"daylight/disclosure/task"
)

func TestWhatARecordedFactEntails(t *testing.T) {
	t.Parallel()
	day := commandtest.Day20(1, 24)
	jobs := func(p *commandtest.Play, e record.AddEvent) []disclosure.ProbeRequest {
		e.At = day
		var out []disclosure.ProbeRequest
		for _, j := range p.Do(commandtest.Ada, e).Jobs {
			if j.Task() == ledger.TaskProbe {
				out = append(out, commandtest.Payload[task.Probe](t, j).Request)
			}
		}
		return out
	}
	claim := record.AddEvent{Kind: disclosure.KindFixClaimed, Channel: disclosure.Issue, Ref: "o/r#1"}
	if got := jobs(commandtest.NewPlay(t), claim); len(got) != 3 || got[0].By != "vendor" || got[0].Reason != disclosure.ProbeForClaim || got[0].Channel != disclosure.Issue || got[0].Ref != "o/r#1" {
		t.Errorf("a claim of nobody named is the vendor's: %+v", got)
	}
	claim.Party = disclosure.Provider
	if got := jobs(commandtest.NewPlay(t), claim); len(got) != 3 || got[0].By != "provider" {
		t.Errorf("a claim of the provider: %+v", got)
	}
	claim.Planned = true
	if got := jobs(commandtest.NewPlay(t), claim); len(got) != 0 {
		t.Errorf("a claim that is only planned: %+v", got)
	}
	p := commandtest.NewPlay(t)
	p.CloseA1()
	again := p.Do(commandtest.Ada, record.AddEvent{Kind: disclosure.KindReopened, At: civil.DateOf(p.Now).When()})
	if len(again.Jobs) != 1 || commandtest.Payload[task.Probe](t, again.Jobs[0]).Request.By != "ada" {
		t.Errorf("who saw it open again asks: %+v", again.Jobs)
	}
	if got := jobs(commandtest.NewPlay(t), record.AddEvent{Kind: disclosure.KindNote, Text: "t"}); len(got) != 0 {
		t.Errorf("a note asks nobody: %+v", got)
	}
	p = commandtest.NewPlay(t)
	e := p.Do(commandtest.Ada, record.AddEvent{Kind: disclosure.KindContacted, At: day, Party: disclosure.Vendor, Text: " by phone "}).Events[0]
	if e.Name != "NextMotion" || e.Text != "by phone" {
		t.Errorf("a party goes by its name: %+v", e)
	}
	if e := p.Do(commandtest.Ada, record.AddEvent{Kind: disclosure.KindContacted, At: day, Party: disclosure.Vendor, Name: "Next"}).Events[0]; e.Name != "Next" {
		t.Errorf("a name that is given stays: %+v", e)
	}
	if e := p.Do(commandtest.Ada, record.AddEvent{Kind: disclosure.KindStatement, At: day}).Events[0]; e.Name != "" {
		t.Errorf("nobody has no name: %+v", e)
	}
}

func TestTheOrderOfFactsThatArePossible(t *testing.T) {
	t.Parallel()
	on := func(kind disclosure.Kind, day int, change ...func(*record.AddEvent)) record.AddEvent {
		e := record.AddEvent{Kind: kind, At: commandtest.Day20(1, day), Text: "t"}
		for _, f := range change {
			f(&e)
		}
		return e
	}
	planned := func(e *record.AddEvent) { e.Planned = true }
	written := func(p *commandtest.Play) { p.Event(disclosure.KindContacted, commandtest.Day20(1, 25)) }
	closed := func(p *commandtest.Play) { p.Event(disclosure.KindClosed, commandtest.Day20(1, 26)) }
	stub := func(p *commandtest.Play) {
		p.Do(commandtest.Bob, publish.Preview{Mode: disclosure.Stub, Lang: "en", Digest: "d"})
		p.Do(commandtest.Bob, publish.ApprovePublication{Mode: disclosure.Stub, Lang: "en", Digest: "d"})
		p.Do(commandtest.Ada, publish.Publish{Mode: disclosure.Stub, Lang: "en", Digest: "d", Checks: commandtest.PassedChecks()})
	}
	for _, c := range []struct {
		rule string
		prep func(*commandtest.Play)
		e    record.AddEvent
		says string // "" is allowed
	}{
		{"an answer on the day of the contact", written, on(disclosure.KindReplied, 25), ""},
		{"an answer before it", written, on(disclosure.KindReplied, 24), "before the contact on 2020-01-25"},
		{"an answer of the provider", written, on(disclosure.KindReplied, 26, func(e *record.AddEvent) { e.Party = disclosure.Provider }), "needs a contact with the provider"},
		{"a planned answer", nil, on(disclosure.KindReplied, 24, planned), ""},
		{"a closure on the day of the discovery", nil, on(disclosure.KindClosed, 24), ""},
		{"a closure before it", nil, on(disclosure.KindClosed, 23), "before the discovery"},
		{"a contact on the day of the discovery", nil, on(disclosure.KindContacted, 24), ""},
		{"an escalation before it", nil, on(disclosure.KindEscalated, 23), "before the discovery"},
		{"a re-opening on the day of the closure", closed, on(disclosure.KindReopened, 26), ""},
		{"a re-opening before it", closed, on(disclosure.KindReopened, 25), "before the closure"},
		{"a re-opening of what is open", nil, on(disclosure.KindReopened, 26), "was not closed"},
		{"a correction of nothing that is out", nil, on(disclosure.KindCorrected, 26), "nothing of"},
		{"a withdrawal of nothing that is out", nil, on(disclosure.KindWithdrawn, 26), "nothing of"},
		{"a withdrawal of a stub", stub, on(disclosure.KindWithdrawn, 26), ""},
		{"a fact of today", nil, on(disclosure.KindEvidenceAdded, 27), ""},
		{"a fact of tomorrow, somewhere", nil, on(disclosure.KindEvidenceAdded, 28), "record it as planned"},
		{"a plan for tomorrow", nil, on(disclosure.KindEvidenceAdded, 28, planned), ""},
		{"a span of one day", nil, on(disclosure.KindNote, 24, func(e *record.AddEvent) { e.Until = e.At }), ""},
		{"a text as long as may be", nil, on(disclosure.KindNote, 24, func(e *record.AddEvent) { e.Text = strings.Repeat("x", 20_000) }), ""},
		{"a text that is longer", nil, on(disclosure.KindNote, 24, func(e *record.AddEvent) { e.Text = strings.Repeat("x", 20_001) }), "20,000"},
		{"a correction of the newest event", nil, on(disclosure.KindNote, 24, func(e *record.AddEvent) { e.Corrects = 3 }), ""},
		{"a correction of one that is not there", nil, on(disclosure.KindNote, 24, func(e *record.AddEvent) { e.Corrects = 4 }), "no event 4"},
		{"a correction of less than nothing", nil, on(disclosure.KindNote, 24, func(e *record.AddEvent) { e.Corrects = -1 }), "no event -1"},
		{"a kind that Daylight alone records", nil, on(disclosure.KindMessageQueued, 24), "Daylight records it"},
	} {
		p := commandtest.NewPlay(t)
		p.At(27, 9)
		if c.prep != nil {
			c.prep(p)
		}
		_, err := p.Try(commandtest.Ada, c.e)
		if c.says == "" && err != nil || c.says != "" && (err == nil || !strings.Contains(err.Error(), c.says)) {
			t.Errorf("%s: %v, want %q", c.rule, err, c.says)
		}
	}
}

func TestADecisionAboutAClockTypedInIsThatDecision(t *testing.T) {
	t.Parallel()
	p := commandtest.NewPlay(t)
	day := commandtest.Day20(1, 24)
	add := func(kind disclosure.Kind, ref string, until civil.When) disclosure.Event {
		return p.Do(commandtest.Ada, record.AddEvent{Kind: kind, At: day, Ref: ref, Until: until, Text: "why", Party: disclosure.Vendor}).Events[0]
	}
	for _, ref := range []string{"", "talk"} {
		clause := ref
		if clause == "" {
			clause = disclosure.PublicationClause
		}
		for _, c := range []struct {
			kind  disclosure.Kind
			until civil.When
			state disclosure.ClockState
		}{
			{disclosure.KindDeadlineSet, commandtest.Day20(3, 1), disclosure.ClockRunning},
			{disclosure.KindExtensionGranted, commandtest.Day20(3, 9), disclosure.ClockExtended},
			{disclosure.KindClockPaused, civil.When{}, disclosure.ClockPaused},
			{disclosure.KindClockResumed, civil.When{}, disclosure.ClockExtended},
		} {
			e := add(c.kind, ref, c.until)
			if e.Kind != c.kind || e.At != day || e.Text != "why" || e.Detail.Clock == nil || e.Detail.Clock.Clause != clause || e.Until != c.until || p.C.Clocks[clause].State != c.state {
				t.Errorf("%s of %s: %+v, clock %+v", c.kind, clause, e, p.C.Clocks[clause])
			}
			if party := e.Party == disclosure.Vendor; party != (c.kind == disclosure.KindExtensionGranted) {
				t.Errorf("%s: asked by %q", c.kind, e.Party)
			}
		}
	}
	p.Refused(commandtest.Ada, record.AddEvent{Kind: disclosure.KindClockPaused, At: day, Text: "r", Corrects: 1}, fault.Invalid, "cannot correct another event")
	p.Refused(commandtest.Rita, record.AddEvent{Kind: disclosure.KindClockPaused, At: day, Text: "r"}, fault.Forbidden, "lead")
}

func TestWhoIsHeldForToldWasTriedAndTwoPeopleSaySo(t *testing.T) {
	t.Parallel()
	day := commandtest.Day20(1, 24)
	aware := record.AddEvent{Kind: disclosure.KindDeemedAware, At: commandtest.Day20(1, 30), Text: "no word since"}
	p := commandtest.NewPlay(t)
	p.At(30, 9)
	p.Refused(commandtest.Ada, aware, fault.Refused, "needs a contact with the vendor")
	p.Event(disclosure.KindContacted, day, func(e *record.AddEvent) { e.Channel = disclosure.Email })
	p.Event(disclosure.KindContacted, commandtest.Day20(1, 26))
	p.Event(disclosure.KindContacted, commandtest.Day20(1, 27), func(e *record.AddEvent) { e.Party = disclosure.Provider })
	p.Event(disclosure.KindBounced, day, func(e *record.AddEvent) { e.Channel = disclosure.Email })
	if d := p.Do(commandtest.Ada, aware); commandtest.KindsOf(d) != "proposed" {
		t.Fatalf("one person: %s", commandtest.KindsOf(d))
	}
	p.Refused(commandtest.Ada, aware, fault.Refused, "somebody else has to approve it")
	for rule, other := range map[string]record.AddEvent{
		"another day":   {Kind: aware.Kind, At: commandtest.Day20(1, 29), Text: aware.Text},
		"other words":   {Kind: aware.Kind, At: aware.At, Text: "they never wanted to know"},
		"another party": {Kind: aware.Kind, At: aware.At, Text: aware.Text, Party: disclosure.Provider},
	} {
		if d, err := p.Try(commandtest.Bob, other); err != nil || commandtest.KindsOf(d) != "proposed" {
			t.Errorf("%s is what ada said: %s %v", rule, commandtest.KindsOf(d), err)
		}
	}
	e := p.Do(commandtest.Bob, record.AddEvent{Kind: aware.Kind, At: aware.At}).Events[0] // who agrees without words means those of the first
	if e.Kind != disclosure.KindDeemedAware || e.Party != disclosure.Vendor || e.Detail.CoApprover != "ada" ||
		!strings.HasPrefix(e.Text, "no word since\nAttempts: ") || strings.Contains(e.Text, "01-27") || strings.Count(e.Text, "came back") != 1 || !strings.Contains(e.Text, "2020-01-24 by email") {
		t.Errorf("%+v", e)
	}
	aware.Planned = true
	if d := p.Do(commandtest.Ada, aware); commandtest.KindsOf(d) != "deemed_aware" {
		t.Errorf("a plan takes nobody's word: %s", commandtest.KindsOf(d))
	}
	if r := aware.Rule(); r.CoApproval != command.CoApprovalNever {
		t.Errorf("a plan: %+v", r)
	}
	aware.Planned = false
	if r := aware.Rule(); r.CoApproval != command.CoApprovalAlways {
		t.Errorf("a fact: %+v", r)
	}
	p = commandtest.NewPlay(t)
	p.At(30, 9)
	p.Event(disclosure.KindContacted, day)
	p.CloseA1()
	p.Event(disclosure.KindReopened, civil.DateOf(p.Now).When())
	aware.At = civil.DateOf(p.Now).When()
	p.Refused(commandtest.Ada, aware, fault.Refused, "nobody has tried to reach the vendor since it was last open")
}

func TestWhatALeadMayCorrect(t *testing.T) {
	t.Parallel()
	note := func(seq int) record.AddEvent {
		return record.AddEvent{Kind: disclosure.KindNote, At: commandtest.Day20(1, 24), Text: "not so", Corrects: seq}
	}
	p := reached(t)
	p.Event(disclosure.KindAcknowledged, commandtest.Day20(1, 24))
	p.Do(commandtest.Rita, note(last(p, disclosure.KindAcknowledged)))
	p.Do(commandtest.Rita, note(1)) // the clocks do not hang on it
	for name, decide := range map[disclosure.Kind]func(){
		disclosure.KindLeaked: func() {
			p.Do(commandtest.Ada, record.AddEvent{Kind: disclosure.KindLeaked, At: commandtest.Day20(1, 24)})
		},
		disclosure.KindPolicyChanged: func() {
			p.Rules.Clocks.Policies["q"] = p.Rules.Clocks.Policies["plain"]
			p.Do(commandtest.Ada, deadline.UsePolicy{Name: "q", Reason: "r"})
		},
	} {
		p = reached(t)
		decide()
		seq := last(p, name)
		p.Refused(commandtest.Rita, note(seq), fault.Forbidden, "moved a deadline")
		p.Do(commandtest.Ada, note(seq))
	}
}

func TestWhatEndsEveryEmbargoTakesALead(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		e    record.AddEvent
		rank disclosure.Rank
	}{
		{record.AddEvent{Kind: disclosure.KindExploited}, disclosure.Lead},
		{record.AddEvent{Kind: disclosure.KindLeaked}, disclosure.Lead},
		{record.AddEvent{Kind: disclosure.KindLeaked, Planned: true}, disclosure.Researcher},
		{record.AddEvent{Kind: disclosure.KindExploited, Planned: true}, disclosure.Researcher},
		{record.AddEvent{Kind: disclosure.KindNote}, disclosure.Researcher},
	} {
		if r := c.e.Rule(); r.Rank != c.rank || !r.Engine || !r.Ended || r.CoApproval != command.CoApprovalNever {
			t.Errorf("%s, planned %v: %+v", c.e.Kind, c.e.Planned, r)
		}
	}
}

func TestAnEventWithoutANameIsOfNoneOfSeveral(t *testing.T) {
	t.Parallel()
	p := commandtest.NewPlay(t)
	for _, name := range []string{"B", "C"} {
		p.C.Parties = append(p.C.Parties, disclosure.Party{Role: disclosure.Vendor, Name: name})
	}
	called := record.AddEvent{Kind: disclosure.KindContacted, At: commandtest.Day20(1, 24), Party: disclosure.Vendor, Channel: disclosure.Phone}
	p.Refused(commandtest.Ada, called, fault.Invalid, `"B", "C"`)
	if d := p.Do(commandtest.Bob, called); len(d.Events) == 0 || d.Events[0].Name != "" {
		t.Errorf("it is of %q", d.Events[0].Name)
	}
	called.Name = "B"
	if d := p.Do(commandtest.Ada, called); d.Events[0].Name != "B" {
		t.Errorf("it is of %q", d.Events[0].Name)
	}
}

func TestAClaimProbesTheAssetsOfWhoMadeItAndThoseWithoutAnOwner(t *testing.T) {
	t.Parallel()
	p := commandtest.NewPlay(t)
	first := p.C.Assets[0]
	for id, owner := range map[string]string{"A2": "B", "A3": "C"} {
		a := first
		a.ID, a.Owner = id, owner
		p.C.Assets = append(p.C.Assets, a)
	}
	p.C.Parties = append(p.C.Parties, disclosure.Party{Role: disclosure.Vendor, Name: "B"}, disclosure.Party{Role: disclosure.Vendor, Name: "C"})
	d := p.Do(commandtest.Ada, record.AddEvent{Kind: disclosure.KindFixClaimed, At: commandtest.Day20(1, 24), Party: disclosure.Vendor, Name: "B"})
	asked := map[string]int{}
	for _, j := range d.Jobs {
		if probe, err := ledger.PayloadOf[task.Probe](j); err == nil && j.Queue == ledger.QueueAsked {
			asked[probe.Asset]++
		}
	}
	if asked[first.ID] != 3 || asked["A2"] != 3 || asked["A3"] != 0 {
		t.Errorf("asked: %v", asked)
	}
}
