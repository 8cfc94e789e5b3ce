package policy

import (
	"maps"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"daylight/cmd/bot/internal/cli/session"
	"daylight/cmd/bot/internal/cli/wording"
	"daylight/cmd/bot/internal/policyfile"
	"daylight/disclosure/clock"
	"daylight/disclosure/fault"
	"daylight/disclosure/holiday"
	"daylight/templates"
)

// findPolicy reads what a person names: a policy of the team's files, a shipped one, or a file. A word that looks like a path
// is one.
func findPolicy(s *session.Session, word string) (p clock.Policy, text []byte, err error) {
	if p, text, ok := ownPolicy(s, word); ok {
		return p, text, nil
	}
	text, shipped := templates.Policy(word)
	switch {
	case shipped:
		p, err = policyfile.Named(word, holiday.Known)
		return p, text, err
	case word == "-" || strings.ContainsAny(word, `/\.`) || word != "" && session.Exists(word):
		return policyFile(s, word)
	default:
		p, err = policyfile.Named(word, holiday.Known)
		return p, nil, err
	}
}

// ownPolicy is the policy with the name among those of the team's files.
func ownPolicy(s *session.Session, word string) (clock.Policy, []byte, bool) {
	cfg, err := s.Load()
	if err != nil {
		return clock.Policy{}, nil, false
	}
	for _, file := range cfg.Policies.Files {
		if p, err := policyfile.ReadFile(file, holiday.Known); err == nil && p.Name == word {
			text, err := s.ReadText(file, 4*policyfile.MaxSize)
			return p, []byte(text), err == nil
		}
	}
	return clock.Policy{}, nil, false
}

func policyFile(s *session.Session, name string) (clock.Policy, []byte, error) {
	text, err := s.ReadText(name, 4*policyfile.MaxSize) // a file that is a little too large is named as such by Parse
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

// ownPolicyNames offers every policy of the configuration to a shell, the shipped ones if it cannot be read.
func ownPolicyNames(s *session.Session) []string {
	cfg, err := s.Load()
	if err != nil {
		return policyNames()
	}
	known, err := policyfile.Load(cfg.Policies.Files, holiday.Known)
	if err != nil {
		return policyNames()
	}
	var out []string
	for _, name := range slices.Sorted(maps.Keys(known)) {
		out = append(out, name+"\t"+wording.OneLine(known[name].Title))
	}
	return out
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
		out[i] = all[i].Name + "\t" + wording.OneLine(all[i].Title)
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
	if _, ok := p.Clause(clock.SplitKey(name).Clause); ok {
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
