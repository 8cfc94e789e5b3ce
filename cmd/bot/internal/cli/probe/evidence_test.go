package probe

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"testing"

	"daylight/disclosure/fault"
	"daylight/disclosure/observed"
	"daylight/disclosure/probe/batch"
)

func asked(line int) batch.Result {
	return batch.Result{Line: line, Written: fmt.Sprintf("https://h%d.example/", line), Observation: observed.Observation{Kind: "http", Target: fmt.Sprintf("https://h%d.example/", line)}}
}

// TestRecordsOfAKilledRunGoOn holds that a run that is resumed ends with exactly one record a line, in one chain.
func TestRecordsOfAKilledRunGoOn(t *testing.T) {
	t.Parallel()
	const lines, killed = 2000, 800
	name := filepath.Join(t.TempDir(), "seen.jsonl")
	e, err := newEvidence(name)
	for n := 1; n <= killed && err == nil; n++ {
		err = e.add(asked(lines - n)) // answers come in any order
	}
	if err = e.Close(); err != nil {
		t.Fatal(err)
	}
	whole, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	for _, torn := range []int{0, 1, 17, 300} {
		if err := os.WriteFile(name, whole[:len(whole)-torn], 0o600); err != nil {
			t.Fatal(err)
		}
		e, err := resumeEvidence(name)
		if err != nil {
			t.Fatalf("torn by %d bytes: %v", torn, err)
		}
		added := 0
		for n := range lines {
			if r := asked(n + 1); !e.has(r.Line, r.Written) {
				added++
				if err := e.add(r); err != nil {
					t.Fatal(err)
				}
			}
		}
		if err := e.Close(); err != nil {
			t.Fatal(err)
		}
		again, err := resumeEvidence(name) // follows the chain from the first record on
		if err != nil || again.n != lines || len(again.done) != lines {
			t.Errorf("torn by %d bytes: %d records of %d lines, %d added, %v", torn, again.n, len(again.done), added, err)
		}
		if err := again.Close(); err != nil {
			t.Error(err)
		}
	}
}

func TestChangedRecordsAreNotContinued(t *testing.T) {
	t.Parallel()
	name := filepath.Join(t.TempDir(), "seen.jsonl")
	e, err := newEvidence(name)
	for n := 1; n <= 5 && err == nil; n++ {
		err = e.add(asked(n))
	}
	if err = e.Close(); err != nil {
		t.Fatal(err)
	}
	whole, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(name, bytes.Replace(whole, []byte("h2.example"), []byte("h7.example"), 1), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := resumeEvidence(name); fault.CodeOf(err) != fault.Invalid {
		t.Errorf("a changed record: %v", err)
	}
	e = &evidence{done: map[int][4]byte{3: markOf("https://h3.example/")}}
	if e.has(3, "https://other.example/") || e.has(4, "https://h3.example/") || !e.has(3, "https://h3.example/") {
		t.Error("a line that changed since, or another one, passes for asked")
	}
}
