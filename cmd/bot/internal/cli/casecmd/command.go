// Package casecmd is `bot case`: record, import, find, show, correct, export, close, reopen and stop cases, and confirm their history.
//
// What is done about a case between its record and its end has nouns of its own, such as draft, probe and publish. No
// rule of a case lives here: a command reads its flags, calls the desk and prints.
package casecmd

import (
	"github.com/spf13/cobra"

	"daylight/cmd/bot/internal/cli/session"
)

// Command returns `bot case` with its verbs.
func Command(s *session.Session) *cobra.Command {
	cmd := &cobra.Command{Use: "case", Short: "Record, find, show and close cases"}
	cmd.AddCommand(newCreate(s), newShow(s), newList(s), newSearch(s), newImport(s), newExport(s),
		newEdit(s), newAssign(s), newClose(s), newReject(s), newDuplicate(s), newHandover(s), newReopen(s), newStop(s), newConfirmHistory(s),
		newRestrict(s), newRecover(s), newReaders(s), newClearLegal(s), newProtect(s))
	return cmd
}
