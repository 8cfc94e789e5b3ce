package message_test

import (
	"strings"
	"testing"

	"daylight/disclosure"
	"daylight/disclosure/clock"
	"daylight/disclosure/command"
	"daylight/disclosure/command/commandtest"
	"daylight/disclosure/command/message"
	"daylight/disclosure/command/record"
	"daylight/disclosure/fault"
	"daylight/disclosure/hint"
	"daylight/disclosure/ledger"
)

func TestADraftIsCompleteAndItsBytesAreKept(t *testing.T) {
	t.Parallel()
	good := disclosure.Draft{Template: disclosure.FreeText, Contact: "security@nextmotion.example", Lang: "en", Subject: "  Exposed files  ", Body: "b1", ID: "D7", State: disclosure.DraftSent}
	blob := disclosure.Blob{Ref: "b1", Plain: []byte("text")}
	p := commandtest.NewPlay(t)
	d := p.Do(commandtest.Rita, message.NewDraft{Draft: good, Blob: blob})
	got, _ := p.C.Draft("D1")
	if got.Subject != "Exposed files" || got.Contact != "C1" || got.Role != disclosure.Vendor || got.Name != "NextMotion" || got.Channel != disclosure.Email ||
		got.Author != "rita" || got.Revision != 1 || got.State != disclosure.DraftOpen {
		t.Errorf("%+v", got)
	}
	if len(d.Blobs) != 1 || d.Blobs[0].Ref != "b1" || d.Events[0].Text != "draft D1: "+string(disclosure.FreeText)+" to vendor" {
		t.Errorf("blobs %+v, %q", d.Blobs, d.Events[0].Text)
	}
	d = p.Do(commandtest.Ada, message.EditDraft{ID: "D1", Subject: " New ", Body: "b2", Blob: disclosure.Blob{Ref: "b2"}})
	if got, _ = p.C.Draft("D1"); got.Subject != "New" || got.Body != "b2" || got.Revision != 2 || got.Author != "ada" || len(d.Blobs) != 1 || d.Events[0].Text != "draft D1 changed, revision 2" {
		t.Errorf("%+v, %+v", got, d)
	}
	for _, c := range []struct {
		rule   string
		change func(*disclosure.Draft)
		says   string
	}{
		{"no subject", func(d *disclosure.Draft) { d.Subject = " " }, "subject on one line"},
		{"a subject of two lines", func(d *disclosure.Draft) { d.Subject = "a\nb" }, "subject on one line"},
		{"a subject as long as may be", func(d *disclosure.Draft) { d.Subject = strings.Repeat("x", 400) }, ""},
		{"a subject that is longer", func(d *disclosure.Draft) { d.Subject = strings.Repeat("x", 401) }, "400 bytes"},
		{"no text", func(d *disclosure.Draft) { d.Body = "" }, "needs a text"},
		{"no template", func(d *disclosure.Draft) { d.Template = "" }, "needs a template"},
		{"a template that nobody knows", func(d *disclosure.Draft) { d.Template = "x" }, "needs a template"},
	} {
		draft := good
		c.change(&draft)
		_, err := commandtest.NewPlay(t).Try(commandtest.Rita, message.NewDraft{Draft: draft})
		if c.says == "" && err != nil || c.says != "" && (fault.CodeOf(err) != fault.Invalid || !strings.Contains(err.Error(), c.says)) {
			t.Errorf("%s: %v", c.rule, err)
		}
	}
}

func TestAnEditAndADiscardLeaveOtherMessagesAlone(t *testing.T) {
	t.Parallel()
	change := map[string]func(string) command.Command{
		"edit":    func(id string) command.Command { return message.EditDraft{ID: id, Subject: "s", Body: "b"} },
		"discard": func(id string) command.Command { return message.DiscardDraft{ID: id} },
	}
	for name, cmd := range change {
		p := commandtest.NewPlay(t)
		first := p.Draft(disclosure.FreeText, "C1")
		p.Do(commandtest.Ada, p.Approval(first))
		second := p.Draft(disclosure.FreeText, "C1")
		p.C.Messages[0].ID = "" // of an old case: nobody may take it for the message of a draft that has none
		d := p.Do(commandtest.Rita, cmd(second))
		if len(d.Events) != 1 || p.C.Messages[0].State != disclosure.MessageApproved {
			t.Errorf("%s of a draft without a message: %s, %s", name, commandtest.KindsOf(d), p.C.Messages[0].State)
		}
		d = p.Do(commandtest.Rita, cmd(first))
		if len(d.Events) != 2 || d.Events[0].Kind != disclosure.KindMessageCancelled || p.C.Messages[0].State != disclosure.MessageCancelled {
			t.Errorf("%s of an approved draft: %s, %s", name, commandtest.KindsOf(d), p.C.Messages[0].State)
		}
		if got, _ := p.C.Draft(first); got.Message != "" || got.State == disclosure.DraftApproved {
			t.Errorf("%s: %+v", name, got)
		}
	}
}

// laddered is a case whose vendor was written to on 24 January; a week later the provider is to be told.
func laddered(t *testing.T) *commandtest.Play {
	t.Helper()
	p := commandtest.NewPlay(t)
	p.Rules.Clocks = clock.Rules{Default: "p", Policies: map[string]clock.Policy{"p": {Name: "p", Version: "1", Clauses: []clock.Clause{
		{
			Name: "provider", Due: disclosure.DueProvider, From: clock.AnchorRule{Of: []clock.Anchor{clock.AnchorAttempt}}, Days: 7,
			Step: &clock.EscalationStep{Role: disclosure.Provider, Template: disclosure.ProviderNotice},
		},
		{Name: "plain", Due: disclosure.DueProvider, From: clock.AnchorRule{Of: []clock.Anchor{clock.AnchorAttempt}}, Days: 7},
	}}}}
	p.Do(commandtest.Ada, record.AddContact{Contact: disclosure.Contact{Role: disclosure.Provider, Name: "AWS", Channel: disclosure.Email, Address: "abuse@aws.example"}})
	p.Sent(disclosure.FirstContact, "C1")
	p.At(24+8, 9)
	return p
}

func escalate(clause string, episode int) message.DraftEscalation {
	return message.DraftEscalation{Clause: clause, Episode: episode, Draft: disclosure.Draft{Template: disclosure.ProviderNotice, Contact: "C2", Lang: "en", Subject: "s", Body: "b"}}
}

func TestAStepIsDraftedOnceWhileItIsDue(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		rule   string
		prep   func(*commandtest.Play)
		cmd    message.DraftEscalation
		drafts bool
	}{
		{"it is due", nil, escalate("provider", 1), true},
		{"it is not due yet", func(p *commandtest.Play) { p.At(24+7, 9) }, escalate("provider", 1), false},
		{"of another exposure", nil, escalate("provider", 2), false},
		{"a clause without a step", nil, escalate("plain", 1), false},
		{"a clause that is not there", nil, escalate("x", 0), false},
		{"somebody answered", func(p *commandtest.Play) { p.Do(commandtest.Robot, commandtest.Reply("hello")) }, escalate("provider", 1), false},
		{"it is drafted already", func(p *commandtest.Play) { p.Do(commandtest.Robot, escalate("provider", 1)) }, escalate("provider", 1), false},
	} {
		p := laddered(t)
		if c.prep != nil {
			c.prep(p)
		}
		before := len(p.C.Drafts)
		p.Do(commandtest.Robot, c.cmd)
		if drafted := len(p.C.Drafts) > before; drafted != c.drafts {
			t.Errorf("%s: drafted %v", c.rule, drafted)
		}
	}
	p := laddered(t)
	p.Rules.Clocks.Policies = nil
	p.Refused(commandtest.Robot, escalate("provider", 1), fault.NotFound, "not configured")
}

func TestAStepThatIsOverIsNeitherApprovedNorSent(t *testing.T) {
	t.Parallel()
	drafted := func() (*commandtest.Play, string) {
		p := laddered(t)
		p.Do(commandtest.Robot, escalate("provider", 1))
		return p, p.C.Drafts[len(p.C.Drafts)-1].ID
	}
	p, id := drafted()
	p.Do(commandtest.Ada, p.Approval(id))
	p.Do(commandtest.Ada, message.SendDraft{ID: id})

	p, id = drafted()
	p.Do(commandtest.Robot, commandtest.Reply("hello"))
	p.Refused(commandtest.Ada, p.Approval(id), fault.Refused, "is no longer due")
	p.Hinted(commandtest.Ada, p.Approval(id), hint.ToWriteDraft(commandtest.PlayID))

	p, id = drafted()
	p.Do(commandtest.Ada, p.Approval(id))
	p.Do(commandtest.Robot, commandtest.Reply("hello"))
	p.Refused(commandtest.Ada, message.SendDraft{ID: id}, fault.Refused, "is no longer due")

	p, id = drafted()
	own := p.Draft(disclosure.FreeText, "C1")
	p.Rules.Clocks.Policies = nil
	p.Refused(commandtest.Ada, p.Approval(id), fault.NotFound, "not configured")
	p.Do(commandtest.Ada, p.Approval(own)) // a message of one's own waits for no clock
}

func TestWhatARefusedDeliverySaysOfTheContact(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		rule    string
		channel disclosure.Channel
		out     ledger.Delivery
		kind    disclosure.Kind
		spoiled bool
		text    string
	}{
		{"the other side's refusal", disclosure.Email, ledger.Delivery{Kind: ledger.Permanent, Reason: "550"}, disclosure.KindBounced, true, "refused: 550"},
		{"our own trouble", disclosure.Email, ledger.Delivery{Kind: ledger.Permanent, Reason: "no route", Ours: true}, disclosure.KindMessageFailed, false, "not sent: no route"},
		{"an issue that could not be opened", disclosure.Issue, ledger.Delivery{Kind: ledger.Permanent, Reason: "404"}, disclosure.KindMessageFailed, false, "not sent: 404"},
	} {
		p := commandtest.NewPlay(t)
		p.Do(commandtest.Ada, record.AddContact{Contact: disclosure.Contact{Role: disclosure.Vendor, Channel: disclosure.Issue, Address: "o/r"}})
		contact := "C1"
		if c.channel == disclosure.Issue {
			contact = "C2"
		}
		key := p.Queued(disclosure.FreeText, contact)
		e := p.Do(commandtest.Robot, message.RecordDelivery{Message: key, Delivery: c.out}).Events[0]
		k, _ := p.C.Contact(contact)
		if e.Kind != c.kind || e.Text != c.text || (k.Quality == disclosure.QualityBounced) != c.spoiled || p.Message(key).State != disclosure.MessageFailed || p.Message(key).Receipt != c.out.Reason {
			t.Errorf("%s: %+v, contact %+v, message %+v", c.rule, e, k, p.Message(key))
		}
	}
}

func TestWhatATimelineSaysOfASentMessage(t *testing.T) {
	t.Parallel()
	for template, want := range map[disclosure.Template]string{
		disclosure.FirstContact: "first contact by mail", disclosure.FollowUp: "follow-up by mail", disclosure.ClosureNotice: "closure confirmation by mail",
		disclosure.FreeText: "message by mail",
	} {
		p := commandtest.NewPlay(t)
		if template != disclosure.FirstContact {
			p.Sent(disclosure.FirstContact, "C1")
		}
		key := p.Queued(template, "C1")
		e := p.Do(commandtest.Robot, message.RecordDelivery{Message: key, Delivery: ledger.Delivery{Kind: ledger.Sent, Receipt: "250"}}).Events[0]
		if e.Text != want || e.Kind != disclosure.KindContacted || e.Source != disclosure.SourceOwnMail || e.Party != disclosure.Vendor || e.Ref != p.Message(key).ID {
			t.Errorf("%s: %+v", template, e)
		}
	}
	p := commandtest.NewPlay(t)
	p.Do(commandtest.Ada, record.AddContact{Contact: disclosure.Contact{Role: disclosure.Vendor, Channel: disclosure.Issue, Address: "o/r"}})
	key := p.Queued(disclosure.FirstContact, "C2")
	e := p.Do(commandtest.Robot, message.RecordDelivery{Message: key, Delivery: ledger.Delivery{Kind: ledger.Sent, Ref: "o/r#7"}}).Events[0]
	if e.Text != "first contact as an issue" || e.Source != disclosure.SourceIssue || e.Ref != "o/r#7" || e.Detail.Issue == nil || e.Detail.Issue.Ref != "o/r#7" || e.Detail.Issue.Marker != p.Message(key).ID {
		t.Errorf("%+v", e)
	}
}
