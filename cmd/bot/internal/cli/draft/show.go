package draft

import (
	"context"
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"daylight/cmd/bot/internal/app"
	"daylight/cmd/bot/internal/cli/session"
	"daylight/cmd/bot/internal/cli/wording"
	"daylight/disclosure"
)

func newList(s *session.Session) *cobra.Command {
	return &cobra.Command{
		Use: "list CASE", Short: "List the drafts and messages of a case", Args: cobra.ExactArgs(1), ValidArgsFunction: s.CompleteCases,
		RunE: func(cmd *cobra.Command, args []string) error {
			return s.WithDesk(cmd.Context(), func(a *app.App, _ disclosure.Actor) error {
				c, err := a.Desk.Case(cmd.Context(), session.CaseID(args[0]))
				if err != nil {
					return err
				}
				if s.JSON {
					return s.PrintJSON(map[string]any{
						"drafts": append([]disclosure.Draft{}, c.Drafts...), "messages": append([]disclosure.Message{}, c.Messages...),
					})
				}
				if len(c.Drafts) == 0 {
					fmt.Fprintf(s.Out, "No draft yet: bot draft new %s\n", c.ID)
					return nil
				}
				rows := make([][]string, len(c.Drafts))
				for i, d := range c.Drafts {
					m, _ := c.Message(d.Message)
					if d.Message == "" {
						m = disclosure.Message{}
					}
					rows[i] = []string{d.ID, string(d.Template), d.Contact, d.Lang, string(d.State), wording.Dash(string(m.State)), d.Author, d.Subject}
				}
				return s.Table([]string{"id", "template", "to", "lang", "draft", "message", "by", "subject"}, rows)
			})
		},
	}
}

func newShow(s *session.Session) *cobra.Command {
	var raw bool
	cmd := &cobra.Command{
		Use: "show CASE DRAFT", Short: "Show a draft", Args: cobra.ExactArgs(2), ValidArgsFunction: completeDrafts(s),
		RunE: func(cmd *cobra.Command, args []string) error {
			id, ctx := session.CaseID(args[0]), cmd.Context()
			return s.WithDesk(ctx, func(a *app.App, _ disclosure.Actor) error {
				d, body, err := a.Desk.DraftText(ctx, id, draftID(args[1]))
				if err != nil {
					return err
				}
				if raw {
					return showFrozen(ctx, s, a, id, d.ID)
				}
				if s.JSON {
					return s.PrintJSON(struct {
						disclosure.Draft
						Text string `json:"text"`
					}{d, body})
				}
				showDraft(s, d, body)
				if d.State == disclosure.DraftOpen {
					fmt.Fprintf(s.Err, "\nbot: to freeze exactly this text: bot draft approve %s %s --revision %d\n", id, d.ID, d.Revision)
				}
				return nil
			})
		},
	}
	cmd.Flags().BoolVar(&raw, "raw", false, "the frozen bytes, as they were approved")
	return cmd
}

func showDraft(s *session.Session, d disclosure.Draft, body string) {
	fmt.Fprintf(s.Out, "%s  %s to %s (%s, %s), revision %d by %s: %s\n\nSubject: %s\n\n%s\n",
		d.ID, d.Template, d.Contact, d.Channel, d.Lang, d.Revision, d.Author, d.State, wording.OneLine(d.Subject), strings.TrimRight(wording.Block(body), "\n"))
	if d.Withheld != "" {
		fmt.Fprintf(s.Out, "\nWithheld: %s\n", wording.OneLine(d.Withheld))
	}
}

func showFrozen(ctx context.Context, s *session.Session, a *app.App, id disclosure.CaseID, draft string) error {
	b, err := a.Desk.FrozenDraft(ctx, id, draft)
	if err != nil {
		return err
	}
	_, err = s.Out.Write(b)
	return err
}
