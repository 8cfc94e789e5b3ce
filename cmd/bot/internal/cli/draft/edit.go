package draft

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"strings"

	"github.com/spf13/cobra"

	"daylight/cmd/bot/internal/app"
	"daylight/cmd/bot/internal/cli/session"
	"daylight/disclosure"
	"daylight/disclosure/fault"
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
	name := s.Getenv("VISUAL")
	if name == "" {
		name = s.Getenv("EDITOR")
	}
	if name == "" {
		return "", fault.Errorf(fault.Invalid, "no editor is set: set EDITOR, or give the text with --body-file")
	}
	f, err := os.CreateTemp("", "daylight-draft-*.txt")
	if err != nil {
		return "", fmt.Errorf("a file for the editor: %w", err)
	}
	defer os.Remove(f.Name()) // best effort: it lies in the folder for temporary files
	if _, err := f.WriteString(text); err != nil {
		return "", fmt.Errorf("a file for the editor: %w", err)
	}
	if err := f.Close(); err != nil {
		return "", fmt.Errorf("a file for the editor: %w", err)
	}
	parts := strings.Fields(name)
	cmd := exec.CommandContext(ctx, parts[0], append(parts[1:], f.Name())...) //nolint:gosec // the person's own editor
	cmd.Stdin, cmd.Stdout, cmd.Stderr = s.In, s.Out, s.Err
	if err := cmd.Run(); err != nil {
		return "", fault.Errorf(fault.Invalid, "the editor failed: %w", err)
	}
	return s.ReadText(f.Name(), 256<<10)
}
