package slack

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	slackapi "github.com/slack-go/slack"

	"daylight/disclosure"
	"daylight/disclosure/agenda"
	"daylight/disclosure/civil"
	"daylight/disclosure/milestone"
	"daylight/disclosure/outreach"
	"daylight/disclosure/pattern"
	"daylight/disclosure/timeline"
	"daylight/notify/slack/form"
)

// cardData is everything that a card shows. The same data gives the same card.
type cardData struct {
	Case      *disclosure.Case
	Headline  string
	Held      []string // what is due of which no message came, and why
	Readers   []form.Reader
	Now       time.Time
	Zone      *time.Location
	IssueBase string
	Addresses bool // the channel may show addresses of recipients
}

// renderCard renders the live card of a case and its one-line text for notifications.
func renderCard(d cardData) (text string, blocks []slackapi.Block) {
	k := d.Case
	v := veilFor(k, d.Addresses)
	hide := func(s string, n int) string { return v.show(oneLine(s), n) }
	vendor := cmp.Or(vendorsOf(k, hide), "vendor unknown")
	header := cutRunes(safeUpTo(string(k.ID), 40)+" · "+vendor, maxHeader)
	var fields []*slackapi.TextBlockObject
	for _, f := range d.fields(hide) {
		fields = append(fields, field(f.Name, f.Text))
	}
	if issue := d.issue(v); issue != "" {
		fields = append(fields, field("Issue", issue))
	}
	blocks = []slackapi.Block{
		slackapi.NewHeaderBlock(plain(header)),
		section(hide(k.Title, 300)),
		slackapi.NewSectionBlock(nil, fields, nil),
	}
	blocks = append(blocks, d.decisions()...)
	blocks = append(blocks, readerBlocks(k, d.Readers, v)...)
	blocks = append(blocks, d.drafts()...)
	blocks = append(blocks, d.buttons(),
		slackapi.NewContextBlock("", markdown("updated "+stampIn(k.UpdatedAt, d.Zone)+" · recorded by "+hide(k.Author, 80)+" · "+strconv.Itoa(k.Version)+" entries")))
	return header + ": " + hide(d.headline(), 200), blocks
}

func (d cardData) headline() string { return cmp.Or(d.Headline, string(d.Case.Work)) }

// fields are what the card says of the case, without links.
func (d cardData) fields(hide func(s string, n int) string) []Field {
	out := []Field{
		{"State", hide(d.headline(), 300)},
		{"Exposure", d.exposure()},
		{"Contact started", whenOr(d.Case.FirstContact, "not yet")},
		{"Open for", d.openFor()},
		{"Deadline", d.deadline()},
		{"Next", d.next()},
	}
	if held := d.held(); held != "" {
		out = append(out, Field{"No draft yet", hide(held, 600)})
	}
	return out
}

func field(name, text string) *slackapi.TextBlockObject {
	return markdown("*" + name + "*\n" + cutRunes(text, maxField-40))
}

// openFor counts civil days since discovery, to the closure of all assets or to our newest open answer.
func (d cardData) openFor() string {
	k := d.Case
	h := milestone.Of(k)
	closed := h.Closure()
	if closed.IsZero() || k.ExposureState() != disclosure.ExposureClosed {
		return timeline.SightOf(k, d.Now.In(d.Zone)).OpenFor(h.Discovered())
	}
	s, ok := milestone.Between(h.Discovered(), closed.Moment)
	switch {
	case !ok:
		return "unknown"
	case !s.Exact:
		return fmt.Sprintf("%d to %d days", s.MinDays, s.MaxDays) + d.limits()
	default:
		return days(s.Days) + ", until " + closed.At.String() + d.limits()
	}
}

// limits says what a closure leaves out.
func (d cardData) limits() string {
	if slices.ContainsFunc(d.Case.Assets, func(a disclosure.Asset) bool { return a.ListingOnly() && a.Closure.Verified }) {
		return " (listing only: objects were not asked for)"
	}
	return ""
}

func days(n int) string {
	if n == 1 {
		return "1 day"
	}
	return fmt.Sprintf("%d days", n)
}

// deadline is the nearest clock that still runs, as lists show it.
func (d cardData) deadline() string {
	next, what := agenda.Nearest(d.Case)
	switch what {
	case "":
		return "none"
	case outreach.UntoldClause:
		day, ends, _ := outreach.Untold(d.Case, d.Zone)
		next, what = disclosure.Clock{Due: day.When(), Zone: d.Zone.String()}, "nobody was told yet"
		if !d.Now.Before(ends) {
			next.State = disclosure.ClockOverdue
		}
	}
	out := next.Text() + " (" + safeUpTo(strings.ReplaceAll(what, "_", " "), 120)
	if next.State == disclosure.ClockOverdue {
		out += ", overdue"
	}
	return out + ")"
}

// Steps that have a button of their own on the card.
const (
	nextContact = "find a contact"
	nextClose   = "close the case"
)

// next says what the case waits for. The first condition that holds decides.
func (d cardData) next() string {
	k := d.Case
	switch k.Work {
	case disclosure.WorkClosed, disclosure.WorkRejected, disclosure.WorkDuplicate, disclosure.WorkHandedOver:
		return "nothing, the case is " + strings.ReplaceAll(string(k.Work), "_", " ")
	case disclosure.WorkDraft, disclosure.WorkActive:
	}
	for _, m := range k.Messages {
		if m.State == disclosure.MessageUncertain {
			return "decide whether a message to the " + safeUpTo(string(m.Role), 40) + " arrived"
		}
	}
	for i, m := range k.Messages {
		later := slices.ContainsFunc(k.Messages[i+1:], func(n disclosure.Message) bool { return n.Role == m.Role })
		if m.State == disclosure.MessageFailed && !later {
			return "a message to the " + safeUpTo(string(m.Role), 40) + " failed: find another way"
		}
	}
	if draft := nextDraft(k); draft != "" {
		return draft
	}
	if len(firstContacts(k)) > 0 {
		return "draft the first contact"
	}
	if k.FirstContact.IsZero() {
		for _, m := range k.Messages {
			if m.State == disclosure.MessageQueued {
				return "wait for the delivery of the first message"
			}
		}
		return nextContact
	}
	open, suspected := 0, 0
	for _, a := range k.Assets {
		switch a.Exposure {
		case disclosure.ExposureClosed, disclosure.ExposureDestroyed, disclosure.ExposureUnreachable, disclosure.ExposureAttested:
		case disclosure.ExposureSuspected:
			suspected++
		case disclosure.ExposureUnconfirmed, disclosure.ExposureNotSeenOpen, disclosure.ExposureOpen, disclosure.ExposureReopened,
			disclosure.ExposureUnverifiable:
			open++
		}
	}
	switch {
	case open > 0:
		return "wait for the vendor, or follow up"
	case suspected > 0:
		return "wait for the probes that confirm the closure"
	case k.Publication == disclosure.PublicationFull || k.Publication == disclosure.PublicationCorrected:
		return nextClose
	case len(headsUpContacts(k)) > 0:
		return "tell the vendor that it will be published"
	default:
		return "publish"
	}
}

// issueForm is a reference to an issue: owner/repo#number.
var issueForm = pattern.New(`^([A-Za-z0-9][A-Za-z0-9-]{0,38})/([A-Za-z0-9._-]{1,100})#([0-9]{1,10})$`)

func (d cardData) issue(v veil) string {
	if len(d.Case.Issues) == 0 {
		return ""
	}
	i := d.Case.Issues[len(d.Case.Issues)-1]
	text := v.show(oneLine(i.Ref), 150)
	if issueForm.MatchString(i.Ref) { // the repository is a contact's address, and the link has it anyway
		text = veilFor(d.Case, true).show(i.Ref, 150)
	}
	if m := issueForm.FindStringSubmatch(i.Ref); m != nil {
		text = "<" + strings.TrimSuffix(d.IssueBase, "/") + "/" + m[1] + "/" + m[2] + "/issues/" + m[3] + "|" + text + ">"
	}
	if i.Closed {
		text += " (closed)"
	}
	return text
}

// mostHeld is how many steps without a draft a card names.
const mostHeld = 3

// held says of which due steps no draft came, and why.
func (d cardData) held() string {
	lines := d.Held
	if len(lines) > mostHeld {
		lines = append(slices.Clone(lines[:mostHeld]), fmt.Sprintf("%d more: see the agenda", len(d.Held)-mostHeld))
	}
	return strings.Join(lines, "; ")
}

func whenOr(w civil.When, otherwise string) string {
	if w.IsZero() {
		return otherwise
	}
	return safe(w.String())
}

// stampIn writes a time for people, with its zone.
func stampIn(t time.Time, zone *time.Location) string {
	if t.IsZero() {
		return "never"
	}
	return t.In(zone).Format("2006-01-02 15:04 MST")
}

func (a *App) stamp(t time.Time) string { return stampIn(t, a.opts.Zone) }
