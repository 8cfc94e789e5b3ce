package disclosure

import "time"

// Command is what somebody wants to happen to a case. The set is closed: [Decide] knows each of them.
type Command interface{ command() }

// Actor is who gives a command.
type Actor struct {
	Name string // the person's name in the configuration, or "daylight" for the engine
	Role Rank
	Via  string // cli, slack, web, engine, mail, issue
}

// Rank is what a person may do.
type Rank string

// The ranks, from less to more.
const (
	Viewer     Rank = "viewer"     // reads
	Researcher Rank = "researcher" // records, drafts, probes
	Lead       Rank = "lead"       // approves, sends, publishes
	Admin      Rank = "admin"      // everything, and configuration
)

// AtLeast reports whether r includes what min may do. An unknown rank includes nothing.
func (r Rank) AtLeast(minimum Rank) bool {
	order := map[Rank]int{Viewer: 1, Researcher: 2, Lead: 3, Admin: 4}
	return order[r] > 0 && order[r] >= order[minimum]
}

// Engine is the actor of what Daylight does by itself.
func Engine() Actor { return Actor{Name: "daylight", Role: Admin, Via: "engine"} }

// Env is everything that a decision may know besides the case: who, when and the rules in force.
type Env struct {
	Actor Actor
	Now   time.Time // UTC
	Rules Rules
}

// Clock is what the clocks see of it.
func (e Env) Clock() ClockEnv {
	return ClockEnv{Now: e.Now, Zone: e.Rules.Zone(), Rules: e.Rules.Clocks}
}

// Today is the civil date of Now in the team's zone.
func (e Env) Today() Date { return DateOf(e.Now.In(e.Rules.Zone())) }

// Record opens a case. The id is given by the service.
type Record struct {
	ID         CaseID
	Facts      Facts
	Discovered When // zero: unknown
}

// Import opens a case from a history that somebody else wrote down. Ordering rules are not applied: the source
// says what it says, and the timeline's lint reports contradictions.
type Import struct {
	ID       CaseID
	Facts    Facts
	Contacts []Contact
	Events   []Event // Kind, At, Until, Ongoing, Planned, Party, Name, Channel, Source, Ref, Text, Visibility
}

// AddEvent puts on record what a person knows: a phone call, an article, a statement.
type AddEvent struct {
	Kind       Kind
	At         When
	Until      When
	Ongoing    bool
	Planned    bool
	Party      Role
	Name       string
	Channel    Channel
	Source     Source
	Ref        string
	Text       string
	Visibility Visibility
	Corrects   int
}

// AddContact adds a way to reach a party, and the party itself if it is new.
type AddContact struct {
	Party   Party
	Contact Contact // ID is given
}

// AddAsset adds an asset to the case.
type AddAsset struct{ Asset Asset }

// NewDraft starts a message. The texts come from the templates or from a person; the body is a blob.
type NewDraft struct {
	Draft Draft // Template, Contact, Lang, Subject, Body
	Blob  Blob
}

// EditDraft replaces subject and body. It takes back an approval that was not used yet.
type EditDraft struct {
	ID      string
	Subject string
	Body    BlobRef
	Blob    Blob
}

// DiscardDraft drops a draft that was not sent.
type DiscardDraft struct{ ID string }

// ApproveDraft freezes the bytes of a message. Revision is the draft's revision that the person saw.
type ApproveDraft struct {
	ID       string
	Revision int
	Message  Message // ID, To, Raw; the rest is filled in
	Blob     Blob
}

// SendDraft hands an approved message to its sender.
type SendDraft struct{ ID string }

// RecordDelivery is the result of a send job.
type RecordDelivery struct {
	Message  string // key
	Delivery Delivery
	// Withheld says that nothing was tried, because the message may not leave any more (see [Case.MayStillSend]).
	// Delivery.Reason tells why.
	Withheld bool
}

// ResolveMessage is a person's decision about an uncertain message: it arrived, or it did not and is sent again.
type ResolveMessage struct {
	Message string
	Arrived bool
	Text    string // how the person knows
}

// RecordInbound is what an incoming mail or comment turned out to be.
type RecordInbound struct {
	Inbox   int64
	Kind    Kind // acknowledged is chosen by Decide: give replied, bounced, auto_replied, delivered, fix_claimed, disputed
	Party   Role
	Name    string
	Channel Channel
	At      When
	Source  Source
	Ref     string // Message-ID or address of the comment
	Answers string // key or id of the message that it answers, if known
	Contact string // address that bounced
	Text    string // excerpt that the team may see, already made safe
	Body    BlobRef
}

// TrackIssue says that we closed or reopened an issue of the case.
type TrackIssue struct {
	Ref    string
	Closed bool
}

// RequestProbe asks for a probe now.
type RequestProbe struct {
	Asset string // "" is every asset
	Asked Asked
}

// RecordProbe is the result of a probe.
type RecordProbe struct {
	Asset       string
	Observation Observation
	Asked       Asked
}

// SetDeadline lays down a date, instead of the one that the policy gives or beside its clauses.
type SetDeadline struct {
	At     When // when it was set; zero is now
	Clause string
	Due    When
	Reason string
}

// Extend gives a clock more time. A clock that ended cannot be extended.
type Extend struct {
	At     When // when it was granted; zero is now
	Clause string
	Due    When
	Reason string
	Party  Role // who asked
}

// PauseClock stops a clock: while the ball is ours, or as both sides agreed.
type PauseClock struct {
	At             When // zero is now
	Clause, Reason string
	Ball           Ball // "" is ours
}

// ResumeClock lets a paused clock run on, later by as long as it stood.
type ResumeClock struct {
	At     When // zero is now
	Clause string
	Reason string
}

// WaiveClock gives a clause up for the present episode.
type WaiveClock struct{ Clause, Reason string }

// UsePolicy lets the case follow another policy.
type UsePolicy struct{ Name, Reason string }

// PassDeadline is the timer's word that a clock may have run out. The clocks themselves say which.
type PassDeadline struct{ Clause string }

// ApprovePublication is a second person's consent to exactly these files.
type ApprovePublication struct {
	Mode   Mode
	Lang   string
	Digest string
}

// Publish says that the writeup is out. Checks are those of the gate, all passed.
type Publish struct {
	Mode   Mode
	Lang   string
	Digest string
	Where  string
	Checks []Check
}

// CloseCase ends the work on a case.
type CloseCase struct {
	Outcome Outcome
	Text    string
}

// ReopenCase takes up the work again.
type ReopenCase struct{ Text string }

// RejectCase says that the finding is none.
type RejectCase struct{ Text string }

// MarkDuplicate points at the case where the work goes on.
type MarkDuplicate struct {
	Of   CaseID
	Text string
}

// HandOver gives the case to another team.
type HandOver struct{ To, Text string }

// StopProbing honours a STOP: the asset is not asked again, closure can only be stated by the owner. Resume takes it
// back.
type StopProbing struct {
	Asset  string // "" is every asset
	Text   string
	Resume bool
}

// Several are commands that belong to one thing that came in: all of them happen or none.
type Several []Command

func (Record) command()             {}
func (Several) command()            {}
func (Import) command()             {}
func (AddEvent) command()           {}
func (AddContact) command()         {}
func (AddAsset) command()           {}
func (NewDraft) command()           {}
func (EditDraft) command()          {}
func (DiscardDraft) command()       {}
func (ApproveDraft) command()       {}
func (SendDraft) command()          {}
func (RecordDelivery) command()     {}
func (ResolveMessage) command()     {}
func (RecordInbound) command()      {}
func (TrackIssue) command()         {}
func (RequestProbe) command()       {}
func (RecordProbe) command()        {}
func (SetDeadline) command()        {}
func (Extend) command()             {}
func (PauseClock) command()         {}
func (ResumeClock) command()        {}
func (PassDeadline) command()       {}
func (WaiveClock) command()         {}
func (UsePolicy) command()          {}
func (Remind) command()             {}
func (QuietClock) command()         {}
func (AllowProbe) command()         {}
func (DraftStep) command()          {}
func (ApprovePublication) command() {}
func (Publish) command()            {}
func (CloseCase) command()          {}
func (ReopenCase) command()         {}
func (RejectCase) command()         {}
func (MarkDuplicate) command()      {}
func (HandOver) command()           {}
func (StopProbing) command()        {}
