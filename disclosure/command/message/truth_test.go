package message_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"daylight/disclosure"
	"daylight/disclosure/civil"
	"daylight/disclosure/command/commandtest"
	"daylight/disclosure/command/message"
	"daylight/disclosure/command/record"
	"daylight/disclosure/fault"
	"daylight/disclosure/outreach"
	"daylight/disclosure/statement"
)

// lie is a statement with what makes it false after it was proven.
type lie struct {
	kind   statement.Kind
	value  string // for what the text chooses itself
	before func(p *commandtest.Play)
	turns  func(p *commandtest.Play)
}

func lies() []lie {
	asset := func(change func(*disclosure.Asset)) func(*commandtest.Play) {
		return func(p *commandtest.Play) { p.C = p.C.Clone(); change(&p.C.Assets[0]) }
	}
	of := func(change func(*disclosure.Case)) func(*commandtest.Play) {
		return func(p *commandtest.Play) { p.C = p.C.Clone(); change(p.C) }
	}
	answered := func(p *commandtest.Play) { p.Event(disclosure.KindReplied, civil.At(p.Now)) }
	return []lie{
		{kind: statement.Receiver, turns: of(func(c *disclosure.Case) { c.Parties[0].Name = "Somebody else" })},
		{kind: statement.Owner, turns: of(func(c *disclosure.Case) { c.Parties[0].Country = "DE" })},
		{kind: statement.Target, turns: asset(func(a *disclosure.Asset) { a.Target = "https://other.s3.example/" })},
		{kind: statement.Contents, turns: of(func(c *disclosure.Case) { c.Exposed.Records = 5 })},
		{kind: statement.FoundOn, turns: of(func(c *disclosure.Case) { c.Discovered = commandtest.Day20(time.January, 2) })},
		{kind: statement.SeenOpen, turns: func(p *commandtest.Play) { p.Probe(commandtest.SeesClosed(p.Now), disclosure.ProbeForPerson) }},
		{kind: statement.LastSeenOpen, turns: asset(func(a *disclosure.Asset) { a.Streak.LastOpen = a.Streak.LastOpen.Add(-time.Hour) })},
		{kind: statement.Standing, turns: asset(func(a *disclosure.Asset) {
			a.Closure = disclosure.Closure{At: commandtest.Day20(time.January, 5)}
		})},
		{kind: statement.AskedHow, turns: func(p *commandtest.Play) { p.Rules.Probing.Kinds = []string{"redis"} }},
		{kind: statement.KeepsAsking, turns: asset(func(a *disclosure.Asset) { a.Stopped = true })},
		{
			kind: statement.HasStopped, before: asset(func(a *disclosure.Asset) { a.Stopped = true }),
			turns: asset(func(a *disclosure.Asset) { a.Stopped = false }),
		},
		{kind: statement.NothingTaken, turns: func(p *commandtest.Play) { p.Rules.Probing.Consent.Kinds = map[string]bool{"s3": true} }},
		{kind: statement.ToldBefore, turns: of(func(c *disclosure.Case) {
			c.Reached[disclosure.KeyOf(disclosure.Vendor, "NextMotion")] = commandtest.Day20(time.January, 3)
		})},
		{kind: statement.NotHeard, turns: answered},
		{kind: statement.Tried, turns: answered},
		{kind: statement.Informed, turns: of(func(c *disclosure.Case) { c.Reached = nil })},
		{kind: statement.ClosedOn, before: func(p *commandtest.Play) { p.Now = p.Now.Add(time.Hour); p.CloseA1() }, turns: func(p *commandtest.Play) {
			p.Probe(commandtest.SeesOpen(p.Now), disclosure.ProbeForPerson)
		}},
		{kind: statement.WillPublish, value: "2020-02-20 2020-02-19", turns: func(p *commandtest.Play) { p.At(60, 9) }},
		{kind: statement.Facts, turns: of(func(c *disclosure.Case) { c.Title = "Another finding" })},
	}
}

// approved is a play with an open asset, a first contact that arrived, and an approved draft that makes one statement.
func (l lie) approved(t *testing.T, contact string) *commandtest.Play {
	t.Helper()
	p := commandtest.NewPlay(t)
	p.Do(commandtest.Ada, record.AddContact{Contact: disclosure.Contact{Role: disclosure.Vendor, Channel: disclosure.Issue, Address: "team/intake"}})
	p.Probe(commandtest.SeesOpen(p.Now), disclosure.ProbeForPerson)
	p.Sent(disclosure.FirstContact, "C1")
	if l.before != nil {
		l.before(p)
	}
	g := p.Rules.Grounds(p.C, disclosure.Vendor, "", p.Now)
	g.Stage = outreach.Writing
	made := statement.Made{Kind: l.kind, Value: l.value}
	if l.kind.OfAsset() {
		made.Asset = "A1"
	}
	says, err := g.State([]statement.Made{made})
	if err != nil {
		t.Fatal(err)
	}
	p.Do(commandtest.Rita, message.NewDraft{Draft: disclosure.Draft{
		Template: disclosure.FreeText, Contact: contact, Lang: "en", Subject: "Exposed files", Body: "b1", Says: says,
	}})
	p.Do(commandtest.Ada, p.Approval("D2"))
	return p
}

// TestAMessageWhoseStatementTurnsFalseIsWithheld makes each statement false between approval and sending, for a mail and for
// an issue. The command is what the command line and the button in Slack give.
func TestAMessageWhoseStatementTurnsFalseIsWithheld(t *testing.T) {
	t.Parallel()
	seen := map[statement.Kind]bool{}
	for _, l := range lies() {
		seen[l.kind] = true
		for channel, contact := range map[string]string{"mail": "C1", "issue": "C2"} {
			t.Run(string(l.kind)+" in a "+channel, func(t *testing.T) {
				p := l.approved(t, contact)
				m := p.C.Messages[1]
				if err := message.MayLeave(p.C, &m, p.Rules, p.Now); err != nil {
					t.Fatalf("it holds and may not leave: %v", err)
				}
				l.turns(p)
				if err := message.MayLeave(p.C, &m, p.Rules, p.Now); fault.CodeOf(err) != fault.Refused {
					t.Fatalf("it does not hold and may leave: %v", err)
				}
				jobs := len(p.Jobs)
				d := p.Do(commandtest.Ada, message.SendDraft{ID: "D2"})
				draft, _ := p.C.Draft("D2")
				if !strings.Contains(commandtest.KindsOf(d), "message_withheld") || strings.Contains(commandtest.KindsOf(d), "message_queued") ||
					len(p.Jobs) != jobs || p.Message(m.Key).State != disclosure.MessageCancelled {
					t.Fatalf("%s, message %s, jobs %v", commandtest.KindsOf(d), p.Message(m.Key).State, p.Jobs[jobs:])
				}
				if draft.State != disclosure.DraftOpen || draft.Withheld == "" || message.Withheld(d.Events) == "" {
					t.Fatalf("nobody is told: %+v", draft)
				}
				p.Refused(commandtest.Ada, message.SendDraft{ID: "D2"}, fault.Refused, "not approved")
				p.Refused(commandtest.Ada, p.Approval("D2"), fault.Refused, "no longer holds")
			})
		}
	}
	for _, k := range statement.Kinds() {
		if !seen[k] {
			t.Errorf("nothing makes the statement %s false", k)
		}
	}
}

func TestAnApprovedFirstContactDoesNotLeaveAfterTheClosure(t *testing.T) {
	t.Parallel()
	p := commandtest.NewPlay(t)
	p.Probe(commandtest.SeesOpen(p.Now), disclosure.ProbeForPerson)
	p.Do(commandtest.Ada, p.Approval(p.Draft(disclosure.FirstContact, "C1")))
	p.Now = p.Now.Add(time.Hour)
	p.CloseA1()
	d := p.Do(commandtest.Ada, message.SendDraft{ID: "D1"})
	if why := message.Withheld(d.Events); !strings.Contains(why, "closed since 2020-01-24") || !strings.Contains(why, "closure_confirmation fits now") {
		t.Fatalf("%s: %q", commandtest.KindsOf(d), why)
	}
	if !p.C.FirstContact.IsZero() {
		t.Error("the record says that they were told")
	}
	commandtest.WantSameCase(t, p)
}

func TestAFirstContactNeedsAnOpenAnswerThatIsNotOld(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		before func(p *commandtest.Play)
		says   string // "" is approved
	}{
		"open an hour ago":             {func(p *commandtest.Play) { p.Now = p.Now.Add(time.Hour) }, ""},
		"open as old as the rule says": {func(p *commandtest.Play) { p.Now = p.Now.Add(24 * time.Hour) }, ""},
		"open, and older":              {func(p *commandtest.Play) { p.Now = p.Now.Add(24*time.Hour + time.Second) }, "counts for 24 hours"},
		"refused since": {func(p *commandtest.Play) {
			p.Now = p.Now.Add(time.Hour)
			p.Probe(commandtest.SeesWeak(p.Now), disclosure.ProbeForPerson)
		}, "answered closed"},
		"our own network was down since": {func(p *commandtest.Play) {
			p.Now = p.Now.Add(time.Hour)
			p.Probe(commandtest.See("local", p.Now), disclosure.ProbeForPerson)
		}, "seen open"},
	} {
		t.Run(name, func(t *testing.T) {
			p := commandtest.NewPlay(t)
			p.Probe(commandtest.SeesOpen(p.Now), disclosure.ProbeForPerson)
			id := p.Draft(disclosure.FirstContact, "C1")
			tt.before(p)
			if tt.says != "" {
				p.Refused(commandtest.Ada, p.Approval(id), fault.Refused, tt.says)
				return
			}
			if d := p.Do(commandtest.Ada, p.Approval(id)); len(d.Jobs) != 1 || d.Jobs[0].Queue != disclosure.QueueProbe {
				t.Fatalf("approving asks the asset at once: %+v", d.Jobs)
			}
		})
	}
}

func TestWhatNobodyHasSeenOpenIsWrittenAboutForAReasonOnly(t *testing.T) {
	t.Parallel()
	p := commandtest.NewPlay(t)
	draft := disclosure.Draft{Template: disclosure.FirstContact, Contact: "C1", Subject: "s", Body: "b"}
	p.Refused(commandtest.Rita, message.NewDraft{Draft: draft}, fault.Refused, "no answer of ours has shown A1 open")
	p.Probe(commandtest.SeesWeak(p.Now), disclosure.ProbeForPerson) // "connection refused" is no open door
	p.Refused(commandtest.Rita, message.NewDraft{Draft: draft}, fault.Refused, "answered closed")
	draft.Because = "seen from another network"
	p.Do(commandtest.Rita, message.NewDraft{Draft: draft})
	d := p.Do(commandtest.Ada, p.Approval("D1"))
	if got := d.Events[0].Text; !strings.Contains(got, "because: seen from another network") {
		t.Errorf("the reason is not on record: %q", got)
	}
	if p.C.Drafts[0].Because == "" || p.C.Messages[0].Because == "" {
		t.Error("the message does not keep its reason")
	}
	commandtest.WantSameCase(t, p)
}

func TestWhileNothingCanBeAskedTheLastOpenAnswerAndItsAgeAreSaid(t *testing.T) {
	t.Parallel()
	p := commandtest.NewPlay(t)
	p.Probe(commandtest.SeesOpen(p.Now), disclosure.ProbeForPerson)
	p.At(27, 9)
	p.C = p.C.Clone()
	p.C.Assets[0].Stopped = true
	id := p.Draft(disclosure.FirstContact, "C1")
	if got := p.C.Drafts[0].Says[0].Value; got != "last 2020-01-24T09:00:00Z 3" {
		t.Fatalf("%q", got)
	}
	d := p.Do(commandtest.Ada, p.Approval(id))
	if !strings.Contains(d.Events[0].Text, "3 days ago, and cannot be asked now") || len(d.Jobs) != 0 {
		t.Errorf("%q, %v", d.Events[0].Text, d.Jobs)
	}
	p.At(28, 9) // the age in the text is not true any more
	if d := p.Do(commandtest.Ada, message.SendDraft{ID: id}); message.Withheld(d.Events) == "" {
		t.Errorf("%s", commandtest.KindsOf(d))
	}
}

func TestATextOfAPersonKeepsTheStatementsThatStillStandInIt(t *testing.T) {
	t.Parallel()
	p := commandtest.NewPlay(t)
	p.Probe(commandtest.SeesOpen(p.Now), disclosure.ProbeForPerson)
	p.Sent(disclosure.FirstContact, "C1")
	p.Do(commandtest.Rita, message.NewDraft{Draft: disclosure.Draft{
		Template: disclosure.FollowUp, Contact: "C1", Lang: "en", Subject: "s", Body: "b", Says: []statement.Made{
			{Kind: statement.NotHeard, Text: "We have not heard from you yet"}, {Kind: statement.NothingTaken, Asset: "A1", Text: "tried no password"},
		},
	}})
	kept := func(text string) []statement.Kind {
		blob := disclosure.Blob{Ref: "b2", Plain: []byte(text)}
		p.Do(commandtest.Rita, message.EditDraft{ID: "D2", Subject: "s", Body: "b2", Blob: blob})
		d, _ := p.C.Draft("D2")
		var out []statement.Kind
		for _, m := range d.Says {
			out = append(out, m.Kind)
		}
		return out
	}
	if got := kept("Hello,\n\nWe have not\nheard from you yet. It is a pity."); !slices.Equal(got, []statement.Kind{statement.NotHeard}) {
		t.Fatalf("%v", got)
	}
	p.Event(disclosure.KindReplied, civil.At(p.Now))
	p.Refused(commandtest.Ada, p.Approval("D2"), fault.Refused, "has answered")
	kept("Hello, thank you for your answer.")
	d := p.Do(commandtest.Ada, p.Approval("D2"))
	if !strings.Contains(d.Events[0].Text, "the text is rita's own") {
		t.Errorf("the approver is not told whose facts these are: %q", d.Events[0].Text)
	}
}

func TestAMessageGoesToNobodyWhomItsTextAccuses(t *testing.T) {
	t.Parallel()
	may := map[disclosure.Template][]disclosure.Role{
		disclosure.FirstContact: {disclosure.Vendor}, disclosure.FollowUp: {disclosure.Vendor}, disclosure.ClosureNotice: {disclosure.Vendor},
		disclosure.PrePublication: {disclosure.Vendor}, disclosure.ProviderNotice: {disclosure.Provider, disclosure.Platform},
		disclosure.CoordinatorNotice: {disclosure.Coordinator}, disclosure.RegulatorNotice: {disclosure.Regulator},
	}
	for _, role := range disclosure.Roles() {
		p := commandtest.NewPlay(t)
		p.Do(commandtest.Ada, record.AddContact{Contact: disclosure.Contact{Role: role, Name: "X", Channel: disclosure.Email, Address: "x@" + string(role) + ".example"}})
		for _, template := range disclosure.Templates() {
			cmd := message.NewDraft{Draft: disclosure.Draft{Template: template, Contact: "C2", Subject: "s", Body: "b", Because: commandtest.Unasked}}
			if slices.Contains(may[template], role) {
				p.Do(commandtest.Rita, cmd)
			} else {
				p.Refused(commandtest.Rita, cmd, fault.Refused, "is not true of the "+strings.ReplaceAll(string(role), "_", " "))
			}
		}
		p.Do(commandtest.Rita, message.NewDraft{Draft: disclosure.Draft{Template: disclosure.FreeText, Contact: "C2", Subject: "s", Body: "b"}})
	}
}
