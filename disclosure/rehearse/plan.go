package rehearse

import (
	"maps"
	"strings"

	"daylight/disclosure"
	"daylight/disclosure/fault"
)

// Way is a way by which something leaves the bot.
type Way string

// The ways out.
const (
	Mail    Way = "mail"
	Issues  Way = "github"
	Slack   Way = "slack"
	Webhook Way = "webhook"
)

// Ways returns all of them.
func Ways() []Way { return []Way{Mail, Issues, Slack, Webhook} }

// ByChannel is the way by which messages of a channel leave; "" where Daylight sends none.
func ByChannel(ch disclosure.Channel) Way {
	switch ch {
	case disclosure.Email:
		return Mail
	case disclosure.Issue:
		return Issues
	case disclosure.Phone, disclosure.Form, disclosure.Letter:
	}
	return ""
}

// Mode says how a way works. The zero value lets nothing leave.
type Mode string

// The modes.
const (
	Off      Mode = ""         // not set up
	DryRun   Mode = "dry-run"  // written to a folder: nothing leaves
	Rehearse Mode = "rehearse" // all of it goes to the team
	Live     Mode = "live"
)

// Plan says how each way works, and where it leads while it rehearses. The zero value lets nothing leave.
type Plan struct {
	modes map[Way]Mode
	to    map[Way]string
}

// NewPlan returns a plan. to has where each way leads that rehearses.
func NewPlan(modes map[Way]Mode, to map[Way]string) Plan {
	return Plan{modes: maps.Clone(modes), to: maps.Clone(to)}
}

// AllLive is the plan of a team that says nothing of rehearsals and has everything set up.
func AllLive() Plan {
	return Plan{modes: map[Way]Mode{Mail: Live, Issues: Live, Slack: Live, Webhook: Live}}
}

// Mode returns how a way works.
func (p Plan) Mode(w Way) Mode { return p.modes[w] }

// To is where a way leads that rehearses; "" for none.
func (p Plan) To(w Way) string {
	if p.modes[w] != Rehearse {
		return ""
	}
	return p.to[w]
}

// Rehearses reports whether any way does: then each case that is recorded is a rehearsal.
func (p Plan) Rehearses() bool { return p.any(Rehearse) }

// Live reports whether any way brings something to others than the rehearsal's places.
func (p Plan) Live() bool { return p.any(Live) }

func (p Plan) any(m Mode) bool {
	for _, w := range Ways() {
		if p.modes[w] == m {
			return true
		}
	}
	return false
}

// MayLeave says why nothing of a case may leave by a way: a rehearsal leaves by a way that rehearses and by no other, and everything
// else by a way that is live and by no other. A dry run takes both, because nothing leaves by it. Errors have code Refused.
func (p Plan) MayLeave(c *disclosure.Case, w Way) error {
	mode := p.modes[w]
	switch {
	case c == nil:
		return fault.Errorf(fault.Refused, "it is not known whether this belongs to a rehearsal, so nothing leaves by %s", w)
	case mode == DryRun, mode == Rehearse && c.Rehearsal, mode == Live && !c.Rehearsal:
		return nil
	case c.Rehearsal:
		return fault.Errorf(fault.Refused, "%s is a rehearsal and stays one: nothing of it leaves by %s, which does not rehearse. Record the finding as a case of its own", c.ID, w)
	case mode == Rehearse:
		return fault.Errorf(fault.Refused, "%s rehearses now, and %s is no rehearsal: nothing of it leaves before the mode of %s is live", w, c.ID, w)
	default:
		return fault.Errorf(fault.Refused, "%s is not set up, so nothing of %s leaves by it", w, c.ID)
	}
}

// MayReach is [Plan.MayLeave] for a message with its address. One of a rehearsal reaches the place of the rehearsal alone: whatever
// was approved while there was another one stays here.
func (p Plan) MayReach(c *disclosure.Case, m *disclosure.Message) error {
	way := ByChannel(m.Channel)
	if err := p.MayLeave(c, way); err != nil {
		return err
	}
	if p.modes[way] == Rehearse && (p.to[way] == "" || !strings.EqualFold(p.to[way], m.To)) {
		return fault.Errorf(fault.Refused, "%s is addressed to %s, and the rehearsal leads to %q: change draft %s and approve it anew", m.Key, m.To, p.to[way], m.Draft)
	}
	return nil
}
