package policy

import (
	"fmt"

	"github.com/spf13/cobra"

	"daylight/cmd/bot/internal/cli/session"
	"daylight/cmd/bot/internal/cli/wording"
	"daylight/disclosure/clock"
)

func newShow(s *session.Session) *cobra.Command {
	var yaml bool
	cmd := &cobra.Command{
		Use: "show NAME|FILE|-", Short: "Describe a policy in words", Args: cobra.ExactArgs(1), ValidArgsFunction: completePolicies,
		Example: "  bot policy show exposed-data\n  bot policy show project-zero --yaml > ours.yaml",
		RunE: func(cmd *cobra.Command, args []string) error {
			if err := session.AtMostOne(cmd, "json", "yaml"); err != nil {
				return err
			}
			p, text, err := findPolicy(s, args[0])
			switch {
			case err != nil:
				return err
			case yaml:
				// The bytes as they are, so that the copy is the policy; a terminal is spared what moves its cursor.
				if session.OnTerminal(s.Out) {
					text = []byte(wording.Block(string(text)))
				}
				_, err = s.Out.Write(text)
				return err
			case s.JSON:
				return s.PrintJSON(policyJSON(&p))
			default:
				showPolicy(s, &p)
				return nil
			}
		},
	}
	cmd.Flags().BoolVar(&yaml, "yaml", false, "print the file, to start your own from")
	return cmd
}

// policyJSON is a policy with the zones and hours that its clauses name.
func policyJSON(p *clock.Policy) any {
	type clause struct {
		clock.Clause
		Hour string `json:"hour,omitempty"`
		Zone string `json:"zone,omitempty"`
		Text string `json:"text"`
	}
	out := struct {
		clock.Policy
		Clauses []clause `json:"clauses"`
	}{Policy: *p, Clauses: []clause{}}
	for i := range p.Clauses {
		c := &p.Clauses[i]
		k := clause{Clause: *c, Hour: hourText(c.Hour), Text: sentenceOf(c)}
		if c.Zone != nil {
			k.Zone = c.Zone.String()
		}
		out.Clauses = append(out.Clauses, k)
	}
	return out
}

func showPolicy(s *session.Session, p *clock.Policy) {
	fmt.Fprintf(s.Out, "%s  %s\n", p.Name, wording.OneLine(p.Title))
	s.Facts([]session.Fact{{"version", p.Version}, {"source", p.Source}})
	for i := range p.Clauses {
		c := &p.Clauses[i]
		fmt.Fprintf(s.Out, "\n%s: %s\n", c.Name, whatText(c.Due))
		s.Facts([]session.Fact{
			{"when", whenText(c)},
			{"if", conditionsText(c.When)},
			{"at once", bounceText(c.Bounce)},
			{"extension", extensionText(c)},
			{"pauses", pauseText(c.Pause)},
			{"whose", forText(c)},
			{"hears", stopsText(c.Stops)},
			{"step", stepText(c.Step)},
			{"text", draftOf(c.Step)},
		})
	}
}
