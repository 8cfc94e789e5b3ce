package app_test

import (
	"reflect"
	"testing"
	"time"

	"daylight/cmd/bot/internal/app/desk"
	"daylight/disclosure"
	"daylight/disclosure/civil"
	"daylight/disclosure/command/record"
	"daylight/disclosure/gate"
)

// gateOf is what the gate says of the files as they are rendered now. What the board shows of it from what it keeps is the same.
func gateOf(t *testing.T, d *desk.Desk, id disclosure.CaseID, mode disclosure.Mode, lang string) []gate.Check {
	t.Helper()
	p, err := d.Prepare(t.Context(), id, mode, lang)
	if err != nil {
		t.Fatal(err)
	}
	for range 2 { // the second look is at what the first one kept
		v, err := d.View(t.Context(), id)
		if err != nil {
			t.Fatal(err)
		}
		shown, err := v.Gate(t.Context(), mode, lang)
		if err != nil {
			t.Fatal(err)
		}
		if !reflect.DeepEqual(shown, p.Checks) {
			t.Errorf("the board shows of the gate of %s (%s, %s)\n%v\nand it says\n%v", id, mode, lang, shown, p.Checks)
		}
	}
	return p.Checks
}

// Whatever happens to a case, and whatever day it is: what the board shows is what the gate says of files that are rendered then.
func TestWhatTheBoardShowsOfTheGateIsNeverStale(t *testing.T) {
	t.Parallel()
	b := newBench(t, nil)
	id := b.record(nil)
	same := func(when string) {
		t.Helper()
		for _, mode := range disclosure.Modes() {
			for _, lang := range []string{"en", "de"} {
				if checks := gateOf(t, b.Desk, id, mode, lang); len(checks) == 0 {
					t.Errorf("%s: the gate says nothing", when)
				}
			}
		}
	}
	same("recorded")
	given := 0
	for _, kind := range disclosure.Kinds() {
		if !kind.Info().ByHand {
			continue
		}
		if _, err := b.Desk.Do(t.Context(), b.who("alice"), id, record.AddEvent{
			Kind: kind, At: civil.OnDay(2020, 1, 26), Party: disclosure.Vendor, Name: "NextMotion", Text: "mail maria.keller@clinic-moser.ch about it",
		}); err == nil {
			given++
			same(string(kind))
		}
	}
	if given < 12 {
		t.Errorf("only %d kinds could be given: the test is blind", given)
	}
	for day := range 120 {
		b.clock.pass(24 * time.Hour)
		if day%20 == 0 {
			same(b.clock.Now().String())
		}
	}
	for _, title := range []string{"Patient files of maria.keller@clinic-moser.ch", "Patient files"} {
		b.do("alice", id, record.EditCase{Title: &title})
		same(title)
	}
}
