package cli

import (
	"context"
	"fmt"
	"strconv"
	"strings"

	"github.com/spf13/cobra"

	"daylight/cmd/bot/internal/app"
	"daylight/cmd/bot/internal/cli/session"
	"daylight/cmd/bot/internal/cli/wording"
	"daylight/db"
	"daylight/disclosure"
	"daylight/disclosure/command"
)

func newOutbox(s *session.Session) *cobra.Command {
	cmd := &cobra.Command{Use: "outbox", Short: "What waits to leave: look, cancel, send again, pause"}
	cmd.AddCommand(newOutboxList(s),
		newOutboxVerb(s, "cancel", "Take back a message that has not left; its draft is open again", (*app.App).CancelMessage),
		newOutboxVerb(s, "retry", "Send a failed message again, because it surely did not leave", (*app.App).RetryMessage),
		newOutboxPause(s), newOutboxResume(s))
	return cmd
}

func newOutboxList(s *session.Session) *cobra.Command {
	var id string
	cmd := &cobra.Command{
		Use: "list", Short: "List messages that are queued, uncertain or failed, and what is paused", Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			return s.WithDesk(cmd.Context(), func(a *app.App, _ disclosure.Actor) error {
				all, pauses, err := a.Outbox(cmd.Context(), session.CaseID(id))
				if err != nil {
					return err
				}
				if s.JSON {
					return s.PrintJSON(map[string]any{"messages": append([]app.Leaving{}, all...), "paused": append([]db.Pause{}, pauses...)})
				}
				tellPauses(s, pauses)
				if len(all) == 0 {
					fmt.Fprintln(s.Out, "Nothing waits to leave.")
					return nil
				}
				rows := make([][]string, len(all))
				for i, l := range all {
					due, state := "", string(l.State)
					if !l.Due.IsZero() {
						due = l.Due.UTC().Format("2006-01-02 15:04:05")
					}
					if l.Paused {
						due, state = "", "paused"
					}
					rows[i] = []string{l.Key, l.Draft, string(l.Channel), wording.OneLine(l.To), state, wording.Dash(due), strconv.Itoa(l.Tries), wording.Dash(wording.Cut(wording.OneLine(l.Reason), 80))}
				}
				return s.Table([]string{"message", "draft", "channel", "to", "state", "due (UTC)", "tries", "reason"}, rows)
			})
		},
	}
	cmd.Flags().StringVar(&id, "case", "", "show only messages of this case")
	return cmd
}

func tellPauses(s *session.Session, pauses []db.Pause) {
	for _, p := range pauses {
		why := ""
		if p.Why != "" {
			why = ": " + wording.OneLine(p.Why)
		}
		fmt.Fprintf(s.Out, "%s is paused since %s by %s%s. It goes on with: bot outbox resume %s\n",
			p.Channel, p.At.UTC().Format("2006-01-02 15:04 UTC"), wording.OneLine(p.By), why, p.Channel)
	}
}

// newOutboxVerb is a verb about one message.
func newOutboxVerb(s *session.Session, name, short string, do func(a *app.App, ctx context.Context, actor disclosure.Actor, key, why string) (command.Result, error)) *cobra.Command {
	var text string
	cmd := &cobra.Command{
		Use: name + " MESSAGE", Short: short, Args: cobra.ExactArgs(1),
		Example: "  bot outbox " + name + " DL-2020-0001/first_contact/C1/1 --text 'the server is mended'",
		RunE: func(cmd *cobra.Command, args []string) error {
			return s.WithDesk(cmd.Context(), func(a *app.App, actor disclosure.Actor) error {
				res, err := do(a, cmd.Context(), actor, args[0], text)
				if err != nil {
					return err
				}
				return s.Changed(res.Case)
			})
		},
	}
	cmd.Flags().StringVar(&text, "text", "", "why")
	return cmd
}

func newOutboxPause(s *session.Session) *cobra.Command {
	var text string
	cmd := &cobra.Command{
		Use: "pause [CHANNEL]", Short: "Let nothing leave on a channel, or on any, until somebody resumes it", Args: cobra.MaximumNArgs(1),
		ValidArgs: app.Pausable(),
		Long: "Let nothing leave on a channel (" + strings.Join(app.Pausable(), ", ") + "), or on any of them. What is queued waits, also over a\n" +
			"restart. Words to the team by mail go on.",
		Example: "  bot outbox pause\n  bot outbox pause email --text 'our server is on a block list'",
		RunE: func(cmd *cobra.Command, args []string) error {
			return s.WithDesk(cmd.Context(), func(a *app.App, actor disclosure.Actor) error {
				pauses, err := a.PauseSends(cmd.Context(), actor, channelArg(args), text)
				return tellPaused(s, pauses, err)
			})
		},
	}
	cmd.Flags().StringVar(&text, "text", "", "why")
	return cmd
}

func newOutboxResume(s *session.Session) *cobra.Command {
	return &cobra.Command{
		Use: "resume [CHANNEL]", Short: "Let queued messages leave again", Args: cobra.MaximumNArgs(1), ValidArgs: app.Pausable(),
		RunE: func(cmd *cobra.Command, args []string) error {
			return s.WithDesk(cmd.Context(), func(a *app.App, actor disclosure.Actor) error {
				pauses, err := a.ResumeSends(cmd.Context(), actor, channelArg(args))
				return tellPaused(s, pauses, err)
			})
		},
	}
}

func channelArg(args []string) string {
	if len(args) == 0 {
		return ""
	}
	return args[0]
}

func tellPaused(s *session.Session, pauses []db.Pause, err error) error {
	switch {
	case err != nil:
		return err
	case s.JSON:
		return s.PrintJSON(map[string]any{"paused": append([]db.Pause{}, pauses...)})
	case len(pauses) == 0:
		fmt.Fprintln(s.Out, "Nothing is paused.")
	default:
		tellPauses(s, pauses)
	}
	return nil
}
