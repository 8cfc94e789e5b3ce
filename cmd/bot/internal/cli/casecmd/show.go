package casecmd

import (
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"daylight/cmd/bot/internal/app"
	"daylight/cmd/bot/internal/app/desk"
	"daylight/cmd/bot/internal/cli/session"
	"daylight/cmd/bot/internal/cli/wording"
	"daylight/disclosure"
	"daylight/disclosure/agenda"
	"daylight/disclosure/civil"
	"daylight/disclosure/closure"
	"daylight/disclosure/gate"
	"daylight/disclosure/milestone"
	"daylight/disclosure/timeline"
)

func newShow(s *session.Session) *cobra.Command {
	return &cobra.Command{
		Use: "show CASE", Short: "Show a case", Args: cobra.ExactArgs(1), ValidArgsFunction: s.CompleteCases,
		RunE: func(cmd *cobra.Command, args []string) error {
			return s.WithDesk(cmd.Context(), func(a *app.App, _ disclosure.Actor) error {
				c, err := a.Desk.Case(cmd.Context(), session.CaseID(args[0]))
				if err != nil {
					return err
				}
				t, err := a.Desk.Timeline(cmd.Context(), c.ID)
				if err != nil {
					return err
				}
				_, statuses, err := a.Desk.ProbeHistory(cmd.Context(), c.ID, "")
				if err != nil {
					return err
				}
				if s.JSON {
					return s.PrintJSON(caseJSON(c, t, statuses, a.Desk))
				}
				return showCase(s, c, t, statuses, a.Desk)
			})
		},
	}
}

// caseJSON is a case with what is computed from it.
func caseJSON(c *disclosure.Case, t timeline.Timeline, statuses []desk.AssetStatus, d *desk.Desk) any {
	due, what := agenda.NextDue(c)
	out := struct {
		*disclosure.Case
		Headline   string `json:"headline"`
		Exposure   string `json:"exposure"`
		NextAction string `json:"next_action"`
		NextDue    string `json:"next_due,omitempty"`
		NextWhat   string `json:"next_what,omitempty"`
		// Held are the steps that are due and have no draft, with the reason.
		Held []agenda.Item `json:"held"`

		Durations map[string]*timeline.Duration   `json:"durations"`
		Facets    map[string][]closure.FacetState `json:"facets"` // by asset
	}{Facets: map[string][]closure.FacetState{}, Durations: t.Durations, Case: c, Headline: agenda.Headline(c), Exposure: string(c.ExposureState()), NextAction: d.NextAction(c), NextWhat: what, Held: append([]agenda.Item{}, d.Held(c)...)}
	if !due.IsZero() {
		out.NextDue = due.Format("2006-01-02T15:04:05Z07:00")
	}
	for _, k := range statuses {
		out.Facets[k.Asset.ID] = k.Facets
	}
	return out
}

func showCase(s *session.Session, c *disclosure.Case, t timeline.Timeline, statuses []desk.AssetStatus, d *desk.Desk) error {
	v := c.Vendor()
	fmt.Fprintf(s.Out, "%s  %s\n", c.ID, wording.OneLine(c.Title))
	rows := [][2]string{
		{"state", agenda.Headline(c)},
		{"next", d.NextAction(c)},
		{"vendor", strings.Trim(v.Name+"  "+v.Country+"  "+v.Domain, " ")},
		{"work", strings.TrimSpace(string(c.Work) + " " + string(c.Outcome))},
		{"publication", string(c.Publication)},
		{"discovered", c.Discovered.String()},
		{"first contact", c.FirstContact.String()},
		{"recorded by", c.Author},
		{"restricted to", strings.Join(c.Circle.Names, ", ")},
		{"legal threat", legalOf(c)},
		{"proposed", proposedFor(c)},
		{"assigned to", c.Assignee},
		{"severity", string(c.Exposed.Severity)},
		{"embargo", c.Embargo.String()},
		{"their reference", c.Tracking},
	}
	if c.Exposed.Records > 0 || len(c.Exposed.Data) > 0 {
		rows = append(rows, [2]string{"exposed", fmt.Sprintf("%d records: %s", c.Exposed.Records, strings.Join(c.Exposed.Data, ", "))})
	}
	for i, a := range c.Assets {
		rows = append(rows, [2]string{"asset " + a.ID, fmt.Sprintf("%s%s %s: %s%s (%s)", a.Kind, called(a.Noun), a.Target, a.Exposure, closure.Stopped(&a), wording.Count(a.Probes, "probe", "probes"))})
		if a.Stopped {
			rows = append(rows, [2]string{"  stopped", fmt.Sprintf("no more probes until a person goes on: bot case stop %s --resume", c.ID)})
		}
		if !a.Closure.At.IsZero() {
			rows = append(rows, [2]string{"  closed", closureInterval(a.Closure) + "  " + closureWord(a.Closure)})
		}
		if i < len(statuses) { // both are in the order of the case
			for _, f := range statuses[i].Facets {
				rows = append(rows, [2]string{"  " + f.Facet, wording.FacetState(&f)})
			}
			rows = append(rows, [2]string{"  name", wording.Identity(&a)})
		}
	}
	for _, a := range c.DroppedAssets {
		became := "dropped"
		if a.Renamed != "" {
			became = "is " + a.Renamed + " now"
		}
		rows = append(rows, [2]string{"asset " + a.ID, fmt.Sprintf("%s %s: %s", a.Kind, a.Target, became)})
	}
	for _, k := range c.Contacts {
		rows = append(rows, [2]string{"contact " + k.ID, fmt.Sprintf("%s %s %s %s", k.Role, k.Name, k.Channel, k.Address)})
	}
	for _, d := range c.Drafts {
		state := string(d.State)
		if m, ok := c.Message(d.Message); ok && d.Message != "" {
			state = string(m.State)
		}
		rows = append(rows, [2]string{"draft " + d.ID, fmt.Sprintf("%s to %s: %s", d.Template, d.Contact, state)})
	}
	for _, i := range c.Issues {
		rows = append(rows, [2]string{"issue", i.Ref})
	}
	if _, what := agenda.NextDue(c); what != "" {
		rows = append(rows, [2]string{"next due", agenda.NextDueText(c, d.Zone()) + "  " + what})
	}
	for _, name := range []string{"discovery_to_contact", "contact_to_closure", "discovery_to_closure"} {
		if d := t.Durations[name]; d != nil {
			rows = append(rows, [2]string{strings.ReplaceAll(name, "_", " "), tookDays(d, t.AsOf)})
		}
	}
	history := wording.Count(len(t.Rows), "event", "events")
	if n := len(t.Lint); n > 0 {
		history += ", " + wording.Count(n, "remark", "remarks")
	}
	rows = append(rows, received(t)...)
	rows = append(rows, [2]string{"history", fmt.Sprintf("%s: bot timeline %s", history, c.ID)})
	for _, i := range d.Held(c) {
		text := i.Text + ": " + i.Held.Text
		if i.Hint != nil {
			text = wording.Advised(text, *i.Hint)
		}
		rows = append(rows, [2]string{"no draft yet", text})
	}
	for _, line := range missing(c) {
		rows = append(rows, [2]string{"missing", line})
	}
	for _, row := range rows {
		if row[1] != "" {
			fmt.Fprintf(s.Out, "  %-20s  %s\n", row[0], wording.OneLine(row[1]))
		}
	}
	return nil
}

// received lists what came in, with the item in which all of it can be read.
func received(t timeline.Timeline) [][2]string {
	var rows [][2]string
	for i := range t.Rows {
		if r := &t.Rows[i]; r.Inbox > 0 {
			who := strings.TrimSpace(string(r.Party) + " " + r.Name)
			mark := ""
			if milestone.Unproven(&r.Event) {
				mark = " (unverified)"
			}
			rows = append(rows, [2]string{"received", fmt.Sprintf("%s  %s %s%s: bot inbox show %d", r.When, r.Kind, who, mark, r.Inbox)})
		}
	}
	return rows
}

// tookDays says how long something took, or takes already.
func tookDays(d *timeline.Duration, asOf civil.Date) string {
	out := wording.Days(d) + " days"
	if d.Days != nil && *d.Days == 1 {
		out = "1 day"
	}
	if d.WorkingDays != nil {
		out += fmt.Sprintf(" (%s)", wording.Count(*d.WorkingDays, "working day", "working days"))
	}
	if d.Open {
		out += ", " + wording.NoEnd(d, asOf)
	}
	return out
}

// closureInterval says when the exposure ended: after the last open answer and not after the first closed one.
func closureInterval(k disclosure.Closure) string {
	if !k.Verified || k.LastOpen.IsZero() {
		return k.At.String()
	}
	return "after " + k.LastOpen.UTC().Format(wording.TimeForm) + ", by " + k.At.String()
}

func closureWord(k disclosure.Closure) string {
	if k.Verified {
		return "verified by our own probes"
	}
	return "reported (" + string(k.Source) + "), not seen by our own probes"
}

// called writes the noun that a person gave an asset, if there is one.
func called(noun string) string {
	if noun == "" {
		return ""
	}
	return fmt.Sprintf(" (%s)", noun)
}

// legalOf says how far a legal threat is dealt with, "" where there is none.
func legalOf(c *disclosure.Case) string {
	switch {
	case c.Threatened.IsZero():
		return ""
	case c.UnderThreat():
		return c.Threatened.String() + ", not cleared: bot case clear-legal " + string(c.ID)
	}
	return c.Threatened.String() + ", cleared by " + c.ClearedBy
}

// proposedFor is the publication that would take back what our page gives away, "" where there is none.
func proposedFor(c *disclosure.Case) string {
	if !gate.TakesBack(c, disclosure.Limited) {
		return ""
	}
	return "a revision that names no place: bot publish " + string(c.ID) + " --mode limited --check"
}

// missing says what a case lacks before anything can go on, each with what to type.
func missing(c *disclosure.Case) []string {
	if c.Work != disclosure.WorkDraft && c.Work != disclosure.WorkActive {
		return nil
	}
	var out []string
	if len(c.Assets) == 0 {
		out = append(out, fmt.Sprintf("no asset, so nothing can be probed: bot asset add %s [KIND=]TARGET", c.ID))
	}
	if c.Discovered.IsZero() {
		out = append(out, fmt.Sprintf("no date of discovery: bot event add %s discovered --at DATE", c.ID))
	}
	return out
}
