// Package probe is `bot probe`: ask an asset of a case or a bare target whether it is still open, show and verify what is
// on record, prove a closure, ask lists of targets, and run an agent at another place.
//
// How an asset is asked, and how carefully, is package probe of the domain; which answers close a case is decided there
// too. Here they are only called for and shown.
package probe

import (
	"regexp"

	"github.com/spf13/cobra"

	"daylight/cmd/bot/internal/app"
	"daylight/cmd/bot/internal/cli/session"
	"daylight/cmd/bot/internal/config"
	"daylight/disclosure"
	"daylight/disclosure/fault"
)

// caseForm tells the id of a case from a target.
var caseForm = regexp.MustCompile(`^[A-Za-z][A-Za-z0-9]{0,9}-\d{4}-\d+$`)

// Command returns `bot probe` with its verbs; without one it asks.
func Command(s *session.Session) *cobra.Command {
	var kind, key, asset string
	var private, optIn bool
	cmd := &cobra.Command{
		Use: "probe CASE|TARGET", Short: "Ask an asset now whether it is still open", Args: cobra.ExactArgs(1), ValidArgsFunction: s.CompleteCases,
		Long: "Ask the assets of a case, and put the answer on record; or ask a bare target without a case, which records\n" +
			"nothing. A probe takes no data: it asks whether it would be let in. Private addresses are refused unless the\n" +
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
					return fault.Errorf(fault.Invalid, "--asset goes with a case: write `bot probe CASE --asset A1`")
				}
				return probeTarget(s, cmd, cfg, disclosure.Asset{Kind: kind, Target: args[0], Key: key}, optIn)
			}
			if kind != "" || key != "" {
				return fault.Errorf(fault.Invalid, "--kind and --key go with a bare target: a case knows how its assets are asked")
			}
			return s.WithDeskOf(cmd.Context(), cfg, func(a *app.App, actor disclosure.Actor) error {
				return probeCase(s, cmd, a, actor, session.CaseID(args[0]), asset)
			})
		},
	}
	f := cmd.Flags()
	f.StringVar(&kind, "kind", "", "how to ask, such as s3 or http (default: guessed from the target)")
	f.StringVar(&key, "key", "", "one object that may be asked for with HEAD")
	f.StringVar(&asset, "asset", "", "only this asset of the case")
	f.BoolVar(&private, "allow-private", false, "this one probe may reach loopback and private addresses")
	f.BoolVar(&optIn, "opt-in", false, "a kind that goes further than a stranger's first question may be asked of a machine of ours")
	session.Offer(cmd, "kind", kinds())
	cmd.AddCommand(newHistory(s), newVerify(s), newProof(s), newSame(s))
	cmd.AddCommand(newKinds(s), newPlan(s), newBatch(s), newAllow(s), newAgent(s))
	return cmd
}

// allowPrivate opens loopback and private networks for one call. Metadata and link-local addresses stay refused.
func allowPrivate(cfg *config.Config) {
	cfg.Probe.AllowPrivate = append(cfg.Probe.AllowPrivate,
		"127.0.0.0/8", "::1/128", "10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "fc00::/7")
}
