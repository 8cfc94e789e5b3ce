// Package mailcmd holds `bot mail`, the commands of the mail channel.
package mailcmd

import (
	"context"
	"fmt"
	"os"
	"strings"

	"github.com/spf13/cobra"

	"daylight/cmd/bot/internal/app"
	"daylight/cmd/bot/internal/channel/mail"
	"daylight/cmd/bot/internal/cli/session"
	"daylight/cmd/bot/internal/cli/wording"
	"daylight/disclosure"
	"daylight/disclosure/fault"
	"daylight/notify/email"
)

// Command returns `bot mail` with its verbs.
func Command(s *session.Session) *cobra.Command {
	cmd := &cobra.Command{Use: "mail", Short: "Look at mails outside of the inbox"}
	cmd.AddCommand(newMailClassify(s), newMailImport(s))
	return cmd
}

func newMailClassify(s *session.Session) *cobra.Command {
	return &cobra.Command{
		Use: "classify FILE|-", Short: "Say what a mail is, to which case it belongs and how it was read", Args: cobra.ExactArgs(1),
		Long: `Say what a mail is: of a person, automatic, unclear, a bounce, delayed, delivered or a report, and why.
The mail is read from a file or, with -, from standard input. Nothing is recorded. Where there is a
database, the case is found as for a mail that comes in; without one, the mail alone is read. Of a mail
of more than 25 MiB only the beginning is read, as of one that comes in.`,
		Example: "  bot mail classify answer.eml\n  bot mail classify - --json < answer.eml",
		RunE: func(cmd *cobra.Command, args []string) error {
			raw, size, err := mailFile(s, args[0])
			if err != nil {
				return err
			}
			m, id, how, err := readMail(cmd.Context(), s, raw)
			if err != nil {
				return err
			}
			if size > int64(len(raw)) {
				m.Evidence = append(m.Evidence, fmt.Sprintf("the mail has %d bytes and is too large: only its first %d were read", size, len(raw)))
			}
			if s.JSON {
				return s.PrintJSON(mailJSON(m, id, how))
			}
			fmt.Fprintf(s.Out, "class    %s\nfrom     %s (%s)\nsubject  %s\n", m.Class, wording.Dash(wording.OneLine(m.From)), m.Trust, wording.OneLine(m.Subject))
			if id != "" {
				fmt.Fprintf(s.Out, "case     %s, matched by %s\n", id, how)
			}
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

// readMail reads a mail as the intake does where there is a database, and by itself where there is none.
func readMail(ctx context.Context, s *session.Session, raw []byte) (m email.Mail, id disclosure.CaseID, how string, err error) {
	if m, err = email.Read(raw); err != nil {
		return m, "", "", err
	}
	cfg, err := s.Load()
	if err == nil && session.Exists(cfg.Database.Path) {
		err = s.WithDeskOf(ctx, cfg, func(a *app.App, _ disclosure.Actor) error {
			got, err := read(ctx, a, raw)
			if err == nil {
				m, id, how = got.Mail, got.Case, got.Matched
			}
			return err
		})
	}
	if err != nil { // the mail can be read all the same
		fmt.Fprintf(s.Err, "bot: warning: the case was not looked for: %s\n", wording.OneLine(err.Error()))
	}
	return m, id, how, nil
}

// mailFile reads a mail from a file or from standard input, and says how many bytes the whole mail has: of a large one only the
// beginning is returned.
func mailFile(s *session.Session, name string) (raw []byte, size int64, err error) {
	in := s.In
	if name != "-" {
		f, err := os.Open(name) //nolint:gosec // the person names the file
		if err != nil {
			return nil, 0, fault.Errorf(fault.Invalid, "the mail cannot be read: %w", err)
		}
		defer func() { _ = f.Close() }() // it was only read
		in = f
	}
	if raw, size, err = email.Beginning(in); err != nil {
		return nil, 0, fault.Errorf(fault.Invalid, "the mail cannot be read: %w", err)
	}
	return raw, size, nil
}

// mailJSON is what programs read. Keys stay where nothing is known: hard is false, and texts are empty.
func mailJSON(m email.Mail, id disclosure.CaseID, how string) map[string]any {
	out := map[string]any{
		"class": m.Class, "hard": false, "recipient": "", "status": "", "case": id, "matched_by": how, "message_id": m.MessageID, "trust": m.Trust,
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

// read says what a mail is and to which case it belongs, as the intake would. A case that the reader of the desk may not see is left out.
func read(ctx context.Context, a *app.App, raw []byte) (email.Reading, error) {
	m, ok := app.Own[*mail.Mail](a)
	if !ok {
		return email.Reading{}, fault.Errorf(fault.Refused, "mail is not set up")
	}
	got, err := m.Classify(ctx, raw)
	if err != nil || got.Case == "" {
		return got, err
	}
	if _, err := a.Desk.Case(ctx, got.Case); err != nil {
		got.Case, got.Matched = "", ""
	}
	return got, nil
}
