package incoming_test

import (
	"testing"
	"time"

	"daylight/disclosure"
	"daylight/disclosure/command"
	"daylight/disclosure/command/commandtest"
	"daylight/disclosure/command/incoming"
	"daylight/disclosure/fault"
)

func TestAnIssueThatWeClosedIsKnownToBeClosed(t *testing.T) {
	t.Parallel()
	c, env := commandtest.OneAsset(t, time.Date(2020, 2, 6, 10, 0, 0, 0, time.UTC))
	env.Actor = disclosure.Engine()
	c.Issues = []disclosure.Tracked{{Ref: "team/vendor#7", Role: disclosure.Vendor, Name: "V", Marker: "m"}}
	c, d := commandtest.Run(t, c, env, incoming.TrackIssue{Ref: "team/vendor#7", Closed: true})
	if len(d.Events) != 1 || !c.Issues[0].Closed {
		t.Fatalf("%d events, issue %+v", len(d.Events), c.Issues[0])
	}
	if _, d = commandtest.Run(t, c, env, incoming.TrackIssue{Ref: "team/vendor#7", Closed: true}); len(d.Events) != 0 {
		t.Error("the same news was recorded twice")
	}
	if c, _ = commandtest.Run(t, c, env, incoming.TrackIssue{Ref: "team/vendor#7"}); c.Issues[0].Closed {
		t.Error("the issue was not reopened")
	}
	if _, err := command.Decide(c, incoming.TrackIssue{Ref: "team/other#1"}, env); fault.CodeOf(err) != fault.NotFound {
		t.Errorf("an issue of somebody else: %v", err)
	}
}
