package tcpexpect

import (
	"testing"

	"daylight/disclosure/observed"
	"daylight/disclosure/probe"
)

// tableOfKind returns the definition that a kind of its own is.
func tableOfKind(t testing.TB, name string) Definition {
	t.Helper()
	data, err := kindFiles.ReadFile("kinds/" + name + ".json")
	if err != nil {
		t.Fatal(err)
	}
	d, err := parse(data)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

// judgeOf returns what the table of a kind over HTTP says of an answer, before the general rule for a refusal.
func judgeOf(t testing.TB, name string) func(probe.Answer) observed.FacetResult {
	t.Helper()
	return tableOfKind(t, name).classify
}
