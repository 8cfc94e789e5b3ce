package probe

import (
	"context"
	"errors"
	"slices"

	"github.com/spf13/cobra"

	"daylight/cmd/bot/internal/app"
	"daylight/cmd/bot/internal/app/answers"
	"daylight/cmd/bot/internal/cli/session"
	"daylight/cmd/bot/internal/config"
	"daylight/disclosure"
	"daylight/disclosure/command/exposure"
	"daylight/disclosure/fault"
	"daylight/disclosure/ledger"
	"daylight/disclosure/observed"
	"daylight/disclosure/probe"
)

// unplanned marks an error that kept a probe from being planned. The call itself is right: a list of targets goes on
// after such a one, and a program tells it from its own mistake.
func unplanned(err error) error {
	if fault.CodeOf(err) == fault.Refused {
		return err
	}
	return fault.Errorf(fault.Unavailable, "%w", err)
}

// probeTarget asks a bare target.
func probeTarget(s *session.Session, cmd *cobra.Command, cfg *config.Config, a disclosure.Asset, optIn bool) error {
	bare, err := app.NewBareProber(cfg, session.Version(), probe.Limits{})
	if err != nil {
		return err
	}
	o, how, err := bare.Ask(cmd.Context(), a, optIn)
	if o.Kind == "" && err != nil {
		return unplanned(err)
	}
	return errors.Join(showObservation(s, o, how, answers.Refused(&disclosure.Asset{Kind: o.Kind, Target: o.Target, Key: a.Key}, o.Result())), err)
}

// probeCase asks the assets of a case through the engine, so that the answers are on record.
func probeCase(s *session.Session, cmd *cobra.Command, a *app.App, actor disclosure.Actor, id disclosure.CaseID, asset string) error {
	ctx := cmd.Context()
	res, err := a.Desk.Execute(ctx, actor, id, exposure.RequestProbe{
		Asset: asset, Request: disclosure.ProbeRequest{Reason: disclosure.ProbeForPerson, By: actor.Name},
	})
	if err != nil {
		return err
	}
	for _, job := range res.Jobs {
		if job.Task() == ledger.TaskProbe || job.Task() == ledger.TaskProbeFrom {
			if _, err := a.Engine.RunKey(ctx, job.Key); err != nil {
				return err
			}
		}
	}
	events, err := a.Desk.Events(ctx, id)
	if err != nil {
		return err
	}
	var seen []observed.Observation
	for _, e := range events[min(res.Case.Version, len(events)):] {
		if e.Kind == disclosure.KindProbed && e.Detail.Probe != nil {
			seen = append(seen, *e.Detail.Probe)
		}
	}
	if len(seen) == 0 {
		return fault.Errorf(fault.Unavailable, "no answer was recorded: see `bot jobs list --case %s`", id)
	}
	if err := showSeen(ctx, s, a, id, seen); err != nil {
		return err
	}
	if !slices.ContainsFunc(seen, func(o observed.Observation) bool { return o.Reason != observed.ReasonPolicyDenied }) {
		return fault.Errorf(fault.Refused,
			"private, reserved and metadata addresses are not probed: add your own networks to probe.allow_private, or repeat with --allow-private")
	}
	return nil
}

// showSeen prints what a case's assets answered: with --json one object for one asset, a list for several.
func showSeen(ctx context.Context, s *session.Session, a *app.App, id disclosure.CaseID, seen []observed.Observation) error {
	c, err := a.Desk.Case(ctx, id)
	if err != nil {
		return err
	}
	unseen := func(o *observed.Observation) string {
		i := slices.IndexFunc(c.Assets, func(a disclosure.Asset) bool { return a.Kind == o.Kind && a.Target == o.Target })
		if i < 0 {
			return ""
		}
		return answers.Refused(&c.Assets[i], o.Result())
	}
	if s.JSON {
		out := make([]any, len(seen))
		for i := range seen {
			out[i] = viewOf(seen[i], "", unseen(&seen[i]))
		}
		if len(out) == 1 {
			return s.PrintJSON(out[0])
		}
		return s.PrintJSON(out)
	}
	for i := range seen {
		if err := showObservation(s, seen[i], "", unseen(&seen[i])); err != nil {
			return err
		}
	}
	return s.Changed(c)
}
