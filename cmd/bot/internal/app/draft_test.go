package app_test

import (
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"daylight/disclosure"
	"daylight/disclosure/civil"
	"daylight/disclosure/command"
	"daylight/disclosure/command/record"
	"daylight/disclosure/fault"
	"daylight/disclosure/hint"
	"daylight/disclosure/ledger"
)

func TestADraftIsWrittenInTheLanguageOfItsReader(t *testing.T) {
	t.Parallel()
	b := newBench(t, nil)
	for _, tt := range []struct {
		name, country, language, asked, want string
	}{
		{"the country decides", "FR", "", "", "fr"},
		{"Monaco writes French", "MC", "", "", "fr"},
		{"Austria writes German", "AT", "", "", "de"},
		{"elsewhere English", "PL", "", "", "en"},
		{"nothing is known", "", "", "", "en"},
		{"the party's own language before its country", "FR", "de-AT", "", "de"},
		{"a language that there are no texts in", "FR", "pl", "", "en"},
		{"what was asked for before all", "FR", "fr", "en", "en"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			id := b.record(func(f *disclosure.Facts) { f.Parties[0].Country, f.Parties[0].Language = tt.country, tt.language })
			d, body, err := b.Desk.NewDraftBecause(t.Context(), b.who("alice"), id, disclosure.FirstContact, b.contact(id), tt.asked, unasked)
			if err != nil {
				t.Fatal(err)
			}
			greeting := map[string]string{"en": "Hello", "de": "Guten Tag", "fr": "Bonjour"}[tt.want]
			if d.Lang != tt.want || !strings.Contains(body, greeting) {
				t.Errorf("written in %q: %s", d.Lang, body)
			}
			if strings.Contains(d.Subject+body, "https://") && strings.Contains(body, bucketHost+"/") {
				t.Errorf("the target can be clicked: %s", body)
			}
		})
	}
}

func TestWhatCannotBeDraftedIsRefusedWithWhatIsMissing(t *testing.T) {
	t.Parallel()
	b := newBench(t, nil)
	id := b.record(nil)
	contact := b.contact(id)
	bare := b.record(func(f *disclosure.Facts) { f.Assets = nil })
	for _, tt := range []struct {
		name     string
		id       disclosure.CaseID
		template disclosure.Template
		contact  string
		lang     string
		code     fault.Code
		says     []string
	}{
		{"no such case", "DL-1999-0001", disclosure.FirstContact, contact, "", fault.NotFound, nil},
		{"no such contact", id, disclosure.FirstContact, "C9", "", fault.NotFound, []string{"has no contact", "C9"}},
		{"no such language", id, disclosure.FirstContact, contact, "xx", fault.Invalid, []string{"xx"}},
		{"no such template", id, "love_letter", contact, "", fault.Invalid, []string{"love_letter"}},
		{"no asset", bare, disclosure.FirstContact, b.contact(bare), "", fault.Invalid, []string{"target of the asset"}},
		{"a follow-up to nothing", id, disclosure.FollowUp, contact, "", fault.Invalid, []string{"date of the first contact", "found the asset open"}},
		{"thanks before the closure", id, disclosure.ClosureNotice, contact, "", fault.Invalid, []string{"date of the closure"}},
		{"a heads-up to somebody who was never written to", id, disclosure.PrePublication, contact, "", fault.Invalid, []string{"date of the first contact"}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			_, _, err := b.Desk.NewDraft(t.Context(), b.who("alice"), tt.id, tt.template, tt.contact, tt.lang)
			refuses(t, err, tt.code, tt.says...)
		})
	}
	if n := len(b.load(id).Drafts); n != 0 {
		t.Errorf("%d drafts were left behind", n)
	}
	t.Run("no such contact hints at adding one", func(t *testing.T) {
		_, _, err := b.Desk.NewDraft(t.Context(), b.who("alice"), id, disclosure.FirstContact, "C9", "")
		if h := fault.HintOf(err); h.Code != hint.AddContact || h.Args["case"] != string(id) {
			t.Errorf("the hint is %+v", h)
		}
	})
	t.Run("a viewer", func(t *testing.T) {
		_, _, err := b.Desk.NewDraftBecause(t.Context(), b.who("vera"), id, disclosure.FirstContact, contact, "", unasked)
		refuses(t, err, fault.Forbidden)
	})
	t.Run("an empty text", func(t *testing.T) {
		_, _, err := b.Desk.WriteDraft(t.Context(), b.who("alice"), id, disclosure.Draft{Template: disclosure.FirstContact, Contact: contact, Subject: "x"}, " \n")
		refuses(t, err, fault.Invalid, "text")
	})
}

func TestTheDryRunWritesOneFileAndASecondSendNone(t *testing.T) {
	t.Parallel()
	b := newBench(t, nil)
	id := b.record(nil)
	d := b.draft(id)
	_, err := b.Desk.SendDraft(t.Context(), b.who("alice"), id, d.ID)
	refuses(t, err, fault.Refused, "not approved")
	_, err = b.Desk.ApproveDraft(t.Context(), b.who("rita"), id, d.ID, d.Revision)
	refuses(t, err, fault.Forbidden)
	_, err = b.Desk.ApproveDraft(t.Context(), b.who("bob"), id, d.ID, d.Revision+1)
	refuses(t, err, fault.Conflict, "has changed")
	if _, err := b.Desk.ApproveDraft(t.Context(), b.who("bob"), id, d.ID, d.Revision); err != nil {
		t.Fatal(err)
	}
	if _, err := b.Desk.SendDraft(t.Context(), b.who("bob"), id, d.ID); err != nil {
		t.Fatal(err)
	}
	_, err = b.Desk.SendDraft(t.Context(), b.who("alice"), id, d.ID)
	refuses(t, err, fault.Conflict, "already")
	b.drain()
	_, err = b.Desk.SendDraft(t.Context(), b.who("alice"), id, d.ID)
	refuses(t, err, fault.Conflict, "already")
	b.drain()
	files, err := filepath.Glob(filepath.Join(b.cfg.Mail.Outbox, "*.eml"))
	if err != nil || len(files) != 1 {
		t.Fatalf("the outbox holds %v: %v", files, err)
	}
	c := b.load(id)
	if m := c.Messages[0]; len(c.Messages) != 1 || m.State != disclosure.MessageSent || c.FirstContact.IsZero() {
		t.Errorf("on record: %+v", c.Messages)
	}
	raw, err := os.ReadFile(files[0])
	if err != nil {
		t.Fatal(err)
	}
	frozen, err := b.Store().Blob(t.Context(), c.Messages[0].Raw)
	if err != nil || !strings.Contains(string(raw), string(frozen)) && string(raw) != string(frozen) {
		t.Errorf("the file holds other bytes than were approved: %v", err)
	}
}

func TestAnEditTakesTheApprovalBack(t *testing.T) {
	t.Parallel()
	b := newBench(t, nil)
	id := b.record(nil)
	d := b.draft(id)
	if _, err := b.Desk.ApproveDraft(t.Context(), b.who("bob"), id, d.ID, 0); err != nil {
		t.Fatal(err)
	}
	c, err := b.Desk.EditDraft(t.Context(), b.who("rita"), id, d.ID, "", "Another text.\n")
	if err != nil {
		t.Fatal(err)
	}
	if got, _ := c.Draft(d.ID); got.State != disclosure.DraftOpen || got.Revision != 2 || got.Subject != d.Subject {
		t.Errorf("the draft is %+v", got)
	}
	_, err = b.Desk.SendDraft(t.Context(), b.who("bob"), id, d.ID)
	refuses(t, err, fault.Refused, "not approved")
	if _, body, err := b.Desk.DraftText(t.Context(), id, d.ID); err != nil || body != "Another text.\n" {
		t.Errorf("the text is %q: %v", body, err)
	}
}

func TestAMessageOnAChannelThatIsNotConfiguredCannotBeApproved(t *testing.T) {
	t.Parallel()
	b := newBench(t, nil)
	id := b.record(nil)
	c := b.do("alice", id, record.AddContact{Contact: disclosure.Contact{Role: disclosure.Vendor, Channel: disclosure.Issue, Address: "team/intake"}})
	d, _, err := b.Desk.NewDraftBecause(t.Context(), b.who("alice"), id, disclosure.FirstContact, c.Contacts[0].ID, "en", unasked)
	if err != nil {
		t.Fatal(err)
	}
	_, err = b.Desk.ApproveDraft(t.Context(), b.who("bob"), id, d.ID, d.Revision)
	refuses(t, err, fault.Refused, "issue")
}

func TestOfTwoWhoPressSendAtOnceOneDoes(t *testing.T) {
	t.Parallel()
	b := newBench(t, nil)
	second := b.another() // a second process on the same file
	id := b.record(nil)
	d := b.draft(id)
	if _, err := b.Desk.ApproveDraft(t.Context(), b.who("bob"), id, d.ID, d.Revision); err != nil {
		t.Fatal(err)
	}
	var wg sync.WaitGroup
	errs := make([]error, 8)
	for i := range errs {
		desk := b.Desk
		if i%2 == 1 {
			desk = second.Desk
		}
		wg.Go(func() { _, errs[i] = desk.SendDraft(t.Context(), b.who("bob"), id, d.ID) })
	}
	wg.Wait()
	won := 0
	for _, err := range errs {
		if err == nil {
			won++
			continue
		}
		refuses(t, err, fault.Conflict)
	}
	if won != 1 {
		t.Errorf("%d of %d handed the message to its sender", won, len(errs))
	}
	if jobs := b.jobs(ledger.JobFilter{Case: id, Queue: ledger.QueueSend}); len(jobs) != 1 {
		t.Errorf("%d send jobs", len(jobs))
	}
}

func TestOfTwoWhoChangeACaseAtOnceOneIsToldSo(t *testing.T) {
	t.Parallel()
	b := newBench(t, nil)
	second := b.another()
	id := b.record(nil)
	before := b.load(id).Version
	var mu sync.Mutex
	var wg sync.WaitGroup
	written := 0
	for i := range 20 {
		desk, name := b.Desk, "alice"
		if i%2 == 1 {
			desk, name = second.Desk, "bob"
		}
		wg.Go(func() {
			_, err := desk.Do(t.Context(), b.who(name), id, record.AddEvent{
				Kind: disclosure.KindNote, At: civil.OnDay(2020, 1, 27), Source: disclosure.SourcePerson, Text: "I called them.",
			})
			mu.Lock()
			defer mu.Unlock()
			if err == nil {
				written++
				return
			}
			refuses(t, err, fault.Conflict, "has changed")
		})
	}
	wg.Wait()
	if got := b.load(id).Version - before; written == 0 || got != written {
		t.Errorf("%d were told that it is written, %d events are there", written, got)
	}
	// Who acts on what they saw is told when it is old, whatever the command.
	_, err := b.Service().Execute(t.Context(), id, b.who("alice"), record.RejectCase{Text: "none"}, command.Extra{Version: before})
	refuses(t, err, fault.Conflict, "has changed")
}
