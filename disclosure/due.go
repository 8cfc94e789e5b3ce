package disclosure

// DueKind says what becomes due. Escalation steps and reminders rest after an answer of the vendor's people until no word came
// for a while, after a promise until its date has passed, and after a claim until an answer of ours finds it open; they end with
// the closure. A refusal or a dispute ends the steps to the vendor, and is why the steps to others are due. An acknowledgement
// ends with an answer; a fix with the closure. What concerns publication ends with the publication.
type DueKind string

// What can become due.
const (
	DueAcknowledge    DueKind = "acknowledge"
	DueFix            DueKind = "fix"
	DueReminder       DueKind = "reminder"
	DueSecondChannel  DueKind = "second_channel"
	DueProvider       DueKind = "provider"
	DuePlatform       DueKind = "platform"
	DueCSIRT          DueKind = "csirt"
	DueRegulator      DueKind = "regulator"
	DuePublishStub    DueKind = "publish_stub"
	DuePublishLimited DueKind = "publish_limited"
	DuePublishFull    DueKind = "publish_full"

	// DueOwn is the purpose of a date that the team set itself. No policy has it.
	DueOwn DueKind = "own"
)

// DueKinds returns everything that can become due, in the order of a typical case.
func DueKinds() []DueKind {
	return []DueKind{
		DueAcknowledge, DueReminder, DueSecondChannel, DueProvider, DuePlatform, DueCSIRT, DueRegulator, DueFix,
		DuePublishStub, DuePublishLimited, DuePublishFull,
	}
}

// Publishes reports whether it permits a publication.
func (w DueKind) Publishes() bool {
	return w == DuePublishStub || w == DuePublishLimited || w == DuePublishFull
}

// Escalates reports whether it is a step that contacts the party on another channel, or somebody else.
func (w DueKind) Escalates() bool { return w.Party() != "" }

// Party is whom a step contacts.
func (w DueKind) Party() Role {
	switch w {
	case DueReminder, DueSecondChannel:
		return Vendor
	case DueProvider:
		return Provider
	case DuePlatform:
		return Platform
	case DueCSIRT:
		return Coordinator
	case DueRegulator:
		return Regulator
	case DueAcknowledge, DueFix, DuePublishStub, DuePublishLimited, DuePublishFull, DueOwn:
	}
	return ""
}

// PolicyRef is the policy, and the dated data, that a case keeps.
type PolicyRef struct {
	Name     string `json:"name"`
	Version  string `json:"version,omitempty"`
	Holidays string `json:"holidays,omitempty"` // the owner's set with its version, such as DE@2026
}
