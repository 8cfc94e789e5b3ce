package outreach

import (
	"slices"
	"strconv"
	"strings"

	"daylight/disclosure"
	"daylight/disclosure/civil"
	"daylight/disclosure/clock"
	"daylight/disclosure/fault"
	"daylight/disclosure/medium"
)

// Ahead is a step of the policy that follows when nobody answers.
type Ahead struct {
	What disclosure.DueKind
	On   civil.Date // in the team's zone, if the message leaves today
	Days int        // from the day on which the message leaves
}

// soon is how many days are few: a step that follows so soon is announced by their number, which stays true when a message
// leaves some days after it was written. A later one is announced by its date.
const soon = 7

// Soon reports whether the step is announced by the number of days.
func (a Ahead) Soon() bool { return a.Days < soon && !a.What.Publishes() }

// Ahead returns what follows by the policy of the case when the receiver gets a message now and does not answer: the first
// steps to somebody else, and from when on a report without the address is possible. Only what lies after today is named. It
// computes the clocks with that message on record, and nothing by itself.
func (g *Grounds) Ahead() []Ahead {
	name := g.Case.PartyName(g.Role, g.Name)
	all, err := g.clocksIfTold()
	if err != nil {
		return nil // a policy that is not here plans nothing
	}
	var out []Ahead
	add := func(d *clock.Deadline) {
		on := d.Due.First()
		if next := (Ahead{d.What, on, civil.DaysBetween(g.today(), on)}); next.Days > 0 && !slices.Contains(out, next) {
			out = append(out, next)
		}
	}
	all = clock.CurrentClocks(all)
	var first *clock.Deadline // to somebody else
	for i := range all {
		d := &all[i]
		switch {
		case !d.Runs() || d.Due.IsZero(), d.Name != "" && (d.Role != g.Role || d.Name != name): // of somebody else
		case d.What == disclosure.DuePublishLimited:
			add(d)
		case d.What.Escalates() && d.What.Party() != g.Role && (first == nil || d.Ends.Before(first.Ends)):
			first = d
		}
	}
	if first != nil {
		add(first)
	}
	slices.SortStableFunc(out, func(a, b Ahead) int { return a.On.Compare(b.On) })
	return out
}

// clocksIfTold computes the clocks as they are once a message to the receiver has left now.
func (g *Grounds) clocksIfTold() ([]clock.Deadline, error) {
	c, zone := g.Case.Clone(), g.Rules.zone()
	c.ClockEvents = append(c.ClockEvents, disclosure.ClockEvent{
		Seq: c.Version + 1, Kind: disclosure.KindContacted, At: civil.At(g.Now.In(zone)), Party: g.Role, Name: g.Case.PartyName(g.Role, g.Name),
		Channel: medium.Usual(), Recorded: g.Now,
	})
	return clock.Deadlines(c, clock.Env{Now: g.Now, Zone: zone, Rules: g.Rules.Clocks})
}

// aheadText is a list of steps in the form in which a message keeps them: "provider +2 publish_limited 2020-02-26".
func aheadText(steps []Ahead) string {
	var words []string
	for _, s := range steps {
		when := s.On.String()
		if s.Soon() {
			when = "+" + strconv.Itoa(s.Days)
		}
		words = append(words, string(s.What), when)
	}
	return strings.Join(words, " ")
}

// stillAhead holds while every step that a text announced is still planned, no earlier than it says, and lies ahead.
func (g *Grounds) stillAhead(announced string, steps []Ahead) error {
	words := strings.Fields(announced)
	for i := 0; i+1 < len(words); i += 2 {
		what, when := disclosure.DueKind(words[i]), words[i+1]
		label := strings.ReplaceAll(string(what), "_", " ")
		date, err := g.announced(when)
		if err != nil {
			return err
		}
		at := slices.IndexFunc(steps, func(s Ahead) bool { return s.What == what })
		switch {
		case !date.After(g.today()):
			return fault.Errorf(fault.Refused, "the text announces %s for %s, which does not lie ahead any more", label, date)
		case at < 0:
			return fault.Errorf(fault.Refused, "the text announces %s for %s, and the policy does not plan it now", label, date)
		case steps[at].On.Before(date):
			return fault.Errorf(fault.Refused, "the text announces %s for %s, and it is due on %s now", label, date, steps[at].On)
		}
	}
	return nil
}

// announced is the day that a text names, if it leaves today.
func (g *Grounds) announced(when string) (civil.Date, error) {
	if days, ok := strings.CutPrefix(when, "+"); ok {
		if n, err := strconv.Atoi(days); err == nil {
			return g.today().AddDays(n), nil
		}
	}
	date, err := civil.ParseDate(when)
	if err != nil {
		return date, fault.Errorf(fault.Internal, "the text announces a step for %q, which is no day", when)
	}
	return date, nil
}
