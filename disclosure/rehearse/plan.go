package rehearse

import (
	"maps"
	"slices"
	"strings"

	"daylight/disclosure"
	"daylight/disclosure/fault"
)

// Way is a way by which something leaves the bot: the medium of messages, or the name of a channel of the team.
type Way string

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
	other Mode // of every way that modes does not have
}

// NewPlan returns a plan. to has where each way leads that rehearses; by one without a place a rehearsal leaves nothing.
func NewPlan(modes map[Way]Mode, to map[Way]string) Plan {
	return Plan{modes: maps.Clone(modes), to: maps.Clone(to)}
}

// With returns the plan with one way more.
func (p Plan) With(w Way, mode Mode, to string) Plan {
	out := Plan{modes: maps.Clone(p.modes), to: maps.Clone(p.to), other: p.other}
	if out.modes == nil {
		out.modes, out.to = map[Way]Mode{}, map[Way]string{}
	}
	out.modes[w], out.to[w] = mode, to
	return out
}

// AllLive is the plan of a team that says nothing of rehearsals and has everything set up.
func AllLive() Plan { return Plan{other: Live} }

// Mode returns how a way works.
func (p Plan) Mode(w Way) Mode {
	if m, ok := p.modes[w]; ok {
		return m
	}
	return p.other
}

// Ways returns the ways that the plan names, by name.
func (p Plan) Ways() []Way { return slices.Sorted(maps.Keys(p.modes)) }

// To is where a way leads that rehearses; "" for none.
func (p Plan) To(w Way) string {
	if p.Mode(w) != Rehearse {
		return ""
	}
	return p.to[w]
}

// Rehearses reports whether any way does: then each case that is recorded is a rehearsal.
func (p Plan) Rehearses() bool { return p.any(Rehearse) }

// Live reports whether any way brings something to others than the places of a rehearsal.
func (p Plan) Live() bool { return p.any(Live) }

func (p Plan) any(m Mode) bool {
	return p.other == m || slices.ContainsFunc(p.Ways(), func(w Way) bool { return p.Mode(w) == m })
}

// MayLeave says why nothing of a case may leave by a way: a rehearsal leaves by a way that rehearses, to its place, and by no other, and
// everything else by a way that is live and by no other. A dry run takes both, because nothing leaves by it. Errors have code Refused.
func (p Plan) MayLeave(c *disclosure.Case, w Way) error {
	mode := p.Mode(w)
	switch {
	case c == nil:
		return fault.Errorf(fault.Refused, "it is not known whether this belongs to a rehearsal, so nothing leaves by %s", w)
	case mode == DryRun, mode == Live && !c.Rehearsal, c.Rehearsal && p.To(w) != "":
		return nil
	case mode == Rehearse && c.Rehearsal:
		return fault.Errorf(fault.Refused, "nothing says where a rehearsal goes by %s, so nothing of %s leaves by it", w, c.ID)
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
	way := Way(m.Channel)
	if err := p.MayLeave(c, way); err != nil {
		return err
	}
	if p.Mode(way) == Rehearse && !strings.EqualFold(p.To(way), m.To) {
		return fault.Errorf(fault.Refused, "%s is addressed to %s, and the rehearsal leads to %s: change draft %s and approve it anew", m.Key, m.To, p.To(way), m.Draft)
	}
	return nil
}
