package policy

import (
	"bytes"
	"encoding/json"
	"strings"
	"testing"
	"time"

	"daylight/cmd/bot/internal/app/desk"
	"daylight/cmd/bot/internal/cli/session"
	"daylight/disclosure"
	"daylight/disclosure/civil"
	"daylight/disclosure/outreach"
)

func TestAnExplanationCarriesTheHoursAsFacts(t *testing.T) {
	t.Parallel()
	at := time.Date(2020, 1, 27, 9, 12, 0, 0, time.UTC)
	x := &desk.Explanation{Case: &disclosure.Case{ID: "DL-2020-0001"}, AsOf: at, Zone: time.UTC}
	encode := func() string {
		raw, err := json.Marshal(explanationJSON(x, desk.WhatIf{}))
		if err != nil {
			t.Fatal(err)
		}
		return string(raw)
	}
	if got := encode(); !strings.Contains(got, `"information":[]`) {
		t.Errorf("without a proof: %s", got)
	}
	line := desk.Information{Text: "If a law applies to you, hours end.", InformationLine: outreach.InformationLine{
		Law: outreach.LawGDPR, Step: outreach.StepNotification, Hours: 72, Role: disclosure.Vendor, Name: "NextMotion",
		Proof: outreach.Proof{Kind: outreach.ProofAccepted, At: civil.At(at), Seq: 7}, Ends: at.Add(72 * time.Hour),
	}}
	x.Information = []desk.Information{line}
	want := `{"law":"gdpr","step":"notification","hours":72,"party":"vendor","name":"NextMotion",` +
		`"proof":{"kind":"accepted","at":"2020-01-27T09:12:00Z","seq":7},"ends":"2020-01-30T09:12:00Z","text":"If a law applies to you, hours end."}`
	if got := encode(); !strings.Contains(got, want) {
		t.Errorf("got %s, want %s in it", got, want)
	}

	var out bytes.Buffer
	s := &session.Session{Streams: session.Streams{Out: &out}}
	showInformation(s, nil)
	if out.Len() > 0 {
		t.Errorf("a heading over nothing: %s", out.String())
	}
	showInformation(s, x.Information)
	if !strings.Contains(out.String(), "not as legal advice\n  If a law applies") {
		t.Errorf("got %s", out.String())
	}
}
