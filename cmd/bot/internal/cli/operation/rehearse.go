package operation

import (
	"time"

	"github.com/spf13/cobra"

	"daylight/cmd/bot/internal/app"
	"daylight/cmd/bot/internal/app/rehearsal"
	"daylight/cmd/bot/internal/cli/session"
	"daylight/cmd/bot/internal/cli/wording"
	"daylight/disclosure"
	"daylight/disclosure/person"
	"daylight/disclosure/rehearse"
)

// Rehearse returns `bot rehearse`.
func Rehearse(s *session.Session) *cobra.Command {
	cmd := &cobra.Command{
		Use: "rehearse", Short: "See whether the bot rehearses, and end the rehearsal of a new instance",
		Long: "With mode: rehearse in the configuration a team practises with the real bot: what would reach others goes to the team,\n" +
			"and a case that is recorded meanwhile stays a rehearsal for ever. A new instance is live for the first time only after\n" +
			"two people have said that they rehearsed enough; the log of the instance keeps it.",
	}
	cmd.AddCommand(rehearseStatus(s), rehearseEnd(s))
	return cmd
}

func rehearseStatus(s *session.Session) *cobra.Command {
	return &cobra.Command{
		Use: "status", Short: "Say what rehearses, what is live, and whether this instance may be live", Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			return s.WithDesk(cmd.Context(), func(a *app.App, _ disclosure.Actor) error {
				got, err := a.Rehearsal().Status(cmd.Context())
				if err != nil {
					return err
				}
				if s.JSON {
					return s.PrintJSON(got)
				}
				for _, w := range a.Config().Ways().Ways() {
					s.Line(string(w) + ": " + modeInWords(got.Modes[w]))
				}
				s.Line(endInWords(got))
				return nil
			})
		},
	}
}

func modeInWords(m rehearse.Mode) string {
	switch m {
	case rehearse.Live:
		return "live"
	case rehearse.Rehearse:
		return "rehearses: all of it goes to the team"
	case rehearse.DryRun:
		return "dry run: written to a folder"
	case rehearse.Off:
	}
	return "off"
}

func endInWords(got rehearsal.Status) string {
	why := ""
	if got.Why != "" {
		why = ": " + wording.OneLine(got.Why)
	}
	switch {
	case got.Ended && got.By == "":
		return "This instance may be live" + why + "."
	case got.Ended:
		return "This instance may be live. The rehearsal was ended on " + got.At.UTC().Format(time.DateOnly) + " by " + wording.OneLine(person.Deciders(got.First, got.By)) + why + "."
	case got.First != "":
		return "Nothing may be live yet. " + wording.OneLine(got.First) + " proposed to end the rehearsal" + why + ". A second person runs `bot rehearse end`."
	default:
		return "Nothing may be live yet: two people run `bot rehearse end` first."
	}
}

func rehearseEnd(s *session.Session) *cobra.Command {
	var why string
	cmd := &cobra.Command{
		Use: "end", Short: "End the rehearsal of this instance, as one of two people", Args: cobra.NoArgs,
		Long: "Say that the team has practised enough. The first person gives the reason, and the second one agrees to it: by a press\n" +
			"in Slack (`/disclose rehearse end`) or with a signature. From then on the bot is live where its configuration says so.\n" +
			"It takes a lead. With rules.solo one person decides.",
		Example: "  bot rehearse end --why 'a whole case was practised'\n  bot rehearse end --sign --signer bob",
		RunE: func(cmd *cobra.Command, _ []string) error {
			return s.WithDesk(cmd.Context(), func(a *app.App, actor disclosure.Actor) error {
				who, err := s.Decider(cmd.Context(), a, actor, func(disclosure.Actor) (person.Decision, error) {
					return a.Rehearsal().Asked(cmd.Context(), why)
				})
				if err != nil {
					return err
				}
				done, err := a.Rehearsal().End(cmd.Context(), who, why)
				if err != nil {
					return err
				}
				if s.JSON {
					return s.PrintJSON(map[string]any{"ended": done, "by": who.Name})
				}
				if done {
					s.Line("the rehearsal has ended: the bot is live where its configuration says so")
					return nil
				}
				s.Line("it is proposed; a second person runs `bot rehearse end --sign`, or writes `/disclose rehearse end` in Slack")
				return nil
			})
		},
	}
	cmd.Flags().StringVar(&why, "why", "", "what was practised, for the log of the instance")
	s.Signs(cmd)
	return cmd
}
