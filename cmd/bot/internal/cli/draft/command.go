// Package draft is `bot draft`: write, read, change, approve, send, discard and resolve messages to the parties of a case.
//
// Whom a case can reach is `bot contact`, what came in is `bot inbox`. How a text is made from its template and how its
// bytes leave is decided behind the desk.
package draft

import (
	"strings"

	"github.com/spf13/cobra"

	"daylight/cmd/bot/internal/app"
	"daylight/cmd/bot/internal/cli/session"
	"daylight/cmd/bot/internal/cli/wording"
	"daylight/disclosure/command/message"
)

// Command returns `bot draft` with its verbs.
func Command(s *session.Session) *cobra.Command {
	cmd := &cobra.Command{Use: "draft", Short: "Write, read, approve and send messages"}
	cmd.AddCommand(newCreate(s), newList(s), newShow(s), newEdit(s), newApprove(s), newSend(s),
		newDiscard(s), newResolve(s), newSilent(s), newBatch(s))
	return cmd
}

// draftID reads the id of a draft.
func draftID(text string) string { return strings.ToUpper(strings.TrimSpace(text)) }

// completeDrafts offers the ids of cases, then the drafts of the case.
func completeDrafts(s *session.Session) cobra.CompletionFunc {
	return func(cmd *cobra.Command, args []string, prefix string) ([]string, cobra.ShellCompDirective) {
		if len(args) != 1 {
			return s.CompleteCases(cmd, args, prefix)
		}
		return s.Complete(cmd, prefix, func(a *app.App) ([]string, error) {
			c, err := a.Desk.Case(cmd.Context(), session.CaseID(args[0]))
			if err != nil {
				return nil, err
			}
			out := make([]string, len(c.Drafts))
			for i, d := range c.Drafts {
				out[i] = d.ID + "\t" + string(d.State) + ": " + wording.OneLine(d.Subject)
			}
			return out, nil
		})
	}
}

func newDiscard(s *session.Session) *cobra.Command {
	var why string
	cmd := &cobra.Command{
		Use: "discard CASE DRAFT", Short: "Drop a draft that was not sent", Args: cobra.ExactArgs(2), ValidArgsFunction: completeDrafts(s),
		RunE: func(cmd *cobra.Command, args []string) error {
			return s.Do(cmd.Context(), session.CaseID(args[0]), message.DiscardDraft{ID: draftID(args[1]), Text: why})
		},
	}
	cmd.Flags().StringVar(&why, "text", "", "why it is dropped, for the record")
	return cmd
}
