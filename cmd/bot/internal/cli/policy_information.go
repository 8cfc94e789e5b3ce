package cli

import (
	"fmt"

	"daylight/cmd/bot/internal/app"
)

// showInformation prints what follows for the vendor from a proof that they were told, if there is one.
func (s *session) showInformation(lines []app.Information) {
	if len(lines) == 0 {
		return
	}
	fmt.Fprintln(s.Out, "\nInformation for the vendor, as facts and not as legal advice")
	for i := range lines {
		fmt.Fprintln(s.Out, "  "+oneLine(lines[i].Text))
	}
}
