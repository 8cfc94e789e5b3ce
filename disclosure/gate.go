package disclosure

import (
	"fmt"
	"strings"
)

// Check is one answer of the publication gate.
type Check struct {
	Name   string     `json:"name"`
	State  CheckState `json:"state"`
	Reason string     `json:"reason"` // why it passed or what would be needed
}

// CheckState is the answer of a [Check].
type CheckState string

// The answers of a check.
const (
	CheckPass          CheckState = "pass"
	CheckFail          CheckState = "fail"
	CheckNotApplicable CheckState = "not_applicable"
)

// The names of the checks, in the order in which [Gate] gives them.
const (
	CheckClosure             = "closure"
	CheckFreshProbe          = "fresh_probe"
	CheckEmbargo             = "embargo"
	CheckHeadsUp             = "heads_up"
	CheckSecondPerson        = "second_person"
	CheckApprovalCurrent     = "approval_current"
	CheckRightOfReply        = "right_of_reply"
	CheckTimeline            = "timeline"
	CheckTargetDefanged      = "target_defanged"
	CheckNoCredentials       = "no_credentials"
	CheckNoMailAddresses     = "no_mail_addresses"
	CheckNoLiveLinks         = "no_live_links"
	CheckNoIPAddresses       = "no_ip_addresses"
	CheckNoUncertainMessages = "no_uncertain_messages"
)

// GateInput is everything that the gate looks at. Files are the rendered bytes that would become public, by name:
// the gate reads what a reader would get, not what a draft says.
type GateInput struct {
	Case     *Case
	Timeline Timeline
	Mode     Mode
	Lang     string
	Digest   string            // of the files, as approved
	Files    map[string][]byte // rendered: Markdown, HTML, SVG …
	Clock    ClockEnv
	Rules    GateRules
	Approver string // who approves in this very call; "" looks at the case's approvals
}

// Gate asks whether a writeup may go out. It is pure, runs every check whatever the others say, and gives each a
// reason that a person understands. No reason repeats a secret, an address or a target that was found.
func Gate(in GateInput) []Check {
	checks := []Check{
		in.closure(),
		in.freshProbe(),
		in.embargo(),
		in.headsUp(),
		in.secondPerson(),
		in.approvalCurrent(),
		in.rightOfReply(),
		in.timeline(),
	}
	checks = append(checks, in.scanFiles()...)
	return append(checks, in.uncertainMessages())
}

// Passed reports whether a publication may go out: there are checks, and none of them failed.
func Passed(checks []Check) bool {
	for _, c := range checks {
		if c.State != CheckPass && c.State != CheckNotApplicable {
			return false
		}
	}
	return len(checks) > 0
}

// check starts an answer; the methods finish it.
type check string

func (c check) pass(format string, args ...any) Check {
	return Check{Name: string(c), State: CheckPass, Reason: fmt.Sprintf(format, args...)}
}

func (c check) fail(format string, args ...any) Check {
	return Check{Name: string(c), State: CheckFail, Reason: fmt.Sprintf(format, args...)}
}

func (c check) skip(reason string) Check {
	return Check{Name: string(c), State: CheckNotApplicable, Reason: reason}
}

// samePerson compares the names of two people. A capital letter or a blank does not make a second person.
func samePerson(a, b string) bool {
	return strings.EqualFold(strings.TrimSpace(a), strings.TrimSpace(b))
}
