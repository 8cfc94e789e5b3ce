package demo_test

import (
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"testing"

	"daylight/cmd/bot/internal/demo"
	"daylight/disclosure/fault"
	"daylight/disclosure/gate"
)

// play runs the demo into a folder of its own.
func play(t *testing.T) (dir string, outcome *demo.Outcome, screen string) {
	t.Helper()
	dir = filepath.Join(t.TempDir(), "demo")
	var out bytes.Buffer
	got, a, closeAll, err := demo.Play(t.Context(), demo.Options{Dir: dir, Version: "test", Out: &out})
	if err != nil {
		t.Fatalf("%v\n%s", err, out.String())
	}
	t.Cleanup(func() {
		if err := closeAll(); err != nil {
			t.Error(err)
		}
	})
	report, err := a.Verify(t.Context(), nil)
	if err != nil || len(report.Problems) > 0 {
		t.Errorf("the database of the demo is not clean: %v %v", report.Problems, err)
	}
	return dir, got, out.String()
}

func TestTheReferenceCaseHasItsPublishedDurations(t *testing.T) {
	t.Parallel()
	_, got, screen := play(t)
	if got.Case != "DL-2020-0001" {
		t.Errorf("case %s", got.Case)
	}
	for name, want := range map[string][2]int{
		"discovery_to_contact": {3, 1}, "contact_to_provider": {3, 3}, "contact_to_closure": {9, 7},
		"contact_to_acknowledgement": {15, 11}, "provider_to_closure": {6, 4}, "discovery_to_closure": {12, 8},
		"closure_to_acknowledgement": {6, 4}, "closure_to_publication": {9, 7}, "discovery_to_publication": {21, 15},
	} {
		d := got.Durations[name]
		if d == nil || d.Days == nil || d.WorkingDays == nil || *d.Days != want[0] || *d.WorkingDays != want[1] {
			t.Errorf("%s is %+v, want %v days", name, d, want)
		}
	}
	if gate.Passed(got.Refused) {
		t.Error("the gate did not refuse on 4 February")
	}
	if !gate.Passed(got.Passed) {
		t.Error("the gate did not pass on 15 February")
	}
	if t.Failed() {
		t.Log(screen)
	}
}

func TestTwoRunsAreEqualToTheByte(t *testing.T) {
	if testing.Short() {
		t.Skip("a second demo goes the ways of the first, which the other tests run under the race detector")
	}
	if testing.Short() {
		t.Skip("two runs more show the race detector nothing that one did not; the plain run compares them")
	}
	t.Parallel()
	first, a, _ := play(t)
	second, b, _ := play(t)
	if x, y := encode(t, a), encode(t, b); !bytes.Equal(x, y) {
		t.Errorf("the JSON differs:\n%s\n%s", x, y)
	}
	for _, name := range []string{
		"timeline.json", "case.yaml", "writeup/index.md", "writeup/index.html", "writeup/timeline.svg",
		"writeup/de/index.html", "writeup/fr/index.html",
	} {
		if x, y := read(t, first, name), read(t, second, name); !bytes.Equal(x, y) {
			t.Errorf("%s differs between two runs", name)
		}
	}
}

func TestEachRecipientGetsExactlyOneMail(t *testing.T) {
	t.Parallel()
	dir, _, _ := play(t)
	entries, err := os.ReadDir(filepath.Join(dir, "mails"))
	if err != nil || len(entries) != 2 {
		t.Fatalf("%d mails: %v", len(entries), err)
	}
	vendor := read(t, dir, "mails/"+entries[0].Name())
	if bytes.Contains(vendor, []byte("abuse@cloud.example")) {
		t.Error("the vendor's mail names the provider's address")
	}
}

func TestAFolderOfSomebodyElseIsNotTouched(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "thesis.txt"), []byte("mine"), 0o600); err != nil {
		t.Fatal(err)
	}
	_, _, _, err := demo.Play(t.Context(), demo.Options{Dir: dir})
	if fault.CodeOf(err) != fault.Invalid {
		t.Errorf("want a refusal, got %v", err)
	}
}

func TestTheDemoReplacesAnEarlierOne(t *testing.T) {
	if testing.Short() {
		t.Skip("a second demo goes the ways of the first, which the other tests run under the race detector")
	}
	t.Parallel()
	dir := filepath.Join(t.TempDir(), "demo")
	for range 2 {
		_, _, closeAll, err := demo.Play(t.Context(), demo.Options{Dir: dir})
		if err != nil {
			t.Fatal(err)
		}
		if err := closeAll(); err != nil {
			t.Fatal(err)
		}
	}
}

func encode(t *testing.T, o *demo.Outcome) []byte {
	t.Helper()
	b, err := json.MarshalIndent(o, "", " ")
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func read(t *testing.T, dir, name string) []byte {
	t.Helper()
	b, err := os.ReadFile(filepath.Join(dir, name))
	if err != nil {
		t.Fatal(err)
	}
	return b
}
