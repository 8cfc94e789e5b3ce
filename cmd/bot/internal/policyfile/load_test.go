package policyfile_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"daylight/cmd/bot/internal/policyfile"
	"daylight/disclosure/holiday"
	"daylight/templates"
)

func TestTheTeamsOwnPolicyTakesThePlaceOfAShippedOne(t *testing.T) {
	t.Parallel()
	text, _ := templates.Policy("zdi")
	shipped, err := policyfile.Named("zdi", holiday.Known)
	if err != nil {
		t.Fatal(err)
	}
	file := filepath.Join(t.TempDir(), "ours.yaml")
	if err := os.WriteFile(file, []byte(strings.Replace(string(text), shipped.Title, "ours", 1)), 0o600); err != nil {
		t.Fatal(err)
	}
	all, err := policyfile.Load([]string{file}, holiday.Known)
	if err != nil || all["zdi"].Title != "ours" || all[templates.DefaultPolicy].Name == "" {
		t.Errorf("%q %v", all["zdi"].Title, err)
	}
}
