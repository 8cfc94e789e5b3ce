package githubcmd

import (
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"daylight/cmd/bot/internal/app"
	channel "daylight/cmd/bot/internal/channel/github"
	"daylight/cmd/bot/internal/cli/session"
	"daylight/cmd/bot/internal/cli/wording"
	"daylight/cmd/bot/internal/config"
	"daylight/disclosure"
	"daylight/disclosure/civil"
	"daylight/disclosure/command/record"
	"daylight/disclosure/fault"
	"daylight/notify/github/ways"
)

func newWays(s *session.Session) *cobra.Command {
	var id, add string
	var party disclosure.Party
	cmd := &cobra.Command{
		Use: "ways OWNER/REPO", Short: "How a project on GitHub wants to be told", Args: cobra.ExactArgs(1),
		Long: `How a project on GitHub wants to be told: whether it takes private reports, which addresses stand in its
SECURITY.md and in that of its owner, and what is left where it says nothing. Each way has its reason, in
the order in which people try them; none is chosen. It only reads, and tells the project nothing.
--add makes one way a contact of a case, with where it was found and when; it has to be found again
then. To a contact that takes private reports a first contact is drafted, approved and sent like an
issue, where github.reports names the account that files it; else it is filed by hand.`,
		Example: "  bot github ways acme/app\n" +
			"  bot github ways acme/app --case DL-2020-0001 --add security@acme.example",
		RunE: func(cmd *cobra.Command, args []string) error {
			if (add == "") != (id == "") {
				return fault.Errorf(fault.Invalid, "--case and --add belong together: which case gets which way")
			}
			if add == "" {
				got, err := seen(cmd, s, args[0])
				if err != nil {
					return err
				}
				if s.JSON {
					return s.PrintJSON(got)
				}
				cfg, err := s.Load()
				if err != nil {
					return err
				}
				return printWays(s, got, cfg.GitHub.Reports.On())
			}
			return s.WithDesk(cmd.Context(), func(a *app.App, actor disclosure.Actor) error {
				c, err := a.Desk.Case(cmd.Context(), session.CaseID(id))
				if err != nil {
					return err
				}
				got, err := seen(cmd, s, args[0])
				if err != nil {
					return err
				}
				cfg, err := s.Load()
				if err != nil {
					return err
				}
				k, err := contactOf(got, add, party, cfg.GitHub.Reports.On())
				if err != nil {
					return err
				}
				if c, err = a.Desk.Do(cmd.Context(), actor, c.ID, record.AddContact{Party: party, Contact: k}); err != nil {
					return err
				}
				added, _ := c.Contact(k.Address)
				return s.Created(added.ID, map[string]any{"case": c.ID})
			})
		},
	}
	f := cmd.Flags()
	f.StringVar(&id, "case", "", "the case that gets a contact")
	f.StringVar(&add, "add", "", "the address of the way that becomes its contact")
	f.StringVar((*string)(&party.Role), "party", string(disclosure.Vendor), "whose contact it is: "+wording.Words(disclosure.Roles()))
	f.StringVar(&party.Name, "name", "", "the party's name")
	session.Offer(cmd, "party", disclosure.Roles())
	_ = cmd.RegisterFlagCompletionFunc("case", func(cmd *cobra.Command, _ []string, prefix string) ([]string, cobra.ShellCompDirective) {
		return s.CompleteCases(cmd, nil, prefix)
	})
	return cmd
}

// reachedBy is the medium and the address of each way that can be a contact. reports says that Daylight files private reports itself.
func reachedBy(r ways.Report, w ways.Way, reports bool) (disclosure.Channel, string) {
	switch {
	case w.Kind == ways.Mail:
		return disclosure.Email, w.Address
	case w.Kind == ways.Private && reports:
		return disclosure.Report, r.Repo
	case w.Kind == ways.Private, w.Kind == ways.Link:
		return disclosure.Form, w.Address
	case w.Kind == ways.Tracked:
		return disclosure.Issue, w.Address
	default:
		return "", ""
	}
}

// seen is what a project shows now.
func seen(cmd *cobra.Command, s *session.Session, repo string) (ways.Report, error) {
	cfg, err := s.Load()
	if err != nil {
		return ways.Report{}, err
	}
	clock := app.Clock(nil)
	hub, done, err := channel.Asker(cfg, config.Secret{}, clock)
	if err != nil {
		return ways.Report{}, err
	}
	defer done()
	return ways.Look(cmd.Context(), hub, repo, clock())
}

// contactOf is a way that was just seen, as a contact. What is typed is compared with what stands there, so a slip adds nothing.
func contactOf(r ways.Report, address string, p disclosure.Party, reports bool) (disclosure.Contact, error) {
	for _, w := range r.Ways {
		medium, to := reachedBy(r, w, reports)
		if medium == "" || !strings.EqualFold(w.Address, address) {
			continue
		}
		k := disclosure.Contact{
			Role: p.Role, Name: p.Name, Channel: medium, Address: to, Quality: disclosure.QualityPublished,
			Found: w.Source(), FoundAt: civil.At(r.At),
		}
		return k, app.Shapes().Check(k)
	}
	return disclosure.Contact{}, fault.Errorf(fault.NotFound, "%.150q is no way of %s that can be a contact: look at what it shows now, with bot github ways %s", address, r.Repo, r.Repo)
}

func printWays(s *session.Session, r ways.Report, reports bool) error {
	state := "public"
	if !r.Public {
		state = "private"
	}
	if r.Archived {
		state += ", archived"
	}
	issues := "off"
	if r.Issues {
		issues = "on"
	}
	s.Line(fmt.Sprintf("%s is %s; issues are %s; private reports: %s. Read %s.", r.Repo, state, issues, r.Private, r.At.Format("2006-01-02 15:04 MST")))
	if r.Asked != "" {
		s.Line(r.Asked + " has moved there: look whether it still is who you think it is.")
	}
	fmt.Fprintln(s.Out)
	addable := ""
	for i, w := range r.Ways {
		name := map[string]string{
			ways.Private: "private report", ways.Mail: "mail", ways.Link: "link", ways.Tracked: "issue", ways.Intake: "private repository of ours", ways.Contact: "public issue",
		}[w.Kind]
		s.Line(strings.TrimSpace(fmt.Sprintf("%d. %s %s", i+1, name, w.Address)))
		facts := []session.Fact{{"why", w.Reason}, {"stands in", sourceOf(w)}, {"line", w.Text}}
		if w.Kind == ways.Intake {
			facts = append(facts, session.Fact{"how", "bot github intake VENDOR"})
		}
		if w.Kind == ways.Private && reports {
			facts = append(facts, session.Fact{"how", "make it a contact; then draft, approve and send a first contact to it"})
		}
		if w.Kind == ways.Private && !reports {
			facts = append(facts, session.Fact{"how", "by hand at this address, or set github.reports in the configuration"})
		}
		s.Facts(facts)
		if medium, _ := reachedBy(r, w, reports); medium != "" && addable == "" {
			addable = w.Address
		}
	}
	if len(r.Unheard) > 0 {
		fmt.Fprintln(s.Out, "\nNot known, or not so:")
		for _, u := range r.Unheard {
			s.Line("- " + u)
		}
	}
	if addable != "" {
		fmt.Fprintf(s.Out, "\nMake one a contact: bot github ways %s --case CASE --add '%s'\n", r.Repo, wording.OneLine(addable))
	}
	return nil
}

func sourceOf(w ways.Way) string {
	if w.File == "" {
		return ""
	}
	return w.Source()
}
