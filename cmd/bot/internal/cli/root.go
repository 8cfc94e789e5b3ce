package cli

import (
	"context"
	"fmt"

	"github.com/spf13/cobra"

	"daylight/cmd/bot/internal/cli/agenda"
	"daylight/cmd/bot/internal/cli/casecmd"
	"daylight/cmd/bot/internal/cli/draft"
	"daylight/cmd/bot/internal/cli/operation"
	"daylight/cmd/bot/internal/cli/policy"
	"daylight/cmd/bot/internal/cli/probe"
	"daylight/cmd/bot/internal/cli/session"
	"daylight/cmd/bot/internal/cli/writeupcmd"
)

// Streams are where a call reads and writes.
type Streams = session.Streams

// Main runs one call and returns its exit code. Errors go to the error stream in one line that says what to do.
func Main(ctx context.Context, args []string, streams Streams, getenv func(string) string) int {
	return MainAs(ctx, "", args, streams, getenv)
}

// MainAs is [Main] as a login of a test; "" is the login of this machine. No flag or variable leads here.
func MainAs(ctx context.Context, login string, args []string, streams Streams, getenv func(string) string) int {
	s := session.New(streams, getenv)
	s.LoggedInAs(login)
	return s.Run(ctx, newRoot(s), args) //nolint:contextcheck // cobra carries the context in the command
}

func newRoot(s *session.Session) *cobra.Command {
	root := &cobra.Command{
		Use:   "bot",
		Short: "Daylight tracks an exposure from discovery to publication",
		Long: "Daylight records what a research team found, works out who can close it, sends the mails and issues that a\n" +
			"person approved, probes the asset until it is closed, and only then allows the writeup to be published.\n\n" +
			"Try it: bot demo\nSet it up: bot init",
		SilenceUsage: true, SilenceErrors: true, Version: session.Version(),
	}
	root.SetVersionTemplate("daylight {{.Version}}\n")
	s.Attach(root)
	add := func(group string, all ...*cobra.Command) {
		for _, cmd := range all {
			cmd.GroupID = group
		}
		root.AddCommand(all...)
	}
	add(groupWork, casecmd.Command(s), newEvent(s), newAsset(s), newContact(s), draft.Command(s), probe.Command(s), newTimeline(s), newPublish(s), writeupcmd.Command(s), newInbox(s), newOutbox(s), newPeople(s), newStats(s), policy.Command(s), newClock(s), agenda.Command(s), agenda.Digest(s))
	add(groupSetUp, operation.Demo(s), operation.Init(s), operation.Config(s), operation.Doctor(s), operation.Rehearse(s), operation.Serve(s))
	wired(s, add)
	add(groupCare, operation.DB(s), operation.Jobs(s), newVersion(s))
	shape(root)
	return root
}

func newVersion(s *session.Session) *cobra.Command {
	return &cobra.Command{
		Use: "version", Short: "Print the version", Args: cobra.NoArgs,
		RunE: func(*cobra.Command, []string) error {
			if s.JSON {
				return s.PrintJSON(map[string]string{"version": session.Version()})
			}
			fmt.Fprintln(s.Out, "daylight "+session.Version())
			return nil
		},
	}
}
