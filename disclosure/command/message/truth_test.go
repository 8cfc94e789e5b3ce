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
	"daylight/disclosure/command/publish"
	"daylight/disclosure/command/record"
	"daylight/disclosure/fault"
	"daylight/disclosure/ledger"
	"daylight/disclosure/statement"
)

// TestAMessageWhoseStatementTurnsFalseIsWithheld makes each statement false between approval and sending, for a mail and for
// an issue. Package slack does the same by its button.
func TestAMessageWhoseStatementTurnsFalseIsWithheld(t *testing.T) {
	t.Parallel()
	seen := map[statement.Kind]bool{}
	for _, l := range commandtest.Lies() {
		seen[l.Kind] = true
		for channel, contact := range map[string]string{"mail": "C1", "issue": "C2"} {
			t.Run(string(l.Kind)+" in a "+channel, func(t *testing.T) {
				p := l.Approved(t, contact)
				m := p.C.Messages[1]
				if err := message.MayLeave(p.C, &m, p.Rules, p.Now); err != nil {
					t.Fatalf("it holds and may not leave: %v", err)
				}
				l.Turns(p)
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

func TestAMessageThatWasApprovedBeforeALegalThreatDoesNotLeave(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		rule   string
		before func(p *commandtest.Play) string // returns the key
		after  func(p *commandtest.Play)
		leaves bool
	}{
		{"approved", func(p *commandtest.Play) string {
			p.Do(commandtest.Ada, p.Approval(p.Draft(disclosure.FollowUp, "C1")))
			return p.C.Messages[1].Key
		}, func(*commandtest.Play) {}, false},
		{"queued", func(p *commandtest.Play) string { return p.Queued(disclosure.FollowUp, "C1") }, func(*commandtest.Play) {}, false},
		{"queued, and two leads cleared it", func(p *commandtest.Play) string { return p.Queued(disclosure.FollowUp, "C1") }, func(p *commandtest.Play) {
			p.Do(commandtest.Ada, publish.ClearLegal{Because: "without merit"})
			p.Do(commandtest.Bob, publish.ClearLegal{Because: "without merit"})
		}, true},
	} {
		p := commandtest.NewPlay(t)
		p.Sent(disclosure.FirstContact, "C1")
		key := c.before(p)
		p.Event(disclosure.KindLegalThreat, commandtest.Day20(1, 24))
		c.after(p)
		m := p.Message(key)
		if err := message.MayLeave(p.C, &m, p.Rules, p.Now); (err == nil) != c.leaves || !c.leaves && !strings.Contains(err.Error(), "legal threat") {
			t.Errorf("%s: %v", c.rule, err)
		}
		if err := message.MayAwait(p.C, &m, p.Rules, p.Now); (err == nil) != c.leaves {
			t.Errorf("%s, waiting for an answer of the asset: %v", c.rule, err)
		}
		if c.leaves || m.State != disclosure.MessageApproved {
			continue
		}
		d := p.Do(commandtest.Ada, message.SendDraft{ID: m.Draft})
		if why := message.Withheld(d.Events); !strings.Contains(why, "legal threat") {
			t.Errorf("%s: %s %q", c.rule, commandtest.KindsOf(d), why)
		}
		// Who approves it now knows of the threat.
		p.Do(commandtest.Ada, p.Approval(m.Draft))
		if d := p.Do(commandtest.Ada, message.SendDraft{ID: m.Draft}); !strings.Contains(commandtest.KindsOf(d), "message_queued") {
			t.Errorf("%s: approved after the threat: %s", c.rule, commandtest.KindsOf(d))
		}
		commandtest.WantSameCase(t, p)
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
			if d := p.Do(commandtest.Ada, p.Approval(id)); len(d.Jobs) != 1 || d.Jobs[0].Queue != ledger.QueueAsked {
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
