package operation

import (
	"errors"
	"fmt"

	"github.com/spf13/cobra"

	"daylight/cmd/bot/internal/app"
	"daylight/cmd/bot/internal/cli/session"
	"daylight/cmd/bot/internal/cli/wording"
	"daylight/cmd/bot/internal/config"
)

// Config returns `bot config` with its verbs.
func Config(s *session.Session) *cobra.Command {
	cmd := &cobra.Command{Use: "config", Short: "Check and show the configuration"}
	cmd.AddCommand(
		&cobra.Command{
			Use: "check", Short: "List every mistake in the configuration", Args: cobra.NoArgs,
			RunE: func(*cobra.Command, []string) error { return checkConfig(s) },
		},
		&cobra.Command{
			Use: "show", Short: "Show the configuration in force, without secrets", Args: cobra.NoArgs,
			RunE: func(*cobra.Command, []string) error {
				cfg, err := s.Load()
				if err != nil {
					return err
				}
				if s.JSON {
					tree, err := cfg.Tree()
					if err != nil {
						return err
					}
					return s.PrintJSON(tree)
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

func checkConfig(s *session.Session) error {
	cfg, err := s.Load()
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
		warnSchedule(s, cfg)
		for _, w := range append(cfg.Weaknesses(), cfg.Lacks()...) {
			fmt.Fprintln(s.Err, "warning: "+wording.OneLine(w.String()))
		}
		for _, w := range cfg.Silent() {
			fmt.Fprintln(s.Err, "warning: "+wording.OneLine(w.String()))
		}
		for _, note := range cfg.Notes() {
			fmt.Fprintln(s.Err, "note: "+wording.OneLine(note))
		}
	}
	if s.JSON {
		problems = append(config.Problems{}, problems...)
		if err := s.PrintJSON(map[string]any{"ok": len(problems) == 0, "problems": problems}); err != nil {
			return err
		}
	} else {
		for _, p := range problems {
			fmt.Fprintln(s.Out, wording.OneLine(p.String()))
		}
		switch {
		case len(problems) > 0:
		case session.Exists(s.ConfigName()):
			fmt.Fprintln(s.Out, s.ConfigName()+" is fine. `bot doctor` tries what it names.")
		default:
			fmt.Fprintln(s.Out, "There is no "+s.ConfigName()+", so the defaults apply. `bot init` writes one that explains every field.")
		}
	}
	if len(problems) > 0 {
		return session.Reported(session.ExitUsage)
	}
	return nil
}

// warnSchedule says which digests the clocks of a zone swallow within a year.
func warnSchedule(s *session.Session, cfg *config.Config) {
	schedule, err := cfg.DigestSchedule()
	if err != nil || cfg.Remind.Digest == "" {
		return
	}
	for _, w := range schedule.Warnings(app.Clock(nil)()) {
		fmt.Fprintln(s.Err, "warning: remind.digest: "+wording.OneLine(w))
	}
}
