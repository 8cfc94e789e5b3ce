package target_test

import (
	"testing"

	"daylight/disclosure/content/target"
)

func TestALineBelowEndsATellingName(t *testing.T) {
	t.Parallel()
	set := target.New([]target.Thing{{Asset: "A1", Target: "s3://example-bucket-x7/"}, {Asset: "A2", Target: "s3://backup/"}}, nil)
	for _, tt := range []struct {
		name, text string
		found      bool
	}{
		{"the name of a picture", "example-bucket-x7_listing.png", true},
		{"behind a date", "2020_example-bucket-x7.png", true},
		{"within", "shot_example-bucket-x7_1.png", true},
		{"emphasis", "_example-bucket-x7_", true},
		{"a hyphen makes another name", "example-bucket-x7-old", false},
		{"a word of many names, behind", "backup_listing", false},
		{"a word of many names, before", "nightly_backup", false},
	} {
		if got := len(set.Find(tt.text, false, nil)) > 0; got != tt.found {
			t.Errorf("%s: %q: %v", tt.name, tt.text, got)
		}
	}
}
