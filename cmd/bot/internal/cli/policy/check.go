package policy

import (
	"errors"
	"fmt"

	"github.com/spf13/cobra"

	"daylight/cmd/bot/internal/cli/session"
	"daylight/cmd/bot/internal/cli/wording"
	"daylight/cmd/bot/internal/policyfile"
)

func newCheck(s *session.Session) *cobra.Command {
	return &cobra.Command{
		Use: "check FILE|-", Short: "List every mistake in a policy file", Args: cobra.ExactArgs(1),
		Long: "List every mistake in a policy file, each with its line, its path and what to write instead. A file without\n" +
			"mistakes can be used with `bot policy explain` and `bot policy simulate`. `bot policy show NAME --yaml` prints a\n" +
			"shipped policy to start from.",
		Example: "  bot policy check ours.yaml\n  cat ours.yaml | bot policy check -",
		RunE: func(_ *cobra.Command, args []string) error {
			p, _, err := policyFile(s, args[0])
			if err != nil {
				return policyMistakes(s, err)
			}
			if s.JSON {
				return s.PrintJSON(map[string]any{"ok": true, "policy": p.Name, "version": p.Version, "clauses": len(p.Clauses)})
			}
			_, err = fmt.Fprintf(s.Out, "%s is fine: policy %s, %s.\n", wording.OneLine(fileName(args[0])), p.Name, wording.Count(len(p.Clauses), "clause", "clauses"))
			return err
		},
	}
}

// policyMistakes prints every mistake of a policy file.
func policyMistakes(s *session.Session, err error) error {
	m, ok := errors.AsType[*policyfile.MistakesError](err)
	if !ok {
		return err
	}
	if s.JSON {
		if err := s.PrintJSON(map[string]any{"ok": false, "mistakes": m.Mistakes}); err != nil {
			return err
		}
		return session.Reported(session.ExitUsage)
	}
	// All of them: the error itself stops after some.
	fmt.Fprintf(s.Err, "bot: %s has %s:\n", wording.OneLine(m.Name), wording.Count(len(m.Mistakes), "mistake", "mistakes"))
	for _, one := range m.Mistakes {
		fmt.Fprintln(s.Err, "  "+wording.OneLine(one.String()))
	}
	return session.Reported(session.ExitUsage)
}
