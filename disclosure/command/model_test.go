package command_test

import (
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"daylight/disclosure"
	"daylight/disclosure/agenda"
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
	"daylight/disclosure/fault"
	"daylight/disclosure/ledger"
	"daylight/disclosure/observed"
	"daylight/disclosure/task"
)

func TestPlaysAreVerifiable(t *testing.T) { commandtest.WantSameCase(t, commandtest.NewPlay(t)) }

// anyCommand draws a command, valid or not, over the things that a small case has.
func anyCommand(t *rapid.T, p *commandtest.Play) (disclosure.Actor, command.Command) {
	who := rapid.SampledFrom([]disclosure.Actor{commandtest.Ada, commandtest.Bob, commandtest.Rita, commandtest.Vic, commandtest.Robot}).Draw(t, "who")
	pick := func(label string, from ...string) string { return rapid.SampledFrom(from).Draw(t, label) }
	text := rapid.SampledFrom([]string{"", "text", "caf\xe9", "<b>&\u2028", "\x00"}).Draw(t, "text")
	when := rapid.SampledFrom([]civil.When{
		{}, commandtest.Day20(1, 20), commandtest.Day20(1, 24), civil.DateOf(p.Now).When(), civil.At(p.Now), civil.DateOf(p.Now.AddDate(0, 1, 0)).When(),
	}).Draw(t, "when")
	asset, draft, contact := pick("asset", "A1", "A2", "", "A9"), pick("draft", "D1", "D2", "D3", "D9"), pick("contact", "C1", "C2", "C3", "C9")
	clause := pick("clause", disclosure.PublicationClause, "coordination")
	channel := rapid.SampledFrom([]disclosure.Channel{disclosure.Email, disclosure.Issue, disclosure.Phone, "", "fax"}).Draw(t, "channel")
	role := rapid.SampledFrom([]disclosure.Role{disclosure.Vendor, disclosure.Provider, disclosure.Press, "", "vendr"}).Draw(t, "role")
	name := pick("name", "", "NextMotion", "nextmotion", "AWS")
	key := ""
	if n := len(p.C.Messages); n > 0 {
		key = p.C.Messages[rapid.IntRange(0, n-1).Draw(t, "message")].Key
	}
	blob := disclosure.Blob{Ref: "b", Plain: []byte("x")}
	switch rapid.IntRange(0, 28).Draw(t, "command") {
	case 0, 1:
		return who, message.NewDraft{Blob: blob, Draft: disclosure.Draft{
			Template: rapid.SampledFrom(append(disclosure.Templates(), disclosure.FreeText, "x")).Draw(t, "template"),
			Contact:  contact, Lang: "en", Subject: "s" + text, Body: "b",
		}}
	case 2:
		return who, message.EditDraft{ID: draft, Subject: "t", Body: "c", Blob: blob}
	case 3:
		return who, message.DiscardDraft{ID: draft}
	case 4, 5:
		c := p.Approval(draft)
		c.Revision = rapid.IntRange(0, 2).Draw(t, "revision")
		return who, c
	case 6, 7:
		return who, message.SendDraft{ID: draft}
	case 8, 9:
		kind := rapid.SampledFrom([]ledger.OutcomeKind{ledger.Uncertain, ledger.Sent, ledger.Retry, ledger.Permanent}).Draw(t, "outcome")
		return commandtest.Robot, message.RecordDelivery{Message: key, Delivery: ledger.Delivery{Kind: kind, Receipt: text, Ref: pick("ref", "", "o/r#1"), Reason: text}}
	case 10:
		return who, message.ResolveMessage{Message: key, Arrived: rapid.Bool().Draw(t, "arrived"), Text: text}
	case 11, 12:
		kind := rapid.SampledFrom([]disclosure.Kind{
			disclosure.KindReplied, disclosure.KindBounced, disclosure.KindAutoReplied, disclosure.KindFixClaimed, disclosure.KindDelivered, disclosure.KindClosed,
		}).Draw(t, "inbound")
		return commandtest.Robot, incoming.RecordInbound{
			Kind: kind, Party: role, Name: name, Channel: channel, At: when, Answers: key, Text: text, Contact: pick("address", "", "security@nextmotion.example"),
		}
	case 13:
		return who, rapid.SampledFrom([]command.Command{
			exposure.RequestProbe{Asset: asset},
			exposure.RequestProbe{Asset: asset},
			exposure.StopProbing{Asset: asset, Text: text},
			exposure.StopProbing{Asset: asset, Resume: true},
			exposure.AcceptIdentity{Asset: asset, Text: text},
			exposure.ConfirmTarget{Asset: asset, Text: text},
		}).Draw(t, "ask")
	case 14, 15, 16, 17, 18:
		what := pick("what", "open", "strong", "strong", "strong", "weak", "nothing", "local")
		reason := rapid.SampledFrom([]disclosure.ProbeReason{disclosure.ProbeForSchedule, disclosure.ProbeForPerson, disclosure.ProbeForClaim, disclosure.ProbeForWatch}).Draw(t, "reason")
		o := commandtest.See(what, p.Now)
		if region := pick("region", "", "gone", "paris", "oslo"); region == "gone" && o.Verdict == observed.Closed {
			o = commandtest.Observation(p.Now, observed.FacetResult{Verdict: observed.Closed, Strength: observed.Weak, Reason: observed.ReasonNameGone})
		} else if region != "" {
			o.Identity = map[string]string{"region": region}
		}
		return commandtest.Robot, exposure.RecordProbe{Asset: asset, Observation: o, Request: disclosure.ProbeRequest{Reason: reason}}
	case 19:
		return who, deadline.SetDeadline{Clause: clause, Due: when, Reason: text}
	case 20:
		return who, deadline.Extend{Clause: clause, Due: when, Reason: text, Party: role}
	case 21:
		return who, rapid.SampledFrom([]command.Command{
			deadline.PauseClock{Clause: clause}, deadline.ResumeClock{Clause: clause}, deadline.TimerFired{Clause: clause},
		}).Draw(t, "clock")
	case 22:
		return who, rapid.SampledFrom([]command.Command{
			publish.ApprovePublication{Mode: disclosure.Full, Lang: "en", Digest: pick("digest", "d", "e")},
			publish.AskApproval{Mode: disclosure.Full, Lang: "en", Digest: pick("digest", "d", "e")},
			publish.ClearLegal{Because: text},
			record.ConfirmHistory{},
			deadline.WaiveClock{Clause: clause, Reason: text},
		}).Draw(t, "two")
	case 23:
		return who, publish.Publish{
			Mode: rapid.SampledFrom(disclosure.Modes()).Draw(t, "mode"), Lang: "en", Digest: pick("digest", "d", "e"), Where: "https://team.example/1", Checks: commandtest.PassedChecks(),
		}
	case 24:
		return who, rapid.SampledFrom([]command.Command{
			record.CloseCase{Outcome: disclosure.OutcomeVerified},
			record.CloseCase{Outcome: disclosure.OutcomeClaimOnly, Text: text},
			record.ReopenCase{},
			record.ReopenCase{Text: text},
			record.ReopenCase{},
			record.RejectCase{Text: text},
			record.MarkDuplicate{Of: "DL-2020-0002"},
			record.HandOver{To: "CERT"},
		}).Draw(t, "work")
	case 25:
		return who, record.AddContact{
			Party:   disclosure.Party{Role: role, Name: name, Language: pick("lang", "", "fr")},
			Contact: disclosure.Contact{Role: role, Name: name, Channel: channel, Address: pick("address", "a@x.example", "b@x.example", "o/r", "")},
		}
	case 26:
		return who, record.AddAsset{Asset: disclosure.Asset{
			Kind: "http", Target: pick("target", "https://a.example/", "https://b.example/"),
			Expect: &disclosure.Expect{Open: &disclosure.Match{Status: []int{200}, Headers: map[string]string{}}},
		}}
	case 27:
		return who, command.Batch{record.AddEvent{Kind: disclosure.KindNote, At: when}, exposure.RequestProbe{Asset: asset}}
	default:
		return who, record.AddEvent{
			Kind: rapid.SampledFrom(disclosure.Kinds()).Draw(t, "kind"), At: when, Until: when, Planned: rapid.Bool().Draw(t, "planned"),
			Party: role, Name: name, Channel: channel, Text: text, Corrects: rapid.IntRange(0, 3).Draw(t, "corrects"),
		}
	}
}

// TestAnySequenceOfCommands plays valid and invalid commands in any order and looks at what has to hold always.
func TestAnySequenceOfCommands(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p := commandtest.NewPlay(t)
		if rapid.Bool().Draw(t, "imported") {
			facts := commandtest.NextMotionFacts()
			facts.Exposed.Data = []string{} // not nil: it must not come back as something else
			p.Do(commandtest.Ada, record.Import{ID: commandtest.PlayID, Facts: facts, Events: []disclosure.Event{
				{Kind: disclosure.KindContacted, At: commandtest.Day20(1, 20), Party: disclosure.Vendor},
			}})
			p.Jobs = nil
		}
		queued := map[string]string{} // key of a send job to its message
		for range rapid.IntRange(1, 60).Draw(t, "length") {
			p.Now = p.Now.Add(time.Duration(rapid.SampledFrom([]int{0, 0, 1, 90, 8 * 60, 30 * 60}).Draw(t, "minutes"))*time.Minute + 1234567)
			who, cmd := anyCommand(t, p)
			work := p.C.Work
			d, err := p.Try(who, cmd)
			if err != nil {
				if fault.CodeOf(err) == fault.Internal && !wantInternal(cmd) {
					t.Fatalf("%T %+v: %v", cmd, cmd, err)
				}
				continue
			}
			for i, e := range d.Events {
				if e.Seq != p.C.Version-len(d.Events)+i+1 || e.At.IsZero() || e.RecordedAt.IsZero() || e.Visibility == "" || e.Source == "" || e.Actor == "" {
					t.Fatalf("incomplete event %+v", e)
				}
				if e.Kind == disclosure.KindPublished && (e.Detail.Consent == nil || e.Detail.Consent.By == p.C.Author) {
					t.Fatalf("published without the approval of a second person: %+v", e)
				}
			}
			for _, j := range d.Jobs {
				if j.Queue != ledger.QueueSend {
					continue
				}
				key := messageOf(t, j)
				if other, again := queued[j.Key]; again {
					t.Fatalf("job %s is queued for %s and again for %s", j.Key, other, key)
				}
				queued[j.Key] = key
				if m := p.Message(key); m.State != disclosure.MessageQueued || work == disclosure.WorkRejected {
					t.Fatalf("a job for a message that is %s, on a case that is %s", m.State, work)
				}
			}
			wantSound(t, p.C)
			wantOneNextStep(t, p)
		}
		commandtest.WantSameCase(t, p)
	})
}

// messageOf is the key of the message that a job sends, on whichever channel.
func messageOf(t commandtest.Failer, j ledger.Job) string {
	t.Helper()
	p, err := task.SendOf(j)
	if err != nil {
		t.Fatalf("%v", err)
	}
	return p.Message
}

// wantInternal says which refusals are the caller's defect and not a person's.
func wantInternal(cmd command.Command) bool {
	switch cmd := cmd.(type) {
	case message.RecordDelivery:
		return cmd.Delivery.Kind == ledger.Retry
	case incoming.RecordInbound:
		return cmd.Kind == disclosure.KindClosed
	default:
		return false
	}
}

// wantSound looks at what holds in every case at every moment.
func wantSound(t commandtest.Failer, c *disclosure.Case) {
	t.Helper()
	first := map[string]bool{}
	for _, m := range c.Messages {
		if m.Template == disclosure.FirstContact && m.State != disclosure.MessageCancelled && m.State != disclosure.MessageFailed {
			if first[m.Contact] {
				t.Fatalf("two first contacts to %s", m.Contact)
			}
			first[m.Contact] = true
		}
	}
	keys := map[string]bool{}
	for _, m := range c.Messages {
		if keys[m.Key] {
			t.Fatalf("two messages with the key %s", m.Key)
		}
		keys[m.Key] = true
	}
	for _, a := range c.Assets {
		if a.Closure.Verified != (a.Exposure == disclosure.ExposureClosed) {
			t.Fatalf("%s is %s with closure %+v", a.ID, a.Exposure, a.Closure)
		}
	}
	of := map[disclosure.Role]int{}
	for _, p := range c.Parties {
		of[p.Role]++
	}
	for key := range c.Dialogue {
		for _, p := range c.Parties { // what names nobody is of the only party of its role, and of none of several
			if p.Name != "" && of[p.Role] == 1 && strings.HasPrefix(string(key), string(p.Role)+"//") {
				t.Fatalf("dialogue %s beside the party %s", key, p.Name)
			}
		}
	}
	if agenda.Headline(c) == "" || agenda.NextAction(c, nil, agenda.Rules{}) == "" {
		t.Fatalf("a case without words: %s", commandtest.StateJSON(t, c))
	}
}

// wantOneNextStep compares the next action of a case with the first line of its agenda, at whatever moment it is.
func wantOneNextStep(t commandtest.Failer, p *commandtest.Play) {
	t.Helper()
	env := command.Env{Now: p.Now, Rules: p.Rules}
	clocks, err := clock.Deadlines(p.C, env.Clock())
	if err != nil {
		t.Fatalf("the clocks: %v", err)
	}
	rules := agenda.Rules{Now: p.Now, Today: env.Today(), Zone: p.Rules.Zone(), Days: agenda.DefaultDays}
	items := agenda.Of(p.C, clocks, rules)
	if next := agenda.NextAction(p.C, clocks, rules); len(items) > 0 && next != agenda.Sentence(items[0].Text) || next == "" {
		t.Fatalf("the next action is %q and the agenda begins with %+v", next, items)
	}
}

func TestACloneSharesNothing(t *testing.T) {
	p := commandtest.NewPlay(t)
	p.Do(commandtest.Ada, record.AddAsset{Asset: disclosure.Asset{
		Kind: "http", Target: "https://a.example/",
		Expect: &disclosure.Expect{Open: &disclosure.Match{Status: []int{200}, Headers: map[string]string{"server": "x"}}},
	}})
	p.Sent(disclosure.FirstContact, "C1")
	p.Do(commandtest.Robot, commandtest.Reply("hello"))
	p.CloseA1()
	p.Do(commandtest.Bob, publish.Preview{Mode: disclosure.Full, Lang: "en", Digest: "d"})
	p.Do(commandtest.Bob, publish.ApprovePublication{Mode: disclosure.Full, Lang: "en", Digest: "d"})
	before := commandtest.StateJSON(t, p.C)
	c := p.C.Clone()
	c.Assets[1].Expect.Open.Status[0] = 500
	c.Assets[1].Expect.Open.Headers["server"] = "y"
	c.Assets[0].Streak.Vantages[0] = "z"
	c.Exposed.Data[0] = "z"
	c.Parties[0].Name, c.Contacts[0].Name, c.Drafts[0].ID, c.Messages[0].ID, c.Approvals[0].By = "z", "z", "z", "z", "z"
	for k := range c.Dialogue {
		c.Dialogue[k] = "z"
	}
	for k := range c.Reached {
		c.Reached[k], c.Answered[k] = civil.When{}, civil.When{}
	}
	for k := range c.Clocks {
		c.Clocks[k] = disclosure.Clock{}
	}
	if after := commandtest.StateJSON(t, p.C); after != before {
		t.Fatalf("a change of the clone shows in the original\n%s\n%s", before, after)
	}
	t.Run("nor does an event share the command's memory", func(t *testing.T) {
		facts := commandtest.NextMotionFacts()
		d, err := command.Decide(nil, record.Record{ID: commandtest.PlayID, Facts: facts}, command.Env{Actor: commandtest.Ada, Now: p.Now})
		if err != nil {
			t.Fatalf("%v", err)
		}
		facts.Exposed.Data[0], facts.Parties[0].Name = "z", "z"
		if f := d.Events[0].Detail.Facts; f.Exposed.Data[0] == "z" || f.Parties[0].Name == "z" {
			t.Fatalf("%+v", f)
		}
	})
}

func TestAnEventThatCannotBeStoredIsRefused(t *testing.T) {
	p := commandtest.NewPlay(t)
	_, err := command.Decide(p.C, exposure.RequestProbe{}, command.Env{Actor: commandtest.Ada, Now: p.Now, Rules: p.Rules})
	if err != nil {
		t.Fatalf("%v", err)
	}
	// A clock that runs wild: no JSON has the year 10,000.
	_, err = command.Decide(p.C, exposure.StopProbing{}, command.Env{Actor: commandtest.Ada, Now: time.Date(10_000, 1, 1, 0, 0, 0, 0, time.UTC)})
	if fault.CodeOf(err) != fault.Internal {
		t.Fatalf("got %v", err)
	}
}

func TestTheChainOfEventsDependsOnEverything(t *testing.T) {
	p := commandtest.NewPlay(t)
	first, err := p.Events[0].Encode()
	if err != nil {
		t.Fatalf("%v", err)
	}
	start := disclosure.ChainStart(commandtest.PlayID)
	if start == disclosure.ChainStart("DL-2020-0002") {
		t.Fatal("two cases share a chain")
	}
	changed := append([]byte(nil), first...)
	changed[len(changed)/2] ^= 1
	if disclosure.ChainHash(start, first) == disclosure.ChainHash(start, changed) {
		t.Fatal("a changed event has the same hash")
	}
	again, err := p.Events[0].Encode()
	if err != nil || string(again) != string(first) {
		t.Fatalf("the stored form is not stable: %v", err)
	}
	if _, err := disclosure.DecodeEvent([]byte("{")); fault.CodeOf(err) != fault.Internal {
		t.Fatalf("got %v", err)
	}
}
