package cli

import (
	"fmt"
	"io"
	"os"
	"strings"

	"github.com/spf13/cobra"

	"daylight/cmd/bot/internal/cli/session"
	"daylight/cmd/bot/internal/cli/wording"
	"daylight/disclosure/fault"
	"daylight/notify/email"
)

func newMail(s *session.Session) *cobra.Command {
	cmd := &cobra.Command{Use: "mail", Short: "Look at mails outside of the inbox"}
	cmd.AddCommand(newMailClassify(s))
	return cmd
}

// maxMailFile bounds what is read of a file, in bytes; a mail may have 25 MiB.
const maxMailFile = 64 << 20

func newMailClassify(s *session.Session) *cobra.Command {
	return &cobra.Command{
		Use: "classify FILE|-", Short: "Say what a mail is and how it was read", Args: cobra.ExactArgs(1),
		Long: `Say what a mail is: of a person, automatic, unclear, a bounce, delayed, delivered or a report, and why.
The mail is read from a file or, with -, from standard input. Nothing is recorded, and no database is
needed; so the case is left out, which the database knows.`,
		Example: "  bot mail classify answer.eml\n  bot mail classify - --json < answer.eml",
		RunE: func(_ *cobra.Command, args []string) error {
			raw, err := mailFile(s, args[0])
			if err != nil {
				return err
			}
			m, err := email.Read(raw)
			if err != nil {
				return err
			}
			if s.JSON {
				return s.PrintJSON(mailJSON(m))
			}
			fmt.Fprintf(s.Out, "class    %s\nfrom     %s (%s)\nsubject  %s\n", m.Class, wording.Dash(wording.OneLine(m.From)), m.Trust, wording.OneLine(m.Subject))
			if b := m.Bounce; b != nil {
				fmt.Fprintf(s.Out, "bounce   %s, status %s, of %s\n", b.Class, wording.Dash(b.Status), wording.Dash(wording.OneLine(b.Address())))
			}
			if m.Ticket != "" {
				fmt.Fprintf(s.Out, "ticket   %s\n", m.Ticket)
			}
			for _, said := range m.Says {
				fmt.Fprintf(s.Out, "says     %s: %s\n", said.What, wording.OneLine(said.Sentence))
			}
			for _, why := range m.Evidence {
				fmt.Fprintf(s.Out, "because  %s\n", wording.OneLine(why))
			}
			fmt.Fprintf(s.Out, "\n%s\n", wording.Block(m.Reply))
			return nil
		},
	}
}

// mailFile reads a mail from a file or from standard input.
func mailFile(s *session.Session, name string) ([]byte, error) {
	in := s.In
	if name != "-" {
		f, err := os.Open(name) //nolint:gosec // the person names the file
		if err != nil {
			return nil, fault.Errorf(fault.Invalid, "the mail cannot be read: %w", err)
		}
		defer func() { _ = f.Close() }() // it was only read
		in = f
	}
	raw, err := io.ReadAll(io.LimitReader(in, maxMailFile))
	if err != nil {
		return nil, fault.Errorf(fault.Invalid, "the mail cannot be read: %w", err)
	}
	return raw, nil
}

// mailJSON is what programs read. Keys stay where nothing is known: hard is false, and texts are empty.
func mailJSON(m email.Mail) map[string]any {
	out := map[string]any{
		"class": m.Class, "hard": false, "recipient": "", "status": "", "case": "", "matched_by": "", "message_id": m.MessageID, "trust": m.Trust,
		"text": strings.TrimSpace(m.Reply), "quoted": m.Quoted, "ticket": m.Ticket, "says": []any{}, "evidence": []string{},
	}
	if b := m.Bounce; b != nil {
		out["hard"], out["recipient"], out["status"] = b.Hard(), b.Address(), b.Status
	}
	if len(m.Says) > 0 {
		out["says"] = m.Says
	}
	if len(m.Evidence) > 0 {
		out["evidence"] = m.Evidence
	}
	return out
}
