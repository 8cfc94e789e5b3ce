package agenda

import (
	"cmp"
	"strconv"
	"strings"
	"time"

	"daylight/disclosure"
	"daylight/disclosure/civil"
	"daylight/disclosure/clock"
	"daylight/disclosure/fault"
	"daylight/disclosure/hint"
	"daylight/disclosure/ledger"
	"daylight/disclosure/outreach"
)

// What says why something stands on the agenda.
type What string

// What stands on the agenda, in the order in which items without a date are shown.
const (
	PublishedOpen     What = "published_open"    // our full page says where an asset is that is open again; first of all
	PageStands        What = "page_stands"       // a page that is out does not say yet that it was corrected or withdrawn
	Overdue           What = "overdue"           // a deadline passed and nobody did what was due
	Due               What = "due"               // a deadline within the days asked for, today included
	MayPublish        What = "may_publish"       // the day came from which a publication is possible
	MessageUncertain  What = "message_uncertain" // nobody knows whether it arrived
	Reopened          What = "reopened"          // an asset is open again
	LegalThreat       What = "legal_threat"      // publishing waits for the counsel or two leads
	ReplyWaiting      What = "reply_waiting"     // a person answered, and we have not written since
	MessageFailed     What = "message_failed"
	ContactBounced    What = "contact_bounced"
	ProbeUndecided    What = "probe_undecided" // no verdict for days
	NotSeenOpen       What = "not_seen_open"   // we asked, and it never was open: a person has to say whether the target is right
	DraftWaiting      What = "draft_waiting"   // for approval
	DraftApproved     What = "draft_approved"  // and not sent
	CoApprovalWaiting What = "second_person"   // somebody proposed what two have to decide
	InboxWaiting      What = "inbox_waiting"   // came in, and a person has to say what it is
	Lacks             What = "lacks"           // the case has no asset or no date of discovery
)

// Whats returns everything that an agenda can hold, in order.
func Whats() []What {
	return []What{
		PublishedOpen, PageStands, Overdue, Due, MayPublish, MessageUncertain, Reopened, LegalThreat, ReplyWaiting, MessageFailed, ContactBounced,
		ProbeUndecided, NotSeenOpen, DraftWaiting, DraftApproved, CoApprovalWaiting, InboxWaiting, Lacks,
	}
}

// Item is one thing that somebody should do, and why. It names no address and quotes no vendor, except for the subject of
// an inbox item.
type Item struct {
	Case  disclosure.CaseID `json:"case"` // empty for what came in and belongs to no case yet
	Title string            `json:"title"`
	What  What              `json:"what"`
	Text  string            `json:"text"` // what to do, in a few words
	// Who should do it, by name, in order. It is empty where anybody may, but for Except.
	Who    []string `json:"who"`
	Except string   `json:"except,omitempty"` // who may not, because it takes somebody else
	Due    *Day     `json:"due"`
	// Days from today to the due day, in civil days; negative when it lies behind.
	Days    *int   `json:"days"`
	Because string `json:"because"`
	// Held is why a step that is due has no draft, with a code, and what somebody could do about it.
	Held *outreach.Held `json:"held,omitempty"`
	// Hint is what somebody could do now; each surface words it. It is nil where the text says all.
	Hint *fault.Hint `json:"hint,omitempty"`
	// Harm is what the case exposes of whom; items of more harm come first.
	Harm Harm `json:"harm,omitzero"`
	// Passed says why somebody else than usual should do it: who is away, and until when.
	Passed string `json:"passed,omitempty"`
	// Ref is what the item is about: clause, asset, draft, message, contact, or inbox item.
	Ref string `json:"ref,omitempty"`
	// Parties is for how many parties of the case an item stands that they share; 0 for one that stands for itself.
	Parties int `json:"parties,omitempty"`
	// Episode of a clock; 0 for what is none.
	Episode int `json:"episode,omitempty"`
	// Quiet says that somebody put reminders of it off.
	Snoozed bool `json:"quiet,omitempty"`
	// Recorded is when we learned of what the item follows from, UTC. It changes only when that does.
	Recorded time.Time `json:"-"`

	need disclosure.Rank
}

// Day is a due date: a civil day in a zone, and the first instant, in UTC, that is too late.
type Day struct {
	At    time.Time  `json:"at"`
	Date  civil.Date `json:"date"`
	Zone  string     `json:"zone"`
	Exact bool       `json:"exact,omitempty"` // due at the instant, not at the end of the day
}

// Key identifies an item: it stays the same as long as the same thing has to be done.
func (i *Item) Key() string {
	kind := string(i.What)
	if i.Episode > 0 {
		kind = "clock/" + strconv.Itoa(i.Episode) // it goes from due to overdue and is the same
	}
	return strings.Join([]string{cmp.Or(string(i.Case), "inbox"), kind, i.Ref}, "/")
}

// Rules are what an agenda depends on besides a case.
type Rules struct {
	Today civil.Date // in the team's zone
	Now   time.Time  // UTC
	Zone  *time.Location
	Days  int                // how far ahead deadlines are shown
	Staff []disclosure.Actor // who is configured, with their ranks; empty: everybody may do everything
	// SecondPerson are the messages that somebody else than their author has to approve.
	SecondPerson []disclosure.Template
	// Outreach are the rules by which a message is proven: they say why a step has no draft.
	Outreach outreach.Rules
	// Away are the people who are away, by name.
	Away map[string]Away
}

// Of says what has to be done in a case. It is pure. The clocks are those of [clock.Evaluate]. Of a case whose work was closed it is
// what there is to publish, of one that is not ours to work on nothing.
func Of(c *disclosure.Case, clocks []clock.Deadline, rules Rules) []Item {
	if c == nil || c.Work != disclosure.WorkDraft && c.Work != disclosure.WorkActive && c.Work != disclosure.WorkClosed {
		return nil
	}
	a := collector{c: c, rules: &rules, harm: HarmOf(c)}
	if c.Work == disclosure.WorkClosed {
		a.toPublish(clocks)
		Sort(a.items)
		return group(c, a.items)
	}
	a.published()
	a.standing()
	a.legal()
	a.untold()
	a.clocks(clocks)
	a.replies()
	a.assets()
	a.messages()
	a.contacts()
	a.drafts(func(*disclosure.Draft) bool { return true })
	a.proposals()
	a.lacks()
	Sort(a.items)
	return group(c, a.items)
}

// Waits reports whether the agenda of the case may have an item without a date, for any person at any time. It is also true
// for a case whose dates all passed before it was recorded, because such a case keeps no dates.
func Waits(c *disclosure.Case) bool {
	return len(Of(c, nil, Rules{})) > 0 || c.Work != disclosure.WorkClosed && len(c.Clocks) == 0 && !c.FirstContact.IsZero()
}

// ListingOf is what lists show of a case and filter by.
func ListingOf(c *disclosure.Case) ledger.Listing {
	due, what := NextDue(c)
	return ledger.Listing{Headline: Headline(c), NextDue: due, NextWhat: what, Waiting: Waits(c)}
}

// collector collects the items of one case.
type collector struct {
	c     *disclosure.Case
	rules *Rules
	harm  Harm
	items []Item
}

// add completes an item for the author of the case, unless it already says who.
func (a *collector) add(i Item) {
	i.Case, i.Title = a.c.ID, a.c.Title
	if a.c.Rehearsal {
		i.Title = Rehearsal + i.Title
	}
	if i.need == "" {
		i.need = disclosure.Researcher
	}
	if i.Who == nil {
		i.Who = a.rules.responsible(cmp.Or(a.c.Assignee, a.c.Author), i.need)
	}
	if i.Recorded.IsZero() {
		i.Recorded = a.c.RecordedAt
	}
	i.Harm = a.harm
	a.rules.passOn(&i, a.c)
	a.items = append(a.items, i)
}

// clocks adds the deadlines that are reached or near.
func (a *collector) clocks(clocks []clock.Deadline) {
	recorded, many := newestMove(a.c.ClockEvents), outreach.ManyOf(clocks)
	for i := range clocks {
		d := &clocks[i]
		if !d.Runs() || d.Due.IsZero() || d.Ends.IsZero() {
			continue
		}
		day := Day{At: d.Ends.UTC(), Date: d.Due.Last(), Zone: d.Zone}
		if at, exact := d.Due.Instant(); exact {
			day.At, day.Exact = at.UTC(), true
			day.Zone = cmp.Or(d.Due.Zone(), d.Zone)
		}
		item := Item{
			Text: clock.DueText(d.What), Because: d.Because, Ref: d.Key(), Episode: d.Episode, Recorded: recorded, Due: &day,
			Snoozed: clock.Snoozed(a.c, d.Key(), a.rules.Now, a.rules.zone()),
		}
		a.step(&item, d, many)
		a.deadline(item, d.State == disclosure.ClockOverdue, d.What.Publishes())
	}
}

// step says what came of a step of the ladder that fell due: a draft that waits, or why there is none.
func (a *collector) step(i *Item, d *clock.Deadline, many outreach.Many) {
	if d.Step == nil || d.State != disclosure.ClockOverdue {
		return
	}
	status := outreach.StatusOf(a.c, d, a.rules.Now, a.rules.Outreach)
	if code := status.Held.Code; (code == outreach.HeldNotWritten || code == outreach.HeldBefore) && many.Have(d) {
		status.Held = many.Held(a.c, d)
	}
	switch {
	case status.Draft != "":
		i.Because += "; draft " + status.Draft + " is written"
		h := hint.ToApproveDraft(a.c.ID)
		i.Hint = &h
	case !status.Held.IsZero():
		i.Held = &status.Held
		if h := status.Held.Hint; !h.IsZero() {
			i.Hint = &h
		}
	}
}

// deadline adds an item with a date, if it is reached or near.
func (a *collector) deadline(i Item, over, publishes bool) {
	days := civil.DaysBetween(a.rules.Today, i.Due.Date)
	switch {
	case publishes && a.c.Publication == disclosure.PublicationWithdrawn:
		return // the report is taken back: no day brings it out
	case over && publishes:
		i.What = MayPublish // a date from which something is allowed is never overdue
	case over:
		i.What = Overdue
	case days > a.rules.Days:
		return
	default:
		i.What = Due
	}
	i.Days = &days
	a.add(i)
}

// newestMove returns when the newest event that may have moved a clock was recorded.
func newestMove(events []disclosure.ClockEvent) (at time.Time) {
	for i := range events {
		if events[i].Recorded.After(at) {
			at = events[i].Recorded
		}
	}
	return at.UTC()
}
