package cli

import (
	"errors"
	"fmt"

	"github.com/spf13/cobra"

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
					return s.printJSON(cfg)
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
	_, err := s.load()
	var problems config.Problems
	if err != nil && !errors.As(err, &problems) {
		return err
	}
	if s.json {
		if problems == nil {
			problems = config.Problems{}
		}
		if err := s.printJSON(map[string]any{"ok": len(problems) == 0, "problems": problems}); err != nil {
			return err
		}
	} else {
		for _, p := range problems {
			fmt.Fprintln(s.Out, p.String())
		}
		if len(problems) == 0 {
			fmt.Fprintln(s.Out, "The configuration is fine. `bot doctor` tries what it names.")
		}
	}
	if len(problems) > 0 {
		return &quiet{code: exitUsage}
	}
	return nil
}
