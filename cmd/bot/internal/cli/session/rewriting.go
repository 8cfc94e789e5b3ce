package session

import (
	"fmt"
	"strconv"

	"daylight/cmd/bot/internal/cli/wording"
	"daylight/db"
)

// rewriting shows on a terminal how far it is with the rewriting of all cases, and says everywhere where the database
// from before is kept.
func (s *Session) rewriting() func(db.Rewriting) {
	shows := !s.JSON && OnTerminal(s.Err)
	doing := ""
	return func(r db.Rewriting) {
		if shows {
			if doing != "" && doing != r.Doing {
				fmt.Fprintln(s.Err)
			}
			doing = r.Doing
			fmt.Fprint(s.Err, "\r"+rewritingLine(r))
			if r.Ended {
				fmt.Fprintln(s.Err)
			}
		}
		if r.Ended {
			fmt.Fprintf(s.Err, "bot: %s rewritten for this version; the previous database is kept as %s\n",
				wording.Count(r.Total, "case was", "cases were"), r.Saved)
		}
	}
}

func rewritingLine(r db.Rewriting) string {
	if r.Total == 0 {
		return r.Doing
	}
	return r.Doing + " " + grouped(r.Done) + " of " + grouped(r.Total)
}

// grouped writes a number that is not negative with a comma after each three digits.
func grouped(n int) string {
	out := strconv.Itoa(n)
	for i := len(out) - 3; i > 0; i -= 3 {
		out = out[:i] + "," + out[i:]
	}
	return out
}
