package cli

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"strings"

	"github.com/spf13/cobra"

	"daylight/cmd/bot/internal/app"
	"daylight/disclosure"
	"daylight/disclosure/fault"
)

func newDraftEdit(s *session) *cobra.Command {
	var subject, bodyFile string
	cmd := &cobra.Command{
		Use: "edit CASE DRAFT", Short: "Change a draft; an approval is taken back", Args: cobra.ExactArgs(2), ValidArgsFunction: s.completeDrafts,
		Long: "Change a draft in $EDITOR, or from a file with --body-file (- for standard input).",
		RunE: func(cmd *cobra.Command, args []string) error {
			id, ctx := caseID(args[0]), cmd.Context()
			return s.withDesk(ctx, func(a *app.App, actor disclosure.Actor) error {
				old, was, err := a.Desk.DraftText(ctx, id, draftID(args[1]))
				if err != nil {
					return err
				}
				body := was
				switch {
				case bodyFile != "":
					body, err = s.readText(bodyFile, 256<<10)
				case subject == "":
					body, err = s.editor(ctx, body)
				}
				if err != nil {
					return err
				}
				if body == was && (subject == "" || subject == old.Subject) {
					return s.unchanged(ctx, a, id)
				}
				c, err := a.Desk.EditDraft(ctx, actor, id, draftID(args[1]), subject, body)
				if err != nil {
					return err
				}
				return s.changed(c)
			})
		},
	}
	cmd.Flags().StringVar(&subject, "subject", "", "new subject")
	cmd.Flags().StringVar(&bodyFile, "body-file", "", "new text: a file, or - for standard input")
	return cmd
}

// unchanged reports a draft that stayed as it was: its approval stays too.
func (s *session) unchanged(ctx context.Context, a *app.App, id disclosure.CaseID) error {
	c, err := a.Desk.Case(ctx, id)
	if err != nil {
		return err
	}
	fmt.Fprintln(s.Err, "bot: nothing changed")
	return s.changed(c)
}

// editor lets the person change a text in their editor.
func (s *session) editor(ctx context.Context, text string) (string, error) {
	name := s.getenv("VISUAL")
	if name == "" {
		name = s.getenv("EDITOR")
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
	return s.readText(f.Name(), 256<<10)
}
