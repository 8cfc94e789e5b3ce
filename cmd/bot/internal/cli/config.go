package cli

import (
	"errors"
	"fmt"

	"github.com/spf13/cobra"

	"daylight/cmd/bot/internal/app"
	"daylight/cmd/bot/internal/config"
)

func newConfig(s *session) *cobra.Command {
	cmd := &cobra.Command{Use: "config", Short: "Check and show the configuration"}
	cmd.AddCommand(
		&cobra.Command{
			Use: "check", Short: "List every mistake in the configuration", Args: cobra.NoArgs,
			RunE: func(*cobra.Command, []string) error { return s.checkConfig() },
		},
		&cobra.Command{
			Use: "show", Short: "Show the configuration in force, without secrets", Args: cobra.NoArgs,
			RunE: func(*cobra.Command, []string) error {
				cfg, err := s.load()
				if err != nil {
					return err
				}
				if s.json {
					tree, err := cfg.Tree()
					if err != nil {
						return err
					}
					return s.printJSON(tree)
				}
				b, err := cfg.Show()
				if err != nil {
					return err
				}
				_, err = s.Out.Write(b)
				return err
			},
		},
		&cobra.Command{
			Use: "schema", Short: "Print the JSON Schema of the configuration, for editors", Args: cobra.NoArgs,
			Example: "  bot config schema > config.schema.json",
			RunE: func(*cobra.Command, []string) error {
				b, err := config.Schema()
				if err != nil {
					return err
				}
				_, err = s.Out.Write(b)
				return err
			},
		},
	)
	return cmd
}

func (s *session) checkConfig() error {
	cfg, err := s.load()
	problems, ok := errors.AsType[config.Problems](err)
	if err != nil && !ok {
		return err
	}
	if err == nil {
		// What the configuration names has to be readable too: a policy with a mistake would be found out on the day
		// of a deadline.
		if _, err := app.ClockRules(cfg); err != nil {
			problems = append(problems, config.Problem{Path: "policies", Message: err.Error()})
		}
		if _, err := app.Definitions(cfg); err != nil {
			problems = append(problems, config.Problem{Path: "probe.definitions", Message: err.Error()})
		}
		s.warnSchedule(cfg)
		for _, w := range cfg.Weaknesses() {
			fmt.Fprintln(s.Err, "warning: "+oneLine(w.String()))
		}
	}
	if s.json {
		problems = append(config.Problems{}, problems...)
		if err := s.printJSON(map[string]any{"ok": len(problems) == 0, "problems": problems}); err != nil {
			return err
		}
	} else {
		for _, p := range problems {
			fmt.Fprintln(s.Out, oneLine(p.String()))
		}
		switch {
		case len(problems) > 0:
		case exists(s.configName()):
			fmt.Fprintln(s.Out, s.configName()+" is fine. `bot doctor` tries what it names.")
		default:
			fmt.Fprintln(s.Out, "There is no "+s.configName()+", so the defaults hold. `bot init` writes one that explains every field.")
		}
	}
	if len(problems) > 0 {
		return &quiet{code: exitUsage}
	}
	return nil
}

// warnSchedule says which digests the clocks of a zone swallow within a year.
func (s *session) warnSchedule(cfg *config.Config) {
	schedule, err := cfg.DigestSchedule()
	if err != nil || cfg.Remind.Digest == "" {
		return
	}
	for _, w := range schedule.Warnings(app.Clock(nil)()) {
		fmt.Fprintln(s.Err, "warning: remind.digest: "+oneLine(w))
	}
}
