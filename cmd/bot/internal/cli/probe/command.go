// Package probe is `bot probe`: ask an asset of a case or a bare target whether it is still open, show and verify what is
// on record, prove a closure, ask lists of targets, and run an agent at another place.
//
// How an asset is asked, and how carefully, is package probe of the domain; which answers close a case is decided there
// too. Here they are only called for and shown.
package probe

import (
	"github.com/spf13/cobra"

	"daylight/cmd/bot/internal/app"
	"daylight/cmd/bot/internal/cli/session"
	"daylight/cmd/bot/internal/config"
	"daylight/disclosure"
	"daylight/disclosure/fault"
	"daylight/disclosure/pattern"
)

// caseForm tells the id of a case from a target.
var caseForm = pattern.New(`^[A-Za-z][A-Za-z0-9]{0,9}-\d{4}-\d+$`)

// Command returns `bot probe` with its verbs; without one it asks.
func Command(s *session.Session) *cobra.Command {
	var kind, key, asset string
	var private, optIn bool
	cmd := &cobra.Command{
		Use: "probe CASE|TARGET", Short: "Ask an asset now whether it is still open", Args: cobra.ExactArgs(1), ValidArgsFunction: s.CompleteCases,
		Long: "Probe the assets of a case and record the answers; or probe a target without a case, which records nothing. A probe\n" +
			"takes no data: it only finds out whether access would be granted. Private addresses are refused unless the\n" +
			"configuration allows them.",
		Example: "  bot probe DL-2020-0001\n  bot probe s3://example-bucket\n  bot probe https://files.example.com/export/ --json",
		RunE: func(cmd *cobra.Command, args []string) error {
			cfg, err := s.Load()
			if err != nil {
				return err
			}
			if private {
				allowPrivate(cfg)
			}
			if !caseForm.MatchString(args[0]) {
				if asset != "" {
					return fault.Errorf(fault.Invalid, "--asset needs a case: write `bot probe CASE --asset A1`")
				}
				return probeTarget(s, cmd, cfg, disclosure.Asset{Kind: kind, Target: args[0], Key: key}, optIn)
			}
			if kind != "" || key != "" {
				return fault.Errorf(fault.Invalid, "--kind and --key are for a target without a case: a case already says how its assets are probed")
			}
			return s.WithDeskOf(cmd.Context(), cfg, func(a *app.App, actor disclosure.Actor) error {
				return probeCase(s, cmd, a, actor, session.CaseID(args[0]), asset)
			})
		},
	}
	f := cmd.Flags()
	f.StringVar(&kind, "kind", "", "kind of probe, such as s3 or http (default: guessed from the target)")
	f.StringVar(&key, "key", "", "one object that the probe may request with HEAD")
	f.StringVar(&asset, "asset", "", "use only this asset of the case")
	f.BoolVar(&private, "allow-private", false, "let this probe reach loopback and private addresses")
	f.BoolVar(&optIn, "opt-in", false, "allow a kind that goes further than an anonymous first request, on a machine of our own")
	session.OfferFrom(cmd, "kind", kinds)
	cmd.AddCommand(newHistory(s), newVerify(s), newProof(s), newSame(s), newConfirm(s), newAttest(s))
	cmd.AddCommand(newKinds(s), newPlan(s), newBatch(s), newAllow(s), newAgent(s))
	return cmd
}

// allowPrivate opens loopback and private networks for one call. Metadata and link-local addresses stay refused.
func allowPrivate(cfg *config.Config) {
	cfg.Probe.AllowPrivate = append(cfg.Probe.AllowPrivate,
		"127.0.0.0/8", "::1/128", "10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "fc00::/7")
}
