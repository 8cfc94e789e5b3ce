package gallery

import (
	"fmt"
	"strings"
)

// inWords says what the page changes against the one that is out.
func inWords(p *Page) []string {
	e := &p.Edition
	switch {
	case p.Out:
		return []string{fmt.Sprintf("exactly these files are out already, as revision %d", p.Revision)}
	case p.Revision <= 1:
		return []string{"it is the first revision: no page of the case is out in this language"}
	}
	out := []string{fmt.Sprintf("it takes the place of revision %d", p.Revision-1)}
	if e.Was != "" {
		out = append(out, fmt.Sprintf("the page is %s and was %s", p.Mode, e.Was))
	}
	if e.Withdrawn {
		out = append(out, "it says that the report is withdrawn")
	}
	if e.Entries > 0 {
		out = append(out, plural(e.Entries, "entry of the timeline is new", "entries of the timeline are new"))
	}
	if e.Corrected > 0 {
		out = append(out, plural(e.Corrected, "entry of the timeline was corrected", "entries of the timeline were corrected"))
	}
	if more, less := lines(p.Diff); more+less > 0 {
		out = append(out, plural(more, "line of the text comes", "lines of the text come")+", "+plural(less, "goes", "go"))
	}
	if p.MayRevise() != nil {
		out = append(out, "nothing on record says why it changes: it cannot be published before somebody does")
	}
	for _, why := range e.Reasons {
		out = append(out, "because: "+strings.Join(strings.Fields(why), " "))
	}
	if !p.Known {
		out = append(out, "this version cannot make the files again that are out: compare these with the folder that was published")
	}
	return out
}

// lines counts what a unified difference adds and takes away.
func lines(diff string) (more, less int) {
	for line := range strings.Lines(diff) {
		switch {
		case strings.HasPrefix(line, "+++ "), strings.HasPrefix(line, "--- "):
		case strings.HasPrefix(line, "+"):
			more++
		case strings.HasPrefix(line, "-"):
			less++
		}
	}
	return more, less
}

func plural(n int, one, many string) string {
	if n == 1 {
		return "1 " + one
	}
	return fmt.Sprintf("%d %s", n, many)
}
