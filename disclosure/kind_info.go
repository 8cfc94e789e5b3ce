package disclosure

// KindInfo is the row of a kind of event in the table of kinds.
type KindInfo struct {
	Kind       Kind
	Visibility Visibility // of an event for which nobody said otherwise: the story is public, its making is internal
	Axis       Axis       // that the event moves
	Clocks     bool       // an event of the kind can matter to a clock
	ByHand     bool       // a person may enter it; every other kind comes from a command or from Daylight itself
	Voice      Voice      // its part in the conversation with a party
	Lint       LintClass
	AfterEnd   bool // it may well follow the end of a case: a case is still watched, corrected and cleaned up after
	Minor      bool // it is about our own work rather than about the exposure
	Side       Side // who did it
	Weight     int  // how much it carries the story, 0 to 3, where not everything can be shown

	// How a chat shows it in the thread of the case: with a text of our own before it, or not at all.
	Lead      string
	Glyph     string // a short name in colons, as chats write it
	Broadcast bool   // a change of state is shown in the channel too
	Quote     bool   // the text is somebody else's
	Silent    bool   // it is on the card and in the timeline; a thread with every event would hide the ones that matter
}

// Axis is a state that events move.
type Axis string

// The axes. AxisNone is the timeline alone.
const (
	AxisNone        Axis = "none"
	AxisWork        Axis = "work"
	AxisExposure    Axis = "exposure"
	AxisDialogue    Axis = "dialogue"
	AxisClock       Axis = "clock"
	AxisPublication Axis = "publication"
)

// Voice says what an event is in the conversation with a party.
type Voice string

// The voices.
const (
	VoiceNone      Voice = ""          // no part of it
	VoiceOutreach  Voice = "outreach"  // we contacted them
	VoiceAnswer    Voice = "answer"    // a person of theirs answered us
	VoiceRequest   Voice = "request"   // they ask for a decision of ours
	VoiceRuling    Voice = "ruling"    // we decided what they asked for
	VoiceAutomatic Voice = "automatic" // a machine of theirs answered
	VoiceReceipt   Voice = "receipt"   // a notice of delivery
	VoiceBounce    Voice = "bounce"    // our message came back
)

// LintClass says how the lint of a timeline treats an event.
type LintClass string

// The classes of lint.
const (
	LintTold        LintClass = "told"        // somebody reports it, so that the same thing twice is a mistake
	LintBookkeeping LintClass = "bookkeeping" // made by the work itself: five probes a day are five probes
)

// Side says which side an event comes from.
type Side string

// The sides of a story.
const (
	SideUs    Side = "us"
	SideThem  Side = "them"
	SideState Side = "state" // of the exposure itself
)

// kindRow finds the row of a kind.
//
//nolint:gochecknoglobals // an index of a constant table
var kindRow = func() map[Kind]*KindInfo {
	rows := make(map[Kind]*KindInfo, len(kindTable))
	for i := range kindTable {
		rows[kindTable[i].Kind] = &kindTable[i]
	}
	return rows
}()

// Info returns the row of a kind. A kind that a newer program recorded is internal, moves nothing and is not shown.
func (k Kind) Info() KindInfo {
	if row, ok := kindRow[k]; ok {
		return *row
	}
	return KindInfo{Kind: k, Visibility: InternalOnly, Axis: AxisNone, Lint: LintBookkeeping, Minor: true, Side: SideUs, Silent: true}
}

// TextKey names the sentence of a kind in the texts of writeups.
func (k Kind) TextKey() string { return "e." + string(k) }
