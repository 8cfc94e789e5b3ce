package cli

import (
	"fmt"

	"github.com/spf13/cobra"

	"daylight/cmd/bot/internal/app"
	"daylight/cmd/bot/internal/app/desk/pages"
	"daylight/cmd/bot/internal/cli/session"
	"daylight/cmd/bot/internal/cli/wording"
	"daylight/disclosure"
	"daylight/disclosure/fault"
)

// newPublishFeed makes the feed of a site out of the entries of its pages.
func newPublishFeed(s *session.Session) *cobra.Command {
	return &cobra.Command{
		Use: "feed DIR", Short: "Write the Atom feed of all pages below a folder", Args: cobra.ExactArgs(1),
		Example: "  bot publish feed site",
		Long:    "Collect the entries of the pages below a folder into DIR/feed.atom, the newest first. It holds what the entries say.",
		RunE: func(cmd *cobra.Command, args []string) error {
			return s.WithDesk(cmd.Context(), func(a *app.App, _ disclosure.Actor) error {
				n, err := pages.WriteFeed(args[0], a.Desk.Team())
				if err != nil {
					return err
				}
				if s.JSON {
					return s.PrintJSON(map[string]any{"file": pages.FileFeed, "pages": n})
				}
				fmt.Fprintf(s.Out, "%s in %s/%s\n", wording.Count(n, "page", "pages"), wording.OneLine(args[0]), pages.FileFeed)
				return nil
			})
		},
	}
}

// newPublishVerify checks a folder of a page against its manifest and against the record.
func newPublishVerify(s *session.Session) *cobra.Command {
	return &cobra.Command{
		Use: "verify DIR", Short: "Check the files of a page against its manifest and the record of its case", Args: cobra.ExactArgs(1),
		Example: "  bot publish verify site/2020-0001",
		Long: "Compare each file of a page with the hashes in its manifest.json, and the event that the manifest names with the\n" +
			"hash chain of the case in this database. Without Daylight, `sha256sum -c SHA256SUMS` compares the files.",
		RunE: func(cmd *cobra.Command, args []string) error {
			ctx := cmd.Context()
			return s.WithDesk(ctx, func(a *app.App, _ disclosure.Actor) error {
				m, problems, err := pages.Check(args[0])
				if err != nil {
					return err
				}
				known, err := a.Desk.OnRecord(ctx, m.Case, m.Chain)
				if err != nil && fault.CodeOf(err) != fault.NotFound {
					return err
				}
				if !known {
					problems = append(problems, fmt.Sprintf("no event of %s in this database has the hash %.12s that the manifest names", m.Case, m.Chain))
				}
				if s.JSON {
					if err := s.PrintJSON(map[string]any{"ok": len(problems) == 0, "manifest": m, "problems": append([]string{}, problems...)}); err != nil {
						return err
					}
				} else {
					for _, p := range problems {
						s.Line(p)
					}
				}
				if len(problems) > 0 {
					return session.Reported(session.ExitFailed)
				}
				if !s.JSON {
					fmt.Fprintf(s.Out, "%s, %s in %s, revision %d: %s as they were written, and the record has the event before them\n",
						m.Case, m.Mode, m.Lang, m.Revision, wording.Count(len(m.Files)+2, "file", "files")) // the manifest and the list of hashes name the others
				}
				return nil
			})
		},
	}
}
