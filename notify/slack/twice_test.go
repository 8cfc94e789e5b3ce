package slack

import (
	"fmt"
	"strings"
	"testing"

	slackapi "github.com/slack-go/slack"

	"daylight/disclosure"
	"daylight/disclosure/civil"
	"daylight/disclosure/command/deadline"
	"daylight/disclosure/ledger"
	"daylight/disclosure/manuscript"
	"daylight/disclosure/person"
	"daylight/notify/slack/form"
)

// everything puts a case on the desk of which all that there is a form for can be done, as a lead sees it.
func (b *bench) everything(act string) disclosure.CaseID {
	b.t.Helper()
	id := b.record()
	b.clocked(id)
	if act == "clock_resume" {
		lena := disclosure.Actor{Name: "Lena", Role: disclosure.Lead}
		if _, err := b.desk.Act(b.t.Context(), lena, b.caseOf(id), form.Order{Command: deadline.PauseClock{Clause: "call_back", Reason: "they are on holiday"}}, "paused"); err != nil {
			b.t.Fatal(err)
		}
	}
	day := civil.OnDay
	b.desk.change(id, func(k *disclosure.Case) {
		k.Parties = []disclosure.Party{{Role: disclosure.Vendor, Name: "NextMotion"}, {Role: disclosure.Provider, Name: "AWS"}}
		k.Contacts = []disclosure.Contact{
			{ID: "C1", Role: disclosure.Vendor, Name: "NextMotion", Channel: disclosure.Email, Address: theirAddress, Found: "security.txt", FoundAt: day(2020, 1, 24), Quality: disclosure.QualityPublished},
			{ID: "C2", Role: disclosure.Vendor, Name: "NextMotion", Channel: disclosure.Phone, Address: "+33 1 00"},
		}
		k.Assets = []disclosure.Asset{
			{ID: "A1", Kind: "s3", Target: bucket, Exposure: disclosure.ExposureNotSeenOpen, LastSeen: fixed()},
			{ID: "A2", Kind: "ftp", Target: "ftp://203.0.113.7/", Exposure: disclosure.ExposureOpen, Recreated: true},
			{ID: "A3", Kind: "s3", Target: "https://other.example/", Exposure: disclosure.ExposureOpen, Stopped: true},
		}
		if strings.HasPrefix(act, "draft_") {
			k.Drafts = []disclosure.Draft{{ID: "D1", Template: disclosure.FreeText, Contact: "C1", Role: disclosure.Vendor, Name: "NextMotion", Channel: disclosure.Email, Subject: "A question", Revision: 2, State: disclosure.DraftOpen}}
		}
		if act == "message_resolve" {
			k.Messages = []disclosure.Message{{Key: "M1", Draft: "D0", Role: disclosure.Vendor, Name: "NextMotion", Contact: "C1", Channel: disclosure.Email, State: disclosure.MessageUncertain}}
		}
		k.ClockEvents = append(k.ClockEvents, disclosure.ClockEvent{Seq: 1, Kind: disclosure.KindExtensionRequested, At: day(2020, 1, 26), Party: disclosure.Vendor, Name: "NextMotion"})
		if act == "case_lift" {
			k.Circle = person.Circle{Names: []string{"Lena", "Rosa"}}
		}
		if strings.HasPrefix(act, "page_") {
			k.Publication = disclosure.PublicationFull
		}
		if act == "word_unprotect" {
			k.Manuscript.Guards = []manuscript.Word{{ID: "w0123456789", By: "Rosa", At: fixed(), Seq: 1}}
		}
		if act == "case_reopen" {
			k.Work = disclosure.WorkClosed
		}
		b.desk.bodies[string(id)+"D1"] = "Dear team,\n\nwhich bucket?\n"
	})
	b.desk.mu.Lock()
	b.desk.items = []ledger.Inbound{{ID: 7, Channel: disclosure.Email, Subject: "Hello", State: ledger.InboundWaiting}}
	b.desk.known = form.Known{People: []string{"Lena", "Rosa"}, Languages: []string{"en", "fr"}, Kinds: []string{"s3", "ftp"}, Two: []string{"A2"}, Readers: unknownReaders(2)}
	b.desk.mu.Unlock()
	return id
}

// typedInto is something in each field of a form that its action takes.
func typedInto(act string, v slackapi.ModalViewRequest) map[string]string {
	given := formValues(v)
	for _, blk := range v.Blocks.BlockSet {
		in, ok := blk.(*slackapi.InputBlock)
		if !ok || given[in.BlockID] != "" {
			continue
		}
		switch e := in.Element.(type) {
		case *slackapi.SelectBlockElement:
			given[in.BlockID] = e.Options[0].Value
		case *slackapi.PlainTextInputBlockElement:
			given[in.BlockID] = map[string]string{
				"when": "2020-01-26", "until": "2020-02-20", "address": "other@nextmotion.example", "target": "https://third.example/", "other": "DL-2020-0002", "names": "Lena",
				"embargo": "", "ref": "https://news.example/1", "country": "", "language": "", "owner": "NextMotion", "host": "",
			}[in.BlockID]
			if given[in.BlockID] == "" && in.BlockID != "embargo" && in.BlockID != "country" && in.BlockID != "language" && in.BlockID != "host" {
				given[in.BlockID] = "some words"
			}
		}
	}
	for field, value := range map[string]map[string]string{
		"case_edit": {"tracking": "NM-4711"}, "draft_edit": {"text1": "Dear team, which one?"}, "case_close": {"outcome": "policy_published_open"},
		"clock_snooze": {"until": "2020-01-30"}, "asset_add": {"kind": "s3", "noun": ""}, "asset_rename": {"kind": "s3"}, "event_add": {"what": "note"},
	}[act] {
		given[field] = value
	}
	return given
}

// effects is all that a case and what belongs to it has become.
func (b *bench) effects(id disclosure.CaseID) string {
	b.desk.mu.Lock()
	defer b.desk.mu.Unlock()
	k := b.desk.cases[id]
	text := fmt.Sprint(k.Version, len(b.desk.events[id]), len(k.Drafts), len(b.desk.cases))
	for _, d := range k.Drafts {
		text += fmt.Sprint(" ", d.ID, d.Revision, d.State)
	}
	return text + fmt.Sprint(b.desk.items)
}

func TestAnOrderThatIsGivenTwiceIsCarriedOutOnce(t *testing.T) {
	t.Parallel()
	for _, act := range form.Actions() {
		if act.Yes == "" {
			continue // it only shows
		}
		t.Run(act.Name, func(t *testing.T) {
			t.Parallel()
			b := newBench(t, nil)
			b.connect()
			id := b.everything(act.Name)
			subject := ""
			if act.About != nil {
				subject = "D1"
			}
			if strings.HasPrefix(act.Name, "reader_") {
				subject = "C1-99"
			}
			n := len(b.server.calls("/views.open"))
			switch act.Name {
			case form.OfMessage:
				ts, card := b.said(id, "they called")
				b.addMessage(userL, triage, ts, card, "they called")
			case form.FileAction:
				b.click(userL, actionAct+":"+editAction, value{Case: id, Draft: "D1"}.String())
			default:
				b.click(userL, actionAct+":"+act.Name, value{Case: id, Draft: subject}.String())
			}
			b.server.until("the form is open", func() bool { return len(b.server.calls("/views.open")) > n })
			v := b.openedView()
			if act.Name == form.FileAction {
				v = b.givesFile(userL, v, "Dear team,\n\nwhich of the two buckets?\n")
			}
			given := typedInto(act.Name, v)
			got := b.fill(userL, v, given)
			if got.View != nil && got.View.CallbackID == v.CallbackID { // what follows is said first
				v = *got.View
				got = b.fill(userL, v, given)
			}
			if len(got.Errors) > 0 || got.View == nil || strings.Contains(allText(*got.View), "Not done") {
				t.Fatalf("%+v", got)
			}
			before := b.effects(id)
			job := b.takeInbound()
			b.run(job)
			after := b.effects(id)
			if after == before {
				t.Fatalf("nothing came of it: %s", b.lastReply("/views.update"))
			}
			b.run(job) // its end was not stored
			b.fill(userL, v, given)
			b.work() // the second click
			if again := b.effects(id); again != after {
				t.Errorf("once it was %s, twice it is %s", after, again)
			}
			if said := b.lastReply("/views.update"); !strings.Contains(said, `"Done"`) {
				t.Errorf("the second click is answered with %s", said)
			}
		})
	}
}

// takeInbound is the job of the newest delivery; those of cards and threads before it are left out.
func (b *bench) takeInbound() ledger.Job {
	b.t.Helper()
	for {
		job, ok := b.desk.take()
		if !ok {
			b.t.Fatal("no delivery waits")
		}
		if job.Task() == TaskInbound {
			return job
		}
	}
}

func TestWhoWritesWhileAnAnswerComesInIsToldSo(t *testing.T) {
	t.Parallel()
	b, id := connected(t)
	b.addContact(id)
	v := b.choose(userR, id, "In your own words …")
	b.desk.change(id, func(k *disclosure.Case) {
		k.Dialogue = map[disclosure.DialogueKey]disclosure.Dialogue{disclosure.KeyFor(disclosure.Vendor, "NextMotion", disclosure.Email): disclosure.DialogueEngaged}
	})
	got := b.fill(userR, v, map[string]string{"subject": "Are you there?", "text": "Nobody has answered us."})
	if got.View == nil || !strings.Contains(allText(*got.View), "has changed since you opened this") || !strings.Contains(allText(*got.View), "engaged") {
		t.Fatalf("a letter counts that was written before they answered: %+v", got)
	}
	v = b.choose(userL, id, "Close …")
	b.desk.change(id, func(k *disclosure.Case) { k.Assets[0].Exposure = disclosure.ExposureReopened })
	if got = b.fill(userL, v, map[string]string{"outcome": "policy_published_open"}); got.View == nil || !strings.Contains(allText(*got.View), "1 reopened") {
		t.Errorf("a case is closed over an asset that opened again: %+v", got)
	}
}
