package cli

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"daylight/cmd/bot/internal/app"
	"daylight/disclosure"
)

func newCase(s *session) *cobra.Command {
	cmd := &cobra.Command{Use: "case", Short: "Record, find, show and close cases"}
	cmd.AddCommand(newCaseNew(s), newCaseShow(s), newCaseList(s), newCaseSearch(s), newCaseImport(s), newCaseExport(s),
		newCaseClose(s), newCaseReopen(s))
	return cmd
}

func newCaseNew(s *session) *cobra.Command {
	var title, summary, vendor, country, domain, language, discovered, embargo, key string
	var assets, data []string
	var records int64
	cmd := &cobra.Command{
		Use: "new --title TEXT --asset [KIND=]TARGET", Short: "Record a finding and print its id", Args: cobra.NoArgs,
		Example: "  bot case new --title 'Open S3 bucket with patient files' --vendor NextMotion --country FR \\\n" +
			"      --asset s3=https://example-bucket.s3.eu-west-3.amazonaws.com/ --discovered 2020-01-24",
		RunE: func(cmd *cobra.Command, _ []string) error {
			found, err := when("discovered", discovered)
			if err != nil {
				return err
			}
			until, err := when("embargo", embargo)
			if err != nil {
				return err
			}
			facts := disclosure.Facts{
				Title: title, Summary: summary, Embargo: until,
				Exposed: disclosure.Exposed{Records: records, Data: data},
			}
			if vendor != "" || domain != "" {
				facts.Parties = []disclosure.Party{{
					Role: disclosure.Vendor, Name: vendor, Country: strings.ToUpper(country), Domain: domain, Language: language,
				}}
			}
			for _, a := range assets {
				facts.Assets = append(facts.Assets, readAsset(a, key))
			}
			return s.withNewDesk(cmd.Context(), func(a *app.App, actor disclosure.Actor) error {
				c, err := a.Desk.NewCase(cmd.Context(), actor, disclosure.Record{Facts: facts, Discovered: found})
				if err != nil {
					return err
				}
				s.warnSameTarget(cmd.Context(), a, c)
				return s.created(string(c.ID), nil)
			})
		},
	}
	f := cmd.Flags()
	f.StringVar(&title, "title", "", "what was found, in one line")
	f.StringVar(&summary, "summary", "", "a paragraph for the writeup")
	f.StringVar(&vendor, "vendor", "", "name of the owner")
	f.StringVar(&country, "country", "", "the owner's country, as FR")
	f.StringVar(&domain, "domain", "", "the owner's domain")
	f.StringVar(&language, "language", "", "the owner's language, as fr")
	f.StringArrayVar(&assets, "asset", nil, "exposed thing: an address, or KIND=ADDRESS (repeatable)")
	f.StringVar(&key, "key", "", "one object of the bucket that may be asked for with HEAD")
	f.StringVar(&discovered, "discovered", "", "date of discovery, as 2020-01-24")
	f.StringVar(&embargo, "embargo", "", "nothing is published before this date")
	f.Int64Var(&records, "records", 0, "how many records were exposed")
	f.StringSliceVar(&data, "data", nil, "kinds of data, as medical_images,invoices")
	offer(cmd, "language", languages())
	return cmd
}

// readAsset reads KIND=TARGET; without a kind it is guessed from the target. An address may hold "=" itself.
func readAsset(text, key string) disclosure.Asset {
	kind, target, ok := strings.Cut(text, "=")
	if !ok || strings.ContainsAny(kind, ":/.?") {
		kind, target = "", text
	}
	return disclosure.Asset{Kind: kind, Target: target, Key: key}
}

// warnSameTarget tells of other cases about the same asset. It is a hint, never a refusal.
func (s *session) warnSameTarget(ctx context.Context, a *app.App, c *disclosure.Case) {
	ids, err := a.Desk.SameTarget(ctx, c)
	if err != nil || len(ids) == 0 {
		return
	}
	words := make([]string, len(ids))
	for i, id := range ids {
		words[i] = string(id)
	}
	fmt.Fprintf(s.Err, "bot: the same asset stands in %s; if this is the same finding: bot case close %s --duplicate-of %s\n",
		strings.Join(words, ", "), c.ID, words[0])
}

func newCaseShow(s *session) *cobra.Command {
	return &cobra.Command{
		Use: "show CASE", Short: "Show a case", Args: cobra.ExactArgs(1), ValidArgsFunction: s.completeCases,
		RunE: func(cmd *cobra.Command, args []string) error {
			return s.withDesk(cmd.Context(), func(a *app.App, _ disclosure.Actor) error {
				c, err := a.Desk.Case(cmd.Context(), caseID(args[0]))
				if err != nil {
					return err
				}
				t, err := a.Desk.Timeline(cmd.Context(), c.ID)
				if err != nil {
					return err
				}
				if s.json {
					return s.printJSON(caseJSON(c, t))
				}
				return s.showCase(c, t)
			})
		},
	}
}

// caseJSON is a case with what is computed from it.
func caseJSON(c *disclosure.Case, t disclosure.Timeline) any {
	due, what := c.NextDue()
	out := struct {
		*disclosure.Case
		Headline   string `json:"headline"`
		Exposure   string `json:"exposure"`
		NextAction string `json:"next_action"`
		NextDue    string `json:"next_due,omitempty"`
		NextWhat   string `json:"next_what,omitempty"`

		Durations map[string]*disclosure.Duration `json:"durations"`
	}{Durations: t.Durations, Case: c, Headline: c.Headline(), Exposure: string(c.ExposureState()), NextAction: c.NextAction(), NextWhat: what}
	if !due.IsZero() {
		out.NextDue = due.Format("2006-01-02T15:04:05Z07:00")
	}
	return out
}

func (s *session) showCase(c *disclosure.Case, t disclosure.Timeline) error {
	v := c.Vendor()
	fmt.Fprintf(s.Out, "%s  %s\n", c.ID, oneLine(c.Title))
	rows := [][2]string{
		{"state", c.Headline()},
		{"next", c.NextAction()},
		{"vendor", strings.Trim(v.Name+"  "+v.Country+"  "+v.Domain, " ")},
		{"work", strings.TrimSpace(string(c.Work) + " " + string(c.Outcome))},
		{"publication", string(c.Publication)},
		{"discovered", c.Discovered.String()},
		{"first contact", c.FirstContact.String()},
		{"recorded by", c.Author},
	}
	if c.Exposed.Records > 0 || len(c.Exposed.Data) > 0 {
		rows = append(rows, [2]string{"exposed", fmt.Sprintf("%d records: %s", c.Exposed.Records, strings.Join(c.Exposed.Data, ", "))})
	}
	for _, a := range c.Assets {
		rows = append(rows, [2]string{"asset " + a.ID, fmt.Sprintf("%s %s: %s (%s)", a.Kind, a.Target, a.Exposure, count(a.Probes, "probe", "probes"))})
		if !a.Closure.At.IsZero() {
			rows = append(rows, [2]string{"  closed", a.Closure.At.String() + "  " + closureWord(a.Closure)})
		}
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
	if due, what := c.NextDue(); !due.IsZero() {
		rows = append(rows, [2]string{"next due", due.Format("2006-01-02") + "  " + what})
	}
	for _, name := range []string{"discovery_to_contact", "contact_to_closure", "discovery_to_closure"} {
		if d := t.Durations[name]; d != nil {
			rows = append(rows, [2]string{strings.ReplaceAll(name, "_", " "), tookDays(d, t.AsOf)})
		}
	}
	history := count(len(t.Rows), "event", "events")
	if n := len(t.Lint); n > 0 {
		history += ", " + count(n, "remark", "remarks")
	}
	rows = append(rows, [2]string{"history", fmt.Sprintf("%s: bot timeline %s", history, c.ID)})
	for _, row := range rows {
		if row[1] != "" {
			fmt.Fprintf(s.Out, "  %-20s  %s\n", row[0], oneLine(row[1]))
		}
	}
	return nil
}

// tookDays says how long something took, or takes already.
func tookDays(d *disclosure.Duration, asOf disclosure.Date) string {
	out := days(d) + " days"
	if d.Days != nil && *d.Days == 1 {
		out = "1 day"
	}
	if d.WorkingDays != nil {
		out += fmt.Sprintf(" (%s)", count(*d.WorkingDays, "working day", "working days"))
	}
	if d.Open {
		out += ", still open as of " + asOf.String()
	}
	return out
}

func closureWord(k disclosure.Closure) string {
	if k.Verified {
		return "verified by our own probes"
	}
	return "reported (" + string(k.Source) + "), not seen by our own probes"
}

func newCaseList(s *session) *cobra.Command {
	var f disclosure.Filter
	var overdue bool
	var after string
	cmd := &cobra.Command{
		Use: "list", Short: "List open cases, the nearest deadline first", Args: cobra.NoArgs,
		Example: "  bot case list --exposure open\n  bot case list --overdue --json",
		RunE: func(cmd *cobra.Command, _ []string) error {
			f.After = caseID(after)
			if err := errors.Join(oneOf("exposure", f.Exposure, exposures()), oneOf("work", f.Work, works())); err != nil {
				return err
			}
			return s.listCases(cmd.Context(), f, overdue)
		},
	}
	fl := cmd.Flags()
	fl.BoolVar(&f.All, "all", false, "also closed, rejected and handed over")
	fl.BoolVar(&overdue, "overdue", false, "only cases whose deadline has passed")
	fl.StringVar(&f.Vendor, "vendor", "", "only cases of vendors with this in their name")
	fl.StringVar((*string)(&f.Exposure), "exposure", "", "only cases in this state: "+words(exposures()))
	fl.StringVar((*string)(&f.Work), "work", "", "only cases in this state of work: "+words(works()))
	fl.IntVar(&f.Limit, "limit", 50, "how many")
	fl.StringVar(&after, "after", "", "continue after this case")
	offer(cmd, "exposure", exposures())
	offer(cmd, "work", works())
	return cmd
}

func newCaseSearch(s *session) *cobra.Command {
	f := disclosure.Filter{All: true}
	cmd := &cobra.Command{
		Use: "search WORDS", Short: "Find cases by title, vendor, domain, target and notes", Args: cobra.MinimumNArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			f.Query = strings.Join(args, " ")
			return s.listCases(cmd.Context(), f, false)
		},
	}
	cmd.Flags().IntVar(&f.Limit, "limit", 50, "how many")
	return cmd
}

func (s *session) listCases(ctx context.Context, f disclosure.Filter, overdue bool) error {
	if f.Limit < 1 {
		return disclosure.Errorf(disclosure.Invalid, "--limit: %d cases are none: write 1 or more", f.Limit)
	}
	return s.withDesk(ctx, func(a *app.App, _ disclosure.Actor) error {
		if overdue {
			f.Overdue = a.Desk.Service().Now()
		}
		list, err := a.Desk.List(ctx, f)
		if err != nil {
			return err
		}
		if s.json {
			if list == nil {
				list = []disclosure.Summary{}
			}
			return s.printJSON(list)
		}
		if len(list) == 0 {
			fmt.Fprintln(s.Out, noCase(f))
			return nil
		}
		rows := make([][]string, len(list))
		for i, c := range list {
			due := ""
			if !c.NextDue.IsZero() {
				due = c.NextDue.Format("2006-01-02") + " " + c.NextWhat
			}
			rows[i] = []string{string(c.ID), c.Headline, dash(c.Vendor), dash(c.Contacted.First().String()), dash(due), c.Title}
		}
		return s.table([]string{"case", "state", "vendor", "contacted", "next due", "title"}, rows)
	})
}

// noCase says what else could be tried where a list is empty.
func noCase(f disclosure.Filter) string {
	narrowed := f.Vendor != "" || f.Exposure != "" || f.Work != "" || f.After != "" || !f.Overdue.IsZero()
	switch {
	case f.Query != "":
		return "No case has these words."
	case narrowed && !f.All:
		return "No open case is like that. `bot case list --all` also looks at closed ones."
	case narrowed:
		return "No case is like that."
	case f.All:
		return "No case yet. Record one with `bot case new`, or with `bot case import FILE`."
	default:
		return "No open case. Record one with `bot case new`; `bot case list --all` also shows closed ones."
	}
}

func exposures() []disclosure.ExposureState {
	return []disclosure.ExposureState{
		disclosure.ExposureUnconfirmed, disclosure.ExposureOpen, disclosure.ExposureSuspected, disclosure.ExposureClosed,
		disclosure.ExposureReopened, disclosure.ExposureUnreachable, disclosure.ExposureUnverifiable, disclosure.ExposureDestroyed,
	}
}

func works() []disclosure.Work {
	return []disclosure.Work{
		disclosure.WorkDraft, disclosure.WorkActive, disclosure.WorkClosed, disclosure.WorkRejected, disclosure.WorkDuplicate, disclosure.WorkHandedOver,
	}
}

// languages are those that the texts are written in.
func languages() []string { return []string{"en", "de", "fr"} }

func newCaseClose(s *session) *cobra.Command {
	var outcome, text, duplicate, handed string
	var rejected bool
	cmd := &cobra.Command{
		Use: "close CASE", Short: "End the work on a case", Args: cobra.ExactArgs(1), ValidArgsFunction: s.completeCases,
		Example: "  bot case close DL-2020-0001 --outcome remediated_verified\n" +
			"  bot case close DL-2020-0002 --duplicate-of DL-2020-0001\n" +
			"  bot case close DL-2020-0003 --rejected --text 'a public data set'",
		RunE: func(cmd *cobra.Command, args []string) error {
			var do disclosure.Command
			switch {
			case duplicate != "":
				do = disclosure.MarkDuplicate{Of: caseID(duplicate), Text: text}
			case handed != "":
				do = disclosure.HandOver{To: handed, Text: text}
			case rejected:
				do = disclosure.RejectCase{Text: text}
			case outcome != "":
				do = disclosure.CloseCase{Outcome: disclosure.Outcome(outcome), Text: text}
			default:
				return disclosure.Errorf(disclosure.Invalid, "say how it ended: --outcome, --duplicate-of, --handed-over-to or --rejected")
			}
			return s.do(cmd.Context(), caseID(args[0]), do)
		},
	}
	f := cmd.Flags()
	f.StringVar(&outcome, "outcome", "", "how it ended: "+words(disclosure.Outcomes()))
	f.StringVar(&duplicate, "duplicate-of", "", "the case where the work goes on")
	f.StringVar(&handed, "handed-over-to", "", "the team that goes on")
	f.BoolVar(&rejected, "rejected", false, "it was no finding")
	f.StringVar(&text, "text", "", "why")
	cmd.MarkFlagsMutuallyExclusive("outcome", "duplicate-of", "handed-over-to", "rejected")
	offer(cmd, "outcome", disclosure.Outcomes())
	return cmd
}

func newCaseReopen(s *session) *cobra.Command {
	var text string
	cmd := &cobra.Command{
		Use: "reopen CASE", Short: "Take up the work on a case again", Args: cobra.ExactArgs(1), ValidArgsFunction: s.completeCases,
		RunE: func(cmd *cobra.Command, args []string) error {
			return s.do(cmd.Context(), caseID(args[0]), disclosure.ReopenCase{Text: text})
		},
	}
	cmd.Flags().StringVar(&text, "text", "", "why")
	return cmd
}

// do executes a command and prints the case's headline.
func (s *session) do(ctx context.Context, id disclosure.CaseID, command disclosure.Command) error {
	return s.withDesk(ctx, func(a *app.App, actor disclosure.Actor) error {
		c, err := a.Desk.Do(ctx, actor, id, command)
		if err != nil {
			return err
		}
		return s.changed(c)
	})
}

// changed reports a case after a change.
func (s *session) changed(c *disclosure.Case) error {
	if s.json {
		return s.printJSON(map[string]any{"case": c.ID, "version": c.Version, "headline": c.Headline(), "next_action": c.NextAction()})
	}
	fmt.Fprintf(s.Out, "%s: %s. %s\n", c.ID, c.Headline(), c.NextAction())
	return nil
}

func words[S ~string](list []S) string {
	out := make([]string, len(list))
	for i, w := range list {
		out[i] = string(w)
	}
	return strings.Join(out, ", ")
}
