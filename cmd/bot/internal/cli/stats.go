package cli

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/spf13/cobra"

	"daylight/cmd/bot/internal/app"
	"daylight/cmd/bot/internal/cli/session"
	"daylight/cmd/bot/internal/cli/wording"
	"daylight/disclosure"
	"daylight/disclosure/stats"
)

func newStats(s *session.Session) *cobra.Command {
	var by string
	cmd := &cobra.Command{
		Use: "stats", Short: "Show how long answers and closures take, over all cases", Args: cobra.NoArgs,
		Long: statsHelp(),
		Example: "  bot stats\n" +
			"  bot stats --by provider\n" +
			"  bot stats --by year --json",
		RunE: func(cmd *cobra.Command, _ []string) error {
			way := stats.By(by)
			if err := session.OneOf("by", way, stats.Bys()); err != nil {
				return err
			}
			return s.WithDesk(cmd.Context(), func(a *app.App, _ disclosure.Actor) error {
				st, err := a.Desk.Statistics(cmd.Context(), way)
				if err != nil {
					return err
				}
				if s.JSON {
					return s.PrintJSON(st)
				}
				return showStatistics(s, &st)
			})
		},
	}
	cmd.Flags().StringVar(&by, "by", "", "group by "+wording.Words(stats.Bys()))
	session.Offer(cmd, "by", stats.Bys())
	return cmd
}

// helpWidth is how long a line of a help may be, in characters.
const helpWidth = 120

// statsHelp documents the method and the JSON. Who quotes a figure has to be able to say how it was made.
func statsHelp() string {
	return fmt.Sprintf(`Days to a first answer and to closure, over all cases. A case that has not ended counts for as long as it has lasted
(Kaplan-Meier, as of today). "Half by 9" means that after 9 days half of them are estimated to have ended; "not
reached" that too many have not ended to say.

Days are civil days, the first day not counted; the same day is 0.
An answer is the first message from a person at the vendor. Automatic answers and statements to others do not count.
An answer by a mail of which nothing shows who wrote it counts once somebody of the team has looked at it. Until then it
  is unknown whether they have answered: the case is left out of that estimate and of "without answer".
A closure is that of the last asset of a case: verified by our own probes and dated with the first closed answer, or
  attested by two people who looked; or reported by a source. All count, and each is shown. If the case is reopened, the
  earlier closure does not count.
"Without answer" are the cases whose vendor was first contacted at least %[1]d days ago and has not answered.
"Reopened" are the cases with an asset that was closed or no longer reachable and was found open again.
After a hand-over nothing more is known: the case counts up to that day. An exposure without an end counts up to the
  last time that our own probes saw it open; where they never did, it is unknown whether it has ended.
An estimate leaves out, and counts separately: cases without a start on record; with a date coarser than a day; with
  an end before the start; and those for which it is unknown whether they have ended.
Not counted at all: drafts, rejected findings, duplicates, and cases that were not an exposure.
Groups, estimates and shares of fewer than %[2]d cases are not shown. That prevents wrong conclusions, not inference.
A case with several vendors waits for each by itself: estimates and "without answer" count vendors, "cases" counts
  cases.
%[3]s
A case with several providers or kinds of asset counts once in each of their groups. The year is that of discovery,
  or else of the first contact. A group without a name holds the cases where it is unknown.

With --json (stable; null where something is unknown, not shown or not reached):
  {"as_of", "by", "minimum": %[2]d, "rule", "confidence": %.2[4]f, "patience": %[1]d,
   "aside": {"draft", "rejected", "duplicate", "not_an_exposure"},
   "all": GROUP, "groups": [GROUP], "hidden": {"groups", "cases"}}
  GROUP    {"group", "cases", "parties", "contact_to_acknowledgement": MEASURE, "contact_to_closure": MEASURE,
            "discovery_to_closure": MEASURE, "never_answered": SHARE, "reopened": SHARE}
  MEASURE  {"n", "left_out": {"no_start", "coarse", "order", "no_end"}, "estimate": null or
            {"ended", "verified", "attested", "reported", "open", "q25", "median", "q75",
            "limits": {"q25": [lower, upper], "median", "q75"}}}
           n and left_out add up to parties; verified, attested and reported to ended, and only closures have them
  SHARE    {"of", "count", "share"}  share is between 0 and 1`, stats.Patience, stats.Minimum, wording.Fill(stats.QuantileRule(), helpWidth), stats.Confidence)
}

func showStatistics(s *session.Session, st *stats.Statistics) error {
	fmt.Fprintf(s.Out, "%s as of %s.%s\n", wording.Count(st.All.Cases, "case", "cases"), st.AsOf, asideText(st.Aside))
	if st.All.Cases == 0 {
		return nil
	}
	if st.All.Cases < st.Minimum {
		fmt.Fprintf(s.Out, "Figures are shown from %d cases on.\n", st.Minimum)
		return nil
	}
	groups := append([]stats.Group{st.All}, st.Groups...)
	for _, part := range []struct {
		title   string
		closure bool
		of      func(*stats.Group) *stats.Measure
	}{
		{"Days from the first contact with the vendor to a first answer", false, func(g *stats.Group) *stats.Measure { return &g.ToAnswer }},
		{"Days from the first contact with the vendor to closure", true, func(g *stats.Group) *stats.Measure { return &g.ContactToClose }},
		{"Days from discovery to closure", true, func(g *stats.Group) *stats.Measure { return &g.DiscoverToClose }},
	} {
		fmt.Fprintf(s.Out, "\n%s\n", part.title)
		head := []string{groupHead(st), "n", "ended", "not ended", "a quarter by", "half by", "three quarters by", "left out"}
		if part.closure {
			head[2] = "ended (verified + attested + reported)"
		}
		rows := make([][]string, len(groups))
		for i := range groups {
			rows[i] = append([]string{groupName(st, i, &groups[i])}, measureCells(part.of(&groups[i]))...)
		}
		if err := s.Table(head, rows); err != nil {
			return err
		}
	}
	return showShares(s, st, groups)
}

func showShares(s *session.Session, st *stats.Statistics, groups []stats.Group) error {
	fmt.Fprintf(s.Out, "\nShares\n")
	rows := make([][]string, len(groups))
	for i := range groups {
		g := &groups[i]
		rows[i] = []string{groupName(st, i, g), strconv.Itoa(g.Cases), shareText(g.NoAnswer), shareText(g.Reopened)}
	}
	if err := s.Table([]string{groupHead(st), "cases", "without answer so far", "reopened"}, rows); err != nil {
		return err
	}
	fmt.Fprintln(s.Out)
	if st.Hidden.Groups > 0 {
		fmt.Fprintf(s.Out, "Not shown: %s with fewer than %d cases each.\n", wording.Count(st.Hidden.Groups, "group", "groups"), st.Minimum)
	}
	fmt.Fprintln(s.Out, "Kaplan-Meier estimate in civil days; a case that has not ended counts up to today. In brackets the 0.95 limits (log-log,")
	fmt.Fprintln(s.Out, "Greenwood). See bot stats --help")
	return nil
}

func groupHead(st *stats.Statistics) string {
	if st.By == nil {
		return "group"
	}
	return string(*st.By)
}

// groupName names a row; the first one is all cases.
func groupName(st *stats.Statistics, row int, g *stats.Group) string {
	switch {
	case row == 0:
		return "(all)"
	case g.Group == nil && st.By != nil:
		return "(no " + string(*st.By) + " on record)"
	default:
		return wording.Cut(*g.Group, 40)
	}
}

func measureCells(m *stats.Measure) []string {
	out := m.LeftOut.NoStart + m.LeftOut.Coarse + m.LeftOut.Order + m.LeftOut.NoEnd
	e := m.Estimate
	if e == nil {
		return []string{strconv.Itoa(m.N), "–", "–", "–", "–", "–", strconv.Itoa(out)}
	}
	ended := strconv.Itoa(e.Ended)
	if e.Verified != nil && e.Attested != nil && e.Reported != nil {
		ended = fmt.Sprintf("%d (%d + %d + %d)", e.Ended, *e.Verified, *e.Attested, *e.Reported)
	}
	return []string{
		strconv.Itoa(m.N), ended, strconv.Itoa(e.Open),
		within(e.Quarter, e.Limits.Quarter), within(e.Median, e.Limits.Median), within(e.Three, e.Limits.Three), strconv.Itoa(out),
	}
}

func reached(days *int) string {
	if days == nil {
		return "not reached"
	}
	return strconv.Itoa(*days)
}

// within writes a quartile with its limits; "–?" where the upper one is not reached.
func within(days *int, limits [2]*int) string {
	lower, upper := limits[0], "?"
	if limits[1] != nil {
		upper = strconv.Itoa(*limits[1])
	}
	if lower == nil {
		return reached(days)
	}
	return fmt.Sprintf("%s (%d–%s)", reached(days), *lower, upper)
}

func shareText(sh stats.Share) string {
	if sh.Count == nil || sh.Share == nil {
		return "–"
	}
	return fmt.Sprintf("%d of %d (%.0f %%)", *sh.Count, sh.Of, 100**sh.Share)
}

// asideText says which cases count nowhere.
func asideText(aside map[stats.Exclusion]int) string {
	var parts []string
	for _, w := range []struct {
		why       stats.Exclusion
		one, many string
	}{
		{stats.ExcludedDraft, "draft", "drafts"},
		{stats.ExcludedRejected, "rejected", "rejected"},
		{stats.ExcludedDuplicate, "duplicate", "duplicates"},
		{stats.ExcludedNoFinding, "that was not an exposure", "that were not exposures"},
		{stats.ExcludedRehearsal, "rehearsal", "rehearsals"},
	} {
		if n := aside[w.why]; n > 0 {
			parts = append(parts, wording.Count(n, w.one, w.many))
		}
	}
	if len(parts) == 0 {
		return ""
	}
	return " Not counted: " + strings.Join(parts, ", ") + "."
}
