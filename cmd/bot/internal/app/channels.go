package app

import (
	"context"
	"slices"

	"daylight/cmd/bot/internal/app/halt"
	"daylight/cmd/bot/internal/app/rehearsal"
	"daylight/cmd/bot/internal/channel"
	"daylight/cmd/bot/internal/config"
	"daylight/db"
	"daylight/disclosure"
	"daylight/disclosure/command"
	"daylight/disclosure/engine"
	"daylight/disclosure/fault"
	"daylight/disclosure/ledger"
	"daylight/disclosure/rehearse"
	"daylight/disclosure/task"
)

// joined is a channel of this program; open is nil where it is not set up.
type joined struct {
	channel.Kind
	open *channel.Channel
}

// lanesOf are what people can pause.
func lanesOf(kinds []channel.Kind) []db.Lane {
	var out []db.Lane
	for _, k := range kinds {
		if k.Pause == "" {
			continue
		}
		lane := db.Lane{Name: k.Pause, Prefixes: k.Tasks}
		if k.Medium != "" {
			lane.Tasks = []ledger.Task{ledger.SendTask(k.Medium)}
		}
		out = append(out, lane)
	}
	return out
}

// planOf says how each channel works, as far as rehearsals go.
func planOf(cfg *config.Config, kinds []channel.Kind) rehearse.Plan {
	plan := cfg.Ways()
	for i := range kinds {
		if k := &kinds[i]; k.Mode != nil && k.On(cfg) {
			mode, to := k.Mode(cfg)
			plan = plan.With(k.Way(), mode, to)
		}
	}
	return plan
}

// dryMedia are the media on which nothing really leaves.
func dryMedia(plan rehearse.Plan, kinds []channel.Kind) []disclosure.Channel {
	var out []disclosure.Channel
	for i := range kinds {
		if k := &kinds[i]; k.Medium != "" && plan.Mode(k.Way()) == rehearse.DryRun {
			out = append(out, k.Medium)
		}
	}
	return out
}

// reactions are what the bot and the channels that are set up derive from events.
func (a *App) reactions() []command.Reaction {
	// The notices are built later: they need the service that they react for.
	out := []command.Reaction{func(before, after *disclosure.Case, events []disclosure.Event) []ledger.Job {
		return a.notifier.react(before, after, events)
	}, reviseReaction, func(_, after *disclosure.Case, events []disclosure.Event) []ledger.Job {
		return halt.React(a.Desk.Texts, a.answerOn, after, events)
	}}
	for i := range a.channels {
		if j := &a.channels[i]; j.React != nil && j.On(a.cfg) {
			out = append(out, j.React(a.cfg))
		}
	}
	return out
}

// answerOn is how a request to stop on a medium is answered: by its channel itself, or by a draft where that has no answer of its own.
func (a *App) answerOn(medium disclosure.Channel) (self halt.Answer, draft bool) {
	for i := range a.channels {
		if j := &a.channels[i]; j.Medium == medium && j.On(a.cfg) {
			return j.Answer, j.Answer == nil
		}
	}
	return nil, false
}

// newChannels opens the channels that the configuration enables.
func (a *App) newChannels(key *db.Key, o Options) error {
	h := &channel.Host{
		Config: a.cfg, Clock: o.Clock, Log: a.log, Random: o.Random, RootCAs: o.RootCAs, LookupTXT: o.LookupTXT, Timing: o.Timing,
		Key: key, Store: a.store, Service: a.service, Desk: a.Desk, Prober: a.prober, Inbox: channel.Inbox{Store: a.store, Wake: a.wake}, Rehearsal: a.instance, Probe: a.AskBeforePublishing,
		Held: a.notifier.held, Waits: a.waits, Show: a.worder().Words, Hide: a.worder().Hide,
	}
	carried := map[disclosure.Channel]string{}
	for i := range a.channels {
		j := &a.channels[i]
		if !j.On(a.cfg) {
			continue
		}
		if j.Told != nil {
			a.notifier.told = append(a.notifier.told, j.Told)
		}
		if other := carried[j.Medium]; other != "" {
			return fault.Errorf(fault.Invalid, "%s and %s both carry the channel %s: switch one of them off", other, j.Name, j.Medium)
		}
		if j.Medium != "" {
			carried[j.Medium] = j.Name
		}
		var err error
		if j.open, err = j.Open(h); err != nil {
			return err
		}
		if j.open.Close != nil {
			a.onClose(j.open.Close)
		}
		if j.Medium != "" {
			a.Desk.Carries(j.Medium, j.open.Carrier)
		}
		if j.open.Tell != nil {
			a.notifier.tell = append(a.notifier.tell, teller{j.open.Tell, j.Way()})
		}
		if j.open.Board != nil {
			a.notifier.boards = append(a.notifier.boards, board{j.Name, j.Way(), j.open.Board})
		}
		a.ticks = append(a.ticks, j.open.Ticks...)
	}
	return nil
}

// worder is the channel that words events for those that have no words of their own.
func (a *App) worder() channel.Kind {
	i := slices.IndexFunc(a.channels, func(j joined) bool { return j.Words != nil && j.Hide != nil })
	if i < 0 {
		return channel.Kind{}
	}
	return a.channels[i].Kind
}

// waits shows on the team's channels that an item waits for a person.
func (a *App) waits(id disclosure.CaseID, item int64) []ledger.Job {
	var jobs []ledger.Job
	for i := range a.channels {
		if j := &a.channels[i]; j.Waiting != nil && j.On(a.cfg) {
			jobs = append(jobs, j.Waiting(id, item).At(a.service.Now()))
		}
	}
	return jobs
}

// opened calls do with each channel that is set up.
func (a *App) opened(do func(k *channel.Kind, c *channel.Channel)) {
	for i := range a.channels {
		if j := &a.channels[i]; j.open != nil {
			do(&j.Kind, j.open)
		}
	}
}

// channelHandlers handle the tasks of the channels that are set up. Of one that is not there are none: a job that another instance
// queued waits for that instance.
func (a *App) channelHandlers(o Options) []engine.Handler {
	var out []engine.Handler
	asked := map[disclosure.Channel]engine.Sender{}
	a.opened(func(k *channel.Kind, c *channel.Channel) {
		out = append(out, rehearsal.Guarded(a.plan, k.Way(), a.store, c.Handlers)...)
		if c.Sender != nil {
			out = append(out, a.findable(engine.SendHandler(k.Medium, a.service, a.store, c.Sender, o.Timing.Outbound)))
		}
		if c.Asks != nil {
			asked[k.Medium] = c.Asks
		}
	})
	return append(out, a.findable(engine.AskHandler(a.service, a.store, asked)))
}

// findable keeps the row by which answers find the case of a message that arrived, or was found.
func (a *App) findable(h engine.Handler) engine.Handler {
	do := h.Do
	h.Do = func(ctx context.Context, run *engine.Run) engine.Result {
		res := do(ctx, run)
		if res.Kind != ledger.Sent || res.Ref == "" {
			return res
		}
		medium, ok := a.mediumOf(ctx, run)
		a.opened(func(k *channel.Kind, c *channel.Channel) {
			if ok && k.Medium == medium && c.Row != nil {
				res.Refs = append(res.Refs, c.Row(run.Case, res.Ref))
			}
		})
		return res
	}
	return h
}

// mediumOf is the medium of the message that a job sends or asks for.
func (a *App) mediumOf(ctx context.Context, run *engine.Run) (medium disclosure.Channel, ok bool) {
	if medium, ok = run.Task().SendsOn(); ok {
		return medium, true
	}
	p, err := ledger.PayloadOf[task.AskMessage](run.Job)
	if err != nil {
		return "", false
	}
	c, err := a.service.Load(ctx, run.Case)
	if err != nil {
		return "", false
	}
	m, ok := c.Message(p.Message)
	return m.Channel, ok
}
