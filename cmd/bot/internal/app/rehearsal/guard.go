package rehearsal

import (
	"context"

	"daylight/disclosure"
	"daylight/disclosure/engine"
	"daylight/disclosure/fault"
	"daylight/disclosure/ledger"
	"daylight/disclosure/rehearse"
)

// Cases reads a case.
type Cases interface {
	Load(ctx context.Context, id disclosure.CaseID) (*disclosure.Case, error)
}

// Guarded holds the handlers of a way to the rule: a job that brings something of a case outside is settled where it may not leave, and
// nothing left. Neither the case nor the plan of this program can change what the rule says while the handler runs. A message asks
// the rule itself, right before the step that cannot be taken back, and says to the case what came of it.
func Guarded(plan rehearse.Plan, way rehearse.Way, cases Cases, handlers []engine.Handler) []engine.Handler {
	out := make([]engine.Handler, len(handlers))
	for i, h := range handlers {
		out[i] = h
		if _, sends := h.Task.SendsOn(); sends {
			continue
		}
		out[i].Do = func(ctx context.Context, run *engine.Run) engine.Result {
			if run.Case == "" || run.Queue != ledger.QueueSend {
				return h.Do(ctx, run)
			}
			c, err := cases.Load(ctx, run.Case)
			if err != nil && fault.CodeOf(err) != fault.NotFound {
				return engine.Again(0, err.Error())
			}
			if err := plan.MayLeave(c, way); err != nil {
				res := engine.Done(nil)
				res.Receipt = "nothing left: " + err.Error()
				return res
			}
			return h.Do(ctx, run)
		}
	}
	return out
}
