package probe

import (
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"

	"github.com/spf13/cobra"

	"daylight/cmd/bot/internal/app"
	"daylight/cmd/bot/internal/app/desk"
	"daylight/cmd/bot/internal/cli/session"
	"daylight/cmd/bot/internal/cli/wording"
	"daylight/disclosure"
	"daylight/disclosure/closure"
	"daylight/disclosure/command/exposure"
)

func newHistory(s *session.Session) *cobra.Command {
	var asset string
	cmd := &cobra.Command{
		Use: "history CASE", Short: "Show every answer on record and where each facet stands", Args: cobra.ExactArgs(1),
		ValidArgsFunction: s.CompleteCases,
		Long: "Show every answer on record: when and from where it was asked, the verdict of each facet, and the run of closed\n" +
			"answers after it, as strong/any. Below it, where each facet stands by the rule.",
		Example: "  bot probe history DL-2020-0001\n  bot probe history DL-2020-0001 --asset A1 --json",
		RunE: func(cmd *cobra.Command, args []string) error {
			return s.WithDesk(cmd.Context(), func(a *app.App, _ disclosure.Actor) error {
				seen, courses, err := a.Desk.ProbeHistory(cmd.Context(), session.CaseID(args[0]), asset)
				if err != nil {
					return err
				}
				if s.JSON {
					return s.PrintJSON(map[string]any{"case": session.CaseID(args[0]), "observations": seen, "assets": courses})
				}
				return showHistory(s, seen, courses)
			})
		},
	}
	cmd.Flags().StringVar(&asset, "asset", "", "only this asset of the case")
	return cmd
}

func showHistory(s *session.Session, seen []desk.Sighting, courses []desk.AssetCourse) error {
	rows := make([][]string, len(seen))
	for i := range seen {
		o, run := &seen[i].Probe, "–"
		if k := seen[i].Streak; k != nil {
			run = fmt.Sprintf("%d/%d", k.Strong, k.Weak)
		}
		verdict := verdictWord(o.Result())
		switch {
		case seen[i].Stranger:
			verdict += ", of a stranger"
		case o.Local:
			verdict += ", our fault"
		}
		why := ""
		if seen[i].Asked != nil {
			why = seen[i].Asked.Reason
		}
		rows[i] = []string{
			strconv.Itoa(seen[i].Seq), seen[i].Asset, o.Started.UTC().Format(wording.TimeForm), wording.Dash(o.Vantage), wording.Dash(why), verdict, facetWords(o),
			wording.Dash(o.Peer), short(o.PlanHash), short(o.AnswerMAC), run,
		}
	}
	if err := s.Table([]string{"nr", "asset", "asked", "from", "why", "verdict", "facets", "peer", "plan", "answer", "run"}, rows); err != nil {
		return err
	}
	for _, k := range courses {
		fmt.Fprintf(s.Out, "\n%s  %s %s: %s\n", k.Asset.ID, k.Asset.Kind, wording.OneLine(k.Asset.Target), wording.Words([]disclosure.ExposureState{k.Asset.Exposure}))
		for _, f := range k.Facets {
			fmt.Fprintf(s.Out, "  %-9s %s\n", f.Facet, wording.FacetState(&f))
			for n, e := range f.Episodes {
				if len(f.Episodes) > 1 {
					fmt.Fprintf(s.Out, "            episode %d: %s\n", n+1, episodeWords(e))
				}
			}
		}
		if more := wording.Identity(&k.Asset); more != "" {
			fmt.Fprintln(s.Out, "  "+more)
		}
	}
	return nil
}

func facetWords(o *disclosure.Observation) string {
	var out []string
	for _, name := range slices.Sorted(maps.Keys(o.Facets)) {
		word := verdictWord(o.Facets[name])
		if r := o.Facets[name].Reason; r != disclosure.ReasonOpen {
			word += " (" + string(r) + ")"
		}
		out = append(out, name+" "+word)
	}
	return strings.Join(out, ", ")
}

func episodeWords(e closure.FacetEpisode) string {
	out := "not seen open"
	if !e.FirstOpen.IsZero() {
		out = "open from " + e.FirstOpen.UTC().Format(wording.TimeForm) + " to " + e.LastOpen.UTC().Format(wording.TimeForm)
	}
	if !e.Closed.IsZero() {
		out += ", closed " + e.Closed.UTC().Format(wording.TimeForm)
	}
	return out
}

func short(hash string) string { return wording.Dash(hash[:min(8, len(hash))]) }

func newVerify(s *session.Session) *cobra.Command {
	return &cobra.Command{
		Use: "verify CASE", Short: "Compute the record of a case again: chain, runs of answers, closures, plans", Args: cobra.ExactArgs(1),
		ValidArgsFunction: s.CompleteCases,
		Long: "Compute again what the record of a case says: the hash chain of its events, the runs of closed answers by the rule,\n" +
			"what was concluded from them, the hashes of the plans, where kind and asker are still the same, and the signatures\n" +
			"of agents at other places. It ends with 1 when something does not fit.",
		RunE: func(cmd *cobra.Command, args []string) error {
			return s.WithDesk(cmd.Context(), func(a *app.App, _ disclosure.Actor) error {
				r, err := a.Desk.VerifyProbes(cmd.Context(), session.CaseID(args[0]))
				if err != nil {
					return err
				}
				if s.JSON {
					err = s.PrintJSON(r)
				} else {
					showVerified(s, &r)
				}
				if err == nil && len(r.Problems) > 0 {
					err = session.Reported(session.ExitFailed)
				}
				return err
			})
		},
	}
}

func showVerified(s *session.Session, r *desk.RecordReport) {
	for _, p := range r.Problems {
		s.Line("wrong: " + p.String())
	}
	told := map[string]int{} // one line for what is the same with many
	for _, p := range r.Remarks {
		told[p.What]++
	}
	for _, what := range slices.Sorted(maps.Keys(told)) {
		s.Line(fmt.Sprintf("not computed again (%s): %s", wording.Count(told[what], "probe", "probes"), what))
	}
	end := "everything fits"
	if n := len(r.Problems); n > 0 {
		end = wording.Count(n, "thing does", "things do") + " not fit"
	}
	fmt.Fprintf(s.Out, "%s: %s, %s, %s computed again, %s of other places: %s\n", r.Case, wording.Count(r.Events, "event", "events"),
		wording.Count(r.Probes, "probe", "probes"), wording.Count(r.Plans, "plan", "plans"), wording.Count(r.Signed, "signature", "signatures"), end)
}

func newSame(s *session.Session) *cobra.Command {
	var asset, text string
	cmd := &cobra.Command{
		Use: "same CASE", Short: "Say that what answers under a name again is still the owner's", Args: cobra.ExactArgs(1),
		ValidArgsFunction: s.CompleteCases,
		Long: "A name that was gone and answers again as something else may belong to anybody: its refusals close\n" +
			"nothing. Say that it is the same owner's, and they count again. If it is not, write\n" +
			"`bot case stop`: it is not ours to ask.",
		Example: "  bot probe same DL-2020-0001 --asset A1 --text 'the vendor wrote that they moved it'",
		RunE: func(cmd *cobra.Command, args []string) error {
			return s.Do(cmd.Context(), session.CaseID(args[0]), exposure.AcceptIdentity{Asset: asset, Text: text})
		},
	}
	cmd.Flags().StringVar(&asset, "asset", "", "the asset")
	cmd.Flags().StringVar(&text, "text", "", "how you know")
	return cmd
}
