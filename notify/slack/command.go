package slack

import (
	"context"
	"fmt"
	"strconv"
	"strings"

	"daylight/disclosure"
	"daylight/disclosure/fault"
	"daylight/disclosure/ledger"
	"daylight/disclosure/pattern"
	"daylight/disclosure/spelling"
)

// maxCommand bounds the text after the command, in bytes.
const maxCommand = 1000

// caseForm is a case id as people type it: in any case of letters, with or without leading zeros.
var caseForm = pattern.New(`^([A-Za-z][A-Za-z0-9]{0,15})-([0-9]{4})-([0-9]{1,6})$`)

// typed is a command as somebody typed it.
type typed struct {
	Word string // lower case; "" for the bare command
	Args []string
}

// readCommand splits the text of a command. Quotes hold words together, curly ones too, as phones write them.
func readCommand(text string) (typed, error) {
	if len(text) > maxCommand {
		return typed{}, fault.Errorf(fault.Invalid, "that is too long for a command: %d characters at most", maxCommand)
	}
	var words []string
	var b strings.Builder
	quoted, started := false, false
	for _, r := range text {
		switch {
		case r == '"' || r == '“' || r == '”':
			quoted, started = !quoted, true
		case !quoted && (r == ' ' || r == '\t' || r == '\n' || r == '\r' || r == '\u00a0'):
			if started {
				words = append(words, b.String())
				b.Reset()
			}
			started = false
		default:
			b.WriteRune(r)
			started = true
		}
	}
	if quoted {
		return typed{}, fault.Errorf(fault.Invalid, "a quotation mark is not closed: close it or leave it out")
	}
	if started {
		words = append(words, b.String())
	}
	if len(words) == 0 {
		return typed{}, nil
	}
	return typed{Word: strings.ToLower(words[0]), Args: words[1:]}, nil
}

// readCaseID reads a case id as people type it: dl-2020-1 is DL-2020-0001.
func readCaseID(s string) (disclosure.CaseID, error) {
	m := caseForm.FindStringSubmatch(strings.Trim(s, "`*_ "))
	if m == nil {
		return "", fault.Errorf(fault.Invalid, "%s is not a case id: write it as DL-2020-0001", strconv.Quote(cutBytes(s, 40)))
	}
	n, err := strconv.Atoi(m[3])
	if err != nil {
		return "", fault.Errorf(fault.Invalid, "%q has no number", m[0])
	}
	return disclosure.CaseID(fmt.Sprintf("%s-%s-%04d", strings.ToUpper(m[1]), m[2], n)), nil
}

// closest returns the word that was probably meant, "" if none is near.
func closest(got string, words []string) string {
	best, bestAt := "", 3 // at most two typing errors
	for _, w := range words {
		if len(got) >= 2 && strings.HasPrefix(w, got) {
			return w
		}
		if d := spelling.Distance(cutBytes(got, 40), w); d < bestAt && d < len(w) {
			best, bestAt = w, d
		}
	}
	return best
}

// readFilter reads the words of a list: open, all, overdue, vendor:x and everything else as a search.
func (a *App) readFilter(args []string) ledger.Filter {
	var f ledger.Filter
	var query []string
	for _, arg := range args {
		lower := strings.ToLower(arg)
		switch {
		case lower == "open":
			f.All = false
		case lower == "all":
			f.All = true
		case lower == "closed":
			f.Work = disclosure.WorkClosed
		case lower == "overdue":
			f.Overdue = a.opts.Clock()
		case strings.HasPrefix(lower, "vendor:"):
			f.Vendor = arg[len("vendor:"):]
		default:
			query = append(query, arg)
		}
	}
	f.Query = strings.Join(query, " ")
	return f
}

// lookedThrough is how many cases are compared with an id that nobody knows.
const lookedThrough = 500

// nearest says which case was probably meant by a command that names none that its person may see; "" where nothing is near.
func (a *App) nearest(ctx context.Context, c call, err error) string {
	code := fault.CodeOf(err)
	if c.Type != interactionCommand || code != fault.NotFound && code != fault.Invalid {
		return ""
	}
	found, failed := a.ports.Cases.List(ctx, ledger.Filter{All: true, Limit: lookedThrough})
	if failed != nil {
		return ""
	}
	for _, arg := range c.Args {
		arg = strings.ToUpper(cutBytes(arg, 40))
		if id, err := readCaseID(arg); err == nil {
			arg = string(id) // with its leading zeros
		}
		best, bestAt, several := "", 3, false // at most two typing errors
		for i := range found {
			switch d := spelling.Distance(arg, string(found[i].ID)); {
			case d == 0:
				return "" // it is there: something else is wrong
			case d < bestAt:
				best, bestAt, several = string(found[i].ID), d, false
			case d == bestAt:
				several = true
			}
		}
		if best != "" && !several {
			return "\nDid you mean *" + safe(best) + "*?"
		}
	}
	return ""
}
