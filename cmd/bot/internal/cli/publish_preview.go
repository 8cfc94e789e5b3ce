package cli

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"daylight/cmd/bot/internal/app"
	"daylight/cmd/bot/internal/app/desk/pages"
	"daylight/cmd/bot/internal/app/desk/preview"
	"daylight/cmd/bot/internal/app/gallery"
	"daylight/cmd/bot/internal/cli/session"
	"daylight/cmd/bot/internal/cli/wording"
	"daylight/disclosure"
	"daylight/disclosure/fault"
	"daylight/templates"
)

// previewed is a page as it would go out, with the folder that it lies in.
type previewed struct {
	gallery.Page
	dir string
}

// newPublishPreview writes what would be published, for whoever approves it.
func newPublishPreview(s *session.Session) *cobra.Command {
	form := session.Page{}
	var langs []string
	var out, to string
	var open bool
	cmd := &cobra.Command{
		Use: "preview CASE --mode full|limited|stub --lang en,de --out DIR", Short: "Look at the files of a writeup before they are approved",
		Args: cobra.ExactArgs(1), ValidArgsFunction: s.CompleteCases,
		Example: "  bot publish preview DL-2020-0001 --mode limited --lang fr\n" +
			"  bot publish preview DL-2020-0001 --lang en --lang de --out /tmp/look --open",
		Long: "Write the files that would be published now, a folder for each language, and beside them preview.html, which shows them\n" +
			"under a band with the answers of the gate and what changes against the page that is out. Nothing is published.\n" +
			"manifest.json and SHA256SUMS name the newest event of the case and are written anew when the files go out.\n" +
			"The record keeps who was given which files: `bot publish approve` takes no others. For somebody who signs elsewhere,\n" +
			"add --for NAME and hand them the folder.",
		RunE: func(cmd *cobra.Command, args []string) error {
			m, err := form.Form()
			if err != nil {
				return err
			}
			if open && !session.OnTerminal(s.Out) {
				return fault.Errorf(fault.Invalid, "--open shows a browser to whoever sits at a terminal, and this is none: open %s yourself", preview.FileFrame)
			}
			ctx, id := cmd.Context(), session.CaseID(args[0])
			slices.Sort(langs)
			langs = slices.Compact(langs)
			return s.WithDesk(ctx, func(a *app.App, actor disclosure.Actor) error {
				if out == "" {
					if out, err = os.MkdirTemp("", "bot-preview-"); err != nil {
						return fmt.Errorf("a folder for the preview: %w", err)
					}
				}
				if err := mayHold(out); err != nil {
					return err
				}
				var all []previewed
				for _, lang := range langs {
					p, err := previewIn(ctx, a, id, m, lang, out)
					if err != nil {
						return err
					}
					all = append(all, p)
				}
				frame := filepath.Join(out, preview.FileFrame)
				if err := writeFrame(out, id, all); err != nil {
					return err
				}
				for _, p := range all {
					if err := a.Desk.ShowPublication(ctx, actor, p.Publication, to); err != nil {
						return fmt.Errorf("the files are in %s, and the preview is not on record: %w", out, err)
					}
				}
				if err := showPreview(s, all, frame); err != nil || !open {
					return err
				}
				return openBrowser(ctx, frame)
			})
		},
	}
	f := cmd.Flags()
	f.StringVar(&form.Mode, "mode", "full", "full, limited or stub")
	f.StringSliceVar(&langs, "lang", []string{"en"}, "languages: "+strings.Join(templates.PageLanguages(), ", ")+"; may be repeated")
	session.Offer(cmd, "lang", templates.PageLanguages())
	session.Offer(cmd, "mode", disclosure.Modes())
	f.StringVar(&out, "out", "", "folder for the preview (default: a new temporary one, which is named)")
	f.StringVar(&to, "for", "", "who is given the files, if that is not you: somebody who signs elsewhere")
	f.BoolVar(&open, "open", false, "open the preview in the browser")
	return cmd
}

// mayHold refuses a folder with anything else than a preview in it: a page that is out stays as it is.
func mayHold(dir string) error {
	there, err := os.ReadDir(dir)
	if os.IsNotExist(err) || err == nil && len(there) == 0 {
		return nil
	}
	if _, none := os.Stat(filepath.Join(dir, preview.FileFrame)); err != nil || none != nil {
		return fault.Errorf(fault.Invalid, "%s is no empty folder and holds no preview: choose another one with --out", dir)
	}
	return nil
}

// previewIn prepares a page in a language, writes it and compares it with the one that is out.
func previewIn(ctx context.Context, a *app.App, id disclosure.CaseID, m disclosure.Mode, lang, out string) (previewed, error) {
	p, err := gallery.Look(ctx, a.Desk, id, m, lang)
	if err != nil {
		return previewed{}, err
	}
	return previewed{Page: p, dir: lang}, pages.Write(filepath.Join(out, lang), p.Files)
}

func writeFrame(out string, id disclosure.CaseID, all []previewed) error {
	var shown []preview.Page
	for _, p := range all {
		_, html := p.Files["index.html"]
		shown = append(shown, preview.Page{
			Folder: p.dir, Lang: p.Lang, Mode: string(p.Mode), Digest: p.Digest, Revision: p.Revision, HTML: html,
			Files: p.Names(), Checks: p.Checks, Diff: p.Diff,
		})
	}
	frame, err := preview.Frame(string(id), shown)
	if err != nil {
		return err
	}
	return pages.Write(out, map[string][]byte{preview.FileFrame: frame})
}

// showPreview prints for each language what the gate says, what becomes public, what changes and the digest. A gate that refuses is
// no failure of a preview.
func showPreview(s *session.Session, all []previewed, frame string) error {
	if s.JSON {
		var list []map[string]any
		for _, p := range all {
			list = append(list, map[string]any{
				"case": p.Case.ID, "mode": p.Mode, "lang": p.Lang, "digest": p.Digest, "revision": p.Revision, "out": p.Out, "passed": p.Passed(), "checks": p.Checks,
				"folder": filepath.Join(filepath.Dir(frame), p.dir), "files": p.Names(), "changes": p.Changes, "diff": p.Diff, "compared": p.Known, "said": p.Said,
			})
		}
		return s.PrintJSON(map[string]any{"preview": frame, "pages": list})
	}
	for _, p := range all {
		fmt.Fprintf(s.Out, "PREVIEW of the %s writeup of %s in %s, revision %d\n\n", p.Mode, p.Case.ID, p.Lang, p.Revision)
		rows := make([][]string, len(p.Checks))
		for i, c := range p.Checks {
			rows[i] = []string{string(c.State), c.Name, wording.Advised(c.Reason, c.Hint)}
		}
		if err := s.Table([]string{"answer", "check", "reason"}, rows); err != nil {
			return err
		}
		fmt.Fprintf(s.Out, "\nfiles that become public: %s\n", wording.Words(p.Names()))
		for _, said := range p.Said {
			fmt.Fprintln(s.Out, wording.OneLine(said))
		}
		for _, c := range p.Changes {
			if p.Revision > 1 && !p.Out && c.Is != "same" {
				fmt.Fprintf(s.Out, "  %s %s\n", c.Is, wording.OneLine(c.File))
			}
		}
		if p.Diff != "" && !p.Out {
			fmt.Fprint(s.Out, "\n"+wording.Block(p.Diff)+"\n")
		}
		fmt.Fprintf(s.Out, "digest: %s\n\n", p.Digest)
	}
	fmt.Fprintf(s.Out, "nothing is published; look at %s\n", wording.OneLine(frame))
	return nil
}

// openLimit is how long the desktop may take to hand a file to the browser.
const openLimit = 10 * time.Second

func openBrowser(ctx context.Context, path string) error {
	program := "xdg-open"
	if runtime.GOOS == "darwin" {
		program = "open"
	}
	found, err := exec.LookPath(program)
	if err != nil {
		return fault.Errorf(fault.Unavailable, "%s is not installed, so no browser was opened: open %s yourself", program, path)
	}
	ctx, cancel := context.WithTimeout(ctx, openLimit)
	defer cancel()
	if err := exec.CommandContext(ctx, found, path).Run(); err != nil { //nolint:gosec // the desktop's own opener, with a file that was just written
		return fault.Errorf(fault.Unavailable, "no browser was opened (%v): open %s yourself", err, path)
	}
	return nil
}
