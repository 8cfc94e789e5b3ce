package disclosure

import (
	"maps"
	"slices"
	"strings"
	"time"

	"daylight/disclosure/civil"
	"daylight/disclosure/manuscript"
	"daylight/disclosure/observed"
	"daylight/disclosure/person"
)

// CaseID names a case: prefix, year of discovery (else of recording) and a number within that year, such as
// DL-2020-0001. It can be counted and is therefore never a secret and never a key to anything.
type CaseID string

// Case is one finding under work, as projected from its events by [Apply]. It is a value that nobody edits:
// every field can be rebuilt from the events and is compared with them when the store is verified.
type Case struct {
	ID      CaseID `json:"id"`
	Version int    `json:"version"` // sequence number of the last event; the optimistic lock
	Title   string `json:"title"`
	Summary string `json:"summary,omitempty"`
	// Author recorded the case. The approver of a publication is somebody else.
	Author     string      `json:"author"`
	AuthorHand person.Hand `json:"author_hand,omitzero"`
	Imported   bool        `json:"imported,omitempty"`  // the history was imported from a file, not recorded as it happened
	Rehearsal  bool        `json:"rehearsal,omitempty"` // recorded while the bot rehearsed, and one for ever; see [Facts]
	Parties    []Party     `json:"parties,omitempty"`
	Contacts   []Contact   `json:"contacts,omitempty"`
	// Writers are addresses that are no contacts and from which a party wrote, as a person said who accepted what they
	// wrote. Their ID is the number of the event that says so. Nothing is sent to them.
	Writers  []Contact `json:"writers,omitempty"`
	Assets   []Asset   `json:"assets,omitempty"`
	Exposed  Exposed   `json:"exposed,omitzero"`
	Drafts   []Draft   `json:"drafts,omitempty"`
	Messages []Message `json:"messages,omitempty"`
	Claims   []Claim   `json:"claims,omitempty"`
	Issues   []Tracked `json:"issues,omitempty"` // issues of this case in tracking repositories
	// Assignee works on the case; "" is whoever recorded it. Tracking is the vendor's reference for our report.
	Assignee string `json:"assignee,omitempty"`
	Tracking string `json:"tracking,omitempty"`
	// What was dropped stays in the history and is no part of the case any more: nothing probes it or writes to it. Its ids
	// are never given again.
	DroppedAssets   []Asset   `json:"dropped_assets,omitempty"`
	DroppedContacts []Contact `json:"dropped_contacts,omitempty"`
	// FormerNames has the names of parties from before somebody corrected them, with the name that each has now: what was
	// recorded under an old name is still about its party.
	FormerNames map[PartyKey]string `json:"former_names,omitempty"`

	// The five axes. Exposure lives in each asset.
	Work        Work                     `json:"work"`
	Outcome     Outcome                  `json:"outcome,omitempty"` // set while Work is WorkClosed
	Related     string                   `json:"related,omitempty"` // case or team, for duplicates and hand-overs
	Dialogue    map[DialogueKey]Dialogue `json:"dialogue,omitempty"`
	Clocks      Clocks                   `json:"clocks,omitempty"` // by clause, of the newest episode
	Publication Publication              `json:"publication"`

	// Milestones that lists show and rules ask for: copies of what [milestone.Of] finds, written with each decision. [Apply] does not
	// compute them.
	Discovered   civil.When              `json:"discovered,omitzero"`
	FirstContact civil.When              `json:"first_contact,omitzero"` // with the vendor
	Reached      map[PartyKey]civil.When `json:"reached,omitempty"`      // first contact with each party
	Accepted     map[PartyKey]civil.When `json:"accepted,omitempty"`     // first contact with each party that did not come back
	Answered     map[PartyKey]civil.When `json:"answered,omitempty"`     // first answer by a person of each party
	// Vouched has the first answer of which something or somebody shows who wrote it, for each party where that is another one than in
	// Answered: zero where there is none. It is what figures count.
	Vouched map[PartyKey]civil.When `json:"vouched,omitempty"`
	// Ends has the closure for each vendor and provider whose assets stand otherwise than the case, and under "" for the case. Without
	// an end it has only when we last saw it open.
	Ends        map[PartyKey]Closure  `json:"ends,omitempty"`
	HeadsUp     civil.When            `json:"heads_up,omitzero"`
	Embargo     civil.When            `json:"embargo,omitzero"`       // nothing is published before it
	Exploited   bool                  `json:"exploited,omitempty"`    // seen in the wild or leaked: no embargo holds
	Approvals   []Consent             `json:"approvals,omitempty"`    // publication approvals, newest last
	Proposals   []Proposal            `json:"proposals,omitempty"`    // wait for a second person
	Manuscript  manuscript.Manuscript `json:"manuscript,omitzero"`    // what people wrote for its pages, and whom they may quote
	Threatened  civil.When            `json:"threatened,omitzero"`    // the newest legal threat
	ClearedBy   string                `json:"cleared_by,omitempty"`   // who cleared publishing after that threat
	Circle      person.Circle         `json:"circle,omitzero"`        // to whom the case is restricted
	Snoozed     map[string]Snooze     `json:"snoozed,omitempty"`      // reminders that somebody put off, by clause
	ClockEvents []ClockEvent          `json:"clock_events,omitempty"` // what its clocks follow from
	RecordedAt  time.Time             `json:"recorded_at"`
	UpdatedAt   time.Time             `json:"updated_at"`
}

// Party is somebody in a case. Role and Name identify it.
type Party struct {
	Role         Role   `json:"role"`
	Name         string `json:"name,omitempty"`
	Country      string `json:"country,omitempty"` // ISO 3166-1 alpha-2
	Domain       string `json:"domain,omitempty"`
	Language     string `json:"language,omitempty"` // BCP 47, as the party prefers
	DoNotContact bool   `json:"do_not_contact,omitempty"`
}

// Contact is one way to reach a party, with how it was found.
type Contact struct {
	ID      string     `json:"id"` // C1, C2 … within the case
	Role    Role       `json:"role"`
	Name    string     `json:"name,omitempty"` // the party's name; "" is the only party of the role
	Channel Channel    `json:"channel"`
	Address string     `json:"address"` // mail address, owner/repo of the tracking repository, phone number, form address
	Found   string     `json:"found,omitempty"`
	FoundAt civil.When `json:"found_at,omitzero"`
	Quality Quality    `json:"quality,omitempty"`
}

// Quality says how far a contact can be relied upon.
type Quality string

// The qualities of contacts.
const (
	QualityConfirmed Quality = "confirmed" // a person answered from it
	QualityPublished Quality = "published" // the party itself publishes it
	QualityGuessed   Quality = "guessed"   // a role address nobody has confirmed
	QualityBounced   Quality = "bounced"   // mail came back
)

// Exposed says what was reachable, in numbers and categories. It never holds a sample.
type Exposed struct {
	Records int64    `json:"records,omitempty"`
	Data    []string `json:"data,omitempty"` // categories such as medical_images
	Note    string   `json:"note,omitempty"`
	// Severity is how bad a person of ours judges it to be; "" is not judged. No program works it out.
	Severity Severity `json:"severity,omitempty"`
}

// Severity is a person's judgement of how bad an exposure is, in the words of GitHub's advisories.
type Severity string

// Severities returns all, from low to high.
func Severities() []Severity { return []Severity{"low", "medium", "high", "critical"} }

// Asset is one exposed thing: kind and canonical target.
type Asset struct {
	ID        string               `json:"id"` // A1, A2 … within the case
	Kind      string               `json:"kind"`
	Target    string               `json:"target"`
	Key       string               `json:"key,omitempty"`   // one known object, requested with HEAD only
	Noun      string               `json:"noun,omitempty"`  // what it is, in a person's words; for the kind "other"
	Owner     string               `json:"owner,omitempty"` // the vendor whose it is; "" is every vendor of the case
	Host      string               `json:"host,omitempty"`  // the provider that hosts it; "" is every provider of the case
	Expect    *Expect              `json:"expect,omitempty"`
	Exposure  ExposureState        `json:"exposure"`
	Episode   int                  `json:"episode,omitempty"` // counts re-openings; 1 while it was never closed
	Streak    Streak               `json:"streak,omitzero"`
	Closure   Closure              `json:"closure,omitzero"`
	Probes    int                  `json:"probes,omitempty"`     // observations so far
	LastSeen  time.Time            `json:"last_probe,omitzero"`  // start of the newest observation
	Last      observed.FacetResult `json:"last_result,omitzero"` // its summary
	Boot      string               `json:"boot,omitempty"`       // of the newest observation: see [observed.Observation]
	UpMs      int64                `json:"up_ms,omitempty"`
	Day       civil.Date           `json:"day,omitzero"` // UTC day that DayProbes counts
	DayProbes int                  `json:"day_probes,omitempty"`
	Stopped   bool                 `json:"probing_stopped,omitempty"` // STOP was asked for
	AllowedBy string               `json:"allowed_by,omitempty"`      // the two people who allowed it to be probed, where two are needed; see [ProbeConsent]
	// ConfirmedBy said that the target is right although no answer of ours was open.
	ConfirmedBy string `json:"confirmed_by,omitempty"`
	// AttestedBy are the two people who looked and found it closed where no probe could tell. A reopening clears it.
	AttestedBy string `json:"attested_by,omitempty"`
	// Undecided is since when every answer was inconclusive through no fault of ours; UndecidedNotified says that a
	// person was notified of it.
	Undecided         time.Time `json:"undecided,omitzero"`
	UndecidedNotified bool      `json:"undecided_notified,omitempty"`
	NextProbe         time.Time `json:"next_probe,omitzero"` // when the schedule probes it again, UTC

	OpenAt     []string            `json:"open_at,omitempty"`         // where it was open, the newest last: see [place.Remember]
	OpenFacets []string            `json:"open_facets,omitempty"`     // those that were open when a probe last said so, sorted
	Identity   map[string]string   `json:"identity,omitempty"`        // what tells it apart from something else under the same name
	Former     map[string][]string `json:"former_identity,omitempty"` // what it showed before, by property
	Unnamed    bool                `json:"unnamed,omitempty"`         // its name was not found in the newest verdict
	Gone       bool                `json:"gone,omitempty"`            // its name had been given up at the newest verdict
	Recreated  bool                `json:"recreated,omitempty"`       // something else answers under its name; a person decides
	Retarget   string              `json:"retarget,omitempty"`        // the address that it redirected to
	Moved      string              `json:"moved,omitempty"`           // the asset of this case that replaces it
	Renamed    string              `json:"renamed,omitempty"`         // of a dropped one: the asset that has the right target
}

// Expect tells a probe of kind http or tcp_expect what open and closed look like. What matches neither is inconclusive.
type Expect struct {
	Send   string `json:"send,omitempty"` // what is sent first over TCP; http does not use it
	Open   *Match `json:"open,omitempty"`
	Closed *Match `json:"closed,omitempty"`
}

// Match is a clause of an [Expect]. All given parts have to hold.
type Match struct {
	Status  []int             `json:"status,omitempty"`
	Headers map[string]string `json:"headers,omitempty"` // name to RE2 pattern
	Body    string            `json:"body,omitempty"`    // RE2 pattern over the first 64 KiB
}

func (e *Expect) clone() *Expect {
	if e == nil {
		return nil
	}
	return &Expect{Send: e.Send, Open: e.Open.clone(), Closed: e.Closed.clone()}
}

func (m *Match) clone() *Match {
	if m == nil {
		return nil
	}
	return &Match{Status: slices.Clone(m.Status), Headers: maps.Clone(m.Headers), Body: m.Body}
}

// Streak is the current run of closed observations of an asset.
type Streak struct {
	Strong       int       `json:"strong,omitempty"`
	Weak         int       `json:"weak,omitempty"`
	FirstStrong  time.Time `json:"first_strong,omitzero"`
	FirstWeak    time.Time `json:"first_weak,omitzero"`
	Newest       time.Time `json:"newest,omitzero"`
	NewestStrong time.Time `json:"newest_strong,omitzero"`
	LastOpen     time.Time `json:"last_open,omitzero"` // survives: the lower end of the closure interval
	Vantages     []string  `json:"vantages,omitempty"`
	From         []string  `json:"from,omitempty"`   // the vantages that answered at Newest
	Logins       []string  `json:"logins,omitempty"` // the vantages that were led to a login
	Places       []string  `json:"places,omitempty"` // the vantages of the run, of weak answers too
}

// Closure is what is known about the end of an exposure. The date of remediation is an interval: it happened
// after LastOpen and not after At.
type Closure struct {
	At       civil.When `json:"at,omitzero"`        // first closed observation of the confirming run, or what a source says
	LastOpen time.Time  `json:"last_open,omitzero"` // last observation that was open, if there was one
	Verified bool       `json:"verified,omitempty"` // by our own probes, by the rule
	Source   Source     `json:"source,omitempty"`
	// Rule is the rule that was in force when our probes confirmed it, so that a later change of the rule does not make
	// it look wrong.
	Rule *ClosureRule `json:"rule,omitempty"`
}

// Claim is a statement of one side. It is kept beside what we saw and never merged with it.
type Claim struct {
	Kind Kind       `json:"kind"` // statement, fix_claimed, fix_promised, disputed, refused
	Role Role       `json:"role"`
	Name string     `json:"name,omitempty"`
	At   civil.When `json:"at"`
	Text string     `json:"text,omitempty"`
	Ref  string     `json:"ref,omitempty"`
	Seq  int        `json:"seq"`
}

// Tracked is an issue of this case in a tracking repository.
type Tracked struct {
	Ref    string `json:"ref"` // owner/repo#number
	Role   Role   `json:"role"`
	Name   string `json:"name,omitempty"`
	Marker string `json:"marker"`
	Closed bool   `json:"closed,omitempty"`
}

// Consent is an approval of a publication: a person, a form, and the digest of exactly what was approved.
type Consent struct {
	By     string      `json:"by"`
	Hand   person.Hand `json:"hand,omitzero"` // of who approved
	Mode   Mode        `json:"mode"`
	Lang   string      `json:"lang"`
	Digest string      `json:"digest"`
	Solo   bool        `json:"solo,omitempty"` // by a rule of the team, one person was enough
	Seq    int         `json:"seq"`
}

// Person is who approved. Older records keep the name alone.
func (k *Consent) Person() person.Person { return person.Person{Name: k.By, Hand: k.Hand} }

// Decision is what was approved.
func (k *Consent) Decision(id CaseID) person.Decision {
	return person.Decision{Case: string(id), What: "publish " + string(k.Mode) + " " + k.Lang, Digest: k.Digest}
}

// By is who recorded the case, as the first of two people. Older records keep the name alone.
func (c *Case) By() person.Person { return person.Person{Name: c.Author, Hand: c.AuthorHand} }

// Party returns the party with the role and name. An empty name means the only one of the role; beside several it is none of
// them. A name that was corrected still finds its party, unless another one bears it now.
func (c *Case) Party(role Role, name string) (Party, bool) {
	if name == "" {
		return c.SoleParty(role)
	}
	for _, p := range c.Parties {
		if p.Role == role && strings.EqualFold(p.Name, name) {
			return p, true
		}
	}
	if now, corrected := c.FormerNames[KeyOf(role, strings.ToLower(name))]; corrected && !strings.EqualFold(now, name) {
		return c.Party(role, now)
	}
	return Party{}, false
}

// Vendor returns the vendor by which lists and headings name the case: the first that was recorded, or an empty party when none is
// known yet. Who decides or states something asks for a party.
func (c *Case) Vendor() Party {
	if i := slices.IndexFunc(c.Parties, func(p Party) bool { return p.Role == Vendor }); i >= 0 {
		return c.Parties[i]
	}
	return Party{}
}

// Asset returns the asset with the id or the canonical target.
func (c *Case) Asset(idOrTarget string) (Asset, bool) {
	return found(c.Assets, func(a Asset) bool { return a.ID == idOrTarget || a.Target == idOrTarget })
}

// Contact returns the contact with the id or the address.
func (c *Case) Contact(idOrAddress string) (Contact, bool) {
	return found(c.Contacts, func(k Contact) bool { return k.ID == idOrAddress || strings.EqualFold(k.Address, idOrAddress) })
}

// Draft returns the draft with the id.
func (c *Case) Draft(id string) (Draft, bool) {
	return found(c.Drafts, func(d Draft) bool { return d.ID == id })
}

// Message returns the message with the idempotency key or with the Message-ID or marker.
func (c *Case) Message(keyOrID string) (Message, bool) {
	return found(c.Messages, func(m Message) bool { return m.Key == keyOrID || m.ID == keyOrID })
}

// found is the first of a list that matches.
func found[T any](list []T, match func(T) bool) (T, bool) {
	if i := slices.IndexFunc(list, match); i >= 0 {
		return list[i], true
	}
	return *new(T), false
}

// Clone returns a deep copy, so that [Apply] never changes what somebody else holds.
func (c *Case) Clone() *Case {
	out := *c
	out.Parties, out.Contacts, out.Writers = slices.Clone(c.Parties), slices.Clone(c.Contacts), slices.Clone(c.Writers)
	out.Assets = slices.Clone(c.Assets)
	for i := range out.Assets {
		s := &out.Assets[i].Streak
		s.Vantages, s.From, s.Logins = slices.Clone(s.Vantages), slices.Clone(s.From), slices.Clone(s.Logins)
		out.Assets[i].Expect = out.Assets[i].Expect.clone()
		out.Assets[i].OpenFacets, out.Assets[i].OpenAt = slices.Clone(out.Assets[i].OpenFacets), slices.Clone(out.Assets[i].OpenAt)
		out.Assets[i].Identity = maps.Clone(out.Assets[i].Identity)
		out.Assets[i].Former = maps.Clone(out.Assets[i].Former)
	}
	out.Exposed.Data = slices.Clone(c.Exposed.Data)
	out.Drafts = slices.Clone(c.Drafts)
	out.Messages = slices.Clone(c.Messages)
	out.Claims = slices.Clone(c.Claims)
	out.Issues = slices.Clone(c.Issues)
	out.Dialogue = maps.Clone(c.Dialogue)
	out.Clocks = maps.Clone(c.Clocks)
	out.Reached = maps.Clone(c.Reached)
	out.Accepted = maps.Clone(c.Accepted)
	out.Answered, out.Vouched = maps.Clone(c.Answered), maps.Clone(c.Vouched)
	out.Ends = maps.Clone(c.Ends)
	out.Approvals = slices.Clone(c.Approvals)
	out.Proposals = slices.Clone(c.Proposals)
	out.Snoozed = maps.Clone(c.Snoozed)
	out.Circle = c.Circle.Clone()
	out.ClockEvents = slices.Clone(c.ClockEvents)
	out.DroppedAssets = slices.Clone(c.DroppedAssets)
	out.DroppedContacts = slices.Clone(c.DroppedContacts)
	out.FormerNames = maps.Clone(c.FormerNames)
	return &out
}

// Running reports whether there is a run of closed observations.
func (s Streak) Running() bool { return !s.FirstWeak.IsZero() }

// ClosureRule is the part of a [closure.Rule] that a closure keeps on record.
type ClosureRule struct {
	Strong   int           `json:"strong"`   // strong closed verdicts in a row
	Over     time.Duration `json:"over"`     // at least between the first and the newest of them
	MaxGap   time.Duration `json:"max_gap"`  // the newest gap may not be longer
	Vantages int           `json:"vantages"` // distinct vantages that have to answer; 0 and 1 ask for no more than one
	Weak     int           `json:"weak"`     // weak verdicts in a row that make an asset unreachable
	WeakOver time.Duration `json:"weak_over"`
}
