package cli

import (
	"cmp"
	"fmt"
	"strconv"
	"strings"

	"github.com/spf13/cobra"

	"daylight/cmd/bot/internal/app"
	"daylight/disclosure"
	"daylight/disclosure/civil"
	"daylight/disclosure/fault"
	"daylight/disclosure/timeline"
	"daylight/templates"
)

func newTimeline(s *session) *cobra.Command {
	var format, lang string
	cmd := &cobra.Command{
		Use: "timeline CASE", Short: "Show what happened when, how long it took and what contradicts", Args: cobra.ExactArgs(1),
		ValidArgsFunction: s.completeCases,
		Example:           "  bot timeline DL-2020-0001\n  bot timeline DL-2020-0001 --format svg --lang de > timeline.svg",
		RunE: func(cmd *cobra.Command, args []string) error {
			if s.json {
				format = "json"
			}
			return s.withDesk(cmd.Context(), func(a *app.App, _ disclosure.Actor) error {
				t, err := a.Desk.Timeline(cmd.Context(), caseID(args[0]))
				if err != nil {
					return err
				}
				switch format {
				case "json":
					return s.printJSON(t)
				case "table":
					return s.showTimeline(t)
				case "md", "svg":
					b, err := a.Desk.TimelineAs(t, format, lang)
					if err != nil {
						return err
					}
					_, err = s.Out.Write(b)
					return err
				default:
					return fault.Errorf(fault.Invalid, "unknown format %q: write table, json, md or svg", format)
				}
			})
		},
	}
	cmd.Flags().StringVar(&format, "format", "table", "table, json, md or svg")
	cmd.Flags().StringVar(&lang, "lang", "en", "language of md and svg: "+strings.Join(templates.Languages(), ", "))
	offer(cmd, "format", []string{"table", "json", "md", "svg"})
	offer(cmd, "lang", templates.Languages())
	return cmd
}

func (s *session) showTimeline(t timeline.Timeline) error {
	fmt.Fprintf(s.Out, "%s  %s: %s\n\n", t.Case, oneLine(t.Title), t.Headline)
	rows := make([][]string, len(t.Rows))
	for i, r := range t.Rows {
		what := string(r.Kind)
		if r.Reported {
			what += " (reported)"
		}
		if r.Planned {
			what += " (planned)"
		}
		at := r.When.String()
		if r.Until != nil {
			at += " – " + *r.Until
		}
		who := strings.TrimSpace(string(r.Party) + " " + r.Name)
		rows[i] = []string{strconv.Itoa(r.Seq), at, what, dash(who), dash(string(r.Source)), string(r.Visibility), cut(cmp.Or(r.Text, r.Excerpt), 60)}
	}
	if err := s.table([]string{"nr", "when", "what", "who", "source", "seen by", "text"}, rows); err != nil {
		return err
	}
	fmt.Fprintln(s.Out)
	for i := range t.Episodes {
		if e := &t.Episodes[i]; !e.LastOpen.IsZero() {
			fmt.Fprintf(s.Out, "exposure %d ended after %s and not after %s, as our own probes saw it\n\n", i+1, e.LastOpen.UTC().Format(clockForm), e.Closed)
		}
	}
	if err := s.showDurations(t); err != nil {
		return err
	}
	for _, l := range t.Lint {
		fmt.Fprintf(s.Out, "%s: %s (%s)\n", l.Level, oneLine(l.Message), l.Rule)
	}
	return nil
}

func (s *session) showDurations(t timeline.Timeline) error {
	var rows [][]string
	for _, name := range timeline.DurationNames() {
		d := t.Durations[name]
		if d == nil {
			continue
		}
		rows = append(rows, []string{strings.ReplaceAll(name, "_", " "), days(d), workingDays(d), d.From, end(d, t.AsOf)})
	}
	if err := s.table([]string{"from … to", "days", "working days", "from", "to"}, rows); err != nil {
		return err
	}
	_, err := fmt.Fprintln(s.Out, timeline.DurationRule())
	return err
}

func days(d *timeline.Duration) string {
	switch {
	case d.Days != nil:
		return strconv.Itoa(*d.Days)
	case d.AtLeast != nil && d.AtMost != nil:
		return fmt.Sprintf("%d to %d", *d.AtLeast, *d.AtMost)
	default:
		return "–"
	}
}

func workingDays(d *timeline.Duration) string {
	if d.WorkingDays == nil {
		return "–"
	}
	return strconv.Itoa(*d.WorkingDays)
}

func end(d *timeline.Duration, asOf civil.Date) string {
	if d.To == nil {
		return "still open as of " + asOf.String()
	}
	return *d.To
}

// cut shortens a text by runes.
func cut(text string, n int) string {
	r := []rune(text)
	if len(r) <= n {
		return text
	}
	return string(r[:n-1]) + "…"
}
