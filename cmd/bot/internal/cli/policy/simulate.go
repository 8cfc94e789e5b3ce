package policy

import (
	"fmt"
	"slices"
	"time"

	"github.com/spf13/cobra"

	"daylight/cmd/bot/internal/app"
	"daylight/cmd/bot/internal/cli/session"
	"daylight/cmd/bot/internal/cli/wording"
	"daylight/disclosure"
	"daylight/disclosure/civil"
	"daylight/disclosure/clock"
	"daylight/disclosure/fault"
	"daylight/disclosure/holiday"
	"daylight/templates"
)

// simulation are the flags of a simulation.
type simulation struct {
	policy, holidays string
	asOf             string
	noPersonalData   bool
	bounced          bool

	contacted, accepted, acknowledged, aware, fixed, exploited, extended, headsUp, reopened string
	promised, promisedFor, claimed, disputed, refused                                       string
}

func newSimulate(s *session.Session) *cobra.Command {
	var f simulation
	cmd := &cobra.Command{
		Use: "simulate --contacted DATE", Short: "Compute the deadlines of a policy from assumed dates, without a case", Args: cobra.NoArgs,
		Long: `Compute the deadlines of a policy from assumed dates. It needs no case, no database and no configuration.

An event without a date has not happened. Dates are civil days such as 2020-01-27, and a deadline day ends in UTC
unless the clause names a zone. States are shown as of today; --as-of takes another day, at noon UTC. The dates of
publication depend only on the assumed dates, except for a clause about a running extension, which depends on today.

With --json (stable; null where there is no date):
  {"policy", "clauses": [{"clause", "due", "state", "because"}], "publish_limited", "publish_full"}`,
		Example: "  bot policy simulate --policy project-zero --contacted 2020-01-01 --fixed 2020-02-17\n" +
			"  bot policy simulate --policy cert-cc --contacted 2020-01-27 --bounced --json\n" +
			"  bot policy simulate --policy ours.yaml --contacted 2020-12-17 --holidays GB --as-of 2020-12-18",
		RunE: func(*cobra.Command, []string) error { return simulate(s, &f) },
	}
	fl := cmd.Flags()
	fl.StringVar(&f.policy, "policy", templates.DefaultPolicy, "name of a policy, or a file")
	fl.StringVar(&f.contacted, "contacted", "", "first attempt to reach the vendor")
	fl.BoolVar(&f.bounced, "bounced", false, "the first attempt came back")
	fl.StringVar(&f.accepted, "accepted", "", "a later attempt that was accepted")
	fl.StringVar(&f.acknowledged, "acknowledged", "", "first answer from a person at the vendor")
	fl.StringVar(&f.promised, "promised", "", "the vendor promised a fix, with --promised-for")
	fl.StringVar(&f.promisedFor, "promised-for", "", "day for which the fix was promised")
	fl.StringVar(&f.claimed, "claimed", "", "the vendor said that it is fixed")
	fl.StringVar(&f.disputed, "disputed", "", "the vendor disputed the finding")
	fl.StringVar(&f.refused, "refused", "", "the vendor refused to act")
	fl.StringVar(&f.aware, "deemed-aware", "", "day from which the vendor is presumed to know")
	fl.StringVar(&f.fixed, "fixed", "", "everything closed")
	fl.StringVar(&f.exploited, "exploited", "", "seen in the wild, or leaked")
	fl.StringVar(&f.extended, "extended", "", "extended date, for each clause that can be extended")
	fl.StringVar(&f.headsUp, "heads-up", "", "notice before publication")
	fl.StringVar(&f.reopened, "reopened", "", "found open again after the fix; contacts count from there")
	fl.StringVar(&f.holidays, "holidays", "", "holidays of the owner, such as DE, DE-BY or none (default: weekends only)")
	fl.BoolVar(&f.noPersonalData, "no-personal-data", false, "no personal data is exposed")
	fl.StringVar(&f.asOf, "as-of", "", "day whose states are shown (default: today)")
	offerPolicies(cmd)
	session.Offer(cmd, "holidays", holiday.Names())
	return cmd
}

func simulate(s *session.Session, f *simulation) error {
	p, _, err := findPolicy(s, f.policy)
	if err != nil {
		return err
	}
	in, err := f.input()
	if err != nil {
		return err
	}
	now, err := f.now(app.Clock(s.Clock))
	if err != nil {
		return err
	}
	sim, err := clock.Simulate(p, in, now, holiday.New().DayOff, time.UTC)
	if err != nil {
		return err
	}
	if !in.Extended.IsZero() && !slices.ContainsFunc(p.Clauses, func(c clock.Clause) bool { return c.Allowed() > 0 }) {
		fmt.Fprintf(s.Err, "bot: no clause of %s can be extended, so --extended changes nothing\n", p.Name)
	}
	if s.JSON {
		return s.PrintJSON(sim)
	}
	return showSimulation(s, &sim, now)
}

func (f *simulation) input() (clock.SimulationInput, error) {
	in := clock.SimulationInput{Bounced: f.bounced, PersonalData: !f.noPersonalData}
	for _, one := range []struct {
		flag, value string
		to          *civil.When
	}{
		{"contacted", f.contacted, &in.Contacted},
		{"accepted", f.accepted, &in.Accepted},
		{"acknowledged", f.acknowledged, &in.Acknowledged},
		{"promised", f.promised, &in.Promised},
		{"promised-for", f.promisedFor, &in.PromisedFor},
		{"claimed", f.claimed, &in.Claimed},
		{"disputed", f.disputed, &in.Disputed},
		{"refused", f.refused, &in.Refused},
		{"deemed-aware", f.aware, &in.Aware},
		{"fixed", f.fixed, &in.Fixed},
		{"exploited", f.exploited, &in.Exploited},
		{"extended", f.extended, &in.Extended},
		{"heads-up", f.headsUp, &in.HeadsUp},
		{"reopened", f.reopened, &in.Reopened},
	} {
		if one.value == "" {
			continue
		}
		d, err := day(one.flag, one.value)
		if err != nil {
			return in, err
		}
		*one.to = d.When()
	}
	if f.holidays != "" {
		set, ok := holiday.Pin(f.holidays)
		if !ok {
			return in, fault.Errorf(fault.Invalid, "--holidays: %.40q is not a set of holidays: write none, a country such as DE, or a region such as DE-BY", f.holidays)
		}
		in.Holidays = set
	}
	return in, nil
}

// now is the moment of which the states are. Noon keeps a deadline day inside, and its eve before it.
func (f *simulation) now(clock func() time.Time) (time.Time, error) {
	if f.asOf == "" {
		return clock(), nil
	}
	d, err := day("as-of", f.asOf)
	return time.Date(d.Year, d.Month, d.Day, 12, 0, 0, 0, time.UTC), err
}

// day parses a flag that takes a civil day and nothing coarser or finer: deadlines are counted in days.
func day(flag, value string) (civil.Date, error) {
	w, err := session.When(flag, value)
	if err != nil {
		return civil.Date{}, err
	}
	if w.Precision() != civil.PrecisionDay {
		return civil.Date{}, fault.Errorf(fault.Invalid, "--%s: %s is not a day: write a date such as %s", flag, w, w.First())
	}
	return w.First(), nil
}

func showSimulation(s *session.Session, sim *clock.Simulation, now time.Time) error {
	fmt.Fprintf(s.Out, "%s, as of %s\n\n", sim.Policy, civil.DateOf(now.UTC()))
	rows := make([][]string, len(sim.Deadlines))
	for i := range sim.Deadlines {
		d := &sim.Deadlines[i]
		rows[i] = []string{d.Clause, wording.Dash(d.Text()), stateText(d.State), d.Because}
	}
	if err := s.Table([]string{"clause", "due", "state", "because"}, rows); err != nil {
		return err
	}
	fmt.Fprintln(s.Out)
	showPermits(s, sim.Permits)
	return nil
}

// showPermits says from when on what may be published, or what is in the way.
func showPermits(s *session.Session, p clock.Permits) {
	for _, one := range []struct {
		what, because string
		at            civil.When
	}{
		{"limited writeup", p.LimitedBecause, p.Limited}, {"full writeup", p.FullBecause, p.Full},
	} {
		text := "no date"
		if !one.at.IsZero() {
			text = one.at.String()
		}
		fmt.Fprintf(s.Out, "%-16s %-10s  %s\n", one.what, text, wording.OneLine(one.because))
	}
}

func stateText(st disclosure.ClockState) string {
	if st == disclosure.ClockNotStarted {
		return "not started"
	}
	return string(st)
}
