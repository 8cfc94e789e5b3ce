package probe

import (
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"

	"github.com/spf13/cobra"

	"daylight/cmd/bot/internal/app"
	"daylight/cmd/bot/internal/app/answers"
	"daylight/cmd/bot/internal/app/desk"
	"daylight/cmd/bot/internal/cli/session"
	"daylight/cmd/bot/internal/cli/wording"
	"daylight/disclosure"
	"daylight/disclosure/closure"
	"daylight/disclosure/command/exposure"
	"daylight/disclosure/observed"
)

func newHistory(s *session.Session) *cobra.Command {
	var asset string
	cmd := &cobra.Command{
		Use: "history CASE", Short: "Show every recorded answer and the state of each facet", Args: cobra.ExactArgs(1),
		ValidArgsFunction: s.CompleteCases,
		Long: "Show every recorded answer: when and from where it was probed, the verdict of each facet, and the length of the run\n" +
			"of closed answers after it, as strong/any. Below them, the state of each facet by the rule.",
		Example: "  bot probe history DL-2020-0001\n  bot probe history DL-2020-0001 --asset A1 --json",
		RunE: func(cmd *cobra.Command, args []string) error {
			return s.WithDesk(cmd.Context(), func(a *app.App, _ disclosure.Actor) error {
				seen, statuses, err := a.Desk.ProbeHistory(cmd.Context(), session.CaseID(args[0]), asset)
				if err != nil {
					return err
				}
				if s.JSON {
					return s.PrintJSON(map[string]any{"case": session.CaseID(args[0]), "observations": seen, "assets": statuses})
				}
				return showHistory(s, seen, statuses)
			})
		},
	}
	cmd.Flags().StringVar(&asset, "asset", "", "use only this asset of the case")
	return cmd
}

func showHistory(s *session.Session, seen []desk.Sighting, statuses []desk.AssetStatus) error {
	rows := make([][]string, 0, len(seen))
	for i := 0; i < len(seen); i++ {
		first := i
		for i+1 < len(seen) && sameAnswer(&seen[first], &seen[i+1]) {
			i++
		}
		if i-first == 1 { // two lines say more than a fold of two
			i--
		}
		o, run := &seen[i].Probe, "–"
		if k := seen[i].Streak; k != nil {
			run = fmt.Sprintf("%d/%d", k.Strong, k.Weak)
		}
		verdict := verdictWord(o.Result())
		switch {
		case seen[i].Stranger:
			verdict += ", identity mismatch"
		case o.Local:
			verdict += ", our fault"
		}
		why := ""
		if seen[i].Asked != nil {
			why = string(seen[i].Asked.Reason)
		}
		nr, asked := strconv.Itoa(seen[i].Seq), o.Started.UTC().Format(wording.TimeForm)
		if i > first {
			nr = fmt.Sprintf("%d–%d (%d)", seen[first].Seq, seen[i].Seq, i-first+1)
			asked = seen[first].Probe.Started.UTC().Format(wording.TimeForm) + " to " + asked
		}
		rows = append(rows, []string{
			nr, seen[i].Asset, asked, wording.Dash(o.Vantage), wording.Dash(why), verdict, facetWords(o),
			wording.Dash(o.Peer), short(o.PlanHash), short(o.AnswerMAC), run,
		})
	}
	if len(seen) == 0 {
		fmt.Fprintln(s.Out, "No answer is on record yet.")
	} else if err := s.Table([]string{"nr", "asset", "asked", "from", "why", "verdict", "facets", "peer", "plan", "answer", "run"}, rows); err != nil {
		return err
	}
	showLegend(s, seen)
	for _, k := range statuses {
		state := wording.Words([]disclosure.ExposureState{k.Asset.Exposure})
		if k.Asset.Stopped {
			state += ", checks stopped"
		}
		fmt.Fprintf(s.Out, "\n%s  %s %s: %s\n", k.Asset.ID, k.Asset.Kind, wording.OneLine(k.Asset.Target), state)
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
		if unseen := answers.Refused(&k.Asset, k.Asset.Last); unseen != "" {
			fmt.Fprintln(s.Out, "  "+unseen)
		}
	}
	return nil
}

// sameAnswer reports whether two neighbours can be shown as one line: the same asset gave the same answer to the same vantage.
func sameAnswer(a, b *desk.Sighting) bool {
	p, q := &a.Probe, &b.Probe
	return a.Asset == b.Asset && a.Stranger == b.Stranger && p.Local == q.Local && p.Vantage == q.Vantage && p.Result() == q.Result() &&
		p.Peer == q.Peer && p.PlanHash == q.PlanHash && maps.Equal(p.Facets, q.Facets) && (a.Asked == nil) == (b.Asked == nil) &&
		(a.Asked == nil || a.Asked.Reason == b.Asked.Reason)
}

// showLegend says in words what the codes of the table mean, each once.
func showLegend(s *session.Session, seen []desk.Sighting) {
	codes := map[observed.Reason]bool{}
	for i := range seen {
		codes[seen[i].Probe.Reason] = true
		for _, f := range seen[i].Probe.Facets {
			codes[f.Reason] = true
		}
	}
	delete(codes, "")
	delete(codes, observed.ReasonOpen)
	if len(codes) == 0 {
		return
	}
	fmt.Fprintln(s.Out, "\nwhat the codes mean (run: strong/any closed answers in a row; inconclusive ones neither count nor break it)")
	for _, code := range slices.Sorted(maps.Keys(codes)) {
		fmt.Fprintf(s.Out, "  %-24s %s\n", code, wording.Reason(code))
	}
}

func facetWords(o *observed.Observation) string {
	var out []string
	for _, name := range slices.Sorted(maps.Keys(o.Facets)) {
		word := verdictWord(o.Facets[name])
		if r := o.Facets[name].Reason; r != observed.ReasonOpen {
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
		Use: "verify CASE", Short: "Recompute the record of a case: chain, runs of answers, closures, plans", Args: cobra.ExactArgs(1),
		ValidArgsFunction: s.CompleteCases,
		Long: "Recompute the record of a case: the hash chain of its events, the runs of closed answers by the rule, the conclusions\n" +
			"from them, the hashes of the plans if kind and prober are still the same, and the signatures of agents at other\n" +
			"vantages. The exit code is 1 if anything does not match.",
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
		s.Line(fmt.Sprintf("not recomputed (%s): %s", wording.Count(told[what], "probe", "probes"), what))
	}
	end := "everything fits"
	if n := len(r.Problems); n > 0 {
		end = wording.Count(n, "thing does", "things do") + " not fit"
	}
	fmt.Fprintf(s.Out, "%s: %s, %s, %s recomputed, %s of other vantages: %s\n", r.Case, wording.Count(r.Events, "event", "events"),
		wording.Count(r.Probes, "probe", "probes"), wording.Count(r.Plans, "plan", "plans"), wording.Count(r.Signed, "signature", "signatures"), end)
}

func newSame(s *session.Session) *cobra.Command {
	var asset, text string
	cmd := &cobra.Command{
		Use: "same CASE", Short: "Confirm that a changed asset still belongs to the owner", Args: cobra.ExactArgs(1),
		ValidArgsFunction: s.CompleteCases,
		Long: "If a name stops answering and later answers as something else, it may belong to somebody else, so its closed\n" +
			"answers do not count. Confirm that it is still the owner's, and they count again. If it is not, use\n" +
			"`bot case stop`: it is not ours to probe.",
		Example: "  bot probe same DL-2020-0001 --asset A1 --text 'the vendor wrote that they moved it'",
		RunE: func(cmd *cobra.Command, args []string) error {
			return s.Do(cmd.Context(), session.CaseID(args[0]), exposure.AcceptIdentity{Asset: asset, Text: text})
		},
	}
	cmd.Flags().StringVar(&asset, "asset", "", "the asset")
	cmd.Flags().StringVar(&text, "text", "", "how you know")
	return cmd
}
