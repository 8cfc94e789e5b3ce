package cli

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"regexp"
	"slices"
	"time"

	"github.com/spf13/cobra"

	"daylight/cmd/bot/internal/app"
	"daylight/cmd/bot/internal/config"
	"daylight/disclosure"
	"daylight/disclosure/command"
	"daylight/disclosure/command/exposure"
	"daylight/disclosure/fault"
	"daylight/disclosure/probe"
)

var caseForm = regexp.MustCompile(`^[A-Za-z][A-Za-z0-9]{0,9}-\d{4}-\d+$`)

func newProbe(s *session) *cobra.Command {
	var kind, key, asset string
	var private, optIn bool
	cmd := &cobra.Command{
		Use: "probe CASE|TARGET", Short: "Ask an asset now whether it is still open", Args: cobra.ExactArgs(1), ValidArgsFunction: s.completeCases,
		Long: "Ask the assets of a case, and put the answer on record; or ask a bare target without a case, which records\n" +
			"nothing. A probe takes no data: it asks whether it would be let in. Private addresses are refused unless the\n" +
			"configuration allows them.",
		Example: "  bot probe DL-2020-0001\n  bot probe s3://example-bucket\n  bot probe https://files.example.com/export/ --json",
		RunE: func(cmd *cobra.Command, args []string) error {
			cfg, err := s.load()
			if err != nil {
				return err
			}
			if private {
				allowPrivate(cfg)
			}
			if !caseForm.MatchString(args[0]) {
				if asset != "" {
					return fault.Errorf(fault.Invalid, "--asset goes with a case: write `bot probe CASE --asset A1`")
				}
				return s.probeTarget(cmd, cfg, disclosure.Asset{Kind: kind, Target: args[0], Key: key}, optIn)
			}
			if kind != "" || key != "" {
				return fault.Errorf(fault.Invalid, "--kind and --key go with a bare target: a case knows how its assets are asked")
			}
			if err := s.needDatabase(cfg); err != nil {
				return err
			}
			a, err := s.build(cmd.Context(), cfg)
			if err != nil {
				return err
			}
			defer a.Close() // everything is committed
			actor, err := a.Desk.Actor(s.person(), "cli")
			if err != nil {
				return err
			}
			return s.probeCase(cmd, a, actor, caseID(args[0]), asset)
		},
	}
	f := cmd.Flags()
	f.StringVar(&kind, "kind", "", "how to ask, such as s3 or http (default: guessed from the target)")
	f.StringVar(&key, "key", "", "one object that may be asked for with HEAD")
	f.StringVar(&asset, "asset", "", "only this asset of the case")
	f.BoolVar(&private, "allow-private", false, "this one probe may reach loopback and private addresses")
	f.BoolVar(&optIn, "opt-in", false, "a kind that goes further than a stranger's first question may be asked of a machine of ours")
	offer(cmd, "kind", kinds())
	cmd.AddCommand(newProbeHistory(s), newProbeVerify(s), newProbeProof(s), newProbeSame(s))
	cmd.AddCommand(newProbeKinds(s), newProbePlan(s), newProbeBatch(s), newProbeAllow(s), newProbeAgent(s))
	return cmd
}

// allowPrivate opens loopback and private networks for one call. Metadata and link-local addresses stay refused.
func allowPrivate(cfg *config.Config) {
	cfg.Probe.AllowPrivate = append(cfg.Probe.AllowPrivate,
		"127.0.0.0/8", "::1/128", "10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "fc00::/7")
}

// unplanned marks an error that kept a probe from being planned. The call itself is right: a list of targets goes on
// after such a one, and a program tells it from its own mistake.
func unplanned(err error) error {
	if fault.CodeOf(err) == fault.Refused {
		return err
	}
	return fault.Errorf(fault.Unavailable, "%w", err)
}

// probeTarget asks a bare target.
func (s *session) probeTarget(cmd *cobra.Command, cfg *config.Config, a disclosure.Asset, optIn bool) error {
	bare, err := app.NewBareProber(cfg, version(), probe.Limits{})
	if err != nil {
		return err
	}
	o, how, err := bare.Ask(cmd.Context(), a, optIn)
	if o.Kind == "" && err != nil {
		return unplanned(err)
	}
	return errors.Join(s.showObservation(o, how), err)
}

// probeCase asks the assets of a case through the engine, so that the answers are on record.
func (s *session) probeCase(cmd *cobra.Command, a *app.App, actor disclosure.Actor, id disclosure.CaseID, asset string) error {
	ctx := cmd.Context()
	res, err := a.Desk.Service().Execute(ctx, id, actor, exposure.RequestProbe{
		Asset: asset, Request: disclosure.ProbeRequest{Reason: disclosure.ProbeForPerson, By: actor.Name},
	}, command.Extra{})
	if err != nil {
		return err
	}
	for _, job := range res.Jobs {
		if job.Task() == disclosure.TaskProbe || job.Task() == disclosure.TaskProbeFrom {
			if _, err := a.Engine.RunKey(ctx, job.Key); err != nil {
				return err
			}
		}
	}
	events, err := a.Desk.Store().Events(ctx, id)
	if err != nil {
		return err
	}
	var seen []disclosure.Observation
	for _, e := range events[min(res.Case.Version, len(events)):] {
		if e.Kind == disclosure.KindProbed && e.Detail.Probe != nil {
			seen = append(seen, *e.Detail.Probe)
		}
	}
	if len(seen) == 0 {
		return fault.Errorf(fault.Unavailable, "no answer was recorded: see `bot jobs list --case %s`", id)
	}
	if err := s.showSeen(ctx, a, id, seen); err != nil {
		return err
	}
	if !slices.ContainsFunc(seen, func(o disclosure.Observation) bool { return o.Reason != disclosure.ReasonPolicyDenied }) {
		return fault.Errorf(fault.Refused,
			"private, reserved and metadata addresses are not asked: put your own networks into probe.allow_private, or repeat with --allow-private")
	}
	return nil
}

// showSeen prints what a case's assets answered: with --json one object for one asset, a list for several.
func (s *session) showSeen(ctx context.Context, a *app.App, id disclosure.CaseID, seen []disclosure.Observation) error {
	if s.json {
		if len(seen) == 1 {
			return s.printJSON(viewOf(seen[0], ""))
		}
		out := make([]any, len(seen))
		for i := range seen {
			out[i] = viewOf(seen[i], "")
		}
		return s.printJSON(out)
	}
	for _, o := range seen {
		if err := s.showObservation(o, ""); err != nil {
			return err
		}
	}
	c, err := a.Desk.Case(ctx, id)
	if err != nil {
		return err
	}
	return s.changed(c)
}

// observationView is an observation as programs read it: every field is there, also where it is empty.
type observationView struct {
	Kind     string                            `json:"kind"`
	Version  int                               `json:"version"`
	Target   string                            `json:"target"`
	Verdict  disclosure.Verdict                `json:"verdict"`
	Strength disclosure.Strength               `json:"strength"`
	Reason   disclosure.Reason                 `json:"reason"`
	Facets   map[string]disclosure.FacetResult `json:"facets"`
	Status   int                               `json:"status"`
	Bytes    int64                             `json:"bytes"`
	Headers  map[string]string                 `json:"headers"`
	Started  string                            `json:"started"`
	RTTMs    int64                             `json:"rtt_ms"`
	Peer     string                            `json:"peer"`
	Vantage  string                            `json:"vantage"`
	Identity map[string]string                 `json:"identity"`
	Retarget *string                           `json:"retarget"`
	Local    bool                              `json:"local"`
	PlanHash string                            `json:"plan_hash"`
	ReadAs   string                            `json:"read_as,omitempty"` // how a bare target was understood
}

func viewOf(o disclosure.Observation, how string) observationView {
	var retarget *string
	if o.Retarget != "" {
		retarget = &o.Retarget
	}
	return observationView{
		o.Kind, o.Version, o.Target, o.Verdict, o.Strength, o.Reason, orEmpty(o.Facets), o.Status, o.Bytes, orEmpty(o.Headers),
		o.Started.UTC().Format(time.RFC3339), o.RTTMs, o.Peer, o.Vantage, orEmpty(o.Identity), retarget, o.Local, o.PlanHash, how,
	}
}

// orEmpty keeps an empty object from being null.
func orEmpty[V any](m map[string]V) map[string]V {
	if m == nil {
		return map[string]V{}
	}
	return m
}

func (s *session) showObservation(o disclosure.Observation, how string) error {
	if s.json {
		return s.printJSON(viewOf(o, how))
	}
	fmt.Fprintf(s.Out, "%s  %s %s\n", verdictWord(o.Result()), o.Kind, oneLine(o.Target))
	if how != "" {
		fmt.Fprintf(s.Out, "  read as   %s\n", oneLine(how))
	}
	for _, name := range slices.Sorted(maps.Keys(o.Facets)) {
		fmt.Fprintf(s.Out, "  %-9s %s: %s\n", name, verdictWord(o.Facets[name]), o.Facets[name].Reason)
	}
	fmt.Fprintf(s.Out, "  asked     %s from %s, %d ms, status %d, %d bytes received and none kept\n",
		o.Started.UTC().Format("2006-01-02 15:04:05 UTC"), oneLine(o.Vantage), o.RTTMs, o.Status, o.Bytes)
	return nil
}

func verdictWord(f disclosure.FacetResult) string {
	word := f.Verdict.String()
	if f.Verdict == disclosure.Closed && f.Strength == disclosure.Weak {
		word += " (weak)"
	}
	return word
}

// kinds are the ways to ask an asset.
func kinds() []string { return app.ProbeKindNames() }
