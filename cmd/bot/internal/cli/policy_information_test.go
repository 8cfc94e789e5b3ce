package cli

import (
	"bytes"
	"encoding/json"
	"strings"
	"testing"
	"time"

	"daylight/cmd/bot/internal/app"
	"daylight/disclosure"
	"daylight/disclosure/civil"
	"daylight/disclosure/outreach"
)

func TestAnExplanationCarriesTheHoursAsFacts(t *testing.T) {
	t.Parallel()
	at := time.Date(2020, 1, 27, 9, 12, 0, 0, time.UTC)
	x := &app.Explanation{Case: &disclosure.Case{ID: "DL-2020-0001"}, AsOf: at, Zone: time.UTC}
	encode := func() string {
		raw, err := json.Marshal(explanationJSON(x, app.WhatIf{}))
		if err != nil {
			t.Fatal(err)
		}
		return string(raw)
	}
	if got := encode(); !strings.Contains(got, `"information":[]`) {
		t.Errorf("without a proof: %s", got)
	}
	line := app.Information{Text: "If a law applies to you, hours end.", InformationLine: outreach.InformationLine{
		Law: outreach.LawGDPR, Step: outreach.StepNotification, Hours: 72, Role: disclosure.Vendor, Name: "NextMotion",
		Proof: outreach.Proof{Kind: outreach.ProofAccepted, At: civil.At(at), Seq: 7}, Ends: at.Add(72 * time.Hour),
	}}
	x.Information = []app.Information{line}
	want := `{"law":"gdpr","step":"notification","hours":72,"party":"vendor","name":"NextMotion",` +
		`"proof":{"kind":"accepted","at":"2020-01-27T09:12:00Z","seq":7},"ends":"2020-01-30T09:12:00Z","text":"If a law applies to you, hours end."}`
	if got := encode(); !strings.Contains(got, want) {
		t.Errorf("got %s, want %s in it", got, want)
	}

	var out bytes.Buffer
	s := &session{Streams: Streams{Out: &out}}
	s.showInformation(nil)
	if out.Len() > 0 {
		t.Errorf("a heading over nothing: %s", out.String())
	}
	s.showInformation(x.Information)
	if !strings.Contains(out.String(), "not as legal advice\n  If a law applies") {
		t.Errorf("got %s", out.String())
	}
}

func TestANoticeGoesToWhomItIsFor(t *testing.T) {
	t.Parallel()
	for template, want := range map[disclosure.Template]disclosure.Role{
		disclosure.FirstContact: disclosure.Vendor, disclosure.FollowUp: disclosure.Vendor, disclosure.ProviderNotice: disclosure.Provider,
		disclosure.CoordinatorNotice: disclosure.Coordinator, disclosure.RegulatorNotice: disclosure.Regulator,
	} {
		if got := recipient("", template); got != want {
			t.Errorf("%s goes to the %s, want the %s", template, got, want)
		}
	}
}
