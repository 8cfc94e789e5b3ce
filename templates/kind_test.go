package templates_test

import (
	"encoding/json"
	"io/fs"
	"maps"
	"slices"
	"strings"
	"testing"

	"daylight/disclosure"
	"daylight/disclosure/closure"
	"daylight/templates"
)

// assetOf returns an asset that the words of a name are for, and a plan with every step that they know.
func assetOf(t testing.TB, name string) (disclosure.Asset, []templates.Step) {
	t.Helper()
	raw, err := fs.ReadFile(templates.Writeup(), "words/en/"+name+".json")
	if err != nil {
		t.Fatal(err)
	}
	var words struct{ Steps map[string]string }
	if err := json.Unmarshal(raw, &words); err != nil {
		t.Fatal(err)
	}
	kind, key, _ := strings.Cut(name, ".")
	a := disclosure.Asset{ID: "A1", Kind: kind, Key: key, Target: "https://example-bucket.s3.eu-west-3.amazonaws.com/"}
	if kind == closure.Other {
		a.Noun = "open door of a server room"
	}
	var plan []templates.Step
	for _, step := range slices.Sorted(maps.Keys(words.Steps)) {
		plan = append(plan, templates.Step{Name: step})
	}
	return a, plan
}
