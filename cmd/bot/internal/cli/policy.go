package cli

import (
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"daylight/cmd/bot/internal/policyfile"
	"daylight/disclosure/clock"
	"daylight/disclosure/fault"
	"daylight/disclosure/holiday"
	"daylight/templates"
)

func newPolicy(s *session) *cobra.Command {
	cmd := &cobra.Command{Use: "policy", Short: "Policies: what becomes due when, and why"}
	cmd.AddCommand(newPolicyList(s), newPolicyShow(s), newPolicyCheck(s), newPolicyExplain(s), newPolicySimulate(s), newPolicyUse(s))
	return cmd
}

func newPolicyList(s *session) *cobra.Command {
	return &cobra.Command{
		Use: "list", Short: "List the policies, shipped and your own; * marks the default", Args: cobra.NoArgs,
		RunE: func(*cobra.Command, []string) error {
			cfg, err := s.load()
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
			if s.json {
				return s.printJSON(lines)
			}
			return s.table([]string{"name", "version", "title", "source"}, rows)
		},
	}
}

func newPolicyCheck(s *session) *cobra.Command {
	return &cobra.Command{
		Use: "check FILE|-", Short: "List every mistake in a policy file", Args: cobra.ExactArgs(1),
		Long: "List every mistake in a policy file, each with its line, its path and what to write instead. A file without\n" +
			"mistakes can be used with `bot policy explain` and `bot policy simulate`. `bot policy show NAME --yaml` prints a\n" +
			"shipped one to begin with.",
		Example: "  bot policy check ours.yaml\n  cat ours.yaml | bot policy check -",
		RunE: func(_ *cobra.Command, args []string) error {
			p, _, err := s.policyFile(args[0])
			if err != nil {
				return s.policyMistakes(err)
			}
			if s.json {
				return s.printJSON(map[string]any{"ok": true, "policy": p.Name, "version": p.Version, "clauses": len(p.Clauses)})
			}
			_, err = fmt.Fprintf(s.Out, "%s is fine: policy %s, %s.\n", oneLine(fileName(args[0])), p.Name, count(len(p.Clauses), "clause", "clauses"))
			return err
		},
	}
}

// policyMistakes prints every mistake of a policy file.
func (s *session) policyMistakes(err error) error {
	m, ok := errors.AsType[*policyfile.MistakesError](err)
	if !ok {
		return err
	}
	if s.json {
		if err := s.printJSON(map[string]any{"ok": false, "mistakes": m.Mistakes}); err != nil {
			return err
		}
		return &quiet{code: exitUsage}
	}
	// All of them: the error itself stops after some.
	fmt.Fprintf(s.Err, "bot: %s has %s:\n", oneLine(m.Name), count(len(m.Mistakes), "mistake", "mistakes"))
	for _, one := range m.Mistakes {
		fmt.Fprintln(s.Err, "  "+oneLine(one.String()))
	}
	return &quiet{code: exitUsage}
}

// ownPolicyNames offers every policy of the configuration to a shell, the shipped ones if it cannot be read.
func (s *session) ownPolicyNames() []string {
	cfg, err := s.load()
	if err != nil {
		return policyNames()
	}
	known, err := policyfile.Load(cfg.Policies.Files, holiday.Known)
	if err != nil {
		return policyNames()
	}
	var out []string
	for _, name := range slices.Sorted(maps.Keys(known)) {
		out = append(out, name+"\t"+oneLine(known[name].Title))
	}
	return out
}

// ownPolicy is the policy with the name among those of the team's files.
func (s *session) ownPolicy(word string) (clock.Policy, []byte, bool) {
	cfg, err := s.load()
	if err != nil {
		return clock.Policy{}, nil, false
	}
	for _, file := range cfg.Policies.Files {
		if p, err := policyfile.ReadFile(file, holiday.Known); err == nil && p.Name == word {
			text, err := s.readText(file, 4*policyfile.MaxSize)
			return p, []byte(text), err == nil
		}
	}
	return clock.Policy{}, nil, false
}

// policy reads what a person names: a policy of the team's files, a shipped one, or a file. A word that looks like a path
// is one.
func (s *session) policy(word string) (p clock.Policy, text []byte, err error) {
	if p, text, ok := s.ownPolicy(word); ok {
		return p, text, nil
	}
	text, shipped := templates.Policy(word)
	switch {
	case shipped:
		p, err = policyfile.Named(word, holiday.Known)
		return p, text, err
	case word == "-" || strings.ContainsAny(word, `/\.`) || word != "" && exists(word):
		return s.policyFile(word)
	default:
		p, err = policyfile.Named(word, holiday.Known)
		return p, nil, err
	}
}

func (s *session) policyFile(name string) (clock.Policy, []byte, error) {
	text, err := s.readText(name, 4*policyfile.MaxSize) // a file that is a little too large is named as such by Parse
	if err != nil {
		return clock.Policy{}, nil, err
	}
	p, err := policyfile.Parse([]byte(text), fileName(name), holiday.Known)
	return p, []byte(text), err
}

func fileName(name string) string {
	if name == "-" {
		return "standard input"
	}
	return name
}

// completePolicies offers the shipped policies to a shell, and files.
func completePolicies(_ *cobra.Command, args []string, _ string) ([]string, cobra.ShellCompDirective) {
	if len(args) > 0 {
		return nil, cobra.ShellCompDirectiveNoFileComp
	}
	return policyNames(), cobra.ShellCompDirectiveDefault
}

func policyNames() []string {
	all, err := policyfile.Shipped(holiday.Known)
	if err != nil {
		return templates.PolicyNames()
	}
	out := make([]string, len(all))
	for i := range all {
		out[i] = all[i].Name + "\t" + oneLine(all[i].Title)
	}
	return out
}

// offerPolicies completes the flag --policy.
func offerPolicies(cmd *cobra.Command) {
	err := cmd.RegisterFlagCompletionFunc("policy", func(*cobra.Command, []string, string) ([]string, cobra.ShellCompDirective) {
		return policyNames(), cobra.ShellCompDirectiveDefault
	})
	if err != nil {
		panic("cli: " + err.Error()) // the flag does not exist: a defect of this program
	}
}

// clauseOf refuses the name of a clause that a policy does not have.
func clauseOf(p *clock.Policy, name string) error {
	if name == "" {
		return nil
	}
	if _, ok := p.Clause(name); ok {
		return nil
	}
	return fault.Errorf(fault.NotFound, "--clause: the policy %s has no clause %.60q: write one of %s",
		p.Name, name, strings.Join(clauseNames(p), ", "))
}

func clauseNames(p *clock.Policy) []string {
	return slices.Collect(func(yield func(string) bool) {
		for i := range p.Clauses {
			if !yield(p.Clauses[i].Name) {
				return
			}
		}
	})
}

// fact is a line of a description: a word and what stands behind it.
type fact [2]string

// facts prints the lines that say something.
func (s *session) facts(lines []fact) {
	for _, l := range lines {
		if l[1] != "" {
			fmt.Fprintf(s.Out, "  %-9s  %s\n", l[0], oneLine(l[1]))
		}
	}
}
