package disclosure

import (
	"testing"
	"time"
)

func TestAnIssueThatWeClosedIsKnownToBeClosed(t *testing.T) {
	t.Parallel()
	c, env := stopCase(t, time.Date(2020, 2, 6, 10, 0, 0, 0, time.UTC))
	env.Actor = Engine()
	c.Issues = []Tracked{{Ref: "team/vendor#7", Role: Vendor, Name: "V", Marker: "m"}}
	c, d := run(t, c, env, TrackIssue{Ref: "team/vendor#7", Closed: true})
	if len(d.Events) != 1 || !c.Issues[0].Closed {
		t.Fatalf("%d events, issue %+v", len(d.Events), c.Issues[0])
	}
	if _, d = run(t, c, env, TrackIssue{Ref: "team/vendor#7", Closed: true}); len(d.Events) != 0 {
		t.Error("the same news was recorded twice")
	}
	if c, _ = run(t, c, env, TrackIssue{Ref: "team/vendor#7"}); c.Issues[0].Closed {
		t.Error("the issue was not reopened")
	}
	if _, err := Decide(c, TrackIssue{Ref: "team/other#1"}, env); CodeOf(err) != NotFound {
		t.Errorf("an issue of somebody else: %v", err)
	}
}
