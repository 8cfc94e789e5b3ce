// Package scancmd is `bot publish scan`: the checks of the gate that read files, for files that were written elsewhere.
package scancmd

import (
	"fmt"
	"io"
	"os"
	"strconv"

	"github.com/spf13/cobra"

	"daylight/cmd/bot/internal/app"
	"daylight/cmd/bot/internal/app/gallery"
	"daylight/cmd/bot/internal/cli/session"
	"daylight/cmd/bot/internal/cli/wording"
	"daylight/disclosure"
	"daylight/disclosure/content"
	"daylight/disclosure/fault"
)

// Limits of what is read in one call.
const (
	maxScanned   = 8 << 20 // bytes of a file
	maxScannings = 500     // files
)

// New is the command that reads texts that were written elsewhere as the gate reads our own pages.
func New(s *session.Session) *cobra.Command {
	mode := string(disclosure.Full)
	cmd := &cobra.Command{
		Use: "scan CASE FILE|- [FILE ...] --mode full|limited", Short: "Look for what must not leave in texts that were written elsewhere",
		Args: cobra.MinimumNArgs(2), ValidArgsFunction: func(cmd *cobra.Command, args []string, prefix string) ([]string, cobra.ShellCompDirective) {
			if len(args) > 0 {
				return nil, cobra.ShellCompDirectiveDefault
			}
			return s.CompleteCases(cmd, args, prefix)
		},
		Example: "  bot publish scan DL-2020-0001 article.md\n" +
			"  bot publish scan DL-2020-0001 --mode limited index.html timeline.svg --json\n" +
			"  pandoc article.docx -t markdown | bot publish scan DL-2020-0001 -",
		Long: "Read text, HTML, Markdown or SVG that somebody wrote elsewhere, as the gate reads our own pages: addresses, buckets and\n" +
			"paths of the case in their spellings and encodings, credentials, mail addresses of people, live links, IP addresses.\n" +
			"Each finding says where it is and what would lift it, and shows four characters of it at most. Findings exit with\n" +
			"code 3, none with 0; a file that is no text is an error. Nothing is recorded.\n" +
			"What is reversed, shifted, compressed or drawn is not read.",
		RunE: func(cmd *cobra.Command, args []string) error {
			m := disclosure.Mode(mode)
			if m != disclosure.Full && m != disclosure.Limited {
				return fault.Errorf(fault.Invalid, "unknown form %q: write full or limited", mode)
			}
			ctx, id := cmd.Context(), session.CaseID(args[0])
			return s.WithDesk(ctx, func(a *app.App, _ disclosure.Actor) error {
				if _, err := a.Desk.Case(ctx, id); err != nil {
					return err
				}
				files, err := readFiles(s.In, args[1:])
				if err != nil {
					return err
				}
				found, err := gallery.Scan(ctx, a.Desk, id, m, files)
				if err != nil {
					return err
				}
				return showFindings(s, id, m, len(files), found)
			})
		},
	}
	cmd.Flags().StringVar(&mode, "mode", mode, "full, or limited: no target in any spelling")
	session.Offer(cmd, "mode", []string{string(disclosure.Full), string(disclosure.Limited)})
	return cmd
}

// readFiles reads files by their names, and the input stream for "-".
func readFiles(in io.Reader, names []string) (map[string][]byte, error) {
	if len(names) > maxScannings {
		return nil, fault.Errorf(fault.Invalid, "%d files are too many for one call: at most %d", len(names), maxScannings)
	}
	files := map[string][]byte{}
	for _, name := range names {
		b, err := readScanned(in, name)
		if err != nil {
			return nil, err
		}
		if name == "-" {
			name = "standard input"
		}
		files[name] = b
	}
	return files, nil
}

// readScanned reads a file, or the input stream for "-".
func readScanned(in io.Reader, name string) ([]byte, error) {
	if name != "-" {
		f, err := os.Open(name) //nolint:gosec // the caller names the file
		if err != nil {
			return nil, fault.Errorf(fault.Invalid, "the file cannot be read: %w", err)
		}
		defer f.Close()
		in = f
	}
	b, err := io.ReadAll(io.LimitReader(in, maxScanned+1))
	switch {
	case err != nil:
		return nil, fault.Errorf(fault.Invalid, "%s cannot be read: %w", name, err)
	case len(b) > maxScanned:
		return nil, fault.Errorf(fault.Invalid, "%s is larger than %d MB: divide it", name, maxScanned>>20)
	}
	return b, nil
}

// showFindings prints each finding with its place and what would lift it. Any of them ends the call with exit code 3.
func showFindings(s *session.Session, id disclosure.CaseID, mode disclosure.Mode, files int, found []content.Finding) error {
	open := len(content.Open(found))
	if s.JSON {
		if err := s.PrintJSON(map[string]any{
			"case": id, "mode": mode, "files": files, "passed": open == 0, "findings": append([]content.Finding{}, found...),
		}); err != nil {
			return err
		}
	} else if err := listFindings(s, files, found); err != nil {
		return err
	}
	if open > 0 {
		return session.Reported(session.ExitRefused)
	}
	return nil
}

func listFindings(s *session.Session, files int, found []content.Finding) error {
	if len(found) == 0 {
		fmt.Fprintf(s.Out, "nothing found in %s\n", wording.Count(files, "file", "files"))
		return nil
	}
	rows := make([][]string, len(found))
	for i := range found {
		f := &found[i]
		place, what := f.File+":"+strconv.Itoa(f.Line), f.What
		if f.Line == 0 {
			place = f.File + " (its name)"
		}
		if f.Masked != "" {
			what += " " + f.Masked
		}
		if f.Overridden {
			what += ", which two people let pass"
		}
		rows[i] = []string{f.Digest[:min(8, len(f.Digest))], wording.OneLine(place), wording.OneLine(what), wording.OneLine(f.Excerpt), wording.OneLine(f.Lifts)}
	}
	return s.Table([]string{"finding", "place", "what", "around it", "what would lift it"}, rows)
}
