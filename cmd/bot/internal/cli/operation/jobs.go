package operation

import (
	"errors"
	"fmt"
	"strconv"

	"github.com/spf13/cobra"

	"daylight/cmd/bot/internal/app"
	"daylight/cmd/bot/internal/cli/session"
	"daylight/cmd/bot/internal/cli/wording"
	"daylight/disclosure"
	"daylight/disclosure/ledger"
)

// Jobs returns `bot jobs` with its verbs.
func Jobs(s *session.Session) *cobra.Command {
	cmd := &cobra.Command{Use: "jobs", Short: "Background jobs: waiting, running and failed"}
	var f ledger.JobFilter
	show := &cobra.Command{
		Use: "list", Short: "List jobs, the newest first; waiting jobs by due time", Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			if err := errors.Join(session.OneOf("queue", f.Queue, ledger.Queues()), session.OneOf("state", f.State, jobStates())); err != nil {
				return err
			}
			f.Case = session.CaseID(string(f.Case))
			return s.WithDesk(cmd.Context(), func(a *app.App, _ disclosure.Actor) error {
				if f.Case != "" {
					if _, err := a.Desk.Case(cmd.Context(), f.Case); err != nil {
						return err
					}
				}
				jobs, err := a.Jobs(cmd.Context(), f)
				if err != nil {
					return err
				}
				if s.JSON {
					out := make([]any, len(jobs))
					for i, j := range jobs {
						out[i] = map[string]any{
							"id": j.ID, "key": j.Key, "queue": j.Queue, "task": j.Task(), "case": j.Case, "state": j.State,
							"due": j.Due.UTC().Format("2006-01-02T15:04:05Z"), "attempts": j.Attempts, "phase": j.Phase, "last_error": j.LastError,
						}
					}
					return s.PrintJSON(out)
				}
				if len(jobs) == 0 {
					fmt.Fprintln(s.Out, "No job.")
					return nil
				}
				rows := make([][]string, len(jobs))
				for i, j := range jobs {
					rows[i] = []string{string(j.State), j.Due.UTC().Format("2006-01-02 15:04:05"), strconv.Itoa(j.Attempts), string(j.Task()), j.Key, wording.Dash(j.LastError)}
				}
				return s.Table([]string{"state", "due (UTC)", "tries", "task", "key", "last error"}, rows)
			})
		},
	}
	fl := show.Flags()
	fl.StringVar((*string)(&f.Case), "case", "", "show only jobs of this case")
	fl.StringVar((*string)(&f.Queue), "queue", "", "show only this queue: "+wording.Words(ledger.Queues()))
	fl.StringVar((*string)(&f.State), "state", "", "show only this state: "+wording.Words(jobStates()))
	fl.IntVar(&f.Limit, "limit", 100, "how many")
	session.Offer(show, "queue", ledger.Queues())
	session.Offer(show, "state", jobStates())
	cmd.AddCommand(show)
	return cmd
}

func jobStates() []ledger.JobState {
	return []ledger.JobState{
		ledger.JobWaiting, ledger.JobRunning, ledger.JobDone, ledger.JobFailed, ledger.JobUncertain, ledger.JobCancelled,
	}
}
