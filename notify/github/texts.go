package github

import (
	"slices"
	"strconv"
	"strings"
	"time"

	"daylight/disclosure"
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

// answer renders the answer as Markdown.
func (t tongue) answer(a *Answer) string {
	say := func(key string) string {
		return t.say(key, "which", t.which(a.Asset), "at", utc(a.At), "reason", string(a.Reason), "n", strconv.Itoa(a.Nth))
	}
	switch {
	case a.Verdict == observed.Open:
		text := say("open")
		if a.Reopens {
			text += say("open_reopens")
		}
		return text + say("open_goes_on")
	case a.Verdict == observed.Closed && a.Doubted:
		return say("doubted")
	case a.Verdict == observed.Closed && a.Verified:
		return say("still_closed")
	case a.Verdict == observed.Closed && a.Strength == observed.Weak:
		return say("weak")
	case a.Verdict == observed.Closed && a.Nth > 1:
		return say("confirming")
	case a.Verdict == observed.Closed:
		return say("first_closed")
	default:
		return say("inconclusive")
	}
}

// which is an asset as the subject of a sentence.
func (t tongue) which(asset string) string {
	if asset == "" {
		return t.say("which_one")
	}
	return t.say("which", "asset", asset)
}

// AssetDates are the dates of one closed asset.
type AssetDates struct {
	Asset     string // "" when the case has one asset
	LastOpen  time.Time
	Closed    civil.When
	Contacted civil.When
}

// closed is the comment for an issue whose assets are all verified closed, with the dates.
func (t tongue) closed(assets []AssetDates) string {
	var b strings.Builder
	b.WriteString(t.say("verified") + "\n\n| | |\n|---|---|\n")
	for _, a := range assets {
		name := ""
		if a.Asset != "" {
			name = t.say("of_asset", "asset", a.Asset)
		}
		row := func(key, value string) { b.WriteString("| " + t.say(key) + name + " | " + value + " |\n") }
		lastOpen := t.say("not_by_us")
		if !a.LastOpen.IsZero() {
			lastOpen = utc(a.LastOpen)
		}
		row("row_contact", t.when(a.Contacted))
		row("row_open", lastOpen)
		row("row_closed", t.when(a.Closed))
		if s, ok := civil.SpanBetween(a.Contacted, a.Closed); ok {
			row("row_took", t.days(s))
		}
	}
	return b.String() + "\n" + t.say("verified_note") + "\n\n" + t.say("verified_thanks")
}

// partlyClosed is the comment on a verified closure of one of several assets.
func (t tongue) partlyClosed(asset string, closed civil.When, open []string) string {
	return t.say("partly", "asset", asset, "at", t.when(closed), "left", strings.Join(open, ", "))
}

// reopened is the comment on a closed asset that is open again. verified means that our own checks had confirmed
// the closure; otherwise it was only reported.
func (t tongue) reopened(asset string, at time.Time, verified bool) string {
	key := "reopened"
	if !verified {
		key = "reopened_reported"
	}
	return t.say(key, "which", t.which(asset), "at", utc(at))
}

// help lists the commands, and refers to the page.
func (t tongue) help(p Page) string {
	var b strings.Builder
	b.WriteString(t.say("help") + "\n\n")
	for _, w := range slash.Words() {
		b.WriteString("- `" + w.Usage() + "`: " + t.say("help_"+string(w)) + "\n")
	}
	return strings.TrimRight(b.String(), "\n") + t.page(p)
}

// page refers to the page, as a paragraph of its own.
func (t tongue) page(p Page) string {
	if p == "" {
		return ""
	}
	return "\n\n" + t.say("page", "page", string(p))
}

// mend answers a command that there is not with the right word, and one that lacks something with what that is. What was written
// is one short word behind a slash.
func (t tongue) mend(o slash.Order, p Page) string {
	switch o.Lacks {
	case slash.LacksDate:
		return t.say("lacks_date", "usage", slash.Fixing.Usage())
	case slash.PastDate:
		return t.say("past_date")
	case slash.LacksDays, slash.LacksWhy:
		return t.say("lacks_days", "usage", slash.Extend.Usage())
	case slash.LacksAddr:
		return t.say("lacks_address", "usage", slash.Contact.Usage())
	case slash.NoLack:
	}
	if o.Near != "" {
		return t.say("near", "typed", o.As, "near", string(o.Near), "usage", o.Near.Usage()) + t.page(p)
	}
	return t.say("no_command", "typed", o.As) + "\n\n" + t.help(p)
}

// closedBy is our word where somebody closed an issue whose report is not done. claimed says that they speak for the
// other side, so that the closing is on record as a claim.
func (t tongue) closedBy(login string, claimed, reopens bool) string {
	if claimed {
		return t.say("closing_claimed")
	}
	text := t.say("closing_by", "who", quoted(login))
	if reopens {
		text += t.say("closing_reopens")
	}
	return text + t.say("closing_say")
}

// comment completes a text with the footer and the marker.
func (t tongue) comment(text, marker string) string {
	return text + "\n\n<sub>" + t.say("footer") + "</sub>\n\n" + markerLine(marker)
}

func utc(t time.Time) string { return t.UTC().Format("2006-01-02 15:04 UTC") }

func (t tongue) when(w civil.When) string {
	if at, ok := w.Instant(); ok {
		return utc(at)
	}
	if w.IsZero() {
		return t.say("unknown")
	}
	return w.String()
}

func (t tongue) days(s civil.Span) string {
	if !s.Exact {
		return t.say("between", "from", t.plural(s.MinDays, "day"), "to", t.plural(s.MaxDays, "day"))
	}
	return t.plural(s.Days, "day") + " (" + t.plural(s.WorkingDays, "working_day") + ")"
}

func (t tongue) plural(n int, unit string) string {
	if n != 1 {
		unit += "s"
	}
	return t.say(unit, "n", strconv.Itoa(n))
}

// tongue is the language of the short replies in an issue: each text by its name, with the words in braces still to be filled in.
type tongue map[string]string

// tongues are the languages of the replies, which are those of the issue's own text.
func tongues() []string { return []string{"en", "de", "fr"} }

// tongueOf is a language by its code, English for another one.
func tongueOf(lang string) tongue {
	switch lang, _, _ := strings.Cut(strings.ToLower(lang), "-"); lang {
	case "de":
		return german()
	case "fr":
		return french()
	default:
		return english()
	}
}

// tongueFor is the language in which the issue was written, else the one that its party prefers.
func tongueFor(c *disclosure.Case, t disclosure.Tracked) tongue { return tongueOf(langFor(c, t)) }

func langFor(c *disclosure.Case, t disclosure.Tracked) string {
	if m, ok := c.Message(t.Marker); ok && t.Marker != "" {
		if d, ok := c.Draft(m.Draft); ok && slices.Contains(tongues(), d.Lang) {
			return d.Lang
		}
	}
	p, _ := c.Party(t.Role, t.Name)
	return p.Language
}

// say fills in a text: pairs are names and what stands for them.
func (t tongue) say(key string, pairs ...string) string {
	for i := 0; i+1 < len(pairs); i += 2 {
		pairs[i] = "{" + pairs[i] + "}"
	}
	return strings.NewReplacer(pairs...).Replace(t[key])
}
