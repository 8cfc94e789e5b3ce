package cli

import (
	"cmp"
	"fmt"
	"strconv"
	"strings"

	"github.com/spf13/cobra"

	"daylight/cmd/bot/internal/app"
	"daylight/cmd/bot/internal/cli/session"
	"daylight/cmd/bot/internal/cli/wording"
	"daylight/disclosure"
	"daylight/disclosure/civil"
	"daylight/disclosure/fault"
	"daylight/disclosure/timeline"
	"daylight/templates"
)

func newTimeline(s *session.Session) *cobra.Command {
	var format, lang string
	cmd := &cobra.Command{
		Use: "timeline CASE", Short: "Show what happened when, how long it took and what is contradictory", Args: cobra.ExactArgs(1),
		ValidArgsFunction: s.CompleteCases,
		Example:           "  bot timeline DL-2020-0001\n  bot timeline DL-2020-0001 --format svg --lang de > timeline.svg",
		RunE: func(cmd *cobra.Command, args []string) error {
			if s.JSON {
				format = "json"
			}
			return s.WithDesk(cmd.Context(), func(a *app.App, _ disclosure.Actor) error {
				t, err := a.Desk.Timeline(cmd.Context(), session.CaseID(args[0]))
				if err != nil {
					return err
				}
				switch format {
				case "json":
					return s.PrintJSON(t)
				case "table":
					return showTimeline(s, t)
				case "md", "svg", "png":
					b, err := a.Desk.TimelineAs(t, format, lang)
					if err != nil {
						return err
					}
					_, err = s.Out.Write(b)
					return err
				default:
					return fault.Errorf(fault.Invalid, "unknown format %q: write table, json, md, svg or png", format)
				}
			})
		},
	}
	cmd.Flags().StringVar(&format, "format", "table", "table, json, md, svg or png")
	cmd.Flags().StringVar(&lang, "lang", "en", "language of md, svg and png: "+strings.Join(templates.PageLanguages(), ", "))
	session.Offer(cmd, "format", []string{"table", "json", "md", "svg", "png"})
	session.Offer(cmd, "lang", templates.PageLanguages())
	return cmd
}

func showTimeline(s *session.Session, t timeline.Timeline) error {
	fmt.Fprintf(s.Out, "%s  %s: %s\n\n", t.Case, wording.OneLine(t.Title), t.Headline)
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
		if r.Inbox > 0 {
			what += fmt.Sprintf(" (inbox %d)", r.Inbox)
		}
		rows[i] = []string{strconv.Itoa(r.Seq), at, what, wording.Dash(who), wording.Dash(string(r.Source)), string(r.Visibility), wording.Cut(cmp.Or(r.Text, r.Excerpt), 60), wording.Dash(wording.OneLine(r.How))}
	}
	if err := s.Table([]string{"nr", "when", "what", "who", "source", "seen by", "text", "done"}, rows); err != nil {
		return err
	}
	fmt.Fprintln(s.Out)
	for i := range t.Episodes {
		if e := &t.Episodes[i]; !e.LastOpen.IsZero() {
			fmt.Fprintf(s.Out, "exposure %d ended after %s and not after %s, as our own probes saw it\n\n", i+1, e.LastOpen.UTC().Format(wording.TimeForm), e.Closed)
		}
	}
	if err := showDurations(s, t); err != nil {
		return err
	}
	for _, l := range t.Lint {
		fmt.Fprintf(s.Out, "%s: %s (%s)\n", l.Level, wording.OneLine(l.Message), l.Rule)
	}
	return nil
}

func showDurations(s *session.Session, t timeline.Timeline) error {
	var rows [][]string
	for _, name := range timeline.DurationNames() {
		d := t.Durations[name]
		if d == nil {
			continue
		}
		rows = append(rows, []string{strings.ReplaceAll(name, "_", " "), wording.Days(d), workingDays(d), d.From, end(d, t.AsOf)})
	}
	if err := s.Table([]string{"from … to", "days", "working days", "from", "to"}, rows); err != nil {
		return err
	}
	_, err := fmt.Fprintln(s.Out, timeline.DurationRule())
	return err
}

func workingDays(d *timeline.Duration) string {
	if d.WorkingDays == nil {
		return "–"
	}
	return strconv.Itoa(*d.WorkingDays)
}

func end(d *timeline.Duration, asOf civil.Date) string {
	if d.To == nil {
		return wording.NoEnd(d, asOf)
	}
	return *d.To
}
