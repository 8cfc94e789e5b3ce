package engine

import (
	"context"
	"slices"

	"daylight/disclosure"
	"daylight/disclosure/command"
	"daylight/disclosure/command/record"
	"daylight/disclosure/task"
)

// Targets finds the cases that name a target.
type Targets interface {
	FindTarget(ctx context.Context, target string) ([]disclosure.CaseID, error)
}

// FindingHandler records a takeover risk as a case of its own, unless another case is about that name already: the job
// may run twice, the case comes once.
func FindingHandler(service *command.Service, targets Targets) Handler {
	return Typed(func(ctx context.Context, run *Run, p task.Finding) Result {
		c, err := service.Load(ctx, run.Case)
		if err != nil {
			return Again(0, err.Error())
		}
		record, ok := record.TakeoverFinding(c, p.Asset)
		if !ok {
			return Failed("the asset is not on record")
		}
		elsewhere := 0 // assets that another case is about
		for i := range record.Facts.Assets {
			known, err := targets.FindTarget(ctx, record.Facts.Assets[i].Target)
			if err != nil {
				return Again(0, err.Error())
			}
			if slices.ContainsFunc(known, func(id disclosure.CaseID) bool { return id != run.Case }) {
				elsewhere++
			}
		}
		if elsewhere == len(record.Facts.Assets) {
			return Done(nil)
		}
		if _, err := service.Open(ctx, disclosure.Engine(), record, ""); err != nil {
			return Again(0, err.Error())
		}
		return Done(nil)
	})
}
