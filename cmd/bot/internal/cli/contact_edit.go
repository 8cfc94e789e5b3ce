package cli

import (
	"github.com/spf13/cobra"

	"daylight/cmd/bot/internal/app"
	"daylight/cmd/bot/internal/cli/session"
	"daylight/cmd/bot/internal/cli/wording"
	"daylight/disclosure"
	"daylight/disclosure/command/record"
	"daylight/disclosure/fault"
)

func newContactEdit(s *session.Session) *cobra.Command {
	var address, channel, found, quality, text string
	cmd := &cobra.Command{
		Use: "edit CASE CONTACT", Short: "Correct a contact; the history keeps what stood there before", Args: cobra.ExactArgs(2), ValidArgsFunction: s.CompleteCases,
		Long: "Correct a contact. What was approved for it has to be read and approved again. The address of a contact that was written\n" +
			"to stays: add the right one as a contact of its own, and drop this one.",
		Example: "  bot contact edit DL-2020-0001 C1 --address security@example.com --text 'a letter was missing'",
		RunE: func(cmd *cobra.Command, args []string) error {
			do := record.EditContact{ID: args[1], Text: text}
			given := cmd.Flags().Changed
			if given("address") {
				do.Address = &address
			}
			if given("channel") {
				do.Channel = (*disclosure.Channel)(&channel)
			}
			if given("found") {
				do.Found = &found
			}
			if given("quality") {
				if err := session.OneOf("quality", disclosure.Quality(quality), qualities()); err != nil {
					return err
				}
				do.Quality = (*disclosure.Quality)(&quality)
			}
			if do.Address == nil && do.Channel == nil && do.Found == nil && do.Quality == nil {
				return fault.Errorf(fault.Invalid, "say what to correct: --address, --channel, --found or --quality")
			}
			if err := s.WithDesk(cmd.Context(), func(a *app.App, _ disclosure.Actor) error {
				c, err := a.Desk.Case(cmd.Context(), session.CaseID(args[0]))
				if err != nil {
					return err
				}
				k, _ := c.Contact(args[1])
				if do.Address != nil {
					k.Address = address
				}
				if do.Channel != nil {
					k.Channel = disclosure.Channel(channel)
				}
				if k.ID == "" {
					return nil // the decision says that there is none
				}
				return checkContact(k)
			}); err != nil {
				return err
			}
			return s.Decide(cmd, session.CaseID(args[0]), do)
		},
	}
	f := cmd.Flags()
	f.StringVar(&address, "address", "", "mail address, owner/repo, phone number or form")
	f.StringVar(&channel, "channel", "", "channel: "+wording.Words(disclosure.Channels()))
	f.StringVar(&found, "found", "", "where the address was found")
	f.StringVar(&quality, "quality", "", "how reliable it is: "+wording.Words(qualities()))
	f.StringVar(&text, "text", "", "why")
	session.Offer(cmd, "channel", disclosure.Channels())
	session.Offer(cmd, "quality", qualities())
	return cmd
}

func newContactDrop(s *session.Session) *cobra.Command {
	var text string
	cmd := &cobra.Command{
		Use: "drop CASE CONTACT", Short: "Take a contact out of a case", Args: cobra.ExactArgs(2), ValidArgsFunction: s.CompleteCases,
		Long: "Take a contact out of a case: nothing is written to it any more, and what comes from its address waits for a person.\n" +
			"It stays in the history.",
		Example: "  bot contact drop DL-2020-0001 C2 --text 'left the company'",
		RunE: func(cmd *cobra.Command, args []string) error {
			return s.Decide(cmd, session.CaseID(args[0]), record.EditContact{ID: args[1], Drop: true, Text: text})
		},
	}
	cmd.Flags().StringVar(&text, "text", "", "why")
	return cmd
}
