package draft

import (
	"context"
	"fmt"
	"os"

	"github.com/spf13/cobra"

	"daylight/cmd/bot/internal/app"
	"daylight/cmd/bot/internal/cli/session"
	"daylight/disclosure"
)

func newEdit(s *session.Session) *cobra.Command {
	var subject, bodyFile string
	cmd := &cobra.Command{
		Use: "edit CASE DRAFT", Short: "Change a draft; this withdraws its approval", Args: cobra.ExactArgs(2), ValidArgsFunction: completeDrafts(s),
		Long: "Change a draft in $EDITOR, or from a file with --body-file (- for standard input).",
		RunE: func(cmd *cobra.Command, args []string) error {
			id, ctx := session.CaseID(args[0]), cmd.Context()
			return s.WithDesk(ctx, func(a *app.App, actor disclosure.Actor) error {
				old, was, err := a.Desk.DraftText(ctx, id, draftID(args[1]))
				if err != nil {
					return err
				}
				body := was
				switch {
				case bodyFile != "":
					body, err = s.ReadText(bodyFile, 256<<10)
				case subject == "":
					body, err = editor(ctx, s, body)
				}
				if err != nil {
					return err
				}
				if body == was && (subject == "" || subject == old.Subject) {
					return unchanged(ctx, s, a, id)
				}
				c, err := a.Desk.EditDraft(ctx, actor, id, draftID(args[1]), subject, body)
				if err != nil {
					return err
				}
				return s.Changed(c)
			})
		},
	}
	cmd.Flags().StringVar(&subject, "subject", "", "new subject")
	cmd.Flags().StringVar(&bodyFile, "body-file", "", "new text: a file, or - for standard input")
	return cmd
}

// unchanged reports a draft that stayed as it was: its approval stays too.
func unchanged(ctx context.Context, s *session.Session, a *app.App, id disclosure.CaseID) error {
	c, err := a.Desk.Case(ctx, id)
	if err != nil {
		return err
	}
	fmt.Fprintln(s.Err, "bot: nothing changed")
	return s.Changed(c)
}

// editor lets the person change a text in their editor.
func editor(ctx context.Context, s *session.Session, text string) (string, error) {
	path, err := session.TextFile("daylight-draft-*.txt", text)
	if err != nil {
		return "", err
	}
	defer os.Remove(path) // best effort: it lies in the folder for temporary files
	if err := s.EditFile(ctx, path, "--body-file"); err != nil {
		return "", err
	}
	return s.ReadText(path, 256<<10)
}
