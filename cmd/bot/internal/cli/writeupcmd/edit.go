package writeupcmd

import (
	"context"
	"errors"
	"fmt"
	"os"

	"github.com/spf13/cobra"

	"daylight/cmd/bot/internal/app"
	"daylight/cmd/bot/internal/app/author"
	"daylight/cmd/bot/internal/cli/session"
	"daylight/cmd/bot/internal/strictyaml"
	"daylight/disclosure"
	"daylight/disclosure/cite"
	"daylight/disclosure/writeup/prose"
)

func newEdit(s *session.Session) *cobra.Command {
	var in language
	var from string
	cmd := &cobra.Command{
		Use: "edit CASE --lang en|de|fr|es [--from FILE]", Short: "Write or change the text of a page in one language", Args: cobra.ExactArgs(1), ValidArgsFunction: s.CompleteCases,
		Example: "  bot writeup edit DL-2020-0001 --lang de\n  bot writeup edit DL-2020-0001 --lang de --from page.de.md",
		Long: "Write the text of a page in $EDITOR, or bring it from a file (- for standard input). It is one Markdown file with a\n" +
			"heading for each section and fields before the first one. The file that opens explains each of them, and lists\n" +
			"the placeholders by which the page prints dates and durations of the case: {{closure}}, {{days.contact_to_closure}}.\n" +
			"A section without a text keeps what Daylight writes. Each change is a revision; an approval of the page counts for\n" +
			"the text that was approved. A limited page shows only what `limited:` names, the title too: [title, summary, owners].\n" +
			"With mistakes nothing is kept on record, and the file stays where the message says.",
		RunE: func(cmd *cobra.Command, args []string) error {
			if err := in.read(); err != nil {
				return err
			}
			return s.WithDesk(cmd.Context(), func(a *app.App, actor disclosure.Actor) error {
				e := edit{s: s, a: a, actor: actor, id: session.CaseID(args[0]), lang: in.lang}
				return e.run(cmd.Context(), from)
			})
		},
	}
	in.flag(cmd, "en")
	cmd.Flags().StringVar(&from, "from", "", "the text: a file, or - for standard input")
	return cmd
}

// edit is one change of a text.
type edit struct {
	s     *session.Session
	a     *app.App
	actor disclosure.Actor
	id    disclosure.CaseID
	lang  string
}

func (e *edit) run(ctx context.Context, from string) error {
	was, err := author.Begin(ctx, e.a.Desk, e.id, e.lang)
	if err != nil {
		return err
	}
	if from != "" {
		text, err := e.s.ReadText(from, prose.MaxFile)
		if err != nil {
			return err
		}
		return e.keep(ctx, &was, text)
	}
	path, err := session.TextFile("daylight-page-"+e.lang+"-*.md", was.Text)
	if err != nil {
		return err
	}
	if err := e.edit(ctx, &was, path); err != nil {
		return fmt.Errorf("%w\nnothing was kept on record; your text is in %s: mend it and give it with --from", err, path)
	}
	return os.Remove(path)
}

// edit opens the editor until the text has no mistakes or nobody goes on.
func (e *edit) edit(ctx context.Context, was *author.Revision, path string) error {
	for {
		if err := e.s.EditFile(ctx, path, "--from"); err != nil {
			return err
		}
		text, err := e.s.ReadText(path, prose.MaxFile)
		if err == nil {
			err = e.keep(ctx, was, text)
		}
		if _, mend := errors.AsType[*strictyaml.MistakesError](err); !mend || !session.OnTerminal(e.s.Err) {
			return err
		}
		fmt.Fprintln(e.s.Err, "bot: "+err.Error())
		if e.s.Confirm("Open the editor again?", false) != nil {
			return err
		}
	}
}

// keep puts a text on record, unless it is the one that is there.
func (e *edit) keep(ctx context.Context, was *author.Revision, text string) error {
	if author.Same(was.Text, text) {
		fmt.Fprintln(e.s.Err, "bot: nothing changed")
		return e.tell(was, nil)
	}
	now, findings, err := author.Revise(ctx, e.a.Desk, e.actor, e.id, e.lang, was.Number, text)
	if err != nil {
		return err
	}
	return e.tell(&now, findings)
}

func (e *edit) tell(now *author.Revision, findings []cite.Finding) error {
	if e.s.JSON {
		if findings == nil {
			findings = []cite.Finding{}
		}
		return e.s.PrintJSON(map[string]any{"case": e.id, "lang": now.Lang, "revision": now.Number, "findings": findings})
	}
	if now.Number == 0 {
		return nil
	}
	e.s.Line(fmt.Sprintf("%s: text of the page in %s, revision %d", e.id, now.Lang, now.Number))
	for _, f := range findings {
		word := "worth a look"
		if f.Wrong {
			word = "the gate refuses"
		}
		e.s.Line("  " + word + ": " + f.String())
	}
	return nil
}
