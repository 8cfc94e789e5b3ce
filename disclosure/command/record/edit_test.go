package record_test

import (
	"strings"
	"testing"
	"time"

	"daylight/disclosure"
	"daylight/disclosure/civil"
	"daylight/disclosure/command"
	"daylight/disclosure/command/commandtest"
	"daylight/disclosure/command/message"
	"daylight/disclosure/command/publish"
	"daylight/disclosure/command/record"
	"daylight/disclosure/fault"
	"daylight/disclosure/ledger"
	"daylight/disclosure/milestone"
)

func newest(p *commandtest.Play, kind disclosure.Kind) *disclosure.Event {
	for i := len(p.Events) - 1; i >= 0; i-- {
		if p.Events[i].Kind == kind {
			return &p.Events[i]
		}
	}
	return &disclosure.Event{}
}

func refused(t *testing.T, p *commandtest.Play, who disclosure.Actor, cmd command.Command, code fault.Code, words string) {
	t.Helper()
	if _, err := p.Try(who, cmd); fault.CodeOf(err) != code || !strings.Contains(err.Error(), words) {
		t.Fatalf("%T: %v, want %s with %q", cmd, err, code, words)
	}
}

func TestACorrectionKeepsOldAndNew(t *testing.T) {
	t.Parallel()
	p := commandtest.NewPlay(t)
	p.Do(commandtest.Rita, record.EditCase{Title: new("Open bucket\nof a clinic"), Tracking: new("NM-7"), Text: "a typo"})
	if p.C.Title != "Open bucket of a clinic" || p.C.Tracking != "NM-7" {
		t.Errorf("title %q, reference %q", p.C.Title, p.C.Tracking)
	}
	e := newest(p, disclosure.KindCaseEdited)
	for _, want := range []string{"“Open S3 bucket with patient files” → “Open bucket of a clinic”", "tracking: nothing → “NM-7”", "(a typo)"} {
		if !strings.Contains(e.Text, want) {
			t.Errorf("%q does not say %q", e.Text, want)
		}
	}
	refused(t, p, commandtest.Rita, record.EditCase{Tracking: new("NM-7")}, fault.Conflict, "nothing changes")
	refused(t, p, commandtest.Rita, record.EditCase{Title: new(" ")}, fault.Invalid, "needs a title")
	p.Do(commandtest.Rita, record.AssignCase{To: "bob"})
	if p.C.Assignee != "bob" || p.C.Author != "ada" {
		t.Errorf("assigned to %q, recorded by %q", p.C.Assignee, p.C.Author)
	}
	commandtest.WantSameCase(t, p)
}

func TestASeverityIsAPersonsJudgementAndCanBeTakenBack(t *testing.T) {
	t.Parallel()
	p := commandtest.NewPlay(t)
	if p.C.Exposed.Severity != "" {
		t.Fatalf("nobody judged it, and it is %q", p.C.Exposed.Severity)
	}
	p.Do(commandtest.Rita, record.EditCase{Severity: new(" High ")})
	if p.C.Exposed.Severity != "high" || !strings.Contains(newest(p, disclosure.KindCaseEdited).Text, "severity: nothing → “high”") {
		t.Errorf("severity %q, %q", p.C.Exposed.Severity, newest(p, disclosure.KindCaseEdited).Text)
	}
	refused(t, p, commandtest.Rita, record.EditCase{Severity: new("awful")}, fault.Invalid, "no severity")
	p.Do(commandtest.Rita, record.EditCase{Severity: new(""), Text: "they have shown that only test data lay there"})
	if p.C.Exposed.Severity != "" {
		t.Errorf("it is still %q", p.C.Exposed.Severity)
	}
	commandtest.WantSameCase(t, p)
}

func TestAnEmbargoThatEndsEarlierTakesTwo(t *testing.T) {
	t.Parallel()
	p := commandtest.NewPlay(t)
	p.Do(commandtest.Ada, record.SetEmbargo{Until: civil.OnDay(2020, 3, 1)})
	p.Do(commandtest.Ada, record.SetEmbargo{Until: civil.OnDay(2020, 4, 1)}) // later takes nothing from anybody
	for _, sooner := range []civil.When{{}, civil.OnDay(2020, 3, 31), civil.OnDay(2020, 2, 1)} {
		refused(t, p, commandtest.Ada, record.SetEmbargo{Until: sooner}, fault.Invalid, "needs a reason")
		p.Do(commandtest.Ada, record.SetEmbargo{Until: sooner, Text: "they agreed"})
		refused(t, p, commandtest.Ada, record.SetEmbargo{Until: sooner, Text: "they agreed"}, fault.Refused, "two people")
		if p.C.Embargo != civil.OnDay(2020, 4, 1) {
			t.Fatalf("one person alone moved the embargo to %s", p.C.Embargo)
		}
	}
	p.Do(commandtest.Bob, record.SetEmbargo{Until: civil.OnDay(2020, 2, 1), Text: "they agreed"})
	if p.C.Embargo != civil.OnDay(2020, 2, 1) || newest(p, disclosure.KindCaseEdited).Detail.CoApprover != "ada" || len(p.C.Proposals) != 0 {
		t.Errorf("embargo %s, proposals %v", p.C.Embargo, p.C.Proposals)
	}
	commandtest.WantSameCase(t, p)
}

func TestAPartyIsCorrectedInEverythingThatSpeaksOfIt(t *testing.T) {
	t.Parallel()
	p := commandtest.NewPlay(t)
	p.Draft(disclosure.FirstContact, "C1")
	p.Do(commandtest.Ada, p.Approval("D1"))
	p.Do(commandtest.Rita, record.EditParty{NewName: new("Next Motion SAS"), Country: new("DE")})
	if d, _ := p.C.Draft("D1"); d.State != disclosure.DraftOpen || p.C.Messages[0].State != disclosure.MessageCancelled {
		t.Error("what was approved under the old name still leaves")
	}
	v := p.C.Vendor()
	if v.Name != "Next Motion SAS" || v.Country != "DE" || p.C.Contacts[0].Name != v.Name {
		t.Errorf("vendor %+v, contact %+v", v, p.C.Contacts[0])
	}
	if known, ok := p.C.Party(disclosure.Vendor, "nextmotion"); !ok || known.Name != v.Name {
		t.Error("the old name is not known any more")
	}
	p.Do(commandtest.Rita, record.EditParty{NewName: new("NextMotion")})
	if known, ok := p.C.Party(disclosure.Vendor, "Next Motion SAS"); !ok || known.Name != "NextMotion" {
		t.Errorf("a name that was taken back leads to %+v", known)
	}
	p.Do(commandtest.Ada, record.AddContact{Party: disclosure.Party{Role: disclosure.Vendor, Name: "Other"}, Contact: disclosure.Contact{Channel: disclosure.Phone, Address: "1"}})
	refused(t, p, commandtest.Rita, record.EditParty{Country: new("FR")}, fault.Invalid, "say which one")
	refused(t, p, commandtest.Rita, record.EditParty{Name: "Other", NewName: new("nextmotion")}, fault.Conflict, "another party")
	commandtest.WantSameCase(t, p)
}

func TestAContactIsCorrectedAndDropped(t *testing.T) {
	t.Parallel()
	p := commandtest.NewPlay(t)
	p.Draft(disclosure.FirstContact, "C1")
	p.Do(commandtest.Ada, p.Approval("D1"))
	p.Do(commandtest.Rita, record.EditContact{ID: "C1", Address: new("psirt@nextmotion.example")})
	if d, _ := p.C.Draft("D1"); d.State != disclosure.DraftOpen || p.C.Contacts[0].Address != "psirt@nextmotion.example" {
		t.Errorf("draft %s, contact %+v", d.State, p.C.Contacts[0])
	}
	p.Do(commandtest.Ada, p.Approval("D1"))
	p.Do(commandtest.Ada, message.SendDraft{ID: "D1"})
	refused(t, p, commandtest.Rita, record.EditContact{ID: "C1", Drop: true}, fault.Refused, "cancel or resolve")
	p.Do(commandtest.Robot, message.RecordDelivery{Message: p.C.Messages[len(p.C.Messages)-1].Key, Delivery: ledger.Delivery{Kind: ledger.Sent}})
	refused(t, p, commandtest.Rita, record.EditContact{ID: "C1", Address: new("other@nextmotion.example")}, fault.Refused, "old address")
	p.Do(commandtest.Rita, record.EditContact{ID: "C1", Drop: true, Text: "left"})
	p.Do(commandtest.Rita, record.AddContact{Contact: disclosure.Contact{Role: disclosure.Vendor, Channel: disclosure.Phone, Address: "1"}})
	if len(p.C.Contacts) != 1 || p.C.Contacts[0].ID != "C2" {
		t.Errorf("the id of a dropped contact was given again: %+v", p.C.Contacts)
	}
	commandtest.WantSameCase(t, p)
}

func TestAnAssetOfWhichNothingIsKnownGoesByOnePerson(t *testing.T) {
	t.Parallel()
	p := commandtest.NewPlay(t)
	refused(t, p, commandtest.Rita, record.DropAsset{Asset: "A1"}, fault.Invalid, "say why")
	p.Do(commandtest.Rita, record.RenameAsset{Asset: "A1", To: disclosure.Asset{Kind: "s3", Target: "https://other.s3.example/"}, Text: "a typo"})
	if len(p.C.Assets) != 1 || p.C.Assets[0].ID != "A2" || p.C.DroppedAssets[0].Renamed != "A2" {
		t.Errorf("assets %+v", p.C.Assets)
	}
	p.Do(commandtest.Rita, record.DropAsset{Asset: "A2", Text: "none of ours"})
	refused(t, p, commandtest.Rita, record.DropAsset{Asset: "A2", Text: "again"}, fault.Conflict, "was dropped")
	if p.C.AllClosed() || p.C.ExposureState() != disclosure.ExposureUnconfirmed {
		t.Errorf("a case without assets is %s", p.C.ExposureState())
	}
	commandtest.WantSameCase(t, p)
}

func TestDroppingTheOnlyOpenAssetNeverClosesTheCase(t *testing.T) {
	t.Parallel()
	p := commandtest.NewPlay(t)
	p.Do(commandtest.Ada, record.AddAsset{Asset: disclosure.Asset{Kind: "s3", Target: "https://second.s3.example/"}})
	p.WasOpen("A1")
	p.WasOpen("A2")
	p.Now = p.Now.Add(8 * time.Hour)
	p.CloseA1()
	drop := record.DropAsset{Asset: "A2", Text: "none of ours"}
	p.Do(commandtest.Ada, drop)
	if len(p.C.Assets) != 2 {
		t.Fatal("one person alone dropped an asset that was seen open")
	}
	refused(t, p, commandtest.Ada, drop, fault.Refused, "two people")
	p.Do(commandtest.Bob, drop)
	if p.C.AllClosed() || p.C.ExposureState() == disclosure.ExposureClosed || !milestone.ClosedAt(p.C).IsZero() {
		t.Errorf("the case looks closed: %s at %s", p.C.ExposureState(), milestone.ClosedAt(p.C))
	}
	refused(t, p, commandtest.Ada, publish.Publish{Mode: disclosure.Full, Lang: "en", Digest: "d", Checks: commandtest.PassedChecks()}, fault.Refused, "not closed")
	p.Do(commandtest.Ada, record.AddAsset{Asset: disclosure.Asset{Kind: "s3", Target: "https://second.s3.example/"}})
	if a := p.C.Assets[1]; a.ID != "A3" || a.Exposure != disclosure.ExposureUnconfirmed || len(p.C.DroppedOpen()) != 0 {
		t.Errorf("the asset that came back is %+v", a)
	}
	commandtest.WantSameCase(t, p)
}

func TestAnotherTargetInheritsNoClosure(t *testing.T) {
	t.Parallel()
	p := commandtest.NewPlay(t)
	p.WasOpen("A1")
	p.Now = p.Now.Add(8 * time.Hour)
	p.CloseA1()
	rename := record.RenameAsset{Asset: "A1", To: disclosure.Asset{Kind: "s3", Target: "https://right.s3.example/"}, Text: "a letter was missing"}
	p.Do(commandtest.Ada, rename)
	if !p.C.AllClosed() {
		t.Fatal("one person alone took a closure back")
	}
	p.Do(commandtest.Bob, rename)
	a := p.C.Assets[0]
	if a.Exposure != disclosure.ExposureUnconfirmed || !a.Closure.At.IsZero() || a.SeenOpen() || p.C.AllClosed() || !milestone.ClosedAt(p.C).IsZero() {
		t.Errorf("the new target is %+v", a)
	}
	commandtest.WantSameCase(t, p)
}
