package cli

import (
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"daylight/cmd/bot/internal/app"
	"daylight/disclosure"
	"daylight/disclosure/closure"
	"daylight/disclosure/command/exposure"
)

// clockForm is how the moment of a probe is shown.
const clockForm = "2006-01-02 15:04:05Z"

func newProbeHistory(s *session) *cobra.Command {
	var asset string
	cmd := &cobra.Command{
		Use: "history CASE", Short: "Show every answer on record and where each facet stands", Args: cobra.ExactArgs(1),
		ValidArgsFunction: s.completeCases,
		Long: "Show every answer on record: when and from where it was asked, the verdict of each facet, and the run of closed\n" +
			"answers after it, as strong/any. Below it, where each facet stands by the rule.",
		Example: "  bot probe history DL-2020-0001\n  bot probe history DL-2020-0001 --asset A1 --json",
		RunE: func(cmd *cobra.Command, args []string) error {
			return s.withDesk(cmd.Context(), func(a *app.App, _ disclosure.Actor) error {
				seen, courses, err := a.Desk.ProbeHistory(cmd.Context(), caseID(args[0]), asset)
				if err != nil {
					return err
				}
				if s.json {
					return s.printJSON(map[string]any{"case": caseID(args[0]), "observations": seen, "assets": courses})
				}
				return s.showHistory(seen, courses)
			})
		},
	}
	cmd.Flags().StringVar(&asset, "asset", "", "only this asset of the case")
	return cmd
}

func (s *session) showHistory(seen []app.Sighting, courses []app.AssetCourse) error {
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
			strconv.Itoa(seen[i].Seq), seen[i].Asset, o.Started.UTC().Format(clockForm), dash(o.Vantage), dash(why), verdict, facetWords(o),
			dash(o.Peer), short(o.PlanHash), short(o.AnswerMAC), run,
		}
	}
	if err := s.table([]string{"nr", "asset", "asked", "from", "why", "verdict", "facets", "peer", "plan", "answer", "run"}, rows); err != nil {
		return err
	}
	for _, k := range courses {
		fmt.Fprintf(s.Out, "\n%s  %s %s: %s\n", k.Asset.ID, k.Asset.Kind, oneLine(k.Asset.Target), words([]disclosure.ExposureState{k.Asset.Exposure}))
		for _, f := range k.Facets {
			fmt.Fprintf(s.Out, "  %-9s %s\n", f.Facet, facetState(&f))
			for n, e := range f.Episodes {
				if len(f.Episodes) > 1 {
					fmt.Fprintf(s.Out, "            episode %d: %s\n", n+1, episodeWords(e))
				}
			}
		}
		if more := identityWords(&k.Asset); more != "" {
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

// facetState says where a facet stands, such as "closed since 2020-02-05 08:00:00Z (3 strong answers)".
func facetState(f *closure.FacetState) string {
	since := f.Since.UTC().Format(clockForm)
	var out string
	switch f.State {
	case disclosure.ExposureOpen:
		out = "still open, seen from " + since
	case disclosure.ExposureReopened:
		out = "open again since " + since
	case disclosure.ExposureClosed:
		out = fmt.Sprintf("closed since %s (%s)", since, count(f.Streak.Strong, "strong answer", "strong answers"))
	case disclosure.ExposureSuspected:
		out = fmt.Sprintf("closed since %s, not confirmed (%d strong of %s)", since, f.Streak.Strong, count(f.Streak.Weak, "answer", "answers"))
	case disclosure.ExposureUnreachable:
		out = "no longer reachable since " + since
	case disclosure.ExposureUnconfirmed, disclosure.ExposureUnverifiable, disclosure.ExposureDestroyed:
		out = "no verdict yet: " + string(f.Last.Reason)
	default:
		out = string(f.State)
	}
	if last := f.Streak.LastOpen; !last.IsZero() {
		out += ", last open " + last.UTC().Format(clockForm)
	}
	if !f.Probed {
		out += ", not asked any more"
	}
	if !f.Watch.IsZero() {
		out += ", watched on " + f.Watch.UTC().Format(time.DateOnly)
	}
	return out
}

func episodeWords(e closure.FacetEpisode) string {
	out := "not seen open"
	if !e.FirstOpen.IsZero() {
		out = "open from " + e.FirstOpen.UTC().Format(clockForm) + " to " + e.LastOpen.UTC().Format(clockForm)
	}
	if !e.Closed.IsZero() {
		out += ", closed " + e.Closed.UTC().Format(clockForm)
	}
	return out
}

// identityWords says what a person has to know of an asset's name.
func identityWords(a *disclosure.Asset) string {
	switch {
	case a.Recreated:
		return "something else answers under this name: write `bot probe same` or `bot case stop`"
	case a.Moved != "":
		return "moved to " + a.Moved
	default:
		return ""
	}
}

func short(hash string) string { return dash(hash[:min(8, len(hash))]) }

func newProbeVerify(s *session) *cobra.Command {
	return &cobra.Command{
		Use: "verify CASE", Short: "Compute the record of a case again: chain, runs of answers, closures, plans", Args: cobra.ExactArgs(1),
		ValidArgsFunction: s.completeCases,
		Long: "Compute again what the record of a case says: the hash chain of its events, the runs of closed answers by the rule,\n" +
			"what was concluded from them, the hashes of the plans, where kind and asker are still the same, and the signatures\n" +
			"of agents at other places. It ends with 1 when something does not fit.",
		RunE: func(cmd *cobra.Command, args []string) error {
			return s.withDesk(cmd.Context(), func(a *app.App, _ disclosure.Actor) error {
				r, err := a.Desk.VerifyProbes(cmd.Context(), caseID(args[0]))
				if err != nil {
					return err
				}
				if s.json {
					err = s.printJSON(r)
				} else {
					s.showVerified(&r)
				}
				if err == nil && len(r.Problems) > 0 {
					err = &quiet{exitFailed}
				}
				return err
			})
		},
	}
}

func (s *session) showVerified(r *app.RecordReport) {
	for _, p := range r.Problems {
		s.line("wrong: " + p.String())
	}
	told := map[string]int{} // one line for what is the same with many
	for _, p := range r.Remarks {
		told[p.What]++
	}
	for _, what := range slices.Sorted(maps.Keys(told)) {
		s.line(fmt.Sprintf("not computed again (%s): %s", count(told[what], "probe", "probes"), what))
	}
	end := "everything fits"
	if n := len(r.Problems); n > 0 {
		end = count(n, "thing does", "things do") + " not fit"
	}
	fmt.Fprintf(s.Out, "%s: %s, %s, %s computed again, %s of other places: %s\n", r.Case, count(r.Events, "event", "events"),
		count(r.Probes, "probe", "probes"), count(r.Plans, "plan", "plans"), count(r.Signed, "signature", "signatures"), end)
}

func newProbeSame(s *session) *cobra.Command {
	var asset, text string
	cmd := &cobra.Command{
		Use: "same CASE", Short: "Say that what answers under a name again is still the owner's", Args: cobra.ExactArgs(1),
		ValidArgsFunction: s.completeCases,
		Long: "A name that was gone and answers again as something else may belong to anybody: its refusals close\n" +
			"nothing. Say that it is the same owner's, and they count again. If it is not, write\n" +
			"`bot case stop`: it is not ours to ask.",
		Example: "  bot probe same DL-2020-0001 --asset A1 --text 'the vendor wrote that they moved it'",
		RunE: func(cmd *cobra.Command, args []string) error {
			return s.do(cmd.Context(), caseID(args[0]), exposure.AcceptIdentity{Asset: asset, Text: text})
		},
	}
	cmd.Flags().StringVar(&asset, "asset", "", "the asset")
	cmd.Flags().StringVar(&text, "text", "", "how you know")
	return cmd
}
