package operation

import (
	"fmt"
	"maps"
	"path/filepath"
	"slices"
	"strconv"

	"github.com/spf13/cobra"

	"daylight/cmd/bot/internal/app"
	"daylight/cmd/bot/internal/cli/session"
	"daylight/cmd/bot/internal/cli/wording"
	"daylight/db"
	"daylight/disclosure"
	"daylight/disclosure/fault"
)

// DB returns `bot db` with its verbs.
func DB(s *session.Session) *cobra.Command {
	cmd := &cobra.Command{Use: "db", Short: "Verify, back up and restore the database"}
	cmd.AddCommand(newDBVerify(s), newDBBackup(s), newDBRestore(s), newDBResume(s), newDBStats(s))
	return cmd
}

func newDBVerify(s *session.Session) *cobra.Command {
	return &cobra.Command{
		Use: "verify", Short: "Rebuild every case from its events and check every hash chain", Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			return s.WithDesk(cmd.Context(), func(a *app.App, _ disclosure.Actor) error {
				report, err := a.Verify(cmd.Context(), progress(s, "verified"))
				if err != nil {
					return err
				}
				return showReport(s, report)
			})
		},
	}
}

// progress prints how far long work is, on a terminal only.
func progress(s *session.Session, word string) func(done, total int) {
	if s.JSON || !session.OnTerminal(s.Err) {
		return nil
	}
	return func(done, total int) {
		if done%500 == 0 || done == total {
			fmt.Fprintf(s.Err, "\r%s %d of %d", word, done, total)
		}
		if done == total {
			fmt.Fprintln(s.Err)
		}
	}
}

func showReport(s *session.Session, r db.Report) error {
	if s.JSON {
		r.Problems = append([]db.Problem{}, r.Problems...)
		if err := s.PrintJSON(r); err != nil {
			return err
		}
	} else {
		for _, p := range r.Problems {
			fmt.Fprintln(s.Out, wording.OneLine(p.String()))
		}
		if r.Clean() {
			fmt.Fprintf(s.Out, "Clean: %s, %s, every chain whole and every case equal to its events.\n",
				wording.Count(r.Cases, "case", "cases"), wording.Count(r.Events, "event", "events"))
		}
	}
	if !r.Clean() {
		fmt.Fprintf(s.Err, "bot: %s found: keep this database as it is and compare with the newest backup\n", wording.Count(len(r.Problems), "problem", "problems"))
		return session.Reported(session.ExitFailed)
	}
	return nil
}

func newDBBackup(s *session.Session) *cobra.Command {
	return &cobra.Command{
		Use: "backup FILE", Short: "Write a verified copy of the database, without the key", Args: cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			path, err := filepath.Abs(args[0])
			if err != nil {
				return fault.Errorf(fault.Invalid, "the path cannot be read: %w", err)
			}
			return s.WithDesk(cmd.Context(), func(a *app.App, _ disclosure.Actor) error {
				if _, err := a.Backup(cmd.Context(), path); err != nil {
					return err
				}
				if s.JSON {
					return s.PrintJSON(map[string]string{"backup": args[0]})
				}
				fmt.Fprintf(s.Out, "%s is written and verified. Keep it apart from the key %s.\n", args[0], a.Config().Database.Key)
				return nil
			})
		},
	}
}

func newDBStats(s *session.Session) *cobra.Command {
	return &cobra.Command{
		Use: "stats", Short: "Show how much is stored", Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			return s.WithDesk(cmd.Context(), func(a *app.App, _ disclosure.Actor) error {
				stats, err := a.Stats(cmd.Context())
				if err != nil {
					return err
				}
				if s.JSON {
					return s.PrintJSON(stats)
				}
				return showStats(s, stats)
			})
		},
	}
}

func showStats(s *session.Session, stats db.Stats) error {
	rows := [][]string{
		{"cases", strconv.Itoa(stats.Cases), fmt.Sprintf("%d of them open", stats.Listed)},
	}
	for _, j := range stats.Jobs {
		rows = append(rows, []string{"jobs", strconv.Itoa(j.Count), string(j.Queue) + ", " + string(j.State)})
	}
	for _, state := range slices.Sorted(maps.Keys(stats.Inbox)) {
		rows = append(rows, []string{"inbox", strconv.Itoa(stats.Inbox[state]), string(state)})
	}
	rows = append(rows,
		[]string{"file", strconv.FormatInt(stats.Bytes, 10), "bytes"},
		[]string{"write-ahead log", strconv.FormatInt(stats.WALBytes, 10), "bytes"},
		[]string{"schema", strconv.FormatInt(stats.Schema, 10), ""},
	)
	if !stats.OldestDue.IsZero() {
		rows = append(rows, []string{"oldest due job", stats.OldestDue.UTC().Format("2006-01-02 15:04:05"), "UTC"})
	}
	return s.Table([]string{"what", "how much", ""}, rows)
}
