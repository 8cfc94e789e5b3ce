package github

import (
	"fmt"
	"strings"
	"time"

	"daylight/disclosure/civil"
	"daylight/disclosure/observed"
	"daylight/disclosure/slash"
)

// Answer is the comment on one probe. It names an asset only by its id within the case: the address of an open asset
// should appear nowhere but in the first report.
type Answer struct {
	Asset    string // A1; "" when the case has one asset
	Verdict  observed.Verdict
	Strength observed.Strength
	Reason   observed.Reason
	At       time.Time
	Nth      int  // closed answers in a row, this one included
	Verified bool // the closure is confirmed already
	Doubted  bool // no check of ours ever saw it open
	Reopens  bool // the issue was closed and is opened again with this answer
}

// Markdown renders the answer.
func (a Answer) Markdown() string {
	at := utc(a.At)
	which := "It is"
	if a.Asset != "" {
		which = "Asset " + a.Asset + " is"
	}
	var b strings.Builder
	switch {
	case a.Verdict == observed.Open:
		fmt.Fprintf(&b, "%s **still reachable as of %s**. Our check asked without credentials and was let in.", which, at)
		if a.Reopens {
			b.WriteString(" We opened this issue again, so that it is not lost.")
		}
		b.WriteString(" We keep checking. If you have changed something, comment `/fixed` and we check at once.")
	case a.Verdict == observed.Closed && a.Doubted:
		fmt.Fprintf(&b, "%s **not open as of %s** (`%s`). None of our checks saw it open, so one of us looks whether the address is right.",
			which, at, a.Reason)
	case a.Verdict == observed.Closed && a.Verified:
		fmt.Fprintf(&b, "%s **still closed as of %s**.", which, at)
	case a.Verdict == observed.Closed && a.Strength == observed.Weak:
		fmt.Fprintf(&b, "%s **not reachable as of %s**, but the answer does not show whether it was closed or is only down (`%s`). "+
			"We will check again before we call it closed.", which, at, a.Reason)
	case a.Verdict == observed.Closed && a.Nth > 1:
		fmt.Fprintf(&b, "%s **closed in %d answers in a row, the newest as of %s, confirming** (`%s`). More checks follow before we "+
			"call it closed.", which, a.Nth, at, a.Reason)
	case a.Verdict == observed.Closed:
		fmt.Fprintf(&b, "**First closed answer as of %s, confirming** (`%s`). %s not called closed until further checks agree; "+
			"they run automatically.", at, a.Reason, which)
	default:
		fmt.Fprintf(&b, "**Inconclusive as of %s** (`%s`): our check could not tell whether it is closed. "+
			"We will check again; you do not have to do anything.", at, a.Reason)
	}
	return b.String()
}

// AssetDates are the dates of one closed asset.
type AssetDates struct {
	Asset     string // "" when the case has one asset
	LastOpen  time.Time
	Closed    civil.When
	Contacted civil.When
}

// ClosedText is the comment for an issue whose assets are all verified closed, with the dates.
func ClosedText(assets []AssetDates) string {
	var b strings.Builder
	b.WriteString("**Verified closed.** Our own checks agree, so this issue is closed.\n\n| | |\n|---|---|\n")
	for _, a := range assets {
		name := ""
		if a.Asset != "" {
			name = " (asset " + a.Asset + ")"
		}
		lastOpen := "not by our checks"
		if !a.LastOpen.IsZero() {
			lastOpen = utc(a.LastOpen)
		}
		row(&b, "First contact"+name, when(a.Contacted))
		row(&b, "Last seen open"+name, lastOpen)
		row(&b, "First seen closed"+name, when(a.Closed))
		if s, ok := civil.SpanBetween(a.Contacted, a.Closed); ok {
			row(&b, "From first contact to closure"+name, days(s))
		}
	}
	b.WriteString("\nDays are civil days, the first one not counted; working days are Monday to Friday. The exposure ended " +
		"after the last open check, if there is one, and not after the first closed one.\n\nWe will check again in a few days and reopen this issue if it is open " +
		"again. Thank you for closing it.")
	return b.String()
}

// PartlyClosedText is the comment on a verified closure of one of several assets.
func PartlyClosedText(asset string, closed civil.When, open []string) string {
	return fmt.Sprintf("Asset %s is **verified closed**, first seen closed %s. Not yet: %s.",
		asset, when(closed), strings.Join(open, ", "))
}

// ReopenedText is the comment on a closed asset that is open again. verified means that our own checks had confirmed
// the closure; otherwise it was only reported.
func ReopenedText(asset string, at time.Time, verified bool) string {
	which := "It is"
	if asset != "" {
		which = "Asset " + asset + " is"
	}
	if !verified {
		return fmt.Sprintf("%s **reachable as of %s**, although it was reported closed. We opened this issue again.", which, utc(at))
	}
	return fmt.Sprintf("%s **reachable again as of %s**, after it was verified closed. We opened this issue again.", which, utc(at))
}

// HelpText lists the commands, and refers to the page.
func HelpText(p Page) string {
	says := map[slash.Word]string{
		slash.Ack: "we have seen this and are working on it", slash.Fixed: "it is closed; please check now", slash.Recheck: "please check now; this claims nothing",
		slash.Fixing: "the day by which it will be closed", slash.Extend: "how many more days you ask for, and why; a person decides",
		slash.NeedInfo: "you have a question; a person answers", slash.Dispute: "we disagree with the report, and why",
		slash.Contact: "who else to write to", slash.Stop: "stop your checks", slash.Help: "this list",
	}
	var b strings.Builder
	b.WriteString("People read plain comments. A command stands on a line of its own, in a new comment:\n\n")
	for _, w := range slash.Words() {
		fmt.Fprintf(&b, "- `%s`: %s\n", w.Usage(), says[w])
	}
	return strings.TrimRight(b.String(), "\n") + p.line()
}

// MendText answers a command that there is not with the right word, and one that lacks something with what that is. What was written
// is one short word behind a slash.
func MendText(o slash.Order, p Page) string {
	switch o.Lacks {
	case slash.LacksDate:
		return "`/fixing` needs the day by which it will be closed, such as `/fixing 2026-12-24`. The command was not acted upon."
	case slash.PastDate:
		return "The day behind `/fixing` has passed. If it is closed, write `/fixed`, and we check at once; else name a day that lies ahead."
	case slash.LacksDays, slash.LacksWhy:
		return "`/extend` needs a number of days, at most 365, and a reason, such as `" + slash.Extend.Usage() + "`. The command was not acted upon."
	case slash.LacksAddr:
		return "`/contact` needs an address, such as `" + slash.Contact.Usage() + "`. The command was not acted upon."
	case slash.NoLack:
	}
	if o.Near != "" {
		return "`" + o.As + "` was not acted upon. If you mean `/" + string(o.Near) + "`, please write `" + o.Near.Usage() + "` on a line of its own in a new comment; `/help` lists all commands." + p.line()
	}
	return "There is no command `" + o.As + "`, so it was not acted upon.\n\n" + HelpText(p)
}

// NotAskedText answers a request for a check where our checks do not ask at the moment.
func NotAskedText() string {
	return "Your comment is on record. Our checks do not ask by themselves at the moment, so a person looks at it: " +
		"until our own checks agree, we do not call it closed."
}

// ClosedByText is our word where somebody closed an issue whose report is not done. claimed says that they speak for the
// other side, so that the closing is on record as a claim.
func ClosedByText(login string, claimed, reopens bool) string {
	if claimed {
		return "The closing of this issue is on record. Our checks do not ask by themselves at the moment, so a person looks at it: " +
			"until our own checks agree, we do not call it closed."
	}
	text := quoted(login) + " closed this issue. Our own checks have not confirmed that everything reported here is closed."
	if reopens {
		text += " We opened the issue again, so that it is not lost."
	}
	return text + " When something was changed, whoever speaks for the other side can say `/fixed`, and we look at once."
}

// comment completes a text with the footer and the marker.
func comment(text, marker string) string {
	return text + "\n\n<sub>Written by Daylight for the team that reported this. To answer, write a comment; " +
		"`/help` lists commands.</sub>\n\n" + markerLine(marker)
}

func row(b *strings.Builder, name, value string) { fmt.Fprintf(b, "| %s | %s |\n", name, value) }

func utc(t time.Time) string { return t.UTC().Format("2006-01-02 15:04 UTC") }

func when(w civil.When) string {
	if t, ok := w.Instant(); ok {
		return utc(t)
	}
	if w.IsZero() {
		return "unknown"
	}
	return w.String()
}

func days(s civil.Span) string {
	if !s.Exact {
		return fmt.Sprintf("between %s and %s", plural(s.MinDays, "day"), plural(s.MaxDays, "day"))
	}
	return fmt.Sprintf("%s (%s)", plural(s.Days, "day"), plural(s.WorkingDays, "working day"))
}

func plural(n int, unit string) string {
	if n == 1 {
		return "1 " + unit
	}
	return fmt.Sprintf("%d %ss", n, unit)
}
