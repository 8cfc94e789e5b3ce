package strictyaml_test

import (
	"testing"

	"daylight/cmd/bot/internal/strictyaml"
)

func TestAPathStandsWhereTheNearestOneAboveItStands(t *testing.T) {
	t.Parallel()
	lines := strictyaml.Lines{"": 1, "clauses": 5, "clauses[1]": 9, "clauses[1].anchor": 11}
	for path, want := range map[string]int{
		"clauses[1].anchor": 11, "clauses[1].anchor.clause": 11, "clauses[1].days": 9, "clauses[0].days": 5, "title": 1, "": 1,
	} {
		if got := lines.Of(path); got != want {
			t.Errorf("%s: got %d, want %d", path, got, want)
		}
	}
	if got := (strictyaml.Lines{}).Of("a.b"); got != 0 {
		t.Errorf("got %d for a file of which nothing is known", got)
	}
}

func TestPathsAreWrittenAsInMessages(t *testing.T) {
	t.Parallel()
	at := strictyaml.Under(strictyaml.Index(strictyaml.Under("", "events"), 3), "at")
	if at != "events[3].at" {
		t.Errorf("got %s", at)
	}
}
