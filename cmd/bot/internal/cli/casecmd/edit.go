package casecmd

import (
	"github.com/spf13/cobra"

	"daylight/cmd/bot/internal/app"
	"daylight/cmd/bot/internal/cli/session"
	"daylight/cmd/bot/internal/cli/wording"
	"daylight/disclosure"
	"daylight/disclosure/command"
	"daylight/disclosure/command/record"
	"daylight/disclosure/fault"
	"daylight/templates"
)

// edits are the flags of `bot case edit`.
type edits struct {
	title, summary, tracking, severity, embargo, assignee string
	vendor, country, language, domain                     string
	party, name, text                                     string
}

func newEdit(s *session.Session) *cobra.Command {
	var e edits
	cmd := &cobra.Command{
		Use: "edit CASE", Short: "Correct a case; the history keeps what stood there before", Args: cobra.ExactArgs(1), ValidArgsFunction: s.CompleteCases,
		Long: "Correct what a case says of itself and of a party. A flag that is not given changes nothing, and an empty one\n" +
			"(--summary '') empties the field. --country, --language and --domain are the vendor's, or those of --party ROLE\n" +
			"[--name NAME]; a corrected country computes the deadlines anew. An approved message to the party has to be approved\n" +
			"again. An embargo that ends earlier takes two people: both run the same command.",
		Example: "  bot case edit DL-2020-0001 --title 'Open S3 bucket with patient files'\n" +
			"  bot case edit DL-2020-0001 --vendor NextMotion --country FR --tracking NM-4711\n" +
			"  bot case edit DL-2020-0001 --party provider --name AWS --country US\n" +
			"  bot case edit DL-2020-0001 --embargo 2020-03-01 --text 'asked for by the vendor'",
		RunE: func(cmd *cobra.Command, args []string) error {
			do, err := e.commands(cmd)
			if err != nil {
				return err
			}
			if e.assignee != "" {
				if err := s.WithDesk(cmd.Context(), func(a *app.App, _ disclosure.Actor) error { return a.Desk.KnowsPerson(e.assignee) }); err != nil {
					return err
				}
			}
			return s.Decide(cmd, session.CaseID(args[0]), do)
		},
	}
	f := cmd.Flags()
	f.StringVar(&e.title, "title", "", "what was found, in one line")
	f.StringVar(&e.summary, "summary", "", "a paragraph for the writeup")
	f.StringVar(&e.tracking, "tracking", "", "the vendor's own reference for the report, such as its ticket number")
	f.StringVar(&e.severity, "severity", "", "how bad you judge it to be: "+wording.Words(disclosure.Severities())+"; '' for not judged")
	f.StringVar(&e.embargo, "embargo", "", "publish nothing before this date; '' for none")
	f.StringVar(&e.assignee, "assignee", "", "who works on the case; '' for whoever recorded it")
	f.StringVar(&e.vendor, "vendor", "", "name of the owner, or of the party that --party and --name say")
	f.StringVar(&e.country, "country", "", "the party's country, such as FR")
	f.StringVar(&e.language, "language", "", "the party's language, such as fr: of drafts that are written from now on")
	f.StringVar(&e.domain, "domain", "", "the party's domain")
	f.StringVar(&e.party, "party", string(disclosure.Vendor), "whose name, country, language and domain: "+wording.Words(disclosure.Roles()))
	f.StringVar(&e.name, "name", "", "which of several parties of that role, by its present name")
	f.StringVar(&e.text, "text", "", "why")
	session.Offer(cmd, "severity", disclosure.Severities())
	session.Offer(cmd, "party", disclosure.Roles())
	session.Offer(cmd, "language", templates.MessageLanguages())
	s.Signs(cmd)
	return cmd
}

// commands are the corrections that the given flags ask for.
func (e *edits) commands(cmd *cobra.Command) (command.Command, error) {
	if err := session.OneOf("severity", disclosure.Severity(e.severity), disclosure.Severities()); err != nil {
		return nil, err
	}
	if err := session.OneOf("party", disclosure.Role(e.party), disclosure.Roles()); err != nil {
		return nil, err
	}
	given := func(flag string, value *string) *string {
		if cmd.Flags().Changed(flag) {
			return value
		}
		return nil
	}
	var do command.Batch
	facts := record.EditCase{Title: given("title", &e.title), Summary: given("summary", &e.summary), Tracking: given("tracking", &e.tracking), Severity: given("severity", &e.severity), Text: e.text}
	if facts.Title != nil || facts.Summary != nil || facts.Tracking != nil || facts.Severity != nil {
		do = append(do, facts)
	}
	party := record.EditParty{
		Role: disclosure.Role(e.party), Name: e.name, Text: e.text,
		NewName: given("vendor", &e.vendor), Country: given("country", &e.country), Language: given("language", &e.language), Domain: given("domain", &e.domain),
	}
	if party.NewName != nil || party.Country != nil || party.Language != nil || party.Domain != nil {
		do = append(do, party)
	}
	if given("embargo", &e.embargo) != nil {
		until, err := session.When("embargo", e.embargo)
		if err != nil {
			return nil, err
		}
		do = append(do, record.SetEmbargo{Until: until, Text: e.text})
	}
	if given("assignee", &e.assignee) != nil {
		do = append(do, record.AssignCase{To: e.assignee, Text: e.text})
	}
	if len(do) == 0 {
		return nil, fault.Errorf(fault.Invalid, "say what to correct: --title, --summary, --vendor, --country, --language, --domain, --embargo, --assignee, --severity or --tracking")
	}
	return do, nil
}

func newAssign(s *session.Session) *cobra.Command {
	var text string
	cmd := &cobra.Command{
		Use: "assign CASE PERSON", Short: "Say who works on a case", Args: cobra.ExactArgs(2), ValidArgsFunction: s.CompleteCases,
		Long:    "Say who works on a case: its agenda and its reminders are theirs from then on. It gives nobody a higher rank.",
		Example: "  bot case assign DL-2020-0001 bob --text 'speaks French'",
		RunE: func(cmd *cobra.Command, args []string) error {
			return s.WithDesk(cmd.Context(), func(a *app.App, actor disclosure.Actor) error {
				if err := a.Desk.KnowsPerson(args[1]); err != nil {
					return err
				}
				c, err := a.Desk.Do(cmd.Context(), actor, session.CaseID(args[0]), record.AssignCase{To: args[1], Text: text})
				if err != nil {
					return err
				}
				return s.Changed(c)
			})
		},
	}
	cmd.Flags().StringVar(&text, "text", "", "why")
	return cmd
}
