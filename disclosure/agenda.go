package disclosure

import (
	"cmp"
	"slices"
	"strconv"
	"strings"
	"time"
)

// AgendaWhat says why something stands on the agenda.
type AgendaWhat string

// What stands on the agenda, in the order in which items without a date are shown.
const (
	AgendaOverdue   AgendaWhat = "overdue"           // a deadline passed and nobody did what was due
	AgendaDue       AgendaWhat = "due"               // a deadline within the days asked for, today included
	AgendaMayOut    AgendaWhat = "may_publish"       // the day came from which a publication is possible
	AgendaUncertain AgendaWhat = "message_uncertain" // nobody knows whether it arrived
	AgendaReopened  AgendaWhat = "reopened"          // an asset is open again
	AgendaReply     AgendaWhat = "reply_waiting"     // a person answered, and we have not written since
	AgendaFailed    AgendaWhat = "message_failed"
	AgendaBounced   AgendaWhat = "contact_bounced"
	AgendaUndecided AgendaWhat = "probe_undecided" // no verdict for days
	AgendaApprove   AgendaWhat = "draft_waiting"   // for approval
	AgendaSend      AgendaWhat = "draft_approved"  // and not sent
	AgendaSecond    AgendaWhat = "second_person"   // somebody proposed what two have to decide
	AgendaInbox     AgendaWhat = "inbox_waiting"   // came in, and a person has to say what it is
)

// AgendaWhats returns everything that an agenda can hold, in order.
func AgendaWhats() []AgendaWhat {
	return []AgendaWhat{
		AgendaOverdue, AgendaDue, AgendaMayOut, AgendaUncertain, AgendaReopened, AgendaReply, AgendaFailed, AgendaBounced,
		AgendaUndecided, AgendaApprove, AgendaSend, AgendaSecond, AgendaInbox,
	}
}

// AgendaItem is one thing that somebody should do, and why. It names no address and holds no word of a vendor but the
// subject that an inbox item claims.
type AgendaItem struct {
	Case  CaseID     `json:"case"` // empty for what came in and belongs to no case yet
	Title string     `json:"title"`
	What  AgendaWhat `json:"what"`
	Text  string     `json:"text"` // what to do, in a few words
	// Who should do it, by name, in order. It is empty where anybody may, but for Except.
	Who    []string   `json:"who"`
	Except string     `json:"except,omitempty"` // who may not, because it takes somebody else
	Due    *AgendaDay `json:"due"`
	// Days from today to the due day, in civil days; negative when it lies behind.
	Days    *int   `json:"days"`
	Because string `json:"because"`
	// Ref is what the item is about: clause, asset, draft, message, contact, or inbox item.
	Ref string `json:"ref,omitempty"`
	// Episode of a clock; 0 for what is none.
	Episode int `json:"episode,omitempty"`
	// Quiet says that somebody put reminders of it off.
	Quiet bool `json:"quiet,omitempty"`
	// Recorded is when we learned of what the item follows from, UTC. It changes only when that does.
	Recorded time.Time `json:"-"`

	need Rank
}

// AgendaDay is a due date: a civil day in a zone, and the first instant, in UTC, that is too late.
type AgendaDay struct {
	At    time.Time `json:"at"`
	Date  Date      `json:"date"`
	Zone  string    `json:"zone"`
	Exact bool      `json:"exact,omitempty"` // due at the instant, not at the end of the day
}

// Key identifies an item: it stays the same as long as the same thing has to be done.
func (i *AgendaItem) Key() string {
	kind := string(i.What)
	if i.Episode > 0 {
		kind = "clock/" + strconv.Itoa(i.Episode) // it goes from due to overdue and is the same
	}
	return strings.Join([]string{cmp.Or(string(i.Case), "inbox"), kind, i.Ref}, "/")
}

// AgendaRules are what an agenda depends on besides a case.
type AgendaRules struct {
	Today Date      // in the team's zone
	Now   time.Time // UTC
	Zone  *time.Location
	Days  int     // how far ahead deadlines are shown
	Staff []Actor // who is configured, with their ranks; empty: everybody may do everything
	// SecondPerson are the messages that somebody else than their author has to approve.
	SecondPerson []Template
}

// AgendaOf says what has to be done in a case. It is pure. The clocks are those of [Evaluate]. A case whose work has
// ended has no agenda.
func AgendaOf(c *Case, clocks []Deadline, rules AgendaRules) []AgendaItem {
	if c == nil || c.Work != WorkDraft && c.Work != WorkActive {
		return nil
	}
	a := agenda{c: c, rules: &rules}
	a.clocks(clocks)
	a.replies()
	a.assets()
	a.messages()
	a.contacts()
	a.drafts()
	a.proposals()
	SortAgenda(a.items)
	return a.items
}

// Waits reports whether something besides a date may stand on the agenda of the case, whoever asks and whenever. A case
// whose dates all passed before it came to us is looked at as well: it keeps none of them.
func (c *Case) Waits() bool {
	return len(AgendaOf(c, nil, AgendaRules{})) > 0 || len(c.Clocks) == 0 && !c.FirstContact.IsZero()
}

// SortAgenda brings items into their order: what has a date first, the earliest on top; then by what they are.
func SortAgenda(items []AgendaItem) {
	rank := map[AgendaWhat]int{}
	for i, w := range AgendaWhats() {
		rank[w] = i
	}
	slices.SortStableFunc(items, func(x, y AgendaItem) int {
		if (x.Due == nil) != (y.Due == nil) {
			if x.Due != nil {
				return -1
			}
			return 1
		}
		by := 0
		if x.Due != nil {
			by = cmp.Or(x.Due.Date.Compare(y.Due.Date), x.Due.At.Compare(y.Due.At))
		}
		return cmp.Or(by, cmp.Compare(rank[x.What], rank[y.What]), cmp.Compare(x.Case, y.Case), cmp.Compare(x.Ref, y.Ref))
	})
}

// agenda collects the items of one case.
type agenda struct {
	c     *Case
	rules *AgendaRules
	items []AgendaItem
}

// add completes an item for the author of the case, unless it already says who.
func (a *agenda) add(i AgendaItem) {
	i.Case, i.Title = a.c.ID, a.c.Title
	if i.need == "" {
		i.need = Researcher
	}
	if i.Who == nil {
		i.Who = a.rules.responsible(a.c.Author, i.need)
	}
	if i.Recorded.IsZero() {
		i.Recorded = a.c.RecordedAt
	}
	a.items = append(a.items, i)
}

// clocks adds the deadlines that are reached or near.
func (a *agenda) clocks(clocks []Deadline) {
	recorded := newestMove(a.c.Turns)
	for i := range clocks {
		d := &clocks[i]
		if !d.Runs() || d.Due.IsZero() || d.Ends.IsZero() {
			continue
		}
		day := AgendaDay{At: d.Ends.UTC(), Date: d.Due.Last(), Zone: d.Zone}
		if at, exact := d.Due.Instant(); exact {
			day.At, day.Exact = at.UTC(), true
			day.Zone = cmp.Or(d.Due.Zone(), d.Zone)
		}
		a.deadline(AgendaItem{
			Text: doWhat(d.What), Because: d.Because, Ref: d.Clause, Episode: d.Episode, Recorded: recorded, Due: &day,
			Quiet: a.c.quiet(d.Clause, a.rules.Now, a.rules.zone()),
		}, d.State == ClockOverdue, d.What.Publishes())
	}
}

// deadline adds an item with a date, if it is reached or near.
func (a *agenda) deadline(i AgendaItem, over, publishes bool) {
	days := DaysBetween(a.rules.Today, i.Due.Date)
	switch {
	case over && publishes:
		i.What = AgendaMayOut // nobody misses a date from which something is allowed
	case over:
		i.What = AgendaOverdue
	case days > a.rules.Days:
		return
	default:
		i.What = AgendaDue
	}
	i.Days = &days
	a.add(i)
}

// newestMove is when the newest event was recorded that can have moved a clock.
func newestMove(turns []Turn) (at time.Time) {
	for i := range turns {
		if turns[i].Recorded.After(at) {
			at = turns[i].Recorded
		}
	}
	return at.UTC()
}

// doWhat says in a few words what a clause asks for.
func doWhat(w What) string {
	switch w {
	case DueAcknowledge:
		return "an answer of the vendor is expected"
	case DueFix:
		return "the fix is expected"
	case DueReminder:
		return "remind the vendor"
	case DueSecondChannel:
		return "try another channel of the vendor"
	case DueProvider:
		return "turn to the provider"
	case DuePlatform:
		return "turn to the platform"
	case DueCSIRT:
		return "turn to a national CSIRT"
	case DueRegulator:
		return "decide about the regulator"
	case DuePublishStub:
		return "a stub may be published"
	case DuePublishLimited:
		return "a limited publication is possible"
	case DuePublishFull:
		return "the full publication is possible"
	case DueOwn:
		return "a date of the team"
	default:
		return string(w)
	}
}
