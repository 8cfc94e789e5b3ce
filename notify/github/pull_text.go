package github

import (
	"fmt"
	"strings"
)

// The texts of a pull request say nothing that its files do not say, besides that the gate has passed: no target, no reason, no
// address of anybody. Whoever reads the site may read them.

func (p *Pull) title() string {
	if p.Review {
		return "Not approved yet: " + p.heading()
	}
	return p.heading()
}

func (p *Pull) heading() string {
	return fmt.Sprintf("Publish %s (%s, %s)", p.Case, p.Mode, p.Lang)
}

// said names what was approved.
func (p *Pull) said() string {
	return fmt.Sprintf("Revision %d of the page. Digest of the files that were approved: %s", p.Revision, p.Digest)
}

// shown names what lies there for a review.
func (p *Pull) shown() string {
	return fmt.Sprintf("Revision %d of the page. Digest of its files: %s", p.Revision, p.Digest)
}

// commitText stays with the commit whatever becomes of the request, so it does not say whether it was approved yet.
func (p *Pull) commitText() string {
	if p.Review {
		return p.heading() + "\n\n" + p.shown()
	}
	return p.heading() + "\n\n" + p.said()
}

// text is the body of the pull request; its marker is the last line.
func (p *Pull) text(repo string) string {
	var b strings.Builder
	if p.Review {
		fmt.Fprintf(&b, "**Not approved yet: do not merge.** %s\n\nThe page is the %s report of %s. One person asked for it, and the gate of the team lacks "+
			"nothing but the approval of a second person. An approving review of this very commit is that approval, where it is by somebody whose account "+
			"the team has on its list and accepted, and who is not the first person. No other review counts. Once it counts, this text says so.\n\nWhat the gate has passed:\n\n",
			p.shown(), p.Mode, p.Case)
	} else {
		fmt.Fprintf(&b, "%s\n\nThe page is the %s report of %s. Two people, or one where the rules of the team say so, approved exactly these files, "+
			"and the gate of the team has passed:\n\n", p.said(), p.Mode, p.Case)
	}
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
