package github

import (
	"fmt"
	"strings"
)

// The texts of a pull request say nothing that its files do not say, besides that the gate has passed: no target, no reason, no
// address of anybody. Whoever reads the site may read them.

func (p *Pull) title() string {
	return fmt.Sprintf("Publish %s (%s, %s)", p.Case, p.Mode, p.Lang)
}

// said names what was approved.
func (p *Pull) said() string {
	return fmt.Sprintf("Revision %d of the page. Digest of the files that were approved: %s", p.Revision, p.Digest)
}

// text is the body of the pull request; its marker is the last line.
func (p *Pull) text(repo string) string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s\n\nThe page is the %s report of %s. Two people, or one where the rules of the team say so, approved exactly these files, "+
		"and the gate of the team has passed:\n\n", p.said(), p.Mode, p.Case)
	for _, name := range p.Checks {
		fmt.Fprintf(&b, "- [x] %s\n", name)
	}
	b.WriteString("\nFiles:\n\n")
	for _, name := range p.names() {
		fmt.Fprintf(&b, "- `%s`\n", name)
	}
	b.WriteString("\nWhoever changes a file here changes what was approved: approve it anew and let a new request be opened.\n\n")
	b.WriteString(markerLine(p.marker(repo)))
	return b.String()
}
