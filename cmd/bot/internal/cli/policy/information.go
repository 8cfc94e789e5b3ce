package policy

import (
	"fmt"

	"daylight/cmd/bot/internal/app/desk"
	"daylight/cmd/bot/internal/cli/session"
	"daylight/cmd/bot/internal/cli/wording"
)

// showInformation prints what follows for the vendor from a proof that they were told, if there is one.
func showInformation(s *session.Session, lines []desk.Information) {
	if len(lines) == 0 {
		return
	}
	fmt.Fprintln(s.Out, "\nInformation for the vendor, as facts and not as legal advice")
	for i := range lines {
		fmt.Fprintln(s.Out, "  "+wording.OneLine(lines[i].Text))
	}
}
