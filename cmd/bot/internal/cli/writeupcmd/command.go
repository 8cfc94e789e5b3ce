// Package writeupcmd is `bot writeup`: write the text of a page in each language, look at its revisions, and say which words of
// others it may quote.
//
// Whether a page may go out is `bot publish`. What a text may hold is package prosefile's matter and how it is kept that of author:
// a command reads its flags, calls them and prints.
package writeupcmd

import (
	"fmt"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"daylight/cmd/bot/internal/cli/session"
	"daylight/disclosure"
	"daylight/disclosure/fault"
	"daylight/templates"
)

// Command returns `bot writeup` with its verbs.
func Command(s *session.Session) *cobra.Command {
	cmd := &cobra.Command{Use: "writeup", Short: "Write the text of a page, and allow quotes"}
	cmd.AddCommand(newEdit(s), newShow(s), newLog(s), newDiff(s), newQuote(s))
	return cmd
}

// language is the flag for the language of a text.
type language struct{ lang string }

func (l *language) flag(cmd *cobra.Command, otherwise string) {
	cmd.Flags().StringVar(&l.lang, "lang", otherwise, "language of the text: "+strings.Join(templates.PageLanguages(), ", "))
	session.Offer(cmd, "lang", templates.PageLanguages())
}

func (l *language) read() error {
	if !slices.Contains(templates.PageLanguages(), l.lang) {
		return fault.Errorf(fault.Invalid, "there is no page in %q: write --lang with one of %s", l.lang, strings.Join(templates.PageLanguages(), ", "))
	}
	return nil
}

// page names a text for a person.
func page(id disclosure.CaseID, lang string, number int) string {
	return fmt.Sprintf("the text of %s in %s, revision %d", id, lang, number)
}
