package record_test

import (
	"strings"
	"testing"
	"time"

	"daylight/disclosure"
	"daylight/disclosure/civil"
	"daylight/disclosure/command"
	"daylight/disclosure/command/commandtest"
	"daylight/disclosure/command/deadline"
	"daylight/disclosure/command/record"
	"daylight/disclosure/fault"
	"daylight/disclosure/hint"
)

// TestRefusals has one row for each rule about what is put on record that says no. A refusal names what would be needed.
func TestRefusals(t *testing.T) {
	at := func(m time.Month, d int) civil.When { return commandtest.Day20(m, d) }
	event := func(kind disclosure.Kind, when civil.When) record.AddEvent {
		return record.AddEvent{Kind: kind, At: when, Party: disclosure.Vendor}
	}
	contacted := func(p *commandtest.Play) { p.Event(disclosure.KindContacted, at(1, 24)) }
	dated := func(p *commandtest.Play) {
		p.Do(commandtest.Ada, deadline.SetDeadline{Clause: disclosure.PublicationClause, Due: at(1, 30), Reason: "agreed"})
	}
	tests := []struct {
		rule string
		prep func(*commandtest.Play)
		who  disclosure.Actor
		cmd  command.Command
		code fault.Code
		says string
	}{
		{"acknowledged with no contact at all", nil, commandtest.Ada, event(disclosure.KindAcknowledged, at(1, 24)), fault.Refused, "needs a contact with the vendor first"},
		{"acknowledged before the contact it answers", contacted, commandtest.Ada, event(disclosure.KindAcknowledged, at(1, 20)), fault.Refused, "before the contact"},
		{"an answer of a party that was not written to", contacted, commandtest.Ada, record.AddEvent{Kind: disclosure.KindReplied, At: at(1, 24), Party: disclosure.Provider}, fault.Refused, "contact with the provider"},
		{"contacted before discovered", nil, commandtest.Ada, event(disclosure.KindContacted, at(1, 20)), fault.Refused, "before the discovery"},
		{"closed before discovered", nil, commandtest.Ada, event(disclosure.KindClosed, at(1, 20)), fault.Refused, "before the discovery"},
		{"reopened when it was not closed", nil, commandtest.Ada, event(disclosure.KindReopened, at(1, 24)), fault.Refused, "was not closed"},
		{"reopened before it was closed", func(p *commandtest.Play) { p.Event(disclosure.KindClosed, at(1, 24)) }, commandtest.Ada, event(disclosure.KindReopened, at(1, 23)), fault.Refused, "before the closure"},
		{"the future, not planned", nil, commandtest.Ada, event(disclosure.KindEvidenceAdded, at(3, 1)), fault.Refused, "record it as planned"},
		{"a future instant, not planned", nil, commandtest.Ada, event(disclosure.KindEvidenceAdded, civil.At(time.Date(2020, 1, 24, 9, 6, 0, 0, time.UTC))), fault.Refused, "record it as planned"},
		{"the source own_probe is not typed in", nil, commandtest.Ada, record.AddEvent{Kind: disclosure.KindClosed, At: at(1, 24), Source: disclosure.SourceOwnProbe}, fault.Refused, "only a probe"},
		{"a span that ends before it begins", nil, commandtest.Ada, record.AddEvent{Kind: disclosure.KindNote, Text: "a word", At: at(1, 24), Until: at(1, 20)}, fault.Invalid, "span ends"},
		{"a correction of what is not there", nil, commandtest.Ada, record.AddEvent{Kind: disclosure.KindNote, Text: "a word", At: at(1, 24), Corrects: 99}, fault.Invalid, "no event 99"},
		{"an unknown kind", nil, commandtest.Ada, record.AddEvent{Kind: "fixed", At: at(1, 24)}, fault.Invalid, "unknown kind"},
		{"an unknown party", nil, commandtest.Ada, record.AddEvent{Kind: disclosure.KindNote, Text: "a word", At: at(1, 24), Party: "vendr"}, fault.Invalid, "unknown party"},
		{"an event without a date", nil, commandtest.Ada, record.AddEvent{Kind: disclosure.KindNote}, fault.Invalid, "needs the date"},
		{"corrected when nothing is published", nil, commandtest.Ada, event(disclosure.KindCorrected, at(1, 24)), fault.Refused, "nothing of"},
		{"an extension typed in as an event", func(p *commandtest.Play) { dated(p); p.At(31, 9) }, commandtest.Ada, record.AddEvent{Kind: disclosure.KindExtensionGranted, At: at(1, 31), Until: at(2, 9), Text: "r"}, fault.Refused, "before that"},
		{"closed as verified while open", nil, commandtest.Ada, record.CloseCase{Outcome: disclosure.OutcomeVerified}, fault.Refused, "choose remediated_owner_claim_only"},
		{"closed with a message on its way", func(p *commandtest.Play) { p.Queued(disclosure.FirstContact, "C1") }, commandtest.Ada, record.CloseCase{Outcome: disclosure.OutcomeClaimOnly}, fault.Refused, "resolve it first"},
		{"closed twice", func(p *commandtest.Play) {
			p.Do(commandtest.Ada, record.CloseCase{Outcome: disclosure.OutcomeClaimOnly})
		}, commandtest.Ada, record.CloseCase{Outcome: disclosure.OutcomeClaimOnly}, fault.Conflict, "already closed"},
		{"reopened while open", nil, commandtest.Ada, record.ReopenCase{}, fault.Conflict, "is open"},
		{"a duplicate of itself", nil, commandtest.Ada, record.MarkDuplicate{Of: commandtest.PlayID}, fault.Invalid, "another case"},
		{"handed over to nobody", nil, commandtest.Ada, record.HandOver{}, fault.Invalid, "has to name the team"},
		{"the same asset twice", nil, commandtest.Ada, record.AddAsset{Asset: disclosure.Asset{Kind: "s3", Target: "https://bucket.s3.example/"}}, fault.Conflict, "already asset A1"},
		{"the same contact twice", nil, commandtest.Ada, record.AddContact{Contact: disclosure.Contact{Role: disclosure.Vendor, Channel: disclosure.Email, Address: "SECURITY@nextmotion.example"}}, fault.Conflict, "already contact C1"},
		{"a contact of two lines", nil, commandtest.Ada, record.AddContact{Contact: disclosure.Contact{Role: disclosure.Vendor, Channel: disclosure.Email, Address: "a@b\r\nBcc: c@d"}}, fault.Invalid, "one line"},
	}
	for _, tc := range tests {
		t.Run(tc.rule, func(t *testing.T) {
			p := commandtest.NewPlay(t)
			if tc.prep != nil {
				tc.prep(p)
			}
			p.Refused(tc.who, tc.cmd, tc.code, tc.says)
		})
	}
}

func TestKindsThatOnlyDaylightMakesAreNotTypedIn(t *testing.T) {
	p := commandtest.NewPlay(t)
	for _, kind := range []disclosure.Kind{
		disclosure.KindRecorded, disclosure.KindDrafted, disclosure.KindApproved, disclosure.KindProbed,
		disclosure.KindClosureSuspected, disclosure.KindPublishApproved, disclosure.KindPublished,
		disclosure.KindDuplicateOf, disclosure.KindHandedOver, disclosure.KindRejected,
	} {
		p.Refused(commandtest.Ada, record.AddEvent{Kind: kind, At: commandtest.Day20(1, 24)}, fault.Refused, "")
	}
}

func TestACaseNeedsATitleAndCompleteAssets(t *testing.T) {
	for _, f := range []disclosure.Facts{
		{},
		{Title: "  "},
		{Title: strings.Repeat("x", 301)},
		{Title: "t", Exposed: disclosure.Exposed{Records: -1}},
		{Title: "t", Exposed: disclosure.Exposed{Severity: "awful"}},
		{Title: "t", Assets: []disclosure.Asset{{Kind: "s3"}}},
	} {
		for _, cmd := range []command.Command{record.Record{ID: commandtest.PlayID, Facts: f}, record.Import{ID: commandtest.PlayID, Facts: f}} {
			if _, err := command.Decide(nil, cmd, command.Env{Actor: commandtest.Ada, Now: time.Now()}); fault.CodeOf(err) != fault.Invalid {
				t.Errorf("%+v: got %v", f, err)
			}
		}
	}
	future := record.Record{ID: commandtest.PlayID, Facts: commandtest.NextMotionFacts(), Discovered: commandtest.Day20(2, 1)}
	if _, err := command.Decide(nil, future, command.Env{Actor: commandtest.Ada, Now: time.Date(2020, 1, 24, 0, 0, 0, 0, time.UTC)}); fault.CodeOf(err) != fault.Invalid {
		t.Errorf("a discovery in the future: %v", err)
	}
}

// TestWhatIsNotEnteredByHandSaysWhatIsDoneInstead walks every kind that only Daylight records.
func TestWhatIsNotEnteredByHandSaysWhatIsDoneInstead(t *testing.T) {
	const id = commandtest.PlayID
	for kind, want := range map[disclosure.Kind]fault.Hint{
		disclosure.KindRecorded:         hint.ToRecordCase(),
		disclosure.KindDrafted:          hint.ToWriteDraft(id),
		disclosure.KindApproved:         hint.ToApproveDraft(id),
		disclosure.KindProbed:           hint.ToProbe(id),
		disclosure.KindClosureSuspected: hint.ToProbe(id),
		disclosure.KindPublishApproved:  hint.ToApprovePublication(id),
		disclosure.KindPublished:        hint.ToPublish(id),
		disclosure.KindDuplicateOf:      hint.ToMarkDuplicate(id),
		disclosure.KindHandedOver:       hint.ToHandOver(id),
		disclosure.KindRejected:         hint.ToReject(id),
	} {
		p := commandtest.NewPlay(t)
		add := record.AddEvent{Kind: kind, At: commandtest.Day20(time.January, 24)}
		p.Refused(commandtest.Ada, add, fault.Refused, "cannot be entered by hand: ")
		p.Hinted(commandtest.Ada, add, want)
	}
}
