package casecmd

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"daylight/cmd/bot/internal/app"
	"daylight/cmd/bot/internal/cli/session"
	"daylight/cmd/bot/internal/cli/wording"
	"daylight/disclosure"
	"daylight/disclosure/fault"
	"daylight/disclosure/ledger"
)

func newList(s *session.Session) *cobra.Command {
	var f ledger.Filter
	var overdue bool
	var after string
	cmd := &cobra.Command{
		Use: "list", Short: "List open cases, the nearest deadline first", Args: cobra.NoArgs,
		Example: "  bot case list --exposure open\n  bot case list --overdue --json",
		RunE: func(cmd *cobra.Command, _ []string) error {
			f.After = session.CaseID(after)
			if err := errors.Join(session.OneOf("exposure", f.Exposure, exposures()), session.OneOf("work", f.Work, works())); err != nil {
				return err
			}
			return listCases(cmd.Context(), s, f, overdue)
		},
	}
	fl := cmd.Flags()
	fl.BoolVar(&f.All, "all", false, "also show closed, rejected and handed-over cases")
	fl.BoolVar(&overdue, "overdue", false, "show only cases whose deadline has passed")
	fl.StringVar(&f.Vendor, "vendor", "", "show only cases whose vendor's name contains this")
	fl.StringVar((*string)(&f.Exposure), "exposure", "", "show only cases in this exposure state: "+wording.Words(exposures()))
	fl.StringVar((*string)(&f.Work), "work", "", "show only cases in this work state: "+wording.Words(works()))
	fl.IntVar(&f.Limit, "limit", 50, "how many")
	fl.StringVar(&after, "after", "", "continue after this case")
	session.Offer(cmd, "exposure", exposures())
	session.Offer(cmd, "work", works())
	return cmd
}

func newSearch(s *session.Session) *cobra.Command {
	f := ledger.Filter{All: true}
	cmd := &cobra.Command{
		Use: "search WORDS", Short: "Find cases by title, vendor, domain, target and notes", Args: cobra.MinimumNArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			f.Query = strings.Join(args, " ")
			return listCases(cmd.Context(), s, f, false)
		},
	}
	cmd.Flags().IntVar(&f.Limit, "limit", 50, "how many")
	return cmd
}

func listCases(ctx context.Context, s *session.Session, f ledger.Filter, overdue bool) error {
	if f.Limit < 1 {
		return fault.Errorf(fault.Invalid, "--limit: %d is too small: write 1 or more", f.Limit)
	}
	return s.WithDesk(ctx, func(a *app.App, _ disclosure.Actor) error {
		if overdue {
			f.Overdue = a.Desk.Time()
		}
		list, err := a.Desk.List(ctx, f)
		if err != nil {
			return err
		}
		if s.JSON {
			if list == nil {
				list = []ledger.Summary{}
			}
			return s.PrintJSON(list)
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
			rows[i] = []string{string(c.ID), c.Headline, wording.Dash(c.Vendor), wording.Dash(c.Contacted.First().String()), wording.Dash(due), c.Title}
		}
		return s.Table([]string{"case", "state", "vendor", "contacted", "next due", "title"}, rows)
	})
}

// noCase says what else could be tried where a list is empty.
func noCase(f ledger.Filter) string {
	narrowed := f.Vendor != "" || f.Exposure != "" || f.Work != "" || f.After != "" || !f.Overdue.IsZero()
	switch {
	case f.Query != "":
		return "No case contains these words."
	case narrowed && !f.All:
		return "No open case matches. `bot case list --all` also searches closed ones."
	case narrowed:
		return "No case matches."
	case f.All:
		return "No case yet. Record one with `bot case new`, or with `bot case import FILE`."
	default:
		return "No open case. Record one with `bot case new`; `bot case list --all` also shows closed ones."
	}
}

func exposures() []disclosure.ExposureState {
	return []disclosure.ExposureState{
		disclosure.ExposureUnconfirmed, disclosure.ExposureNotSeenOpen, disclosure.ExposureOpen, disclosure.ExposureSuspected, disclosure.ExposureClosed,
		disclosure.ExposureReopened, disclosure.ExposureUnreachable, disclosure.ExposureUnverifiable, disclosure.ExposureAttested, disclosure.ExposureDestroyed,
	}
}

func works() []disclosure.Work {
	return []disclosure.Work{
		disclosure.WorkDraft, disclosure.WorkActive, disclosure.WorkClosed, disclosure.WorkRejected, disclosure.WorkDuplicate, disclosure.WorkHandedOver,
	}
}
