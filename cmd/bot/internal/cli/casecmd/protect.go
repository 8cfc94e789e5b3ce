package casecmd

import (
	"fmt"
	"os"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"daylight/cmd/bot/internal/app"
	"daylight/cmd/bot/internal/app/desk/written"
	"daylight/cmd/bot/internal/app/gallery"
	"daylight/cmd/bot/internal/cli/session"
	"daylight/cmd/bot/internal/cli/wording"
	"daylight/disclosure"
	"daylight/disclosure/command/publish"
	"daylight/disclosure/fault"
	"daylight/disclosure/manuscript"
)

func newProtect(s *session.Session) *cobra.Command {
	var file, remove, reason string
	var list bool
	cmd := &cobra.Command{
		Use: "protect CASE", Short: "Keep names of people and projects out of the pages of a case", Args: onlyCase, ValidArgsFunction: s.CompleteCases,
		Example: "  bot case protect DL-2020-0001 --file names.txt\n" +
			"  gpg --decrypt names.gpg | bot case protect DL-2020-0001\n" +
			"  bot case protect DL-2020-0001 --list\n" +
			"  bot case protect DL-2020-0001 --remove w6f1ed00215 --reason 'they want to be named' --sign",
		Long: "Read words from standard input, or from --file: a word, or up to eight that belong together, in each line. No page of\n" +
			"the case goes out that holds one of them, in capitals or not, with or without diacritics, inflected or not. The gate\n" +
			"and `bot publish scan` look for them. Only keyed digests are kept: a word is never shown again, neither in a finding\n" +
			"nor by --list, which says how many there are, an id for each, who protected it and when. Two people take one out with\n" +
			"--remove; two people let one finding pass with `bot publish override`. Whoever can run the bot can test a guess.",
		RunE: func(cmd *cobra.Command, args []string) error {
			ctx, id := cmd.Context(), session.CaseID(args[0])
			switch {
			case list:
				return s.WithDesk(ctx, func(a *app.App, _ disclosure.Actor) error {
					words, err := gallery.Guarded(ctx, a.Desk, id)
					if err != nil {
						return err
					}
					return showGuarded(s, id, words)
				})
			case cmd.Flags().Changed("remove"):
				return s.Decide(cmd, id, publish.Unprotect{Word: strings.ToLower(strings.TrimSpace(remove)), Reason: reason})
			}
			if reason != "" {
				return fault.Errorf(fault.Invalid, "--reason belongs to --remove")
			}
			text, err := readWords(s, file)
			if err != nil {
				return err
			}
			return s.WithDesk(ctx, func(a *app.App, actor disclosure.Actor) error {
				did, err := gallery.Protect(ctx, a.Desk, actor, id, text)
				if err != nil {
					return err
				}
				return showProtected(s, &did)
			})
		},
	}
	f := cmd.Flags()
	f.StringVar(&file, "file", "-", "the file with the words, - for standard input")
	f.BoolVar(&list, "list", false, "show how many words are protected, an id for each, who and when")
	f.StringVar(&remove, "remove", "", "the id of a word that is not to be protected any more, as one of two people")
	f.StringVar(&reason, "reason", "", "why it is not protected any more, for the team")
	cmd.MarkFlagsMutuallyExclusive("file", "list", "remove")
	s.Signs(cmd)
	if err := cmd.RegisterFlagCompletionFunc("remove", completeWords(s)); err != nil {
		panic("cli: " + err.Error()) // the flag does not exist: a defect of this program
	}
	return cmd
}

// completeWords offers the ids of the protected words of the case.
func completeWords(s *session.Session) cobra.CompletionFunc {
	return func(cmd *cobra.Command, args []string, _ string) ([]string, cobra.ShellCompDirective) {
		if len(args) == 0 {
			return nil, cobra.ShellCompDirectiveNoFileComp
		}
		return s.Complete(cmd, "", func(a *app.App) ([]string, error) {
			words, err := gallery.Guarded(cmd.Context(), a.Desk, session.CaseID(args[0]))
			out := make([]string, len(words))
			for i, w := range words {
				out[i] = w.ID + "\tprotected by " + wording.OneLine(w.By) + " on " + w.At.UTC().Format(time.DateOnly)
			}
			return out, err
		})
	}
}

// onlyCase takes the case alone. What is too much may be a word that somebody wanted to protect, so the refusal does not repeat it.
func onlyCase(cmd *cobra.Command, args []string) error {
	if len(args) > 1 {
		return fault.Errorf(fault.Invalid, "words are not taken from the command line, which others can read and shells keep: give them on standard input or with --file")
	}
	return cobra.ExactArgs(1)(cmd, args)
}

func readWords(s *session.Session, file string) (string, error) {
	if f, ok := s.In.(*os.File); ok && file == "-" && session.OnTerminal(f) {
		fmt.Fprintln(s.Err, "One word, or a few that belong together, in each line; end with Ctrl-D.")
	}
	return s.ReadText(file, written.MaxWords)
}

func showProtected(s *session.Session, did *gallery.Protected) error {
	if s.JSON {
		return s.PrintJSON(did)
	}
	said := wording.Count(did.Fresh, "word is", "words are") + " protected now"
	if did.Known > 0 {
		said += ", " + wording.Count(did.Known, "was", "were") + " already"
	}
	s.Line(fmt.Sprintf("%s: %s, %d in all.", did.Case, said, did.Words))
	for _, where := range did.Printed {
		s.Line("A protected word stands in " + where + ", which a page prints by itself: correct it there.")
	}
	return nil
}

func showGuarded(s *session.Session, id disclosure.CaseID, words []manuscript.Word) error {
	if s.JSON {
		return s.PrintJSON(map[string]any{"case": id, "words": len(words), "list": append([]manuscript.Word{}, words...)})
	}
	if len(words) == 0 {
		s.Line(fmt.Sprintf("%s protects no word.", id))
		return nil
	}
	s.Line(fmt.Sprintf("%s protects %s.", id, wording.Count(len(words), "word", "words")))
	rows := make([][]string, len(words))
	for i, w := range words {
		rows[i] = []string{w.ID, w.By, w.At.UTC().Format(time.DateTime)}
	}
	return s.Table([]string{"id", "protected by", "at (UTC)"}, rows)
}
