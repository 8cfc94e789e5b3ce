package gate_test

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"daylight/disclosure"
	"daylight/disclosure/civil"
	"daylight/disclosure/clock"
	"daylight/disclosure/command"
	"daylight/disclosure/command/commandtest"
	"daylight/disclosure/command/deadline"
	"daylight/disclosure/command/exposure"
	"daylight/disclosure/command/incoming"
	"daylight/disclosure/command/message"
	"daylight/disclosure/command/publish"
	"daylight/disclosure/command/record"
	"daylight/disclosure/gate"
	"daylight/disclosure/ledger"
	"daylight/disclosure/milestone"
	"daylight/disclosure/person"
	"daylight/disclosure/timeline"
)

// moment is a case at one moment of its story, from which each event of the table is tried.
type moment struct {
	name   string
	c      *disclosure.Case
	events []disclosure.Event
	now    time.Time
	rules  command.Rules
	// party is whom the events of the table are about: the vendor, or a CSIRT where no vendor is known.
	party disclosure.Role
}

func (m *moment) ownerless() bool { return m.party != disclosure.Vendor }

// give decides a command and returns the case after it; the moment itself stays.
func (m *moment) give(who disclosure.Actor, cmd command.Command) (*moment, []disclosure.Event, bool) {
	d, err := command.Decide(m.c, cmd, command.Env{Actor: who, Now: m.now, Rules: m.rules})
	if err != nil || len(d.Events) == 0 {
		return m, nil, false
	}
	next := *m
	next.c = milestone.Apply(m.c, d.Events...)
	next.events = append(slices.Clone(m.events), d.Events...)
	return &next, d.Events, true
}

// answers are the answers of the gate.
func (m *moment) answers(mode disclosure.Mode) map[string]gate.Check {
	clocks := command.Env{Now: m.now, Rules: m.rules}.Clock()
	out := map[string]gate.Check{}
	for _, c := range gate.Run(gate.Input{
		Case: m.c, Timeline: timeline.Build(m.c, m.events, clocks.Today()), Mode: mode, Lang: "en", Digest: "d",
		Files: map[string][]byte{"index.md": []byte("# A bucket\n")}, Clock: clocks, Rules: m.rules.Gate,
	}) {
		out[c.Name] = c
	}
	return out
}

// moments are cases that the gate refuses, for every reason that an event could turn.
func moments(t *testing.T) []*moment {
	t.Helper()
	var out []*moment
	add := func(name string, facts func(*disclosure.Facts), rules func(*command.Rules), story ...func(*commandtest.Play)) {
		p := commandtest.EmptyPlay(t)
		if rules != nil {
			rules(&p.Rules)
		}
		f := commandtest.NextMotionFacts()
		if facts != nil {
			facts(&f)
		}
		p.Do(commandtest.Ada, record.Record{ID: commandtest.PlayID, Facts: f, Discovered: civil.OnDay(2019, 2, 1)})
		p.Do(commandtest.Ada, record.AddContact{Contact: disclosure.Contact{
			Role: disclosure.Vendor, Channel: disclosure.Email, Address: "security@nextmotion.example", Found: "security.txt",
		}})
		for _, tell := range story {
			tell(p)
		}
		out = append(out, &moment{name: name, c: p.C, events: p.Events, now: p.Now, rules: p.Rules, party: disclosure.Vendor})
	}
	told := func(p *commandtest.Play) { p.Sent(disclosure.FirstContact, "C1") }
	closed := func(p *commandtest.Play) { p.CloseA1(); p.Now = p.Now.Add(72 * time.Hour) }
	typed := func(kind disclosure.Kind, planned bool) func(*commandtest.Play) {
		return func(p *commandtest.Play) {
			p.Event(kind, civil.OnDay(2020, 1, 10), func(e *record.AddEvent) { e.Planned, e.Text = planned, "t" })
		}
	}
	add("nobody was told", nil, nil)
	add("the vendor was told today", nil, nil, told)
	add("somebody typed that the vendor was told", nil, nil, typed(disclosure.KindContacted, false))
	add("the vendor asks for more time", nil, nil, told, typed(disclosure.KindExtensionRequested, false))
	add("the clock stands", nil, nil, told, func(p *commandtest.Play) {
		p.Do(commandtest.Ada, deadline.PauseClock{Clause: disclosure.PublicationClause, Reason: "they ask"})
	})
	add("closed, and the newest probe is old", nil, nil, told, closed)
	add("under an embargo", func(f *disclosure.Facts) { f.Embargo = civil.OnDay(2021, 1, 1) }, nil, told, closed)
	add("details are held back", nil, func(r *command.Rules) { r.Clocks = holdingBackRules() }, told, closed)
	add("closed, and a heads-up counts at once", nil, func(r *command.Rules) { r.Gate.HeadsUpDays = 0 }, told, closed)
	add("nearly closed", nil, nil, told, func(p *commandtest.Play) {
		p.WasOpen("A1")
		for range 3 {
			p.Probe(commandtest.SeesClosed(p.Now), disclosure.ProbeForPerson)
			p.Now = p.Now.Add(8 * time.Hour)
		}
	})
	add("a message is uncertain", nil, nil, func(p *commandtest.Play) {
		key := p.Queued(disclosure.FirstContact, "C1")
		p.Do(commandtest.Robot, message.RecordDelivery{Message: key, Delivery: ledger.Delivery{Kind: ledger.Uncertain, Reason: "lost"}})
	})
	add("the history has a plan whose day has passed", nil, nil, told, typed(disclosure.KindNote, true))
	return append(out, ownerless(t, false), ownerless(t, true))
}

// ownerless is a case of which nobody knows whose the asset is, with a CSIRT that could be told.
func ownerless(t *testing.T, atOnce bool) *moment {
	t.Helper()
	p := commandtest.EmptyPlay(t)
	if atOnce {
		p.Rules.Gate.HeadsUpDays = 0
	}
	f := commandtest.NextMotionFacts()
	f.Parties = nil
	p.Do(commandtest.Ada, record.Record{ID: commandtest.PlayID, Facts: f, Discovered: civil.OnDay(2019, 2, 1)})
	p.Do(commandtest.Ada, record.AddContact{Contact: disclosure.Contact{
		Role: disclosure.Coordinator, Name: "CSIRT", Channel: disclosure.Email, Address: "report@csirt.example", Found: "their page",
	}})
	return &moment{name: fmt.Sprintf("nobody knows whose it is (%t)", atOnce), c: p.C, events: p.Events, now: p.Now, rules: p.Rules, party: disclosure.Coordinator}
}

// holdingBackRules have a policy that frees the details 60 days after the closure, and one that holds nothing back.
func holdingBackRules() clock.Rules {
	rules := clock.PlainRules()
	plain := rules.Policies["plain"]
	quick := plain
	quick.Name = "quick"
	plain.Clauses = append(slices.Clone(plain.Clauses), clock.Clause{
		Name: "details", Due: disclosure.DuePublishFull, From: clock.AnchorRule{Of: []clock.Anchor{clock.AnchorFixed}}, Days: 60,
	})
	rules.Policies["plain"], rules.Policies["quick"] = plain, quick
	return rules
}

// try is one way in which somebody brings an event.
type try struct {
	way  string
	by   gate.Bringer // by TwoPeople, what was on record before is confirmed first
	give func(*moment) (*moment, []disclosure.Event, bool)
}

// hands are by which it is known who types: a login with people in the configuration, and somebody's word without.
func hands() map[string]person.Hand {
	return map[string]person.Hand{
		"people": {Via: person.CLI, Login: "ada", Proof: person.ByLogin}, "none": {Via: person.CLI, Login: "ada"},
	}
}

// dates are when an event is said to have happened, with the end that clocks read.
func dates(now time.Time) [][2]civil.When {
	today := civil.DateOf(now)
	return [][2]civil.When{
		{civil.OnDay(2019, 3, 1), civil.OnDay(2019, 3, 2)},
		{today.AddDays(-40).When(), today.AddDays(-39).When()},
		{today.When(), today.AddDays(40).When()},
	}
}

// typing are all events that somebody can type or bring from the inbox, by one person and confirmed by two.
func typing(m *moment) []try {
	var out []try
	for people, hand := range hands() {
		for _, who := range []disclosure.Actor{{Name: "ada", Role: disclosure.Lead, Hand: hand}, {Name: "ada", Role: disclosure.Researcher, Hand: hand}} {
			by := gate.ALead
			if who.Role == disclosure.Researcher {
				by = gate.Anybody
			}
			sources := []disclosure.Source{""}
			if people == "people" && by == gate.ALead && len(m.c.Messages) == 0 { // no rule looks at a source and at the rest of the story at once
				sources = append(sources, disclosure.Sources()...)
			}
			for _, kind := range disclosure.Kinds() {
				for _, source := range sources {
					for i, at := range dates(m.now) {
						if people == "none" && i > 0 {
							continue // nor at who types and at the date
						}
						e := record.AddEvent{Kind: kind, At: at[0], Until: at[1], Party: m.party, Source: source, Ref: "https://news.example/1", Text: "t", Channel: disclosure.Phone}
						if info := kind.Info(); info.Axis == disclosure.AxisClock || kind == disclosure.KindExtensionGranted {
							e.Ref = disclosure.PublicationClause
						}
						name := fmt.Sprintf("%s %s of %s (%d), typed by %s", people, kind, source, i, who.Role)
						out = append(out, one(name, by, who, e))
						if people == "people" && by == gate.ALead && source == "" {
							out = append(out, two(name, e), alone(name, who, e))
						}
					}
				}
				out = append(out, one(fmt.Sprintf("%s %s, taken from the inbox by %s", people, kind, who.Role), by, who, incoming.RecordInbound{
					Kind: kind, Party: disclosure.Vendor, Channel: disclosure.Email, Source: disclosure.SourceVendorMail, Text: "STOP", Inbox: 1, Body: "b", Writer: "x@y.example",
				}))
			}
			for seq := 1; seq <= m.c.Version; seq++ {
				out = append(out, one(fmt.Sprintf("%s correction of %d by %s", people, seq, who.Role), by, who,
					record.AddEvent{Kind: disclosure.KindNote, At: civil.DateOf(m.now).When(), Text: "not so", Corrects: seq}))
			}
		}
	}
	return out
}

// one person gives a command.
func one(name string, by gate.Bringer, who disclosure.Actor, cmd command.Command) try {
	return try{way: name, by: by, give: func(m *moment) (*moment, []disclosure.Event, bool) { return m.give(who, cmd) }}
}

// previewed lets somebody else look at the files of a page before they approve them.
func previewed(name string, cmd publish.ApprovePublication) try {
	return try{way: name + " by somebody else", by: gate.TwoPeople, give: func(m *moment) (*moment, []disclosure.Event, bool) {
		m, looked, ok := m.give(commandtest.Bob, publish.Preview{Mode: cmd.Mode, Lang: cmd.Lang, Digest: cmd.Digest})
		if !ok {
			return m, nil, false
		}
		m, approved, ok := m.give(commandtest.Bob, cmd)
		return m, append(looked, approved...), ok
	}}
}

// alone gives a command where the team lets one person decide what takes two. That replaces the second person, and no evidence:
// see [bringer].
func alone(name string, who disclosure.Actor, cmd command.Command) try {
	return try{way: "solo " + name, by: gate.ALead, give: func(m *moment) (*moment, []disclosure.Event, bool) {
		solo := *m
		solo.rules.Solo = true
		return solo.give(who, cmd)
	}}
}

// bringer is who brought the events: what one person decided alone, by the rule of the team, stands for the word of two.
func bringer(by gate.Bringer, events []disclosure.Event) gate.Bringer {
	if slices.ContainsFunc(events, func(e disclosure.Event) bool { return e.Detail.Solo }) {
		return gate.TwoPeople
	}
	return by
}

// two people give a command, and say then that everything on record is true.
func two(name string, cmd command.Command) try {
	return try{way: name + ", by two people", by: gate.TwoPeople, give: func(m *moment) (*moment, []disclosure.Event, bool) {
		next, events, ok := m.give(commandtest.Ada, cmd)
		if ok && events[0].Kind == disclosure.KindProposed {
			next, events, ok = next.give(commandtest.Bob, cmd)
		}
		if !ok {
			return m, nil, false
		}
		next, ok = next.confirmed()
		return next, events, ok
	}}
}

// confirmed lets two people say that everything on record is true.
func (m *moment) confirmed() (next *moment, ok bool) {
	next = m
	for _, who := range []disclosure.Actor{commandtest.Ada, commandtest.Bob} {
		if next, _, ok = next.give(who, record.ConfirmHistory{}); !ok {
			return m, false
		}
	}
	return next, milestone.HistoryConfirmed(next.c, m.c.Version) != civil.When{}
}

// commands are what people can do besides typing events, by one lead and by two, and what Daylight does by itself.
func commands(m *moment) []try {
	past := civil.OnDay(2020, 1, 20)
	var out []try
	for _, cmd := range []command.Command{
		record.AddContact{
			Party:   disclosure.Party{Role: disclosure.Vendor, Name: "NextMotion", DoNotContact: true},
			Contact: disclosure.Contact{Channel: disclosure.Phone, Address: "+33 1"},
		},
		exposure.StopProbing{Text: "t"},
		exposure.ConfirmTarget{Asset: "A1", Text: "t"},
		exposure.AcceptIdentity{Asset: "A1", Text: "t"},
		deadline.SetDeadline{Due: past, Reason: "r"},
		deadline.SetDeadline{Clause: "details", Due: past, Reason: "r"},
		deadline.WaiveClock{Clause: disclosure.PublicationClause, Reason: "r"},
		deadline.WaiveClock{Clause: "details", Reason: "r"},
		deadline.UsePolicy{Name: "quick", Reason: "r"},
		deadline.ResumeClock{Clause: disclosure.PublicationClause, At: past},
		deadline.Extend{Clause: disclosure.PublicationClause, Due: civil.DateOf(m.now).AddDays(45).When(), Reason: "r"},
		publish.ApprovePublication{Mode: disclosure.Full, Lang: "en", Digest: "d"},
		publish.ApprovePublication{Mode: disclosure.Limited, Lang: "en", Digest: "d"},
		record.CloseCase{Outcome: disclosure.OutcomeClaimOnly, Text: "t"},
		record.ReopenCase{Text: "t"},
	} {
		name := fmt.Sprintf("%T %+v", cmd, cmd)
		for people, hand := range hands() {
			out = append(out, one(people+" "+name, gate.ALead, disclosure.Actor{Name: "ada", Role: disclosure.Lead, Hand: hand}, cmd))
		}
		if page, approval := cmd.(publish.ApprovePublication); approval {
			out = append(out, previewed(name, page))
		} else {
			out = append(out, two(name, cmd), alone(name, commandtest.Ada, cmd))
		}
	}
	for i := range m.c.Messages {
		key := m.c.Messages[i].Key
		for _, arrived := range []bool{true, false} {
			out = append(out, one("resolved", gate.ALead, commandtest.Ada, message.ResolveMessage{Message: key, Arrived: arrived, Text: "t"}))
		}
		out = append(out, one("sent", gate.OwnMessage, commandtest.Robot, message.RecordDelivery{Message: key, Delivery: ledger.Delivery{Kind: ledger.Sent, Receipt: "250"}}))
	}
	for _, what := range []string{"open", "strong", "weak", "nothing"} {
		out = append(out, one("a probe sees "+what, gate.OwnProbe, commandtest.Robot, exposure.RecordProbe{
			Asset: "A1", Observation: commandtest.See(what, m.now), Request: disclosure.ProbeRequest{Reason: disclosure.ProbeForPublication},
		}))
	}
	for _, source := range []disclosure.Source{disclosure.SourceVendorMail, disclosure.SourceIssue} {
		for _, kind := range disclosure.Kinds() {
			out = append(out, try{way: fmt.Sprintf("%s by %s", kind, source), by: gate.KnownWriter, give: func(m *moment) (*moment, []disclosure.Event, bool) {
				return m.give(commandtest.Robot, incoming.RecordInbound{Kind: kind, Party: disclosure.Vendor, Channel: disclosure.Email, Source: source, Text: "STOP"})
			}})
		}
	}
	return append(out, sending()...)
}

// sending are the messages of ours, each accepted by the other side.
func sending() []try {
	var out []try
	for _, template := range []disclosure.Template{disclosure.FirstContact, disclosure.FollowUp, disclosure.PrePublication, disclosure.ClosureNotice, disclosure.CoordinatorNotice} {
		for _, dry := range []bool{false, true} {
			by := gate.OwnMessage
			if dry {
				by = gate.Anybody // nobody has it
			}
			out = append(out, try{way: fmt.Sprintf("%s accepted, dry %t", template, dry), by: by, give: func(m *moment) (*moment, []disclosure.Event, bool) {
				p := commandtest.Play{C: m.c}
				draft := fmt.Sprintf("D%d", len(m.c.Drafts)+1)
				next, events := m, []disclosure.Event(nil)
				for _, step := range []struct {
					who disclosure.Actor
					cmd func() command.Command
				}{
					{commandtest.Rita, func() command.Command {
						return message.NewDraft{Draft: disclosure.Draft{Template: template, Contact: "C1", Lang: "en", Subject: "s", Body: "b", Because: commandtest.Unasked}}
					}},
					{commandtest.Ada, func() command.Command { return p.Approval(draft) }},
					{commandtest.Ada, func() command.Command { return message.SendDraft{ID: draft} }},
					{commandtest.Robot, func() command.Command {
						return message.RecordDelivery{Message: next.c.Messages[len(next.c.Messages)-1].Key, Delivery: ledger.Delivery{Kind: ledger.Sent, Receipt: "250", DryRun: dry}}
					}},
				} {
					var ok bool
					if next, events, ok = next.give(step.who, step.cmd()); !ok {
						return m, nil, false
					}
				}
				return next, events, true
			}})
		}
	}
	return out
}

// turned are the checks that failed before and do not fail after.
func turned(before, after map[string]gate.Check) []string {
	var out []string
	for name, c := range before {
		if c.State == gate.CheckFail && after[name].State != gate.CheckFail {
			out = append(out, name)
		}
	}
	slices.Sort(out)
	return out
}

// TestNoEventTurnsACheckThatTheTableDoesNotLetItTurn plays every event from every moment in every way, and looks at each check before
// and after.
func TestNoEventTurnsACheckThatTheTableDoesNotLetItTurn(t *testing.T) {
	t.Parallel()
	if testing.Short() {
		t.Skip("the race detector finds nothing where one goroutine computes; the plain run plays all")
	}
	seen := map[string]bool{} // the rows that something showed to be needed
	tried := 0
	modes := []disclosure.Mode{disclosure.Full, disclosure.Limited}
	for _, m := range moments(t) {
		confirmed, ok := m.confirmed()
		if !ok {
			t.Fatalf("%s: two people cannot confirm it", m.name)
		}
		before := map[*moment]map[disclosure.Mode]map[string]gate.Check{m: {}, confirmed: {}}
		for _, mode := range modes {
			before[m][mode], before[confirmed][mode] = m.answers(mode), confirmed.answers(mode)
		}
		for _, way := range slices.Concat(typing(m), commands(m)) {
			from := m
			if way.by == gate.TwoPeople {
				from = confirmed
			}
			after, events, ok := way.give(from)
			if !ok {
				continue
			}
			tried++
			for _, mode := range modes {
				judge(t, seen, m.ownerless(), m.name+", "+string(mode)+": "+way.way, bringer(way.by, events), events, before[from][mode], after.answers(mode))
			}
		}
	}
	if tried < 4_000 {
		t.Errorf("only %d events were tried: the test is blind", tried)
	}
	for _, row := range append(gate.Openings(), gate.OwnerlessOpenings()...) {
		for _, by := range row.By {
			if !slices.ContainsFunc(row.Kinds, func(k disclosure.Kind) bool { return seen[fmt.Sprint(row.Check, k, by)] }) {
				t.Errorf("no event showed the row %s %v by %s: %s", row.Check, row.Kinds, by, row.Why)
			}
		}
	}
}

// judge holds what somebody brought to the table. What Daylight computed from it is no reason of its own.
func judge(t *testing.T, seen map[string]bool, ownerless bool, name string, by gate.Bringer, events []disclosure.Event, before, after map[string]gate.Check) {
	t.Helper()
	for _, check := range turned(before, after) {
		allowed := false
		for i := range events {
			if e := &events[i]; e.Detail.Clocks == nil && gate.MayOpen(check, e.Kind, by, ownerless) {
				allowed = true
				seen[fmt.Sprint(check, e.Kind, by)] = true
			}
		}
		if !allowed {
			t.Errorf("%s turned %s: %q is now %q", name, check, before[check].Reason, after[check].Reason)
		}
	}
}

// TestNoRowOfACaseFileTurnsACheck imports every event, with and without, beside histories that the gate refuses.
func TestNoRowOfACaseFileTurnsACheck(t *testing.T) {
	t.Parallel()
	now := time.Date(2020, 1, 24, 9, 0, 0, 0, time.UTC)
	at := func(kind disclosure.Kind, day civil.When) disclosure.Event {
		return disclosure.Event{Kind: kind, At: day, Party: disclosure.Vendor}
	}
	discovered := at(disclosure.KindDiscovered, civil.OnDay(2019, 2, 1))
	tried := 0
	for name, file := range map[string]struct {
		events  []disclosure.Event
		embargo civil.When
	}{
		"nobody was told":    {events: []disclosure.Event{discovered}},
		"it was told":        {events: []disclosure.Event{discovered, at(disclosure.KindContacted, civil.OnDay(2019, 2, 2))}},
		"more time is asked": {events: []disclosure.Event{discovered, at(disclosure.KindExtensionRequested, civil.OnDay(2019, 2, 10))}},
		"an embargo":         {events: []disclosure.Event{discovered, at(disclosure.KindClosed, civil.OnDay(2019, 2, 10))}, embargo: civil.OnDay(2021, 1, 1)},
	} {
		imported := func(more ...disclosure.Event) (*moment, bool) {
			facts := commandtest.NextMotionFacts()
			facts.Embargo = file.embargo
			m := &moment{now: now, rules: command.DefaultRules()}
			next, _, ok := m.give(commandtest.Ada, record.Import{ID: commandtest.PlayID, Facts: facts, Events: append(slices.Clone(file.events), more...)})
			return next, ok
		}
		base, ok := imported()
		if !ok {
			t.Fatalf("%s cannot be imported", name)
		}
		modes := []disclosure.Mode{disclosure.Full, disclosure.Limited}
		before := map[disclosure.Mode]map[string]gate.Check{modes[0]: base.answers(modes[0]), modes[1]: base.answers(modes[1])}
		for _, kind := range disclosure.Kinds() {
			for _, source := range append(disclosure.Sources(), "") {
				for _, day := range dates(now)[:2] {
					e := disclosure.Event{
						Kind: kind, At: day[0], Until: day[1], Party: disclosure.Vendor, Source: source, Ref: "https://news.example/1", Text: "t", Actor: "daylight",
						Hand: person.Hand{Via: person.Engine}, Detail: disclosure.Detail{CoApprover: "bob", UpTo: 99, Message: &disclosure.Message{State: disclosure.MessageSent}, State: disclosure.MessageSent},
					}
					after, ok := imported(e)
					if ok == record.Proves(source) {
						t.Fatalf("%s: %s of %s imported: %t", name, kind, source, ok)
					}
					if !ok {
						continue
					}
					tried++
					for _, mode := range modes {
						judge(t, map[string]bool{}, false, fmt.Sprintf("%s, %s: %s of %s on %s in the file", name, mode, kind, source, day[0]), gate.Anybody, []disclosure.Event{e}, before[mode], after.answers(mode))
					}
				}
			}
		}
	}
	if tried < 3_000 {
		t.Errorf("only %d rows were tried: the test is blind", tried)
	}
}
