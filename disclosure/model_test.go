package disclosure_test

import (
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"pgregory.net/rapid"

	"daylight/disclosure"
)

// wantSameCase compares the case that was projected event by event with one rebuilt from the events, and with one
// rebuilt from their stored form: by value, and by the bytes that the store keeps.
func wantSameCase(t failer, p *play) {
	t.Helper()
	equal := cmp.Options{cmpopts.EquateEmpty(), cmp.Comparer(func(a, b disclosure.When) bool { return a == b })}
	if diff := cmp.Diff(p.c, disclosure.Rebuild(p.c.ID, p.events), equal); diff != "" {
		t.Fatalf("the rebuilt case differs (-projected +rebuilt):\n%s", diff)
	}
	stored := make([]disclosure.Event, len(p.events))
	for i := range p.events {
		b, err := p.events[i].Encode()
		if err != nil {
			t.Fatalf("event %d: %v", i+1, err)
		}
		if stored[i], err = disclosure.DecodeEvent(b); err != nil {
			t.Fatalf("event %d: %v", i+1, err)
		}
		if diff := cmp.Diff(p.events[i], stored[i], cmp.Comparer(func(a, b disclosure.When) bool { return a == b })); diff != "" {
			t.Fatalf("event %d (%s) changes when it is stored (-made +read):\n%s", i+1, p.events[i].Kind, diff)
		}
	}
	read := disclosure.Rebuild(p.c.ID, stored)
	if want, got := stateJSON(t, p.c), stateJSON(t, read); want != got {
		t.Fatalf("`db verify` would complain:\nprojected %s\nrebuilt   %s", want, got)
	}
}

func TestPlaysAreVerifiable(t *testing.T) { wantSameCase(t, newPlay(t)) }

// anyCommand draws a command, valid or not, over the things that a small case has.
func anyCommand(t *rapid.T, p *play) (disclosure.Actor, disclosure.Command) {
	who := rapid.SampledFrom([]disclosure.Actor{ada, bob, rita, vic, robot}).Draw(t, "who")
	pick := func(label string, from ...string) string { return rapid.SampledFrom(from).Draw(t, label) }
	text := rapid.SampledFrom([]string{"", "text", "caf\xe9", "<b>&\u2028", "\x00"}).Draw(t, "text")
	when := rapid.SampledFrom([]disclosure.When{
		{}, day20(1, 20), day20(1, 24), disclosure.DateOf(p.now).When(), disclosure.At(p.now), disclosure.DateOf(p.now.AddDate(0, 1, 0)).When(),
	}).Draw(t, "when")
	asset, draft, contact := pick("asset", "A1", "A2", "", "A9"), pick("draft", "D1", "D2", "D3", "D9"), pick("contact", "C1", "C2", "C3", "C9")
	clause := pick("clause", disclosure.PublicationClause, "coordination")
	channel := rapid.SampledFrom([]disclosure.Channel{disclosure.Email, disclosure.Issue, disclosure.Phone, "", "fax"}).Draw(t, "channel")
	role := rapid.SampledFrom([]disclosure.Role{disclosure.Vendor, disclosure.Provider, disclosure.Press, "", "vendr"}).Draw(t, "role")
	name := pick("name", "", "NextMotion", "nextmotion", "AWS")
	message := ""
	if n := len(p.c.Messages); n > 0 {
		message = p.c.Messages[rapid.IntRange(0, n-1).Draw(t, "message")].Key
	}
	blob := disclosure.Blob{Ref: "b", Plain: []byte("x")}
	switch rapid.IntRange(0, 28).Draw(t, "command") {
	case 0, 1:
		return who, disclosure.NewDraft{Blob: blob, Draft: disclosure.Draft{
			Template: rapid.SampledFrom(append(disclosure.Templates(), disclosure.FreeText, "x")).Draw(t, "template"),
			Contact:  contact, Lang: "en", Subject: "s" + text, Body: "b",
		}}
	case 2:
		return who, disclosure.EditDraft{ID: draft, Subject: "t", Body: "c", Blob: blob}
	case 3:
		return who, disclosure.DiscardDraft{ID: draft}
	case 4, 5:
		c := p.approval(draft)
		c.Revision = rapid.IntRange(0, 2).Draw(t, "revision")
		return who, c
	case 6, 7:
		return who, disclosure.SendDraft{ID: draft}
	case 8, 9:
		kind := rapid.SampledFrom([]disclosure.OutcomeKind{disclosure.Uncertain, disclosure.Sent, disclosure.Retry, disclosure.Permanent}).Draw(t, "outcome")
		return robot, disclosure.RecordDelivery{Message: message, Delivery: disclosure.Delivery{Kind: kind, Receipt: text, Ref: pick("ref", "", "o/r#1"), Reason: text}}
	case 10:
		return who, disclosure.ResolveMessage{Message: message, Arrived: rapid.Bool().Draw(t, "arrived"), Text: text}
	case 11, 12:
		kind := rapid.SampledFrom([]disclosure.Kind{
			disclosure.KindReplied, disclosure.KindBounced, disclosure.KindAutoReplied, disclosure.KindFixClaimed, disclosure.KindDelivered, disclosure.KindClosed,
		}).Draw(t, "inbound")
		return robot, disclosure.RecordInbound{
			Kind: kind, Party: role, Name: name, Channel: channel, At: when, Answers: message, Text: text, Contact: pick("address", "", "security@nextmotion.example"),
		}
	case 13:
		return who, rapid.SampledFrom([]disclosure.Command{
			disclosure.RequestProbe{Asset: asset},
			disclosure.RequestProbe{Asset: asset},
			disclosure.StopProbing{Asset: asset, Text: text},
			disclosure.StopProbing{Asset: asset, Resume: true},
			disclosure.AcceptIdentity{Asset: asset, Text: text},
		}).Draw(t, "ask")
	case 14, 15, 16, 17, 18:
		what := pick("what", "open", "strong", "strong", "strong", "weak", "nothing", "local")
		reason := pick("reason", disclosure.AskedSchedule, disclosure.AskedPerson, disclosure.AskedClaim, disclosure.AskedWatch)
		o := see(what, p.now)
		if region := pick("region", "", "gone", "paris", "oslo"); region == "gone" && o.Verdict == disclosure.Closed {
			o = observation(p.now, disclosure.FacetResult{Verdict: disclosure.Closed, Strength: disclosure.Weak, Reason: disclosure.ReasonNameGone})
		} else if region != "" {
			o.Identity = map[string]string{"region": region}
		}
		return robot, disclosure.RecordProbe{Asset: asset, Observation: o, Asked: disclosure.Asked{Reason: reason}}
	case 19:
		return who, disclosure.SetDeadline{Clause: clause, Due: when, Reason: text}
	case 20:
		return who, disclosure.Extend{Clause: clause, Due: when, Reason: text, Party: role}
	case 21:
		return who, rapid.SampledFrom([]disclosure.Command{
			disclosure.PauseClock{Clause: clause}, disclosure.ResumeClock{Clause: clause}, disclosure.PassDeadline{Clause: clause},
		}).Draw(t, "clock")
	case 22:
		return who, disclosure.ApprovePublication{Mode: disclosure.Full, Lang: "en", Digest: pick("digest", "d", "e")}
	case 23:
		return who, disclosure.Publish{
			Mode: rapid.SampledFrom(disclosure.Modes()).Draw(t, "mode"), Lang: "en", Digest: pick("digest", "d", "e"), Where: "https://team.example/1", Checks: passed(),
		}
	case 24:
		return who, rapid.SampledFrom([]disclosure.Command{
			disclosure.CloseCase{Outcome: disclosure.OutcomeVerified},
			disclosure.CloseCase{Outcome: disclosure.OutcomeClaimOnly, Text: text},
			disclosure.ReopenCase{},
			disclosure.ReopenCase{Text: text},
			disclosure.ReopenCase{},
			disclosure.RejectCase{Text: text},
			disclosure.MarkDuplicate{Of: "DL-2020-0002"},
			disclosure.HandOver{To: "CERT"},
		}).Draw(t, "work")
	case 25:
		return who, disclosure.AddContact{
			Party:   disclosure.Party{Role: role, Name: name, Language: pick("lang", "", "fr")},
			Contact: disclosure.Contact{Role: role, Name: name, Channel: channel, Address: pick("address", "a@x.example", "b@x.example", "o/r", "")},
		}
	case 26:
		return who, disclosure.AddAsset{Asset: disclosure.Asset{
			Kind: "http", Target: pick("target", "https://a.example/", "https://b.example/"),
			Expect: &disclosure.Expect{Open: &disclosure.Match{Status: []int{200}, Headers: map[string]string{}}},
		}}
	case 27:
		return who, disclosure.Batch{disclosure.AddEvent{Kind: disclosure.KindNote, At: when}, disclosure.RequestProbe{Asset: asset}}
	default:
		return who, disclosure.AddEvent{
			Kind: rapid.SampledFrom(disclosure.Kinds()).Draw(t, "kind"), At: when, Until: when, Planned: rapid.Bool().Draw(t, "planned"),
			Party: role, Name: name, Channel: channel, Text: text, Corrects: rapid.IntRange(0, 3).Draw(t, "corrects"),
		}
	}
}

// TestAnySequenceOfCommands plays valid and invalid commands in any order and looks at what has to hold always.
func TestAnySequenceOfCommands(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p := newPlay(t)
		if rapid.Bool().Draw(t, "imported") {
			facts := nextMotionFacts()
			facts.Exposed.Data = []string{} // not nil: it must not come back as something else
			p.do(ada, disclosure.Import{ID: playID, Facts: facts, Events: []disclosure.Event{
				{Kind: disclosure.KindContacted, At: day20(1, 20), Party: disclosure.Vendor},
			}})
			p.jobs = nil
		}
		queued := map[string]string{} // key of a send job to its message
		for range rapid.IntRange(1, 60).Draw(t, "length") {
			p.now = p.now.Add(time.Duration(rapid.SampledFrom([]int{0, 0, 1, 90, 8 * 60, 30 * 60}).Draw(t, "minutes"))*time.Minute + 1234567)
			who, cmd := anyCommand(t, p)
			work := p.c.Work
			d, err := p.try(who, cmd)
			if err != nil {
				if disclosure.CodeOf(err) == disclosure.Internal && !wantInternal(cmd) {
					t.Fatalf("%T %+v: %v", cmd, cmd, err)
				}
				continue
			}
			for i, e := range d.Events {
				if e.Seq != p.c.Version-len(d.Events)+i+1 || e.At.IsZero() || e.RecordedAt.IsZero() || e.Visibility == "" || e.Source == "" || e.Actor == "" {
					t.Fatalf("incomplete event %+v", e)
				}
				if e.Kind == disclosure.KindPublished && (e.Detail.Consent == nil || e.Detail.Consent.By == p.c.Author) {
					t.Fatalf("published without the approval of a second person: %+v", e)
				}
			}
			for _, j := range d.Jobs {
				if j.Queue != disclosure.QueueSend {
					continue
				}
				if other, again := queued[j.Key]; again {
					t.Fatalf("job %s is queued for %s and again for %s", j.Key, other, j.Args.Message)
				}
				queued[j.Key] = j.Args.Message
				if m := p.message(j.Args.Message); m.State != disclosure.MessageQueued || work == disclosure.WorkRejected {
					t.Fatalf("a job for a message that is %s, on a case that is %s", m.State, work)
				}
			}
			wantSound(t, p.c)
		}
		wantSameCase(t, p)
	})
}

// wantInternal says which refusals are the caller's defect and not a person's.
func wantInternal(cmd disclosure.Command) bool {
	switch cmd := cmd.(type) {
	case disclosure.RecordDelivery:
		return cmd.Delivery.Kind == disclosure.Retry
	case disclosure.RecordInbound:
		return cmd.Kind == disclosure.KindClosed
	default:
		return false
	}
}

// wantSound looks at what holds in every case at every moment.
func wantSound(t failer, c *disclosure.Case) {
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
	for key := range c.Dialogue {
		for _, p := range c.Parties {
			if p.Name != "" && strings.HasPrefix(string(key), string(p.Role)+"//") {
				t.Fatalf("dialogue %s beside the party %s", key, p.Name)
			}
		}
	}
	if c.Headline() == "" || c.NextAction() == "" {
		t.Fatalf("a case without words: %s", stateJSON(t, c))
	}
}

func TestACloneSharesNothing(t *testing.T) {
	p := newPlay(t)
	p.do(ada, disclosure.AddAsset{Asset: disclosure.Asset{
		Kind: "http", Target: "https://a.example/",
		Expect: &disclosure.Expect{Open: &disclosure.Match{Status: []int{200}, Headers: map[string]string{"server": "x"}}},
	}})
	p.sent(disclosure.FirstContact, "C1")
	p.do(robot, reply("hello"))
	p.closeA1()
	p.do(bob, disclosure.ApprovePublication{Mode: disclosure.Full, Lang: "en", Digest: "d"})
	before := stateJSON(t, p.c)
	c := p.c.Clone()
	c.Assets[1].Expect.Open.Status[0] = 500
	c.Assets[1].Expect.Open.Headers["server"] = "y"
	c.Assets[0].Streak.Vantages[0] = "z"
	c.Exposed.Data[0] = "z"
	c.Parties[0].Name, c.Contacts[0].Name, c.Drafts[0].ID, c.Messages[0].ID, c.Approvals[0].By = "z", "z", "z", "z", "z"
	for k := range c.Dialogue {
		c.Dialogue[k] = "z"
	}
	for k := range c.Reached {
		c.Reached[k], c.Answered[k] = disclosure.When{}, disclosure.When{}
	}
	for k := range c.Clocks {
		c.Clocks[k] = disclosure.Clock{}
	}
	if after := stateJSON(t, p.c); after != before {
		t.Fatalf("a change of the clone shows in the original\n%s\n%s", before, after)
	}
	t.Run("nor does an event share the command's memory", func(t *testing.T) {
		facts := nextMotionFacts()
		d, err := disclosure.Decide(nil, disclosure.Record{ID: playID, Facts: facts}, disclosure.Env{Actor: ada, Now: p.now})
		if err != nil {
			t.Fatal(err)
		}
		facts.Exposed.Data[0], facts.Parties[0].Name = "z", "z"
		if f := d.Events[0].Detail.Facts; f.Exposed.Data[0] == "z" || f.Parties[0].Name == "z" {
			t.Fatalf("%+v", f)
		}
	})
}

func TestAnEventThatCannotBeStoredIsRefused(t *testing.T) {
	p := newPlay(t)
	_, err := disclosure.Decide(p.c, disclosure.RequestProbe{}, disclosure.Env{Actor: ada, Now: p.now, Rules: p.rules})
	if err != nil {
		t.Fatal(err)
	}
	// A clock that runs wild: no JSON has the year 10,000.
	_, err = disclosure.Decide(p.c, disclosure.StopProbing{}, disclosure.Env{Actor: ada, Now: time.Date(10_000, 1, 1, 0, 0, 0, 0, time.UTC)})
	if disclosure.CodeOf(err) != disclosure.Internal {
		t.Fatalf("got %v", err)
	}
}

func TestTheChainOfEventsDependsOnEverything(t *testing.T) {
	p := newPlay(t)
	first, err := p.events[0].Encode()
	if err != nil {
		t.Fatal(err)
	}
	start := disclosure.ChainStart(playID)
	if start == disclosure.ChainStart("DL-2020-0002") {
		t.Fatal("two cases share a chain")
	}
	changed := append([]byte(nil), first...)
	changed[len(changed)/2] ^= 1
	if disclosure.ChainHash(start, first) == disclosure.ChainHash(start, changed) {
		t.Fatal("a changed event has the same hash")
	}
	again, err := p.events[0].Encode()
	if err != nil || string(again) != string(first) {
		t.Fatalf("the stored form is not stable: %v", err)
	}
	if _, err := disclosure.DecodeEvent([]byte("{")); disclosure.CodeOf(err) != disclosure.Internal {
		t.Fatalf("got %v", err)
	}
}
