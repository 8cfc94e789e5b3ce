package rehearse_test

import (
	"testing"

	"daylight/disclosure"
	"daylight/disclosure/fault"
	"daylight/disclosure/rehearse"
)

// Every way in every mode, for a case that is a rehearsal and for one that is none: exactly these cells leave.
func TestExactlyWhatMayLeaveLeaves(t *testing.T) {
	t.Parallel()
	for _, way := range []rehearse.Way{rehearse.Way("email"), rehearse.Way("issue"), rehearse.Way("slack"), rehearse.Way("webhook")} {
		for _, c := range []struct {
			mode            rehearse.Mode
			rehearsal, real bool
		}{
			{rehearse.Off, false, false},
			{"", false, false},
			{"liev", false, false},
			{rehearse.DryRun, true, true},
			{rehearse.Rehearse, way != rehearse.Way("webhook"), false}, // a program at its other end could take it for real
			{rehearse.Live, false, true},
		} {
			p := rehearse.NewPlan(map[rehearse.Way]rehearse.Mode{way: c.mode}, places(way))
			for is, want := range map[bool]bool{true: c.rehearsal, false: c.real} {
				err := p.MayLeave(&disclosure.Case{ID: "DL-2020-0001", Rehearsal: is}, way)
				if (err == nil) != want || err != nil && fault.CodeOf(err) != fault.Refused {
					t.Errorf("by %s in mode %q, rehearsal %t: %v", way, c.mode, is, err)
				}
			}
			if p.MayLeave(nil, way) == nil {
				t.Errorf("by %s in mode %q: of no case something leaves", way, c.mode)
			}
		}
	}
	if err := (rehearse.Plan{}).MayLeave(&disclosure.Case{}, rehearse.Way("email")); err == nil {
		t.Error("by a plan that says nothing something leaves")
	}
}

// places are those of a plan in which everything but the webhook leads somewhere.
func places(w rehearse.Way) map[rehearse.Way]string {
	if w == rehearse.Way("webhook") {
		return nil
	}
	return map[rehearse.Way]string{w: "x"}
}

func TestAMessageOfARehearsalReachesItsPlaceAlone(t *testing.T) {
	t.Parallel()
	p := rehearse.NewPlan(map[rehearse.Way]rehearse.Mode{rehearse.Way("email"): rehearse.Rehearse, rehearse.Way("issue"): rehearse.Rehearse},
		map[rehearse.Way]string{rehearse.Way("email"): "team@daylight.example"})
	kase := &disclosure.Case{ID: "DL-2020-0001", Rehearsal: true}
	for rule, c := range map[string]struct {
		m    disclosure.Message
		want bool
	}{
		"to the team":              {disclosure.Message{Channel: disclosure.Email, To: "Team@daylight.example"}, true},
		"to the vendor":            {disclosure.Message{Channel: disclosure.Email, To: "security@vendor.example"}, false},
		"to nobody":                {disclosure.Message{Channel: disclosure.Email}, false},
		"by a way without a place": {disclosure.Message{Channel: disclosure.Issue}, false},
		"by no way of ours":        {disclosure.Message{Channel: disclosure.Phone, To: "team@daylight.example"}, false},
	} {
		if err := p.MayReach(kase, &c.m); (err == nil) != c.want {
			t.Errorf("%s: %v", rule, err)
		}
	}
	if err := rehearse.AllLive().MayReach(&disclosure.Case{}, &disclosure.Message{Channel: disclosure.Email, To: "security@vendor.example"}); err != nil {
		t.Error(err)
	}
}

func TestWhatAPlanIs(t *testing.T) {
	t.Parallel()
	one := rehearse.NewPlan(map[rehearse.Way]rehearse.Mode{rehearse.Way("email"): rehearse.Rehearse, rehearse.Way("slack"): rehearse.Live}, map[rehearse.Way]string{rehearse.Way("email"): "a", rehearse.Way("slack"): "b"})
	if !one.Rehearses() || !one.Live() || one.To(rehearse.Way("email")) != "a" || one.To(rehearse.Way("slack")) != "" || one.Mode(rehearse.Way("webhook")) != rehearse.Off {
		t.Errorf("%+v", one)
	}
	if zero := (rehearse.Plan{}); zero.Rehearses() || zero.Live() || len(zero.Ways()) > 0 {
		t.Error("a plan that says nothing rehearses or is live")
	}
}
