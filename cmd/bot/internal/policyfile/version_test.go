package policyfile_test

import (
	"crypto/sha256"
	"encoding/json"
	"fmt"
	"testing"
)

// TestAShippedPolicyThatChangesHasAnotherVersion holds what each shipped policy says under its version. A case keeps the version that it
// began with, and is told where the dates are those of another one: that is only true if no text changes under a version.
func TestAShippedPolicyThatChangesHasAnotherVersion(t *testing.T) {
	t.Parallel()
	for name, want := range map[string]string{
		"cert-cc":      "2026-11-30 2104f3ee1d7d",
		"exposed-data": "2026-11-30 0c009aa3abbd",
		"fix-bypass-7": "2026-11-30 1228bc41211e",
		"leak-30-120":  "2026-11-30 2ee914b93a95",
		"oss-fuzz":     "2026-11-30 763c71b6611a",
		"project-zero": "2026-11-30 6a5447e52b64",
		"zdi":          "2026-11-30 3517d1ce5a0d",
	} {
		p := named(t, name)
		data, err := json.Marshal(p.Clauses)
		if err != nil {
			t.Fatal(err)
		}
		sum := sha256.Sum256(data)
		if got := fmt.Sprintf("%s %x", p.Version, sum[:6]); got != want {
			t.Errorf("%s says something else than under its version: raise version in templates/policy/%s.yaml and hold %q here", name, name, got)
		}
	}
}
