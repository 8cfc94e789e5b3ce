package gate

import (
	"fmt"
	"slices"
	"time"

	"daylight/disclosure"
	"daylight/disclosure/clock"
	"daylight/disclosure/content"
	"daylight/disclosure/fault"
	"daylight/disclosure/timeline"
)

// Check is one answer of the publication gate.
type Check struct {
	Name   string     `json:"name"`
	State  CheckState `json:"state"`
	Reason string     `json:"reason"`        // why it passed or what would be needed
	Hint   fault.Hint `json:"hint,omitzero"` // what somebody could do about it, for each surface to word
	// Findings are what a check of the files found, with what two people let pass.
	Findings []content.Finding `json:"findings,omitempty"`
}

// CheckState is the answer of a [Check].
type CheckState string

// The answers of a check.
const (
	CheckPass          CheckState = "pass"
	CheckFail          CheckState = "fail"
	CheckNotApplicable CheckState = "not_applicable"
	CheckOverridden    CheckState = "overridden" // it would fail, and two people decided on each of its findings
)

// Stops reports whether the answer keeps a page in. An answer that is not known does.
func (c *Check) Stops() bool {
	switch c.State {
	case CheckPass, CheckNotApplicable, CheckOverridden:
		return false
	case CheckFail:
		return true
	default:
		return true
	}
}

// The names of the checks, in the order in which [Run] gives them.
const (
	CheckRehearsal           = "rehearsal" // of a rehearsal alone
	CheckClosure             = "closure"
	CheckFreshProbe          = "fresh_probe"
	CheckEmbargo             = "embargo"
	CheckHeadsUp             = "heads_up"
	CheckSecondPerson        = "second_person"
	CheckApprovalCurrent     = "approval_current"
	CheckRightOfReply        = "right_of_reply"
	CheckTimeline            = "timeline"
	CheckProse               = "prose"
	CheckTargetDefanged      = string(content.RuleTarget)
	CheckNoCredentials       = string(content.RuleCredential)
	CheckNoMailAddresses     = string(content.RuleMail)
	CheckNoPersonalData      = string(content.RulePerson)
	CheckNoLiveLinks         = string(content.RuleLink)
	CheckNoIPAddresses       = string(content.RuleAddress)
	CheckNoProtectedWords    = string(content.RuleProtected)
	CheckNoUncertainMessages = "no_uncertain_messages"
	CheckLegalReview         = "legal_review"
)

// Input is everything that the gate looks at. Files are the rendered bytes that would become public, by name:
// the gate reads what a reader would get, not what a draft says.
type Input struct {
	Case     *disclosure.Case
	Timeline timeline.Timeline
	Mode     disclosure.Mode
	Lang     string
	Digest   string            // of the files, as approved
	Files    map[string][]byte // rendered: Markdown, HTML, SVG …
	Found    *Read             // what was found in the files before; nil lets them be read now
	Contact  string            // the team's own mail address, the only one that a page may have
	// Protected finds the words that the team protects in this case; nil where there are none, or where they cannot be read.
	Protected content.Find
	Clock     clock.Env
	Rules     Rules
	Prose     *Prose // what people wrote for the page; nil where nobody did
	// Verify verifies again the signature that an approval rests on; nil lets no such approval count.
	Verify func(disclosure.Consent) error
}

// Read is what was found in the files of a page.
type Read struct {
	Files    int  // how many there are
	Words    bool // that protected words were looked for
	Findings []content.Finding
}

// ReadFiles reads the files of a page as [Run] does.
func ReadFiles(c *disclosure.Case, mode disclosure.Mode, contact string, protected content.Find, files map[string][]byte) Read {
	about := content.About(c, mode, contact)
	about.Protected = protected
	return Read{Files: len(files), Words: protected != nil, Findings: content.Scan(files, about)}
}

// Run asks whether a writeup may go out. It is pure, runs every check whatever the others say, and gives each a
// reason that a person understands. No reason repeats a secret, an address or a target that was found.
func Run(in Input) []Check {
	in, broken := in.holding()
	checks := []Check{
		in.closure(),
		in.freshProbe(),
		in.embargo(),
		in.headsUp(),
		in.secondPerson(),
		in.approvalCurrent(),
		in.rightOfReply(),
		in.timeline(),
		in.prose(),
	}
	if broken != "" {
		name(checks, broken)
	}
	checks = append(checks, in.scanFiles()...)
	checks = append(checks, in.uncertainMessages(), in.legalReview())
	if in.Case.Rehearsal {
		checks = slices.Insert(checks, 0, check(CheckRehearsal).fail("this case was recorded in a rehearsal and stays one: nothing of it is ever published"))
	}
	return checks
}

// Passed reports whether a publication may go out: there are checks, and none of them failed.
func Passed(checks []Check) bool {
	return len(checks) > 0 && !slices.ContainsFunc(checks, func(c Check) bool { return c.Stops() })
}

// AwaitsApproval reports whether a publication lacks nothing but the word of people about exactly these files.
func AwaitsApproval(checks []Check) bool {
	stops := slices.DeleteFunc(slices.Clone(checks), func(c Check) bool { return !c.Stops() })
	return len(stops) > 0 && !slices.ContainsFunc(stops, func(c Check) bool { return c.Name != CheckSecondPerson && c.Name != CheckApprovalCurrent })
}

// check starts an answer; the methods finish it.
type check string

func (c check) pass(format string, args ...any) Check {
	return Check{Name: string(c), State: CheckPass, Reason: fmt.Sprintf(format, args...)}
}

func (c check) fail(format string, args ...any) Check {
	return Check{Name: string(c), State: CheckFail, Reason: fmt.Sprintf(format, args...)}
}

// with returns the answer with a hint. A zero hint is none.
func (c Check) with(h fault.Hint) Check {
	c.Hint = h
	return c
}

func (c check) skip(reason string) Check {
	return Check{Name: string(c), State: CheckNotApplicable, Reason: reason}
}

// Rules are what the publication gate asks for.
type Rules struct {
	HeadsUpDays int           // days between the heads-up to the vendor and publication
	FreshProbe  time.Duration // how old the newest probe may be at publication; 0 switches the check off
	// AttestedFull lets a full writeup out where two people found an asset closed by eye and no probe could show it.
	AttestedFull bool
	Solo         bool // one person, who is known, approves a publication; evidence is asked for all the same
}

// Fresh reports whether the newest probe of an asset is young enough for a publication at now. See FreshProbe. One that is
// dated in the future shows nothing.
func (r Rules) Fresh(a *disclosure.Asset, now time.Time) bool {
	age := now.Sub(a.LastSeen)
	return r.FreshProbe <= 0 || age >= 0 && age <= r.FreshProbe
}
