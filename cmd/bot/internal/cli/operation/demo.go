package operation

import (
	"errors"
	"fmt"
	"io"
	"path/filepath"

	"github.com/spf13/cobra"

	"daylight/cmd/bot/internal/app"
	"daylight/cmd/bot/internal/cli/session"
	"daylight/cmd/bot/internal/demo"
)

// Demo returns `bot demo`.
func Demo(s *session.Session) *cobra.Command {
	var leave bool
	var listen string
	cmd := &cobra.Command{
		Use: "demo", Short: "Play the reference case from discovery to publication", Args: cobra.NoArgs,
		Long: "Play the NextMotion case (2020) through the real bot, with a mail server, a mailbox and an S3-compatible server\n" +
			"in this process, on a clock that jumps ahead. Nothing leaves this machine. Afterwards the board runs until you stop it.",
		RunE: func(cmd *cobra.Command, _ []string) (err error) {
			dir := s.Dir
			if dir == "" {
				dir = "daylight-demo"
			}
			out := s.Out
			if s.JSON {
				out = io.Discard
			}
			outcome, a, closeAll, err := demo.Play(cmd.Context(), demo.Options{Dir: dir, Version: session.Version(), Out: out})
			if err != nil {
				return err
			}
			defer func() { err = errors.Join(err, closeAll()) }()
			if s.JSON {
				if err := s.PrintJSON(outcome); err != nil {
					return err
				}
			} else {
				fmt.Fprintf(s.Out, "\nThe case, the mails and the writeup are in %s. Open %s.\n", dir, filepath.Join(dir, "writeup", "index.html"))
			}
			if leave {
				return nil
			}
			return keepOpen(s, cmd, a, listen)
		},
	}
	cmd.Flags().BoolVar(&leave, "exit", false, "exit when the case is over")
	cmd.Flags().StringVar(&listen, "listen", "127.0.0.1:8080", "host:port of the board")
	return cmd
}

// keepOpen serves the board of the finished story until the call is stopped.
func keepOpen(s *session.Session, cmd *cobra.Command, a *app.App, listen string) error {
	a.Config().Web.Listen = listen
	site, err := newSite(s, a)
	if err != nil {
		return err
	}
	fmt.Fprintln(s.Err, "Stop with Ctrl-C.")
	return site.Run(cmd.Context())
}
