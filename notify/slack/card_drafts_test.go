package slack

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"
	"time"

	slackapi "github.com/slack-go/slack"

	"daylight/disclosure"
	"daylight/disclosure/civil"
	"daylight/disclosure/ledger"
)

// withDrafts is the reference case with n drafts, every third of them approved.
func withDrafts(n int) *disclosure.Case {
	return nextMotion(func(k *disclosure.Case) {
		for i := range n {
			d := disclosure.Draft{ID: fmt.Sprintf("D%d", i+1), Contact: "C1", Role: disclosure.Vendor, Channel: disclosure.Email, Revision: 1, State: disclosure.DraftOpen}
			if i%3 == 2 {
				d.State = disclosure.DraftApproved
			}
			k.Drafts = append(k.Drafts, d)
		}
	})
}

// marshal writes several things as one text.
func marshal(all ...any) (string, error) {
	raw, err := json.Marshal(all)
	return string(raw), err
}

// valuesOf are the values of all buttons of an action.
func valuesOf(t *testing.T, blocks []slackapi.Block, actions ...string) (out []string) {
	t.Helper()
	for _, b := range blocks {
		row, ok := b.(*slackapi.ActionBlock)
		if !ok {
			continue
		}
		for _, e := range row.Elements.ElementSet {
			if button, ok := e.(*slackapi.ButtonBlockElement); ok {
				for _, action := range actions {
					if button.ActionID == action {
						out = append(out, button.Value)
					}
				}
			}
		}
	}
	return out
}

func TestEachDraftThatWaitsCanBeActedOn(t *testing.T) {
	const all = 37
	d := cardData{Case: withDrafts(all), Now: fixed(), Zone: time.UTC}
	text, blocks := renderCard(d)
	check(t, "card", text, blocks)
	seen := map[string]bool{}
	for page := 0; ; page++ {
		for _, v := range valuesOf(t, blocks, actionApprove, actionSend) {
			if seen[v] {
				t.Errorf("%s stands on two pages", v)
			}
			seen[v] = true
		}
		more := valuesOf(t, blocks, actionDrafts)
		if len(more) == 0 {
			break
		}
		v, err := readValue(more[0])
		if err != nil || page > all {
			t.Fatalf("%v after %d pages", err, page)
		}
		blocks = d.draftPage(v.Revision, draftsOnPage)
		check(t, "page", "", blocks)
	}
	if len(seen) != all {
		t.Errorf("%d of %d drafts have a button", len(seen), all)
	}
	if next := d.next(); !strings.Contains(next, "send D3") || !strings.Contains(next, "36 more drafts") {
		t.Errorf("next is %q", next)
	}
	d.Case.Work = disclosure.WorkClosed
	if _, blocks := renderCard(d); len(valuesOf(t, blocks, actionApprove, actionSend, actionDrafts)) != 0 {
		t.Error("a closed case offers its drafts")
	}
}

func TestFurtherDraftsAreShownToWhoeverAsks(t *testing.T) {
	b := newBench(t, nil)
	b.connect()
	id := b.record()
	b.desk.change(id, func(k *disclosure.Case) { k.Drafts = withDrafts(20).Drafts })
	b.click(userV, actionDrafts, value{Case: id, Revision: draftsOnCard}.String())
	b.work()
	if got := b.lastReply("/respond"); !strings.Contains(got, "Approve D8") || strings.Contains(got, "Approve D1 ") {
		t.Errorf("answered %s", got)
	}
	b.desk.change(id, func(k *disclosure.Case) { k.Drafts = nil })
	b.click(userV, actionDrafts, value{Case: id, Revision: draftsOnCard}.String())
	b.work()
	if got := b.lastReply("/respond"); !strings.Contains(got, "no further drafts") {
		t.Errorf("answered %s", got)
	}
}

func TestEachVendorGetsAFirstContactOfItsOwn(t *testing.T) {
	b := newBench(t, nil)
	b.connect()
	id := b.record()
	b.desk.change(id, func(k *disclosure.Case) {
		k.Parties = []disclosure.Party{{Role: disclosure.Vendor, Name: "Clinic 1"}, {Role: disclosure.Vendor, Name: "Clinic 2"}}
		k.Contacts = []disclosure.Contact{
			{ID: "C1", Role: disclosure.Vendor, Name: "Clinic 1", Channel: disclosure.Email, Address: "one@clinic.example"},
			{ID: "C2", Role: disclosure.Vendor, Name: "Clinic 2", Channel: disclosure.Email, Address: "two@clinic.example"},
		}
	})
	press := value{Case: id, Version: 1}
	b.click(userR, actionDraft, press.String())
	b.server.until("the form", func() bool { return len(b.server.calls("/views.open")) == 1 })
	form := b.openedView()
	if err := CheckView(form); err != nil || strings.Contains(b.server.calls("/views.open")[0].Body, "clinic.example") {
		t.Errorf("%v in %+v", err, form)
	}
	b.submit(userR, callbackBecause, form.PrivateMetadata, map[string]string{fieldContact: "C2"})
	b.work()
	k, _ := b.desk.Case(t.Context(), id)
	if len(k.Drafts) != 1 || k.Drafts[0].Contact != "C2" {
		t.Fatalf("drafted %+v", k.Drafts)
	}
	b.desk.change(id, func(k *disclosure.Case) {
		k.Drafts[0].Name, k.Drafts[0].State, k.FirstContact = "Clinic 2", disclosure.DraftSent, civil.OnDay(2020, 1, 27)
		k.Reached = map[disclosure.PartyKey]civil.When{disclosure.KeyOf(disclosure.Vendor, "Clinic 2"): civil.OnDay(2020, 1, 27)}
	})
	k, _ = b.desk.Case(t.Context(), id)
	if left := firstContacts(k); len(left) != 1 || left[0].ID != "C1" {
		t.Errorf("left to write to: %+v", left)
	}
	b.submit(userR, callbackBecause, form.PrivateMetadata, map[string]string{fieldContact: "C2"})
	b.work()
	if k, _ = b.desk.Case(t.Context(), id); len(k.Drafts) != 1 {
		t.Errorf("a vendor got a second first contact: %+v", k.Drafts)
	}
}

func TestAFirstContactToOneOfSeveralIsNotGuessed(t *testing.T) {
	b := newBench(t, nil)
	b.connect()
	id := b.record()
	b.desk.change(id, func(k *disclosure.Case) {
		for _, c := range []string{"C1", "C2"} {
			k.Contacts = append(k.Contacts, disclosure.Contact{ID: c, Role: disclosure.Vendor, Channel: disclosure.Email, Address: c + "@nextmotion.example"})
		}
	})
	b.submit(userR, callbackBecause, origin{Channel: triage, Value: value{Case: id}.String()}.String(), nil)
	b.work()
	if k, _ := b.desk.Case(t.Context(), id); len(k.Drafts) != 0 {
		t.Errorf("drafted %+v", k.Drafts)
	}
}

func TestAVendorsNameShowsNoTargetAndNoAddress(t *testing.T) {
	for _, name := range []string{
		"Clinic at " + bucket, "example-bucket.s3.eu-west-3.amazonaws.com", "Clinic <security@nextmotion.example>", "the owner of EXAMPLE-BUCKET",
	} {
		k := withDrafts(3)
		k.Parties = []disclosure.Party{{Role: disclosure.Vendor, Name: name}, {Role: disclosure.Vendor, Name: name + " 2"}}
		for i := range k.Drafts {
			k.Drafts[i].Name = name
		}
		k.Messages = []disclosure.Message{{Key: "M1", Role: disclosure.Vendor, Name: name, State: disclosure.MessageUncertain}}
		_, blocks := renderCard(cardData{Case: k, Now: fixed(), Zone: time.UTC})
		_, notice, _ := renderNotice(k, disclosure.Event{Kind: disclosure.KindReplied, Party: disclosure.Vendor, Name: name}, false)
		_, uncertain := renderUncertain(k, k.Messages[0])
		raw, err := marshal(blocks, notice, uncertain, vendorOf(k), Show(k, "open", disclosure.Event{Kind: disclosure.KindReplied}, fixed(), time.UTC))
		if err != nil {
			t.Fatal(err)
		}
		for _, part := range []string{"example-bucket", "nextmotion.example"} {
			if strings.Contains(strings.ToLower(raw), part) {
				t.Errorf("%q shows %s: %s", name, part, raw)
			}
		}
	}
}

func TestAListShowsNoTarget(t *testing.T) {
	b := newBench(t, nil)
	b.connect()
	id := b.record()
	b.desk.list = []ledger.Summary{
		{ID: id, Title: "The bucket example-bucket of NextMotion", Vendor: "NextMotion", Headline: "example-bucket is open"},
		{ID: "DL-2020-0099", Title: "secret-bucket is open", Vendor: "secret-bucket", Headline: "secret-bucket"},
	}
	b.command(userV, "list")
	b.work()
	got := b.lastReply("/respond")
	if strings.Contains(got, "example-bucket") || strings.Contains(got, "secret-bucket") {
		t.Errorf("the list says %s", got)
	}
	for _, want := range []string{"The bucket [target] of NextMotion", "DL-2020-0099"} {
		if !strings.Contains(got, want) {
			t.Errorf("the list lacks %q: %s", want, got)
		}
	}
}
