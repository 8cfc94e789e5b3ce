package operation

import (
	"fmt"
	"os"
	"path/filepath"

	"github.com/spf13/cobra"

	"daylight/cmd/bot/internal/app"
	"daylight/cmd/bot/internal/cli/session"
	"daylight/cmd/bot/internal/cli/wording"
	"daylight/cmd/bot/internal/config"
	"daylight/db"
	"daylight/disclosure"
	"daylight/disclosure/agenda"
	"daylight/disclosure/fault"
)

func newDBRestore(s *session.Session) *cobra.Command {
	var yes bool
	cmd := &cobra.Command{
		Use: "restore FILE", Short: "Restore a backup; the present database is kept under another name", Args: cobra.ExactArgs(1),
		Long: "Put a backup in the place of the database. A restore is no rewind: what left since the backup has left. The database\n" +
			"before is kept and compared, and what it knows more is listed. Nothing runs or leaves until `bot db resume`.",
		RunE: func(cmd *cobra.Command, args []string) error {
			cfg, err := s.Load()
			if err != nil {
				return err
			}
			o, err := restoreOptions(s, cfg, args[0])
			if err != nil {
				return err
			}
			if session.Exists(o.To) {
				if err := s.Confirm("Replace the database "+cfg.Database.Path+"? The bot must not be running. The old file is kept under another name.", yes); err != nil {
					return err
				}
			}
			restored, err := db.Restore(cmd.Context(), o)
			if err != nil {
				return err
			}
			return showRestored(s, cfg, args[0], restored)
		},
	}
	cmd.Flags().BoolVar(&yes, "yes", false, "do not ask")
	return cmd
}

func restoreOptions(s *session.Session, cfg *config.Config, file string) (o db.RestoreOptions, err error) {
	if info, err := os.Stat(file); err != nil || !info.Mode().IsRegular() {
		return o, fault.Errorf(fault.Invalid, "there is no backup %s: name a file that `bot db backup` wrote", file)
	}
	o = db.RestoreOptions{Listing: agenda.ListingOf, By: s.Login().String(), Clock: app.Clock(s.Clock)}
	if o.From, err = filepath.Abs(file); err != nil {
		return o, fault.Errorf(fault.Invalid, "the path cannot be read: %w", err)
	}
	if o.To, err = filepath.Abs(cfg.Database.Path); err != nil {
		return o, fault.Errorf(fault.Invalid, "the path cannot be read: %w", err)
	}
	return o, nil
}

func showRestored(s *session.Session, cfg *config.Config, file string, r db.Restored) error {
	if s.JSON {
		return s.PrintJSON(map[string]any{"database": cfg.Database.Path, "kept_aside": r.Aside, "lost": r.Lost})
	}
	fmt.Fprintf(s.Out, "%s is restored from %s.\n", cfg.Database.Path, file)
	if r.Report.Older {
		fmt.Fprintln(s.Out, "An older version wrote it: the bot rewrites its cases when it opens it.")
	}
	if r.Aside != "" {
		fmt.Fprintf(s.Out, "The old database is kept as %s.\n", r.Aside)
	}
	showLost(s, r.Lost)
	fmt.Fprintln(s.Out, "Nothing runs and nothing leaves until a lead runs `bot db resume`.")
	if !session.Exists(cfg.Database.Key) {
		fmt.Fprintf(s.Err, "bot: now copy your key to %s: without it the mails cannot be read\n", cfg.Database.Key)
	}
	return nil
}

// showLost lists what the database that was put aside knows more.
func showLost(s *session.Session, lost *db.Comparison) {
	switch {
	case lost == nil:
		return
	case lost.Problem != "":
		fmt.Fprintf(s.Out, "It could not be compared with the backup: %s\n", wording.OneLine(lost.Problem))
		return
	case lost.Clean():
		fmt.Fprintln(s.Out, "It knows of no event that the backup does not have.")
		return
	}
	fmt.Fprintf(s.Out, "It knows more than the backup: %s in %s, and %s that left. Record what still holds:\n",
		wording.Count(lost.Events, "event", "events"), wording.Count(len(lost.Cases), "case", "cases"), wording.Count(lost.Sent, "message", "messages"))
	for i := range lost.Cases {
		c := &lost.Cases[i]
		what := fmt.Sprintf("%s after event %d", wording.Count(len(c.Events), "event", "events"), c.Before)
		if c.Whole {
			what = "the whole case"
		}
		fmt.Fprintf(s.Out, "  %s  %s: %s\n", c.Case, wording.OneLine(c.Title), what)
		for _, e := range c.Events {
			fmt.Fprintf(s.Out, "    %d  %s UTC  %s  %s\n", e.Seq, e.Recorded, e.Kind, wording.OneLine(e.Text))
		}
		for _, m := range c.Sent {
			fmt.Fprintf(s.Out, "    sent  %s UTC  %s to %s\n", m.At, m.Template, wording.OneLine(m.To))
		}
	}
}

func newDBResume(s *session.Session) *cobra.Command {
	var yes bool
	cmd := &cobra.Command{
		Use: "resume", Short: "Let the bot work on after a restore; says first what will happen", Args: cobra.NoArgs,
		Long: "End the waiting after a restore, or after an old copy of the database was put back by hand. Messages that were approved\n" +
			"or queued may have left since the backup: they become uncertain, are looked for where the channel can tell, and are\n" +
			"never sent by themselves. Overdue reminders are dropped. What came in meanwhile waits in `bot inbox`.",
		RunE: func(cmd *cobra.Command, _ []string) error {
			return s.WithDesk(cmd.Context(), func(a *app.App, actor disclosure.Actor) error {
				w, err := a.Waiting(cmd.Context())
				if err != nil {
					return err
				}
				if w == nil {
					return fault.Errorf(fault.Conflict, "the database was not restored, or somebody has answered already: there is nothing to resume")
				}
				if !s.JSON {
					showWaiting(s, w)
				}
				if err := s.Confirm("Work on with this database?", yes); err != nil {
					return err
				}
				did, err := a.Resume(cmd.Context(), actor)
				if err != nil {
					return err
				}
				if s.JSON {
					return s.PrintJSON(map[string]any{"epoch": w.Entry.Epoch, "why": w.Entry.Text, "lost": w.Entry.Lost, "did": did})
				}
				fmt.Fprintln(s.Out, "The bot works again. `bot agenda` has the messages to find out about, `bot inbox list` what came in.")
				return nil
			})
		},
	}
	cmd.Flags().BoolVar(&yes, "yes", false, "do not ask")
	return cmd
}

// showWaiting says what happens when work goes on.
func showWaiting(s *session.Session, w *app.Waiting) {
	fmt.Fprintf(s.Out, "Why the bot waits: %s.\n", wording.OneLine(w.Entry.Text))
	showLost(s, w.Entry.Lost)
	fmt.Fprintln(s.Out, "When you resume:")
	fmt.Fprintf(s.Out, "  %s with approved or queued messages: each message becomes uncertain and is looked for; none is sent by itself\n", wording.Count(len(w.Messages), "case", "cases"))
	for _, id := range w.Messages {
		fmt.Fprintf(s.Out, "    %s\n", id)
	}
	fmt.Fprintf(s.Out, "  %s that would post or mail something: uncertain, for you to look at in `bot jobs list --state uncertain`\n", wording.Count(w.Jobs, "job", "jobs"))
	fmt.Fprintf(s.Out, "  %s to the team: dropped, one summary stands for all\n", wording.Count(w.Late, "overdue reminder", "overdue reminders"))
	fmt.Fprintf(s.Out, "  %s that nobody read, and what came in since the backup: waits in the inbox for a person\n", wording.Count(w.Inbox, "incoming item", "incoming items"))
}
