package app

import (
	"context"
	"errors"
	"sync"
	"time"

	"daylight/cmd/bot/internal/config"
	"daylight/disclosure/fault"
	"daylight/disclosure/ledger"
)

// Part is something that runs beside the engine until its context ends.
type Part struct {
	Name string
	Run  func(ctx context.Context) error
}

// Run runs the engine, what the configuration enables and further parts, such as the web, until ctx ends. When one part
// fails, all stop: a bot that silently stopped reading mail would be worse than one that is seen to be down. After a restore
// only the further parts run until a person says that work goes on.
func (a *App) Run(ctx context.Context, more ...Part) error {
	if err := a.stopped(); err != nil {
		return err
	}
	if err := a.compareArchives(ctx); err != nil && ctx.Err() == nil {
		return err
	}
	parts := append([]Part{{Name: "engine", Run: a.whenResumed(a.runEngine)}}, more...)
	for _, j := range a.channels {
		if j.open != nil && j.open.Run != nil {
			parts = append(parts, Part{Name: j.open.Part, Run: a.whenResumed(j.open.Run)})
		}
	}
	if a.cfg.Probe.Canary != "" {
		parts = append(parts, Part{Name: "canary", Run: a.whenResumed(func(ctx context.Context) error {
			watch(ctx, a.cfg, a.prober, a.gate)
			return nil
		})})
	}
	ctx, stop := context.WithCancel(ctx)
	defer stop()
	var running sync.WaitGroup
	errs := make([]error, len(parts))
	for i, part := range parts {
		running.Go(func() {
			err := part.Run(ctx)
			if ctx.Err() == nil {
				if err == nil {
					err = fault.Errorf(fault.Internal, "the part %s stopped unexpectedly", part.Name)
				}
				a.log.ErrorContext(ctx, "a part of the bot stopped", "part", part.Name, "error", err)
				errs[i] = err
				stop()
			}
		})
	}
	running.Wait()
	return errors.Join(errs...)
}

// Config returns the configuration in force.
func (a *App) Config() *config.Config { return a.cfg }

// late is the delay of the oldest due job at which the bot reports itself unhealthy.
const late = 10 * time.Minute

// Health is the state of one part of the running bot.
type Health struct {
	Name   string
	OK     bool
	Detail string // what is wrong, without secrets
}

// Health returns the state of each part.
func (a *App) Health(ctx context.Context) []Health {
	part := func(name string, err error) Health {
		if err != nil {
			return Health{Name: name, Detail: err.Error()}
		}
		return Health{Name: name, OK: true}
	}
	due, ok, err := a.store.NextDue(ctx, ledger.Queues())
	if behind := a.service.Now().Sub(due); err == nil && ok && behind > late {
		err = fault.Errorf(fault.Unavailable, "the oldest due job waits for %s", behind.Round(time.Second))
	}
	out := []Health{part("database", a.checkInstance(ctx)), part("jobs", err)}
	if text := a.Rehearses(); text != "" {
		out = append(out, Health{Name: "rehearsal", OK: true, Detail: text})
	}
	for _, j := range a.channels {
		if j.open != nil && j.open.Health != nil {
			ok, detail := j.open.Health()
			out = append(out, Health{Name: j.Name, OK: ok, Detail: detail})
		}
	}
	return out
}
