package policy

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/spf13/cobra"

	"daylight/cmd/bot/internal/app"
	"daylight/cmd/bot/internal/app/desk"
	"daylight/cmd/bot/internal/cli/session"
	"daylight/cmd/bot/internal/cli/wording"
	"daylight/disclosure"
	"daylight/disclosure/civil"
	"daylight/disclosure/clock"
	"daylight/disclosure/fault"
	"daylight/templates"
)

func newExplain(s *session.Session) *cobra.Command {
	var policy string
	var imagine desk.WhatIf
	cmd := &cobra.Command{
		Use: "explain CASE", Short: "Explain how each date of a case was computed", Args: cobra.ExactArgs(1),
		Long: `Show each clause of the case's policy: what it counts from, when it is due, its state and the sentence that explains
it. --policy computes with another policy. --extend shows what an extension would change, with the dates before and
after it side by side, for one clause or for each clause that the policy allows to be extended. Nothing is changed.

With --json (null where there is no date):
  {"case", "policy", "version", "follows", "as_of", "zone", "notes", "clauses": [CLOCK], "publish_stub",
   "publish_limited", "publish_full", "what_if": null or {"extend", "clause", "clauses": [{"clause", "two_people",
   "old": CLOCK, "new": CLOCK}], "old": PUBLISH, "new": PUBLISH}, "information": [LINE]}
  CLOCK    {"key", "clause", "role", "party", "country", "what", "episode", "anchor", "anchor_at", "anchor_seq", "due",
            "due_local", "due_utc", "state", "because", ...}
           role and party say whose clock it is; a date of the case has neither. key names it for bot clock
           due is the last day of the deadline; due_local and due_utc are the first instant after it
  PUBLISH  {"publish_stub", "publish_limited", "publish_full"}
  LINE     {"law", "step", "hours", "party", "name", "proof": {"kind", "at", "seq"}, "ends", "text"}
           what follows for the vendor, if the law applies to them, from a proof that they were notified; ends is left
           out if the proof has no time of day. This is not legal advice.`,
		ValidArgsFunction: s.CompleteCases,
		Example: "  bot policy explain DL-2020-0001\n" +
			"  bot policy explain DL-2020-0001 --extend 14 --clause fix\n" +
			"  bot policy explain DL-2020-0001 --policy project-zero --json",
		RunE: func(cmd *cobra.Command, args []string) error {
			f := cmd.Flags()
			switch {
			case f.Changed("extend") && (imagine.Days < 1 || imagine.Days > clock.MaxPolicyDays):
				return fault.Errorf(fault.Invalid, "--extend: %d is not an extension: write a number of days from 1 to %d", imagine.Days, clock.MaxPolicyDays)
			case f.Changed("clause") && !f.Changed("extend"):
				return fault.Errorf(fault.Invalid, "--clause names what to extend: give --extend DAYS as well")
			}
			var other *clock.Policy
			if f.Changed("policy") {
				p, _, err := findPolicy(s, policy)
				if err != nil {
					return err
				}
				other = &p
			}
			return s.WithDesk(cmd.Context(), func(a *app.App, _ disclosure.Actor) error {
				x, err := a.Desk.Explain(cmd.Context(), session.CaseID(args[0]), other, imagine)
				if err != nil {
					return err
				}
				if err := clauseOf(&x.Policy, imagine.Clause); err != nil {
					return err
				}
				if s.JSON {
					return s.PrintJSON(explanationJSON(&x, imagine))
				}
				return showExplanation(s, &x, imagine)
			})
		},
	}
	f := cmd.Flags()
	f.StringVar(&policy, "policy", "", "policy to use: a name or a file (default: the policy of the case)")
	f.IntVar(&imagine.Days, "extend", 0, "show what an extension by this many days would change")
	f.StringVar(&imagine.Clause, "clause", "", "extend only this clause")
	offerPolicies(cmd)
	err := cmd.RegisterFlagCompletionFunc("clause", func(*cobra.Command, []string, string) ([]string, cobra.ShellCompDirective) {
		name := policy
		if name == "" || name == "-" {
			name = templates.DefaultPolicy
		}
		p, _, err := findPolicy(s, name)
		if err != nil {
			return nil, cobra.ShellCompDirectiveNoFileComp
		}
		return clauseNames(&p), cobra.ShellCompDirectiveNoFileComp
	})
	if err != nil {
		panic("cli: " + err.Error()) // the flag does not exist: a defect of this program
	}
	return cmd
}

func showExplanation(s *session.Session, x *desk.Explanation, imagine desk.WhatIf) error {
	fmt.Fprintf(s.Out, "%s  %s\n", x.Case.ID, wording.OneLine(x.Case.Title))
	policy := x.Policy.Name + " " + x.Policy.Version
	if x.Other != "" {
		policy += "; the case follows " + x.Other
	}
	s.Facts([]session.Fact{{"policy", policy}, {"as of", civil.At(x.AsOf.In(x.Zone)).String()}})
	for _, n := range x.Notes {
		s.Facts([]session.Fact{{"note", n}})
	}
	showClocks(s, x)
	fmt.Fprintln(s.Out)
	showPermits(s, x.Permits)
	showInformation(s, x.Information)
	if imagine.Days == 0 {
		return nil
	}
	return showWhatIf(s, x, imagine)
}

// showClocks explains each clock. Where more than a few parties stand alike, one of them is explained for all.
func showClocks(s *session.Session, x *desk.Explanation) {
	many := len(x.Clocks) > 0 && x.Clocks[len(x.Clocks)-1].Episode > 1
	for i := range x.Clocks {
		d := &x.Clocks[i]
		if many && (i == 0 || d.Episode != x.Clocks[i-1].Episode) {
			fmt.Fprintf(s.Out, "\nEpisode %d\n", d.Episode)
		}
		alike := alikeFrom(x.Clocks, i)
		if alike == nil {
			continue
		}
		fmt.Fprintf(s.Out, "\n%s: %s\n", d.Clause, whatText(d.What))
		s.Facts([]session.Fact{
			{"of", whoseText(x.Case, alike)},
			{"state", stateText(d.State)},
			{"due", dueText(d)},
			{"from", fromText(d)},
			{"because", d.Because},
			{"step", stepText(openStep(d))},
		})
	}
}

// fewParties is how many parties of a clause are explained one by one.
const fewParties = 4

// alikeFrom returns the clocks that are explained together with the one at i, nil where an earlier one explains it.
func alikeFrom(clocks []clock.Deadline, i int) []*clock.Deadline {
	d := &clocks[i]
	var row, alike []*clock.Deadline
	for j := range clocks {
		o := &clocks[j]
		if o.Clause != d.Clause || o.Episode != d.Episode {
			continue
		}
		row = append(row, o)
		if o.State != d.State || o.Due != d.Due || o.Done != d.Done {
			continue
		}
		alike = append(alike, o)
	}
	switch {
	case len(row) <= fewParties:
		return []*clock.Deadline{d}
	case alike[0] != d:
		return nil
	default:
		return alike
	}
}

// whoseText says whose clocks are explained, "" where the case has one vendor.
func whoseText(c *disclosure.Case, alike []*clock.Deadline) string {
	if clock.Label(c, alike[0].Key()) == alike[0].Clause {
		return ""
	}
	var names []string
	for _, d := range alike[:min(len(alike), fewParties)] {
		names = append(names, disclosure.PartyLabel(d.Role, d.Name))
	}
	text := wording.OneLine(strings.Join(names, ", "))
	if len(alike) > fewParties {
		text = fmt.Sprintf("%d parties: %s and %d more", len(alike), text, len(alike)-fewParties)
	}
	return text
}

// openStep is the step of a clock that can still ring.
func openStep(d *clock.Deadline) *clock.EscalationStep {
	if d.State == disclosure.ClockWaived || d.State == disclosure.ClockTerminated {
		return nil
	}
	return d.Step
}

// dueText is the deadline in its zone, and the first instant outside of it in UTC.
func dueText(d *clock.Deadline) string {
	if d.Due.IsZero() {
		return ""
	}
	return d.Text() + " (until " + d.Ends.UTC().Format("2006-01-02T15:04Z") + ")"
}

// fromText is what a clock counts from.
func fromText(d *clock.Deadline) string {
	if d.AnchorAt.IsZero() {
		return ""
	}
	text := d.AnchorAt.String()
	if d.Anchor != "" {
		text += ", " + d.Anchor.Phrase()
	}
	if d.AnchorSeq > 0 {
		text += " (event " + strconv.Itoa(d.AnchorSeq) + ")"
	}
	return text
}

// showWhatIf puts the dates before and after an imagined extension side by side.
func showWhatIf(s *session.Session, x *desk.Explanation, imagine desk.WhatIf) error {
	of := "each clause that can be extended"
	if imagine.Clause != "" {
		of = imagine.Clause
	}
	fmt.Fprintf(s.Out, "\nWhat if %s got %s more\n", of, civil.CalendarDays.Text(imagine.Days))
	var rows [][]string
	for i := range x.Changes {
		k := &x.Changes[i]
		note := ""
		if k.Two {
			note = "takes two people"
		}
		rows = append(rows, sideBySide(clock.Label(x.Case, k.Old.Key()), k.Old.Due, k.New.Due, note))
	}
	rows = append(rows,
		sideBySide("(limited writeup)", x.Permits.Limited, x.Then.Limited, ""),
		sideBySide("(full writeup)", x.Permits.Full, x.Then.Full, ""))
	return s.Table([]string{"clause", "old", "new", "change", "note"}, rows)
}

func sideBySide(name string, old, renewed civil.When, note string) []string {
	change := "–"
	switch {
	case old.IsZero() || renewed.IsZero():
		if old.IsZero() != renewed.IsZero() {
			change = "changed"
		}
	default:
		if n := civil.DaysBetween(old.First(), renewed.First()); n != 0 {
			change = fmt.Sprintf("%+d", n)
		}
	}
	return []string{name, wording.Dash(old.String()), wording.Dash(renewed.String()), change, wording.Dash(note)}
}
