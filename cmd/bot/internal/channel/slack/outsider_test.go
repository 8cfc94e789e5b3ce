package slack_test

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"
	"time"

	wired "daylight/cmd/bot/internal/channel/slack"
	"daylight/disclosure"
	"daylight/disclosure/civil"
	"daylight/disclosure/command/publish"
	"daylight/disclosure/command/record"
	"daylight/disclosure/content"
	"daylight/disclosure/fault"
	"daylight/disclosure/inbound"
	"daylight/disclosure/ledger"
	"daylight/disclosure/manuscript"
	"daylight/disclosure/person"
	"daylight/notify/slack"
	"daylight/notify/slack/form"
)

// Somebody whom a restricted case does not name is told nothing of it by any of the ways in which Slack reads, and can do nothing in it.
// A channel, which is nobody, is told as little. Each way is asked first for somebody who is named, so that none of these checks is blind.
func TestAnOutsiderIsToldNothingOfARestrictedCaseAndCanDoNothingInIt(t *testing.T) {
	t.Parallel()
	o := newOffice(t)
	ctx := t.Context()
	other, err := o.Desk.NewCase(ctx, o.who("ada"), record.Record{Discovered: civil.OnDay(2020, 1, 24), Facts: disclosure.Facts{
		Title: "Open index of a shop", Assets: []disclosure.Asset{{Kind: "http", Target: "https://shop.example/"}},
	}})
	if err != nil {
		t.Fatal(err)
	}
	o.act("ada", contact("security@nextmotion.example"), "act/1")
	letter := form.Letter{Template: disclosure.FreeText, Contact: "C1", Subject: "One question", Body: "Which bucket?"}
	if _, err := o.acts.Act(ctx, o.who("ada"), o.load(), form.Order{Letter: &letter}, "act/2"); err != nil {
		t.Fatal(err)
	}
	o.act("ada", record.Restrict{Names: []string{"ada", "bob"}, Text: "a source is in danger"}, "act/3")
	theirs := o.item("mail/1", o.id, "Your case "+string(o.id))
	loose := o.item("mail/2", "", "Re: ["+string(o.id)+"] the bucket")
	inside, saw := wired.PortsOf(o.host, person.ReaderNamed("bob")), o.load()

	asset := saw.Assets[0].Target
	mine := func(said string, err error) (any, error) { // what names no case says that it was read
		if err != nil {
			return nil, err
		}
		return string(o.id) + said, nil
	}
	reads := map[string]func(p slack.Ports) (any, error){
		"the case":     func(p slack.Ports) (any, error) { return p.Cases.Case(ctx, o.id) },
		"its timeline": func(p slack.Ports) (any, error) { return p.Cases.Timeline(ctx, o.id) },
		"the list":     func(p slack.Ports) (any, error) { return p.Cases.List(ctx, ledger.Filter{All: true, Limit: 20}) },
		"a search": func(p slack.Ports) (any, error) {
			return p.Cases.List(ctx, ledger.Filter{All: true, Query: "patient", Limit: 20})
		},
		"the list of a vendor": func(p slack.Ports) (any, error) {
			return p.Cases.List(ctx, ledger.Filter{All: true, Vendor: "NextMotion", Limit: 20})
		},
		"the next page": func(p slack.Ports) (any, error) {
			return p.Cases.List(ctx, ledger.Filter{All: true, After: "DL-2019-0001", Limit: 20})
		},
		"duplicates": func(p slack.Ports) (any, error) { return p.Targets.FindTarget(ctx, asset) },
		"a draft": func(p slack.Ports) (any, error) {
			_, body, err := p.Drafts.DraftText(ctx, o.id, "D1")
			return mine(body, err)
		},
		"whether it needs a reason": func(p slack.Ports) (any, error) {
			why, err := p.Drafts.NeedsReason(ctx, o.id, disclosure.FirstContact, "C1")
			return mine(why, err)
		},
		"what waits for a second person": func(p slack.Ports) (any, error) {
			w, err := p.Seconds.Waiting(ctx, o.id)
			return mine(fmt.Sprint(w), err)
		},
		"the inbox": func(p slack.Ports) (any, error) { return p.Items.Inbox(ctx, false) },
		"an item":   func(p slack.Ports) (any, error) { in, _, err := p.Items.Inbound(ctx, theirs); return in, err },
		"a suggestion": func(p slack.Ports) (any, error) {
			in, _, err := p.Items.Inbound(ctx, loose)
			if err != nil {
				return nil, err
			}
			return p.Items.Suggested(ctx, in)
		},
		"what a form knows of the inbox": func(p slack.Ports) (any, error) {
			k, err := p.Cases.Case(ctx, other.ID)
			if err != nil {
				return nil, err
			}
			return p.Acts.Known(ctx, k)
		},
		"the home of everybody": func(p slack.Ports) (any, error) {
			items, notes, err := p.Agenda(ctx, nil)
			return fmt.Sprintf("%+v %q", items, notes), err
		},
		"a page": func(p slack.Ports) (any, error) { return p.Pages.Page(ctx, o.id, disclosure.Full, "en") },
	}
	for name, read := range reads {
		if got, err := read(inside); err != nil && name != "a page" || !strings.Contains(told(got, err), string(o.id)) {
			if name != "the next page" { // it starts behind a case that is not there
				t.Errorf("%s: somebody named reads %s", name, told(got, err))
			}
		}
		for who, reader := range map[string]person.Reader{"rita": person.ReaderNamed("rita"), "a channel": {}} {
			got, err := read(wired.PortsOf(o.host, reader))
			said := told(got, err)
			if name == "what a form knows of the inbox" || name == "the inbox" || name == "the home of everybody" {
				said = strings.ReplaceAll(said, "Re: ["+string(o.id)+"] the bucket", "") // the words of a stranger, which belong to no case yet
			}
			if fault.CodeOf(err) == fault.NotFound {
				said = strings.ReplaceAll(said, "there is no case "+string(o.id), "")
			}
			for _, trace := range []string{string(o.id), "patient", "NextMotion", "nextmotion", "example-bucket", "Which bucket"} {
				if strings.Contains(said, trace) {
					t.Errorf("%s: %s is told %q: %s", name, who, trace, said)
				}
			}
		}
	}

	rita, p := o.who("rita"), wired.PortsOf(o.host, person.ReaderNamed("rita"))
	k, err := p.Cases.Case(ctx, other.ID)
	if err != nil {
		t.Fatal(err)
	}
	acts := map[string]func() error{
		"a command": func() error {
			_, err := p.Findings.Do(ctx, rita, o.id, record.EditCase{Tracking: new("NM-1")})
			return err
		},
		"an order":        func() error { _, err := p.Acts.Act(ctx, rita, saw, form.Order{Letter: &letter}, "act/9"); return err },
		"an approval":     func() error { _, err := p.Outbox.ApproveDraft(ctx, rita, o.id, "D1", 1); return err },
		"a sending":       func() error { _, err := p.Outbox.SendDraft(ctx, rita, o.id, "D1"); return err },
		"a word":          func() error { _, err := p.Seconds.Agree(ctx, rita, o.id, "x"); return err },
		"an item of it":   func() error { _, err := p.Assign.AssignInbound(ctx, rita, theirs, "", "", ""); return err },
		"an item into it": func() error { _, err := p.Assign.AssignInbound(ctx, rita, loose, o.id, "", ""); return err },
		"who wrote it":    func() error { _, err := p.Assign.SayWho(ctx, rita, loose, o.id, inbound.Person, "x"); return err },
		"ignoring it":     func() error { return p.Assign.IgnoreInbound(ctx, rita, theirs, "x") },
		"a duplicate of it": func() error {
			_, err := p.Acts.Act(ctx, rita, k, form.Order{Command: record.MarkDuplicate{Of: o.id}}, "act/10")
			return err
		},
		"a word to protect": func() error { _, err := p.Words.ProtectWords(ctx, rita, o.id, "Kowalski"); return err },
		"no word to protect, which would tell that the case is there": func() error { _, err := p.Words.ProtectWords(ctx, rita, o.id, "…"); return err },
		"a word on a finding": func() error {
			found := content.Finding{Rule: content.RuleMail, Digest: "0123456789abcdef", What: "mail address"}
			_, err := p.Acts.Act(ctx, rita, saw, form.Order{Command: publish.Overriding(found, manuscript.FalseAlarm, "x")}, "act/12")
			return err
		},
		"a new page": func() error {
			_, _, err := p.Revisions.Revise(ctx, rita, o.id, form.Revise{Kind: disclosure.KindCorrected, Because: "x"}, "act/11")
			return err
		},
	}
	for name, act := range acts {
		if err := act(); fault.CodeOf(err) != fault.NotFound {
			t.Errorf("%s: %v", name, err)
		}
	}
	if now := o.load(); now.Version != saw.Version {
		t.Errorf("version %d became %d", saw.Version, now.Version)
	}
	// The same asset is recorded by somebody who does not know of it, and nothing tells them.
	again, err := p.Findings.NewCase(ctx, rita, record.Record{Discovered: civil.OnDay(2020, 1, 25), Facts: disclosure.Facts{
		Title: "A bucket that anybody reads", Assets: []disclosure.Asset{{Kind: "s3", Target: asset}},
	}})
	if err != nil || strings.Contains(told(again, nil), string(o.id)) {
		t.Errorf("the same asset: %v, %s", err, told(again, nil))
	}
}

// item puts a mail into the inbox that waits for a person.
func (o *office) item(key string, id disclosure.CaseID, subject string) int64 {
	o.t.Helper()
	blob, err := disclosure.NewBlob([]byte("Which bucket do you mean?"), nil)
	if err != nil {
		o.t.Fatal(err)
	}
	n, _, err := o.db.Receive(o.t.Context(), ledger.Inbound{
		Channel: disclosure.Email, Key: key, Received: time.Date(2020, 1, 28, 8, 0, 0, 0, time.UTC), Raw: blob.Ref, State: ledger.InboundWaiting,
		Case: id, From: "somebody@elsewhere.example", Subject: subject,
	}, blob, ledger.NewJob(ledger.QueueInbound, key, slack.Inbound{}))
	if err != nil {
		o.t.Fatal(err)
	}
	return n
}

// told is all that an answer holds.
func told(got any, err error) string {
	b, bad := json.Marshal(got)
	if bad != nil {
		return fmt.Sprintf("%+v", got)
	}
	if err != nil {
		return string(b) + err.Error()
	}
	return string(b)
}
