package rehearsal_test

import (
	"context"
	"testing"

	"daylight/cmd/bot/internal/app/rehearsal"
	"daylight/disclosure"
	"daylight/disclosure/engine"
	"daylight/disclosure/fault"
	"daylight/disclosure/ledger"
	"daylight/disclosure/rehearse"
)

// cases are two: a rehearsal and none.
type cases struct{}

func (cases) Load(_ context.Context, id disclosure.CaseID) (*disclosure.Case, error) {
	switch id {
	case "practice":
		return &disclosure.Case{ID: id, Rehearsal: true}, nil
	case "real":
		return &disclosure.Case{ID: id}, nil
	case "busy":
		return nil, fault.Errorf(fault.Unavailable, "the database is busy")
	default:
		return nil, fault.Errorf(fault.NotFound, "there is no such case")
	}
}

// Each way out in each mode, for both cases: exactly the allowed cells leave.
func TestExactlyTheAllowedCellsLeave(t *testing.T) {
	t.Parallel()
	for _, way := range []rehearse.Way{rehearse.Way("issue"), rehearse.Way("slack"), rehearse.Way("webhook")} {
		for mode, want := range map[rehearse.Mode]map[disclosure.CaseID]bool{
			rehearse.Off:      {},
			rehearse.Live:     {"real": true},
			rehearse.Rehearse: {"practice": way != rehearse.Way("webhook")},
		} {
			to := map[rehearse.Way]string{rehearse.Way("issue"): "team/practice", rehearse.Way("slack"): "C0PRACTICE"}
			plan := rehearse.NewPlan(map[rehearse.Way]rehearse.Mode{way: mode}, to)
			for _, id := range []disclosure.CaseID{"real", "practice", "gone", "busy"} {
				left := false
				h := engine.Handler{Task: "x", Do: func(context.Context, *engine.Run) engine.Result {
					left = true
					return engine.Done(nil)
				}}
				run := &engine.Run{Job: ledger.Job{Queue: ledger.QueueSend, Case: id}}
				res := rehearsal.Guarded(plan, way, cases{}, []engine.Handler{h})[0].Do(t.Context(), run)
				if left != want[id] {
					t.Errorf("%s in mode %q, the case %s: it left: %t", way, mode, id, left)
				}
				if id == "busy" && res.Kind != ledger.Retry {
					t.Errorf("what cannot be found out now is settled: %+v", res)
				}
				if !left && id != "busy" && res.Receipt == "" {
					t.Errorf("%s in mode %q, the case %s: nothing says why", way, mode, id)
				}
			}
		}
	}
}

func TestWhatBringsNothingOutsideIsNotHeld(t *testing.T) {
	t.Parallel()
	for _, job := range []ledger.Job{{Queue: ledger.QueueInbound}, {Queue: ledger.QueueInbound, Case: "practice"}, {Queue: ledger.QueueSend}} {
		ran := false
		h := engine.Handler{Task: "x", Do: func(context.Context, *engine.Run) engine.Result { ran = true; return engine.Done(nil) }}
		rehearsal.Guarded(rehearse.Plan{}, rehearse.Way("slack"), cases{}, []engine.Handler{h})[0].Do(t.Context(), &engine.Run{Job: job})
		if !ran {
			t.Errorf("%+v was held", job)
		}
	}
}
