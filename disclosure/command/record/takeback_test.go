package record_test

import (
	"testing"

	"daylight/disclosure"
	"daylight/disclosure/command/commandtest"
	"daylight/disclosure/command/publish"
	"daylight/disclosure/command/record"
	"daylight/disclosure/fault"
	"daylight/disclosure/ledger"
	"daylight/disclosure/milestone"
)

// takeBack corrects an event by a note.
func takeBack(seq int) record.AddEvent {
	return record.AddEvent{Kind: disclosure.KindNote, At: commandtest.Day20(1, 24), Text: "recorded by mistake", Corrects: seq}
}

func TestACorrectionTakesBackWhatTheEventMadeOfTheCase(t *testing.T) {
	t.Parallel()
	vendor := func(e *record.AddEvent) { e.Party, e.Channel = disclosure.Vendor, disclosure.Email }
	for _, tt := range []struct {
		rule string
		kind disclosure.Kind
		left func(*disclosure.Case) bool // whether something of it is left
	}{
		{"a refusal", disclosure.KindRefused, func(c *disclosure.Case) bool {
			return len(c.Claims) > 0 || c.DialogueWith(disclosure.Vendor, "", disclosure.Email) != disclosure.DialogueSent
		}},
		{"a claim", disclosure.KindFixClaimed, func(c *disclosure.Case) bool { return len(c.Claims) > 0 || c.HasAnswered(disclosure.Vendor, "") }},
		{"an answer", disclosure.KindReplied, func(c *disclosure.Case) bool {
			return c.HasAnswered(disclosure.Vendor, "") || c.DialogueWith(disclosure.Vendor, "", disclosure.Email) != disclosure.DialogueSent
		}},
		{"a reported closure", disclosure.KindClosed, func(c *disclosure.Case) bool { return !milestone.ClosedAt(c).IsZero() }},
	} {
		p := commandtest.NewPlay(t)
		p.Sent(disclosure.FirstContact, "C1")
		p.Event(tt.kind, commandtest.Day20(1, 24), vendor)
		if !tt.left(p.C) {
			t.Fatalf("%s moves nothing", tt.rule)
		}
		seq := lastOf(p, tt.kind)
		p.Do(commandtest.Ada, takeBack(seq))
		if tt.left(p.C) {
			t.Errorf("%s was taken back and something of it is left", tt.rule)
		}
		commandtest.WantSameCase(t, p)
	}
}

func lastOf(p *commandtest.Play, kind disclosure.Kind) int {
	seq := 0
	for i := range p.Events {
		if p.Events[i].Kind == kind {
			seq = p.Events[i].Seq
		}
	}
	return seq
}

func TestWhichLegalThreatStandsFollowsFromTheEventsThatStand(t *testing.T) {
	t.Parallel()
	threat := func(p *commandtest.Play) int {
		p.Event(disclosure.KindLegalThreat, commandtest.Day20(1, 24))
		return lastOf(p, disclosure.KindLegalThreat)
	}
	clearing := func(p *commandtest.Play) { p.ByTwo(publish.ClearLegal{Because: "without merit"}) }

	p := commandtest.NewPlay(t)
	seq := threat(p)
	p.Refused(commandtest.Ada, takeBack(seq), fault.Refused, "nobody has cleared")
	clearing(p)
	p.Do(commandtest.Ada, takeBack(seq))
	if p.C.UnderThreat() || !p.C.Threatened.IsZero() || p.C.ClearedBy != "" {
		t.Errorf("a threat that was taken back: of %s, cleared by %q", p.C.Threatened, p.C.ClearedBy)
	}
	commandtest.WantSameCase(t, p)

	// Of two, the one that is left counts, with the word that was given after it.
	p = commandtest.NewPlay(t)
	first := threat(p)
	clearing(p)
	cleared := p.C.ClearedBy
	second := threat(p)
	p.Refused(commandtest.Ada, takeBack(second), fault.Refused, "nobody has cleared")
	clearing(p)
	p.Do(commandtest.Ada, takeBack(second))
	if p.C.UnderThreat() || p.C.Threatened.IsZero() || p.C.ClearedBy == "" {
		t.Errorf("the first one stands and was cleared: of %s, by %q (%q)", p.C.Threatened, p.C.ClearedBy, cleared)
	}
	p.Do(commandtest.Ada, takeBack(first))
	if !p.C.Threatened.IsZero() {
		t.Errorf("nothing stands: of %s", p.C.Threatened)
	}
	commandtest.WantSameCase(t, p)
}

func TestWhatIsSaidToBeFixedIsProbedHoweverItCameIn(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		kind   disclosure.Kind
		source disclosure.Source
		plan   bool
		want   int // probes that are asked for by it: now, and twice more
	}{
		{disclosure.KindFixClaimed, disclosure.SourceVendorMail, false, 3},
		{disclosure.KindClosed, disclosure.SourceVendorMail, false, 3},
		{disclosure.KindClosed, disclosure.SourceIssue, false, 3},
		{disclosure.KindClosed, disclosure.SourcePress, false, 3},
		{disclosure.KindClosed, disclosure.SourcePerson, false, 3},
		{disclosure.KindClosed, "", false, 3},
		{disclosure.KindClosed, disclosure.SourceVendorMail, true, 0},
		{disclosure.KindStatement, disclosure.SourceVendorMail, false, 0},
	} {
		p := commandtest.NewPlay(t)
		p.WasOpen("A1")
		p.Sent(disclosure.FirstContact, "C1")
		d := p.Do(commandtest.Rita, record.AddEvent{
			Kind: tt.kind, At: commandtest.Day20(1, 24), Party: disclosure.Vendor, Source: tt.source, Planned: tt.plan, Text: "fixed",
		})
		asked := 0
		for _, j := range d.Jobs {
			if j.Queue == ledger.QueueAsked {
				asked++
			}
		}
		if asked != tt.want {
			t.Errorf("%s, source %q, planned %v: %d probes, want %d", tt.kind, tt.source, tt.plan, asked, tt.want)
		}
	}
}

func TestAContactOfOneOfSeveralSaysWhose(t *testing.T) {
	t.Parallel()
	p := commandtest.NewPlay(t)
	add := func(name, address string) record.AddContact {
		return record.AddContact{Contact: disclosure.Contact{Role: disclosure.Vendor, Name: name, Channel: disclosure.Email, Address: address}}
	}
	p.Do(commandtest.Rita, add("", "one@x.example"))
	p.Do(commandtest.Rita, add("Clinic", "two@x.example"))
	p.Refused(commandtest.Rita, add("", "three@x.example"), fault.Invalid, `"NextMotion", "Clinic"`)
	p.Do(commandtest.Rita, add("clinic", "three@x.example"))
	if k, _ := p.C.Contact("three@x.example"); k.Name != "Clinic" {
		t.Errorf("%+v", k)
	}
}
