package record_test

import (
	"strings"
	"testing"
	"time"

	"daylight/disclosure"
	"daylight/disclosure/civil"
	"daylight/disclosure/command"
	"daylight/disclosure/command/commandtest"
	"daylight/disclosure/command/exposure"
	"daylight/disclosure/command/record"
	"daylight/disclosure/fault"
	"daylight/disclosure/task"
)

func TestARecordedCaseBeginsWithItsFactsAndAsksItsAssets(t *testing.T) {
	t.Parallel()
	p := commandtest.EmptyPlay(t)
	f := commandtest.NextMotionFacts()
	f.Title = "  Open bucket  "
	f.Assets = append(f.Assets, disclosure.Asset{ID: "Z9", Kind: "http", Target: "https://x.example/", Key: "k", Stopped: true, Probes: 7})
	d := p.Do(commandtest.Ada, record.Record{ID: commandtest.PlayID, Facts: f, Discovered: commandtest.Day20(1, 20)})
	if commandtest.KindsOf(d) != "recorded discovered" || p.C.ID != commandtest.PlayID || p.C.Title != "Open bucket" || p.C.Discovered != commandtest.Day20(1, 20) {
		t.Fatalf("%s, %q, discovered %s", commandtest.KindsOf(d), p.C.Title, p.C.Discovered)
	}
	if len(d.Jobs) != 2 || !commandtest.Regular(d.Jobs[0]) || !d.Jobs[1].Due.Equal(p.Now) {
		t.Errorf("jobs %+v", d.Jobs)
	}
	if a := p.C.Assets[1]; a.ID != "A2" || a.Kind != "http" || a.Key != "k" || a.Stopped || a.Probes != 0 {
		t.Errorf("an asset begins anew: %+v", a)
	}
	if d := p.Do(commandtest.Ada, record.Record{ID: commandtest.PlayID, Facts: commandtest.NextMotionFacts()}); commandtest.KindsOf(d) != "recorded" {
		t.Errorf("nobody knows when it was discovered: %s", commandtest.KindsOf(d))
	}
	at := record.Record{Discovered: commandtest.Day20(1, 20)}
	if at.Discovery() != commandtest.Day20(1, 20) || at.For("DL-2020-0007").(record.Record).ID != "DL-2020-0007" {
		t.Error("the command does not tell its date or takes no id")
	}
	f.Title, f.Assets, f.Exposed.Records = strings.Repeat("x", 300), nil, 0
	p.Do(commandtest.Ada, record.Record{ID: commandtest.PlayID, Facts: f})
	for _, a := range []disclosure.Asset{{Kind: "s3"}, {Target: "https://x.example/"}} {
		f.Assets = []disclosure.Asset{a}
		_, err := command.Decide(nil, record.Record{ID: commandtest.PlayID, Facts: f}, command.Env{Actor: commandtest.Ada, Now: p.Now, Rules: p.Rules})
		if fault.CodeOf(err) != fault.Invalid || !strings.Contains(err.Error(), "asset 1 needs") {
			t.Errorf("%+v: %v", a, err)
		}
	}
}

func TestAnAssetThatIsAddedIsAskedAtOnce(t *testing.T) {
	t.Parallel()
	p := commandtest.NewPlay(t)
	d := p.Do(commandtest.Rita, record.AddAsset{Asset: disclosure.Asset{Kind: "http", Target: "https://x.example/", Key: "k"}})
	if len(d.Jobs) != 1 || commandtest.Payload[task.Probe](t, d.Jobs[0]).Asset != "A2" || !d.Jobs[0].Due.Equal(p.Now) || p.C.Assets[1].Key != "k" {
		t.Errorf("jobs %+v, assets %+v", d.Jobs, p.C.Assets)
	}
	p.Refused(commandtest.Rita, record.AddAsset{Asset: disclosure.Asset{Kind: "http"}}, fault.Invalid, "needs a kind and a target")
	p.Refused(commandtest.Rita, record.AddAsset{Asset: disclosure.Asset{Target: "x"}}, fault.Invalid, "needs a kind and a target")
}

func TestAContactCompletesItsParty(t *testing.T) {
	t.Parallel()
	mail := func(role disclosure.Role, name, address string) disclosure.Contact {
		return disclosure.Contact{Role: role, Name: name, Channel: disclosure.Email, Address: address}
	}
	for _, c := range []struct {
		rule  string
		cmd   record.AddContact
		role  disclosure.Role
		name  string
		known int // parties afterwards
	}{
		{"the contact's own role and name", record.AddContact{Contact: mail(disclosure.Provider, "AWS", "a@x.example")}, disclosure.Provider, "AWS", 2},
		{"those of the party", record.AddContact{Party: disclosure.Party{Role: disclosure.Provider, Name: "AWS"}, Contact: mail("", "", "a@x.example")}, disclosure.Provider, "AWS", 2},
		{"the name of a party of the same role", record.AddContact{Party: disclosure.Party{Role: disclosure.Provider, Name: "AWS"}, Contact: mail(disclosure.Provider, "", "a@x.example")}, disclosure.Provider, "AWS", 2},
		{"not the name of a party of another role", record.AddContact{Party: disclosure.Party{Role: disclosure.Provider, Name: "AWS"}, Contact: mail(disclosure.Platform, "", "a@x.example")}, disclosure.Platform, "", 2},
		{"its own name before that of the party", record.AddContact{Party: disclosure.Party{Role: disclosure.Provider, Name: "AWS"}, Contact: mail(disclosure.Provider, "Amazon", "a@x.example")}, disclosure.Provider, "Amazon", 2},
		{"the one party of the role", record.AddContact{Contact: mail(disclosure.Vendor, "", "a@x.example")}, disclosure.Vendor, "NextMotion", 1},
	} {
		p := commandtest.NewPlay(t)
		p.Do(commandtest.Rita, c.cmd)
		k := p.C.Contacts[len(p.C.Contacts)-1]
		if k.ID != "C2" || k.Role != c.role || k.Name != c.name || len(p.C.Parties) != c.known || k.FoundAt != civil.At(p.Now.In(p.Rules.Zone())) {
			t.Errorf("%s: %+v, parties %+v", c.rule, k, p.C.Parties)
		}
	}
	p := commandtest.NewPlay(t)
	p.Do(commandtest.Rita, record.AddContact{
		Party:   disclosure.Party{Role: disclosure.Vendor, Name: "NextMotion", Language: "fr", Country: "BE"},
		Contact: disclosure.Contact{Channel: disclosure.Email, Address: "a@x.example", FoundAt: commandtest.Day20(1, 2)},
	})
	if v := p.C.Vendor(); v.Language != "fr" || v.Country != "BE" || v.Domain != "nextmotion.net" || v.DoNotContact || p.C.Contacts[1].FoundAt != commandtest.Day20(1, 2) {
		t.Errorf("what is new is added, what is known stays: %+v, %+v", v, p.C.Contacts[1])
	}
	p.Refused(commandtest.Rita, record.AddContact{Contact: mail("friend", "", "a@x.example")}, fault.Invalid, "unknown party")
	p.Refused(commandtest.Rita, record.AddContact{Contact: disclosure.Contact{Role: disclosure.Vendor, Channel: "owl", Address: "x"}}, fault.Invalid, "unknown channel")
	for _, address := range []string{"", "  ", "a\rb", "a\nb"} {
		p.Refused(commandtest.Rita, record.AddContact{Contact: mail(disclosure.Vendor, "", address)}, fault.Invalid, "on one line")
	}
	p.Do(commandtest.Rita, record.AddContact{Contact: mail(disclosure.Platform, "", "security@nextmotion.example")})
	p.Do(commandtest.Rita, record.AddContact{Contact: disclosure.Contact{Role: disclosure.Vendor, Channel: disclosure.Form, Address: "security@nextmotion.example"}})
	if len(p.C.Contacts) != 4 {
		t.Errorf("one address of another role or channel is another contact: %+v", p.C.Contacts)
	}
}

func TestAContactOfAHistoryWasFoundWhenItsSourceSays(t *testing.T) {
	t.Parallel()
	p := commandtest.EmptyPlay(t)
	p.Do(commandtest.Ada, record.Import{ID: commandtest.PlayID, Facts: commandtest.NextMotionFacts(), Contacts: []disclosure.Contact{{
		Role: disclosure.Vendor, Channel: disclosure.Email, Address: "security@nextmotion.example",
	}}})
	if k := p.C.Contacts[0]; !k.FoundAt.IsZero() {
		t.Errorf("found at %s", k.FoundAt)
	}
}

func TestWhoIsToBeLeftAloneStaysSo(t *testing.T) {
	t.Parallel()
	p := commandtest.NewPlay(t)
	alone := record.AddContact{
		Party:   disclosure.Party{Role: disclosure.Vendor, DoNotContact: true},
		Contact: disclosure.Contact{Role: disclosure.Vendor, Channel: disclosure.Email, Address: "security@nextmotion.example"},
	}
	p.Do(commandtest.Rita, alone)
	if v := p.C.Vendor(); !v.DoNotContact || v.Name != "NextMotion" {
		t.Errorf("%+v", v)
	}
	p.Refused(commandtest.Rita, alone, fault.Conflict, "already recorded as not to be contacted")
	p.Do(commandtest.Rita, record.AddContact{Party: disclosure.Party{Role: disclosure.Vendor}, Contact: disclosure.Contact{Role: disclosure.Vendor, Channel: disclosure.Form, Address: "x"}})
	if !p.C.Vendor().DoNotContact {
		t.Error("another address took it back")
	}
}

func TestWhatAnImportMeans(t *testing.T) {
	t.Parallel()
	told := func(events ...disclosure.Event) *commandtest.Play {
		p := commandtest.EmptyPlay(t)
		p.Do(commandtest.Ada, record.Import{ID: commandtest.PlayID, Facts: commandtest.NextMotionFacts(), Events: events})
		return p
	}
	for kind, work := range map[disclosure.Kind]disclosure.Work{
		disclosure.KindRejected: disclosure.WorkRejected, disclosure.KindDuplicateOf: disclosure.WorkDuplicate, disclosure.KindHandedOver: disclosure.WorkHandedOver,
	} {
		if p := told(disclosure.Event{Kind: kind, At: commandtest.Day20(1, 2)}); p.C.Work != work || !p.C.Imported {
			t.Errorf("%s: the case is %s", kind, p.C.Work)
		}
	}
	for _, kind := range []disclosure.Kind{disclosure.KindDeadlineSet, disclosure.KindExtensionGranted} {
		p := told(disclosure.Event{Kind: kind, At: commandtest.Day20(1, 2), Until: commandtest.Day20(3, 1)})
		if k := p.Events[1].Detail.Clock; k == nil || k.Due != commandtest.Day20(3, 1) || k.Clause != disclosure.PublicationClause {
			t.Errorf("%s: %+v", kind, k)
		}
		if e := told(disclosure.Event{Kind: kind, At: commandtest.Day20(1, 2)}).Events[1]; e.Detail.Clock != nil {
			t.Errorf("%s without a date: %+v", kind, e.Detail)
		}
	}
	e := told(disclosure.Event{Kind: disclosure.KindNote, At: commandtest.Day20(1, 2), Text: "t"}).Events
	if e[0].Source != disclosure.SourceImport || e[1].Source != disclosure.SourceImport || e[0].Actor != "ada" || e[1].Actor != "" {
		t.Errorf("who says so: %+v", e)
	}
	if e := told(disclosure.Event{Kind: disclosure.KindNote, At: commandtest.Day20(1, 2), Source: disclosure.SourcePress}).Events[1]; e.Source != disclosure.SourcePress {
		t.Errorf("a source that the file names: %s", e.Source)
	}
	bad := record.Import{ID: commandtest.PlayID, Facts: commandtest.NextMotionFacts(), Events: []disclosure.Event{{Kind: "x", At: commandtest.Day20(1, 2)}}}
	if _, err := command.Decide(nil, bad, command.Env{Actor: commandtest.Ada, Now: time.Now()}); fault.CodeOf(err) != fault.Invalid {
		t.Errorf("a word that is none of ours: %v", err)
	}
	bad = record.Import{ID: commandtest.PlayID, Facts: commandtest.NextMotionFacts(), Contacts: []disclosure.Contact{{Role: "friend"}}}
	if _, err := command.Decide(nil, bad, command.Env{Actor: commandtest.Ada, Now: time.Now()}); fault.CodeOf(err) != fault.Invalid {
		t.Errorf("a contact of nobody: %v", err)
	}
	day := func(n int, kind disclosure.Kind, planned bool) disclosure.Event {
		return disclosure.Event{Kind: kind, At: commandtest.Day20(1, n), Planned: planned}
	}
	in := record.Import{Events: []disclosure.Event{day(1, disclosure.KindNote, false), day(2, disclosure.KindDiscovered, true), day(3, disclosure.KindDiscovered, false)}}
	if in.Discovery() != commandtest.Day20(1, 3) || !(record.Import{}).Discovery().IsZero() || in.For("DL-2020-0007").(record.Import).ID != "DL-2020-0007" {
		t.Errorf("discovered %s", in.Discovery())
	}
}

func TestWhatATakeoverRiskBecomes(t *testing.T) {
	t.Parallel()
	p := commandtest.NewPlay(t)
	p.Do(commandtest.Ada, record.AddContact{Contact: disclosure.Contact{Role: disclosure.Provider, Name: "AWS", Channel: disclosure.Email, Address: "a@x.example"}})
	p.Probe(commandtest.SeesOpen(p.Now), disclosure.ProbeForPerson)
	r, ok := record.TakeoverFinding(p.C, "A1")
	if !ok || r.Discovered != commandtest.Day20(1, 24) || len(r.Facts.Assets) != 1 || r.Facts.Assets[0].Target != "https://bucket.s3.example/" || r.Facts.Assets[0].Probes != 0 ||
		!strings.Contains(r.Facts.Summary, string(commandtest.PlayID)) {
		t.Errorf("%+v, %v", r, ok)
	}
	if len(r.Facts.Parties) != 1 || r.Facts.Parties[0].Role != disclosure.Vendor {
		t.Errorf("the vendor alone: %+v", r.Facts.Parties)
	}
	two := p.C.Clone()
	two.Parties = append(two.Parties, disclosure.Party{Role: disclosure.Vendor, Name: "Somebody else"})
	two.Assets[0].Owner = "somebody else"
	if r, _ := record.TakeoverFinding(two, "A1"); len(r.Facts.Parties) != 1 || r.Facts.Parties[0].Name != "Somebody else" {
		t.Errorf("of several vendors the one whose it is: %+v", r.Facts.Parties)
	}
	if _, ok := record.TakeoverFinding(p.C, "A9"); ok {
		t.Error("an asset that is not there")
	}
}

func TestTheEndAndTheBeginningOfWork(t *testing.T) {
	t.Parallel()
	p := commandtest.NewPlay(t)
	p.Refused(commandtest.Ada, record.CloseCase{Outcome: "won"}, fault.Invalid, "unknown outcome")
	d := p.Do(commandtest.Ada, record.CloseCase{Outcome: disclosure.OutcomeClaimOnly, Text: "they say so"})
	if d.Events[0].Text != "case closed: "+string(disclosure.OutcomeClaimOnly)+": they say so" || p.C.Outcome != disclosure.OutcomeClaimOnly {
		t.Errorf("%q, %s", d.Events[0].Text, p.C.Outcome)
	}
	d = p.Do(commandtest.Rita, record.ReopenCase{Text: "after all"})
	if len(d.Jobs) != 1 || commandtest.Payload[task.Probe](t, d.Jobs[0]).Request.By != "rita" || d.Events[0].Text != "work resumed: after all" {
		t.Errorf("%+v, jobs %+v", d.Events, d.Jobs)
	}
	p.Refused(commandtest.Rita, record.ReopenCase{}, fault.Conflict, "is open")
	if d = p.Do(commandtest.Ada, record.CloseCase{Outcome: disclosure.OutcomeUnverifiable}); d.Events[0].Text != "case closed: "+string(disclosure.OutcomeUnverifiable) {
		t.Errorf("%q", d.Events[0].Text)
	}

	p = commandtest.NewPlay(t)
	p.Do(commandtest.Ada, exposure.StopProbing{Asset: "A1"})
	p.Do(commandtest.Ada, record.RejectCase{})
	if d = p.Do(commandtest.Rita, record.ReopenCase{}); len(d.Jobs) != 0 {
		t.Errorf("a stopped asset is not asked: %+v", d.Jobs)
	}
	p = commandtest.NewPlay(t)
	p.CloseA1()
	p.Do(commandtest.Ada, record.CloseCase{Outcome: disclosure.OutcomeVerified})
	if d = p.Do(commandtest.Rita, record.ReopenCase{}); len(d.Jobs) != 0 {
		t.Errorf("a closed asset is watched already: %+v", d.Jobs)
	}
	p = commandtest.EmptyPlay(t)
	p.Do(commandtest.Ada, record.Import{ID: commandtest.PlayID, Facts: commandtest.NextMotionFacts(), Events: []disclosure.Event{{Kind: disclosure.KindRejected, At: commandtest.Day20(1, 2)}}})
	if d = p.Do(commandtest.Rita, record.ReopenCase{}); len(d.Jobs) != 0 {
		t.Errorf("a history is not probed: %+v", d.Jobs)
	}

	for name, c := range map[string]struct {
		cmd  command.Command
		kind disclosure.Kind
		ref  string
		text string
	}{
		"rejected":    {record.RejectCase{Text: "t"}, disclosure.KindRejected, "", "t"},
		"duplicate":   {record.MarkDuplicate{Of: "DL-2020-0002", Text: "t"}, disclosure.KindDuplicateOf, "DL-2020-0002", "of DL-2020-0002: t"},
		"handed over": {record.HandOver{To: "CERT", Text: "t"}, disclosure.KindHandedOver, "CERT", "to CERT: t"},
		"no reason":   {record.HandOver{To: "CERT"}, disclosure.KindHandedOver, "CERT", "to CERT"},
	} {
		p := commandtest.NewPlay(t)
		if e := p.Do(commandtest.Ada, c.cmd).Events[0]; e.Kind != c.kind || e.Ref != c.ref || e.Text != c.text || !p.C.Ended() {
			t.Errorf("%s: %+v", name, e)
		}
	}
	p = commandtest.NewPlay(t)
	p.Refused(commandtest.Rita, record.MarkDuplicate{}, fault.Invalid, "another case")
	key := p.Queued(disclosure.FirstContact, "C1")
	p.Refused(commandtest.Ada, record.CloseCase{Outcome: disclosure.OutcomeClaimOnly}, fault.Refused, "resolve it first")
	_ = key
}
