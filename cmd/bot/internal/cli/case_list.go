package cli

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"daylight/cmd/bot/internal/app"
	"daylight/disclosure"
	"daylight/disclosure/fault"
)

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
		return fault.Errorf(fault.Invalid, "--limit: %d cases are none: write 1 or more", f.Limit)
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
