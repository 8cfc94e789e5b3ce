package disclosure

// ProbeReason says why an asset is probed.
type ProbeReason string

// Why an asset is probed.
const (
	ProbeForSchedule    ProbeReason = "scheduled"
	ProbeForClaim       ProbeReason = "claim"       // somebody says that it is fixed
	ProbeForPerson      ProbeReason = "person"      // a member of the team wants to know
	ProbeForWatch       ProbeReason = "watch"       // regression watch after a closure
	ProbeForPublication ProbeReason = "publication" // right before publishing
)
