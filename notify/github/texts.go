package github

import (
	"fmt"
	"strings"
	"time"

	"daylight/disclosure"
	"daylight/disclosure/civil"
)

// Answer is what an issue is told about one probe. It names an asset by its id within the case only: the address of
// something that is open does not belong into more places than the first report.
type Answer struct {
	Asset    string // A1; "" when the case has one asset
	Verdict  disclosure.Verdict
	Strength disclosure.Strength
	Reason   disclosure.Reason
	At       time.Time
	Nth      int  // closed answers in a row, this one included
	Verified bool // the closure is confirmed already
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
	case a.Verdict == disclosure.Open:
		fmt.Fprintf(&b, "%s **still reachable as of %s**. Our check asked without credentials and was let in.", which, at)
		if a.Reopens {
			b.WriteString(" We opened this issue again, so that it is not lost.")
		}
		b.WriteString(" We go on checking; when something was changed, say `/fixed` and we look at once.")
	case a.Verdict == disclosure.Closed && a.Verified:
		fmt.Fprintf(&b, "%s **still closed as of %s**.", which, at)
	case a.Verdict == disclosure.Closed && a.Strength == disclosure.Weak:
		fmt.Fprintf(&b, "%s **not reachable as of %s**, but the answer does not tell closed from gone (`%s`). "+
			"We look again before we call it closed.", which, at, a.Reason)
	case a.Verdict == disclosure.Closed && a.Nth > 1:
		fmt.Fprintf(&b, "%s **closed in %d answers in a row, the newest as of %s, confirming** (`%s`). More checks follow before we "+
			"call it closed.", which, a.Nth, at, a.Reason)
	case a.Verdict == disclosure.Closed:
		fmt.Fprintf(&b, "**First closed answer as of %s, confirming** (`%s`). %s not called closed before further checks agree; "+
			"they run by themselves.", at, a.Reason, which)
	default:
		fmt.Fprintf(&b, "**Inconclusive as of %s** (`%s`): our check could not tell whether it is closed. "+
			"We look again; nothing has to be done for that.", at, a.Reason)
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

// ClosedText tells an issue that every asset is verified closed, with the dates.
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
		"after the last open check, if there is one, and not after the first closed one.\n\nWe look again after some days and reopen this issue if it is open " +
		"again. Thank you for closing it.")
	return b.String()
}

// PartlyClosedText tells an issue that one of several assets is verified closed.
func PartlyClosedText(asset string, closed civil.When, open []string) string {
	return fmt.Sprintf("Asset %s is **verified closed**, first seen closed %s. Not yet: %s.",
		asset, when(closed), strings.Join(open, ", "))
}

// ReopenedText tells an issue that something closed is open again. Verified says that our own checks had seen it
// closed; otherwise somebody had reported so.
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

// HelpText lists the commands.
func HelpText() string {
	return "Plain comments are read by people. Commands stand at the start of a line of a new comment:\n\n" +
		"- `/ack`: we have seen this and work on it\n" +
		"- `/fixed`: it is closed; please check now\n" +
		"- `/dispute` and why: this is not as you say\n" +
		"- `/help`: this list"
}

// NotAuthorisedText answers a command of somebody who may not give it.
func NotAuthorisedText() string {
	return "Thank you. The comment is on record; commands are only taken from members and collaborators of this repository. " +
		"A person of the team reads it."
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
