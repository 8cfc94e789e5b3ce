package engine

import (
	"context"
	"errors"
	"time"

	"daylight/disclosure"
	"daylight/disclosure/command"
	"daylight/disclosure/command/exposure"
	"daylight/disclosure/fault"
	"daylight/disclosure/ledger"
	"daylight/disclosure/observed"
	"daylight/disclosure/task"
)

// Prober asks an asset. An error means that no probe could be planned; everything that the asset or the network
// did is an observation.
type Prober interface {
	// An error that is a [Deferred] means that its turn comes later.
	Probe(ctx context.Context, id disclosure.CaseID, a disclosure.Asset, why disclosure.ProbeReason) (observed.Observation, error)
}

// Deferred is the error of a probe whose turn has not come: it waits in the table and not in a worker.
type Deferred struct {
	For time.Duration
}

func (d Deferred) Error() string { return "its turn comes in " + d.For.Round(time.Second).String() }

// ProbeHandler handles probe jobs.
func ProbeHandler(service *command.Service, prober Prober) Handler {
	return Typed(func(ctx context.Context, run *Run, p task.Probe) Result {
		return ask(ctx, run, service, task.ProbeFrom{Asset: p.Asset, Request: p.Request}, prober)
	})
}

// ProbeFromHandler handles the probe jobs of other places, each by its prober.
func ProbeFromHandler(service *command.Service, places map[string]Prober) Handler {
	return Typed(func(ctx context.Context, run *Run, p task.ProbeFrom) Result {
		return ask(ctx, run, service, p, places[p.Vantage])
	})
}

// ask asks an asset from a place, "" for our own. The prober is nil for a place that the configuration does not name.
func ask(ctx context.Context, run *Run, service *command.Service, p task.ProbeFrom, prober Prober) Result {
	c, err := service.Load(ctx, run.Case)
	if err != nil {
		return Again(0, err.Error())
	}
	a, ok := c.Asset(p.Asset)
	if !ok {
		for _, dropped := range c.DroppedAssets {
			if dropped.ID == p.Asset {
				return Done(nil) // it is no part of the case any more
			}
		}
		return Failed("the asset is not on record")
	}
	if a.Stopped || c.Ended() || service.Rules().Probing.Consent.Needed(a.Kind) && a.AllowedBy == "" {
		return Done(nil) // whoever lifts what stands against it queues a probe of their own
	}
	if prober == nil {
		return Failed("the configuration has no vantage " + p.Vantage)
	}
	asked := p.Request
	if asked == (disclosure.ProbeRequest{}) {
		asked.Reason = disclosure.ProbeForSchedule
	}
	if err := service.Rules().Probing.MayProbe(&a, asked.Reason, run.Now); err != nil {
		// Another place is asked again after the next probe of our own, so its jobs need not pile up.
		if b := service.Rules().Probing.Budget; p.Vantage != "" || b.Total > 0 && a.Probes >= b.Total {
			return Result{Delivery: ledger.Delivery{Kind: ledger.Sent, Reason: err.Error()}}
		}
		return Again(run.Now.Truncate(24*time.Hour).Add(24*time.Hour).Sub(run.Now), err.Error()) // tomorrow
	}
	if until := service.Rules().Probing.KeptOut(run.Key, asked.Reason, run.Now); !until.IsZero() {
		return Again(until.Sub(run.Now), "no probes start at this hour")
	}
	o, err := prober.Probe(ctx, run.Case, a, asked.Reason)
	if d, ok := errors.AsType[Deferred](err); ok {
		return Later(run.Now.Add(d.For), d.Error())
	}
	switch fault.CodeOf(err) {
	case "":
	case fault.Unavailable:
		return Again(0, err.Error())
	default:
		return Failed(err.Error())
	}
	return Done(exposure.RecordProbe{Asset: a.ID, Observation: o, Request: asked})
}
