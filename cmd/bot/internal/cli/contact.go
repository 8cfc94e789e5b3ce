package cli

import (
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"daylight/cmd/bot/internal/app"
	"daylight/cmd/bot/internal/cli/session"
	"daylight/cmd/bot/internal/cli/wording"
	"daylight/disclosure"
	"daylight/disclosure/command/record"
	"daylight/disclosure/fault"
	"daylight/disclosure/medium"
	"daylight/templates"
)

func newContact(s *session.Session) *cobra.Command {
	cmd := &cobra.Command{Use: "contact", Short: "Who can be reached, and how"}
	cmd.AddCommand(newContactAdd(s), newContactList(s), newContactEdit(s), newContactDrop(s), newContactReaders(s))
	return cmd
}

func newContactAdd(s *session.Session) *cobra.Command {
	var k disclosure.Contact
	var p disclosure.Party
	var foundAt string
	cmd := &cobra.Command{
		Use: "add CASE --address ADDRESS", Short: "Add a contact and print its id", Args: cobra.ExactArgs(1), ValidArgsFunction: s.CompleteCases,
		Example: "  bot contact add DL-2020-0001 --address security@example.com --found security.txt\n" +
			"  bot contact add DL-2020-0001 --party provider --name AWS --address abuse@example.net\n" +
			"  bot contact add DL-2020-0001 --channel issue --address team/vendor-tracking",
		RunE: func(cmd *cobra.Command, args []string) (err error) {
			if k.FoundAt, err = session.When("found-at", foundAt); err != nil {
				return err
			}
			k.Role, k.Name = p.Role, p.Name
			p.Country = strings.ToUpper(p.Country)
			if k.Channel == "" {
				k.Channel = medium.Usual()
			}
			if err := checkContact(k); err != nil {
				return err
			}
			return s.WithDesk(cmd.Context(), func(a *app.App, actor disclosure.Actor) error {
				c, err := a.Desk.Do(cmd.Context(), actor, session.CaseID(args[0]), record.AddContact{Party: p, Contact: k})
				if err != nil {
					return err
				}
				added, _ := c.Contact(k.Address)
				return s.Created(added.ID, map[string]any{"case": c.ID})
			})
		},
	}
	f := cmd.Flags()
	f.StringVar((*string)(&p.Role), "party", "vendor", "who: "+wording.Words(disclosure.Roles()))
	f.StringVar(&p.Name, "name", "", "the party's name")
	f.StringVar(&p.Country, "country", "", "the party's country, such as FR")
	f.StringVar(&p.Language, "language", "", "the party's language, such as fr")
	f.BoolVar(&p.DoNotContact, "do-not-contact", false, "they asked not to be contacted")
	f.StringVar((*string)(&k.Channel), "channel", "", "channel: "+wording.Words(disclosure.Channels())+" (default: email)")
	f.StringVar(&k.Address, "address", "", "mail address, owner/repo, phone number or form")
	f.StringVar(&k.Found, "found", "", "where the address was found")
	f.StringVar(&foundAt, "found-at", "", "when it was found (default: now)")
	f.StringVar((*string)(&k.Quality), "quality", "", "how reliable it is: "+wording.Words(qualities()))
	session.Offer(cmd, "party", disclosure.Roles())
	session.Offer(cmd, "channel", disclosure.Channels())
	session.Offer(cmd, "quality", qualities())
	session.Offer(cmd, "language", templates.MessageLanguages())
	return cmd
}

// checkContact refuses an address that nothing could be sent to.
func checkContact(k disclosure.Contact) error {
	if strings.TrimSpace(k.Address) == "" {
		return fault.Errorf(fault.Invalid, "say where they can be reached: --address")
	}
	if err := session.OneOf("quality", k.Quality, qualities()); err != nil {
		return err
	}
	return app.Shapes().Check(k)
}

// qualities are those that a person may claim; that mail bounced is found out.
func qualities() []disclosure.Quality {
	return []disclosure.Quality{disclosure.QualityConfirmed, disclosure.QualityPublished, disclosure.QualityGuessed}
}

func newContactList(s *session.Session) *cobra.Command {
	return &cobra.Command{
		Use: "list CASE", Short: "List the contacts of a case", Args: cobra.ExactArgs(1), ValidArgsFunction: s.CompleteCases,
		RunE: func(cmd *cobra.Command, args []string) error {
			return s.WithDesk(cmd.Context(), func(a *app.App, _ disclosure.Actor) error {
				c, err := a.Desk.Case(cmd.Context(), session.CaseID(args[0]))
				if err != nil {
					return err
				}
				if s.JSON {
					return s.PrintJSON(append([]disclosure.Contact{}, c.Contacts...))
				}
				if len(c.Contacts) == 0 {
					fmt.Fprintf(s.Out, "No contact yet: bot contact add %s --address ADDRESS\n", c.ID)
					return nil
				}
				rows := make([][]string, len(c.Contacts))
				for i, k := range c.Contacts {
					state := c.Dialogue[disclosure.KeyFor(k.Role, k.Name, k.Channel)]
					rows[i] = []string{k.ID, string(k.Role), wording.Dash(k.Name), string(k.Channel), k.Address, wording.Dash(string(k.Quality)), wording.Dash(string(state)), wording.Dash(k.Found)}
				}
				return s.Table([]string{"id", "party", "name", "channel", "address", "quality", "dialogue", "found"}, rows)
			})
		},
	}
}
