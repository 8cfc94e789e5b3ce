// Package policy is `bot policy`: list, show, check, explain, simulate and choose the policies that say what becomes due
// when. Decisions about the clocks of one case are `bot clock`.
//
// How a policy file is read is package policyfile; what follows from a policy is computed behind the desk.
package policy

import (
	"maps"
	"slices"

	"github.com/spf13/cobra"

	"daylight/cmd/bot/internal/cli/session"
	"daylight/cmd/bot/internal/policyfile"
	"daylight/disclosure/clock"
	"daylight/disclosure/holiday"
)

// Command returns `bot policy` with its verbs.
func Command(s *session.Session) *cobra.Command {
	cmd := &cobra.Command{Use: "policy", Short: "Policies: what is due when, and why"}
	cmd.AddCommand(newList(s), newShow(s), newCheck(s), newExplain(s), newSimulate(s), newUse(s))
	return cmd
}

func newList(s *session.Session) *cobra.Command {
	return &cobra.Command{
		Use: "list", Short: "List the shipped policies and your own; * marks the default", Args: cobra.NoArgs,
		RunE: func(*cobra.Command, []string) error {
			cfg, err := s.Load()
			if err != nil {
				return err
			}
			known, err := policyfile.Load(cfg.Policies.Files, holiday.Known)
			if err != nil {
				return err
			}
			all := make([]clock.Policy, 0, len(known))
			for _, name := range slices.Sorted(maps.Keys(known)) {
				all = append(all, known[name])
			}
			type line struct {
				Name    string `json:"name"`
				Title   string `json:"title"`
				Version string `json:"version"`
				Source  string `json:"source"`
				Default bool   `json:"default"`
			}
			lines, rows := make([]line, len(all)), make([][]string, len(all))
			for i := range all {
				p := &all[i]
				lines[i] = line{p.Name, p.Title, p.Version, p.Source, p.Name == cfg.Policies.Default}
				name := p.Name
				if lines[i].Default {
					name += " *"
				}
				rows[i] = []string{name, p.Version, p.Title, p.Source}
			}
			if s.JSON {
				return s.PrintJSON(lines)
			}
			return s.Table([]string{"name", "version", "title", "source"}, rows)
		},
	}
}
